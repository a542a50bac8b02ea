"""The cells of an SF-36 form as text in; what a careful person would write below it out.

Written from the reference page and not from the product: every item by its number, every constant
typed once more, each scale in a line of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

EMPTY = ["", "ND", "UNK", "NA"]
QUESTIONS = [f"q{number}" for number in range(1, 37)]
SCALES = ["pf", "rp", "re", "vt", "mh", "sf", "bp", "gh"]
SUMMARIES = ["pcs", "mcs"]

# In the order of the reference page: PF RP BP GH VT SF RE MH.
ORDER = ["pf", "rp", "bp", "gh", "vt", "sf", "re", "mh"]
PCS = ".42402 .35119 .31754 .24954 .02877 -.00753 -.19206 -.22069"
MCS = "-.22999 -.12329 -.09731 -.01571 .23534 .26876 .43407 .48581"
MEANS = {
    1: "84.52404 81.19907 75.49196 72.21316 61.05453 83.59753 81.29467 74.84212",
    2: "83.29094 82.50964 71.32527 70.84570 58.31411 84.30250 87.39733 74.98685",
}
SDS = {
    1: "22.89490 33.79729 23.55879 20.16964 20.86942 22.37642 33.02717 18.01189",
    2: "23.75883 25.52028 23.66224 20.97821 20.01923 22.91921 21.43778 17.75604",
}


def permitted(column: str, version: int) -> list[str]:
    """What may be written in a column."""
    number = int(column[1:])
    if 3 <= number <= 12:
        steps = 3
    elif 13 <= number <= 19:
        steps = 2 if version == 1 else 5
    elif number == 21:
        steps = 6
    elif 23 <= number <= 31:
        steps = 6 if version == 1 else 5
    else:
        steps = 5
    return [str(answer) for answer in range(1, steps + 1)]


def work_out(
    cells: Mapping[str, str], version: int, rule: str = "half_of_scale"
) -> tuple[dict[str, Fraction | None], set[str]]:
    """Every score (None: not scored) and the columns that are wrong."""
    wrong = {q for q in QUESTIONS if cells[q] not in permitted(q, version) + EMPTY}
    scores: dict[str, Fraction | None] = dict.fromkeys(SCALES + SUMMARIES)
    if wrong:
        return scores, wrong
    top = 7 if version == 1 else 6

    def given(number: int) -> Fraction | None:
        cell = cells[f"q{number}"]
        return None if cell in EMPTY else Fraction(cell)

    def turned(number: int, sum_of_ends: int) -> Fraction | None:
        answer = given(number)
        return None if answer is None else sum_of_ends - answer

    first = {"1": "5", "2": "4.4", "3": "3.4", "4": "2", "5": "1"}.get(cells["q1"])
    health = None if first is None else Fraction(first)
    highest = {
        1: {"rp": 8, "re": 6, "vt": 24, "mh": 30},
        2: {"rp": 20, "re": 15, "vt": 20, "mh": 25},
    }
    ends = {"pf": (10, 30), "sf": (2, 10), "bp": (2, 12), "gh": (5, 25)}
    for scale, lowest in (("rp", 4), ("re", 3), ("vt", 4), ("mh", 5)):
        ends[scale] = (lowest, highest[version][scale])
    items = {
        "pf": [given(number) for number in range(3, 13)],
        "rp": [given(13), given(14), given(15), given(16)],
        "re": [given(17), given(18), given(19)],
        "vt": [turned(23, top), turned(27, top), given(29), given(31)],
        "mh": [given(24), given(25), turned(26, top), given(28), turned(30, top)],
        "sf": [turned(20, 6), given(32)],
        "bp": pain(cells["q21"], cells["q22"]),
        "gh": [health, given(33), turned(34, 6), given(35), turned(36, 6)],
    }
    at_least = {"pf": 5, "rp": 2, "bp": 1, "gh": 3, "vt": 2, "sf": 1, "re": 2, "mh": 3}
    for scale, values in items.items():
        answered = [value for value in values if value is not None]
        needed = at_least[scale] if rule == "half_of_scale" else len(values)
        if len(answered) < needed:
            continue
        total = sum(answered, Fraction(0))
        total = total + (len(values) - len(answered)) * total / len(answered)
        low, high = ends[scale]
        scores[scale] = (total - low) / (high - low) * 100
    return add_summaries(scores, version), wrong


def pain(strength: str, hindrance: str) -> list[Fraction | None]:
    """What both pain questions count; None for one that takes over from the other."""
    first = {"1": "6", "2": "5.4", "3": "4.2", "4": "3.1", "5": "2.2", "6": "1"}.get(strength)
    if strength in EMPTY:
        second = {"1": "6", "2": "4.75", "3": "3.5", "4": "2.25", "5": "1"}.get(hindrance)
    elif strength == "1" and hindrance == "1":
        second = "6"
    else:
        second = {"1": "5", "2": "4", "3": "3", "4": "2", "5": "1"}.get(hindrance)
    return [None if one is None else Fraction(one) for one in (first, second)]


def add_summaries(scores: dict[str, Fraction | None], version: int) -> dict[str, Fraction | None]:
    """The same with PCS and MCS, where all eight scales are there."""
    values = [scores[scale] for scale in ORDER]
    for summary, weights in (("pcs", PCS), ("mcs", MCS)):
        total = Fraction(0)
        rows = zip(
            values, weights.split(), MEANS[version].split(), SDS[version].split(), strict=True
        )
        for value, weight, mean, sd in rows:
            if value is None:
                return scores
            total += (value - Fraction(mean)) / Fraction(sd) * Fraction(weight)
        scores[summary] = 50 + 10 * total
    return scores


def write(value: Fraction | None) -> str:
    """The score as a table holds it: six places at most, a half rounded away from zero."""
    if value is None:
        return ""
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        text = format(exact.quantize(Decimal("0.000001"), ROUND_HALF_UP), "f")
    text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
