"""What every kind of document calls its parts, in both languages."""

from __future__ import annotations

from heliotrope.report.model import Figure, Table
from heliotrope.vocabulary import Bilingual, Language

_KINDS = {
    "table": Bilingual("Table", "表"),
    "listing": Bilingual("Listing", "列表"),
    "figure": Bilingual("Figure", "图"),
}

_WORDS = {
    "contents": Bilingual("Contents", "目录"),
    "source": Bilingual("Source: ", "来源："),
    "row": Bilingual("Row of results.csv", "results.csv 中的一行"),
    "data": Bilingual("Rows of the dataset", "数据集中的行"),
    "entries": Bilingual("Entries of the ledger", "账本条目"),
    "close": Bilingual("Close", "关闭"),
    "panel": Bilingual("What lies behind the number", "数字的来源"),
    "entry": Bilingual("Entry", "条目"),
    "participant": Bilingual("Participant", "参与者"),
    "form": Bilingual("Form", "表格"),
    "visit": Bilingual("Visit", "访视"),
    "date": Bilingual("Date", "日期"),
    "saved": Bilingual("Saved (UTC)", "保存时间（UTC）"),
    "who": Bilingual("By", "录入者"),
    "none": Bilingual("None named.", "未列明。"),
    "behind": Bilingual("What lies behind it", "查看来源"),
    "highlighted": Bilingual("highlighted in every figure", "已在各图中突出显示"),
    "clear": Bilingual("Show all alike", "取消突出显示"),
    "more": Bilingual("more rows", "行未显示"),
}


def name_kind(block: Table | Figure, language: Language) -> str:
    """`Table`, `Listing` or `Figure`."""
    if isinstance(block, Figure):
        return _KINDS["figure"].say(language)
    return _KINDS["listing" if block.listing else "table"].say(language)


def name_words(language: Language) -> dict[str, str]:
    """The words around the numbers."""
    return {name: words.say(language) for name, words in _WORDS.items()}
