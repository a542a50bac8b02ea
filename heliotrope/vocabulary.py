"""The few words that every room speaks, as plain values without behavior of their own."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar, Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in English and in Simplified Chinese."""

    en: str
    zh: str

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}
    """Study files are refused when they carry a third language or a misspelled one."""

    def say(self, language: Language) -> str:
        """The text in the language asked for."""
        return self.zh if language == "zh" else self.en


NOTHING = Bilingual("", "")
"""The text where there is nothing to say."""

Standing = Literal["published", "derived", "unsourced", "proposed"]
"""How well a rule is founded; `Source` says what each word means."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was printed, or why nothing can be cited for it.

    `published`: read in the cited text. `derived`: arithmetic on published numbers. `unsourced`:
    no primary text could be read. `proposed`: nothing is published and this is our own rule.
    """

    citation: str
    id: str
    """An identifier that is not an address: `PMC4878996`, `doi 10.1111/bjd.18223`; may be empty."""
    status: Standing
    note: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class Fact:
    """One rule in a sentence, with its source."""

    statement: Bilingual
    source: Source


class Missing(Enum):
    """Why a value is absent (the codes of a CSV cell and of the form's missing menu)."""

    ND = "ND"
    """not done / 未做"""
    UNK = "UNK"
    """unknown / 不详"""
    NA = "NA"
    """not applicable / 不适用"""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which only the year, or the year and the month, is known."""

    year: int
    month: int | None = None

    @property
    def first(self) -> date:
        """The earliest day that it can be."""
        return date(self.year, self.month or 1, 1)

    @property
    def last(self) -> date:
        """The latest day that it can be."""
        month = self.month or 12
        return date(self.year, month, monthrange(self.year, month)[1])

    def isoformat(self) -> str:
        """As ISO 8601 writes it: `2015`, `2015-06`."""
        return f"{self.year:04}" if self.month is None else f"{self.year:04}-{self.month:02}"

    __str__ = isoformat

    @classmethod
    def fromisoformat(cls, text: str) -> PartialDate:
        """The date of such a text. Raises ValueError if it is none."""
        year, _, month = text.partition("-")
        found = cls(int(year), int(month) if month else None)
        if found.isoformat() != text or found.month not in (None, *range(1, 13)):
            raise ValueError(f"{text} is neither a year nor a year and month")
        return found


Value = int | Decimal | str | bool | date | datetime | PartialDate | Missing
"""A recorded value. `None` in a mapping of answers means: not answered, no reason given."""

Answers = dict[str, Value | None]
"""Item name to recorded value."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with what was given: where, what is wrong, and what would be right."""

    where: str
    what: Bilingual
    right: Bilingual
    line: int | None = None
    """1-based line in the file named by `where`, if the fault is in a file."""

    def say(self, language: Language = "en") -> str:
        """One sentence: where, what, and what would be right."""
        place = self.where if self.line is None else f"{self.where}:{self.line}"
        what, right = self.what.say(language), self.right.say(language)
        joint = "；" if language == "zh" else "; "
        return f"{place}: {what}{joint}{right}" if right else f"{place}: {what}"


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts: a member of the study's staff, with the role held at that moment."""

    id: str
    """Unique and never reassigned, e.g. `p3`."""
    username: str
    name: str
    role: str


class Refusal(Exception):
    """An act that is not allowed now: what is refused, by which rule, and what would help."""

    def __init__(self, what: Bilingual, right: Bilingual, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(what.en)
        self.what = what
        self.right = right
        self.faults = faults
