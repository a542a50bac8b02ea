"""An `.xlsx` workbook → the numbered lines of text of each sheet, or every fault of reading."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from heliotrope.vocabulary import Bilingual, Fault

Lines = list[tuple[int, list[str]]]


def load_sheets(path: Path) -> tuple[list[tuple[str, Lines]], list[Fault]]:
    """Each sheet that holds anything, by name: its rows as text, numbered as in the sheet.

    Excel's dates become ISO 8601, its numbers their shortest decimal form, TRUE and FALSE `yes` and
    `no`. What is typed as 2015-06 Excel keeps as the first of June and shows as a month: then the
    month alone is read. Of a formula the value counts that Excel last computed; without one it is a
    fault, as is an error such as #N/A.
    """
    try:
        sheets = _read_sheets(path, values=False)
        if any(cell.data_type == "f" for _, rows in sheets for row in rows for cell in row):
            computed = dict(_read_sheets(path, values=True))
            return _convert(path.name, sheets, computed)
        return _convert(path.name, sheets, {})
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, SyntaxError):
        return [], [_unreadable(path.name)]


def _read_sheets(path: Path, *, values: bool) -> list[tuple[str, list[list[Any]]]]:
    # openpyxl loads numpy where it is installed; this room does without, and most folders are CSV.
    from openpyxl import load_workbook  # noqa: PLC0415

    book = load_workbook(path, read_only=True, data_only=values)
    try:
        found = []
        for sheet in book.worksheets:
            # Some programs write a wrong extent, and rows beyond it would be lost.
            sheet.reset_dimensions()
            found.append((sheet.title, [list(row) for row in sheet.iter_rows()]))
        return found
    finally:
        book.close()


def _convert(
    file: str, sheets: list[tuple[str, list[list[Any]]]], computed: dict[str, list[list[Any]]]
) -> tuple[list[tuple[str, Lines]], list[Fault]]:
    found: list[tuple[str, Lines]] = []
    faults: list[Fault] = []
    for name, rows in sheets:
        lines: Lines = []
        width = max((len(row) for row in rows), default=0)
        for index, row in enumerate(rows):
            number = next((c.row for c in row if c.value is not None), None)
            if number is None:
                continue
            cells = computed[name][index] if computed else row
            texts = [_render_cell(cell) for cell in cells]
            # A sheet keeps only cells that hold something: a row may end before the header does.
            lines.append((number, texts + [""] * (width - len(texts))))
            faults += _check_cells(f"{file}[{name}]", number, row, cells)
        if lines:
            found.append((name, lines))
    return found, faults


_ASIDE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
"""What is no letter of the date in a number format: words, escapes, colors and spaces."""


def _render_cell(cell: Any) -> str:  # noqa: ANN401 - openpyxl's cells share no base
    """A cell's value; of a first of the month that is shown without its day what is shown."""
    value = cell.value
    if isinstance(value, datetime) and value.time() == time(0) and value.day == 1:
        letters = _ASIDE.sub("", str(cell.number_format)).lower()
        if "y" in letters and "d" not in letters:
            if "m" in letters:
                return f"{value:%Y-%m}"
            return f"{value:%Y}" if value.month == 1 else value.date().isoformat()
    return _render(value)


def _render(value: object) -> str:
    """A cell's value as the text that a CSV cell would hold."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        # Excel keeps 15 digits; repr would show the noise after them.
        return format(Decimal(format(value, ".15g")), "f")
    if isinstance(value, datetime):
        return _render_moment(value)
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def _render_moment(value: datetime) -> str:
    if value.time() == time(0):
        return value.date().isoformat()
    return value.isoformat(timespec="seconds" if value.second else "minutes")


def _check_cells(file: str, line: int, row: list[Any], computed: list[Any]) -> list[Fault]:
    faults = []
    for cell, result in zip(row, computed, strict=False):
        if cell.value is None:
            continue
        if result.data_type == "e":
            faults.append(_bad_cell(file, line, cell.coordinate, f"holds the error {result.value}"))
        elif cell.data_type == "f" and result.value is None:
            faults.append(
                _bad_cell(file, line, cell.coordinate, "holds a formula without a result")
            )
    return faults


def _unreadable(file: str) -> Fault:
    return Fault(
        file,
        Bilingual("this is not a readable .xlsx workbook", "无法读取此 .xlsx 工作簿"),
        Bilingual(
            "open it in Excel and save it as .xlsx without a password",
            "请用 Excel 打开并另存为不加密的 .xlsx",
        ),
    )


def _bad_cell(file: str, line: int, coordinate: str, what: str) -> Fault:
    return Fault(
        file,
        Bilingual(f"cell {coordinate} {what}", f"单元格 {coordinate} 含有公式错误或无结果的公式"),
        Bilingual("put the value itself there", "请直接填写数值"),
        line,
    )
