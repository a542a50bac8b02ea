"""A Study → the names that cannot be used, and those that two things share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from heliotrope.study.assembly import Path
from heliotrope.study.expressions import MISSING_SUFFIX
from heliotrope.study.forms import Form
from heliotrope.study.instrument_forms import scores_of_form
from heliotrope.study.places import Finding, make_finding
from heliotrope.study.protocol import Study

COLUMNS = frozenset({"participant", "visit", "date", "time", "seq"})
"""Columns that every data file has beside the items."""
LANGUAGE_WORDS = frozenset(
    {"true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function"}
    | {"if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while"}
)
"""Words of the expression language, which cannot name an item."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_STUDY_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_LONGEST = 40

Named = tuple[Path, str]


def check_names(study: Study, form_files: list[str]) -> Iterator[Finding]:
    """Names that are misspelled, reserved, or given twice; forms not named as their files."""
    if not _STUDY_ID.fullmatch(study.id):
        yield make_finding(
            ("id",),
            f"the study's id {study.id} has other characters than a-z, 0-9 and hyphen",
            f"研究 id {study.id} 含有 a-z、0-9 与连字符以外的字符",
            "write it like skin-study-1",
            "请写成 skin-study-1 的形式",
        )
    for noun, noun_zh, named in _groups(study):
        yield from _check_twice(noun, noun_zh, named)
        for path, name in named:
            yield from _check_spelling(path, name)
    for index, (form, file) in enumerate(zip(study.forms, form_files, strict=False)):
        yield from _check_item_names(("forms", index), form)
        yield from _check_file(("forms", index, "name"), form, file)


def items_with_paths(form: Form, path: Path) -> Iterator[Named]:
    """Every item's path and name."""
    for section_index, section in enumerate(form.sections):
        for index, item in enumerate(section.items):
            yield (*path, "sections", section_index, "items", index), item.name


def _groups(study: Study) -> Iterator[tuple[str, str, list[Named]]]:
    """Everything that bears a name, grouped by what must differ."""
    plan = study.plan
    lists: list[tuple[str, str, Path, list[str]]] = [
        ("arm", "组别", ("arms",), [one.name for one in study.arms]),
        ("outcome", "结局", ("outcomes",), [one.name for one in study.outcomes]),
        ("criterion", "标准", ("criteria",), [one.name for one in study.criteria]),
        ("visit", "访视", ("visits",), [one.name for one in study.visits]),
        ("form", "表单", ("forms",), [one.name for one in study.forms]),
        ("endpoint", "终点", ("plan", "endpoints"), [one.name for one in plan.endpoints]),
        ("population", "人群", ("plan", "populations"), [one.name for one in plan.populations]),
        ("estimand", "估计目标", ("plan", "estimands"), [one.name for one in plan.estimands]),
        ("analysis", "分析", ("plan", "analyses"), [one.name for one in plan.analyses]),
        ("family", "分析组", ("plan", "families"), [one.name for one in plan.families]),
        ("comparator", "对照文献", ("plan", "comparators"), [c.name for c in plan.comparators]),
        ("display", "图", ("plan", "displays"), [one.name for one in plan.displays]),
    ]
    for index, form in enumerate(study.forms):
        checks = [one.name for one in form.checks]
        lists.append(("check", "核查", ("forms", index, "checks"), checks))
    for noun, noun_zh, path, names in lists:
        yield noun, noun_zh, [((*path, i, "name"), name) for i, name in enumerate(names)]
    for index, form in enumerate(study.forms):
        items = [((*path, "name"), name) for path, name in items_with_paths(form, ("forms", index))]
        yield "item", "条目", items


def _check_twice(noun: str, noun_zh: str, named: Iterable[Named]) -> Iterator[Finding]:
    known: set[str] = set()
    for path, name in named:
        if name in known:
            yield make_finding(
                path,
                f"the {noun} {name} is there twice",
                f"{noun_zh} {name} 重复",
                "give each its own name",
                "请使用不同的名称",
            )
        known.add(name)


def _check_spelling(path: Path, name: str) -> Iterator[Finding]:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        yield make_finding(
            path,
            f"the name {name} cannot be used",
            f"名称 {name} 不可用",
            f"use at most {_LONGEST} of a-z, 0-9 and _, and begin with a letter",
            f"请使用小写字母、数字与下划线，以字母开头，最多 {_LONGEST} 个字符",
        )


def _check_item_names(path: Path, form: Form) -> Iterator[Finding]:
    scores = {scale.name for scale in scores_of_form(form)}
    if "__" in form.name:
        yield _reserved((*path, "name"), form.name)
    for item_path, name in items_with_paths(form, path):
        taken = name in COLUMNS or name in LANGUAGE_WORDS or name in scores
        if taken or "__" in name or name.endswith(MISSING_SUFFIX):
            yield _reserved((*item_path, "name"), name)


def _reserved(path: Path, name: str) -> Finding:
    return make_finding(
        path,
        f"the name {name} has another meaning (a column, a score, or a word of expressions)",
        f"名称 {name} 另有含义（数据列、评分或表达式用词）",
        "choose another, without __ and not ending with _missing",
        "请改用其他名称，勿含 __，勿以 _missing 结尾",
    )


def _check_file(path: Path, form: Form, file: str) -> Iterator[Finding]:
    stem = PurePosixPath(file).stem
    if form.name != stem:
        yield make_finding(
            path,
            f"the form {form.name} stands in a file named {stem}",
            f"表单 {form.name} 位于名为 {stem} 的文件中",
            f"name the file {form.name}.yaml",
            f"请将文件命名为 {form.name}.yaml",
        )
