"""A Study → what is wrong with its visits: forms they collect, target days, windows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from heliotrope.study.assembly import Path
from heliotrope.study.places import Finding, make_finding, suggest
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit, Window
from heliotrope.vocabulary import Bilingual


def check_schedule(study: Study) -> Iterator[Finding]:
    """Unknown and uncollected forms, impossible days, overlapping windows."""
    for index, visit in enumerate(study.visits):
        path: Path = ("visits", index)
        yield from _check_visit_forms(path, visit, study)
        yield from _check_days(path, visit)
    yield from _check_order(study)
    yield from _check_early_terminations(study)
    yield from _check_overlaps(study)
    yield from _check_collected(study)


def _check_visit_forms(path: Path, visit: Visit, study: Study) -> Iterator[Finding]:
    known: set[str] = set()
    for index, name in enumerate(visit.forms):
        place = (*path, "forms", index)
        if name not in study.form_by_name:
            what = Bilingual(
                f"{visit.name} collects {name}, which is no form",
                f"{visit.name} 收集的 {name} 不是表单",
            )
            right = suggest(name, tuple(study.form_by_name))
            yield Finding(place, what, right, needs=(("forms",),))
        elif name in known:
            yield make_finding(
                place,
                f"{visit.name} collects {name} twice",
                f"{visit.name} 重复收集 {name}",
                "name it once",
                "请只列一次",
            )
        known.add(name)


def _check_days(path: Path, visit: Visit) -> Iterator[Finding]:
    if visit.kind != "scheduled":
        if (visit.day, visit.window, visit.week) != (None, None, None):
            yield make_finding(
                path,
                f"{visit.name} is {visit.kind} and yet has a day, a week or a window",
                f"{visit.name} 属于 {visit.kind}，却设有日期、周次或窗口",
                "take them away, or make it scheduled",
                "请删去，或改为 scheduled",
            )
        return
    window = visit.window
    days = [("day", visit.day)]
    if window is not None:
        days += [("window", window.earliest), ("window", window.latest)]
    for key, day in days:
        if day == 0:
            yield make_finding(
                (*path, key),
                f"{visit.name} uses study day 0, and there is none",
                f"{visit.name} 使用了研究第 0 天，而第 0 天不存在",
                "day 1 is the first dose, the day before it is -1",
                "第 1 天为首次给药日，其前一天为 -1",
            )
    if window is not None:
        yield from _check_window((*path, "window"), visit, window)
    if visit.week is not None and visit.day is not None:
        yield from _check_week((*path, "week"), visit, visit.week, visit.day)


def _check_week(path: Path, visit: Visit, week: int, day: int) -> Iterator[Finding]:
    wanted = 7 * week + (week >= 0)
    if day != wanted:
        yield make_finding(
            path,
            f"{visit.name} is in week {week} and on day {day}, and week {week} is day {wanted}",
            f"{visit.name} 为第 {week} 周、第 {day} 天，而第 {week} 周应为第 {wanted} 天",
            "correct the week or the day",
            "请更正周次或日期",
        )


def _check_window(path: Path, visit: Visit, window: Window) -> Iterator[Finding]:
    if window.earliest > window.latest:
        yield make_finding(
            path,
            f"the window of {visit.name} ends on day {window.latest}, before it begins",
            f"{visit.name} 的窗口在开始前的第 {window.latest} 天即结束",
            "exchange earliest and latest",
            "请对调 earliest 与 latest",
        )
    elif visit.day is not None and not window.earliest <= visit.day <= window.latest:
        yield make_finding(
            path,
            f"the window of {visit.name}, day {window.earliest} to {window.latest}, does not hold "
            f"its target day {visit.day}",
            f"{visit.name} 的窗口（第 {window.earliest} 至 {window.latest} 天）"
            f"不含目标日第 {visit.day} 天",
            "widen the window or move the day",
            "请放宽窗口或调整目标日",
        )
    elif visit.day is None and window.latest > 0:
        yield make_finding(
            path,
            f"{visit.name} has a window and no target day",
            f"{visit.name} 有窗口，但没有目标日",
            "add day, or take the window away",
            "请补充 day，或删去窗口",
        )


def _dated(study: Study) -> list[tuple[int, Visit]]:
    return [(i, visit) for i, visit in enumerate(study.visits) if visit.kind == "scheduled"]


def _check_order(study: Study) -> Iterator[Finding]:
    dated = [(index, visit) for index, visit in _dated(study) if visit.day is not None]
    for (_, before), (index, visit) in pairwise(dated):
        if (before.day or 0) >= (visit.day or 0):
            yield make_finding(
                ("visits", index, "day"),
                f"{visit.name} on day {visit.day} does not come after {before.name} on day "
                f"{before.day}",
                f"{visit.name}（第 {visit.day} 天）未晚于 {before.name}（第 {before.day} 天）",
                "list the visits in the order of their days",
                "请按日期先后列出访视",
            )


def _check_early_terminations(study: Study) -> Iterator[Finding]:
    early = [(i, one) for i, one in enumerate(study.visits) if one.kind == "early_termination"]
    for index, visit in early[1:]:
        yield make_finding(
            ("visits", index, "kind"),
            f"{visit.name} is a second visit of the kind early_termination, after "
            f"{early[0][1].name}",
            f"{visit.name} 是 {early[0][1].name} 之后的又一个 early_termination 访视",
            "keep one",
            "请只保留一个",
        )


def _check_overlaps(study: Study) -> Iterator[Finding]:
    windowed = [(index, visit) for index, visit in _dated(study) if visit.window is not None]
    for position, (index, visit) in enumerate(windowed):
        for _, earlier in windowed[:position]:
            one, other = earlier.window, visit.window
            if one is None or other is None:
                continue
            first, final = max(one.earliest, other.earliest), min(one.latest, other.latest)
            if first <= final:
                yield make_finding(
                    ("visits", index, "window"),
                    f"the windows of {earlier.name} and {visit.name} overlap, "
                    f"day {first} to {final}",
                    f"{earlier.name} 与 {visit.name} 的窗口重叠：第 {first} 至 {final} 天",
                    "let one end before the other begins",
                    "请使一个窗口在另一个开始前结束",
                )


def _check_collected(study: Study) -> Iterator[Finding]:
    collected = {name for visit in study.visits for name in visit.forms}
    for index, form in enumerate(study.forms):
        if form.name not in collected:
            yield make_finding(
                ("forms", index, "name"),
                f"no visit collects the form {form.name}",
                f"没有访视收集表单 {form.name}",
                "name it in a visit's forms, or remove the file",
                "请在某次访视的 forms 中列出，或删除该文件",
                needs=(("visits",),),
            )
