"""The ledger up to a moment → frozen tables with a fingerprint."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from heliotrope.capture.entries import store_value
from heliotrope.capture.ledger import Participant, Record, State
from heliotrope.capture.plan_history import PlanHistory, derive_plan_history
from heliotrope.capture.timeline import derive_local_date
from heliotrope.study.protocol import Study


@dataclass(frozen=True)
class Snapshot:
    """What was known at one moment, for evaluation."""

    study: Study
    database: str
    """`real`, `rehearsal`, or `folder` for a folder of data without a ledger."""
    head: str | None
    """`N:hash` of the ledger's last entry; None for a folder of data."""
    cut_off: date | None
    """The last day of which anything is known; None if no date was recorded."""
    participants: tuple[Participant, ...]
    """In the order of their codes."""
    plan_history: PlanHistory = field(default_factory=PlanHistory)
    """The versions of the plan and the first look; empty for a folder of data."""
    former_visits: tuple[str, ...] = ()
    """Visits of earlier versions of the study's files that the latest no longer has, by name."""
    digests: tuple[str, ...] = ()
    """Of a large study whose records were read elsewhere: each participant's `hash_participant`."""

    @property
    def synthetic(self) -> bool:
        """True if no real person stands behind the data."""
        return self.database == "rehearsal"

    @property
    def enrolled(self) -> tuple[Participant, ...]:
        """Everyone ever enrolled, in the order of their codes."""
        return tuple(p for p in self.participants if p.enrolled is not None)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the study's fingerprint and the hash of each participant, in their order."""
        found = self.digests or tuple(hash_participant(one) for one in self.participants)
        return hashlib.sha256("\n".join((self.study.fingerprint, *found)).encode()).hexdigest()


def hash_participant(participant: Participant) -> str:
    """SHA-256 over every recorded value of a participant, in a fixed order."""
    return hashlib.sha256(_render_participant(participant).encode()).hexdigest()


def leave_out_records(participant: Participant) -> Participant:
    """Who somebody is and whether they were enrolled, without what was recorded of them."""
    return replace(participant, records={}, signatures=(), told_deviations=(), acknowledged={})


def _render_participant(participant: Participant) -> str:
    """As JSON: what is written between two values can then not be taken for a part of one."""
    enrolled, failed = participant.enrolled, participant.screen_failed
    parts = [
        participant.code,
        [enrolled.happened.isoformat(), *enrolled.breaches] if enrolled else None,
        list(failed.criteria) if failed else None,
        [_list_parts(participant.records[key]) for key in sorted(participant.records)],
    ]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def _list_parts(record: Record) -> list[object]:
    performed = record.performed.isoformat() if record.performed else None
    values = [[name, store_value(record.values[name])] for name in sorted(record.values)]
    return [*record.key, performed, record.complete, values]


def take_snapshot(state: State) -> Snapshot:
    """The snapshot of a ledger's state. Raises ValueError for a state without a study."""
    if state.study is None or state.head is None or state.database is None:
        raise ValueError("the ledger has no founding entry: there is nothing to evaluate")
    return Snapshot(
        study=state.study,
        database=state.database,
        head=str(state.head),
        cut_off=derive_local_date(state.study, state.head.at),
        participants=tuple(state.participants[code] for code in sorted(state.participants)),
        plan_history=derive_plan_history(state),
        former_visits=_list_former_visits(state, state.study),
    )


def _list_former_visits(state: State, study: Study) -> tuple[str, ...]:
    ever = {visit.name for version in state.studies.values() for visit in version.visits}
    return tuple(sorted(ever - set(study.visit_by_name)))
