"""A form on the screen and keys pressed → what the script does; the pages are the gallery's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.web import gallery

DRAFT = "heliotrope:draft:p2|NC-003|week_12|cdasi|1:"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = gallery.serve()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, base_url=address, reduced_motion="reduce"
    )
    errors: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda e: errors.append(str(e)))
    opened.on("console", lambda m: errors.append(m.text) if "Security" in m.text else None)
    yield opened
    context.close()
    assert not errors


def focused_item(page: Page) -> str:
    script = "document.activeElement.closest('[id^=\"i-\"]')?.id.slice(2) ?? ''"
    return str(page.evaluate(script))


def value_of(page: Page, item: str) -> str | None:
    found = page.evaluate(f"new FormData(document.getElementById('form')).get('{item}')")
    return None if found is None else str(found)


def start(page: Page, item: str, name: str = "cdasi_blank", language: str = "en") -> None:
    page.goto(f"/{language}/{name}")
    page.locator(f"#i-{item} input").first.focus()


def test_a_digit_sets_the_item_and_moves_on(page: Page) -> None:
    start(page, "scalp_erythema")
    page.keyboard.type("21001")
    values = [
        value_of(page, f"scalp_{part}")
        for part in ("erythema", "scale", "erosion", "poikiloderma", "calcinosis")
    ]
    assert values == ["2", "1", "0", "0", "1"]
    assert focused_item(page) == "malar_erythema"


def test_a_digit_outside_the_codes_does_nothing(page: Page) -> None:
    start(page, "scalp_erosion")
    page.keyboard.press("3")
    assert value_of(page, "scalp_erosion") is None
    assert focused_item(page) == "scalp_erosion"


def test_the_whole_form_can_be_filled_with_digits_alone(page: Page) -> None:
    start(page, "scalp_erythema")
    page.keyboard.type("0" * 81)
    items = page.locator(".c").count()
    assert items == 81
    assert page.locator(".c input:checked").count() == items
    expect(page.get_by_role("button", name="Complete form")).to_be_focused()


def test_backspace_clears(page: Page) -> None:
    start(page, "scalp_erythema", "cdasi")
    page.keyboard.press("Backspace")
    assert value_of(page, "scalp_erythema") is None


@pytest.mark.parametrize(
    ("key", "there"),
    [
        ("ArrowDown", "v_neck_scale"),
        ("ArrowUp", "periorbital_scale"),
        ("ArrowLeft", "face_erythema"),
        ("ArrowRight", "face_erosion"),
    ],
)
def test_arrows_move_in_the_grid_and_change_nothing(page: Page, key: str, there: str) -> None:
    start(page, "face_scale", "cdasi")
    before = page.evaluate("JSON.stringify([...new FormData(document.getElementById('form'))])")
    page.keyboard.press(key)
    assert focused_item(page) == there
    after = page.evaluate("JSON.stringify([...new FormData(document.getElementById('form'))])")
    assert after == before


@pytest.mark.parametrize("name", ["cdasi", "cdasi_blank"])
def test_tab_stops_once_at_each_item_in_order(page: Page, name: str) -> None:
    start(page, "scalp_erythema", name)
    ids = page.eval_on_selector_all(".c", "all => all.map(e => e.id.slice(2))")
    stops = [focused_item(page)]
    for _ in ids[1:]:
        page.keyboard.press("Tab")
        stops.append(focused_item(page))
    assert stops == ids


def test_m_gives_the_reason_of_an_absence_and_backspace_takes_it_back(page: Page) -> None:
    start(page, "malar_scale")
    page.keyboard.press("m")
    expect(page.locator("#reasons")).to_be_visible()
    page.keyboard.press("2")
    assert value_of(page, "malar_scale__missing") == "UNK"
    assert focused_item(page) == "malar_erosion"
    expect(page.locator("#say")).to_contain_text("unknown")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Backspace")
    assert value_of(page, "malar_scale__missing") is None


def test_escape_closes_the_reasons_and_goes_back(page: Page) -> None:
    start(page, "malar_scale")
    page.keyboard.press("m")
    page.keyboard.press("Escape")
    expect(page.locator("#reasons")).to_be_hidden()
    assert focused_item(page) == "malar_scale"


def test_an_absence_of_a_number_and_back(page: Page) -> None:
    page.goto("/en/plain")
    page.locator("#f-wbc").focus()
    page.keyboard.press("m")
    page.keyboard.press("1")
    assert (value_of(page, "wbc"), value_of(page, "wbc__missing")) == ("", "ND")
    page.locator("#i-wbc [data-clear]").click()
    page.keyboard.type("4.4")
    assert (value_of(page, "wbc"), value_of(page, "wbc__missing")) == ("4.4", None)


def test_the_fourth_choice_clears_and_stays(page: Page) -> None:
    start(page, "malar_scale", "cdasi")
    assert value_of(page, "malar_scale") is not None
    page.keyboard.press("m")
    page.keyboard.press("4")
    assert value_of(page, "malar_scale") is None
    assert value_of(page, "malar_scale__missing") is None
    expect(page.locator("#reasons")).to_be_hidden()
    expect(page.locator("#say")).to_contain_text("clear")
    assert focused_item(page) == "malar_scale"
    page.keyboard.press("m")
    page.keyboard.press("1")
    assert value_of(page, "malar_scale__missing") == "ND"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("m")
    page.get_by_role("menuitem", name="clear").click()
    assert value_of(page, "malar_scale__missing") is None


@pytest.mark.parametrize("key", ["ArrowDown", "ArrowUp"])
def test_arrows_walk_all_four_choices(page: Page, key: str) -> None:
    start(page, "malar_scale")
    page.keyboard.press("m")
    focused = "document.activeElement.value"
    seen = [page.evaluate(focused)]
    for _ in range(4):
        page.keyboard.press(key)
        seen.append(page.evaluate(focused))
    around = ["ND", "UNK", "NA", "", "ND"]
    assert seen == (around if key == "ArrowDown" else around[::-1])


def test_letters_may_be_typed_into_text(page: Page) -> None:
    page.goto("/en/plain")
    page.locator("#f-comment").focus()
    page.keyboard.type("mh0")
    assert value_of(page, "comment") == "mh0"
    expect(page.locator("#reasons")).to_be_hidden()


def test_dates_may_be_typed_without_marks(page: Page) -> None:
    page.goto("/en/plain")
    page.locator("#f-sampled_at").fill("20260520 0810")
    page.keyboard.press("Enter")
    assert value_of(page, "sampled_at") == "2026-05-20 08:10"
    assert focused_item(page) == "fasting"
    assert page.url.endswith("/en/plain")


def test_control_s_saves_a_draft_of_the_version_seen(page: Page) -> None:
    start(page, "scalp_erythema")
    page.keyboard.press("2")
    with page.expect_request("**/post") as sent:
        page.keyboard.press("Control+s")
    posted = parse_qs(sent.value.post_data or "")
    assert posted["_act"] == ["draft"]
    assert posted["_version"] == ["3"]
    assert posted["scalp_erythema"] == ["2"]
    assert posted["csrfmiddlewaretoken"] == ["x"]


def test_each_change_asks_the_server_for_the_score(page: Page) -> None:
    start(page, "scalp_erythema")
    with page.expect_response("**/score/en") as answered:
        page.keyboard.press("2")
    asked: Request = answered.value.request
    assert 'name="scalp_erythema"' in (asked.post_data or "")
    expect(page.locator("#sum-scalp")).to_have_text("1")


def test_without_the_server_the_page_says_so_and_keeps_typing(page: Page) -> None:
    start(page, "scalp_erythema")
    page.route("**/score/en", lambda route: route.abort())
    page.keyboard.press("2")
    expect(page.locator("#offline")).to_be_visible()
    assert value_of(page, "scalp_erythema") == "2"


def test_what_was_typed_comes_back_after_a_reload(page: Page) -> None:
    start(page, "scalp_erythema")
    page.keyboard.type("3")
    page.keyboard.press("m")
    page.keyboard.press("3")
    expect(page.locator("#kept")).to_have_text(re.compile(r"^\d\d:\d\d kept on this device$"))
    page.reload()
    assert value_of(page, "scalp_erythema") == "3"
    assert value_of(page, "scalp_scale__missing") == "NA"
    expect(page.locator("#kept")).to_contain_text("is back; not saved yet")


def keep(page: Page, version: int, fields: dict[str, str]) -> None:
    draft = json.dumps({"at": 1_779_300_000_000, "fields": list(fields.items())})
    page.evaluate("([k, v]) => localStorage.setItem(k, v)", [f"{DRAFT}{version}", draft])


def kept(page: Page) -> list[str]:
    keys = page.evaluate("Object.keys(localStorage)")
    return sorted(str(k).removeprefix(DRAFT) for k in keys)


def test_another_persons_draft_is_not_laid_over_the_form(page: Page) -> None:
    page.goto("/en/cdasi_blank")
    page.evaluate(
        "localStorage.setItem('heliotrope:draft:p9|NC-003|week_12|cdasi|1:3',"
        "JSON.stringify({at: 1, fields: [['scalp_erythema', '3']]}))"
    )
    page.reload()
    assert value_of(page, "scalp_erythema") is None


def test_a_draft_of_an_older_version_is_offered_and_posts_that_version(page: Page) -> None:
    page.goto("/en/cdasi_blank")
    keep(page, 2, {"scalp_erythema": "3"})
    page.reload()
    expect(page.locator("#older")).to_be_visible()
    assert value_of(page, "scalp_erythema") is None
    page.get_by_role("button", name="Bring it back").click()
    assert value_of(page, "scalp_erythema") == "3"
    assert value_of(page, "_version") == "2"


def test_a_draft_of_an_older_version_can_be_discarded(page: Page) -> None:
    page.goto("/en/cdasi_blank")
    keep(page, 2, {"scalp_erythema": "3"})
    page.reload()
    page.get_by_role("button", name="Discard it").click()
    assert kept(page) == []


def test_an_accepted_save_drops_the_drafts_before_it_and_no_other(page: Page) -> None:
    page.goto("/en/cdasi_blank")
    for version in (2, 3, 4):
        keep(page, version, {"scalp_erythema": "3"})
    page.goto("/en/accepted")
    assert kept(page) == ["4"]


def test_the_door_speaks_of_drafts_only_if_there_are_any(page: Page) -> None:
    page.goto("/en/sign_in_expired")
    expect(page.locator("[data-drafts]")).not_to_contain_text("kept")
    keep(page, 3, {"scalp_erythema": "3"})
    page.reload()
    expect(page.locator("[data-drafts]")).to_contain_text("kept on this device")


def test_what_was_refused_is_shown_as_posted_not_as_drafted(page: Page) -> None:
    page.goto("/en/cdasi_blank")
    keep(page, 3, {"scalp_erythema": "3"})
    page.goto("/en/cdasi_errors")
    assert value_of(page, "scalp_erythema") == "0"
    expect(page.locator("#problems")).to_be_focused()


def test_a_problem_leads_to_its_item(page: Page) -> None:
    page.goto("/en/cdasi_errors")
    page.locator("#problems a").click()
    assert focused_item(page) == "v_neck_erythema"


def test_the_reason_appears_with_the_first_change_of_a_completed_form(page: Page) -> None:
    start(page, "scalp_erythema", "cdasi_complete")
    expect(page.locator("#why")).to_be_hidden()
    page.keyboard.press("3")
    expect(page.locator("#why")).to_be_visible()
    expect(page.locator("#i-scalp_erythema")).to_have_class(re.compile("was-changed"))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("0")
    expect(page.locator("#why")).to_be_hidden()


def test_history_opens_beside_the_item_and_escape_goes_back(page: Page) -> None:
    start(page, "periorbital_erythema", "cdasi")
    page.keyboard.press("h")
    expect(page.locator("#history")).to_contain_text("copied wrongly")
    page.keyboard.press("Escape")
    expect(page.locator("#history")).to_be_hidden()
    assert focused_item(page) == "periorbital_erythema"


FIELDS = "JSON.stringify([...new FormData(document.getElementById('form'))])"


@pytest.mark.parametrize("name", ["plain_readonly", "cdasi_readonly"])
def test_nothing_can_be_changed_where_one_may_only_read(page: Page, name: str) -> None:
    page.goto(f"/en/{name}")
    before = page.evaluate(FIELDS)
    for key in ("1", "Backspace", "m", "ArrowDown", " ", "x", "Control+s"):
        for control in page.locator("#form input:not([type=hidden])").all()[:12]:
            control.focus()
            page.keyboard.press(key)
    for choice in page.locator("#form label:has(input[type=radio])").all()[:8]:
        choice.click(force=True)  # it says that it is not enabled
    assert page.evaluate(FIELDS) == before
    assert page.url.endswith(name)
    assert page.evaluate("localStorage.length") == 0


def test_who_may_only_read_sees_the_history(page: Page) -> None:
    start(page, "scalp_erythema", "cdasi_readonly")
    page.keyboard.press("ArrowDown")
    assert focused_item(page) == "malar_erythema"
    page.keyboard.press("h")
    expect(page.locator("#history")).to_contain_text("copied wrongly")


def test_j_and_k_move_and_enter_opens(page: Page) -> None:
    page.goto("/en/today")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-task] .act a").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("[data-task] .act a").first).to_be_focused()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["cdasi", "cdasi_blank"])
def test_all_fifteen_sites_are_seen_without_scrolling(page: Page, name: str, language: str) -> None:
    page.goto(f"/{language}/{name}")
    box = page.locator(".g tbody tr").nth(14).bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 768


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_scrolls_sideways_at_1024(page: Page, language: str) -> None:
    page.set_viewport_size({"width": 1024, "height": 768})
    wide = {}
    for name in gallery.EXAMPLES:
        page.goto(f"/{language}/{name}")
        wide[name] = page.evaluate("document.documentElement.scrollWidth")
    assert {name: width for name, width in wide.items() if width > 1024} == {}
