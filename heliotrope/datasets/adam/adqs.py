"""A snapshot → ADQS: one row for each record and endpoint, with baseline, change and its visit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import polars as pl

from heliotrope.capture.snapshot import Snapshot
from heliotrope.datasets.adam.adsl import make_subject_row, name_subject
from heliotrope.datasets.adam.chart import Chart
from heliotrope.datasets.adam.chosen import Chosen, choose
from heliotrope.datasets.adam.layout import Layout, make_layout
from heliotrope.datasets.adam.rows import Row, assemble_frame, list_entries
from heliotrope.datasets.adam.sources import SOURCE, find_value_sources
from heliotrope.datasets.adam.windows import find_distance_days
from heliotrope.datasets.standard import YES_NO, Dataset, Datasets, Variable
from heliotrope.study.plan import Endpoint
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit

VARIABLES = (
    Variable("STUDYID", "Study Identifier", origin="Predecessor", note="ADSL.STUDYID"),
    Variable("USUBJID", "Unique Subject Identifier", origin="Predecessor", note="ADSL.USUBJID"),
    Variable(
        "SUBJID", "Subject Identifier for the Study", origin="Predecessor", note="ADSL.SUBJID"
    ),
    Variable(
        "ASEQ",
        "Analysis Sequence Number",
        "number",
        note="Counts the rows of each subject, from 1.",
        significant_digits=0,
    ),
    Variable(
        "ENRLFL",
        "Enrolled Population Flag",
        origin="Predecessor",
        note="ADSL.ENRLFL",
        codelist=YES_NO,
    ),
    Variable(
        "SAFFL", "Safety Population Flag", origin="Predecessor", note="ADSL.SAFFL", codelist=YES_NO
    ),
    Variable(
        "EVALFL",
        "Evaluable Population Flag",
        own=True,
        origin="Predecessor",
        note="ADSL.EVALFL",
        codelist=YES_NO,
    ),
    Variable("TRTSDT", "Date of Study Day 1", "date", origin="Predecessor", note="ADSL.TRTSDT"),
    Variable(
        "PARAMCD", "Parameter Code", origin="Assigned", codelist="Parameter Code", decoded="PARAM"
    ),
    Variable("PARAM", "Parameter", origin="Assigned"),
    Variable(
        "PARAMTYP",
        "Parameter Type",
        note="DERIVED where the value is found from several records.",
        codelist="Parameter Type",
    ),
    Variable(
        "VISIT", "Visit Name as Recorded", origin="Assigned", note="Its name in the study files."
    ),
    Variable(
        "AVISIT",
        "Analysis Visit",
        note="The visit in whose window the day lies; without windows, the visit as recorded.",
        codelist="Analysis Visit",
    ),
    Variable(
        "AVISITN",
        "Analysis Visit (N)",
        "number",
        note="The place of the analysis visit in the schedule, from 1.",
        significant_digits=0,
    ),
    Variable("ADT", "Analysis Date", "date", note="The day on which the form was done."),
    Variable(
        "ADY",
        "Analysis Relative Day",
        "number",
        note="Day 1 is TRTSDT; there is no day 0.",
        significant_digits=0,
    ),
    Variable(
        "AVAL",
        "Analysis Value",
        "number",
        note="The score computed anew from the answers, or the item as recorded.",
    ),
    Variable(
        "AVALCAT1",
        "Analysis Value Category 1",
        note="The response that a Total Improvement Score means.",
        codelist="Response",
    ),
    Variable("BASE", "Baseline Value", "number", note="AVAL where ABLFL is Y."),
    Variable("CHG", "Change from Baseline", "number", note="AVAL - BASE, after baseline."),
    Variable(
        "PCHG",
        "Percent Change from Baseline",
        "number",
        note="100 x CHG / BASE, where BASE is above 0.",
    ),
    Variable(
        "DTYPE",
        "Derivation Type",
        note="BOCF: a missing visit value returned to baseline by the plan's rule.",
        codelist="Derivation Type",
    ),
    Variable(
        "ABLFL",
        "Baseline Record Flag",
        codelist=YES_NO,
        note="Y: the day-1 visit's record, not later than day 1, else the latest before.",
    ),
    Variable(
        "ANL01FL",
        "Chosen for the Analysis Visit",
        note="Y: nearest to the target day of those in the window.",
        codelist=YES_NO,
    ),
    Variable(
        "ANL02FL",
        "Chosen, Missing Returned to Baseline",
        note="Y: as ANL01FL with a change, or the row of DTYPE BOCF.",
        codelist=YES_NO,
    ),
    Variable(
        "AWTARGET",
        "Analysis Window Target",
        "number",
        significant_digits=0,
        note="The target day of AVISIT.",
    ),
    Variable(
        "AWTDIFF",
        "Analysis Window Diff from Target",
        "number",
        significant_digits=0,
        note="ADY minus AWTARGET in calendar days.",
    ),
    Variable(
        "AWLO",
        "Analysis Window Beginning Timepoint",
        "number",
        significant_digits=0,
        note="The first day of the window of AVISIT.",
    ),
    Variable(
        "AWHI",
        "Analysis Window Ending Timepoint",
        "number",
        significant_digits=0,
        note="The last day of the window of AVISIT.",
    ),
    Variable(
        "COMPLFL",
        "Form Complete Flag",
        own=True,
        codelist=YES_NO,
        note="Y: the form was complete; N: a draft, which has no value.",
    ),
    Variable(
        "REASND",
        "Reason Without Analysis Value",
        own=True,
        note="Why AVAL is null: the form is a draft, or which items are missing.",
    ),
    Variable(
        "REASNDZH", "Reason Without Analysis Value (Chinese)", own=True, note="REASND in Chinese."
    ),
    Variable(
        "SRCDOM",
        "Source Data",
        origin="Assigned",
        note="The SDTM domain of the value; for a form without one the form, its item and entry.",
    ),
    Variable("SRCVAR", "Source Variable", origin="Assigned", note="The variable of that domain."),
    Variable(
        "SRCSEQ",
        "Source Sequence Number",
        "number",
        note="--SEQ of the row of that domain.",
        significant_digits=0,
    ),
)


def make_adqs(snapshot: Snapshot, sdtm: Datasets | None = None) -> Dataset:
    """ADQS by participant, endpoint and date.

    `VISIT` and `AVISIT` hold the visits' names in the study files, `AVISITN` the place of the
    analysis visit in the schedule, from 1. Values are decimals exactly as recorded; changes are
    subtracted as decimals, so 2.5 - 2.3 is 0.2. `CHG` is null at and before baseline, `PCHG` also
    where baseline is not above 0. Rows with `DTYPE` BOCF stand for a missing visit value under
    the plan's rule "return to baseline"; no other row is made up. The source variables point into
    `sdtm`; without it they name form, item and ledger entry.
    """
    layout = make_layout(snapshot.study)
    rows: list[Row] = []
    for participant in snapshot.participants:
        chart = Chart(snapshot.study, participant, snapshot.cut_off)
        rows += make_endpoint_rows(chart, make_subject_row(chart), layout)
    return assemble_adqs(snapshot.study, rows, sdtm)


def assemble_adqs(study: Study, rows: Sequence[Row], sdtm: Datasets | None) -> Dataset:
    """The rows of all participants as the dataset, each with its place in SDTM."""
    plain = tuple(one for one in VARIABLES if one.name not in ("ASEQ", *SOURCE))
    place = pl.int_range(1, pl.len() + 1).over("USUBJID").cast(pl.Float64).alias("ASEQ")
    frame, entries = assemble_frame(plain, rows), list_entries(rows)
    sources = find_value_sources(study, sdtm, frame["PARAMCD"], entries)
    frame = pl.concat([frame.with_columns(place), sources], how="horizontal")
    return Dataset(
        name="ADQS",
        label="Endpoints Analysis Dataset",
        structure="One record per subject per parameter per assessment or derived visit value",
        of_class="BASIC DATA STRUCTURE",
        standard="ADaM",
        keys=("STUDYID", "USUBJID", "ASEQ"),
        variables=VARIABLES,
        frame=frame.select(variable.name for variable in VARIABLES),
        entries=entries,
    )


def make_endpoint_rows(chart: Chart, subject: dict[str, object], layout: Layout) -> Iterator[Row]:
    """One participant's rows of every endpoint; `subject` is the row of ADSL."""
    for endpoint in chart.study.plan.endpoints:
        yield from _make_rows(chart, subject, endpoint, layout)


def _make_rows(
    chart: Chart, subject: dict[str, object], endpoint: Endpoint, layout: Layout
) -> Iterator[Row]:
    chosen = choose(chart, endpoint)
    base, returning = chosen.base, layout.returning.get(endpoint.name, ())
    head = (
        *name_subject(chart.study, chart.participant.code).values(),
        *(subject["ENRLFL"], subject["SAFFL"], subject["EVALFL"]),
        chosen.day_1,
        endpoint.code,
        f"{endpoint.label.en} ({endpoint.unit.en})",
        "DERIVED" if endpoint.derived else None,
    )
    for place, one in enumerate(chosen.assessments):
        cells = _make_assessment_cells(layout, chosen, place, returning)
        yield one.entry, (*head, *cells)
    if chart.participant.enrolled is not None and base is not None:
        assert chosen.baseline is not None
        for visit in returning:
            if visit.name not in chosen.picked:
                cells = _make_returned_cells(layout, visit, base)
                yield chosen.baseline.entry, (*head, *cells)


def _make_assessment_cells(
    layout: Layout, chosen: Chosen, place: int, returning: Sequence[Visit]
) -> tuple[object, ...]:
    """From VISIT to REASNDZH."""
    one, visit, base = chosen.assessments[place], chosen.visit_of.get(place), chosen.base
    picked = visit is not None and chosen.picked.get(visit.name) == place
    returns = visit is not None and any(visit is other for other in returning)
    change = chosen.derive_change(one)
    distance = find_distance_days(visit, one, chosen.day_1) if visit else None
    return (
        one.record.visit,
        *_find_place(layout, visit),
        one.on,
        one.day,
        _float(one.value),
        one.category,
        _float(base),
        _float(change),
        _float(_percent(change, base)),
        None,
        "Y" if one is chosen.baseline else None,
        "Y" if picked else None,
        "Y" if picked and returns and change is not None else None,
        *_find_window(visit, distance),
        "Y" if one.record.complete else "N",
        one.reason.en if one.reason else None,
        one.reason.zh if one.reason else None,
    )


def _make_returned_cells(layout: Layout, visit: Visit, base: Decimal) -> tuple[object, ...]:
    """From VISIT to REASNDZH, of a value that the rule made."""
    return (
        None,
        *_find_place(layout, visit),
        *(None, None),
        float(base),
        None,
        float(base),
        0.0,
        _float(_percent(Decimal(0), base)),
        "BOCF",
        *(None, None, "Y"),
        *_find_window(visit, None),
        *(None, None, None),
    )


def _find_place(layout: Layout, visit: Visit | None) -> tuple[object, ...]:
    """AVISIT and AVISITN."""
    return (None, None) if visit is None else (visit.name, layout.place[visit.name])


def _find_window(visit: Visit | None, distance: int | None) -> tuple[object, ...]:
    """AWTARGET, AWTDIFF, AWLO and AWHI."""
    if visit is None:
        return (None, None, None, None)
    window = visit.window
    ends = (window.earliest, window.latest) if window else (None, None)
    return (visit.day, distance, *ends)


def _percent(change: Decimal | None, base: Decimal | None) -> Decimal | None:
    return None if change is None or base is None or base <= 0 else 100 * change / base


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
