"""The results form → a document in English to read and to copy from, each number with its row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from heliotrope.report.model import (
    Block,
    Catalog,
    Cell,
    Column,
    Document,
    Items,
    Paragraph,
    Piece,
    Row,
    Said,
    Section,
    Table,
    Terms,
    drop_empty,
)
from heliotrope.report.registry.form import (
    Entry,
    Event,
    Events,
    Flow,
    Form,
    Measure,
    OutcomeMeasure,
    Shown,
    Statistics,
)
from heliotrope.report.registry.words import OTHER
from heliotrope.report.stamp import say_head, say_stamp, say_subtitle
from heliotrope.report.view import View

TITLE = "Results form of ClinicalTrials.gov"


def compose_form(view: View, form: Form) -> Document:
    """The form in the order of its modules; `view` is in English."""
    outcomes = [
        Section(f"3.{place}", one.measure.title, tuple(_list_outcome(one, place)))
        for place, one in enumerate(form.outcomes, 1)
    ]
    sections = (
        Section("1", "Participant flow", tuple(_list_flow(form.flow))),
        Section("2", "Baseline characteristics", tuple(_list_baseline(form))),
        Section("3", "Outcome measures", (), tuple(outcomes)),
        Section("4", "Adverse events", tuple(_list_events(form.events))),
        Section("5", "Limitations and caveats", (_say(form.limitations),)),
        Section("6", "To be entered by a person", (Items(tuple(map(_quote, form.to_enter))),)),
    )
    return Document(
        language="en",
        title=TITLE,
        study_title=view.study.title.en,
        subtitle=say_subtitle(view),
        mark=view.mark,
        head=say_head(view),
        stamp=say_stamp(view),
        cover=_terms(("Group", form.group), ("Description of the group", form.group_description)),
        sections=sections,
        catalog=Catalog(()),
    )


def _quote(text: str) -> Said:
    return (Piece(text, "study"),)


def _say(text: str) -> Paragraph:
    return Paragraph(_quote(text))


def _terms(*pairs: tuple[str, str]) -> Terms:
    return Terms(tuple((Piece(name), _quote(text)) for name, text in pairs if text))


def _cell(shown: Shown | None) -> Cell:
    if shown is None:
        return Cell("")
    return Cell(shown.text, shown.why, results=(shown.result,))


def _words(text: str) -> Cell:
    return Cell(text, place="study")


# ---------------------------------------------------------------- flow and baseline


def _list_flow(flow: Flow) -> Iterator[Block]:
    numbers = tuple(shown.result for shown in flow.pre_assignment_rows)
    yield Terms(
        (
            (Piece("Recruitment details"), _quote(flow.recruitment)),
            (Piece("Pre-assignment details"), (Piece(flow.pre_assignment, "result", numbers),)),
        )
    )
    rows = [Row((_words("Started"), _cell(flow.started)))]
    rows += [Row((_words(title), _cell(shown))) for title, shown in flow.milestones]
    rows.append(Row((_words("Completed"), _cell(flow.completed))))
    for one in flow.reasons:
        named = f"Not completed: {one.kind}{f', {one.other}' if one.other else ''}"
        rows.append(Row((_words(named), _cell(one.count))))
    columns = (Column("Milestone", room=1), Column("Participants", numeric=True))
    yield Table("registry-flow", "Overall study", "", columns, tuple(rows))


def _list_baseline(form: Form) -> Iterator[Block]:
    if form.baseline_analyzed is not None:
        shown = form.baseline_analyzed
        yield Paragraph(
            (Piece("Participants analyzed: "), Piece(shown.text, "result", (shown.result,)))
        )
    for place, measure in enumerate(form.baseline, 1):
        yield _make_measure(f"registry-baseline-{place}", measure)
        yield _terms(("Description", measure.description), ("Population", measure.population))


def _make_measure(name: str, measure: Measure) -> Table:
    kind = measure.parameter + (f", {measure.dispersion}" if measure.dispersion else "")
    own = f"{measure.kind}; " if measure.kind != OTHER else ""
    rows = [
        Row((_words(_name_row(line.title, entry)), _cell(line.analyzed), *_list_values(entry)))
        for line in measure.lines
        for entry in line.entries
    ]
    columns = (
        Column("Row", room=1),
        Column("Analyzed", numeric=True),
        Column(measure.parameter, numeric=True),
        Column(measure.dispersion or "Dispersion", numeric=True),
    )
    caption = f"{own}{kind}; unit: {measure.unit}"
    return drop_empty(Table(name, measure.title, caption, columns, tuple(rows)), "")


def _name_row(title: str, entry: Entry) -> str:
    return ": ".join(part for part in (title, entry.category) if part) or "All"


def _list_values(entry: Entry) -> tuple[Cell, Cell]:
    return _cell(entry.value), _cell(entry.spread)


# ---------------------------------------------------------------- outcomes


def _list_outcome(outcome: OutcomeMeasure, place: int) -> Iterator[Block]:
    measure = outcome.measure
    analyzed: list[tuple[Piece, Said]] = []
    if outcome.analyzed is not None:
        shown = outcome.analyzed
        said = (Piece(shown.text, "result", (shown.result,)),)
        analyzed = [(Piece("Participants analyzed"), said)]
    described = _terms(
        ("Type", outcome.kind),
        ("Title", measure.title),
        ("Description", measure.description),
        ("Time frame", outcome.time_frame),
        ("Population", measure.population),
    )
    yield Terms((*described.pairs, *analyzed))
    yield _make_measure(f"registry-outcome-{place}", measure)
    if outcome.analyses:
        yield _make_analyses(f"registry-analysis-{place}", outcome.analyses)


def _make_analyses(name: str, analyses: Sequence[Statistics]) -> Table:
    columns = (
        Column("Estimated"),
        Column("Value", numeric=True),
        Column("Lower", numeric=True),
        Column("Upper", numeric=True),
        Column("Level, %", numeric=True),
        Column("Method of the test"),
        Column("p", numeric=True),
        Column("Comment", room=1),
    )
    rows = tuple(
        Row(
            (
                _words(one.what),
                _cell(one.estimate),
                _cell(one.lower),
                _cell(one.upper),
                Cell(one.level, place="method"),
                _words(one.method_name or one.method),
                _cell(one.p),
                _words(one.comment),
            )
        )
        for one in analyses
    )
    return Table(name, "Statistical analyses", "parameter type: Other", columns, rows)


# ---------------------------------------------------------------- events


def _list_events(events: Events | None) -> Iterator[Block]:
    if events is None:
        yield Paragraph(_quote("The data hold no adverse event, or no dose."), "absent")
        return
    yield _terms(
        ("Time frame", events.time_frame),
        ("Description", events.description),
        ("Source vocabulary", events.vocabulary),
        ("Assessment", "Systematic Assessment"),
        ("Frequency threshold, %", events.threshold),
    )
    totals = [
        ("All-cause mortality", events.deaths),
        ("Serious adverse events", events.serious),
        ("Other adverse events", events.other),
    ]
    rows = tuple(
        Row((_words(title), _cell(pair[0]), _cell(pair[1]))) for title, pair in totals if pair
    )
    columns = (
        Column("Total", room=1),
        Column("Affected", numeric=True),
        Column("At risk", numeric=True),
    )
    yield Table("registry-events", "Totals", "", columns, rows)
    for name, title, found in (
        ("registry-serious", "Serious adverse events", events.serious_events),
        ("registry-other", "Other adverse events above the threshold", events.other_events),
    ):
        if found:
            yield _make_terms(name, title, found)
        else:
            yield Paragraph(_quote(f"{title}: none."), "absent")


def _make_terms(name: str, title: str, found: Sequence[Event]) -> Table:
    columns = (
        Column("Term", room=1),
        Column("Organ system", room=1),
        Column("Affected", numeric=True),
        Column("At risk", numeric=True),
        Column("Events", numeric=True),
    )
    rows = tuple(
        Row(
            (
                Cell(one.term, place="study"),
                _words(one.system or "to be chosen"),
                _cell(one.affected),
                _cell(one.at_risk),
                _cell(one.events),
            )
        )
        for one in found
    )
    return Table(name, title, "", columns, rows)
