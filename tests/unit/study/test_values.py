"""Raw texts in, typed values or faults out: what a browser or a CSV cell may send."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliotrope.study.forms import Code, Item, ItemType
from heliotrope.study.values import (
    ReadingContext,
    describe_conversion,
    format_value,
    is_begun,
    read_value,
    show_signs,
    show_value,
)
from heliotrope.vocabulary import Bilingual, Fault, Missing, PartialDate

NANCHANG = ReadingContext(time_zone="Asia/Shanghai")


def make_item(type_: ItemType, **given: object) -> Item:
    return Item.model_validate(
        {"name": "wbc", "label": Bilingual("White cells", "白细胞"), "type": type_, **given}
    )


CODES = (
    Code(code="1", label=Bilingual("Male", "男")),
    Code(code="012", label=Bilingual("Female", "女")),
)
INTEGER = make_item("integer", low=Decimal(0), high=Decimal(3))
DECIMAL = make_item("decimal", low=Decimal(0), high=Decimal(500), decimals=2, unit="10^9/L")
CODE = make_item("code", codes=CODES)
WORDS = make_item(
    "code",
    codes=tuple(
        Code(code=code, label=Bilingual(f"word {code}", f"词 {code}"))
        for code in ("yes", "nr", "U/L", "a", "A")
    ),
)
AMBIGUOUS = make_item(
    "code",
    codes=tuple(
        Code(code=code, label=Bilingual(f"word {code}", f"词 {code}")) for code in ("CKmb", "CkMB")
    ),
)
DATE, MOMENT = make_item("date"), make_item("datetime")
PARTIAL = make_item("date", partial=True)
TEXT, YES_NO = make_item("text"), make_item("yes_no")
SIGNED = make_item("decimal")


@pytest.mark.parametrize(
    ("item", "raw", "value"),
    [
        (INTEGER, "3", 3),
        (INTEGER, "0", 0),
        (INTEGER, "２", 2),
        (DECIMAL, "3.05", Decimal("3.05")),
        (DECIMAL, "１．８", Decimal("1.8")),
        (DECIMAL, "500", Decimal(500)),
        (SIGNED, "-1.5", Decimal("-1.5")),
        (SIGNED, "−1.5", Decimal("-1.5")),
        (SIGNED, "-0.0", Decimal("0.0")),
        (CODE, "1", "1"),
        (CODE, "０１２", "012"),
        (WORDS, "nr", "nr"),
        (WORDS, "NR", "nr"),
        (WORDS, "ＮＲ", "nr"),
        (WORDS, "Yes", "yes"),
        (WORDS, "u/l", "U/L"),
        (WORDS, "a", "a"),
        (WORDS, "A", "A"),
        (WORDS, "NA", Missing.NA),
        (YES_NO, "yes", True),
        (YES_NO, "no", False),
        (YES_NO, "是", True),
        (DATE, "2026-02-28", date(2026, 2, 28)),
        (DATE, "２０２６－０２－２８", date(2026, 2, 28)),
        (DATE, "2024-02-29", date(2024, 2, 29)),
        (PARTIAL, "2026-02-28", date(2026, 2, 28)),
        (PARTIAL, "2015", PartialDate(2015)),
        (PARTIAL, "２０１５－０６", PartialDate(2015, 6)),
        (PARTIAL, "1900", PartialDate(1900)),
        (PARTIAL, "2100-12", PartialDate(2100, 12)),
        (MOMENT, "2026-01-05T09:30", datetime(2026, 1, 5, 1, 30, tzinfo=UTC)),
        (MOMENT, "2026-01-05 09:30:15", datetime(2026, 1, 5, 1, 30, 15, tzinfo=UTC)),
        (MOMENT, "2026-01-05T09:30Z", datetime(2026, 1, 5, 9, 30, tzinfo=UTC)),
        (MOMENT, "2026-01-05T09:30+01:00", datetime(2026, 1, 5, 8, 30, tzinfo=UTC)),
        (TEXT, " 好的, １２ ", " 好的, １２ "),
        (TEXT, "a\r\nb", "a\nb"),
        *[(item, "ND", Missing.ND) for item in (INTEGER, DECIMAL, CODE, DATE, TEXT, YES_NO)],
        (DECIMAL, "UNK", Missing.UNK),
        (DECIMAL, "ＮＡ", Missing.NA),
        *[(item, raw, None) for item in (INTEGER, TEXT, DATE) for raw in ("", "  ", "　")],
    ],
)
def test_it_reads(item: Item, raw: str, value: object) -> None:
    read = read_value(item, raw, NANCHANG)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("item", "raw"),
    [
        *[
            (item, raw)
            for item in (INTEGER, DECIMAL)
            for raw in (
                *("abc", "12O", "1_0", "+3", " 3", "3 ", "1e2", "0x1", "1,0", ".5", "5.", "--1"),
                *("007", "٣", "三", "1.2.3", "Infinity", "nan", "9" * 5000, "3\n", "<0.5", "1.8↑"),
            )
        ],
        (INTEGER, "4"),
        (INTEGER, "-1"),
        (INTEGER, "1.0"),
        (DECIMAL, "500.01"),
        (DECIMAL, "-0.01"),
        (DECIMAL, "1.234"),
        (CODE, "2"),
        (CODE, "12"),
        (CODE, "Male"),
        (CODE, "nd"),
        (AMBIGUOUS, "ckmb"),
        (WORDS, "NR "),
        (YES_NO, "1"),
        (YES_NO, "true"),
        (DATE, "2026-13-45"),
        (DATE, "2026-02-29"),
        (DATE, "26-02-28"),
        (DATE, "2026-2-28"),
        (DATE, "0026-02-28"),
        (DATE, "2026/02/28"),
        (DATE, "2026-02-28T00:00"),
        (DATE, "2026"),
        (DATE, "2026-02"),
        *[
            (PARTIAL, raw)
            for raw in ("1899", "2101", "2015-00", "2015-13", "2015-6", "15", "2015-", "201506")
        ],
        (MOMENT, "2026-01-05"),
        (MOMENT, "2026-01-05T24:00"),
        (MOMENT, "2026-01-05T09:30+99:00"),
        (MOMENT, "2026-01-05T9:30"),
        (TEXT, "a\x00b"),
        (TEXT, "\ud800"),
        (TEXT, "x" * 10_001),
    ],
)
def test_it_refuses_and_names_the_item(item: Item, raw: str) -> None:
    fault = read_value(item, raw, NANCHANG)
    assert isinstance(fault, Fault)
    assert fault.where == "wbc"
    assert fault.what.en.startswith("White cells: ")
    assert fault.what.zh.startswith("白细胞：")
    assert fault.right.en
    assert fault.right.zh


@pytest.mark.parametrize(
    ("item", "raw", "sentence"),
    [
        (
            DECIMAL,
            "12O",
            (
                "wbc: White cells: “12O” is not a number; give a number from 0 to 500 with at most "
                "2 decimal places in 10^9/L, in the digits 0-9 (a letter stands where a digit "
                "belongs: 120?)"
            ),
        ),
        (
            INTEGER,
            "4",
            (
                "wbc: White cells: “4” is above the highest possible value, 3; "
                "give a whole number from 0 to 3, in the digits 0-9"
            ),
        ),
        (
            DECIMAL,
            "1.234",
            (
                "wbc: White cells: “1.234” has 3 decimal places; give a number from 0 to 500 with "
                "at most 2 decimal places in 10^9/L, in the digits 0-9"
            ),
        ),
        (DATE, "2026年4月6日", "wbc: White cells: “2026年4月6日” is not a date; write 2026-04-06"),
        (PARTIAL, "2015年6月", "wbc: White cells: “2015年6月” is not a date; write 2015-06"),
        (PARTIAL, "2015年", "wbc: White cells: “2015年” is not a date; write 2015"),
        (
            PARTIAL,
            "long ago",
            (
                "wbc: White cells: “long ago” is not a date; give a calendar date as "
                "year-month-day, e.g. 2026-01-31; where no more is known 2026-01 or 2026"
            ),
        ),
        (CODE, "男", "wbc: White cells: “男” is not among the codes; give 1"),
        (CODE, "7", "wbc: White cells: “7” is not among the codes; give one of 1, 012"),
    ],
)
def test_what_it_says(item: Item, raw: str, sentence: str) -> None:
    fault = read_value(item, raw)
    assert isinstance(fault, Fault)
    assert fault.say() == sentence


def test_in_a_file_the_fault_names_file_line_and_column() -> None:
    fault = read_value(INTEGER, "x", ReadingContext("cdasi.csv", 7))
    assert isinstance(fault, Fault)
    assert fault.say().startswith(
        "cdasi.csv:7: column wbc (White cells): “x” is not a whole number"
    )
    assert fault.say("zh").startswith("cdasi.csv:7: 列 wbc（白细胞）：「x」不是整数；")


def test_an_identifying_value_is_not_repeated() -> None:
    fault = read_value(make_item("date", identifying=True), "1970/01/02")
    assert isinstance(fault, Fault)
    assert "1970" not in fault.say() + fault.say("zh")


def test_a_conversion_is_reported() -> None:
    note = describe_conversion(DECIMAL, "１．８")
    assert note == Bilingual("“１．８” was read as “1.8”", "「１．８」已转换为「1.8」")
    assert describe_conversion(DECIMAL, "1.8") is None
    assert describe_conversion(TEXT, "１．８") is None


def test_a_time_that_the_clock_skipped_is_refused() -> None:
    stockholm = ReadingContext(time_zone="Europe/Stockholm")
    assert isinstance(read_value(MOMENT, "2026-03-29T02:30", stockholm), Fault)
    assert not isinstance(read_value(MOMENT, "2026-03-29T03:30", stockholm), Fault)


def test_limits_of_a_number_with_codes() -> None:
    item = make_item("integer", codes=(Code(code="0", label=Bilingual("absent", "无")),))
    assert read_value(item, "0") == 0
    assert isinstance(read_value(item, "1"), Fault)


@pytest.mark.parametrize(
    ("item", "value", "en", "zh"),
    [
        (CODE, "012", "Female", "女"),
        (YES_NO, True, "yes", "是"),
        (SIGNED, Decimal("-1.50"), "−1.50", "−1.50"),
        (MOMENT, datetime(2026, 1, 5, 1, 30, tzinfo=UTC), "2026-01-05 09:30", "2026-01-05 09:30"),
        (DATE, date(2026, 1, 5), "2026-01-05", "2026-01-05"),
        (PARTIAL, PartialDate(2015, 6), "2015-06", "2015-06"),
        (DATE, None, "—", "—"),
        (DATE, Missing.UNK, "unknown (UNK)", "不详（UNK）"),
    ],
)
def test_how_it_is_shown(item: Item, value: object, en: str, zh: str) -> None:
    assert show_value(item, value, "en", "Asia/Shanghai") == en  # type: ignore[arg-type]
    assert show_value(item, value, "zh", "Asia/Shanghai") == zh  # type: ignore[arg-type]


MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2100, 12, 30), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
TYPED = st.one_of(
    st.tuples(st.just(SIGNED), st.decimals(-(10**9), 10**9, places=3).map(abs)),
    st.tuples(st.just(make_item("integer")), st.integers(-(10**20), 10**20)),
    st.tuples(st.just(DATE), st.dates(date(1900, 1, 1), date(2100, 12, 31))),
    st.tuples(
        st.just(PARTIAL),
        st.builds(PartialDate, st.integers(1900, 2100), st.none() | st.integers(1, 12)),
    ),
    st.tuples(st.just(MOMENT), MOMENTS),
    st.tuples(st.just(YES_NO), st.booleans()),
    st.tuples(st.just(CODE), st.sampled_from(["1", "012"])),
    st.tuples(st.just(DECIMAL), st.sampled_from(Missing)),
)


@given(typed=TYPED, zone=st.sampled_from(["Asia/Shanghai", "Europe/Stockholm", "UTC"]))
def test_what_is_written_is_read_back(typed: tuple[Item, object], zone: str) -> None:
    item, value = typed
    text = format_value(value, zone)  # type: ignore[arg-type]
    assert text.isascii()
    assert read_value(item, text, ReadingContext(time_zone=zone)) == value


@given(
    raw=st.text(max_size=40),
    item=st.sampled_from([INTEGER, DECIMAL, CODE, DATE, PARTIAL, MOMENT, YES_NO]),
)
def test_it_never_raises_and_what_it_reads_is_plain(raw: str, item: Item) -> None:
    value = read_value(item, raw, NANCHANG)
    if value is not None and not isinstance(value, Fault):
        again = read_value(item, format_value(value, "Asia/Shanghai"), NANCHANG)
        assert again == value


def test_signs_are_shown_as_they_are_printed() -> None:
    assert show_signs("WBC < 3.0 × 10^9/L, HGB <= 85 g/L") == "WBC < 3.0 × 10⁹/L, HGB ≤ 85 g/L"
    assert show_signs("10^-3 >= x") == "10⁻³ ≥ x"


GLOBAL = make_item("decimal", low=0, high=10, decimals=2)


@pytest.mark.parametrize(
    ("item", "begun", "done"),
    [
        (GLOBAL, "1. 10. 0.", "10.5 11 -1 - abc 1.234 0,5 00"),
        (make_item("integer", low=30, high=300), "3 1 12", "0 301 1. 4000 -3 03"),
        (make_item("integer", low=-5, high=5), "-", "-6 6 -60"),
        (make_item("integer", low=-300, high=-30), "- -3 -12", "3 -301 -0"),
        (make_item("integer"), "-", "x 1."),
        (make_item("date"), "2 2026 2026-1 20260513 2026-13-4", "2026-13-45 May 20261345x"),
        (make_item("datetime"), "2026-05-21 09:4", "2026-13-45 09:40 noon"),
        (make_item("text"), "", "x"),
    ],
)  # fmt: skip
def test_what_may_still_become_a_value(item: Item, begun: str, done: str) -> None:
    if item.type == "datetime":
        assert is_begun(item, begun)
        assert not is_begun(item, done)
        return
    assert [raw for raw in begun.split() if not is_begun(item, raw)] == []
    assert [raw for raw in done.split() if is_begun(item, raw)] == []
