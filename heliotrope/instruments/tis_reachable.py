"""Core set values at baseline go in; the highest reachable Total Improvement Score comes out.

Many whose disease is of the skin begin with normal strength and cannot reach a major response.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from heliotrope.instruments.score import Given, check_answers, make_tidy, read_answer
from heliotrope.instruments.tis import (
    ITEMS,
    MEASURES,
    RESPONSES,
    Change,
    Measure,
    check_strength,
    find_change,
    load_bands,
    load_thresholds,
    say_number,
    say_percent,
)
from heliotrope.vocabulary import Bilingual, Fault


@dataclass(frozen=True, slots=True)
class Gain:
    """The most that one measure can give from its baseline."""

    name: str
    label: Bilingual
    points: int | Decimal | None
    """None: its baseline is missing."""
    reason: Bilingual
    """`4 → 0: at most 40 %, not above 40 % → 17.5 points`."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether a response can be reached at all."""

    response: str
    label: Bilingual
    at_least: int | Decimal
    is_reachable: bool | None
    """None: the six baselines are not all there."""


@dataclass(frozen=True, slots=True)
class HighestReachable:
    """The most that somebody can reach from these baselines, whatever happens later."""

    total: int | Decimal | None
    """With the enzyme fallen to 0, which nothing can exceed; None: not all baselines are there."""
    total_with_normal_enzyme: int | Decimal | None
    """The same with the enzyme fallen to its upper limit and no further: a normal one gains 0."""
    gains: tuple[Gain, ...]
    responses: tuple[Reach, ...]
    """By `total`; empty while the population is missing."""
    faults: tuple[Fault, ...] = ()
    """Baselines that are not allowed; while there is one, nothing is said."""


def find_highest_reachable(answers: Mapping[str, object]) -> HighestReachable:
    """From the six baselines the highest score that any later visit can give, measure by measure.

    There is no correction for a low baseline: normal strength gains nothing, and a global of 4.0 cm
    can improve by 40 % of the range and not by more.

    Args:
        answers: `phga_baseline ptga_baseline extramuscular_baseline mmt_baseline mmt_max
            haq_baseline enzyme enzyme_baseline enzyme_uln population` as in `score_tis`; others are
            ignored.
    """
    at_baseline = {name: answers.get(name) for name in _OF_BASELINE}
    faults = check_answers(ITEMS, at_baseline)
    given = _read(at_baseline)
    faults += [] if faults else check_strength(given)
    if faults:
        return HighestReachable(None, None, (), (), tuple(faults))
    changes = [find_change(measure, _at_best(given)) for measure in MEASURES]
    gains = tuple(_gain(*pair) for pair in zip(MEASURES, changes, strict=True))
    total = _add(changes)
    usual = _add([find_change(measure, _at_best(given, to_normal=True)) for measure in MEASURES])
    return HighestReachable(total, usual, gains, _reaches(given.word("population"), total))


_OF_BASELINE = tuple(
    item.name for item in ITEMS if item.name not in {measure.after for measure in MEASURES}
)


def _read(answers: Mapping[str, object]) -> Given:
    read = ((item.name, read_answer(item, answers.get(item.name))) for item in ITEMS)
    return Given({name: value for name, value in read if value is not None})


def _at_best(given: Given, *, to_normal: bool = False) -> Given:
    """The baselines with the best that a visit can bring."""
    best: dict[str, int | Decimal | str] = {
        one.after: 0 for one in MEASURES if not one.higher_is_better
    }
    strength, enzyme, limit = given.numbers(("mmt_max", "enzyme_baseline", "enzyme_uln"))
    if strength is not None:
        best["mmt"] = strength
    if to_normal and enzyme is not None and limit is not None:
        best["enzyme_value"] = min(enzyme, limit)
    return Given({**given.values, **best})


def _add(changes: Sequence[Change | None]) -> int | Decimal | None:
    there = [change.points for change in changes if change is not None]
    return make_tidy(sum(there, Fraction(0))) if len(there) == len(changes) else None


def _gain(measure: Measure, change: Change | None) -> Gain:
    if change is None:
        missing = Bilingual("baseline missing", "缺基线值")
        return Gain(measure.name, measure.label, None, missing)
    points, before = make_tidy(change.points), say_number(change.before)
    percent, edge = say_percent(change.percent), _edge(change)
    pair = f"{before} → {say_number(change.after)}"
    reason = Bilingual(
        f"{pair}{change.of.en}: at most {percent.en}{edge.en} → {points} points",
        f"{pair}{change.of.zh}：最多 {percent.zh}{edge.zh} → {points} 分",
    )
    if change.percent == 0:
        reason = Bilingual(
            f"{before} at baseline is the best there is: 0 points", f"基线 {before} 已为最佳：0 分"
        )
    return Gain(measure.name, measure.label, points, reason)


def _edge(change: Change) -> Bilingual:
    """Where the change stops right at the end of a band: that it is not above it."""
    ends = [above for above, _ in load_bands()[change.measure.name]]
    if change.percent not in ends:
        return Bilingual("", "")
    shown = f"{say_number(change.percent)} %"
    return Bilingual(f", not above {shown}", f"，未超过 {shown}")


def _reaches(population: str | None, total: int | Decimal | None) -> tuple[Reach, ...]:
    if population is None:
        return ()
    labels = {one.code: one.label for one in RESPONSES}
    return tuple(
        Reach(name, labels[name], make_tidy(least), None if total is None else total >= least)
        for name, least in load_thresholds()[population]
    )
