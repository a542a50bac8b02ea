"""One form as it is about to be shown: what is recorded, or what was just typed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from heliotrope.capture import submission as typed
from heliotrope.capture.enrollment import require_participant
from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.submission import Submission, read_draft_values
from heliotrope.study.forms import Form, Item
from heliotrope.study.schedule import Visit
from heliotrope.study.values import format_value, is_begun
from heliotrope.vocabulary import Bilingual, Fault, Missing, Value
from heliotrope.web.pages.asking import Reader, UnknownPlace
from heliotrope.web.pages.running_forms import is_beside, is_running
from heliotrope.web.templating import make_url

MISSING_SUFFIX = "__missing"


@dataclass(frozen=True)
class Sheet:
    """One form as it is about to be shown: what it is, what is recorded, what was just typed."""

    reader: Reader
    participant: Participant
    visit: Visit
    form: Form
    repeat: int
    record: Record | None
    """The latest version, if the form was saved before."""
    raw: dict[str, str]
    """Item → text, as recorded or as just typed."""
    date: str
    time: str
    values: dict[str, Value | None]
    """What can be read of `raw`."""
    faults: tuple[Fault, ...] = ()
    posted: Submission | None = None
    """What was just posted and refused."""

    @property
    def previous(self) -> Record | None:
        """The same form at the visit before, complete, by the day it was done."""
        return _find_previous(self)

    @property
    def after(self) -> str:
        """Where a save leads: to the visit; a row of a running record to its list."""
        code = self.participant.code
        if is_beside(self.form):
            return make_url("running", code, self.form.name)
        return make_url("visit", code, self.visit.name)

    def href(self, page: str) -> str:
        """Address of a page of this form."""
        return make_url(page, self.participant.code, self.visit.name, self.form.name, self.repeat)


def open_sheet(reader: Reader, code: str, visit: str, name: str, repeat: int) -> Sheet:
    """The form as recorded.

    Raises UnknownParticipant, or UnknownPlace for a form that the visit does not collect or a
    repeat that is neither there nor the next.
    """
    participant, own, form = find_place(reader, code, visit, name)
    if participant.record(visit, name, repeat) is None:
        _require_next(participant, own, form, repeat)
    return show_recorded(reader, participant, own, form, repeat)


def find_place(reader: Reader, code: str, visit: str, name: str) -> tuple[Participant, Visit, Form]:
    """The participant, the visit and the form. Raises UnknownParticipant or UnknownPlace."""
    participant = require_participant(reader.state, code)
    own = reader.study.visit_by_name.get(visit)
    if own is None or name not in own.forms:
        raise UnknownPlace(
            Bilingual("this visit does not collect this form", "此访视不收集此表"),
            Bilingual("go back to the participant", "请返回参与者页面"),
        )
    return participant, own, reader.study.form(name)


def show_recorded(
    reader: Reader, participant: Participant, visit: Visit, form: Form, repeat: int
) -> Sheet:
    """That repeat of the form as recorded; blank if it is not."""
    record = participant.record(visit.name, form.name, repeat)
    zone = reader.study.time_zone
    values = dict(record.values) if record else {}
    raw = {item.name: format_value(values.get(item.name), zone) for item in form.items}
    day = time = ""
    if record is not None and record.performed_date is not None:
        day = record.performed_date.isoformat()
        time = f"{record.performed_time:%H:%M}" if record.performed_time else ""
    return Sheet(reader, participant, visit, form, repeat, record, raw, day, time, values)


def _require_next(participant: Participant, visit: Visit, form: Form, repeat: int) -> None:
    if form.layout == "panel":
        # Its rows are numbered by their tests.
        return
    repeats = [r.repeat for r in participant.records_of(form.name) if r.visit == visit.name]
    may_repeat = form.repeating or visit.kind == "unscheduled"
    following = max(repeats, default=0) + 1 if may_repeat else 1
    if repeat not in (1, following):
        raise UnknownPlace(
            Bilingual(f"there is no number {repeat} of this form", f"此表没有第 {repeat} 份"),
            Bilingual("go back to the visit and choose one", "请返回访视页面选择"),
        )


def read_submission(sheet: Sheet) -> Submission:
    """What the browser posted, as typed.

    An item is posted under its name, which begins with a letter; the form's own fields begin with
    an underscore, so that an item named `reason` or `version` is not taken for one of them.
    """
    posted = sheet.reader.request.POST
    not_done = posted.get("_not_done", "")
    raw, contradicted = {}, []
    for item in sheet.form.items:
        text, reason = posted.get(item.name, ""), posted.get(item.name + MISSING_SUFFIX, "")
        raw[item.name] = not_done or text or reason
        if text.strip() and reason not in ("", text) and not _is_recorded(sheet, item.name, reason):
            contradicted.append(item.name)
    return Submission(
        participant=sheet.participant.code,
        visit=sheet.visit.name,
        form=sheet.form.name,
        repeat=sheet.repeat,
        raw=raw,
        date="" if not_done else posted.get("_date", ""),
        time="" if not_done else posted.get("_time", ""),
        seen_version=read_version(posted.get("_version", "")),
        complete=posted.get("_act") != "draft",
        not_done=not_done,
        reason_code=posted.get("_reason", ""),
        reason_text=posted.get("_reason_text", ""),
        contradicted=tuple(contradicted),
    )


def _is_recorded(sheet: Sheet, item: str, reason: str) -> bool:
    """True if this reason stands in the record: without the script it stays in the page, hidden."""
    known = sheet.record.values.get(item) if sheet.record else None
    return isinstance(known, Missing) and known.value == reason


def read_version(text: str) -> int:
    """The version of a form that a page carried; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def put_typed(sheet: Sheet, submission: Submission, faults: tuple[Fault, ...]) -> Sheet:
    """The form with what was typed in place of what is recorded."""
    return replace(
        sheet,
        raw=dict(submission.raw),
        date=submission.date,
        time=submission.time,
        values=read_draft_values(sheet.reader.study, sheet.form, submission.raw),
        faults=faults,
        posted=submission,
    )


def check_typed(sheet: Sheet, submission: Submission) -> tuple[Fault, ...]:
    """What is wrong with what is typed now; never that something is still empty.

    Nothing of the item that is being typed (`_typing`) while it may still become a value.
    """
    reader = sheet.reader
    faults = typed.read_submission(
        reader.study, sheet.form, submission, reader.today, complete=False
    ).faults
    typing = reader.request.POST.get("_typing", "")
    return tuple(f for f in faults if not is_being_typed(sheet, submission, typing, f))


_DAY = Item(name="date", label=Bilingual("", ""), type="date")
_BEGUN_TIME = re.compile(r"[0-9:]{1,4}")


def is_being_typed(sheet: Sheet, submission: Submission, typing: str, fault: Fault) -> bool:
    """True for a fault of the item that is being typed and may still become a value."""
    if typing == "_date":
        return fault.where == "date" and is_begun(_DAY, submission.date.strip())
    if typing == "_time":
        return fault.where == "time" and _BEGUN_TIME.fullmatch(submission.time.strip()) is not None
    item = sheet.form.item_by_name.get(typing)
    return item is not None and fault.where == typing and is_begun(item, submission.raw[typing])


def read_date(text: str) -> date | None:
    """The day as typed; None while it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def is_missing_code(text: str) -> bool:
    """True for ND, UNK and NA."""
    return text in Missing.__members__


def _find_previous(sheet: Sheet) -> Record | None:
    """The latest complete record of this form at a visit that stands before this one.

    A row of a running record is another event or drug, not the same one before: there is none.
    """
    if is_running(sheet.form):
        return None
    order = list(sheet.reader.study.visit_by_name)
    own = sheet.record.performed_date if sheet.record else None
    earlier = [
        r
        for r in sheet.participant.records_of(sheet.form.name)
        if r.complete and r.visit != sheet.visit.name and r.performed_date is not None
    ]
    if own is not None:
        earlier = [r for r in earlier if r.performed_date is not None and r.performed_date < own]
    elif sheet.visit.kind == "scheduled":
        place = order.index(sheet.visit.name)
        earlier = [r for r in earlier if order.index(r.visit) < place]
    return max(earlier, key=lambda r: r.performed_date or sheet.reader.today, default=None)
