"""Keys, fingers and numbers on analog scales, tables of questions and bodies → what is answered."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import House, choose, complete, open_form, screen_one
from tests.browser.test_every_page import find_barriers

PHONE = {"width": 390, "height": 844}
VISIT = "early_termination"


@pytest.fixture(scope="module")
def code(house: House) -> str:
    """Somebody who is being screened."""
    return screen_one(house.person("investigator"))


@pytest.fixture
def page(house: House) -> Page:
    return house.person("investigator")


def line(page: Page, item: str) -> Locator:
    return page.locator(f"#i-{item} input[type=range]")


def mark(page: Page, item: str) -> Locator:
    return page.locator(f"#i-{item} .vas")


# ------------------------------------------------------------------ the analog scale


def test_a_line_is_blank_until_it_is_answered_and_blank_is_not_zero(page: Page, code: str) -> None:
    open_form(page, code, VISIT, "imacs")
    number = page.locator("#f-phga")
    expect(mark(page, "phga")).to_have_class("vas blank")
    expect(line(page, "phga")).to_have_attribute("aria-valuetext", "not answered")
    number.fill("0")
    expect(mark(page, "phga")).to_have_class("vas")
    expect(line(page, "phga")).to_have_attribute("aria-valuetext", "0")
    number.fill("")
    expect(mark(page, "phga")).to_have_class("vas blank")


def test_a_line_is_answered_by_keys(page: Page, code: str) -> None:
    open_form(page, code, VISIT, "imacs")
    number = page.locator("#f-ptga")
    line(page, "ptga").focus()
    page.keyboard.press("ArrowRight")
    expect(number).to_have_value("0.0")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(number).to_have_value("0.3")
    page.keyboard.press("End")
    expect(number).to_have_value("10.0")
    page.keyboard.press("Backspace")
    expect(number).to_have_value("")
    expect(mark(page, "ptga")).to_have_class("vas blank")
    # A digit typed on the line goes to the number beside it.
    page.keyboard.type("4.5")
    expect(number).to_have_value("4.5")
    expect(line(page, "ptga")).to_have_value("4.5")
    expect(page.locator("#score")).to_contain_text("4.5/10")


def test_a_line_is_answered_by_a_finger_even_at_its_very_end(house: House, code: str) -> None:
    page = house.person("investigator", viewport=PHONE, has_touch=True)
    open_form(page, code, VISIT, "imacs")
    box = line(page, "phga").bounding_box()
    assert box is not None
    assert box["height"] >= 44
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#f-phga")).to_have_value("5.0")
    box = line(page, "phga").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + 9, box["y"] + box["height"] / 2)
    expect(page.locator("#f-phga")).to_have_value("0.0")
    expect(mark(page, "phga")).to_have_class("vas")


def test_a_line_is_ten_centimeters_long(page: Page, code: str) -> None:
    open_form(page, code, VISIT, "imacs")
    box = page.locator("#i-phga .line").bounding_box()
    assert box is not None
    assert abs(box["width"] - 10 / 2.54 * 96) < 1


def test_a_line_that_was_not_asked_has_its_reason_in_its_place(page: Page, code: str) -> None:
    open_form(page, code, VISIT, "imacs")
    line(page, "extramuscular").focus()
    page.keyboard.press("m")
    page.keyboard.press("1")
    item = page.locator("#i-extramuscular")
    expect(item.locator(".ms")).to_contain_text("not done ND")
    expect(mark(page, "extramuscular")).to_be_hidden()
    item.locator("[data-clear]").click()
    expect(mark(page, "extramuscular")).to_be_visible()


# ------------------------------------------------------------------ faults while typing


@pytest.mark.parametrize("typed", ["10.5", "-1", "abc", "1.234", "0,5"])
def test_a_wrong_number_is_marked_while_it_is_typed(page: Page, code: str, typed: str) -> None:
    open_form(page, code, VISIT, "imacs")
    number, item = page.locator("#f-phga"), page.locator("#i-phga")
    number.press_sequentially(typed)
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(item).to_have_class(re.compile("has-error"))
    expect(item.locator(".er")).to_contain_text(f"“{typed}”")
    expect(number).to_have_accessible_description(re.compile("from 0 to 10"))
    expect(page.locator("#score")).to_contain_text("1 item to mend")
    expect(mark(page, "phga")).to_have_class("vas" if typed == "1.234" else "vas blank")
    assert find_barriers(page) == []
    page.locator("#f-ptga").focus()
    page.locator("#score .bad a").click()
    expect(number).to_be_focused()
    number.fill("1.2")
    expect(item.locator(".er")).to_have_count(0)
    expect(item).not_to_have_class(re.compile("has-error"))
    expect(number).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#score .bad")).to_have_count(0)


def test_nothing_is_marked_while_a_number_is_only_begun(page: Page, code: str) -> None:
    open_form(page, code, VISIT, "imacs")
    number = page.locator("#f-phga")
    with page.expect_response("**/score"):
        number.press_sequentially("1.")
    expect(page.locator("#i-phga .er")).to_have_count(0)
    number.press("Tab")
    expect(page.locator("#i-phga .er")).to_contain_text("“1.” is not a number")


def test_a_grade_and_a_day_are_marked_in_their_places(page: Page, code: str) -> None:
    open_form(page, code, VISIT, "mmt8")
    page.locator("#f-deltoid_right").fill("11")
    expect(page.locator("#i-deltoid_right .er")).to_contain_text("above the highest")
    page.locator("#f-_date").fill("2026-13-45")
    expect(page.locator("#i-_date .er")).to_contain_text("is not a date")
    page.locator("#f-deltoid_right").fill("10")
    expect(page.locator("#i-deltoid_right .er")).to_have_count(0)
    expect(page.locator("#i-_date .er")).to_have_count(1)
    open_form(page, code, VISIT, "end_of_study")
    page.locator("#f-_date").fill("2026-13-45")
    expect(page.locator("#i-_date .er")).to_contain_text("is not a date")
    expect(page.locator("#score")).to_contain_text("To mend")
    page.locator("#f-_date").fill("2026-05-21")
    expect(page.locator("#score")).to_be_empty()


def test_what_was_refused_is_cleared_once_it_is_mended(page: Page, code: str) -> None:
    open_form(page, code, VISIT, "imacs")
    page.locator("#f-phga").fill("10.5")
    page.locator("button[name=_act][value=complete]").click()
    expect(page.locator("#problems")).to_be_visible()
    expect(mark(page, "phga")).to_have_class("vas blank")
    empty = page.locator("#i-ptga .er")
    expect(empty).to_have_count(1)
    page.locator("#f-phga").fill("9.5")
    expect(page.locator("#i-phga .er")).to_have_count(0)
    expect(empty).to_have_count(1)


# ------------------------------------------------------------------ questions by answers


def test_a_table_is_filled_in_by_digits_and_arrows(page: Page, code: str) -> None:
    open_form(page, code, VISIT, "sf36")
    page.locator("#i-q3 input").first.focus()
    page.keyboard.type("123")
    expect(page.locator("#i-q6 input").first).to_be_focused()
    assert [checked(page, f"q{n}") for n in (3, 4, 5, 6)] == ["1", "2", "3", None]
    page.keyboard.press("ArrowUp")
    expect(page.locator("#i-q5 input:checked")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    assert checked(page, "q5") == "2"
    page.keyboard.press("Backspace")
    assert checked(page, "q5") is None
    page.keyboard.press("m")
    page.keyboard.press("2")
    expect(page.locator("#i-q5 > i")).to_have_text("unknown UNK")
    expect(page.locator("#i-q6 input").first).to_be_focused()


def test_a_question_is_asked_after_its_answer_only(page: Page, code: str) -> None:
    open_form(page, code, VISIT, "dlqi")
    follows = page.locator("#i-q7b")
    expect(follows).to_be_hidden()
    choose(page, "q7", "no")
    expect(follows).to_be_visible()
    expect(follows).to_contain_text("asked only after “no”")
    choose(page, "q7b", "1 a little")
    # What was answered stays in sight, though it is no longer asked.
    choose(page, "q7", "yes")
    expect(follows).to_be_visible()
    page.locator("button[name=_act][value=complete]").click()
    expect(page.locator("#problems")).to_contain_text("only asked with another answer")
    assert find_barriers(page) == []


def test_what_no_longer_applies_can_be_cleared_where_it_stands(page: Page, code: str) -> None:
    open_form(page, code, VISIT, "dlqi")
    follows = page.locator("#i-q7b")
    clear = follows.get_by_role("button", name="no longer applies, clear")
    choose(page, "q7", "no")
    choose(page, "q7b", "1 a little")
    expect(clear).to_be_hidden()
    choose(page, "q7", "yes")
    expect(clear).to_be_visible()
    expect(follows.locator(".er")).to_contain_text("only asked with another answer")
    expect(page.locator("#score")).to_contain_text("1 item to mend")
    assert find_barriers(page) == []
    clear.click()
    expect(follows).to_be_hidden()
    expect(page.locator("#score .bad")).to_have_count(0)
    assert checked(page, "q7b") is None
    expect(page.locator("#i-q7 input:checked")).to_be_focused()


@pytest.mark.parametrize(("language", "word"), [("en", "clear"), ("zh", "清除")])
def test_a_finger_takes_an_answer_back(house: House, code: str, language: str, word: str) -> None:
    page = house.person("investigator", language, viewport=PHONE, has_touch=True)
    open_form(page, code, VISIT, "sf36")
    page.locator("#i-q5 label").first.tap()
    assert checked(page, "q5") == "1"
    page.locator(".live [data-absent]").tap()
    page.get_by_role("menuitem", name=word).tap()
    assert checked(page, "q5") is None
    expect(page.locator("#reasons")).to_be_hidden()
    # Of a field by its own control.
    open_form(page, code, VISIT, "imacs")
    page.locator("#f-phga").fill("5")
    page.locator("#i-phga [data-reasons]").tap()
    page.get_by_role("menuitem", name=word).tap()
    expect(page.locator("#f-phga")).to_have_value("")


def test_the_way_a_score_came_about_stays_open_while_answers_change(page: Page, code: str) -> None:
    open_form(page, code, VISIT, "haq")
    page.locator("#i-dressing_1 input").first.focus()
    page.keyboard.type("10")
    detail = page.locator('#score details[data-key="dressing"]')
    detail.locator("summary").click()
    expect(detail.locator("table")).to_be_visible()
    choose(page, "dressing_2", "3 unable")
    expect(detail.locator("summary")).to_contain_text("3/3")
    expect(detail.locator("table")).to_be_visible()
    choose(page, "aid_dressing", "yes")


@pytest.mark.parametrize("form", ["haq", "sf36", "dlqi"])
def test_targets_are_large_enough(house: House, code: str, form: str) -> None:
    for size, least in (({"width": 1366, "height": 768}, 24), (PHONE, 44)):
        page = house.person("investigator", viewport=size)
        open_form(page, code, VISIT, form)
        boxes = [one.bounding_box() for one in page.locator(".qu label").all()]
        shown = [box for box in boxes if box is not None]
        assert len(shown) > 30
        assert min(min(box["height"], box["width"]) for box in shown) >= least


def checked(page: Page, item: str) -> str | None:
    found = page.locator(f"#i-{item} input:checked")
    return found.get_attribute("value") if found.count() else None


# ------------------------------------------------------------------ the two sides of a body


def test_grades_of_both_sides_move_on_by_themselves(page: Page, code: str) -> None:
    open_form(page, code, VISIT, "mmt8")
    page.locator("#f-neck_flexors").focus()
    page.keyboard.type("10" + "9" + "10" * 13)
    expect(page.locator("#f-deltoid_right")).to_have_value("9")
    expect(page.locator("#f-ankle_dorsiflexors_left")).to_have_value("10")
    expect(page.locator("#score dd").first).to_have_text("149/150")


def test_one_side_is_a_whole_examination(page: Page, code: str) -> None:
    open_form(page, code, VISIT, "mmt8")
    for box in page.locator(".body input").all():
        box.fill("")
    page.locator("#f-neck_flexors").fill("8")
    for box in page.locator('.body input[name$="_left"]').all():
        box.fill("9")
    expect(page.locator("#score dd").first).to_have_text("71/80")
    complete(page)


def test_arrows_go_down_one_side(page: Page, code: str) -> None:
    open_form(page, code, VISIT, "mmt8")
    page.locator("#f-deltoid_right").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#f-biceps_right")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#f-deltoid_right")).to_be_focused()
