"""An evaluation with a language → the rows and words that tables and figures ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from heliotrope.analysis.data import LISTED
from heliotrope.analysis.results import Result, Results
from heliotrope.analysis.run import Evaluation
from heliotrope.report.model import Piece, Said
from heliotrope.report.numbers import show_unit
from heliotrope.study.plan import Analysis, Endpoint
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Bilingual, Language

TOUCHING = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[\u4e00-\u9fff])")

_PART = re.compile(r"\{(\w+)\}")

SYNTHETIC = "合成数据 · Synthetic data"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a listing: its rows of results by column."""

    participant: str
    seq: int
    cells: dict[str, Result]

    def number(self, column: str) -> float | None:
        """The number in a column; None without one."""
        row = self.cells.get(column)
        return None if row is None or row.value is None else float(row.value)

    def words(self, column: str, language: Language) -> str:
        """The words in a column; empty without any."""
        row = self.cells.get(column)
        return "" if row is None else row.text.say(language)

    def row(self, *columns: str) -> tuple[str, ...]:
        """The ids of the rows in the columns that it has."""
        return tuple(self.cells[one].result_id for one in columns if one in self.cells)


@dataclass(frozen=True)
class View:
    """What is written down, and in which language."""

    evaluation: Evaluation
    language: Language

    @property
    def study(self) -> Study:
        """The study as it stood in the snapshot."""
        return self.evaluation.snapshot.study

    @property
    def mark(self) -> str:
        """What stands on every page and figure of synthetic data, in both languages; else empty."""
        return SYNTHETIC if self.evaluation.snapshot.synthetic else ""

    @property
    def results(self) -> Results:
        """Every number there is."""
        return self.evaluation.results

    @cached_property
    def recruited(self) -> tuple[str, str] | None:
        """The first and the last day on which a consent was signed; None where none is dated."""
        sdtm = self.evaluation.sdtm
        signed = sdtm["DM"].frame["RFICDTC"].drop_nulls() if "DM" in sdtm else None
        if signed is None or signed.is_empty():
            return None
        days = sorted(str(one)[:10] for one in signed)
        return days[0], days[-1]

    @cached_property
    def enrolled(self) -> tuple[str, ...]:
        """The codes of everyone ever enrolled, in order."""
        return tuple(p.code for p in self.evaluation.snapshot.enrolled)

    @property
    def listed(self) -> tuple[str, ...]:
        """Those of them who have rows of their own: everyone, or nobody in a large study."""
        return self.enrolled if len(self.enrolled) <= LISTED else ()

    @cached_property
    def enrolled_set(self) -> frozenset[str]:
        """The codes of everyone ever enrolled."""
        return frozenset(self.enrolled)

    @property
    def first_visit(self) -> Visit:
        """The visit of day 1."""
        return self.study.visit(self.study.roles.day_1_visit)

    def say(self, words: Bilingual) -> str:
        """The words in the language of the report."""
        return words.say(self.language)

    def say_unit(self, unit: Bilingual) -> str:
        """A unit in the language of the report, as it is printed."""
        return show_unit(self.say(unit))

    def words(self, en: str, zh: str) -> str:
        """One of the two; in Chinese with a space between Chinese and Latin or digits."""
        return TOUCHING.sub(" ", zh) if self.language == "zh" else en

    def compose(self, en: str, zh: str, **parts: Piece | Said | str) -> Said:
        """One of the two sentences with its `{parts}` filled in; a text is taken as the study's.

        The sentences are words of the program: what holds a digit must be a part.
        """
        said: list[Piece] = []
        for place, found in enumerate(_PART.split(zh if self.language == "zh" else en)):
            if place % 2 == 0:
                part: Piece | Said | str = Piece(self.words(found, found))
            else:
                part = parts[found]
            if isinstance(part, str):
                part = Piece(part, "study")
            said += [part] if isinstance(part, Piece) else part
        said = [piece for piece in said if piece.text]
        return tuple(said) if self.language == "en" else tuple(_keep_apart(said))

    def quote(self, words: Bilingual, mark: str = "") -> Piece:
        """Words of the study's files."""
        return Piece(self.say(words), "study", mark=mark)

    def remark(self, row: Result) -> Said:
        """The remark of a row of results, if it has one."""
        said = self.say(row.text)
        return (Piece(said, "result", (row.result_id,)),) if said else ()

    def join(self, parts: list[str]) -> str:
        """A list within a sentence."""
        return ("、" if self.language == "zh" else ", ").join(parts)

    def value(self, endpoint: Endpoint, visit: Visit, code: str) -> Result:
        """The row of a participant's value at a visit."""
        return self.results[f"participant.{endpoint.name}.{visit.name}.{code}.value"]

    def change(self, endpoint: Endpoint, visit: Visit, code: str) -> Result:
        """The row of a participant's change from baseline."""
        return self.results[f"participant.{endpoint.name}.{visit.name}.{code}.change"]

    def percent(self, endpoint: Endpoint, visit: Visit, code: str) -> Result:
        """The row of a participant's change as a percentage of baseline."""
        return self.results[f"participant.{endpoint.name}.{visit.name}.{code}.percent"]

    def of(self, analysis: Analysis, name: str) -> Result:
        """A row of an analysis, such as `estimate` or `p`."""
        return self.results[f"{analysis.name}.{name}"]

    def find(self, analysis: Analysis, name: str) -> Result | None:
        """A row of an analysis; None if it has no such row."""
        return self.results.find(f"{analysis.name}.{name}")

    def visits_of(self, endpoint: Endpoint) -> tuple[Visit, ...]:
        """The visits at which the endpoint has rows, in the order of the schedule."""
        names = self._visits.get(endpoint.name, set())
        return tuple(visit for visit in self.study.visits if visit.name in names)

    def lines(self, listing: str, code: str) -> list[Line]:
        """The lines of a listing that belong to a participant, in order."""
        return self._listed.get((listing, code), [])

    @cached_property
    def _listed(self) -> dict[tuple[str, str], list[Line]]:
        """Listing and participant → lines, from the ids `listing.<name>.<code>.<seq>.<column>`."""
        found: dict[tuple[str, str], list[Line]] = {}
        for row in self.results.rows:
            if not row.analysis.startswith("listing."):
                continue
            key = (row.analysis.removeprefix("listing."), row.group)
            lines = found.setdefault(key, [])
            seq, _, column = row.result_id.removeprefix(f"{row.analysis}.{row.group}.").partition(
                "."
            )
            if len(lines) < int(seq):
                lines.append(Line(row.group, int(seq), {}))
            lines[-1].cells[column] = row
        return found

    @cached_property
    def _visits(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in self.results.select("participant"):
            found.setdefault(row.endpoint, set()).add(row.visit)
        return found


def _keep_apart(said: Sequence[Piece]) -> Iterator[Piece]:
    """A space where Chinese of one piece would touch Latin or digits of the next."""
    for piece, following in zip(said, [*said[1:], None], strict=True):
        touching = following is not None and TOUCHING.search(piece.text[-1] + following.text[0])
        yield replace(piece, text=f"{piece.text} ") if touching else piece
