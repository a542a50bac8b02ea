"""A small study's files and a folder of data in; the whole way to the report, and back, out."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.command import run, succeed
from tests.small_study import FOLDER, load_small_study

DATABASE = "sqlite:///trial.db"
SITES = {"S-01": (24, 12), "S-02": (20, 8), "S-03": (30, 24)}
"""Participant → activity at baseline and at week 4: changes of -12, -12, -6; mean -10."""


def _cdasi(activity: int) -> dict[str, str]:
    """Answers of that activity: erythema of the sites, up to 3 each."""
    items = {item.name: "0" for item in load_small_study().form("cdasi").items}
    for name in items:
        if name.endswith("_erythema") and name != "hands_erythema" and activity > 0:
            given = min(3, activity)
            items[name] = str(given)
            activity -= given
    return items


def _write(folder: Path, form: str, rows: list[dict[str, str]]) -> None:
    folder.mkdir(exist_ok=True)
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    (folder / f"{form}.csv").write_text(text.getvalue(), "utf-8")


def _make_data(folder: Path) -> None:
    cdasi, labs, consent, eligibility = [], [], [], []
    for code, (before, after) in SITES.items():
        place = {"participant": code}
        screening = place | {"visit": "screening", "date": "2026-03-02"}
        consent.append(screening | {"signed_at": "2026-03-02T09:00"})
        eligibility.append(screening | {"infection": "no"})
        labs.append(screening | {"age": "40", "hemoglobin": "120", "fasting": "no"})
        for visit, date, activity in (
            ("screening", "2026-03-02T10:00", before),
            ("baseline", "2026-03-09", before),
            ("week_4", "2026-04-07", after),
        ):
            cdasi.append(place | {"visit": visit, "date": date} | _cdasi(activity))
    for form, rows in (
        ("cdasi", cdasi), ("labs", labs), ("consent", consent), ("eligibility", eligibility)
    ):  # fmt: skip
        _write(folder, form, rows)


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a founded study, into which the data were taken."""
    home = tmp_path_factory.mktemp("trial")
    shutil.copytree(FOLDER, home / "study")
    _make_data(home / "data")
    assert succeed("study", "check", "study", cwd=home) == ""
    founded = succeed("init", "--study", "study", "--database", DATABASE, cwd=home)
    assert "One-time password: " in founded
    added = succeed("user", "add", "Li Wei", "investigator", "--database", DATABASE, cwd=home)
    assert "Username: li.wei" in added
    taken = succeed("import", "--study", "study", "--database", DATABASE, "data", cwd=home)
    assert taken.startswith("Taken in: 18 forms, 24 entries.")
    return home


def _results(folder: Path) -> dict[str, str]:
    text = (folder / "results.csv").read_text("utf-8-sig")
    return {row["result_id"]: row["value"] for row in csv.DictReader(io.StringIO(text))}


@pytest.fixture(scope="module")
def evaluated(trial: Path) -> Path:
    """The results of the folder by itself."""
    done = run("evaluate", "study", "data", "-o", "from-folder", cwd=trial)
    assert done.returncode == 0
    # In a pipe nothing but faults and remarks is said there.
    assert "━" not in done.stderr
    return trial / "from-folder"


def test_the_folder_is_evaluated_without_a_database(evaluated: Path) -> None:
    results = _results(evaluated)
    assert results["change.n"] == "3"
    assert results["change.mean"] == "-10"
    for name in ("report.html", "report.pdf", "datasets/adsl.csv", "datasets/adqs.csv"):
        assert (evaluated / name).stat().st_size > 0


def test_the_ledger_gives_the_same_numbers_and_notes_the_look(trial: Path, evaluated: Path) -> None:
    before = _head(trial)
    succeed("evaluate", "--database", DATABASE, "-o", "from-ledger", cwd=trial)
    one, other = _results(evaluated), _results(trial / "from-ledger")
    primary = [key for key in one if key.startswith("change.")]
    assert primary
    assert {key: one[key] for key in primary} == {key: other[key] for key in primary}
    assert int(_head(trial).partition(":")[0]) == int(before.partition(":")[0]) + 1


def _head(trial: Path, database: str = DATABASE) -> str:
    return succeed("verify", "--database", database, cwd=trial).splitlines()[-1]


def test_a_head_that_left_the_house_is_found_again(trial: Path) -> None:
    head = _head(trial)
    number, _, digest = head.partition(":")
    succeed("verify", "--database", DATABASE, "--anchor", head, cwd=trial)
    forged = f"{number}:{digest[::-1]}"
    done = run("verify", "--database", DATABASE, "--anchor", forged, cwd=trial)
    assert done.returncode == 1
    found, latest = done.stdout.splitlines()
    assert found.startswith(f"entry {number}: ")
    assert latest == head


def test_taking_in_the_same_again_changes_nothing(trial: Path) -> None:
    before = _head(trial)
    taken = succeed("import", "--study", "study", "--database", DATABASE, "data", cwd=trial)
    assert "18 forms were there already" in taken
    assert _head(trial) == before


def test_a_folder_with_faults_is_refused_as_a_whole(trial: Path, tmp_path: Path) -> None:
    before = _head(trial)
    shutil.copytree(trial / "data", tmp_path / "data")
    with (tmp_path / "data" / "labs.csv").open("a") as labs:
        labs.write("S-04,screening,2026-03-02,12O,900,no\nS-05,week_9,2026-03-02,40,120,no\n")
    done = run(
        "import", "--study", "study", "--database", DATABASE, tmp_path / "data", cwd=trial
    )  # fmt: skip
    assert done.returncode == 1
    assert "nothing was taken in: 3 fault(s)" in done.stderr
    assert [line.partition(": ")[0] for line in done.stdout.splitlines()] == [
        "labs.csv:5",
        "labs.csv:5",
        "labs.csv:6",
    ]
    assert _head(trial) == before


def test_a_changed_value_needs_a_person_and_a_reason(trial: Path, tmp_path: Path) -> None:
    shutil.copytree(trial / "data", tmp_path / "data")
    labs = tmp_path / "data" / "labs.csv"
    labs.write_text(
        labs.read_text().replace("S-01,screening,2026-03-02,40", "S-01,screening,2026-03-02,41")
    )
    done = run(
        "import", "--study", "study", "--database", DATABASE, tmp_path / "data", cwd=trial
    )  # fmt: skip
    assert done.returncode == 1
    assert "the ledger holds labs of S-01 at screening already" in done.stdout


def test_another_version_of_the_files_is_not_mixed_in(trial: Path, tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "study")
    protocol = tmp_path / "study" / "study.yaml"
    protocol.write_text(
        protocol.read_text("utf-8").replace('version: "1"', 'version: "2"'), "utf-8"
    )
    done = run(
        "import", "--study", tmp_path / "study", "--database", DATABASE, "data", cwd=trial
    )  # fmt: skip
    assert done.returncode == 1
    assert "the database holds small, version 1; the folder is small, version 2" in done.stderr


def test_a_real_study_never_becomes_a_rehearsal(trial: Path) -> None:
    done = run("rehearse", "--study", "study", "--database", DATABASE, cwd=trial)
    assert done.returncode == 1
    assert "this database holds a real study, and never becomes anything else" in done.stderr


def _export(home: Path, database: str, name: str) -> dict[str, str]:
    succeed("export", "--database", database, "-o", name, cwd=home)
    with zipfile.ZipFile(home / name) as archive:
        return {one: archive.read(one).decode("utf-8") for one in archive.namelist()}


def test_an_export_proves_itself_and_can_be_taken_in_again(trial: Path, tmp_path: Path) -> None:
    first = _export(trial, DATABASE, "everything.zip")
    lines = first["ledger.jsonl"].splitlines()
    hashes = [hashlib.sha256(line.encode()).hexdigest() for line in lines]
    assert [json.loads(line)["previous"] for line in lines[1:]] == hashes[:-1]
    assert first["HEAD"] == f"{len(lines)}:{hashes[-1]}\n"
    for name, text in first.items():
        if name.startswith(("data/", "study/")):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    again = "sqlite:///again.db"
    told = succeed("import", "--study", "study", "--database", again, "data", cwd=tmp_path)
    # An empty database is founded on the way.
    assert "One-time password: " in told
    second = _export(tmp_path, again, "everything.zip")
    data = {name for name in first if name.startswith("data/")}
    assert data == {name for name in second if name.startswith("data/")}
    for name in data:
        assert first[name] == second[name]


def test_a_backup_is_the_original(trial: Path, tmp_path: Path) -> None:
    told = succeed("backup", "--database", DATABASE, "-o", tmp_path / "copy.db", cwd=trial)
    head = _head(trial)
    assert head in told
    assert _head(tmp_path, "sqlite:///copy.db") == head
    succeed("restore", "copy.db", "--database", "sqlite:///back.db", cwd=tmp_path)
    assert _head(tmp_path, "sqlite:///back.db") == head
    done = run("restore", "copy.db", "--database", "sqlite:///back.db", cwd=tmp_path)
    assert done.returncode == 1
    assert "there is a file already" in done.stderr
