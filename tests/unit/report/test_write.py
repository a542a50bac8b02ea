"""A snapshot in, a folder with the files of its evaluation out."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from heliotrope.report.write import STEPS, write_evaluation
from tests.evaluated import reference_snapshot
from tests.imagined import make_reference_snapshot

FILES = {
    "results.csv",
    "report.html",
    "report.pdf",
    "report.docx",
    "tables.docx",
    "analysis_plan.pdf",
    "analysis_plan.html",
    "figures/primary.svg",
    "figures/flow.svg",
    "figures/written.txt",
    "figures/course.svg",
    "figures/waterfall_week_24.svg",
    "figures/forest.svg",
    "figures/sites.svg",
    *(f"figures/profiles-NC-{number:03}.svg" for number in range(1, 11)),
    "checklists.html",
    "checklists.pdf",
    "checklists.docx",
    "registry/results.xml",
    "registry/results.json",
    "registry/results.html",
    "registry/to_enter.txt",
}
DATASETS = {
    "datasets/adsl.csv",
    "datasets/adqs.csv",
    "datasets/trace.csv",
    "datasets/written.txt",
    "datasets/adam/adsl.xpt",
    "datasets/adam/adqs.json",
    "datasets/adam/define.xml",
    "datasets/adam/define.html",
}


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def outside_datasets(folder: Path) -> set[str]:
    return {name for name in files_in(folder) if not name.startswith("datasets/")}


@pytest.fixture(scope="module")
def told() -> list[tuple[int, int, str]]:
    """The steps of the evaluation in `english`, as they were told."""
    return []


@pytest.fixture(scope="module")
def english(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[int, int, str]]
) -> Iterator[Path]:
    """A folder into which the ten were evaluated; nobody changes it."""
    folder = tmp_path_factory.mktemp("english")
    write_evaluation(
        reference_snapshot(),
        folder,
        progress=lambda *step: told.append((*step[:2], step[2].en)),
    )
    before = files_in(folder)
    yield folder
    assert files_in(folder) == before


def test_the_files_are_there(english: Path) -> None:
    written = files_in(english)
    assert outside_datasets(english) == FILES
    assert written.keys() >= DATASETS
    for name, content in written.items():
        if name.endswith(".csv"):
            assert content.startswith(b"\xef\xbb\xbf")
        if name.endswith(".svg"):
            ElementTree.fromstring(content)


def test_the_language_changes_the_report_and_no_number(english: Path, tmp_path: Path) -> None:
    write_evaluation(reference_snapshot(), tmp_path, "zh")
    en, zh = files_in(english), files_in(tmp_path)
    assert en.keys() == zh.keys()
    for name in en:
        same = name.startswith(("datasets/", "registry/")) or name.endswith((".csv", ".txt"))
        assert (en[name] == zh[name]) == same, name


def test_what_an_earlier_evaluation_wrote_is_removed_and_all_is_the_same_again(
    english: Path, tmp_path: Path
) -> None:
    shutil.copytree(english, tmp_path / "out")
    figures = tmp_path / "out" / "figures"
    (tmp_path / "out" / "report.html").write_text("of an earlier evaluation")
    (tmp_path / "out" / "mine.svg").touch()
    for name in ("earlier.svg", "mine.svg", "mine.txt"):
        (figures / name).touch()
    with (figures / "written.txt").open("a") as listed:
        listed.write("earlier.svg\ngone.svg\nmine.txt\n../mine.svg\n/etc/passwd\n")
    write_evaluation(make_reference_snapshot(), tmp_path / "out")
    kept = {"mine.svg": b"", "figures/mine.svg": b"", "figures/mine.txt": b""}
    assert files_in(tmp_path / "out") == files_in(english) | kept


def test_results_and_html_alone_leave_nothing_of_an_earlier_evaluation(
    english: Path, tmp_path: Path
) -> None:
    shutil.copytree(english, tmp_path, dirs_exist_ok=True)
    (tmp_path / "datasets" / "mine.txt").touch()
    write_evaluation(reference_snapshot(), tmp_path, whole=False)
    only_whole = {one for one in FILES if one.endswith((".pdf", ".docx"))}
    only_whole |= {
        one for one in FILES if one.startswith(("registry/", "checklists.", "analysis_plan"))
    }
    assert files_in(tmp_path).keys() == FILES - only_whole | {"datasets/mine.txt"}


def test_a_step_is_told_before_it_is_done(english: Path, told: list[tuple[int, int, str]]) -> None:
    assert [done for done, _, _ in told] == list(range(len(STEPS) + 1))
    assert {of for _, of, _ in told} == {len(STEPS)}
    assert told[-1][2] == "Done"


def test_the_numbers_in_the_figures_are_rows(english: Path) -> None:
    with (english / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["result_id"]: row for row in csv.DictReader(file)}
    svg = (english / "figures" / "waterfall_week_24.svg").read_text("utf-8")
    for number in (1, 2, 3, 4, 5, 6, 8, 9, 10):
        change = float(rows[f"participant.cdasi_activity.week_24.NC-{number:03}.change"]["value"])
        shown = f"{change:+.0f}".replace("-", "−")
        assert f">{shown}<" in svg


def test_the_slow_part_of_scipy_is_never_imported() -> None:
    code = (
        "import sys, heliotrope.report.write; print([m for m in sys.modules if m == 'scipy.stats'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
