"""Files of a folder in; whether their tables or their faults come out."""

from __future__ import annotations

from pathlib import Path

import pytest

from heliotrope.capture.tables import Table, load_tables, read_csv


def _only(text: str) -> Table:
    table, faults = read_csv("cdasi.csv", text)
    assert table is not None
    assert faults == []
    return table


def _faults(text: str) -> list[str]:
    return [fault.say() for fault in read_csv("cdasi.csv", text)[1]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(end: str) -> None:
    table = _only(end.join(["a,b", "1,2", '"x\n,y",4', ""]))
    assert table.columns == ("a", "b")
    assert [row.cells for row in table.rows] == [("1", "2"), ("x\n,y", "4")]


def test_a_row_knows_the_line_at_which_it_begins() -> None:
    table = _only('a,b\n"1\n2",x\n\n,\n3,y\n')
    assert [(row.line, row.cells[1]) for row in table.rows] == [(2, "x"), (6, "y")]


def test_empty_cells_beyond_the_header_are_what_spreadsheets_leave() -> None:
    table = _only("a,b,,\n1,2,,\n3,4,,\n")
    assert table.columns == ("a", "b")
    assert [row.cells for row in table.rows] == [("1", "2"), ("3", "4")]


def test_ragged_rows_are_faults_and_the_others_are_still_there() -> None:
    table, faults = read_csv("cdasi.csv", "a,b\n1\n1,2,3\n4,5\n")
    assert [(fault.line, fault.what.en) for fault in faults] == [
        (2, "the row has 1 cells and the header has 2"),
        (3, "the row has 3 cells and the header has 2"),
    ]
    assert table is not None
    assert [row.cells for row in table.rows] == [("4", "5")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b,a\n1,2,3\n", "column a is there more than once"),
        ("a,,c\n1,2,3\n", "column 2 has no name"),
        ("a;b;c\n1;2;3\n", "separate cells with commas"),
        ("a\tb\n1\t2\n", "separate cells with commas"),
        ('a,b\n"1,2\n3,4\n', "is not CSV"),
        ("a,b\n1,\0\n", "cdasi.csv:2: the line holds a NUL byte"),
        ("", "the table is empty"),
        (" , \n", "the table is empty"),
    ],
)
def test_what_is_no_table_is_named(text: str, said: str) -> None:
    (fault,) = _faults(text)
    assert said in fault


def _load(folder: Path, encoding: str = "utf-8") -> tuple[dict[str, Table], list[str]]:
    loaded = load_tables(folder, encoding)
    return loaded.tables, [fault.say() for fault in loaded.faults]


def test_a_folder_gives_each_file_as_a_form(tmp_path: Path) -> None:
    (tmp_path / "labs.csv").write_bytes(b"\xef\xbb\xbfparticipant,visit\r\n007,screening\r\n")
    (tmp_path / "cdasi.CSV").write_text("participant,visit\nS-01,baseline\n")
    (tmp_path / "README.md").write_text("not a table")
    (tmp_path / ".hidden.csv").write_text("x")
    (tmp_path / "~$labs.xlsx").write_text("x")
    tables, faults = _load(tmp_path)
    assert faults == []
    assert set(tables) == {"labs", "cdasi"}
    assert tables["labs"].columns == ("participant", "visit")
    assert tables["labs"].rows[0].cells == ("007", "screening")


def test_an_empty_folder_and_a_missing_one_are_faults(tmp_path: Path) -> None:
    assert "holds no table" in _load(tmp_path)[1][0]
    assert "no such folder" in _load(tmp_path / "gone")[1][0]
    (tmp_path / "file.csv").write_text("a,b\n1,2\n")
    assert "no such folder" in _load(tmp_path / "file.csv")[1][0]


def test_chinese_excel_writes_gb18030(tmp_path: Path) -> None:
    text = "participant,remark\nS-01,头皮红斑\n"
    (tmp_path / "labs.csv").write_bytes(text.encode("gb18030"))
    tables, faults = _load(tmp_path)
    assert tables == {}
    (fault,) = faults
    assert fault.startswith("labs.csv:2: the file is not utf-8 text; save it as CSV UTF-8, or")
    assert "--encoding gb18030" in fault
    tables, faults = _load(tmp_path, "gb18030")
    assert faults == []
    assert tables["labs"].rows[0].cells == ("S-01", "头皮红斑")


def test_a_byte_order_mark_outranks_the_encoding_asked_for(tmp_path: Path) -> None:
    (tmp_path / "labs.csv").write_bytes("a,b\n1,红\n".encode("utf-8-sig"))
    assert _load(tmp_path, "gb18030")[0]["labs"].rows[0].cells == ("1", "红")


def test_utf_16_is_named(tmp_path: Path) -> None:
    (tmp_path / "labs.csv").write_bytes("a,b\n1,2\n".encode("utf-16"))
    assert "the file is UTF-16" in _load(tmp_path)[1][0]


def test_a_kind_of_table_that_is_not_read_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "labs.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    assert "save it as CSV (UTF-8) or .xlsx" in _load(tmp_path)[1][0]


def test_faults_of_several_files_are_listed_together(tmp_path: Path) -> None:
    (tmp_path / "labs.csv").write_text("a,a\n1,2\n")
    (tmp_path / "cdasi.csv").write_text("a,b\n1\n")
    (tmp_path / "x.ods").write_text("")
    assert len(_load(tmp_path)[1]) == 3
