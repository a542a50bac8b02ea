"""A Study → what is wrong with its analysis plan as a whole: the parts, one primary, its date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain

from heliotrope.study.assembly import Path
from heliotrope.study.places import Finding, make_finding
from heliotrope.study.protocol import Study
from heliotrope.study.rules.plan_analyses import check_analyses
from heliotrope.study.rules.plan_displays import check_displays
from heliotrope.study.rules.plan_endpoints import check_endpoints
from heliotrope.study.rules.plan_estimands import check_estimands
from heliotrope.study.rules.plan_watching import check_watching


def check_plan(study: Study) -> Iterator[Finding]:
    """Every fault of the plan."""
    return chain(
        check_endpoints(study),
        check_estimands(study),
        check_analyses(study),
        check_watching(study),
        check_displays(study),
        _check_primary(study),
        _check_family_roles(study),
        _check_dates(study),
    )


def _check_primary(study: Study) -> Iterator[Finding]:
    primary = [a.name for a in study.plan.analyses if a.role == "primary"]
    if len(primary) != 1:
        named, named_zh = ", ".join(primary) or "none", "、".join(primary) or "无"
        yield make_finding(
            ("plan", "analyses"),
            f"exactly one analysis is primary, and the plan has {len(primary)} ({named})",
            f"应恰有一个主要分析，而计划中有 {len(primary)} 个（{named_zh}）",
            "give one the role primary and the others another",
            "请仅将一个分析的 role 设为 primary",
        )


def _check_family_roles(study: Study) -> Iterator[Finding]:
    for index, family in enumerate(study.plan.families):
        if family.role == "primary":
            yield make_finding(
                ("plan", "families", index, "role"),
                f"the family {family.name} is primary, and only one estimate can be",
                f"分析组 {family.name} 设为主要，而主要估计只能有一个",
                "write the primary analysis under analyses, and give the family another role",
                "请将主要分析写入 analyses，并为该分析组改用其他 role",
            )


def _check_dates(study: Study) -> Iterator[Finding]:
    plan = study.plan
    yield from _check_date(("plan", "fixed_on"), plan.fixed_on)
    known: set[str] = set()
    for index, revision in enumerate(plan.revisions):
        path: Path = ("plan", "revisions", index)
        yield from _check_date((*path, "on"), revision.on)
        if revision.version in known:
            yield make_finding(
                (*path, "version"),
                f"version {revision.version} of the plan is there twice",
                f"分析计划第 {revision.version} 版重复",
                "give each version its own line",
                "每个版本只列一行",
            )
        known.add(revision.version)
    if known and plan.version not in known:
        yield make_finding(
            ("plan", "revisions"),
            f"the plan is version {plan.version}, and its revisions do not say why",
            f"分析计划为第 {plan.version} 版，而 revisions 未说明其缘由",
            f"add a revision with version {plan.version}",
            f"请补充第 {plan.version} 版的说明",
        )


def _check_date(path: Path, given: str | None) -> Iterator[Finding]:
    try:
        date.fromisoformat(given or "2026-01-01")
    except ValueError:
        yield make_finding(
            path,
            f"{given} is not a date",
            f"{given} 不是日期",
            "write it like 2026-01-31",
            "请写成 2026-01-31 的形式",
        )
