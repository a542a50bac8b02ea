"""Data with the datasets of safety → the numbers of the subject listings, one row each.

Ids are `listing.<name>.<participant>.<seq>.<column>`. A number stands in `value`; a day has its
date in `text`; words stand in `text` alone, with an empty value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from heliotrope.analysis.data import Data
from heliotrope.analysis.laboratory import label_test
from heliotrope.analysis.results import DAY, EMPTY, Number, Result
from heliotrope.analysis.watched import label_code, read_rows
from heliotrope.datasets.sdtm.events import ACTIONS, OUTCOMES
from heliotrope.datasets.sdtm.interventions import ROUTES
from heliotrope.study.protocol import Study
from heliotrope.study.records import RecordKind
from heliotrope.study.schedule import study_day
from heliotrope.vocabulary import Bilingual

AS_RECORDED = Bilingual("As recorded", "原始记录")
SUMMED = Bilingual("Sum of the courses taken on the same day", "同日各疗程之和")
MG, MG_A_DAY = Bilingual("mg", "mg"), Bilingual("mg/day", "mg/日")
A_DAY, YEARS = Bilingual("times a day", "次/日"), Bilingual("years", "岁")
YES, NO = Bilingual("yes", "是"), Bilingual("no", "否")
HELD = Bilingual("held", "暂停")
OVER = Bilingual("after the final dose", "末次给药之后")
NO_END = Bilingual("no end recorded", "未记录结束日")
NOT_RECORDED = Bilingual("not recorded", "未记录")
GRADE = Bilingual("CTCAE grade", "CTCAE 级别")


@dataclass(frozen=True, slots=True)
class Part:
    """One cell of a listing: a number with its unit, words, or both."""

    value: Number | None = None
    text: Bilingual = EMPTY
    unit: Bilingual = EMPTY


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a listing."""

    participant: str
    parts: Mapping[str, Part]
    where: str
    """How to find it again: dataset and condition."""
    entry: int | None = None
    visit: str = ""


Row = Mapping[str, Any]


def list_records(data: Data) -> Iterator[Result]:
    """What the listings of ICH E3, section 16.2, print beside efficacy; at most 200 participants.

    `demographics`, `dosing`, `medications`, `glucocorticoids` (the daily dose, period by period),
    `adverse_events`, `laboratory`. With more than 200 enrolled there are none: the datasets are
    the listing. Lines of a participant are numbered from 1 in the order of the dataset.
    """
    if not data.is_listed:
        return
    for name, make in LISTINGS.items():
        heading = _Heading(data, name)
        for line in make(data):
            yield from heading.rows(line)


class _Heading:
    """What the rows of one listing share, and how many lines each participant has so far."""

    def __init__(self, data: Data, name: str) -> None:
        self.data, self.name = data, name
        self.counted: dict[str, int] = {}

    def rows(self, line: Line) -> Iterator[Result]:
        seq = self.counted[line.participant] = self.counted.get(line.participant, 0) + 1
        entry = f"; entry {line.entry}" if line.entry is not None else ""
        source = f"{line.where}{entry}; {self.data.mark}"
        for column, part in line.parts.items():
            if part.value is None and not part.text.en:
                continue
            yield Result(
                result_id=f"listing.{self.name}.{line.participant}.{seq}.{column}",
                role="descriptive",
                analysis=f"listing.{self.name}",
                statistic="estimate",
                value=part.value,
                population="screened",
                visit=line.visit,
                group=line.participant,
                method=SUMMED if self.name == "glucocorticoids" else AS_RECORDED,
                unit=part.unit,
                text=part.text,
                n=int(part.value is not None),
                plan_version=self.data.study.plan.version,
                source=source,
            )


# ---------------------------------------------------------------- cells


def _say(cell: object) -> Bilingual:
    words = "" if cell is None else str(cell)
    return Bilingual(words, words)


def _number(cell: float | None, unit: Bilingual = EMPTY) -> Part:
    """The number, whole where it is whole; without one, that it was not recorded."""
    return Part(None, NOT_RECORDED, unit) if cell is None else Part(_whole(cell), EMPTY, unit)


def _whole(cell: Number | None) -> Number | None:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _day(on: date | None, day: float | None, otherwise: Bilingual = NOT_RECORDED) -> Part:
    """The study day with its date; without a date, why."""
    text = otherwise if on is None else _say(on.isoformat())
    return Part(None if day is None else int(day), text, DAY)


def _words(words: Bilingual) -> Part:
    return Part(None, words if words.en else NOT_RECORDED)


# ---------------------------------------------------------------- the listings

_SEXES = {"M": Bilingual("male", "男"), "F": Bilingual("female", "女")}


def _list_demographics(data: Data) -> Iterator[Line]:
    endpoint = data.study.plan.endpoint(data.study.plan.primary().endpoint)
    columns = ("SUBJID", "AGE", "SEX", "RFICDT", "TRTSDT", "BASEPRIM")
    for row, entry in read_rows(data.adam, "ADSL", columns):
        parts = {
            "age": _number(row["AGE"], YEARS),
            "sex": _words(_SEXES.get(row["SEX"] or "", _say(row["SEX"]))),
            "consent": _words(_say(row["RFICDT"])),
            "day_1": _words(_say(row["TRTSDT"])),
            "baseline": _number(row["BASEPRIM"], endpoint.unit),
        }
        yield Line(row["SUBJID"], parts, f"ADSL SUBJID={row['SUBJID']}", entry)


def _list_dosing(data: Data) -> Iterator[Line]:
    columns = (
        *("SUBJID", "PARCAT1", "ASTDT", "ASTDY", "AENDT", "AENDY", "EXDOSE", "ADOSFRQ", "AVAL"),
        *("HOLDFL", "EXREASCD", "EXNOTE", "EXNOTEZH"),
    )
    found = read_rows(data.adam, "ADEX", columns)
    periods = [(row, entry) for row, entry in found if row["PARCAT1"] == "INDIVIDUAL"]
    final = {row["SUBJID"]: row["ASTDT"] for row, _ in periods if row["HOLDFL"] != "Y"}
    for row, entry in periods:
        is_over = row["ASTDT"] > final.get(row["SUBJID"], date.min)
        parts = {
            "start": _day(row["ASTDT"], row["ASTDY"]),
            "end": _day(row["AENDT"], row["AENDY"], NO_END),
            "dose": _number(row["EXDOSE"], MG),
            "per_day": _number(row["ADOSFRQ"], A_DAY),
            "daily": _number(row["AVAL"], MG_A_DAY),
            "status": Part(None, EMPTY if row["HOLDFL"] != "Y" else OVER if is_over else HELD),
            "reason": Part(None, label_code(data.study, "dosing", "reason", row["EXREASCD"])),
            "note": Part(None, _both(row, "EXNOTE")),
        }
        where = f"ADEX PARAMCD=MGDAY ASTDT={row['ASTDT']}"
        yield Line(row["SUBJID"], parts, where, entry)


def _both(row: Row, name: str) -> Bilingual:
    en = row[name] or ""
    return Bilingual(en, row[f"{name}ZH"] or en)


def _list_medications(data: Data) -> Iterator[Line]:
    columns = (
        *("SUBJID", "CMTRT", "CMDRUGCD", "CMGRPCD", "CMROLECD", "CMDOSE", "CMDOSU", "CMPERDAY"),
        *("CMROUTE", "PREDEQ", "ASTDT", "ASTDTF", "ASTDY", "AENDT", "AENDTF", "AENDY", "SRCSEQ"),
    )
    study = data.study
    for row, entry in read_rows(data.adam, "ADCM", columns):
        parts = {
            "drug": _words(_label_drug(study, row)),
            "group": Part(None, label_code(study, "medications", "group", row["CMGRPCD"])),
            "given_as": Part(None, label_code(study, "medications", "role", row["CMROLECD"])),
            "dose": _number(row["CMDOSE"], _say(row["CMDOSU"])),
            "per_day": _number(row["CMPERDAY"], A_DAY),
            "route": Part(None, _label_back(study, "medications", "route", ROUTES, row["CMROUTE"])),
            "start": _part_of_day(row, "ASTDT") or _day(row["ASTDT"], row["ASTDY"]),
            "end": _part_of_day(row, "AENDT") or _day(row["AENDT"], row["AENDY"], NO_END),
            "prednisone": Part(_whole(row["PREDEQ"]), EMPTY, MG_A_DAY),
        }
        yield Line(row["SUBJID"], parts, _at(f"ADCM CMTRT={row['CMTRT']}", row["SRCSEQ"]), entry)


def _part_of_day(row: Row, name: str) -> Part | None:
    """A date of which only a part was recorded, as recorded; None if it is whole or not there."""
    on, flag = row[name], row[f"{name}F"]
    return Part(None, _say(f"{on:%Y-%m}" if flag == "D" else f"{on:%Y}")) if on and flag else None


def _label_drug(study: Study, row: Row) -> Bilingual:
    """The form's own label of the drug; a drug that the form does not list, as it was written."""
    code = row["CMDRUGCD"]
    label = label_code(study, "medications", "drug", code)
    return _say(row["CMTRT"]) if label.en in ("", code) or code == "other" else label


def _at(where: str, sequence: float | None) -> str:
    return where if sequence is None else f"{where} SRCSEQ={int(sequence)}"


def _list_events(data: Data) -> Iterator[Line]:
    columns = (
        *("SUBJID", "AETERM", "AEDECOD", "AETRMCD", "ASTDT", "ASTDY", "AENDT", "AENDY"),
        *("AETOXGRN", "AESER", "AEREL", "AEACN", "AEOUT", "TRTEMFL", "TRTEMRSN", "TRTEMRZH"),
        "AESEQ",
    )
    study = data.study
    kind: RecordKind = "adverse_events"
    for row, entry in read_rows(data.adam, "ADAE", columns):
        coded = label_code(study, kind, "ctcae_term", row["AETRMCD"])
        relation = (row["AEREL"] or "").lower() or None
        emergent = YES if row["TRTEMFL"] == "Y" else NO
        parts = {
            "term": _words(_say(row["AETERM"])),
            "coded": _words(coded if coded.en != row["AETRMCD"] else _say(row["AEDECOD"])),
            "start": _day(row["ASTDT"], row["ASTDY"]),
            "end": _day(row["AENDT"], row["AENDY"], NO_END),
            "grade": _number(row["AETOXGRN"], GRADE),
            "serious": Part(None, YES if row["AESER"] == "Y" else NO),
            "relation": _words(label_code(study, kind, "relation", relation)),
            "action": _words(_label_back(study, kind, "action", ACTIONS, row["AEACN"])),
            "outcome": _words(_label_back(study, kind, "outcome", OUTCOMES, row["AEOUT"])),
            "emergent": Part(None, emergent if row["TRTEMFL"] != "U" else NOT_RECORDED),
        }
        has_number = row["AESEQ"] is not None
        where = f"AESEQ={int(row['AESEQ'])}" if has_number else f"ASTDT={row['ASTDT']}"
        yield Line(row["SUBJID"], parts, f"ADAE {where}", entry)


def _label_back(
    study: Study, kind: RecordKind, item: str, terms: Mapping[str, str], term: str | None
) -> Bilingual:
    """The form's label of the code that CDISC's term stands for; else the term itself."""
    code = next((code for code, one in terms.items() if one == term), None)
    return label_code(study, kind, item, code) if code else _say(term)


def _list_laboratory(data: Data) -> Iterator[Line]:
    """By the visit as it was recorded. A test is named once a participant; limits of normal stand
    where they are new for it.
    """
    columns = (
        *("SUBJID", "PARAMCD", "TESTNAM", "VISIT", "ADT", "ADY", "AVAL", "AVALC", "AVALU"),
        *("ANRLO", "ANRHI", "ATOXGRN", "SRCSEQ"),
    )
    limits: dict[tuple[str, str], tuple[float | None, float | None]] = {}
    named: set[tuple[str, str]] = set()
    for row, entry in read_rows(data.adam, "ADLB", columns):
        unit = _say(row["AVALU"])
        parts = {
            "value": Part(_whole(row["AVAL"]), _label_finding(data.study, row["AVALC"]), unit),
            "day": _day(row["ADT"], row["ADY"]),
        }
        key, own = (row["SUBJID"], row["PARAMCD"]), (row["ANRLO"], row["ANRHI"])
        if key not in named:
            named.add(key)
            parts["test"] = _words(label_test(data.study, row["TESTNAM"]))
        if own != (None, None) and limits.get(key) != own:
            limits[key] = own
            low, high = _whole(own[0]), _whole(own[1])
            parts |= {"low": Part(low, EMPTY, unit), "high": Part(high, EMPTY, unit)}
        if row["ATOXGRN"] is not None:
            parts["grade"] = _number(row["ATOXGRN"], GRADE)
        where = _at(f"ADLB {row['PARAMCD']}", row["SRCSEQ"])
        yield Line(row["SUBJID"], parts, where, entry, row["VISIT"] or "")


def _label_finding(study: Study, finding: str | None) -> Bilingual:
    """`negative` or `positive` in the words of the form; else as it was reported."""
    label = label_code(study, "laboratory", "finding", (finding or "").lower())
    return label if finding in ("NEGATIVE", "POSITIVE") else _say(finding)


# ---------------------------------------------------------------- the daily dose, period by period


@dataclass(frozen=True, slots=True)
class _Course:
    """A course of a systemic glucocorticoid; the dates that are not known are open."""

    start: date | None
    end: date | None
    dose: Decimal | None
    entry: int | None


def _list_glucocorticoids(data: Data) -> Iterator[Line]:
    """Periods of one daily prednisone equivalent; before the first known start nothing is said."""
    courses: dict[str, list[_Course]] = {}
    columns = ("SUBJID", "PREDEQ", "PREDRSN", "ASTDT", "AENDT")
    for row, entry in read_rows(data.adam, "ADCM", columns):
        if row["PREDEQ"] is not None or row["PREDRSN"] is not None:
            dose = None if row["PREDEQ"] is None else Decimal(repr(row["PREDEQ"]))
            one = _Course(row["ASTDT"], row["AENDT"], dose, entry)
            courses.setdefault(row["SUBJID"], []).append(one)
    day_1 = {subject.code: subject.day_1 for subject in data.subjects}
    for code, own in courses.items():
        for start, end, dose in _join_periods(own):
            parts = {
                "start": _day(start, _count_day(start, day_1.get(code))),
                "end": _day(end, _count_day(end, day_1.get(code)), NO_END),
                "dose": _number(None if dose is None else float(dose), MG_A_DAY),
            }
            taken = [one for one in own if _is_taken(one, start)]
            entry = taken[0].entry if len(taken) == 1 else None
            yield Line(code, parts, "ADCM PREDEQ!=null", entry)


def _count_day(on: date | None, day_1: date | None) -> int | None:
    return None if on is None or day_1 is None else study_day(on, day_1)


def _join_periods(
    courses: Sequence[_Course],
) -> Iterator[tuple[date, date | None, Decimal | None]]:
    """First day, final day and daily dose of each period in which the dose is the same.

    A dose that is not known makes that of its days unknown. The final day of the last period is
    None where a course has no end.
    """
    starts = {one.start for one in courses if one.start is not None}
    after = {one.end + timedelta(days=1) for one in courses if one.end is not None}
    steps = sorted(starts | {day for day in after if starts and day >= min(starts)})
    found: list[tuple[date, date | None, Decimal | None]] = []
    for place, start in enumerate(steps):
        end = steps[place + 1] - timedelta(days=1) if place + 1 < len(steps) else None
        taken = [one.dose for one in courses if _is_taken(one, start)]
        known = [dose for dose in taken if dose is not None]
        dose = sum(known, Decimal(0)) if len(known) == len(taken) else None
        if found and found[-1][2] == dose:
            found[-1] = (found[-1][0], end, dose)
        else:
            found.append((start, end, dose))
    yield from found


def _is_taken(course: _Course, on: date) -> bool:
    return (course.start is None or course.start <= on) and (course.end is None or on <= course.end)


LISTINGS: Mapping[str, Callable[[Data], Iterable[Line]]] = {
    "demographics": _list_demographics,
    "dosing": _list_dosing,
    "medications": _list_medications,
    "glucocorticoids": _list_glucocorticoids,
    "adverse_events": _list_events,
    "laboratory": _list_laboratory,
}
"""Name → what makes its lines."""
