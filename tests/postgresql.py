"""A folder in, a private PostgreSQL server in it out: no network, an ordinary user, durable."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

START_TRIES = 20
"""After a kill a new postmaster is refused until the orphans are gone; each try waits itself."""


class PostgresqlServer:
    """One cluster in a temporary folder, reached by a Unix socket only.

    PostgreSQL refuses to run as root, so root hands it to `postgres` or, without one, to `nobody`.
    """

    def __init__(self, programs: Path) -> None:
        """Make the cluster, not yet started; `programs` is the folder with initdb and pg_ctl."""
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="heliotrope-postgresql-"))
        self.data = self.folder / "data"
        self._owner = _find_ordinary_user()
        self.user = self._owner.pw_name if self._owner else pwd.getpwuid(os.getuid()).pw_name
        if self._owner:
            os.chown(self.folder, self._owner.pw_uid, self._owner.pw_gid)
        self._run("initdb", "--pgdata", self.data, "--encoding=UTF8", "--locale=C", "--auth=trust")

    def start(self) -> None:
        """Start it and wait until it answers; raises with the server's log if it does not."""
        for _ in range(START_TRIES):
            if self._pg_ctl("start", "-w", "-l", self.folder / "log", "-o", self._options()):
                return
        message = f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}"
        raise RuntimeError(message)

    def stop(self) -> None:
        """Stop it at once, open connections or not, and wait until it is gone."""
        self._pg_ctl("stop", "-w", "-m", "immediate")

    def kill(self) -> None:
        """SIGKILL the postmaster, as a power cut would; its children follow by themselves."""
        os.kill(self.process_id(), signal.SIGKILL)

    def process_id(self) -> int:
        """The postmaster's process id."""
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def remove(self) -> None:
        """Stop it and delete its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, database: str = "postgres", user: str | None = None) -> str:
        """The address of one of its databases, as `DATABASE` and libpq read it."""
        return f"postgresql://{user or self.user}@{quote(str(self.folder), safe='')}/{database}"

    def _options(self) -> str:
        settings = {
            "listen_addresses": "''",
            "unix_socket_directories": f"'{self.folder}'",
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
        }
        return " ".join(f"-c {name}={value}" for name, value in settings.items())

    def _pg_ctl(self, *arguments: str | Path) -> bool:
        command = [self.programs / "pg_ctl", "--pgdata", self.data, *arguments]
        return self._call(command).returncode == 0

    def _run(self, program: str, *arguments: str | Path) -> None:
        done = self._call([self.programs / program, *arguments])
        if done.returncode:
            raise RuntimeError(done.stdout)

    def _call(self, command: list[str | Path]) -> subprocess.CompletedProcess[str]:
        # pg_ctl's child keeps the output open, so it goes to a file: a pipe would never end.
        with (self.folder / "output").open("w+") as output:
            done = subprocess.run(
                command,
                check=False,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                user=self._owner.pw_uid if self._owner else None,
                group=self._owner.pw_gid if self._owner else None,
                extra_groups=[] if self._owner else None,
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read())


def _find_ordinary_user() -> pwd.struct_passwd | None:
    """Whom root hands the server to; None when the tests already run as an ordinary user."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    message = "PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody"
    raise RuntimeError(message)
