"""What people do in a rehearsal, as plain values: each act with its moment and who does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from heliotrope.capture.submission import Submission

Doer = Literal["coordinator", "investigator"]


@dataclass(frozen=True, slots=True)
class Screen:
    """Give out a participant code."""

    code: str


@dataclass(frozen=True, slots=True)
class Save:
    """Save a form."""

    submission: Submission


@dataclass(frozen=True, slots=True)
class Enroll:
    """Enroll a participant now."""

    code: str


@dataclass(frozen=True, slots=True)
class RecordEnrollment:
    """Record an enrollment that has already happened."""

    code: str
    happened: date
    reason: str


@dataclass(frozen=True, slots=True)
class FailScreening:
    """Record that a participant will not be enrolled."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sign:
    """Sign a visit."""

    code: str
    visit: str
    meaning: str = "reviewed"


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Judge a deviation."""

    code: str
    deviation: str
    weight: str
    comment: str


Deed = Screen | Save | Enroll | RecordEnrollment | FailScreening | Sign | Acknowledge


@dataclass(frozen=True, slots=True)
class Act:
    """One intended act: when, by whom, what."""

    at: datetime
    """UTC."""
    by: Doer
    deed: Deed
