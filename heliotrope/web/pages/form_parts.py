"""A form about to be shown → the parts that every layout has: head, fields, problems."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from heliotrope.capture.answers import REASONS
from heliotrope.capture.checks import select_raised
from heliotrope.capture.ledger import Record
from heliotrope.study.forms import Item
from heliotrope.study.values import show_signs
from heliotrope.study.written import Provenance
from heliotrope.vocabulary import Fault, Value
from heliotrope.web.pages.asking import Reader
from heliotrope.web.pages.form_conditions import make_condition, say_condition
from heliotrope.web.pages.form_wording import name_language, say_licensing, say_question
from heliotrope.web.pages.record_words import describe_record, make_crumbs
from heliotrope.web.pages.running_forms import is_beside
from heliotrope.web.pages.sheet import Sheet, is_missing_code
from heliotrope.web.pages.views.forms import Analog, Field, FormHead, Problem, Reason
from heliotrope.web.pages.views.parts import Change, Choice, Link, Mark
from heliotrope.web.pages.words import show_item
from heliotrope.web.templating import translate

_HEAD_ITEMS = {"date": "_date", "time": "_time"}
"""Where the faults of the form's own head are shown."""


def make_head(sheet: Sheet) -> FormHead:
    """Everything around the questions."""
    reader, record = sheet.reader, sheet.record
    state, text = describe_record(record)
    label = reader.say(sheet.form.label) + (f" {sheet.repeat}" if sheet.repeat > 1 else "")
    mark, reason = make_mark(sheet, sheet.form.provenance)
    is_row = is_beside(sheet.form)
    back = Link(label=reader.say((sheet.form if is_row else sheet.visit).label), href=sheet.after)
    return FormHead(
        title=label,
        crumbs=(*make_crumbs(sheet.participant.code), back),
        state=state,
        state_text=text,
        line=f"{sheet.participant.code} · {reader.say(sheet.visit.label)}",
        action=sheet.href("form"),
        draft_key="/".join(
            (
                reader.person.id,
                sheet.participant.code,
                sheet.visit.name,
                sheet.form.name,
                str(sheet.repeat),
            )
        ),
        version=record.version if record else 0,
        performed_date=_make_date(sheet),
        performed_time=Field(
            name="_time",
            label=translate("Time", "时间"),
            kind="time",
            value=sheet.time,
            optional=True,
            errors=_faults_of(sheet, "time"),
        ),
        score_url=sheet.href("score"),
        history_url=f"{sheet.href('form')}/history/" if record else "",
        problems=_make_problems(sheet),
        warnings=_make_warnings(sheet),
        reason=_make_reason(sheet),
        readonly="" if reader.may("answer") else translate("you may read only", "您只能查看"),
        posted=sheet.posted is not None,
        notes=say_licensing(sheet),
        mark=mark,
        mark_reason=reason,
        saved_line=_say_saved(sheet, record),
    )


def _make_date(sheet: Sheet) -> Field:
    return Field(
        name="_date",
        label=_label_date(sheet),
        kind="date",
        value=sheet.date
        or ("" if sheet.record or sheet.posted else sheet.reader.today.isoformat()),
        errors=_faults_of(sheet, "date"),
    )


def _label_date(sheet: Sheet) -> str:
    if is_beside(sheet.form):
        return translate("Reported on", "报告日期")
    return translate("Date done", "实施日期")


def _say_saved(sheet: Sheet, record: Record | None) -> str:
    if record is None:
        return ""
    return translate(
        "version {v}, {who}, {at}",
        "第 {v} 版，{who}，{at}",
        v=record.version,
        who=record.by.name,
        at=sheet.reader.moment(record.at),
    )


def make_mark(sheet: Sheet, provenance: Provenance | None) -> tuple[Mark, str]:
    """The sign of where a statement comes from; nothing for what the record states."""
    if provenance is None or provenance.status in ("record", "published"):
        return "", ""
    reason = sheet.reader.say(provenance.reason) if provenance.reason else ""
    return provenance.status, reason


def _make_reason(sheet: Sheet) -> Reason | None:
    if sheet.record is None or not sheet.record.ever_complete:
        return None
    faults = [f for f in sheet.faults if f.where == "reason" and not _is_of_item(sheet, f)]
    error = [say_fault(sheet, fault) for fault in faults]
    posted = sheet.posted
    return Reason(
        choices=tuple(Choice(value=k, label=sheet.reader.say(v)) for k, v in REASONS.items()),
        value=posted.reason_code if posted else "",
        text=posted.reason_text if posted else "",
        error=error[0] if error else "",
        shown=posted is not None,
    )


def _faults_of(sheet: Sheet, name: str) -> tuple[str, ...]:
    """The faults of an item, or of the day and time of the form's head."""
    own = [f for f in sheet.faults if f.where == name]
    return tuple(say_fault(sheet, f) for f in own if name in _HEAD_ITEMS or _is_of_item(sheet, f))


def _is_of_item(sheet: Sheet, fault: Fault) -> bool:
    """False for a fault of the form's own head. An item may be named `reason` as well.

    What is said of an item begins with its label.
    """
    item = sheet.form.item_by_name.get(fault.where)
    return item is not None and fault.what.en.startswith(item.label.en)


def say_fault(sheet: Sheet, fault: Fault) -> str:
    """What is wrong and what would be right, in one sentence."""
    what, right = sheet.reader.say(fault.what), sheet.reader.say(fault.right)
    said = (
        translate("{what}; {right}", "{what}；{right}", what=what, right=right) if right else what
    )
    return show_signs(said)


_MANY = 6
"""So many items with the same fault are said in one line."""


def _make_problems(sheet: Sheet) -> tuple[Problem, ...]:
    """The summary; what is wrong with many items alike is said once, at the first of them."""
    alike: dict[str, list[Problem]] = {}
    for fault in sheet.faults:
        problem = _make_problem(sheet, fault)
        said = problem.text.removeprefix(problem.label) if problem.item else problem.text
        alike.setdefault(said, []).append(problem)
    problems: list[Problem] = []
    for said, group in alike.items():
        problems += group if len(group) < _MANY else [_join(said, group)]
    return tuple(problems)


def make_faults(sheet: Sheet) -> tuple[Problem, ...]:
    """What is wrong, fault by fault, for beside a form that is being typed."""
    return tuple(_make_problem(sheet, fault) for fault in sheet.faults)


def _join(said: str, group: list[Problem]) -> Problem:
    count = len(group) - 1
    label = group[0].label
    text = translate(
        "{label} and {n} more items{said}", "{label}等 {all} 项{said_zh}",
        label=label, n=count, all=count + 1, said=said.replace(" is ", " are ", 1), said_zh=said,
    )  # fmt: skip
    return Problem(text=text, item=group[0].item, label=label, others=tuple(group[1:]))


def _make_problem(sheet: Sheet, fault: Fault) -> Problem:
    item = label = ""
    if fault.where in _HEAD_ITEMS:
        item = _HEAD_ITEMS[fault.where]
        label = _label_date(sheet)
        if fault.where == "time":
            label = translate("Time done", "实施时间")
    elif _is_of_item(sheet, fault):
        item = fault.where
        label = sheet.reader.say(sheet.form.item(item).label)
    return Problem(text=say_fault(sheet, fault), item=item, label=label)


def _make_warnings(sheet: Sheet) -> tuple[Problem, ...]:
    found = []
    for check in select_raised(sheet.form, sheet.values, sheet.reader.study.time_zone):
        item = check.items[0] if check.items else ""
        label = sheet.reader.say(sheet.form.item(item).label) if item else ""
        found.append(Problem(text=sheet.reader.say(check.message), item=item, label=label))
    return tuple(found)


def make_field(sheet: Sheet, item: Item) -> Field:
    """One question with its value, limits, previous value, faults and marks."""
    reader, raw = sheet.reader, sheet.raw.get(item.name, "")
    missing = raw if is_missing_code(raw) else ""
    previous = sheet.previous
    before = previous.values.get(item.name) if previous else None
    mark, reason = make_mark(sheet, item.provenance)
    label, lang = say_question(sheet, item)
    choices = make_choices(sheet, item)
    return Field(
        name=item.name,
        label=label,
        lang=lang,
        language=name_language(lang) if lang else "",
        kind=_choose_kind(item, choices),
        blank=len(choices) > MANY,
        value="" if missing else _for_input(sheet, item, raw),
        missing=missing,  # type: ignore[arg-type]
        may_be_missing=reader.may("answer"),
        optional=not item.required,
        unit=show_signs(item.unit or ""),
        help=_say_help(reader, item),
        only_after=say_condition(sheet, item),
        when=make_condition(sheet, item),
        analog=_make_analog(sheet, item),
        choices=choices,
        previous=show_item(reader, item, before) if before is not None else "",
        previous_label=reader.say(reader.study.visit(previous.visit).label) if previous else "",
        change=compare(before, sheet.values.get(item.name)),
        errors=_faults_of(sheet, item.name),
        mark=mark,
        mark_reason=reason,
        history_href=f"{sheet.href('form')}/history/{item.name}" if sheet.record else "",
        corrected=count_corrections(sheet.record, item.name),
    )


def _say_help(reader: Reader, item: Item) -> str:
    """The item's help; of a date that may be known in part how that is written."""
    said = [reader.say(item.help)] if item.help else []
    if item.partial:
        said += [
            translate(
                "Where no more is known: 2015-06, or 2015.", "仅知年月填 2015-06，仅知年份填 2015。"
            )
        ]
    return translate(" ", "").join(said)


MANY = 12
"""More answers than these are a list to choose from, not buttons."""


def _choose_kind(item: Item, choices: tuple[Choice, ...]) -> Any:  # noqa: ANN401 - a Field's kind
    if item.ends:
        return "scale"
    if len(choices) > MANY:
        return "select"
    return "code" if choices and item.type == "integer" else item.type


def _make_analog(sheet: Sheet, item: Item) -> Analog | None:
    if item.ends is None or item.low is None or item.high is None:
        return None
    return Analog(
        low=str(item.low),
        high=str(item.high),
        step=f"{((item.high - item.low) / 100).normalize():f}",
        low_text=sheet.reader.say(item.ends.low),
        high_text=sheet.reader.say(item.ends.high),
    )


def make_choices(sheet: Sheet, item: Item) -> tuple[Choice, ...]:
    """The values of a code or of yes and no; none for other items."""
    if item.type == "yes_no":
        return (
            Choice(value="yes", label=translate("yes", "是")),
            Choice(value="no", label=translate("no", "否")),
        )
    if sheet.form.instrument is not None and _is_yes_or_no(item):
        return (
            Choice(value="0", label=translate("no", "否")),
            Choice(value="1", label=translate("yes", "是")),
        )
    say = sheet.reader.say
    return tuple(
        Choice(value=c.code, label=say(c.label), group=say(c.group) if c.group else "")
        for c in item.codes
    )


def _is_yes_or_no(item: Item) -> bool:
    """True for an instrument's item that is 0 or 1 and does not say in words what these are."""
    return item.type == "integer" and not item.codes and item.low == 0 and item.high == 1


def _for_input(sheet: Sheet, item: Item, raw: str) -> str:
    # A moment is shown and typed in the study's zone, without its offset.
    value = sheet.values.get(item.name)
    return show_item(sheet.reader, item, value) if isinstance(value, datetime) else raw


def compare(before: Value | None, now: Value | None) -> Change:
    """Whether a number rose or fell since the previous visit."""
    if isinstance(before, bool) or isinstance(now, bool) or before == now:
        return ""
    if not isinstance(before, int | Decimal) or not isinstance(now, int | Decimal):
        return ""
    return "down" if now < before else "up"


def count_corrections(record: Record | None, item: str) -> int:
    """How often the item's value changed after it was first given."""
    if record is None:
        return 0
    values = [version.values.get(item) for version in reversed(record.versions)]
    given = [value for value in values if value is not None]
    return sum(1 for a, b in pairwise(given) if a != b)
