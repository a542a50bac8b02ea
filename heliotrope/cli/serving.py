"""A database with an address in, the server running on it out: one process, eight threads."""

from __future__ import annotations

import fcntl
import gc
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from heliotrope.cli.failures import WrongUse
from heliotrope.cli.founding import (
    Rehearsal,
    own_demo_passwords,
    read_sound_study,
    rehearse,
    warn_of_open_questions,
)
from heliotrope.cli.place import (
    Place,
    configure_database,
    find_sqlite_file,
    has_study,
    open_store,
    require_study_there,
)
from heliotrope.cli.talk import remark, tell
from heliotrope.vocabulary import Bilingual, Refusal

if TYPE_CHECKING:
    from heliotrope.capture.ledger import State
    from heliotrope.web.store import Store

THREADS = 8
SECONDS_A_REQUEST = 120
LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


class UnableToServe(Refusal):
    """Another server is there, on the port or on the database."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What is served, and where."""

    place: Place
    study: Path | None
    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    demo: bool = False

    @property
    def https(self) -> bool:
        """True if the server itself speaks TLS."""
        return self.certificate is not None


def serve(serving: Serving) -> None:
    """Serve until told to stop. Raises UnableToServe, NoDatabase, UnguardedDatabase and others.

    Everything that can be wrong is found before the first request is taken.
    """
    gc.enable()
    _require_pair(serving)
    if serving.demo:
        _require_demo_host(serving.host)
    configure_database(
        serving.place, demo=serving.demo, https=serving.https, hosts=_list_hosts(serving.host)
    )
    with _listen(serving) as listening:
        if not serving.demo:
            require_study_there()
        with _alone_on_file():
            store = _open(serving)
            state = store.state()
            _greet(serving, state, listening.getsockname()[1])
            # Gunicorn closes it from here on.
            _run(serving, listening.detach())


def _require_pair(serving: Serving) -> None:
    if (serving.certificate is None) != (serving.key is None):
        raise WrongUse("--certificate and --key go together", "--certificate 与 --key 须同时给出")
    for path in (serving.certificate, serving.key):
        if path is not None:
            path.open("rb").close()


def _list_hosts(host: str) -> list[str]:
    """Names under which the server may be called; any, if it listens everywhere."""
    if host in EVERYWHERE:
        return ["*"]
    shown = f"[{host}]" if ":" in host else host
    return [*dict.fromkeys([shown, "127.0.0.1", "localhost", "[::1]"])]


# ---------------------------------------------------------------- before the first request


@contextmanager
def _listen(serving: Serving) -> Iterator[socket.socket]:
    """The socket, bound: a port in use is told before anything else is done."""
    family = socket.AF_INET6 if ":" in serving.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((serving.host, serving.port))
        except (OSError, OverflowError, TypeError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            where = f"{serving.host}:{serving.port}"
            raise UnableToServe(
                Bilingual(f"cannot listen on {where} ({reason})", f"无法监听 {where}（{reason}）"),
                Bilingual(
                    "stop what uses it, or give another --port",
                    "请停止占用者，或用 --port 换一个端口",
                ),
            ) from None
        listening.listen(128)
        yield listening


@contextmanager
def _alone_on_file() -> Iterator[None]:
    """Hold the SQLite file for this server alone: the state in memory is one process's."""
    path = find_sqlite_file()
    if path is None:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.with_name(f"{path.name}-serving")
    with _lock(lock) as held:
        own = os.getpid()
        held.truncate(0)
        held.write(f"{own}\n")
        held.flush()
        try:
            yield
        finally:
            # Gunicorn's worker is a fork that comes by here too.
            if os.getpid() == own:
                lock.unlink(missing_ok=True)


def _lock(path: Path) -> IO[str]:
    """The lock file, held. Raises UnableToServe if another server holds it."""
    while True:
        held = path.open("a+")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.seek(0)
            number = held.read().strip()
            held.close()
            raise UnableToServe(
                Bilingual(
                    f"another server serves this database (process {number})",
                    f"另一个服务器正在使用此数据库（进程 {number}）",
                ),
                Bilingual("stop that one first, or use it", "请先停止它，或直接使用它"),
            ) from None
        # One that ended in between has removed the file: a lock on it keeps nobody out.
        if _is_at(path, held):
            return held
        held.close()


def _is_at(path: Path, opened: IO[str]) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(opened.fileno()))
    except FileNotFoundError:
        return False


def _open(serving: Serving) -> Store:
    from heliotrope.web.founding import add_demo_people, require_demo

    if serving.demo and not has_study():
        remark("First use: making synthetic participants.", "首次使用：正在生成合成参与者。")
        rehearse(_require_folder(serving.study), Rehearsal(in_progress=True))
    require_study_there()
    store = open_store()
    if serving.demo:
        require_demo(store.state(), serving.host)
        add_demo_people(store)
        own_demo_passwords(store)
    if serving.study is not None:
        _adopt(store, serving.study, demo=serving.demo)
    _let_scores_fall(store)
    return store


def _require_demo_host(host: str) -> None:
    """Before anything is made that could not be served. Raises UnableToServe."""
    if host not in LOOPBACK:
        raise UnableToServe(
            Bilingual(
                "a demonstration is served on 127.0.0.1 only: everybody knows its passwords",
                "演示仅可在 127.0.0.1 上提供：其密码是公开的",
            ),
            Bilingual(
                "leave out --host, or --demo and add people with `heliotrope user add`",
                "请去掉 --host；或去掉 --demo，并用 `heliotrope user add` 添加人员",
            ),
        )


def _require_folder(study: Path | None) -> Path:
    if study is None:
        raise WrongUse(
            "a new demonstration needs its study: --study DIR",
            "新的演示需要研究文件夹：--study DIR",
        )
    return study


def _adopt(store: Store, folder: Path, *, demo: bool) -> None:
    """A changed folder applies from here on; a demonstration keeps what it was made with."""
    from heliotrope.web.actions.adopt import UnableToAdopt, adopt
    from heliotrope.web.store import SYSTEM

    study, files = read_sound_study(folder)
    try:
        recorded = adopt(store, SYSTEM, files)
    except UnableToAdopt:
        if not demo:
            raise
        remark("The study's files have changed since this demonstration was made; it goes on with"
               " its own. Delete the database to make a new one.",
               "研究文件在此演示建立之后已有改动；演示沿用原有文件。"
               "如需更新，请删除该数据库。")  # fmt: skip
        return
    if recorded is not None:
        remark(f"Adopted {study.id}, version {study.version}.",
               f"已采用 {study.id} 第 {study.version} 版。")  # fmt: skip


def _let_scores_fall(store: Store) -> None:
    """Signatures whose covered score this program computes otherwise do not hold."""
    from heliotrope.capture.signatures import derive_score_falls
    from heliotrope.web.store import SYSTEM

    if derive_score_falls(store.state()):
        store.record(SYSTEM, lambda state, _now, _salt: derive_score_falls(state))


# ---------------------------------------------------------------- while it runs


def _greet(serving: Serving, state: State, port: int) -> None:
    """Print the address, and how to sign in."""
    shown = "127.0.0.1" if serving.host in EVERYWHERE else serving.host
    host = f"[{shown}]" if ":" in shown else shown
    address = f"http{'s' if serving.https else ''}://{host}:{port}"
    assert state.study is not None
    kind = "synthetic data" if state.database == "rehearsal" else "real study"
    kind_zh = "合成数据" if state.database == "rehearsal" else "真实研究"
    tell(f"Heliotrope serves {state.study.id} ({kind}) on {address}",
         f"Heliotrope 正在 {address} 提供 {state.study.id}（{kind_zh}）")  # fmt: skip
    if serving.demo:
        _greet_demo()
    else:
        tell("Sign in with the username and password that you were given"
             " (`heliotrope user add` gives new ones).",
             "请用所分配的用户名与密码登录（可用 `heliotrope user add` 添加）。")  # fmt: skip
        if state.database == "real":
            warn_of_open_questions(state.study)
    if not serving.https and serving.host not in LOOPBACK:
        remark("Without --certificate and --key, passwords travel unencrypted on this network.",
               "未提供 --certificate 与 --key：密码在网络中以明文传输。")  # fmt: skip


def _greet_demo() -> None:
    from heliotrope.web.founding import DEMO_PASSWORD, DEMO_PEOPLE

    names = ", ".join(new.username for new in DEMO_PEOPLE)
    tell(f"Sign in as coordinator or investigator, password: {DEMO_PASSWORD}   (also: {names})",
         f"请以 coordinator 或 investigator 登录，密码：{DEMO_PASSWORD}"
         f"（另有：{names}）")  # fmt: skip
    tell("Stop with Ctrl-C.", "按 Ctrl-C 停止。")


def _run(serving: Serving, listening: int) -> None:
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    class Application(BaseApplication):  # type: ignore[misc]
        """Gunicorn with settings of ours, and none of its own from files or the environment."""

        def load_config(self) -> None:
            for name, value in _list_settings(serving, listening).items():
                self.cfg.set(name, value)

        def load(self) -> Any:  # noqa: ANN401 - a WSGI application
            from django.core.wsgi import get_wsgi_application

            return get_wsgi_application()

    # The worker is a fork: it must not share a connection with this process.
    connections.close_all()
    Application().run()


def _list_settings(serving: Serving, listening: int) -> dict[str, Any]:
    return {
        "bind": f"fd://{listening}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": SECONDS_A_REQUEST,
        "graceful_timeout": 10,
        "loglevel": "warning",
        "logger_class": "heliotrope.web.server_log.QuietServerLog",
        "control_socket_disable": True,
        "certfile": str(serving.certificate) if serving.certificate else None,
        "keyfile": str(serving.key) if serving.key else None,
    }
