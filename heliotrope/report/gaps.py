"""Results → who has no value at which visits, and why, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


def find_gaps(view: View, endpoint: Endpoint, visits: Sequence[Visit]) -> tuple[Gap, ...]:
    """Everyone enrolled who has no value somewhere among the visits; nobody is left out."""
    gaps: list[Gap] = []
    for code in view.enrolled:
        before: Gap | None = None
        for visit in visits:
            row = view.value(endpoint, visit, code)
            if row.value is not None:
                before = None
            elif before is not None and before.reason == row.text:
                before = gaps[-1] = Gap(code, (*before.visits, visit), row.text)
            else:
                before = Gap(code, (visit,), row.text)
                gaps.append(before)
    return tuple(gaps)


def describe_gap(view: View, gap: Gap) -> str:
    """`NC-007, week 8 to week 24: stopped on day 40 (adverse event)`."""
    earliest, latest = (view.say(gap.visits[place].label) for place in (0, -1))
    if len(gap.visits) == 1:
        visits = earliest
    else:
        visits = view.words(f"{earliest} to {latest}", f"{earliest}至{latest}")
    reason = view.say(gap.reason)
    return view.words(
        f"{gap.participant}, {visits}: {reason}", f"{gap.participant}，{visits}：{reason}"
    )


def describe_missing(view: View, endpoint: Endpoint, visit: Visit) -> tuple[str, ...]:
    """Everyone without a change at one visit: `NC-007, stopped on day 40 (adverse event)`."""
    rows = [(code, view.change(endpoint, visit, code)) for code in view.enrolled]
    return tuple(
        view.words(f"{code}, {row.text.en}", f"{code}，{row.text.zh}")
        for code, row in rows
        if row.value is None
    )
