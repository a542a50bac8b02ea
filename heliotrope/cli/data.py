"""Folders and tables in, scores, entries or results out."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from heliotrope.cli.failures import WrongUse
from heliotrope.cli.founding import (
    all_or_no_file,
    make_administrator,
    read_sound_study,
    tell_password,
)
from heliotrope.cli.place import Place, configure_database, has_study, open_existing, open_store
from heliotrope.cli.talk import list_faults, remark, show_steps, show_work, tell
from heliotrope.vocabulary import Bilingual, Language, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from heliotrope.capture.answers import DrawSalt
    from heliotrope.capture.intake import Intake
    from heliotrope.capture.snapshot import Snapshot
    from heliotrope.instruments.table import Columns
    from heliotrope.safety.rows import ScoredTable
    from heliotrope.study.protocol import Study
    from heliotrope.web.accounts import NewPerson
    from heliotrope.web.store import Store


def check_folder(folder: Path) -> None:
    """Print every fault of a study folder. Raises StudyUnreadable if there is any."""
    study, files = read_sound_study(folder)
    tell(f"No fault in {len(files)} files of {study.id}, version {study.version}.",
         f"{study.id} 第 {study.version} 版的 {len(files)} 个文件无误。")  # fmt: skip


# ---------------------------------------------------------------- score


def score_table(
    name: str, source: Path, target: Path | None, encoding: str, missing: str | None
) -> None:
    """Score a CSV table of answers into another, in memory that does not grow with it."""
    from heliotrope.instruments.table import score_columns

    columns = _find_columns(name, missing)
    title = Bilingual(f"Scoring {source.name}", f"正在计分 {source.name}")
    with (
        source.open("rb") as table,
        io.TextIOWrapper(table, encoding=encoding, newline="") as lines,
        _open_target(target) as out,
        show_steps() as step,
    ):
        size = source.stat().st_size
        for text in score_columns(columns, lines):
            out.write(text)
            step(table.tell(), size, title)


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
    protocol, files = read_sound_study(study)
    intake = read_folder_of_data(protocol, folder, encoding)
    configure_database(place)
    with all_or_no_file():
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
    study: Path, folder: Path, out: Path, *, encoding: str, language: Language
) -> None:
    """The plan on a folder of data, without any database."""
    from heliotrope.capture.intake_facts import take_folder_snapshot

    protocol, _ = read_sound_study(study)
    intake = read_folder_of_data(protocol, folder, encoding)
    _write(take_folder_snapshot(protocol, intake), out, language)


def evaluate_database(place: Place, out: Path, *, language: Language) -> None:
    """The plan on the ledger as it stands; that somebody looked is an entry."""
    from heliotrope.capture.entries import ResultsViewed
    from heliotrope.capture.ledger import Draft
    from heliotrope.capture.snapshot import take_snapshot

    store = open_existing(place)
    from heliotrope.web.store import SYSTEM

    state = store.state()
    snapshot = take_snapshot(state)
    up_to = state.head.seq if state.head else 0
    _require_writable(out)
    store.record(SYSTEM, lambda _state, _now, _salt: [Draft(ResultsViewed(up_to=up_to))])
    _write(snapshot, out, language)


def _write(snapshot: Snapshot, out: Path, language: Language) -> None:
    from heliotrope.report.write import write_evaluation

    _require_writable(out)
    with show_steps() as step:
        write_evaluation(snapshot, out, language, step)
    tell(f"Written to {out}: results.csv, report.html, report.pdf.",
         f"已写入 {out}：results.csv、report.html、report.pdf。")  # fmt: skip


def _require_writable(out: Path) -> None:
    """Before the work rather than after it. Raises OSError."""
    out.mkdir(parents=True, exist_ok=True)
    probe = out / ".heliotrope-probe"
    probe.touch()
    probe.unlink()
