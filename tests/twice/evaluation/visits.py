"""Scores with their days in; for each participant, measure and visit what counts, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from heliotrope.study.schedule import Visit
from tests.twice.evaluation.printed import Printed, Row, as_date, name_visit
from tests.twice.evaluation.scores import (
    Assessment,
    read_enzymes,
    score_everything,
    score_improvement,
)

PER_5_MG: dict[str, int | str] = {
    "PREDNISONE": 5, "PREDNISOLONE": 5, "METHYLPREDNISOLONE": 4, "HYDROCORTISONE": 20,
    "CORTISONE": 25, "TRIAMCINOLONE": 4, "DEXAMETHASONE": "0.75", "BETAMETHASONE": "0.6",
    "DEFLAZACORT": 6,
}  # fmt: skip
FORMS = {
    "activity": "cdasi", "damage": "cdasi", "physician_global": "imacs", "patient_global": "imacs",
    "extramuscular_global": "imacs", "enzyme_multiple": "imacs", "mmt8": "mmt8", "haq_di": "haq",
    "dlqi": "dlqi", "total_improvement_score": "imacs", "prednisone_equivalent": "",
}  # fmt: skip
"""Measure → form; all others are scales of the SF-36; a dose needs no form."""
CORE = ("physician_global", "patient_global", "extramuscular_global", "mmt8", "haq_di")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Course:
    """A glucocorticoid by mouth or vein, from a day to a day."""

    drug: tuple[str, str]
    start: date | None
    end: date | None
    mg: Fraction


@dataclass(frozen=True)
class Values:
    """What was measured, and which of it counts."""

    printed: Printed

    @cached_property
    def measured(self) -> Mapping[str, Mapping[str, list[Assessment]]]:
        """Participant → measure → assessments."""
        found: dict[str, dict[str, list[Assessment]]] = {}
        for code in self.printed.people:
            own = found.setdefault(code, {})
            for measure, one in score_everything(self.printed, code):
                own.setdefault(measure, []).append(one)
            own["prednisone_equivalent"] = self._dose_visits(code)
        for code in self.printed.people:
            found[code]["total_improvement_score"] = self._improvements(code, found[code])
        return found

    def _improvements(self, code: str, own: Mapping[str, list[Assessment]]) -> list[Assessment]:
        by_visit: dict[str, dict[str, Fraction]] = {}
        days: dict[str, Assessment] = {}
        for measure in CORE:
            for one in own.get(measure, ()):
                by_visit.setdefault(one.visit, {})[measure] = one.value
                if measure == "physician_global":
                    days[one.visit] = one
        enzymes = {visit: found for (visit, _), found in read_enzymes(self.printed, code).items()}
        scored = []
        for visit, one in days.items():
            if visit == "baseline" or "baseline" not in by_visit:
                continue
            pair = (enzymes.get("baseline", {}), enzymes.get(visit, {}))
            total = score_improvement(by_visit["baseline"], by_visit[visit], pair)
            if total is not None:
                scored.append(Assessment(visit, one.on, one.day, total))
        return scored

    # -------------------------------------------------------------- doses of glucocorticoid

    def courses(self, code: str) -> list[Course]:
        """Systemic glucocorticoids; a course without an end ends where the drug begins anew."""
        rows = [r for r in self.printed.rows("CM", code) if r["CMDECOD"] in PER_5_MG]
        systemic = [r for r in rows if r["CMROUTE"] in ("ORAL", "INTRAVENOUS")]
        starts = {id(r): as_date(r["CMSTDTC"]) for r in systemic}
        found = []
        for row in systemic:
            drug, start, end = _drug(row), starts[id(row)], as_date(row["CMENDTC"])
            later = [
                day
                for other in systemic
                if _drug(other) == drug
                and (day := starts[id(other)]) is not None
                and (start is None or day > start)
            ]
            if later and (end is None or end >= min(later)):
                end = min(later) - ONE_DAY
            mg = Fraction(row["CMDOSTOT"]) * 5 / Fraction(PER_5_MG[row["CMDECOD"]])
            found.append(Course(drug, start, end, mg))
        return found

    def daily_mg(self, code: str, on: date | None) -> Fraction | None:
        """Prednisone equivalent of a day; None where no medication at all is recorded."""
        if on is None or not self.printed.rows("CM", code):
            return None
        return sum(
            (
                one.mg
                for one in self.courses(code)
                if (one.start is None or one.start <= on) and (one.end is None or one.end >= on)
            ),
            Fraction(0),
        )

    def visit_days(self, code: str) -> dict[str, date]:
        """Visit → the first day on which it took place."""
        found: dict[str, date] = {}
        for row in self.printed.rows("SV", code):
            on, visit = as_date(row["SVSTDTC"]), name_visit(row["VISIT"])
            if row["SVOCCUR"] != "N" and on is not None:
                found[visit] = min(on, found.get(visit, on))
        return found

    def _dose_visits(self, code: str) -> list[Assessment]:
        found = []
        for visit, on in self.visit_days(code).items():
            mg = self.daily_mg(code, on)
            if visit != "unscheduled" and mg is not None:
                found.append(Assessment(visit, on, self.printed.day(code, on), mg))
        return found

    # -------------------------------------------------------------- which assessment counts

    @cached_property
    def scheduled(self) -> tuple[Visit, ...]:
        return tuple(visit for visit in self.printed.study.visits if visit.kind == "scheduled")

    def gives(self, visit: Visit, measure: str) -> bool:
        """True if the visit collects the measure."""
        form = FORMS.get(measure, "sf36")
        return not form or form in visit.forms

    def find_base(self, code: str, measure: str) -> Assessment | None:
        """The day-1 visit's value, else the latest before the first dose."""
        if measure == "total_improvement_score":
            return None
        all_of_them = self.measured[code].get(measure, [])
        own = [
            one
            for one in all_of_them
            if one.visit == "baseline" and (one.day is None or one.day <= 1)
        ]
        before = [one for one in all_of_them if one.day is not None and one.day < 1]
        return max(own or before, key=lambda one: one.on or date.min, default=None)

    def find_chosen(self, code: str, measure: str, visit_name: str) -> Assessment | None:
        """The one nearest the target day in the window; a tie goes to the later."""
        base = self.find_base(code, measure)
        if visit_name == "baseline":
            return base
        visit = self.printed.study.visit(visit_name)
        candidates = [one for one in self.measured[code].get(measure, []) if one is not base]
        if visit.day is None or visit.window is None:
            candidates = [one for one in candidates if one.visit == visit_name]
            return max(candidates, key=lambda one: one.on or date.min, default=None)
        if not self.gives(visit, measure):
            return None
        target, window = visit.day, visit.window
        inside = [
            one for one in candidates
            if one.day is not None and window.earliest <= one.day <= window.latest
            and not self._belongs_by_name(one)
        ]  # fmt: skip
        return min(inside, key=lambda one: (abs((one.day or 0) - target), -(one.day or 0)),
                   default=None)  # fmt: skip

    def _belongs_by_name(self, one: Assessment) -> bool:
        """A record of a scheduled visit without target day stays with that visit."""
        return any(v.name == one.visit and v.day is None for v in self.scheduled)

    def value(self, code: str, measure: str, visit: str) -> Fraction | None:
        found = self.find_chosen(code, measure, visit)
        return None if found is None else found.value

    def base(self, code: str, measure: str) -> Fraction | None:
        found = self.find_base(code, measure)
        return None if found is None else found.value

    def change(self, code: str, measure: str, visit: str) -> Fraction | None:
        """At the baseline visit itself, and of the Total Improvement Score, there is none."""
        value, base = self.value(code, measure, visit), self.base(code, measure)
        found = self.find_chosen(code, measure, visit)
        if value is None or base is None or visit == "baseline":
            return None
        if found is not None and found.day is not None and found.day < 1:
            return None
        return value - base


def _drug(row: Row) -> tuple[str, str]:
    return row["CMDECOD"], row["CMROUTE"]
