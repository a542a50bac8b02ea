"""Names of instruments in; whether the catalog knows them, each with its sources, out."""

from __future__ import annotations

from pathlib import Path

import pytest

from heliotrope.instruments import catalog
from heliotrope.instruments.catalog import (
    INSTRUMENTS,
    UnknownInstrumentError,
    require_instrument,
)
from heliotrope.instruments.score import Instrument

EACH = [pytest.param(one, id=f"{one.name} {one.version}") for one in INSTRUMENTS]
CASES = Path(__file__).parents[2] / "cases" / "instruments"


def test_an_instrument_by_its_name_and_version() -> None:
    assert require_instrument("cdasi") is require_instrument("cdasi", "2")


@pytest.mark.parametrize(("name", "version"), [("cdas", None), ("cdasi", "1"), ("", None)])
def test_an_unknown_one_is_refused_with_those_there_are(name: str, version: str | None) -> None:
    with pytest.raises(UnknownInstrumentError, match="there are: cdasi 2") as refusal:
        require_instrument(name, version)
    assert "cdasi 2" in refusal.value.fault.right.zh


@pytest.mark.parametrize("instrument", EACH)
def test_its_items_and_scales_have_names_of_their_own(instrument: Instrument) -> None:
    items = [item.name for item in instrument.items]
    columns = ["id", "status", "reason", *(scale.name for scale in instrument.scales)]
    assert len({*items, *columns}) == len(items) + len(columns)
    assert all(item.choices or item.low < item.high for item in instrument.items)


@pytest.mark.parametrize("instrument", EACH)
def test_it_says_where_its_rules_come_from(instrument: Instrument) -> None:
    assert any(fact.source.status == "published" for fact in instrument.facts)
    for fact in instrument.facts:
        assert fact.source.citation
        assert "://" not in fact.source.id
        assert bool(fact.source.id) or fact.source.status != "published"
    assert instrument.rights.en
    assert instrument.rights.zh


@pytest.mark.parametrize("instrument", EACH)
def test_it_has_worked_cases(instrument: Instrument) -> None:
    assert list((CASES / instrument.name).glob("*.yaml"))


def test_every_instrument_file_is_in_the_catalog() -> None:
    around = {
        "__init__", "catalog", "description", "manual", "missing", "published", "score", "table",
        "tis_reachable",
    }  # fmt: skip
    files = {path.stem for path in Path(catalog.__file__).parent.glob("*.py")} - around
    assert {one.score.__module__.rpartition(".")[2] for one in INSTRUMENTS} == files
