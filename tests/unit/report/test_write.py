"""A snapshot in, a folder with the files of its evaluation out."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from heliotrope.report.write import STEPS, write_evaluation
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


def test_the_files_are_there_and_the_same_again(tmp_path: Path) -> None:
    write_evaluation(make_reference_snapshot(), tmp_path / "a")
    write_evaluation(make_reference_snapshot(), tmp_path / "b")
    first = files_in(tmp_path / "a")
    assert outside_datasets(tmp_path / "a") == FILES
    assert first.keys() >= DATASETS
    assert first == files_in(tmp_path / "b")
    for name, written in first.items():
        if name.endswith(".csv"):
            assert written.startswith(b"\xef\xbb\xbf")
        if name.endswith(".svg"):
            ElementTree.fromstring(written)


def test_the_language_changes_the_report_and_no_number(tmp_path: Path) -> None:
    write_evaluation(make_reference_snapshot(), tmp_path / "en", "en")
    write_evaluation(make_reference_snapshot(), tmp_path / "zh", "zh")
    en, zh = files_in(tmp_path / "en"), files_in(tmp_path / "zh")
    assert en.keys() == zh.keys()
    for name in en:
        same = name.startswith(("datasets/", "registry/")) or name.endswith((".csv", ".txt"))
        assert (en[name] == zh[name]) == same, name


def test_what_an_earlier_evaluation_wrote_is_removed_and_nothing_else(tmp_path: Path) -> None:
    figures = tmp_path / "out" / "figures"
    figures.mkdir(parents=True)
    (tmp_path / "out" / "mine.svg").touch()
    for name in ("earlier.svg", "mine.svg", "mine.txt"):
        (figures / name).touch()
    listed = "earlier.svg\ngone.svg\nmine.txt\n../mine.svg\n/etc/passwd\n"
    (figures / "written.txt").write_text(listed)
    write_evaluation(make_reference_snapshot(), tmp_path / "out")
    kept = {"mine.svg", "figures/mine.svg", "figures/mine.txt"}
    assert outside_datasets(tmp_path / "out") == FILES | kept
    write_evaluation(make_reference_snapshot(), tmp_path / "out")
    assert outside_datasets(tmp_path / "out") == FILES | kept


def test_results_and_html_alone_leave_nothing_of_an_earlier_evaluation(tmp_path: Path) -> None:
    write_evaluation(make_reference_snapshot(), tmp_path)
    (tmp_path / "datasets" / "mine.txt").touch()
    write_evaluation(make_reference_snapshot(), tmp_path, whole=False)
    only_whole = {one for one in FILES if one.endswith((".pdf", ".docx"))}
    only_whole |= {
        one for one in FILES if one.startswith(("registry/", "checklists.", "analysis_plan"))
    }
    assert files_in(tmp_path).keys() == FILES - only_whole | {"datasets/mine.txt"}


def test_a_step_is_told_before_it_is_done(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    write_evaluation(
        make_reference_snapshot(),
        tmp_path,
        progress=lambda *step: told.append((*step[:2], step[2].en)),
    )
    assert [done for done, _, _ in told] == list(range(len(STEPS) + 1))
    assert {of for _, of, _ in told} == {len(STEPS)}
    assert told[-1][2] == "Done"


def test_the_numbers_in_the_figures_are_rows(tmp_path: Path) -> None:
    write_evaluation(make_reference_snapshot(), tmp_path)
    with (tmp_path / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["result_id"]: row for row in csv.DictReader(file)}
    svg = (tmp_path / "figures" / "waterfall_week_24.svg").read_text("utf-8")
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
