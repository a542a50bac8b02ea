"""One analysis of the plan with its data → the columns and sentences that its rows share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from heliotrope.analysis.data import Data
from heliotrope.analysis.observed import Observation, select_observations
from heliotrope.analysis.results import EMPTY, Direction, Heading, Number, Result, Statistic
from heliotrope.methods.estimate import Estimate
from heliotrope.methods.summary import summarize
from heliotrope.study.plan import Analysis, Endpoint
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Bilingual

COUNTED = Bilingual("Description of the changes that count", "对计入变化的描述")


@dataclass(frozen=True, slots=True)
class Task:
    """One analysis with all it needs."""

    data: Data
    analysis: Analysis
    endpoint: Endpoint
    visit: Visit
    observations: tuple[Observation, ...]

    @property
    def level(self) -> float:
        """The confidence level, between 0 and 1."""
        return float(self.analysis.level)


def make_task(data: Data, analysis: Analysis) -> Task:
    """The analysis with everyone enrolled at its visit."""
    endpoint, visit = data.study.plan.endpoint(analysis.endpoint), data.study.visit(analysis.visit)
    return Task(data, analysis, endpoint, visit, select_observations(data, endpoint, visit))


def make_heading(
    task: Task,
    method: Bilingual,
    unit: Bilingual | None = None,
    direction: Direction | None = None,
) -> Heading:
    """The columns that the rows of the analysis share; unit and direction as the endpoint's."""
    analysis = task.analysis
    shared = Result(
        result_id="",
        role=analysis.role,
        analysis=analysis.name,
        statistic="estimate",
        value=None,
        estimand=task.data.study.plan.say_estimand(analysis),
        population=analysis.population,
        endpoint=analysis.endpoint,
        visit=analysis.visit,
        method=method,
        unit=task.endpoint.unit if unit is None else unit,
        direction=task.endpoint.better if direction is None else direction,
        plan_version=task.data.study.plan.version,
        source=trace(task, ()),
    )
    return Heading(shared, analysis.name)


def trace(task: Task, entries: Sequence[int]) -> str:
    """Where the numbers can be found again: dataset, flag, ledger entries, data."""
    flag = "ANL02FL" if task.analysis.missing == "return_to_baseline" else "ANL01FL"
    where = f"ADQS {task.endpoint.code} {task.visit.name} {flag}=Y"
    ledger = f"; entries {', '.join(str(entry) for entry in entries)}" if entries else ""
    return f"{where}{ledger}; {task.data.mark}"


def name_method(estimate: Estimate) -> Bilingual:
    """The method in both languages."""
    return Bilingual(estimate.method, estimate.method_zh)


def make_estimate_rows(
    task: Task, heading: Heading, estimate: Estimate, caution: Bilingual = EMPTY
) -> Iterator[Result]:
    """Value and interval limits; the cautions stand with the value and with every absent number."""
    en = [*estimate.warnings, *([caution.en] if caution.en else [])]
    zh = [*estimate.warnings_zh, *([caution.zh] if caution.zh else [])]
    cautions = Bilingual(" ".join(en), "".join(zh))
    if estimate.n == 0:
        cautions = explain_not_evaluable(task)
    numbers: tuple[tuple[Statistic, Number | None], ...] = (
        ("estimate", estimate.value),
        ("lower", estimate.lower),
        ("upper", estimate.upper),
    )
    for name, value in numbers:
        text = cautions if name == "estimate" or value is None else EMPTY
        yield heading.row(name, name, value, n=estimate.n, text=text)


def make_summary_rows(
    heading: Heading, values: Sequence[Decimal], part: str = "", visit: str | None = None
) -> Iterator[Result]:
    """Mean, SD, median, minimum and maximum; None where undefined. The row `n` is another's."""
    found = summarize(values)
    numbers: tuple[tuple[Statistic, float | None], ...] = (
        ("mean", found.mean),
        ("sd", found.sd),
        ("median", found.median),
        ("min", found.min),
        ("max", found.max),
    )
    for name, value in numbers:
        yield heading.row(
            f"{part}{name}",
            name,
            value,
            n=found.n,
            method=None if part else COUNTED,
            visit=visit,
            direction="" if name == "sd" else None,
        )


def name_people(en: str, zh: str, people: Iterable[tuple[str, Bilingual | None]]) -> Bilingual:
    """`Not counted: NC-007, stopped on day 40.` Empty if nobody has a reason."""
    known = [(code, why) for code, why in people if why is not None]
    if not known:
        return EMPTY
    return Bilingual(
        f"{en}: {'; '.join(f'{code}, {why.en}' for code, why in known)}.",
        f"{zh}：{'；'.join(f'{code}，{why.zh}' for code, why in known)}。",
    )


def explain_not_evaluable(task: Task) -> Bilingual:
    """The sentence that stands in place of a number where nobody has a value."""
    study, endpoint = task.data.study, task.endpoint
    form, visit = study.form(endpoint.form).label, task.visit.label
    if not task.data.enrolled:
        return Bilingual("Not evaluable: nobody is enrolled.", "不可评价：尚无参与者入组。")
    if not any(line.code == endpoint.code for line in task.data.lines):
        return Bilingual(
            f"Not evaluable: the data hold no form “{form.en}”.",
            f"不可评价：数据中没有表格「{form.zh}」。",
        )
    return Bilingual(
        f"Not evaluable: nobody has {endpoint.label.en} at baseline as well as at {visit.en}.",
        f"不可评价：无人同时具有基线与{visit.zh}的{endpoint.label.zh}。",
    )
