"""The room of safety rules in; whether each can be trusted and laid beside its source out."""

from __future__ import annotations

from types import ModuleType

import pytest
from ruamel.yaml import YAML

from heliotrope.safety import glucocorticoid, grading
from heliotrope.vocabulary import Fact
from tests.repository import ROOT, find_tracked

STANDINGS = {"published", "derived", "unsourced", "proposed"}
RULES = [pytest.param(one, id=one.__name__.rpartition(".")[2]) for one in (grading, glucocorticoid)]


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


@pytest.mark.parametrize("module", RULES)
def test_each_of_its_rules_has_a_source(module: ModuleType) -> None:
    facts: tuple[Fact, ...] = module.FACTS
    assert any(fact.source.status == "published" for fact in facts)
    for fact in facts:
        assert fact.statement.en, module.__name__
        assert fact.statement.zh, fact.statement.en
        assert fact.source.status in STANDINGS
        assert fact.source.citation, fact.statement.en
        assert "://" not in fact.source.id


@pytest.mark.parametrize("module", RULES)
def test_it_has_worked_cases_with_sources(module: ModuleType) -> None:
    files = sorted((ROOT / "tests" / "cases" / "safety" / _name(module)).glob("*.yaml"))
    cases = [case for file in files for case in YAML(typ="safe").load(file)["cases"]]
    for case in cases:
        assert case["title"]["en"]
        assert case["title"]["zh"]
        assert case["source"]["status"] in STANDINGS, case["title"]["en"]
        assert case["source"]["citation"], case["title"]["en"]
    assert {"published", "derived"} <= {case["source"]["status"] for case in cases}


@pytest.mark.parametrize("twin", ["test_ctcae", "test_glucocorticoid"])
def test_it_has_a_second_slow_twin(twin: str) -> None:
    assert any(path.match(f"tests/twice/safety/{twin}.py") for path in find_tracked())
