"""A Study → what is wrong with its plan's figures."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.study.assembly import Path
from heliotrope.study.places import Finding, make_finding, suggest
from heliotrope.study.plan import Display
from heliotrope.study.protocol import Study
from heliotrope.study.rules.plan_visits import check_collected, check_visit, is_after_baseline
from heliotrope.study.rules.record import unknown_name
from heliotrope.vocabulary import Bilingual

_NEEDS = {"visit": "waterfall", "family": "forest"}
"""What a figure names, and the one kind that names it and cannot do without."""


def check_displays(study: Study) -> Iterator[Finding]:
    """Every fault of a figure."""
    for index, display in enumerate(study.plan.displays):
        yield from _check_display(("plan", "displays", index), display, study)


def _check_display(path: Path, display: Display, study: Study) -> Iterator[Finding]:
    endpoints = {one.name: one for one in study.plan.endpoints}
    endpoint = endpoints.get(display.endpoint)
    if endpoint is None:
        place = (*path, "endpoint")
        yield unknown_name(place, "endpoint", "终点", display.endpoint, tuple(endpoints))
    for key, kind in _NEEDS.items():
        yield from _check_need(path, display, key, kind)
    if display.visit is not None:
        if endpoint is not None:
            yield from check_collected((*path, "visit"), endpoint, display.visit, study)
        yield from check_visit((*path, "visit"), display.name, display.visit, study)
        yield from _check_waterfall((*path, "visit"), display, study)
    families = tuple(one.name for one in study.plan.families)
    if display.family is not None and display.family not in families:
        place = (*path, "family")
        yield unknown_name(place, "family", "分析组", display.family, families)
    form = study.form_by_name.get(endpoint.form) if endpoint is not None else None
    if display.kind == "sites" and form is not None and form.layout != "cdasi":
        yield make_finding(
            (*path, "endpoint"),
            f"the display {display.name} shows places of the body, and {form.name} has none",
            f"图 {display.name} 显示身体部位，而 {form.name} 没有部位",
            "name an endpoint of a form with the layout cdasi",
            "请指定版式为 cdasi 的表单中的终点",
        )
    yield from _check_highlight((*path, "highlight"), display, study)


def _check_need(path: Path, display: Display, key: str, kind: str) -> Iterator[Finding]:
    wanted, given = display.kind == kind, getattr(display, key) is not None
    if wanted == given:
        return
    yield make_finding(
        path,
        f"the display {display.name} is a {display.kind} and names "
        f"{f'no {key}' if wanted else f'a {key}'}",
        f"图 {display.name} 为 {display.kind}，却{'未' if wanted else ''}指定"
        f"{'访视' if key == 'visit' else '分析组'}",
        f"add {key}" if wanted else f"take {key} away",
        f"请补充 {key}" if wanted else f"请删去 {key}",
    )


def _check_waterfall(path: Path, display: Display, study: Study) -> Iterator[Finding]:
    baseline = study.roles.day_1_visit
    if baseline in study.visit_by_name and not is_after_baseline(study, display.visit or ""):
        yield make_finding(
            path,
            f"the display {display.name} shows changes at {display.visit}, which does not come "
            f"after {baseline}, the baseline",
            f"图 {display.name} 显示 {display.visit} 的变化，而该访视不在基线访视 {baseline} 之后",
            "name a later visit",
            "请改用之后的访视",
        )


def _check_highlight(path: Path, display: Display, study: Study) -> Iterator[Finding]:
    if display.highlight is None:
        return
    fitting = [
        one.name
        for one in study.plan.every_analysis
        if one.method == "improved"
        and (one.endpoint, one.visit) == (display.endpoint, display.visit)
    ]
    if display.highlight not in fitting:
        what = Bilingual(
            f"{display.highlight} is no analysis by improved of this endpoint and visit",
            f"{display.highlight} 不是该终点与访视的 improved 分析",
        )
        right = suggest(display.highlight, tuple(fitting))
        needs: tuple[Path, ...] = (("plan", "analyses"), ("plan", "families"), path[:-1])
        yield Finding(path, what, right, needs=needs)
