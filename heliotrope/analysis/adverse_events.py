"""Data with ADAE → how many had which adverse events, how often and how grave, as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from heliotrope.analysis.counting import (
    Counted,
    make_absence_row,
    make_count_rows,
    make_heading,
    make_rate_rows,
    slug,
    trace,
)
from heliotrope.analysis.data import LISTED, Data
from heliotrope.analysis.happenings import (
    Happening,
    Risk,
    label_system,
    label_term,
    read_happenings,
    read_risks,
    sum_days,
    sum_days_to_first,
)
from heliotrope.analysis.results import EMPTY, Heading, Result
from heliotrope.vocabulary import Bilingual

NAME = "adverse_events"
SEVERE = 3
"""From this grade on: severe (CTCAE 5.0)."""
GRADES = (1, 2, 3, 4, 5)

EVENTS = Bilingual("Events", "事件数")
WORST = Bilingual("Participants by their worst grade", "按最重级别计的人数")
TO_FIRST = Bilingual(
    "Participants with an event per time to the first one", "发生事件的人数除以至首次事件的时间"
)
ALL_EVENTS = Bilingual("All events per all time at risk", "全部事件除以全部风险时间")
NO_PLAN = Bilingual(
    "Not evaluable: the plan does not say how events are counted.",
    "不可评价：分析计划未说明事件如何计数。",
)
NO_PEOPLE = Bilingual(
    "Not evaluable: the data hold no dose, so nobody is known to be treated.",
    "不可评价：数据中没有研究用药记录，无法确认有人用药。",
)
NO_EVENTS = Bilingual(
    "Not evaluable: the data hold no adverse event; that none was recorded does not mean that "
    "none happened.",
    "不可评价：数据中没有不良事件；未记录不等于未发生。",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event that is counted."""

    name: str
    label: Bilingual
    holds: Callable[[Happening], bool]
    filter: str


def _emergent(event: Happening) -> bool:
    return event.emergent == "Y"


def _is_severe(event: Happening) -> bool:
    return event.grade is not None and event.grade >= SEVERE


EMERGENT = "ADAE TRTEMFL=Y"
STOPPED, HELD, REDUCED = "DRUG WITHDRAWN", "DRUG INTERRUPTED", "DOSE REDUCED"
"""What AEACN says."""
KINDS = (
    Kind(
        "any", Bilingual("Any event under treatment", "任何治疗中出现的事件"), _emergent, EMERGENT
    ),
    Kind(
        "related",
        Bilingual("Related to the study drug", "与研究用药有关"),
        lambda e: _emergent(e) and e.related,
        f"{EMERGENT} RELFL=Y",
    ),
    Kind(
        "serious",
        Bilingual("Serious", "严重（SAE）"),
        lambda e: _emergent(e) and e.serious,
        f"{EMERGENT} AESER=Y",
    ),
    Kind(
        "related_serious",
        Bilingual("Serious and related", "严重且有关"),
        lambda e: _emergent(e) and e.serious and e.related,
        f"{EMERGENT} AESER=Y RELFL=Y",
    ),
    Kind(
        "grade_3_or_more",
        Bilingual("Grade 3 or more", "3 级及以上"),
        lambda e: _emergent(e) and _is_severe(e),
        f"{EMERGENT} AETOXGRN>=3",
    ),
    Kind(
        "related_grade_3_or_more",
        Bilingual("Grade 3 or more and related", "3 级及以上且有关"),
        lambda e: _emergent(e) and _is_severe(e) and e.related,
        f"{EMERGENT} AETOXGRN>=3 RELFL=Y",
    ),
    Kind(
        "leading_to_stop",
        Bilingual("Led to the end of the study drug", "导致永久停药"),
        lambda e: _emergent(e) and e.action == STOPPED,
        f"{EMERGENT} AEACN={STOPPED}",
    ),
    Kind(
        "leading_to_hold",
        Bilingual("Led to a hold of the study drug", "导致暂停用药"),
        lambda e: _emergent(e) and e.action == HELD,
        f"{EMERGENT} AEACN={HELD}",
    ),
    Kind(
        "leading_to_reduction",
        Bilingual("Led to a lower dose", "导致减量"),
        lambda e: _emergent(e) and e.action == REDUCED,
        f"{EMERGENT} AEACN={REDUCED}",
    ),
    Kind(
        "fatal",
        Bilingual("Fatal", "致死"),
        lambda e: _emergent(e) and e.fatal,
        f"{EMERGENT} FATALFL=Y",
    ),
    Kind(
        "before",
        Bilingual("Began before the first dose", "首次给药前开始"),
        lambda e: e.before,
        "ADAE PREFL=Y",
    ),
    Kind(
        "after",
        Bilingual("Began after the time that counts", "计入期之后开始"),
        lambda e: e.after,
        "ADAE FUPFL=Y",
    ),
    Kind(
        "undetermined",
        Bilingual("Not known whether under treatment", "无法判断是否治疗中出现"),
        lambda e: e.emergent == "U",
        "ADAE TRTEMFL=U",
    ),
)


def count_adverse_events(data: Data) -> Iterator[Result]:
    """Ids `adverse_events.<what>.<number>`, in the plan's population of events.

    `<what>` is a kind (`any`, `serious`, …), `worst_grade.grade_3`, a body system
    (`system.<system>`) or a term in it (`term.<system>.<term>`). Numbers: `count` of participants,
    `denominator` (its text is the label), `estimate`, `lower`, `upper` of the proportion; `events`;
    `rate.*` all events per 100 participant-years; `incidence.*` participants per 100 years to their
    first event. Systems and terms count events under treatment only; terms say for each worst grade
    how many had it, and serious and other events apart, as the registry's form wants them.
    """
    plan = data.study.plan.safety.events
    heading = make_heading(data, NAME, plan.population if plan else "")
    if plan is None:
        yield make_absence_row(heading, NO_PLAN, "any.count")
        return
    people = [one.code for one in data.select_population(plan.population)]
    events = read_happenings(data.adam)
    if not people or not events:
        yield make_absence_row(heading, NO_EVENTS if people else NO_PEOPLE, "any.count")
        return
    known = set(people)
    risks = {code: risk for code, risk in read_risks(data.adam).items() if code in known}
    counting = _Counting(data, heading, people, risks)
    yield from counting.run([event for event in events if event.subject in known])


@dataclass(frozen=True)
class _Counting:
    """One count of events, with all it needs."""

    data: Data
    heading: Heading
    people: Sequence[str]
    risks: Mapping[str, Risk]

    def run(self, events: Sequence[Happening]) -> Iterator[Result]:
        """All rows."""
        for kind in KINDS:
            found = [event for event in events if kind.holds(event)]
            under = kind.filter.startswith(EMERGENT)
            yield from self._count(kind.name, kind.label, found, kind.filter, rates=under)
        emergent = [event for event in events if _emergent(event)]
        yield from self._grade("worst_grade", emergent, EMERGENT)
        yield from self._list_systems(emergent)

    def _list_systems(self, emergent: Sequence[Happening]) -> Iterator[Result]:
        by_system: dict[str, list[Happening]] = {}
        for event in emergent:
            by_system.setdefault(event.system, []).append(event)
        for system in sorted(by_system):
            found, name = by_system[system], slug(system)
            where = f"{EMERGENT} AEBODSYS={system}"
            yield from self._count(f"system.{name}", label_system(system), found, where)
            yield from self._grade(f"system.{name}", found, where)
            yield from self._list_terms(name, found)

    def _list_terms(self, system: str, events: Sequence[Happening]) -> Iterator[Result]:
        by_term: dict[tuple[bool, str], list[Happening]] = {}
        for event in events:
            by_term.setdefault((event.code is None, event.term), []).append(event)
        uncoded = 0
        for is_uncoded, term in sorted(by_term):
            found = by_term[is_uncoded, term]
            uncoded += is_uncoded
            own = f"uncoded_{uncoded}" if is_uncoded else slug(found[0].code or term)
            name, where = f"term.{system}.{own}", f"{EMERGENT} AEDECOD={term}"
            yield from self._count(name, label_term(self.data.study, found[0]), found, where)
            yield from self._grade(name, found, where)
            yield from self._split_serious(name, found, where)

    def _split_serious(
        self, name: str, events: Sequence[Happening], where: str
    ) -> Iterator[Result]:
        for part, serious in (("serious", True), ("not_serious", False)):
            found = [event for event in events if event.serious is serious]
            condition = f"{where} AESER{'=' if serious else '!='}Y"
            yield self._row(f"{name}.{part}.count", self._whose(found), condition, found)
            yield self._row(f"{name}.{part}.events", len(found), condition, found, EVENTS)

    def _count(
        self,
        name: str,
        label: Bilingual,
        events: Sequence[Happening],
        where: str,
        *,
        rates: bool = True,
    ) -> Iterator[Result]:
        entries = [event.entry for event in events if event.entry is not None]
        had = {event.subject for event in events}
        yes = [code for code in self.people if code in had]
        counted = Counted(name, label, yes, len(self.people), where, entries)
        yield from make_count_rows(self.data, self.heading, counted)
        yield self._row(f"{name}.events", len(events), where, events, EVENTS)
        if rates:
            yield from self._rate(name, events, where)

    def _rate(self, name: str, events: Sequence[Happening], where: str) -> Iterator[Result]:
        """Of those whose time at risk is known; one with an event and no known time is left out."""
        own = [event for event in events if event.subject in self.risks]
        had = len({event.subject for event in own})
        source = trace(self.data, f"{where}; ADEX RISKDAYS")
        shared = {"group": name, "source": source, "n": len(self.risks)}
        total, first = sum_days(self.risks), sum_days_to_first(self.risks, own)
        for part, count, days, text in (
            ("rate", len(own), total, ALL_EVENTS),
            ("incidence", had, first, TO_FIRST),
        ):
            rows = make_rate_rows(self.heading, f"{name}.{part}", count, days, **shared)  # type: ignore[arg-type]
            for row in rows:
                yield replace(row, text=text) if row.statistic == "denominator" else row

    def _grade(self, name: str, events: Sequence[Happening], where: str) -> Iterator[Result]:
        """How many have each grade as their worst; a grade that is not known counts below 1."""
        worst: dict[str, int] = {}
        for event in events:
            worst[event.subject] = max(worst.get(event.subject, 0), event.grade or 0)
        for grade in (*GRADES, 0):
            whose = [code for code in self.people if worst.get(code) == grade]
            part = f"grade_{grade}" if grade else "grade_unknown"
            condition = f"{where} worst AETOXGRN={grade or 'null'}"
            yield self._row(f"{name}.{part}.count", whose, condition, (), WORST)

    def _whose(self, events: Sequence[Happening]) -> list[str]:
        had = {event.subject for event in events}
        return [code for code in self.people if code in had]

    def _row(
        self,
        name: str,
        value: int | Sequence[str],
        where: str,
        events: Sequence[Happening],
        method: Bilingual | None = None,
    ) -> Result:
        """A count with the codes of those counted, where it counts people."""
        whose = () if isinstance(value, int) else value
        listed = ", ".join(whose) if len(self.people) <= LISTED else ""
        return self.heading.row(
            name,
            "count",
            value if isinstance(value, int) else len(value),
            n=len(self.people),
            group=name.rpartition(".")[0],
            method=method,
            text=Bilingual(listed, listed.replace(", ", "、")) if listed else EMPTY,
            source=trace(self.data, where, [e.entry for e in events if e.entry is not None]),
        )
