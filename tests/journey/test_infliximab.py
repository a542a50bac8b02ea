"""Thirteen published patients in; before-after results with the drop-outs named out."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.command import succeed
from tests.repository import ROOT

STUDY = ROOT / "studies" / "infliximab-pilot"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the study was evaluated, from the data that are shipped."""
    home = tmp_path_factory.mktemp("infliximab")
    succeed("evaluate", STUDY, STUDY / "data", "-o", "out", cwd=home)
    return home


@pytest.fixture(scope="module")
def results(home: Path) -> dict[str, dict[str, str]]:
    """Result id → row."""
    text = (home / "out" / "results.csv").read_text("utf-8-sig")
    return {row["result_id"]: row for row in csv.DictReader(io.StringIO(text))}


def test_strength_before_and_after(results: dict[str, dict[str, str]]) -> None:
    # Nine complete pairs: 4, 7, 1, -1, 8, -5, 8, 6, 4. The p-values stand in practice.md.
    assert results["change_mmt8.n"]["value"] == "9"
    assert float(results["change_mmt8.mean"]["value"]) == pytest.approx(32 / 9, abs=1e-12)
    assert float(results["change_mmt8.p"]["value"]) == pytest.approx(0.0433, abs=5e-5)
    assert results["signed_rank_mmt8.p"]["value"] == "0.0625"


def test_creatine_kinase_is_there_too(results: dict[str, dict[str, str]]) -> None:
    # Before to after, patients 1-4, 6, 10-13: the median of -0.5, 2, 12.8, 3.7, 0.9, -0.6, -0.2,
    # -0.8, -0.1.
    assert results["signed_rank_ck.n"]["value"] == "9"
    assert float(results["signed_rank_ck.median"]["value"]) == pytest.approx(-0.1, abs=1e-12)


def test_the_four_who_dropped_out_are_named(results: dict[str, dict[str, str]]) -> None:
    text = results["change_mmt8.n"]["text"]
    for code in ("IP-05", "IP-07", "IP-08", "IP-09"):
        assert code in text


def test_a_second_run_gives_the_same_bytes(home: Path) -> None:
    succeed("evaluate", STUDY, STUDY / "data", "-o", "again", cwd=home)
    for name in ("results.csv", "report.html", "report.pdf"):
        assert (home / "out" / name).read_bytes() == (home / "again" / name).read_bytes()
