"""A row of globals and enzymes as text in; the most abnormal enzyme, found by hand, out."""

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
    whole,
    write_number,
)

GLOBALS = {"phga": "physician_global", "ptga": "patient_global"}
GLOBALS |= {"extramuscular": "extramuscular_global"}
ENZYMES = ["ck", "ldh", "ast", "alt", "aldolase"]
COLUMNS: Columns = {
    **{name: decimal(10, 2) for name in GLOBALS},
    **{name: one_of("", "5", "20", "40", "99.5", "400", "100000") for name in ENZYMES},
    **{name + "_unit": one_of("U/L", "ukat/L", "u/l") for name in ENZYMES},
    **{name + "_uln": one_of("", "0.5", "40", "200", "250", "7.5") for name in ENZYMES},
    "aldolase_confirmed": whole(0, 1),
}
OUT = [*GLOBALS.values(), "enzyme", "enzyme_multiple"]


def is_wrong(column: str, cell: str) -> bool:
    """Whether a cell that is not empty may not stand there."""
    if column in GLOBALS:
        return read_number(cell, "0", "10", 2) is None
    if column.endswith("_unit"):
        return cell.lower() not in {"u/l", "ukat/l"}
    if column.endswith("_uln"):
        return read_number(cell, "0.001", "10000000", 4) is None
    if column == "aldolase_confirmed":
        return read_number(cell, "0", "1", 0) is None
    return read_number(cell, "0", "10000000", 4) is None


def judge(cells: Cells) -> Verdict:
    """The row's globals and enzyme."""
    wrong = {name for name in COLUMNS if cells[name] not in EMPTY and is_wrong(name, cells[name])}
    values = dict.fromkeys(OUT, "")
    if wrong:
        return Verdict(values, is_scored=False, wrong=frozenset(wrong))
    for item, scale in GLOBALS.items():
        reading = read_number(cells[item], "0", "10", 2)
        if reading is not None:
            values[scale] = write_number(reading)
    most = None
    for name in ENZYMES:
        parts = [cells[name], cells[name + "_unit"], cells[name + "_uln"]]
        if any(part in EMPTY for part in parts):
            continue
        if name == "aldolase" and read_number(cells["aldolase_confirmed"], "0", "1", 0) != 1:
            continue
        value = read_number(parts[0], "0", "10000000", 4)
        limit = read_number(parts[2], "0", "10000000", 4)
        assert value is not None
        assert limit is not None
        if most is None or value / limit > most:
            most = value / limit
            values["enzyme"] = name
            values["enzyme_multiple"] = write_number(most)
    return Verdict(values, is_scored="" not in values.values())


def improved(baseline: list[Fraction | None], visit: list[Fraction | None]) -> bool | None:
    """The older definition over phga, ptga, mmt, haq, enzyme, extramuscular; None: not judged."""
    better = worse = 0
    for place, (before, after) in enumerate(zip(baseline, visit, strict=True)):
        if before is None or after is None:
            return None
        gain = after - before if place == 2 else before - after
        if before == 0:
            is_worse = gain < 0
        else:
            is_worse = gain / before * 100 <= -25
            better = better + (1 if gain / before * 100 >= 20 else 0)
        worse = worse + (1 if is_worse else 0)
        if place == 2 and is_worse:
            worse = worse + 3
    return better >= 3 and worse <= 2
