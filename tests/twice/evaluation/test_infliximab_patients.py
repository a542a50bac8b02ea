"""The thirteen published patients, typed from the paper; every analysis of them once more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache

import pytest

from heliotrope.analysis.run import evaluate
from heliotrope.capture.intake import read_tables
from heliotrope.capture.intake_facts import fold_tables
from heliotrope.capture.snapshot import take_snapshot
from heliotrope.capture.tables import read_csv
from heliotrope.study.load import load_study
from tests.repository import ROOT
from tests.twice.evaluation import slow

# CK, MMT-8 and functional index before and after (Dastmalchi, infliximab pilot; study.md, 2c iii).
PUBLISHED = """\
1.8/1.3 57/61 23/31
1.9/3.9 66/73 49/54
4/16.8 76/77 56/58
4.4/8.1 65/64 34/27
4.3/- 54/- 15/-
1.8/2.7 48/56 42/42
47/- 63/- 40/-
11/- 68/- 56/-
88/- 55/- -/-
3.3/2.7 61/56 32/33
2.5/2.3 49/57 25/33
4.6/3.8 59/65 34/35
3.9/3.8 57/61 33/28"""
PLACES = {"ck": 0, "mmt8": 1, "functional_index": 2}


def column(measure: str, after: int) -> list[Fraction | None]:
    cells = [line.split()[PLACES[measure]].split("/")[after] for line in PUBLISHED.splitlines()]
    return [None if cell == "-" else Fraction(cell) for cell in cells]


def changes(measure: str, *, filled: bool = False) -> list[Fraction]:
    pairs = zip(column(measure, 0), column(measure, 1), strict=True)
    found = [(before, after) for before, after in pairs if before is not None]
    return [
        Fraction(0) if after is None else after - before
        for before, after in found
        if after is not None or filled
    ]


@cache
def results() -> dict[str, float | None]:
    folder = ROOT / "studies" / "infliximab-pilot"
    study = load_study(folder)
    paths = sorted((folder / "data").glob("*.csv"))
    read = {one.stem: read_csv(one.stem, one.read_text("utf-8-sig"))[0] for one in paths}
    tables = {name: table for name, table in read.items() if table is not None}
    intake = read_tables(study, tables, date(2026, 1, 1))
    state = replace(fold_tables(study, intake), database="rehearsal")
    rows = evaluate(take_snapshot(state)).results.rows
    return {row.result_id: None if row.value is None else float(row.value) for row in rows}


def agree(prefix: str, expected: dict[str, float | None]) -> None:
    for name, value in expected.items():
        assert results()[f"{prefix}.{name}"] == pytest.approx(value, rel=1e-9, abs=1e-12), name


def three(found: slow.Three) -> dict[str, float | None]:
    return dict(zip(("estimate", "lower", "upper"), found, strict=True))


@pytest.mark.parametrize(
    ("name", "measure", "filled"),
    [
        ("change_mmt8", "mmt8", False),
        ("return_to_baseline_mmt8", "mmt8", True),
        ("change_functional_index", "functional_index", False),
    ],
)
def test_mean_changes(name: str, measure: str, filled: bool) -> None:
    values = changes(measure, filled=filled)
    found, p, df = slow.compute_t(values)
    agree(name, {"n": len(values), **slow.describe(values), **three(found), "df": df})
    if f"{name}.p" in results():
        agree(name, {"p": p})


@pytest.mark.parametrize("measure", PLACES)
def test_ranks(measure: str) -> None:
    found, p, coverage = slow.compute_signed_rank(changes(measure))
    name = f"signed_rank_{measure}"
    agree(name, {"n": 9, **three(found), "coverage": coverage})
    if f"{name}.p" in results():
        agree(name, {"p": p})


@pytest.mark.parametrize("measure", PLACES)
def test_values(measure: str) -> None:
    before = [one for one in column(measure, 0) if one is not None]
    after = [one for one in column(measure, 1) if one is not None]
    agree(f"{measure}_before.baseline", {"n": len(before), **slow.describe(before)})
    agree(f"{measure}_after.value", {"n": len(after), **slow.describe(after)})
    agree(f"{measure}_after.change", {"n": 9, **slow.describe(changes(measure))})
