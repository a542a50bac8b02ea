"""A row of core set values as text in; the Total Improvement Score, added up by hand, out.

Written from the published table and the contract's columns, not from the product.
"""

from __future__ import annotations

from fractions import Fraction

from tests.twice.instruments.tables import (
    EMPTY,
    Cells,
    Columns,
    Verdict,
    decimal,
    one_of,
    read_number,
    write_number,
)

COLUMNS: Columns = {
    "phga_baseline": decimal(10, 17),
    "phga": decimal(10, 2),
    "ptga_baseline": decimal(10, 2),
    "ptga": decimal(10, 2),
    "extramuscular_baseline": decimal(10, 4),
    "extramuscular": decimal(10, 2),
    "mmt_baseline": one_of(*(str(n) for n in range(81)), "61.6", "140", "150"),
    "mmt": one_of(*(str(n) for n in range(81)), "61.6", "149.25", "58.44150"),
    "mmt_max": one_of("80", "150", "150.0"),
    "haq_baseline": decimal(3, 3),
    "haq": one_of(*(write_number(Fraction(n, 8)) for n in range(25)), "1.2857142857142858", "0.15"),
    "enzyme": one_of("ck", "aldolase", "ldh", "ast", "alt", "CK"),
    "enzyme_baseline": decimal(4000, 1),
    "enzyme_value": one_of(*(str(n) for n in range(0, 3000, 7)), "100000", "2.475"),
    "enzyme_uln": one_of("200", "40", "250", "3.3", "0.001", "7.5"),
    "population": one_of("adult", "juvenile"),
}
TIMES = {"ck": 15, "ldh": 3, "ast": 3, "alt": 3, "aldolase": 6}
OUT = ["tis", "response", "points_phga", "points_ptga", "points_mmt", "points_haq"]
OUT += ["points_enzyme", "points_extramuscular"]


ENDS = {
    "phga": ("0", "10", 50),
    "ptga": ("0", "10", 50),
    "extramuscular": ("0", "10", 50),
    "mmt": ("0", "150", 50),
    "haq": ("0", "3", 50),
    "enzyme_uln": ("0.001", "10000000", 50),
    "enzyme_value": ("0", "10000000", 50),
    "enzyme": ("0", "10000000", 50),
}
WORDS = {"enzyme": set(TIMES), "population": {"adult", "juvenile"}}


def read(column: str, cell: str) -> Fraction | str | None:
    """The cell's number or word; None if it is not allowed."""
    if column == "mmt_max":
        return {"80": Fraction(80), "150": Fraction(150)}.get(cell.removesuffix(".0"))
    if column in WORDS:
        return cell.lower() if cell.lower() in WORDS[column] else None
    return read_number(cell, *ENDS[column.removesuffix("_baseline")])


def points_of_a_global(percent: Fraction, points: str) -> str:
    """Physician, patient, extramuscular, HAQ and enzyme have the same bands."""
    none, low, middle, high, most = points.split()
    if percent <= 5:
        return none
    if percent <= 15:
        return low
    if percent <= 25:
        return middle
    return high if percent <= 40 else most


def points_of_strength(percent: Fraction) -> str:
    """Muscle strength has bands of its own."""
    if percent <= 2:
        return "0"
    if percent <= 10:
        return "10"
    if percent <= 20:
        return "20"
    return "27.5" if percent <= 30 else "32.5"


def judge(cells: Cells) -> Verdict:
    """The row's score."""
    given: dict[str, Fraction | str] = {}
    wrong = set()
    for column in COLUMNS:
        if cells[column] in EMPTY:
            continue
        value = read(column, cells[column])
        if value is None:
            wrong.add(column)
        else:
            given[column] = value
    if not wrong and "mmt_max" in given:
        for column in ("mmt_baseline", "mmt"):
            if column in given and number(given, column) > number(given, "mmt_max"):
                wrong.add(column)
    if wrong:
        return Verdict(dict.fromkeys(OUT, ""), is_scored=False, wrong=frozenset(wrong))
    values = give_points(given)
    total = add(values)
    values["tis"] = total
    values["response"] = respond(total, given)
    return Verdict(values, is_scored=values["tis"] != "" and values["response"] != "")


def number(given: dict[str, Fraction | str], column: str) -> Fraction:
    """The column's number."""
    value = given[column]
    assert isinstance(value, Fraction)
    return value


def give_points(given: dict[str, Fraction | str]) -> dict[str, str]:
    """The points of each measure; empty where something is missing."""
    values = dict.fromkeys(OUT, "")
    for name, points in (
        ("phga", "0 7.5 15 17.5 20"),
        ("ptga", "0 2.5 5 7.5 10"),
        ("extramuscular", "0 7.5 12.5 15 20"),
    ):
        if name in given and name + "_baseline" in given:
            fall = number(given, name + "_baseline") - number(given, name)
            values["points_" + name] = points_of_a_global(fall / 10 * 100, points)
    if "haq" in given and "haq_baseline" in given:
        fall = number(given, "haq_baseline") - number(given, "haq")
        values["points_haq"] = points_of_a_global(fall / 3 * 100, "0 5 7.5 7.5 10")
    if "mmt" in given and "mmt_baseline" in given and "mmt_max" in given:
        rise = number(given, "mmt") - number(given, "mmt_baseline")
        values["points_mmt"] = points_of_strength(rise / number(given, "mmt_max") * 100)
    if all(name in given for name in ("enzyme", "enzyme_baseline", "enzyme_value", "enzyme_uln")):
        fall = number(given, "enzyme_baseline") - number(given, "enzyme_value")
        width = TIMES[str(given["enzyme"])] * number(given, "enzyme_uln")
        values["points_enzyme"] = points_of_a_global(fall / width * 100, "0 2.5 5 7.5 7.5")
    return values


def add(values: dict[str, str]) -> str:
    """All six, or nothing."""
    points = [values[name] for name in OUT[2:]]
    if "" in points:
        return ""
    return write_number(sum((Fraction(one) for one in points), Fraction(0)))


def respond(total: str, given: dict[str, Fraction | str]) -> str:
    """The response by the thresholds of the population."""
    if total == "" or "population" not in given:
        return ""
    minimal, moderate, major = (20, 40, 60) if given["population"] == "adult" else (30, 45, 70)
    if Fraction(total) >= major:
        return "major"
    if Fraction(total) >= moderate:
        return "moderate"
    return "minimal" if Fraction(total) >= minimal else "none"
