"""Entries in order → the state at any moment; how an entry is chained to the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from heliotrope.capture.entries import (
    FORMAT,
    NO_HASH,
    Answered,
    AnyFact,
    DeviationAcknowledged,
    DeviationRecorded,
    Enrolled,
    Entry,
    Founded,
    PasswordChanged,
    PersonAdded,
    Redacted,
    ResultsViewed,
    RoleChanged,
    Screened,
    ScreenFailed,
    SealedText,
    SignatureFell,
    Signed,
    Stored,
    StudyAdopted,
    StudyVersion,
    Why,
    compute_hash,
    read_moment,
    render_entry,
    render_moment,
    restore_value,
)
from heliotrope.study.load import parse_study
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Missing, Person, Value

RecordKey = tuple[str, str, int]
"""Visit, form, repeat."""


@dataclass(frozen=True, slots=True)
class Link:
    """The end of a chain: the entry's number, hash and moment."""

    seq: int
    hash: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact about to be recorded, with the texts that stay outside the chain."""

    fact: AnyFact
    why: Why | None = None
    sealed: tuple[SealedText, ...] = ()


@dataclass(frozen=True, slots=True)
class Chained:
    """An entry with its stored text and hash, and the sealed texts that are still readable."""

    entry: Entry
    text: str
    hash: str
    texts: Mapping[str, str]
    """Commitment → text, for those of this entry that were not redacted."""


@dataclass(frozen=True)
class Record:
    """One form of one participant at one visit, as it stood after one save."""

    participant: str
    visit: str
    form: str
    repeat: int
    version: int
    complete: bool
    performed: date | datetime | None
    """Date, or date and local time, at which it was done."""
    values: Mapping[str, Value | None]
    commitments: Mapping[str, str]
    """Item → commitment, for sealed values."""
    scores: Mapping[str, int | Decimal | str | None]
    instrument: str | None
    findings: tuple[str, ...]
    seq: int
    hash: str
    at: datetime
    by: Person
    study_fingerprint: str
    why_code: str | None
    why_text: str | None
    redacted: frozenset[str]
    earlier: Record | None = field(repr=False)
    """The version before this one."""
    why_commitment: str | None = None
    """Commitment of the reason's own words."""

    @property
    def key(self) -> RecordKey:
        """Visit, form, repeat."""
        return (self.visit, self.form, self.repeat)

    @cached_property
    def performed_date(self) -> date | None:
        """The day it was done, without the time."""
        return self.performed.date() if isinstance(self.performed, datetime) else self.performed

    @cached_property
    def performed_time(self) -> time | None:
        """The local time it was done, if one was recorded."""
        return self.performed.time() if isinstance(self.performed, datetime) else None

    @cached_property
    def versions(self) -> tuple[Record, ...]:
        """All versions, latest first, this one included."""
        found: list[Record] = [self]
        while found[-1].earlier is not None:
            found.append(found[-1].earlier)
        return tuple(found)

    @cached_property
    def ever_complete(self) -> bool:
        """True once any version was complete: from then on a change needs its reason."""
        return any(record.complete for record in self.versions)

    @cached_property
    def has_values(self) -> bool:
        """True if anything was found out: one item at least has a value, redacted or not."""
        given = (v is not None and not isinstance(v, Missing) for v in self.values.values())
        return bool(self.redacted) or any(given)

    def given(self, item: str) -> Value | None:
        """The value if one was given; None if it is missing for whatever reason."""
        value = self.values.get(item)
        return None if isinstance(value, Missing) else value


@dataclass(frozen=True, slots=True)
class Happening:
    """That something was recorded: entry number and hash, when, by whom."""

    seq: int
    at: datetime
    by: Person
    hash: str


@dataclass(frozen=True, slots=True)
class Enrollment:
    """When the participant was enrolled, and what stood against it."""

    happened: date
    already_happened: bool
    breaches: tuple[str, ...]
    recorded: Happening
    why_text: str | None
    why_commitment: str | None = None


@dataclass(frozen=True, slots=True)
class ScreenFailure:
    """That the participant will not be enrolled, and for which criteria."""

    criteria: tuple[str, ...]
    why_text: str | None
    recorded: Happening
    why_commitment: str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature of a visit; `fell` tells when and why it no longer holds."""

    visit: str
    meaning: str
    covers: tuple[tuple[RecordKey, int, int, str], ...]
    """For each form: key, form version, entry number, hash."""
    study: StudyVersion
    recorded: Happening
    fell: SignatureFell | None = None
    fell_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ToldDeviation:
    """A deviation that a person described."""

    key: str
    visit: str | None
    happened: str
    description: str | None
    recorded: Happening
    commitment: str | None = None
    """Of the description."""


@dataclass(frozen=True, slots=True)
class Acknowledgment:
    """An investigator's judgment of a deviation."""

    weight: Literal["minor", "major"]
    comment: str | None
    recorded: Happening
    commitment: str | None = None
    """Of the comment."""


@dataclass(frozen=True)
class Participant:
    """Everything recorded of one participant."""

    code: str
    screened: Happening
    records: Mapping[RecordKey, Record] = field(default_factory=dict)
    enrolled: Enrollment | None = None
    screen_failed: ScreenFailure | None = None
    signatures: tuple[Signature, ...] = ()
    told_deviations: tuple[ToldDeviation, ...] = ()
    acknowledged: Mapping[str, Acknowledgment] = field(default_factory=dict)
    """Deviation key → judgment."""

    def record(self, visit: str, form: str, repeat: int = 1) -> Record | None:
        """The form's latest version, or None."""
        return self.records.get((visit, form, repeat))

    def records_of(self, form: str) -> list[Record]:
        """All records of a form, in the order in which they were first saved."""
        return [record for record in self.records.values() if record.form == form]


@dataclass(frozen=True, slots=True)
class Staff:
    """A person and what they may do now."""

    person: Person
    password_from_administrator: bool
    since: datetime
    password: str | None = None
    """What the ledger commits to, as in `PersonAdded`; None where no entry says."""


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody opened the results."""

    up_to: int
    recorded: Happening


@dataclass(frozen=True, slots=True)
class Adoption:
    """That a version of the study's files applied from then on."""

    fingerprint: str
    """Names the version among `State.studies`."""
    recorded: Happening


@dataclass(frozen=True)
class State:
    """All that was known after the entry `head`."""

    head: Link | None = None
    database: Literal["real", "rehearsal"] | None = None
    study: Study | None = None
    studies: Mapping[str, Study] = field(default_factory=dict)
    """Every version of the study ever adopted, by fingerprint."""
    adoptions: tuple[Adoption, ...] = ()
    """When each version came to apply, the founding first."""
    staff: Mapping[str, Staff] = field(default_factory=dict)
    participants: Mapping[str, Participant] = field(default_factory=dict)
    looks: tuple[Look, ...] = ()
    others_enrolled: int = 0
    """Of a state that holds some of the participants only: how many of the others are enrolled."""

    @property
    def enrolled_count(self) -> int:
        """Everyone ever enrolled, whatever became of them."""
        own = sum(1 for p in self.participants.values() if p.enrolled is not None)
        return own + self.others_enrolled


def chain(
    draft: Draft, head: Link | None, by: Person, at: datetime, study: StudyVersion
) -> Chained:
    """The draft as the next link after `head`.

    A clock that reads earlier than at the entry before is kept as it reads, with the seconds by
    which it went back: nothing is silently dated before.
    """
    entry = _make_entry(draft, head, by, at, study)
    text = render_entry(entry)
    return Chained(entry, text, compute_hash(text), _list_texts(draft))


def suppose(draft: Draft, head: Link, by: Person, study: StudyVersion) -> Chained:
    """The draft as `chain` would add it, with no text and no hash: to see what would follow."""
    return Chained(_make_entry(draft, head, by, head.at, study), "", NO_HASH, _list_texts(draft))


def _make_entry(
    draft: Draft, head: Link | None, by: Person, at: datetime, study: StudyVersion
) -> Entry:
    back = (head.at - at).total_seconds() if head is not None else 0.0
    return Entry(
        format=FORMAT,
        seq=1 if head is None else head.seq + 1,
        previous=NO_HASH if head is None else head.hash,
        at=render_moment(at),
        clock_back_seconds=f"{back:.6f}" if back > 0 else None,
        by=by,
        study=study,
        why=draft.why,
        fact=draft.fact,
    )


def _list_texts(draft: Draft) -> dict[str, str]:
    return {sealed.commitment: sealed.text for sealed in draft.sealed}


def fold(state: State, link: Chained) -> State:
    """The state after one more entry. The state given is left as it was."""
    after = _FOLDS[link.entry.fact.kind](state, link)
    return replace(after, head=_make_head(link))


def fold_all(links: Iterable[Chained], state: State | None = None) -> State:
    """The state after all entries, in their order; as `fold` one by one, but in a straight line.

    What grows with each entry is put in place and copied once at the end.
    """
    now = state or State()
    now, last = replace(now, participants=_Growing(now.participants)), None
    for link in links:
        now, last = _FOLDS[link.entry.fact.kind](now, link), link
    head = now.head if last is None else _make_head(last)
    return replace(now, head=head, participants=_stand_still(now.participants))


class _Growing(dict[Any, Any]):
    """Participants, or one's records, that nobody else sees: a fold puts the next in place."""


def _stand_still(participants: Mapping[str, Participant]) -> dict[str, Participant]:
    return {
        code: replace(one, records=dict(one.records)) if isinstance(one.records, _Growing) else one
        for code, one in participants.items()
    }


def _make_head(link: Chained) -> Link:
    return Link(link.entry.seq, link.hash, read_moment(link.entry.at))


def _happening(link: Chained) -> Happening:
    return Happening(link.entry.seq, read_moment(link.entry.at), link.entry.by, link.hash)


def _plain(stored: Stored, link: Chained) -> str | None:
    value = restore_value(stored, link.texts)
    return None if value is None else str(value)


def _why_text(link: Chained) -> str | None:
    return _plain(link.entry.why.text, link) if link.entry.why else None


def _why_commitment(link: Chained) -> str | None:
    return _commitment(link.entry.why.text) if link.entry.why else None


def _commitment(stored: Stored) -> str | None:
    return stored.get("sealed") if isinstance(stored, dict) else None


def _with_participant(state: State, participant: Participant) -> State:
    if isinstance(state.participants, _Growing):
        state.participants[participant.code] = participant
        return state
    return replace(state, participants={**state.participants, participant.code: participant})


def _fold_study(state: State, link: Chained) -> State:
    fact = link.entry.fact
    assert isinstance(fact, Founded | StudyAdopted)
    study = parse_study(fact.files)
    database = fact.database if isinstance(fact, Founded) else state.database
    studies = {**state.studies, fact.fingerprint: study}
    adoptions = (*state.adoptions, Adoption(fact.fingerprint, _happening(link)))
    return replace(state, database=database, study=study, studies=studies, adoptions=adoptions)


def _fold_person(state: State, link: Chained) -> State:
    fact, at = link.entry.fact, read_moment(link.entry.at)
    assert isinstance(fact, PersonAdded | RoleChanged | PasswordChanged)
    if isinstance(fact, PersonAdded):
        person = Person(fact.person, fact.username, fact.name, fact.role)
        staff = Staff(person, True, at, fact.password)
    elif isinstance(fact, RoleChanged):
        known = state.staff[fact.person]
        staff = replace(known, person=replace(known.person, role=fact.role), since=at)
    else:
        known = state.staff[fact.person]
        staff = replace(
            known, password_from_administrator=fact.by_administrator, password=fact.password
        )
    return replace(state, staff={**state.staff, fact.person: staff})


def _fold_screened(state: State, link: Chained) -> State:
    fact = link.entry.fact
    assert isinstance(fact, Screened)
    return _with_participant(state, Participant(fact.participant, _happening(link)))


def read_performed(text: str | None) -> date | datetime | None:
    """The stored `performed`: a date, or a date with a local time."""
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _restore_score(stored: Stored) -> int | Decimal | str | None:
    value = restore_value(stored, {})
    assert value is None or isinstance(value, int | Decimal | str)
    return value


_NOTHING: frozenset[str] = frozenset()


def make_record(fact: Answered, link: Chained, earlier: Record | None) -> Record:
    """The record that one save left behind, on top of the version before."""
    texts = link.texts
    sealed = {
        k: v["sealed"] for k, v in fact.values.items() if isinstance(v, dict) and "sealed" in v
    }
    return Record(
        participant=fact.participant,
        visit=fact.visit,
        form=fact.form,
        repeat=fact.repeat,
        version=fact.form_version,
        complete=fact.complete,
        performed=read_performed(fact.performed),
        values={
            name: restore_value(v, texts) if isinstance(v, dict) else v
            for name, v in fact.values.items()
        },
        commitments=sealed,
        scores={name: _restore_score(v) for name, v in fact.scores.items()},
        instrument=fact.instrument,
        findings=fact.findings,
        seq=link.entry.seq,
        hash=link.hash,
        at=read_moment(link.entry.at),
        by=link.entry.by,
        study_fingerprint=link.entry.study.fingerprint,
        why_code=link.entry.why.code if link.entry.why else None,
        why_text=_why_text(link),
        redacted=frozenset(k for k, c in sealed.items() if c not in texts) if sealed else _NOTHING,
        earlier=earlier,
        why_commitment=_why_commitment(link),
    )


def _fold_answered(state: State, link: Chained) -> State:
    fact = link.entry.fact
    assert isinstance(fact, Answered)
    known = state.participants[fact.participant]
    key = (fact.visit, fact.form, fact.repeat)
    record = make_record(fact, link, known.records.get(key))
    if isinstance(known.records, _Growing):
        known.records[key] = record
        return state
    make = _Growing if isinstance(state.participants, _Growing) else dict
    return _with_participant(state, replace(known, records=make({**known.records, key: record})))


def _fold_participation(state: State, link: Chained) -> State:
    fact = link.entry.fact
    assert isinstance(fact, Enrolled | ScreenFailed)
    known = state.participants[fact.participant]
    if isinstance(fact, ScreenFailed):
        failure = ScreenFailure(
            fact.criteria, _why_text(link), _happening(link), _why_commitment(link)
        )
        return _with_participant(state, replace(known, screen_failed=failure))
    enrollment = Enrollment(
        date.fromisoformat(fact.happened[:10]),
        fact.already_happened,
        fact.breaches,
        _happening(link),
        _why_text(link),
        _why_commitment(link),
    )
    return _with_participant(state, replace(known, enrolled=enrollment, screen_failed=None))


def _fold_signature(state: State, link: Chained) -> State:
    fact = link.entry.fact
    assert isinstance(fact, Signed | SignatureFell)
    known = state.participants[fact.participant]
    if isinstance(fact, SignatureFell):
        at = read_moment(link.entry.at)
        signatures = tuple(
            replace(s, fell=fact, fell_at=at) if s.recorded.seq == fact.signature else s
            for s in known.signatures
        )
        return _with_participant(state, replace(known, signatures=signatures))
    covers = tuple(
        ((fact.visit, c.form, c.repeat), c.form_version, c.seq, c.hash) for c in fact.covers
    )
    signature = Signature(fact.visit, fact.meaning, covers, link.entry.study, _happening(link))
    return _with_participant(state, replace(known, signatures=(*known.signatures, signature)))


def _fold_deviation(state: State, link: Chained) -> State:
    fact = link.entry.fact
    assert isinstance(fact, DeviationRecorded | DeviationAcknowledged)
    known = state.participants[fact.participant]
    if isinstance(fact, DeviationRecorded):
        told = ToldDeviation(
            f"told:{link.entry.seq}",
            fact.visit,
            fact.happened,
            _plain(fact.description, link),
            _happening(link),
            _commitment(fact.description),
        )
        return _with_participant(
            state, replace(known, told_deviations=(*known.told_deviations, told))
        )
    judged = Acknowledgment(
        fact.weight, _plain(fact.comment, link), _happening(link), _commitment(fact.comment)
    )
    return _with_participant(
        state, replace(known, acknowledged={**known.acknowledged, fact.deviation: judged})
    )


def _fold_look(state: State, link: Chained) -> State:
    fact = link.entry.fact
    assert isinstance(fact, ResultsViewed)
    return replace(state, looks=(*state.looks, Look(fact.up_to, _happening(link))))


def _fold_nothing(state: State, _link: Chained) -> State:
    return state


def _fold_redacted(state: State, link: Chained) -> State:
    """Empty the texts wherever they are shown, as if they had never been readable."""
    fact = link.entry.fact
    assert isinstance(fact, Redacted)
    known, gone = state.participants[fact.participant], frozenset(fact.commitments)
    failed, enrolled = known.screen_failed, known.enrolled
    if failed is not None and failed.why_commitment in gone:
        failed = replace(failed, why_text=None)
    if enrolled is not None and enrolled.why_commitment in gone:
        enrolled = replace(enrolled, why_text=None)
    emptied = replace(
        known,
        records={key: _redact_record(record, gone) for key, record in known.records.items()},
        screen_failed=failed,
        enrolled=enrolled,
        told_deviations=tuple(
            replace(told, description=None) if told.commitment in gone else told
            for told in known.told_deviations
        ),
        acknowledged={
            key: replace(judged, comment=None) if judged.commitment in gone else judged
            for key, judged in known.acknowledged.items()
        },
    )
    return _with_participant(state, emptied)


def _redact_record(record: Record, gone: frozenset[str]) -> Record:
    """The record and all its versions, oldest first: a form may have very many of them."""
    now: Record | None = None
    for version in reversed(record.versions):
        items = {item for item, c in version.commitments.items() if c in gone}
        now = replace(
            version,
            values={k: None if k in items else v for k, v in version.values.items()},
            redacted=version.redacted | items,
            why_text=None if version.why_commitment in gone else version.why_text,
            earlier=now,
        )
    assert now is not None
    return now


_FOLDS = {
    "founded": _fold_study,
    "study_adopted": _fold_study,
    "person_added": _fold_person,
    "role_changed": _fold_person,
    "password_changed": _fold_person,
    "screened": _fold_screened,
    "answered": _fold_answered,
    "enrolled": _fold_participation,
    "screen_failed": _fold_participation,
    "signed": _fold_signature,
    "signature_fell": _fold_signature,
    "deviation_recorded": _fold_deviation,
    "deviation_acknowledged": _fold_deviation,
    "results_viewed": _fold_look,
    "exported": _fold_nothing,
    "redacted": _fold_redacted,
}
