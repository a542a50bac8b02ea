"""Datasets in, the folder of their files out: whole, the same again, and only ours removed."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from heliotrope.datasets.files import write_datasets
from heliotrope.datasets.standard import Datasets
from tests.repository import ROOT
from tests.unit.datasets.made import ADAM, DELIVERY, KNOWN, SDTM

EACH = ("csv", "json", "xpt")
FILES = {
    *(f"sdtm/{name}.{ending}" for name in ("dm", "lb") for ending in EACH),
    *(f"adam/{name}.{ending}" for name in ("adsl", "adlb") for ending in EACH),
    *(f"{folder}/define.{ending}" for folder in ("sdtm", "adam") for ending in ("xml", "html")),
    "adsl.csv",
    "trace.csv",
}
WRITE = """
import sys
from pathlib import Path
from heliotrope.datasets.files import write_datasets
from tests.unit.datasets.made import ADAM, DELIVERY, KNOWN, SDTM
write_datasets(SDTM, ADAM, DELIVERY, Path(sys.argv[1]), KNOWN)
"""


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_files_are_there_and_listed(tmp_path: Path) -> None:
    written = write_datasets(SDTM, ADAM, DELIVERY, tmp_path, KNOWN)
    assert set(written) == FILES
    found = files_in(tmp_path)
    assert found.keys() == FILES | {"written.txt"}
    assert set(found["written.txt"].decode().split()) == FILES
    for name, text in found.items():
        assert not name.endswith(".csv") or text.startswith(b"\xef\xbb\xbf")


def test_other_time_zone_language_and_hashes_give_the_same_bytes(tmp_path: Path) -> None:
    environments = (
        {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
        {"TZ": "Asia/Shanghai", "LC_ALL": "zh_CN.UTF-8", "PYTHONHASHSEED": "2"},
        {"TZ": "America/Los_Angeles", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "3"},
    )
    made = []
    for place, environment in enumerate(environments):
        folder = tmp_path / str(place)
        command = [sys.executable, "-c", WRITE, str(folder)]
        subprocess.run(command, env={**os.environ, **environment}, cwd=ROOT, check=True)
        made.append(files_in(folder))
    assert made[0] == made[1] == made[2]


def test_what_an_earlier_evaluation_wrote_is_removed_and_nothing_else(tmp_path: Path) -> None:
    write_datasets(SDTM, ADAM, DELIVERY, tmp_path, KNOWN)
    (tmp_path / "sdtm" / "mine.txt").write_text("mine")
    (tmp_path / "outside.csv").write_text("mine")
    with (tmp_path / "written.txt").open("a") as file:
        file.write("../outside.csv\n/etc/passwd\nsdtm/mine.txt\nsdtm/../outside.csv\n")
    write_datasets(Datasets((SDTM["DM"],)), ADAM, DELIVERY, tmp_path, KNOWN)
    gone = {f"sdtm/lb.{ending}" for ending in EACH}
    kept = FILES - gone | {"written.txt", "sdtm/mine.txt", "outside.csv"}
    assert files_in(tmp_path).keys() == kept


def test_synthetic_data_are_marked_wherever_there_is_room(tmp_path: Path) -> None:
    write_datasets(SDTM, ADAM, replace(DELIVERY, synthetic=True), tmp_path, KNOWN)
    for name in ("SYNTHETIC.txt", "sdtm/define.xml", "adam/define.html", "adam/adlb.json"):
        assert "Synthetic data" in (tmp_path / name).read_text("utf-8")
    write_datasets(SDTM, ADAM, DELIVERY, tmp_path, KNOWN)
    assert files_in(tmp_path).keys() == FILES | {"written.txt"}


def test_long_texts_are_divided_in_every_file(tmp_path: Path) -> None:
    frame = ADAM["ADSL"].frame
    long = frame.with_columns(REASON=frame["REASON"].str.replace("退出", "字" * 100))
    one = replace(ADAM["ADSL"], frame=long)
    write_datasets(Datasets(()), Datasets((one,)), DELIVERY, tmp_path, KNOWN)
    for name in ("adsl.csv", "adsl.json", "define.xml", "define.html"):
        assert "REASON1" in (tmp_path / "adam" / name).read_text("utf-8")
    assert b"REASON1 " in (tmp_path / "adam" / "adsl.xpt").read_bytes()
    assert not (tmp_path / "sdtm").exists()
