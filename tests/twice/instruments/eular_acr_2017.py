"""A row of signs as text in; score, probability, class and subgroup, worked out by hand, out."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from tests.twice.instruments.tables import (
    EMPTY,
    Cells,
    Columns,
    Verdict,
    read_number,
    whole,
    write_number,
)

SIGNS = ["proximal_upper", "proximal_lower", "neck_flexors_weaker", "leg_proximal_weaker"]
SIGNS += ["heliotrope", "gottron_papules", "gottron_sign", "dysphagia", "anti_jo1"]
SIGNS += ["elevated_enzymes"]
TENTHS = [7, 8, 19, 9, 31, 21, 33, 7, 39, 13]
COLUMNS: Columns = {"age_at_onset": whole(5, 70), **{name: whole(0, 1) for name in SIGNS}}
OUT = ["score", "probability", "classification", "subgroup"]


@cache
def exponential(power: Fraction) -> Fraction:
    """E to a power by the series 1 + x + x²/2 + …, on an eighth of it, then squared three times."""
    small, term, total = power / 8, Fraction(1), Fraction(0)
    for step in range(1, 40):
        total = total + term
        term = term * small / step
    for _ in range(3):
        total = total * total
    return total


def judge(cells: Cells, *, absent_if_missing: bool = False) -> Verdict:
    """The row's class."""
    wrong = set()
    for name in COLUMNS:
        most = "120" if name == "age_at_onset" else "1"
        if cells[name] not in EMPTY and read_number(cells[name], "0", most, 0) is None:
            wrong.add(name)
    gaps = [name for name in COLUMNS if cells[name] in EMPTY]
    if wrong or "age_at_onset" in gaps or (gaps and not absent_if_missing):
        return Verdict(dict.fromkeys(OUT, ""), is_scored=False, wrong=frozenset(wrong))
    age = read_number(cells["age_at_onset"], "0", "120", 0)
    assert age is not None
    present = {name for name in SIGNS if read_number(cells[name], "0", "1", 0) == 1}
    tenths = 0
    for name, weight in zip(SIGNS, TENTHS, strict=True):
        if name in present:
            tenths = tenths + weight
    if 18 <= age < 40:
        tenths = tenths + 13
    if age >= 40:
        tenths = tenths + 21
    score = Fraction(tenths, 10)
    probability = 1 / (1 + exponential(Fraction("5.33") - score))
    words = name_class(tenths, age, present)
    values = [write_number(score), write_number(probability), *words]
    return Verdict(dict(zip(OUT, values, strict=True)), is_scored=True)


def name_class(tenths: int, age: Fraction, present: set[str]) -> tuple[str, str]:
    """Classification and subgroup."""
    if tenths < 55:
        return "none", "none"
    certainty = "definite" if tenths >= 75 else "probable"
    if not present & {"heliotrope", "gottron_papules", "gottron_sign"}:
        return certainty, "other"
    if age < 18:
        return certainty, "jdm"
    return certainty, "dm" if present & set(SIGNS[:4]) else "adm"
