"""The cells of a RAND-36 form as text in; what a careful person would write below it out.

Written from the scoring key on the reference page and not from the product.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

EMPTY = ["", "ND", "UNK", "NA"]
QUESTIONS = [f"q{number}" for number in range(1, 37)]
KEY = [
    ([1, 2, 20, 22, 34, 36], [100, 75, 50, 25, 0]),
    ([3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [0, 50, 100]),
    ([13, 14, 15, 16, 17, 18, 19], [0, 100]),
    ([21, 23, 26, 27, 30], [100, 80, 60, 40, 20, 0]),
    ([24, 25, 28, 29, 31], [0, 20, 40, 60, 80, 100]),
    ([32, 33, 35], [0, 25, 50, 75, 100]),
]
SCALES = {
    "pf": [3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    "rp": [13, 14, 15, 16],
    "re": [17, 18, 19],
    "vt": [23, 27, 29, 31],
    "mh": [24, 25, 26, 28, 30],
    "sf": [20, 32],
    "bp": [21, 22],
    "gh": [1, 33, 34, 35, 36],
}


def values(number: int) -> list[int]:
    """What the answers 1, 2, … of a question count."""
    return next(counts for numbers, counts in KEY if number in numbers)


def permitted(column: str) -> list[str]:
    """What may be written in a column."""
    return [str(answer) for answer in range(1, len(values(int(column[1:]))) + 1)]


def work_out(
    cells: Mapping[str, str], rule: str = "answered_items"
) -> tuple[dict[str, Fraction | None], set[str]]:
    """Every score (None: not scored) and the columns that are wrong."""
    wrong = {q for q in QUESTIONS if cells[q] not in permitted(q) + EMPTY}
    scores: dict[str, Fraction | None] = dict.fromkeys(SCALES)
    if wrong:
        return scores, wrong
    for scale, numbers in SCALES.items():
        total = answered = 0
        for number in numbers:
            if cells[f"q{number}"] not in EMPTY:
                total = total + values(number)[int(cells[f"q{number}"]) - 1]
                answered = answered + 1
        if answered == len(numbers) or (answered > 0 and rule == "answered_items"):
            scores[scale] = Fraction(total, answered)
    return scores, wrong
