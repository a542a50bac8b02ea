"""A form about to be shown → its questions as they are licensed, or what stands in their place."""

from __future__ import annotations

from heliotrope.instruments.catalog import require_instrument
from heliotrope.study.forms import Item
from heliotrope.web.pages.sheet import Sheet
from heliotrope.web.templating import translate


def say_question(sheet: Sheet, item: Item) -> tuple[str, str]:
    """The item's question with its language where that is not the page's.

    The licensed text if the study's folder has it, else the short neutral label.
    """
    wording = sheet.reader.study.wording(sheet.form)
    found = wording.question(item.name, sheet.reader.language) if wording else None
    if found is None:
        return sheet.reader.say(item.label), ""
    text, tag = found
    own = tag.partition("-")[0].lower() == sheet.reader.language
    return text, "" if own else tag


_LANGUAGES = {
    "zh": "中文", "zh-hant": "繁體中文", "en": "English", "de": "Deutsch", "fr": "français",
    "es": "español", "ja": "日本語", "ko": "한국어",
}  # fmt: skip


def name_language(tag: str) -> str:
    """The language as its own readers call it; its tag where that is not known here."""
    parts = tag.lower().split("-")
    known = (_LANGUAGES.get("-".join(parts[:n])) for n in range(len(parts), 0, -1))
    return next((name for name in known if name is not None), tag)


def say_licensing(sheet: Sheet) -> tuple[str, ...]:
    """Whose the wording is, and where its text belongs while it is not there."""
    use = sheet.form.instrument
    if use is None:
        return ()
    instrument = require_instrument(use.name, use.version)
    wording = sheet.reader.study.wording(sheet.form)
    rights = sheet.reader.say(instrument.rights)
    if wording is not None:
        count = len(wording.items)
        whole = count >= len(instrument.items)
        partly = translate(
            "{n} of {all} questions have their licensed wording; short neutral labels stand for"
            " the others.",
            "{all} 个问题中 {n} 个为授权文本，其余为中性短标签。",
            n=count,
            all=len(instrument.items),
        )  # fmt: skip
        return (sheet.reader.say(wording.licensed), *(() if whole else (partly,)), rights)
    if not instrument.licensed:
        return (rights,)
    return (
        translate(
            "Short neutral labels stand here for the licensed wording. Its text belongs in"
            " wording/{name}.yaml of the study folder; until then the licensed form itself"
            " is used beside this page.",
            "此处以中性短标签代替授权文本。授权文本请放入研究文件夹的 wording/{name}.yaml；"
            "在此之前请对照授权的原版量表使用。",
            name=use.name,
        ),
        rights,
    )
