"""A form about to be shown → its scores with their steps and the rule for missing answers."""

from __future__ import annotations

from decimal import Decimal

from heliotrope.capture.derived import derive_score
from heliotrope.instruments.score import ScaleScore, Score
from heliotrope.study.instrument_forms import leading_scores_of_form
from heliotrope.web.pages.sheet import Sheet
from heliotrope.web.pages.views.forms import BigScore, ScoreDetail, ScoreLine, ScorePanel
from heliotrope.web.pages.words import find_scale, show_number, show_score
from heliotrope.web.templating import translate

MOST_BIG = 2
"""So many scores are shown in large digits."""


def make_panel(sheet: Sheet) -> ScorePanel | None:
    """The scores for what is typed; None for a form without instrument."""
    score = derive_score(sheet.form, sheet.values)
    if score is None:
        return None
    leading = [scale.name for scale in leading_scores_of_form(sheet.form)]
    big = [s for s in score.scales if s.name in leading] if len(leading) <= MOST_BIG else []
    first = big[0] if big else None
    return ScorePanel(
        scores=make_big_scores(sheet, big),
        others=tuple(make_detail(sheet, s) for s in score.scales if s is not first),
        notes=_say_notes(sheet, first) if first else (),
        rule=sheet.reader.say(score.missing_rule.statement),
        steps_title=_say_steps_title(sheet, first) if first else "",
        steps=make_steps(sheet, first) if first else (),
        total=make_total(sheet, first) if first else None,
        unanswered=say_unanswered(score),
    )


def _say_steps_title(sheet: Sheet, scale: ScaleScore) -> str:
    name = sheet.reader.say(scale.label)
    return translate("How it comes about: {s}", "怎样算出：{s}", s=name)


def make_big_scores(sheet: Sheet, scales: list[ScaleScore]) -> tuple[BigScore, ...]:
    """Each score in large digits with its maximum."""
    return tuple(
        BigScore(
            label=sheet.reader.say(s.label),
            value=show_score(sheet.reader, find_scale(sheet.form, s.name), s.value),
            out_of=_say_maximum(sheet, s),
            words=isinstance(s.value, str),
        )
        for s in scales
    )


def _say_maximum(sheet: Sheet, scale: ScaleScore) -> str:
    known = find_scale(sheet.form, scale.name)
    return "" if known is None or known.choices else str(scale.high)


def make_detail(sheet: Sheet, scale: ScaleScore) -> ScoreDetail:
    """One score of a list, with its steps."""
    return ScoreDetail(
        name=scale.name,
        label=sheet.reader.say(scale.label),
        value=show_score(sheet.reader, find_scale(sheet.form, scale.name), scale.value),
        out_of=_say_maximum(sheet, scale),
        steps=make_steps(sheet, scale),
        total=make_total(sheet, scale),
        notes=_say_notes(sheet, scale),
    )


def _say_notes(sheet: Sheet, scale: ScaleScore) -> tuple[str, ...]:
    """What was done about gaps; why there is no score, unless it is only not filled in yet."""
    notes = [sheet.reader.say(note) for note in scale.notes]
    if scale.value is None and scale.reason is not None and not scale.missing:
        notes.append(sheet.reader.say(scale.reason))
    return tuple(notes)


def make_steps(sheet: Sheet, scale: ScaleScore) -> tuple[ScoreLine, ...]:
    """The arithmetic of a score, line by line, without its total."""
    say = sheet.reader.say
    lines = []
    steps = scale.steps if isinstance(scale.value, str) else scale.steps[:-1]
    for step in steps:
        label, working = say(step.label), say(step.working)
        if working:
            label = translate("{a}, {b}", "{a}，{b}", a=label, b=working)
        lines.append(ScoreLine(label=label, values=(_show(step.value),)))
    return tuple(lines)


def _show(value: int | Decimal) -> str:
    """A number of the arithmetic: as exact as it is, but for places that nobody reads."""
    rounded = value if isinstance(value, int) else value.quantize(Decimal("1.0000")).normalize()
    return show_number(rounded if isinstance(rounded, int) else Decimal(f"{rounded:f}"))


def make_total(sheet: Sheet, scale: ScaleScore) -> ScoreLine | None:
    """The last line of the arithmetic; None while there is no score, or no arithmetic."""
    if scale.value is None or isinstance(scale.value, str):
        return None
    label = translate("Total, computed by the server", "合计，由服务器复算")
    shown = show_score(sheet.reader, find_scale(sheet.form, scale.name), scale.value)
    return ScoreLine(label=label, values=(shown,))


def say_unanswered(score: Score) -> str:
    """How many items are still to answer; empty if none."""
    missing = {name for scale in score.scales for name in scale.missing}
    if not missing:
        return ""
    return translate("{n} items to answer", "还有 {n} 项未填", n=len(missing))
