"""SDTM in; doses, adverse events, glucocorticoids and who was studied, counted day by day, out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from tests.twice.evaluation import slow
from tests.twice.evaluation.printed import Expected, Printed, Row, as_date
from tests.twice.evaluation.visits import Values

ONE_DAY = timedelta(days=1)
A_DAY = {"QD": Fraction(1), "BID": Fraction(2), "QOD": Fraction(1, 2), "": Fraction(0)}
UNRELATED = ("UNLIKELY", "UNRELATED")
CRITERIA = ("AESER", "AESDTH", "AESLIFE", "AESHOSP", "AESDISAB", "AESCONG", "AESMIE")
NAMES = ("mean", "sd", "median", "min", "max")


def slug(text: str) -> str:
    return "_".join(re.findall(r"[a-z0-9]+", text.lower()))


def put_numbers(found: Expected, prefix: str, values: Sequence[Fraction]) -> None:
    found[f"{prefix}.n"] = len(values)
    for name, number in slow.describe(values).items():
        found[f"{prefix}.{name}"] = number


def put_counted(
    found: Expected, prefix: str, counted: tuple[int, int], *, interval: bool = True
) -> None:
    x, n = counted
    found[f"{prefix}.count"], found[f"{prefix}.denominator"] = x, n
    three = slow.bound_proportion(x, n)
    for name, number in zip(("estimate", "lower", "upper"), three, strict=True):
        if interval or name == "estimate":
            found[f"{prefix}.{name}"] = number


@dataclass(frozen=True)
class Happened:
    """An adverse event as SDTM has it."""

    code: str
    row: Row
    start: date | None
    grade: int
    serious: bool
    related: bool


@dataclass(frozen=True)
class Harm:
    """What was taken, what happened, and to whom."""

    printed: Printed
    values: Values

    # -------------------------------------------------------------- study drug

    @cached_property
    def _calendar(self) -> Mapping[str, Mapping[date, Fraction]]:
        """Participant → day → mg; 0 on a held day; no entry where nothing is recorded."""
        return {code: self._fill_calendar(code) for code in self.printed.people}

    def _fill_calendar(self, code: str) -> Mapping[date, Fraction]:
        rows = [(as_date(row["ECSTDTC"]), row) for row in self.printed.rows("EC", code)]
        dated = sorted(((on, int(r["ECSEQ"]), r) for on, r in rows if on), key=lambda one: one[:2])
        mg_on: dict[date, Fraction] = {}
        for place, (start, _, row) in enumerate(dated):
            later = [on for on, _, _ in dated[place + 1 :] if on > start]
            end = as_date(row["ECENDTC"])
            if end is None:
                end = min(later) - ONE_DAY if later else self.latest_seen(code)
            mg = Fraction(row["ECDOSE"] or 0) * A_DAY[row["ECDOSFRQ"]]
            for number in range((end - start).days + 1):
                mg_on[start + number * ONE_DAY] = mg if row["ECOCCUR"] == "Y" else Fraction(0)
        return mg_on

    def latest_seen(self, code: str) -> date:
        """The end of participation, else the latest day of anything in the study."""
        _, on = self.printed.ends.get(code, ("", None))
        return on or max(
            day for row in self.printed.sdtm["SV"] if (day := as_date(row["SVENDTC"])) is not None
        )

    def dosed(self, code: str) -> list[date]:
        return sorted(day for day, mg in self._calendar[code].items() if mg > 0)

    def held(self, code: str) -> list[date]:
        return sorted(day for day, mg in self._calendar[code].items() if mg == 0)

    @cached_property
    def treated(self) -> tuple[str, ...]:
        return tuple(code for code in self.printed.people if self.dosed(code))

    def count_at_risk(self, code: str) -> int:
        """From the first dose to 28 days after the final one, while the participant was seen."""
        days = self.dosed(code)
        return (min(days[-1] + 28 * ONE_DAY, self.latest_seen(code)) - days[0]).days + 1

    def _expect_exposure(self, found: Expected) -> None:
        sums: dict[str, dict[str, Fraction]] = {}
        ever: dict[str, int] = {"held": 0, "reduced": 0, "unrecorded": 0}
        for code in self.treated:
            days, calendar = self.dosed(code), self._calendar[code]
            span = [days[0] + n * ONE_DAY for n in range((days[-1] - days[0]).days + 1)]
            total = sum((calendar[day] for day in days), Fraction(0))
            own = {
                "treatment_days": Fraction(len(span)),
                "days_on_drug": Fraction(len(days)),
                "days_held": Fraction(sum(calendar.get(day) == 0 for day in span)),
                "days_unrecorded": Fraction(sum(day not in calendar for day in span)),
                "cumulative_dose": total,
                "dose_intensity": total / len(span),
                "relative_dose_intensity": 100 * total / len(span) / calendar[days[0]],
                "days_at_risk": Fraction(self.count_at_risk(code)),
            }
            for name, number in own.items():
                sums.setdefault(name, {})[code] = number
                found[f"exposure.{name}.{code}.value"] = float(number)
            ever["held"] += own["days_held"] > 0
            ever["unrecorded"] += own["days_unrecorded"] > 0
            ever["reduced"] += any(calendar[day] < calendar[days[0]] for day in days)
        for name, numbers in sums.items():
            put_numbers(found, f"exposure.{name}", list(numbers.values()))
        years = sum(sums["treatment_days"].values(), Fraction(0)) / Fraction("365.25")
        found["exposure.person_years.estimate"] = float(years)
        for name, count in ever.items():
            put_counted(found, f"exposure.{name}", (count, len(self.treated)))

    # -------------------------------------------------------------- adverse events

    @cached_property
    def happened(self) -> list[Happened]:
        return [
            Happened(
                code,
                row,
                as_date(row["AESTDTC"]),
                int(row["AETOXGR"] or 0),
                any(row[name] == "Y" for name in CRITERIA),
                row["AEREL"] not in UNRELATED,
            )
            for code in self.treated
            for row in self.printed.rows("AE", code)
        ]

    def place(self, event: Happened) -> str:
        """`before`, `emergent`, `after` or `undetermined`."""
        days = self.dosed(event.code)
        if event.start is None:
            end = as_date(event.row["AEENDTC"])
            return "before" if end is not None and end < days[0] else "emergent"
        if event.start < days[0]:
            return "before"
        if event.start > days[-1] + 28 * ONE_DAY:
            return "after"
        return "emergent" if event.grade > self._grade_before(event, days[0]) else "continued"

    def _grade_before(self, event: Happened, first: date) -> int:
        """Of the same term, begun before the first dose and not over until this one began."""
        assert event.start is not None
        grades = [
            other.grade
            for other in self.happened
            if other.code == event.code and other.row["AEDECOD"] == event.row["AEDECOD"]
            and other.start is not None and other.start < first
            and ((end := as_date(other.row["AEENDTC"])) is None or end >= event.start - ONE_DAY)
        ]  # fmt: skip
        return max(grades, default=0)

    def _expect_events(self, found: Expected) -> None:
        emergent = [one for one in self.happened if self.place(one) == "emergent"]
        action = "AEACN"
        kinds = {
            "any": emergent,
            "related": [e for e in emergent if e.related],
            "serious": [e for e in emergent if e.serious],
            "related_serious": [e for e in emergent if e.serious and e.related],
            "grade_3_or_more": [e for e in emergent if e.grade >= 3],
            "related_grade_3_or_more": [e for e in emergent if e.grade >= 3 and e.related],
            "leading_to_stop": [e for e in emergent if e.row[action] == "DRUG WITHDRAWN"],
            "leading_to_hold": [e for e in emergent if e.row[action] == "DRUG INTERRUPTED"],
            "leading_to_reduction": [e for e in emergent if e.row[action] == "DOSE REDUCED"],
            "fatal": [e for e in emergent if e.row["AEOUT"] == "FATAL" or e.grade == 5],
            "before": [e for e in self.happened if self.place(e) == "before"],
            "after": [e for e in self.happened if self.place(e) == "after"],
            "undetermined": [e for e in self.happened if self.place(e) == "undetermined"],
        }
        for name, events in kinds.items():
            rates = name not in ("before", "after", "undetermined")
            self._expect_kind(found, f"adverse_events.{name}", events, rates=rates)
        self._expect_grades(found, "adverse_events.worst_grade", emergent)
        for system in {e.row["AEBODSYS"] for e in emergent}:
            own = [e for e in emergent if e.row["AEBODSYS"] == system]
            prefix = f"adverse_events.system.{slug(system)}"
            self._expect_kind(found, prefix, own)
            self._expect_grades(found, prefix, own)
            for term in {e.row["AEDECOD"] for e in own}:
                these = [e for e in own if e.row["AEDECOD"] == term]
                prefix = f"adverse_events.term.{slug(system)}.{slug(term)}"
                self._expect_kind(found, prefix, these)
                self._expect_grades(found, prefix, these)
                for part, serious in (("serious", True), ("not_serious", False)):
                    some = [e for e in these if e.serious == serious]
                    found[f"{prefix}.{part}.count"] = len({e.code for e in some})
                    found[f"{prefix}.{part}.events"] = len(some)

    def _expect_kind(
        self, found: Expected, prefix: str, events: Sequence[Happened], *, rates: bool = True
    ) -> None:
        put_counted(found, prefix, (len({e.code for e in events}), len(self.treated)))
        found[f"{prefix}.events"] = len(events)
        if not rates:
            return
        at_risk = {code: self.count_at_risk(code) for code in self.treated}
        to_first = dict(at_risk)
        for event in events:
            day = 1 if event.start is None else self.printed.day(event.code, event.start) or 1
            to_first[event.code] = min(to_first[event.code], day)
        for part, count, days in (
            ("rate", len(events), sum(at_risk.values())),
            ("incidence", len({e.code for e in events}), sum(to_first.values())),
        ):
            found[f"{prefix}.{part}.count"] = count
            found[f"{prefix}.{part}.denominator"] = days / 365.25
            for name, number in zip(
                ("estimate", "lower", "upper"), slow.bound_rate(count, days), strict=True
            ):
                found[f"{prefix}.{part}.{name}"] = number

    def _expect_grades(self, found: Expected, prefix: str, events: Sequence[Happened]) -> None:
        worst: dict[str, int] = {}
        for event in events:
            worst[event.code] = max(worst.get(event.code, 0), event.grade)
        for grade in range(6):
            name = f"grade_{grade}" if grade else "grade_unknown"
            found[f"{prefix}.{name}.count"] = sum(one == grade for one in worst.values())

    # -------------------------------------------------------------- glucocorticoids

    def _expect_glucocorticoids(self, found: Expected) -> None:
        asked = self.printed.study.plan.safety.glucocorticoids
        assert asked is not None
        for visit in ("baseline", *asked.visits):
            prefix, first = f"glucocorticoids.{visit}", visit == "baseline"
            doses: dict[str, tuple[Fraction, Fraction, Fraction]] = {}
            for code in self.treated:
                day_1 = self.printed.day_1[code]
                chosen = self.values.find_chosen(code, "prednisone_equivalent", visit)
                on = day_1 if first else chosen.on if chosen else None
                mg, base = self.values.daily_mg(code, on), self.values.daily_mg(code, day_1)
                known = mg is not None and base is not None
                found[f"{prefix}.{code}.value"] = float(mg) if mg is not None else None
                if not first:
                    found[f"{prefix}.{code}.change"] = float(mg - base) if known else None  # type: ignore[operator]
                if on is not None and day_1 is not None and mg is not None and base is not None:
                    span = [day_1 + n * ONE_DAY for n in range((on - day_1).days + 1)]
                    each = [self.values.daily_mg(code, day) or Fraction(0) for day in span]
                    total = sum(each, Fraction(0))
                    doses[code] = (mg, base, total)
            put_numbers(found, f"{prefix}.dose", [mg for mg, _, _ in doses.values()])
            n = len(doses)
            for most in asked.at_most_mg:
                name = f"{prefix}.at_most_{str(most).replace('.', '_')}"
                count = sum(mg <= Fraction(most) for mg, _, _ in doses.values())
                put_counted(found, name, (count, n))
            put_counted(found, f"{prefix}.none", (sum(mg == 0 for mg, _, _ in doses.values()), n))
            if first:
                continue
            put_numbers(found, f"{prefix}.change", [mg - base for mg, base, _ in doses.values()])
            put_numbers(found, f"{prefix}.cumulative", [total for _, _, total in doses.values()])
            for percent in asked.fall_percent:
                able = [(mg, base) for mg, base, _ in doses.values() if base > 0]
                fell = sum(100 * (base - mg) >= Fraction(percent) * base for mg, base in able)
                put_counted(found, f"{prefix}.fall_{percent}", (fell, len(able)))
            higher = sum(mg > base for mg, base, _ in doses.values())
            put_counted(found, f"{prefix}.higher", (higher, n))

    def _expect_counts_of_capsules(self, found: Expected) -> None:
        """Given out and come back; what did not come back was taken."""
        sums: dict[str, list[Fraction]] = {}
        for code in self.treated:
            given, back, mg = Fraction(0), Fraction(0), Fraction(0)
            for row in self.printed.rows("DA", code):
                count, strength = Fraction(row["DASTRESN"]), Fraction(row["DASCAT"].split()[0])
                out = row["DATESTCD"] == "DISPAMT"
                given, back = given + count * out, back + count * (not out)
                mg += strength * (count if out else -count)
            dose = sum(self._calendar[code].values(), Fraction(0))
            for name, number in (
                ("dispensed", given), ("returned", back), ("taken", mg),
                ("taken_share", 100 * mg / dose),
            ):  # fmt: skip
                sums.setdefault(name, []).append(number)
        for name, numbers in sums.items():
            put_numbers(found, f"compliance.{name}", numbers)
        put_counted(found, "compliance.unknown", (0, len(self.treated)), interval=False)

    # -------------------------------------------------------------- who was studied

    def _expect_people(self, found: Expected) -> None:
        printed, people = self.printed, self.printed.enrolled
        n = len(people)
        subject = {row["SUBJID"]: row for row in printed.sdtm["DM"]}
        put_numbers(found, "baseline.age", [Fraction(subject[c]["AGE"]) for c in people])
        groups: dict[str, set[str]] = {"sex.female": set(), "sex.male": set()}
        ethnic = self._codes("demographics", "ethnic_group")
        history = self._codes("medical_history", "category")
        for code in people:
            groups["sex.female" if subject[code]["SEX"] == "F" else "sex.male"].add(code)
            for row in printed.rows("SUPPDM", code):
                groups.setdefault(f"ethnic_group.{ethnic[row['QVAL'].upper()]}", set()).add(code)
            for row in printed.rows("MH", code):
                groups.setdefault(f"history.{history[row['MHCAT']]}", set()).add(code)
            for row in printed.rows("CM", code):
                if self._is_taken_on_day_1(code, row):
                    groups.setdefault(f"drugs.{slug(row['CMSCAT'])}", set()).add(code)
        for name, members in groups.items():
            put_counted(found, f"baseline.{name}", (len(members), n), interval=False)

    def _codes(self, form: str, item: str) -> Mapping[str, str]:
        codes = self.printed.study.form(form).item(item).codes
        return {one.label.en.upper(): one.code for one in codes}

    def _is_taken_on_day_1(self, code: str, row: Row) -> bool:
        on, start, end = self.printed.day_1[code], as_date(row["CMSTDTC"]), as_date(row["CMENDTC"])
        assert on is not None
        return (start is None or start <= on) and (end is None or end >= on)

    def _expect_disposition(self, found: Expected) -> None:
        printed, people = self.printed, self.printed.enrolled
        failed = [
            code for code in printed.people
            if any(row["DSDECOD"] == "SCREEN FAILURE" for row in printed.rows("DS", code))
        ]  # fmt: skip
        completed = [c for c in people if printed.ends.get(c, ("", None))[0] == "COMPLETED"]
        stopped = [c for c in people if c in printed.ends and c not in completed]
        counts = {
            "screened": len(printed.people),
            "screen_failures": len(failed),
            "in_screening": len(printed.people) - len(failed) - len(people),
            "enrolled": len(people),
            "completed": len(completed),
            "stopped": len(stopped),
            "ongoing": len(people) - len(completed) - len(stopped),
        }
        for code in stopped:
            reason = f"stopped.{slug(printed.ends[code][0])}"
            counts[reason] = counts.get(reason, 0) + 1
        found.update({f"disposition.{name}": number for name, number in counts.items()})
        for code in printed.people:
            on = printed.ends[code][1] if code in printed.ends else None
            found[f"status.{code}.end_day"] = printed.day(code, on)
        n = len(people)
        found.update({"none_of_enrolled.count": 0, "none_of_enrolled.denominator": n})
        found["none_of_enrolled.lower"] = 0.0
        found["none_of_enrolled.upper"] = 1 - 0.025 ** (1 / n)
        found["none_of_enrolled.upper_one_sided"] = 1 - 0.05 ** (1 / n)

    def _expect_published(self, found: Expected) -> None:
        """What others printed goes through unchanged; nothing is computed from it."""
        for one in self.printed.study.plan.comparators:
            for name in ("n", "weeks"):
                found[f"comparator.{one.name}.{name}"] = getattr(one, name)
            for part in ("before", "after", "change"):
                for name in ("mean", "sd"):
                    number = getattr(one, f"{part}_{name}")
                    plain = None if number is None else float(number)
                    found[f"comparator.{one.name}.{part}.{name}"] = plain

    def expect(self) -> Expected:
        """Every row of safety but the laboratory's, of baseline and of disposition."""
        found: Expected = {}
        self._expect_exposure(found)
        self._expect_events(found)
        self._expect_glucocorticoids(found)
        self._expect_counts_of_capsules(found)
        self._expect_people(found)
        self._expect_disposition(found)
        self._expect_published(found)
        return found
