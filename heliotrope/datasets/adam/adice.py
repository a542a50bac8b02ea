"""A snapshot → ADICE: one row for each intercurrent event of each participant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from heliotrope.capture.snapshot import Snapshot
from heliotrope.datasets.adam.adsl import name_subject
from heliotrope.datasets.adam.chart import Chart
from heliotrope.datasets.adam.intercurrent import find_intercurrent
from heliotrope.datasets.adam.rows import Row, assemble_frame, list_entries
from heliotrope.datasets.adam.sources import SOURCE, find_event_sources
from heliotrope.datasets.standard import YES_NO, Dataset, Datasets, Variable

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
        "ICECAT",
        "Kind of Intercurrent Event",
        own=True,
        note="Found by the rule that the plan gives for the kind.",
        codelist="Intercurrent Event",
    ),
    Variable("ICETERM", "Intercurrent Event", own=True, origin="Assigned"),
    Variable("ICETERMZ", "Intercurrent Event (Chinese)", own=True, origin="Assigned"),
    Variable("ICEDESC", "What Was Found", own=True, note="What the records say of it."),
    Variable("ICEDESCZ", "What Was Found (Chinese)", own=True, note="ICEDESC in Chinese."),
    Variable(
        "ASTDT",
        "Analysis Start Date",
        "date",
        note="Its first day by the rule of the kind; null: not known.",
    ),
    Variable(
        "ASTDY",
        "Analysis Start Relative Day",
        "number",
        significant_digits=0,
        note="Day 1 is TRTSDT of ADSL; there is no day 0.",
    ),
    Variable("AENDT", "Analysis End Date", "date", note="Null while it goes on or for good."),
    Variable(
        "AENDY",
        "Analysis End Relative Day",
        "number",
        significant_digits=0,
        note="Day 1 is TRTSDT of ADSL; there is no day 0.",
    ),
    Variable("SRCDOM", "Source Data", origin="Assigned", note="The SDTM domain that tells of it."),
    Variable(
        "SRCSEQ",
        "Source Sequence Number",
        "number",
        note="--SEQ of the row of that domain.",
        significant_digits=0,
    ),
)


def make_adice(snapshot: Snapshot, sdtm: Datasets | None = None) -> Dataset:
    """ADICE by participant, kind (in the plan's order) and day; a dataset of our own.

    ADaM has no standard dataset of intercurrent events; this one has the occurrence structure.
    """
    rows: list[Row] = []
    for participant in snapshot.participants:
        rows += make_event_rows(Chart(snapshot.study, participant, snapshot.cut_off))
    return assemble_adice(rows, sdtm)


def assemble_adice(rows: Sequence[Row], sdtm: Datasets | None) -> Dataset:
    """The rows of all participants as the dataset, each with its place in SDTM."""
    plain = tuple(one for one in VARIABLES if one.name not in SOURCE)
    frame, entries = assemble_frame(plain, rows), list_entries(rows)
    sources = find_event_sources(sdtm, frame["ICECAT"], entries)
    domains, numbers = [domain for domain, _ in sources], [number for _, number in sources]
    frame = frame.with_columns(
        pl.Series("SRCDOM", domains, pl.String), pl.Series("SRCSEQ", numbers, pl.Float64)
    )
    return Dataset(
        name="ADICE",
        label="Intercurrent Events Analysis Dataset",
        structure="One record per subject per intercurrent event",
        of_class="OCCURRENCE DATA STRUCTURE",
        standard="ADaM",
        keys=("STUDYID", "USUBJID", "ASEQ"),
        variables=VARIABLES,
        frame=frame,
        entries=entries,
    )


def make_event_rows(chart: Chart) -> Iterator[Row]:
    """One participant's rows."""
    names = name_subject(chart.study, chart.participant.code).values()
    enrolled = "Y" if chart.participant.enrolled else "N"
    for place, one in enumerate(find_intercurrent(chart), start=1):
        yield (
            one.record.seq,
            (
                *names,
                place,
                enrolled,
                one.definition.event,
                one.definition.label.en,
                one.definition.label.zh,
                one.detail.en or None,
                one.detail.zh or None,
                one.start,
                chart.count_day(one.start),
                one.end,
                chart.count_day(one.end),
            ),
        )
