"""Invented page records of what goes on beside visits: running records and a laboratory panel."""

# Two languages stand in one line: the lines are as long as what is said in them.
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import replace

from tests.web import views as v
from tests.web.gallery_examples import Language, Say, form_head, say_in


def running(language: Language) -> v.RunningPage:
    """Three adverse events, one of them serious and one a draft."""
    s = say_in(language)

    def cells(start: str, end: str, grade: str, serious: bool, relation: str) -> tuple[v.RunningCell, ...]:  # fmt: skip
        return (
            v.RunningCell(text=start),
            v.RunningCell(text=end),
            v.RunningCell(text=grade, grade=grade),
            v.RunningCell(text=s("yes", "是") if serious else s("no", "否"), sign="late" if serious else "none"),
            v.RunningCell(text=relation),
        )  # fmt: skip

    possible, unlikely = s("possible", "可能有关"), s("unlikely", "可能无关")
    ongoing = s("ongoing", "持续")
    return v.RunningPage(
        title=s("Adverse events", "不良事件"),
        code="NC-003",
        crumbs=(v.Link(label=s("Participants", "参与者"), href="#"), v.Link(label="NC-003", href="")),
        line=s("3 rows, 1 ongoing, 1 serious", "3 条，1 条持续中，1 条严重"),
        first=s("What happened", "不良事件名称"),
        columns=(s("Began on", "开始日期"), s("Ended on", "结束日期"), s("Highest grade", "最高分级"), s("Serious", "严重"), s("Relation", "与药物的关系")),
        rows=(
            v.RunningRow(label=s("Neutrophils low", "中性粒细胞减少"), href="#", cells=cells("2026-04-02", ongoing, "2", False, possible), reported=s("Week 8", "第 8 周"), state="part", state_text=s("draft", "草稿"), ongoing=True),
            v.RunningRow(label=s("Pneumonia", "肺炎"), href="#", cells=cells("2026-03-20", "2026-03-31", "3", True, unlikely), reported=s("Unscheduled visit", "计划外访视"), state="done", state_text=s("complete", "完成")),
            v.RunningRow(label=s("Itch", "瘙痒"), href="#", cells=cells("2026-03-04", "2026-03-09", "1", False, possible), reported=s("Week 2", "第 2 周"), state="done", state_text=s("complete", "完成")),
        ),
        add=v.Button(label=s("Add a row", "添加一条"), href="#", kind="primary", icon="plus"),
        places=(v.Link(label=s("Week 8", "第 8 周"), href="#"), v.Link(label=s("Unscheduled visit", "计划外访视"), href="#")),
        others=(v.Link(label=s("Medication", "用药"), href="#"), v.Link(label=s("Medical history", "病史"), href="#")),
    )  # fmt: skip


def running_empty(language: Language) -> v.RunningPage:
    """Nothing yet: what to do is said."""
    s = say_in(language)
    return replace(
        running(language),
        rows=(),
        line=s("0 rows", "0 条"),
        empty_text=s("No adverse event is recorded. Add each one as it is reported.", "尚无不良事件记录。每次报告的事件都请添加。"),
    )  # fmt: skip


def _line(  # noqa: PLR0917 - a table's cells
    s: Say, key: str, en: str, zh: str, value: str, unit: str, low: str, high: str, told: v.Told, **more: object) -> v.PanelLine:  # fmt: skip
    label = s(en, zh)
    judged = str(more.pop("judgment", ""))
    missing = more.pop("missing", "")
    errors = more.pop("errors", ())
    short = (
        v.Choice(value="normal", label=s("normal", "正常")),
        v.Choice(value="not_significant", label="NCS"),
        v.Choice(value="significant", label="CS"),
    )
    return v.PanelLine(
        key=key, label=label, version=1 if value else 0,
        result=v.PanelCell(name=f"{key}.value", label=f"{label}, {s('value', '数值')}", value=value, missing=missing, errors=errors),  # type: ignore[arg-type]
        unit=v.PanelCell(name=f"{key}.unit", label=f"{label}, {s('unit', '单位')}", value=unit, fixed=unit),
        low=v.PanelCell(name=f"{key}.lln", label=f"{label}, {s('lower limit', '下限')}", value=low),
        high=v.PanelCell(name=f"{key}.uln", label=f"{label}, {s('upper limit', '上限')}", value=high),
        judgment=v.PanelCell(name=f"{key}.judgment", label=f"{label}, {s('judgment', '判断')}", value=judged, choices=short, note="Li Wei 2026-03-30" if judged else ""),
        told=told, history_url=f"/history/{key}/" if value else "", **more,  # type: ignore[arg-type]
    )  # fmt: skip


def panel(language: Language) -> v.PanelPage:
    """Values within and outside the range, one missing, one wrong, one saved by somebody else."""
    s = say_in(language)
    told = v.Told
    high = s("high", "偏高")
    worse, same = (
        s("worse than baseline (31)", "差于基线（31）"),
        s("no worse than baseline (2900)", "不差于基线（2900）"),
    )
    liver = (
        _line(
            s,
            "alt",
            "ALT",
            "丙氨酸氨基转移酶 ALT",
            "96",
            "U/L",
            "9",
            "50",
            told(id="t-alt", grade="1", flag="↑", text=high, detail=f"> 1–3 × ULN; {worse}"),
            judgment="not_significant",
            previous="35",
        ),
        _line(
            s,
            "ast",
            "AST",
            "天冬氨酸氨基转移酶 AST",
            "",
            "U/L",
            "15",
            "40",
            told(id="t-ast"),
            missing="ND",
            previous="<5",
        ),
        _line(
            s,
            "bilirubin",
            "Total bilirubin",
            "总胆红素",
            "1O",
            "µmol/L",
            "",
            "26",
            told(id="t-bilirubin"),
            errors=(s("“1O” is not a number; give digits", "「1O」不是数字；请填数字"),),
        ),
    )
    muscle = (
        _line(
            s,
            "ck",
            "CK",
            "肌酸激酶 CK",
            "2450",
            "U/L",
            "50",
            "310",
            told(
                id="t-ck", grade="3", same=True, flag="↑", text=high, detail=f"> 5–10 × ULN; {same}"
            ),
            other=s("Another hospital", "外院"),
            clash=v.Clash(theirs="2540 U/L", who="Chen Jing 2026-03-30 10:12"),
        ),
        _line(
            s,
            "ldh",
            "LDH",
            "乳酸脱氢酶 LDH",
            "310",
            "U/L",
            "120",
            "250",
            told(id="t-ldh", flag="↑", text=high),
        ),
    )
    head = replace(
        form_head(language), title=s("Laboratory tests", "实验室检查"), score_url="", history_url="",
        problems=(v.Problem(item="bilirubin.value", label=s("Total bilirubin", "总胆红素"), text=s("“1O” is not a number", "「1O」不是数字")),),
    )  # fmt: skip
    places = (
        v.Choice(value="site", label=s("This hospital", "本院检验科")),
        v.Choice(value="outside", label=s("Another hospital", "外院")),
    )
    return v.PanelPage(
        form=head,
        groups=(v.PanelGroup(title=s("Liver", "肝功能"), lines=liver), v.PanelGroup(title=s("Muscle enzymes", "肌酶"), lines=muscle)),
        panel=v.PanelTold(summary=s("4 of 24 tests · 3 outside the range · highest grade 3", "24 项中已填 4 项 · 3 项超出范围 · 最高 3 级"), to_judge=s("for the investigator to judge: CK, LDH", "待研究者判断：CK、LDH")),
        laboratory=v.Field(name="_laboratory", label=s("Laboratory", "检验机构"), kind="code", value="site", choices=places),
        was=(("_was_date", "2026-03-30"), ("_was_time", ""), ("_was_laboratory", "site")),
        judgment_key=s("NCS: abnormal, not clinically significant. CS: abnormal, clinically significant.", "NCS：异常无临床意义；CS：异常有临床意义。"),
    )  # fmt: skip
