"""The plan's cautions with the rows → what such a trial can and cannot show, in sentences."""

from __future__ import annotations

from heliotrope.report.cells import show
from heliotrope.report.model import Piece, Said
from heliotrope.report.numbers import as_percent, format_exact, format_percent
from heliotrope.report.view import View


def list_limits(view: View) -> tuple[Said, ...]:
    """The plan's cautions, and what none among so many still allows, unless they say it."""
    cautions = [(view.quote(caution),) for caution in view.study.plan.cautions]
    row = view.results.find("none_of_enrolled.upper")
    upper = format_percent(as_percent(row.value if row else None), 1)
    if not view.enrolled or any(upper in piece.text for (piece,) in cautions):
        return tuple(cautions)
    return (*cautions, _say_none(view))


def _say_none(view: View) -> Said:
    upper, one_sided = (
        view.results[f"none_of_enrolled.{name}"] for name in ("upper", "upper_one_sided")
    )
    two, one = (format_percent(as_percent(row.value), 1) for row in (upper, one_sided))
    return view.compose(
        "An event seen in none of {n} may still occur in up to {two} of patients ({level} "
        "Clopper-Pearson interval; one-sided limit {one}).",
        "{n} 名参与者中均未见的事件，其真实发生率仍可能高达 {two}"
        "（{level} Clopper-Pearson 区间；单侧上限 {one}）。",
        n=show(format_exact(upper.n), upper),
        two=show(two, upper),
        one=show(one, one_sided),
        level=Piece("95 %", "method"),
    )
