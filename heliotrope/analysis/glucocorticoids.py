"""Data with ADGC → glucocorticoid doses at baseline and visits, and who came down, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from heliotrope.analysis.counting import (
    AS_RECORDED,
    Counted,
    make_absence_row,
    make_count_rows,
    make_heading,
    make_number_rows,
    slug,
    trace,
)
from heliotrope.analysis.data import LISTED, Data
from heliotrope.analysis.results import EMPTY, Heading, Result
from heliotrope.analysis.watched import read_rows
from heliotrope.datasets.adam.adgc import DAILY, TOTAL, list_visits
from heliotrope.datasets.standard import Datasets
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Bilingual

NAME = "glucocorticoids"
MG_A_DAY = Bilingual("mg/day", "mg/日")
MG = Bilingual("mg", "mg")
DOSE = Bilingual("Daily prednisone equivalent", "每日泼尼松等效剂量")
CHANGE = Bilingual("Change of the daily prednisone equivalent", "每日泼尼松等效剂量的变化")
CUMULATIVE = Bilingual("Prednisone equivalent since day 1", "第 1 天以来泼尼松等效累积剂量")
NO_PLAN = Bilingual(
    "Not evaluable: the plan does not ask for glucocorticoid doses.",
    "不可评价：分析计划未涉及糖皮质激素剂量。",
)
NO_PEOPLE = Bilingual("Not evaluable: nobody is in the population.", "不可评价：人群中无人。")
NO_MEDICATION = Bilingual(
    "Not evaluable: the data hold no medication.", "不可评价：数据中没有合并用药记录。"
)
NOTHING_RECORDED = Bilingual("no medication recorded", "无用药记录")


@dataclass(frozen=True, slots=True)
class Dose:
    """One row of ADGC."""

    subject: str
    value: Decimal | None
    base: Decimal | None
    change: Decimal | None
    reason: Bilingual
    entry: int | None


def summarize_glucocorticoids(data: Data) -> Iterator[Result]:
    """Ids `glucocorticoids.<visit>.<what>.<number>`, in the plan's population.

    `dose`, `change` and `cumulative` are described; `fall_<p>`: fell by at least p percent, of
    those with a dose above 0 on day 1 and a known one at the visit; `at_most_<mg>`: takes no more,
    and `none`: takes nothing, of those with a known dose; `higher`: takes more than on day 1. Falls
    are compared in exact decimals, and the threshold itself counts.
    `glucocorticoids.<visit>.<code>.value` and `.change` for each one of up to 200.
    """
    plan = data.study.plan.safety.glucocorticoids
    heading = make_heading(data, NAME, plan.population if plan else "")
    if plan is None:
        yield make_absence_row(heading, NO_PLAN)
        return
    people = [one.code for one in data.select_population(plan.population)]
    doses, totals = _read_doses(data.adam, DAILY), _read_doses(data.adam, TOTAL)
    if not people or not doses:
        yield make_absence_row(heading, NO_MEDICATION if people else NO_PEOPLE)
        return
    for visit in list_visits(data.study):
        own = doses.get(visit.name, {})
        seen = [own[code] for code in people if code in own]
        yield from _describe(data, heading, visit, seen)
        if visit.name != data.study.roles.day_1_visit:
            sums = totals.get(visit.name, {})
            yield from _describe_totals(
                data, heading, visit, [sums[c] for c in people if c in sums]
            )
            yield from _count_falls(data, heading, visit, seen)
        yield from _count_doses(data, heading, visit, seen)
        if len(people) <= LISTED:
            yield from _list_people(data, heading, visit, people, own)


_COLUMNS = (
    "SUBJID",
    "PARAMCD",
    "AVISIT",
    "AVAL",
    "BASE",
    "CHG",
    "REASND",
    "REASNDZH",
)


def _read_doses(adam: Datasets, code: str) -> dict[str, dict[str, Dose]]:
    """Visit → participant → dose."""
    found: dict[str, dict[str, Dose]] = {}
    for row, entry in read_rows(adam, "ADGC", _COLUMNS):
        if row["PARAMCD"] == code:
            dose = Dose(
                row["SUBJID"],
                _decimal(row["AVAL"]),
                _decimal(row["BASE"]),
                _decimal(row["CHG"]),
                Bilingual(row["REASND"] or "", row["REASNDZH"] or ""),
                entry,
            )
            found.setdefault(row["AVISIT"], {})[dose.subject] = dose
    return found


def _decimal(cell: float | None) -> Decimal | None:
    return None if cell is None else Decimal(repr(cell))


def _where(visit: Visit, more: str = "") -> str:
    return f"ADGC {DAILY} {visit.name}{more}"


def _describe(data: Data, heading: Heading, visit: Visit, seen: Sequence[Dose]) -> Iterator[Result]:
    values = [one.value for one in seen if one.value is not None]
    yield from make_number_rows(
        heading,
        f"{visit.name}.dose",
        values,
        unit=MG_A_DAY,
        source=trace(data, _where(visit), _entries(seen)),
        label=DOSE,
        visit=visit.name,
    )
    if visit.name != data.study.roles.day_1_visit:
        yield from make_number_rows(
            heading,
            f"{visit.name}.change",
            [one.change for one in seen if one.change is not None],
            unit=MG_A_DAY,
            source=trace(data, _where(visit, " CHG"), _entries(seen)),
            label=CHANGE,
            visit=visit.name,
        )


def _describe_totals(
    data: Data, heading: Heading, visit: Visit, sums: Sequence[Dose]
) -> Iterator[Result]:
    yield from make_number_rows(
        heading,
        f"{visit.name}.cumulative",
        [one.value for one in sums if one.value is not None],
        unit=MG,
        source=trace(data, f"ADGC {TOTAL} {visit.name}"),
        label=CUMULATIVE,
        visit=visit.name,
    )


def _count_falls(
    data: Data, heading: Heading, visit: Visit, seen: Sequence[Dose]
) -> Iterator[Result]:
    plan = data.study.plan.safety.glucocorticoids
    assert plan is not None
    able = [one for one in seen if one.change is not None and one.base]
    for percent in plan.fall_percent:
        label = Bilingual(f"Fell by at least {percent} %", f"下降至少 {percent} %")
        whose = [one for one in able if is_fallen(one, percent)]
        name = f"{visit.name}.fall_{_say(percent)}"
        where = _where(visit, f" PCHG<=-{percent}")
        yield from _count(data, heading, name, label, whose, len(able), where)
    both = [one for one in seen if one.change is not None]
    higher = [one for one in both if one.change is not None and one.change > 0]
    label = Bilingual("Takes more than on day 1", "高于第 1 天剂量")
    where = _where(visit, " CHG>0")
    yield from _count(data, heading, f"{visit.name}.higher", label, higher, len(both), where)


def is_fallen(dose: Dose, percent: Decimal) -> bool:
    """True if the dose fell by at least so many percent of that on day 1."""
    if dose.change is None or not dose.base:
        return False
    return -100 * dose.change >= percent * dose.base


def _count_doses(
    data: Data, heading: Heading, visit: Visit, seen: Sequence[Dose]
) -> Iterator[Result]:
    plan = data.study.plan.safety.glucocorticoids
    assert plan is not None
    known = [one for one in seen if one.value is not None]
    for most in plan.at_most_mg:
        label = Bilingual(f"Takes at most {most} mg a day", f"每日不超过 {most} mg")
        whose = [one for one in known if one.value is not None and one.value <= most]
        name = f"{visit.name}.at_most_{_say(most)}"
        where = _where(visit, f" AVAL<={most}")
        yield from _count(data, heading, name, label, whose, len(known), where)
    none = [one for one in known if one.value == 0]
    label = Bilingual("Takes no systemic glucocorticoid", "未用全身性糖皮质激素")
    name, where = f"{visit.name}.none", _where(visit, " AVAL=0")
    yield from _count(data, heading, name, label, none, len(known), where)


def _count(  # noqa: PLR0917
    data: Data,
    heading: Heading,
    name: str,
    label: Bilingual,
    whose: Sequence[Dose],
    of: int,
    where: str,
) -> Iterator[Result]:
    counted = Counted(name, label, [one.subject for one in whose], of, where, _entries(whose))
    yield from make_count_rows(data, heading, counted)


def _list_people(
    data: Data,
    heading: Heading,
    visit: Visit,
    people: Sequence[str],
    own: dict[str, Dose],
) -> Iterator[Result]:
    nobody = Dose("", None, None, None, NOTHING_RECORDED, None)
    is_base = visit.name == data.study.roles.day_1_visit
    for code in people:
        dose = own.get(code, nobody)
        parts = (
            (("value", dose.value),)
            if is_base
            else (
                ("value", dose.value),
                ("change", dose.change),
            )
        )
        for name, number in parts:
            yield heading.row(
                f"{visit.name}.{code}.{name}",
                "estimate",
                number,
                n=int(number is not None),
                group=code,
                visit=visit.name,
                unit=MG_A_DAY,
                method=AS_RECORDED,
                text=EMPTY if number is not None else _explain(dose),
                source=trace(data, _where(visit), _entries([dose])),
            )


NO_BASE = Bilingual("the dose on day 1 is not known", "第 1 天剂量不详")


def _explain(dose: Dose) -> Bilingual:
    return dose.reason if dose.reason.en else NO_BASE


def _entries(doses: Sequence[Dose]) -> list[int]:
    return [one.entry for one in doses if one.entry is not None]


def _say(number: Decimal) -> str:
    """`7.5` → `7_5`."""
    return slug(f"{number.normalize():f}")
