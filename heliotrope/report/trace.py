"""A document with its evaluation → what lies behind each number: rows, datasets, ledger entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from heliotrope.analysis.results import COLUMNS, Result, read_row
from heliotrope.analysis.run import Evaluation
from heliotrope.capture.ledger import Record
from heliotrope.capture.snapshot import Snapshot
from heliotrope.datasets.standard import Dataset, Datasets
from heliotrope.datasets.write import Cell as Value
from heliotrope.datasets.write import render_cell
from heliotrope.report.model import Block, Document, Figure, Items, Paragraph, Piece, Table, Terms
from heliotrope.vocabulary import Bilingual, Language

TRACED = 200
"""Up to so many participants the report carries what lies behind its numbers."""

_ENTRIES = re.compile(r"entr(?:y|ies) (\d+(?:, \d+)*)")

Json = dict[str, object]


class Condition(NamedTuple):
    """What a row must fulfil to be behind a number."""

    variable: str
    sign: str
    """`=`, `!=`, `<=`, `>=`, `<`, `>`."""
    values: tuple[str, ...]
    """One of these; for an order, the one number or the other variable that is compared."""


@dataclass(frozen=True, slots=True)
class Source:
    """What the column `source` of a result says, taken apart."""

    dataset: str
    conditions: tuple[Condition, ...]
    variables: tuple[str, ...]
    """Variables that the number was taken from."""
    entries: tuple[int, ...]


class Reader:
    """Takes sources apart, knowing the datasets that they may name."""

    def __init__(self, frames: Mapping[str, pl.DataFrame]) -> None:
        self.frames = frames
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def read(self, source: str) -> Source | None:
        """`ADQS CDASIACT week_24 ANL01FL=Y; entries 3, 7; data 0a1b` taken apart.

        A word that is a variable's name is one; a word with a sign is a condition, whose value may
        be several words; another is a value of PARAMCD or of AVISIT. What is none of these says
        more to a reader and nothing here. None if the source names no dataset that is there and
        no ledger entry either.
        """
        where, _, rest = source.partition(";")
        dataset, _, said = where.partition(" ")
        listed = _ENTRIES.search(rest)
        entries = tuple(int(one) for one in listed[1].split(", ")) if listed else ()
        if dataset not in self.frames:
            return Source(dataset, (), (), entries) if entries else None
        columns = self.frames[dataset].columns
        conditions: list[Condition] = []
        variables: list[str] = []
        words = said.replace(",", " ").split()
        for place, word in enumerate(words):
            found = _CONDITION.fullmatch(word)
            if found and found["name"] in columns:
                value = self._find_value(dataset, found, words[place + 1 :])
                conditions.append(Condition(found["name"], found["sign"], (value,)))
            elif word in columns:
                variables.append(word)
            else:
                self._add_named(dataset, word, conditions)
        return Source(dataset, tuple(conditions), tuple(variables), entries)

    def _find_value(self, dataset: str, found: re.Match[str], more: Sequence[str]) -> str:
        """The longest run of words that is a value of the variable; else the first word."""
        words, known = [found["value"], *more], self._values(dataset, found["name"])
        for length in range(min(len(words), _LONGEST), 1, -1):
            value = " ".join(words[:length])
            if value in known:
                return value
        return words[0]

    def _add_named(self, dataset: str, word: str, conditions: list[Condition]) -> None:
        """A value of PARAMCD or AVISIT; a second value of the same is another choice."""
        for name in _NAMED:
            if name in self.frames[dataset].columns and word in self._values(dataset, name):
                for place, one in enumerate(conditions):
                    if one.variable == name:
                        conditions[place] = one._replace(values=(*one.values, word))
                        return
                conditions.append(Condition(name, "=", (word,)))
                return

    def _values(self, dataset: str, name: str) -> frozenset[str]:
        key = (dataset, name)
        if key not in self._known:
            column = self.frames[dataset][name].unique().drop_nulls().to_list()
            self._known[key] = frozenset(str(one) for one in column)
        return self._known[key]


_CONDITION = re.compile(r"(?P<name>[A-Z][A-Z0-9]*)(?P<sign>!=|<=|>=|=|<|>)(?P<value>.+)")
_LONGEST = 12
"""Words of the longest value that is looked for, such as a body system's."""
_NAMED = ("PARAMCD", "AVISIT")
"""Variables whose values a source gives without their name."""


# ---------------------------------------------------------------- which rows are shown


def list_results(document: Document) -> tuple[str, ...]:
    """The ids of every row of results that the document shows, in the order of reading."""
    found = (one for block in document.blocks() for one in _block_results(block))
    return tuple(dict.fromkeys(found))


def _block_results(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(words=words):
            yield from _said_results(words)
        case Items(items=items):
            for words in items:
                yield from _said_results(words)
        case Terms(pairs=pairs):
            for _, words in pairs:
                yield from _said_results(words)
        case Table():
            yield from _said_results(block.population)
            for row in block.rows:
                for cell in row.cells:
                    yield from cell.results
            for note in block.notes:
                yield from _said_results(note.words)
        case Figure():
            yield from block.results
            yield from _said_results(block.note)
        case _:
            return


def _said_results(words: Iterable[Piece]) -> Iterator[str]:
    for piece in words:
        yield from piece.results


# ---------------------------------------------------------------- as data


@dataclass
class _Texts:
    """Every text once, by its number."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))

    def rows(self, rows: Iterable[Iterable[str]]) -> list[list[int]]:
        return [[self.number(text) for text in row] for row in rows]


def trace_document(document: Document, evaluation: Evaluation) -> Json | None:
    """What lies behind the document's numbers; None where there are too many participants."""
    if len(evaluation.snapshot.participants) > TRACED:
        return None
    return render_trace(document, evaluation, evaluation.adam)


def render_trace(document: Document, evaluation: Evaluation, datasets: Datasets) -> Json:
    """What the report's own program shows of a number that is asked for.

    `texts`: every text once; all else refers to it by place. `columns` and `rows`: the rows of
    results shown in the document, in the order of `list_results`. `sources`: each source taken
    apart. `data`: the datasets they name. `entries`: the ledger's entries.
    """
    texts, language = _Texts(), document.language
    rows = [evaluation.results[one] for one in list_results(document)]
    reader = Reader({one.name: one.frame for one in datasets})
    sources = {one: reader.read(one) for one in dict.fromkeys(row.source for row in rows)}
    named = [one.dataset for one in sources.values() if one and one.dataset in reader.frames]
    data = {name: _render_dataset(texts, datasets[name]) for name in dict.fromkeys(named)}
    return {
        "columns": list(COLUMNS),
        "rows": texts.rows(_cells(row, language) for row in rows),
        "sources": {
            texts.number(text): [source.dataset, source.conditions, source.variables,
                                 source.entries]
            for text, source in sources.items()
            if source
        },
        "data": data,
        "entries": {
            seq: texts.rows([cells])[0]
            for seq, cells in sorted(_list_entries(evaluation.snapshot, language))
        },
        "people": [texts.number(one.code) for one in evaluation.snapshot.participants],
        "texts": list(texts.numbers),
    }  # fmt: skip


def _cells(row: Result, language: Language) -> Iterator[str]:
    for value in read_row(row):
        yield value.say(language) if isinstance(value, Bilingual) else render_cell(value)


def _render_dataset(texts: _Texts, dataset: Dataset) -> Json:
    """The columns that hold anything, the rows, and the ledger entry behind each."""
    frame = dataset.frame
    kept = [name for name in frame.columns if frame[name].null_count() < frame.height]
    rows: Iterable[tuple[Value, ...]] = frame.select(kept).iter_rows()
    return {
        "columns": kept,
        "rows": texts.rows([render_cell(value) for value in row] for row in rows),
        "entries": [] if dataset.entries is None else dataset.entries.to_list(),
    }


def _list_entries(snapshot: Snapshot, language: Language) -> Iterator[tuple[int, list[str]]]:
    """Number of each entry that recorded a form → participant, form, visit, date, when, who."""
    study = snapshot.study
    for participant in snapshot.participants:
        for record in participant.records.values():
            form = study.form_by_name.get(record.form)
            visit = study.visit_by_name.get(record.visit)
            for one in record.versions:
                yield (
                    one.seq,
                    [
                        one.participant,
                        form.label.say(language) if form else one.form,
                        visit.label.say(language) if visit else one.visit,
                        _say_moment(one),
                        one.at.isoformat(timespec="seconds"),
                        one.by.name,
                    ],
                )


def _say_moment(record: Record) -> str:
    return record.performed.isoformat() if record.performed else ""
