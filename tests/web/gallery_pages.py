"""More invented page records: forms, visit, acts, evaluation, study files, audit trail, errors."""

# Two languages stand in one line: the lines are as long as what is said in them.
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import replace
from typing import Any

from markupsafe import Markup

from tests.web import views as v
from tests.web.gallery_examples import Language, Say, cdasi, form_head, say_in


def _crumbs(*labels: str) -> tuple[v.Link, ...]:
    return tuple(
        v.Link(label=label, href="#" if i < len(labels) - 1 else "")
        for i, label in enumerate(labels)
    )


def participants(language: Language) -> v.ParticipantsPage:
    """Ten in the study, one screen failure."""
    s = say_in(language)

    def week(n: int) -> str:
        return s(f"Week {n}", f"第 {n} 周")

    bar = v.WindowBar
    on, since = s("on treatment", "治疗中"), s("day 1 ", "第 1 天 ")
    rows: list[tuple[str, v.State, str, str, str, str, v.State, str, v.WindowBar | None]] = [
        ("NC-001", "part", on, since + "2026-01-05", week(20), s("in 4 days, 05-25", "4 天后，05-25"), "soon", "", bar(earliest=-7, target=0, latest=7, today=-4)),
        ("NC-002", "part", on, since + "2026-01-29", week(16), s("in 6 days, 05-27", "6 天后，05-27"), "soon", s("1 deviation to acknowledge", "1 项方案偏离待确认"), bar(earliest=-7, target=0, latest=7, today=-6)),
        ("NC-003", "part", on, since + "2026-02-26", week(12), s("today", "今天"), "due", s("week 8 signature fallen", "8 周签名已失效"), bar(earliest=-7, target=0, latest=7, today=0)),
        ("NC-005", "part", on, since + "2026-03-12", week(8), s("6 days late", "逾期 6 天"), "late", s("6 forms not begun", "6 张表未开始"), bar(earliest=-7, target=0, latest=7, today=13)),
        ("NC-007", "locked", s("stopped", "已停药"), since + "2026-02-02", "—", "", "none", "", None),
        ("NC-009", "soon", s("in screening", "筛选中"), s("screened 2026-04-30", "筛选 2026-04-30"), s("Baseline", "基线"), s("until 05-28", "05-28 截止"), "soon", s("1 criterion open", "1 条标准待判"), None),
        ("NC-010", "missed", s("screen failure", "筛选失败"), s("screened 2026-04-02", "筛选 2026-04-02"), "—", "", "none", "", None),
    ]  # fmt: skip
    return v.ParticipantsPage(
        line=s("enrolled 8 of 10 · in screening 1 · screen failures 2", "已入组 8 / 10 · 筛选中 1 · 筛选失败 2"),
        rows=tuple(v.ParticipantRow(code=a, href="#", state=b, state_text=c, since=d, next_visit=e, next_when=f, next_state=g, attention=h, bar=i)
                   for a, b, c, d, e, f, g, h, i in rows),
        screen=v.Button(label=s("Screen a participant", "筛选新参与者"), href="#", kind="primary", icon="plus"),
        empty_text=s("No participant yet. The first one begins with screening.", "还没有参与者。请从筛选开始。"),
    )  # fmt: skip


def participants_empty(language: Language) -> v.ParticipantsPage:
    """A new study."""
    s = say_in(language)
    return replace(participants(language), rows=(), line=s("enrolled 0 of 10", "已入组 0 / 10"))


def plain(language: Language) -> v.PlainFormPage:
    """A laboratory form with an error, a warning, an absence and every kind of field."""
    s = say_in(language)
    week8 = s("week 8", "8 周")

    def number(name: str, en: str, zh: str, unit: str, value: str = "", **more: Any) -> v.Field:
        return v.Field(name=name, label=s(en, zh), kind="decimal", unit=unit, value=value, may_be_missing=True, previous_label=week8, **more)  # fmt: skip

    blood = v.Section(
        title=s("Blood count", "血常规"), note=s("as printed by the laboratory", "照检验报告填写"),
        fields=(
            number("wbc", "White cells", "白细胞", "×10⁹/L", "4.1", previous="5.0", change="down"),
            number("neutrophils", "Neutrophils", "中性粒细胞", "×10⁹/L", "1.4", previous="2.9", change="down",
                   help=s("reference 1.8–6.3", "参考 1.8–6.3"), warnings=(s("Below 1.5: repeat within 7 days.", "低于 1.5：7 天内复查。"),), mark="proposed",
                   history_href="/history/" + language + "/neutrophils", corrected=1),
            number("hemoglobin", "Hemoglobin", "血红蛋白", "g/L", "12O", previous="126",
                   errors=(s("“12O” is not a number: the last sign is a letter. Give digits, e.g. 120.", "「12O」不是数字：末位是字母。请填数字，如 120。"),)),
            number("platelets", "Platelets", "血小板", "×10⁹/L", "", missing="ND", previous="201"),
        ),
    )  # fmt: skip
    yes_no = (
        v.Choice(value="yes", label=s("yes", "是")),
        v.Choice(value="no", label=s("no", "否")),
    )
    other = v.Section(
        title=s("Judgment", "判断"),
        fields=(
            v.Field(name="sampled_at", label=s("Blood drawn", "采血时间"), kind="datetime", value="2026-05-20 08:10", help=s("date and time on the tube", "以管签为准")),
            v.Field(name="fasting", label=s("Fasting", "空腹"), kind="yes_no", value="yes", choices=yes_no, may_be_missing=True),
            v.Field(name="significance", label=s("Clinical significance", "临床意义"), kind="code", may_be_missing=True, value="ncs",
                    choices=(v.Choice(value="normal", label=s("normal", "正常")), v.Choice(value="ncs", label=s("abnormal, not significant", "异常无临床意义")), v.Choice(value="cs", label=s("abnormal, significant", "异常有临床意义")))),
            v.Field(name="laboratory", label=s("Laboratory", "检验单位"), kind="line", value=s("hospital laboratory", "本院检验科"), optional=True),
            v.Field(name="comment", label=s("Comment", "备注"), kind="text", optional=True),
        ),
    )  # fmt: skip
    head = replace(
        form_head(language), title=s("Blood count", "血常规"), score_url="", history_url="",
        line=s("NC-003 · week 12", "NC-003 · 12 周"), posted=True,
        crumbs=_crumbs("NC-003", s("Week 12", "12 周访视"), s("Blood count", "血常规")),
        problems=(v.Problem(item="hemoglobin", label=s("Hemoglobin", "血红蛋白"), text=s("“12O” is not a number; give digits.", "「12O」不是数字；请填数字。")),),
        notes=(), saved_line="",
    )  # fmt: skip
    return v.PlainFormPage(form=head, sections=(blood, other))


def plain_scored(language: Language) -> v.PlainFormPage:
    """A questionnaire with eight scales beside it: questions down, answers across."""
    s = say_in(language)
    names = ("PF", "RP", "BP", "GH", "VT", "SF", "RE", "MH")
    columns = tuple(
        v.Choice(value=str(i), label=label)
        for i, label in enumerate(
            (s("not at all", "无"), s("a little", "一点"), s("much", "很")), 1
        )
    )
    yes_no = (v.Choice(value="0", label=s("no", "否")), v.Choice(value="1", label=s("yes", "是")))
    asked = [
        v.Field(name=f"q{i}", label=s(f"Question {i}", f"第 {i} 题"), kind="code", choices=columns,
                value="2" if i < 4 else "", missing="ND" if i == 5 else "", previous="1", change="up")
        for i in range(1, 7)
    ]  # fmt: skip
    aids = [
        v.Field(name=f"aid{i}", label=s("Aid used", "使用器具"), kind="code", choices=yes_no, optional=True)
        for i in (1, 2)
    ]  # fmt: skip
    later = v.Field(name="q6b", label=s("How much", "程度"), kind="code", choices=columns[:2],
                    when="q6:2", only_after=s("asked only after “a little”", "仅在答「一点」后填写"))  # fmt: skip
    rows = (
        *(v.Row(field=field, cells=columns) for field in asked),
        v.Row(field=later, cells=(*columns[:2], None)),
        *(v.Row(field=field, half=True, before=s("Body: ", "身体：")) for field in aids),
    )
    groups = (
        v.Group(title=s("Body", "身体"), rows=rows[:3]),
        v.Group(title=s("Mood", "情绪"), rows=rows[3:]),
    )
    steps = (
        v.ScoreLine(label=s("Question 1, answer 2 → 50", "第 1 题，答 2 → 50"), values=("50",)),
    )
    panel = v.ScorePanel(
        scores=(),
        others=tuple(
            v.ScoreDetail(name=n, label=n, value="62.5", out_of="100", steps=steps,
                          total=v.ScoreLine(label=s("Total", "合计"), values=("62.5",)))
            for n in names
        ),
        rule=s("At least half of a scale.", "每个维度至少一半条目。"),
        unanswered=s("30 items to answer", "还有 30 项未填"),
    )  # fmt: skip
    page = plain_readonly(language)
    head = replace(page.form, title="SF-36", readonly="", version=0)
    card = v.Section(title="SF-36", matrix=v.Matrix(columns=columns, groups=groups))
    return replace(page, form=head, sections=(card,), score=panel)


def analog(language: Language) -> v.PlainFormPage:
    """Analog scales, answered and not, with short measurements in lines."""
    s = say_in(language)
    ends = v.Analog(low="0", high="10", step="0.1", low_text=s("no activity", "无活动"),
                    high_text=s("extremely severe", "极严重"))  # fmt: skip
    scales = tuple(
        v.Field(name=f"g{i}", label=s(f"Global {i}", f"总体评估 {i}"), kind="scale", analog=ends,
                value=value, missing=missing, unit="cm", may_be_missing=True)  # type: ignore[arg-type]
        for i, (value, missing) in enumerate((("5.5", ""), ("", ""), ("", "ND"), ("0", "")))
    )  # fmt: skip
    unit = (v.Choice(value="U/L", label="U/L"), v.Choice(value="ukat/L", label="µkat/L"))
    line = v.Section(title="CK", fields=(
        v.Field(name="ck", label=s("Value", "数值"), kind="decimal", value="150", optional=True),
        v.Field(name="ck_unit", label=s("Unit", "单位"), kind="code", choices=unit, value="U/L"),
        v.Field(name="ck_uln", label=s("Upper limit", "上限"), kind="decimal", value="200"),
    ))  # fmt: skip
    page = plain_scored(language)
    cards = (v.Section(title=s("Global activity", "总体活动度"), fields=scales),
             v.Section(title=s("Measured", "测定值"), lines=(line, replace(line, title="LDH"))))  # fmt: skip
    return replace(page, sections=cards)


def body(language: Language) -> v.PlainFormPage:
    """Strength of both sides, a grade missing."""
    s = say_in(language)

    def grade(name: str, value: str = "9", missing: str = "") -> v.Field:
        return v.Field(name=name, label=name, kind="integer", value=value, missing=missing, previous="8", change="up")  # type: ignore[arg-type]  # fmt: skip

    rows = (
        v.SidesRow(label=s("Neck flexors", "颈屈肌"), middle=grade("neck")),
        v.SidesRow(label=s("Deltoid", "三角肌"), right=grade("deltoid_right"), left=grade("deltoid_left", "", "ND")),
        v.SidesRow(label=s("Biceps", "肱二头肌"), right=grade("biceps_right"), left=grade("biceps_left", "")),
    )  # fmt: skip
    return replace(plain_scored(language), sections=(v.Section(title="MMT-8", sides=rows),))


def plain_readonly(language: Language) -> v.PlainFormPage:
    """What a monitor sees."""
    s = say_in(language)
    page = plain(language)
    head = replace(page.form, problems=(), posted=False, state="done", state_text=s("complete", "完成"),
                   readonly=s("Monitors read; they do not change.", "监查员只读，不能更改。"))  # fmt: skip
    return replace(page, form=head)


def _criteria(s: Say) -> tuple[tuple[v.CriterionRow, ...], tuple[v.CriterionRow, ...]]:
    yes_no = (
        v.Choice(value="yes", label=s("yes", "是")),
        v.Choice(value="no", label=s("no", "否")),
    )

    def ask(name: str, value: str = "") -> v.Field:
        return v.Field(name=name, label=name, kind="yes_no", choices=yes_no, value=value, may_be_missing=True)  # fmt: skip

    met, zh = s("fulfilled", "符合"), s("", "")

    def original(text: str) -> str:
        return s("", text)

    inclusion = (
        v.CriterionRow(name="inclusion_2", number=s("in 2", "入 2"), text=s("Age 18 to 75 years at the time of signing informed consent.", "签署知情同意书时年龄 18～75 岁。"),
                       original=original("Age 18 to 75 years at the time of signing informed consent."), outcome="met", outcome_text=met,
                       thresholds=(v.Threshold(id="age", label=s("Age at consent", "签署时年龄"), value=s("47 years", "47 岁"), inequality="18 ≤ age ≤ 75", outcome="met", outcome_text=met, href="#"),)),
        v.CriterionRow(name="inclusion_4", number=s("in 4", "入 4"), text=s("Skin disease activity, CDASI ≥ 12, despite treatment for more than 3 months.", "经激素、免疫抑制剂或生物制剂治疗超过 3 个月，皮肤仍活动，CDASI ≥ 12。"),
                       original=original("Disease activity with skin damage (CDASI >=12) despite treatment with corticosteroids, immunosuppressive agents or biologics for more than 3 months"),
                       mark="interpretation", mark_reason=s("read as the activity score", "按活动度评分解读"), outcome="met", outcome_text=met,
                       thresholds=(v.Threshold(id="cdasi", label=s("CDASI activity", "CDASI 活动度"), value="27", inequality="≥ 12", outcome="met", outcome_text=met, href="#"),
                                   v.Threshold(id="months", label=s("Treated since", "治疗起始"), value="2025-06-01", inequality=s("> 3 months", "> 3 个月"), outcome="met", outcome_text=met))),
        v.CriterionRow(name="inclusion_5", number=s("in 5", "入 5"), text=s("Written informed consent before taking part.", "参加研究前签署知情同意书。"), answer=ask("inclusion_5", "yes"), outcome="met", outcome_text=met + zh),
    )  # fmt: skip
    absent, stands = s("absent", "不存在"), s("excludes", "应排除")
    exclusion = (
        v.CriterionRow(name="exclusion_1", number=s("ex 1", "排 1"), text=s("Pregnant, breastfeeding, or planning to conceive or father a child.", "妊娠、哺乳，或近期有生育要求。"), answer=ask("exclusion_1", "no"), outcome="met", outcome_text=absent),
        v.CriterionRow(name="exclusion_3", number=s("ex 3", "排 3"), text=s("Severe concomitant disease, including bone marrow suppression.", "严重合并症，包括骨髓抑制。"), outcome="not_met", outcome_text=stands,
                       thresholds=(v.Threshold(id="wbc", label=s("White cells", "白细胞"), value="4.1 ×10⁹/L", inequality="< 3.0", outcome="met", outcome_text=absent, href="#"),
                                   v.Threshold(id="anc", label=s("Neutrophils", "中性粒细胞"), value="1.4 ×10⁹/L", inequality="< 1.5", outcome="not_met", outcome_text=stands, href="#"),
                                   v.Threshold(id="hgb", label=s("Hemoglobin", "血红蛋白"), value="126 g/L", inequality="≤ 85", outcome="met", outcome_text=absent, href="#"),
                                   v.Threshold(id="plt", label=s("Platelets", "血小板"), value="—", inequality="< 100", outcome="open", outcome_text=s("not recorded", "未记录"), href="#"))),
        v.CriterionRow(name="exclusion_5", number=s("ex 5", "排 5"), text=s("Thrombosis, or risk of it.", "血栓史或高凝风险。"), answer=ask("exclusion_5"), outcome="open", outcome_text=s("open", "待判")),
    )  # fmt: skip
    return inclusion, exclusion


def eligibility(language: Language) -> v.EligibilityFormPage:
    """One criterion stands in the way, two are open."""
    s = say_in(language)
    inclusion, exclusion = _criteria(s)
    head = replace(
        form_head(language), title=s("Eligibility", "入排标准"), line=s("NC-011 · screening", "NC-011 · 筛选"),
        crumbs=_crumbs("NC-011", s("Screening", "筛选"), s("Eligibility", "入排标准")), notes=(), history_url="",
        score_url=f"/verdict/{language}", saved_line="", draft_key="p2|NC-011|screening|eligibility|1",
    )  # fmt: skip
    return v.EligibilityFormPage(form=head, inclusion=inclusion, exclusion=exclusion,
                                 not_found=_not_found(s), verdict=verdict(language))  # fmt: skip


def _not_found(s: Say) -> tuple[v.NotFoundRow, ...]:
    return (v.NotFoundRow(what=s("Exclusion 7 is cut off; whether there are more is unknown.", "排除标准第 7 条被截断；之后是否还有未知。"),
                          sought=s("registry record and five copies of it", "注册记录及其五处转载"), blocks=True),)  # fmt: skip


def verdict(language: Language) -> v.Verdict:
    """Not eligible as it stands."""
    s = say_in(language)
    return v.Verdict(
        state="blocked", text=s("Cannot be enrolled", "不能入组"), detail=s("One criterion stands in the way, two are open.", "1 条不符合，2 条待判。"),
        against=(v.Problem(item="exclusion_3", label=s("ex 3", "排 3"), text=s("neutrophils 1.4 < 1.5", "中性粒细胞 1.4 < 1.5")),),
        open=(v.Problem(item="exclusion_3", label=s("ex 3", "排 3"), text=s("platelets not recorded", "血小板未记录")),
              v.Problem(item="exclusion_5", label=s("ex 5", "排 5"), text=s("no answer", "未回答"))),
    )  # fmt: skip


def stale(language: Language) -> v.StalePage:
    """Two typed at once."""
    s = say_in(language)
    return v.StalePage(
        title="CDASI v2", crumbs=_crumbs("NC-003", s("Week 12", "12 周访视"), "CDASI"), action="/post",
        draft_key="p2|NC-003|week_12|cdasi|1", version=4, who=s("Xu Min", "徐敏"), role=s("coordinator", "协调员"),
        at="2026-05-21 09:52", entry=s("entry 1 291", "第 1 291 条"),
        conflicts=(v.Conflict(name="periorbital_erythema", label=s("Around the eyes, erythema", "眶周 红斑"), before="3", mine="2", theirs="1"),
                   v.Conflict(name="scalp_scale", label=s("Scalp, scale", "头皮 鳞屑"), before="", mine="1", theirs="")),
        theirs_only=(v.OneSided(label=s("Arm, erythema", "手臂 红斑"), before="1", now="0"),),
        mine_only=(v.OneSided(label=s("Back of the neck, erythema", "颈后 红斑"), before="", now="0"), v.OneSided(label=s("Abdomen, scale", "腹部 鳞屑"), before="", now=s("ND not done", "未做 ND"))),
        hidden=(("periorbital_erythema", "2"),), discard_href="#",
        reason=v.Reason(choices=(v.Choice(value="transcription", label=s("copied wrongly", "抄录错误")),)),
    )  # fmt: skip


def visit(language: Language) -> v.VisitPage:
    """Week 8 after a correction: the signature has fallen and is asked for again."""
    s = say_in(language)
    done = s("complete", "完成")
    look = s("look", "查看")
    rows = [("CDASI", "2026-04-27 10:20", s("activity 19, damage 3", "活动度 19，损伤 3")),
            (s("Blood count", "血常规"), "2026-04-26", s("12 items, 1 abnormal judged", "12 项，1 项异常已判断")),
            (s("Chemistry, CK", "生化、CK"), "2026-04-26", s("14 items", "14 项")),
            (s("Medications", "合并用药"), "2026-04-27", s("2 rows; methylprednisolone 15 mg", "2 行；甲泼尼龙 15 mg")),
            (s("Dosing", "发药与回收"), "2026-04-27", s("28 out, 1 back", "发 28 粒，回收 1 粒"))]  # fmt: skip
    stamp = v.Stamp(name=s("Chen Li", "陈立"), role=s("Investigator", "研究者"), meaning=s("I have checked all data of this visit", "我已核对本次访视的全部数据"),
                    at=s("2026-05-21 10:02 Beijing time", "2026-05-21 10:02 北京时间"), version=s("study files v2", "研究文件第 2 版"))  # fmt: skip
    old = replace(stamp, at=s("2026-04-28 09:10 Beijing time", "2026-04-28 09:10 北京时间"))
    same = s("unchanged", "未变")
    sign = v.SignPanel(
        action="/post", seen="1287", meaning="checked", button=s("Sign 5 forms", "签名 5 张表"), preview=stamp,
        covered=tuple(v.SignedForm(label=a, href="#", summary=c, change=s("1 changed", "变 1 项") if i == 0 else same, changed=i == 0) for i, (a, _, c) in enumerate(rows)),
        meanings=(v.Choice(value="checked", label=s("I have checked all data of this visit", "我已核对本次访视的全部数据")),
                  v.Choice(value="judged", label=s("I have checked them and judged the abnormal results", "我已核对且判断了异常化验值"))),
        fallen=(v.Message(state="fallen", text=s("The signature of 04-28 has fallen", "04-28 的签名已失效"), detail=s("One value was corrected on 05-19. It stays readable below.", "因 05-19 更正 1 项。旧签名仍可在下方查看。")),),
    )  # fmt: skip
    return v.VisitPage(
        title=s("Week 8", "8 周访视"), crumbs=_crumbs(s("Participants", "参与者"), "NC-003", s("Week 8", "8 周访视")),
        state="fallen", state_text=s("signature fallen", "签名已失效"), line=s("NC-003 · took place 2026-04-27 · 5 forms complete", "NC-003 · 实际 2026-04-27 · 5 张表完成"),
        forms=tuple(v.VisitFormRow(label=a, href="#", state="done", state_text=done, performed=b, summary=c, act=look,
                                   add=v.Link(label=s("add a row", "加一行"), href="#") if i == 3 else None) for i, (a, b, c) in enumerate(rows)),
        signatures=(v.Signature(stamp=old, covers=s("covered 5 forms", "覆盖 5 张表"), entry="1 103", hash="20fa9c7b41d7", fallen=True,
                                cause=s("05-19 16:22 Xu Min corrected “around the eyes, erythema” 3 → 2 (copied wrongly); activity 20 → 19.", "05-19 16:22 徐敏更正「眶周 红斑」3 → 2（抄录错误）；活动度 20 → 19。")),),
        sign=sign, bar=v.WindowBar(earliest=-7, target=0, latest=7, today=4), window_text=s("window 04-16 to 04-30, target 04-23, took place 4 days after it", "窗口 04-16 至 04-30，目标 04-23，实际晚 4 天，在窗口内"),
    )  # fmt: skip


def enroll_refused(language: Language) -> v.ActPage:
    """The eleventh."""
    s = say_in(language)
    return v.ActPage(
        title=s("Enroll NC-011", "NC-011 入组"), crumbs=_crumbs(s("Participants", "参与者"), "NC-011", s("Enroll", "入组")),
        line=s("Enrolling fixes day 1 and the windows of all visits.", "入组后确定第 1 天和全部访视窗口。"), action="/post", button=s("Enroll", "入组"), cancel_href="#",
        refused=s("Ten of ten are enrolled: the study file allows no eleventh.", "已入组 10 / 10：研究文件不允许第 11 例。"),
        conditions=(
            v.Condition(met=True, text=s("Consent signed 2026-05-20 09:00", "知情同意签于 2026-05-20 09:00")),
            v.Condition(met=True, text=s("All criteria decided, none stands in the way", "入排标准均已判定，无一不符")),
            v.Condition(met=False, text=s("Fewer than ten enrolled", "已入组少于 10 例"), rule=s("design.participants: 10", "design.participants：10"),
                        help=s("Screen failures do not count. A larger number needs an amendment of the study files.", "筛选失败不计入。增加例数须修订研究文件。"), link=v.Link(label=s("Study files", "研究文件"), href="#")),
        ),
        fact=v.FactPath(action="/post", button=s("Record the fact", "记录事实"), text=s("If treatment has begun, it must be recorded with its true time. It becomes a deviation that an investigator acknowledges.", "若已开始治疗，须按真实时间记录。它将成为方案偏离，由研究者确认。"), open=True,
                        fields=(v.Field(name="happened_at", label=s("When it happened", "真实时间"), kind="datetime"), v.Field(name="why", label=s("What happened and why", "经过与原因"), kind="text"))),
    )  # fmt: skip


def screen(language: Language) -> v.ActPage:
    """A new participant."""
    s = say_in(language)
    return v.ActPage(
        title=s("Screen a participant", "筛选新参与者"), crumbs=_crumbs(s("Participants", "参与者"), s("Screen", "筛选")),
        line=s("The participant gets a code; the name stays in the hospital’s own list.", "系统给出参与者代码；姓名只留在医院自己的名单里。"),
        action="/post", button=s("Screen NC-011", "开始筛选 NC-011"), cancel_href="#",
        fields=(v.Field(name="date", label=s("Screening began", "筛选开始日期"), kind="date", value="2026-05-21"),),
        consequence=s("Consent is recorded next. What was done before it can be recorded and becomes a deviation.", "随后记录知情同意。同意之前已做的事可如实记录，并成为方案偏离。"),
    )  # fmt: skip


def screen_failure(language: Language) -> v.ActPage:
    """A dangerous act with a reason and the password."""
    s = say_in(language)
    return v.ActPage(
        title=s("Screen failure of NC-009", "NC-009 筛选失败"), crumbs=_crumbs("NC-009", s("Screen failure", "筛选失败")), line=s("The data stay; the place becomes free.", "数据保留；名额空出。"),
        action="/post", button=s("Record the screen failure", "记录筛选失败"), cancel_href="#", danger=True,
        consequence=s("No further visit can be opened for NC-009.", "NC-009 将不能再打开任何访视。"),
        problems=(v.Problem(item="reason", label=s("Reason", "原因"), text=s("choose one", "请选择")),),
        fields=(v.Field(name="date", label=s("Date", "日期"), kind="date", value="2026-05-21"),
                v.Field(name="reason", label=s("Reason", "原因"), kind="select", errors=(s("Choose one.", "请选择。"),), choices=(v.Choice(value="", label=s("choose", "请选择")), v.Choice(value="criteria", label=s("criteria not fulfilled", "不符合入排标准")))),
                v.Field(name="password", label=s("Password", "密码"), kind="password")),
    )  # fmt: skip


def acknowledge(language: Language) -> v.ActPage:
    """An investigator acknowledges a deviation."""
    s = say_in(language)
    return v.ActPage(
        title=s("Acknowledge deviation 3", "确认方案偏离 3"), crumbs=_crumbs(s("Deviations", "方案偏离"), "3"), line=s("You confirm that you know of it and how grave it is.", "您确认已知悉，并判断其严重程度。"),
        action="/post", button=s("Acknowledge", "确认"), cancel_href="#",
        facts=(v.Fact(label=s("Participant", "参与者"), value="NC-003"), v.Fact(label=s("What", "事实"), value=s("CDASI before consent", "知情同意前评 CDASI")),
               v.Fact(label=s("Happened", "发生"), value="2026-02-09 08:40"), v.Fact(label=s("Consent", "知情同意"), value="2026-02-09 09:00")),
        fields=(v.Field(name="class", label=s("Gravity", "程度"), kind="code", choices=(v.Choice(value="minor", label=s("minor", "轻微")), v.Choice(value="major", label=s("major", "重大")))),
                v.Field(name="comment", label=s("Comment and measure", "说明与措施"), kind="text"), v.Field(name="password", label=s("Password", "密码"), kind="password")),
    )  # fmt: skip


def refusal(language: Language) -> v.RefusalPage:
    """An act that came too early."""
    s = say_in(language)
    return v.RefusalPage(
        title=s("Not enrolled", "未入组"), crumbs=_crumbs("NC-009", s("Enroll", "入组")),
        what=s("NC-009 cannot be enrolled now.", "NC-009 现在不能入组。"), rule=s("Exclusion 3: neutrophils < 1.5 ×10⁹/L; recorded 1.4 on 2026-05-20.", "排除标准 3：中性粒细胞 < 1.5 ×10⁹/L；2026-05-20 记录为 1.4。"),
        rule_source=s("registry record NCT05488327", "注册记录 NCT05488327"), help=(s("A new count within the screening window.", "在筛选窗口内复查血常规。"), s("Otherwise record the screen failure.", "否则记录筛选失败。")),
        links=(v.Link(label=s("Enter a count", "录入血常规"), href="#"), v.Link(label=s("Back to NC-009", "返回 NC-009"), href="#")),
        fact=enroll_refused(language).fact,
    )  # fmt: skip


def deviations(language: Language) -> v.DeviationsPage:
    """Two, one acknowledged."""
    s = say_in(language)
    row = v.DeviationRow(
        number="3", participant="NC-003", participant_href="#", what=s("CDASI scored 20 minutes before consent", "知情同意前 20 分钟已评 CDASI"), rule=s("consent before any procedure", "先同意，后操作"),
        recorded="2026-02-09 14:02", by=s("Xu Min", "徐敏"), state="late", state_text=s("to acknowledge", "待确认"), act=v.Link(label=s("Acknowledge", "确认"), href="#"))  # fmt: skip
    done = replace(row, number="2", what=s("Week 4 visit 2 days after its window", "第 4 周访视超窗 2 天"), rule=s("window ±3 days", "窗口 ±3 天"), state="done", state_text=s("acknowledged, minor", "已确认，轻微"), act=None)  # fmt: skip
    return v.DeviationsPage(line=s("1 waits for an investigator", "1 项待研究者确认"), rows=(row, done), empty_text=s("No deviation.", "没有方案偏离。"), export_href="#")  # fmt: skip


_FIGURE = Markup(
    '<svg viewBox="0 0 560 240" role="img" aria-label="figure"><path d="M40 20V210H540" fill="none" stroke="#4B4556"/><path d="M40 60L160 90L280 120L400 150L520 165" fill="none" stroke="#5E3B8E" stroke-width="3"/><text x="280" y="232" font-size="12" text-anchor="middle" fill="#4B4556">weeks · 周</text></svg>'
)


def evaluation(language: Language) -> v.EvaluationPage:
    """Invented results of nine of ten."""
    s = say_in(language)

    def row(role: str, text: str, n: str, value: str, interval: str, p: str, method: str, **more: Any) -> v.ResultRow:  # fmt: skip # noqa: PLR0917
        return v.ResultRow(role=role, estimate=text, n=n, value=value, interval=interval, p=p, method=method, **more)  # fmt: skip

    descriptive = s("Descriptive", "描述性")
    return v.EvaluationPage(
        state="part", state_text=s("running", "进行中"), line=s("Plan 1.0 · head of ledger 1287:c41e09ab · look no. 2, logged", "分析计划 1.0 · 链首 1287:c41e09ab · 第 2 次查看，已记录"),
        downloads=(v.Button(label="results.csv", href="#", icon="download"), v.Button(label=s("Report (PDF)", "报告（PDF）"), href="#", icon="download")),
        headline_label=s("Primary outcome · change in CDASI activity, baseline to week 24", "主要结局 · 基线至 24 周 CDASI 活动度变化"),
        headline=s("On average the score fell by", "平均下降"), headline_number=s("11.9 points", "11.9 分"),
        headline_detail=s("95 % interval 6.2 to 17.6 points; 9 of 10 participants observed. Scale 0–100, higher is worse; baseline mean 25.6.", "95 % 区间 6.2 至 17.6 分；10 例中 9 例有观测值。0–100 分，越高越重；基线均值 25.6。"),
        figures=(v.Figure(title=s("Every participant’s course", "每位参与者的病程"), caption=s("Figure 1 · CDASI activity, points", "图 1 · CDASI 活动度，分"), svg=_FIGURE),
                 v.Figure(title=s("Change at week 24", "24 周变化"), caption=s("Figure 2 · points and % of baseline", "图 2 · 分与占基线百分比"), svg=_FIGURE, note=s("hatched: missing, NC-007", "斜线：缺失，NC-007"))),
        interval=v.Figure(title="", caption=s("each participant (○), mean and 95 % interval (◆); left is better", "每位参与者（○）、均值与 95 % 区间（◆）；左侧为好"), svg=_FIGURE.replace('viewBox="0 0 560 240"', 'viewBox="0 0 560 240" width="360" height="120"')),
        results=(
            row(s("Primary", "主要"), s("Mean change, week 24, observed in window", "24 周均值变化，窗口内观测"), "9", "−11.9", s("−17.6 to −6.2", "−17.6 至 −6.2"), "0.001", s("Paired t, 8 df", "配对 t，自由度 8"), primary=True),
            row(s("Supportive", "支持性"), s("Median of pairwise averages (Hodges–Lehmann), week 24", "24 周两两均值的中位数（Hodges–Lehmann）"), "9", "−12.5", s("−18.0 to −6.0", "−18.0 至 −6.0"), "0.008", s("Exact signed-rank", "精确符号秩")),
            row(s("Sensitivity", "敏感性"), s("Missing returned to baseline", "缺失按回到基线"), "10", "−10.7", s("−16.4 to −5.0", "−16.4 至 −5.0"), "", s("Paired t, 9 df", "配对 t，自由度 9")),
            row(descriptive, s("Fell by ≥ 40 % (baseline > 14)", "下降 ≥ 40 %（基线 > 14）"), "10", "6/10 = 60 %", s("26.2 to 87.8", "26.2 至 87.8"), "", "Clopper–Pearson", source="Ahmed 2020"),
        ),
        value_heading=s("Points or %", "分或 %"), interval_heading=s("95 % interval", "95 % 区间"), notes=(s("Median change −16, SD 7.5, range −19 to +2.", "中位变化 −16，标准差 7.5，范围 −19 至 +2。"),),
        cautions_title=s("What ten patients cannot show", "十例不能说明什么"),
        cautions=(v.Caution(title=s("No comparison.", "没有对照。"), text=s("Patients join when their skin is bad; some would have improved anyway.", "患者在病情重时入组，部分本会好转。")),
                  v.Caution(title=s("Rare harms stay unseen.", "罕见不良反应看不到。"), text=s("0 of 10 still allows up to 31 %.", "10 例中 0 例，仍可能高达 31 %。"))),
        value_columns=(s("Baseline", "基线"), s("Week 12", "12 周"), s("Week 24", "24 周"), s("Change", "变化")),
        values=(v.ValueRow(code="NC-001", href="#", values=("31", "20", "12", "−19")), v.ValueRow(code="NC-007", href="#", values=("29", "", "", ""), reason=s("stopped in week 6, pneumonia", "第 6 周停药，肺炎"))),
        missing=(v.ValueRow(code="NC-007", href="#", values=(), reason=s("stopped in week 6, pneumonia", "第 6 周停药，肺炎")),),
    )  # fmt: skip


def study_files(language: Language) -> v.StudyFilesPage:
    """The record with its gaps."""
    s = say_in(language)
    inclusion, exclusion = _criteria(s)

    def plain_rows(rows: tuple[v.CriterionRow, ...]) -> tuple[v.CriterionRow, ...]:
        return tuple(replace(r, answer=None, outcome="open", outcome_text="", thresholds=()) for r in rows)  # fmt: skip

    record = v.RecordRow
    columns = [(s("Screening", "筛选"), "D−28", s("−28 to −1", "−28 至 −1")), (s("Baseline", "基线"), "D1", ""), (s("Week 12", "12 周"), "D85", "±7"), (s("Week 24", "24 周"), "D169", "±7")]  # fmt: skip
    return v.StudyFilesPage(
        title=s("Lenalidomide in refractory cutaneous dermatomyositis", "来那度胺治疗难治性皮肤型皮肌炎"), line=s("version 2, in force since 2026-01-04 · fingerprint 7be1 90aa", "第 2 版，2026-01-04 起生效 · 指纹 7be1 90aa"),
        downloads=(v.Button(label=s("Files (ZIP)", "文件（ZIP）"), href="#", icon="download"),),
        record=(record(label=s("Registry number", "注册号"), value="NCT05488327", mark="record", source="ClinicalTrials.gov"), record(label=s("Design", "设计"), value=s("single arm, open label, treatment", "单臂、开放、治疗"), source=s("record", "注册记录")),
                record(label=s("Conditions", "适应证"), value="—", mark="not_found", reason=s("the heading is there, its value is cut off", "有标题，内容被截断"))),
        inclusion=plain_rows(inclusion), exclusion=plain_rows(exclusion), not_found=_not_found(s),
        columns=tuple(v.ScheduleColumn(label=a, day=b, window=c, mark="proposed" if i < 2 else "") for i, (a, b, c) in enumerate(columns)),
        schedule=(v.ScheduleRow(label="CDASI", at=(True, True, True, True)), v.ScheduleRow(label="DLQI", at=(False, True, True, True))),
        outcomes=(v.OutcomeRow(role=s("primary", "主要"), measure=s("Change in CDASI activity score", "CDASI 活动度评分变化"), time_frame=s("24 weeks", "24 周"), primary=True), v.OutcomeRow(role=s("secondary", "次要"), measure=s("Change in DLQI", "DLQI 变化"), time_frame=s("12 and 24 weeks", "12、24 周"))),
        plan=(record(label=s("Primary estimate", "主要估计"), value=s("mean change, observed in window, paired t", "窗口内观测的均值变化，配对 t"), mark="proposed", reason=s("the record names no test", "注册记录未写检验方法")),), faults=(),
        versions=(record(label=s("version 2", "第 2 版"), value="2026-01-04", source="7be190aa"),),
    )  # fmt: skip


def audit(language: Language) -> v.AuditPage:
    """The latest entries."""
    s = say_in(language)
    row = v.AuditRow(entry="1 287", at="2026-05-19 16:22:10", who=s("System", "系统"), role="", kind=s("signature fell", "签名失效"), subject=s("NC-003 · week 8", "NC-003 · 8 周"), subject_href="#",
                     what=s("“around the eyes, erythema” changed; activity 20 → 19", "「眶周 红斑」已变；活动度 20 → 19"), reason="", version="2", hash="c41e09ab")  # fmt: skip
    other = replace(row, entry="1 286", who=s("Xu Min", "徐敏"), role=s("coordinator", "协调员"), kind=s("corrected", "更正"), what=s("around the eyes, erythema: 3 → 2", "眶周 红斑：3 → 2"), reason=s("copied wrongly", "抄录错误"), hash="7d02f5e8")  # fmt: skip
    every = v.Choice(value="", label=s("all", "全部"))

    def select(name: str, en: str, zh: str) -> v.Field:
        return v.Field(name=name, label=s(en, zh), kind="select", choices=(every,))

    return v.AuditPage(
        line=s("1,287 entries · chain verified 2026-05-21 08:00 · head 1287:c41e09ab", "共 1 287 条 · 2026-05-21 08:00 链核对无误 · 链首 1287:c41e09ab"),
        filters=(select("participant", "Participant", "参与者"), select("person", "Person", "人员"), select("kind", "Kind", "类别"), v.Field(name="from", label=s("From", "自"), kind="date"), v.Field(name="to", label=s("To", "至"), kind="date")),
        rows=(row, other), shown=s("1–100 of 1,287", "第 1–100 条，共 1 287 条"), export_href="#", clear_href="#", older_href="#", zone=s("Beijing time", "北京时间"),
    )  # fmt: skip


def password(language: Language) -> v.PasswordPage:
    """The first sign-in."""
    s = say_in(language)

    def field(name: str, en: str, zh: str, **more: Any) -> v.Field:
        return v.Field(name=name, label=s(en, zh), kind="password", **more)

    return v.PasswordPage(
        action="/post", forced=True, old=field("old_password", "One-time password", "一次性密码"), new=field("new_password1", "New password", "新密码"),
        again=field("new_password2", "New password again", "再输一次新密码", errors=(s("The two are not the same.", "两次输入不一致。"),)), rules=(s("at least 12 characters", "至少 12 个字符"), s("not your name", "不含您的姓名")))  # fmt: skip


def error(language: Language) -> v.ErrorPage:
    """Nothing at this address."""
    s = say_in(language)
    return v.ErrorPage(code="404", title=s("There is nothing here", "没有这个页面"), text=s("No participant NC-099 is in this study.", "本研究没有参与者 NC-099。"), links=(v.Link(label=s("Participants", "参与者"), href="#"),))  # fmt: skip


def cdasi_blank(language: Language) -> v.CdasiFormPage:
    """Nothing answered yet, no previous visit: where typing begins."""
    page = cdasi(language)
    rows = tuple(
        replace(r, subtotal="", cells=tuple(v.Cell(item=c.item) for c in r.cells))
        for r in page.rows
    )
    extras = tuple(replace(x, points="", cell=v.Cell(item=x.cell.item)) for x in page.extras)
    return replace(page, rows=rows, extras=extras, previous_label="")


def cdasi_complete(language: Language) -> v.CdasiFormPage:
    """A completed form: changing it needs a reason."""
    page = cdasi(language)
    reason = v.Reason(choices=(v.Choice(value="transcription", label="copied wrongly"),))
    return replace(page, form=replace(page.form, state="done", reason=reason))


def cdasi_readonly(language: Language) -> v.CdasiFormPage:
    """What a monitor sees of a completed form."""
    page = cdasi(language)
    why = say_in(language)("Monitors read; they do not change.", "监查员只读，不能更改。")
    return replace(page, form=replace(page.form, state="done", readonly=why))
