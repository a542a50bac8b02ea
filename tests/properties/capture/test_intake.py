"""Any folder in; either all of it is read, or every fault is named and nothing is taken, out."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliotrope.capture.extract import render_tables
from heliotrope.capture.intake import UnableToTakeIn, check_tables, read_tables
from heliotrope.capture.intake_facts import fold_tables, take_folder_snapshot
from heliotrope.capture.tables import Table, read_csv
from tests.small_study import load_small_study

STUDY = load_small_study()
TODAY = date(2026, 6, 1)
COLUMNS = {
    name: ["participant", "visit", "date", "seq", *STUDY.form(name).item_by_name]
    for name in ("labs", "dosing", "consent")
}
CELLS = st.sampled_from(
    ["", "S-01", "S-02", "s-02", "baseline", "week_4", "unscheduled", "week_99", "2026-05-01",
     "2026-05-02T09:40", "2027-01-01", "1", "2", "０", "-1", "1.5", "1e3", "yes", "no", "ND", "UNK",
     "NA", "nd", "daily", "２０２６-05-01", "\x07", " ", "a" * 50, "=1+1", "NaN", "٣", "十"]
)  # fmt: skip
LIKELY = {
    "participant": st.sampled_from(["S-01", "S-02", "S-03"]),
    "visit": st.sampled_from(["screening", "baseline", "unscheduled"]),
    "date": st.sampled_from(["2026-05-01", "2026-05-02", "2026-05-03T10:00"]),
    "seq": st.sampled_from(["", "1", "2", "3"]),
    "age": st.integers(0, 120).map(str),
    "hemoglobin": st.decimals(0, 400, places=1).map(str),
    "fasting": st.just("no"),
    "hours": st.just(""),
    "remark": st.sampled_from(["", "told 说明", 'a "b"\nc', " x"]),
    "start_date": st.sampled_from(["2026-05-01", "UNK"]),
    "end_date": st.just(""),
    "dose_mg": st.just("5"),
    "frequency": st.sampled_from(["daily", "stopped"]),
    "signed_at": st.sampled_from(["2026-04-01T09:00", "2026-04-01T09:00+08:00"]),
}


@st.composite
def _folders(draw: st.DrawFn, *, likely: bool) -> dict[str, Table]:
    tables = {}
    for name, columns in COLUMNS.items():
        cells = [LIKELY[c] if likely else (LIKELY[c] | CELLS) for c in columns]
        rows = draw(st.lists(st.tuples(*cells), max_size=4))
        text = io.StringIO()
        csv.writer(text).writerows([columns, *rows])
        table, _ = read_csv(f"{name}.csv", text.getvalue())
        if table is not None:
            tables[name] = table
    return tables


@given(_folders(likely=False))
def test_a_folder_is_taken_whole_or_not_at_all(tables: dict[str, Table]) -> None:
    faults = check_tables(STUDY, tables, TODAY)
    if not faults:
        fold_tables(STUDY, read_tables(STUDY, tables, TODAY))
        return
    with pytest.raises(UnableToTakeIn) as caught:
        read_tables(STUDY, tables, TODAY)
    assert list(caught.value.faults) == faults
    assert all(fault.what.en and fault.what.zh and fault.right.en for fault in faults)


@given(_folders(likely=True))
def test_what_was_taken_is_written_and_read_back_the_same(tables: dict[str, Table]) -> None:
    if check_tables(STUDY, tables, TODAY):
        return
    intake = read_tables(STUDY, tables, TODAY)
    written = render_tables(fold_tables(STUDY, intake))
    again = {name: read_csv(f"{name}.csv", text)[0] for name, text in written.items()}
    found = read_tables(STUDY, {name: one for name, one in again.items() if one}, TODAY)
    snapshots = [take_folder_snapshot(STUDY, one) for one in (intake, found)]
    assert snapshots[0].fingerprint == snapshots[1].fingerprint


@given(_folders(likely=True), st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(tables: dict[str, Table], chance: object) -> None:
    if check_tables(STUDY, tables, TODAY):
        return
    shuffled = {}
    for name, table in tables.items():
        rows = list(table.rows)
        chance.shuffle(rows)  # type: ignore[attr-defined]
        shuffled[name] = Table(table.file, table.columns, tuple(rows))
    one, other = (
        take_folder_snapshot(STUDY, read_tables(STUDY, each, TODAY)) for each in (tables, shuffled)
    )
    assert one.fingerprint == other.fingerprint
