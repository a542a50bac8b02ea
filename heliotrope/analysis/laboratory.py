"""Data with ADLB → grades before and at worst, worsening and values by visit, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from heliotrope.analysis.counting import (
    Counted,
    make_absence_row,
    make_count_rows,
    make_heading,
    make_number_rows,
    name_codes,
    slug,
    trace,
)
from heliotrope.analysis.data import LISTED, Data
from heliotrope.analysis.results import EMPTY, Heading, Result
from heliotrope.analysis.watched import label_choice, read_rows
from heliotrope.safety.laboratory import load_tests
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual

NAME = "laboratory"
SEVERE = 3
GRADES = ("0", "0_or_1", "1", "2", "3", "4", "not_graded")
"""`0_or_1`: only the lower limit of normal, which was not recorded, could tell."""

SHIFT = Bilingual(
    "CTCAE grade at baseline to worst grade under treatment", "基线 CTCAE 级别至治疗期最重级别"
)
NO_PLAN = Bilingual(
    "Not evaluable: the plan does not say how laboratory values are graded.",
    "不可评价：分析计划未说明实验室检查如何分级。",
)
NO_PEOPLE = Bilingual(
    "Not evaluable: the data hold no dose, so nobody is known to be treated.",
    "不可评价：数据中没有研究用药记录，无法确认有人用药。",
)
NO_VALUES = Bilingual(
    "Not evaluable: the data hold no laboratory value.", "不可评价：数据中没有实验室检查结果。"
)


@dataclass(frozen=True, slots=True)
class Value:
    """One row of ADLB, as far as it is counted."""

    subject: str
    visit: str | None
    value: float | None
    change: float | None
    grade: int | None
    highest: int | None
    """The highest grade that is possible; None: any."""
    base_grade: int | None
    base_highest: int | None
    """The highest grade that is possible for the baseline; None: any, or there is none."""
    is_baseline: bool
    is_worst: bool
    is_chosen: bool
    entry: int | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """All values of one parameter in the population."""

    code: str
    label: Bilingual
    unit: str
    is_graded: bool
    values: Sequence[Value]

    @property
    def name(self) -> str:
        """The part of the results' ids."""
        return slug(self.code)


def summarize_laboratory(data: Data) -> Iterator[Result]:
    """Ids `laboratory.<parameter>.<what>.<number>`, in the plan's population.

    `shift.grade_0_to_2.count`: how many had which grade at baseline and as their worst under
    treatment; `worse.*`: at least one grade worse than at baseline, of those of whom it is known;
    `grade_3_or_more.*` of those with a worst grade, or one that is known to be lower;
    `laboratory.any_grade_3_or_more.*` in any parameter; `visit.<visit>.*` and `change.<visit>.*`:
    values and changes at each visit.
    """
    plan = data.study.plan.safety.laboratory
    heading = make_heading(data, NAME, plan.population if plan else "")
    if plan is None:
        yield make_absence_row(heading, NO_PLAN)
        return
    people = [one.code for one in data.select_population(plan.population)]
    parameters = _read_parameters(data, frozenset(people))
    if not people or not parameters:
        yield make_absence_row(heading, NO_VALUES if people else NO_PEOPLE)
        return
    yield from _count_any(data, heading, parameters, people)
    for one in parameters:
        if one.is_graded:
            yield from _count_shifts(data, heading, one)
            yield from _count_worse(data, heading, one, people)
        yield from _describe_visits(data, heading, one)


_COLUMNS = (
    "SUBJID",
    "PARAMCD",
    "TESTNAM",
    "AVALU",
    "AVISIT",
    "AVAL",
    "CHG",
    "ATOXGRN",
    "ATOXGRMX",
    "BTOXGRN",
    "BTOXGRMX",
    "ABLFL",
    "WORSTFL",
    "ANL01FL",
)


def _read_parameters(data: Data, people: frozenset[str]) -> list[Parameter]:
    found: dict[str, list[Value]] = {}
    heads: dict[str, Mapping[str, Any]] = {}
    for row, entry in read_rows(data.adam, "ADLB", _COLUMNS):
        if row["SUBJID"] in people:
            heads.setdefault(row["PARAMCD"], row)
            found.setdefault(row["PARAMCD"], []).append(_read_value(row, entry))
    return [
        Parameter(
            code,
            label_test(data.study, heads[code]["TESTNAM"]),
            heads[code]["AVALU"] or "",
            heads[code]["TESTNAM"] in load_tests(),
            found[code],
        )
        for code in sorted(found)
    ]


def _read_value(row: Mapping[str, Any], entry: int | None) -> Value:
    return Value(
        subject=row["SUBJID"],
        visit=row["AVISIT"],
        value=row["AVAL"],
        change=row["CHG"],
        grade=_int(row["ATOXGRN"]),
        highest=_int(row["ATOXGRMX"] if row["ATOXGRN"] is None else row["ATOXGRN"]),
        base_grade=_int(row["BTOXGRN"]),
        base_highest=_int(row["BTOXGRMX"] if row["BTOXGRN"] is None else row["BTOXGRN"]),
        is_baseline=row["ABLFL"] == "Y",
        is_worst=row["WORSTFL"] == "Y",
        is_chosen=row["ANL01FL"] == "Y",
        entry=entry,
    )


def _int(cell: float | None) -> int | None:
    return None if cell is None else int(cell)


def label_test(study: Study, test: str) -> Bilingual:
    """The test as the study's forms show it, of rows or of a panel; else its CTCAE name."""
    for form in study.forms:
        if form.records != "laboratory":
            continue
        if "test" in form.item_by_name:
            found = label_choice(form.item("test"), test)
            if found is not None:
                return found
        elif test in form.item_by_name:
            return form.item(test).label
    known = load_tests().get(test)
    return known.label if known else Bilingual(test, test)


# ------------------------------------------------------------------ grades


def _count_shifts(data: Data, heading: Heading, one: Parameter) -> Iterator[Result]:
    """One row for each grade that anybody had at baseline, and each worst grade."""
    worst = [value for value in one.values if value.is_worst]
    cells: dict[tuple[str, str], list[Value]] = {}
    for value in worst:
        before = _say_grade(value.base_grade, value.base_highest)
        key = (before, _say_grade(value.grade, value.highest))
        cells.setdefault(key, []).append(value)
    for before in [grade for grade in GRADES if any(key[0] == grade for key in cells)]:
        for after in GRADES:
            found = cells.get((before, after), [])
            codes = [value.subject for value in found]
            yield heading.row(
                f"{one.name}.shift.grade_{before}_to_{after}.count",
                "count",
                len(found),
                n=len(worst),
                group=f"{one.name}.shift",
                method=SHIFT,
                text=name_codes(codes) if len(worst) <= LISTED else EMPTY,
                source=trace(
                    data,
                    f"ADLB {one.code} WORSTFL=Y BTOXGR={before} ATOXGR={after}",
                    [value.entry for value in found if value.entry is not None],
                ),
            )


def _say_grade(grade: int | None, highest: int | None) -> str:
    if grade is None:
        return "not_graded" if highest is None else "0_or_1"
    return str(grade)


def is_worse(value: Value) -> bool | None:
    """True if the grade is higher than the baseline's; None where that is not known.

    What is grade 0 or 1 is better than grade 2 or more, and nothing more is known of it.
    """
    if value.highest is None or value.base_highest is None:
        return None
    lowest, base_lowest = value.grade or 0, value.base_grade or 0
    if lowest > value.base_highest:
        return True
    return False if value.highest <= base_lowest else None


def _count_worse(
    data: Data, heading: Heading, one: Parameter, people: Sequence[str]
) -> Iterator[Result]:
    worst = {value.subject: value for value in one.values if value.is_worst}
    both = [v for code in people if (v := worst.get(code)) and is_worse(v) is not None]
    worse = [value for value in both if is_worse(value)]
    label = Bilingual(
        f"{one.label.en}: at least one grade worse than at baseline",
        f"{one.label.zh}：较基线加重至少一级",
    )
    where = f"ADLB {one.code} WORSTFL=Y ATOXGRN>BTOXGRN"
    yield from _count(data, heading, f"{one.name}.worse", label, worse, len(both), where)
    known = [v for code in people if (v := worst.get(code)) and v.highest is not None]
    severe = [v for v in known if v.highest is not None and v.highest >= SEVERE]
    label = Bilingual(f"{one.label.en}: grade 3 or more", f"{one.label.zh}：3 级及以上")
    where = f"ADLB {one.code} WORSTFL=Y ATOXGRN>=3"
    name = f"{one.name}.grade_3_or_more"
    yield from _count(data, heading, name, label, severe, len(known), where)


def _count_any(
    data: Data, heading: Heading, parameters: Sequence[Parameter], people: Sequence[str]
) -> Iterator[Result]:
    """Of those with a worst value in any parameter whose grade is known to be 3 or lower."""
    found: dict[str, list[Value]] = {}
    known: set[str] = set()
    for one in parameters:
        for value in one.values:
            if value.is_worst and value.highest is not None:
                known.add(value.subject)
                if value.highest >= SEVERE:
                    found.setdefault(value.subject, []).append(value)
    severe = [value for code in people for value in found.get(code, ())]
    label = Bilingual("Any laboratory value of grade 3 or more", "任一实验室检查 3 级及以上")
    where = "ADLB WORSTFL=Y ATOXGRN>=3"
    yield from _count(data, heading, "any_grade_3_or_more", label, severe, len(known), where)


def _count(  # noqa: PLR0917
    data: Data,
    heading: Heading,
    name: str,
    label: Bilingual,
    found: Sequence[Value],
    of: int,
    where: str,
) -> Iterator[Result]:
    codes = list(dict.fromkeys(value.subject for value in found))
    entries = [value.entry for value in found if value.entry is not None]
    counted = Counted(name, label, codes, of, where, entries)
    yield from make_count_rows(data, heading, counted)


# ------------------------------------------------------------------ values by visit


def _describe_visits(data: Data, heading: Heading, one: Parameter) -> Iterator[Result]:
    by_visit: dict[str, list[Value]] = {}
    for value in one.values:
        if value.is_chosen and value.visit is not None and value.value is not None:
            by_visit.setdefault(value.visit, []).append(value)
    unit = Bilingual(one.unit, one.unit)
    for visit in data.study.visits:
        found = by_visit.get(visit.name)
        if found is None:
            continue
        where = f"ADLB {one.code} {visit.name} ANL01FL=Y"
        values = [value.value for value in found if value.value is not None]
        yield from make_number_rows(
            heading,
            f"{one.name}.visit.{visit.name}",
            values,
            unit=unit,
            source=trace(data, where),
            label=one.label,
            visit=visit.name,
        )
        changes = [value.change for value in found if value.change is not None]
        if changes:
            yield from make_number_rows(
                heading,
                f"{one.name}.change.{visit.name}",
                changes,
                unit=unit,
                source=trace(data, f"{where} CHG"),
                label=one.label,
                visit=visit.name,
            )
