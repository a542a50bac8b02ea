"""A snapshot and SDTM → ADLB: laboratory values with baseline, grade, shift and the worst one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

import polars as pl

from heliotrope.capture.kinds import find_forms, find_records
from heliotrope.capture.ledger import Participant
from heliotrope.capture.snapshot import Snapshot
from heliotrope.capture.timeline import derive_day_1
from heliotrope.capture.treatment import derive_treatment
from heliotrope.datasets.adam.adsl import name_subject
from heliotrope.datasets.adam.laboratory import (
    Measurement,
    code_test,
    make_range_finder,
    read_measurements,
)
from heliotrope.datasets.adam.placing import find_window_visit, select_nearest
from heliotrope.datasets.adam.tracing import SOURCE_VARIABLES, Sources
from heliotrope.datasets.standard import YES_NO, Dataset, Datasets, Variable, make_frame
from heliotrope.safety.grading import Grade, LaboratoryResult, grade_laboratory
from heliotrope.safety.laboratory import load_tests
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import study_day

JUST_BEYOND = Decimal("0.000001")
"""A value given as below (above) a number is graded as so much below (above) it (proposed)."""

_LIMITS = "As recorded with the value; where neither limit is, from the study's laboratories."

VARIABLES = (
    Variable("STUDYID", "Study Identifier", origin="Predecessor", note="LB.STUDYID"),
    Variable("USUBJID", "Unique Subject Identifier", origin="Predecessor", note="LB.USUBJID"),
    Variable("SUBJID", "Subject Identifier for the Study", origin="Predecessor", note="DM.SUBJID"),
    Variable("TRTSDT", "Date of Study Day 1", "date", origin="Predecessor", note="ADSL.TRTSDT"),
    Variable("PARAMCD", "Parameter Code", origin="Assigned"),
    Variable("PARAM", "Parameter", origin="Assigned"),
    Variable("TESTNAM", "Name of the Test on the Form", own=True, origin="Collected"),
    Variable("VISIT", "Visit Name", origin="Collected", note="As in the study's files."),
    Variable("AVISIT", "Analysis Visit", note="The visit in whose window the day lies."),
    Variable(
        "AVISITN",
        "Analysis Visit (N)",
        "number",
        significant_digits=0,
        note="The place of AVISIT in the schedule, from 1.",
    ),
    Variable("ADT", "Analysis Date", "date", note="The day of the sample."),
    Variable(
        "ADY",
        "Analysis Relative Day",
        "number",
        significant_digits=0,
        note="Day 1 is TRTSDT; there is no day 0.",
    ),
    Variable("AVAL", "Analysis Value", "number", note="In the unit of the CTCAE criteria."),
    Variable("AVALC", "Analysis Value (C)", note="A finding, or a value beyond what is measured."),
    Variable(
        "AVALU",
        "Analysis Value Unit",
        own=True,
        codelist="UNIT",
        note="The unit of the CTCAE criteria, where the test has one; else as recorded.",
    ),
    Variable("ANRLO", "Analysis Normal Range Lower Limit", "number", note=_LIMITS),
    Variable("ANRHI", "Analysis Normal Range Upper Limit", "number", note=_LIMITS),
    Variable(
        "ANRIND",
        "Analysis Reference Range Indicator",
        codelist="NRIND",
        note="AVAL against ANRLO and ANRHI; a limit itself is NORMAL.",
    ),
    Variable(
        "ABLFL",
        "Baseline Record Flag",
        codelist=YES_NO,
        note="Y: the day-1 visit's record, not later than day 1, else the latest before.",
    ),
    Variable("BASE", "Baseline Value", "number", note="AVAL where ABLFL is Y."),
    Variable("CHG", "Change from Baseline", "number", note="AVAL - BASE, after baseline."),
    Variable(
        "ATOXGR",
        "Analysis Toxicity Grade",
        note="CTCAE of the plan's version by safety/grading; empty: not graded.",
    ),
    Variable(
        "ATOXGRN",
        "Analysis Toxicity Grade (N)",
        "number",
        significant_digits=0,
        note="ATOXGR as a number.",
    ),
    Variable(
        "ATOXGRMX",
        "Highest Grade Possible (N)",
        "number",
        own=True,
        note="Where a missing lower limit of normal leaves open only whether it is grade 0 or 1.",
        significant_digits=0,
    ),
    Variable("BTOXGR", "Baseline Toxicity Grade", note="ATOXGR where ABLFL is Y."),
    Variable(
        "BTOXGRN",
        "Baseline Toxicity Grade (N)",
        "number",
        significant_digits=0,
        note="BTOXGR as a number.",
    ),
    Variable(
        "BTOXGRMX",
        "Highest Baseline Grade Possible (N)",
        "number",
        own=True,
        note="ATOXGRMX of the baseline record.",
        significant_digits=0,
    ),
    Variable(
        "ATOXRSN",
        "Criterion or Reason Without Grade",
        own=True,
        note="The criterion that AVAL meets, or why there is no grade.",
    ),
    Variable("ATOXRZH", "Criterion or Reason (Chinese)", own=True, note="ATOXRSN in Chinese."),
    Variable(
        "WRSBLFL",
        "Worse than Baseline Flag",
        own=True,
        note="Y: the value lies beyond baseline on the side that is worse.",
        codelist=YES_NO,
    ),
    Variable(
        "ONTRTFL",
        "On Treatment Record Flag",
        note="Y: after day 1, up to the plan's days after the final dose.",
        codelist=YES_NO,
    ),
    Variable(
        "WORSTFL",
        "Worst On-treatment Record Flag",
        own=True,
        note="Highest grade, then farthest on the worse side, then earliest.",
        codelist=YES_NO,
    ),
    Variable(
        "SHIFT1",
        "Shift 1",
        note="BTOXGR to ATOXGR, on the worst record.",
    ),
    Variable(
        "ANL01FL",
        "Analysis Flag 01",
        note="Y: chosen for the analysis visit: nearest the target day, a tie to the later.",
        codelist=YES_NO,
    ),
    *SOURCE_VARIABLES,
)

Row = dict[str, object]


@dataclass(slots=True)
class _Line:
    """One measurement on its way to a row."""

    one: Measurement
    day: int | None
    row: Row = field(default_factory=dict)
    grade: Grade | None = None


def make_adlb(snapshot: Snapshot, sdtm: Datasets | None = None) -> Dataset:
    """ADLB by participant, parameter and time: every result, of row forms and of panels.

    Grades are by the plan's `safety.laboratory.version`, each with the participant's own baseline,
    which is the day-1 visit's, else the latest before day 1. The baseline itself is graded by the
    same rule, so that in version 5.0 an abnormal ALT that stays as it was is grade 0 before and
    after. A test that CTCAE does not grade by its value, or a plan without a version, has none.
    A test recorded in a unit that is not the first one seen in the study, and that cannot be
    converted, is a parameter of its own.
    """
    study, sources = snapshot.study, Sources(sdtm, "LB", "LBTESTCD")
    forms = find_forms(study, "laboratory")
    rows: list[Row] = []
    entries: list[int] = []
    for participant in snapshot.participants:
        records = find_records(participant, forms)
        ranges = make_range_finder(study, participant)
        found = read_measurements(forms, records, ranges) if records else ()
        for line in _make_lines(snapshot, participant, found):
            source = sources.find(line.one.record, "LBSTRESN", code_test(line.one.test))
            rows.append({**line.row, **source})
            entries.append(line.one.record.seq)
    made = Dataset(
        name="ADLB",
        label="Laboratory Analysis Dataset",
        structure="One record per subject per parameter per time of measurement",
        of_class="BASIC DATA STRUCTURE",
        standard="ADaM",
        keys=("STUDYID", "USUBJID", "PARAMCD", "ADT", "SRCSEQ"),
        variables=VARIABLES,
        frame=make_frame(VARIABLES, rows),
        entries=pl.Series(entries, dtype=pl.Int64),
    )
    return settle_parameters(made)


def settle_parameters(adlb: Dataset) -> Dataset:
    """ADLB in which another unit of a test is another parameter: `FERRITI2` beside `FERRITIN`.

    The first unit seen in the study has the test's own code. To be done again where the rows of
    several shares of the participants were put together.
    """
    units: dict[str, list[str | None]] = {}
    frame = adlb.frame
    for test, unit in frame.select("TESTNAM", "AVALU").unique(maintain_order=True).iter_rows():
        units.setdefault(test, []).append(unit)
    if all(len(seen) == 1 for seen in units.values()):
        return adlb
    pairs = [
        (test, unit, _number_unit(code_test(test), place))
        for test, seen in units.items()
        for place, unit in enumerate(seen, start=1)
    ]
    names = ("TESTNAM", "AVALU", "PARAMCD")
    codes = pl.DataFrame(pairs, dict.fromkeys(names, pl.String), orient="row")
    whole = frame.drop("PARAMCD").with_columns(ENTRY=adlb.entries)
    whole = whole.join(codes, on=names[:2], how="left", nulls_equal=True, maintain_order="left")
    people = whole.select("USUBJID").unique(maintain_order=True).with_row_index("PERSON")
    whole = whole.join(people, on="USUBJID", how="left", maintain_order="left")
    whole = whole.sort("PERSON", "PARAMCD", maintain_order=True)
    return replace(adlb, frame=whole.select(frame.columns), entries=whole["ENTRY"].alias("entry"))


def _number_unit(code: str, place: int) -> str:
    return code if place == 1 else f"{code[:7]}{place}"


def _make_lines(
    snapshot: Snapshot, participant: Participant, found: Sequence[Measurement]
) -> list[_Line]:
    study = snapshot.study
    if not found:
        return []
    day_1 = derive_day_1(study, participant)
    latest = _find_latest_day(snapshot, participant)
    by_code: dict[tuple[str, str | None], list[_Line]] = {}
    for one in found:
        code = code_test(one.test)
        day = study_day(one.on, day_1) if one.on and day_1 else None
        line = _Line(one, day)
        line.row = {
            **name_subject(study, participant.code),
            "TRTSDT": day_1,
            "PARAMCD": code,
            "PARAM": f"{one.label.en} ({one.unit})" if one.unit else one.label.en,
            **_make_value_cells(one),
            "ADY": day,
            "ONTRTFL": "Y" if _is_on_treatment(one.on, day_1, latest) else None,
        }
        by_code.setdefault((code, one.unit), []).append(line)
    for lines in by_code.values():
        _complete(study, lines)
    # Units of one test stay in the order in which they were seen.
    ordered = sorted(by_code.items(), key=lambda pair: pair[0][0])
    return [line for _, lines in ordered for line in lines]


def _make_value_cells(one: Measurement) -> Row:
    return {
        "TESTNAM": one.test,
        "VISIT": one.record.visit,
        "ADT": one.on,
        "AVAL": _float(one.value),
        "AVALC": one.text,
        "AVALU": one.unit,
        "ANRLO": _float(one.lln),
        "ANRHI": _float(one.uln),
        "ANRIND": _place_in_range(one),
    }


def _place_in_range(one: Measurement) -> str | None:
    if one.value is None or (one.lln is None and one.uln is None):
        return None
    if one.lln is not None and one.value < one.lln:
        return "LOW"
    return "HIGH" if one.uln is not None and one.value > one.uln else "NORMAL"


def _find_latest_day(snapshot: Snapshot, participant: Participant) -> date | None:
    """The last day that counts as under treatment; None: no limit is known."""
    treatment = derive_treatment(snapshot.study, participant, snapshot.cut_off)
    counting = snapshot.study.plan.safety.events
    if treatment.final_dose is None or counting is None:
        return None
    return treatment.final_dose + timedelta(days=counting.emergent_days)


def _is_on_treatment(on: date | None, day_1: date | None, latest: date | None) -> bool:
    if on is None or day_1 is None or on <= day_1:
        return False
    return latest is None or on <= latest


# ------------------------------------------------------------------ one parameter of one person


def _complete(study: Study, lines: Sequence[_Line]) -> None:
    """Baseline, grades, shift, worst record and visits of one parameter."""
    base = _select_baseline(study, lines)
    for line in lines:
        line.grade = _grade(study, line.one, base.one if base else None)
        line.row.update(_make_grade_cells(line.grade, line.one, study))
    for line in lines:
        _compare(line, base)
    _mark_worst(lines, base)
    _mark_visits(study, lines, base)


def _select_baseline(study: Study, lines: Iterable[_Line]) -> _Line | None:
    """The day-1 visit's record that is not dated later, else the latest before day 1."""
    first = study.roles.day_1_visit
    valued = [line for line in lines if line.one.value is not None]
    planned = [
        line
        for line in valued
        if line.one.record.visit == first and (line.day is None or line.day <= 1)
    ]
    earlier = [line for line in valued if line.day is not None and line.day < 1]
    return max(planned or earlier, key=lambda line: line.one.order, default=None)


def _grade(study: Study, one: Measurement, base: Measurement | None) -> Grade | None:
    """The CTCAE grade; None where the plan names no version or the test has no criteria."""
    plan = study.plan.safety.laboratory
    if plan is None or one.value is None or one.test not in load_tests():
        return None
    return _grade_once(_result(plan.version, one, base, one.lln))


_grade_once = lru_cache(maxsize=1 << 16)(grade_laboratory)
"""The same result has the same grade; among many participants most results come again."""


def _result(
    version: str, one: Measurement, base: Measurement | None, lln: Decimal | None
) -> LaboratoryResult:
    assert one.value is not None
    shift = {"below": -JUST_BEYOND, "above": JUST_BEYOND}.get(one.sign or "", Decimal(0))
    is_low = _is_low(one.test)
    # No criterion of a test whose low values are graded asks for the baseline.
    baseline = base.value if base and not is_low else None
    if baseline is not None and baseline <= 0:
        baseline = None
    return LaboratoryResult(
        version, one.test, max(one.value + shift, Decimal(0)), one.unit, lln, one.uln, baseline
    )


def _make_grade_cells(grade: Grade | None, one: Measurement, study: Study) -> Row:
    if grade is None:
        return {}
    why = grade.reason or grade.criterion
    return {
        "ATOXGR": None if grade.value is None else str(grade.value),
        "ATOXGRN": grade.value,
        "ATOXGRMX": _bound(grade, one, study),
        "ATOXRSN": why.en,
        "ATOXRZH": why.zh,
    }


def _bound(grade: Grade, one: Measurement, study: Study) -> int | None:
    """1 where only a missing lower limit of normal bars the grade: all others are passed by."""
    plan = study.plan.safety.laboratory
    is_low = _is_low(one.test)
    if grade.value is not None or one.lln is not None or not is_low or plan is None:
        return None
    without = _grade_once(_result(plan.version, one, None, Decimal(0)))
    return 1 if without.value == 0 else None


def _compare(line: _Line, base: _Line | None) -> None:
    if base is None:
        return
    row = line.row
    row["BASE"] = _float(base.one.value)
    row["BTOXGR"], row["BTOXGRN"] = base.row.get("ATOXGR"), base.row.get("ATOXGRN")
    row["BTOXGRMX"] = base.row.get("ATOXGRMX")
    row["ABLFL"] = "Y" if line is base else None
    row["WRSBLFL"] = "Y" if _is_worse(line, base) else None
    later = line is not base and line.one.order > base.one.order
    if later and line.one.value is not None and base.one.value is not None:
        row["CHG"] = _float(line.one.value - base.one.value)


def _is_worse(line: _Line, base: _Line) -> bool:
    """The value lies beyond the baseline, on the side that the test's criteria look at."""
    value, before = line.one.value, base.one.value
    if line.grade is None or value is None or before is None:
        return False
    return value < before if _is_low(line.one.test) else value > before


def _is_low(test: str) -> bool:
    """True for a test whose low values are worse."""
    return load_tests()[test].direction == "low"


def _mark_worst(lines: Iterable[_Line], base: _Line | None) -> None:
    """The worst record under treatment, of tests that have a worse side."""
    treated = [
        line
        for line in lines
        if line.row["ONTRTFL"] == "Y" and line is not base and line.grade is not None
    ]
    if not treated:
        return
    low = _is_low(treated[0].one.test)
    worst = min(treated, key=lambda line: _rank_badness(line, low=low))
    worst.row["WORSTFL"] = "Y"
    before, after = _say_grade(worst.row, "B"), _say_grade(worst.row, "A")
    worst.row["SHIFT1"] = f"{before} to {after}"


def _say_grade(row: Row, of: str) -> str:
    """The grade of the baseline (`B`) or of the record itself (`A`), as SHIFT1 says it."""
    grade, highest = row.get(f"{of}TOXGR"), row.get(f"{of}TOXGRMX")
    return str(grade or ("NOT GRADED" if highest is None else "0 OR 1"))


def _rank_badness(line: _Line, *, low: bool) -> tuple[int, Decimal, tuple[date, float, int]]:
    """The worst first. What is not graded stands between grade 0 and grade 1."""
    assert line.grade is not None
    assert line.one.value is not None
    value = line.one.value if low else -line.one.value
    grade = line.grade.value
    return (1 if grade is None else -2 * grade + 2, value, line.one.order)


def _mark_visits(study: Study, lines: Sequence[_Line], base: _Line | None) -> None:
    """The analysis visit of each record, and for each visit the one that stands for it."""
    by_visit: dict[str, list[_Line]] = {}
    for line in lines:
        visit = study.visit(study.roles.day_1_visit) if line is base else None
        visit = visit or find_window_visit(study, line.one.record, line.day)
        if visit is None:
            continue
        line.row["AVISIT"] = visit.name
        line.row["AVISITN"] = study.place_by_visit[visit.name] + 1
        if line.one.value is not None:
            by_visit.setdefault(visit.name, []).append(line)
    for name, candidates in by_visit.items():
        is_first = name == study.roles.day_1_visit
        best = base if is_first else select_nearest(study, name, candidates)
        if best is not None:
            best.row["ANL01FL"] = "Y"


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
