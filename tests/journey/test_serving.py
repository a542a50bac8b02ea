"""A founded study in; a server that can be signed in to, alone on its database, out."""

from __future__ import annotations

import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, OpenerDirector, build_opener

import pytest

from tests.command import ENGLISH, STUCK_SECONDS, run, succeed
from tests.small_study import FOLDER

DATABASE = "sqlite:///trial.db"
ADDRESS = re.compile(r" on (https?://\S+)")


@contextmanager
def _serve(home: Path, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server on a free port: its address as printed, and its process, stopped in the end."""
    command = [sys.executable, "-m", "heliotrope", "serve", "--port", "0", *arguments]
    with subprocess.Popen(
        command, cwd=home, env={**os.environ, **ENGLISH}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        found = ADDRESS.search(process.stdout.readline())
        try:
            assert found, process.stderr.read()
            # Its first answer: from here on it knows what to do when it is told to stop.
            with _open(unverified=True).open(f"{found[1]}/sign-in") as answer:
                assert answer.status == 200
            yield found[1], process
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=STUCK_SECONDS) == 0


def _open(unverified: bool = False) -> OpenerDirector:
    context = ssl._create_unverified_context() if unverified else ssl.create_default_context()
    return build_opener(HTTPCookieProcessor(CookieJar()), HTTPSHandler(context=context))


def _sign_in(browser: OpenerDirector, address: str, username: str, password: str) -> str:
    """The page after signing in."""
    page = browser.open(f"{address}/sign-in").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "username": username, "password": password}
    data = urlencode({**form, "next": "/"}).encode()
    try:
        text: str = browser.open(f"{address}/sign-in", data).read().decode()
    except HTTPError as refused:
        with refused:
            text = refused.read().decode()
    return text


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a rehearsal of the small study."""
    home = tmp_path_factory.mktemp("demo")
    arguments = ("--study", FOLDER, "--database", DATABASE, "--participants", "2")
    told = succeed("rehearse", *arguments, cwd=home)
    assert "Rehearsed with synthetic participants; head " in told
    return home


def test_a_demonstration_is_signed_in_to_with_its_printed_password(demo: Path) -> None:
    with _serve(demo, "--database", DATABASE, "--demo", "--study", str(FOLDER)) as (
        address,
        server,
    ):
        assert server.stdout is not None
        told = server.stdout.readline()
        found = re.search(r"password: (\S+)", told)
        assert found
        page = _sign_in(_open(), address, "investigator", found[1])
        assert "Synthetic data" in page
        assert "Today" in page


def test_a_second_server_on_the_same_file_is_refused(demo: Path) -> None:
    with _serve(demo, "--database", DATABASE) as (_, server):
        second = run("serve", "--port", "0", "--database", DATABASE, cwd=demo)
        assert second.returncode == 1
        assert "another server serves this database" in second.stderr
        assert server.poll() is None
        third = run("serve", "--port", "0", "--database", DATABASE, cwd=demo)
        assert third.returncode == 1
    assert not (demo / "trial.db-serving").exists()


def test_a_port_in_use_is_told(demo: Path) -> None:
    with _serve(demo, "--database", DATABASE) as (address, _):
        port = address.rpartition(":")[2]
        second = run("serve", "--port", port, "--database", "sqlite:///other.db", cwd=demo)
        assert second.returncode == 1
        assert f"cannot listen on 127.0.0.1:{port}" in second.stderr
        assert not (demo / "other.db").exists()


def test_demonstration_accounts_stay_out_without_demo(demo: Path) -> None:
    with _serve(demo, "--database", DATABASE) as (address, _):
        page = _sign_in(_open(), address, "investigator", "heliotrope-demo")
        assert "Sign in" in page
        assert "sign-out" not in page


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A folder with a founded real study and its files."""
    shutil.copytree(FOLDER, tmp_path / "study")
    succeed("init", "--study", "study", "--database", DATABASE, cwd=tmp_path)
    return tmp_path


def _rewrite(home: Path, before: str, after: str) -> None:
    path = home / "study" / "study.yaml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def test_a_real_study_takes_no_demonstration(real: Path) -> None:
    done = run("serve", "--demo", "--port", "0", "--database", DATABASE, cwd=real)
    assert done.returncode == 1
    assert "known to everybody" in done.stderr
    assert not (real / "trial.db-serving").exists()


def test_changed_files_apply_only_with_a_raised_version(real: Path) -> None:
    _rewrite(real, "participants: 3", "participants: 4")
    serving = ("--database", DATABASE, "--study", "study")
    refused = run("serve", "--port", "0", *serving, cwd=real)
    assert refused.returncode == 1
    assert "their version is still 1" in refused.stderr
    _rewrite(real, 'version: "1"', 'version: "1.1"')
    with _serve(real, *serving):
        pass
    taken = run("import", "--study", FOLDER, "--database", DATABASE, FOLDER, cwd=real)
    assert taken.returncode == 1
    kept = succeed("verify", "--database", DATABASE, cwd=real)
    assert kept.splitlines()[-1].startswith("3:")


def test_it_speaks_tls_with_a_certificate(real: Path) -> None:
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "certificate.pem"],
        cwd=real, capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode != 0:
        pytest.skip("openssl makes no certificate here")
    tls = ("--certificate", "certificate.pem", "--key", "key.pem")
    with _serve(real, "--database", DATABASE, *tls) as (address, _):
        assert address.startswith("https://")
        answer = _open(unverified=True).open(f"{address}/sign-in")
        assert answer.status == 200
        assert "Strict-Transport-Security" in answer.headers
