"""Rows in, unique ids and the contract's CSV out."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from heliotrope.analysis.results import (
    COLUMNS,
    EMPTY,
    Heading,
    Result,
    Results,
    join_texts,
    render_results,
    write_results,
)
from heliotrope.vocabulary import Bilingual

ROW = Result(
    result_id="change.estimate",
    role="primary",
    analysis="change",
    statistic="estimate",
    value=-1 / 3,
    unit=Bilingual("points", "分"),
    direction="lower",
    text=Bilingual("a, b", "甲、乙"),
    n=9,
)


def test_the_columns_are_the_contracts() -> None:
    text = render_results(Results((ROW,), "f"))
    header, row = list(csv.reader(text.splitlines()))
    assert ",".join(header) == (
        "result_id,role,analysis,estimand,population,endpoint,visit,group,method,statistic,value,"
        "unit,direction,text,n,plan_version,source"
    )
    assert tuple(header) == COLUMNS
    assert row[header.index("text")] == "a, b"
    assert row[header.index("n")] == "9"


def test_a_float_is_printed_in_full_and_a_decimal_exactly() -> None:
    rows = (
        ROW,
        replace(ROW, result_id="b", value=Decimal("1.80")),
        replace(ROW, result_id="c", value=None),
    )
    read = list(csv.DictReader(render_results(Results(rows, "f")).splitlines()))
    assert float(read[0]["value"]) == -1 / 3
    assert [line["value"] for line in read[1:]] == ["1.80", ""]


def test_one_id_stands_once() -> None:
    with pytest.raises(ValueError, match="result_id"):
        Results((ROW, ROW), "f")


def test_a_row_is_found_by_its_id() -> None:
    results = Results((ROW,), "f")
    assert results["change.estimate"] is ROW
    assert results.find("nothing") is None
    assert list(results.select("change")) == [ROW]
    with pytest.raises(KeyError):
        results["nothing"]


def test_a_heading_shares_what_a_row_does_not_give() -> None:
    heading = Heading(ROW, "change")
    row = heading.row("p", "p", 0.04, n=9, unit=EMPTY, direction="")
    assert (row.result_id, row.role, row.value, row.unit, row.direction) == (
        "change.p",
        "primary",
        0.04,
        EMPTY,
        "",
    )
    assert heading.row("lower", "lower", -2.0).unit == ROW.unit
    assert heading.row("lower", "lower", -2.0).text == EMPTY


def test_texts_are_joined_without_the_empty_ones() -> None:
    joined = join_texts([Bilingual("One.", "一。"), EMPTY, Bilingual("Two.", "二。")])
    assert joined == Bilingual("One. Two.", "一。二。")


def test_the_file_begins_with_a_byte_order_mark_and_is_english(tmp_path: Path) -> None:
    write_results(Results((ROW,), "f"), tmp_path / "results.csv")
    written = (tmp_path / "results.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfresult_id,")
    assert b"points" in written
    assert "分".encode() not in written
