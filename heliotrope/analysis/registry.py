"""Data → what a registry's results form asks and no other analysis counts, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from heliotrope.analysis.counting import (
    Counted,
    make_count_rows,
    make_heading,
    name_codes,
    slug,
    trace,
)
from heliotrope.analysis.data import LISTED, Data
from heliotrope.analysis.happenings import Happening, label_term, read_happenings
from heliotrope.analysis.results import EMPTY, Heading, Result
from heliotrope.analysis.watched import read_rows
from heliotrope.study.watching import EventCounting
from heliotrope.vocabulary import Bilingual

NAME = "registry"
COUNTRY = Bilingual("Enrolled in {code}", "在 {code} 入组")
DIED = Bilingual("Died, of any cause", "死亡（任何原因）")
OTHER = Bilingual(
    "With an event, not serious, of a term above the threshold", "发生超过界值的非严重事件者"
)
EVENTS = Bilingual("Events", "事件数")


def count_for_registry(data: Data) -> Iterator[Result]:
    """Ids `registry.<what>.<number>`.

    `country.<code>` of the enrolled, where all sites are in one country. Of the plan's population
    of events: `deaths` from any cause, `other` (participants with an event, not serious, of a term
    above the plan's threshold) and for each such term `other.<system>.<term>` with `count`,
    `denominator` and `events`, named as in `adverse_events`. What the data do not hold has no row.

    A term is above the threshold if more than that share of participants had it as an event that
    was not serious. Source: 42 CFR 11.48(a)(4), events that exceed a frequency of 5 percent.
    """
    yield from _count_country(data)
    counting = data.study.plan.safety.events
    if counting is not None:
        yield from _count_events(data, counting)


def _count_country(data: Data) -> Iterator[Result]:
    heading, enrolled = make_heading(data, NAME, "enrolled"), data.enrolled
    countries = sorted({site.country for site in data.study.sites})
    if enrolled and len(countries) == 1:
        code = countries[0]
        label = Bilingual(COUNTRY.en.format(code=code), COUNTRY.zh.format(code=code))
        everyone = [one.code for one in enrolled]
        counted = Counted(f"country.{slug(code)}", label, everyone, len(enrolled), "ADSL ENRLFL=Y")
        yield from make_count_rows(data, heading, counted)


def _count_events(data: Data, counting: EventCounting) -> Iterator[Result]:
    people = [one.code for one in data.select_population(counting.population)]
    known = set(people)
    events = [one for one in read_happenings(data.adam) if one.subject in known]
    heading = make_heading(data, NAME, counting.population)
    ended = any(one.end_date is not None for one in data.subjects)
    if people and (events or ended):
        died = {row["SUBJID"] for row, _ in read_rows(data.adam, "ADSL", ("SUBJID", "DTHFL"))
                if row["DTHFL"] == "Y"}  # fmt: skip
        whose = [code for code in people if code in died]
        counted = Counted("deaths", DIED, whose, len(people), "ADSL DTHFL=Y")
        yield from make_count_rows(data, heading, counted)
    if people and events:
        yield from _count_other(data, heading, people, events, counting.frequent_percent)


def _count_other(
    data: Data,
    heading: Heading,
    people: Sequence[str],
    events: Sequence[Happening],
    percent: Decimal,
) -> Iterator[Result]:
    """Everyone with an event of a frequent term, then each such term."""
    by_term: dict[tuple[str, bool, str], list[Happening]] = {}
    for event in events:
        if event.emergent == "Y" and not event.serious:
            key = (event.system, event.code is None, event.code or event.term)
            by_term.setdefault(key, []).append(event)
    frequent = {
        key: by_term[key]
        for key in sorted(by_term)
        if 100 * len({one.subject for one in by_term[key]}) > percent * len(people)
    }
    had = {one.subject for found in frequent.values() for one in found}
    counted = Counted(
        "other",
        OTHER,
        [code for code in people if code in had],
        len(people),
        f"ADAE TRTEMFL=Y AESER!=Y, terms above {percent} %",
    )
    yield from make_count_rows(data, heading, counted)
    for place, ((system, is_uncoded, term), found) in enumerate(frequent.items(), 1):
        own = f"uncoded_{place}" if is_uncoded else slug(term)
        name, whose = f"other.{slug(system)}.{own}", {one.subject for one in found}
        listed = [code for code in people if code in whose]
        label, n = label_term(data.study, found[0]), len(people)
        entries = [one.entry for one in found if one.entry is not None]
        source = trace(data, f"ADAE TRTEMFL=Y AESER!=Y AEDECOD={found[0].term}", entries)
        text = name_codes(listed) if n <= LISTED else EMPTY
        shared = {"n": n, "group": name, "source": source}
        yield heading.row(f"{name}.count", "count", len(whose), text=text, **shared)  # type: ignore[arg-type]
        yield heading.row(f"{name}.denominator", "denominator", n, text=label, **shared)  # type: ignore[arg-type]
        yield heading.row(f"{name}.events", "count", len(found), method=EVENTS, **shared)  # type: ignore[arg-type]
