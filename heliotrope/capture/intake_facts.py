"""An intake + the state → the facts to record, each participant's in the order of their days.

`heliotrope import` records them in one transaction; `heliotrope evaluate` folds them in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import count

from heliotrope.capture.answers import DrawSalt, UnableToAnswer, answer
from heliotrope.capture.eligibility import assess_eligibility
from heliotrope.capture.enrollment import enroll, fold_code, require_study, screen
from heliotrope.capture.entries import NO_HASH, Enrolled, StudyVersion, compute_hash
from heliotrope.capture.intake import Intake, IntakeRow, blame_column, refuse_intake
from heliotrope.capture.ledger import Draft, Link, Participant, State, chain, fold
from heliotrope.capture.snapshot import Snapshot
from heliotrope.capture.timeline import derive_local_date
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual, Fault, Person

READER = Person("system", "system", "Heliotrope", "system")
"""Who reads a folder of data into memory."""

UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""The moment given to entries in memory where the folder holds no date at all."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What an intake adds to a ledger."""

    drafts: tuple[Draft, ...]
    state: State
    """As it would be after them."""
    standing: int
    """Rows that the ledger holds already, exactly so."""


def make_intake_drafts(
    state: State, intake: Intake, by: Person, at: datetime, draw_salt: DrawSalt
) -> Taken:
    """The facts of an intake: for each participant screening, forms, enrollment.

    A participant with a record at the day-1 visit or after it, or a dose, is enrolled, as something
    that has already happened; of the rules against it only those count about which the intake's
    forms say anything. Participants come by their day 1, so that whoever is over the planned number
    is the one who came last. Rows that stand in the ledger exactly so are passed over.

    Raises UnableToTakeIn if the ledger holds other values for a row: a correction needs a person
    and a reason.
    """
    study = require_study(state)
    faults = _check_standing(state, intake)
    if faults:
        raise refuse_intake(faults)
    walk = _Walk(state, by, at, draw_salt)
    for group in _group(study, intake.rows):
        _take_participant(walk, study, group, intake.forms)
    standing = sum(1 for row in intake.rows if _stands(state, row))
    return Taken(tuple(walk.drafts), walk.finish(), standing)


def fold_tables(study: Study, intake: Intake) -> State:
    """The state that a folder of data states by itself, without a ledger; the same each time."""
    days = [row.day for row in intake.rows if row.day is not None]
    at = datetime.combine(max(days), time(), UTC) if days else UNDATED
    numbers = count(1)
    start = State(head=Link(0, NO_HASH, at), study=study, studies={study.fingerprint: study})
    # Nobody can guess at what is in the same memory in plain words, so a number does for chance.
    taken = make_intake_drafts(start, intake, READER, at, lambda: compute_hash(str(next(numbers))))
    return taken.state


def take_folder_snapshot(study: Study, intake: Intake, *, synthetic: bool = False) -> Snapshot:
    """The snapshot of a folder of data: no ledger, so no head; cut off at its latest day.

    `synthetic`: the folder is marked so, and so is all that is made of it.
    """
    state = fold_tables(study, intake)
    days = [row.day for row in intake.rows if row.day is not None]
    return Snapshot(
        study=study,
        database="rehearsal" if synthetic else "folder",
        head=None,
        cut_off=max(days, default=None),
        participants=tuple(state.participants[code] for code in sorted(state.participants)),
    )


# ---------------------------------------------------------------- one participant's rows


@dataclass(frozen=True, slots=True)
class _Group:
    """The rows of one participant, in the order of their days."""

    code: str
    day_1: date | None
    enrolled: bool
    enrolled_by: date | None
    """Day 1, else the earliest later visit: no later than this."""
    before: tuple[IntakeRow, ...]
    """Up to and with day 1: what enrollment rests on."""
    after: tuple[IntakeRow, ...]


def _group(study: Study, rows: Iterable[IntakeRow]) -> list[_Group]:
    by_code: dict[str, list[IntakeRow]] = {}
    for row in rows:
        by_code.setdefault(row.submission.participant, []).append(row)
    groups = [_make_group(study, code, own) for code, own in by_code.items()]
    return sorted(groups, key=lambda group: (group.day_1 or date.max, group.code))


def _make_group(study: Study, code: str, rows: Sequence[IntakeRow]) -> _Group:
    doses = [_first_dose(study, row) for row in rows]
    at_day_1 = [row for row in rows if row.submission.visit == study.roles.day_1_visit]
    days = [dose for dose in doses if dose] or [row.day for row in at_day_1 if row.day]
    followed = _find_followed(study, rows)
    day_1 = min(days, default=None)
    ranks = {visit.name: rank for rank, visit in enumerate(study.visits)}
    placed = sorted(_place(rows, ranks), key=lambda pair: pair[0])
    limit = (day_1 or date.min, ranks[study.roles.day_1_visit])
    first = {study.roles.screening_visit, study.roles.day_1_visit}
    early = [place[:2] <= limit or row.submission.visit in first for place, row in placed]
    return _Group(
        code=code,
        day_1=day_1,
        enrolled=any(doses) or any(row.given for row in at_day_1) or bool(followed),
        enrolled_by=day_1 or min((row.day for row in followed if row.day), default=None),
        before=tuple(row for (_, row), is_early in zip(placed, early, strict=True) if is_early),
        after=tuple(row for (_, row), is_early in zip(placed, early, strict=True) if not is_early),
    )


def _find_followed(study: Study, rows: Iterable[IntakeRow]) -> list[IntakeRow]:
    """What was given at scheduled visits after day 1: only the enrolled come to one.

    Who has no day 1 recorded is named as such in the evaluation, and does not vanish from it.
    """
    order = [visit.name for visit in study.visits if visit.kind == "scheduled"]
    later = set(order[order.index(study.roles.day_1_visit) + 1 :])
    return [row for row in rows if row.given and row.submission.visit in later]


def _first_dose(study: Study, row: IntakeRow) -> date | None:
    roles = study.roles
    if row.submission.form != roles.dosing_form or roles.first_dose_date is None:
        return None
    day = row.values.get(roles.first_dose_date)
    return day if isinstance(day, date) else None


def _place(
    rows: Sequence[IntakeRow], ranks: Mapping[str, int]
) -> Iterator[tuple[tuple[date, int, int, str], IntakeRow]]:
    """By day, then by the schedule; what has no day goes with its visit, or after those before."""
    days: dict[int, list[date]] = {}
    for row in rows:
        if row.day is not None:
            days.setdefault(ranks[row.submission.visit], []).append(row.day)
    for row in rows:
        rank, day = ranks[row.submission.visit], row.day
        if day is None:
            earlier = [max(own) for of, own in days.items() if of < rank]
            day = min(days[rank]) if rank in days else max(earlier, default=date.min)
        yield (day, rank, row.submission.repeat, row.file), row


def _take_participant(walk: _Walk, study: Study, group: _Group, forms: frozenset[str]) -> None:
    walk.begin(group.code)
    if group.code not in walk.state.participants:
        walk.screen(group.code)
    for row in group.before:
        walk.answer(row)
    if group.enrolled and walk.state.participants[group.code].enrolled is None:
        happened = group.enrolled_by or derive_local_date(study, walk.at)
        walk.take(Draft(_enroll(walk.state, group.code, happened, forms)))
    for row in group.after:
        walk.answer(row)


def _enroll(state: State, code: str, happened: date, forms: frozenset[str]) -> Enrolled:
    """The enrollment, without breaches of which the forms at hand can say nothing."""
    study, participant = require_study(state), state.participants[code]
    fact = enroll(state, code, happened, already_happened=True)
    silent = set()
    if study.roles.consent_form not in forms:
        silent.add("enrolled_without_consent")
    if not _is_against(study, participant, forms):
        silent.add("enrolled_not_eligible")
    breaches = tuple(breach for breach in fact.breaches if breach not in silent)
    return fact.model_copy(update={"breaches": breaches})


def _is_against(study: Study, participant: Participant, forms: frozenset[str]) -> bool:
    """True if a criterion that rests on the forms at hand alone is not known to be satisfied."""
    for verdict in assess_eligibility(study, participant):
        needed = {name.partition("__")[0] for name, _ in verdict.values}
        if needed <= forms and verdict.satisfied is not True:
            return True
    return False


class _Walk:
    """The state as it grows by the intake's facts, and the facts so far.

    While one participant's facts are taken, the state holds no other: a fact costs the same
    however many there are.
    """

    def __init__(self, state: State, by: Person, at: datetime, draw_salt: DrawSalt) -> None:
        study = require_study(state)
        self.state = replace(state, participants={}, others_enrolled=state.enrolled_count)
        self.at = at
        self.drafts: list[Draft] = []
        self._people = dict(state.participants)
        self._codes = {fold_code(code) for code in self._people}
        self._by = by
        self._draw_salt = draw_salt
        self._version = StudyVersion(version=study.version, fingerprint=study.fingerprint)

    def begin(self, code: str) -> None:
        """Go on with this participant, who may be new."""
        self._settle()
        own = {code: self._people[code]} if code in self._people else {}
        others = self.state.enrolled_count - sum(1 for one in own.values() if one.enrolled)
        self.state = replace(self.state, participants=own, others_enrolled=others)

    def _settle(self) -> None:
        self._people |= self.state.participants
        self._codes |= {fold_code(code) for code in self.state.participants}

    def finish(self) -> State:
        """The state with everyone."""
        self._settle()
        return replace(self.state, participants=self._people, others_enrolled=0)

    def screen(self, code: str) -> None:
        """Give out the code. Raises UnableToScreen."""
        taken = self._people if fold_code(code) in self._codes else {}
        self.take(Draft(screen(replace(self.state, participants=taken), code)))

    def take(self, draft: Draft) -> None:
        link = chain(draft, self.state.head, self._by, self.at, self._version)
        self.state = fold(self.state, link)
        self.drafts.append(draft)

    def answer(self, row: IntakeRow) -> None:
        if _stands(self.state, row):
            return
        try:
            # Days were checked when the table was read; here a form without one is a fact.
            draft = answer(self.state, row.submission, date.max, self._draw_salt)
        except UnableToAnswer as refusal:
            raise refuse_intake(list(_put_in_place(row, refusal.faults))) from None
        self.take(draft)


# ---------------------------------------------------------------- what the ledger holds already


def _stands(state: State, row: IntakeRow) -> bool:
    """True if the ledger holds the row exactly so."""
    participant = state.participants.get(row.submission.participant)
    record = participant.records.get(row.key[1:]) if participant else None
    return (
        record is not None
        and dict(record.values) == dict(row.values)
        and record.performed == row.performed
    )


def _check_standing(state: State, intake: Intake) -> list[Fault]:
    faults = []
    for row in intake.rows:
        participant = state.participants.get(row.submission.participant)
        record = participant.records.get(row.key[1:]) if participant else None
        if record is not None and not _stands(state, row):
            faults.append(_stands_otherwise(row, record.version))
    return faults


def _stands_otherwise(row: IntakeRow, version: int) -> Fault:
    code, visit, form, _ = row.key
    return Fault(
        row.file,
        Bilingual(
            f"the ledger holds {form} of {code} at {visit} already (version {version}),"
            " with other values",
            f"账本中已有 {code} 在 {visit} 的 {form}（第 {version} 版），且数值不同",
        ),
        Bilingual(
            "correct it on its page, with a reason, and take the row out here",
            "请在其页面上更正并说明原因，并从此处删去该行",
        ),
        row.line,
    )


def _put_in_place(row: IntakeRow, faults: Iterable[Fault]) -> Iterator[Fault]:
    for fault in faults:
        yield blame_column(row.file, row.line, fault)
