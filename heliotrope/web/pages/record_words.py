"""A recorded form → its state and content in a few words, and the way back from its page."""

from __future__ import annotations

from collections.abc import Sequence

from heliotrope.capture.grades import derive_flag, list_readings
from heliotrope.capture.ledger import Record, Signature
from heliotrope.study.forms import Form
from heliotrope.study.instrument_forms import leading_scores_of_form
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Missing
from heliotrope.web.pages.asking import Reader
from heliotrope.web.pages.views.parts import Link, State
from heliotrope.web.pages.words import show_score
from heliotrope.web.templating import make_url, translate


def is_not_done(record: Record) -> bool:
    """True if the form as a whole was not done: every value is missing with a reason."""
    return bool(record.values) and all(isinstance(v, Missing) for v in record.values.values())


def make_crumbs(code: str) -> tuple[Link, ...]:
    """The way back: the list, the participant."""
    return (
        Link(label=translate("Participants", "参与者"), href=make_url("participants")),
        Link(label=code, href=make_url("participant", code)),
    )


def describe_record(record: Record | None) -> tuple[State, str]:
    """The form's sign and its word."""
    if record is None:
        return "planned", translate("not begun", "未开始")
    if not record.complete:
        return "part", translate("draft", "草稿")
    if is_not_done(record):
        return "missed", translate("not done", "未做")
    return "done", translate("complete", "完成")


def summarize_record(reader: Reader, form: Form, record: Record) -> str:
    """The form in a few words: its scores, else how many items are answered."""
    shown = [scale for scale in leading_scores_of_form(form) if scale.name in record.scores]
    if shown:
        return translate(", ", "，").join(
            f"{reader.say(scale.label)} {show_score(reader, scale, record.scores[scale.name])}"
            for scale in shown
        )
    given = sum(1 for name in record.values if record.given(name) is not None)
    return translate("1 item", "1 项") if given == 1 else translate("{n} items", "{n} 项", n=given)


def summarize_panel(form: Form, records: Sequence[Record]) -> str:
    """A panel in a few words: how many tests have a value, and how many lie outside the range."""
    readings = [one for record in records for one in list_readings(form, record.values)]
    if not records:
        return ""
    if all(is_not_done(record) for record in records):
        return translate("not done", "未做")
    outside = sum(1 for one in readings if derive_flag(one) in ("low", "high"))
    count = sum(1 for record in records if record.has_values and not is_not_done(record))
    said = (
        translate("1 test", "1 项检验")
        if count == 1
        else translate("{n} tests", "{n} 项检验", n=count)
    )
    if outside:
        said += translate(", {n} outside the range", "，{n} 项超出范围", n=outside)
    return said


def count_covered(study: Study, signature: Signature) -> int:
    """How many forms a signature covers, as a person counts them: a panel is one."""
    panels = {form.name for form in study.forms if form.layout == "panel"}
    keys = (key for key, _, _, _ in signature.covers)
    return len({(form, 0 if form in panels else repeat) for _, form, repeat in keys})
