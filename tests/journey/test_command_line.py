"""What a person may type wrongly in; exit codes and words as the contract has them out."""

from __future__ import annotations

import csv
import gc
import io
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from heliotrope.cli import main
from heliotrope.instruments.cdasi import CDASI
from tests.command import ENGLISH, run, succeed
from tests.repository import ROOT
from tests.small_study import FOLDER

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Call]:
    """Call the command line in this process, where no database comes into play."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)

    def do(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["heliotrope", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        code = left.value.code
        assert code is None or isinstance(code, int)
        return code or 0, out, err

    yield do
    gc.enable()


COMMANDS = [
    ["serve"],
    ["init"],
    ["user", "add"],
    ["study", "check"],
    ["score"],
    ["import"],
    ["evaluate"],
    ["rehearse"],
    ["verify"],
    ["mend"],
    ["export"],
    ["backup"],
    ["restore"],
]


def test_every_command_has_its_help_with_an_example(call: Call) -> None:
    _, listed, _ = call("--help")
    for command in COMMANDS:
        assert command[0] in listed
        code, told, _ = call(*command, "--help")
        assert code == 0
        assert f"Example: heliotrope {' '.join(command)} " in " ".join(told.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "No such command"),
        (["evaluate", "a", "b"], "Missing option"),
        (["evaluate", "a", "-o", "out"], "give STUDY_DIR and DATA_DIR, or --database URL"),
        (["evaluate", "a", "b", "--database", "sqlite:///x.db", "-o", "out"], "or --database"),
        (["evaluate", "a", "b", "-o", "out", "--language", "fr"], "--language is en or zh"),
        (["import", "d", "--study", "s", "--database", "u", "--encoding", "latin1"], "gb18030"),
        (["serve", "--certificate", "pem"], "--certificate and --key go together"),
        (["score", "nosuch", "in.csv"], "no such instrument; there are: cdasi"),
    ],
)
def test_wrong_use_is_2(call: Call, tmp_path: Path, arguments: list[str], said: str) -> None:
    code, _, told = call(*arguments)
    assert code == 2
    assert said in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["study", "check", "gone"], "gone: there is no such folder"),
        (["evaluate", FOLDER, "gone", "-o", "out"], "gone: there is no such folder"),
        (["evaluate", FOLDER, ".", "-o", "out"], "the folder holds no table"),
        (["init", "--study", "gone", "--database", "nonsense"], "write sqlite:///relative.db"),
        (["score", "cdasi", "gone.csv"], "gone.csv: No such file"),
        (["serve", "--demo", "--host", "0.0.0.0"], "served on 127.0.0.1 only"),
        (["restore", "gone.db", "--database", "sqlite:///x.db"], "gone.db: there is no such file"),
    ],
)
def test_what_is_given_wrongly_is_1(call: Call, arguments: list[str | Path], said: str) -> None:
    code, _, told = call(*arguments)
    assert code == 1
    assert said in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["evaluate", "--database", "sqlite:///x.db", "-o", "out"], "there is no study in this"),
        (["verify", "--database", "sqlite:///x.db"], "there is no ledger here"),
        (["init", "--study", FOLDER, "--database", "sqlite:////no/x.db"], "No such file"),
        (["init", "--study", "gone", "--database", "sqlite:///x.db"], "no such folder"),
        (["user", "add", "Li", "king", "--database", "sqlite:///x.db"], "no study in this"),
        (["serve", "--database", "sqlite:///x.db", "--port", "0"], "there is no study in this"),
    ],
)
def test_a_database_that_is_not_there_is_1_and_none_is_made(
    tmp_path: Path, arguments: list[str | Path], said: str
) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "x.db").exists()


def test_our_bug_is_3_in_one_line_and_whole_with_debug(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object) -> None:
        raise RuntimeError("told by S-01")

    monkeypatch.setattr("heliotrope.cli.data.check_folder", break_off)
    code, _, told = call("study", "check", FOLDER)
    assert code == 3
    (line,) = told.splitlines()
    assert line.startswith("this is a bug of Heliotrope: RuntimeError at cli/app.py:")
    assert "S-01" not in line
    monkeypatch.setenv("HELIOTROPE_DEBUG", "1")
    code, _, told = call("study", "check", FOLDER)
    assert code == 3
    assert "Traceback" in told


def test_it_speaks_chinese_to_a_chinese_terminal(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert call("study", "check", "gone")[2] == (
        "gone: 没有这个文件夹；请指定研究文件所在的文件夹\n"
    )


def test_a_folder_that_cannot_be_written_is_told_before_the_work(
    call: Call, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file")
    study = ROOT / "studies" / "infliximab-pilot"
    code, _, told = call("evaluate", study, study / "data", "-o", "out")
    assert code == 1
    assert "File exists" in told


def _answers(*rows: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([["id", *(item.name for item in CDASI.items)], *rows])
    return text.getvalue()


def test_score_reads_the_tables_of_the_safety_room_too(call: Call, tmp_path: Path) -> None:
    """Words in capitals and versions as Excel leaves them are read; `0` is said with its reason."""
    (tmp_path / "drugs.csv").write_text(
        "id,drug,dose_mg,per_day,route\n7,Methylprednisolone,40,1,IV\n8,prednisone,5,2,topical\n"
    )
    assert call("score", "prednisone", "drugs.csv", "-o", "out.csv")[0] == 0
    assert (tmp_path / "out.csv").read_text("utf-8-sig").splitlines() == [
        "id,prednisone_mg_per_day,status,reason",
        "7,50,scored,",
        '8,0,scored,"route ""topical"" is not counted as systemic (only oral, iv): 0 mg"',
    ]
    (tmp_path / "labs.csv").write_text(
        "id,version,test,value,unit,lln,uln,baseline\n7,5,CK,100000,U/L,,200,90000\n"
    )
    assert call("score", "ctcae", "labs.csv", "-o", "out.csv")[0] == 0
    assert (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()[1] == (
        "7,4,CPK increased,> 10 × ULN,scored,"
    )


def test_score_writes_a_table_and_leaves_nothing_half_done(call: Call, tmp_path: Path) -> None:
    zeros = ["0"] * len(CDASI.items)
    (tmp_path / "in.csv").write_text(_answers(["007", *zeros], ["b", "9", *zeros[1:]]))
    assert call("score", "cdasi", "in.csv", "-o", "out.csv")[0] == 0
    written = (tmp_path / "out.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert [(row["id"], row["activity"], row["status"]) for row in rows] == [
        ("007", "0", "scored"),
        ("b", "", "not_scored"),
    ]
    (tmp_path / "bad.csv").write_text('id,x\n"1,2\n')
    assert call("score", "cdasi", "bad.csv", "-o", "never.csv")[0] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.csv", "in.csv", "out.csv"]
    printed = succeed("score", "cdasi", "in.csv", cwd=tmp_path)
    assert printed.startswith("\ufeffid,activity,damage,status,reason")


def test_a_terminal_sees_progress(tmp_path: Path) -> None:
    study = ROOT / "studies" / "infliximab-pilot"
    command = ["evaluate", str(study), str(study / "data"), "-o", "out"]
    own, theirs = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "heliotrope", *command],
            cwd=tmp_path,
            env={**os.environ, **ENGLISH, "TERM": "xterm"},
            stdout=subprocess.DEVNULL,
            stderr=theirs,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0
        assert "━" in os.read(own, 65_536).decode()
    finally:
        os.close(own)
        os.close(theirs)
