"""One participant's running record: all rows of a repeating form, what goes on at the top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.http import HttpResponse

from heliotrope.capture.equivalents import derive_prednisone
from heliotrope.capture.kinds import given_first_day, given_number
from heliotrope.capture.ledger import Participant, Record, RecordKey
from heliotrope.capture.progress import derive_visits
from heliotrope.study.forms import Form, Item
from heliotrope.study.records import RecordKind
from heliotrope.study.values import show_signs
from heliotrope.vocabulary import Bilingual, Missing
from heliotrope.web.pages.asking import Reader, UnknownPlace
from heliotrope.web.pages.entrance import for_reader
from heliotrope.web.pages.frame import render_page
from heliotrope.web.pages.record_words import describe_record, make_crumbs
from heliotrope.web.pages.running_forms import (
    Place,
    find_replaced,
    is_ongoing,
    is_running,
    list_places,
    list_running,
)
from heliotrope.web.pages.views.parts import Button, Link
from heliotrope.web.pages.views.running import RunningCell, RunningLink, RunningPage, RunningRow
from heliotrope.web.pages.words import show_item
from heliotrope.web.templating import make_url, translate

COLUMNS: dict[RecordKind, tuple[str, ...]] = {
    "adverse_events": (
        "start_date", "end_date", "grade", "serious", "relation", "action", "outcome",
    ),
    "medications": ("dose", "per_day", "route", "start_date", "end_date", "role"),
    "medical_history": ("category", "start_date", "end_date"),
    "dosing": ("end_date", "dose_mg", "frequency", "reason"),
    "accountability": ("strength_mg", "dispensed", "returned"),
}  # fmt: skip
"""Kind of record → the items shown in its list, beside the one that names a row."""

NAMES: dict[RecordKind, tuple[str, ...]] = {
    "adverse_events": ("term", "ctcae_term"),
    "medications": ("drug", "name"),
    "medical_history": ("condition",),
    "dosing": ("start_date",),
    "accountability": ("dispensed_date",),
}
"""Kind of record → the items that name a row."""

_UNKNOWN_KIND = 5
"""So many items of a form of no known kind are shown."""

EMPTY: dict[str, Bilingual] = {
    "adverse_events": Bilingual(
        "No adverse event is recorded. Add each one as it is reported, also one that is mild or"
        " not related.",
        "尚无不良事件记录。每次报告的事件都请添加，包括轻微的和与药物无关的。",
    ),
    "medications": Bilingual(
        "No medication is recorded. Add what the participant takes now, glucocorticoids first.",
        "尚无用药记录。请添加参与者目前使用的药物，先填糖皮质激素。",
    ),
    "medical_history": Bilingual(
        "No medical history is recorded. Add past and present conditions.",
        "尚无病史记录。请添加既往和现患疾病。",
    ),
    "dosing": Bilingual(
        "No dose is recorded. Add the first dose, then a row for each change and each hold.",
        "尚无给药记录。请先添加首次给药，此后每次改变剂量或暂停用药各加一条。",
    ),
    "accountability": Bilingual(
        "Nothing dispensed is recorded. Add a row for each dispensing.",
        "尚无发药记录。每次发药请添加一条。",
    ),
}


@for_reader()
def running(reader: Reader, code: str, name: str) -> HttpResponse:
    """`/participants/<code>/records/<form>`."""
    one = reader.participant(code)
    form = _require_form(reader, name)
    replaced = find_replaced(reader.study, one, form)
    rows = sorted(one.records_of(name), key=lambda record: _rank(form, record, replaced))
    places = _offer_places(reader, one, form)
    page = RunningPage(
        title=reader.say(form.label),
        code=code,
        crumbs=make_crumbs(code),
        line=_say_counts(form, rows, replaced),
        first=_name_first(reader, form),
        columns=tuple(_name_column(reader, item) for item in _list_columns(form)),
        rows=tuple(_make_row(reader, form, record, replaced) for record in rows),
        add=_make_add(one, form, places),
        places=_make_places(reader, one, form, places),
        others=tuple(
            Link(label=reader.say(other.label), href=make_url("running", code, other.name))
            for other in list_running(reader.study)
            if other is not form
        ),
        empty_text=reader.say(EMPTY.get(form.records or "", _no_rows(form))),
    )
    return render_page(reader, "running.html", page, "participants")


def _no_rows(form: Form) -> Bilingual:
    return Bilingual(
        f"{form.label.en}: no row is recorded. Add the first one.",
        f"{form.label.zh}：尚无记录。请添加第一条。",
    )


def _require_form(reader: Reader, name: str) -> Form:
    form = reader.study.form_by_name.get(name)
    if form is None or not is_running(form):
        raise UnknownPlace(
            Bilingual("the study keeps no such running record", "研究中没有此连续记录"),
            Bilingual("go back to the participant", "请返回参与者页面"),
        )
    return form


def make_links(reader: Reader, one: Participant) -> tuple[RunningLink, ...]:
    """The running records of a participant, each with what it holds and how to add to it."""
    links = []
    visits = derive_visits(reader.study, one, reader.today)
    for form in list_running(reader.study):
        records = one.records_of(form.name)
        serious = sum(1 for r in records if r.given("serious") is True)
        places = list_places(reader.study, one, form, visits, reader.today)
        may = reader.may("answer")
        label = reader.say(form.label)
        links.append(
            RunningLink(
                label=label,
                href=make_url("running", one.code, form.name),
                count=str(len(records)),
                note=_say_note(form, records, serious, find_replaced(reader.study, one, form)),
                sign="late" if serious else "none",
                add_href=_href(one, form, places[0]) if may else "",
                add_label=translate("Add: {f}", "添加：{f}", f=label),
            )
        )
    return tuple(links)


def _say_note(
    form: Form, records: Sequence[Record], serious: int, replaced: Mapping[RecordKey, date]
) -> str:
    ongoing = sum(1 for record in records if is_ongoing(form, record, replaced))
    parts = []
    if ongoing:
        parts.append(translate("{n} ongoing", "{n} 条持续中", n=ongoing))
    if serious:
        parts.append(translate("{n} serious", "{n} 条严重", n=serious))
    return translate(", ", "，").join(parts)


def _say_counts(form: Form, records: Sequence[Record], replaced: Mapping[RecordKey, date]) -> str:
    count = len(records)
    serious = sum(1 for r in records if r.given("serious") is True)
    note = _say_note(form, records, serious, replaced)
    said = translate("1 row", "1 条") if count == 1 else translate("{n} rows", "{n} 条", n=count)
    return translate(", ", "，").join(part for part in (said, note) if part)


# ------------------------------------------------------------------ the table


def _rank(form: Form, record: Record, replaced: Mapping[RecordKey, date]) -> tuple[bool, int, int]:
    """What goes on first, then the latest begun."""
    start = given_first_day(record, "start_date") or given_first_day(record, "dispensed_date")
    begun = start.toordinal() if start else 0
    return (not is_ongoing(form, record, replaced), -begun, -record.seq)


def _list_names(form: Form) -> tuple[str, ...]:
    names = NAMES.get(form.records, ()) if form.records else ()
    return tuple(n for n in names if n in form.item_by_name) or (form.items[0].name,)


def _list_columns(form: Form) -> tuple[Item, ...]:
    wanted = COLUMNS.get(form.records) if form.records else None
    if wanted is None:
        return form.items[1:_UNKNOWN_KIND]
    if form.records == "medications":
        wanted = ("dose", "start_date", "end_date", "role")
    return tuple(form.item(n) for n in wanted if n in form.item_by_name)


def _name_first(reader: Reader, form: Form) -> str:
    return reader.say(form.item(_list_names(form)[0]).label)


def _name_column(reader: Reader, item: Item) -> str:
    return reader.say(item.label)


def name_row(reader: Reader, form: Form, record: Record) -> str:
    """What a row is called: the event, the drug, the condition; — while nothing says it."""
    said = []
    for name in _list_names(form):
        if name in record.redacted:
            said.append(translate("redacted", "已遮蔽"))
        elif record.given(name) is not None:
            said.append(show_item(reader, form.item(name), record.values[name]))
    if not said:
        return "—"
    if form.records == "medications" and len(said) > 1:
        return translate("{a} ({b})", "{a}（{b}）", a=said[0], b=said[1])
    return said[0]


def _make_row(
    reader: Reader, form: Form, record: Record, replaced: Mapping[RecordKey, date]
) -> RunningRow:
    state, text = describe_record(record)
    return RunningRow(
        label=name_row(reader, form, record),
        href=make_url("form", record.participant, record.visit, form.name, record.repeat),
        cells=tuple(
            _make_end(form, record, replaced)
            if item.name == "end_date" and record.values.get(item.name) is None
            else _make_cell(reader, form, item, record)
            for item in _list_columns(form)
        ),
        reported=_name_visit(reader, record),
        state=state,
        state_text=text,
        ongoing=is_ongoing(form, record, replaced),
    )


def _name_visit(reader: Reader, record: Record) -> str:
    visit = reader.study.visit_by_name.get(record.visit)
    return reader.say(visit.label) if visit else record.visit


def _make_end(form: Form, record: Record, replaced: Mapping[RecordKey, date]) -> RunningCell:
    """The end of a row that records none."""
    day = replaced.get(record.key)
    if day is not None:
        return RunningCell(text=translate("{d}, then changed", "{d}，此后更改", d=day))
    going = is_ongoing(form, record, replaced)
    return RunningCell(text=translate("ongoing", "持续") if going else "—")


def _make_cell(reader: Reader, form: Form, item: Item, record: Record) -> RunningCell:
    value = record.values.get(item.name)
    if item.name == "dose" and form.records == "medications":
        return RunningCell(text=_say_dose(reader, form, record))
    if value is None:
        return RunningCell(text="—")
    text = show_item(reader, item, value)
    if isinstance(value, Missing):
        return RunningCell(text=text)
    if item.name == "grade" and isinstance(value, str):
        return RunningCell(text=text, grade=value)
    number = item.type in ("integer", "decimal")
    unit = f" {show_signs(item.unit)}" if number and item.unit else ""
    return RunningCell(
        text=text + unit, sign="late" if item.name == "serious" and value is True else "none"
    )


def _say_dose(reader: Reader, form: Form, record: Record) -> str:
    """Dose, how often and by which route; a glucocorticoid with its prednisone equivalent."""
    parts = []
    for name in ("dose", "dose_unit"):
        item = form.item_by_name.get(name)
        if item is not None and record.given(name) is not None:
            parts.append(show_item(reader, item, record.values[name]))
    said = " ".join(parts)
    per_day, route = form.item_by_name.get("per_day"), form.item_by_name.get("route")
    if per_day is not None and record.given("per_day") is not None:
        said += " × " + _say_times(reader, per_day, record)
    if route is not None and record.given("route") is not None:
        said += translate(", ", "，") + show_item(reader, route, record.values["route"])
    equivalent = derive_prednisone(form, record.values)
    if equivalent is not None and equivalent.mg_per_day:
        mg = equivalent.say_mg_per_day()
        said += translate(" = prednisone {mg} mg/day", " ＝ 泼尼松 {mg} mg/日", mg=mg)
    return said or "—"


def _say_times(reader: Reader, item: Item, record: Record) -> str:
    """How often: `2 a day`; of less than one a day what it is in a week: `1 a week`."""
    shown = show_item(reader, item, record.values[item.name])
    times = given_number(record, item.name)
    if times == Decimal("0.5"):
        return translate("1 every other day", "隔日 1 次")
    a_week = Decimal(0) if times is None else times * 7
    whole = round(a_week)
    # 1/7 is written as 0.143 or 0.14.
    if 0 < whole < 7 and abs(a_week - whole) <= Decimal("0.03"):
        return translate("{n} a week", "每周 {n} 次", n=whole)
    return translate("{n} a day", "每日 {n} 次", n=shown)


# ------------------------------------------------------------------ a new row


def _offer_places(reader: Reader, one: Participant, form: Form) -> tuple[Place, ...]:
    if not reader.may("answer"):
        return ()
    visits = derive_visits(reader.study, one, reader.today)
    return list_places(reader.study, one, form, visits, reader.today)


def _href(one: Participant, form: Form, place: Place) -> str:
    return make_url("form", one.code, place.visit.name, form.name, place.repeat)


def _make_add(one: Participant, form: Form, places: Sequence[Place]) -> Button | None:
    if not places:
        return None
    label = translate("Add a row", "添加一条")
    return Button(label=label, href=_href(one, form, places[0]), kind="primary", icon="plus")


def _make_places(
    reader: Reader, one: Participant, form: Form, places: Sequence[Place]
) -> tuple[Link, ...]:
    """Each visit at which it could be reported, in the order of the schedule."""
    order = list(reader.study.visit_by_name)
    return tuple(
        Link(label=reader.say(place.visit.label), href=_href(one, form, place))
        for place in sorted(places, key=lambda place: order.index(place.visit.name))
    )
