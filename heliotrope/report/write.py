"""A snapshot → the files of its evaluation: results, datasets, figures, report."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from heliotrope.analysis.results import write_results
from heliotrope.analysis.run import Evaluation, evaluate
from heliotrope.capture.snapshot import Snapshot
from heliotrope.datasets.write import render_csv, write_csv
from heliotrope.report.contents import compose_report
from heliotrope.report.html import render_html
from heliotrope.report.pdf import render_pdf
from heliotrope.report.trace import trace_document
from heliotrope.vocabulary import Bilingual, Language

Progress = Callable[[int, int, Bilingual], None]
"""Called before each step: how many are done, how many there are, what comes next."""

STEPS = (
    Bilingual("Datasets and analyses", "数据集与分析"),
    Bilingual("Results and datasets", "结果与数据集"),
    Bilingual("Figures and HTML", "图与 HTML"),
    Bilingual("PDF", "PDF"),
)
DONE = Bilingual("Done", "完成")


def _silent(done: int, of: int, what: Bilingual) -> None:
    """No progress is shown."""


def write_evaluation(
    snapshot: Snapshot,
    folder: Path,
    language: Language = "en",
    progress: Progress = _silent,
) -> Evaluation:
    """Evaluate the snapshot and write everything into the folder, which is made.

    What an earlier evaluation wrote there and this one does not is removed, and nothing else: the
    figures that belong to it are listed in `figures/written.txt`.

    `results.csv`, `report.html`, `report.pdf`, `figures/<name>.svg`, `datasets/adsl.csv` and
    `datasets/adqs.csv`; what is there under these names is replaced. The same snapshot gives the
    same bytes. Raises ReportFailed if the PDF cannot be set without a warning, OSError if the
    folder cannot be written.
    """
    progress(0, len(STEPS), STEPS[0])
    evaluation = evaluate(snapshot)
    progress(1, len(STEPS), STEPS[1])
    write_results(evaluation.results, folder / "results.csv")
    write_csv(render_csv(evaluation.adsl), folder / "datasets" / "adsl.csv")
    write_csv(render_csv(evaluation.adqs), folder / "datasets" / "adqs.csv")
    progress(2, len(STEPS), STEPS[2])
    document = compose_report(evaluation, language)
    figures = {f"{figure.name}.svg": figure.svg for figure in document.catalog.figures}
    _write_figures(folder / "figures", figures)
    trace = trace_document(document, evaluation)
    _write_text(folder / "report.html", render_html(document, trace))
    progress(3, len(STEPS), STEPS[3])
    (folder / "report.pdf").write_bytes(render_pdf(document, snapshot.cut_off))
    progress(len(STEPS), len(STEPS), DONE)
    return evaluation


LIST = "written.txt"
"""In the folder of figures: the name of each that an evaluation wrote, one a line."""

_FIGURE = re.compile(r"[^/\\\0]+\.svg")


def _write_figures(folder: Path, figures: Mapping[str, str]) -> None:
    """The figures with the list of their names; those of an earlier list are removed first."""
    for name in _read_list(folder / LIST):
        if name not in figures and (folder / name).is_file():
            (folder / name).unlink()
    _write_text(folder / LIST, "".join(f"{name}\n" for name in figures))
    for name, svg in figures.items():
        _write_text(folder / name, svg)


def _read_list(path: Path) -> list[str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    # Whoever else wrote in it cannot make us remove anything but a figure beside it.
    return [name for name in lines if _FIGURE.fullmatch(name)]


def _write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="")
