"""Data → how many were screened, enrolled, completed and stopped, and why, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from heliotrope.analysis.absence import name_end_reason
from heliotrope.analysis.data import Data, Subject
from heliotrope.analysis.results import EMPTY, PROPORTION, Heading, Result
from heliotrope.methods.proportions import estimate_proportion
from heliotrope.vocabulary import Bilingual

COUNT = Bilingual("Count", "计数")
ONE_SIDED = Bilingual("Clopper-Pearson, one-sided 95 %", "Clopper-Pearson 精确法，单侧 95 %")


def count_disposition(data: Data) -> Iterator[Result]:
    """Counts with the codes of those counted in the text (up to 200 enrolled).

    Ids are `disposition.<group>`.

    Groups: screened, screen_failures, in_screening, enrolled, completed, stopped, and for each
    reason that occurs `stopped.<code>`, ongoing. Screen failures are never among the enrolled.
    """
    heading = _heading(data, "disposition", COUNT)
    for group, members in _groups(data).items():
        yield heading.row(
            group,
            "count",
            len(members),
            n=len(members),
            group=group,
            text=_text(data, group, members),
            source=f"ADSL; {data.mark}",
        )


def _groups(data: Data) -> dict[str, list[Subject]]:
    subjects, enrolled = data.subjects, data.enrolled
    stopped = [s for s in enrolled if s.status == "DISCONTINUED"]
    by_reason: dict[str, list[Subject]] = {}
    for subject in stopped:
        by_reason.setdefault(f"stopped.{subject.end_reason or 'unknown'}", []).append(subject)
    return {
        "screened": list(subjects),
        "screen_failures": [s for s in subjects if not s.enrolled and s.screen_failed],
        "in_screening": [s for s in subjects if not s.enrolled and not s.screen_failed],
        "enrolled": list(enrolled),
        "completed": [s for s in enrolled if s.status == "COMPLETED"],
        "stopped": stopped,
        **dict(sorted(by_reason.items())),
        "ongoing": [s for s in enrolled if s.status == "ONGOING"],
    }


def _text(data: Data, group: str, members: Sequence[Subject]) -> Bilingual:
    """The codes of the members, in a study that lists them; for a reason, its label before."""
    codes = [subject.code for subject in members] if data.is_listed else [str(len(members))]
    if not data.is_listed and not group.startswith("stopped."):
        return EMPTY
    en, zh = ", ".join(codes), "、".join(codes)
    if not group.startswith("stopped."):
        return Bilingual(en, zh)
    reason = name_end_reason(data.study, members[0].end_reason)
    label = reason or Bilingual("reason not recorded", "未记录原因")
    return Bilingual(f"{label.en}: {en}", f"{label.zh}：{zh}")


def count_populations(data: Data) -> Iterator[Result]:
    """Ids `population.<name>.n`: how many are in each population of the plan.

    A population of the treated has no row where the data hold no dose: who was treated is unknown.
    """
    heading, dosed = _heading(data, "population", COUNT), any(s.has_dosing for s in data.subjects)
    for population in data.study.plan.populations:
        if population.rule == "enrolled" or dosed:
            n = len(data.select_population(population.name))
            row = heading.row(
                f"{population.name}.n", "n", n, n=n, source=f"ADSL {population.rule}; {data.mark}"
            )
            yield replace(row, population=population.name)


def bound_none(data: Data) -> Iterator[Result]:
    """How often an event may still occur that was seen in none of the enrolled, in percent.

    Clopper-Pearson, two-sided 95 %, and the one-sided 95 % limit (the two-sided 90 % one's upper
    end), whose value for ten is 25.9 %.
    """
    n = len(data.enrolled)
    two_sided = estimate_proportion(0, n)
    one_sided = estimate_proportion(0, n, level=0.90)
    method = Bilingual(two_sided.method, two_sided.method_zh)
    text = Bilingual(
        "An event that none of the enrolled had may still occur in up to this share of patients.",
        "入组者中均未发生的事件，在患者中的发生率仍可能高达此比例。",
    )
    heading = _heading(data, "none_of_enrolled", method)
    source = f"ADSL ENRLFL=Y; {data.mark}"
    yield heading.row("count", "count", 0, n=n, source=source)
    yield heading.row("denominator", "denominator", n, n=n, source=source)
    for name, value, by in (
        ("lower", two_sided.lower, method),
        ("upper", two_sided.upper, method),
        ("upper_one_sided", one_sided.upper, ONE_SIDED),
    ):
        yield heading.row(
            name,
            "lower" if name == "lower" else "upper",
            value,
            n=n,
            method=by,
            unit=PROPORTION,
            text=text,
            source=source,
        )


def _heading(data: Data, name: str, method: Bilingual) -> Heading:
    shared = Result(
        result_id="",
        role="descriptive",
        analysis=name,
        statistic="count",
        value=None,
        population="screened" if name == "disposition" else "enrolled",
        method=method,
        unit=EMPTY,
        plan_version=data.study.plan.version,
    )
    return Heading(shared, name)
