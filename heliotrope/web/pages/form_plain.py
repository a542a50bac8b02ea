"""A form without a layout of its own → sections of questions, with its scores beside."""

from __future__ import annotations

from heliotrope.capture.derived import derive_score
from heliotrope.instruments.score import ScaleScore, Score
from heliotrope.web.pages.form_parts import make_field, make_head
from heliotrope.web.pages.sheet import Sheet
from heliotrope.web.pages.views.forms import BigScore, PlainFormPage, ScoreLine, ScorePanel, Section
from heliotrope.web.pages.words import find_scale, show_number, show_score
from heliotrope.web.templating import translate


def make_page(sheet: Sheet) -> PlainFormPage:
    """The page of a plain form."""
    say = sheet.reader.say
    sections = tuple(
        Section(
            title=say(section.label),
            fields=tuple(make_field(sheet, item) for item in section.items),
            note=say(section.note) if section.note else "",
        )
        for section in sheet.form.sections
    )
    return PlainFormPage(form=make_head(sheet), sections=sections, score=make_panel(sheet))


def make_panel(sheet: Sheet) -> ScorePanel | None:
    """The scores for what is typed; None for a form without instrument."""
    score = derive_score(sheet.form, sheet.values)
    if score is None:
        return None
    leading = score.scales[0]
    return ScorePanel(
        scores=make_big_scores(sheet, score),
        steps_title=translate("How it comes about", "怎样算出"),
        steps=make_steps(sheet, leading),
        total=make_total(sheet, leading),
        unanswered=say_unanswered(score),
    )


def make_big_scores(sheet: Sheet, score: Score) -> tuple[BigScore, ...]:
    """Each score in large digits with its maximum."""
    return tuple(
        BigScore(
            label=sheet.reader.say(s.label),
            value=show_score(sheet.reader, find_scale(sheet.form, s.name), s.value),
            out_of="" if isinstance(s.value, str) else str(s.high),
        )
        for s in score.scales
    )


def make_steps(sheet: Sheet, scale: ScaleScore) -> tuple[ScoreLine, ...]:
    """The arithmetic of a score, line by line, without its total."""
    say = sheet.reader.say
    lines = []
    for step in scale.steps[:-1]:
        working = say(step.working)
        label = say(step.label)
        if working:
            label = translate("{a}, {b}", "{a}，{b}", a=label, b=working)
        lines.append(ScoreLine(label=label, values=(show_number(step.value),)))
    return tuple(lines)


def make_total(sheet: Sheet, scale: ScaleScore) -> ScoreLine | None:
    """The last line of the arithmetic; None while there is no score."""
    if scale.value is None:
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
