"""A participant's story + a form at a visit → the rows that are told there, as answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from numpy.random import Generator

from heliotrope.capture.checks import is_asked
from heliotrope.simulate.panels import RAISED_CK, Bench, Sampling, draw_panel
from heliotrope.simulate.participants import Imagined, Occasion, compute_remaining, draw_answers
from heliotrope.simulate.stories import HOLD, Row, Setting, draw_story
from heliotrope.study.forms import Form, Item
from heliotrope.study.schedule import study_day
from heliotrope.vocabulary import Answers, PartialDate, Value

_FROM_STORY = frozenset({"adverse_events", "medications", "medical_history", "dosing"})
DISPENSED = 28
"""Capsules given out at a time."""
FEW_NEUTROPHILS = {"neutrophils": Decimal("1.35"), "wbc": Decimal("3.10")}
LOW_NEUTROPHILS = {"neutrophils": Decimal("1.70"), "wbc": Decimal("3.60")}

Place = tuple[str, str, int]
"""Visit, form and number of a row."""


def is_told(form: Form) -> bool:
    """True if the form's rows come from the story, or are one a test or strength."""
    rows = form.records == "laboratory" and "test" in form.item_by_name
    return form.repeating and (
        rows or form.records in _FROM_STORY or form.records == "accountability"
    )


@dataclass(slots=True)
class Teller:
    """Tells one participant's story, visit by visit."""

    setting: Setting
    bench: Bench
    waiting: list[Row]
    going_on: dict[Place, tuple[date, Answers]] = field(default_factory=dict)
    """Rows told before they were over: the day on which they are, and what they say then."""
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    handed_out: date | None = None
    measured: set[str] = field(default_factory=set)
    """Forms filled in before: the height is measured once."""

    def draw_rows(
        self, generator: Generator, person: Imagined, form: Form, visit: str, on: Occasion
    ) -> list[tuple[int, Answers]]:
        """Number and answers of each new row of a form that is told, at this visit."""
        if form.records == "laboratory":
            rows = list(draw_panel(generator, self.bench, form, self._sample(person, on)))
        elif form.records == "accountability":
            rows = [self._count(generator, form, on)]
        else:
            rows = list(self._tell(generator, person, form, visit, on))
        start = self.numbers.get((visit, form.name), 0)
        self.numbers[visit, form.name] = start + len(rows)
        return [(start + place, row) for place, row in enumerate(rows, start=1)]

    def list_updates(self, on: date) -> list[tuple[Place, Answers]]:
        """The rows that are over by now, with what they say from here on."""
        found = [(place, row) for place, (over, row) in self.going_on.items() if over <= on]
        for place, _ in found:
            del self.going_on[place]
        return found

    def bend(self, person: Imagined, form: Form, on: Occasion, answers: Answers) -> None:
        """Change in place what the course has of its own on a form that is not told."""
        changed: dict[str, Value | None] = {}
        day = study_day(on.at.date(), on.first_dose)
        trait = self.setting.trait
        if form.records == "laboratory" and trait == "neutropenia" and HOLD[0] - 8 < day < HOLD[0]:
            changed |= FEW_NEUTROPHILS
        if form.records == "laboratory" and trait == "low_neutrophils" and 49 < day < 66:
            changed |= LOW_NEUTROPHILS
        uln = answers.get("ck_uln")
        if trait == "raised_ck" and form.instrument and isinstance(uln, Decimal):
            left = Decimal(f"{compute_remaining(person.truth, on.week):.2f}")
            changed["ck"] = round(uln * (Decimal("0.6") + (RAISED_CK - 1) * left), 1)
        if form.records == "procedures":
            changed |= {"taken": True, "not_taken": None}
        if form.records == "vital_signs" and form.name in self.measured:
            changed["height"] = None
        self.measured.add(form.name)
        for name in changed.keys() & answers.keys():
            answers[name] = changed[name]

    # ------------------------------------------------------------ rows of the story

    def _tell(
        self, generator: Generator, person: Imagined, form: Form, visit: str, on: Occasion
    ) -> Iterator[Answers]:
        today = on.at.date()
        start = self.numbers.get((visit, form.name), 0)
        if form.records == "dosing" and form.name not in person.memory:
            if on.week < 0:
                return
            start += 1
            yield draw_answers(generator, person, form, on)
        ready = [r for r in self.waiting if r.kind == form.records and r.known <= today]
        for row in ready:
            self.waiting.remove(row)
            values = dict(person.memory[form.name]) if form.records == "dosing" else {}
            values.update(row.values)
            over = row.over is not None and row.over <= today
            told = fit_row(form, {**values, **(row.later if over and row.later else {})})
            if told is None:
                continue
            start += 1
            if row.later and row.over is not None and not over:
                later = fit_row(form, {**values, **row.later})
                assert later is not None
                self.going_on[visit, form.name, start] = (row.over, later)
            yield told

    # ------------------------------------------------------------ tests and capsules

    def _sample(self, person: Imagined, on: Occasion) -> Sampling:
        core = self.bench.study.core_set
        measured = person.memory.get(core.globals_form, {}) if core else {}
        at_this_visit = on.week == 0 or (on.week > 0 and on.week % 12 == 0)
        left = compute_remaining(person.truth, on.week)
        return Sampling(on.at.date(), on.week, left, measured if at_this_visit else {})

    def _count(self, generator: Generator, form: Form, on: Occasion) -> Answers:
        today = on.at.date()
        values: dict[str, Value] = {}
        strength = form.item_by_name.get("strength_mg")
        if strength is not None and strength.codes:
            values["strength_mg"] = strength.codes[0].code
        if self.handed_out is not None:
            taken = sum(
                self._takes(self.handed_out + timedelta(n))
                for n in range((today - self.handed_out).days)
            )
            forgotten = int(generator.integers(3)) if generator.random() < 0.4 else 0
            values["returned"] = min(max(DISPENSED - taken + forgotten, 0), DISPENSED)
        goes_on = today < self.setting.final - timedelta(7)
        values["dispensed"] = DISPENSED if goes_on else 0
        if goes_on:
            values["dispensed_date"] = today
        self.handed_out = today if goes_on else None
        return fit_row(form, values) or {}

    def _takes(self, on: date) -> bool:
        day = study_day(on, self.setting.day_1)
        held = self.setting.trait == "neutropenia" and HOLD[0] <= day <= HOLD[1]
        return day >= 1 and on < self.setting.final and not held


def make_teller(
    generator: Generator, person: Imagined, setting: Setting, sex: str | None
) -> Teller:
    """The teller of one participant, with a story of its own."""
    age = person.truth.birth_age_days / 365.25
    bench = Bench(person.study, sex, age, raised_ck=setting.trait == "raised_ck")
    return Teller(setting, bench, list(draw_story(generator, setting)))


def fit_row(form: Form, values: Mapping[str, Value | None]) -> Answers | None:
    """The values as the form asks for them; None if it lacks what a row cannot do without.

    Of a date that is known in part the first day, where the form wants one.
    """
    answers: Answers = {}
    for item in form.items:
        value = values.get(item.name)
        if isinstance(value, PartialDate) and not item.partial:
            value = value.first
        if not is_asked(item, answers) or not _is_offered(item, value):
            value = None
        answers[item.name] = value
    complete = all(
        answers[item.name] is not None or not item.required or not is_asked(item, answers)
        for item in form.items
    )
    return answers if complete else None


def _is_offered(item: Item, value: Value | None) -> bool:
    return item.type != "code" or value in {code.code for code in item.codes}
