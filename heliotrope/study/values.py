"""A raw text from a browser or a CSV cell, with its item → the typed value, or the fault."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from heliotrope.study.forms import Item
from heliotrope.vocabulary import Bilingual, Fault, Language, Missing, PartialDate, Value

LONGEST_NUMBER = 30
"""Characters; no measured quantity needs more."""
LONGEST_TEXT = 10_000
"""Characters of a free text."""
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100

YES_NO = {"yes": True, "no": False, "是": True, "否": False}

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2212: ord("-")}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LOOSE_PARTIAL = re.compile(r"([0-9]{4})(?:年|[/.年-]([0-9]{1,2})月?)")
_LOOSE_DATE = re.compile(r"([0-9]{4})[/.年-]([0-9]{1,2})[/.月-]([0-9]{1,2})日?")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}):([0-9]{2})(:[0-9]{2})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?"
)
"""Before clocks were set by zones, an offset had seconds: Shanghai's until 1901."""
_BEGUN_NUMBER = re.compile(r"(-?)(0|[1-9][0-9]*|)(?:(\.)([0-9]*))?")
_BEGUN = {
    "date": re.compile(r"[0-9-]{1,9}"),
    "datetime": re.compile(r"[0-9T :-]{1,15}"),
}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LOOKALIKES = str.maketrans("OoIl", "0011")


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """Where a raw text stood, and the zone in which a moment without an offset is meant."""

    where: str = ""
    """File of the cell; empty for a form on the screen, where the item itself is the place."""
    line: int | None = None
    time_zone: str = "UTC"


ON_SCREEN = ReadingContext()


@dataclass(frozen=True, slots=True)
class _Problem:
    """What is wrong with a text and what would be right, before its place is known."""

    what: Bilingual
    right: Bilingual


def read_value(item: Item, raw: str, context: ReadingContext = ON_SCREEN) -> Value | Fault | None:
    """The value that `raw` states for `item`; None if empty; a Fault if it states none.

    Only ASCII digits count; full-width characters are converted first (`converted_text` tells).
    `ND`, `UNK` and `NA` are `Missing`. A code may be in another case (`NR` for `nr`) where that
    leaves one code only, and is returned as it is defined. A moment without an offset is taken in
    the context's zone and returned in UTC. Never raises. An identifying value is not repeated in
    the fault.
    """
    if not raw.strip():
        return None
    text = raw if item.type == "text" else converted_text(raw)
    if (reason := converted_text(raw)) in Missing.__members__:
        return Missing[reason]
    result = _READERS[item.type](item, text, context)
    return _place(item, result, context) if isinstance(result, _Problem) else result


def is_begun(item: Item, raw: str) -> bool:
    """True if `raw`, that is no value yet, becomes one of `item` with what may still be typed.

    Of numbers, dates and moments only: `1.` of 1.5, `2026-0` of a date; a `3` where 30 is lowest.
    """
    text = converted_text(raw)
    if item.type in ("integer", "decimal"):
        found = _BEGUN_NUMBER.fullmatch(text)
        return found is not None and len(text) < LONGEST_NUMBER and _is_begun_number(item, found)
    known = _BEGUN.get(item.type)
    return known is not None and known.fullmatch(text) is not None


def _is_begun_number(item: Item, found: re.Match[str]) -> bool:
    sign, whole, point, places = found.groups("")
    low = Decimal("-Infinity") if item.low is None else item.low
    high = Decimal("Infinity") if item.high is None else item.high
    if point and (item.type == "integer" or len(places) > (item.decimals or len(places))):
        return False
    if not whole:
        return not point and low < 0
    start = Decimal(f"{whole}.{places}" if places else whole)
    step = Decimal(1).scaleb(-len(places))
    more = range(1 if point or whole == "0" else 1 + LONGEST_NUMBER - len(whole))
    spans = ((start.scaleb(n), (start + step).scaleb(n)) for n in more)
    return any(
        (low < end and begin <= high) if not sign else (low <= -begin and -end < high)
        for begin, end in spans
    )


def converted_text(raw: str) -> str:
    """The text with full-width characters and the true minus sign turned into ASCII."""
    return raw if raw.isascii() else raw.translate(_FULL_WIDTH)


def describe_conversion(item: Item, raw: str) -> Bilingual | None:
    """The note to show when `raw` was converted before it was read; None if it was not."""
    text = converted_text(raw)
    if item.type == "text" or text == raw:
        return None
    return Bilingual(f"“{raw}” was read as “{text}”", f"「{raw}」已转换为「{text}」")


def format_value(value: Value | None, time_zone: str = "UTC") -> str:
    """The value as `read_value` reads it back: for CSV cells and input fields. Empty for None.

    Moments carry the offset of `time_zone`, and seconds only if they are not zero.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Missing):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        local = value.astimezone(ZoneInfo(time_zone))
        return local.isoformat(timespec="seconds" if local.second else "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


MISSING_LABELS = {
    Missing.ND: Bilingual("not done (ND)", "未做（ND）"),
    Missing.UNK: Bilingual("unknown (UNK)", "不详（UNK）"),
    Missing.NA: Bilingual("not applicable (NA)", "不适用（NA）"),
}


def show_value(item: Item, value: Value | None, language: Language, time_zone: str = "UTC") -> str:
    """The value in words: labels of codes, yes and no, the true minus sign; `—` for None."""
    if value is None:
        return "—"
    if isinstance(value, Missing):
        return MISSING_LABELS[value].say(language)
    if isinstance(value, bool):
        return Bilingual("yes" if value else "no", "是" if value else "否").say(language)
    if isinstance(value, datetime):
        return format_value(value, time_zone)[:-6].replace("T", " ")
    text = format_value(value, time_zone)
    label = next((code.label for code in item.codes if code.code == text), None)
    if label is not None:
        shown = label if item.type == "code" else _with_label(text, label)
        return shown.say(language)
    return text.replace("-", "−") if isinstance(value, int | Decimal) else text


def _with_label(number: str, label: Bilingual) -> Bilingual:
    """A number that stands for words: `1 (some)`."""
    return Bilingual(f"{number} ({label.en})", f"{number}（{label.zh}）")


_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def show_signs(text: str) -> str:
    """A unit or an inequality as it is printed: `10^9/L` → `10⁹/L`, `<=` → `≤`, `>=` → `≥`."""
    raised = re.sub(r"\^(-?\d+)", lambda power: power[1].translate(_SUPERSCRIPTS), text)
    return raised.replace("<=", "≤").replace(">=", "≥")


# ---------------------------------------------------------------- one reader a type


def _read_integer(item: Item, text: str, _context: ReadingContext) -> Value | _Problem:
    if len(text) > LONGEST_NUMBER or not _INTEGER.fullmatch(text):
        return _not_a_number(item, text)
    return _within_limits(item, text, int(text))


def _read_decimal(item: Item, text: str, _context: ReadingContext) -> Value | _Problem:
    if len(text) > LONGEST_NUMBER or not _DECIMAL.fullmatch(text):
        return _not_a_number(item, text)
    places = len(text.partition(".")[2])
    if item.decimals is not None and places > item.decimals:
        return _Problem(
            _about(item, text, f"has {places} decimal places", f"有 {places} 位小数"),
            _right_number(item),
        )
    value = Decimal(text)
    return _within_limits(item, text, value or abs(value))


def _within_limits(item: Item, text: str, value: int | Decimal) -> Value | _Problem:
    if item.codes and text not in {code.code for code in item.codes}:
        return _not_in_list(item, text)
    below = item.low is not None and value < item.low
    if not below and (item.high is None or value <= item.high):
        return value
    limit = _number_words(item.low if below else item.high)
    en, zh = ("below the lowest", "低于下限") if below else ("above the highest", "高于上限")
    return _Problem(
        _about(item, text, f"is {en} possible value, {limit}", f"{zh} {limit}，不可能出现"),
        _right_number(item),
    )


def _read_text(_item: Item, text: str, _context: ReadingContext) -> Value | _Problem:
    plain = text.replace("\r\n", "\n")
    if len(plain) > LONGEST_TEXT:
        return _Problem(
            Bilingual(f"the text has {len(plain)} characters", f"文本共 {len(plain)} 个字符"),
            Bilingual(f"give at most {LONGEST_TEXT}", f"请不超过 {LONGEST_TEXT} 个字符"),
        )
    if _CONTROL.search(plain):
        return _Problem(
            Bilingual("the text holds a control character", "文本含有控制字符"),
            Bilingual("give printable characters only", "请只使用可显示的字符"),
        )
    return plain


def _read_date(item: Item, text: str, _context: ReadingContext) -> Value | _Problem:
    found = _DATE.fullmatch(text)
    read = _calendar_date(found) if found else None
    if read is not None:
        return read
    part = _partial_date(_PARTIAL.fullmatch(text)) if item.partial else None
    return part if part is not None else _not_a_date(item, text)


def _read_moment(item: Item, text: str, context: ReadingContext) -> Value | _Problem:
    found = _MOMENT.fullmatch(text)
    on = _DATE.fullmatch(found[1]) if found else None
    if not found or not on or _calendar_date(on) is None:
        return _not_a_moment(item, text)
    try:
        moment = datetime.fromisoformat(text.replace(" ", "T"))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(context.time_zone))
        read = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return _not_a_moment(item, text)
    if not found[5] and read.astimezone(moment.tzinfo) != moment:
        return _not_a_moment(item, text)
    return read


def _read_code(item: Item, text: str, _context: ReadingContext) -> Value | _Problem:
    """The code as the item defines it; another case will do where it can mean one code only."""
    codes = [one.code for one in item.codes]
    if text in codes:
        return text
    meant = [code for code in codes if code.lower() == text.lower()]
    return meant[0] if len(meant) == 1 else _not_in_list(item, text)


def _read_yes_no(item: Item, text: str, _context: ReadingContext) -> Value | _Problem:
    if text in YES_NO:
        return YES_NO[text]
    return _Problem(
        _about(item, text, "is neither yes nor no", "既非是也非否"),
        Bilingual("give yes or no", "请填写 yes（是）或 no（否）"),
    )


_READERS: dict[str, Callable[[Item, str, ReadingContext], Value | _Problem]] = {
    "integer": _read_integer,
    "decimal": _read_decimal,
    "text": _read_text,
    "date": _read_date,
    "datetime": _read_moment,
    "code": _read_code,
    "yes_no": _read_yes_no,
}


def _calendar_date(found: re.Match[str]) -> date | None:
    """The date of a match of year, month and day; None if the calendar has no such day."""
    year, month, day = (int(part) for part in found.groups())
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _partial_date(found: re.Match[str] | None) -> PartialDate | None:
    """The date of a match of year and perhaps month; None if there is none such."""
    if found is None or not EARLIEST_YEAR <= int(found[1]) <= LATEST_YEAR:
        return None
    if found[2] is None:
        return PartialDate(int(found[1]))
    return PartialDate(int(found[1]), int(found[2])) if 1 <= int(found[2]) <= 12 else None


# ---------------------------------------------------------------- what is wrong, what is right


def _place(item: Item, problem: _Problem, context: ReadingContext) -> Fault:
    """The problem with its place: the item on a screen, or the file, line and column of a cell."""
    en, zh = item.label.en, item.label.zh
    if context.where:
        en, zh = f"column {item.name} ({en})", f"列 {item.name}（{zh}）"
    what = Bilingual(f"{en}: {problem.what.en}", f"{zh}：{problem.what.zh}")
    return Fault(context.where or item.name, what, problem.right, context.line)


def _about(item: Item, text: str, en: str, zh: str) -> Bilingual:
    """The text, shortened and in quotation marks, then what is said of it.

    An identifying text is not repeated.
    """
    shown = "…" if item.identifying else text if len(text) <= 40 else text[:37] + "…"
    return Bilingual(f"“{shown}” {en}", f"「{shown}」{zh}")


def _number_words(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}".replace("-", "−")


def _not_a_number(item: Item, text: str) -> _Problem:
    whole = item.type == "integer"
    en, zh = ("a whole number", "整数") if whole else ("a number", "数字")
    right = _right_number(item)
    meant = text.translate(_LOOKALIKES)
    if meant != text and len(text) <= LONGEST_NUMBER and _DECIMAL.fullmatch(meant):
        right = Bilingual(
            f"{right.en} (a letter stands where a digit belongs: {meant}?)",
            f"{right.zh}（数字中混入了字母：是否为 {meant}？）",
        )
    return _Problem(_about(item, text, f"is not {en}", f"不是{zh}"), right)


def _right_number(item: Item) -> Bilingual:
    """What number the item takes: kind, limits, decimals, unit."""
    whole = item.type == "integer"
    low, high = _number_words(item.low), _number_words(item.high)
    if low and high:
        en, zh = f" from {low} to {high}", f"（{low} 至 {high}）"
    elif low or high:
        en = f" of at least {low}" if low else f" of at most {high}"
        zh = f"（不小于 {low}）" if low else f"（不大于 {high}）"
    else:
        en = zh = ""
    unit_en, unit_zh = (f" in {item.unit}", f"，单位 {item.unit}") if item.unit else ("", "")
    if not whole and item.decimals is not None:
        places = "place" if item.decimals == 1 else "places"
        en += f" with at most {item.decimals} decimal {places}"
        zh += f"，最多 {item.decimals} 位小数"
    kind_en, kind_zh = ("a whole number", "整数") if whole else ("a number", "数字")
    return Bilingual(
        f"give {kind_en}{en}{unit_en}, in the digits 0-9",
        f"请用数字 0-9 填写{kind_zh}{zh}{unit_zh}",
    )


def _not_in_list(item: Item, text: str) -> _Problem:
    meant = next((c.code for c in item.codes if text in (c.label.en, c.label.zh)), None)
    codes = [meant] if meant else [code.code for code in item.codes]
    listed = ", ".join(codes[:12]) + (" …" if len(codes) > 12 else "")
    en = f"give {listed}" if len(codes) == 1 else f"give one of {listed}"
    return _Problem(
        _about(item, text, "is not among the codes", "不在编码表中"),
        Bilingual(en, f"请填写{'' if len(codes) == 1 else '以下之一：'}{listed}"),
    )


def _not_a_date(item: Item, text: str) -> _Problem:
    loose = _LOOSE_DATE.fullmatch(text)
    meant: date | PartialDate | None = _calendar_date(loose) if loose else None
    if item.partial and meant is None:
        meant = _partial_date(_LOOSE_PARTIAL.fullmatch(text))
    if item.identifying:
        meant = None
    example = meant.isoformat() if meant else "2026-01-31"
    en = f"write {example}" if meant else f"give a calendar date as year-month-day, e.g. {example}"
    zh = f"请写成 {example}" if meant else f"请按年-月-日填写真实日期，例如 {example}"
    if item.partial and meant is None:
        en += "; where no more is known 2026-01 or 2026"
        zh += "；仅知年月或年份时填 2026-01 或 2026"
    return _Problem(
        _about(item, text, "is not a date", "不是日期"),
        Bilingual(en, zh),
    )


def _not_a_moment(item: Item, text: str) -> _Problem:
    return _Problem(
        _about(item, text, "is not a date with a time", "不是日期时间"),
        Bilingual(
            "give date and time as 2026-01-31T09:30, with an offset such as +08:00 if it is known",
            "请按 2026-01-31T09:30 填写日期与时间，已知时区时加上偏移，例如 +08:00",
        ),
    )
