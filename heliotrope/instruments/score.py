"""An instrument's description with answers goes in; a Score with its arithmetic comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, Protocol

from heliotrope.instruments.description import MOST_PLACES, Item, Scale, Term
from heliotrope.instruments.missing import EVERY_ITEM, MissingRule, Number
from heliotrope.vocabulary import NOTHING, Bilingual, Fact, Fault, Missing

Status = Literal["scored", "not_scored"]
PLACES = 6
"""A score that has no end in decimals (9/7) is kept to so many places, rounded half up."""


# ------------------------------------------------------------------ what comes out


@dataclass(frozen=True, slots=True)
class Step:
    """One line of how a score came about: `Gottron's, hands: erythema`, `1 × 2 (papules)`, 2."""

    label: Bilingual
    value: int | Decimal
    working: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """One value of a Score with its steps, or None with the reason."""

    name: str
    label: Bilingual
    low: int | Decimal
    high: int | Decimal
    value: int | Decimal | str | None
    """A number; the code of a choice for a band or a class; None: not scored."""
    steps: tuple[Step, ...] = ()
    """The arithmetic, its total last; empty while not scored, and for a choice."""
    missing: tuple[str, ...] = ()
    """The unanswered items that this score needs."""
    reason: Bilingual | None = None
    notes: tuple[Bilingual, ...] = ()
    """What was done about missing answers although there is a score, e.g. `q3 counted as 0`."""

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
    missing_rule: MissingRule = EVERY_ITEM
    deciding: tuple[str, ...] = ()
    """The scales that must be scored for the assessment to count as scored; empty: all."""

    def __getitem__(self, name: str) -> ScaleScore:
        for scale in self.scales:
            if scale.name == name:
                return scale
        raise KeyError(name)

    @property
    def status(self) -> Status:
        """`scored` when every scale is that decides."""
        deciding = [one for one in self.scales if not self.deciding or one.name in self.deciding]
        return "scored" if all(one.status == "scored" for one in deciding) else "not_scored"

    @property
    def reason(self) -> Bilingual | None:
        """Why something was not scored, and what was done about missing answers; else None."""
        # A fault gives every scale the same reason: say it once.
        said = dict.fromkeys(scale.reason for scale in self.scales)
        said |= dict.fromkeys(note for scale in self.scales for note in scale.notes)
        return _joined(one for one in said if one is not None) if any(said) else None


# ------------------------------------------------------------------ an instrument


class Scorer(Protocol):
    """Answers go in, with the name of the rule for missing ones; a Score comes out."""

    def __call__(self, answers: Mapping[str, object], missing: str | None = None) -> Score: ...


@dataclass(frozen=True, slots=True)
class Instrument:
    """A published instrument: its items in the form's order, its scales, its rules with sources."""

    name: str
    version: str
    title: Bilingual
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    """The first one leads: its steps are shown first."""
    score: Scorer
    facts: tuple[Fact, ...]
    rights: Bilingual
    tables: tuple[str, ...] = ()
    """Its files in `tables/`, without `.csv`."""
    missing_rules: tuple[MissingRule, ...] = (EVERY_ITEM,)
    """The rules a study may choose from; the first is taken where it chooses none."""
    deciding: tuple[str, ...] = ()
    """The scales without which an assessment is `not_scored`; empty: all of them."""
    check_together: Callable[[Given], list[Fault]] | None = None
    """Answers allowed each by itself → the faults of those that cannot stand together."""
    find_gaps: Callable[[Given], tuple[str, ...]] | None = None
    """Answers of a form meant to be complete → the optional items that the others make needed, e.g.
    the upper limit of an enzyme that has a value."""
    licensed: bool = False
    """True: the questions' wording belongs to somebody and does not ship; `rights` says to whom."""

    @property
    def adds_up(self) -> bool:
        """True if every score is a plain sum of whole numbers, all of which must be there."""
        whole = all(item.is_whole and not item.optional for item in self.items)
        return whole and all(s.terms for s in self.scales) and self.missing_rules == (EVERY_ITEM,)

    def scale(self, name: str) -> Scale:
        """The scale of that name; KeyError if there is none."""
        for scale in self.scales:
            if scale.name == name:
                return scale
        raise KeyError(name)

    def missing_rule(self, name: str | None) -> MissingRule:
        """The rule of that name, the first for None; KeyError if the instrument has none such."""
        for rule in self.missing_rules:
            if name in (None, rule.name):
                return rule
        raise KeyError(name)


# ------------------------------------------------------------------ answers, read


@dataclass(frozen=True, slots=True)
class Given:
    """Answers that are all allowed: numbers and words by item, and why the absent are absent."""

    values: Mapping[str, int | Decimal | str]
    absent: Mapping[str, Missing] = field(default_factory=dict)
    """Only those with a reason; an item in neither was left empty."""

    def number(self, name: str) -> int | Decimal | None:
        """The number answered; None where missing or answered in words."""
        value = self.values.get(name)
        return None if isinstance(value, str) else value

    def numbers(self, names: Iterable[str]) -> list[int | Decimal | None]:
        """Each one's number, None where missing."""
        found = map(self.values.get, names)
        return [None if isinstance(value, str) else value for value in found]

    def word(self, name: str) -> str | None:
        """The word answered; None where missing or answered with a number."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of the names that have no answer."""
        return tuple(name for name in names if name not in self.values)


WorkOut = Callable[[Instrument, Given, MissingRule], Sequence[ScaleScore]]
"""Allowed answers → each of the instrument's scales, in their order."""


def find_gaps(instrument: Instrument, answers: Mapping[str, object]) -> tuple[str, ...]:
    """Optional items that, given the others, a complete form leaves empty only with a reason."""
    if instrument.find_gaps is None:
        return ()
    given, _ = _read_answers(instrument.items, answers)
    return tuple(name for name in instrument.find_gaps(given) if name not in given.absent)


def check_answers(items: Iterable[Item], answers: Mapping[str, object]) -> list[Fault]:
    """Every answer that is neither allowed nor missing; `where` is the item's name."""
    return _read_answers(items, answers)[1]


def _read_answers(
    items: Iterable[Item], answers: Mapping[str, object]
) -> tuple[Given, list[Fault]]:
    values: dict[str, int | Decimal | str] = {}
    absent: dict[str, Missing] = {}
    faults = []
    for item in items:
        answer = answers.get(item.name)
        if answer is None:
            continue
        if isinstance(answer, Missing):
            absent[item.name] = answer
        else:
            value = read_answer(item, answer)
            if value is None:
                faults.append(_not_allowed(item, answer))
            else:
                values[item.name] = value
    return Given(values, absent), faults


def read_answer(item: Item, answer: object) -> int | Decimal | str | None:
    """The answer if the item allows it, else None. Numbers are numbers; only choices may be words.

    True is an int to Python, but nobody's answer to "0 to 3": hence the exact type.
    """
    if item.choices:
        text = str(answer) if type(answer) in (int, str) else ""
        return next((one.value for one in item.choices if one.code == text), None)
    if type(answer) is int:
        return answer if item.low <= answer <= item.high else None
    if type(answer) is Decimal and item.decimals and answer.is_finite():
        most = MOST_PLACES if item.any_places else item.decimals
        fits = -int(answer.as_tuple().exponent) <= most
        return answer if fits and item.low <= answer <= item.high else None
    return None


# ------------------------------------------------------------------ the scorer


def score_answers(
    instrument: Instrument,
    answers: Mapping[str, object],
    missing: str | None = None,
    work_out: WorkOut | None = None,
) -> Score:
    """Score one assessment by its description; never raises for what the answers hold.

    Args:
        instrument: the description; its items decide which answers are read.
        answers: item name to number, code of a choice, `Missing` (with its reason) or None. An
            absent name is None. Names that are not items are ignored, since a form may hold more.
        missing: the name of the rule for missing answers; None: the instrument's first.
        work_out: what makes the scales of allowed answers; None: the sums that they describe.

    Returns:
        Each scale by itself: a missing answer leaves only the scales that need it not scored. An
        answer that is not allowed leaves the whole assessment not scored.

    Raises:
        KeyError: the instrument has no rule for missing answers of that name.
    """
    rule = instrument.missing_rule(missing)
    given, faults = _read_answers(instrument.items, answers)
    if not faults and instrument.check_together is not None:
        faults = instrument.check_together(given)
    if faults:
        reason = _joined(Bilingual(fault.say("en"), fault.say("zh")) for fault in faults)
        scales = [_make(scale, None, reason=reason) for scale in instrument.scales]
    else:
        scales = list((work_out or add_up)(instrument, given, rule))
    return Score(
        instrument.name,
        instrument.version,
        tuple(scales),
        tuple(faults),
        rule,
        instrument.deciding,
    )


def make_scored(
    scale: Scale,
    value: Number | str,
    steps: Sequence[Step] = (),
    notes: Sequence[Bilingual] = (),
) -> ScaleScore:
    """A scale with its value; the value itself is added to the steps as the last of them."""
    if isinstance(value, str):
        return _make(scale, value, steps=tuple(steps), notes=tuple(notes))
    tidy = make_tidy(value)
    return _make(
        scale, tidy, steps=(*steps, Step(Bilingual("Total", "合计"), tidy)), notes=tuple(notes)
    )


def make_unscored(
    scale: Scale, given: Given, missing: Sequence[str] = (), why: Bilingual | None = None
) -> ScaleScore:
    """A scale without value, and why: in the words given, else by naming what is missing."""
    reason = why or _why_missing(scale, missing, given)
    return _make(scale, None, missing=tuple(missing), reason=reason)


def make_tidy(value: Number) -> int | Decimal:
    """The number in its shortest form: whole as an int, others to `PLACES` without ending zeros."""
    if type(value) is int:
        return value
    top, bottom = value.as_integer_ratio()
    if bottom == 1:
        return top
    # Half up, in whole numbers: a Fraction would look for common divisors at every step.
    units = (2 * abs(top) * 10**PLACES + bottom) // (2 * bottom)
    number = Decimal(units if top > 0 else -units).scaleb(-PLACES).normalize()
    return int(number) if number == number.to_integral_value() else number


def round_shown(value: int | Decimal, decimals: int) -> int | Decimal:
    """The number as a page shows it: to so many places, rounded half up; whole ones as they are."""
    if isinstance(value, int):
        return value
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def add_up(instrument: Instrument, given: Given, rule: MissingRule) -> list[ScaleScore]:
    """Every scale as the sum of its terms."""
    return [_add_up_scale(scale, given, rule) for scale in instrument.scales]


def _add_up_scale(scale: Scale, given: Given, rule: MissingRule) -> ScaleScore:
    names = scale.items
    numbers = rule.complete(given.numbers(names))
    if numbers is None:
        return make_unscored(scale, given, given.missing(names))
    found = dict(zip(names, numbers, strict=True))
    steps = [_step(term, found) for term in scale.terms]
    return make_scored(scale, sum(step.value for step in steps), steps)


def _step(term: Term, numbers: Mapping[str, Number]) -> Step:
    value = make_tidy(sum(numbers[name] for name in term.items))
    if term.doubled is None:
        return Step(term.label, value)
    if numbers[term.doubled.item] == 0:
        return Step(term.label, value, term.doubled.absent)
    sign = term.doubled.present
    working = Bilingual(f"{value} × 2 ({sign.en})", f"{value} × 2（{sign.zh}）")
    return Step(term.label, value * 2, working)


def _make(
    scale: Scale,
    value: int | Decimal | str | None,
    *,
    steps: tuple[Step, ...] = (),
    missing: tuple[str, ...] = (),
    reason: Bilingual | None = None,
    notes: tuple[Bilingual, ...] = (),
) -> ScaleScore:
    return ScaleScore(
        scale.name, scale.label, scale.low, scale.high, value, steps, missing, reason, notes
    )


# ------------------------------------------------------------------ reasons, in words


def _why_missing(scale: Scale, missing: Sequence[str], given: Given) -> Bilingual:
    if len(missing) == len(scale.items) > 1 and not any(name in given.absent for name in missing):
        count = len(missing)
        return Bilingual(
            f"{scale.name} not scored: none of its {count} items is answered",
            f"{scale.name} 未计分：其 {count} 个条目均未作答",
        )
    names = [name_missing(name, given) for name in missing]
    return Bilingual(
        f"{scale.name} not scored, missing: {', '.join(names)}",
        f"{scale.name} 未计分，缺：{'、'.join(names)}",
    )


def name_missing(name: str, given: Given) -> str:
    """The item's name, with the reason of its absence where one was given: `q3 (ND)`."""
    return f"{name} ({given.absent[name].value})" if name in given.absent else name


def _not_allowed(item: Item, answer: object) -> Fault:
    shown = answer if isinstance(answer, str) else str(answer)
    shown = shown if len(shown) <= 20 else f"{shown[:20]}…"
    return Fault(
        item.name,
        Bilingual(f'"{shown}" is not allowed', f"「{shown}」不可用"),
        say_right_answer(item),
    )


def say_right_answer(item: Item) -> Bilingual:
    """What may be answered, as the end of a sentence: `give a whole number from 0 to 3`."""
    low, high = item.low, item.high
    if item.choices:
        codes = [choice.code for choice in item.choices]
        return Bilingual(
            f"give {', '.join(codes[:-1])} or {codes[-1]}",
            f"请填 {'、'.join(codes[:-1])} 或 {codes[-1]}",
        )
    if item.any_places:
        return Bilingual(f"give a number from {low} to {high}", f"请填 {low} 至 {high} 的数")
    if item.decimals:
        places = "place" if item.decimals == 1 else "places"
        return Bilingual(
            f"give a number from {low} to {high}, at most {item.decimals} decimal {places}",
            f"请填 {low} 至 {high} 的数，最多 {item.decimals} 位小数",
        )
    if high - low == 1:
        return Bilingual(f"give {low} or {high}", f"请填 {low} 或 {high}")
    return Bilingual(
        f"give a whole number from {low} to {high}",
        f"请填 {low} 至 {high} 的整数",
    )


def _joined(reasons: Iterable[Bilingual]) -> Bilingual:
    every = list(reasons)
    return Bilingual("; ".join(one.en for one in every), "；".join(one.zh for one in every))
