"""Results → tables ready to be shown: every cell is text, every number a rounded row of results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from heliotrope.analysis.results import Result
from heliotrope.report.gaps import describe_gaps, find_gaps
from heliotrope.report.numbers import (
    NONE,
    as_percent,
    format_exact,
    format_interval,
    format_number,
    format_p,
    format_percent,
    format_signed,
    format_signed_percent,
)
from heliotrope.report.view import View
from heliotrope.study.plan import Analysis, Endpoint
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Bilingual

ROLES = {
    "primary": Bilingual("Primary", "主要"),
    "supportive": Bilingual("Supportive", "支持性"),
    "sensitivity": Bilingual("Sensitivity", "敏感性"),
    "descriptive": Bilingual("Descriptive", "描述性"),
    "post_hoc": Bilingual("Post hoc", "事后"),
}

MARKS = {
    "proposed": Bilingual("proposed", "拟定"),
    "interpretation": Bilingual("interpretation", "解读"),
    "unverified": Bilingual("unverified", "未核实"),
}
"""What is said of a statement that neither the record nor a publication makes."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading; numbers stand right, words left."""

    heading: str
    numeric: bool = False
    room: int = 0
    """What share of the free room it takes; 0: as wide as its widest cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a table."""

    text: str
    small: str = ""
    """Said after the text in small letters, such as a source."""
    marks: str = ""
    """Raised letters that point to the notes below."""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    cells: tuple[Cell, ...]
    kind: str = ""
    """`primary`, `total`, or empty."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its words."""

    name: str
    title: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[tuple[str, str], ...] = ()
    """Raised letter (empty for a note on the whole table) and what it says."""


@dataclass
class _Notes:
    """Notes under a table; the same words get the same letter."""

    letters: dict[str, str] = field(default_factory=dict)

    def mark(self, *texts: str) -> str:
        """The letters of the texts, empty ones left out."""
        found = [self.letters.setdefault(one, _letter(len(self.letters))) for one in texts if one]
        return ",".join(dict.fromkeys(found))

    def listed(self) -> tuple[tuple[str, str], ...]:
        """Letter and words, in order."""
        return tuple((letter, words) for words, letter in self.letters.items())


def _letter(place: int) -> str:
    """Letters a to z, then aa, ab and so on."""
    first, second = divmod(place, 26)
    return (chr(96 + first) if first else "") + chr(97 + second)


def make_tables(view: View) -> tuple[Table, ...]:
    """Every table of the report, in its order."""
    endpoints = _endpoints_with_changes(view)
    return (
        make_estimates_table(view),
        *(make_participants_table(view, endpoint) for endpoint in endpoints),
        *(make_course_table(view, endpoint) for endpoint in view.study.plan.endpoints),
        make_descriptions_table(view),
        make_counted_table(view),
        make_disposition_table(view),
    )


# ---------------------------------------------------------------- estimates


def make_estimates_table(view: View) -> Table:
    """Every estimate of the plan with its role and method, in the order of the plan."""
    notes, level = _Notes(), format_percent(100 * view.study.plan.primary().level)
    analyses = [one for one in view.study.plan.analyses if one.method != "summary"]
    rows = [_estimate_row(view, analysis, notes) for analysis in analyses]
    return Table(
        "estimates",
        view.words("Results", "结果"),
        view.words("every number is a row of results.csv", "每个数字均为 results.csv 中的一行"),
        (
            Column(view.words("Role", "角色")),
            Column(view.words("Estimate", "估计目标"), room=2),
            Column("n", numeric=True),
            Column(_say_units(view), numeric=True),
            Column(view.words(f"{level} interval", f"{level} 区间"), numeric=True),
            Column("p", numeric=True),
            Column(view.words("Method", "方法"), room=1),
        ),
        tuple(rows),
        notes.listed(),
    )


def _estimate_row(view: View, analysis: Analysis, notes: _Notes) -> Row:
    endpoint = view.study.plan.endpoint(analysis.endpoint)
    improved = analysis.method == "improved"
    decimals = 1 if improved else endpoint.decimals
    estimate, n = view.of(analysis, "estimate"), view.of(analysis, "n")
    lower, upper = view.of(analysis, "lower").value, view.of(analysis, "upper").value
    if improved:
        lower, upper = as_percent(lower), as_percent(upper)
    found = view.results.find(f"{analysis.name}.p")
    p = None if improved or found is None else found.value
    cells = (
        Cell(view.say(ROLES[analysis.role])),
        Cell(view.say(analysis.label), _say_source(view, analysis), notes.mark(view.say(n.text))),
        Cell(format_exact(n.value)),
        Cell(
            _format_share(view, analysis) if improved else _format_estimate(view, estimate),
            "" if improved or len(_list_units(view)) == 1 else view.say(endpoint.unit),
            marks=notes.mark(view.say(estimate.text)),
            strong=True,
        ),
        Cell(
            format_interval(lower, upper, decimals, view.language),
            marks=notes.mark(_say_coverage(view, analysis)),
        ),
        Cell(format_p(p)),
        Cell(_say_method(view, analysis, estimate)),
    )
    return Row(cells, "primary" if analysis.role == "primary" else "")


def _list_units(view: View) -> list[str]:
    """The units that the plan's estimates come in, besides the percentages."""
    plan = view.study.plan
    endpoints = [plan.endpoint(a.endpoint) for a in plan.analyses if a.method != "summary"]
    return list(dict.fromkeys(view.say(endpoint.unit) for endpoint in endpoints))


def _say_units(view: View) -> str:
    """The heading over the estimates: `Points or %`, if all are in one unit."""
    units = _list_units(view)
    if len(units) != 1:
        return view.words("Value", "估计值")
    unit = units[0][:1].upper() + units[0][1:]
    return view.words(f"{unit} or %", f"{unit}或 %")


def _format_estimate(view: View, estimate: Result) -> str:
    endpoint = view.study.plan.endpoint(estimate.endpoint)
    return format_signed(estimate.value, endpoint.decimals)


def _format_share(view: View, analysis: Analysis) -> str:
    """`6/10 = 60 %`."""
    estimate = view.of(analysis, "estimate").value
    if estimate is None:
        return NONE
    count, of = (view.of(analysis, name).value for name in ("count", "denominator"))
    return f"{format_exact(count)}/{format_exact(of)} = {format_percent(as_percent(estimate))}"


def _say_source(view: View, analysis: Analysis) -> str:
    provenance = analysis.provenance
    mark = MARKS.get(provenance.status)
    return view.say(mark) if mark else provenance.source or ""


def _say_method(view: View, analysis: Analysis, estimate: Result) -> str:
    df = view.results.find(f"{analysis.name}.df")
    method = view.say(estimate.method)
    if df is None or df.value is None:
        return method
    return view.words(
        f"{method}, {format_exact(df.value)} df", f"{method}，自由度 {format_exact(df.value)}"
    )


def _say_coverage(view: View, analysis: Analysis) -> str:
    row = view.results.find(f"{analysis.name}.coverage")
    if row is None:
        return ""
    shown = format_percent(as_percent(row.value), 1)
    return view.words(
        f"Exact interval on untied order statistics; coverage attained {shown}.",
        f"按无结次序统计量所得的精确区间；实际覆盖率 {shown}。",
    )


# ---------------------------------------------------------------- participants


def _endpoints_with_changes(view: View) -> list[Endpoint]:
    plan = view.study.plan
    names = dict.fromkeys(one.endpoint for one in plan.analyses if one.method != "summary")
    return [plan.endpoint(name) for name in names]


def _visits_with_changes(view: View, endpoint: Endpoint) -> list[Visit]:
    """The visits at which the plan estimates something of the endpoint, in the order of time."""
    names = {
        one.visit
        for one in view.study.plan.analyses
        if one.endpoint == endpoint.name and one.method != "summary"
    }
    return [visit for visit in view.study.visits if visit.name in names]


def make_participants_table(view: View, endpoint: Endpoint) -> Table:
    """Each participant's values and changes at the visits of the plan, with the reason for gaps."""
    visits = _visits_with_changes(view, endpoint)
    rows = [_participant_row(view, endpoint, visits, code) for code in view.enrolled]
    columns = [
        Column(view.words("Participant", "参与者")),
        Column(view.say(view.first_visit.label), numeric=True),
    ]
    for visit in visits:
        columns += [
            Column(view.say(visit.label), numeric=True),
            Column(view.words("Change", "变化"), numeric=True),
            Column("%", numeric=True),
        ]
    columns.append(Column(view.words("Remarks", "备注"), room=1))
    return Table(
        f"participants-{endpoint.name}",
        view.words(f"{endpoint.label.en}: each participant", f"{endpoint.label.zh}：每位参与者"),
        _say_unit(view, endpoint),
        tuple(columns),
        tuple(rows),
    )


def _participant_row(view: View, endpoint: Endpoint, visits: Sequence[Visit], code: str) -> Row:
    first = view.value(endpoint, view.first_visit, code)
    cells = [Cell(code), Cell(format_exact(first.value))]
    remarks = [(view.first_visit, first.text)]
    for visit in visits:
        value, change = view.value(endpoint, visit, code), view.change(endpoint, visit, code)
        percent = view.percent(endpoint, visit, code)
        cells += [
            Cell(format_exact(value.value)),
            Cell(format_signed(change.value), strong=True),
            Cell(format_signed_percent(percent.value)),
        ]
        remarks.append((visit, value.text if value.text.en else percent.text))
    return Row((*cells, Cell(_say_remarks(view, remarks))))


def _say_remarks(view: View, remarks: Sequence[tuple[Visit, Bilingual]]) -> str:
    """The remarks, each once, with the visits they belong to."""
    visits: dict[str, list[str]] = {}
    for visit, words in remarks:
        if words.en:
            visits.setdefault(view.say(words), []).append(view.say(visit.label))
    colon = view.words(": ", "：")
    said = [f"{view.join(labels)}{colon}{words}" for words, labels in visits.items()]
    return view.words("; ", "；").join(said)


def make_course_table(view: View, endpoint: Endpoint) -> Table:
    """The table of the course: everyone's value at every visit, n and mean, gaps named below."""
    visits = view.visits_of(endpoint)
    rows = [
        Row(
            (
                Cell(code),
                *(Cell(format_exact(view.value(endpoint, v, code).value)) for v in visits),
            )
        )
        for code in view.enrolled
    ]
    rows += _course_total_rows(view, endpoint, visits)
    gaps = find_gaps(view, endpoint, visits)
    return Table(
        f"course-{endpoint.name}",
        view.words(f"{endpoint.label.en} at every visit", f"各访视的{endpoint.label.zh}"),
        _say_unit(view, endpoint),
        (
            Column(view.words("Participant", "参与者"), room=1),
            *(Column(view.say(visit.label), numeric=True, room=1) for visit in visits),
        ),
        tuple(rows),
        tuple(("", words) for words in describe_gaps(view, gaps)),
    )


def _course_total_rows(view: View, endpoint: Endpoint, visits: Sequence[Visit]) -> list[Row]:
    """How many were observed and their mean, where the plan has a figure of the course."""
    displays = [
        display
        for display in view.study.plan.displays
        if display.kind == "course" and display.endpoint == endpoint.name
    ]
    if not displays:
        return []
    means = [view.results[f"figure.{displays[0].name}.{visit.name}.mean"] for visit in visits]
    return [
        Row((Cell("n"), *(Cell(format_exact(row.n)) for row in means)), "total"),
        Row(
            (
                Cell(view.words("Mean", "均数")),
                *(Cell(format_number(row.value, endpoint.decimals)) for row in means),
            )
        ),
    ]


def _say_unit(view: View, endpoint: Endpoint) -> str:
    unit = view.say(endpoint.unit)
    if endpoint.low is None or endpoint.high is None:
        return unit
    return f"{unit}{view.words(', ', '，')}{endpoint.low}–{endpoint.high}"


# ---------------------------------------------------------------- descriptions


def make_descriptions_table(view: View) -> Table:
    """N, mean, SD, median and range of values and changes, wherever the plan describes them."""
    rows = list(_description_rows(view))
    heads = [
        Column("n", numeric=True),
        Column(view.words("Mean", "均数"), numeric=True),
        Column(view.words("SD", "标准差"), numeric=True),
        Column(view.words("Median", "中位数"), numeric=True),
        Column(view.words("Range", "范围"), numeric=True),
    ]
    return Table(
        "descriptions",
        view.words("Values and changes", "数值与变化"),
        view.words("observed cases", "观察病例"),
        (
            Column(view.words("Quantity", "指标"), room=1),
            Column(view.words("Part", "部分")),
            *heads,
        ),
        tuple(rows),
    )


def _description_rows(view: View) -> Iterator[Row]:
    parts = {
        "baseline": view.words("value", "数值"),
        "value": view.words("value", "数值"),
        "change": view.words("change", "变化"),
    }
    for analysis in view.study.plan.analyses:
        if analysis.method == "summary":
            at_first = analysis.visit == view.first_visit.name
            for part in ("baseline",) if at_first else ("value", "change"):
                label = view.say(analysis.label) if part != "change" else ""
                yield _description_row(view, analysis, f"{part}.", label, parts[part])
        elif analysis.role == "primary" and not _is_described(view, analysis):
            yield _description_row(view, analysis, "", view.say(analysis.label), parts["change"])


def _is_described(view: View, primary: Analysis) -> bool:
    """True if a description of the plan covers the primary change, or there is no change."""
    return primary.method == "improved" or any(
        one.method == "summary" and (one.endpoint, one.visit) == (primary.endpoint, primary.visit)
        for one in view.study.plan.analyses
    )


def _description_row(view: View, analysis: Analysis, part: str, label: str, kind: str) -> Row:
    endpoint = view.study.plan.endpoint(analysis.endpoint)
    low, high = (view.of(analysis, f"{part}{name}").value for name in ("min", "max"))
    cells = [Cell(label), Cell(kind), Cell(format_exact(view.of(analysis, f"{part}n").value))]
    for name in ("mean", "sd", "median"):
        value = view.of(analysis, f"{part}{name}").value
        cells.append(Cell(format_number(value, endpoint.decimals)))
    recorded = None if low is None or high is None else (format_exact(low), format_exact(high))
    joint = view.words(" to ", " 至 ")
    cells.append(Cell(joint.join(recorded) if recorded else NONE))
    return Row(tuple(cells), "primary" if analysis.role == "primary" else "")


# ---------------------------------------------------------------- who was counted


def make_counted_table(view: View) -> Table:
    """Everyone screened: how participation stands, and at which visits they count, or why not."""
    endpoint = view.study.plan.endpoint(view.study.plan.primary().endpoint)
    visits = _visits_with_changes(view, endpoint)
    rows = []
    for status in view.results.select("status"):
        code = status.group
        cells = [Cell(code), Cell(view.say(status.text))]
        cells += [Cell(_say_counted(view, endpoint, visit, code)) for visit in visits]
        rows.append(Row(tuple(cells)))
    return Table(
        "counted",
        view.words("Who was counted, and why not", "谁被计入，谁未被计入及其原因"),
        view.say(endpoint.label),
        (
            Column(view.words("Participant", "参与者")),
            Column(view.words("Participation", "参与情况"), room=1),
            *(Column(view.say(visit.label), room=1) for visit in visits),
        ),
        tuple(rows),
    )


def _say_counted(view: View, endpoint: Endpoint, visit: Visit, code: str) -> str:
    if code not in view.enrolled:
        return view.words("not enrolled", "未入组")
    row = view.change(endpoint, visit, code)
    if row.value is None:
        return view.words(f"not counted: {row.text.en}", f"未计入：{row.text.zh}")
    note = view.say(view.value(endpoint, visit, code).text)
    counted = view.words("counted", "计入")
    return f"{counted}{view.words(', ', '，')}{note}" if note else counted


GROUPS = {
    "screened": Bilingual("Screened", "筛选"),
    "screen_failures": Bilingual("Screen failures", "筛选失败"),
    "in_screening": Bilingual("In screening", "筛选中"),
    "enrolled": Bilingual("Enrolled", "入组"),
    "completed": Bilingual("Completed the study", "完成研究"),
    "stopped": Bilingual("Stopped early", "提前退出"),
    "ongoing": Bilingual("Ongoing", "研究中"),
}


def make_disposition_table(view: View) -> Table:
    """How many were screened, enrolled, completed and stopped, and who they are."""
    rows = []
    for row in view.results.select("disposition"):
        label, people = GROUPS.get(row.group), view.say(row.text)
        if label is None:
            reason, _, people = people.partition(view.words(": ", "："))
            name = view.words(f"– {reason}", f"– {reason}")
        else:
            name = view.say(label)
        rows.append(Row((Cell(name), Cell(format_exact(row.value)), Cell(people or NONE))))
    return Table(
        "disposition",
        view.words("Participants", "参与者去向"),
        "",
        (
            Column(view.words("Group", "类别")),
            Column("n", numeric=True),
            Column(view.words("Who", "编号"), room=1),
        ),
        tuple(rows),
    )
