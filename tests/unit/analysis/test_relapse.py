"""Values at the end of treatment and afterwards in, who relapsed out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from heliotrope.study.watching import Relapse
from tests.imagined import PROPOSED
from tests.planned import evaluate_people, planned_study
from tests.watched import Watched

ASKED = Relapse(
    endpoint="total",
    since="week_24",
    visit="follow_up",
    points=Decimal(4),
    population="enrolled",
    provenance=PROPOSED,
)
STUDY = planned_study(relapse=ASKED)


def person(code: str, end: int | None, after: int | None) -> Watched:
    found = Watched(code).dose(1, 168).score(1, "20", "baseline")
    if end is not None:
        found.score(169, str(end), "week_24")
    if after is not None:
        found.score(197, str(after), "follow_up")
    return found


def test_a_rise_of_the_threshold_itself_is_a_relapse() -> None:
    people = [
        person("NC-001", 10, 14),
        person("NC-002", 10, 13),
        person("NC-003", 10, 8),
        person("NC-004", 10, None),
    ]
    results = evaluate_people(people, STUDY)
    assert (results["relapse.count"].value, results["relapse.denominator"].value) == (1, 3)
    assert results["relapse.estimate"].value == pytest.approx(1 / 3)
    # Clopper-Pearson for 1 of 3: the lower limit is 1 - 0.975^(1/3).
    assert results["relapse.lower"].value == pytest.approx(1 - 0.975 ** (1 / 3), rel=1e-12)
    assert results["relapse.n"].text.en == "Not counted: NC-004, nothing recorded."
    assert [results[f"relapse.NC-00{place}.count"].value for place in (1, 2, 3)] == [1, 0, 0]
    assert results.find("relapse.NC-004.count") is None
    assert results["relapse.change.estimate"].value == pytest.approx(5 / 3)
    assert "entries 12, 13;" in results["relapse.NC-001.count"].source


def test_where_higher_is_better_a_fall_is_the_relapse() -> None:
    higher = STUDY.plan.endpoint("total").model_copy(update={"better": "higher"})
    study = planned_study(relapse=ASKED, endpoints=(higher,))
    results = evaluate_people([person("NC-001", 10, 14), person("NC-002", 10, 6)], study)
    assert results["relapse.count"].value == 1
    assert results["relapse.NC-002.count"].value == 1
    assert results["relapse.change.estimate"].value == 0


def test_nobody_seen_afterwards_is_a_row_that_says_so() -> None:
    row = evaluate_people([person("NC-001", 10, None)], STUDY)["relapse.estimate"]
    assert row.value is None
    assert row.text.en == "Not evaluable: nobody has values at both visits."
