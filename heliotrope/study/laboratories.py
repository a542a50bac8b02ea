"""Laboratories with their reference ranges, as frozen objects: what each prints as normal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from pydantic import ConfigDict

from heliotrope.study.written import Provenance, Written
from heliotrope.vocabulary import Bilingual


class ReferenceRange(Written):
    """What one laboratory prints as normal for one test, in one unit."""

    test: str
    unit: str
    lln: Decimal | None = None
    """Lower limit of normal; None: the laboratory prints none."""
    uln: Decimal | None = None
    """Upper limit of normal; None: the laboratory prints none."""
    sex: Literal["male", "female"] | None = None
    """None: of either sex."""
    valid_from: str | None = None
    """ISO date, included; None: from the beginning."""
    valid_until: str | None = None
    """ISO date, included; None: still valid."""

    def holds_on(self, on: date | None) -> bool:
        """True if the range is valid on the day; without a day only one without dates is."""
        if on is None:
            return self.valid_from is None and self.valid_until is None
        day = on.isoformat()
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)


class Laboratory(Written):
    """One laboratory with its reference ranges."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    name: str
    label: Bilingual
    ranges: tuple[ReferenceRange, ...] = ()
    """Empty: its ranges are entered from each report."""
    provenance: Provenance

    @cached_property
    def ranges_by_test(self) -> dict[tuple[str, str], tuple[ReferenceRange, ...]]:
        """Test and unit → its ranges, in the order of the file."""
        found: dict[tuple[str, str], tuple[ReferenceRange, ...]] = {}
        for one in self.ranges:
            key = (one.test, one.unit)
            found[key] = (*found.get(key, ()), one)
        return found
