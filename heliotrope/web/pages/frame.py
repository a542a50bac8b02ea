"""A reader → what stands around every page: study, sections with duties, language, name."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.loader import render_to_string

from heliotrope import __version__
from heliotrope.capture.deviations import derive_deviations
from heliotrope.capture.enrollment import require_study
from heliotrope.capture.ledger import Record
from heliotrope.capture.progress import derive_duties
from heliotrope.capture.roles import ROLE_LABELS, Act
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual, Language
from heliotrope.web.pages.asking import Reader, keep_private
from heliotrope.web.pages.duties import list_own
from heliotrope.web.pages.views.parts import Account, Frame, Link, Message, NavItem, StudyMark
from heliotrope.web.store import get_store
from heliotrope.web.templating import current_language, make_url, translate

SECTIONS: tuple[tuple[str, Bilingual, Act], ...] = (
    ("today", Bilingual("Today", "今天"), "view"),
    ("participants", Bilingual("Participants", "参与者"), "view"),
    ("deviations", Bilingual("Deviations", "方案偏离"), "view"),
    ("evaluation", Bilingual("Evaluation", "评价"), "view_results"),
    ("study_files", Bilingual("Study files", "研究文件"), "view_audit"),
    ("audit", Bilingual("Audit trail", "稽查轨迹"), "view_audit"),
)
"""Page name, label, and the act that a role needs to see it."""


def render_page(
    reader: Reader, template: str, page: object, section: str = "", status: int = 200
) -> HttpResponse:
    """A whole page: the template with its record and the frame."""
    context = {"frame": make_frame(reader, section), "page": page}
    html = render_to_string(template, context, reader.request)
    return keep_private(HttpResponse(html, status=status))


def make_frame(reader: Reader, section: str = "") -> Frame:
    """The frame of a page in that section, for this reader."""
    accepted = _find_accepted(reader)
    return Frame(
        language=reader.language,
        path=reader.request.get_full_path(),
        study=make_study_mark(reader.study, reader.language),
        synthetic=reader.state.database == "rehearsal",
        person=make_account(reader),
        nav=make_nav(reader, section),
        messages=_make_messages(reader, accepted),
        head=str(reader.state.head or ""),
        printed_at=f"{reader.moment(reader.now)} {reader.study.time_zone}",
        version=__version__,
        accepted_draft=f"{make_draft_key(reader, accepted)}:{accepted.version}" if accepted else "",
    )


def make_open_frame(path: str) -> Frame:
    """The frame of a page for nobody in particular, who came to `path`."""
    state, language = get_store().state(), current_language()
    study = require_study(state)
    return Frame(
        language=language,
        path=path,
        study=make_study_mark(study, language),
        synthetic=state.database == "rehearsal",
        version=__version__,
    )


def make_study_mark(study: Study, language: Language) -> StudyMark:
    """The study's short title, number and version."""
    return StudyMark(
        title=study.short_title.say(language),
        registration=study.registration.number,
        version=translate("study files v{v}", "研究文件第 {v} 版", v=study.version),
    )


def make_account(reader: Reader) -> Account:
    """The reader as the header shows them."""
    name = reader.person.name
    role = ROLE_LABELS.get(reader.person.role, Bilingual(reader.person.role, reader.person.role))
    return Account(name=name, role=reader.say(role), initial=name[:1].upper())


def make_nav(reader: Reader, section: str) -> tuple[NavItem, ...]:
    """The sections that the reader's role may see, with this person's duties counted."""
    counts = {"today": _count_duties(reader), "deviations": _count_unjudged(reader)}
    return tuple(
        NavItem(
            label=reader.say(label),
            href=make_url(name),
            count=counts.get(name, 0),
            current=name == section,
        )
        for name, label, act in SECTIONS
        if reader.may(act)
    )


def _count_duties(reader: Reader) -> int:
    if not reader.may("answer"):
        return 0
    duties = derive_duties(reader.state, reader.today)
    own = list_own(reader)
    return sum(1 for duty in duties if duty.urgency != "soon") + (own.count if own else 0)


def _count_unjudged(reader: Reader) -> int:
    if not reader.may("acknowledge"):
        return 0
    return sum(
        1
        for participant in reader.state.participants.values()
        for deviation in derive_deviations(reader.study, participant)
        if deviation.acknowledged is None
    )


def make_draft_key(reader: Reader, record: Record) -> str:
    """The name under which the device keeps what this person types into that form."""
    return "/".join(
        (reader.person.id, record.participant, record.visit, record.form, str(record.repeat))
    )


def _find_accepted(reader: Reader) -> Record | None:
    """The record that the save just before this page left behind, if it was this reader's."""
    seq = _read_entry(reader)
    for participant in reader.state.participants.values():
        for record in participant.records.values():
            if record.seq == seq and record.by.id == reader.person.id:
                return record
    return None


def _read_entry(reader: Reader) -> int | None:
    """The entry that the page was led to by; None for one that is not there."""
    text = reader.request.GET.get("entry", "")
    if not text.isascii() or not text.isdigit() or len(text) > 9 or reader.state.head is None:
        return None
    return int(text) if 0 < int(text) <= reader.state.head.seq else None


def _make_messages(reader: Reader, accepted: Record | None) -> tuple[Message, ...]:
    entry = _read_entry(reader)
    if entry is None:
        return ()
    if accepted is None:
        text = translate("Recorded as entry {n}.", "已记录为第 {n} 条。", n=entry)
    else:
        form = reader.say(reader.study.form(accepted.form).label)
        text = (
            translate(
                "{form} is complete: entry {n}.", "{form}已完成：第 {n} 条。", form=form, n=entry
            )
            if accepted.complete
            else translate(
                "{form} is kept as a draft: entry {n}.",
                "{form}已存为草稿：第 {n} 条。",
                form=form,
                n=entry,
            )
        )
    link = None
    if reader.may("view_audit"):
        link = Link(label=translate("Look", "查看"), href=make_url("audit"))
    return (Message(text=text, link=link),)
