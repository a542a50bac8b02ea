"""Tables of a folder in; whether the saves they state, or every fault of them, come out."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from heliotrope.capture.intake import Intake, UnableToTakeIn, check_tables, read_tables
from heliotrope.capture.tables import Table, read_csv
from heliotrope.vocabulary import Missing
from tests.small_study import load_small_study
from tests.unit.capture.playing import found_study

TODAY = date(2026, 6, 1)
LABS = "participant,visit,date,age,hemoglobin,fasting,hours,remark\n"
DOSES = "participant,visit,date,seq,start_date,end_date,dose_mg,frequency\n"


def _tables(**texts: str) -> dict[str, Table]:
    found = {}
    for name, text in texts.items():
        table, faults = read_csv(f"{name}.csv", text)
        assert table is not None
        assert faults == []
        found[name] = table
    return found


def _read(**texts: str) -> Intake:
    return read_tables(load_small_study(), _tables(**texts), TODAY)


def _faults(**texts: str) -> list[str]:
    faults = check_tables(load_small_study(), _tables(**texts), TODAY)
    return [fault.say() for fault in faults]


def _cdasi(*rows: str) -> str:
    names = [item.name for item in load_small_study().form("cdasi").items]
    filled = [f"{row},{','.join('0' for _ in names)}\n" for row in rows]
    return f"participant,visit,date,{','.join(names)}\n" + "".join(filled)


def test_a_row_becomes_a_typed_save() -> None:
    intake = _read(labs=LABS + "S-01,baseline,2026-05-01T09:40,40,120.5,yes,8,fine\n")
    (row,) = intake.rows
    assert row.key == ("S-01", "baseline", "labs", 1)
    assert row.performed == datetime.fromisoformat("2026-05-01T09:40")
    assert row.values == {
        "age": 40,
        "hemoglobin": Decimal("120.5"),
        "fasting": True,
        "hours": 8,
        "remark": "fine",
    }
    assert row.submission.complete
    assert (row.file, row.line) == ("labs.csv", 2)
    assert intake.forms == {"labs"}
    assert intake.notes == ()


@pytest.mark.parametrize("text", ["2026-05-01", "2026-05-01T09:40:00", "2026-05-01 09:00"])
def test_a_date_may_carry_a_time(text: str) -> None:
    (row,) = _read(labs=LABS + f"S-01,baseline,{text},40,120,no,,\n").rows
    assert row.day == date(2026, 5, 1)
    assert row.submission.time == text[11:16]


def test_missing_with_and_without_a_reason() -> None:
    (row,) = _read(labs=LABS + "S-01,baseline,2026-05-01,40,ND,UNK,NA,\n").rows
    assert row.values["hemoglobin"] is Missing.ND
    assert row.values["remark"] is None
    assert row.submission.complete


def test_a_required_item_left_empty_is_taken_in_as_incomplete() -> None:
    (row,) = _read(labs=LABS + "S-01,baseline,2026-05-01,40,,no,,\n").rows
    assert row.values["hemoglobin"] is None
    assert not row.submission.complete


def test_an_item_that_is_not_asked_may_be_empty() -> None:
    (row,) = _read(labs=LABS + "S-01,baseline,2026-05-01,40,100,no,,\n").rows
    assert row.submission.complete


def test_an_absent_column_counts_as_missing_and_is_told() -> None:
    intake = _read(labs="participant,visit,date,age\nS-01,baseline,2026-05-01,40\n")
    assert intake.rows[0].values["hemoglobin"] is None
    (note,) = intake.notes
    assert "4 item(s) have no column: hemoglobin, fasting, hours, remark" in note.say()


def test_full_width_digits_are_converted() -> None:
    (row,) = _read(labs=LABS + "S-01,baseline,2026-05-01,４０,１２０．５,no,,\n").rows
    assert row.values["age"] == 40
    assert row.values["hemoglobin"] == Decimal("120.5")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("S-01,baseline,2026-05-01,abc,120,no,,", "column age: Age: “abc” is not a whole number"),
        ("S-01,baseline,2026-05-01,12O,120,no,,", "a letter stands where a digit belongs: 120?"),
        ("S-01,baseline,2026-05-01,-1,120,no,,", "below the lowest possible value"),
        ("S-01,baseline,2026-05-01,40,900,no,,", "above the highest possible value, 400"),
        ("S-01,baseline,2026-05-01,40,120,maybe,,", "neither yes nor no"),
        ("S-01,baseline,2026-05-01,40,120,no,8,", "column hours: Hours is answered but only"),
        ("S-01,baseline,2026-13-45,40,120,no,,", "column date: Date done: “2026-13-45”"),
        ("S-01,baseline,2026-05-01T25:00,40,120,no,,", 'column time: "25:00" is no time of day'),
        ("S-01,baseline,2026-06-02,40,120,no,,", "column date: 2026-06-02 lies in the future"),
        ("S-01,baseline,,40,120,no,,", "column date: the date is empty"),
        ("S-01,baseline,UNK,40,120,no,,", "column date: a reason stands for the date"),
        (
            "S-01,week_5,2026-05-01,40,120,no,,",
            'no visit "week_5"; there are: screening, baseline, week_4',
        ),
        ("S-01,,2026-05-01,40,120,no,,", "column visit: the visit is empty"),
        ("S-01,early_termination,2026-05-01,40,120,no,,", "does not collect labs"),
        (",baseline,2026-05-01,40,120,no,,", "column participant"),
        ("S 01,baseline,2026-05-01,40,120,no,,", '"S 01" is not a participant code'),
        ("=A1,baseline,2026-05-01,40,120,no,,", '"=A1" is not a participant code'),
    ],
)
def test_a_fault_names_file_line_column_and_what_would_be_right(cells: str, said: str) -> None:
    (fault,) = _faults(labs=LABS + cells + "\n")
    assert fault.startswith("labs.csv:2: column ")
    assert said in fault
    assert "; " in fault


def test_every_fault_is_listed_at_once_in_the_order_of_the_files() -> None:
    faults = _faults(
        labs=LABS.replace("remark", "remarks")
        + "S-01,baseline,2026-05-01,abc,900,no,,\nS-01,week_9,2026-05-01,40,120,no,,\n",
        dosing=DOSES + "S-01,baseline,2026-05-01,x,2026-05-01,,5,daily\n",
        cdsai="participant,visit\nS-01,baseline\n",
    )
    assert [fault.partition(": ")[0] for fault in faults] == [
        "cdsai.csv",
        "dosing.csv:2",
        "labs.csv:1",
        "labs.csv:2",
        "labs.csv:2",
        "labs.csv:3",
    ]
    assert "perhaps cdasi" in faults[0]
    assert "column remarks: form labs has no such item; perhaps remark" in faults[2]


def test_faults_stop_the_whole_folder() -> None:
    with pytest.raises(UnableToTakeIn) as caught:
        _read(labs=LABS + "S-01,baseline,2026-05-01,abc,900,no,,\n")
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize("column", ["participant", "visit", "date"])
def test_a_column_that_is_needed_is_asked_for_once(column: str) -> None:
    header = LABS.strip().split(",")
    values = ["S-01", "baseline", "2026-05-01", "40", "120", "no", "", ""]
    at = header.index(column)
    rows = [[*row[:at], *row[at + 1 :]] for row in (header, values, ["S-02", *values[1:]])]
    (fault,) = _faults(labs="\n".join(",".join(row) for row in rows) + "\n")
    assert fault.startswith(f"labs.csv:1: column {column}: the column is not there")


def test_a_form_that_was_not_done_needs_no_date() -> None:
    (row,) = _read(labs=LABS + "S-01,week_4,,ND,ND,ND,ND,ND\n").rows
    assert row.day is None
    assert row.submission.complete


def test_the_same_row_twice_is_a_fault_that_names_both() -> None:
    row = "S-01,baseline,2026-05-01,40,120,no,,\n"
    (fault,) = _faults(labs=LABS + row + row)
    assert fault.startswith("labs.csv:3: S-01, baseline, labs, seq 1 is given in labs.csv:2")


def test_a_repeating_form_is_numbered_by_its_own_column() -> None:
    rows = [f"S-01,baseline,,{n},2026-05-0{n},,5,daily\n" for n in (1, 2)]
    intake = _read(dosing=DOSES + "".join(rows))
    assert [row.key[3] for row in intake.rows] == [1, 2]


@pytest.mark.parametrize("seq", ["", "0", "-1", "1.5", "x"])
def test_a_repeating_form_needs_its_number(seq: str) -> None:
    (fault,) = _faults(dosing=DOSES + f"S-01,baseline,,{seq},2026-05-01,,5,daily\n")
    assert "column seq" in fault


def test_a_form_that_does_not_repeat_takes_no_number() -> None:
    text = LABS.replace("date,", "date,seq,") + "S-01,baseline,2026-05-01,2,40,120,no,,\n"
    (fault,) = _faults(labs=text)
    assert "this form does not repeat" in fault


def test_unscheduled_visits_are_numbered_by_their_days_across_forms() -> None:
    intake = _read(
        labs=LABS
        + "S-01,unscheduled,2026-05-20,40,120,no,,\n"
        + "S-01,unscheduled,2026-05-10,40,120,no,,\n",
        cdasi=_cdasi("S-01,unscheduled,2026-05-20", "S-02,unscheduled,2026-05-20"),
    )
    numbers = {(row.key[0], row.key[2], row.day): row.key[3] for row in intake.rows}
    assert numbers == {
        ("S-01", "labs", date(2026, 5, 20)): 2,
        ("S-01", "labs", date(2026, 5, 10)): 1,
        ("S-01", "cdasi", date(2026, 5, 20)): 2,
        ("S-02", "cdasi", date(2026, 5, 20)): 1,
    }


def test_two_unscheduled_rows_of_one_day_need_a_number() -> None:
    row = "S-01,unscheduled,2026-05-20,40,120,no,,\n"
    (fault,) = _faults(labs=LABS + row + row)
    assert "tell rows of a repeating form apart by seq" in fault


def test_one_participant_written_in_two_ways_is_a_fault() -> None:
    (fault,) = _faults(
        labs=LABS
        + "S-01,screening,2026-05-01,40,120,no,,\n"
        + "s-01,baseline,2026-05-10,40,120,no,,\n"
    )
    assert "s-01 and S-01 (labs.csv:2) differ in case only" in fault


def test_a_birth_after_a_day_of_any_table_is_a_fault_of_its_row() -> None:
    study = found_study("reference")[0].study
    assert study is not None
    tables = _tables(
        demographics="participant,visit,date,birth_date\nS-01,screening,2026-05-02,2026-05-01\n"
        "S-02,screening,2026-05-02,1980-05-01\n",
        consent="participant,visit,date,signed_at\nS-01,screening,2026-05-02,2026-04-30T10:00\n",
    )
    (fault,) = check_tables(study, tables, TODAY)
    assert fault.say() == (
        "demographics.csv:2: column birth_date: Date of birth lies after 2026-04-30,"
        " when consent was signed; mend it, or that date in its form"
    )


def test_tables_without_any_row_are_a_fault() -> None:
    (fault,) = _faults(labs=LABS)
    assert "the tables have no rows" in fault


def test_an_identifying_value_is_not_repeated() -> None:
    # The reader of values says so; here, that the table's message adds nothing to it.
    (fault,) = _faults(labs=LABS + "S-01,baseline,2026-05-01,40,120,no,,a\x07b\n")
    assert "control character" in fault
    assert "\x07" not in fault
