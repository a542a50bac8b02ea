"""Every page there is, in both languages → readable by all, on every screen, without complaint."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.people import LAPTOP, LOCALES, House, days_ago, open_form, press, screen_one
from tests.web.fakes import configure_once

configure_once()

from heliotrope.web.urls import urlpatterns  # noqa: E402

LANGUAGES = tuple(LOCALES)
SIZES = {
    "a narrow laptop": (1024, 768),
    "a laptop at 200 %": (683, 384),
    "a phone": (390, 844),
}

ENDED = "/participants/NC-001"
"""A participant of the rehearsal who was enrolled first and has ended the study."""

PAGES: dict[str, str] = {
    "today": "/",
    "password": "/password",
    "participants": "/participants",
    "screen": "/participants/screen",
    "participant": ENDED,
    "enroll": "{screened}/enroll",
    "fail_screening": "{screened}/screen-failure",
    "tell_deviation": f"{ENDED}/deviations/new",
    "acknowledge": "{deviation}",
    "visit": f"{ENDED}/visits/baseline",
    "running": f"{ENDED}/records/adverse_events",
    "running, medication": f"{ENDED}/records/medications",
    "running, nothing yet": "{screened}/records/adverse_events",
    "visit, to sign": f"{ENDED}/visits/screening",
    "form": f"{ENDED}/visits/baseline/blood_count/1",
    "form, CDASI": f"{ENDED}/visits/week_12/cdasi/1",
    "form, CDASI blank": "{screened}/visits/screening/cdasi/1",
    "form, eligibility": f"{ENDED}/visits/screening/eligibility/1",
    "form, IMACS": f"{ENDED}/visits/week_12/imacs/1",
    "form, IMACS blank": "{screened}/visits/early_termination/imacs/1",
    "form, MMT-8": f"{ENDED}/visits/week_12/mmt8/1",
    "form, MMT-8 blank": "{screened}/visits/early_termination/mmt8/1",
    "form, HAQ": f"{ENDED}/visits/week_12/haq/1",
    "form, SF-36": f"{ENDED}/visits/week_12/sf36/1",
    "form, DLQI": f"{ENDED}/visits/week_12/dlqi/1",
    "form, DLQI blank": "{screened}/visits/early_termination/dlqi/1",
    "form, panel": f"{ENDED}/visits/week_12/labs/1",
    "form, panel blank": "{screened}/visits/screening/labs/1",
    "form, adverse event": "{screened}/visits/screening/adverse_events/1",
    "form, medication": "{screened}/visits/screening/medications/1",
    "form, classification": f"{ENDED}/visits/screening/classification/1",
    "form, text": "{screened}/visits/screening/consent/1",
    "item_history": f"{ENDED}/visits/baseline/cdasi/1/history/malar_erythema",
    "deviations": "/deviations",
    "evaluation": "/evaluation",
    "look": "{look}",
    "study_files": "/study",
    "audit": "/entries",
    "a refusal": f"{ENDED}/visits/baseline/nothing/1",
    "404": "/nothing-there",
}
"""Name of the address, and what of it → where it is; in braces, what was found in `places`."""

NO_PAGE = {
    "sign_out", "set_language", "enroll_fact", "score", "form_merge", "history", "redact", "sign",
    "casebook", "study_download", "plan_download", "audit_export", "look_file", "export",
}  # fmt: skip
"""Addresses that answer with a file, a fragment, or another page; the first page is the door."""


def test_every_address_that_shows_a_page_is_looked_at() -> None:
    named = {str(pattern.name) for pattern in urlpatterns if hasattr(pattern, "name")}
    assert named - NO_PAGE - {"sign_in"} == {name for name in PAGES if name in named}


@pytest.fixture(scope="module")
def places(house: House) -> dict[str, str]:
    """Addresses that are only known once something was done."""
    page = house.person("investigator")
    screened = f"/participants/{screen_one(page)}"
    page.goto(f"{screened}/deviations/new")
    page.locator("#f-happened").fill(days_ago(20))
    page.locator("#f-description").fill("The visit was held at another site.")
    press(page, "Record the deviation")
    deviation = page.locator("aside").get_by_role("link", name="Judge").get_attribute("href")
    page.goto("/evaluation")
    press(page, "Open the results")
    page.wait_for_url("**/evaluation/looks/*")
    return {"screened": screened, "deviation": str(deviation), "look": page.url}


@pytest.fixture(scope="module", params=LANGUAGES)
def reader(house: House, places: dict[str, str], request: pytest.FixtureRequest) -> Page:
    """An investigator who reads that language; `places` was made before."""
    page = house.person("investigator", language=request.param)
    page.goto("/")
    wanted = "zh-CN" if request.param == "zh" else "en"
    if page.locator("html").get_attribute("lang") != wanted:
        page.get_by_role("button", name="中文" if request.param == "zh" else "English").click()
    expect(page.locator("html")).to_have_attribute("lang", wanted)
    return page


@pytest.fixture
def wide(reader: Page) -> Iterator[Page]:
    """The same window, as wide as before after each test."""
    yield reader
    reader.set_viewport_size(LAPTOP)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_readable_by_all_and_fits_every_screen(
    wide: Page, places: dict[str, str], name: str
) -> None:
    wide.goto(PAGES[name].format(**places))
    assert find_barriers(wide) == []
    assert find_overflow(wide) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_door_is_readable_by_all_and_fits_every_screen(house: House, language: str) -> None:
    page = house.visitor(language)
    page.goto("/sign-in")
    assert find_barriers(page) == []
    assert find_overflow(page) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_opens_on_a_page_is_readable_by_all(house: House, language: str) -> None:
    """The reasons for what is missing, an item's history, faults, the menu, a late save."""
    page = house.person("investigator", language=language)
    open_form(page, "NC-001", "baseline", "cdasi")
    page.locator("#i-malar_erythema input:checked").focus()
    page.keyboard.press("h")
    expect(page.locator("#history li").first).to_be_visible()
    assert find_barriers(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    expect(page.locator("#reasons")).to_be_visible()
    assert find_barriers(page) == []
    page.keyboard.press("Escape")
    page.locator(".menu summary").click()
    # Whatever is answered, another answer: its click also closes the menu.
    page.locator("#i-malar_scale").get_by_role("radio", checked=False).first.check()
    page.locator("button[name=_act]").click()
    expect(page.locator("#problems")).to_be_focused()
    assert find_barriers(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_fifteen_sites_are_in_sight_on_a_laptop(house: House, language: str) -> None:
    """1366 × 768, with the previous values, the hands' first row and the scores beside."""
    page = house.person("investigator", language=language)
    open_form(page, "NC-001", "week_12", "cdasi")
    rows = page.locator(".g tbody tr")
    expect(rows).to_have_count(15)
    for row in (rows.first, rows.last, page.locator("#score dl")):
        expect(row).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_narrow_screen_the_scores_stay_in_sight(house: House, language: str) -> None:
    page = house.person("investigator", language=language, viewport={"width": 1024, "height": 768})
    open_form(page, "NC-001", "week_12", "cdasi")
    shown = re.findall(r"\d+", page.locator("#score dl").inner_text())
    live = page.locator(".live")
    expect(live).to_be_in_viewport(ratio=1)
    assert re.findall(r"\d+", live.inner_text()) == shown


def find_barriers(page: Page) -> list[str]:
    """What axe calls serious or critical, with the elements."""
    answer = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        f"{v['id']}: {[node['html'][:120] for node in v['nodes'][:3]]}"
        for v in answer.response["violations"]
        if v["impact"] in ("serious", "critical")
    ]


def find_overflow(page: Page) -> dict[str, int]:
    """Screens on which the page is wider than the screen, by how many pixels."""
    found = {}
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        over = int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
        if over > 0:
            found[name] = over
    page.set_viewport_size(LAPTOP)
    return found
