"""Datasets in, the bytes of SAS transport files out, checked by hand against the layout."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from math import nextafter
from pathlib import Path

import numpy as np
import pytest

from heliotrope.datasets.xpt import (
    LARGEST,
    SMALLEST,
    UnableToPackError,
    check_packable,
    pack_doubles,
    render_xpt,
    write_xpt,
)
from tests.unit.datasets.made import ADSL, LB, dataset, number, text

OBSERVATIONS = b"HEADER RECORD*******OBS     HEADER RECORD!!!!!!!" + b"0" * 30 + b"  "
MOMENT = datetime(2026, 3, 5, 7, 8, 9, tzinfo=UTC)


def pack(value: float) -> str:
    return f"{int(pack_doubles(np.array([value]))[0]):016X}"


@pytest.mark.parametrize(
    ("value", "packed"),
    [
        # By hand: sign and (power of 16 + 64) in the first byte, then the fraction.
        (0.0, "0000000000000000"),
        (1.0, "4110000000000000"),  # 1/16 x 16^1
        (-1.0, "C110000000000000"),
        (2.0, "4120000000000000"),
        (0.5, "4080000000000000"),  # 8/16 x 16^0
        (15.0, "41F0000000000000"),
        (16.0, "4210000000000000"),
        (100.0, "4264000000000000"),  # 0x64
        (-118.625, "C276A00000000000"),  # 0x76.A, the worked example of many textbooks
        (0.1, "401999999999999A"),  # as the IEEE double, whose last digits are 99A
        (float("nan"), "2E00000000000000"),  # a full stop
        (SMALLEST, "0010000000000000"),
        (-SMALLEST, "8010000000000000"),
        (nextafter(SMALLEST, 0), "0000000000000000"),
        (5e-324, "0000000000000000"),
        (nextafter(LARGEST, 0), "7FFFFFFFFFFFFFF8"),
    ],
)
def test_a_number_is_the_ibm_double_of_the_same_value(value: float, packed: str) -> None:
    assert pack(value) == packed


def test_the_head_says_what_the_layout_wants_record_by_record() -> None:
    made = render_xpt(ADSL, MOMENT)
    records = [made[at : at + 80].decode("ascii") for at in range(0, 640, 80)]
    assert [len(record) for record in records] == [80] * 8
    assert records[0] == f"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!{'0' * 30}  "
    assert records[1] == (f"SAS     SAS     SASLIB  9.4     {'':8}{'':24}05MAR26:07:08:09")
    assert records[2] == f"05MAR26:07:08:09{'':64}"
    assert records[3].rstrip() == (
        "HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!000000000000000001600000000140"
    )
    assert records[4] == f"HEADER RECORD*******DSCRPTR HEADER RECORD!!!!!!!{'0' * 30}  "
    assert records[5] == (f"SAS     ADSL    SASDATA 9.4     {'':8}{'':24}05MAR26:07:08:09")
    assert records[6] == f"05MAR26:07:08:09{'':16}{'Subject-Level Analysis':40}{'':8}"
    assert records[7].rstrip() == (
        "HEADER RECORD*******NAMESTR HEADER RECORD!!!!!!!000000000400000000000000000000"
    )


def test_each_variable_is_described_in_140_bytes() -> None:
    made = render_xpt(ADSL, MOMENT)
    fields = [
        struct.unpack_from(">hhhh8s40s8shhh2s8shhl52s", made, 640 + 140 * n) for n in range(4)
    ]
    types, _, lengths, places, names, labels, formats, widths, *_ = zip(*fields, strict=True)
    assert types == (2, 1, 2, 2)
    assert lengths == (9, 8, 1, 6)  # two Chinese letters are six bytes
    assert places == (1, 2, 3, 4)
    assert [name.decode() for name in names] == ["USUBJID ", "TRTSDT  ", "SAFFL   ", "REASON  "]
    assert labels[1].decode() == f"{'Date of First Exposure':40}"
    assert [one.decode().strip() for one in formats] == ["", "DATE", "", ""]
    assert widths == (0, 9, 0, 0)
    assert [one[14] for one in fields] == [0, 9, 17, 18]


def test_rows_follow_each_other_and_the_last_record_is_filled_with_blanks() -> None:
    made = render_xpt(ADSL, MOMENT)
    rows = made.partition(b"HEADER RECORD*******OBS     HEADER RECORD!!!!!!!" + b"0" * 30 + b"  ")[
        2
    ]
    assert len(made) % 80 == 0
    # 2026-01-06 is 24112 = 0x5E30 days after 1960-01-01.
    first = b"ABC-1-001" + bytes.fromhex("445E300000000000") + b"Y" + b" " * 6
    second = b"ABC-1-002" + b"." + bytes(7) + b"N" + "退出".encode()
    assert rows == (first + second).ljust(80)


def test_a_file_holds_what_is_rendered(tmp_path: Path) -> None:
    write_xpt(LB, MOMENT, tmp_path / "lb.xpt")
    assert (tmp_path / "lb.xpt").read_bytes() == render_xpt(LB, MOMENT)


def test_a_dataset_without_rows_has_a_head_only() -> None:
    made = render_xpt(dataset((text("A"), number("B")), []), MOMENT)
    assert made.endswith(OBSERVATIONS)


def test_many_rows_are_written_as_few_are() -> None:
    rows: list[dict[str, object]] = [{"A": f"row {n}", "B": n} for n in range(40_000)]
    made = render_xpt(dataset((text("A"), number("B")), rows), MOMENT)
    last = b"row 39999" + bytes.fromhex("449C3F0000000000")  # 39999 = 0x9C3F
    assert last in made[-160:]


@pytest.mark.parametrize(
    ("variable", "value", "what"),
    [
        (text("TOOLONGNAME"), "a", "TOOLONGNAME"),
        (text("lower"), "a", "lower"),
        (text("1A"), "a", "1A"),
        (text("A", "L" * 41), "a", "41 bytes"),
        (text("A", "标" * 14), "a", "42 bytes"),
        (text("A"), "x" * 201, "201 bytes"),
        (text("A"), "字" * 67, "201 bytes"),
        (number("A"), float("inf"), "not finite"),
        (number("A"), float("nan"), "not finite"),
        (number("A"), LARGEST, "too large"),
        (number("A"), -LARGEST, "too large"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(variable: object, value: object, what: str) -> None:
    made = dataset((variable,), [{variable.name: value}])  # type: ignore[arg-type, attr-defined]
    (fault,) = check_packable(made)
    assert what in fault.say("en")
    assert fault.what.zh
    with pytest.raises(UnableToPackError, match=what.replace("(", r"\(")):
        render_xpt(made, MOMENT)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        (text("ABCDEFGH", "L" * 40), "x" * 200),
        (text("_A1"), "字" * 66),
        (number("A"), nextafter(LARGEST, 0)),
    ],
)
def test_what_just_fits_is_taken(variable: object, value: object) -> None:
    made = dataset((variable,), [{variable.name: value}])  # type: ignore[arg-type, attr-defined]
    assert check_packable(made) == []
