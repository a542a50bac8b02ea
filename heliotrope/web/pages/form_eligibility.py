"""The eligibility form → criterion by criterion: what the numbers say, what a person answers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Literal

from heliotrope.capture.eligibility import (
    CriterionVerdict,
    assess_eligibility,
    is_eligible,
)
from heliotrope.capture.ledger import Participant, Record
from heliotrope.study.criterion_numbers import number_criterion
from heliotrope.study.forms import Item
from heliotrope.study.values import show_signs
from heliotrope.vocabulary import Value
from heliotrope.web.pages.criteria import say_criterion
from heliotrope.web.pages.form_parts import make_field, make_head
from heliotrope.web.pages.sheet import Sheet
from heliotrope.web.pages.study_files import make_not_found
from heliotrope.web.pages.views.forms import (
    CriterionRow,
    EligibilityFormPage,
    Output,
    Problem,
    Section,
    Threshold,
    Verdict,
)
from heliotrope.web.pages.words import (
    find_scale,
    show_inequality,
    show_item,
    show_score,
    show_score_label,
)
from heliotrope.web.templating import make_url, translate


def make_page(sheet: Sheet) -> EligibilityFormPage:
    """The page of the eligibility form."""
    verdicts = _assess(sheet)
    rows = {
        kind: tuple(_make_row(sheet, v) for v in verdicts if v.criterion.kind == kind)
        for kind in ("inclusion", "exclusion")
    }
    return EligibilityFormPage(
        form=make_head(sheet),
        inclusion=rows["inclusion"],
        exclusion=rows["exclusion"],
        not_found=tuple(row for row in make_not_found(sheet.reader) if row.blocks),
        verdict=make_verdict(sheet),
        sections=_make_sections(sheet),
    )


def _assess(sheet: Sheet) -> tuple[CriterionVerdict, ...]:
    """The verdicts with what is typed now in place of what is recorded."""
    return assess_eligibility(sheet.reader.study, _with_typed(sheet))


def _with_typed(sheet: Sheet) -> Participant:
    participant = sheet.participant
    key = (sheet.visit.name, sheet.form.name, sheet.repeat)
    if sheet.record is not None:
        typed = replace(sheet.record, values=sheet.values)
    else:
        typed = Record(
            participant=participant.code, visit=sheet.visit.name, form=sheet.form.name,
            repeat=sheet.repeat, version=0, complete=False, performed=None, values=sheet.values,
            commitments={}, scores={}, instrument=None, findings=(), seq=0, hash="",
            at=sheet.reader.now, by=sheet.reader.person, study_fingerprint="", why_code=None,
            why_text=None, redacted=frozenset(), earlier=None,
        )  # fmt: skip
    return replace(participant, records={**participant.records, key: typed})


def _make_sections(sheet: Sheet) -> tuple[Section, ...]:
    """Questions that are no criterion themselves."""
    criteria = {c.name for c in sheet.reader.study.criteria}
    sections = []
    for section in sheet.form.sections:
        fields = tuple(make_field(sheet, i) for i in section.items if i.name not in criteria)
        if fields:
            sections.append(
                Section(
                    title=translate("Asked for the criteria", "供判定标准使用"),
                    fields=fields,
                )
            )
    return tuple(sections)


def _make_row(sheet: Sheet, verdict: CriterionVerdict) -> CriterionRow:
    criterion, say = verdict.criterion, sheet.reader.say
    item = sheet.form.item_by_name.get(criterion.name)
    status = criterion.provenance.status
    outcome, text = _say_outcome(verdict)
    return CriterionRow(
        name=criterion.name,
        number=number_criterion(sheet.reader.study, criterion),
        text=show_signs(say(criterion.text)),
        mark="" if status == "record" else status,
        mark_reason=say(criterion.provenance.reason) if criterion.provenance.reason else "",
        thresholds=_make_thresholds(sheet, verdict),
        answer=make_field(sheet, item) if item is not None and not verdict.computed else None,
        outcome=outcome,
        outcome_text=text,
    )


_Outcome = Literal["met", "not_met", "open"]


def _say_outcome(verdict: CriterionVerdict) -> tuple[_Outcome, str]:
    if verdict.satisfied is None:
        return "open", translate("not decided", "未定")
    if verdict.criterion.kind == "inclusion":
        if verdict.satisfied:
            return "met", translate("fulfilled", "符合")
        return "not_met", translate("not fulfilled", "不符合")
    if verdict.satisfied:
        return "met", translate("not present", "不存在")
    return "not_met", translate("present", "存在")


def _make_thresholds(sheet: Sheet, verdict: CriterionVerdict) -> tuple[Threshold, ...]:
    shown = verdict.values if verdict.computed else verdict.beside
    rows = []
    for index, (name, value) in enumerate(shown):
        form, _, item = name.partition("__")
        rows.append(
            Threshold(
                id=f"{verdict.criterion.name}-{index}",
                label=_label(sheet, form, item),
                value=_show(sheet, form, item, value),
                inequality=show_inequality(sheet.reader, verdict.criterion) if index == 0 else "",
                href=_find_href(sheet, form),
            )
        )
    return tuple(rows)


def _find_item(sheet: Sheet, form: str, item: str) -> Item | None:
    own = sheet.reader.study.form_by_name.get(form)
    return own.item_by_name.get(item) if own else None


def _label(sheet: Sheet, form: str, item: str) -> str:
    own = _find_item(sheet, form, item)
    recorded = sheet.reader.study.form(form)
    item_label = (
        sheet.reader.say(own.label) if own else show_score_label(sheet.reader, recorded, item)
    )
    return f"{sheet.reader.say(recorded.label)} · {item_label}"


def _show(sheet: Sheet, form: str, item: str, value: Value | None) -> str:
    own = _find_item(sheet, form, item)
    if value is None:
        return translate("not recorded", "未记录")
    if own is None:
        scale = find_scale(sheet.reader.study.form(form), item)
        return (
            show_score(sheet.reader, scale, value)
            if isinstance(value, int | Decimal | str)
            else translate("not recorded", "未记录")
        )
    unit = f" {show_signs(own.unit)}" if own.unit else ""
    return show_item(sheet.reader, own, value) + unit


def _find_href(sheet: Sheet, form: str) -> str:
    visit = sheet.reader.study.roles.screening_visit or sheet.visit.name
    if form == sheet.form.name or form not in sheet.reader.study.visit(visit).forms:
        return ""
    return make_url("form", sheet.participant.code, visit, form, 1)


def make_verdict(sheet: Sheet) -> Verdict:
    """Whether the criteria allow enrollment, for what is typed now."""
    verdicts = _assess(sheet)
    answer = is_eligible(verdicts)
    against = tuple(_make_problem(sheet, v) for v in verdicts if v.satisfied is False)
    open_ = tuple(_make_problem(sheet, v) for v in verdicts if v.satisfied is None)
    outputs = []
    for verdict in verdicts:
        outcome, text = _say_outcome(verdict)
        name = verdict.criterion.name
        outputs.append(Output(id=f"outcome-{name}", text=text, outcome=outcome, item=name))
        outputs += [
            Output(id=f"value-{threshold.id}", text=threshold.value)
            for threshold in _make_thresholds(sheet, verdict)
        ]
    if answer is True:
        state, text = "done", translate("Eligible by these criteria", "按现有标准符合入组")
    elif answer is False:
        state, text = "blocked", translate("Not eligible", "不符合入组")
    else:
        state, text = "part", translate("Not decided yet", "尚未判定")
    return Verdict(
        state=state,  # type: ignore[arg-type]
        text=text,
        detail=_say_detail(sheet, len(verdicts), len(open_)),
        against=against,
        open=open_,
        outputs=tuple(outputs),
    )


def _say_detail(sheet: Sheet, total: int, undecided: int) -> str:
    done = translate(
        "{done} of {n} decided", "{n} 条中已判定 {done} 条", done=total - undecided, n=total
    )
    if sheet.reader.study.not_found:
        done += translate(
            "; the record has criteria that could not be read", "；注册记录中尚有未能读到的标准"
        )
    return done


def _make_problem(sheet: Sheet, verdict: CriterionVerdict) -> Problem:
    criterion = verdict.criterion
    missing = [_label(sheet, *name.split("__", 1)) for name in verdict.missing if verdict.computed]
    text = (
        translate("missing: {m}", "缺：{m}", m=translate(", ", "、").join(missing))
        if missing
        else (show_inequality(sheet.reader, criterion) if verdict.satisfied is False else "")
    )
    label = say_criterion(sheet.reader.study, criterion)
    return Problem(text=text, item=criterion.name, label=label)
