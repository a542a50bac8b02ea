"""A study folder with an address in, a founded database out: a real one, or a rehearsal."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from heliotrope.cli.failures import WrongUse
from heliotrope.cli.place import (
    Place,
    configure_database,
    find_sqlite_file,
    has_study,
    open_store,
    remove_sqlite,
)
from heliotrope.cli.talk import choose_language, remark, show_progress, tell
from heliotrope.vocabulary import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from heliotrope.study.protocol import Study
    from heliotrope.web.accounts import NewPerson
    from heliotrope.web.store import Store

SEED = 20260521
"""The demonstration's; any other shows other values."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What kind of rehearsal is made."""

    participants: int | None = None
    seed: int = SEED
    in_progress: bool = False


def read_sound_study(folder: Path) -> tuple[Study, dict[str, str]]:
    """The study of a folder with its files. Raises StudyUnreadable for every fault there is."""
    from heliotrope.study.check import check_study
    from heliotrope.study.load import StudyUnreadable, parse_study, read_folder

    files = read_folder(folder)
    faults = check_study(files)
    if faults:
        raise StudyUnreadable(tuple(faults))
    return parse_study(files), files


def make_real(study: Path, place: Place, administrator: str, username: str) -> None:
    """Found an empty real study with its first administrator, and print how to sign in."""
    configure_database(place)
    _require_empty("real")
    protocol, files = read_sound_study(study)
    with all_or_no_file():
        from heliotrope.web.founding import found

        new = make_administrator(username, administrator)
        found(open_store(), "real", files, [new])
    tell(f"Founded {protocol.id}, version {protocol.version}.",
         f"已建立研究 {protocol.id}，版本 {protocol.version}。")  # fmt: skip
    tell_password(new.username, new.password)
    warn_of_open_questions(protocol)


def let_serve(role: str) -> None:
    """Give a PostgreSQL role what serving needs: reading, and adding to the ledger.

    Raises WrongUse on SQLite, which knows no roles.
    """
    from heliotrope.web.database import get_connection, grant_serving

    if get_connection().vendor != "postgresql":
        raise WrongUse("--serving-role goes with PostgreSQL", "--serving-role 仅用于 PostgreSQL")
    grant_serving(role)
    tell(
        f"{role} may serve: it reads, and adds entries.", f"{role} 可提供服务：仅可读取和新增条目。"
    )


def make_administrator(username: str, name: str) -> NewPerson:
    """The first person of a database, with a one-time password."""
    from heliotrope.web.accounts import NewPerson, derive_username, draw_password

    return NewPerson(username or derive_username(name), name, "administrator", draw_password())


def tell_password(username: str, password: str) -> None:
    """Print how to sign in the first time."""
    tell(f"Username: {username}", f"用户名：{username}")
    tell(f"One-time password: {password}", f"一次性密码：{password}")
    tell("It is shown once; it must be changed at the first sign-in.",
         "仅显示一次；首次登录时须更改。")  # fmt: skip


def warn_of_open_questions(study: Study) -> None:
    """Say what stands between the study and real use, if anything does."""
    language = choose_language()
    for missing in study.not_found:
        if missing.blocks_real_use:
            what = missing.what.say(language)
            remark(f"Not found, to be entered before real use: {what}",
                   f"未找到，正式使用前须补充：{what}")  # fmt: skip


def make_rehearsal(study: Path, place: Place, wanted: Rehearsal) -> None:
    """Found a rehearsal and play it."""
    configure_database(place)
    rehearse(study, wanted)
    from heliotrope.web.store import get_store

    head = get_store().state().head
    tell(f"Rehearsed with synthetic participants; head {head}.",
         f"已用合成参与者完成演练；账本末端 {head}。")  # fmt: skip


def rehearse(study: Path, wanted: Rehearsal) -> None:
    """Found a rehearsal on the configured, empty database and play its acts.

    The database is marked as a rehearsal for ever. A SQLite file that could not be finished is
    removed.
    """
    _require_empty("rehearsal")
    protocol, files = read_sound_study(study)
    with all_or_no_file():
        _play(protocol, files, wanted)


def _play(study: Study, files: Mapping[str, str], wanted: Rehearsal) -> None:
    from numpy.random import default_rng

    from heliotrope.cli.playing import ActClock, play
    from heliotrope.simulate.rehearsal import plan_rehearsal
    from heliotrope.simulate.sketches import Setting
    from heliotrope.web.founding import DEMO_PEOPLE, found

    now = datetime.now(UTC)
    setting = Setting(now, wanted.participants, in_progress=wanted.in_progress)
    acts = plan_rehearsal(default_rng(wanted.seed), study, setting)
    clock = ActClock((acts[0].at if acts else now) - timedelta(days=1))
    store = open_store(clock)
    found(store, "rehearsal", files, DEMO_PEOPLE)
    own_demo_passwords(store)
    title = Bilingual("Synthetic participants", "合成参与者")
    with show_progress(title, acts) as each:
        play(store, clock, each)


def own_demo_passwords(store: Store) -> None:
    """Let each demonstration account own its password, so that it may sign."""
    from heliotrope.web.accounts import change_password
    from heliotrope.web.founding import DEMO_PASSWORD, DEMO_PEOPLE

    names = {new.username for new in DEMO_PEOPLE}
    for staff in store.state().staff.values():
        if staff.person.username in names and staff.password_from_administrator:
            change_password(store, staff.person, staff.person.id, DEMO_PASSWORD)


def _require_empty(kind: str) -> None:
    """Before anything is made: founding itself would refuse too, and leave tables behind."""
    if not has_study():
        return
    from heliotrope.web.founding import LABELS, UnableToFound

    here = open_store().state().database or "real"
    words = LABELS[here]
    other = here != kind
    raise UnableToFound(
        Bilingual(
            f"this database holds {words.en}"
            + (", and never becomes anything else" if other else ""),
            f"此数据库为{words.zh}" + ("，永远不能改作他用" if other else ""),
        ),
        Bilingual("give the address of a new one", "请指定新的数据库地址"),
    )


@contextmanager
def all_or_no_file() -> Iterator[None]:
    """Remove a SQLite file that is made within, unless all goes well."""
    path = find_sqlite_file()
    made = path is not None and not path.exists()
    try:
        yield
    except BaseException:
        if made and path is not None:
            remove_sqlite(path)
        raise
