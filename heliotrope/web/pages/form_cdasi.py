"""The CDASI form → sites down, components across, hands below, scores with their course beside."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from heliotrope.capture.derived import derive_score
from heliotrope.capture.ledger import Record
from heliotrope.instruments import cdasi
from heliotrope.instruments.score import Score
from heliotrope.vocabulary import Bilingual, Missing, Source, Value
from heliotrope.web.pages.form_parts import compare, count_corrections, make_head
from heliotrope.web.pages.form_score import (
    make_big_scores,
    make_steps,
    make_total,
    say_unanswered,
)
from heliotrope.web.pages.sheet import Sheet, is_missing_code
from heliotrope.web.pages.views.forms import (
    CdasiFormPage,
    Cell,
    Component,
    Cutoff,
    Extra,
    Output,
    ScoreLine,
    ScorePanel,
    SiteRow,
)
from heliotrope.web.pages.views.parts import Choice
from heliotrope.web.pages.words import show_change, show_number, show_short
from heliotrope.web.templating import translate


def make_page(sheet: Sheet) -> CdasiFormPage:
    """The page of the CDASI form."""
    say, previous = sheet.reader.say, sheet.previous
    faulty = {fault.where for fault in sheet.faults}
    panel = make_panel(sheet)
    sums = {output.id: output.text for output in panel.outputs}
    label = say(sheet.reader.study.visit(previous.visit).label) if previous else ""
    return CdasiFormPage(
        form=make_head(sheet),
        previous_label=label,
        components=tuple(
            Component(
                label=say(c.label),
                range=f"0–{c.high}",
                codes=tuple(str(code) for code in range(c.high + 1)),
                damage=c.scale == "damage",
            )
            for c in cdasi.COMPONENTS
        ),
        rows=tuple(
            _make_row(sheet, number, site, previous, faulty, sums.get(f"sum-{site.name}", ""))
            for number, site in enumerate(cdasi.SITES, start=1)
        ),
        extras_title=translate("Hands, periungual, hair", "手、甲周、头发"),
        extras=_make_extras(sheet, previous, faulty, sums),
        score=panel,
    )


def _make_row(  # noqa: PLR0917 - a row is its site with everything beside it
    sheet: Sheet, number: int, site: cdasi.Site, previous: Record | None, faulty: set[str],
    subtotal: str,
) -> SiteRow:  # fmt: skip
    names = [f"{site.name}_{component.name}" for component in cdasi.COMPONENTS]
    return SiteRow(
        number=number,
        site=site.name,
        label=sheet.reader.say(site.label),
        cells=tuple(_make_cell(sheet, name, previous, faulty) for name in names),
        subtotal=subtotal,
    )


def _make_cell(sheet: Sheet, name: str, previous: Record | None, faulty: set[str]) -> Cell:
    raw = sheet.raw.get(name, "")
    missing = raw if is_missing_code(raw) else ""
    before = previous.values.get(name) if previous else None
    return Cell(
        item=name,
        value="" if missing else raw,
        missing=missing,  # type: ignore[arg-type]
        previous=_show_code(sheet, name, before),
        change=compare(before, sheet.values.get(name)),
        corrected=count_corrections(sheet.record, name) > 0,
        error=name in faulty,
    )


def _show_code(sheet: Sheet, name: str, value: Value | None) -> str:
    if value is None:
        return ""
    if isinstance(value, Missing):
        return value.value
    if name != "hands_papules":
        return str(value)
    return next((c.label for c in _make_codes(sheet, name) if c.value == str(value)), str(value))


def _make_extras(
    sheet: Sheet, previous: Record | None, faulty: set[str], sums: dict[str, str]
) -> tuple[Extra, ...]:
    say = sheet.reader.say
    return tuple(
        Extra(
            cell=_make_cell(sheet, item.name, previous, faulty),
            label=say(item.label),
            choices=_make_codes(sheet, item.name),
            help=say(item.hint),
            points=sums.get(f"sum-{item.name}", ""),
        )
        for item in (*cdasi.HAND_ITEMS, *cdasi.OTHER_ITEMS)
    )


def _make_codes(sheet: Sheet, name: str) -> tuple[Choice, ...]:
    item = sheet.form.item(name)
    if name == "hands_papules":
        return (
            Choice(value="0", label=translate("no", "否")),
            Choice(value="1", label=translate("yes", "是")),
        )
    high = int(item.high) if item.high is not None else 1
    return tuple(Choice(value=str(code), label=str(code)) for code in range(high + 1))


def make_panel(sheet: Sheet) -> ScorePanel:
    """Scores for what is typed, their course over the visits, steps, and published cut-offs."""
    score = derive_score(sheet.form, sheet.values) or cdasi.score_cdasi(sheet.values)
    baseline = _find_baseline(sheet)
    return ScorePanel(
        scores=make_big_scores(sheet, score, score.scales),
        course=_make_course(sheet, score),
        difference=_make_difference(score, baseline),
        steps_title=translate("How activity comes about", "活动度怎样算出"),
        steps=make_steps(sheet, score["activity"]),
        total=make_total(sheet, score["activity"]),
        cutoffs=_make_cutoffs(sheet, score, baseline),
        rule=sheet.reader.say(score.missing_rule.statement),
        unanswered=say_unanswered(sheet, score),
        outputs=_make_outputs(sheet),
    )


def _find_baseline(sheet: Sheet) -> Record | None:
    day_1 = sheet.reader.study.roles.day_1_visit
    record = sheet.participant.record(day_1, sheet.form.name)
    return record if record is not None and record.complete and sheet.visit.name != day_1 else None


def _make_course(sheet: Sheet, score: Score) -> tuple[ScoreLine, ...]:
    """Baseline, the previous visit, now."""
    lines, shown = [], set()
    for record in (_find_baseline(sheet), sheet.previous):
        if record is None or record.visit in shown:
            continue
        shown.add(record.visit)
        visit = sheet.reader.say(sheet.reader.study.visit(record.visit).label)
        lines.append(
            ScoreLine(
                label=f"{visit} {show_short(record.performed_date)}",
                values=tuple(_show(record.scores.get(s.name)) for s in score.scales),
            )
        )
    own = f"{sheet.reader.say(sheet.visit.label)} {sheet.date[5:]}".rstrip()
    now = tuple(_show(s.value) for s in score.scales)
    return (*lines, ScoreLine(label=own, values=now, current=True)) if lines else ()


def _show(value: int | Decimal | str | None) -> str:
    """CDASI gives whole numbers only."""
    return show_number(value if isinstance(value, int) else None)


def _make_difference(score: Score, baseline: Record | None) -> ScoreLine | None:
    if baseline is None:
        return None
    values = []
    for scale in score.scales:
        before = baseline.scores.get(scale.name)
        if not isinstance(scale.value, int) or not isinstance(before, int):
            values.append("—")
        else:
            values.append(_show_difference(scale.value - before, before, scale.name))
    return ScoreLine(label=translate("from baseline", "比基线"), values=tuple(values))


def _show_difference(by: int, before: int, scale: str) -> str:
    """The change in points; of activity in percent too, as the published thresholds have it."""
    if scale != "activity" or not before:
        return show_change(by)
    return f"{show_change(by)} ({show_change(round(100 * by / before))} %)"


def _make_cutoffs(sheet: Sheet, score: Score, baseline: Record | None) -> tuple[Cutoff, ...]:
    now = score["activity"].value
    cutoffs = []
    before = baseline.scores.get("activity") if baseline else None
    if isinstance(before, int):
        for change in cdasi.load_minimal_changes():
            if change.baseline_from <= before <= change.baseline_to:
                met = cdasi.is_improved(change, before, now) if isinstance(now, int) else None
                cutoffs.append(_make_cutoff(sheet, met, change.label, change.source, change.anchor))
    for severity in cdasi.load_severity_cutoffs():
        met = cdasi.is_mild(severity, now) if isinstance(now, int) else None
        cutoff = _make_cutoff(sheet, met, severity.label, severity.source)
        if met is None and isinstance(now, int):
            cutoff = replace(cutoff, note=sheet.reader.say(severity.source.note))
        cutoffs.append(cutoff)
    return tuple(cutoffs)


def _make_cutoff(
    sheet: Sheet,
    met: bool | None,
    label: Bilingual,
    source: Source,
    anchor: Bilingual | None = None,
) -> Cutoff:
    # The authors and the year are enough beside a form; the manual page has the whole citation.
    said = _shorten(source.citation)
    if anchor is not None:
        said = translate("{s}: {a}", "{s}：{a}", s=said, a=sheet.reader.say(anchor))
    return Cutoff(met=met, text=sheet.reader.say(label), source=said)


def _shorten(citation: str) -> str:
    year = re.search(r"\b(19|20)\d\d\b", citation)
    author = re.split(r"[ ,]", citation, maxsplit=1)[0]
    place = citation.rpartition(": ")[2] if citation.count(": ") > 1 else ""
    return " ".join(part for part in (author, year.group() if year else "", place) if part)


def _make_outputs(sheet: Sheet) -> tuple[Output, ...]:
    """Subtotals beside the sites, and points beside the items below."""
    sites = cdasi.score_cdasi_sites(sheet.values)
    outputs = [Output(id=f"sum-{s.name}", text=_show_sum(s.value)) for s in sites.scales]
    erythema, papules = sheet.values.get("hands_erythema"), sheet.values.get("hands_papules")
    score = cdasi.score_cdasi(sheet.values)
    doubled = papules == 1 and isinstance(erythema, int) and score.status == "scored"
    text = translate("× 2 = {n}", "× 2 = {n}", n=_find_step(score)) if doubled else ""
    return (*outputs, Output(id="sum-hands_papules", text=text))


def _find_step(score: Score) -> str:
    label = next(item.label for item in cdasi.HAND_ITEMS if item.name == "hands_erythema")
    steps = [step for step in score["activity"].steps if step.label == label]
    return show_number(steps[0].value) if steps else ""


def _show_sum(value: object) -> str:
    return "·" if value == 0 else ("" if value is None else str(value))
