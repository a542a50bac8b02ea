"""One analysis of the plan with its data → the columns and sentences that its rows share."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from heliotrope.analysis.data import LISTED, Data
from heliotrope.analysis.observed import UNLISTED, Observation, list_handled, select_observations
from heliotrope.analysis.results import EMPTY, Direction, Heading, Number, Result, Statistic
from heliotrope.methods.estimate import Estimate
from heliotrope.methods.summary import summarize
from heliotrope.study.estimands import Estimand
from heliotrope.study.plan import Analysis, Endpoint
from heliotrope.study.protocol import Study
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

    @property
    def estimand(self) -> Estimand | None:
        """The estimand that the analysis names; None if it says a sentence of its own."""
        return self.data.study.plan.find_estimand(self.analysis)

    @property
    def selection(self) -> Hashable:
        """What decides which values count, apart from the visit: the same for tasks that agree."""
        handled = list_handled(self.estimand)
        return (self.endpoint.name, self.analysis.population, handled)

    def select_at(self, visit: Visit) -> tuple[Observation, ...]:
        """The same people at another visit, by the same estimand."""
        return select_observations(
            self.data, self.endpoint, visit, self.analysis.population, self.estimand
        )


def make_task(data: Data, analysis: Analysis) -> Task:
    """The analysis with everyone in its population at its visit, as its estimand has it."""
    plan = data.study.plan
    endpoint, visit = plan.endpoint(analysis.endpoint), data.study.visit(analysis.visit)
    estimand = plan.find_estimand(analysis)
    found = select_observations(data, endpoint, visit, analysis.population, estimand)
    return Task(data, analysis, endpoint, visit, found)


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


def make_unevaluable(task: Task, method: Bilingual, why: Bilingual) -> Iterator[Result]:
    """The rows of an analysis whose numbers cannot be found, each with the reason."""
    heading = make_heading(task, method)
    yield heading.row("n", "n", 0, n=0, unit=EMPTY, direction="", text=why)
    names: tuple[Statistic, ...] = ("estimate", "lower", "upper")
    for name in names:
        yield heading.row(name, name, None, n=0, text=why)


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
    task: Task,
    heading: Heading,
    estimate: Estimate,
    caution: Bilingual = EMPTY,
    unit: Bilingual | None = None,
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
        yield heading.row(name, name, value, n=estimate.n, text=text, unit=unit)


ONE_VALUE = Bilingual("A single value has no standard deviation.", "仅一个数值，没有标准差。")


def make_summary_rows(
    heading: Heading,
    values: Sequence[Decimal],
    why: Bilingual,
    part: str = "",
    visit: str | None = None,
) -> Iterator[Result]:
    """Mean, SD, median, minimum and maximum; None where undefined. The row `n` is another's.

    `why` is what stands with the numbers where there is no value at all.
    """
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
            text=EMPTY if value is not None else ONE_VALUE if found.n else why,
        )


def name_people(
    en: str, zh: str, people: Iterable[tuple[str, Bilingual | None]], most: int = LISTED
) -> Bilingual:
    """`Not counted: NC-007, stopped on day 40.` Empty if nobody has a reason.

    More than `most`, and anyone in a study that does not list its participants, are counted and
    not named: `Not counted: 1234 participants.`
    """
    known = [(code, why) for code, why in people if why is not None]
    if not known:
        return EMPTY
    if len(known) > most or any(why is UNLISTED for _, why in known):
        return Bilingual(f"{en}: {len(known)} participants.", f"{zh}：{len(known)} 人。")
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
    if not task.observations:
        return _explain_nobody(study, task.analysis.population)
    if not task.data.has_lines(endpoint):
        if endpoint.derived == "prednisone_equivalent":
            return NO_MEDICATION
        return Bilingual(
            f"Not evaluable: the data hold no form “{form.en}”.",
            f"不可评价：数据中没有表格「{form.zh}」。",
        )
    if endpoint.derived == "total_improvement_score":
        return Bilingual(
            f"Not evaluable: nobody has {endpoint.label.en} at {visit.en}.",
            f"不可评价：{visit.zh}无人具有{endpoint.label.zh}。",
        )
    return Bilingual(
        f"Not evaluable: nobody has {endpoint.label.en} at baseline as well as at {visit.en}.",
        f"不可评价：无人同时具有基线与{visit.zh}的{endpoint.label.zh}。",
    )


NO_MEDICATION = Bilingual(
    "Not evaluable: the data hold no medication.", "不可评价：数据中没有用药记录。"
)


def _explain_nobody(study: Study, population: str) -> Bilingual:
    label = next(one.label for one in study.plan.populations if one.name == population)
    return Bilingual(
        f"Not evaluable: nobody belongs to the population “{label.en}”.",
        f"不可评价：无人属于「{label.zh}」人群。",
    )
