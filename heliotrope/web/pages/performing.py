"""What every page of an act shares: the day it happened, doing it, and showing its refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import HttpResponse, HttpResponseRedirect

from heliotrope.study.forms import Item
from heliotrope.study.values import read_value
from heliotrope.vocabulary import Bilingual, Fault, Refusal
from heliotrope.web.pages.asking import Reader
from heliotrope.web.pages.views.forms import Field, Problem
from heliotrope.web.store import Recorded


class UnreadableDay(Refusal):
    """The day given is no day of the calendar."""


_HAPPENED = Item(
    name="happened",
    label=Bilingual("Day on which it happened", "实际发生日期"),
    type="date",
)


def read_day(text: str) -> date:
    """A day as it was typed, by the same rules as on a form. Raises UnreadableDay."""
    day = read_value(_HAPPENED, text.strip())
    if isinstance(day, date):
        return day
    if isinstance(day, Fault):
        raise UnreadableDay(day.what, day.right)
    raise UnreadableDay(
        Bilingual("the day on which it happened is empty", "实际发生日期为空"),
        Bilingual("give it as 2026-05-21", "请填写如 2026-05-21"),
    )


def perform(
    act: Callable[[], Recorded], target: str, show: Callable[[Refusal], HttpResponse]
) -> HttpResponse:
    """Do the act and go on to `target` with its entry's number; a refusal is shown by `show`."""
    try:
        recorded = act()
    except Refusal as refusal:
        return show(refusal)
    return HttpResponseRedirect(f"{target}?entry={recorded.links[-1].entry.seq}")


def make_problem(reader: Reader, refusal: Refusal | None) -> tuple[Problem, ...]:
    """The refusal as the problem on top of the act's page; nothing without one."""
    return () if refusal is None else (Problem(text=reader.explain(refusal)),)


def make_day_field(reader: Reader) -> Field:
    """The question when it happened, with what was just typed."""
    value = reader.request.POST.get(_HAPPENED.name, "")
    return Field(name=_HAPPENED.name, label=reader.say(_HAPPENED.label), kind="date", value=value)
