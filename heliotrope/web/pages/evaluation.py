"""The evaluation: asked for by an act that is recorded, then shown as of that entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect
from markupsafe import Markup, escape

from heliotrope.capture.ledger import Look
from heliotrope.vocabulary import Bilingual
from heliotrope.web.actions.look import open_results, record_export
from heliotrope.web.looks import evaluate_at
from heliotrope.web.pages.asking import Reader, UnknownPlace
from heliotrope.web.pages.copies import make_download
from heliotrope.web.pages.entrance import for_reader
from heliotrope.web.pages.evaluation_files import FILES, render_file
from heliotrope.web.pages.frame import render_page
from heliotrope.web.pages.views.acts import ActPage
from heliotrope.web.pages.views.evaluation import (
    Caution,
    EvaluationPage,
    Figure,
    ResultRow,
    ValueRow,
)
from heliotrope.web.pages.views.participants import Fact
from heliotrope.web.pages.views.parts import Button
from heliotrope.web.templating import make_url, translate

if TYPE_CHECKING:
    from heliotrope.analysis.run import Evaluation
    from heliotrope.report import model, page


class NoSuchLook(UnknownPlace):
    """Results are shown only as of an entry at which this very person opened them."""


@for_reader("view_results")
def evaluation(reader: Reader) -> HttpResponse:
    """`/evaluation`: GET says what opening means and lists the looks; POST opens the results."""
    if reader.request.method == "POST":
        recorded = open_results(reader.store, reader.person)
        seq = recorded.links[0].entry.seq
        return HttpResponseRedirect(make_url("look", seq))
    return _show_closed(reader)


def _show_closed(reader: Reader) -> HttpResponse:
    looks = [
        Fact(
            label=f"{reader.moment(look.recorded.at)}",
            value=look.recorded.by.name,
            note=translate("entry {n}", "第 {n} 条", n=look.recorded.seq),
        )
        for look in reversed(reader.state.looks)
    ]
    page_ = ActPage(
        title=translate("Evaluation", "评价"),
        crumbs=(),
        line=translate(
            "Runs the plan on everything recorded up to now. The trial is open label: that you"
            " looked, and when, is recorded with your name.",
            "按分析计划对目前全部记录进行评价。本试验为开放设计：您何时查看过结果，将以您的名义记录。",
        ),
        action=make_url("evaluation"),
        button=translate("Open the results", "打开结果"),
        cancel_href=make_url("today"),
        facts=tuple(looks[:10]),
        facts_line=_say_looks(len(looks)),
    )
    return render_page(reader, "act.html", page_, "evaluation")


def _say_looks(count: int) -> str:
    if count == 1:
        return translate("Opened once so far:", "此前打开过 1 次：")
    if count <= 10:
        return translate("Opened {n} times so far:", "此前打开过 {n} 次：", n=count)
    return translate(
        "Opened {n} times so far; the latest ten:", "此前打开过 {n} 次，最近十次：", n=count
    )


def _require_look(reader: Reader, seq: int) -> tuple[Look, int]:
    """The reader's own look that entry `seq` records, and its number among all looks.

    Through another person's look one would see the results without a word of it in the ledger.
    """
    for number, look in enumerate(reader.state.looks, start=1):
        if look.recorded.seq == seq and look.recorded.by.id == reader.person.id:
            return look, number
    raise NoSuchLook(
        Bilingual(f"you did not open the results by entry {seq}", f"您未在第 {seq} 条打开过结果"),
        Bilingual("open the results from the evaluation page", "请从评价页面打开结果"),
    )


@for_reader("view_results")
def look(reader: Reader, seq: int) -> HttpResponse:
    """`/evaluation/looks/<seq>`: the results as of that entry."""
    from heliotrope.report.page import compose_page

    found, number = _require_look(reader, seq)
    evaluated = evaluate_at(found.up_to, str(reader.state.head))
    composed = compose_page(evaluated, reader.language)
    page_ = _make_page(reader, composed, evaluated, seq, number)
    return render_page(reader, "evaluation.html", page_, "evaluation")


@for_reader("view_results")
def download(reader: Reader, seq: int, name: str) -> HttpResponse:
    """`/evaluation/looks/<seq>/<file>`: one of `FILES`."""
    found, _ = _require_look(reader, seq)
    if name not in FILES:
        raise NoSuchLook(
            Bilingual(f'there is no file "{name}"', f"没有文件「{name}」"),
            Bilingual(", ".join(FILES), "、".join(FILES)),
        )
    evaluated = evaluate_at(found.up_to, str(reader.state.head))
    content = render_file(evaluated, name, reader.language)
    record_export(reader.store, reader.person, f"looks/{seq}/{name}")
    return make_download(content, f"{reader.study.id}-{name}", FILES[name])


def _make_page(
    reader: Reader, composed: page.Page, evaluated: Evaluation, seq: int, number: int
) -> EvaluationPage:
    estimates = composed.table("estimates")
    values = _find_values(composed, evaluated)
    headline = composed.headline
    kind = "signed" if reader.study.plan.fixed_on else "query"
    fixed = reader.study.plan.fixed_on or translate("plan not fixed yet", "计划尚未固定")
    return EvaluationPage(
        state=kind,  # type: ignore[arg-type]
        state_text=fixed,
        line=translate(
            "Plan v{p} · head of ledger {h} · look no. {n}, recorded",
            "计划 v{p} · 链首 {h} · 第 {n} 次查看，已记录",
            p=reader.study.plan.version,
            h=composed.head[:20],
            n=number,
        ),
        downloads=_list_downloads(seq),
        headline_label=headline.heading,
        headline=headline.before,
        headline_number=headline.strong,
        headline_detail=headline.said_detail,
        figures=tuple(_make_figure(f) for f in composed.figures),
        results=tuple(_make_result(row) for row in estimates.rows),
        value_heading=estimates.columns[3].heading,
        interval_heading=estimates.columns[4].heading,
        notes=tuple(_say_note(note) for note in estimates.notes),
        cautions_title=composed.limits_title,
        cautions=tuple(_make_caution(text) for text in composed.limits),
        value_columns=tuple(column.heading for column in values.columns[1:-1]),
        values=tuple(_make_values(row) for row in values.rows),
        missing=_list_missing(reader, evaluated),
        interval=_make_figure(composed.primary_figure) if composed.primary_figure else None,
    )


def _list_downloads(seq: int) -> tuple[Button, ...]:
    files = [
        Button(label=label, href=make_url("look_file", seq, name), icon="download")
        for name, label in (
            ("report.html", translate("Report (HTML)", "报告 HTML")),
            ("report.pdf", translate("Report (PDF)", "报告 PDF")),
            ("report.docx", translate("Report (Word)", "报告 Word")),
            ("results.csv", "results.csv"),
            ("tables.docx", translate("Tables (Word)", "表格 Word")),
            ("datasets.zip", translate("SDTM and ADaM (zip)", "SDTM 与 ADaM（zip）")),
            ("checklists.pdf", translate("Checklists (PDF)", "报告核对表 PDF")),
            ("registry.html", translate("Registry form (HTML)", "注册结果表 HTML")),
            ("registry.xml", translate("Registry form (XML)", "注册结果表 XML")),
        )
    ]
    plan = Button(
        label=translate("Analysis plan (PDF)", "分析计划 PDF"),
        href=make_url("plan_download"),
        icon="download",
    )
    return (*files, plan)


def _find_values(composed: page.Page, evaluated: Evaluation) -> model.Table:
    endpoint = evaluated.snapshot.study.plan.primary().endpoint
    return composed.table(f"participants-{endpoint}")


def _make_figure(figure: model.Figure) -> Figure:
    # Drawn by our own code, which escapes every word in it.
    svg = Markup(figure.svg)  # noqa: S704
    return Figure(title=figure.title, caption=figure.caption, svg=svg)


def _show_cell(cell: model.Cell) -> str:
    raised = Markup("<sup>{}</sup>").format(cell.marks) if cell.marks else Markup("")
    return escape(cell.text) + raised


def _say_note(note: model.Note) -> str:
    return f"{note.letter} {''.join(piece.text for piece in note.words)}".strip()


def _make_result(row: model.Row) -> ResultRow:
    role, estimate, n, value, interval, p, method = row.cells
    return ResultRow(
        role=role.text,
        estimate=_show_cell(estimate),
        n=n.text,
        value=_show_cell(value),
        interval=_show_cell(interval),
        p=p.text,
        method=method.text,
        source=estimate.small,
        primary=row.kind == "primary",
    )


def _make_caution(text: str) -> Caution:
    """The caution's first sentence is its title, if it is short."""
    for stop in (". ", "。"):
        head, found, rest = text.partition(stop)
        if found and rest and len(head) <= 40:
            return Caution(title=f"{head}{stop.strip()}", text=rest)
    return Caution(title="", text=text)


def _make_values(row: model.Row) -> ValueRow:
    code = row.cells[0].text
    return ValueRow(
        code=code,
        href=make_url("participant", code),
        values=tuple(cell.text for cell in row.cells[1:-1]),
        reason=row.cells[-1].text,
    )


def _list_missing(reader: Reader, evaluated: Evaluation) -> tuple[ValueRow, ...]:
    """Everyone enrolled without the primary change, with the reason that the result row gives."""
    primary = evaluated.snapshot.study.plan.primary()
    rows = []
    for one in evaluated.snapshot.enrolled:
        prefix = f"participant.{primary.endpoint}.{primary.visit}.{one.code}"
        change = evaluated.results[f"{prefix}.change"]
        if change.value is None:
            text = evaluated.results[f"{prefix}.value"].text
            words = reader.say(text if text.en else change.text)
            href = make_url("participant", one.code)
            rows.append(ValueRow(code=one.code, href=href, values=(), reason=words))
    return tuple(rows)
