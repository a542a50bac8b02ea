"""Keys on a laboratory panel → values in their lines, grades beside them, one save for all."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import House, choose, complete, save, screen_one
from tests.browser.test_every_page import find_barriers


@pytest.fixture(scope="module")
def code(house: House) -> str:
    """Somebody who is being screened."""
    return screen_one(house.person("investigator"))


@pytest.fixture
def page(house: House, code: str) -> Page:
    """The blank panel of an unscheduled visit."""
    page = house.person("investigator")
    page.goto(f"/participants/{code}/visits/unscheduled/labs/1")
    expect(page.locator("#form")).to_be_visible()
    return page


def value(page: Page, test: str) -> Locator:
    return page.locator(f'[id="f-{test}.value"]')


def told(page: Page, test: str) -> Locator:
    return page.locator(f"#t-{test}")


def test_results_are_typed_down_the_column_graded_and_saved_at_once(page: Page) -> None:
    # Nobody's sex is known yet, so that the laboratory's limits are not.
    for test in ("alt", "ast"):
        page.locator(f'[id="f-{test}.uln"]').fill("40")
    value(page, "alt").focus()
    page.keyboard.type("130")
    page.keyboard.press("Tab")
    expect(value(page, "ast")).to_be_focused()
    page.keyboard.type("<20")
    page.keyboard.press("Enter")
    expect(value(page, "alp")).to_be_focused()
    page.keyboard.press("m")
    page.keyboard.press("1")
    expect(page.locator('[id="i-alp.value"]')).to_have_class(re.compile("is-missing"))
    expect(value(page, "ggt")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Shift+Tab")
    expect(value(page, "alt")).to_be_focused()
    expect(told(page, "alt").locator(".gb")).to_have_class("gb g2")
    expect(told(page, "alt")).to_contain_text("high")
    expect(told(page, "ast").locator(".gb")).to_have_class("gb g0")
    expect(page.locator(".psum")).to_contain_text("3 of 24 tests · 1 outside the range")
    expect(page.locator(".psum")).to_contain_text("to judge: ALT")
    # The last result is followed by the first judgment; a digit chooses and moves on.
    page.locator('[id="i-anti_mda5.finding"] input').first.focus()
    page.keyboard.press("Tab")
    expect(page.locator('[id="i-alt.judgment"] input').first).to_be_focused()
    page.keyboard.press("2")
    expect(page.locator('[id="i-ast.judgment"] input').first).to_be_focused()
    expect(page.locator(".psum")).not_to_contain_text("to judge")
    assert find_barriers(page) == []
    complete(page)
    row = page.get_by_role("row", name="Laboratory tests").first
    expect(row).to_contain_text("3 tests, 1 outside the range")


def test_a_line_that_cannot_be_read_is_marked_and_nothing_is_saved(page: Page) -> None:
    value(page, "ck").fill("1O0")
    cell = page.locator('[id="i-ck.value"]')
    expect(cell).to_have_class(re.compile("has-error"))
    expect(value(page, "ck")).to_have_accessible_description(re.compile("a letter stands where"))
    page.locator("#score .bad a").click()
    expect(value(page, "ck")).to_be_focused()
    page.locator(".btn.p[name=_act]").click()
    if page.locator("#why").is_visible():
        page.locator("#f-_reason").select_option("late_information")
        page.locator(".btn.p[name=_act]").click()
    expect(page.locator("#problems")).to_contain_text("CK")
    expect(value(page, "ck")).to_have_value("1O0")


def test_the_limits_follow_the_laboratory_and_what_was_typed_stays(page: Page) -> None:
    low = page.locator('[id="f-ldh.lln"]')
    high = page.locator('[id="f-ldh.uln"]')
    expect(low).to_have_value("120")
    high.fill("245")
    choose(page, "_laboratory", "Another hospital")
    expect(low).to_have_value("")
    expect(high).to_have_value("245")
    choose(page, "_laboratory", "This hospital")
    expect(low).to_have_value("120")
    expect(high).to_have_value("245")


def test_criteria_of_a_serious_event_appear_with_the_yes(house: House, code: str) -> None:
    page = house.person("investigator")
    page.goto(f"/participants/{code}")
    page.get_by_role("link", name="Add: Adverse events").click()
    expect(page.locator("#i-death")).to_be_hidden()
    choose(page, "serious", "yes")
    expect(page.locator("#i-death")).to_be_visible()
    choose(page, "serious", "no")
    expect(page.locator("#i-death")).to_be_hidden()
    page.locator("#f-term").fill("itch")
    save(page, "Save draft")
    expect(page.locator("h1")).to_have_text("Adverse events")
    expect(page.get_by_role("row", name="itch")).to_contain_text("draft")
