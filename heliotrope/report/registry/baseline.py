"""Baseline in rows → the form's baseline measures."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.analysis.results import Result
from heliotrope.report.registry.form import Entry, Fitter, Line, Measure, Parameter
from heliotrope.report.registry.rows import show_count, show_number
from heliotrope.report.registry.scale import say_scale
from heliotrope.report.registry.words import (
    AGE,
    BASELINE_TITLES,
    COUNTRIES,
    OTHER,
    RACE,
    REGION,
    SEX,
)
from heliotrope.report.view import View

AGE_DECIMALS = 1
COUNTED: Parameter = "Count of Participants"
PARTICIPANTS = "Participants"
NOT_COLLECTED = "Race and ethnicity were not collected from any participant."
DEMOGRAPHIC = {"drugs": "Drugs taken on the first day", "history": "Medical history"}


def fill_baseline(view: View, fitter: Fitter) -> tuple[Measure, ...]:
    """Age, sex, region, that race was not collected, then what is specific to the study."""
    rows = {row.result_id: row for row in view.results.select("baseline")}
    found = (
        _fill_age(rows),
        _fill_sex(rows),
        _fill_region(view),
        Measure(BASELINE_TITLES[RACE], PARTICIPANTS, COUNTED, (), population=NOT_COLLECTED,
                kind=RACE) if rows else None,
        *_fill_codes(view, fitter, rows),
        *_fill_endpoints(view, fitter, rows),
    )  # fmt: skip
    return tuple(one for one in found if one is not None)


def _describe(rows: dict[str, Result], name: str, decimals: int) -> Line | None:
    """Mean with SD; None if nobody has a value."""
    n, mean, sd = (rows.get(f"baseline.{name}.{one}") for one in ("n", "mean", "sd"))
    if n is None or mean is None or sd is None or not n.value:
        return None
    entry = Entry("", show_number(mean, decimals), spread=show_number(sd, decimals))
    return Line("", (entry,), show_count(n))


def _fill_age(rows: dict[str, Result]) -> Measure | None:
    line = _describe(rows, "age", AGE_DECIMALS)
    if line is None:
        return None
    return Measure(BASELINE_TITLES[AGE], "years", "Mean", (line,), "Standard Deviation", kind=AGE)


def _fill_sex(rows: dict[str, Result]) -> Measure | None:
    """Only where everybody is one of the two: the form has no place for others here."""
    found = {name: rows.get(f"baseline.sex.{name}.count") for name in ("female", "male")}
    others = [rows.get(f"baseline.sex.{name}.count") for name in ("other", "not_recorded")]
    if any(row is not None and row.value for row in others):
        named = {**found, "other": others[0], "not recorded": others[1]}
        lines = tuple(
            Line(name.capitalize(), (Entry("", show_count(row)),))
            for name, row in named.items()
            if row is not None
        )
        return Measure("Sex, as recorded", PARTICIPANTS, COUNTED, lines)
    entries = tuple(
        Entry(name.capitalize(), show_count(row)) for name, row in found.items() if row is not None
    )
    if not entries:
        return None
    return Measure(BASELINE_TITLES[SEX], PARTICIPANTS, COUNTED, (Line("", entries),), kind=SEX)


def _fill_region(view: View) -> Measure | None:
    for row in view.results.select("registry"):
        if row.group.startswith("country.") and row.statistic == "count":
            code = row.group.removeprefix("country.").upper()
            line = Line(COUNTRIES.get(code, code), (Entry("", show_count(row)),))
            return Measure(BASELINE_TITLES[REGION], PARTICIPANTS, COUNTED, (line,), kind=REGION)
    return None


def _fill_codes(view: View, fitter: Fitter, rows: dict[str, Result]) -> Iterator[Measure]:
    """Counts by code: demographics, drugs, history; one measure for each item."""
    by_item: dict[str, list[tuple[Result, Result]]] = {}
    for row in rows.values():
        item, _, code = row.group.partition(".")
        if code and item != "sex" and row.statistic == "denominator":
            count = rows[row.result_id.removesuffix("denominator") + "count"]
            by_item.setdefault(item, []).append((row, count))
    for item, found in by_item.items():
        lines = tuple(
            Line(fitter.fit("row_title", label.text.en, f"Baseline, {item}"),
                 (Entry("", show_count(count)),))
            for label, count in found
        )  # fmt: skip
        several = item in DEMOGRAPHIC
        yield Measure(
            fitter.fit("baseline_title", _name_item(view, item)),
            PARTICIPANTS,
            COUNTED,
            lines,
            description="A participant may count in several rows." if several else "",
            kind=OTHER,
        )


def _name_item(view: View, item: str) -> str:
    if item in DEMOGRAPHIC:
        return DEMOGRAPHIC[item]
    form = view.study.form_by_name.get(view.study.roles.demographics_form or "")
    known = form.item_by_name.get(item) if form is not None else None
    return known.label.en if known is not None else item


def _fill_endpoints(view: View, fitter: Fitter, rows: dict[str, Result]) -> Iterator[Measure]:
    for endpoint in view.study.plan.endpoints:
        line = _describe(rows, endpoint.name, endpoint.decimals)
        if line is not None:
            yield Measure(
                fitter.fit("baseline_title", endpoint.label.en),
                fitter.fit("unit", endpoint.unit.en),
                "Mean",
                (line,),
                "Standard Deviation",
                description=fitter.fit("baseline_description", say_scale(endpoint)),
                kind=OTHER,
            )
