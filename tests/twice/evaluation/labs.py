"""LB in; grades, shifts and values by visit of every laboratory test, judged one by one, out.

The cut-offs are typed from the printed CTCAE 5.0, not read from the product's table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import cached_property

from heliotrope.study.laboratories import ReferenceRange
from tests.twice.evaluation.harm import Harm, put_counted, put_numbers
from tests.twice.evaluation.printed import Expected, Printed, Row, as_date, name_visit

LOW = {
    "NEUT": ("1.5", "1", "0.5"), "PLAT": ("75", "50", "25"), "HGB": ("100", "80"),
    "WBC": ("3", "2", "1"), "LYM": ("0.8", "0.5", "0.2"),
}  # fmt: skip
"""Below the first: grade 2, and so on; below the lower limit of normal: grade 1."""
HIGH = {
    "ALT": ("3", "5", "20", "1.5"), "AST": ("3", "5", "20", "1.5"), "ALP": ("2.5", "5", "20", "2"),
    "GGT": ("2.5", "5", "20", "2"), "BILI": ("1.5", "3", "10", "1"),
}  # fmt: skip
"""Above so many times the upper limit grade 2, 3, 4, or the baseline if that was above the limit;
the fourth: from so many times the baseline on grade 1."""
CK = ("1", "2.5", "5", "10")
CREAT = ("1", "1.5", "3", "6")
NAMES = {
    "NEUT": "neutrophils", "PLAT": "platelets", "HGB": "hemoglobin", "WBC": "wbc",
    "LYM": "lymphocytes",
}  # fmt: skip
CLASSES = ("0", "0_or_1", "1", "2", "3", "4", "not_graded")


@dataclass(frozen=True)
class Measured:
    """One result."""

    visit: str
    day: int
    form: str
    value: Fraction
    low: Fraction | None
    high: Fraction | None


def grade(test: str, one: Measured, base: Measured | None) -> int | None:
    """None: not one of the graded tests."""
    value = one.value
    if test in LOW:
        assert one.low is not None
        below = sum(value < Fraction(end) for end in LOW[test])
        return below + 1 if below else int(value < one.low)
    if test not in HIGH and test not in ("CK", "CREAT"):
        return None
    assert one.high is not None
    if test == "CK":
        return sum(value > Fraction(times) * one.high for times in CK)
    assert base is not None
    if test == "CREAT":
        by_limit = sum(value > Fraction(times) * one.high for times in CREAT)
        times = value / base.value
        return max(by_limit, 3 if times > 3 else 2 if times > Fraction(3, 2) else 0)
    return _grade_liver(test, one, base)


def _grade_liver(test: str, one: Measured, base: Measured) -> int:
    """By the upper limit; by the baseline where that was above the limit."""
    assert one.high is not None
    value = one.value
    ends, first = [Fraction(times) for times in HIGH[test][:3]], Fraction(HIGH[test][3])
    if base.value <= (base.high or one.high):
        above = sum(value > times * one.high for times in ends)
        return above + 1 if above else int(value > one.high)
    above = sum(value > times * base.value for times in ends)
    reached = value > base.value if test == "BILI" else value >= first * base.value
    return above + 1 if above else int(reached)


@dataclass(frozen=True)
class Labs:
    """The laboratory of everyone treated."""

    printed: Printed
    harm: Harm

    @cached_property
    def measured(self) -> Mapping[str, Mapping[str, list[Measured]]]:
        """Test → participant → results in their order."""
        found: dict[str, dict[str, list[Measured]]] = {}
        for code in self.harm.treated:
            for row in self.printed.rows("LB", code):
                one = self._read(code, row)
                if one is not None:
                    found.setdefault(row["LBTESTCD"], {}).setdefault(code, []).append(one)
        for own in found.values():
            for results in own.values():
                results.sort(key=lambda one: one.day)
        return found

    def _read(self, code: str, row: Row) -> Measured | None:
        """A result; the core set's own enzymes, without lower limit and laboratory, are none."""
        day = self.printed.day(code, as_date(row["LBDTC"]))
        of_core_set = row["LBSTNRHI"] and not row["LBSTNRLO"] and not row["LBNAM"]
        if not row["LBSTRESN"] or day is None or of_core_set:
            return None
        low, high = (Fraction(row[n]) if row[n] else None for n in ("LBSTNRLO", "LBSTNRHI"))
        form = "labs" if row["LBNAM"] else "blood_count"
        if low is None and high is None:
            known = self._find_range(code, NAMES[row["LBTESTCD"]])
            low, high = Fraction(known.lln or 0), Fraction(known.uln or 0)
        return Measured(name_visit(row["VISIT"]), day, form, Fraction(row["LBSTRESN"]), low, high)

    def _find_range(self, code: str, test: str) -> ReferenceRange:
        """The hospital's own, of the participant's sex."""
        sexes = {row["SUBJID"]: row["SEX"] for row in self.printed.sdtm["DM"]}
        sex = {"F": "female", "M": "male"}[sexes[code]]
        own = self.printed.study.laboratories[0]
        return next(r for r in own.ranges if r.test == test and r.sex in (None, sex))

    def find_base(self, results: list[Measured]) -> Measured | None:
        own = [one for one in results if one.visit == "baseline" and one.day <= 1]
        before = [one for one in results if one.day < 1]
        return (own or before or [None])[-1]  # type: ignore[list-item]

    def find_worst(self, test: str, code: str) -> tuple[int, int] | None:
        """Grade at baseline and highest one after day 1, up to 28 days after the final dose."""
        results = self.measured[test][code]
        base = self.find_base(results)
        final = self.harm.dosed(code)[-1] + timedelta(days=28)
        last = self.printed.day(code, final) or 0
        grades = [grade(test, one, base) for one in results if 1 < one.day <= last]
        before = None if base is None else grade(test, base, base)
        known = [one for one in grades if one is not None]
        return (before, max(known)) if known and before is not None else None

    def _choose(self, test: str, code: str, visit_name: str) -> Measured | None:
        """Nearest the target day in the window, a tie to the later; baseline by its own rule."""
        results = self.measured[test][code]
        base, visit = self.find_base(results), self.printed.study.visit(visit_name)
        if visit_name == "baseline":
            return base
        others = [one for one in results if one is not base]
        if visit.day is None or visit.window is None:
            own = [one for one in others if one.visit == visit_name]
            return own[-1] if own else None
        target, window = visit.day, visit.window
        inside = [
            one
            for one in others
            if window.earliest <= one.day <= window.latest
            and one.form in visit.forms
            and one.visit != "screening"
        ]
        return min(inside, key=lambda one: (abs(one.day - target), -one.day), default=None)

    def expect(self) -> Expected:
        """Every row of the laboratory."""
        found: Expected = {}
        severe: set[str] = set()
        for test, own in self.measured.items():
            prefix = f"laboratory.{test.lower()}"
            if test in LOW or test in HIGH or test in ("CK", "CREAT"):
                severe |= self._expect_grades(found, prefix, test)
            for visit in self.printed.study.visits:
                if visit.kind != "scheduled":
                    continue
                chosen = {code: self._choose(test, code, visit.name) for code in own}
                values = [one.value for one in chosen.values() if one is not None]
                if values:
                    put_numbers(found, f"{prefix}.visit.{visit.name}", values)
                changes = [
                    one.value - base.value
                    for code, one in chosen.items()
                    if one is not None
                    and (base := self.find_base(own[code])) is not None
                    and one.day > base.day
                ]
                if changes:
                    put_numbers(found, f"{prefix}.change.{visit.name}", changes)
        put_counted(found, "laboratory.any_grade_3_or_more", (len(severe), len(self.harm.treated)))
        return found

    def _expect_grades(self, found: Expected, prefix: str, test: str) -> set[str]:
        worst = {code: self.find_worst(test, code) for code in self.measured[test]}
        pairs = {code: pair for code, pair in worst.items() if pair is not None}
        for before in {pair[0] for pair in pairs.values()}:
            for after in CLASSES:
                count = sum(
                    f"{one} {other}" == f"{before} {after}" for one, other in pairs.values()
                )
                found[f"{prefix}.shift.grade_{before}_to_{after}.count"] = count
        worse = sum(after > before for before, after in pairs.values())
        severe = {code for code, (_, after) in pairs.items() if after >= 3}
        put_counted(found, f"{prefix}.worse", (worse, len(pairs)))
        put_counted(found, f"{prefix}.grade_3_or_more", (len(severe), len(pairs)))
        return severe
