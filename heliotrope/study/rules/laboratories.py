"""A Study → what is wrong with its laboratories and their reference ranges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from heliotrope.safety.laboratory import load_tests
from heliotrope.study.assembly import Path
from heliotrope.study.laboratories import Laboratory, ReferenceRange
from heliotrope.study.places import Finding, make_finding, suggest
from heliotrope.study.protocol import Study
from heliotrope.study.rules.record import unknown_name
from heliotrope.vocabulary import Bilingual


def check_laboratories(study: Study) -> Iterator[Finding]:
    """Names given twice, units that do not fit, limits exchanged, days that are none, overlaps."""
    known: set[str] = set()
    for index, laboratory in enumerate(study.laboratories):
        path: Path = ("laboratories", index)
        if laboratory.name in known:
            yield make_finding(
                (*path, "name"),
                f"the laboratory {laboratory.name} is there twice",
                f"检验机构 {laboratory.name} 重复",
                "give each its own name",
                "请使用不同的名称",
            )
        known.add(laboratory.name)
        for number, one in enumerate(laboratory.ranges):
            yield from _check_range((*path, "ranges", number), one, study)
        yield from _check_overlaps((*path, "ranges"), laboratory)
    yield from _check_codes(study)


def _check_range(path: Path, one: ReferenceRange, study: Study) -> Iterator[Finding]:
    if one.unit not in study.units:
        what = Bilingual(
            f"the unit {one.unit} of {one.test} has no dimension",
            f"{one.test} 的单位 {one.unit} 没有量纲",
        )
        yield Finding((*path, "unit"), what, suggest(one.unit, tuple(study.units)), needs=_UNITS)
    else:
        yield from check_unit((*path, "unit"), one.test, one.unit)
    if one.lln is None and one.uln is None:
        yield make_finding(
            path,
            f"the range of {one.test} has no limit",
            f"{one.test} 的参考区间没有界限",
            "give lln, uln or both",
            "请给出 lln、uln 或两者",
        )
    if one.lln is not None and one.uln is not None and one.lln >= one.uln:
        yield make_finding(
            (*path, "lln"),
            f"the lower limit of {one.test}, {one.lln}, is not below the upper, {one.uln}",
            f"{one.test} 的下限 {one.lln} 不低于上限 {one.uln}",
            "exchange them",
            "请对调",
        )
    for key in ("valid_from", "valid_until"):
        given = getattr(one, key)
        if given is not None and not _is_day(given):
            yield make_finding(
                (*path, key),
                f"{given} is no date",
                f"{given} 不是日期",
                "write it like 2026-05-21",
                "请写成 2026-05-21 的形式",
            )


_UNITS: tuple[Path, ...] = (("units",),)


def check_unit(path: Path, test: str, unit: str) -> Iterator[Finding]:
    """A test that CTCAE grades, in a unit in which it cannot be graded."""
    known = load_tests().get(test)
    units = () if known is None else tuple(one.name for one in known.units)
    if units and unit not in units:
        what = Bilingual(f"{test} cannot be graded in {unit}", f"{test} 以 {unit} 为单位时无法分级")
        yield Finding(path, what, suggest(unit, units))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _check_overlaps(path: Path, laboratory: Laboratory) -> Iterator[Finding]:
    for key, ranges in laboratory.ranges_by_test.items():
        for number, one in enumerate(ranges):
            for other in ranges[:number]:
                if one.sex == other.sex and _overlap(one, other):
                    yield make_finding(
                        (*path, laboratory.ranges.index(one)),
                        f"{laboratory.name} has two ranges of {key[0]} on the same days",
                        f"{laboratory.name} 在相同日期有两个 {key[0]} 参考区间",
                        "end one with valid_until before the other begins",
                        "请以 valid_until 使其中一个先结束",
                    )


def _overlap(one: ReferenceRange, other: ReferenceRange) -> bool:
    latest_start = max(one.valid_from or "", other.valid_from or "")
    earliest_end = min(one.valid_until or "9999", other.valid_until or "9999")
    return latest_start <= earliest_end


def _check_codes(study: Study) -> Iterator[Finding]:
    """A form that offers a laboratory which the study does not know."""
    names = tuple(study.laboratory_by_name)
    for index, form in enumerate(study.forms):
        if form.records != "laboratory" or not names:
            continue
        for section, part in enumerate(form.sections):
            for number, item in enumerate(part.items):
                if item.name != "laboratory":
                    continue
                place = ("forms", index, "sections", section, "items", number, "codes")
                for rank, code in enumerate(item.codes):
                    if code.code not in names:
                        at = (*place, rank, "code")
                        found = unknown_name(at, "laboratory", "检验机构", code.code, names)
                        yield replace(found, needs=(("laboratories",),))
