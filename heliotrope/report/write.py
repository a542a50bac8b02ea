"""A snapshot → the files of its evaluation: results, datasets, figures, report."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from heliotrope import __version__
from heliotrope.analysis.results import write_results
from heliotrope.analysis.run import Evaluation, evaluate
from heliotrope.capture.snapshot import Snapshot
from heliotrope.datasets.delivery import Document, describe_delivery
from heliotrope.datasets.standard import Datasets
from heliotrope.report import model
from heliotrope.report.contents import compose_report
from heliotrope.report.html import render_html
from heliotrope.report.trace import trace_document
from heliotrope.report.view import View
from heliotrope.vocabulary import Bilingual, Language

Progress = Callable[[int, int, Bilingual], None]
"""Called before each step: how many are done, how many there are, what comes next."""

STEPS = (
    Bilingual("Datasets and analyses", "数据集与分析"),
    Bilingual("Results and datasets", "结果与数据集"),
    Bilingual("Figures and HTML", "图与 HTML"),
    Bilingual("Word", "Word"),
    Bilingual("PDF", "PDF"),
    Bilingual("Analysis plan", "分析计划"),
    Bilingual("Registry's form and checklists", "注册结果表与核对表"),
)
DONE = Bilingual("Done", "完成")
WHOLE = (
    "report.pdf",
    "report.docx",
    "tables.docx",
    "checklists.html",
    "checklists.pdf",
    "checklists.docx",
)
"""What only a whole evaluation writes beside datasets, analysis plan and the registry's form."""
DOCUMENTS = (Document("LF.report", "Report of the evaluation", "../../report.pdf"),)
"""What the definitions of the datasets refer to, as seen from their folder."""


def _silent(done: int, of: int, what: Bilingual) -> None:
    """No progress is shown."""


def write_evaluation(
    snapshot: Snapshot,
    folder: Path,
    language: Language = "en",
    progress: Progress = _silent,
    *,
    whole: bool = True,
    made: tuple[Datasets, Datasets] | None = None,
) -> Evaluation:
    """Evaluate the snapshot and write everything into the folder, which is made.

    `made` is its SDTM and ADaM, if they were made already.

    What an earlier evaluation wrote there and this one does not is removed, and nothing else: the
    figures that belong to it are listed in `figures/written.txt`.

    `results.csv`, `report.html` and `figures/<name>.svg`; and if the `whole` is wanted,
    `report.pdf`, `report.docx`, `tables.docx`, `analysis_plan.pdf` and `.html` with the earlier
    versions of the plan, `datasets/` (see `write_datasets`), `registry/` (see `write_registry`) and
    `checklists.html`, `.pdf` and `.docx`; else those of an earlier evaluation are removed. What is
    there under these names is replaced. The same snapshot gives the same bytes. Raises ReportFailed
    if the PDF cannot be set without a warning, OSError if the folder cannot be written.
    """
    steps = STEPS if whole else STEPS[:3]
    progress(0, len(steps), steps[0])
    evaluation = evaluate(snapshot, made)
    progress(1, len(steps), STEPS[1])
    write_results(evaluation.results, folder / "results.csv")
    if whole:
        _write_datasets(evaluation, folder / "datasets")
    else:
        _remove_datasets(folder / "datasets")
    progress(2, len(steps), STEPS[2])
    document = compose_report(evaluation, language)
    figures = {f"{figure.name}.svg": figure.svg for figure in document.catalog.figures}
    _write_figures(folder / "figures", figures)
    if whole:
        at = len(steps)
        _write_documents(document, evaluation, folder, lambda n: progress(n, at, STEPS[n]))
        progress(5, at, STEPS[5])
        _write_plans(snapshot, folder, language)
        progress(6, at, STEPS[6])
        _write_for_others(evaluation, document, folder)
    else:
        _write_html(document, evaluation, folder)
        for name in WHOLE:
            (folder / name).unlink(missing_ok=True)
        _remove_plans(folder)
        _remove_registry(folder)
    progress(len(steps), len(steps), DONE)
    return evaluation


# Whoever wants results and HTML alone does not wait for the libraries of the other files.


def _write_datasets(evaluation: Evaluation, folder: Path) -> None:
    from heliotrope.datasets.files import write_datasets  # noqa: PLC0415

    delivery = describe_delivery(evaluation.snapshot, __version__, DOCUMENTS)
    write_datasets(evaluation.sdtm, evaluation.adam, delivery, folder)


def _remove_datasets(folder: Path) -> None:
    if folder.is_dir():
        from heliotrope.datasets.files import remove_datasets  # noqa: PLC0415

        remove_datasets(folder)


def _write_html(paper: model.Document, evaluation: Evaluation, folder: Path) -> None:
    _write_text(folder / "report.html", render_html(paper, trace_document(paper, evaluation)))


def _write_documents(
    paper: model.Document, evaluation: Evaluation, folder: Path, begin: Callable[[int], None]
) -> None:
    from heliotrope.report.docx import render_report_docx, render_tables_docx  # noqa: PLC0415
    from heliotrope.report.pdf import render_pdf  # noqa: PLC0415

    cut_off = evaluation.snapshot.cut_off
    # The typesetter needs no Python while it works, so that the rest goes on meanwhile.
    with ThreadPoolExecutor(max_workers=1) as beside:
        pdf = beside.submit(render_pdf, paper, cut_off)
        _write_html(paper, evaluation, folder)
        begin(3)
        (folder / "report.docx").write_bytes(render_report_docx(paper, cut_off))
        (folder / "tables.docx").write_bytes(render_tables_docx(paper, cut_off))
        begin(4)
        (folder / "report.pdf").write_bytes(pdf.result())


def _write_plans(snapshot: Snapshot, folder: Path, language: Language) -> None:
    from heliotrope.report.plan.write import write_analysis_plans  # noqa: PLC0415

    write_analysis_plans(snapshot, folder, language)


def _write_for_others(evaluation: Evaluation, paper: model.Document, folder: Path) -> None:
    """What registry and journals ask for; the pages are those of the report's finished PDF."""
    from heliotrope.report.checklist import compose_checklists  # noqa: PLC0415
    from heliotrope.report.docx import render_report_docx  # noqa: PLC0415
    from heliotrope.report.pages import read_pages  # noqa: PLC0415
    from heliotrope.report.pdf import render_pdf  # noqa: PLC0415
    from heliotrope.report.registry.write import write_registry  # noqa: PLC0415

    write_registry(evaluation, folder)
    view, cut_off = View(evaluation, paper.language), evaluation.snapshot.cut_off
    pages = read_pages((folder / "report.pdf").read_bytes(), paper)
    checklists = compose_checklists(view, paper, pages)
    _write_text(folder / "checklists.html", render_html(checklists))
    (folder / "checklists.pdf").write_bytes(render_pdf(checklists, cut_off))
    (folder / "checklists.docx").write_bytes(render_report_docx(checklists, cut_off, paper))


def _remove_registry(folder: Path) -> None:
    if (folder / "registry").is_dir():
        from heliotrope.report.registry.write import remove_registry  # noqa: PLC0415

        remove_registry(folder)


def _remove_plans(folder: Path) -> None:
    if any(folder.glob("analysis_plan*")):
        from heliotrope.report.plan.write import remove_analysis_plans  # noqa: PLC0415

        remove_analysis_plans(folder)


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
