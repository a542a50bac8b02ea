"""The state + the schedule + today → what is done, due, late, and what a person should do next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from heliotrope.capture.ledger import Participant, Record, Signature, State
from heliotrope.capture.signatures import latest_signature
from heliotrope.capture.timeline import derive_day_1, derive_visit_date
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit, date_of_study_day
from heliotrope.vocabulary import Bilingual

FormState = Literal["none", "draft", "complete"]
VisitState = Literal["planned", "open", "late", "partial", "complete", "ended"]
"""`open`: its window has begun. `ended`: the participant left before it was due."""
ParticipantState = Literal["screening", "screen_failed", "treatment", "ended"]


@dataclass(frozen=True, slots=True)
class FormProgress:
    """One form of one visit: how far it is."""

    form: str
    state: FormState
    required: bool
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class VisitProgress:
    """One visit of one participant: dates, state, forms, signature."""

    visit: Visit
    state: VisitState
    target: date | None
    earliest: date | None
    latest: date | None
    actual: date | None
    forms: tuple[FormProgress, ...]
    signature: Signature | None

    @property
    def remaining(self) -> int:
        """How many required forms are not complete."""
        return sum(1 for f in self.forms if f.required and f.state != "complete")


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that waits: in whom, at which visit, how urgent, with its window."""

    participant: str
    visit: VisitProgress
    urgency: Literal["late", "today", "soon"]
    days: int
    """Days past the window's end if late; days until the target otherwise."""


@dataclass(frozen=True, slots=True)
class _Dates:
    """What a participant's visits are counted from."""

    day_1: date | None
    end: date | None
    today: date


def derive_participant_state(study: Study, participant: Participant) -> ParticipantState:
    """Where the participant stands in the study."""
    if participant.enrolled is None:
        return "screen_failed" if participant.screen_failed else "screening"
    return "ended" if derive_end_date(study, participant) else "treatment"


def derive_end_date(study: Study, participant: Participant) -> date | None:
    """The day on which the participant left or completed the study; None while it goes on."""
    roles = study.roles
    if not roles.end_form or not roles.end_date:
        return None
    for record in participant.records_of(roles.end_form):
        day = record.given(roles.end_date)
        if record.complete and isinstance(day, date):
            return day
    return None


def derive_visits(study: Study, participant: Participant, today: date) -> list[VisitProgress]:
    """Every visit of the schedule, and others that have a record, in the study's order."""
    dates = _Dates(derive_day_1(study, participant), derive_end_date(study, participant), today)
    found = []
    for visit in study.visits:
        records = [r for r in participant.records.values() if r.visit == visit.name]
        if visit.kind == "scheduled" or records:
            found.append(_derive_visit(study, participant, visit, records, dates))
    return found


def _derive_visit(
    study: Study, participant: Participant, visit: Visit, records: list[Record], dates: _Dates
) -> VisitProgress:
    day_1 = dates.day_1
    forms = tuple(_derive_form(study, visit, name, records) for name in visit.forms)
    progress = VisitProgress(
        visit=visit,
        state="planned",
        target=date_of_study_day(visit.day, day_1) if visit.day and day_1 else None,
        earliest=date_of_study_day(visit.window.earliest, day_1)
        if visit.window and day_1
        else None,
        latest=date_of_study_day(visit.window.latest, day_1) if visit.window and day_1 else None,
        actual=derive_visit_date(participant, visit.name),
        forms=forms,
        signature=latest_signature(participant, visit.name),
    )
    return replace(progress, state=_derive_state(study, participant, progress, dates))


def _derive_form(study: Study, visit: Visit, name: str, records: list[Record]) -> FormProgress:
    own = tuple(r for r in records if r.form == name)
    form = study.form(name)
    owed = form.needed or not form.repeating
    required = visit.kind == "scheduled" and owed and name != study.roles.end_form
    state: FormState = "none"
    if own:
        state = "complete" if all(r.complete for r in own) else "draft"
    return FormProgress(name, state, required, own)


def _derive_state(
    study: Study, participant: Participant, progress: VisitProgress, dates: _Dates
) -> VisitState:
    started = any(f.state != "none" for f in progress.forms)
    drafts = any(f.state == "draft" for f in progress.forms)
    if progress.visit.kind != "scheduled" or (started and progress.remaining == 0):
        return "partial" if drafts else "complete"
    if _is_over(participant, progress, dates, started=started):
        return "ended"
    enrolled = participant.enrolled is not None
    past = progress.latest is not None and dates.today > progress.latest
    if past and enrolled:
        return "late"
    if started:
        return "partial"
    return "open" if _has_begun(study, participant, progress, dates.today) else "planned"


def _is_over(
    participant: Participant, progress: VisitProgress, dates: _Dates, *, started: bool
) -> bool:
    """True if the participant left before the visit was due."""
    if participant.screen_failed is not None:
        return True
    if dates.end is None or started:
        return False
    return progress.latest is None or progress.latest > dates.end


def _has_begun(
    study: Study, participant: Participant, progress: VisitProgress, today: date
) -> bool:
    name = progress.visit.name
    if name == study.roles.screening_visit:
        return participant.enrolled is None
    if name == study.roles.day_1_visit:
        return participant.enrolled is not None
    if progress.earliest is not None:
        return participant.enrolled is not None and today >= progress.earliest
    return progress.visit.window is None and participant.enrolled is not None


def derive_duties(state: State, today: date, horizon_days: int = 7) -> list[Duty]:
    """What is late, due now, or due within the horizon, most urgent first."""
    if state.study is None:
        return []
    duties = []
    for participant in state.participants.values():
        for progress in derive_visits(state.study, participant, today):
            duty = _derive_duty(participant, progress, today, horizon_days)
            if duty is not None:
                duties.append(duty)
    return sorted(duties, key=_rank)


def _rank(duty: Duty) -> tuple[int, int, str]:
    order = {"late": 0, "today": 1, "soon": 2}[duty.urgency]
    return (order, -duty.days if duty.urgency == "late" else duty.days, duty.participant)


def _derive_duty(
    participant: Participant, progress: VisitProgress, today: date, horizon_days: int
) -> Duty | None:
    code = participant.code
    if progress.state == "late":
        assert progress.latest is not None
        return Duty(code, progress, "late", (today - progress.latest).days)
    if progress.state in ("open", "partial") and progress.visit.kind == "scheduled":
        days = (progress.target - today).days if progress.target else 0
        return Duty(code, progress, "today" if days <= 0 else "soon", days)
    if progress.state == "planned" and progress.earliest is not None:
        if participant.enrolled is None or (progress.earliest - today).days > horizon_days:
            return None
        target = progress.target or progress.earliest
        return Duty(code, progress, "soon", (target - today).days)
    return None


STATE_LABELS: dict[str, Bilingual] = {
    "screening": Bilingual("Screening", "筛选中"),
    "screen_failed": Bilingual("Screen failure", "筛选失败"),
    "treatment": Bilingual("On treatment", "治疗中"),
    "ended": Bilingual("Study ended", "已结束"),
}
