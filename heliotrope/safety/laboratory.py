"""The name of a laboratory test goes in; its units, direction and terms come out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from heliotrope.safety.numbers import EXACT
from heliotrope.safety.published import load_table, read_source, read_text
from heliotrope.vocabulary import Bilingual, Source

Direction = Literal["low", "high"]
"""Which way is worse."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that laboratories print for a test."""

    name: str
    times: Decimal
    """A number in this unit times this is the number in the unit of the criteria."""
    source: Source


@dataclass(frozen=True, slots=True)
class LaboratoryTest:
    """One test that CTCAE grades by its value."""

    name: str
    label: Bilingual
    direction: Direction
    units: tuple[Unit, ...]
    """Those that are dimensionally right; the first is the unit of the criteria."""
    terms: dict[str, Bilingual]
    """Version to CTCAE term; a version that has no term for the test is not there."""

    def in_unit_of_criteria(self, number: Decimal, unit: str) -> Decimal:
        """A number in one of `units`, exactly, in the unit of the criteria.

        Raises:
            KeyError: the unit is none of the test's.
        """
        if unit == self.units[0].name:
            return number
        return EXACT.multiply(number, {one.name: one.times for one in self.units}[unit])


@cache
def load_tests() -> dict[str, LaboratoryTest]:
    """Every test by its name, from `tables/ctcae_tests.csv` and `tables/laboratory_units.csv`."""
    return {row["test"]: _read_test(row) for row in load_table("ctcae_tests").rows}


def _read_test(row: dict[str, str]) -> LaboratoryTest:
    terms = {"5.0": read_text(row, "term_5"), "6.0": read_text(row, "term_6")}
    units = tuple(_read_unit(one) for one in _unit_rows(row["test"]))
    if units[0].name != row["unit"] or units[0].times != 1:
        raise ValueError(f"{row['test']}: the first unit is that of the criteria")
    return LaboratoryTest(
        row["test"],
        read_text(row, "name"),
        "low" if row["direction"] == "low" else "high",
        units,
        {version: term for version, term in terms.items() if term.en},
    )


def _unit_rows(test: str) -> list[dict[str, str]]:
    return [row for row in load_table("laboratory_units").rows if row["test"] == test]


def _read_unit(row: dict[str, str]) -> Unit:
    return Unit(row["unit"], Decimal(row["times"]), read_source(row, row["note_en"]))
