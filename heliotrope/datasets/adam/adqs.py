"""A snapshot → ADQS: one row for each record and endpoint, with baseline, change and its visit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from heliotrope.capture.ledger import Participant
from heliotrope.capture.snapshot import Snapshot
from heliotrope.capture.timeline import derive_day_1
from heliotrope.datasets.adam.adsl import name_subject
from heliotrope.datasets.adam.assessments import Assessment, find_assessments
from heliotrope.datasets.adam.windows import (
    find_analysis_visit,
    find_distance_days,
    select_baseline,
    select_for_visit,
)
from heliotrope.datasets.standard import Variable, make_frame
from heliotrope.study.plan import Endpoint
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit

VARIABLES = (
    Variable("STUDYID", "Study Identifier"),
    Variable("USUBJID", "Unique Subject Identifier"),
    Variable("SUBJID", "Subject Identifier for the Study"),
    Variable("ENRLFL", "Enrolled Population Flag"),
    Variable("TRTSDT", "Date of Study Day 1", "date"),
    Variable("PARAMCD", "Parameter Code"),
    Variable("PARAM", "Parameter"),
    Variable("VISIT", "Visit Name as Recorded"),
    Variable("AVISIT", "Analysis Visit"),
    Variable("AVISITN", "Analysis Visit (N)", "number"),
    Variable("ADT", "Analysis Date", "date"),
    Variable("ADY", "Analysis Relative Day", "number"),
    Variable("AVAL", "Analysis Value", "number"),
    Variable("BASE", "Baseline Value", "number"),
    Variable("CHG", "Change from Baseline", "number"),
    Variable("PCHG", "Percent Change from Baseline", "number"),
    Variable("DTYPE", "Derivation Type"),
    Variable("ABLFL", "Baseline Record Flag"),
    Variable("ANL01FL", "Chosen for the Analysis Visit"),
    Variable("ANL02FL", "Chosen, Missing Returned to Baseline"),
    Variable("AWTARGET", "Analysis Window Target", "number"),
    Variable("AWTDIFF", "Analysis Window Diff from Target", "number"),
    Variable("AWLO", "Analysis Window Beginning Timepoint", "number"),
    Variable("AWHI", "Analysis Window Ending Timepoint", "number"),
    Variable("COMPLFL", "Form Complete Flag", own=True),
    Variable("REASND", "Reason Without Analysis Value", own=True),
    Variable("REASNDZH", "Reason Without Analysis Value (Chinese)", own=True),
    Variable("SRCDOM", "Source Data (Form)"),
    Variable("SRCVAR", "Source Variable (Score or Item)"),
    Variable("SRCSEQ", "Source Sequence Number (Ledger Entry)", "number"),
)


def make_adqs(snapshot: Snapshot) -> pl.DataFrame:
    """ADQS by participant, endpoint and date.

    `VISIT` and `AVISIT` hold the visits' names in the study files, `AVISITN` the place of the
    analysis visit in the schedule, from 1. Values are decimals exactly as recorded; changes are
    subtracted as decimals, so 2.5 - 2.3 is 0.2. `CHG` is null at and before baseline, `PCHG` also
    where baseline is not above 0. Rows with `DTYPE` BOCF stand for a missing visit value under
    the plan's rule "return to baseline"; no other row is made up.
    """
    study = snapshot.study
    rows = [
        row
        for participant in snapshot.participants
        for endpoint in study.plan.endpoints
        for row in _make_rows(study, participant, endpoint)
    ]
    return make_frame(VARIABLES, rows)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What stands for what, in one participant and endpoint."""

    assessments: tuple[Assessment, ...]
    day_1: date | None
    baseline: Assessment | None
    visit_of: dict[int, Visit]
    """Place of an assessment → the visit it may stand for."""
    picked: dict[str, int]
    """Visit → place of the assessment that stands for it."""


def _choose(study: Study, participant: Participant, endpoint: Endpoint) -> _Chosen:
    plan, first = study.plan, study.visit(study.roles.day_1_visit)
    found = find_assessments(study, participant, endpoint)
    day_1 = derive_day_1(study, participant)
    baseline = select_baseline(plan.baseline_rule, found, first.name, day_1)
    visit_of: dict[int, Visit] = {}
    for place, one in enumerate(found):
        visit = first if one is baseline else find_analysis_visit(study, endpoint, one)
        if visit is not None:
            visit_of[place] = visit
    picked: dict[str, int] = {}
    for visit in {v.name: v for v in visit_of.values()}.values():
        own = [found[place] for place, of in visit_of.items() if of is visit]
        by_window = select_for_visit(visit, own, plan.window_rule, day_1)
        chosen = baseline if visit is first else by_window
        if chosen is not None:
            picked[visit.name] = found.index(chosen)
    return _Chosen(found, day_1, baseline, visit_of, picked)


def _make_rows(
    study: Study, participant: Participant, endpoint: Endpoint
) -> Iterator[dict[str, object]]:
    chosen = _choose(study, participant, endpoint)
    base = chosen.baseline.value if chosen.baseline else None
    shared = {
        **name_subject(study, participant.code),
        "ENRLFL": "Y" if participant.enrolled else "N",
        "TRTSDT": chosen.day_1,
        "PARAMCD": endpoint.code,
        "PARAM": f"{endpoint.label.en} ({endpoint.unit.en})",
        "BASE": _float(base),
        "SRCDOM": endpoint.form,
        "SRCVAR": endpoint.value,
    }
    returning = _find_returning_visits(study, endpoint)
    for place in range(len(chosen.assessments)):
        yield {**shared, **_make_assessment_cells(study, chosen, place, base, returning)}
    if participant.enrolled is not None and base is not None:
        for visit in returning:
            if visit.name not in chosen.picked:
                yield {**shared, **_make_returned_cells(study, chosen, visit, base)}


def _make_assessment_cells(
    study: Study, chosen: _Chosen, place: int, base: Decimal | None, returning: Sequence[Visit]
) -> dict[str, object]:
    one, visit = chosen.assessments[place], chosen.visit_of.get(place)
    picked = visit is not None and chosen.picked.get(visit.name) == place
    change = _derive_change(study, one, chosen.baseline, base)
    distance = find_distance_days(visit, one, chosen.day_1) if visit else None
    return {
        "VISIT": one.record.visit,
        **_make_window_cells(study, visit, distance),
        "ADT": one.on,
        "ADY": one.day,
        "AVAL": _float(one.value),
        "CHG": _float(change),
        "PCHG": _float(_percent(change, base)),
        "ABLFL": "Y" if one is chosen.baseline else None,
        "ANL01FL": "Y" if picked else None,
        "ANL02FL": "Y" if picked and change is not None and visit in returning else None,
        "COMPLFL": "Y" if one.record.complete else "N",
        "REASND": one.reason.en if one.reason else None,
        "REASNDZH": one.reason.zh if one.reason else None,
        "SRCSEQ": one.record.seq,
    }


def _make_returned_cells(
    study: Study, chosen: _Chosen, visit: Visit, base: Decimal
) -> dict[str, object]:
    assert chosen.baseline is not None
    return {
        **_make_window_cells(study, visit, None),
        "AVAL": _float(base),
        "CHG": 0.0,
        "PCHG": _float(_percent(Decimal(0), base)),
        "DTYPE": "BOCF",
        "ANL02FL": "Y",
        "SRCSEQ": chosen.baseline.record.seq,
    }


def _make_window_cells(
    study: Study, visit: Visit | None, distance: int | None
) -> dict[str, object]:
    if visit is None:
        return {}
    return {
        "AVISIT": visit.name,
        "AVISITN": study.visits.index(visit) + 1,
        "AWTARGET": visit.day,
        "AWTDIFF": distance,
        "AWLO": visit.window.earliest if visit.window else None,
        "AWHI": visit.window.latest if visit.window else None,
    }


def _find_returning_visits(study: Study, endpoint: Endpoint) -> list[Visit]:
    """The visits at which the plan lets a missing value of the endpoint return to baseline."""
    names = dict.fromkeys(
        analysis.visit
        for analysis in study.plan.every_analysis
        if analysis.endpoint == endpoint.name and analysis.missing == "return_to_baseline"
    )
    return [study.visit(name) for name in names]


def _derive_change(
    study: Study, one: Assessment, baseline: Assessment | None, base: Decimal | None
) -> Decimal | None:
    if one.value is None or base is None or baseline is None or one is baseline:
        return None
    return one.value - base if _is_after(study, one, baseline) else None


def _is_after(study: Study, one: Assessment, baseline: Assessment) -> bool:
    """By date where both are dated, else by the place of their visits in the schedule."""
    if one.on is not None and baseline.on is not None:
        return one.order > baseline.order
    names = list(study.visit_by_name)
    places = [names.index(a.record.visit) for a in (one, baseline) if a.record.visit in names]
    return len(places) == 2 and places[0] > places[1]


def _percent(change: Decimal | None, base: Decimal | None) -> Decimal | None:
    return None if change is None or base is None or base <= 0 else 100 * change / base


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
