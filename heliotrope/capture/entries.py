"""The facts that can be recorded, as frozen objects with the one text form they are kept in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from heliotrope.vocabulary import Missing, PartialDate, Person, Value

FORMAT = 1
"""Version of the text form; part of every entry and so of every hash."""

Stored = int | bool | str | dict[str, str] | None
"""A value as it stands in an entry: decimals, dates, missing reasons, sealed texts are tagged."""


class Fact(BaseModel):
    """Base of all facts: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Founded(Fact):
    """The database came to be for one study; a rehearsal never becomes real, nor the reverse."""

    kind: Literal["founded"] = "founded"
    database: Literal["real", "rehearsal"]
    study_id: str
    version: str
    fingerprint: str
    files: dict[str, str]


class StudyAdopted(Fact):
    """A new version of the study's files applies from here on."""

    kind: Literal["study_adopted"] = "study_adopted"
    version: str
    fingerprint: str
    files: dict[str, str]


class PersonAdded(Fact):
    """A member of staff may act from here on. Ids and usernames are never used again."""

    kind: Literal["person_added"] = "person_added"
    person: str
    username: str
    name: str
    role: str
    password: str | None = None
    """Commits to the first password: `compute_hash` of the account's salted hash, as stored.

    Never of the password itself. None in entries made before this was recorded.
    """


class RoleChanged(Fact):
    """A person's role changed; `inactive` revokes access."""

    kind: Literal["role_changed"] = "role_changed"
    person: str
    role: str


class PasswordChanged(Fact):
    """A password changed; `by_administrator`: it must be changed again before signing."""

    kind: Literal["password_changed"] = "password_changed"
    person: str
    by_administrator: bool
    password: str | None = None
    """Commits to the new one, as in `PersonAdded`."""


class Screened(Fact):
    """A participant code was given out; nothing is known of consent yet."""

    kind: Literal["screened"] = "screened"
    participant: str


class Answered(Fact):
    """One form as a whole, as it stood after one save."""

    kind: Literal["answered"] = "answered"
    participant: str
    visit: str
    form: str
    repeat: int
    form_version: int
    """1 for the first save of this form; each save adds one."""
    complete: bool
    performed: str | None
    """ISO date, or date and local time, at which it was done."""
    values: dict[str, Stored]
    scores: dict[str, Stored]
    instrument: str | None
    """Name and version of what scored it, e.g. `cdasi 2`."""
    findings: tuple[str, ...]
    """Names of the edit checks that raised a problem."""
    deviations: tuple[str, ...]
    """Keys of the deviations that this save brought to light."""


class ScreenFailed(Fact):
    """The participant will not be enrolled."""

    kind: Literal["screen_failed"] = "screen_failed"
    participant: str
    criteria: tuple[str, ...]


class Enrolled(Fact):
    """The participant was enrolled. `already_happened`: recorded afterwards, whatever the rules."""

    kind: Literal["enrolled"] = "enrolled"
    participant: str
    happened: str
    already_happened: bool
    breaches: tuple[str, ...]
    """Rules that stood against it; each is a protocol deviation."""


class DeviationRecorded(Fact):
    """Something happened that the protocol does not allow, told by a person."""

    kind: Literal["deviation_recorded"] = "deviation_recorded"
    participant: str
    visit: str | None
    happened: str
    description: Stored


class DeviationAcknowledged(Fact):
    """An investigator has seen a deviation and judged it."""

    kind: Literal["deviation_acknowledged"] = "deviation_acknowledged"
    participant: str
    deviation: str
    weight: Literal["minor", "major"]
    comment: Stored


class Covered(Fact):
    """One form that a signature covers, bound by the hash of the entry that holds it."""

    form: str
    repeat: int
    form_version: int
    seq: int
    hash: str


class Signed(Fact):
    """A person signed a visit with the password, saying what the signature means."""

    kind: Literal["signed"] = "signed"
    participant: str
    visit: str
    meaning: str
    covers: tuple[Covered, ...]
    build: str
    """Version of the program that showed what was signed."""


class SignatureFell(Fact):
    """A signature no longer holds."""

    kind: Literal["signature_fell"] = "signature_fell"
    participant: str
    visit: str
    signature: int
    """`seq` of the entry that signed."""
    cause: Literal["value_changed", "study_changed", "score_changed"]
    form: str | None
    caused_by: int
    """`seq` of the entry that made it fall."""


class ResultsViewed(Fact):
    """A person opened the results as they stood after entry `up_to`."""

    kind: Literal["results_viewed"] = "results_viewed"
    up_to: int


class Exported(Fact):
    """A copy left the program."""

    kind: Literal["exported"] = "exported"
    what: str
    up_to: int


class Redacted(Fact):
    """Sealed texts were emptied by a signed decision; their commitments stay."""

    kind: Literal["redacted"] = "redacted"
    participant: str
    commitments: tuple[str, ...]


AnyFact = Annotated[
    Founded
    | StudyAdopted
    | PersonAdded
    | RoleChanged
    | PasswordChanged
    | Screened
    | Answered
    | ScreenFailed
    | Enrolled
    | DeviationRecorded
    | DeviationAcknowledged
    | Signed
    | SignatureFell
    | ResultsViewed
    | Exported
    | Redacted,
    Field(discriminator="kind"),
]


class Why(Fact):
    """The reason given for an act: a code of the short list and, sealed, the words added to it."""

    code: str
    text: Stored = None


class StudyVersion(Fact):
    """The version of the study files under which an entry was made."""

    version: str
    fingerprint: str


class Entry(Fact):
    """One link of the chain: who, when, what, why, under which study files, after which entry."""

    format: int
    seq: int
    previous: str
    """Hash of the entry before; 64 zeros for the first."""
    at: str
    """UTC from the server's clock, ISO 8601 with microseconds and `Z`."""
    clock_back_seconds: str | None
    """Set when the clock read earlier than at the entry before: by how much."""
    by: Person
    study: StudyVersion
    why: Why | None
    fact: AnyFact


_ENTRY = TypeAdapter(Entry)
NO_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class SealedText:
    """A text that stays out of the chain, with the salt that makes its commitment unguessable."""

    commitment: str
    salt: str
    text: str


def compute_commitment(salt: str, text: str) -> str:
    """SHA-256 in hex over the salt and the UTF-8 text."""
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def seal(text: str, salt: str) -> SealedText:
    """The text with its commitment under that salt (hex, 32 digits or more)."""
    return SealedText(compute_commitment(salt, text), salt, text)


def render_entry(entry: Entry) -> str:
    """The exact text that is stored and hashed: sorted keys, no spaces, UTF-8 characters kept."""
    return json.dumps(
        entry.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def compute_hash(text: str) -> str:
    """SHA-256 in hex over the stored UTF-8 text."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_entry(text: str) -> Entry:
    """The entry of a stored text. Raises ValueError if it is not one, or of another format."""
    entry = _ENTRY.validate_json(text, strict=True)
    if entry.format != FORMAT:
        raise ValueError(f"entry {entry.seq} has format {entry.format}; this reads {FORMAT}")
    return entry


def render_moment(moment: datetime) -> str:
    """An aware moment as UTC text, always with microseconds. Raises ValueError if naive."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_moment(text: str) -> datetime:
    """The aware moment of a stored UTC text. Raises ValueError if it is not as stored."""
    if _MOMENT.fullmatch(text):
        # Ten times as quick as `strptime`, of which a long ledger would need millions.
        return datetime.fromisoformat(text)
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


def store_value(value: Value | None) -> Stored:
    """A value as it stands in an entry."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return {"decimal": format(value, "f")}
    if isinstance(value, Missing):
        return {"missing": value.value}
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, PartialDate):
        return {"partial_date": value.isoformat()}
    return {"date": value.isoformat()}


def restore_value(stored: Stored, texts: Mapping[str, str]) -> Value | None:
    """The value of its stored form; a sealed text that was redacted comes back as None.

    `texts` gives the text of each commitment that still has one.
    """
    if not isinstance(stored, dict):
        return stored
    if "sealed" in stored:
        plain = texts.get(stored["sealed"])
        if plain is None:
            return None
        return restore_value({stored["type"]: plain}, texts) if stored["type"] != "text" else plain
    ((tag, text),) = stored.items()
    value: Value = _READERS[tag](text)
    return value


def store_sealed(value: Value | None, salt: str) -> tuple[Stored, SealedText | None]:
    """A value that must not stand in the chain: its commitment, and the text to lay aside."""
    stored = store_value(value)
    if stored is None or (isinstance(stored, dict) and "missing" in stored):
        return stored, None
    tag, text = next(iter(stored.items())) if isinstance(stored, dict) else ("text", str(stored))
    if isinstance(stored, int):
        tag = "bool" if isinstance(stored, bool) else "int"
    sealed = seal(text, salt)
    return {"sealed": sealed.commitment, "type": tag}, sealed


_READERS: dict[str, Any] = {
    "decimal": Decimal,
    "missing": Missing,
    "date": date.fromisoformat,
    "partial_date": PartialDate.fromisoformat,
    "datetime": datetime.fromisoformat,
    "int": int,
    "bool": lambda text: text == "True",
}
