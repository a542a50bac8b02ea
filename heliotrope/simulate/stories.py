"""A random generator + a participant to be → what happens beside the visits: events, drugs, doses.

Nobody real stands behind it. Each study that names its items as `study.records` does gets the same
story; what its forms do not ask is left out when the story is told (`simulate.telling`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from numpy.random import Generator

from heliotrope.study.records import RecordKind
from heliotrope.vocabulary import PartialDate, Value

MARK = "（合成 synthetic）"
"""Stands in every text, so that nobody takes it for somebody's history."""

TRAITS = {
    0: "neutropenia",
    1: "leaver",
    2: "increase",
    4: "rescue",
    6: "raised_ck",
    7: "serious",
    9: "low_neutrophils",
}
"""Rank of enrollment, modulo ten → what is special about the course (proposed)."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a story is drawn for."""

    rank: int
    screening: date
    day_1: date
    left: date | None = None
    """The day on which the participant leaves early; None: never."""
    treated_days: int = 168
    """Planned days of treatment."""

    @property
    def trait(self) -> str:
        """What is special about the course; empty: nothing."""
        return TRAITS.get(self.rank % 10, "")

    @property
    def final(self) -> date:
        """The first day without drug."""
        return self.left or self.day_1 + timedelta(self.treated_days)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a form that repeats: what it says, and from when on anybody can say it."""

    kind: RecordKind
    known: date
    values: Mapping[str, Value]
    later: Mapping[str, Value] | None = None
    """What is added once it is over; None: nothing."""
    over: date | None = None
    """The day on which it is over."""


def draw_story(generator: Generator, setting: Setting) -> tuple[Row, ...]:
    """Everything that happens to one participant, in the order in which it becomes known."""
    rows = [
        *_draw_history(generator, setting),
        *_draw_glucocorticoids(generator, setting),
        *_draw_others(generator, setting),
        *_draw_doses(setting),
        *_draw_events(generator, setting),
    ]
    return tuple(sorted(rows, key=lambda row: (row.known, row.kind)))


# ---------------------------------------------------------------- before the study

_DISEASES = (
    ("Hypertension 高血压", "cardiovascular"),
    ("Hyperlipidemia 高脂血症", "endocrine"),
    ("Type 2 diabetes 2 型糖尿病", "endocrine"),
    ("Interstitial lung disease, stable 间质性肺病（稳定）", "lung"),
    ("Osteopenia 骨量减少", "other"),
    ("Allergic rhinitis 过敏性鼻炎", "allergy"),
)


def _draw_history(generator: Generator, setting: Setting) -> Iterator[Row]:
    since = setting.screening - timedelta(200 + int(generator.integers(1500)))
    chosen = generator.permutation(len(_DISEASES))[: int(generator.integers(3))]
    found = [("Dermatomyositis 皮肌炎", "dermatomyositis")]
    found += [_DISEASES[int(n)] for n in chosen]
    for place, (name, category) in enumerate(found):
        # Of their own disease people know the month, of another the year.
        began = since - timedelta(400 * place)
        values: dict[str, Value] = {
            "condition": name + MARK,
            "category": category,
            "start_date": PartialDate(began.year, None if place else began.month),
            "ongoing": True,
        }
        yield Row("medical_history", setting.screening, values)


# ---------------------------------------------------------------- medication

_PREDNISONE_MG = (10, 15, 20, 25, 30)
_IN_PREDNISONE = {"prednisone": Decimal(1), "methylprednisolone": Decimal("0.8")}
"""Drug → its mg that equal 1 mg of prednisone."""


def _draw_glucocorticoids(generator: Generator, setting: Setting) -> Iterator[Row]:
    """A background dose for everyone; some taper, one needs more for a while, one is rescued."""
    drug = ("prednisone", "methylprednisolone")[setting.rank % 2]
    mg = Decimal(_PREDNISONE_MG[int(generator.integers(len(_PREDNISONE_MG)))])
    since = setting.screening - timedelta(110 + int(generator.integers(500)))
    yield _glucocorticoid(drug, mg, since, setting.screening)
    steps: list[tuple[int, Decimal]] = []
    if setting.trait == "increase":
        steps = [(70, mg + 10), (98, mg)]
    elif setting.rank % 3 != 1:
        steps = [(57, _taper(mg, Decimal("0.75"))), (113, _taper(mg, Decimal("0.5")))]
    for day, dose in steps:
        on = setting.day_1 + timedelta(day - 1)
        if on < setting.final:
            yield _glucocorticoid(drug, dose, on, on)
    if setting.trait == "rescue":
        on = setting.day_1 + timedelta(75)
        values = _drug("methylprednisolone", "glucocorticoid", "rescue", on)
        values |= {"dose": Decimal(40), "dose_unit": "mg", "per_day": Decimal(1), "route": "iv"}
        over = on + timedelta(4)
        yield Row("medications", over, values | {"end_date": over})


def _taper(mg: Decimal, share: Decimal) -> Decimal:
    """The share of the dose in steps of 2.5 mg, at least 5 mg."""
    step = Decimal("2.5")
    return max((mg * share / step).to_integral_value() * step, Decimal(5))


def _glucocorticoid(drug: str, prednisone_mg: Decimal, on: date, known: date) -> Row:
    dose = {"dose": prednisone_mg * _IN_PREDNISONE[drug], "per_day": Decimal(1)}
    values = _drug(drug, "glucocorticoid", "background", on)
    return Row("medications", known, values | dose | {"dose_unit": "mg", "route": "oral"})


def _drug(drug: str, group: str, role: str, start: date | PartialDate) -> dict[str, Value]:
    indication = "prophylaxis" if role == "prophylaxis" else "dermatomyositis"
    return {
        "drug": drug,
        "group": group,
        "role": role,
        "indication": indication,
        "start_date": start,
    }


_IMMUNOSUPPRESSANTS = (
    ("methotrexate", "immunosuppressant", "12.5", "mg", "0.143"),
    ("mycophenolate", "immunosuppressant", "0.5", "g", "2"),
    ("hydroxychloroquine", "antimalarial", "200", "mg", "2"),
    ("tacrolimus", "immunosuppressant", "1", "mg", "2"),
    ("azathioprine", "immunosuppressant", "50", "mg", "1"),
)
"""Drug, group, dose, unit, times a day."""
_TRADITIONAL = ("paeony_glucosides", "traditional", "0.6", "g", "2")


def _draw_others(generator: Generator, setting: Setting) -> Iterator[Row]:
    since = setting.screening - timedelta(120 + int(generator.integers(400)))
    chosen = [_IMMUNOSUPPRESSANTS[setting.rank % len(_IMMUNOSUPPRESSANTS)]]
    if setting.rank % 5 == 2:
        chosen.append(_TRADITIONAL)
    began = PartialDate(since.year, since.month)
    for drug, group, dose, unit, per_day in chosen:
        yield _oral(drug, group, "background", began, setting.screening, dose, unit, per_day)
    if setting.rank % 10 != 3:
        on = setting.day_1
        yield _oral("aspirin", "antithrombotic", "prophylaxis", on, on, "100", "mg", "1")
    if generator.random() < 0.5:
        values = _drug("sunscreen", "topical", "background", since)
        values |= {"per_day": Decimal(2), "route": "topical"}
        yield Row("medications", setting.screening, values)


def _oral(  # noqa: PLR0917 (one row of a table)
    drug: str,
    group: str,
    role: str,
    start: date | PartialDate,
    known: date,
    dose: str,
    unit: str,
    per_day: str,
) -> Row:
    values = _drug(drug, group, role, start) | {"dose": Decimal(dose), "dose_unit": unit}
    return Row("medications", known, values | {"per_day": Decimal(per_day), "route": "oral"})


# ---------------------------------------------------------------- the study drug


HOLD = (33, 56)
"""Study days of the one hold, both included."""


def _draw_doses(setting: Setting) -> Iterator[Row]:
    """The first row is drawn as the study's form asks; these are what changes after it."""
    if setting.trait == "neutropenia":
        start, final = (setting.day_1 + timedelta(day - 1) for day in HOLD)
        if start < setting.final:
            yield _stop(start, "laboratory")
        if final < setting.final:
            on = final + timedelta(1)
            yield Row("dosing", on, {"start_date": on})
    reason = "adverse_event" if setting.left is not None else ""
    yield _stop(setting.final, reason)


def _stop(on: date, reason: str) -> Row:
    values: dict[str, Value] = {"start_date": on, "dose_mg": Decimal(0), "frequency": "stopped"}
    return Row("dosing", on, values | ({"reason": reason} if reason else {}))


# ---------------------------------------------------------------- adverse events

_EVENTS = (
    ("fatigue", "Fatigue 乏力"),
    ("constipation", "Constipation 便秘"),
    ("diarrhea", "Loose stools 腹泻"),
    ("rash_maculo_papular", "Rash on the trunk 躯干皮疹"),
    ("pruritus", "Itching 瘙痒"),
    ("flu_like_symptoms", "Flu-like symptoms 流感样症状"),
    ("headache", "Headache 头痛"),
    ("insomnia", "Poor sleep 失眠"),
    ("paresthesia", "Tingling fingers 手指麻木感"),
    ("nausea", "Nausea 恶心"),
    ("muscle_cramp", "Calf cramps 小腿抽筋"),
    ("cough", "Cough 咳嗽"),
)
_RELATIONS = ("possible", "unlikely", "unrelated", "probable", "possible")
_CRITERIA = (
    "death",
    "life_threatening",
    "hospitalization",
    "disability",
    "congenital_anomaly",
    "medically_important",
)


def _draw_events(generator: Generator, setting: Setting) -> Iterator[Row]:
    """None to four of the common ones, and what belongs to the trait."""
    for number in generator.permutation(len(_EVENTS))[: int(generator.integers(5))]:
        term, words = _EVENTS[int(number)]
        start = setting.day_1 + timedelta(int(generator.integers(2, 185)))
        days = int(generator.integers(2, 35))
        grade = "2" if generator.random() < 0.25 else "1"
        relation = _RELATIONS[int(generator.integers(len(_RELATIONS)))]
        yield _event(term, words, start, days, {"grade": grade, "relation": relation})
    if setting.rank % 4 == 3:
        # Told after consent and before the first dose.
        on = setting.screening + timedelta(2)
        yield _event("sore_throat", "Sore throat 咽痛", on, 3, {"relation": "unrelated"})
    day_1 = setting.day_1
    if setting.trait == "neutropenia":
        more: dict[str, Value] = {"grade": "2", "relation": "probable", "action": "interrupted"}
        start, words = day_1 + timedelta(HOLD[0] - 1), "Low neutrophils 中性粒细胞减少"
        yield _event("neutrophil_count_decreased", words, start, HOLD[1] - HOLD[0] + 1, more)
    if setting.trait == "serious":
        more = {"grade": "3", "relation": "unrelated", "treated": True}
        more |= {"serious": True} | dict.fromkeys(_CRITERIA, False) | {"hospitalization": True}
        yield _event(
            "fracture", "Broken wrist after a fall 跌倒后腕部骨折", day_1 + timedelta(40), 30, more
        )
    if setting.left is not None:
        more = {"grade": "3", "relation": "probable", "action": "stopped", "treated": True}
        start = setting.left - timedelta(3)
        yield _event("rash_maculo_papular", "Widespread rash 全身皮疹", start, 20, more)


def _event(term: str, words: str, start: date, days: int, more: Mapping[str, Value]) -> Row:
    values: dict[str, Value] = {
        "term": words + MARK,
        "ctcae_term": term,
        "start_date": start,
        "grade": "1",
        "serious": False,
        "relation": "possible",
        "action": "none",
        "treated": False,
        "outcome": "recovering",
    }
    over = start + timedelta(days)
    later: dict[str, Value] = {"end_date": over, "outcome": "recovered"}
    return Row("adverse_events", start, {**values, **more}, later, over)
