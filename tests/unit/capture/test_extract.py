"""A state in; whether its tables, read back, give the same state out."""

from __future__ import annotations

from datetime import date

from heliotrope.capture.extract import render_tables
from heliotrope.capture.intake import Intake, read_tables
from heliotrope.capture.intake_facts import fold_tables, take_folder_snapshot
from heliotrope.capture.tables import read_csv
from tests.small_study import load_small_study

STUDY = load_small_study()
TODAY = date(2026, 6, 1)
TEXTS = {
    "consent": "participant,visit,date,signed_at\nS-01,screening,2026-04-20,2026-04-20T09:00\n",
    "labs": (
        "participant,visit,date,age,hemoglobin,fasting,hours,remark\n"
        'S-01,screening,2026-04-20T09:40,40,120.50,yes,8,"=1+1, ""so""\n第二行"\n'
        "S-01,baseline,2026-05-01,40,ND,no,,\n"
        "S-01,week_4,,ND,ND,ND,ND,ND\n"
        "S-01,unscheduled,2026-05-12,40,,no,,\n"
        "S-01,unscheduled,2026-05-10,40,100,no,, spaces \n"
    ),
    "dosing": (
        "participant,visit,date,seq,start_date,end_date,dose_mg,frequency\n"
        "S-01,baseline,2026-05-01,2,2026-05-10,,0,stopped\n"
        "S-01,baseline,2026-05-01,1,2026-05-01,2026-05-09,5.0,daily\n"
    ),
}


def _read(texts: dict[str, str]) -> Intake:
    tables = {name: read_csv(f"{name}.csv", text)[0] for name, text in texts.items()}
    return read_tables(STUDY, {n: t for n, t in tables.items() if t}, TODAY)


def test_what_is_written_is_read_back_the_same() -> None:
    first = _read(TEXTS)
    written = render_tables(fold_tables(STUDY, first))
    again = _read(written)
    assert again.notes == ()
    assert (
        take_folder_snapshot(STUDY, again).fingerprint
        == take_folder_snapshot(STUDY, first).fingerprint
    )
    assert render_tables(fold_tables(STUDY, again)) == written


def test_it_begins_with_a_byte_order_mark_and_numbers_only_what_repeats() -> None:
    written = render_tables(fold_tables(STUDY, _read(TEXTS)))
    assert set(written) == set(TEXTS)
    assert all(text.startswith("\ufeffparticipant,visit,date,") for text in written.values())
    assert written["consent"].splitlines() == [
        "\ufeffparticipant,visit,date,signed_at",
        "S-01,screening,2026-04-20,2026-04-20T09:00+08:00",
    ]
    seqs = [line.split(",")[3] for line in written["dosing"].splitlines()]
    assert seqs == ["seq", "1", "2"]
