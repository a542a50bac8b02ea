"""A Study → what is wrong with where it records the IMACS core set."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.study.assembly import Path
from heliotrope.study.core_set import INSTRUMENTS, CoreSet
from heliotrope.study.places import Finding, make_finding
from heliotrope.study.protocol import Study
from heliotrope.study.rules.record import unknown_name
from heliotrope.study.schedule import Visit

_PATH: Path = ("core_set",)


def check_core_set(study: Study) -> Iterator[Finding]:
    """Unknown visit or forms, forms of other instruments, a baseline that does not collect them."""
    core_set = study.core_set
    if core_set is None:
        return
    visit = study.visit_by_name.get(core_set.baseline)
    if visit is None:
        place = (*_PATH, "baseline")
        yield unknown_name(place, "visit", "访视", core_set.baseline, tuple(study.visit_by_name))
    for key in INSTRUMENTS:
        yield from _check_form(study, core_set, key, visit)


def _check_form(
    study: Study, core_set: CoreSet, key: str, visit: Visit | None
) -> Iterator[Finding]:
    name, place = getattr(core_set, key), (*_PATH, key)
    form = study.form_by_name.get(name)
    if form is None:
        yield unknown_name(place, "form", "表单", name, tuple(study.form_by_name))
        return
    wanted = INSTRUMENTS[key]
    if form.instrument is None or form.instrument.name != wanted:
        yield make_finding(
            place,
            f"the core set takes {wanted} from {name}, which does not carry that instrument",
            f"核心指标须由 {name} 给出 {wanted}，但该表单不含此量表",
            f"name a form with the instrument {wanted}",
            f"请指定含量表 {wanted} 的表单",
        )
    elif visit is not None and name not in visit.forms:
        yield make_finding(
            place,
            f"the core set is compared with {visit.name}, which does not collect {name}",
            f"核心指标以 {visit.name} 为基线，但该访视不收集 {name}",
            f"add {name} to the forms of {visit.name}",
            f"请将 {name} 加入 {visit.name} 的表单",
        )
