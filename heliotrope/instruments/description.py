"""What an instrument asks and what it gives, as frozen data: items in, scales out, with sources."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from heliotrope.vocabulary import NOTHING, Bilingual

Better = Literal["lower", "higher"]
MOST_PLACES = 50
"""So many decimal places stand for any number of them: no program writes more of its own accord."""


# ------------------------------------------------------------------ what is asked


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a closed list: what is stored and what is shown."""

    code: str
    """Digits stand for the number they spell (`3`), anything else for itself (`nr`)."""
    label: Bilingual

    @property
    def value(self) -> int | str:
        """What the scorer is given: 3 for `3`, `nr` for `nr`."""
        return int(self.code) if self.code.isdigit() else self.code


@dataclass(frozen=True, slots=True)
class Following:
    """An item is asked only after one of these answers to another: `q7b` after `no` to `q7`."""

    item: str
    answers: tuple[int | str, ...]
    """Numbers, or codes of choices as the scorer is given them."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question: a number from `low` to `high`, or one of `choices` where there are any."""

    name: str
    """The column in a score table and the item on a form."""
    label: Bilingual
    low: int | Decimal = 0
    high: int | Decimal = 0
    hint: Bilingual = NOTHING
    decimals: int = 0
    """How many decimal places may be given; 0: a whole number."""
    any_places: bool = False
    """True: `decimals` holds for a form; a table may give any number of places, e.g. a quotient."""
    choices: tuple[Choice, ...] = ()
    optional: bool = False
    """True: an empty answer is an answer of its own kind, which the rule names; its column may be
    left out of a table."""
    group: Bilingual = NOTHING
    """Items that follow one another under one heading stand together on a form."""
    ends: tuple[Bilingual, Bilingual] | None = None
    """What stands at the two ends of an analog scale; None: the item is not one."""
    unit: str = ""
    follows: Following | None = None
    """The answers after which it is asked; None: always. Else empty, it is then no gap."""

    @property
    def is_whole(self) -> bool:
        """True for a whole number from `low` to `high`."""
        return not self.choices and self.decimals == 0

    @property
    def allowed(self) -> range:
        """Every answer that may be given to an item that `is_whole`."""
        return range(int(self.low), int(self.high) + 1)


# ------------------------------------------------------------------ what is given


@dataclass(frozen=True, slots=True)
class Doubling:
    """A sign (an item answered 0 or 1) that doubles a term while it is present."""

    item: str
    present: Bilingual
    absent: Bilingual


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a sum: items added up, doubled while `doubled` is present."""

    label: Bilingual
    items: tuple[str, ...]
    doubled: Doubling | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """One thing that an instrument gives: a number from `low` to `high`, or one of `choices`."""

    name: str
    """The output column of a score table."""
    label: Bilingual
    low: int | Decimal
    high: int | Decimal
    terms: tuple[Term, ...] = ()
    """Of a score that is a sum of items; empty for any other."""
    items: tuple[str, ...] = ()
    """Every item that this score needs; of a sum they follow from its terms."""
    rule: tuple[Bilingual, ...] = ()
    """How it comes about, a sentence a step, for a score that is not a sum of items."""
    choices: tuple[Choice, ...] = ()
    """The words it may be (a band, a class); empty for a number."""
    decimals: int = 0
    """How many places of it a page shows; no rounding before that."""
    better: Better = "lower"
    """Which direction is an improvement."""

    def __post_init__(self) -> None:
        if not self.terms:
            return
        names: dict[str, None] = {}
        for term in self.terms:
            names.update(dict.fromkeys(term.items))
            if term.doubled is not None:
                names[term.doubled.item] = None
        object.__setattr__(self, "items", tuple(names))
