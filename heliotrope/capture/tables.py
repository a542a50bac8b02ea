"""A folder of CSV files or workbooks → tables of text, one a form, or every fault of reading.

What the texts mean is for `intake`; here only the shape of a table is looked at.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from heliotrope.capture.workbook import load_sheets
from heliotrope.vocabulary import Bilingual, Fault

ENCODINGS = ("utf-8", "gb18030")
"""What a CSV file may be written in; UTF-8 with or without a byte-order mark."""

BYTE_ORDER_MARK = "\ufeff"
LONGEST_CELL = 131_072
"""Characters; the limit of Python's CSV reader, far above any answer."""

UNREADABLE_KINDS = frozenset({".xls", ".xlsm", ".xlsb", ".ods", ".tsv", ".numbers", ".et"})
"""Tables in a form that is not read. Never passed over in silence."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its cells as text, and where it stands."""

    line: int
    """1-based line of the CSV file, or row of the sheet, at which it begins."""
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One form's data as text: every row has as many cells as there are columns."""

    file: str
    """Name for messages: `cdasi.csv`, or `data.xlsx[cdasi]` for a sheet."""
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    header_line: int = 1


@dataclass(frozen=True, slots=True)
class LoadedTables:
    """What a folder holds: form name to table, and everything that could not be read.

    A table whose header is sound is there with its readable rows even if others are faults, so
    that one look finds everything.
    """

    tables: dict[str, Table]
    faults: tuple[Fault, ...]


def load_tables(folder: Path, encoding: str = "utf-8") -> LoadedTables:
    """The tables of a folder: each CSV file, and each sheet of each `.xlsx` workbook that has rows.

    Folders in it, hidden files and the lock files of Excel are passed over. Never raises for what
    the files hold: a file that cannot be read is a fault, and so is a folder without any table.
    """
    if not folder.is_dir():
        return LoadedTables({}, (_no_folder(folder),))
    found: list[tuple[str, Table]] = []
    faults: list[Fault] = []
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        if path.is_dir() or path.name.startswith((".", "~$")):
            continue
        tables, unread = _load_file(path, encoding)
        found += tables
        faults += unread
    faults += _check_once(found)
    if not found and not faults:
        faults.append(_nothing(folder))
    return LoadedTables(dict(found), tuple(faults))


SYNTHETIC_MARK = "SYNTHETIC.txt"
"""The file beside exported tables that says of them that nobody in them is real."""


def is_synthetic(folder: Path) -> bool:
    """True if the folder is marked as holding synthetic data."""
    return (folder / SYNTHETIC_MARK).exists()


def _load_file(path: Path, encoding: str) -> tuple[list[tuple[str, Table]], list[Fault]]:
    kind = path.suffix.lower()
    if kind == ".csv":
        table, faults = _load_csv(path, encoding)
        return ([(path.stem, table)] if table else []), faults
    if kind == ".xlsx":
        return _load_workbook(path)
    return [], [_wrong_kind(path)] if kind in UNREADABLE_KINDS else []


# ---------------------------------------------------------------- CSV


def _load_csv(path: Path, encoding: str) -> tuple[Table | None, list[Fault]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        return None, [_not_opened(path.name, error)]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [not_decoded(path.name, "UTF-16", 1)]
    # A byte-order mark says UTF-8, whatever was asked for.
    name = "utf-8-sig" if encoding == "utf-8" or content[:3] == b"\xef\xbb\xbf" else encoding
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return None, [not_decoded(path.name, encoding, line)]
    return read_csv(path.name, text)


def read_csv(file: str, text: str) -> tuple[Table | None, list[Fault]]:
    """The table of a CSV text with a header, as far as it can be read, and its faults.

    Lines may end in LF, CRLF or CR; a quoted cell may hold line ends. Rows without any text are
    passed over. `file` is its name in faults.
    """
    faults = [_control(file, line) for line in _find_nul(text)]
    if faults:
        return None, faults
    lines: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            lines.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        return None, [_not_csv(file, begins, error)]
    return shape_table(file, lines)


def shape_table(
    file: str, lines: Iterable[tuple[int, Sequence[str]]]
) -> tuple[Table | None, list[Fault]]:
    """The table of numbered lines, the header first; None without a sound header; every fault."""
    remaining = [
        (line, list(cells)) for line, cells in lines if any(cell.strip() for cell in cells)
    ]
    if not remaining:
        return None, [_empty_file(file)]
    header_line, header = remaining.pop(0)
    columns = _trim([name.strip() for name in header])
    faults = _check_header(file, header_line, columns)
    if faults:
        return None, faults
    rows = []
    for line, cells in remaining:
        if len(header) > len(cells) or any(cell.strip() for cell in cells[len(columns) :]):
            faults.append(_ragged(file, line, len(_trim(cells)), len(columns)))
        else:
            rows.append(TableRow(line, tuple(cells[: len(columns)])))
    return Table(file, tuple(columns), tuple(rows), header_line), faults


def _trim(cells: Sequence[str]) -> list[str]:
    """Without the empty cells at the end, which spreadsheets leave behind."""
    kept = list(cells)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _find_nul(text: str) -> list[int]:
    return [number for number, line in enumerate(text.split("\n"), start=1) if "\0" in line]


def _check_header(file: str, line: int, columns: Sequence[str]) -> list[Fault]:
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t"):
        return [_not_commas(file, line)]
    twice = [name for name, times in Counter(columns).items() if name and times > 1]
    faults = [_column_twice(file, line, name) for name in twice]
    return faults + [
        _column_unnamed(file, line, position)
        for position, name in enumerate(columns, start=1)
        if not name
    ]


def _check_once(found: Sequence[tuple[str, Table]]) -> list[Fault]:
    times = Counter(name for name, _ in found)
    return [
        _form_twice(name, [table.file for other, table in found if other == name])
        for name, count in times.items()
        if count > 1
    ]


# ---------------------------------------------------------------- workbooks


def _load_workbook(path: Path) -> tuple[list[tuple[str, Table]], list[Fault]]:
    sheets, faults = load_sheets(path)
    found = []
    for name, lines in sheets:
        table, shapeless = shape_table(f"{path.name}[{name}]", lines)
        faults += shapeless
        found += [(name, table)] if table else []
    return found, faults


# ---------------------------------------------------------------- faults


def _no_folder(folder: Path) -> Fault:
    return Fault(
        str(folder),
        Bilingual("there is no such folder", "没有这个文件夹"),
        Bilingual(
            "give a folder with one CSV file a form", "请指定文件夹，其中每张表一个 CSV 文件"
        ),
    )


def _nothing(folder: Path) -> Fault:
    return Fault(
        str(folder),
        Bilingual("the folder holds no table", "文件夹中没有数据表"),
        Bilingual(
            "put one CSV file a form into it, named as the form is, e.g. cdasi.csv",
            "请为每张表放入一个 CSV 文件，文件名与表名相同，例如 cdasi.csv",
        ),
    )


def _wrong_kind(path: Path) -> Fault:
    return Fault(
        path.name,
        Bilingual("tables of this kind are not read", "不支持读取此类文件"),
        Bilingual("save it as CSV (UTF-8) or .xlsx", "请另存为 CSV（UTF-8）或 .xlsx"),
    )


def _not_opened(file: str, error: OSError) -> Fault:
    reason = error.strerror or type(error).__name__
    return Fault(
        file,
        Bilingual(f"the file cannot be opened ({reason})", f"文件无法打开（{reason}）"),
        Bilingual("check that it may be read", "请检查读取权限"),
    )


def not_decoded(file: str, encoding: str, line: int | None = None) -> Fault:
    """The fault of a file that is no text in that encoding."""
    if encoding == "UTF-16":
        what = Bilingual("the file is UTF-16", "文件为 UTF-16 编码")
    else:
        what = Bilingual(f"the file is not {encoding} text", f"文件不是 {encoding} 文本")
    return Fault(
        file,
        what,
        Bilingual(
            "save it as CSV UTF-8, or say --encoding gb18030 if it comes from Chinese Excel",
            "请另存为 CSV UTF-8；若由中文版 Excel 导出，请加 --encoding gb18030",
        ),
        line,
    )


def _control(file: str, line: int) -> Fault:
    return Fault(
        file,
        Bilingual("the line holds a NUL byte", "该行含有 NUL 字节"),
        Bilingual("export the file anew as plain CSV", "请重新导出为普通 CSV"),
        line,
    )


def _not_csv(file: str, line: int, error: csv.Error) -> Fault:
    return Fault(
        file,
        Bilingual(f"the row is not CSV ({error})", f"该行不是有效的 CSV（{error}）"),
        Bilingual(
            "separate cells with commas and close every quotation mark",
            "请以逗号分隔单元格，并闭合每一处引号",
        ),
        line,
    )


def _empty_file(file: str) -> Fault:
    return Fault(
        file,
        Bilingual("the table is empty", "数据表为空"),
        Bilingual("begin with a row of column names", "首行请填写列名"),
    )


def _ragged(file: str, line: int, given: int, wanted: int) -> Fault:
    return Fault(
        file,
        Bilingual(
            f"the row has {given} cells and the header has {wanted}",
            f"该行有 {given} 个单元格，而表头有 {wanted} 个",
        ),
        Bilingual(
            "give each column its cell, an empty one where nothing is known;"
            " put a cell with a comma in quotation marks",
            "请为每一列保留单元格，无值时留空；含逗号的单元格请加引号",
        ),
        line,
    )


def _not_commas(file: str, line: int) -> Fault:
    return Fault(
        file,
        Bilingual("the header has one column only", "表头只有一列"),
        Bilingual("separate cells with commas", "请以逗号分隔单元格"),
        line,
    )


def _column_twice(file: str, line: int, name: str) -> Fault:
    return Fault(
        file,
        Bilingual(f"column {name[:40]} is there more than once", f"列 {name[:40]} 重复"),
        Bilingual("keep one", "请只保留一列"),
        line,
    )


def _column_unnamed(file: str, line: int, position: int) -> Fault:
    return Fault(
        file,
        Bilingual(f"column {position} has no name", f"第 {position} 列没有列名"),
        Bilingual("name it or remove it", "请填写列名或删去该列"),
        line,
    )


def _form_twice(name: str, files: Sequence[str]) -> Fault:
    return Fault(
        files[-1],
        Bilingual(
            f"form {name} is given in {len(files)} tables: {', '.join(files)}",
            f"表 {name} 出现在 {len(files)} 个数据表中：{'、'.join(files)}",
        ),
        Bilingual("keep one", "请只保留一个"),
    )
