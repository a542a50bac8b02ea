"""A random generator + an instrument that is no plain sum + how ill somebody is → answers to it.

Which end of an item is the worse one is found by asking the instrument itself, so that no scoring
rule is written down a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from numpy.random import Generator

from heliotrope.instruments.description import Item
from heliotrope.instruments.score import Instrument, Score, read_answer
from heliotrope.vocabulary import Answers, Value

BURDEN = 0.4
"""Where an imagined participant's answers lie before treatment, from 0, well, to 1, as ill as can
be asked for (proposed)."""
BURDENS = {"mmt8": 0.12, "haq": 0.3}
"""The same where another value is likelier: skin-predominant disease hardly weakens."""
SCATTER = 0.13
KEPT = 0.55
"""Chance that an answer that still fits is given again."""
RARE = 0.04
"""Chance of an answer beside the scale, e.g. `not relevant`, and of what is optional."""
USUAL = {
    "ck": (120, 45), "aldolase": (5, 1.2), "ldh": (230, 45), "ast": (26, 8), "alt": (27, 9),
    "age": (48, 11),
}  # fmt: skip
"""First word of an item's name → mean and SD of a measured quantity, in the usual unit."""
LIKELY = {
    "proximal_upper": 0.3, "proximal_lower": 0.3, "neck_flexors_weaker": 0.2,
    "leg_proximal_weaker": 0.25, "heliotrope": 0.85, "gottron_papules": 1, "gottron_sign": 1,
    "dysphagia": 0.15, "anti_jo1": 0.04, "elevated_enzymes": 0.35,
}  # fmt: skip
"""Sign → chance that a participant has it; who takes part is classified by them (proposed)."""
LIMITS = {"ck": 200, "aldolase": 7.6, "ldh": 250, "ast": 40, "alt": 40}
"""Upper limits of normal as a laboratory may print them (imagined)."""
_TRIES = 40


@dataclass(frozen=True, slots=True)
class Answering:
    """One item with its answers from the best to the worst."""

    item: Item
    ordered: tuple[int | Decimal | str, ...] = ()
    """Of choices and small whole numbers; empty for a number between two limits."""
    worse_is_high: bool = True
    beside: tuple[str, ...] = ()
    """Choices that are no step of the scale."""


def draw_questionnaire(
    generator: Generator,
    instrument: Instrument,
    level: float,
    remaining: float,
    earlier: Mapping[str, Value | None],
) -> Answers:
    """Answers that move with the course: at first around the burden, later around what is left.

    Args:
        generator: the chance.
        instrument: what asks.
        level: the participant's severity before treatment, as a standard normal deviate.
        remaining: fraction of it that is left.
        earlier: the answers before; those that still fit are mostly given again.
    """
    start = BURDENS.get(instrument.name, BURDEN) * (1 + 0.3 * level)
    burden = min(max(start, 0.03), 0.95) * min(max(remaining, 0.0), 1.2)
    answers: Answers = {}
    for _ in range(_TRIES):
        answers = {}
        for one in find_directions(instrument):
            drawn = _draw(generator, one, burden, earlier, answers)
            answers[one.item.name] = _as_stored(one, drawn)
        if not instrument.score(answers).faults:
            break
    return answers


def _as_stored(one: Answering, drawn: Value | None) -> Value | None:
    """A form keeps the answers of a list that has words in it as text: `3` beside `nr`."""
    return str(drawn) if one.beside and isinstance(drawn, int) else drawn


def _draw(
    generator: Generator,
    one: Answering,
    burden: float,
    earlier: Mapping[str, Value | None],
    answers: Answers,
) -> Value | None:
    item, follows = one.item, one.item.follows
    if follows is not None and answers.get(follows.item) not in follows.answers:
        return None
    if item.name in LIKELY:
        return int(generator.random() < LIKELY[item.name])
    if item.optional and len(one.ordered) == 2:
        return _draw_optional(generator, one)
    if one.beside and generator.random() < RARE:
        return one.beside[int(generator.integers(len(one.beside)))]
    before = read_answer(item, earlier.get(item.name))
    place = min(max(float(generator.normal(burden, SCATTER)), 0.0), 1.0)
    if one.ordered:
        return _draw_step(generator, one, place, before)
    return _draw_number(generator, one, place, before)


def _draw_optional(generator: Generator, one: Answering) -> Value | None:
    """A unit is the first of those offered; a sign that may be left out mostly is."""
    if isinstance(one.ordered[0], str):
        return one.item.choices[0].value
    return 1 if generator.random() < RARE else None


def _draw_step(
    generator: Generator, one: Answering, place: float, before: Value | None
) -> int | Decimal | str:
    steps = one.ordered
    rank = round(place * (len(steps) - 1))
    if len(steps) == 2:
        rank = int(generator.random() < place)
    known = [at for at, step in enumerate(steps) if step == before]
    if known and abs(known[0] - rank) <= 1 and generator.random() < KEPT:
        return steps[known[0]]
    return steps[rank]


def _draw_number(
    generator: Generator, one: Answering, place: float, before: Value | None
) -> int | Decimal:
    item = one.item
    word = item.name.partition("_")[0]
    if item.name.endswith("_uln") and word in LIMITS:
        return _round(item, LIMITS[word])
    if word in USUAL and float(item.high) > 30:
        mean, sd = USUAL[word]
        if isinstance(before, int | Decimal):
            return _round(item, 0.8 * float(before) + 0.2 * float(generator.normal(mean, sd)))
        return _round(item, float(generator.normal(mean, sd)))
    low, high = float(item.low), float(item.high)
    return _round(item, low + (high - low) * (place if one.worse_is_high else 1 - place))


def _round(item: Item, number: float) -> int | Decimal:
    within = min(max(number, float(item.low)), float(item.high))
    # One place is as exact as a laboratory prints it, or anybody reads a line.
    return Decimal(f"{within:.1f}") if item.decimals else round(within)


# ---------------------------------------------------------------- which end is the worse one


@lru_cache(maxsize=64)
def find_directions(instrument: Instrument) -> tuple[Answering, ...]:
    """Each item with its answers from the best to the worst, as the instrument scores them."""
    middle: Answers = {item.name: _middle(item) for item in instrument.items}
    return tuple(_find_direction(instrument, item, middle) for item in instrument.items)


def _find_direction(instrument: Instrument, item: Item, middle: Answers) -> Answering:
    steps = _steps(item)
    if len(steps) > 1:
        low, high = (_weigh(instrument, middle, item.name, one) for one in (steps[0], steps[-1]))
        ordered = steps if low <= high else steps[::-1]
        numbers = {one.value for one in item.choices if one.code.isdigit()}
        beside = tuple(
            one.code for one in item.choices if numbers and one.value not in numbers
        )  # fmt: skip
        return Answering(item, ordered, beside=beside)
    ends = [_weigh(instrument, middle, item.name, one) for one in (item.low, item.high)]
    return Answering(item, worse_is_high=ends[0] <= ends[1])


def _steps(item: Item) -> tuple[int | Decimal | str, ...]:
    numbers = tuple(one.value for one in item.choices if one.code.isdigit())
    if item.choices:
        return numbers or tuple(one.value for one in item.choices)
    return tuple(item.allowed) if item.is_whole and item.high - item.low <= 20 else ()


def _middle(item: Item) -> int | Decimal | str | None:
    steps = _steps(item)
    if item.follows is not None:
        return None
    if steps:
        return steps[len(steps) // 2]
    return _round(item, (float(item.low) + float(item.high)) / 2)


def _weigh(instrument: Instrument, middle: Answers, name: str, value: Value) -> Decimal:
    """How ill somebody is who answers so and else in the middle: all scores, 1 a whole scale."""
    answers = middle | {name: value}
    follows = next(item.follows for item in instrument.items if item.name == name)
    if follows is not None:
        answers[follows.item] = follows.answers[0]
    return _sum_up(instrument, instrument.score(answers))


def _sum_up(instrument: Instrument, score: Score) -> Decimal:
    total = Decimal(0)
    for scale, one in zip(instrument.scales, score.scales, strict=True):
        if isinstance(one.value, str) or one.value is None or scale.high == scale.low:
            continue
        part = (Decimal(one.value) - scale.low) / (Decimal(scale.high) - scale.low)
        total += part if scale.better == "lower" else 1 - part
    return total
