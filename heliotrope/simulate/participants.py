"""A random generator + a study → imagined participants: a truth, and answers that follow from it.

Nobody real stands behind them. Values lie where values of such patients lie, so that pages, checks
and figures are tried on something like the truth; nothing is to be learned from them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from numpy.random import Generator

from heliotrope.capture.checks import is_asked, select_raised
from heliotrope.instruments.catalog import require_instrument
from heliotrope.instruments.description import Scale
from heliotrope.instruments.score import Instrument
from heliotrope.simulate.questionnaires import draw_questionnaire
from heliotrope.study.expressions import names_used
from heliotrope.study.forms import Form, Item
from heliotrope.study.plan import Endpoint
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Answers, Value


@dataclass(frozen=True, slots=True)
class Spread:
    """Where a quantity lies among imagined participants."""

    mean: float
    sd: float


SEVERITY_AT_BASELINE = {("cdasi", "activity"): Spread(24.0, 9.0)}
"""Instrument and scale → points before treatment. CDASI activity: means of 22.8 to 28 with SDs of
12.9 to 15.4 were published (STIR, apremilast phase 2a, lenabasum phase 3); the SD is taken smaller,
since the entry criterion cuts the lower end. Any other scale: a quarter of its range."""

FALL_BY_WEEK_24 = Spread(0.55, 0.15)
"""Fraction of the baseline severity; with those who do not respond about 45 % in the mean, below
the 57 % and 66 % of the two published open-label trials (proposed)."""
NON_RESPONDER = Spread(0.05, 0.08)
NON_RESPONDERS = 0.2
"""Fraction of participants (proposed)."""

PLAUSIBLE = {
    "wbc": Spread(6.6, 1.5),
    "neutrophils": Spread(4.1, 1.1),
    "lymphocytes": Spread(1.6, 0.4),
    "hemoglobin": Spread(129, 11),
    "platelets": Spread(238, 52),
    "alt": Spread(27, 9),
    "ast": Spread(26, 8),
    "bilirubin": Spread(11, 3),
    "creatinine": Spread(64, 11),
    "ck": Spread(120, 45),
    "ldh": Spread(230, 45),
    "aldolase": Spread(6, 1.5),
    "age": Spread(48, 11),
    "weight": Spread(61, 9),
    "height": Spread(163, 7),
    "systolic": Spread(122, 11),
    "diastolic": Spread(76, 7),
    "pulse": Spread(76, 7),
    "temperature": Spread(36.5, 0.2),
}
"""Item name → values of adults in the usual unit (proposed). Any other item: within its limits."""

AGE_YEARS = Spread(48, 11)
_PAST = ("start", "onset", "since", "diagnos", "began", "history")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
_TRIES = 200


@dataclass(frozen=True, slots=True)
class Truth:
    """What is so of one imagined participant, whether or not anybody records it."""

    level: float
    """Severity before treatment, as a standard normal deviate."""
    chronic: float
    """The same of what treatment does not change, such as damage."""
    fall: float
    """Fraction of the severity that is gone by week 24."""
    tempo_weeks: float
    """Time constant of the fall."""
    birth_age_days: int


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and in what connection a form is filled in. Moments are local, without a zone."""

    at: datetime
    week: float
    consent: datetime
    first_dose: date
    end: date | None = None
    end_completed: bool = True


@dataclass(frozen=True, slots=True)
class Imagined:
    """One imagined participant of a study."""

    study: Study
    truth: Truth
    memory: dict[str, Answers] = field(default_factory=dict)
    """Form → what was answered the time before; later answers lean on it."""


def draw_truth(generator: Generator, *, responds: bool | None = None) -> Truth:
    """One participant's truth; `responds` forces a course, None leaves it to chance."""
    chance = generator.random()
    response = chance >= NON_RESPONDERS if responds is None else responds
    spread = FALL_BY_WEEK_24 if response else NON_RESPONDER
    return Truth(
        level=float(generator.normal()),
        chronic=float(generator.normal()),
        fall=float(min(max(generator.normal(spread.mean, spread.sd), -0.15), 0.92)),
        tempo_weeks=float(generator.uniform(5, 12)),
        birth_age_days=round(float(generator.normal(AGE_YEARS.mean, AGE_YEARS.sd)) * 365.25),
    )


def compute_remaining(truth: Truth, week: float) -> float:
    """Fraction of the baseline severity that is left; 1 up to the first dose.

    It falls smoothly to what week 24 leaves and rises a little in the weeks after the treatment.
    """
    if week <= 0:
        return 1.0
    reached = (1 - math.exp(-min(week, 24) / truth.tempo_weeks)) / (
        1 - math.exp(-24 / truth.tempo_weeks)
    )
    relapse = 0.02 * max(0.0, week - 24)
    return 1 - truth.fall * reached * (1 - relapse)


def draw_answers(generator: Generator, person: Imagined, form: Form, on: Occasion) -> Answers:
    """Answers to every item that is asked, in keeping with what was answered before.

    Items are redrawn while one of the form's checks is raised, up to a limit: a rehearsal may
    hold findings, but not because of carelessness.
    """
    earlier = person.memory.get(form.name, {})
    if form.instrument is not None:
        answers = _draw_scored_form(generator, person, form, on, earlier)
    else:
        draw = _ItemDrawer(generator, person, form, on, earlier)
        answers = {}
        for item in form.items:
            answers[item.name] = draw.one(item) if is_asked(item, answers) else None
        _settle(generator, form, answers, draw.one)
    person.memory[form.name] = answers
    return answers


def _draw_scored_form(
    generator: Generator,
    person: Imagined,
    form: Form,
    on: Occasion,
    earlier: Mapping[str, Value | None],
) -> Answers:
    assert form.instrument is not None
    instrument = require_instrument(form.instrument.name, form.instrument.version)
    answers: Answers = {}
    for _ in range(20):
        if instrument.adds_up:
            answers = draw_instrument_answers(generator, instrument, person.truth, on.week, earlier)
        else:
            left = compute_remaining(person.truth, on.week)
            answers = draw_questionnaire(generator, instrument, person.truth.level, left, earlier)
        if not select_raised(form, answers):
            break
    return _leave_reserved(form, answers)


def _leave_reserved(form: Form, answers: Answers) -> Answers:
    """Without what only some roles may answer: a rehearsal leaves such decisions to people."""
    kept = {name: None if name in form.reserved else value for name, value in answers.items()}
    for item in form.items:
        if not is_asked(item, kept):
            kept[item.name] = None
    return kept


def redraw(
    generator: Generator, person: Imagined, form: Form, on: Occasion, *, names: Sequence[str]
) -> Answers:
    """The latest answers with some items drawn anew, e.g. those that a criterion rests on."""
    draw = _ItemDrawer(generator, person, form, on, {})
    changed = dict(person.memory[form.name])
    for name in names:
        if name in form.item_by_name and changed.get(name) is not None:
            changed[name] = draw.one(form.item(name))
    _settle(generator, form, changed, draw.one)
    person.memory[form.name] = changed
    return changed


def _settle(
    generator: Generator, form: Form, answers: Answers, draw: Callable[[Item], Value | None]
) -> None:
    """Redraw what raises a check; sometimes one of the numbers that the check itself names."""
    for _ in range(_TRIES):
        raised = select_raised(form, answers)
        if not raised:
            return
        check = raised[0]
        for name in sorted(names_used(check.problem)):
            item = form.item_by_name.get(name)
            if item is None or answers.get(name) is None:
                continue
            literals = _NUMBER.findall(check.problem)
            if item.type in ("integer", "decimal") and literals and generator.random() < 0.5:
                answers[name] = _round(item, float(literals[generator.integers(len(literals))]))
            else:
                answers[name] = draw(item)
        _ask_again(form, answers, draw)


def _ask_again(form: Form, answers: Answers, draw: Callable[[Item], Value | None]) -> None:
    """Another answer may have made other items asked, or no longer asked."""
    for item in form.items:
        if not is_asked(item, answers):
            answers[item.name] = None
        elif item.required and answers.get(item.name) is None:
            answers[item.name] = draw(item)


# ---------------------------------------------------------------- items of plain forms


@dataclass(frozen=True, slots=True)
class _ItemDrawer:
    """Draws one item of a form on one occasion."""

    generator: Generator
    person: Imagined
    form: Form
    on: Occasion
    earlier: Mapping[str, Value | None]

    def one(self, item: Item) -> Value | None:
        before = self.earlier.get(item.name)
        if item.type in ("integer", "decimal"):
            return self._number(item, before)
        if item.type == "date":
            return self._date(item)
        if item.type == "datetime":
            return self._moment(item)
        if item.type == "text":
            return "合成数据 synthetic" if item.required else None
        if isinstance(before, bool | str) and self.generator.random() < 0.9:
            return before
        return self._code(item) if item.type == "code" else self._yes_no(item)

    def _number(self, item: Item, before: Value | None) -> Value:
        if item.codes:
            return _round(item, float(self._pick([code.code for code in item.codes])))
        endpoint = self._find_endpoint(item)
        if endpoint is not None:
            return self._endpoint(item, better_higher=endpoint.better == "higher")
        spread = PLAUSIBLE.get(item.name) or _middle(item)
        if isinstance(before, int | Decimal) and not isinstance(before, bool):
            # Leans on the value before and on the mean, so that it neither jumps nor drifts off.
            mean = 0.8 * float(before) + 0.2 * spread.mean
            return _round(item, float(self.generator.normal(mean, 0.3 * spread.sd)))
        return _round(item, float(self.generator.normal(spread.mean, spread.sd)))

    def _find_endpoint(self, item: Item) -> Endpoint | None:
        place = (self.form.name, item.name)
        endpoints = self.person.study.plan.endpoints
        return next((e for e in endpoints if (e.form, e.value) == place), None)

    def _endpoint(self, item: Item, *, better_higher: bool) -> Value:
        low, high = _limits(item)
        spread = PLAUSIBLE.get(item.name) or _middle(item)
        left = compute_remaining(self.person.truth, self.on.week)
        noise = float(self.generator.normal(0, 0.15 * spread.sd))
        if better_higher:
            room = (high - low) * min(max(0.3 + 0.1 * self.person.truth.level, 0.05), 0.6)
            return _round(item, high - room * left + noise)
        return _round(
            item, max(spread.mean + spread.sd * self.person.truth.level, low) * left + noise
        )

    def _date(self, item: Item) -> date | None:
        roles, day = self.person.study.roles, self.on.at.date()
        if (self.form.name, item.name) == (roles.dosing_form, roles.first_dose_date):
            return max(self.on.first_dose, day)
        if (self.form.name, item.name) == (roles.end_form, roles.end_date):
            return self.on.end or day
        if item.name == roles.birth_date or "birth" in item.name:
            return self.on.consent.date() - timedelta(self.person.truth.birth_age_days)
        if not item.required:
            return None
        if any(word in item.name for word in _PAST):
            return day - timedelta(100 + int(self.generator.exponential(400)))
        return day

    def _moment(self, item: Item) -> datetime:
        roles, zone = self.person.study.roles, ZoneInfo(self.person.study.time_zone)
        consent = (self.form.name, item.name) == (roles.consent_form, roles.consent_moment)
        return (self.on.consent if consent else self.on.at).replace(tzinfo=zone)

    def _code(self, item: Item) -> str:
        codes = [code.code for code in item.codes]
        if (self.form.name, item.name) == (
            self.person.study.roles.end_form,
            self.person.study.roles.end_reason,
        ):
            return self._end_reason(codes)
        if item.name == self.person.study.roles.sex:
            # Dermatomyositis is about twice as frequent in women.
            return self._pick([*codes, *(code for code in codes if "female" in code)])
        if self.form.name == self.person.study.roles.dosing_form:
            return codes[0]
        return codes[0] if self.generator.random() < 0.6 else self._pick(codes)

    def _end_reason(self, codes: Sequence[str]) -> str:
        done = [code for code in codes if "complet" in code]
        left = [code for code in codes if code not in done]
        wanted = done if self.on.end_completed else left
        return (wanted or list(codes))[0]

    def _yes_no(self, item: Item) -> bool:
        criteria = {c.name: c for c in self.person.study.criteria if c.satisfied is None}
        if self.form.name == self.person.study.roles.eligibility_form and item.name in criteria:
            return criteria[item.name].kind == "inclusion"
        return bool(self.generator.random() < 0.5)

    def _pick(self, codes: Sequence[str]) -> str:
        return codes[int(self.generator.integers(len(codes)))]


def _limits(item: Item) -> tuple[float, float]:
    low = 0.0 if item.low is None else float(item.low)
    return low, low + 100.0 if item.high is None else float(item.high)


def _middle(item: Item) -> Spread:
    """Limits are those of the possible and often wide: the lower third is nearer to the usual."""
    low, high = _limits(item)
    return Spread(low + (high - low) / 3, (high - low) / 12)


def _round(item: Item, number: float) -> int | Decimal:
    low, high = _limits(item)
    within = min(max(number, low), high)
    if item.type == "integer":
        return round(within)
    places = 1 if item.decimals is None else item.decimals
    return Decimal(f"{within:.{places}f}")


# ---------------------------------------------------------------- forms of instruments


def draw_instrument_answers(
    generator: Generator,
    instrument: Instrument,
    truth: Truth,
    week: float,
    earlier: Mapping[str, Value | None],
) -> Answers:
    """Answers whose first scale follows the participant's course and whose others hardly move.

    Starting from the answers before, single items are raised or lowered until the first scale
    reaches its target: so sites heal one after the other, as they do.
    """
    answers = {
        item.name: before if isinstance(before := earlier.get(item.name), int) else int(item.low)
        for item in instrument.items
    }
    fresh = all(earlier.get(item.name) is None for item in instrument.items)
    for rank, scale in enumerate(instrument.scales):
        spread = _severity(instrument, scale)
        level = truth.level if rank == 0 else truth.chronic
        start = min(
            max(spread.mean + spread.sd * level, spread.mean * 0.45), float(scale.high) * 0.8
        )
        left = compute_remaining(truth, week) if rank == 0 else 1.0
        noise = float(generator.normal(0, 0.04 * start + 0.5))
        if rank == 0 or fresh:
            _approach(generator, instrument, scale, answers, round(start * left + noise))
    return dict(answers)


def _severity(instrument: Instrument, scale: Scale) -> Spread:
    known = SEVERITY_AT_BASELINE.get((instrument.name, scale.name))
    low, high = float(scale.low), float(scale.high)
    return known or Spread(low + (high - low) / 4, (high - low) / 12)


def _approach(
    generator: Generator, instrument: Instrument, scale: Scale, answers: dict[str, int], target: int
) -> None:
    """Raise or lower items of the scale, one by one and at random, until it is at its target."""
    items = [item for item in instrument.items if item.name in scale.items]
    target = min(max(target, int(scale.low)), int(scale.high))
    for _ in range(20 * len(items)):
        gap = target - _total(scale, answers)
        if gap == 0:
            return
        item = items[int(generator.integers(len(items)))]
        step = 1 if gap > 0 else -1
        before = answers[item.name]
        # A site without any change is more often spared altogether.
        if step > 0 and before == item.low and generator.random() < 0.5:
            continue
        answers[item.name] = min(max(before + step, int(item.low)), int(item.high))
        if abs(target - _total(scale, answers)) > abs(gap):
            answers[item.name] = before


def _total(scale: Scale, answers: Mapping[str, int]) -> int:
    total = 0
    for term in scale.terms:
        value = sum(answers[name] for name in term.items)
        total += value * 2 if term.doubled and answers[term.doubled.item] else value
    return total
