"""A snapshot and SDTM → ADAE: one row an adverse event, emergent or not, with occurrence flags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from heliotrope.capture.kinds import (
    find_forms,
    find_records,
    given_answer,
    given_code,
    given_date,
)
from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.snapshot import Snapshot
from heliotrope.capture.timeline import derive_day_1
from heliotrope.capture.treatment import Treatment, derive_treatment
from heliotrope.datasets.adam.adsl import name_subject
from heliotrope.datasets.adam.tracing import SOURCE_VARIABLES, Sources, read_label, read_words
from heliotrope.datasets.sdtm.events import ACTIONS, OUTCOMES
from heliotrope.datasets.sdtm.frames import translate
from heliotrope.datasets.standard import YES_NO, Dataset, Datasets, Variable, make_frame
from heliotrope.safety.emergence import DoseDays, Emergence, EventDays, judge_emergence
from heliotrope.safety.terms import NOT_CLASSIFIED, find_term
from heliotrope.study.protocol import Study
from heliotrope.study.records import RELATED, SERIOUSNESS
from heliotrope.study.schedule import study_day

FATAL_GRADE = 5

_CRITERIA = {
    "death": ("AESDTH", "Results in Death"),
    "life_threatening": ("AESLIFE", "Is Life Threatening"),
    "hospitalization": ("AESHOSP", "Requires or Prolongs Hospitalization"),
    "disability": ("AESDISAB", "Persist or Signif Disability/Incapacity"),
    "congenital_anomaly": ("AESCONG", "Congenital Anomaly or Birth Defect"),
    "medically_important": ("AESMIE", "Other Medically Important Serious Event"),
}


def _flag(name: str, label: str, note: str, *, own: bool = False) -> Variable:
    return Variable(name, label, own=own, note=note, codelist=YES_NO)


def _copied(name: str, label: str, codelist: str = "") -> Variable:
    return Variable(name, label, origin="Predecessor", note=f"AE.{name}", codelist=codelist)


VARIABLES = (
    Variable("STUDYID", "Study Identifier", origin="Predecessor", note="AE.STUDYID"),
    Variable("USUBJID", "Unique Subject Identifier", origin="Predecessor", note="AE.USUBJID"),
    Variable("SUBJID", "Subject Identifier for the Study", origin="Predecessor", note="DM.SUBJID"),
    Variable("TRTSDT", "Date of Study Day 1", "date", origin="Predecessor", note="ADSL.TRTSDT"),
    Variable(
        "TRTEDT",
        "Date of Last Exposure to Treatment",
        "date",
        origin="Predecessor",
        note="ADSL.TRTEDT",
    ),
    _copied("AETERM", "Reported Term for the Adverse Event"),
    _copied("AEDECOD", "Dictionary-Derived Term"),
    Variable(
        "AETRMCD",
        "Code of the CTCAE Term on the Form",
        own=True,
        origin="Collected",
        note="Empty where no term was chosen.",
    ),
    Variable(
        "AEBODSYS",
        "Body System or Organ Class",
        origin="Assigned",
        note="The system organ class of the CTCAE 5.0 term; Not classified without one.",
    ),
    Variable("ASTDT", "Analysis Start Date", "date", note="AE.AESTDTC as a date."),
    Variable(
        "ASTDY",
        "Analysis Start Relative Day",
        "number",
        significant_digits=0,
        note="Day 1 is TRTSDT; there is no day 0.",
    ),
    Variable("AENDT", "Analysis End Date", "date", note="AE.AEENDTC as a date."),
    Variable(
        "AENDY",
        "Analysis End Relative Day",
        "number",
        significant_digits=0,
        note="Day 1 is TRTSDT; there is no day 0.",
    ),
    Variable(
        "ADURN",
        "Analysis Duration (N)",
        "number",
        note="Days from ASTDT to AENDT, both included.",
        significant_digits=0,
    ),
    _copied("AETOXGR", "Standard Toxicity Grade", "TOXGR"),
    Variable(
        "AETOXGRN",
        "Standard Toxicity Grade (N)",
        "number",
        significant_digits=0,
        note="AETOXGR as a number.",
    ),
    _flag("AESER", "Serious Event", "Y as recorded, or where a criterion of ICH E2A is Y."),
    *(_copied(name, label, YES_NO) for name, label in _CRITERIA.values()),
    _copied("AEREL", "Causality"),
    Variable(
        "AREL",
        "Analysis Causality",
        note=f"RELATED: {', '.join(RELATED)}, or not recorded. Else NOT RELATED.",
    ),
    _flag("RELFL", "Related to Study Drug Flag", "Y where AREL is RELATED.", own=True),
    _copied("AEACN", "Action Taken with Study Treatment", "ACN"),
    _copied("AEOUT", "Outcome of Adverse Event", "OUT"),
    _flag("FATALFL", "Fatal Event Flag", "Y: outcome fatal, AESDTH Y or grade 5.", own=True),
    _flag("TRTEMFL", "Treatment Emergent Analysis Flag", "By safety/emergence; U: not known."),
    _flag("PREFL", "Pre-treatment Flag", "Y: began before the first dose."),
    _flag("FUPFL", "Follow-up Flag", "Y: began after the last day that counts."),
    Variable(
        "TRTEMRSN", "Reason for TRTEMFL", own=True, note="Which rule of safety/emergence decided."
    ),
    Variable("TRTEMRZH", "Reason for TRTEMFL (Chinese)", own=True, note="TRTEMRSN in Chinese."),
    _flag("AOCCFL", "1st Occurrence within Subject Flag", "Emergent events by date."),
    _flag("AOCCSFL", "1st Occurrence of SOC Flag", "Emergent events by date."),
    _flag("AOCCPFL", "1st Occurrence of Preferred Term Flag", "Emergent events by date."),
    _flag("AOCCIFL", "1st Max Sev./Int. Occurrence Flag", "Highest grade, then by date."),
    _flag("AOCCSIFL", "1st Max Sev./Int. Occur Within SOC Flag", "As AOCCIFL."),
    _flag("AOCCPIFL", "1st Max Sev./Int. Occur Within PT Flag", "As AOCCIFL."),
    Variable("AESEQ", "Sequence Number", "number", origin="Predecessor", note="AE.AESEQ"),
    *SOURCE_VARIABLES,
)

_FIRST_FLAGS = (("AOCCFL", ()), ("AOCCSFL", ("AEBODSYS",)), ("AOCCPFL", ("AEBODSYS", "AEDECOD")))
_WORST_FLAGS = (
    ("AOCCIFL", ()),
    ("AOCCSIFL", ("AEBODSYS",)),
    ("AOCCPIFL", ("AEBODSYS", "AEDECOD")),
)

Row = dict[str, object]


def make_adae(snapshot: Snapshot, sdtm: Datasets | None = None) -> Dataset:
    """ADAE by participant, start and entry; every recorded event, whenever it began.

    Which events are treatment-emergent follows the plan's `safety.events.emergent_days`; without
    it TRTEMFL is null. `TRTEMFL` is U where the day of the first dose is not known. What is not
    recorded is null; but an event without a relation counts as related. Occurrence flags stand on
    emergent events only. Where no dose is recorded at all, day 1 stands for the first dose.
    """
    study, sources = snapshot.study, Sources(sdtm, "AE")
    forms = find_forms(study, "adverse_events")
    rows: list[Row] = []
    entries: list[int] = []
    for participant in snapshot.participants:
        records = [one for one in find_records(participant, forms) if one.has_values]
        if records:
            own = _make_rows(snapshot, participant, records)
            for record, row in own:
                source = sources.find(record, "AESTDTC")
                rows.append({**row, "AESEQ": source.get("SRCSEQ"), **source})
                entries.append(record.seq)
    return Dataset(
        name="ADAE",
        label="Adverse Events Analysis Dataset",
        structure="One record per subject per adverse event",
        of_class="OCCURRENCE DATA STRUCTURE",
        standard="ADaM",
        keys=("STUDYID", "USUBJID", "ASTDT", "AEDECOD", "AESEQ"),
        variables=VARIABLES,
        frame=make_frame(VARIABLES, rows),
        entries=pl.Series(entries, dtype=pl.Int64),
    )


def _make_rows(
    snapshot: Snapshot, participant: Participant, records: Sequence[Record]
) -> list[tuple[Record, Row]]:
    study = snapshot.study
    treatment = derive_treatment(study, participant, snapshot.cut_off)
    day_1 = derive_day_1(study, participant)
    shared: Row = {
        **name_subject(study, participant.code),
        "TRTSDT": day_1,
        "TRTEDT": treatment.final_dose,
    }
    ordered = sorted(records, key=_rank)
    verdicts = _judge(study, treatment, day_1, ordered)
    found: list[tuple[Record, Row]] = [
        (record, {**shared, **_make_row(study, record, day_1), **_tell(verdict)})
        for record, verdict in zip(ordered, verdicts, strict=True)
    ]
    _mark_occurrences([row for _, row in found if row["TRTEMFL"] == "Y"])
    return found


def _rank(record: Record) -> tuple[date, int, tuple[str, str, int]]:
    """Unknown first days go first: they may be any."""
    return (given_date(record, "start_date") or date.min, record.seq, record.key)


# ------------------------------------------------------------------ one event


def _make_row(study: Study, record: Record, day_1: date | None) -> Row:
    start, end = given_date(record, "start_date"), given_date(record, "end_date")
    code, grade = given_code(record, "ctcae_term"), read_grade(record)
    label = read_label(study, record, "ctcae_term")
    term = find_term(code or "") or find_term(label or "")
    relation = given_code(record, "relation")
    related = relation is None or relation in RELATED
    return {
        "AETERM": read_words(record, "term"),
        "AEDECOD": label or read_words(record, "term"),
        "AETRMCD": code,
        "AEBODSYS": term.body_system.en if term else NOT_CLASSIFIED.en,
        "ASTDT": start,
        "ASTDY": study_day(start, day_1) if start and day_1 else None,
        "AENDT": end,
        "AENDY": study_day(end, day_1) if end and day_1 else None,
        "ADURN": (end - start).days + 1 if start and end and end >= start else None,
        "AETOXGR": None if grade is None else str(grade),
        "AETOXGRN": grade,
        "AESER": _say(is_serious(record)),
        **{name: _say(given_answer(record, item)) for item, (name, _) in _CRITERIA.items()},
        "AEREL": translate({}, relation),
        "AREL": "RELATED" if related else "NOT RELATED",
        "RELFL": "Y" if related else None,
        "AEACN": translate(ACTIONS, record.given("action")),
        "AEOUT": translate(OUTCOMES, record.given("outcome")),
        "FATALFL": "Y" if _is_fatal(record) else None,
    }


def read_grade(record: Record) -> int | None:
    """The recorded grade, 1 to 5."""
    code = given_code(record, "grade")
    return int(code) if code is not None and code.isdecimal() else None


def is_serious(record: Record) -> bool | None:
    """True if recorded so or if a criterion of ICH E2A is met; None if neither is recorded."""
    said = given_answer(record, "serious")
    return said or any(given_answer(record, one) for one in SERIOUSNESS) or said


def _is_fatal(record: Record) -> bool:
    outcome, dead = given_code(record, "outcome"), given_answer(record, "death")
    return outcome == "fatal" or dead is True or read_grade(record) == FATAL_GRADE


def _say(answer: bool | None) -> str | None:
    return None if answer is None else "Y" if answer else "N"


# ------------------------------------------------------------------ emergent or not


@dataclass(slots=True)
class _Chain:
    """Rows of one term without a day between: one event whose grade changes."""

    end: date | None
    grade_before: int | None = None

    def is_continued_on(self, start: date | None) -> bool:
        if start is None or self.end is None:
            return True
        return start <= self.end + timedelta(days=1)


def _judge(
    study: Study, treatment: Treatment, day_1: date | None, records: Iterable[Record]
) -> list[Emergence | None]:
    counting = study.plan.safety.events
    if counting is None:
        return [None for _ in records]
    doses = _find_dose_days(treatment, day_1, counting.emergent_days)
    return [judge_emergence(event, doses) for event in _find_event_days(records, doses)]


def _find_dose_days(treatment: Treatment, day_1: date | None, days_after: int) -> DoseDays:
    if treatment.doses:
        return DoseDays(treatment.first_dose, treatment.final_dose, days_after)
    if treatment.periods:
        return DoseDays(None, None, days_after, is_treated=False)
    return DoseDays(None if treatment.notes else day_1, None, days_after)


def _find_event_days(records: Iterable[Record], doses: DoseDays) -> Iterator[EventDays]:
    """Each event with the grade it had before the first dose, where it goes on from there."""
    chains: dict[str, _Chain] = {}
    for record in records:
        start, end = given_date(record, "start_date"), given_date(record, "end_date")
        grade = read_grade(record)
        key = given_code(record, "ctcae_term") or (read_words(record, "term") or "").lower()
        chain = chains.get(key)
        if chain is None or not chain.is_continued_on(start):
            chain = chains[key] = _Chain(end)
        elif chain.end is not None:
            chain.end = None if end is None else max(chain.end, end)
        if start is not None and doses.first is not None and start < doses.first:
            chain.grade_before = grade
        yield EventDays(start, end, grade, chain.grade_before)


def _tell(verdict: Emergence | None) -> Row:
    if verdict is None:
        return {"TRTEMFL": None}
    emergent = {True: "Y", False: "N", None: "U"}[verdict.is_emergent]
    return {
        "TRTEMFL": emergent,
        "PREFL": "Y" if verdict.phase == "before" else None,
        "FUPFL": "Y" if verdict.phase == "after" else None,
        "TRTEMRSN": verdict.why.en,
        "TRTEMRZH": verdict.why.zh,
    }


# ------------------------------------------------------------------ occurrence flags


def _mark_occurrences(rows: Sequence[Row]) -> None:
    """Flag the first and the worst of the emergent events of one participant, in their order."""
    worst_first = sorted(rows, key=lambda row: -_as_number(row["AETOXGRN"]))
    for flags, ordered in ((_FIRST_FLAGS, rows), (_WORST_FLAGS, worst_first)):
        for flag, by in flags:
            seen: set[tuple[object, ...]] = set()
            for row in ordered:
                key = tuple(row[name] for name in by)
                if key not in seen:
                    seen.add(key)
                    row[flag] = "Y"


def _as_number(cell: object) -> float:
    return cell if isinstance(cell, int | float) else 0.0
