"""A folder of study files → a Study; the only file of this room that touches the disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from heliotrope.study.assembly import is_study_file
from heliotrope.study.protocol import Study
from heliotrope.study.shape import read_shape
from heliotrope.vocabulary import Bilingual, Fault


class StudyUnreadable(ValueError):
    """The files do not make a Study; `faults` says why, each with file and line."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(fault.say() for fault in faults))
        self.faults = faults


def load_study(path: Path) -> Study:
    """The Study in a folder. Raises StudyUnreadable."""
    return parse_study(read_folder(path))


def read_folder(path: Path) -> dict[str, str]:
    """The texts of a study's files by relative name, e.g. `forms/cdasi.yaml`.

    Only YAML files count; `data/`, `source/` and hidden files do not. A byte-order mark is
    dropped. What is not UTF-8 is kept so that it makes no study and the place can be said.
    Raises StudyUnreadable if the folder or a file cannot be read.
    """
    if not path.is_dir():
        what = Bilingual("there is no such folder", "没有这个文件夹")
        right = Bilingual("give a folder of study files", "请指定研究文件所在的文件夹")
        raise StudyUnreadable((Fault(str(path), what, right),))
    names = sorted(file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file())
    return {name: _read_text(path, name) for name in names if is_study_file(name)}


def _read_text(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text("utf-8-sig", errors="surrogateescape")
    except OSError:
        what = Bilingual("the file cannot be opened", "文件无法打开")
        right = Bilingual("give yourself the right to read it", "请设置读取权限")
        raise StudyUnreadable((Fault(name, what, right),)) from None


def parse_study(files: Mapping[str, str]) -> Study:
    """The Study that these texts make, with its fingerprint.

    Raises StudyUnreadable with every fault of shape (types, keys, translations); whether the
    parts fit each other is for `check_study`.
    """
    return _parse(tuple((name, files[name]) for name in sorted(files) if is_study_file(name)))


@lru_cache(maxsize=16)
def _parse(pairs: tuple[tuple[str, str], ...]) -> Study:
    """The Study of these texts, kept: it is frozen, and a ledger names the same one often."""
    files = dict(pairs)
    study, faults = read_shape(files)
    if study is None:
        raise StudyUnreadable(tuple(faults))
    return study.model_copy(update={"fingerprint": fingerprint(files)})


def fingerprint(files: Mapping[str, str]) -> str:
    """SHA-256 over the names and texts of the study's files, in the order of their names."""
    pairs = [[name, files[name]] for name in sorted(files) if is_study_file(name)]
    text = json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
