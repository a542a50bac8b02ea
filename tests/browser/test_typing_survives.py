"""What a person typed, against late saves, reloads, ended sessions and people without script."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from tests.browser.people import (
    PASSWORD,
    House,
    choose,
    complete,
    open_form,
    press,
    save,
    screen_one,
    sign_in,
    today,
    type_cdasi,
)

DRAFTS = "Object.keys(localStorage).filter(k => k.startsWith('heliotrope:draft:'))"
COUNTS = {"wbc": "6.1", "neutrophils": "4.2", "hemoglobin": "131", "platelets": "222"}


def fill_counts(page: Page, **changed: str) -> None:
    for item, text in (COUNTS | changed).items():
        page.locator(f"#f-{item}").fill(text)


def kept(page: Page) -> dict[str, str]:
    """What this device keeps of the form on the screen; empty if nothing."""
    keys: list[str] = page.evaluate(DRAFTS)
    texts = [json.loads(page.evaluate("k => localStorage.getItem(k)", key)) for key in keys]
    return {name: value for text in texts for name, value in text["fields"]}


def test_two_windows_one_form_both_sides_are_kept(house: House) -> None:
    """The second save is refused, shows who saved what, and nothing typed is lost."""
    ours, theirs = house.person("coordinator"), house.person("investigator")
    place = (screen_one(ours), "screening", "blood_count")
    open_form(ours, *place)
    open_form(theirs, *place)
    fill_counts(theirs, wbc="7.7", platelets="199")
    complete(theirs)
    fill_counts(ours)
    press(ours, "Complete form")

    expect(ours.locator("main")).to_contain_text("Li Wei 李伟 (Investigator) saved this form at")
    white = ours.locator("#i-wbc")
    expect(white).to_contain_text("6.1")
    expect(white).to_contain_text("7.7")
    white.get_by_role("radio").first.check()
    ours.locator("#i-platelets").get_by_role("radio").nth(1).check()
    ours.locator("#f-_reason").select_option("transcription")
    save(ours, "Save as chosen")
    open_form(ours, *place)
    expect(ours.locator("#f-wbc")).to_have_value("6.1")
    expect(ours.locator("#f-platelets")).to_have_value("199")
    assert kept(ours) == {}


def test_a_reload_brings_back_what_was_typed_and_a_save_lets_it_go(house: House) -> None:
    page = house.person("coordinator")
    code = screen_one(page)
    open_form(page, code, "screening", "blood_count")
    page.locator("#f-wbc").fill("5.5")
    page.locator("#f-neutrophils").fill("2.9")
    page.reload()
    expect(page.locator("#f-wbc")).to_have_value("5.5")
    expect(page.locator("#f-neutrophils")).to_have_value("2.9")
    expect(page.locator("#kept")).to_contain_text("is back; not saved yet")

    page.keyboard.press("Control+s")
    expect(page.locator("main .note.done")).to_contain_text("Blood count is kept as a draft")
    assert kept(page) == {}
    open_form(page, code, "screening", "blood_count")
    expect(page.locator("main .chip").first).to_have_text("draft")
    expect(page.locator("#f-neutrophils")).to_have_value("2.9")
    fill_counts(page)
    complete(page)
    assert kept(page) == {}


def test_an_ended_session_costs_nothing_that_was_typed(house: House) -> None:
    page = house.visitor()
    page.goto("/sign-in")
    sign_in(page, "coordinator")
    open_form(page, screen_one(page), "screening", "cdasi")
    type_cdasi(page, "3000021000")
    expect(page.locator("#score")).to_contain_text("71 items to answer")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.type("1")
    expect(page.locator("#offline")).to_be_visible()
    press(page, "Complete form")

    expect(page.get_by_text("Your session has ended.")).to_be_visible()
    expect(page.get_by_text("is kept on this device")).to_be_visible()
    page.locator("#f-username").fill("coordinator")
    page.locator("#f-password").fill(PASSWORD)
    page.locator("#f-password").press("Enter")
    expect(page.locator("#form")).to_be_visible()
    values = page.eval_on_selector_all("#form .c input:checked", "all => all.map(e => e.value)")
    assert values == list("30000210001")
    expect(page.locator("#kept")).to_contain_text("is back; not saved yet")


def test_a_tap_and_a_reason_for_what_is_missing_are_saved(house: House) -> None:
    """By mouse and by touch: a value, a reason, the whole form not done."""
    page = house.person("coordinator", viewport={"width": 390, "height": 844}, has_touch=True)
    code = screen_one(page)
    open_form(page, code, "screening", "cdasi")
    choose(page, "scalp_erythema", "2")
    page.locator(".live").get_by_role("button", name="missing").tap()
    page.locator("#reasons").get_by_role("menuitem", name="unknown UNK").tap()
    expect(page.locator("#i-scalp_erythema > i")).to_have_text("UNK")
    save(page, "Save draft")
    open_form(page, code, "screening", "cdasi")
    expect(page.locator("#i-scalp_erythema > i")).to_have_text("UNK")
    page.get_by_text("The whole form was not done").tap()
    page.get_by_role("button", name="not done ND").tap()
    expect(page.locator("main table")).to_contain_text("not done")


def test_without_script_a_form_is_saved_and_a_visit_is_signed(house: House) -> None:
    page = house.person("investigator", java_script_enabled=False)
    code = screen_one(page)
    open_form(page, code, "screening", "blood_count")
    page.locator("#f-_date").fill(today().date().isoformat())
    fill_counts(page)
    complete(page)
    page.goto(f"/participants/{code}/visits/screening/cdasi/1")
    page.get_by_text("The whole form was not done").click()
    page.get_by_role("button", name="not done ND").click()
    expect(page.locator("main")).to_contain_text("not done")

    page.locator("aside #f-password").fill(PASSWORD)
    press(page, "Sign 2 forms")
    expect(page.locator(".sig").first).to_contain_text("holds")
    page.goto(f"/participants/{code}/visits/screening/blood_count/1/history/wbc")
    expect(page.locator("main .tl")).to_contain_text("first record")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("main .tl")).to_contain_text("首次记录")
