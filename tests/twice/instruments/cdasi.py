"""The cells of a CDASI form as text in; what a careful person would write below it out.

Written from the contract's columns and the reference page, not from the product: every item by its
name, one by one, and the arithmetic in one line each.
"""

from __future__ import annotations

from collections.abc import Mapping

SITES = [
    "scalp",
    "malar",
    "periorbital",
    "face",
    "v_neck",
    "posterior_neck",
    "upper_back",
    "lower_back",
    "abdomen",
    "thigh",
    "leg",
    "arm",
    "mechanics_hand",
    "dorsum_hand",
    "gottron_elsewhere",
]
PERMITTED = {
    "erythema": ["0", "1", "2", "3"],
    "scale": ["0", "1", "2"],
    "erosion": ["0", "1"],
    "poikiloderma": ["0", "1"],
    "calcinosis": ["0", "1"],
    "hands_erythema": ["0", "1", "2", "3"],
    "hands_papules": ["0", "1"],
    "hands_ulceration": ["0", "1"],
    "hands_damage": ["0", "1", "2"],
    "periungual": ["0", "1", "2"],
    "alopecia": ["0", "1"],
}
ACTIVITY = [f"{site}_{part}" for site in SITES for part in ("erythema", "scale", "erosion")]
ACTIVITY += ["hands_erythema", "hands_papules", "hands_ulceration", "periungual", "alopecia"]
DAMAGE = [f"{site}_{part}" for site in SITES for part in ("poikiloderma", "calcinosis")]
DAMAGE += ["hands_damage"]
EMPTY = ["", "ND", "UNK", "NA"]


def permitted(column: str) -> list[str]:
    """What may be written in a column."""
    if column in PERMITTED:
        return PERMITTED[column]
    return PERMITTED[column.rsplit("_", maxsplit=1)[-1]]


def count(cells: Mapping[str, str]) -> tuple[int | None, int | None, set[str], set[str]]:
    """Activity, damage (None: not scored), the columns that are wrong, those that are empty."""
    wrong = {one for one in ACTIVITY + DAMAGE if cells[one] not in permitted(one) + EMPTY}
    empty = {one for one in ACTIVITY + DAMAGE if cells[one] in EMPTY}
    activity = damage = None
    if not wrong and not any(one in empty for one in ACTIVITY):
        activity = 0
        for site in SITES:
            activity = activity + int(cells[site + "_erythema"])
            activity = activity + int(cells[site + "_scale"])
            activity = activity + int(cells[site + "_erosion"])
        activity = activity + int(cells["hands_erythema"])
        if cells["hands_papules"] == "1":
            activity = activity + int(cells["hands_erythema"])
        activity = activity + int(cells["hands_ulceration"])
        activity = activity + int(cells["periungual"])
        activity = activity + int(cells["alopecia"])
    if not wrong and not any(one in empty for one in DAMAGE):
        damage = 0
        for site in SITES:
            damage = damage + int(cells[site + "_poikiloderma"])
            damage = damage + int(cells[site + "_calcinosis"])
        damage = damage + int(cells["hands_damage"])
    return activity, damage, wrong, empty
