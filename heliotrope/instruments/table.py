"""CSV lines of answers, one assessment a row, go in; CSV lines of scores come out."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice
from operator import getitem, itemgetter

from heliotrope.instruments.description import Item, Scale
from heliotrope.instruments.score import Instrument
from heliotrope.vocabulary import Bilingual, Fault, Missing

BYTE_ORDER_MARK = "\ufeff"
ROWS_A_CHUNK = 1000
LONGEST_CELL = 10_000_000
"""Characters. A longer one is taken for a quotation mark that never closes: the table is refused.

No answer is nearly so long, but one cell that went wrong must not keep the other rows unscored.
"""

Row = tuple[str, ...]
_Scorer = Callable[[Sequence[str]], Row]

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WHOLE_NUMBER = re.compile(r"(0|[1-9][0-9]*)(\.0+)?", re.ASCII)
_DECIMAL_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
_LONGEST_NUMBER = 50
"""Characters: a number that a program wrote with every place it keeps has about 25."""
_COMMON: dict[str, int | Missing | None] = {
    "": None,
    **{str(digit): digit for digit in range(10)},
    **{one.value: one for one in Missing},
}


@dataclass(frozen=True, slots=True)
class Columns:
    """A table that can be scored: its columns, and what makes a row of scores of a row of cells."""

    needed: tuple[str, ...]
    """Columns that must be there, without `id`."""
    optional: tuple[str, ...]
    """Columns that may be left out, which is the same as leaving their cells empty."""
    out: tuple[str, ...]
    """The columns of scores, without `id`, `status` and `reason`."""
    make_scorer: Callable[[Row], _Scorer]
    """A header that was found right → the scorer of its rows: `id`, scores, `status`, `reason`."""

    @property
    def header(self) -> Row:
        """The columns of the output."""
        return ("id", *self.out, "status", "reason")


class UnableToReadTableError(ValueError):
    """A table that cannot be scored at all; `faults` say what is wrong and what would be right."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(fault.say() for fault in faults))
        self.faults = tuple(faults)


def score_csv(
    instrument: Instrument, lines: Iterable[str], missing: str | None = None
) -> Iterator[str]:
    """CSV text of answers → CSV text of scores, in chunks, in memory that does not grow.

    The header is read at once, so that a wrong one is refused before anything is written. The first
    chunk begins with a byte-order mark, so write UTF-8 without adding another.

    Args:
        instrument: what scores the rows.
        lines: the table.
        missing: the name of the rule for missing answers; None: the instrument's first.

    Raises:
        UnableToReadTableError: a wrong header, at the call; or a line that is not CSV, on the way.
        KeyError: the instrument has no rule for missing answers of that name.
    """
    return score_columns(make_columns(instrument, missing), lines)


def score_columns(columns: Columns, lines: Iterable[str]) -> Iterator[str]:
    """The same for any table that can be scored."""
    return score_cells(columns, _read_csv(lines))


def score_cells(columns: Columns, rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The same for rows of cells, such as those of a workbook."""
    return _write_csv(_score_rows(columns, rows))


def score_rows(
    instrument: Instrument, rows: Iterable[Sequence[str]], missing: str | None = None
) -> Iterator[Row]:
    """Rows of cells, the header first → rows of scores, the header first.

    Rows without any text are left out, as are columns without any at the end.

    Columns are found by name, in any order. An empty cell, `ND`, `UNK` and `NA` are missing. A row
    with an answer that is not allowed is `not_scored`, its reason names the column, and the others
    are scored. The identifier is passed on as it stands.

    Raises:
        UnableToReadTableError: columns are missing, unknown, or there twice.
        KeyError: the instrument has no rule for missing answers of that name.
    """
    return _score_rows(make_columns(instrument, missing), rows)


def make_columns(instrument: Instrument, missing: str | None = None) -> Columns:
    """The instrument's table: an item a column, a scale a column of the output.

    Raises:
        KeyError: the instrument has no rule for missing answers of that name.
    """
    rule = instrument.missing_rule(missing).name
    return Columns(
        needed=tuple(item.name for item in instrument.items if not item.optional),
        optional=tuple(item.name for item in instrument.items if item.optional),
        out=tuple(scale.name for scale in instrument.scales),
        make_scorer=lambda header: _make_scorer(instrument, rule, header),
    )


def check_header(columns: Columns, header: Sequence[str]) -> list[Fault]:
    """Columns that are missing, unknown or there twice."""
    expected = ["id", *columns.needed]
    missing = [name for name in expected if name not in header]
    known = {*expected, *columns.optional}
    absent = [name for name in (*expected, *columns.optional) if name not in header]
    faults = [_missing_columns(len(expected), missing)] if missing else []
    faults += [_unknown_column(name, absent) for name in header if name not in known]
    faults += [_column_twice(name) for name, times in Counter(header).items() if times > 1]
    return faults


def read_answer(text: str) -> int | Missing | str | None:
    """One cell: a whole number, a missing reason, None where empty, else the text as it stands.

    Strict: digits only, ASCII or full-width, no sign, space, underscore or leading zero. After a
    point only zeros: `1.0` is how programs write 1 once the column has a gap.
    """
    digits = text.translate(_FULL_WIDTH) if text.strip() else ""
    if digits in _COMMON:
        return _COMMON[digits]
    fits = len(digits) <= _LONGEST_NUMBER and _WHOLE_NUMBER.fullmatch(digits)
    return int(_without_ending_zeros(digits)) if fits else text


def read_cell(item: Item, text: str) -> object:
    """One cell of an item's column: a number or a choice as the item has them, a missing reason.

    None where empty; what cannot be read stands as it is, and the scorer refuses it by name. A
    choice may be written in capitals (`NR`), and everything in full-width characters. Zeros that
    end a decimal number say nothing and count as no places: `5.500000` is 5.5, `1.0` is 1.
    """
    digits = text.translate(_FULL_WIDTH) if text.strip() else ""
    if digits in _COMMON and not item.choices:
        return _COMMON[digits]
    if item.choices:
        found = _find_choice(item, digits)
        return _COMMON.get(digits, text) if found is None else found
    if not item.decimals:
        return read_answer(text)
    fits = len(digits) <= _LONGEST_NUMBER and _DECIMAL_NUMBER.fullmatch(digits)
    return Decimal(_without_ending_zeros(digits)) if fits else text


def _find_choice(item: Item, text: str) -> int | str | None:
    code = text.lower()
    if len(text) <= _LONGEST_NUMBER and _WHOLE_NUMBER.fullmatch(text):
        code = _without_ending_zeros(text)
    return next((one.value for one in item.choices if one.code.lower() == code), None)


def _without_ending_zeros(digits: str) -> str:
    return digits.rstrip("0").removesuffix(".") if "." in digits else digits


# ------------------------------------------------------------------ rows


def _score_rows(columns: Columns, rows: Iterable[Sequence[str]]) -> Iterator[Row]:
    remaining = (cells for cells in rows if any(map(str.strip, cells)))
    header = tuple(_trim([name.strip() for name in next(remaining, ())]))
    faults = check_header(columns, header)
    if faults:
        raise UnableToReadTableError(faults)
    return chain([columns.header], _score_each(columns, header, remaining))


def _trim(cells: Sequence[str]) -> Sequence[str]:
    """Without the empty cells at the end, which spreadsheets leave behind."""
    return cells[: max((at for at, cell in enumerate(cells, start=1) if cell), default=0)]


def _score_each(columns: Columns, header: Row, rows: Iterable[Sequence[str]]) -> Iterator[Row]:
    score = columns.make_scorer(header)
    width, identifier = len(header), header.index("id")
    unscored = ("",) * len(columns.out)
    for cells in rows:
        if len(cells) == width:
            yield score(cells)
            continue
        if not any(cells[width:]) and len(cells) > width:
            # Spreadsheets leave empty cells behind at the end of a row.
            yield score(cells[:width])
            continue
        name = cells[identifier] if identifier < len(cells) else ""
        reason = f"the row has {len(cells)} cells; the header has {width}"
        yield (name, *unscored, "not_scored", reason)


def _make_scorer(instrument: Instrument, rule: str, header: Row) -> _Scorer:
    score_any = _any_row_scorer(instrument, rule, header)
    if not instrument.adds_up:
        return score_any
    score_complete = _complete_row_scorer(instrument, header)

    def score(cells: Sequence[str]) -> Row:
        try:
            return score_complete(cells)
        except LookupError:
            # An answer that the fast road does not know: missing, or not allowed.
            return score_any(cells)

    return score


def _complete_row_scorer(instrument: Instrument, header: Row) -> _Scorer:
    """By position: for rows in which every answer is there and allowed; else a LookupError."""
    identifier = header.index("id")
    pick = itemgetter(*(header.index(item.name) for item in instrument.items))
    numbers = tuple(_cells_to_numbers(item) for item in instrument.items)
    scales = [
        (_compile_scale(instrument, scale), [str(value) for value in range(int(scale.high) + 1)])
        for scale in instrument.scales
    ]

    def score(cells: Sequence[str]) -> Row:
        answers = tuple(map(getitem, numbers, pick(cells)))
        values = [texts[work_out(answers)] for work_out, texts in scales]
        return (cells[identifier], *values, "scored", "")

    return score


def _cells_to_numbers(item: Item) -> dict[str, int]:
    """The common spellings of an allowed answer (`3`, `3.0`), each in one kind of characters."""
    ascii_digits = {f"{value}{end}": value for value in item.allowed for end in ("", ".0")}
    full_width = str.maketrans("0123456789.", "０１２３４５６７８９．")
    return ascii_digits | {text.translate(full_width): n for text, n in ascii_digits.items()}


def _compile_scale(instrument: Instrument, scale: Scale) -> Callable[[Sequence[int]], int]:
    """The sum that the scale's terms describe, over answers in the order of the items."""
    at = {item.name: position for position, item in enumerate(instrument.items)}
    plain = itemgetter(*(at[name] for term in scale.terms for name in term.items))
    # Doubled while a 0-1 sign is present: the same as adding the product once more.
    again = [
        (at[name], at[term.doubled.item])
        for term in scale.terms
        if term.doubled is not None
        for name in term.items
    ]

    def work_out(answers: Sequence[int]) -> int:
        total: int = sum(plain(answers))
        for position, sign in again:
            total += answers[position] * answers[sign]
        return total

    return work_out


def _any_row_scorer(instrument: Instrument, rule: str, header: Row) -> _Scorer:
    """By name, with the readable scorer: slower, and able to say what is wrong."""
    identifier = header.index("id")
    items = {item.name: item for item in instrument.items}
    asked = [(at, name, items[name]) for at, name in enumerate(header) if name != "id"]

    def score(cells: Sequence[str]) -> Row:
        answers = {name: read_cell(item, cells[at]) for at, name, item in asked}
        result = instrument.score(answers, rule)
        values = ("" if one.value is None else str(one.value) for one in result.scales)
        reason = result.reason.en if result.reason is not None else ""
        return (cells[identifier], *values, result.status, reason)

    return score


# ------------------------------------------------------------------ text and cells


def _read_csv(lines: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(lines)
    first = next(remaining, "").removeprefix(BYTE_ORDER_MARK)
    # The limit is the whole process's, and 131,072 unless it is set: raised here, never lowered.
    csv.field_size_limit(max(LONGEST_CELL, csv.field_size_limit()))
    reader = csv.reader(_refuse_nul(chain([first], remaining)), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise UnableToReadTableError([_not_csv(reader.line_num, error)]) from error


def _refuse_nul(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if "\0" in line:
            raise UnableToReadTableError([_holds_nul(number)])
        yield line


def _write_csv(rows: Iterator[Row]) -> Iterator[str]:
    mark = BYTE_ORDER_MARK
    while chunk := list(islice(rows, ROWS_A_CHUNK)):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(chunk)
        yield mark + text.getvalue()
        mark = ""


# ------------------------------------------------------------------ faults


def _missing_columns(count: int, missing: Sequence[str]) -> Fault:
    return Fault(
        "header",
        Bilingual(f"missing columns: {', '.join(missing)}", f"缺少列：{'、'.join(missing)}"),
        Bilingual(
            f"give all {count}, the first is id; leave a cell empty where an answer is missing",
            f"请给出全部 {count} 列，首列为 id；缺答处单元格留空",
        ),
        line=1,
    )


def _unknown_column(name: str, missing: Sequence[str]) -> Fault:
    close = difflib.get_close_matches(name, missing, n=1, cutoff=0.7)
    if close:
        right = Bilingual(f"perhaps {close[0]}", f"或应为 {close[0]}")
    elif ";" in name or "\t" in name:
        right = Bilingual("separate cells with commas", "请以逗号分隔单元格")
    else:
        right = Bilingual("remove it", "请删去")
    shown = name if len(name) <= 40 else f"{name[:40]}…"
    what = Bilingual(f'unknown column "{shown}"', f"未知的列「{shown}」")
    return Fault("header", what, right, line=1)


def _column_twice(name: str) -> Fault:
    what = Bilingual(f'column "{name}" is there more than once', f"列「{name}」重复")
    return Fault("header", what, Bilingual("keep one", "请只留一列"), line=1)


def _holds_nul(line: int) -> Fault:
    return Fault(
        "table",
        Bilingual("the line holds a NUL byte", "该行含有 NUL 字节"),
        Bilingual("export the file anew as plain CSV", "请重新导出为普通 CSV"),
        line=line,
    )


def _not_csv(line: int, error: csv.Error) -> Fault:
    return Fault(
        "table",
        Bilingual(f"not readable as CSV ({error})", f"不能作为 CSV 读取（{error}）"),
        Bilingual(
            "separate cells with commas and close every quotation mark",
            "请以逗号分隔单元格，并闭合每一处引号",
        ),
        line=line,
    )
