"""An empty database and a study's files in; a founded one, real or rehearsal for ever, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from heliotrope.capture.entries import Founded
from heliotrope.capture.ledger import Draft, State
from heliotrope.study.load import parse_study
from heliotrope.vocabulary import Bilingual, Refusal
from heliotrope.web.accounts import (
    NewPerson,
    add_people,
    hash_passwords,
    make_accounts,
    make_person_drafts,
)
from heliotrope.web.store import SYSTEM, DrawSalt, Recorded, Store

DatabaseKind = Literal["real", "rehearsal"]

DEMO_PASSWORD = "heliotrope-demo"  # noqa: S105 - printed by `serve --demo`, good on 127.0.0.1 only
DEMO_PEOPLE = (
    NewPerson("coordinator", "Chen Jing 陈静", "coordinator", DEMO_PASSWORD, demo=True),
    NewPerson("investigator", "Li Wei 李伟", "investigator", DEMO_PASSWORD, demo=True),
    NewPerson("monitor", "Zhao Min 赵敏", "monitor", DEMO_PASSWORD, demo=True),
    NewPerson("statistician", "Wang Fang 王芳", "statistician", DEMO_PASSWORD, demo=True),
    NewPerson("inspector", "Sun Tao 孙涛", "inspector", DEMO_PASSWORD, demo=True),
    NewPerson("administrator", "Zhou Lan 周岚", "administrator", DEMO_PASSWORD, demo=True),
)
"""One imagined person a role."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LABELS: dict[str, Bilingual] = {
    "real": Bilingual("a real study", "真实研究"),
    "rehearsal": Bilingual("a rehearsal with synthetic data", "合成数据演练"),
}


class UnableToFound(Refusal):
    """The database already holds a study."""


class UnableToDemonstrate(Refusal):
    """Demonstration accounts have no place here."""


def found(
    store: Store,
    database: DatabaseKind,
    files: Mapping[str, str],
    people: Sequence[NewPerson] = (),
) -> Recorded:
    """Found a database for one study, with its first people, in one transaction.

    Args:
        store: of an open database.
        database: `real` or `rehearsal`; never changed again.
        files: the study's files by relative name.
        people: e.g. the first administrator.

    Raises:
        UnableToFound: the database holds a study already, of either kind.
        UnableToDemonstrate: a demonstration account on a real database.
        StudyUnreadable: the files are no study.
    """
    study = parse_study(files)
    if database == "real" and any(new.demo for new in people):
        raise UnableToDemonstrate(
            Bilingual(
                "demonstration accounts do not exist on a real study", "真实研究中不设演示账户"
            ),
            Bilingual("make a rehearsal for that", "请另建演练数据库"),
        )

    hashes = hash_passwords(people)

    def decide(state: State, _at: datetime, _salts: DrawSalt) -> list[Draft]:
        _require_empty(state, database)
        founded = Founded(
            database=database,
            study_id=study.id,
            version=study.version,
            fingerprint=study.fingerprint,
            files=dict(files),
        )
        return [Draft(founded), *make_person_drafts(state, people, hashes)]

    return store.record(SYSTEM, decide, lambda state: make_accounts(state, people, hashes))


def add_demo_people(store: Store) -> Recorded | None:
    """Add the demonstration accounts that a rehearsal lacks; None if it lacks none.

    Raises UnableToDemonstrate unless the database is a rehearsal.
    """
    state = store.state()
    if state.database != "rehearsal":
        raise UnableToDemonstrate(
            Bilingual(
                "demonstration accounts belong to a rehearsal only", "演示账户仅可用于演练数据库"
            ),
            Bilingual(
                "make one with `heliotrope rehearse`", "请用 `heliotrope rehearse` 建立演练数据库"
            ),
        )
    known = {staff.person.username for staff in state.staff.values()}
    lacking = [new for new in DEMO_PEOPLE if new.username not in known]
    return add_people(store, SYSTEM, lacking) if lacking else None


def require_demo(state: State, host: str) -> None:
    """Raises UnableToDemonstrate unless a rehearsal is served to this machine alone."""
    if state.database != "rehearsal" or host not in LOOPBACK:
        raise UnableToDemonstrate(
            Bilingual(
                "--demo serves a rehearsal on 127.0.0.1 only: its passwords are known to everybody",
                "--demo 仅可在 127.0.0.1 上用于演练数据库：其密码是公开的",
            ),
            Bilingual(
                "leave out --demo and add people with `heliotrope user add`",
                "请去掉 --demo，并用 `heliotrope user add` 添加人员",
            ),
        )


def _require_empty(state: State, database: DatabaseKind) -> None:
    if state.database is None:
        return
    here, wanted = LABELS[state.database], LABELS[database]
    if state.database == database:
        what = Bilingual(f"this database already holds {here.en}", f"此数据库已有{here.zh}")
    else:
        what = Bilingual(
            f"this database holds {here.en} and can never become {wanted.en}",
            f"此数据库为{here.zh}，永远不能变为{wanted.zh}",
        )
    raise UnableToFound(what, Bilingual("give the address of a new one", "请指定新的数据库地址"))
