"""A new database's address in; a founded rehearsal with participants whose CDASI is saved, out."""

from __future__ import annotations

from pathlib import Path

from heliotrope.capture.enrollment import propose_code
from heliotrope.capture.submission import Submission
from heliotrope.study.load import load_study, read_folder
from heliotrope.vocabulary import Person
from heliotrope.web.actions.screen import screen
from heliotrope.web.database import get_connection, open_database, use_database
from heliotrope.web.founding import DEMO_PEOPLE, found
from heliotrope.web.store import Store

ROOT = Path(__file__).parent.parent
STUDY = ROOT / "studies" / "nct05488327"
CLIENTS = 8


def found_trial(address: str, participants: int = CLIENTS) -> None:
    """Make the tables, found a rehearsal with the standing cast, and screen participants."""
    use_database(address)
    open_database()
    store = Store()
    found(store, "rehearsal", read_folder(STUDY), DEMO_PEOPLE)
    by, study = find_person("coordinator"), load_study(STUDY)
    for _ in range(participants):
        screen(store, by, propose_code(study, store.state()))
    get_connection().close()


def find_person(role: str) -> Person:
    """The person of the standing cast with that role."""
    return next(s.person for s in Store().state().staff.values() if s.person.role == role)


def list_codes() -> list[str]:
    """The participants' codes."""
    return sorted(Store().state().participants)


def make_submission(code: str, seen: int, items: tuple[str, ...], client: int = 0) -> Submission:
    """A whole CDASI form as typed, another one for each version and for each client."""
    raw = {item: str((seen + place + (place == client)) % 2) for place, item in enumerate(items)}
    return Submission(
        participant=code,
        visit="baseline",
        form="cdasi",
        raw=raw,
        date="2026-03-02",
        seen_version=seen,
        reason_code="transcription" if seen else "",
    )


def list_items() -> tuple[str, ...]:
    """The CDASI form's items in their order."""
    return tuple(item.name for item in load_study(STUDY).form("cdasi").items)
