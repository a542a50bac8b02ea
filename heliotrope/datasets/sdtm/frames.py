"""Rows of a domain in, the Dataset with its variables, sequence numbers and ledger entries out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from heliotrope.datasets.standard import Core, Dataset, Kind, Origin, Variable
from heliotrope.vocabulary import Value

LIMIT = 200
"""Bytes of text that one variable holds (SDTMIG 4.5.3.2); the rest is a supplemental qualifier."""

EVENTS, FINDINGS, INTERVENTIONS = "EVENTS", "FINDINGS", "INTERVENTIONS"
SPECIAL, DESIGN, RELATIONSHIP = "SPECIAL PURPOSE", "TRIAL DESIGN", "RELATIONSHIP"

Cells = dict[str, object]


@dataclass(frozen=True, slots=True)
class Domain:
    """What the standard says of one domain."""

    name: str
    label: str
    structure: str
    of_class: str
    keys: tuple[str, ...]
    variables: tuple[Variable, ...]

    @property
    def sequence(self) -> str:
        """The variable that numbers a participant's rows: `AESEQ`."""
        return f"{self.name}SEQ"


@dataclass
class Rows:
    """The rows of one domain while they are collected, each with its ledger entry."""

    domain: Domain
    rows: list[Cells] = field(default_factory=list)
    entries: list[int | None] = field(default_factory=list)
    counts: dict[object, int] = field(default_factory=dict)

    def add(self, cells: Cells, entry: int | None, *, numbered: bool = True) -> int:
        """Append a row and number it within its USUBJID; hands back the number (0: none)."""
        number = 0
        if numbered:
            who = cells.get("USUBJID")
            number = self.counts[who] = self.counts.get(who, 0) + 1
            cells[self.domain.sequence] = number
        self.rows.append(cells)
        self.entries.append(entry)
        return number

    def finish(self) -> Dataset:
        """The dataset. Raises KeyError for a cell that is no variable of the domain."""
        names = [variable.name for variable in self.domain.variables]
        strange = set().union(*(row.keys() for row in self.rows)) - set(names)
        if strange:
            raise KeyError(f"{self.domain.name} has no variable {sorted(strange)}")
        columns = {
            variable.name: pl.Series(
                variable.name,
                [row.get(variable.name) for row in self.rows],
                dtype=pl.Float64 if variable.kind == "number" else pl.String,
                strict=False,
            )
            for variable in self.domain.variables
        }
        return make_dataset(self.domain, pl.DataFrame(columns), self.entries)


def make_dataset(
    domain: Domain, frame: pl.DataFrame, entries: Iterable[int | None] | pl.Series
) -> Dataset:
    """The dataset of a domain; text that is empty is null."""
    beside = entries if isinstance(entries, pl.Series) else pl.Series(entries, dtype=pl.Int64)
    return Dataset(
        name=domain.name,
        label=domain.label,
        structure=domain.structure,
        of_class=domain.of_class,
        standard="SDTM",
        keys=domain.keys,
        variables=domain.variables,
        frame=frame,
        entries=beside.alias("entry"),
    )


# ------------------------------------------------------------------ variables that many share


def text(
    name: str,
    label: str,
    core: Core,
    origin: Origin = "Collected",
    *,
    codelist: str = "",
    note: str = "",
) -> Variable:
    """A character variable of the implementation guide."""
    return Variable(name, label, "text", False, origin, note, codelist, None, core)


def number(
    name: str, label: str, core: Core, origin: Origin = "Derived", *, note: str = ""
) -> Variable:
    """A numeric variable of the implementation guide."""
    kind: Kind = "number"
    return Variable(name, label, kind, False, origin, note, "", None, core)


def identify(domain: str, *, subject: bool = True, sequence: bool = True) -> tuple[Variable, ...]:
    """STUDYID, DOMAIN, USUBJID and --SEQ."""
    first = (
        text("STUDYID", "Study Identifier", "Req", "Protocol"),
        text("DOMAIN", "Domain Abbreviation", "Req", "Assigned"),
    )
    note = "STUDYID, a hyphen and the participant's code."
    who = (text("USUBJID", "Unique Subject Identifier", "Req", "Derived", note=note),)
    order = "By date, time and ledger entry within the subject."
    count = (number(f"{domain}SEQ", "Sequence Number", "Req", note=order),)
    return (*first, *(who if subject else ()), *(count if sequence else ()))


def visits(core: Core = "Exp") -> tuple[Variable, ...]:
    """VISITNUM and VISIT."""
    note = "Place of the visit in the schedule; a further day of an unscheduled visit adds 0.01."
    return (
        number("VISITNUM", "Visit Number", core, "Assigned", note=note),
        text("VISIT", "Visit Name", "Perm", "Assigned"),
    )


DAY_NOTE = "Days from RFSTDTC, which is day 1; the day before is day -1; there is no day 0."


LAST_NOTE = "Y: the latest result of a test that stands before day 1, or at the visit of day 1."


def epoch(core: Core = "Perm") -> Variable:
    """EPOCH."""
    note = "By whole days: SCREENING before RFSTDTC, FOLLOW-UP after RFXENDTC, else TREATMENT."
    return text("EPOCH", "Epoch", core, "Derived", codelist="EPOCH", note=note)


def begin(study_id: str, domain: str, usubjid: str) -> Cells:
    """The cells that every row of a participant begins with."""
    return {"STUDYID": study_id, "DOMAIN": domain, "USUBJID": usubjid}


# ------------------------------------------------------------------ values as text


def render_moment(moment: date | datetime | None) -> str | None:
    """ISO 8601, a date alone or with its local time to the minute."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None).isoformat(timespec="minutes")
    return None if moment is None else moment.isoformat()


def say_yes(value: Value | None) -> str | None:
    """`Y` or `N`; None if the answer was not given."""
    return {True: "Y", False: "N"}.get(value) if isinstance(value, bool) else None


def split_text(words: str | None) -> list[str]:
    """Pieces of at most LIMIT bytes in UTF-8, broken at a space where there is one; none if empty.

    Joined with a space where they were broken at one, they are the text again.
    """
    rest, pieces = (words or "").strip(), []
    while len(rest.encode()) > LIMIT:
        piece = rest.encode()[: LIMIT + 1].decode(errors="ignore")
        while len(piece.encode()) > LIMIT:
            piece = piece[:-1]
        at = piece.rfind(" ")
        cut = at if at > 0 and len(piece[:at].encode()) > LIMIT // 2 else len(piece)
        pieces.append(rest[:cut])
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def to_ascii(label: str) -> str:
    """A label without what XPT cannot hold: `Ethnic group (民族)` is `Ethnic group`, µ is u."""
    plain = label.replace("µ", "u").replace("–", "-").replace("’", "'").replace("°", "")
    plain = plain.encode("ascii", "ignore").decode()
    return " ".join(plain.replace("()", "").split())


def translate(codes: Mapping[str, str], value: Value | None) -> str | None:
    """A recorded code in the standard's word; a code that the table lacks in capitals."""
    if not isinstance(value, str):
        return None
    return codes.get(value, value.replace("_", " ").upper())
