"""A version of CTCAE with a test goes in; its criteria, the worst grade first, come out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal, cast, get_args

from heliotrope.safety.numbers import EXACT
from heliotrope.safety.published import load_table, read_source
from heliotrope.vocabulary import Bilingual, Source

TABLES = {"5.0": "ctcae_5_0", "6.0": "ctcae_6_0"}
"""Version to its file in `tables/`."""

Branch = Literal["any", "baseline_normal", "baseline_high", "baseline_low", "clinical", "none"]
"""For whom a criterion holds: any baseline; not above ULN; above ULN; below LLN. `clinical`: a
person judges it. `none`: the version has no criterion by value, and the row says so."""

Comparison = Literal["<", ">", ">="]
Of = Literal["fixed", "lln", "uln", "baseline", "baseline_and_uln"]


@dataclass(frozen=True, slots=True)
class Given:
    """The numbers of one laboratory result, all in the unit of the criteria; None is missing."""

    value: Decimal
    lln: Decimal | None
    uln: Decimal | None
    baseline: Decimal | None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One way to a grade: the value compared with a multiple of something, for some baselines."""

    grade: int
    branch: Branch
    compare: Comparison
    factor: Decimal
    of: Of
    baseline_up_to: Decimal | None
    """The multiple of ULN up to which the text speaks of the baseline; above it a remark is due."""
    text: Bilingual
    source: Source


@dataclass(frozen=True, slots=True)
class Judged:
    """A part of a grade that no number decides, such as "transfusion needed"."""

    grade: int
    text: Bilingual
    source: Source


@dataclass(frozen=True, slots=True)
class CriteriaOfTest:
    """All that one version says of one test."""

    by_value: tuple[Criterion, ...]
    """The worst grade first."""
    judged: tuple[Judged, ...]
    absent: Bilingual | None
    """Why there is no criterion by value, if there is none."""


# ------------------------------------------------------------------ reading the tables


@cache
def load_criteria(version: str, test: str) -> CriteriaOfTest:
    """What a version says of a test.

    Raises:
        KeyError: no such version, or the version's table does not mention the test.
    """
    table = load_table(TABLES[version])
    rows = [row for row in table.rows if row["test"] == test]
    if not rows:
        raise KeyError(test)
    by_value = [_read_criterion(row, table.printed, version) for row in rows if row["of"]]
    judged = [row for row in rows if row["branch"] == "clinical"]
    absent = [_read_own_text(row) for row in rows if row["branch"] == "none"]
    return CriteriaOfTest(
        tuple(sorted(by_value, key=lambda one: -one.grade)),
        tuple(_read_judged(row, table.printed, version) for row in judged),
        absent[0] if absent else None,
    )


def _read_own_text(row: dict[str, str]) -> Bilingual:
    """A row's own text."""
    return Bilingual(row["en"], row["zh"])


def _read_criterion(row: dict[str, str], printed: str, version: str) -> Criterion:
    for column, words in (("branch", Branch), ("compare", Comparison), ("of", Of)):
        if row[column] not in get_args(words):
            raise ValueError(f"CTCAE {version}, {row['test']}: {column} {row[column]!r}")
    return Criterion(
        int(row["grade"]),
        cast("Branch", row["branch"]),
        cast("Comparison", row["compare"]),
        Decimal(row["factor"]),
        cast("Of", row["of"]),
        Decimal(row["baseline_up_to"]) if row["baseline_up_to"] else None,
        _read_own_text(row),
        read_source(row, printed, f"CTCAE {version}"),
    )


def _read_judged(row: dict[str, str], printed: str, version: str) -> Judged:
    source = read_source(row, printed, f"CTCAE {version}")
    return Judged(int(row["grade"]), _read_own_text(row), source)


# ------------------------------------------------------------------ deciding


def is_met(criterion: Criterion, given: Given) -> bool | None:
    """Whether a result meets a criterion; None where a limit that is missing would decide it.

    Without a baseline, a criterion for normal baselines holds, one for abnormal baselines or by
    multiples of the baseline does not: `is_passed_over` says when that could matter.
    """
    parts = (_is_in_branch(criterion.branch, given), _is_beyond(criterion, given))
    if False in parts:
        return False
    return None if None in parts else True


def is_passed_over(criterion: Criterion, given: Given, grade: int) -> bool:
    """Whether a baseline, were it known, could give another grade by this criterion."""
    if given.baseline is not None or criterion.of != "baseline":
        return False
    if criterion.branch == "baseline_high":
        return given.uln is not None and given.value > given.uln
    return criterion.grade > grade


def is_beyond_its_text(criterion: Criterion, given: Given) -> bool:
    """Whether the baseline is higher than the criterion's own words speak of."""
    if criterion.baseline_up_to is None or given.baseline is None or given.uln is None:
        return False
    return given.baseline > EXACT.multiply(criterion.baseline_up_to, given.uln)


def needed_numbers(criterion: Criterion) -> tuple[str, ...]:
    """What a criterion cannot do without: `lln`, `uln`, `baseline`."""
    needed = set(criterion.of.split("_and_")) & {"lln", "uln"}
    if criterion.of == "baseline_and_uln":
        needed.add("baseline")
    if criterion.branch in ("baseline_normal", "baseline_high"):
        needed.add("uln")
    if criterion.branch == "baseline_low":
        needed.add("lln")
    return tuple(name for name in ("lln", "uln", "baseline") if name in needed)


def _is_in_branch(branch: Branch, given: Given) -> bool | None:
    if branch == "any":
        return True
    if given.baseline is None:
        return branch == "baseline_normal"
    limit = given.lln if branch == "baseline_low" else given.uln
    if limit is None:
        return None
    if branch == "baseline_low":
        return given.baseline < limit
    return (given.baseline > limit) == (branch == "baseline_high")


def _is_beyond(criterion: Criterion, given: Given) -> bool | None:
    if criterion.of == "baseline" and given.baseline is None:
        return False
    found = [_compare(criterion, given.value, limit) for limit in _limits(criterion, given)]
    if False in found:
        return False
    return None if None in found else True


def _limits(criterion: Criterion, given: Given) -> tuple[Decimal | None, ...]:
    return {
        "fixed": (Decimal(1),),
        "lln": (given.lln,),
        "uln": (given.uln,),
        "baseline": (given.baseline,),
        "baseline_and_uln": (given.baseline, given.uln),
    }[criterion.of]


def _compare(criterion: Criterion, value: Decimal, limit: Decimal | None) -> bool | None:
    if limit is None:
        return None
    beyond = EXACT.multiply(criterion.factor, limit)
    if criterion.compare == "<":
        return value < beyond
    return value >= beyond if criterion.compare == ">=" else value > beyond
