"""The catalog of instruments in; whether each can be trusted and laid beside its source out."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from heliotrope.instruments.catalog import INSTRUMENTS
from heliotrope.instruments.score import Instrument
from tests.repository import PACKAGE, ROOT, find_modules, find_tracked

BY_NAME = [pytest.param(one, id=f"{one.name} {one.version}") for one in INSTRUMENTS]
OF_NO_INSTRUMENT = {
    "__init__", "description", "missing", "score", "catalog", "published", "table", "manual",
    "tis_reachable",
}  # fmt: skip
STANDINGS = {"published", "derived", "unsourced", "proposed"}


@pytest.mark.parametrize("instrument", BY_NAME)
def test_each_of_its_rules_has_a_source(instrument: Instrument) -> None:
    assert instrument.facts
    for fact in instrument.facts:
        assert fact.statement.en, instrument.name
        assert fact.statement.zh, fact.statement.en
        assert fact.source.status in STANDINGS
        why = fact.source.citation or fact.source.note.en
        assert why, f"{fact.statement.en}: neither a citation nor why there is none"
    assert any(fact.source.status == "published" for fact in instrument.facts)


@pytest.mark.parametrize("instrument", BY_NAME)
def test_it_has_a_worked_case_that_was_published_or_follows_from_one(
    instrument: Instrument,
) -> None:
    folder = ROOT / "tests" / "cases" / "instruments" / instrument.name
    files = sorted(folder.glob("*.yaml"))
    cases = [case for file in files for case in YAML(typ="safe").load(file)["cases"]]
    for case in cases:
        assert case["title"]["en"]
        assert case["title"]["zh"]
        assert case["source"]["status"] in STANDINGS, case["title"]["en"]
        assert case["source"]["citation"], case["title"]["en"]
    assert {"published", "derived"} & {case["source"]["status"] for case in cases}


@pytest.mark.parametrize("instrument", BY_NAME)
def test_it_has_a_second_slow_scorer(instrument: Instrument) -> None:
    twins = [
        path
        for path in find_tracked()
        if path.is_relative_to("tests/twice") and instrument.name in path.stem
    ]
    assert any(path.name.startswith("test_") for path in twins)


@pytest.mark.parametrize("instrument", BY_NAME)
def test_its_texts_are_in_both_languages(instrument: Instrument) -> None:
    texts = [instrument.title, instrument.rights, *(item.label for item in instrument.items)]
    texts += [scale.label for scale in instrument.scales]
    assert not [text for text in texts if not text.en or not text.zh]


def test_every_file_of_an_instrument_is_in_the_catalog() -> None:
    files = {
        module.path.stem for module in find_modules() if module.path.parent.name == "instruments"
    }
    scorers = {one.score.__module__.rpartition(".")[2] for one in INSTRUMENTS}
    assert files - OF_NO_INSTRUMENT == scorers


def test_every_table_says_where_it_was_printed() -> None:
    for path in sorted(PACKAGE.glob("*/tables/*.csv")):
        assert path.read_text("utf-8").startswith("# Printed in: "), path.name


def test_the_manual_pages_are_current() -> None:
    writer = runpy.run_path(str(ROOT / "docs" / "instruments" / "write_pages.py"))
    pages: list[tuple[Path, str]] = list(writer["render_pages"]())
    assert len(pages) == 2 * len(INSTRUMENTS)
    for page, text in pages:
        assert page.read_text("utf-8") == text, f"{page.name}: run `make fix`"
