"""What a person may type wrongly in; exit codes and words as the contract has them out."""

from __future__ import annotations

import csv
import gc
import io
import os
import pty
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
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
    ["user", "password"],
    ["user", "role"],
    ["user", "remove"],
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
    for command in [["serve"], ["study", "check"], ["user", "add"]]:
        groups = command[:-1]
        assert f"Example: heliotrope {' '.join(command)} " in call(*groups, "--help")[1]
    for command in COMMANDS:
        assert command[0] in listed
        code, told, _ = call(*command, "--help")
        assert code == 0
        assert f"Example: heliotrope {' '.join(command)} " in " ".join(told.split())


def test_the_usage_of_evaluate_names_its_folders(call: Call) -> None:
    usage = call("evaluate", "--help")[1].strip().splitlines()[0]
    assert usage == "Usage: heliotrope evaluate [OPTIONS] [STUDY_DIR] [DATA_DIR]"


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
        (["study", "check", "\udcff"], "\\udcff: there is no such folder"),
        (["evaluate", FOLDER, "gone", "-o", "out"], "gone: there is no such folder"),
        (["evaluate", FOLDER, ".", "-o", "out"], "the folder holds no table"),
        (["init", "--study", "gone", "--database", "nonsense"], "write sqlite:///relative.db"),
        (["score", "cdasi", "gone.csv"], "gone.csv: No such file"),
        (["serve", "--demo", "--host", "0.0.0.0"], "served on 127.0.0.1 only"),
        (["restore", "gone.db", "--database", "sqlite:///x.db"], "gone.db: there is no such file"),
    ],
)
def test_what_is_given_wrongly_is_1(call: Call, arguments: list[str | Path], said: str) -> None:
    code, *told = call(*arguments)
    assert code == 1
    assert said in "".join(told)
    assert "Traceback" not in "".join(told)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["evaluate", "--database", "sqlite:///x.db", "-o", "out"], "there is no study in this"),
        (["verify", "--database", "sqlite:///x.db"], "there is no ledger here"),
        (["init", "--study", FOLDER, "--database", "sqlite:////no/x.db"], "No such file"),
        (["init", "--study", "gone", "--database", "sqlite:///x.db"], "no such folder"),
        (["user", "add", "Li", "king", "--database", "sqlite:///x.db"], "no study in this"),
        (["serve", "--database", "sqlite:///x.db", "--host", "\udcff"], "cannot listen on "),
        (["serve", "--database", "sqlite:///x.db", "--port", "0"], "there is no study in this"),
    ],
)
def test_a_database_that_is_not_there_is_1_and_none_is_made(
    tmp_path: Path, arguments: list[str | Path], said: str
) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("x.db*"))


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
    assert call("study", "check", "gone")[1:] == (
        "gone: 没有这个文件夹；请指定研究文件所在的文件夹\n",
        "研究文件共有 1 处错误；请逐一更正后重试\n",
    )


def _break_study(folder: Path) -> None:
    shutil.copytree(FOLDER, folder)
    (folder / "visits.yaml").write_text("nonsense: true\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["study", "check", "study"],
        ["evaluate", "study", "data", "-o", "out"],
        ["import", "--study", "study", "--database", "sqlite:///x.db", "data"],
    ],
)
def test_faults_of_a_study_are_the_answer_and_stand_on_the_standard_output(
    call: Call, tmp_path: Path, arguments: list[str]
) -> None:
    _break_study(tmp_path / "study")
    code, out, err = call(*arguments)
    assert code == 1
    assert any(line.startswith("visits.yaml:1: ") for line in out.splitlines())
    assert err == f"the study has {len(out.splitlines())} fault(s); mend each one and try again\n"


def test_faults_of_data_are_the_answer_too(call: Call, tmp_path: Path) -> None:
    (tmp_path / "labs.csv").write_text("participant,visit,date,nonsense\nS-01,noon,2026-03-02,1\n")
    code, out, err = call("evaluate", FOLDER, ".", "-o", "out")
    assert code == 1
    assert [line.partition(": ")[0] for line in out.splitlines()] == ["labs.csv:1", "labs.csv:2"]
    assert err == "nothing was taken in: 2 fault(s); mend each one and try again\n"


def test_faults_of_a_table_to_be_scored_do_not_stand_where_its_scores_would(
    call: Call, tmp_path: Path
) -> None:
    (tmp_path / "in.csv").write_text("id,x\n")
    code, out, err = call("score", "cdasi", "in.csv")
    assert (code, out) == (1, "")
    assert "missing columns" in err


def test_a_study_without_fault_has_no_findings(call: Call) -> None:
    code, out, err = call("study", "check", FOLDER)
    assert (code, out) == (0, "")
    assert err.startswith("No fault in ")


def test_a_folder_that_cannot_be_written_is_told_before_the_work(
    call: Call, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file")
    study = ROOT / "studies" / "infliximab-pilot"
    code, _, told = call("evaluate", study, study / "data", "-o", "out")
    assert code == 1
    assert "out is a file; give the name of a folder" in told


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A database of an empty study, and what `verify` says of it."""
    home = tmp_path_factory.mktemp("founded")
    succeed("init", "--study", FOLDER, "--database", "sqlite:///trial.db", cwd=home)
    return home / "trial.db", succeed("verify", "--database", "sqlite:///trial.db", cwd=home)


@pytest.mark.parametrize(
    "arguments",
    [
        ["score", "cdasi", "in.csv", "-o", "."],
        ["score", "cdasi", "in.csv", "-o", "folder"],
        ["backup", "--database", "sqlite:///trial.db", "-o", "folder"],
        ["export", "--database", "sqlite:///trial.db", "-o", "folder"],
    ],
)
def test_a_folder_in_place_of_a_file_is_told(
    founded: tuple[Path, str], tmp_path: Path, arguments: list[str]
) -> None:
    database, before = founded
    shutil.copy(database, tmp_path / "trial.db")
    (tmp_path / "folder").mkdir()
    (tmp_path / "in.csv").write_text(_answers(["a", *["0"] * len(CDASI.items)]))
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert f"{arguments[-1]} is a folder; give the name of a file, e.g. " in done.stderr
    assert list((tmp_path / "folder").iterdir()) == []
    assert succeed("verify", "--database", "sqlite:///trial.db", cwd=tmp_path) == before


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sqlite:///notes.txt", "the file is no SQLite database; give the address of a database"),
        ("sqlite:///folder", "the database cannot be reached: "),
        ("postgresql://nobody@127.0.0.1:9/nodb", "the database cannot be reached: "),
        ("postgresql://127.0.0.1:9/db?nonsense=1", "the database cannot be reached: "),
    ],
)
@pytest.mark.parametrize("command", [["verify"], ["evaluate", "-o", "out"], ["serve"]])
def test_what_is_no_database_is_told_and_has_no_head(
    tmp_path: Path, command: list[str], address: str, said: str
) -> None:
    (tmp_path / "notes.txt").write_text("these are notes, and no database at all " * 40)
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.rglob("*"))
    port = ["--port", "0"] if command == ["serve"] else []
    done = run(*command, "--database", address, *port, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(said)
    assert sorted(tmp_path.rglob("*")) == before


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


def _score(call: Call, name: str, *arguments: str) -> list[dict[str, str]]:
    code, _, told = call("score", "cdasi", name, "-o", "out.csv", *arguments)
    assert code == 0, told
    return list(csv.DictReader(io.StringIO(Path("out.csv").read_text("utf-8-sig"))))


def test_score_reads_as_evaluate_does(call: Call, tmp_path: Path) -> None:
    zeros = ["0"] * len(CDASI.items)
    text = _answers(["张三", *zeros]) + "," * len(zeros) + "\n"
    (tmp_path / "mark.csv").write_text(text, "utf-8-sig")
    (row,) = _score(call, "mark.csv", "--encoding", "gb18030")
    assert (row["id"], row["status"]) == ("张三", "scored")
    (tmp_path / "chinese.csv").write_text(text, "gb18030")
    assert _score(call, "chinese.csv", "--encoding", "gb18030") == [row]
    book = openpyxl.Workbook()
    assert book.active is not None
    for cells in csv.reader(io.StringIO(text)):
        book.active.append(cells)
    book.save(tmp_path / "book.xlsx")
    assert _score(call, "book.xlsx") == [row]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("in.csv", b"id,x\n", "in.csv:1: missing columns: scalp_erythema"),
        ("in.csv", "id,张\n".encode("gb18030"), "in.csv: the file is not utf-8 text; save it as"),
        ("in.csv", "id,x\n".encode("utf-16"), "in.csv: the file is not utf-8 text; save it as"),
        ("in.csv", b"id\0,x\n", "in.csv:1: the line holds a NUL byte"),
        ("in.csv", b"", "in.csv:1: missing columns: id"),
        ("in.xlsx", b"no workbook", "in.xlsx: this is not a readable .xlsx workbook"),
    ],
)
def test_a_table_that_cannot_be_read_is_named(
    call: Call, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    code, out, err = call("score", "cdasi", name)
    assert (code, out) == (1, "")
    assert err.startswith(said)


def _read_terminal(own: int) -> str:
    """All that is written to a terminal until its last writer is gone.

    It holds a few thousand bytes: a writer whom nobody reads would wait for ever.
    """
    shown = b""
    while True:
        try:
            part = os.read(own, 65_536)
        except OSError:  # Linux says so at the end.
            part = b""
        if not part:
            return shown.decode()
        shown += part


def test_a_terminal_sees_progress(tmp_path: Path) -> None:
    study = ROOT / "studies" / "infliximab-pilot"
    command = ["evaluate", str(study), str(study / "data"), "-o", "out"]
    own, theirs = pty.openpty()
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "heliotrope", *command],
            cwd=tmp_path,
            env={**os.environ, **ENGLISH, "TERM": "xterm"},
            stdout=subprocess.DEVNULL,
            stderr=theirs,
        ) as process:
            os.close(theirs)
            shown = _read_terminal(own)
        assert process.returncode == 0
        assert "━" in shown
    finally:
        os.close(own)


def test_what_was_rehearsed_never_enters_a_real_study(tmp_path: Path) -> None:
    """An export of a rehearsal is marked; import refuses it, and an evaluation of it says so."""
    study, own = ROOT / "studies" / "nct05488327", ["--database", "sqlite:///r.sqlite3"]
    succeed("rehearse", "--study", study, *own, "--participants", "2", cwd=tmp_path)
    succeed("export", *own, "-o", "copy.zip", cwd=tmp_path)
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        archive.extractall(tmp_path / "copy")
    data, new = tmp_path / "copy" / "data", ["--database", "sqlite:///new.sqlite3"]
    refused = run("import", "--study", study, *new, data, cwd=tmp_path)
    assert refused.returncode == 1
    assert "the folder is marked as synthetic" in refused.stdout + refused.stderr
    assert not (tmp_path / "new.sqlite3").exists()
    succeed("import", "--study", study, *own, data, cwd=tmp_path)
    succeed("evaluate", study, data, "-o", "out", cwd=tmp_path)
    assert "Synthetic data" in (tmp_path / "out" / "report.html").read_text("utf-8")
