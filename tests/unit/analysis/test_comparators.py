"""Published numbers in, the same as rows with their source out, and no comparison."""

from __future__ import annotations

from decimal import Decimal

from heliotrope.study.watching import Comparator
from heliotrope.study.written import Provenance
from tests.imagined import both
from tests.planned import evaluate_people, planned_study

PUBLISHED = Comparator(
    name="other",
    label=both("Other 2021"),
    treatment=both("another drug"),
    measure=both("the same score"),
    n=10,
    weeks=Decimal(12),
    before_mean=Decimal(28),
    before_sd=Decimal("15.4"),
    after_mean=Decimal("9.5"),
    provenance=Provenance(status="published", source="Other 2021, table 2"),
)


def test_the_numbers_stand_as_printed_with_where_they_were_printed() -> None:
    results = evaluate_people([], planned_study(comparators=(PUBLISHED,)))
    rows = list(results.select("comparator.other"))
    assert {row.role for row in rows} == {"descriptive"}
    assert {row.source for row in rows} == {"Other 2021, table 2"}
    assert results["comparator.other.before.sd"].value == Decimal("15.4")
    assert results["comparator.other.before.sd"].statistic == "sd"
    assert results["comparator.other.weeks"].value == 12
    assert results["comparator.other.n"].text.en == "another drug; the same score"
    missing = results["comparator.other.change.mean"]
    assert (missing.value, missing.text.en) == (None, "not printed")
    assert not {row.statistic for row in rows} & {"p", "lower", "upper"}
