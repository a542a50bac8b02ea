"""The guide to a new study in, the study it describes made, rehearsed and evaluated out."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest

from tests.command import run, succeed

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "adding-a-study.md"
COPIED = re.compile(r"`(forms/\w+\.yaml)`")
BLOCK = re.compile(r"^```yaml\n# ([\w/]+\.yaml)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a reader of the guide ends up with."""
    folder = tmp_path_factory.mktemp("guide") / "itch-pilot"
    text = GUIDE.read_text("utf-8")
    (folder / "forms").mkdir(parents=True)
    for name, content in BLOCK.findall(text):
        (folder / name).write_text(content, "utf-8")
    (said,) = (line for line in text.splitlines() if line.startswith("Copied unchanged"))
    for name in COPIED.findall(said):
        shutil.copy(ROOT / "studies" / "nct05488327" / name, folder / name)
    return folder


def test_the_study_of_the_guide_has_no_fault(study: Path) -> None:
    done = run("study", "check", study, cwd=study)
    assert (done.returncode, done.stdout) == (0, "")
    assert "No fault in 10 files of itch-pilot" in done.stderr


def test_the_study_of_the_guide_is_rehearsed_and_evaluated(study: Path, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/r.sqlite3"
    succeed("rehearse", "--study", study, "--database", database, cwd=tmp_path)
    for language in ("en", "zh"):
        out = tmp_path / language
        succeed("evaluate", "--database", database, "--language", language, "-o", out, cwd=tmp_path)
        assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    with (tmp_path / "en" / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["result_id"]: row for row in csv.DictReader(file)}
    assert rows["itch_change.estimate"]["role"] == "primary"
    assert int(rows["itch_change.n"]["value"]) > 4
    assert rows["dlqi_change.estimate"]["value"]
    assert "dlqi_change.p" not in rows


def test_a_slip_in_it_is_named_with_its_line(study: Path, tmp_path: Path) -> None:
    spoiled = tmp_path / "itch-pilot"
    shutil.copytree(study, spoiled)
    plan = spoiled / "plan.yaml"
    plan.write_text(plan.read_text("utf-8").replace("value: worst", "value: wurst"), "utf-8")
    done = run("study", "check", spoiled, cwd=tmp_path)
    assert done.returncode == 1
    assert "plan.yaml:7: itch gives no number wurst for the endpoint itch" in done.stdout
    assert "did you mean worst?" in done.stdout
