"""Who is counted, of whom → rows: count, denominator, proportion with exact interval, and rates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from heliotrope.analysis.data import LISTED, Data
from heliotrope.analysis.results import EMPTY, PROPORTION, Heading, Number, Result, Statistic
from heliotrope.methods.proportions import estimate_proportion
from heliotrope.methods.rates import estimate_rate
from heliotrope.methods.summary import summarize
from heliotrope.vocabulary import Bilingual

COUNT = Bilingual("Count", "计数")
DESCRIPTION = Bilingual("Description", "描述")
AS_RECORDED = Bilingual("As recorded", "原始记录")
NOBODY = Bilingual("Not evaluable: there is nobody to count.", "不可评价：无人可计。")
DAYS_OF_YEAR = 365.25
YEARS = Bilingual("participant-years", "人年")
PER_100 = Bilingual("per 100 participant-years", "每 100 人年")
MOST_ENTRIES = 50
"""So many ledger entries are named in `source`; more are found by the filter."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of people of a population, with the words that go with them."""

    name: str
    """The part of the result's id: `serious`."""
    label: Bilingual
    yes: Sequence[str]
    """The codes of those counted."""
    of: int
    filter: str
    """How to find them again: dataset and condition."""
    entries: Sequence[int] = ()
    """Ledger entries behind those counted."""


def make_heading(data: Data, analysis: str, population: str) -> Heading:
    """What all rows of a safety analysis share: descriptive, in a population of the plan."""
    shared = Result(
        result_id="",
        role="descriptive",
        analysis=analysis,
        statistic="count",
        value=None,
        population=population,
        method=COUNT,
        plan_version=data.study.plan.version,
        source=data.mark,
    )
    return Heading(shared, analysis)


def make_count_rows(
    data: Data, heading: Heading, counted: Counted, *, interval: bool = True
) -> Iterator[Result]:
    """Ids `<name>.count`, `.denominator`, `.estimate`, `.lower`, `.upper`.

    The text of the count names those counted, up to 200 in the population; that of the denominator
    is the label of what was counted. The proportion has Clopper-Pearson's exact 95 % interval:
    for a count of 0 its upper limit says what cannot be excluded. Without `interval` there are no
    limits: a description of who was studied estimates nothing.
    """
    n, name = counted.of, counted.name
    source = trace(data, counted.filter, counted.entries)
    yield heading.row(
        f"{name}.count",
        "count",
        len(counted.yes),
        n=n,
        group=name,
        text=name_codes(counted.yes) if n <= LISTED else EMPTY,
        source=source,
    )
    yield heading.row(
        f"{name}.denominator",
        "denominator",
        n,
        n=n,
        group=name,
        text=counted.label,
        source=source,
    )
    found = estimate_proportion(len(counted.yes), n)
    why = EMPTY if n else NOBODY
    numbers: tuple[tuple[Statistic, float | None], ...] = (
        ("estimate", found.value),
        ("lower", found.lower),
        ("upper", found.upper),
    )
    for statistic, value in numbers if interval else numbers[:1]:
        yield heading.row(
            f"{name}.{statistic}",
            statistic,
            value,
            n=n,
            group=name,
            unit=PROPORTION,
            method=Bilingual(found.method, found.method_zh),
            text=why,
            source=source,
        )


def make_rate_rows(
    heading: Heading, name: str, events: int, days: float, *, group: str, source: str, n: int
) -> Iterator[Result]:
    """Ids `<name>.count`, `.denominator` (participant-years), `.estimate`, `.lower`, `.upper`.

    Per 100 participant-years of 365.25 days, with the exact Poisson interval.
    """
    years = days / DAYS_OF_YEAR
    found = estimate_rate(events, years, per=100)
    why = Bilingual(" ".join(found.warnings), "".join(found.warnings_zh))
    method = Bilingual(found.method, found.method_zh)
    numbers: tuple[tuple[Statistic, Number | None, Bilingual], ...] = (
        ("count", events, EMPTY),
        ("denominator", years, YEARS),
        ("estimate", found.value, PER_100),
        ("lower", found.lower, PER_100),
        ("upper", found.upper, PER_100),
    )
    for statistic, value, unit in numbers:
        yield heading.row(
            f"{name}.{statistic}",
            statistic,
            value,
            n=n,
            group=group,
            unit=unit,
            method=method,
            text=why if value is None else EMPTY,
            source=source,
        )


def make_number_rows(
    heading: Heading,
    name: str,
    values: Sequence[Number],
    *,
    unit: Bilingual,
    source: str,
    label: Bilingual = EMPTY,
    visit: str = "",
) -> Iterator[Result]:
    """Ids `<name>.n`, `.mean`, `.sd`, `.median`, `.min`, `.max`; the text of n is the label."""
    found = summarize([float(value) for value in values])
    numbers: tuple[tuple[Statistic, Number | None], ...] = (
        ("n", found.n),
        ("mean", found.mean),
        ("sd", found.sd),
        ("median", found.median),
        ("min", found.min),
        ("max", found.max),
    )
    for statistic, value in numbers:
        is_n = statistic == "n"
        yield heading.row(
            f"{name}.{statistic}",
            statistic,
            value,
            n=found.n,
            group=name,
            visit=visit,
            unit=EMPTY if is_n else unit,
            method=DESCRIPTION,
            text=label if is_n else _explain_absent(value, found.n),
            source=source,
        )


NO_VALUES = Bilingual("Not evaluable: there is no value.", "不可评价：没有数值。")
ONE_VALUE = Bilingual("One value has no standard deviation.", "仅一个数值，无标准差。")


def _explain_absent(value: Number | None, n: int) -> Bilingual:
    if value is not None:
        return EMPTY
    return ONE_VALUE if n else NO_VALUES


def make_absence_row(heading: Heading, why: Bilingual, name: str = "count") -> Result:
    """The one row that stands for an analysis that cannot be made, with the reason."""
    return heading.row(name, "count", None, n=0, text=why)


def name_codes(codes: Iterable[str]) -> Bilingual:
    """The codes one after the other."""
    listed = list(codes)
    return Bilingual(", ".join(listed), "、".join(listed))


def trace(data: Data, found_by: str, entries: Sequence[int] = ()) -> str:
    """Where the number can be found again: dataset with condition, ledger entries, data."""
    known = sorted(set(entries))
    few = 0 < len(known) <= MOST_ENTRIES
    ledger = f"; entries {', '.join(map(str, known))}" if few else ""
    return f"{found_by}{ledger}; {data.mark}"


def slug(text: str) -> str:
    """A text as part of an id: small letters, digits and underscores; empty if none is left."""
    return "_".join(re.findall(r"[a-z0-9]+", text.lower()))
