"""An evaluation → what the web shows of it on one page, in one language, as plain text."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.analysis.run import Evaluation
from heliotrope.report.figures import render_figures, render_primary
from heliotrope.report.headline import Headline, say_headline
from heliotrope.report.limits import list_limits
from heliotrope.report.model import Figure, Table, flatten
from heliotrope.report.stamp import say_head
from heliotrope.report.table_counted import make_counted_table, make_disposition_table
from heliotrope.report.table_descriptions import make_descriptions_table
from heliotrope.report.table_estimates import make_estimates_table
from heliotrope.report.table_participants import make_course_table, make_participants_table
from heliotrope.report.tables import list_changing_endpoints
from heliotrope.report.view import View
from heliotrope.vocabulary import Language

LEFT_OUT = ("profiles", "laboratory")
"""Figures of single participants: they stand in the report only."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown of one evaluation; nothing here needs computing any more."""

    language: Language
    mark: str
    """That the data are synthetic, in both languages; else empty."""
    head: str
    """Head of the ledger as `N:hash`, or that there is no ledger."""
    headline: Headline
    primary_figure: Figure | None
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    limits_title: str
    limits: tuple[str, ...]
    """What such a trial can and cannot show."""

    def table(self, name: str) -> Table:
        """The table of that name; KeyError if there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)


def compose_page(evaluation: Evaluation, language: Language) -> Page:
    """The result in words, its figures and tables. Numbers are rounded rows of results, no more."""
    view = View(evaluation, language)
    return Page(
        language=language,
        mark=view.mark,
        head=say_head(view),
        headline=say_headline(view),
        primary_figure=render_primary(view),
        figures=tuple(one for one in render_figures(view) if one.kind not in LEFT_OUT),
        tables=tuple(_make_tables(view)),
        limits_title=say_limits_title(view),
        limits=tuple(flatten(said) for said in list_limits(view)),
    )


def say_limits_title(view: View) -> str:
    """`What 10 participants can and cannot show`."""
    number = len(view.enrolled) or view.study.design.participants
    return view.words(
        f"What {number} participants can and cannot show",
        f"{number} 名参与者能说明什么、不能说明什么",
    )


def _make_tables(view: View) -> list[Table]:
    return [
        make_estimates_table(view),
        *(make_participants_table(view, one) for one in list_changing_endpoints(view)),
        *(make_course_table(view, one) for one in list_changing_endpoints(view)),
        make_descriptions_table(view),
        make_counted_table(view),
        make_disposition_table(view),
    ]
