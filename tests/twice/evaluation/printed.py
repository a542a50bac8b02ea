"""A rehearsed study in; its SDTM and its results as text out, as a stranger would read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, cached_property

from heliotrope.analysis.results import render_results
from heliotrope.datasets.write import render_csv
from heliotrope.study.protocol import Study
from tests.imagined import reference_study
from tests.rehearsed import evaluate_rehearsal

Row = Mapping[str, str]
Expected = dict[str, float | None]
"""What a row of results must be, by its id; None: it must be there without a number."""


def read(text: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def as_date(cell: str) -> date | None:
    """The day of a complete date or moment; None for any other."""
    return date.fromisoformat(cell[:10]) if len(cell) >= 10 else None


def name_visit(cell: str) -> str:
    """`WEEK 12` → `week_12`; `UNSCHEDULED VISIT 2` → `unscheduled`."""
    if cell.startswith("UNSCHEDULED"):
        return "unscheduled"
    return cell.lower().replace("-", "_").replace(" ", "_")


@dataclass(frozen=True)
class Printed:
    """Everything that the recomputation may look at."""

    study: Study
    sdtm: Mapping[str, Sequence[Row]]
    results: Mapping[str, Row]

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Everyone screened."""
        return tuple(sorted(row["SUBJID"] for row in self.sdtm["DM"]))

    @cached_property
    def enrolled(self) -> tuple[str, ...]:
        """Everyone who entered the trial, by DS."""
        rows = self.sdtm["DS"]
        entered = {r["USUBJID"] for r in rows if r["DSDECOD"] == "ENTERED INTO TRIAL"}
        return tuple(code for code in self.people if f"{self.study.id.upper()}-{code}" in entered)

    def rows(self, domain: str, code: str) -> list[Row]:
        """A participant's rows of a domain."""
        return self._by_subject(domain).get(f"{self.study.id.upper()}-{code}", [])

    @cached_property
    def _kept(self) -> dict[str, dict[str, list[Row]]]:
        return {}

    def _by_subject(self, domain: str) -> dict[str, list[Row]]:
        if domain not in self._kept:
            found: dict[str, list[Row]] = {}
            for row in self.sdtm.get(domain, ()):
                found.setdefault(row["USUBJID"], []).append(row)
            self._kept[domain] = found
        return self._kept[domain]

    @cached_property
    def day_1(self) -> Mapping[str, date | None]:
        """The first dose, else the baseline visit."""
        found: dict[str, date | None] = {}
        for code in self.people:
            doses = [
                as_date(r["ECSTDTC"])
                for r in self.rows("EC", code)
                if r["ECOCCUR"] == "Y" and Fraction(r["ECDOSE"] or 0) > 0
            ]
            visits = [
                as_date(r["SVSTDTC"]) for r in self.rows("SV", code) if r["VISIT"] == "BASELINE"
            ]
            found[code] = min((day for day in doses or visits if day), default=None)
        return found

    def day(self, code: str, on: date | None) -> int | None:
        """The study day: there is no day 0."""
        first = self.day_1[code]
        if on is None or first is None:
            return None
        distance = (on - first).days
        return distance + 1 if distance >= 0 else distance

    @cached_property
    def ends(self) -> Mapping[str, tuple[str, date | None]]:
        """Participant → how participation ended, and when; not there while it goes on."""
        return {
            code: (row["DSDECOD"], as_date(row["DSSTDTC"]))
            for code in self.enrolled
            for row in self.rows("DS", code)
            if row["DSSCAT"] == "STUDY PARTICIPATION"
        }


@cache
def read_printed(seed: int = 7) -> Printed:
    """The rehearsal of that seed, evaluated and printed."""
    evaluation = evaluate_rehearsal(seed)
    sdtm = {one.name: read(render_csv(one.frame)) for one in evaluation.sdtm}
    results = {row["result_id"]: row for row in read(render_results(evaluation.results))}
    return Printed(reference_study(), sdtm, results)
