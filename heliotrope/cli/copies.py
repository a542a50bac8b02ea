"""A database in, a copy of it out: for reading elsewhere, or to be restored; and its proof."""

from __future__ import annotations

from pathlib import Path

from heliotrope.cli.failures import INPUT_AT_FAULT
from heliotrope.cli.paths import require_file_target, require_new_file
from heliotrope.cli.place import (
    NoDatabase,
    Place,
    configure_database,
    has_study,
    open_existing,
    remove_sqlite,
)
from heliotrope.cli.talk import answer_with_faults, list_faults, remark, show_work, tell
from heliotrope.vocabulary import Bilingual, Refusal


def verify_ledger(place: Place, anchor: str | None) -> int:
    """Print what is amiss and, last, the head as `N:hash`. The exit code: 1 if anything is.

    Both are the answer and stand on the standard output; that all is well stands beside it.
    """
    configure_database(place)
    from heliotrope.web.verify import verify_database

    with show_work(Bilingual("Walking the chain", "正在核验链条")):
        found = verify_database(anchor)
    answer_with_faults(found.faults)
    for note in found.notes:
        remark(note.en, note.zh)
    if found.holds:
        remark(f"{found.count} entries hold.", f"{found.count} 条记录均成立。")
    if found.head:
        print(found.head)
    return 0 if found.holds else INPUT_AT_FAULT


def mend_guard(place: Place, anchor: str) -> int:
    """Set triggers that somebody took away. The exit code: 1 if anything else is amiss.

    Without them entries could have been changed, so the chain is first proved against a head that
    left the machine before.
    """
    configure_database(place)
    from heliotrope.web.database import get_connection, open_database
    from heliotrope.web.guard import check_triggers
    from heliotrope.web.verify import verify_database

    found = verify_database(anchor)
    missing = check_triggers(get_connection()) if has_study() else []
    others = [fault for fault in found.faults if fault not in missing]
    if others:
        list_faults(others)
        return INPUT_AT_FAULT
    if not missing:
        tell("Nothing to mend.", "无需修复。")
        return 0
    open_database(mend=True)
    tell(f"Set {len(missing)} triggers anew; the chain holds.",
         f"已重新设置 {len(missing)} 个触发器；链条成立。")  # fmt: skip
    return 0


def back_up(place: Place, target: Path) -> None:
    """A copy of the whole database as one SQLite file, while the server runs.

    It holds one moment's state: every entry and text, accounts with their password hashes. It is
    a database itself, so `verify` and `serve` take it as it is.
    """
    configure_database(place)
    if not has_study():
        raise NoDatabase
    require_new_file(target, "copy.db")
    _copy(f"sqlite:///{target.resolve()}", target)
    tell(f"Written to {target}.", f"已写入 {target}。")


def restore(source: Path, place: Place) -> None:
    """A backup into a new, empty database of either kind; verified before it is called done."""
    if not source.is_file():
        raise FileNotFoundError(2, "there is no such file", str(source))
    from heliotrope.web.address import read_address

    name = read_address(place.address, place.password_file)
    file = Path(name["NAME"]) if name["ENGINE"].endswith("sqlite3") else None
    if file is not None:
        require_new_file(file, "trial.db")
    configure_database(Place(f"sqlite:///{source.resolve()}"))
    if not has_study():
        raise NoDatabase
    _copy(place.address, file, place.password_file)
    tell("Restored.", "已恢复。")


def _copy(target: str, file: Path | None, password_file: Path | None = None) -> None:
    """The configured database into another, which must be new; proved equal by its head."""
    from heliotrope.web.copying import fill_database, read_database
    from heliotrope.web.database import open_database, use_database
    from heliotrope.web.verify import verify_database

    with show_work(Bilingual("Copying", "正在复制")):
        content = read_database()
        use_database(target, password_file)
        if has_study():
            raise Refusal(
                Bilingual("the database holds a study already", "该数据库中已有研究"),
                Bilingual("give the address of a new one", "请指定新的数据库地址"),
            )
        try:
            open_database(lambda: content.secret)
            fill_database(content)
            found = verify_database(content.head)
            if not found.holds or found.head != content.head:
                list_faults(found.faults)
                raise Refusal(
                    Bilingual("the copy does not verify", "副本未通过核验"),
                    Bilingual("verify the original: `heliotrope verify`", "请先核验原数据库"),
                )
        except BaseException:
            if file is not None:
                remove_sqlite(file)
            raise
    print(found.head)


def export_everything(place: Place, target: Path) -> None:
    """All of a study in one zip: tables, entries, texts, study files, the head of the chain.

    That a copy left the program is an entry, and the copy holds it.
    """
    from heliotrope.capture.entries import Exported
    from heliotrope.capture.ledger import Draft

    require_file_target(target, "trial.zip")
    store = open_existing(place)
    from heliotrope.web.copying import render_archive
    from heliotrope.web.store import SYSTEM

    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    part.touch()
    before = store.state().head
    fact = Exported(what="everything", up_to=before.seq if before else 0)
    state = store.record(SYSTEM, lambda _state, _now, _salt: [Draft(fact)]).state
    part.write_bytes(render_archive(state))
    part.replace(target)
    tell(f"Written to {target}; head {state.head}", f"已写入 {target}；账本末端 {state.head}")
