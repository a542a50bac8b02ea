"""A laboratory panel about to be shown → its page, or the fragment that follows what is typed."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from heliotrope.capture.checks import select_raised
from heliotrope.web.pages.form_parts import make_head, say_fault
from heliotrope.web.pages.panel_lines import SHORT, make_groups
from heliotrope.web.pages.panel_parts import (
    Faults,
    make_choice,
    make_problems,
    name_cell,
    name_test,
    says_something,
)
from heliotrope.web.pages.panel_sheet import (
    LABORATORY,
    VALUE,
    Panel,
)
from heliotrope.web.pages.panel_told import make_told
from heliotrope.web.pages.record_words import describe_record
from heliotrope.web.pages.views.forms import Field, FormHead, Problem
from heliotrope.web.pages.views.panel import (
    PanelPage,
)
from heliotrope.web.templating import make_url, translate


def make_page(
    panel: Panel, faults: Faults | None = None, stale: Set[str] = frozenset()
) -> PanelPage:
    """The whole page; `stale`: lines that somebody else saved since it was opened."""
    form, told = panel.form, make_told(panel)
    return PanelPage(
        form=_make_head(panel, faults or {}),
        groups=make_groups(panel, told, faults or {}, stale),
        panel=told,
        laboratory=_make_laboratory(panel, faults or {}),
        was=(
            ("_was_date", panel.was[0]),
            ("_was_time", panel.was[1]),
            ("_was_laboratory", panel.was[2]),
        ),
        has_units="unit" in form.item_by_name,
        has_limits="lln" in form.item_by_name or "uln" in form.item_by_name,
        has_judgments="judgment" in form.item_by_name,
        judgment_key=_say_judgments(panel),
    )


def _say_judgments(panel: Panel) -> str:
    item = panel.form.item_by_name.get("judgment")
    if item is None or not {code.code for code in item.codes} <= set(SHORT):
        return ""
    return translate(
        "NCS: abnormal, not clinically significant. CS: abnormal, clinically significant.",
        "NCS：异常无临床意义；CS：异常有临床意义。",
    )


# ------------------------------------------------------------------ the head


def _make_head(panel: Panel, faults: Faults) -> FormHead:
    head = make_head(panel.head)
    records = [one.line.record for one in panel.lines if one.line.record]
    worst = next((r for r in records if not r.complete), records[0] if records else None)
    state, text = describe_record(worst)
    return replace(
        head,
        title=panel.reader.say(panel.form.label),
        state=state,
        state_text=text,
        action=make_url("form", *_place(panel), 1),
        score_url=make_url("score", *_place(panel), 1),
        history_url="",
        draft_key="/".join((panel.reader.person.id, *_place(panel), "1")),
        version=panel.version,
        problems=make_problems(panel, faults),
        warnings=_make_warnings(panel),
        posted=panel.head.posted is not None,
        saved_line=head.saved_line.partition(translate(", ", "，"))[2],
    )


def _place(panel: Panel) -> tuple[str, str, str]:
    return (panel.head.participant.code, panel.head.visit.name, panel.form.name)


def _make_laboratory(panel: Panel, faults: Faults) -> Field | None:
    item = panel.form.item_by_name.get(LABORATORY)
    if item is None:
        return None
    said = [
        say_fault(panel.head, fault)
        for one in faults.values()
        for fault in one
        if fault.where == LABORATORY
    ]
    return Field(
        name="_laboratory",
        label=panel.reader.say(item.label),
        kind="code",
        value=panel.laboratory,
        choices=tuple(make_choice(panel, code) for code in item.codes),
        errors=tuple(said[:1]),
    )


def _make_warnings(panel: Panel) -> tuple[Problem, ...]:
    found = []
    for one in panel.lines:
        if not says_something(one):
            continue
        sheet = one.sheet
        for check in select_raised(sheet.form, sheet.values, sheet.reader.study.time_zone):
            item = name_cell(one, check.items[0] if check.items else VALUE)
            text, label = panel.reader.say(check.message), name_test(panel, one)
            found.append(Problem(text=text, item=item, label=label))
    return tuple(found)
