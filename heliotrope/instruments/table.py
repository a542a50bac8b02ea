"""CSV lines of answers, one assessment a row, go in; CSV lines of scores come out."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import getitem, itemgetter

from heliotrope.instruments.score import Instrument, Item, Scale
from heliotrope.vocabulary import Bilingual, Fault, Missing

BYTE_ORDER_MARK = "\ufeff"
ROWS_A_CHUNK = 1000

Row = tuple[str, ...]
_Scorer = Callable[[Sequence[str]], Row]

_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_WHOLE_NUMBER = re.compile("0|[1-9][0-9]*", re.ASCII)
_COMMON: dict[str, int | Missing | None] = {
    "": None,
    **{str(digit): digit for digit in range(10)},
    **{one.value: one for one in Missing},
}


class UnableToReadTableError(ValueError):
    """A table that cannot be scored at all; `faults` say what is wrong and what would be right."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(fault.say() for fault in faults))
        self.faults = tuple(faults)


def score_csv(instrument: Instrument, lines: Iterable[str]) -> Iterator[str]:
    """CSV text of answers → CSV text of scores, in chunks, in memory that does not grow.

    The header is read at once, so that a wrong one is refused before anything is written. The first
    chunk begins with a byte-order mark, so write UTF-8 without adding another.

    Raises:
        UnableToReadTableError: a wrong header, at the call; or a line that is not CSV, on the way.
    """
    rows = score_rows(instrument, _read_csv(lines))
    return _write_csv(rows)


def score_rows(instrument: Instrument, rows: Iterable[Sequence[str]]) -> Iterator[Row]:
    """Rows of cells, the header first → rows of scores, the header first; empty lines are left out.

    Columns are found by name, in any order. An empty cell, `ND`, `UNK` and `NA` are missing. A row
    with an answer that is not allowed is `not_scored`, its reason names the column, and the others
    are scored. The identifier is passed on as it stands.

    Raises:
        UnableToReadTableError: columns are missing, unknown, or there twice.
    """
    remaining = iter(rows)
    header = tuple(next(remaining, ()))
    faults = check_header(instrument, header)
    if faults:
        raise UnableToReadTableError(faults)
    return chain([output_header(instrument)], _score_each(instrument, header, remaining))


def output_header(instrument: Instrument) -> Row:
    """The columns of the output: `id`, one for each score, `status`, `reason`."""
    return ("id", *(scale.name for scale in instrument.scales), "status", "reason")


def check_header(instrument: Instrument, header: Sequence[str]) -> list[Fault]:
    """Columns that are missing, unknown or there twice."""
    expected = ["id", *(item.name for item in instrument.items)]
    missing = [name for name in expected if name not in header]
    faults = [_missing_columns(instrument, missing)] if missing else []
    faults += [_unknown_column(name, missing) for name in header if name not in expected]
    faults += [_column_twice(name) for name, times in Counter(header).items() if times > 1]
    return faults


def read_answer(text: str) -> int | Missing | str | None:
    """One cell: a whole number, a missing reason, None where empty, else the text as it stands.

    Strict: digits only, ASCII or full-width, no sign, space, point, underscore or leading zero.
    """
    if text in _COMMON:
        return _COMMON[text]
    digits = text.translate(_FULL_WIDTH)
    return int(digits) if _WHOLE_NUMBER.fullmatch(digits) else text


# ------------------------------------------------------------------ one row


def _score_each(
    instrument: Instrument, header: Row, rows: Iterable[Sequence[str]]
) -> Iterator[Row]:
    score_complete = _complete_row_scorer(instrument, header)
    score_any = _any_row_scorer(instrument, header)
    for cells in rows:
        if not cells:
            continue
        try:
            yield score_complete(cells)
        except LookupError:
            # An answer that the fast road does not know: missing, not allowed, a cell too few.
            yield score_any(cells)


def _complete_row_scorer(instrument: Instrument, header: Row) -> _Scorer:
    """By position: for rows in which every answer is there and allowed; else a LookupError."""
    width = len(header)
    identifier = header.index("id")
    pick = itemgetter(*(header.index(item.name) for item in instrument.items))
    numbers = tuple(_cells_to_numbers(item) for item in instrument.items)
    scales = [
        (_compile_scale(instrument, scale), [str(value) for value in range(scale.high + 1)])
        for scale in instrument.scales
    ]

    def score(cells: Sequence[str]) -> Row:
        if len(cells) != width:
            raise LookupError
        answers = tuple(map(getitem, numbers, pick(cells)))
        values = [texts[work_out(answers)] for work_out, texts in scales]
        return (cells[identifier], *values, "scored", "")

    return score


def _cells_to_numbers(item: Item) -> dict[str, int]:
    """Every spelling of an allowed answer in one kind of digits."""
    ascii_digits = {str(value): value for value in item.allowed}
    full_width = str.maketrans("0123456789", "０１２３４５６７８９")
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


def _any_row_scorer(instrument: Instrument, header: Row) -> _Scorer:
    """By name, with the readable scorer: slower, and able to say what is wrong."""
    identifier = header.index("id")
    unscored = ("",) * len(instrument.scales)

    def score(cells: Sequence[str]) -> Row:
        if len(cells) != len(header):
            name = cells[identifier] if identifier < len(cells) else ""
            reason = f"the row has {len(cells)} cells; the header has {len(header)}"
            return (name, *unscored, "not_scored", reason)
        result = instrument.score(dict(zip(header, map(read_answer, cells), strict=True)))
        values = ("" if one.value is None else str(one.value) for one in result.scales)
        reason = result.reason.en if result.reason is not None else ""
        return (cells[identifier], *values, result.status, reason)

    return score


# ------------------------------------------------------------------ text and cells


def _read_csv(lines: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(lines)
    first = next(remaining, "").removeprefix(BYTE_ORDER_MARK)
    reader = csv.reader(chain([first], remaining), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise UnableToReadTableError([_not_csv(reader.line_num, error)]) from error


def _write_csv(rows: Iterator[Row]) -> Iterator[str]:
    mark = BYTE_ORDER_MARK
    while chunk := list(islice(rows, ROWS_A_CHUNK)):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(chunk)
        yield mark + text.getvalue()
        mark = ""


# ------------------------------------------------------------------ faults


def _missing_columns(instrument: Instrument, missing: Sequence[str]) -> Fault:
    count = len(instrument.items) + 1
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
