"""A row of muscle grades as text in; the strength that a careful person adds up out."""

from __future__ import annotations

from tests.twice.instruments.tables import EMPTY, Cells, Columns, Verdict, read_number, whole

MUSCLES = ["deltoid", "biceps", "wrist_extensors", "gluteus_maximus", "gluteus_medius"]
MUSCLES += ["quadriceps", "ankle_dorsiflexors"]
RIGHT = [muscle + "_right" for muscle in MUSCLES]
LEFT = [muscle + "_left" for muscle in MUSCLES]
COLUMNS: Columns = {name: whole(0, 10) for name in ["neck_flexors", *RIGHT, *LEFT]}
OUT = ["mmt8", "mmt8_max"]


def judge(cells: Cells) -> Verdict:
    """The row's strength."""
    wrong = {
        name
        for name in COLUMNS
        if cells[name] not in EMPTY and read_number(cells[name], "0", "10", 0) is None
    }
    nothing = Verdict({"mmt8": "", "mmt8_max": ""}, is_scored=False, wrong=frozenset(wrong))
    if wrong or cells["neck_flexors"] in EMPTY:
        return nothing
    right = [cells[name] for name in RIGHT if cells[name] not in EMPTY]
    left = [cells[name] for name in LEFT if cells[name] not in EMPTY]
    if (len(right), len(left)) == (7, 7):
        most = 150
    elif (len(right), len(left)) in {(7, 0), (0, 7)}:
        most = 80
    else:
        return nothing
    total = 0
    for cell in [cells["neck_flexors"], *right, *left]:
        grade = read_number(cell, "0", "10", 0)
        assert grade is not None
        total = total + int(grade)
    return Verdict({"mmt8": str(total), "mmt8_max": str(most)}, is_scored=True)
