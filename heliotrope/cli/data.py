"""Folders and tables in, scores, entries or results out."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from heliotrope.cli.failures import WrongUse
from heliotrope.cli.founding import (
    all_or_no_file,
    make_administrator,
    read_sound_study,
    tell_password,
)
from heliotrope.cli.paths import require_file_target, require_folder_target
from heliotrope.cli.place import Place, configure_database, has_study, open_existing, open_store
from heliotrope.cli.talk import answer_with_faults, list_faults, remark, show_steps, show_work, tell
from heliotrope.vocabulary import Bilingual, Fault, Language, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from heliotrope.capture.answers import DrawSalt
    from heliotrope.capture.intake import Intake
    from heliotrope.capture.snapshot import Snapshot
    from heliotrope.datasets.standard import Datasets
    from heliotrope.instruments.table import Columns
    from heliotrope.safety.rows import ScoredTable
    from heliotrope.study.protocol import Study
    from heliotrope.web.accounts import NewPerson
    from heliotrope.web.shares import Prepared
    from heliotrope.web.store import Store


@contextmanager
def faults_as_answer() -> Iterator[None]:
    """Print every fault of a study or of its data on the standard output: they are the answer.

    Raises Refusal in their place, which says how many there are.
    """
    from heliotrope.capture.intake import UnableToTakeIn
    from heliotrope.study.load import StudyUnreadable

    try:
        yield
    except StudyUnreadable as error:
        answer_with_faults(error.faults)
        count = len(error.faults)
        raise Refusal(
            Bilingual(f"the study has {count} fault(s)", f"研究文件共有 {count} 处错误"),
            Bilingual("mend each one and try again", "请逐一更正后重试"),
        ) from None
    except UnableToTakeIn as error:
        answer_with_faults(error.faults)
        raise Refusal(error.what, error.right) from None


def check_folder(folder: Path) -> None:
    """Print every fault of a study folder. Raises Refusal if there is any."""
    with faults_as_answer():
        study, files = read_sound_study(folder)
    remark(f"No fault in {len(files)} files of {study.id}, version {study.version}.",
         f"{study.id} 第 {study.version} 版的 {len(files)} 个文件无误。")  # fmt: skip


def print_plan(folder: Path, target: Path, language: Language) -> None:
    """The analysis plan of a sound study folder, as a document."""
    with faults_as_answer():
        study, _ = read_sound_study(folder)
    if target.suffix.lower() not in {".pdf", ".html", ".htm"}:
        raise WrongUse(
            f"{target}: the plan is a PDF or an HTML file; end its name with .pdf or .html",
            f"{target}：分析计划为 PDF 或 HTML 文件；文件名请以 .pdf 或 .html 结尾",
        )
    require_file_target(target, "analysis_plan.pdf")
    from heliotrope.report.plan.write import write_study_plan

    with show_work(Bilingual("Printing the plan", "正在打印分析计划")):
        write_study_plan(study, target, language)
    tell(f"Written to {target}.", f"已写入 {target}。")


# ---------------------------------------------------------------- score


def score_table(
    name: str, source: Path, target: Path | None, encoding: str, missing: str | None
) -> None:
    """Score a CSV table of answers into another, in memory that does not grow with it."""
    from heliotrope.instruments.table import score_cells, score_columns

    columns = _find_columns(name, missing)
    if target is not None:
        require_file_target(target, "scores.csv")
    title = Bilingual(f"Scoring {source.name}", f"正在计分 {source.name}")
    with _naming(source, encoding), _open_target(target) as out, show_steps() as step:
        if source.suffix.lower() == ".xlsx":
            out.writelines(score_cells(columns, _read_sheet(source, name)))
            return
        size = source.stat().st_size
        with (
            source.open("rb") as table,
            io.TextIOWrapper(table, encoding=_find_encoding(table, encoding), newline="") as lines,
        ):
            for text in score_columns(columns, lines):
                out.write(text)
                step(table.tell(), size, title)


@contextmanager
def _naming(source: Path, encoding: str) -> Iterator[None]:
    """Faults of the table with the name of its file. Raises UnableToReadTableError."""
    from heliotrope.capture.tables import not_decoded
    from heliotrope.instruments.table import UnableToReadTableError

    try:
        yield
    except UnableToReadTableError as error:
        named = [
            replace(fault, where=source.name) if fault.where in ("header", "table") else fault
            for fault in error.faults
        ]
        raise UnableToReadTableError(named) from None
    except UnicodeError:
        raise UnableToReadTableError([not_decoded(source.name, encoding)]) from None


def _find_encoding(table: BinaryIO, encoding: str) -> str:
    """What a CSV file is written in: a byte-order mark says it, whatever was asked for."""
    start = table.read(3)
    table.seek(0)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnicodeError
    return "utf-8-sig" if start == b"\xef\xbb\xbf" else encoding


def _read_sheet(source: Path, name: str) -> list[list[str]]:
    """The rows of the workbook's sheet of that name, or of its only one."""
    from heliotrope.capture.workbook import load_sheets
    from heliotrope.instruments.table import UnableToReadTableError

    sheets, faults = load_sheets(source)
    chosen = [lines for title, lines in sheets if title == name] or [lines for _, lines in sheets]
    if not faults and len(chosen) != 1:
        titles = ", ".join(title for title, _ in sheets) or "-"
        faults = [
            Fault(
                source.name,
                Bilingual(f"it is not clear which sheet: {titles}", f"无法确定工作表：{titles}"),
                Bilingual(f"name one {name}", f"请将其中一张命名为 {name}"),
            )
        ]
    if faults:
        raise UnableToReadTableError(faults)
    return [cells for _, cells in chosen[0]]


def _find_columns(name: str, missing: str | None) -> Columns:
    """The table of an instrument, or of a rule of safety; WrongUse if there is neither."""
    from heliotrope.instruments.catalog import INSTRUMENTS, require_instrument
    from heliotrope.instruments.table import make_columns
    from heliotrope.safety.rows import SCORED_TABLES

    if name in SCORED_TABLES:
        _require_rule(name, missing, ())
        return _plug(SCORED_TABLES[name])
    known = list(dict.fromkeys(instrument.name for instrument in INSTRUMENTS))
    if name not in known:
        listed = [*known, *SCORED_TABLES]
        raise WrongUse(
            f"{name}: no such instrument; there are: {', '.join(listed)}",
            f"{name}：没有这个量表；现有：{'、'.join(listed)}",
        )
    instrument = require_instrument(name)
    _require_rule(name, missing, tuple(rule.name for rule in instrument.missing_rules))
    return make_columns(instrument, missing)


def _require_rule(name: str, missing: str | None, rules: tuple[str, ...]) -> None:
    if missing is None or missing in rules:
        return
    raise WrongUse(
        f"{name} has no rule for missing answers named {missing}; "
        f"there are: {', '.join(rules) or 'none'}",
        f"{name} 没有名为 {missing} 的缺答规则；现有：{'、'.join(rules) or '无'}",
    )


def _plug(table: ScoredTable) -> Columns:
    """A table of the safety room as one that can be scored."""
    from heliotrope.instruments.table import Columns

    def make_scorer(header: tuple[str, ...]) -> Callable[[Sequence[str]], tuple[str, ...]]:
        at = header.index("id")
        return lambda cells: (
            cells[at],
            *table.score_row(dict(zip(header, cells, strict=True))),
        )

    return Columns(table.columns_in, (), table.columns_out[:-2], make_scorer)


@contextmanager
def _open_target(target: Path | None) -> Iterator[IO[str]]:
    """The file to write, which appears only when it is whole; without one, standard output."""
    if target is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        yield sys.stdout
        return
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as out:
            yield out
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


# ---------------------------------------------------------------- folders of data


def read_folder_of_data(study: Study, folder: Path, encoding: str) -> Intake:
    """What a folder of CSV files or workbooks states. Raises UnableToTakeIn with every fault."""
    from heliotrope.capture.intake import read_tables
    from heliotrope.capture.tables import load_tables
    from heliotrope.capture.timeline import derive_local_date

    loaded = load_tables(folder, encoding)
    today = derive_local_date(study, datetime.now(UTC))
    intake = read_tables(study, loaded.tables, today, loaded.faults)
    list_faults(intake.notes)
    return intake


def import_folder(study: Path, place: Place, folder: Path, encoding: str) -> None:
    """Take a folder of data into the ledger: all of it in one transaction, or nothing."""
    with faults_as_answer():
        protocol, files = read_sound_study(study)
        intake = read_folder_of_data(protocol, folder, encoding)
    configure_database(place)
    with all_or_no_file(), faults_as_answer():
        _require_own_kind(folder)
        store, new = _open_or_found(files)
        _require_same_study(store, protocol)
        count, standing = _record(store, intake)
    if new is not None:
        remark("The database was empty: founded a real study in it.",
               "数据库为空：已在其中建立真实研究。")  # fmt: skip
        tell_password(new.username, new.password)
    tell(f"Taken in: {len(intake.rows) - standing} forms, {count} entries."
         + (f" {standing} forms were there already." if standing else ""),
         f"已导入 {len(intake.rows) - standing} 张表，共 {count} 条记录。"
         + (f"另有 {standing} 张表原已存在。" if standing else ""))  # fmt: skip


def _require_own_kind(folder: Path) -> None:
    """Synthetic data enter a rehearsal only: nothing that was invented becomes a real study's."""
    from heliotrope.capture.tables import is_synthetic

    if not is_synthetic(folder) or (has_study() and open_store().state().database == "rehearsal"):
        return
    raise Refusal(
        Bilingual(
            "the folder is marked as synthetic, and this is no rehearsal",
            "该文件夹标有合成数据标记，而此处不是演练",
        ),
        Bilingual(
            "take it into a database made by `heliotrope rehearse`, or evaluate the folder itself",
            "请导入由 `heliotrope rehearse` 建立的数据库，或直接评价该文件夹",
        ),
    )


def _record(store: Store, intake: Intake) -> tuple[int, int]:
    """How many entries were made, and how many rows stood in the ledger already."""
    from heliotrope.capture.intake_facts import make_intake_drafts
    from heliotrope.capture.ledger import Draft, State
    from heliotrope.web.store import SYSTEM

    standing = 0

    def decide(state: State, now: datetime, salt: DrawSalt) -> tuple[Draft, ...]:
        nonlocal standing
        taken = make_intake_drafts(state, intake, SYSTEM, now, salt)
        standing = taken.standing
        return taken.drafts

    with show_work(Bilingual("Taking in", "正在导入")):
        recorded = store.record(SYSTEM, decide)
    return len(recorded.links), standing


def _open_or_found(files: Mapping[str, str]) -> tuple[Store, NewPerson | None]:
    """The store; an empty database is first founded as a real study with its administrator."""
    if has_study():
        return open_store(), None
    from heliotrope.web.founding import found

    store = open_store()
    new = make_administrator("", "Administrator")
    found(store, "real", files, [new])
    return store, new


def _require_same_study(store: Store, study: Study) -> None:
    here = store.state().study
    if here is None or here.fingerprint == study.fingerprint:
        return
    raise Refusal(
        Bilingual(
            f"the database holds {here.id}, version {here.version}; the folder is {study.id},"
            f" version {study.version}, and its files differ",
            f"数据库中为 {here.id} 第 {here.version} 版；"
            f"文件夹为 {study.id} 第 {study.version} 版，文件内容不同",
        ),
        Bilingual(
            "give the folder that the database was founded with, or adopt this one first with"
            " `heliotrope serve --study DIR`",
            "请指定建立数据库时所用的文件夹，或先用 `heliotrope serve --study DIR` 采用新版本",
        ),
    )


# ---------------------------------------------------------------- evaluate


def evaluate_folder(
    study: Path, folder: Path, out: Path, *, encoding: str, language: Language, whole: bool
) -> None:
    """The plan on a folder of data, without any database."""
    from heliotrope.capture.intake_facts import take_folder_snapshot
    from heliotrope.capture.tables import is_synthetic

    with faults_as_answer():
        protocol, _ = read_sound_study(study)
        intake = read_folder_of_data(protocol, folder, encoding)
    snapshot = take_folder_snapshot(protocol, intake, synthetic=is_synthetic(folder))
    _write(snapshot, out, language, whole=whole)


def evaluate_database(place: Place, out: Path, *, language: Language, whole: bool) -> None:
    """The plan on the ledger as it stands; that somebody looked is an entry."""
    from heliotrope.capture.entries import ResultsViewed
    from heliotrope.capture.ledger import Draft
    from heliotrope.capture.snapshot import take_snapshot

    store = open_existing(place)
    from heliotrope.web.find import count_participants
    from heliotrope.web.store import SYSTEM, Store

    require_folder_target(out)
    if count_participants() < LARGE:
        snapshot, made = take_snapshot(store.state()), None
    else:
        prepared = _read_large(place)
        snapshot, made = prepared.snapshot, (prepared.sdtm, prepared.adam)
        store = Store(known=prepared.state)
    up_to = int((snapshot.head or "0").partition(":")[0])
    store.record(SYSTEM, lambda _state, _now, _salt: [Draft(ResultsViewed(up_to=up_to))])
    _write(snapshot, out, language, whole=whole, made=made)


LARGE = 500
"""From so many participants on several processes make the datasets, which takes them a second to
begin with."""


def _read_large(place: Place) -> Prepared:
    """The snapshot without its records, and its SDTM and ADaM, which other processes make."""
    from heliotrope.web.workers import count_workers, make_datasets, open_workers

    work = show_work(Bilingual("Reading the ledger", "正在读取账本"))
    with work, open_workers(place.address, place.password_file, count_workers()) as workers:
        return make_datasets(workers)


def _write(
    snapshot: Snapshot,
    out: Path,
    language: Language,
    *,
    whole: bool,
    made: tuple[Datasets, Datasets] | None = None,
) -> None:
    from heliotrope.report.write import write_evaluation

    require_folder_target(out)
    with show_steps() as step:
        write_evaluation(snapshot, out, language, step, whole=whole, made=made)
    files = ["results.csv", "report.html"]
    if whole:
        files += ["report.pdf", "report.docx", "tables.docx", "analysis_plan.pdf"]
        files += ["checklists.pdf", "registry/", "datasets/"]
    tell(f"Written to {out}: {', '.join(files)}.", f"已写入 {out}：{'、'.join(files)}。")
