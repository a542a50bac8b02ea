"""A document with its traces in, one self-contained HTML text out."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from heliotrope.analysis.run import evaluate
from heliotrope.report.contents import compose_report
from heliotrope.report.html import render_html
from heliotrope.report.model import Figure, Table
from heliotrope.report.trace import trace_document
from heliotrope.vocabulary import Language
from tests.evaluated import (
    LANGUAGES,
    reference_evaluation,
    reference_html,
    reference_report,
    reference_snapshot,
)
from tests.imagined import make_snapshot


class Tags(HTMLParser):
    """Every tag with its attributes, and the texts of scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.found.append((f"/{tag}", {}))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] == "script":
            self.scripts[-1] += data


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_fetches_nothing_and_runs_only_its_own_program(language: Language) -> None:
    tags = Tags(reference_html(language))
    assert not {tag for tag, _ in tags.found} & {"link", "img", "iframe", "object", "base", "form"}
    for tag, attributes in tags.found:
        assert not attributes.keys() & {"src", "style", "onclick", "onload", "action"}, tag
        assert str(attributes.get("href", "#")).startswith("#")
    assert ("html", {"lang": "zh-Hans" if language == "zh" else "en"}) in tags.found
    data, program = tags.scripts
    json.loads(data)
    digest = base64.b64encode(hashlib.sha256(program.encode()).digest()).decode()
    policies = [a["content"] for t, a in tags.found if "http-equiv" in a]
    rules = ["default-src 'none'", "style-src 'unsafe-inline'", "font-src data:"]
    assert policies == ["; ".join([*rules, f"script-src 'sha256-{digest}'"])]


def test_without_traces_nothing_runs() -> None:
    html = render_html(reference_report("en"))
    assert not Tags(html).scripts
    assert "script-src" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_holds_every_table_and_figure(language: Language) -> None:
    blocks = list(reference_report(language).blocks())
    html = reference_html(language)
    assert html.count("<table>") == sum(isinstance(one, Table) for one in blocks)
    assert html.count("<svg ") == sum(isinstance(one, Figure) for one in blocks)
    for table in reference_report(language).catalog.tables:
        assert html.count(f'id="t-{table.name}"') == 1
    for figure in reference_report(language).catalog.figures:
        assert html.count(f'id="f-{figure.name}"') == 1
    assert "−11.9" in html


def test_every_link_has_its_target() -> None:
    tags = Tags(reference_html("en")).found
    ids = {str(attributes["id"]) for _, attributes in tags if "id" in attributes}
    links = {str(a["href"])[1:] for _, a in tags if "href" in a}
    assert links
    assert links <= ids


def trace_of(language: Language) -> Any:
    return json.loads(Tags(reference_html(language)).scripts[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_leads_to_its_row_its_data_and_its_entries(language: Language) -> None:
    trace = trace_of(language)
    texts, columns = trace["texts"], trace["columns"]
    marks = [a["value"] for tag, a in Tags(reference_html(language)).found if tag == "data"]
    assert len(marks) > 100
    asked = {int(one) for mark in marks for one in str(mark).split()}
    assert max(asked) < len(trace["rows"])
    for row in trace["rows"]:
        named = dict(zip(columns, (texts[one] for one in row), strict=True))
        assert reference_evaluation().results.find(named["result_id"]) is not None
        if named["analysis"].startswith("comparator.") or named["value"] == "":
            continue  # Printed elsewhere, or no number at all.
        source = trace["sources"][str(texts.index(named["source"]))]
        # What only SDTM holds, such as the answers behind a place, leads straight to the ledger.
        assert source[0] in trace["data"] or source[3]
    row = next(
        row
        for row in trace["rows"]
        if texts[row[0]] == "participant.cdasi_activity.week_24.NC-001.value"
    )
    _, conditions, _, entries = trace["sources"][str(row[columns.index("source")])]
    wanted = [["PARAMCD", "CDASIACT"], ["AVISIT", "week_24"], ["ANL01FL", "Y"]]
    assert conditions == [[name, "=", [value]] for name, value in wanted]
    told = [[texts[one] for one in trace["entries"][str(entry)]] for entry in entries]
    assert {words[0] for words in told} == {"NC-001"}
    label = {"en": "Week 24", "zh": "第 24 周"}[language]
    assert [label, "2026-06-22"] in [words[2:4] for words in told]
    assert {words[-1] for words in told} == {"Lin Qiao"}


def test_words_of_the_study_are_escaped() -> None:
    study = reference_snapshot().study
    title = study.title.__class__("<b>bold</b></script>", "<b>粗</b>")
    study = study.model_copy(update={"title": title})
    evaluation = evaluate(make_snapshot([], study))
    document = compose_report(evaluation, "en")
    html = render_html(document, trace_document(document, evaluation))
    assert "<h1>&lt;b&gt;bold&lt;/b&gt;&lt;/script&gt;</h1>" in html
    assert "Not evaluable" in html


def test_the_letters_are_in_the_page() -> None:
    found = re.search(r"data:font/woff;base64,([A-Za-z0-9+/=]+)", reference_html("zh"))
    assert found is not None
    assert base64.b64decode(found[1])[:4] == b"wOFF"
