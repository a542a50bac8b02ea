"""A form's sections → cards of questions: fields, questions by answers, the two sides of a body."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from heliotrope.study.forms import Code, Form, Item, list_pairs
from heliotrope.study.forms import Section as FormSection
from heliotrope.study.values import format_value
from heliotrope.web.pages.form_parts import make_field
from heliotrope.web.pages.sheet import Sheet
from heliotrope.web.pages.views.forms import Field, Group, Matrix, Row, Section, SidesRow
from heliotrope.web.pages.views.parts import Choice
from heliotrope.web.templating import translate

Codes = tuple[Code, ...]
MOST_ON_A_LINE = 4
"""Fields that stand beside one another."""


def make_sections(sheet: Sheet) -> tuple[Section, ...]:
    """The cards of a form. Neighbors whose questions share the same answers stand in one table."""
    if sheet.form.layout == "body":
        return _make_body(sheet)
    cards: list[Section] = []
    for columns, sections in gather(sheet.form):
        if columns:
            cards.append(_make_matrix(sheet, columns, sections))
        elif len(sections) > 1 and all(_is_short(section) for section in sections):
            cards.append(_make_lines(sheet, sections))
        else:
            cards += [_make_fields(sheet, section) for section in sections]
    return tuple(cards)


def _is_short(section: FormSection) -> bool:
    """True if its few fields fit on one line."""
    short = all(item.ends is None and item.type != "text" for item in section.items)
    return len(section.items) <= MOST_ON_A_LINE and short


def _make_lines(sheet: Sheet, sections: list[FormSection]) -> Section:
    """Short sections in one card; what a line's heading says is not said again at its fields."""
    lines = []
    for section in sections:
        made = _make_fields(sheet, section)
        fields = tuple(
            replace(field, label=strip_heading(field.label, made.title)[1] or _value())
            for field in made.fields
        )
        lines.append(replace(made, fields=fields))
    return Section(title=translate("Measured", "测定值"), lines=tuple(lines))


def _value() -> str:
    return translate("Value", "数值")


def strip_heading(label: str, heading: str) -> tuple[str, str]:
    """A label in two: what the heading says already, and the rest; `Eating: ` of `Eating: cups`.

    The rest is empty if the label says nothing but the heading.
    """
    if label == heading:
        return label, ""
    for mark in (": ", "：", ", "):
        start = heading + mark
        if label.startswith(start):
            rest = label[len(start) :]
            return start, rest[:1].upper() + rest[1:]
    return "", label


def gather(form: Form) -> list[tuple[Codes, list[FormSection]]]:
    """Neighboring sections with the answers across which all of them can be asked."""
    cards: list[tuple[Codes, list[FormSection]]] = []
    for section in form.sections:
        columns = find_columns(form, section)
        before = cards[-1][0] if cards else ()
        if (
            cards
            and not before
            and not columns
            and _is_short(section)
            and all(map(_is_short, cards[-1][1]))
        ):
            cards[-1][1].append(section)
            continue
        wider = columns if before and _fits(before, columns) else before
        joins = columns and any(one.codes and _fits(one.codes, wider) for one in section.items)
        if before and joins:
            cards[-1] = (wider, [*cards[-1][1], section])
        else:
            cards.append((columns, [section]))
    return cards


def _make_fields(sheet: Sheet, section: FormSection) -> Section:
    return Section(
        title=sheet.reader.say(section.label),
        fields=tuple(make_field(sheet, item) for item in section.items),
        note=sheet.reader.say(section.note) if section.note else "",
    )


# ------------------------------------------------------------------ questions by answers


def find_columns(form: Form, section: FormSection) -> Codes:
    """The answers that most of the section's questions share; empty where a table helps nobody.

    Only of an instrument's form: its questions are many and alike.
    """
    lists = [item.codes for item in section.items if item.codes]
    if form.instrument is None or not lists:
        return ()
    best = max(lists, key=lambda codes: (sum(_fits(one, codes) for one in lists), len(codes)))
    count = sum(_fits(one, best) for one in lists)
    return best if 2 * count >= len(section.items) or count > 1 else ()


def _fits(codes: Codes, columns: Codes) -> bool:
    """True if each answer is one of the columns, in their words and order."""
    places = [columns.index(code) for code in codes if code in columns]
    return len(places) == len(codes) and places == sorted(places)


def _make_matrix(sheet: Sheet, columns: Codes, sections: list[FormSection]) -> Section:
    groups = tuple(
        Group(
            title=sheet.reader.say(section.label),
            rows=_make_rows(sheet, section, columns),
            note=sheet.reader.say(section.note) if section.note else "",
        )
        for section in sections
    )
    title = groups[0].title
    if len(groups) > 1:
        title = _shared_heading(groups)
        groups = tuple(replace(g, title=strip_heading(g.title, title)[1]) for g in groups)
    title = title or sheet.reader.say(sheet.form.label)
    return Section(title=title, matrix=Matrix(columns=_say(sheet, columns), groups=groups))


def _shared_heading(groups: tuple[Group, ...]) -> str:
    """What all headings begin with before a colon; empty if that is not the same."""
    starts = {re.split(r": |：", group.title, maxsplit=1)[0] for group in groups}
    start = starts.pop()
    alike = not starts and all(group.title != start for group in groups)
    return start if alike else ""


def _make_rows(sheet: Sheet, section: FormSection, columns: Codes) -> tuple[Row, ...]:
    heading = sheet.reader.say(section.label)
    rows = [_make_row(sheet, item, columns, heading) for item in section.items]
    halves = [_is_half(row) for row in rows]
    # Only beside another one.
    return tuple(
        replace(
            row, half=half and (halves[at - 1 : at] == [True] or halves[at + 1 : at + 2] == [True])
        )
        for at, (row, half) in enumerate(zip(rows, halves, strict=True))
    )


def _is_half(row: Row) -> bool:
    return not row.cells and row.field.kind in ("code", "yes_no") and len(row.field.choices) == 2


def _make_row(sheet: Sheet, item: Item, columns: Codes, heading: str) -> Row:
    field = make_field(sheet, item)
    before, rest = strip_heading(field.label, heading)
    field = replace(field, label=rest or field.label)
    row = Row(field=field, before=before if rest else "")
    if not item.codes or not _fits(item.codes, columns):
        return row
    own = {choice.value: choice for choice in field.choices}
    cells = tuple(own.get(code.code) for code in columns)
    return replace(row, field=_show_code(sheet, field), cells=cells)


def _show_code(sheet: Sheet, field: Field) -> Field:
    """The value before as the code that stands in its column."""
    before = sheet.previous.values.get(field.name) if sheet.previous else None
    return replace(field, previous="" if before is None else format_value(before).upper())


def _say(sheet: Sheet, codes: Iterable[Code]) -> tuple[Choice, ...]:
    return tuple(Choice(value=code.code, label=sheet.reader.say(code.label)) for code in codes)


# ------------------------------------------------------------------ the two sides of a body


def _make_body(sheet: Sheet) -> tuple[Section, ...]:
    """Sections with a pair of items as a body; what follows it without one as fields."""
    pairs = list_pairs(sheet.form)
    sided = {item.name for pair in pairs.values() for item in pair}
    title = sheet.reader.say(sheet.form.label)
    rows: list[Item] = []
    rest: list[Item] = []
    for item in sheet.form.items:
        name = item.name.rpartition("_")[0]
        if item.name not in sided:
            (rest if _is_beside(item) else rows).append(item)
        elif name in pairs and pairs[name][0] is item:
            rows.append(item)
    body = tuple(_make_sides_row(sheet, item, pairs) for item in rows)
    note = next((row.middle.help for row in body if row.middle is not None), "")
    cards = [Section(title=title, sides=body, note=note)]
    if rest:
        cards.append(Section(title="", fields=tuple(make_field(sheet, item) for item in rest)))
    return tuple(cards)


def _is_beside(item: Item) -> bool:
    """True for what is no grade of strength, e.g. which side is the dominant one."""
    return item.type not in ("integer", "decimal")


def _make_sides_row(sheet: Sheet, item: Item, pairs: dict[str, tuple[Item, Item]]) -> SidesRow:
    pair = pairs.get(item.name.rpartition("_")[0])
    field = make_field(sheet, item)
    if pair is None or item not in pair:
        return SidesRow(label=field.label, lang=field.lang, language=field.language, middle=field)
    left = make_field(sheet, pair[1])
    return SidesRow(
        label=_shared(field.label, left.label),
        lang=field.lang,
        language=field.language,
        right=field,
        left=left,
    )


def _shared(right: str, left: str) -> str:
    """What two labels have in common: `Deltoid` of `Deltoid, right` and `Deltoid, left`."""
    start = 0
    while start < min(len(right), len(left)) and right[start] == left[start]:
        start += 1
    end = 0
    while end < min(len(right), len(left)) - start and right[-1 - end] == left[-1 - end]:
        end += 1
    common = right[:start] if start >= end else right[len(right) - end :]
    return common.strip(" ,，：:·-（(") or right
