"""Workbooks as Excel writes them in; whether the text of their cells or a fault comes out."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from heliotrope.capture.tables import Table, load_tables


def _save(folder: Path, sheets: dict[str, list[list[Any]]], name: str = "data.xlsx") -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / name)


def _load(folder: Path) -> tuple[dict[str, Table], list[str]]:
    loaded = load_tables(folder)
    return loaded.tables, [fault.say() for fault in loaded.faults]


def test_one_sheet_a_form_and_empty_sheets_are_passed_over(tmp_path: Path) -> None:
    _save(tmp_path, {"labs": [["participant", "age"], ["S-01", 40]], "Sheet1": []})
    tables, faults = _load(tmp_path)
    assert faults == []
    assert list(tables) == ["labs"]
    assert tables["labs"].file == "data.xlsx[labs]"
    assert tables["labs"].rows[0].cells == ("S-01", "40")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("007", "007"),
        (7, "7"),
        (7.0, "7"),
        (1.8, "1.8"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (123456789012.0, "123456789012"),
        (True, "yes"),
        (date(2026, 5, 21), "2026-05-21"),
        (datetime.fromisoformat("2026-05-21T09:40"), "2026-05-21T09:40"),
        (time(9, 40), "09:40"),
        ("１．８", "１．８"),
        (" x ", " x "),
    ],
)
def test_a_cell_becomes_the_text_of_a_csv_cell(tmp_path: Path, value: object, text: str) -> None:
    _save(tmp_path, {"labs": [["a", "b"], ["x", value]]})
    assert _load(tmp_path)[0]["labs"].rows[0].cells == ("x", text)


@pytest.mark.parametrize(
    ("day", "shown", "text"),
    [
        ("2015-06-01", "mmm-yy", "2015-06"),
        ("2015-06-01", "yyyy-mm", "2015-06"),
        ("2015-06-01", 'yyyy"年"m"月";@', "2015-06"),
        ("2015-06-01", "[$-409]mmmm\\ yyyy", "2015-06"),
        ("2015-01-01", '"day "yyyy', "2015"),
        ("2015-06-01", "yyyy", "2015-06-01"),
        ("2015-06-02", "mmm-yy", "2015-06-02"),
        ("2015-06-01", "yyyy-mm-dd", "2015-06-01"),
        ("2015-06-01", "d-mmm", "2015-06-01"),
    ],
)
def test_of_a_date_as_much_is_read_as_the_sheet_shows(
    tmp_path: Path, day: str, shown: str, text: str
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "labs"
    sheet.append(["a", "b"])
    sheet.append(["x", date.fromisoformat(day)])
    sheet["B2"].number_format = shown
    book.save(tmp_path / "data.xlsx")
    assert _load(tmp_path)[0]["labs"].rows[0].cells == ("x", text)


def test_empty_last_cells_are_missing_values_and_not_a_ragged_row(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["participant", "age", "remark"],
        ["S-01", 40],
        ["S-02", None, None],
        ["S-03", 4, "x"],
    ]
    _save(tmp_path, {"labs": rows})
    tables, faults = _load(tmp_path)
    assert faults == []
    cells = [row.cells for row in tables["labs"].rows]
    assert cells == [("S-01", "40", ""), ("S-02", "", ""), ("S-03", "4", "x")]


def test_rows_are_numbered_as_the_sheet_numbers_them(tmp_path: Path) -> None:
    _save(tmp_path, {"labs": [["a", "b"], [None, None], ["x", 1], [], ["y", 2]]})
    assert [row.line for row in _load(tmp_path)[0]["labs"].rows] == [3, 5]


def test_a_formula_that_was_never_computed_is_a_fault(tmp_path: Path) -> None:
    _save(tmp_path, {"labs": [["a", "b"], ["x", "=1+1"]]})
    (fault,) = _load(tmp_path)[1]
    assert fault.startswith("data.xlsx[labs]:2: cell B2 holds a formula without a result")


def test_an_error_of_excel_is_a_fault(tmp_path: Path) -> None:
    _save(tmp_path, {"labs": [["a", "b"], ["x", "#N/A"]]})
    (fault,) = _load(tmp_path)[1]
    assert "cell B2 holds the error #N/A" in fault


def test_a_file_that_is_no_workbook_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "data.xlsx").write_bytes(b"PK\x03\x04 broken")
    assert "not a readable .xlsx workbook" in _load(tmp_path)[1][0]


def test_a_form_given_in_two_tables_is_a_fault(tmp_path: Path) -> None:
    _save(tmp_path, {"labs": [["a", "b"], ["x", 1]]})
    (tmp_path / "labs.csv").write_text("a,b\nx,1\n")
    (fault,) = _load(tmp_path)[1]
    assert "form labs is given in 2 tables: data.xlsx[labs], labs.csv" in fault
