"""A view of an evaluation → every table, listing and figure of the report, numbered as ICH E3 does.

The chapters are those of ICH E3 (1995): 14.1 demographic data, 14.2 efficacy, 14.3 safety, 16.2
listings. A table without rows is left out: its section says what is absent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from heliotrope.report import table_listings as listings
from heliotrope.report.figures import render_figures, render_primary
from heliotrope.report.flow import render_flow
from heliotrope.report.model import Catalog, Figure, FigureKind, Table
from heliotrope.report.table_counted import (
    make_counted_table,
    make_deviations_table,
    make_disposition_table,
    make_stopped_table,
)
from heliotrope.report.table_course import (
    make_comparators_table,
    make_glucocorticoids_table,
    make_intercurrent_table,
    make_regression_table,
    make_relapse_table,
)
from heliotrope.report.table_descriptions import make_descriptions_table
from heliotrope.report.table_estimates import make_estimates_table
from heliotrope.report.table_listings import make_laboratory_listing, make_listing
from heliotrope.report.table_outcomes import (
    list_parts,
    make_outcome_tables,
    make_part_descriptions,
)
from heliotrope.report.table_participants import make_course_table, make_participants_table
from heliotrope.report.table_rows import make_described_table
from heliotrope.report.table_safety import make_event_tables, make_laboratory_tables
from heliotrope.report.tables import list_changing_visits
from heliotrope.report.trace import TRACED
from heliotrope.report.view import View
from heliotrope.study.plan import Endpoint

DEMOGRAPHIC, EFFICACY, SAFETY = "14.1", "14.2", "14.3"
STOPPED, DEVIATIONS, EXCLUDED, DEMOGRAPHIC_LISTING = "16.2.1", "16.2.2", "16.2.3", "16.2.4"
COMPLIANCE, RESPONSE, EVENTS, LABORATORY = "16.2.5", "16.2.6", "16.2.7", "16.2.8"

FIGURE_CHAPTERS: dict[FigureKind, str] = {
    "flow": DEMOGRAPHIC,
    "primary": EFFICACY,
    "course": EFFICACY,
    "spaghetti": EFFICACY,
    "waterfall": EFFICACY,
    "forest": EFFICACY,
    "sites": EFFICACY,
    "profiles": EFFICACY,
    "swimmer": SAFETY,
    "laboratory": SAFETY,
}
"""In which chapter each kind of figure is numbered."""


def make_catalog(view: View) -> Catalog:
    """Everything numbered, in the order of the numbers; listings only up to `TRACED` people."""
    counted: Counter[tuple[str, bool]] = Counter()
    tables = []
    for chapter, table in _list_tables(view):
        if table is not None and table.rows:
            counted[chapter, True] += 1
            tables.append(replace(table, number=f"{chapter}.{counted[chapter, True]}"))
    figures = []
    for figure in sorted(_list_figures(view), key=lambda one: FIGURE_CHAPTERS[one.kind]):
        chapter = FIGURE_CHAPTERS[figure.kind]
        counted[chapter, False] += 1
        figures.append(replace(figure, number=f"{chapter}.{counted[chapter, False]}"))
    return Catalog(tuple(tables), tuple(figures))


def has_listings(view: View) -> bool:
    """True if the report lists each participant; beyond that the datasets do."""
    return len(view.evaluation.snapshot.participants) <= TRACED


def _list_figures(view: View) -> Iterator[Figure]:
    yield render_flow(view)
    primary = render_primary(view)
    if primary is not None:
        yield primary
    if has_listings(view):
        yield from render_figures(view)


def _list_tables(view: View) -> Iterator[tuple[str, Table | None]]:
    yield from _place(
        DEMOGRAPHIC, [make_disposition_table(view), _make_baseline(view), _make_compliance(view)]
    )
    yield EFFICACY, make_estimates_table(view)
    parts = list_parts(view)
    for part in parts:
        yield from _place(EFFICACY, make_outcome_tables(view, part))
    yield from _place(
        EFFICACY,
        [
            make_regression_table(view),
            make_relapse_table(view),
            make_comparators_table(view),
            make_intercurrent_table(view),
            make_descriptions_table(view),
            *(make_part_descriptions(view, part) for part in parts),
        ],
    )
    yield SAFETY, _make_exposure(view)
    yield from _place(SAFETY, make_event_tables(view))
    yield from _place(SAFETY, make_laboratory_tables(view))
    yield SAFETY, make_glucocorticoids_table(view)
    if has_listings(view):
        yield from _list_listings(view)


def _make_baseline(view: View) -> Table:
    title = view.words("Baseline characteristics", "基线特征")
    return make_described_table(view, "baseline", "baseline", title, "ADSL, ADBC, ADQS, ADGC")


def _make_compliance(view: View) -> Table:
    title = view.words("Study drug by count", "研究用药清点")
    return make_described_table(view, "compliance", "compliance", title, "ADEX")


def _make_exposure(view: View) -> Table:
    title = view.words("Exposure to the study drug", "研究用药暴露")
    return make_described_table(view, "exposure", "exposure", title, "ADEX")


def _list_listings(view: View) -> Iterator[tuple[str, Table | None]]:
    yield STOPPED, make_stopped_table(view)
    yield DEVIATIONS, make_deviations_table(view)
    yield EXCLUDED, make_counted_table(view)
    yield DEMOGRAPHIC_LISTING, make_listing(view, listings.DEMOGRAPHICS)
    yield DEMOGRAPHIC_LISTING, make_listing(view, listings.MEDICATIONS)
    yield DEMOGRAPHIC_LISTING, make_listing(view, listings.GLUCOCORTICOIDS)
    yield COMPLIANCE, make_listing(view, listings.DOSING)
    for endpoint in view.study.plan.endpoints:
        if has_course(view, endpoint):
            yield RESPONSE, make_course_table(view, endpoint)
        if list_changing_visits(view, endpoint):
            yield RESPONSE, make_participants_table(view, endpoint)
    yield EVENTS, make_listing(view, listings.EVENTS)
    yield LABORATORY, make_laboratory_listing(view)


def has_course(view: View, endpoint: Endpoint) -> bool:
    """True if the endpoint has visits that the table of changes does not show."""
    shown = {view.first_visit.name, *(one.name for one in list_changing_visits(view, endpoint))}
    return any(visit.name not in shown for visit in view.visits_of(endpoint))


def _place(chapter: str, tables: Iterable[Table | None]) -> Iterator[tuple[str, Table | None]]:
    for table in tables:
        yield chapter, table
