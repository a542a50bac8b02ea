"""Results → who has no value at which visits, and why, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heliotrope.analysis.results import Result
from heliotrope.report.model import Piece
from heliotrope.report.view import View
from heliotrope.study.plan import Endpoint
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Bilingual


@dataclass(frozen=True, slots=True)
class Gap:
    """One participant without a value at one visit or several in a row, for one reason."""

    participant: str
    visits: tuple[Visit, ...]
    reason: Bilingual
    rows: tuple[str, ...]
    """Ids of the rows that say so."""


def find_gaps(view: View, endpoint: Endpoint, visits: Sequence[Visit]) -> tuple[Gap, ...]:
    """Everyone enrolled who has no value somewhere among the visits; nobody is left out."""
    gaps: list[Gap] = []
    for code in view.listed:
        before: Gap | None = None
        for visit in visits:
            row = view.value(endpoint, visit, code)
            if row.value is not None:
                before = None
            elif before is not None and before.reason == row.text:
                before = gaps[-1] = Gap(
                    code, (*before.visits, visit), row.text, (*before.rows, row.result_id)
                )
            else:
                before = Gap(code, (visit,), row.text, (row.result_id,))
                gaps.append(before)
    return tuple(gaps)


def describe_gaps(view: View, gaps: Sequence[Gap]) -> tuple[Piece, ...]:
    """`NC-007, week 8 to week 24: stopped on day 40`; what several share is said once."""
    together: dict[tuple[str, str], list[Gap]] = {}
    for gap in gaps:
        key = (_say_visits(view, gap.visits), view.say(gap.reason))
        together.setdefault(key, []).append(gap)
    said = []
    for (visits, why), alike in together.items():
        codes = [gap.participant for gap in alike]
        words = view.words(
            f"{view.join([*codes, visits])}: {why}", f"{view.join(codes)}，{visits}：{why}"
        )
        said.append(Piece(words, "result", tuple(row for gap in alike for row in gap.rows)))
    return tuple(said)


def describe_missing(view: View, endpoint: Endpoint, visit: Visit) -> tuple[Piece, ...]:
    """Everyone without a change at one visit: `NC-007: stopped on day 40 (adverse event)`."""
    together: dict[str, list[Result]] = {}
    for code in view.listed:
        row = view.change(endpoint, visit, code)
        if row.value is None:
            together.setdefault(view.say(row.text), []).append(row)
    colon = view.words(": ", "：")
    return tuple(
        Piece(
            f"{view.join([row.group for row in rows])}{colon}{why}",
            "result",
            tuple(row.result_id for row in rows),
        )
        for why, rows in together.items()
    )


def _say_visits(view: View, visits: Sequence[Visit]) -> str:
    earliest, latest = (view.say(visits[place].label) for place in (0, -1))
    if len(visits) == 1:
        return earliest
    return view.words(f"{earliest} to {latest}", f"{earliest}至{latest}")
