"""A Study → what is wrong with the licensed texts in its folder: instrument, items, languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from heliotrope.instruments.catalog import INSTRUMENTS, UnknownInstrumentError, require_instrument
from heliotrope.study.assembly import Path
from heliotrope.study.forms import Wording
from heliotrope.study.places import Finding, make_finding, suggest
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def check_wordings(study: Study, files: list[str]) -> Iterator[Finding]:
    """Texts of an instrument that is not known, of items that it lacks, and texts without words."""
    known: set[str] = set()
    for index, (wording, file) in enumerate(zip(study.wordings, files, strict=False)):
        path: Path = ("wordings", index)
        yield from _check_instrument(path, wording, file)
        yield from _check_items(path, wording, _find_items(study, wording.instrument))
        if wording.instrument in known:
            yield make_finding(
                (*path, "instrument"),
                f"the wording of {wording.instrument} is given twice",
                f"{wording.instrument} 的授权文本重复",
                "keep one file",
                "请只保留一个文件",
            )
        known.add(wording.instrument)


def _find_items(study: Study, name: str) -> tuple[str, ...] | None:
    """The items of that instrument in the version that the study uses; None if there is none."""
    uses = [one.instrument for one in study.forms if one.instrument is not None]
    version = next((use.version for use in uses if use.name == name), None)
    try:
        return tuple(item.name for item in require_instrument(name, version).items)
    except UnknownInstrumentError:
        return None


def _check_instrument(path: Path, wording: Wording, file: str) -> Iterator[Finding]:
    name, stem = wording.instrument, PurePosixPath(file).stem
    names = tuple(dict.fromkeys(one.name for one in INSTRUMENTS))
    if name not in names:
        yield Finding(
            (*path, "instrument"),
            Bilingual(f"there is no instrument {name}", f"没有量表 {name}"),
            suggest(name, names),
        )
    elif name != stem:
        yield make_finding(
            (*path, "instrument"),
            f"the wording of {name} stands in a file named {stem}",
            f"{name} 的授权文本位于名为 {stem} 的文件中",
            f"name the file {name}.yaml",
            f"请将文件命名为 {name}.yaml",
        )


def _check_items(path: Path, wording: Wording, items: tuple[str, ...] | None) -> Iterator[Finding]:
    for name, texts in wording.items.items():
        place = (*path, "items", name)
        if items is not None and name not in items:
            what = Bilingual(
                f"{name} is no item of {wording.instrument}",
                f"{wording.instrument} 没有条目 {name}",
            )
            yield Finding(place, what, suggest(name, items))
        if not texts:
            yield _no_text(place, name)
        for language, text in texts.items():
            if not text.strip():
                yield _no_text((*place, language), name)
            if not _LANGUAGE.fullmatch(language):
                yield make_finding(
                    (*place, language),
                    f"{language} is no language",
                    f"{language} 不是语言代码",
                    "write it as zh, en, or zh-Hant",
                    "请写成 zh、en 或 zh-Hant",
                )


def _no_text(path: Path, name: str) -> Finding:
    return make_finding(
        path,
        f"the wording of {name} is empty",
        f"{name} 的授权文本为空",
        "write the licensed text, or take the line away",
        "请填写授权文本，或删去该行",
    )
