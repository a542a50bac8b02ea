"""A Study → texts that are missing in a language, and statements without their source or reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel

from heliotrope.study.assembly import Path
from heliotrope.study.places import Finding, make_finding
from heliotrope.study.protocol import Study
from heliotrope.study.written import Provenance
from heliotrope.vocabulary import Bilingual

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ENGLISH_PHRASE = re.compile(r"[a-z]{3,} [a-z]{2,}")
"""Two common words in a row: not a name, a code or a unit, which need no translation."""
_WORD = re.compile(r"(?<![A-Za-z/^])[A-Za-z]+(?![A-Za-z/])")
"""A word that is no part of a unit such as `ukat/L`."""
_COMMON_WORD = re.compile(r"[A-Z]?[a-z]{3,}|[Aa]ll|[Aa]nd|[Nn]one?|[Yy]es|[Dd]ay|[Ss]ex|[Aa]ge")
_UNITS = frozenset({"mmol", "mosm", "nmol", "pmol", "umol", "kcal", "mmhg"})
_NAME = re.compile(r"[A-Z][a-z]+([ -][A-Z][a-z]*\.?)+")
"""Of people and places: every word with a capital."""
_LEFT_TO_DO = re.compile(r"\b(TODO|FIXME)\b")

_WANT_REASON = {"interpretation", "proposed", "unverified"}
_WANT_SOURCE = {"record", "published", "interpretation"}


def check_texts(study: Study) -> Iterator[Finding]:
    """Empty and untranslated texts; provenance that does not say where from or why."""
    for path, part in _walk(study, ()):
        if isinstance(part, Bilingual):
            yield from _check_translation(path, part)
        elif isinstance(part, Provenance):
            yield from _check_provenance(path, part)


def _walk(part: object, path: Path) -> Iterator[tuple[Path, object]]:
    """Every object below, with its path."""
    yield path, part
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _walk(getattr(part, name), (*path, name))
    elif isinstance(part, tuple):
        for index, one in enumerate(part):
            yield from _walk(one, (*path, index))


def _check_translation(path: Path, text: Bilingual) -> Iterator[Finding]:
    for key, said, en, zh in (
        ("en", text.en, "English", "英文"),
        ("zh", text.zh, "Chinese", "中文"),
    ):
        if not said.strip():
            yield make_finding(
                (*path, key),
                f"the {en} text is empty",
                f"{zh}文本为空",
                f"write it in {key}",
                f"请填写 {key}",
            )
        elif _LEFT_TO_DO.search(said):
            yield make_finding(
                (*path, key),
                f"the {en} text is still to be written",
                f"{zh}文本尚待填写",
                f"write it in {key}",
                f"请填写 {key}",
            )
    if not _CHINESE.search(text.zh) and _is_english(text):
        yield make_finding(
            (*path, "zh"),
            "the Chinese text is still in English",
            "中文文本仍为英文",
            "translate it",
            "请翻译",
        )
    if _CHINESE.search(text.en) and not re.search(r"[A-Za-z]", text.en):
        yield make_finding(
            (*path, "en"),
            "the English text is still in Chinese",
            "英文文本仍为中文",
            "translate it",
            "请翻译",
        )


def _is_english(text: Bilingual) -> bool:
    """True if the Chinese text is English: a phrase of it, or the English text again.

    The same in both languages may be names, codes and units: `Lihua Duan`, `CDASI`, `mmol/L`.
    """
    if _ENGLISH_PHRASE.search(text.zh):
        return True
    if text.zh.strip() != text.en.strip() or _NAME.fullmatch(text.zh.strip()):
        return False
    words = [word for word in _WORD.findall(text.zh) if word.lower() not in _UNITS]
    return any(_COMMON_WORD.fullmatch(word) for word in words)


def _check_provenance(path: Path, provenance: Provenance) -> Iterator[Finding]:
    status = provenance.status
    if status in _WANT_REASON and provenance.reason is None:
        yield make_finding(
            path,
            f"what is marked {status} gives no reason",
            f"标记为 {status} 的内容没有说明理由",
            "add reason",
            "请补充 reason",
        )
    if status in _WANT_SOURCE and not (provenance.source or "").strip():
        yield make_finding(
            path,
            f"what is marked {status} names no source",
            f"标记为 {status} 的内容没有注明来源",
            "add source",
            "请补充 source",
        )
