"""Few participants or many in; how often each page asks the database, and its size, out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from heliotrope.web.database import get_connection
from heliotrope.web.store import Store
from tests.web.fakes import FakeClock
from tests.web.stage import (
    SKIN,
    STUDY,
    Desk,
    enroll_one,
    read,
    save,
    screen_one,
    sign_one,
)

VISITS = ("week_4", "week_8", "week_12", "week_16")
CDASI = ("NC-001", "baseline", "cdasi", 1)


def fill(store: Store, clock: FakeClock, numbers: range, visits: int) -> None:
    """These participants enrolled, each with that many visits after day 1; baseline signed."""
    for number in numbers:
        clock.moment = datetime(2026, 3, 2, 1, number, tzinfo=UTC)
        code = f"NC-{number:03}"
        enroll_one(store, code)
        sign_one(store, "baseline", code)
        for name in VISITS[:visits]:
            day = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=STUDY.visit(name).day or 0)
            clock.moment = day + timedelta(hours=1, minutes=number)
            for form in ("cdasi", "blood_count"):
                save(store, form, visit=name, code=code, day=day.date().isoformat())


PAGES: dict[str, tuple[object, ...]] = {
    "today": (),
    "participants": (),
    "participant": ("NC-001",),
    "screen": (),
    "enroll": ("NC-020",),
    "tell_deviation": ("NC-001",),
    "visit": ("NC-001", "baseline"),
    "running": ("NC-001", "dosing"),
    "form": CDASI,
    "score": CDASI,
    "item_history": (*CDASI, "malar_erythema"),
    "deviations": (),
    "study_files": (),
    "audit": (),
    "password": (),
    "evaluation": (),
}
"""Pages that only show; each is a session, an account, and whether the ledger has moved."""

MORE = {"study_files": 1, "audit": 3}
"""The files' texts; the rows, their texts and their number."""


def count(desk: Desk, name: str) -> int:
    with CaptureQueriesContext(get_connection()) as asked:
        response = desk.get(name, *PAGES[name])
    assert response.status_code == 200, name
    return len(asked)


def test_no_page_asks_more_often_when_the_study_grows(store: Store, clock: FakeClock) -> None:
    fill(store, clock, range(1, 2), visits=0)
    screen_one(store, "NC-020")
    desk = Desk("investigator")
    desk.get("today")  # the store has read the ledger
    few = {name: count(desk, name) for name in PAGES}
    assert few == {name: 3 + MORE.get(name, 0) for name in PAGES}
    fill(store, clock, range(2, 8), visits=2)
    desk.get("today")
    many = {name: count(desk, name) for name in PAGES}
    assert many == few


def test_a_save_asks_as_often_in_a_large_study(store: Store, clock: FakeClock) -> None:
    fill(store, clock, range(1, 2), visits=0)
    desk = Desk("coordinator")

    def save_over_http(number: int) -> int:
        version = read(desk.get("form", *CDASI)).partition('name="_version" value="')[2][:1]
        raw = SKIN | {"scalp_scale": str(number)}
        with CaptureQueriesContext(get_connection()) as asked:
            saved = desk.save(*CDASI[:3], raw, _version=version, _reason="query")
        assert saved.status_code == 302
        return len(asked)

    save_over_http(1)  # lets the signature fall, which is an entry more
    first = save_over_http(2)
    assert first == 7
    fill(store, clock, range(2, 8), visits=2)
    desk.get("today")
    assert save_over_http(1) == first


# ------------------------------------------------------------------ sizes


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("role", ["coordinator", "monitor"])
def test_the_cdasi_page_is_at_most_60_kb(
    store: Store, clock: FakeClock, language: str, role: str
) -> None:
    fill(store, clock, range(1, 2), visits=2)
    desk = Desk(role, language)
    pages: dict[str, Callable[[], HttpResponse]] = {
        "complete": lambda: desk.get("form", "NC-001", "week_8", "cdasi", 1),
        "blank": lambda: desk.get("form", "NC-001", "week_12", "cdasi", 1),
    }
    if role == "coordinator":
        nothing: dict[str, str] = {}
        wrong = dict.fromkeys(SKIN, "9")
        place = ("NC-001", "week_12", "cdasi")
        pages["nothing"] = lambda: desk.save(*place, nothing, _date="")
        pages["all wrong"] = lambda: desk.save(*place, wrong)
        absent = {f"{name}__missing": "UNK" for name in SKIN}
        pages["all absent"] = lambda: desk.save(*place, {**absent, "_date": ""})
    for name, get in pages.items():
        response = get()
        assert response.status_code in (200, 422), name
        assert len(response.content) <= 60_000, (name, len(response.content))


def test_every_other_page_is_light_too(store: Store, clock: FakeClock) -> None:
    fill(store, clock, range(1, 3), visits=4)
    screen_one(store, "NC-020")
    desk = Desk("investigator", "zh")
    for name, args in PAGES.items():
        assert len(desk.get(name, *args).content) <= 60_000, name
