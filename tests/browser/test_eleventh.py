"""Ten are enrolled; the eleventh → the act is refused with its rule, the fact is recorded."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.people import House, press, screen_one, today

PLANNED = 10


def count_enrolled(page: Page) -> int:
    page.goto("/participants")
    found = re.search(r"enrolled (\d+) of 10", page.locator("main .ph").inner_text())
    assert found
    return int(found[1])


def record_enrollment(page: Page, code: str) -> None:
    """What already happened, with its true day."""
    page.goto(f"/participants/{code}/enroll")
    page.get_by_text("It has already happened").click()
    page.locator("#f-happened").fill(today().date().isoformat())
    page.locator("#f-reason").fill("Capsules were handed out on paper before this was known.")
    press(page, "Record as a fact")
    expect(page.locator("main .chip").first).to_have_text("On treatment")


def test_the_act_is_refused_and_the_fact_becomes_a_deviation(house: House) -> None:
    page = house.person("coordinator")
    for _ in range(PLANNED - count_enrolled(page)):
        record_enrollment(page, screen_one(page))
    code = screen_one(page)
    page.goto(f"/participants/{code}/enroll")
    refused = page.locator(".cond li", has_text="Fewer than 10 are enrolled")
    expect(refused).to_contain_text("the study file says 10")
    expect(refused).to_contain_text("10 are enrolled; screen failures do not count")
    expect(refused.locator(".late")).to_be_visible()
    expect(page.get_by_role("button", name=f"Enroll {code}")).to_have_count(0)

    record_enrollment(page, code)
    assert count_enrolled(page) == PLANNED + 1
    page.goto("/deviations")
    row = page.locator("tr", has_text=code).filter(has_text="More enrolled than planned")
    expect(row).to_contain_text("to judge")
    expect(row).to_contain_text("handed out on paper")
