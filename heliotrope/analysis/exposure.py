"""Data with ADEX → how long and how much study drug was taken, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from heliotrope.analysis.counting import (
    AS_RECORDED,
    DAYS_OF_YEAR,
    YEARS,
    Counted,
    make_absence_row,
    make_count_rows,
    make_heading,
    make_number_rows,
    trace,
)
from heliotrope.analysis.data import LISTED, Data
from heliotrope.analysis.results import EMPTY, PERCENT, Heading, Result
from heliotrope.analysis.watched import read_rows
from heliotrope.datasets.standard import Datasets
from heliotrope.vocabulary import Bilingual

NAME = "exposure"
DAYS = Bilingual("days", "天")
MG = Bilingual("mg", "mg")
MG_A_DAY = Bilingual("mg/day", "mg/日")

SUMS: Mapping[str, tuple[str, Bilingual, Bilingual]] = {
    "TRTDUR": (
        "treatment_days",
        Bilingual("From first to final dose", "首次至末次给药"),
        DAYS,
    ),
    "DOSDAYS": ("days_on_drug", Bilingual("With drug", "实际用药"), DAYS),
    "HELDDAYS": ("days_held", Bilingual("Held", "暂停用药"), DAYS),
    "GAPDAYS": ("days_unrecorded", Bilingual("Not recorded", "无记录"), DAYS),
    "CUMDOSE": ("cumulative_dose", Bilingual("Cumulative dose", "累积剂量"), MG),
    "AVGDOSE": ("dose_intensity", Bilingual("Dose intensity", "剂量强度"), MG_A_DAY),
    "RELINT": (
        "relative_dose_intensity",
        Bilingual("Dose intensity as a share of the starting dose", "剂量强度占起始剂量的比例"),
        PERCENT,
    ),
    "RISKDAYS": (
        "days_at_risk",
        Bilingual("Time at risk for events under treatment", "治疗中事件的风险时间"),
        DAYS,
    ),
}
"""Parameter of ADEX → the name in ids, the label, the unit."""

NO_DOSES = Bilingual("Not evaluable: the data hold no dose.", "不可评价：数据中没有研究用药记录。")
NOT_KNOWN = Bilingual("a dose or its end is not recorded", "有剂量或其末日未记录")
TOTAL = Bilingual("Sum over all participants", "全部参与者之和")


def summarize_exposure(data: Data) -> Iterator[Result]:
    """Ids `exposure.<what>.<number>` of everyone with a dose.

    `<what>` is a sum of ADEX (`treatment_days`, `cumulative_dose`, …) with n, mean, sd, median,
    min, max, and `exposure.<what>.<code>.value` for each one of up to 200;
    `person_years.estimate`; `held`, `reduced`, `unrecorded`: how many ever were, with interval.
    """
    people = [one.code for one in data.subjects if one.treated]
    heading = make_heading(data, NAME, name_treated(data))
    if not people:
        yield make_absence_row(heading, NO_DOSES, "treatment_days.n")
        return
    sums = _read_sums(data.adam)
    for code, (name, label, unit) in SUMS.items():
        own = sums.get(code, {})
        values = [own[one] for one in people if own.get(one) is not None]
        known = [value for value in values if value is not None]
        source = trace(data, f"ADEX {code}")
        yield from make_number_rows(heading, name, known, unit=unit, source=source, label=label)
        if len(people) <= LISTED:
            yield from _list_people(heading, name, unit, source, people, own)
    yield _sum_years(data, heading, sums.get("TRTDUR", {}))
    yield from _count_changes(data, heading, people)


def name_treated(data: Data) -> str:
    """The plan's population of the treated, by its own name."""
    found = (one.name for one in data.study.plan.populations if one.rule == "treated")
    return next(found, "treated")


def _read_sums(adam: Datasets) -> dict[str, dict[str, float | None]]:
    found: dict[str, dict[str, float | None]] = {}
    for row, _ in read_rows(adam, "ADEX", ("SUBJID", "PARCAT1", "PARAMCD", "AVAL")):
        if row["PARCAT1"] == "OVERALL":
            found.setdefault(row["PARAMCD"], {})[row["SUBJID"]] = row["AVAL"]
    return found


def _list_people(  # noqa: PLR0917
    heading: Heading,
    name: str,
    unit: Bilingual,
    source: str,
    people: Sequence[str],
    values: Mapping[str, float | None],
) -> Iterator[Result]:
    for code in people:
        value = values.get(code)
        yield heading.row(
            f"{name}.{code}.value",
            "estimate",
            value,
            n=int(value is not None),
            group=code,
            unit=unit,
            method=AS_RECORDED,
            text=NOT_KNOWN if value is None else EMPTY,
            source=source,
        )


def _sum_years(data: Data, heading: Heading, days: Mapping[str, float | None]) -> Result:
    known = [value for value in days.values() if value is not None]
    return heading.row(
        "person_years.estimate",
        "estimate",
        sum(known) / DAYS_OF_YEAR if known else None,
        n=len(known),
        unit=YEARS,
        method=TOTAL,
        text=EMPTY if known else NOT_KNOWN,
        source=trace(data, "ADEX TRTDUR"),
    )


def _count_changes(data: Data, heading: Heading, people: Sequence[str]) -> Iterator[Result]:
    """Who was ever held, had a lower dose than at first, or days of which nothing is known."""
    columns = ("SUBJID", "PARCAT1", "HOLDFL", "AVAL")
    periods: dict[str, list[tuple[Mapping[str, Any], int | None]]] = {}
    for row, entry in read_rows(data.adam, "ADEX", columns):
        if row["PARCAT1"] == "INDIVIDUAL":
            periods.setdefault(row["SUBJID"], []).append((row, entry))
    sums = _read_sums(data.adam)
    held = [one for one in people if (sums["HELDDAYS"].get(one) or 0) > 0]
    gaps = [one for one in people if (sums["GAPDAYS"].get(one) or 0) > 0]
    reduced = [one for one in people if _is_reduced([row for row, _ in periods.get(one, ())])]
    for name, label, yes, where in (
        ("held", Bilingual("Dose held at least once", "至少一次暂停用药"), held, "HELDDAYS>0"),
        (
            "reduced",
            Bilingual("Dose lower than at first", "剂量曾低于起始剂量"),
            reduced,
            "MGDAY HOLDFL!=Y AVAL below the first",
        ),
        (
            "unrecorded",
            Bilingual("At least one day without a record", "至少一天无记录"),
            gaps,
            "GAPDAYS>0",
        ),
    ):
        entries = [e for one in yes for _, e in periods.get(one, ()) if e is not None]
        counted = Counted(name, label, yes, len(people), f"ADEX {where}", entries)
        yield from make_count_rows(data, heading, counted)


def _is_reduced(rows: Sequence[Mapping[str, Any]]) -> bool:
    """True if a later dose is lower than the first; a hold is none."""
    doses = [row["AVAL"] for row in rows if row["HOLDFL"] != "Y" and row["AVAL"] is not None]
    return any(dose < doses[0] for dose in doses)
