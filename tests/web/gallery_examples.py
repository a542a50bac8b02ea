"""Invented page records in both languages, for looking at the templates; no fact, no patient."""

# Two languages stand in one line: the lines are as long as what is said in them.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from tests.web import views as v

Language = Literal["en", "zh"]
Say = Callable[[str, str], str]

COORDINATOR = ("Xu Min", "徐敏", "Coordinator", "协调员", "徐")
INVESTIGATOR = ("Chen Li", "陈立", "Investigator", "研究者", "陈")

SITES = [
    ("scalp", "Scalp", "头皮"),
    ("malar", "Cheeks (malar)", "面颊（颧部）"),
    ("periorbital", "Around the eyes", "眶周"),
    ("face", "Rest of the face", "面部其余"),
    ("v_neck", "V of the neck", "颈前 V 区"),
    ("posterior_neck", "Back of the neck", "颈后"),
    ("upper_back", "Upper back, shoulders", "上背与肩"),
    ("lower_back", "Rest of back, buttocks", "背部其余与臀"),
    ("abdomen", "Abdomen", "腹部"),
    ("thigh", "Outer upper thigh", "大腿外侧上部"),
    ("leg", "Rest of leg, feet", "腿其余与足"),
    ("arm", "Arm", "手臂"),
    ("mechanics_hand", "Mechanic’s hand", "技工手"),
    ("dorsum_hand", "Back of hand, off joints", "手背（非关节处）"),
    ("gottron_elsewhere", "Gottron, not on hands", "Gottron 征（非手部）"),
]
NOW = {
    "scalp": "01000", "malar": "10000", "periorbital": "20010", "v_neck": "20010",
    "upper_back": "10010", "mechanics_hand": "01000",
}  # fmt: skip
BEFORE = {
    "scalp": "11000", "malar": "10000", "periorbital": "20010", "v_neck": "30010",
    "upper_back": "30010", "arm": "10000", "mechanics_hand": "11000", "dorsum_hand": "10000",
}  # fmt: skip
PARTS = [
    ("erythema", "Erythema", "红斑", "0–3", "0123", False),
    ("scale", "Scale", "鳞屑", "0–2", "012", False),
    ("erosion", "Erosion", "糜烂", "0–1", "01", False),
    ("poikiloderma", "Poikiloderma", "异色", "0–1", "01", True),
    ("calcinosis", "Calcinosis", "钙化", "0–1", "01", True),
]


def say_in(language: Language) -> Say:
    """The chooser of one language."""
    return lambda en, zh: zh if language == "zh" else en


def frame(language: Language, section: int, who: tuple[str, str, str, str, str]) -> v.Frame:
    """The frame around every example; `section` is the current one in the header."""
    s = say_in(language)
    sections = [
        (s("Today", "今天"), 7),
        (s("Participants", "参与者"), 0),
        (s("Deviations", "方案偏离"), 2),
        (s("Evaluation", "评价"), 0),
        (s("Study files", "研究文件"), 0),
        (s("Audit trail", "稽查轨迹"), 0),
    ]
    nav = tuple(
        v.NavItem(label=label, href="#", count=n, current=i == section)
        for i, (label, n) in enumerate(sections)
    )
    name, role = s(who[0], who[1]), s(who[2], who[3])
    return v.Frame(
        language=language,
        path="/here",
        study=v.StudyMark(
            title=s("Lenalidomide in cutaneous DM", "来那度胺治疗皮肤型皮肌炎"),
            registration="NCT05488327",
            version=s("study files v2", "研究文件第 2 版"),
        ),
        synthetic=True,
        person=v.Account(name=name, role=role, initial=s(who[0][0], who[4])),
        nav=nav,
        head="1287:c41e09ab77d3",
        printed_at=s("2026-05-21 10:02, Beijing time", "2026-05-21 10:02 北京时间"),
        version="0.1.0",
    )


def sign_in(language: Language) -> v.SignInPage:
    """The door of a demonstration."""
    s = say_in(language)
    demo = [("xumin", "Xu Min", "徐敏", "coordinator", "协调员"),
            ("chenli", "Chen Li", "陈立", "investigator", "研究者"),
            ("zhouning", "Zhou Ning", "周宁", "monitor", "监查员"),
            ("linqiao", "Lin Qiao", "林乔", "statistician", "统计师")]  # fmt: skip
    return v.SignInPage(
        action="#",
        next="/",
        study_title=s("Lenalidomide in refractory cutaneous dermatomyositis",
                      "来那度胺治疗难治性皮肤型皮肌炎"),
        study_lines=(s("Single arm, open label, 10 participants, 24 weeks", "单臂、开放、10 例、24 周"),
                     s("NCT05488327 · Nanchang, Jiangxi", "NCT05488327 · 江西南昌")),
        demo=tuple(v.DemoAccount(username=u, password="demo-2026", name=s(en, zh), role=s(r, rz))
                   for u, en, zh, r, rz in demo),
        footer=(s("Beijing time 2026-05-21 08:12", "北京时间 2026-05-21 08:12"),
                s("version 0.1.0", "版本 0.1.0"),
                s("chain verified 08:00, entry 1,287", "链核对 08:00 无误，第 1 287 条")),
    )  # fmt: skip


def sign_in_expired(language: Language) -> v.SignInPage:
    """A real study's door after the session ended and the password was wrong too often."""
    s = say_in(language)
    return replace(
        sign_in(language),
        demo=(),
        expired=True,
        locked="09:56",
        username="xumin",
        help=s("Forgot the password? Ask the administrator, Zhou Ning, extension 6021.",
               "忘记密码请找管理员 周宁，分机 6021。系统不发短信和邮件。"),
    )  # fmt: skip


def today(language: Language) -> v.TodayPage:
    """A busy day."""
    s = say_in(language)
    bar = v.WindowBar

    def task(  # noqa: PLR0917 - written in one line each
        state: v.State,
        code: str,
        title: str,
        detail: str,
        when: str,
        until: str,
        act: str,
        b: v.WindowBar | None = None,
    ) -> v.Task:
        return v.Task(state=state, code=code, code_href="#", title=title, detail=detail, when=when,
                      until=until, act=v.Link(label=act, href="#"), bar=b)  # fmt: skip

    open_visit = s("Open visit", "打开访视")
    late = (
        task("blocked", "NC-007", s("Signature of week 8 has fallen", "第 8 周签名已失效"),
             s("05-19 a value was corrected: around the eyes, erythema 3 → 2",
               "05-19 更正一项：眶周 红斑 3 → 2"),
             s("sign again", "需重新签名"), s("since 05-19", "05-19 起"), s("Look and sign", "核对签名")),
        task("late", "NC-005", s("Week 8 visit not entered", "第 8 周访视未录入"),
             s("window 05-01 to 05-15, target 05-08 · 6 forms not begun",
               "窗口 05-01 至 05-15，目标 05-08 · 6 张表未开始"),
             s("6 days late", "逾期 6 天"), s("until 05-15", "05-15 截止"),
             s("Enter or explain", "录入或说明"), bar(earliest=-7, target=0, latest=7, today=13)),
        task("late", "NC-002", s("Deviation to acknowledge", "方案偏离待确认"),
             s("CDASI scored 20 minutes before consent was signed", "知情同意前 20 分钟已做 CDASI 评分"),
             s("waits 3 days", "等了 3 天"), s("since 05-18", "05-18 起"), s("Acknowledge", "确认")),
    )  # fmt: skip
    due = (
        task("due", "NC-003", s("Week 12 visit", "第 12 周访视"),
             s("9 forms, 1 complete · CDASI for the primary outcome", "9 张表，已完成 1 张 · 主要结局用 CDASI"),
             s("today is the target day", "今天是目标日"), s("window to 05-28", "窗口至 05-28"),
             open_visit, bar(earliest=-7, target=0, latest=7, today=0)),
        task("due", "NC-008", s("Week 4 visit", "第 4 周访视"), s("4 forms, none begun", "4 张表，未开始"),
             s("today is the target day", "今天是目标日"), s("window to 05-24", "窗口至 05-24"),
             open_visit, bar(earliest=-3, target=0, latest=3, today=0)),
    )  # fmt: skip
    soon = (
        task("soon", "NC-001", s("Week 20 visit", "第 20 周访视"), s("8 forms", "8 张表"),
             s("in 4 days", "4 天后"), s("window 05-18 to 06-01", "窗口 05-18 至 06-01"),
             open_visit, bar(earliest=-7, target=0, latest=7, today=-4)),
        task("soon", "NC-009", s("Screening ends", "筛选期满"),
             s("eligibility: 11 of 12 decided, classification missing", "入排 12 条已判 11 条，缺 2017 分类标准"),
             s("in 7 days", "7 天后"), s("until 05-28", "05-28 截止"), s("Go on", "继续筛选")),
    )  # fmt: skip
    tiles: list[tuple[str, v.State, str]] = [
        ("001", "done", s("week 20", "第 20 周")), ("002", "late", s("week 16", "第 16 周")),
        ("003", "due", s("week 12", "第 12 周")), ("004", "done", s("week 12", "第 12 周")),
        ("005", "late", s("week 8", "第 8 周")), ("006", "done", s("week 8", "第 8 周")),
        ("007", "locked", s("stopped", "已停药")), ("008", "due", s("week 4", "第 4 周")),
        ("009", "soon", s("screening", "筛选中")),
    ]  # fmt: skip
    return v.TodayPage(
        date_line=s("Thursday, 2026-05-21 · Beijing time 09:28", "2026 年 5 月 21 日，星期四 · 北京时间 09:28"),
        late=late, today=due, soon=soon,
        empty_text=s("Nothing to do today. Next visit: 05-25, NC-001.", "今天没有待办。下一个访视：05-25 NC-001。"),
        tiles_title=s("Ten participants", "十位参与者"),
        tiles_line=s("enrolled 8 / 10 · screen failures 2", "入组 8 / 10 · 筛选失败 2"),
        tiles=(*(v.Tile(code=c, state=st, line=li, href="#") for c, st, li in tiles),
               v.Tile(code="010", state="none", line=s("free", "空位"))),
        week=(
            v.Day(weekday=s("Thu", "四"), day="21", today=True, visits=("003", "008")),
            v.Day(weekday=s("Fri", "五"), day="22"),
            v.Day(weekday=s("Sat", "六"), day="23", weekend=True),
            v.Day(weekday=s("Sun", "日"), day="24", weekend=True, ends=(s("008 ends", "008 窗末"),)),
            v.Day(weekday=s("Mon", "一"), day="25", visits=("001",)),
            v.Day(weekday=s("Tue", "二"), day="26", visits=("006",)),
            v.Day(weekday=s("Wed", "三"), day="27", visits=("004",), ends=(s("002 ends", "002 窗末"),)),
        ),
        waiting=(
            v.Waiting(state="signed", label=s("Visits to sign", "访视签名"), who=s("Chen Li · investigator", "陈立 · 研究者"), count=4),
            v.Waiting(state="late", label=s("Deviations to acknowledge", "方案偏离待确认"), who=s("Chen Li · investigator", "陈立 · 研究者"), count=2),
        ),
    )  # fmt: skip


def today_empty(language: Language) -> v.TodayPage:
    """A quiet day."""
    return replace(today(language), late=(), today=(), soon=(), waiting=())


def _grid(s: Say) -> tuple[tuple[v.VisitColumn, ...], tuple[v.GridRow, ...]]:
    def week(n: int) -> str:
        return s(f"Week {n}", f"{n} 周")

    now = s("today", "今天")
    columns = [
        (s("Screen", "筛选"), "02-05", s("D−28 to −1", "D−28 至 −1"), "02-09"),
        (s("Baseline", "基线"), "02-26", s("day 1", "第 1 天"), "02-26"),
        (week(2), "03-12", "±3", "03-12"), (week(4), "03-26", "±3", "03-26"),
        (week(8), "04-23", "±7", "04-27"), (week(12), "05-21", "±7", now),
        (week(16), "06-18", "±7", ""), (week(20), "07-16", "±7", ""),
        (week(24), "08-13", "±7", ""), (week(28), "09-10", "±7", ""),
    ]  # fmt: skip
    visits = tuple(
        v.VisitColumn(label=a, target=b, window=c, actual=d, href="#", current=i == 5)
        for i, (a, b, c, d) in enumerate(columns)
    )
    letters: dict[str, v.State] = {
        ".": "none", "d": "done", "h": "part", "t": "due", "l": "late", "x": "blocked",
        "s": "signed", "p": "planned", "P": "primary", "m": "missed",
    }  # fmt: skip
    rows = [
        (s("Consent, eligibility", "知情同意、入排"), "sd........"), ("CDASI", "dd.ddhppPp"),
        (s("IMACS core set", "IMACS 六项"), ".d...h..p."), ("SF-36", ".d...t..p."),
        ("DLQI", ".d...t..p."), (s("Blood count", "血常规"), "dddddlpppp"),
        (s("Chemistry, CK", "生化、CK"), "ddmddtpppp"), (s("Vital signs", "生命体征"), "dddddtpppp"),
        (s("Adverse events", "不良事件"), ".ddddtpppp"), (s("Medications", "合并用药"), "dddddtpppp"),
        (s("Dosing", "发药与回收"), ".d.ddxppp."), (s("Photographs", "照片"), ".d...t..pp"),
    ]  # fmt: skip
    grid = tuple(
        v.GridRow(label=label, cells=tuple(
            v.GridCell(state=letters[c], href="" if c == "." else "#") for c in line))
        for label, line in rows
    )  # fmt: skip
    return visits, grid


def participant(language: Language) -> v.ParticipantPage:
    """Half way through, with a fallen signature and a deviation."""
    s = say_in(language)
    visits, rows = _grid(s)
    signed: list[v.State] = ["signed", "signed", "signed", "signed", "fallen", "none", "none", "none", "none", "none"]  # fmt: skip
    attention: tuple[v.Attention, ...] = (
        v.Attention(state="blocked", title=s("Dosing waits", "今天不能发药"),
                    detail=s("The week 12 blood count is missing. It is released once the count is entered.",
                             "缺 12 周血常规结果。结果录入后自动放行。"),
                    links=(v.Link(label=s("Enter the count", "录入结果"), href="#"),), mark="proposed"),
        v.Attention(state="fallen", title=s("Week 8 signature has fallen", "8 周签名已失效"),
                    detail=s("05-19 Xu Min corrected “around the eyes, erythema” 3 → 2; activity 20 → 19.",
                             "05-19 徐敏更正「眶周 红斑」3 → 2，评分 20 → 19。"),
                    links=(v.Link(label=s("See the correction", "看更正"), href="#"),
                           v.Link(label=s("Sign again", "重新签名"), href="#"))),
        v.Attention(state="late", title=s("Deviation to acknowledge", "方案偏离待确认"),
                    detail=s("CDASI scored 2026-02-09 08:40, consent signed 09:00.",
                             "CDASI 评于 2026-02-09 08:40，知情同意签于 09:00。"),
                    links=(v.Link(label=s("Acknowledge", "确认"), href="#"),)),
    )  # fmt: skip
    course = v.Course(
        title=s("CDASI activity", "CDASI 活动度"), scale=s("0–100, higher is worse", "0–100 分，高为重"),
        points=(v.CoursePoint(column=0, value=27), v.CoursePoint(column=1, value=26),
                v.CoursePoint(column=3, value=22), v.CoursePoint(column=4, value=19),
                v.CoursePoint(column=5, value=12, draft=True)),
        top=40, change=s("−14 points", "−14 分"), change_note=s("(−54 %, draft)", "（−54 %，草稿）"),
        line_at=14, line_text=s("≤ 14 mild (Stanford)", "≤ 14 轻度（Stanford）"),
        alt=s("CDASI activity: screening 27, baseline 26, week 4 22, week 8 19, week 12 12 (draft)",
              "CDASI 活动度：筛选 27，基线 26，4 周 22，8 周 19，12 周 12（草稿）"),
    )  # fmt: skip
    return v.ParticipantPage(
        code="NC-003",
        crumbs=(v.Link(label=s("Participants", "参与者"), href="#"), v.Link(label="NC-003", href="")),
        state="part", state_text=s("on treatment", "治疗中"), line=s("Woman · 47 years", "女 · 47 岁"),
        facts=(
            v.Fact(label=s("Day 1", "第 1 天"), value="2026-02-26"),
            v.Fact(label=s("Today", "今天"), value=s("day 85 (week 12 + 0)", "第 85 天（12 周 0 天）")),
            v.Fact(label=s("Consent", "知情同意"), value="2026-02-09 09:00"),
            v.Fact(label=s("Lenalidomide", "来那度胺"), value=s("5 mg once a day", "5 mg 每日一次")),
            v.Fact(label=s("CDASI at baseline", "基线 CDASI"), value=s("26 / 3", "26 / 3"), note=s("activity / damage", "活动度 / 损伤")),
            v.Fact(label=s("Rater", "CDASI 评分者"), value=s("Chen Li (unchanged)", "陈立（未变）")),
        ),
        buttons=(
            v.Button(label=s("Print", "打印"), href="#", icon="print"),
            v.Button(label=s("Unscheduled visit", "计划外访视"), href="#"),
            v.Button(label=s("Open week 12", "打开 12 周访视"), href="#", kind="primary"),
        ),
        visits=visits, rows=rows,
        signatures=tuple(v.GridCell(state=x, href="#" if x != "none" else "") for x in signed),
        attention=attention, course=course,
        note=s("Windows count from day 1; a late visit does not move those after it. Weeks 12 and 24 are the record’s, all other visits and all windows are ",
               "窗口从第 1 天算起，晚到的访视不推迟后面的访视。12 周与 24 周出自注册记录，其余访视和全部窗口为"),
        note_mark="proposed",
    )  # fmt: skip


def participant_screening(language: Language) -> v.ParticipantPage:
    """In screening: enroll is refused with its reason."""
    s = say_in(language)
    base = participant(language)
    blank = tuple(
        replace(c, actual=c.actual if i == 0 else "", current=False)
        for i, c in enumerate(base.visits)
    )
    rows = tuple(
        replace(r, cells=tuple(
            replace(c, state="planned" if i and c.state not in ("none", "primary") else c.state)
            for i, c in enumerate(r.cells)))
        for r in base.rows
    )  # fmt: skip
    return replace(
        base, code="NC-011", state="soon", state_text=s("in screening", "筛选中"), course=None,
        visits=blank, rows=rows, signatures=tuple(v.GridCell(state="none") for _ in blank), attention=(),
        buttons=(
            v.Button(label=s("Screen failure", "筛选失败"), href="#", kind="danger"),
            v.Button(label=s("Enroll", "入组"), href="#", refused=s("10 of 10 are enrolled", "已入组 10 / 10")),
        ),
    )  # fmt: skip


def score_panel(language: Language) -> v.ScorePanel:
    """Scores at week 12 with their steps and cut-offs."""
    s = say_in(language)

    def line(en: str, zh: str, n: int) -> v.ScoreLine:
        return v.ScoreLine(label=s(en, zh), values=(str(n),))

    return v.ScorePanel(
        scores=(v.BigScore(label=s("Activity", "活动度"), value="12", out_of="100"),
                v.BigScore(label=s("Damage", "损伤"), value="3", out_of="32")),
        course=(v.ScoreLine(label=s("Baseline 02-26", "基线 02-26"), values=("26", "3")),
                v.ScoreLine(label=s("Week 8 04-27", "8 周 04-27"), values=("19", "3")),
                v.ScoreLine(label=s("Week 12 today", "12 周 今天"), values=("12", "3"), current=True)),
        difference=v.ScoreLine(label=s("from baseline", "比基线"), values=(s("−14 (−54 %)", "−14（−54 %）"), "0")),
        steps_title=s("How activity comes about", "活动度怎样算出"),
        steps=(line("15 sites, erythema", "15 部位 红斑", 6), line("15 sites, scale", "15 部位 鳞屑", 2),
               line("15 sites, erosion", "15 部位 糜烂或溃疡", 0),
               line("Gottron, hands 1 × 2 (papules)", "Gottron 手部 1 × 2（有丘疹）", 2),
               line("Ulcer on hands", "手部溃疡", 0), line("Periungual", "甲周改变", 1),
               line("Hair loss, 30 days", "近 30 天脱发", 1)),
        total=line("Sum, by the server", "合计，由服务器复算", 12),
        cutoffs=(
            v.Cutoff(met=True, text=s("fell by ≥ 4 points", "降 ≥ 4 分"), source="UPenn, Anyanwu 2015"),
            v.Cutoff(met=True, text=s("fell by ≥ 5 points", "降 ≥ 5 分"), source="Stanford, Anyanwu 2015"),
            v.Cutoff(met=True, text=s("fell by ≥ 40 %, baseline > 14", "降 ≥ 40 %，基线 > 14"), source="Ahmed 2020"),
            v.Cutoff(met=None, text=s("mild: ≤ 14 yes; ≤ 19 yes", "轻度：≤ 14 是；≤ 19 是"),
                     source=s("two published limits, side by side", "两处界值不同，并列")),
        ),
        outputs=(v.Output(id="sum-scalp", text="1"),),
    )  # fmt: skip


def form_head(language: Language) -> v.FormHead:
    """A CDASI form being filled in."""
    s = say_in(language)
    return v.FormHead(
        title="CDASI v2",
        crumbs=(v.Link(label="NC-003", href="#"), v.Link(label=s("Week 12", "12 周访视"), href="#"),
                v.Link(label="CDASI", href="")),
        state="part", state_text=s("being filled in", "填写中"),
        line=s("NC-003 · week 12 · rater Chen Li", "NC-003 · 12 周 · 评分者 陈立"),
        action="/post", draft_key="p2|NC-003|week_12|cdasi|1", version=3,
        performed_date=v.Field(name="performed_date", label=s("Date", "日期"), kind="date", value="2026-05-21"),
        performed_time=v.Field(name="performed_time", label=s("Time", "时间"), kind="time", value="09:30", optional=False),
        score_url=f"/score/{language}", history_url=f"/history/{language}/",
        saved_line=s("draft of 09:30, Chen Li", "草稿 09:30 陈立"),
        notes=(s("Neutral short labels; the licensed text is shown once it is put into the study folder.",
                 "此处为中性短标签；授权文本放入研究文件夹后显示。"),),
    )  # fmt: skip


def _extras(s: Say) -> tuple[v.Extra, ...]:
    def digits(text: str) -> tuple[v.Choice, ...]:
        return tuple(v.Choice(value=d, label=d) for d in text)

    def cell(item: str, value: str, before: str, change: v.Change = "") -> v.Cell:
        return v.Cell(item=item, value=value, previous=before, change=change)

    yes_no = (v.Choice(value="0", label=s("no", "否")), v.Choice(value="1", label=s("yes", "是")))
    return (
        v.Extra(cell=cell("hands_erythema", "1", "1"), label=s("Gottron, hands: erythema", "Gottron 手部 · 红斑"), choices=digits("0123"), points="1"),
        v.Extra(cell=cell("hands_papules", "1", s("yes", "是")), label=s("Papules?", "有丘疹？"), help=s("erythema × 2 if so", "有则红斑 ×2"), choices=yes_no, points="×2 = 2"),
        v.Extra(cell=cell("hands_ulceration", "0", "0"), label=s("Ulcer", "溃疡"), help=s("not doubled", "不加倍"), choices=digits("01"), points="0"),
        v.Extra(cell=cell("periungual", "1", "2", "down"), label=s("Periungual changes", "甲周改变"), choices=digits("012"), points="1"),
        v.Extra(cell=cell("alopecia", "1", "0", "up"), label=s("Hair loss, 30 days", "近 30 天脱发"), help=s("as reported", "患者自述"), choices=digits("01"), points="1"),
        v.Extra(cell=cell("hands_damage", "0", "0"), label=s("Damage, hands", "手部损伤"), help=s("1 pigment 2 scar", "1 色素 2 瘢痕"), choices=digits("012"), points=s("damage 0", "损伤 0")),
    )  # fmt: skip


def cdasi(language: Language) -> v.CdasiFormPage:
    """Fifteen sites, all answered, against week 8."""
    s = say_in(language)
    rows = []
    for number, (site, en, zh) in enumerate(SITES, 1):
        now, before = NOW.get(site, "00000"), BEFORE.get(site, "00000")
        cells = []
        for i, part in enumerate(PARTS):
            change: v.Change = "down" if now[i] < before[i] else "up" if now[i] > before[i] else ""
            cells.append(v.Cell(item=f"{site}_{part[0]}", value=now[i], previous=before[i], change=change,
                                corrected=site == "periorbital" and i == 0))  # fmt: skip
        subtotal = sum(int(x) for x in now[:3])
        rows.append(v.SiteRow(number=number, site=site, label=s(en, zh), cells=tuple(cells),
                              subtotal=str(subtotal or "·")))  # fmt: skip
    components = tuple(
        v.Component(label=s(en, zh), range=r, codes=tuple(codes), damage=damage)
        for _, en, zh, r, codes, damage in PARTS
    )
    return v.CdasiFormPage(
        form=form_head(language), previous_label=s("wk 8", "8 周"), components=components,
        rows=tuple(rows), extras_title=s("Hands, periungual, hair", "手、甲周、头发"),
        extras=_extras(s), score=score_panel(language),
    )  # fmt: skip


def cdasi_errors(language: Language) -> v.CdasiFormPage:
    """Refused: two items open; one absent with its reason; a correction that needs a reason."""
    s = say_in(language)
    page = cdasi(language)
    rows = list(page.rows)
    first = list(rows[4].cells)
    first[0] = replace(first[0], value="", error=True, change="")
    first[1] = replace(first[1], value="", missing="ND")
    rows[4] = replace(rows[4], cells=tuple(first), subtotal="—")
    head = replace(
        page.form, posted=True,
        problems=(v.Problem(item="v_neck_erythema", label=s("V of the neck, erythema", "颈前 V 区 红斑"),
                            text=s("no answer; give 0 to 3, or why it is absent (M)", "未填；请填 0–3，或注明缺失原因（M）")),),
        warnings=(v.Problem(text=s("The rater differs from baseline (Chen Li).", "评分者与基线（陈立）不同。")),),
        reason=v.Reason(shown=True, choices=(v.Choice(value="transcription", label=s("copied wrongly", "抄录错误")),
                                             v.Choice(value="source", label=s("source corrected", "源数据更正")),
                                             v.Choice(value="other", label=s("other", "其他"))),
                        error=s("Choose a reason.", "请选择更正原因。")),
    )  # fmt: skip
    score = replace(page.score, scores=tuple(replace(x, value="—") for x in page.score.scores),
                    unanswered=s("2 items without a value: no score.", "2 项无值，不计分。"),
                    cutoffs=(), total=None)  # fmt: skip
    return replace(page, form=head, rows=tuple(rows), score=score)


def history(language: Language) -> v.HistoryPanel:
    """An item with a query, a correction and a fallen signature."""
    s = say_in(language)
    xu, chen = s("Xu Min", "徐敏"), s("Chen Li", "陈立")
    event = v.HistoryEvent
    return v.HistoryPanel(
        title=s("Around the eyes · erythema", "眶周 · 红斑"), now=s("2 red", "2 红"), severity="2",
        line=s("changed once, 1 query", "共改 1 次，质疑 1 条"), zone=s("Beijing time; hover for UTC", "北京时间；悬停看 UTC"),
        crumbs=(v.Link(label="NC-003", href="#"), v.Link(label="CDASI", href="#")),
        events=(
            event(kind="fallen", who=s("System", "系统"), role="", at="05-19 16:22", at_utc="2026-05-19 08:22:10 UTC", entry="1 287", hash="c41e09ab",
                  text=s("Signature fell: the value changed, activity 20 → 19.", "签名失效：「眶周 红斑」已变，评分 20 → 19。")),
            event(kind="value", who=xu, role=s("coordinator", "协调员"), at="05-19 16:22", at_utc="2026-05-19 08:22:10 UTC", entry="1 286", hash="7d02f5e8",
                  old=s("3 dark red", "3 深红"), new=s("2 red", "2 红"), severity="2", reason=s("copied wrongly: not as in the chart", "抄录错误：与原始病历不符")),
            event(kind="query", who=s("Zhou Ning", "周宁"), role=s("monitor", "监查员"), at="05-18 14:05", at_utc="2026-05-18 06:05:00 UTC", entry="1 271", hash="b8e36620",
                  text=s("Photograph and chart both say “red”; please check.", "照片与病历均记「红」，请核对。")),
            event(kind="signed", who=chen, role=s("investigator", "研究者"), at="04-28 09:10", at_utc="2026-04-28 01:10:00 UTC", entry="1 103", hash="20fa9c7b",
                  text=s("“I have checked all data of this visit”, 6 forms.", "「我已核对本次访视的全部数据」，覆盖 6 张表。")),
            event(kind="value", who=xu, role=s("coordinator", "协调员"), at="04-27 10:36", at_utc="2026-04-27 02:36:00 UTC", entry="1 058", hash="e95d13c4",
                  new=s("3 dark red", "3 深红"), severity="3"),
        ),
    )  # fmt: skip
