"""A form with values in; which of its checks are raised, which of its items are asked out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from heliotrope.capture.checks import is_asked, is_resting_on, select_raised
from heliotrope.study.forms import Check, Form, Item, Section
from heliotrope.study.written import Provenance
from heliotrope.vocabulary import Bilingual, Missing, Value
from tests.small_study import load_small_study

LABS = load_small_study().form("labs")
HOURS = LABS.item("hours")


def make_form(problem: str) -> Form:
    said = Bilingual("so", "如此")
    items = (
        Item(name="signed_at", label=said, type="datetime"),
        Item(name="visit_date", label=said, type="date"),
    )
    return Form(
        name="dated",
        label=said,
        sections=(Section(label=said, items=items),),
        checks=(Check(name="order", problem=problem, message=said),),
        provenance=Provenance(status="proposed", reason=said),
    )


@pytest.mark.parametrize(
    ("hemoglobin", "raised"),
    [
        (Decimal("29.9"), ["low"]),
        (Decimal(30), []),
        (Decimal("30.1"), []),
        (Missing.ND, []),
        (None, []),
    ],
)
def test_a_check_is_raised_only_when_its_problem_is_certain(
    hemoglobin: Value | None, raised: list[str]
) -> None:
    assert [check.name for check in select_raised(LABS, {"hemoglobin": hemoglobin})] == raised


def test_a_check_that_is_broken_raises_nothing() -> None:
    assert select_raised(make_form("signed_at + 1 > 0"), {"signed_at": date(2026, 5, 1)}) == ()
    assert select_raised(make_form("1 ++"), {}) == ()


def test_a_moment_falls_on_its_day_by_the_wall_clock_of_the_study() -> None:
    # 23:30 UTC is 07:30 of the next day in Shanghai.
    values: dict[str, Value | None] = {
        "signed_at": datetime(2026, 4, 30, 23, 30, tzinfo=UTC),
        "visit_date": date(2026, 5, 1),
    }
    form = make_form("days(signed_at, visit_date) > 0")
    assert select_raised(form, values, "Asia/Shanghai") == ()
    assert [check.name for check in select_raised(form, values, "UTC")] == ["order"]


@pytest.mark.parametrize(
    ("fasting", "asked"), [(True, True), (False, False), (None, True), (Missing.UNK, True)]
)
def test_an_item_is_asked_unless_its_condition_is_known_to_be_false(
    fasting: Value | None, *, asked: bool
) -> None:
    assert is_asked(HOURS, {"fasting": fasting}) is asked
    assert is_asked(HOURS.model_copy(update={"when": None}), {})


def test_what_a_condition_rests_on() -> None:
    assert is_resting_on(HOURS, {"fasting", "age"})
    assert not is_resting_on(HOURS, {"age"})
    assert not is_resting_on(HOURS, set())
    assert not is_resting_on(LABS.item("age"), {"fasting"})
    assert is_resting_on(HOURS.model_copy(update={"when": "fasting_missing"}), {"fasting"})
    assert not is_resting_on(HOURS.model_copy(update={"when": "fasting ++"}), {"fasting"})
