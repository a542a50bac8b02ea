"""What a form asks: sections, items with their type and bounds, codes, checks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Literal

from pydantic import ConfigDict, Field

from heliotrope.study.records import RecordKind
from heliotrope.study.written import Provenance, Written
from heliotrope.vocabulary import Bilingual, Language

ItemType = Literal["integer", "decimal", "text", "date", "datetime", "code", "yes_no"]


class Code(Written):
    """One choice of an item: what is stored and what is shown."""

    code: str
    label: Bilingual
    group: Bilingual | None = None
    """The heading under which it stands where many are shown; None: under none."""


class Ends(Written):
    """The two ends of an analog scale, in words."""

    low: Bilingual
    high: Bilingual


class Item(Written):
    """One thing that is asked.

    `low` and `high` are the limits of the physically possible, both included: beyond them a value
    is refused. What is merely unusual belongs in a check.
    """

    name: str
    label: Bilingual
    type: ItemType
    required: bool = True
    unit: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    decimals: int | None = None
    """How many decimal places may be given; None: any."""
    codes: tuple[Code, ...] = ()
    help: Bilingual | None = None
    ends: Ends | None = None
    """What stands at the ends of an analog scale; None: the item is not one."""
    partial: bool = False
    """Of a date: the year alone, or year and month, will do where no more is known."""
    identifying: bool = False
    """True: the value could identify the participant and is sealed in the ledger."""
    when: str | None = None
    """Expression over this form's items; the item is asked only while it is true."""
    provenance: Provenance | None = None
    """None: as the form's."""

    @property
    def sealed(self) -> bool:
        """True if the value enters the ledger as a commitment only."""
        return self.identifying or self.type == "text"


class Section(Written):
    """Items that stand together under one heading."""

    label: Bilingual
    items: tuple[Item, ...]
    note: Bilingual | None = None


class Check(Written):
    """A rule over a form's items. The expression describes the problem: true raises it."""

    name: str
    problem: str
    message: Bilingual
    items: tuple[str, ...] = ()
    """Where the message is shown; empty: on top of the form."""
    provenance: Provenance | None = None


class InstrumentUse(Written):
    """The published instrument that scores a form."""

    name: str
    version: str
    missing: str | None = None
    """The instrument's rule for missing answers, by name; None: its first."""


class Wording(Written):
    """The licensed text of an instrument's questions, which its owner lets this study show."""

    instrument: str
    licensed: Bilingual
    """Who licensed it, to whom, for what: shown under the form."""
    items: dict[str, dict[str, str]]
    """Item → language (`zh`, `en`, `de`, …) → the question as it is licensed."""

    def question(self, item: str, language: Language) -> tuple[str, str] | None:
        """The item's text with its language: the reader's, else the first there is."""
        texts = self.items.get(item, {})
        own = next((tag for tag in texts if tag.partition("-")[0].lower() == language), None)
        tag = own or next(iter(texts), None)
        return None if tag is None else (texts[tag], tag)


class Form(Written):
    """One form: what it asks, what checks it, what scores it."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    name: str
    label: Bilingual
    layout: Literal["plain", "cdasi", "eligibility", "body", "panel"] = "plain"
    """`body`: items that end in `_right` and `_left` stand on their sides of the body. `panel`: a
    repeating form whose rows, one a test, are filled in together on one page."""
    records: RecordKind | None = None
    """What kind of facts the form records: its items are then known by name (`study.records`)."""
    instrument: InstrumentUse | None = None
    offered: bool = False
    """True: no visit needs to collect it; a site turns it on by naming it in a visit."""
    repeating: bool = False
    """True: several rows a visit, numbered by `seq`."""
    needed: bool = False
    """True: a scheduled visit is not complete without a row of this repeating form, such as a
    laboratory panel. False: there may be nothing to record, such as an adverse event."""
    sections: tuple[Section, ...] = ()
    """For an instrument's form without sections the loader takes the instrument's items."""
    checks: tuple[Check, ...] = ()
    reserved: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """Item → the roles that may answer it; every other item is open to whoever fills in forms."""
    provenance: Provenance

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items in the order of the form."""
        return tuple(item for section in self.sections for item in section.items)

    @cached_property
    def item_by_name(self) -> dict[str, Item]:
        """Items by their name."""
        return {item.name: item for item in self.items}

    def item(self, name: str) -> Item:
        """The item of that name; KeyError if there is none."""
        return self.item_by_name[name]


RIGHT, LEFT = "_right", "_left"
"""How the names of items end that ask the same of the two sides of the body."""


def list_pairs(form: Form) -> dict[str, tuple[Item, Item]]:
    """What is asked of both sides of the body: its name → the right item, the left item."""
    known = form.item_by_name
    names = [name.removesuffix(RIGHT) for name in known if name.endswith(RIGHT)]
    return {n: (known[n + RIGHT], known[n + LEFT]) for n in names if n + LEFT in known}
