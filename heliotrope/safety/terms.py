"""A CTCAE term, or its code on a form, goes in; the body system it belongs to comes out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from heliotrope.safety.published import load_table, read_text
from heliotrope.vocabulary import Bilingual

NOT_CLASSIFIED = Bilingual("Not classified", "未分类")
"""Where an event has no term, or one that version 5.0 does not have."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of CTCAE as printed, with its system organ class."""

    name: str
    body_system: Bilingual


def find_term(written: str) -> Term | None:
    """The term of CTCAE 5.0 that was written; None if there is none.

    Small and capital letters, signs and underscores make no difference, so that a form's code
    `flu_like_symptoms` is `Flu like symptoms`.
    """
    return load_terms().get(_plain(written))


@cache
def load_terms() -> dict[str, Term]:
    """Every term of version 5.0 by its plain letters, from `tables/ctcae_terms.csv`."""
    systems = load_body_systems()
    return {
        _plain(row["term"]): Term(row["term"], systems[row["body_system"]])
        for row in load_table("ctcae_terms").rows
    }


@cache
def load_body_systems() -> dict[str, Bilingual]:
    """Every system organ class by its English name, in the order of CTCAE."""
    rows = load_table("ctcae_body_systems").rows
    return {row["name_en"]: read_text(row, "name") for row in rows}


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))
