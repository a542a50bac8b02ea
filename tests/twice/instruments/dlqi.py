"""The cells of a DLQI form as text in; what a careful person would add up below it out.

Written from the contract's columns and the reference page, not from the product.
"""

from __future__ import annotations

from collections.abc import Mapping

EMPTY = ["", "ND", "UNK", "NA"]
COLUMNS = ["q1", "q2", "q3", "q4", "q5", "q6", "q7", "q7b", "q8", "q9", "q10"]
SUBSCALES = {
    "symptoms": ["q1", "q2"],
    "daily": ["q3", "q4"],
    "leisure": ["q5", "q6"],
    "work": ["q7"],
    "relationships": ["q8", "q9"],
    "treatment": ["q10"],
}


def permitted(column: str) -> list[str]:
    """What may be written in a column."""
    if column in ("q1", "q2"):
        return ["0", "1", "2", "3"]
    if column == "q7":
        return ["yes", "no", "nr"]
    if column == "q7b":
        return ["0", "1", "2"]
    return ["0", "1", "2", "3", "nr"]


def find_wrong(cells: Mapping[str, str]) -> set[str]:
    """The columns that are wrong, each by itself or beside another."""
    wrong = {one for one in COLUMNS if cells[one] not in permitted(one) + EMPTY}
    if not wrong and cells["q7"] in ("yes", "nr") and cells["q7b"] not in EMPTY:
        wrong = {"q7b"}
    return wrong


def count(
    cells: Mapping[str, str], rule: str = "one_counts_zero"
) -> tuple[dict[str, int | str | None], set[str]]:
    """Every score (None: not scored) and the columns that are wrong."""
    wrong = find_wrong(cells)
    scores: dict[str, int | str | None] = dict.fromkeys(["dlqi", "band", *SUBSCALES])
    if wrong:
        return scores, wrong
    points: dict[str, int] = {}
    for column in COLUMNS:
        cell = cells[column]
        if cell == "nr":
            points[column] = 0
        elif column == "q7" and cell == "yes":
            points["q7"] = 3
        elif column == "q7" and cell == "no" and cells["q7b"] not in EMPTY:
            points["q7"] = int(cells["q7b"])
        elif column not in ("q7", "q7b") and cell not in EMPTY:
            points[column] = int(cell)
    unanswered = 10 - len(points)
    if unanswered == 0 or (unanswered == 1 and rule == "one_counts_zero"):
        total = sum(points.values())
        scores["dlqi"] = total
        scores["band"] = name_band(total)
    for subscale, questions in SUBSCALES.items():
        if all(question in points for question in questions):
            scores[subscale] = sum(points[question] for question in questions)
    return scores, wrong


def name_band(total: int) -> str:
    """What a total means for the patient's life."""
    if total <= 1:
        return "none"
    if total <= 5:
        return "small"
    if total <= 10:
        return "moderate"
    if total <= 20:
        return "very_large"
    return "extremely_large"
