"""CSV text of answers in; whether the CSV text of scores says what the contract says out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

import pytest

from heliotrope.instruments.catalog import INSTRUMENTS
from heliotrope.instruments.cdasi import CDASI
from heliotrope.instruments.imacs import IMACS
from heliotrope.instruments.score import Instrument
from heliotrope.instruments.score import read_answer as read_allowed
from heliotrope.instruments.table import (
    ROWS_A_CHUNK,
    UnableToReadTableError,
    check_header,
    make_columns,
    read_answer,
    read_cell,
    score_csv,
    score_rows,
)
from heliotrope.instruments.tis import TIS
from heliotrope.vocabulary import Missing

NAMES = [item.name for item in CDASI.items]
HEADER = ["id", *NAMES]


def _cells(identifier: str, others: str = "0", **answers: str) -> list[str]:
    return [identifier, *(answers.get(name, others) for name in NAMES)]


def _text(*rows: list[str], header: list[str] = HEADER) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue()


def _score(text: str) -> list[dict[str, str]]:
    out = "".join(score_csv(CDASI, io.StringIO(text, newline=""))).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(out, newline="")))


def _row(*cells: list[str]) -> dict[str, str]:
    (row,) = _score(_text(*cells))
    return row


def test_a_complete_row() -> None:
    answers = {
        "arm_erythema": "3",
        "hands_erythema": "2",
        "hands_papules": "1",
        "hands_damage": "1",
    }
    assert _row(_cells("007", **answers)) == {
        "id": "007",
        "activity": "7",
        "damage": "1",
        "status": "scored",
        "reason": "",
    }


def test_output_begins_with_a_byte_order_mark_and_its_header() -> None:
    chunk = next(iter(score_csv(CDASI, [_text()])))
    assert chunk == "\ufeffid,activity,damage,status,reason\n"


def test_a_byte_order_mark_of_the_input_is_accepted() -> None:
    assert _score("\ufeff" + _text(_cells("a")))[0]["status"] == "scored"


@pytest.mark.parametrize(
    "identifier", ["007", "1e5", "张三", " a ", "=1+1", 'say "a", b', "１", ""]
)
def test_the_identifier_is_passed_on_as_it_stands(identifier: str) -> None:
    assert _row(_cells(identifier))["id"] == identifier
    assert _row(_cells(identifier, arm_scale="ND"))["id"] == identifier


def test_columns_are_found_by_name_in_any_order() -> None:
    answers = {name: str(CDASI.items[at].high) for at, name in enumerate(NAMES)}
    forward = _cells("a", **answers)
    (row,) = _score(_text(forward[::-1], header=HEADER[::-1]))
    assert (row["id"], row["activity"], row["damage"]) == ("a", "100", "32")


@pytest.mark.parametrize("code", ["", "ND", "UNK", "NA"])
def test_a_missing_answer_is_named_and_the_other_score_stands(code: str) -> None:
    row = _row(_cells("a", arm_scale=code, scalp_calcinosis="1"))
    named = f"arm_scale ({code})" if code else "arm_scale"
    assert row == {
        "id": "a",
        "activity": "",
        "damage": "1",
        "status": "not_scored",
        "reason": f"activity not scored, missing: {named}",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        "4",
        "-1",
        "+1",
        "1.5",
        "1.",
        ".0",
        "1.0.0",
        "1_0",
        " 1",
        "1 ",
        "01",
        "٣",
        "²",
        "½",
        "three",
        "nd",
        "1e0",
        "0x1",
    ],
)
def test_what_is_not_allowed_is_named_and_the_other_rows_are_scored(wrong: str) -> None:
    bad, good = _score(_text(_cells("a", malar_erythema=wrong), _cells("b", malar_erythema="3")))
    assert (bad["activity"], bad["damage"], bad["status"]) == ("", "", "not_scored")
    right = "give a whole number from 0 to 3"
    expected = f'malar_erythema: "{wrong}" is not allowed; {right}'
    assert bad["reason"] == expected
    assert (good["activity"], good["status"]) == ("3", "scored")


def test_whole_numbers_with_a_zero_fraction_are_the_same_numbers() -> None:
    answers = {name: str(CDASI.items[at].high) for at, name in enumerate(NAMES)}
    with_point = {name: f"{answer}.0" for name, answer in answers.items()}
    plain, pointed, full_width, longer, gap = _score(
        _text(
            _cells("a", **answers),
            _cells("a", **with_point),
            _cells("a", **{name: text.replace(".", "．") for name, text in with_point.items()}),
            _cells("a", **{name: f"{answer}.000000" for name, answer in answers.items()}),
            _cells("a", **with_point | {"scalp_erythema": ""}),
        )
    )
    assert plain == pointed == full_width == longer
    assert (gap["activity"], gap["damage"]) == ("", plain["damage"])


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=[one.name for one in INSTRUMENTS])
def test_every_column_of_numbers_takes_ending_zeros(instrument: Instrument) -> None:
    for item in instrument.items:
        numbers = [one.code for one in item.choices if one.code.isdigit()]
        for text in numbers or ([] if item.choices else [str(item.low), str(item.high)]):
            zeros = f"{text}00" if "." in text else f"{text}.00"
            value = read_cell(item, zeros)
            assert value == read_cell(item, text)
            assert read_allowed(item, value) is not None


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("haq_baseline", "1.2857142857142858", "1.2857142857142858"),
        ("haq_baseline", "1.285714285714285809416", "1.285714285714285809416"),
        ("mmt", "58.44150", "58.4415"),
        ("phga", "5.500000", "5.5"),
        ("enzyme_value", "1234567.1234567891", "1234567.1234567891"),
    ],
)
def test_a_measure_of_the_core_set_may_have_any_number_of_places(
    name: str, text: str, value: str
) -> None:
    (item,) = (one for one in TIS.items if one.name == name)
    answer = read_cell(item, text)
    assert str(answer) == value
    assert read_allowed(item, answer) == answer


@pytest.mark.parametrize(
    "text", ["1e0", "+1", "01.5", " 1", "1.", ".5", "3.0000001", "1." + "3" * 60]
)
def test_what_no_column_of_decimal_numbers_takes(text: str) -> None:
    (item,) = (one for one in TIS.items if one.name == "haq")
    assert read_allowed(item, read_cell(item, text)) is None


def test_a_column_with_so_many_places_counts_them_without_ending_zeros() -> None:
    (item,) = (one for one in IMACS.items if one.name == "phga")
    assert read_allowed(item, read_cell(item, "5.550000")) == Decimal("5.55")
    assert read_allowed(item, read_cell(item, "5.555")) is None


def test_full_width_digits_are_converted() -> None:
    row = _row(_cells("a", others="０", arm_erythema="３", hands_damage="２"))
    assert (row["activity"], row["damage"], row["status"]) == ("3", "2", "scored")
    assert _row(_cells("a", arm_erythema="４"))["reason"].startswith('arm_erythema: "4"')


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1.0", 1),
        ("10.0", 10),
        ("１５０．０", 150),
        ("0.000000", 0),
        ("", None),
        ("0", 0),
        ("10", 10),
        ("１０", 10),
        ("１0", 10),
        ("150", 150),
        ("NA", Missing.NA),
    ],
)
def test_cells_that_are_read(text: str, answer: object) -> None:
    assert read_answer(text) == answer


@pytest.mark.parametrize(
    "text",
    [
        "1.5",
        "1.",
        "01.0",
        "-0.0",
        "1.0" + "0" * 50,
        "00",
        "01",
        "０１",
        "1 0",
        "1,0",
        "−1",
        "na",
        "N/A",
        "nr",
        "ⅷ",
    ],
)
def test_cells_that_are_left_as_they_stand(text: str) -> None:
    assert read_answer(text) == text


@pytest.mark.parametrize(("cells", "count"), [(_cells("a")[:-1], 81), ([*_cells("a"), "0"], 83)])
def test_a_row_of_the_wrong_length_is_not_scored(cells: list[str], count: int) -> None:
    bad, good = _score(_text(cells, _cells("b")))
    assert (bad["id"], bad["status"], bad["activity"]) == ("a", "not_scored", "")
    assert bad["reason"] == f"the row has {count} cells; the header has 82"
    assert good["status"] == "scored"


def test_empty_cells_at_the_end_of_a_table_are_left_out() -> None:
    (row,) = _score(_text([*_cells("a"), ""], header=[*HEADER, "", ""]))
    assert (row["id"], row["status"]) == ("a", "scored")


def test_a_missing_reason_may_be_full_width() -> None:
    row = _row(_cells("a", arm_scale="ＮＤ"))
    assert row["reason"] == "activity not scored, missing: arm_scale (ND)"


def test_a_row_too_short_for_its_identifier() -> None:
    header = [*NAMES, "id"]
    (row,) = _score(_text(["0", "1"], header=header))
    assert (row["id"], row["status"]) == ("", "not_scored")


def test_rows_without_any_text_are_left_out_but_not_an_identifier_without_answers() -> None:
    text = _text(_cells("a"), [], _cells("", others=""), _cells("b", others=""))
    rows = _score(text + "\r\n\r\n")
    assert [row["status"] for row in rows] == ["scored", "not_scored"]
    assert rows[1]["reason"].startswith("activity not scored: none of its 50 items is answered")


def test_line_breaks_inside_a_quoted_identifier() -> None:
    assert _row(_cells("a\nb"))["id"] == "a\nb"


@pytest.mark.parametrize("mark", ["x", "1", " 1", "１"])
def test_a_very_long_cell_is_not_scored_and_the_others_are(mark: str) -> None:
    long = mark * 140_000
    first, bad, last = _score(_text(_cells("a"), _cells("b", arm_scale=long), _cells("c")))
    assert (first["status"], last["status"]) == ("scored", "scored")
    assert (bad["id"], bad["status"], bad["activity"]) == ("b", "not_scored", "")
    assert bad["reason"].startswith(f'arm_scale: "{long[:20]}…" is not allowed')
    assert len(bad["reason"]) < 100


def test_a_very_long_cell_of_another_instrument_is_named_too() -> None:
    for instrument in INSTRUMENTS:
        names = [item.name for item in instrument.items]
        for name in (names[0], names[-1]):
            cells = ["0" * 140_000 if one == name else "" for one in names]
            *_, row = score_rows(instrument, [["id", *names], ["a", *cells]])
            assert row[-2] == "not_scored"
            assert row[-1].startswith(f'{name}: "0000')


# ------------------------------------------------------------------ the header


def _refusal(header: list[str]) -> list[str]:
    with pytest.raises(UnableToReadTableError) as refusal:
        score_csv(CDASI, [",".join(header) + "\n"])
    return [fault.say() for fault in refusal.value.faults]


def test_a_missing_column_is_refused_at_the_call() -> None:
    (fault,) = _refusal([name for name in HEADER if name not in {"arm_scale", "id"}])
    assert fault == (
        "header:1: missing columns: id, arm_scale; "
        "give all 82, the first is id; leave a cell empty where an answer is missing"
    )


def test_a_misspelled_column_is_refused_with_the_right_name() -> None:
    faults = _refusal([name.replace("arm_scale", "arm_scales") for name in HEADER])
    assert faults[1] == 'header:1: unknown column "arm_scales"; perhaps arm_scale'
    assert len(faults) == 2


@pytest.mark.parametrize("name", ["visit", "ID"])
def test_an_unknown_column_is_refused(name: str) -> None:
    assert _refusal([*HEADER, name]) == [f'header:1: unknown column "{name}"; remove it']


@pytest.mark.parametrize("name", ["alopecia", " alopecia"])
def test_a_column_that_is_there_twice_is_refused(name: str) -> None:
    faults = _refusal([*HEADER, name])
    assert faults == ['header:1: column "alopecia" is there more than once; keep one']


@pytest.mark.parametrize("separator", [";", "\t"])
def test_another_separator_is_recognized(separator: str) -> None:
    faults = _refusal([separator.join(HEADER)])
    assert faults[1].endswith("separate cells with commas")
    assert len(faults[1]) < 120


@pytest.mark.parametrize("lines", [[], [""], ["\ufeff"], ["\n"]])
def test_an_empty_table_is_refused(lines: list[str]) -> None:
    with pytest.raises(UnableToReadTableError, match="missing columns: id, scalp_erythema"):
        score_csv(CDASI, lines)


def test_a_right_header_has_no_faults() -> None:
    assert check_header(make_columns(CDASI), HEADER) == []


def test_a_nul_byte_is_refused_with_its_line() -> None:
    with pytest.raises(UnableToReadTableError, match="table:2: the line holds a NUL byte"):
        list(score_csv(CDASI, io.StringIO(_text(_cells("a\0")), newline="")))


def test_a_quotation_mark_that_never_closes_is_refused_with_its_line() -> None:
    text = _text(_cells("a")) + '"b' + ",0" * 81
    with pytest.raises(UnableToReadTableError, match="table:3: not readable as CSV"):
        list(score_csv(CDASI, io.StringIO(text, newline="")))


# ------------------------------------------------------------------ the stream


def test_rows_are_scored_as_they_come() -> None:
    asked = 0

    def rows() -> Iterator[list[str]]:
        nonlocal asked
        yield HEADER
        while True:
            asked += 1
            yield _cells(str(asked))

    scores = score_rows(CDASI, rows())
    assert next(scores) == ("id", "activity", "damage", "status", "reason")
    assert [next(scores)[0] for _ in range(3)] == ["1", "2", "3"]
    assert asked == 3


def test_text_comes_in_chunks_that_join_to_every_row() -> None:
    line = ",".join(_cells("a")) + "\n"
    count = 2 * ROWS_A_CHUNK + 1
    chunks = list(score_csv(CDASI, [",".join(HEADER) + "\n", *[line] * count]))
    assert len(chunks) == 3
    assert "".join(chunks).splitlines()[1:] == ["a,0,0,scored,"] * count
    assert "".join(chunks).count("\ufeff") == 1
