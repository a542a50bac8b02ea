"""A form about to be shown → its scores with their steps and the rule for missing answers."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from heliotrope.capture.derived import derive_score
from heliotrope.instruments.score import ScaleScore, Score
from heliotrope.web.pages.form_core_set import make_core_set
from heliotrope.web.pages.sheet import Sheet
from heliotrope.web.pages.views.forms import BigScore, ScoreDetail, ScoreLine, ScorePanel
from heliotrope.web.pages.words import find_scale, show_number, show_score
from heliotrope.web.templating import translate


def make_panel(sheet: Sheet) -> ScorePanel | None:
    """The scores for what is typed; None for a form without instrument."""
    score = derive_score(sheet.form, sheet.values)
    if score is None:
        return None
    big = _choose_big(sheet, score)
    first = big[0] if big else None
    beside = [s for s in score.scales if s not in big and not is_maximum(score, s)]
    return ScorePanel(
        scores=make_big_scores(sheet, score, big),
        others=tuple(make_detail(sheet, score, s) for s in beside),
        notes=_say_notes(sheet, first) if first else (),
        rule=sheet.reader.say(score.missing_rule.statement),
        steps_title=_say_steps_title(sheet, first) if first else "",
        steps=make_steps(sheet, first) if first else (),
        total=make_total(sheet, first) if first else None,
        core_set=make_core_set(sheet),
        unanswered=say_unanswered(sheet, score),
    )


def _choose_big(sheet: Sheet, score: Score) -> list[ScaleScore]:
    """The one score that decides, with the band or class that is said of it; of many none."""
    deciding = [s for s in score.scales if s.name in score.deciding]
    if len(score.scales) == 1 or len(deciding) == 1:
        first = (deciding or list(score.scales))[0]
        words = [s for s in score.scales if _is_in_words(sheet, s) and s is not first]
        return [first, *words[:1]]
    return []


def _is_in_words(sheet: Sheet, scale: ScaleScore) -> bool:
    known = find_scale(sheet.form, scale.name)
    return known is not None and bool(known.choices)


MAXIMUM = "_max"
"""How the name of a score ends that is the highest possible of another, in this assessment."""


def is_maximum(score: Score, scale: ScaleScore) -> bool:
    """True for a score that only says how much another one could be."""
    names = {one.name for one in score.scales}
    return scale.name.endswith(MAXIMUM) and scale.name.removesuffix(MAXIMUM) in names


def _say_steps_title(sheet: Sheet, scale: ScaleScore) -> str:
    name = sheet.reader.say(scale.label)
    return translate("How it comes about: {s}", "怎样算出：{s}", s=name)


def make_big_scores(
    sheet: Sheet, score: Score, scales: Iterable[ScaleScore]
) -> tuple[BigScore, ...]:
    """Each score in large digits with its maximum."""
    return tuple(
        BigScore(
            label=sheet.reader.say(s.label),
            value=show_score(sheet.reader, find_scale(sheet.form, s.name), s.value),
            out_of=_say_maximum(sheet, score, s),
            words=_is_in_words(sheet, s),
        )
        for s in scales
    )


def _say_maximum(sheet: Sheet, score: Score, scale: ScaleScore) -> str:
    """Its highest value; empty for words, and for a scale without a round one, e.g. a T-score."""
    own = next((s.value for s in score.scales if s.name == scale.name + MAXIMUM), None)
    if own is not None:
        return str(own)
    is_round = scale.low == 0 and 1 < scale.high <= 1000 and scale.high == int(scale.high)
    return "" if _is_in_words(sheet, scale) or not is_round else str(scale.high)


def make_detail(sheet: Sheet, score: Score, scale: ScaleScore) -> ScoreDetail:
    """One score of a list, with its steps."""
    return ScoreDetail(
        name=scale.name,
        label=sheet.reader.say(scale.label),
        value=show_score(sheet.reader, find_scale(sheet.form, scale.name), scale.value),
        out_of=_say_maximum(sheet, score, scale),
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


def say_unanswered(sheet: Sheet, score: Score) -> str:
    """How many items are still to answer, and how many to mend; empty if none."""
    wrong = {f.where for f in sheet.faults if sheet.raw.get(f.where, "").strip()}
    missing = {name for scale in score.scales for name in scale.missing} - wrong
    said = []
    if missing:
        said.append(
            translate("1 item to answer", "还有 1 项未填")
            if len(missing) == 1
            else translate("{n} items to answer", "还有 {n} 项未填", n=len(missing))
        )
    if wrong:
        said.append(
            translate("1 item to mend", "1 项待更正")
            if len(wrong) == 1
            else translate("{n} items to mend", "{n} 项待更正", n=len(wrong))
        )
    return translate(", ", "，").join(said)
