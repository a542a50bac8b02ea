"""The cells of one row of a score table go in; the cells of its scored row come out.

A reader of tables finds the columns by name and passes each row's cells on; it needs no more of a
table than a `ScoredTable`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from heliotrope.safety.glucocorticoid import Treatment, score_prednisone
from heliotrope.safety.grading import LaboratoryResult, grade_laboratory
from heliotrope.safety.numbers import read_number
from heliotrope.vocabulary import Bilingual, Missing

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoredTable:
    """What a reader of tables has to know: the columns in, the columns out, and one row's way.

    The column `id` comes before both and is the reader's own: it is passed on as it stands.
    """

    name: str
    """As typed: `heliotrope score <name> IN.csv -o OUT.csv`."""
    title: Bilingual
    columns_in: Row
    """Without `id`; all must be there, in any order."""
    columns_out: Row
    """Without `id`; the last two are `status` (`scored` or `not_scored`) and `reason`."""
    score_row: Callable[[Mapping[str, str]], Row]
    """The text of each column in → the text of each column out. Never raises for what cells hold.

    Numbers as `numbers.read_number` takes them; an empty cell, `ND`, `UNK` and `NA` are missing. A
    cell that is not allowed gives `not_scored` and a reason that names its column. A `scored` row
    may carry a remark as its reason.
    """


def score_ctcae_row(cells: Mapping[str, str]) -> Row:
    """Cells `version test value unit lln uln baseline` → `grade term criterion status reason`."""
    words = {name: _read_word(name, cells[name]) for name in ("version", "test", "unit")}
    numbers = {name: read_number(cells[name]) for name in ("value", "lln", "uln", "baseline")}
    grade = grade_laboratory(LaboratoryResult(**words, **numbers))
    reason = "; ".join(one.en for one in grade.remarks)
    if grade.reason is not None:
        return ("", grade.term.en, "", grade.status, grade.reason.en)
    return (str(grade.value), grade.term.en, grade.criterion.en, grade.status, reason)


def score_prednisone_row(cells: Mapping[str, str]) -> Row:
    """Cells `drug dose_mg per_day route` → `prednisone_mg_per_day status reason`."""
    words = {name: _read_word(name, cells[name]) for name in ("drug", "route")}
    numbers = {name: read_number(cells[name]) for name in ("dose_mg", "per_day")}
    found = score_prednisone(Treatment(**words, **numbers))
    said = found.reason or found.remark
    return (found.say_mg_per_day(), found.status, said.en if said else "")


_BARE_VERSIONS = {"5": "5.0", "6": "6.0"}
"""What a spreadsheet makes of a version."""


def _read_word(name: str, text: str) -> str | Missing | None:
    """A word of a closed list, in small letters whatever the sheet has; units as they stand."""
    if text in {one.value for one in Missing}:
        return Missing(text)
    if name == "version":
        return _BARE_VERSIONS.get(text, text) or None
    return (text if name == "unit" else text.lower()) or None


CTCAE = ScoredTable(
    "ctcae",
    Bilingual("CTCAE grades of laboratory values", "实验室检查值的 CTCAE 分级"),
    tuple(one.name for one in fields(LaboratoryResult)),
    ("grade", "term", "criterion", "status", "reason"),
    score_ctcae_row,
)
PREDNISONE = ScoredTable(
    "prednisone",
    Bilingual("Prednisone equivalent in mg/day", "泼尼松等效剂量（mg/日）"),
    tuple(one.name for one in fields(Treatment)),
    ("prednisone_mg_per_day", "status", "reason"),
    score_prednisone_row,
)
SCORED_TABLES = {one.name: one for one in (CTCAE, PREDNISONE)}
"""Every table that this room can score, by its name."""
