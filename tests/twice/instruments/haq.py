"""A row of a HAQ as text in; the index that a careful person works out below the form out."""

from __future__ import annotations

from fractions import Fraction

from tests.twice.instruments.tables import (
    EMPTY,
    Cells,
    Columns,
    Verdict,
    read_number,
    whole,
    write_number,
)

QUESTIONS = {
    "dressing": ["dressing_1", "dressing_2"],
    "arising": ["arising_1", "arising_2"],
    "eating": ["eating_1", "eating_2", "eating_3"],
    "walking": ["walking_1", "walking_2"],
    "hygiene": ["hygiene_1", "hygiene_2", "hygiene_3"],
    "reach": ["reach_1", "reach_2"],
    "grip": ["grip_1", "grip_2", "grip_3"],
    "activities": ["activities_1", "activities_2", "activities_3"],
}
COLUMNS: Columns = {
    **{name: whole(0, 3) for names in QUESTIONS.values() for name in names},
    **{"aid_" + name: whole(0, 1) for name in QUESTIONS},
    **{"help_" + name: whole(0, 1) for name in QUESTIONS},
}
OUT = ["haq_di", *QUESTIONS]


def judge(cells: Cells, needed: int = 7) -> Verdict:
    """The row's index, with at least so many of the eight categories."""
    wrong = set()
    for name in COLUMNS:
        most = "1" if name.startswith(("aid_", "help_")) else "3"
        if cells[name] not in EMPTY and read_number(cells[name], "0", most, 0) is None:
            wrong.add(name)
    if wrong:
        return Verdict(dict.fromkeys(OUT, ""), is_scored=False, wrong=frozenset(wrong))
    values = dict.fromkeys(OUT, "")
    total = count = 0
    for category, names in QUESTIONS.items():
        answers = [
            int(read_number(cells[name], "0", "3", 0) or 0)
            for name in names
            if cells[name] not in EMPTY
        ]
        if not answers:
            continue
        worst = max(answers)
        helped = [read_number(cells[what + category], "0", "1", 0) for what in ("aid_", "help_")]
        if worst < 2 and 1 in helped:
            worst = 2
        values[category] = str(worst)
        total = total + worst
        count = count + 1
    if count >= needed:
        values["haq_di"] = write_number(Fraction(total, count))
    return Verdict(values, is_scored=count >= needed)
