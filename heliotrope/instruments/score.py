"""An instrument's description with answers goes in; a Score with its arithmetic comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from heliotrope.vocabulary import Bilingual, Fault, Missing

Status = Literal["scored", "not_scored"]
Standing = Literal["published", "derived", "unsourced", "proposed"]
NOTHING = Bilingual("", "")
"""The text where there is nothing to say."""


# ------------------------------------------------------------------ where a rule comes from


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was printed, or why nothing can be cited for it.

    `published`: read in the cited text. `derived`: arithmetic on published numbers. `unsourced`:
    no primary text could be read. `proposed`: nothing is published and this is our own rule.
    """

    citation: str
    id: str
    """An identifier that is not an address: `PMC4878996`, `doi 10.1111/bjd.18223`; may be empty."""
    status: Standing
    note: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class Fact:
    """One rule of an instrument in a sentence, with its source."""

    statement: Bilingual
    source: Source


# ------------------------------------------------------------------ what an instrument asks


@dataclass(frozen=True, slots=True)
class Item:
    """One question, answered with a whole number from `low` to `high`."""

    name: str
    """The column in a score table and the item on a form."""
    label: Bilingual
    low: int
    high: int
    hint: Bilingual = NOTHING

    @property
    def allowed(self) -> range:
        """Every answer that may be given."""
        return range(self.low, self.high + 1)


@dataclass(frozen=True, slots=True)
class MissingRule:
    """What an instrument does with unanswered items, by name."""

    name: str
    statement: Bilingual
    complete: Callable[[Sequence[int | None]], Sequence[int] | None]
    """A scale's answers (None where missing) → the numbers to add up, or None: not scored."""


def _all_or_nothing(answers: Sequence[int | None]) -> Sequence[int] | None:
    given = [answer for answer in answers if answer is not None]
    return given if len(given) == len(answers) else None


EVERY_ITEM = MissingRule(
    "every_item",
    Bilingual(
        "Every item of a score must be answered; one missing answer leaves that score not scored.",
        "一个评分的全部条目均须作答；缺一项，该评分即不计分。",
    ),
    _all_or_nothing,
)


@dataclass(frozen=True, slots=True)
class Doubling:
    """A sign (an item answered 0 or 1) that doubles a term while it is present."""

    item: str
    present: Bilingual
    absent: Bilingual


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a score's arithmetic: a sum of items, doubled while `doubled` is present."""

    label: Bilingual
    items: tuple[str, ...]
    doubled: Doubling | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """One number that an instrument gives: the sum of its terms."""

    name: str
    """The output column of a score table."""
    label: Bilingual
    low: int
    high: int
    terms: tuple[Term, ...]
    missing: MissingRule
    items: tuple[str, ...] = field(init=False)
    """Every item that this score needs, in the order of its terms."""

    def __post_init__(self) -> None:
        names: dict[str, None] = {}
        for term in self.terms:
            names.update(dict.fromkeys(term.items))
            if term.doubled is not None:
                names[term.doubled.item] = None
        object.__setattr__(self, "items", tuple(names))


@dataclass(frozen=True, slots=True)
class Instrument:
    """A published instrument: its items in the form's order, its scales, its rules with sources."""

    name: str
    version: str
    title: Bilingual
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    score: Callable[[Mapping[str, object]], Score]
    facts: tuple[Fact, ...]
    rights: Bilingual
    tables: tuple[str, ...] = ()
    """Its files in `tables/`, without `.csv`."""


# ------------------------------------------------------------------ what comes out


@dataclass(frozen=True, slots=True)
class Step:
    """One line of how a score came about: `Gottron's, hands: erythema`, `1 × 2 (papules)`, 2."""

    label: Bilingual
    value: int | Decimal
    working: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """One number of a Score: its value with its steps, or None with the reason."""

    name: str
    label: Bilingual
    low: int
    high: int
    value: int | Decimal | None
    steps: tuple[Step, ...] = ()
    """The arithmetic, its total last; empty while not scored."""
    missing: tuple[str, ...] = ()
    """The unanswered items that this score needs."""
    reason: Bilingual | None = None

    @property
    def status(self) -> Status:
        """`scored` or `not_scored`."""
        return "not_scored" if self.value is None else "scored"


@dataclass(frozen=True, slots=True)
class Score:
    """What an instrument gives for one assessment: every scale's value, or why there is none."""

    instrument: str
    version: str
    scales: tuple[ScaleScore, ...]
    faults: tuple[Fault, ...] = ()
    """Answers that are not allowed; while there is one, nothing of the assessment is scored."""

    def __getitem__(self, name: str) -> ScaleScore:
        for scale in self.scales:
            if scale.name == name:
                return scale
        raise KeyError(name)

    @property
    def status(self) -> Status:
        """`scored` when every scale is."""
        every = all(scale.status == "scored" for scale in self.scales)
        return "scored" if every else "not_scored"

    @property
    def reason(self) -> Bilingual | None:
        """Why something was not scored, naming the items; None when all is scored."""
        # A fault gives every scale the same reason: say it once.
        reasons = dict.fromkeys(scale.reason for scale in self.scales)
        return _joined(one for one in reasons if one is not None) if any(reasons) else None


# ------------------------------------------------------------------ the scorer


def score_answers(instrument: Instrument, answers: Mapping[str, object]) -> Score:
    """Score one assessment by its description; never raises for what the answers hold.

    Args:
        instrument: the description; its items decide which answers are read.
        answers: item name to whole number, `Missing` (with its reason) or None. An absent name is
            None. Names that are not items are ignored, since a form may hold more than they.

    Returns:
        Each scale by itself: a missing answer leaves only the scales that need it not scored. An
        answer that is not allowed leaves the whole assessment not scored.
    """
    faults = tuple(check_answers(instrument.items, answers))
    if faults:
        reason = _joined(Bilingual(fault.say("en"), fault.say("zh")) for fault in faults)
        scales = tuple(_unscored(scale, (), reason) for scale in instrument.scales)
    else:
        scales = tuple(_score_scale(scale, answers) for scale in instrument.scales)
    return Score(instrument.name, instrument.version, scales, faults)


def check_answers(items: Iterable[Item], answers: Mapping[str, object]) -> list[Fault]:
    """Every answer that is neither allowed nor missing; `where` is the item's name."""
    faults = []
    for item in items:
        answer = answers.get(item.name)
        # True is an int to Python, but nobody's answer to "0 to 3": hence the exact type.
        allowed = type(answer) is int and item.low <= answer <= item.high
        if not allowed and answer is not None and not isinstance(answer, Missing):
            faults.append(_not_allowed(item, answer))
    return faults


def _score_scale(scale: Scale, answers: Mapping[str, object]) -> ScaleScore:
    names = scale.items
    found = (answers.get(name) for name in names)
    given = [answer if isinstance(answer, int) else None for answer in found]
    numbers = scale.missing.complete(given)
    if numbers is None:
        missing = tuple(name for name, one in zip(names, given, strict=True) if one is None)
        return _unscored(scale, missing, _why_missing(scale, missing, answers))
    steps = _work_out(scale, dict(zip(names, numbers, strict=True)))
    return ScaleScore(scale.name, scale.label, scale.low, scale.high, steps[-1].value, steps)


def _work_out(scale: Scale, numbers: Mapping[str, int]) -> tuple[Step, ...]:
    steps = [_step(term, numbers) for term in scale.terms]
    total = sum(step.value for step in steps)
    return (*steps, Step(Bilingual("Total", "合计"), total))


def _step(term: Term, numbers: Mapping[str, int]) -> Step:
    value = sum(numbers[name] for name in term.items)
    if term.doubled is None:
        return Step(term.label, value)
    if numbers[term.doubled.item] == 0:
        return Step(term.label, value, term.doubled.absent)
    sign = term.doubled.present
    working = Bilingual(f"{value} × 2 ({sign.en})", f"{value} × 2（{sign.zh}）")
    return Step(term.label, value * 2, working)


def _unscored(scale: Scale, missing: tuple[str, ...], reason: Bilingual) -> ScaleScore:
    return ScaleScore(
        scale.name, scale.label, scale.low, scale.high, None, missing=missing, reason=reason
    )


# ------------------------------------------------------------------ reasons, in words


def _why_missing(
    scale: Scale, missing: tuple[str, ...], answers: Mapping[str, object]
) -> Bilingual:
    if len(missing) == len(scale.items) and all(answers.get(name) is None for name in missing):
        count = len(missing)
        return Bilingual(
            f"{scale.name} not scored: none of its {count} items is answered",
            f"{scale.name} 未计分：其 {count} 个条目均未作答",
        )
    names = [_name_missing(name, answers.get(name)) for name in missing]
    return Bilingual(
        f"{scale.name} not scored, missing: {', '.join(names)}",
        f"{scale.name} 未计分，缺：{'、'.join(names)}",
    )


def _name_missing(name: str, answer: object) -> str:
    return f"{name} ({answer.value})" if isinstance(answer, Missing) else name


def _not_allowed(item: Item, answer: object) -> Fault:
    shown = answer if isinstance(answer, str) else str(answer)
    shown = shown if len(shown) <= 20 else f"{shown[:20]}…"
    return Fault(
        item.name,
        Bilingual(f'"{shown}" is not allowed', f"「{shown}」不可用"),
        _right_answer(item),
    )


def _right_answer(item: Item) -> Bilingual:
    if item.high - item.low == 1:
        return Bilingual(f"give {item.low} or {item.high}", f"请填 {item.low} 或 {item.high}")
    return Bilingual(
        f"give a whole number from {item.low} to {item.high}",
        f"请填 {item.low} 至 {item.high} 的整数",
    )


def _joined(reasons: Iterable[Bilingual]) -> Bilingual:
    every = list(reasons)
    return Bilingual("; ".join(one.en for one in every), "；".join(one.zh for one in every))
