"""Values that count in; every row of every analysis of change and improvement out, by its id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from heliotrope.study.plan import Analysis
from tests.twice.evaluation import slow
from tests.twice.evaluation.harm import Harm
from tests.twice.evaluation.printed import Expected
from tests.twice.evaluation.visits import Values

ONE_DAY = timedelta(days=1)
CLASSES = {"none": (0, 20), "minimal": (20, 40), "moderate": (40, 60), "major": (60, 101)}


def put(found: Expected, prefix: str, numbers: Mapping[str, float | None]) -> None:
    for name, number in numbers.items():
        found[f"{prefix}.{name}"] = number


def put_three(found: Expected, prefix: str, three: slow.Three) -> None:
    put(found, prefix, dict(zip(("estimate", "lower", "upper"), three, strict=True)))


@dataclass(frozen=True)
class Event:
    """An intercurrent event of a participant."""

    kind: str
    on: date


@dataclass(frozen=True)
class Efficacy:
    """Everything that is said of the endpoints."""

    values: Values
    harm: Harm

    @property
    def people(self) -> tuple[str, ...]:
        return self.values.printed.enrolled

    # -------------------------------------------------------------- intercurrent events

    @cached_property
    def events(self) -> Mapping[str, list[Event]]:
        """Participant → what happened, found from SDTM alone."""
        return {code: sorted(self._find_events(code), key=lambda e: e.on) for code in self.people}

    def _find_events(self, code: str) -> Iterator[Event]:
        printed = self.values.printed
        day_1, doses = printed.day_1[code], self.harm.dosed(code)
        if day_1 is None or not doses:
            return
        final = max(doses)
        planned = day_1 + timedelta(days=printed.study.visit("week_24").window.earliest - 1)  # type: ignore[union-attr]
        if final + ONE_DAY < planned and final < self.harm.latest_seen(code):
            yield Event("discontinuation", final + ONE_DAY)
        missed = [day for day in self.harm.held(code) if day < final]
        for day in missed:
            if day - ONE_DAY not in missed:
                yield Event("hold", day)
        for row in printed.rows("CM", code):
            kind = {"RESCUE": "rescue", "PROHIBITED": "prohibited_medication"}.get(row["CMCAT"])
            # Of a year, or a year and month, the first day.
            begun = f"{row['CMSTDTC']}-01-01"[:10]
            on = date.fromisoformat(begun) if row["CMSTDTC"] else day_1
            if kind and on >= day_1:
                yield Event(kind, on)
        yield from self._find_increases(code, day_1)
        for row in printed.rows("AE", code):
            if row["AEOUT"] == "FATAL":
                yield Event("death", date.fromisoformat((row["AEENDTC"] or row["AESTDTC"])[:10]))

    def _find_increases(self, code: str, day_1: date) -> Iterator[Event]:
        """Seven days in a row at least above day 1's dose; what still goes on counts at once."""
        base, ends = self.values.daily_mg(code, day_1), self.harm.latest_seen(code)
        if base is None:
            return
        begun, day = None, day_1 + ONE_DAY
        while day <= ends + 400 * ONE_DAY:
            above = (self.values.daily_mg(code, day) or 0) > base
            if above and begun is None:
                begun = day
            if not above and begun is not None:
                if (day - begun).days >= 7:
                    yield Event("glucocorticoid_increase", begun)
                begun = None
            day += ONE_DAY
        if begun is not None:
            yield Event("glucocorticoid_increase", begun)

    def decided(self, code: str, measure: str, visit: str, kinds: Sequence[str]) -> bool:
        """True if one of these kinds happened before the value of the visit, or before its end."""
        found = self.values.find_chosen(code, measure, visit)
        until = found.on if found else None
        if until is None:
            window, day_1 = self.values.printed.study.visit(visit).window, self.values.printed.day_1
            first = day_1[code]
            assert window is not None
            assert first is not None
            until = first + timedelta(days=window.latest)
        return any(e.on < until for e in self.events[code] if e.kind in kinds)

    # -------------------------------------------------------------- analyses

    def expect(self) -> Expected:
        """Every row but those of multiple imputation and of the repeated-measures model."""
        found: Expected = {}
        plan = self.values.printed.study.plan
        for analysis in plan.every_analysis:
            if analysis.method not in ("imputed", "tipping_point", "mmrm"):
                self._expect_analysis(found, analysis)
        self._expect_responses(found)
        self._expect_events(found)
        self._expect_around(found)
        self._expect_each_one(found)
        return found

    def _measure(self, endpoint: str) -> str:
        return self.values.printed.study.plan.endpoint(endpoint).value

    def _better(self, endpoint: str) -> int:
        return -1 if self.values.printed.study.plan.endpoint(endpoint).better == "lower" else 1

    def _kinds(self, analysis: Analysis, strategy: str) -> list[str]:
        estimand = self.values.printed.study.plan.find_estimand(analysis)
        handled = estimand.intercurrent if estimand else ()
        return [one.event for one in handled if one.strategy == strategy]

    def changes(self, analysis: Analysis) -> list[Fraction]:
        """The changes that count, by participant; after a hypothetical event there is none."""
        measure, missing = self._measure(analysis.endpoint), self._kinds(analysis, "hypothetical")
        found = []
        for code in self.people:
            change = self.values.change(code, measure, analysis.visit)
            if self.decided(code, measure, analysis.visit, missing):
                change = None
            back = analysis.missing == "return_to_baseline"
            if change is None and back and self.values.base(code, measure) is not None:
                change = Fraction(0)
            if change is not None:
                found.append(change)
        return found

    def _expect_analysis(self, found: Expected, analysis: Analysis) -> None:
        name = analysis.name
        if analysis.method in ("improved", "posterior"):
            self._expect_improved(found, analysis)
            return
        if analysis.method == "summary":
            self._expect_summary(found, analysis)
            return
        changes = self.changes(analysis)
        found[f"{name}.n"] = len(changes)
        put(found, name, slow.describe(changes))
        p: float | None
        if analysis.method == "paired_t":
            three, p, df = slow.compute_t(changes)
            found[f"{name}.df"] = df
        elif analysis.method == "effect_size":
            (three, df), p = slow.standardize(changes), None
            found[f"{name}.df"] = df
        else:
            test = (
                slow.compute_signed_rank if analysis.method == "signed_rank" else slow.compute_signs
            )
            three, p, coverage = test(changes)
            found[f"{name}.coverage"] = coverage
        put_three(found, name, three)
        if analysis.test:
            found[f"{name}.p"] = p

    def _expect_improved(self, found: Expected, analysis: Analysis) -> None:
        name, measure, limit = analysis.name, self._measure(analysis.endpoint), analysis.threshold
        assert limit is not None
        failing = self._kinds(analysis, "composite")
        verdicts: dict[str, bool] = {}
        for code in self.people:
            value = self.values.value(code, measure, analysis.visit)
            change = self.values.change(code, measure, analysis.visit)
            base = self.values.base(code, measure)
            seen = value is not None if limit.value is not None else change is not None
            if not seen and analysis.missing != "not_improved":
                continue
            verdicts[code] = False
            if seen and not self.decided(code, measure, analysis.visit, failing):
                gain = self._better(analysis.endpoint) * (change or Fraction(0))
                if limit.value is not None:
                    verdicts[code] = value is not None and value >= Fraction(limit.value)
                elif limit.percent is not None:
                    verdicts[code] = 100 * gain >= Fraction(limit.percent) * (base or 0)
                else:
                    verdicts[code] = gain >= Fraction(limit.points or 0)
        x, n = sum(verdicts.values()), len(verdicts)
        put(found, name, {"n": n, "count": x, "denominator": n})
        if analysis.method == "posterior":
            assert analysis.prior is not None
            three, above = slow.update_uniform(x, n, float(analysis.prior.above))
            found[f"{name}.above"] = above
        else:
            three = slow.bound_proportion(x, n, analysis.proportion_interval or "")
            put(found, name, {f"{code}.count": int(yes) for code, yes in verdicts.items()})
        put_three(found, name, three)

    def _expect_summary(self, found: Expected, analysis: Analysis) -> None:
        measure, visit = self._measure(analysis.endpoint), analysis.visit
        parts: dict[str, list[Fraction | None]] = {
            "baseline": [self.values.base(code, measure) for code in self.people],
            "value": [self.values.value(code, measure, visit) for code in self.people],
            "change": [self.values.change(code, measure, visit) for code in self.people],
        }
        if measure == "total_improvement_score":
            parts = {"value": parts["value"]}
        elif visit == "baseline":
            parts = {"baseline": parts["baseline"]}
        for part, numbers in parts.items():
            known = [one for one in numbers if one is not None]
            found[f"{analysis.name}.{part}.n"] = len(known)
            put(found, f"{analysis.name}.{part}", slow.describe(known))

    # -------------------------------------------------------------- beside the analyses

    def _expect_responses(self, found: Expected) -> None:
        for visit in ("week_12", "week_24"):
            scores = [self.values.value(c, "total_improvement_score", visit) for c in self.people]
            known = [one for one in scores if one is not None]
            prefix = f"response.total_improvement.{visit}"
            found[f"{prefix}.n"] = len(known)
            for name, (low, high) in CLASSES.items():
                count = sum(low <= one < high for one in known)
                found[f"{prefix}.{name}.count"] = count
                found[f"{prefix}.{name}.proportion"] = count / len(known) if known else None

    def _expect_events(self, found: Expected) -> None:
        printed = self.values.printed
        for definition in printed.study.plan.intercurrent_events:
            kind, prefix = definition.event, f"intercurrent.{definition.event}"
            own = {c: [e for e in self.events[c] if e.kind == kind] for c in self.people}
            found[f"{prefix}.count"] = sum(bool(events) for events in own.values())
            found[f"{prefix}.events"] = sum(len(events) for events in own.values())
            for code, events in own.items():
                for place, event in enumerate(events, start=1):
                    found[f"{prefix}.{code}.{place}"] = printed.day(code, event.on)

    def _expect_around(self, found: Expected) -> None:
        """Before the first dose, and after the end of treatment."""
        plan, values = self.values.printed.study.plan, self.values
        asked = plan.mean_regression
        assert asked is not None
        measure = self._measure(asked.endpoint)
        for visit in asked.visits:
            every = [values.value(code, measure, visit) for code in self.people]
            known = [one for one in every if one is not None]
            found[f"mean_regression.{visit}.n"] = len(known)
            put(found, f"mean_regression.{visit}", slow.describe(known))
        for one, other in pairwise(asked.visits):
            differences = self._differences(measure, one, other)
            found[f"mean_regression.{one}.to.{other}.n"] = len(differences)
            put_three(found, f"mean_regression.{one}.to.{other}", slow.compute_t(differences)[0])
        relapse = plan.relapse
        assert relapse is not None
        measure = self._measure(relapse.endpoint)
        verdicts = {
            code: after - before >= relapse.points
            for code in self.people
            if (before := values.value(code, measure, relapse.since)) is not None
            and (after := values.value(code, measure, relapse.visit)) is not None
        }
        x, n = sum(verdicts.values()), len(verdicts)
        put(found, "relapse", {"n": n, "count": x, "denominator": n})
        put_three(found, "relapse", slow.bound_proportion(x, n))
        put(found, "relapse", {f"{code}.count": int(yes) for code, yes in verdicts.items()})
        differences = self._differences(measure, relapse.since, relapse.visit)
        put_three(found, "relapse.change", slow.compute_t(differences)[0])

    def _differences(self, measure: str, one: str, other: str) -> list[Fraction]:
        return [
            later - earlier
            for code in self.people
            if (earlier := self.values.value(code, measure, one)) is not None
            and (later := self.values.value(code, measure, other)) is not None
        ]

    def _expect_each_one(self, found: Expected) -> None:
        """Each participant's values, the means of the figure of courses, the baseline table."""
        printed, values = self.values.printed, self.values
        for endpoint in printed.study.plan.endpoints:
            measure = endpoint.value
            bases = [b for code in self.people if (b := values.base(code, measure)) is not None]
            if bases:
                found[f"baseline.{endpoint.name}.n"] = len(bases)
                put(found, f"baseline.{endpoint.name}", slow.describe(bases))
            for visit in values.scheduled:
                if visit.name == "screening" or not values.gives(visit, measure):
                    continue
                for code in self.people:
                    prefix = f"participant.{endpoint.name}.{visit.name}.{code}"
                    self._expect_one(found, prefix, code, (measure, visit.name))
        for visit in values.scheduled:
            if visit.name != "screening" and values.gives(visit, "activity"):
                seen = [values.value(code, "activity", visit.name) for code in self.people]
                known = [one for one in seen if one is not None]
                found[f"figure.course.{visit.name}.n"] = len(known)
                found[f"figure.course.{visit.name}.mean"] = slow.describe(known)["mean"]

    def _expect_one(self, found: Expected, prefix: str, code: str, asked: tuple[str, str]) -> None:
        measure, visit = asked
        value, base = self.values.value(code, measure, visit), self.values.base(code, measure)
        found[f"{prefix}.value"] = None if value is None else float(value)
        if visit == "baseline":
            return
        change = self.values.change(code, measure, visit)
        found[f"{prefix}.change"] = None if change is None else float(change)
        percent = None if change is None or not base or base <= 0 else float(100 * change / base)
        found[f"{prefix}.percent"] = percent
