"""Items without a standard variable in, supplemental qualifiers beside their domain out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from heliotrope.capture.ledger import Record
from heliotrope.datasets.sdtm.frames import (
    RELATIONSHIP,
    Cells,
    Domain,
    Rows,
    render_moment,
    say_yes,
    split_text,
    text,
    to_ascii,
)
from heliotrope.datasets.standard import Dataset
from heliotrope.study.forms import Form, Item
from heliotrope.study.records import KNOWN
from heliotrope.vocabulary import Value

COLLECTED, SHORT, LABEL = "CRF", 8, 40


def make_domain(of: str) -> Domain:
    """SUPP-- of a domain."""
    return Domain(
        f"SUPP{of}",
        f"Supplemental Qualifiers for {of}",
        "One record per IDVAR, IDVARVAL, and QNAM value per subject",
        RELATIONSHIP,
        ("STUDYID", "RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL", "QNAM"),
        (
            text("STUDYID", "Study Identifier", "Req", "Protocol"),
            text("RDOMAIN", "Related Domain Abbreviation", "Req", "Assigned"),
            text("USUBJID", "Unique Subject Identifier", "Req", "Assigned"),
            text("IDVAR", "Identifying Variable", "Exp", "Assigned"),
            text("IDVARVAL", "Identifying Variable Value", "Exp", "Assigned"),
            text("QNAM", "Qualifier Variable Name", "Req", "Assigned"),
            text("QLABEL", "Qualifier Variable Label", "Req", "Assigned"),
            text("QVAL", "Data Value", "Req", "Collected"),
            text("QORIG", "Origin", "Req", "Assigned"),
            text("QEVAL", "Evaluator", "Exp", "Assigned"),
        ),
    )


@dataclass(frozen=True, slots=True)
class Qualifier:
    """One item beside a row: name, label and value."""

    name: str
    label: str
    value: str


@dataclass
class Supplements:
    """The qualifiers of all domains while they are collected."""

    study_id: str
    rows: dict[str, Rows] = field(default_factory=dict)

    def add_row(
        self,
        parent: Rows,
        cells: Cells,
        entry: int | None,
        words: Mapping[str, str | None] | None = None,
        extras: list[Qualifier] | None = None,
    ) -> None:
        """Append a row; texts too long for a variable go on in `AETERM1` and so on."""
        overflow = []
        labels = {variable.name: variable.label for variable in parent.domain.variables}
        for name, value in (words or {}).items():
            first, *rest = split_text(value) or [""]
            cells[name] = first or None
            for place, piece in enumerate(rest, start=1):
                short = f"{name[: SHORT - len(str(place))]}{place}"
                label = f"{labels[name][: LABEL - 3]} {place}"
                overflow.append(Qualifier(short, label, piece))
        number = parent.add(cells, entry)
        beside = (parent.domain.sequence, str(number))
        for one in (*overflow, *(extras or ())):
            self.add(parent.domain.name, str(cells["USUBJID"]), beside, one, entry)

    def add(
        self,
        domain: str,
        usubjid: str,
        beside: tuple[str, str] | None,
        one: Qualifier,
        entry: int | None,
    ) -> None:
        """A qualifier beside a row (its identifying variable and value); None: the subject."""
        rows = self.rows.setdefault(domain, Rows(make_domain(domain)))
        for place, piece in enumerate(split_text(one.value)):
            name = one.name if place == 0 else f"{one.name[: SHORT - 1]}{place}"
            cells: Cells = {
                "STUDYID": self.study_id,
                "RDOMAIN": domain,
                "USUBJID": usubjid,
                "IDVAR": beside[0] if beside else None,
                "IDVARVAL": beside[1] if beside else None,
                "QNAM": name,
                "QLABEL": to_ascii(one.label)[:LABEL].rstrip(),
                "QVAL": piece,
                "QORIG": COLLECTED,
            }
            rows.add(cells, entry, numbered=False)

    def finish(self) -> list[Dataset]:
        """One SUPP-- for each domain that has any, by name."""
        return [self.rows[name].finish() for name in sorted(self.rows)]


def list_extras(form: Form, record: Record, taken: frozenset[str] = frozenset()) -> list[Qualifier]:
    """The answers of a record that no variable holds, in the order of the form.

    `taken`: items that have a variable although the product does not know them by kind.
    """
    known = {one.name for one in KNOWN[form.records]} if form.records else set()
    names = name_qualifiers(form, known | taken)
    found = []
    for name, short in names.items():
        value = render_answer(form.item(name), record.given(name))
        if value:
            found.append(Qualifier(short, form.item(name).label.en, value))
    return found


def name_qualifiers(form: Form, taken: set[str] | frozenset[str]) -> dict[str, str]:
    """Item → QNAM: its name in capitals without underscores, eight letters, unique on the form."""
    names: dict[str, str] = {}
    for item in form.items:
        if item.name in taken:
            continue
        short = item.name.replace("_", "").upper()[:SHORT]
        short = short if short[:1].isalpha() else f"Q{short}"[:SHORT]
        place = 1
        while short in names.values():
            place += 1
            short = f"{short[: SHORT - len(str(place))]}{place}"
        names[item.name] = short
    return names


def render_answer(item: Item, value: Value | None) -> str | None:
    """A recorded value as text: a code by its English label, yes and no as Y and N."""
    if value is None:
        return None
    if isinstance(value, bool):
        return say_yes(value)
    if isinstance(value, date):
        return render_moment(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    labels = {code.code: code.label.en for code in item.codes}
    return labels.get(str(value), str(value))
