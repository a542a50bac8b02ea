"""A day at the site in; what waits for whom, on the first page, the list and the grid, out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from heliotrope.web.actions.deviation import record_deviation
from heliotrope.web.actions.fail_screening import fail_screening
from heliotrope.web.store import Store
from tests.web.fakes import FakeClock
from tests.web.stage import (
    Desk,
    address,
    enroll_one,
    find,
    person,
    read,
    read_text,
    save,
    screen_one,
    sign_one,
)


def go_to(clock: FakeClock, month: int, day: int, hour: int = 1) -> None:
    clock.moment = datetime(2026, month, day, hour, 0, tzinfo=UTC)


def list_tasks(page: str, heading: str) -> list[str]:
    """The words of each task under a heading."""
    found = re.search(rf"<h2>{heading}</h2>.*?</section>", page, re.DOTALL)
    tasks = re.findall(r'<li class="task".*?</li>', found[0], re.DOTALL) if found else []
    return [" ".join(re.sub("<[^>]+>", " ", task).split()) for task in tasks]


def count_of(page: str, section: str) -> str:
    """The number beside a section in the header; empty for none."""
    link = find(rf'<a href="{section}"[^>]*>(.*?)</a>', page)
    found = re.search(r"<i>(\d+)</i>", link)
    return found[1] if found else ""


def test_a_visit_comes_up_falls_due_and_is_late(store: Store, clock: FakeClock) -> None:
    """Week 2 is day 15, March 16; its window ends on day 18, March 19."""
    enroll_one(store)
    desk = Desk("coordinator")
    assert list_tasks(read(desk.get("today")), "Today") == []
    for month, day, heading, said in (
        (3, 10, "Within seven days", "in 6 days"),
        (3, 16, "Today", "target day is today"),
        (3, 19, "Today", "target 3 days ago"),
        (3, 20, "Late or blocked", "1 day"),
        (3, 22, "Late or blocked", "3 days late"),
    ):
        go_to(clock, month, day)
        tasks = list_tasks(read(desk.get("today")), heading)
        assert len(tasks) == 1, (month, day)
        assert "NC-001" in tasks[0]
        assert "Week 2 visit" in tasks[0]
        assert said in tasks[0]
    assert "visits late: 1" in read_text(desk.get("participants"))
    page = read_text(desk.get("participant", "NC-001"))
    assert "Week 2 visit is late" in page
    assert "The window ended 03-19. Open: Vital signs, Blood count, Laboratory tests" in page
    # Explained, it is late no more.
    for form in ("vitals", "blood_count", "labs"):
        saved = desk.save("NC-001", "week_2", form, {}, _not_done="ND")
        assert saved.status_code == 302
    assert list_tasks(read(desk.get("today")), "Late or blocked") == []


def test_the_day_turns_at_the_site_and_not_in_greenwich(store: Store, clock: FakeClock) -> None:
    enroll_one(store)
    desk = Desk("coordinator")
    go_to(clock, 3, 19, hour=15)  # 23:00 of March 19 at the site
    assert list_tasks(read(desk.get("today")), "Late or blocked") == []
    assert "2026-03-19, Thu · 23:00 Beijing time" in read_text(desk.get("today"))
    go_to(clock, 3, 19, hour=16)  # midnight
    assert len(list_tasks(read(desk.get("today")), "Late or blocked")) == 1


def test_each_sees_the_duties_of_the_own_role(store: Store, clock: FakeClock) -> None:
    enroll_one(store)
    record_deviation(store, person(store, "coordinator"), "NC-001", date(2026, 3, 1), "a slip")
    go_to(clock, 3, 22)
    coordinator = read(Desk("coordinator").get("today"))
    investigator = read(Desk("investigator").get("today"))
    monitor = read(Desk("monitor").get("today"))
    assert count_of(coordinator, "/") == "1"
    assert count_of(coordinator, "/deviations") == ""
    assert count_of(investigator, "/deviations") == "1"
    assert count_of(monitor, "/") == count_of(monitor, "/deviations") == ""
    assert "Waiting for you" in investigator
    assert "Waiting for you" not in coordinator
    assert "Deviations to judge" in coordinator, "among what others have to do"
    # Nobody is offered an act that the role does not have.
    assert "Enter or explain" in coordinator
    assert "Enter or explain" not in monitor
    assert address("screen") not in read(Desk("monitor").get("participants"))


def test_sections_are_those_of_the_role(store: Store) -> None:
    shown = {
        role: re.findall(r'<a href="([^"]+)"', find(r"<nav class=\"nav\".*?>(.*?)</nav>", page))
        for role in ("coordinator", "investigator", "statistician", "administrator")
        for page in (read(Desk(role).get("audit")),)
    }
    common = ["/", "/participants", "/deviations"]
    assert shown == {
        "coordinator": [*common, "/study", "/entries"],
        "investigator": [*common, "/evaluation", "/study", "/entries"],
        "statistician": [*common, "/evaluation", "/study", "/entries"],
        "administrator": ["/study", "/entries"],
    }


def test_a_fallen_signature_waits_for_the_investigator(store: Store) -> None:
    enroll_one(store)
    sign_one(store)
    save(store, "cdasi", visit="baseline", day="2026-03-02", malar_erythema="1")
    page = read(Desk("investigator").get("today"))
    tasks = list_tasks(page, "Waiting for you")
    assert any("Baseline: signature fell" in task for task in tasks)
    assert "signature" in read_text(Desk("coordinator").get("participants"))
    attention = read_text(Desk("monitor").get("participant", "NC-001"))
    assert "Signature of Baseline fell" in attention
    assert "a signed value was changed · CDASI" in attention


def test_screen_failures_do_not_count_and_stay_in_the_list(store: Store) -> None:
    enroll_one(store)
    screen_one(store, "NC-002")
    fail_screening(store, person(store, "coordinator"), "NC-002", "moved away")
    page = read_text(Desk("monitor").get("participants"))
    assert "enrolled 1 of 10, 2 screened" in page
    assert "Screen failure" in page
    today = read_text(Desk("monitor").get("today"))
    assert "enrolled 1 of 10 · screen failures 1" in today
    assert today.count("free") == 9


def test_the_grid_leads_to_what_is_due_and_shows_what_is_done(
    store: Store, clock: FakeClock
) -> None:
    enroll_one(store)
    sign_one(store)
    go_to(clock, 3, 16)
    page = read(Desk("coordinator").get("participant", "NC-001"))
    assert address("form", "NC-001", "baseline", "cdasi", 1) in page
    assert address("form", "NC-001", "week_2", "blood_count", 1) in page
    assert address("form", "NC-001", "week_24", "cdasi", 1) not in page, "not due yet"
    assert address("visit", "NC-001", "week_24") in page
    words = read_text(Desk("coordinator").get("participant", "NC-001"))
    assert "day 15" in words
    assert "signed" in words


def test_an_empty_study_says_what_to_do_first(store: Store) -> None:
    desk = Desk("coordinator")
    for name in ("today", "participants"):
        assert "No participant yet. Screen the first one." in read_text(desk.get(name))
    assert "No deviation is recorded." in read_text(desk.get("deviations"))


def test_a_clock_set_back_makes_no_page_fail(store: Store, clock: FakeClock) -> None:
    enroll_one(store)
    sign_one(store)
    clock.moment = datetime(2020, 1, 1, tzinfo=UTC)
    desk = Desk("investigator")
    for name, args in (
        ("today", ()),
        ("participants", ()),
        ("participant", ("NC-001",)),
        ("visit", ("NC-001", "baseline")),
        ("form", ("NC-001", "baseline", "cdasi", 1)),
        ("deviations", ()),
        ("audit", ()),
    ):
        assert desk.get(name, *args).status_code == 200, name
