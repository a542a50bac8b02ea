"""A plan's writer → every analysis by its role, the methods in words, missing values, tests."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.report.model import Cell, Row, Section, Table
from heliotrope.report.plan.methods import IN_WORDS, say_how
from heliotrope.report.plan.writer import PlanWriter
from heliotrope.study.plan import Analysis, Family
from heliotrope.study.plan_words import METHODS, ROLES

_SECTIONS = (
    ("primary", "Primary analysis", "主要分析"),
    ("supportive", "Supportive analyses", "支持性分析"),
    ("sensitivity", "Sensitivity analyses", "敏感性分析"),
    ("descriptive", "Secondary and descriptive analyses", "次要与描述性分析"),
    ("post_hoc", "Post hoc analyses", "事后分析"),
)


def write_analyses(writer: PlanWriter) -> Section:
    """Section 7."""
    sections: list[Section] = []
    for role, en, zh in _SECTIONS:
        table = _make_table(writer, role, (en, zh))
        if table is not None:
            sections.append(writer.section(f"7.{len(sections) + 1}", en, zh, table))
    sections += [
        writer.section(f"7.{len(sections) + 1}", "Methods in words", "方法说明", _explain(writer)),
        _write_missing(writer, f"7.{len(sections) + 2}"),
        _write_tests(writer, f"7.{len(sections) + 3}"),
    ]
    return writer.section("7", "Analyses", "分析", below=sections)


def _make_table(writer: PlanWriter, role: str, title: tuple[str, str]) -> Table | None:
    plan = writer.study.plan
    rows = [_make_row(writer, one) for one in plan.analyses if one.role == role]
    rows += [_make_family_row(writer, one) for one in plan.families if one.role == role]
    return writer.table(
        f"analyses-{role}",
        title,
        (
            ("Analysis", "分析", 4),
            ("What, when, in whom", "终点、访视与人群", 4),
            ("How, and whose rule it is", "方法与依据", 5),
        ),
        rows,
    )


def _make_row(writer: PlanWriter, one: Analysis) -> Row:
    what = writer.join(
        (
            writer.say(writer.endpoint(one.endpoint).label),
            writer.visit(one.visit),
            writer.population(one.population),
        )
    )
    return _join_row(writer, one, what, one)


def _make_family_row(writer: PlanWriter, one: Family) -> Row:
    endpoints = writer.join(writer.say(writer.endpoint(name).label) for name in one.endpoints)
    visits = writer.join(writer.visit(name) for name in one.visits)
    stop = writer.words("; ", "；")
    what = stop.join((endpoints, visits, writer.population(one.population)))
    return _join_row(writer, one, what, one.list_members({})[0])


def _join_row(writer: PlanWriter, one: Analysis | Family, what: str, sample: Analysis) -> Row:
    said = writer.say(writer.study.plan.say_estimand(sample))
    return Row(
        (
            Cell(writer.say(one.label), said, place="study", strong=one.role == "primary"),
            Cell(what, place="study"),
            Cell(say_how(writer, sample), f"[{writer.origin(one.provenance)}]", place="study"),
        ),
        "primary" if one.role == "primary" else "",
    )


def _explain(writer: PlanWriter) -> Table | None:
    used = dict.fromkeys(one.method for one in writer.study.plan.every_analysis)
    return writer.table(
        "methods",
        ("Methods in words", "方法说明"),
        (("Method", "方法", 1), ("What is done", "做法", 4)),
        (
            writer.row(writer.say(METHODS[name]), writer.say(IN_WORDS[name]), strong=True)
            for name in used
        ),
    )


def _write_missing(writer: PlanWriter, number: str) -> Section:
    return writer.section(number, "Missing values", "缺失值", writer.items(_list_missing(writer)))


def _list_missing(writer: PlanWriter) -> Iterator[str]:
    every = writer.study.plan.every_analysis
    rules, methods = {one.missing for one in every}, {one.method for one in every}
    yield writer.words(
        "Analyses use observed cases unless they say otherwise; how many are missing is given with "
        "each number, and everyone missing is named with the reason.",
        "除另有说明外，各分析采用观察病例；每个数字均给出缺失例数，并逐一列明缺失者及原因。",
    )
    yield writer.words("No value is carried forward.", "不作末次观测值结转。")
    if "return_to_baseline" in rules:
        yield writer.words(
            "Return to baseline: a missing value stands for no change.",
            "回到基线：缺失值按无变化计。",
        )
    if "not_improved" in rules:
        yield writer.words(
            "Of all enrolled: the missing count as not improved.",
            "占全部入组者：缺失者计为未改善。",
        )
    if methods & {"mmrm", "imputed"}:
        yield writer.words(
            "Repeated measures and imputation assume that the missing are like those with the same "
            "values before (missing at random); this cannot be shown from the data.",
            "重复测量模型与填补假定缺失者与此前数值相同者相似（随机缺失）；此假定无法由数据证实。",
        )
    if "tipping_point" in methods:
        yield writer.words(
            "The tipping point shows how far from that assumption the conclusion holds.",
            "临界点分析说明偏离该假定多远时结论仍成立。",
        )


def _write_tests(writer: PlanWriter, number: str) -> Section:
    plan = writer.study.plan
    primary = plan.primary()
    every: list[Analysis | Family] = [*plan.analyses, *plan.families]
    tested = [
        one for one in every
        if one.test and one.method not in {"summary", "improved", "posterior", "effect_size"}
    ]  # fmt: skip
    names = writer.join(
        f"{writer.say(one.label)} ({writer.say(ROLES[one.role])})" for one in tested
    )
    return writer.section(
        number,
        "Several estimates and tests",
        "多个估计与检验",
        writer.items(
            (
                writer.words(
                    f"One estimate is primary: {primary.label.en}. It alone is read against its "
                    "two-sided error of 5 %, and nothing is claimed from any other.",
                    f"主要估计仅一个：{primary.label.zh}。仅此估计按双侧 5 % 错误率解读，"
                    "不依据其他估计作出结论。",
                ),
                writer.words(
                    f"p-values are given for: {names}. They are not adjusted for one another.",
                    f"给出 p 值的分析：{names}。各 p 值之间不作校正。",
                ),
                writer.words(
                    "Secondary outcomes are described by estimates with intervals and have no "
                    "p-values.",
                    "次要结局以估计值与区间描述，不给 p 值。",
                ),
                writer.words(
                    "What is decided after data were seen is post hoc and is marked so.",
                    "查看数据后决定的分析为事后分析，并予以标明。",
                ),
            )
        ),
    )
