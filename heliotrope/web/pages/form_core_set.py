"""A form of the core set → what its visit means against baseline, or what baseline still allows."""

from __future__ import annotations

from heliotrope.capture.improvement import (
    CoreSetImprovement,
    derive_highest_reachable,
    derive_improvement,
)
from heliotrope.instruments.imacs import ENZYMES
from heliotrope.instruments.score import Step
from heliotrope.instruments.tis import MEASURES, RESPONSE, TOTAL
from heliotrope.instruments.tis_reachable import HighestReachable
from heliotrope.web.pages.form_parts import make_mark
from heliotrope.web.pages.sheet import Sheet
from heliotrope.web.pages.views.forms import CoreSetCard, CoreSetGoal, CoreSetLine
from heliotrope.web.pages.words import show_number, show_score
from heliotrope.web.templating import translate


def make_core_set(sheet: Sheet) -> CoreSetCard | None:
    """The card beside a form of the core set; None on any other form, or at no planned visit."""
    core_set, study = sheet.reader.study.core_set, sheet.reader.study
    if core_set is None or sheet.form.name not in core_set.forms or sheet.repeat != 1:
        return None
    typed = {sheet.form.name: sheet.values}
    if sheet.visit.name == core_set.baseline:
        reach = derive_highest_reachable(study, sheet.participant, typed)
        return _make_card(sheet, None, reach) if reach else None
    found = derive_improvement(study, sheet.participant, sheet.visit.name, typed)
    if found is None:
        return None
    return _make_card(sheet, found, derive_highest_reachable(study, sheet.participant))


def _make_card(
    sheet: Sheet, found: CoreSetImprovement | None, reach: HighestReachable | None
) -> CoreSetCard:
    core_set = sheet.reader.study.core_set
    mark, reason = make_mark(sheet, core_set.provenance if core_set else None)
    total = found.score["tis"].value if found else None
    response = found.score["response"].value if found else None
    return CoreSetCard(
        mark=mark,
        mark_reason=reason,
        value=show_score(sheet.reader, TOTAL, total) if found else "",
        response=show_score(sheet.reader, RESPONSE, response) if response else "",
        steps=_make_steps(sheet, found) if found else (),
        notes=_make_notes(sheet, found) if found else (),
        older=_say_older(sheet, found) if found else "",
        reachable=show_number(reach.total) if reach and reach.total is not None else "",
        usual=_say_usual(reach) if reach else "",
        gains=_make_gains(sheet, reach) if reach else (),
        goals=_make_goals(sheet, reach) if reach else (),
    )


def _make_steps(sheet: Sheet, found: CoreSetImprovement) -> tuple[CoreSetLine, ...]:
    """Each measure with its change in words and its points; why not where one is missing."""
    lines = []
    for scale in found.score.scales[2:]:
        if scale.steps:
            lines.append(_make_step(sheet, scale.steps[0]))
            continue
        measure = next(one for one in MEASURES if scale.name == f"points_{one.name}")
        lines.append(
            CoreSetLine(
                label=sheet.reader.say(measure.label),
                text=translate("missing here or at baseline", "本次或基线缺失"),
                points="—",
            )
        )
    return tuple(lines)


def _make_step(sheet: Sheet, step: Step) -> CoreSetLine:
    text = sheet.reader.say(step.working).replace("-", "−")
    return CoreSetLine(
        label=sheet.reader.say(step.label), text=text, points=show_number(step.value)
    )


def _make_notes(sheet: Sheet, found: CoreSetImprovement) -> tuple[str, ...]:
    notes = [_say_enzyme(sheet, found), *(sheet.reader.say(note) for note in found.notes)]
    notes += [sheet.reader.say(note) for scale in found.score.scales for note in scale.notes]
    total = found.score["tis"]
    if total.value is None and total.reason is not None:
        notes.append(
            translate(
                "Not computable until all six measures are there, here and at baseline.",
                "六项指标的基线值与本次值齐全后方可计算。",
            )
        )
    return tuple(notes)


def _say_enzyme(sheet: Sheet, found: CoreSetImprovement) -> str:
    """Which enzyme was fixed at baseline, and in which unit it is compared."""
    if found.enzyme is None:
        return translate(
            "No enzyme was complete at baseline, so none is fixed.",
            "基线无一肌酶数据齐全，故未确定所用肌酶。",
        )
    name = sheet.reader.say(ENZYMES[found.enzyme.name])
    if not found.unit:
        return translate(
            "{e} is the enzyme fixed at baseline; it is not recorded here.",
            "基线确定的肌酶为{e}；本次未记录。",
            e=name,
        )
    return translate(
        "{e} is the enzyme fixed at baseline, compared in {u}.",
        "基线确定的肌酶为{e}，按 {u} 比较。",
        e=name, u=found.unit.replace("ukat", "µkat"),
    )  # fmt: skip


def _say_older(sheet: Sheet, found: CoreSetImprovement) -> str:
    older = found.older
    if older.is_improved is None:
        return translate("open until all six measures are there", "六项齐全后判定")
    state = translate("met", "达到") if older.is_improved else translate("not met", "未达到")
    better = [one.name for one in older.changes if one.is_improved]
    worse = [one.name for one in older.changes if one.is_worse]
    return translate(
        "{s}. Better by 20 % or more: {b}; worse by 25 % or more: {w}",
        "{s}。改善 ≥ 20 %：{b}；加重 ≥ 25 %：{w}",
        s=state, b=_list_measures(sheet, better), w=_list_measures(sheet, worse),
    )  # fmt: skip


def _list_measures(sheet: Sheet, names: list[str]) -> str:
    labels = [sheet.reader.say(one.label) for one in MEASURES if one.name in names]
    return translate(", ", "、").join(labels) or translate("none", "无")


def _say_usual(reach: HighestReachable) -> str:
    """What is left if the enzyme only returns to normal, where that makes a difference."""
    usual = reach.total_with_normal_enzyme
    if usual is None or usual == reach.total:
        return ""
    return translate(
        "{n} if the enzyme falls to its upper limit and no further",
        "若肌酶仅降至正常上限，则为 {n}",
        n=show_number(usual),
    )


def _make_gains(sheet: Sheet, reach: HighestReachable) -> tuple[CoreSetLine, ...]:
    return tuple(
        CoreSetLine(
            label=sheet.reader.say(gain.label),
            text=sheet.reader.say(gain.reason),
            points=show_number(gain.points),
        )
        for gain in reach.gains
    )


def _make_goals(sheet: Sheet, reach: HighestReachable) -> tuple[CoreSetGoal, ...]:
    if reach.total is None:
        return ()
    return tuple(
        CoreSetGoal(
            text=translate(
                "{r}, from {n} points",
                "{r}（≥ {n} 分）",
                r=sheet.reader.say(one.label),
                n=show_number(one.at_least),
            ),
            is_reachable=bool(one.is_reachable),
        )
        for one in reach.responses
    )
