"""Words that every table shares: roles, marks, units, sources."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from heliotrope.report.model import Piece, Said
from heliotrope.report.numbers import format_exact
from heliotrope.report.view import View
from heliotrope.study.plan import Analysis, Endpoint, Population
from heliotrope.study.schedule import Visit
from heliotrope.study.written import Provenance
from heliotrope.vocabulary import Bilingual

ROLES = {
    "primary": Bilingual("Primary", "主要"),
    "supportive": Bilingual("Supportive", "支持性"),
    "sensitivity": Bilingual("Sensitivity", "敏感性"),
    "descriptive": Bilingual("Descriptive", "描述性"),
    "post_hoc": Bilingual("Post hoc", "事后"),
}

MARKS = {
    "proposed": Bilingual("proposed", "拟定"),
    "interpretation": Bilingual("interpretation", "解读"),
    "unverified": Bilingual("unverified", "未核实"),
}
"""What is said of a statement that neither the record nor a publication makes."""


RULES = {
    "enrolled": Bilingual("Everyone ever enrolled, treated or not.", "凡入组者，无论是否用药。"),
    "treated": Bilingual("Everyone with at least one dose.", "至少用药一次者。"),
    "evaluable": Bilingual(
        "Treated, with a baseline value of the primary endpoint and a later one.",
        "已用药，且具有主要终点的基线值及此后至少一次观测值者。",
    ),
}
"""Who belongs to a population, by its rule."""


def say_mark(view: View, provenance: Provenance | None) -> str:
    """`proposed` and the like; empty for what the record or a publication states."""
    mark = MARKS.get(provenance.status) if provenance else None
    return view.say(mark) if mark else ""


def say_origin(view: View, provenance: Provenance) -> str:
    """The mark, else the source."""
    return say_mark(view, provenance) or cite(view, provenance)


def cite(view: View, provenance: Provenance) -> str:
    """What is cited: a publication, or the record by its number; empty if nothing is."""
    source, number = provenance.cited, view.study.registration.number
    # Its parts, such as `inclusion 3`, are named where they are quoted.
    return number if number and source.startswith(number) else source


def say_population(view: View, name: str) -> Said:
    """`All enrolled, N 10`; without the number where no row gives it."""
    population = find_population(view, name)
    if population is None:
        return ()
    label, size = view.quote(population.label), say_size(view, population)
    if not size:
        return (label,)
    return view.compose("{label}, {size}", "{label}，{size}", label=label, size=size)


def say_size(view: View, population: Population) -> Said:
    """`N 10`: how many are in the population; empty where no row says it."""
    count = view.results.find(f"population.{population.name}.n")
    if count is None and population.rule == "enrolled":
        count = view.results.find("disposition.enrolled")
    if count is None or count.value is None:
        return ()
    shown = Piece(format_exact(count.value), "result", (count.result_id,))
    return (Piece("N "), shown)


def find_population(view: View, name: str) -> Population | None:
    """The population of the plan of that name; None if there is none."""
    return next((one for one in view.study.plan.populations if one.name == name), None)


def say_unit(view: View, endpoint: Endpoint) -> str:
    """`points, 0–100`."""
    unit, limits = view.say_unit(endpoint.unit), say_range(endpoint)
    return f"{unit}{view.words(', ', '，')}{limits}" if limits else unit


def say_range(endpoint: Endpoint) -> str:
    """`0–100`, `≥ 0`; empty where nothing limits it."""
    low, high = endpoint.low, endpoint.high
    if low is not None and high is not None:
        return f"{low}–{high}"
    if low is not None:
        return f"≥ {low}"
    return "" if high is None else f"≤ {high}"


def list_estimating(view: View) -> list[Analysis]:
    """The plan's own analyses that estimate something, in its order; families not among them."""
    return [one for one in view.study.plan.analyses if one.method != "summary"]


def list_changing_endpoints(view: View) -> list[Endpoint]:
    """The endpoints of these analyses, in the order of the plan."""
    names = dict.fromkeys(one.endpoint for one in list_estimating(view))
    return [view.study.plan.endpoint(name) for name in names]


def list_changing_visits(view: View, endpoint: Endpoint) -> list[Visit]:
    """The visits at which the plan estimates something of the endpoint, in the order of time."""
    plan = view.study.plan
    names = {
        one.visit
        for one in plan.every_analysis
        if one.endpoint == endpoint.name and one.method != "summary"
    }
    return [visit for visit in view.study.visits if visit.name in names]


def list_sources(view: View) -> list[Said]:
    """Every publication and record that the study's files name, each once, in order."""
    found: dict[str, None] = {}
    registration = view.study.registration
    for provenance in walk_provenance(view.study):
        source = cite(view, provenance)
        if source and source == registration.number:
            source = registration.label
        if source:
            found.setdefault(source)
    return [(Piece(one, "study"),) for one in sorted(found)]


def walk_provenance(thing: object) -> Iterator[Provenance]:
    """Every provenance within a study object."""
    if isinstance(thing, Provenance):
        yield thing
    elif isinstance(thing, BaseModel):
        for name in type(thing).model_fields:
            yield from walk_provenance(getattr(thing, name))
    elif isinstance(thing, tuple):
        for one in thing:
            yield from walk_provenance(one)
