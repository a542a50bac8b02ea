"""Finished reports in, the proof out: every number that they print is a rounded row of results.

What is no result is excused by the kind of its place alone, never by its value: `study` (labels,
visits, criteria, sources as the study's files have them), `method` (confidence level, windows),
`stamp` (dates, versions, fingerprints), `number` (of sections and tables), `record` (participants'
codes, what was recorded in the ledger), and the scales of figures.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import pytest

from heliotrope.analysis.results import render_results
from heliotrope.report.model import Table
from heliotrope.vocabulary import Language
from tests.evaluated import (
    LANGUAGES,
    reference_docx,
    reference_evaluation,
    reference_html,
    reference_pdf,
    reference_report,
    reference_tables,
)
from tests.unit.report.reading import (
    Stretch,
    count_numbers,
    find_numbers,
    read_docx,
    read_html,
    read_pdf,
    read_svg,
)


@cache
def read_reference(language: Language) -> list[Stretch]:
    """What the page prints."""
    return read_html(reference_html(language))


@cache
def rows_by_name() -> dict[str, dict[str, str]]:
    """The rows as results.csv has them."""
    written = render_results(reference_evaluation().results)
    return {row["result_id"]: row for row in csv.DictReader(io.StringIO(written))}


def roundings(row: dict[str, str]) -> set[str]:
    """Every way in which the row's number may be printed: up to four decimals, or in percent."""
    shown = set(find_numbers(row["n"]))
    if not row["value"]:
        return shown
    exact = abs(Decimal(row["value"]))
    for value in (exact, 100 * exact):
        shown.add(format(value.normalize(), "f"))
        for places in range(5):
            shown.add(str(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)))
    if row["statistic"] == "p":
        shown |= {"0.001", "0.999"}
    return shown


def said(row: dict[str, str]) -> set[str]:
    """The numbers within the row's own words, its visit among them."""
    words = (row["text"], row["method"], row["unit"], row["group"], row["visit"])
    return {number for text in words for number in find_numbers(text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_html_is_a_row_that_it_names(language: Language) -> None:
    checked = 0
    for one in read_reference(language):
        if one.kind != "result":
            continue
        assert one.rows, one
        rows = [rows_by_name()[name] for name in one.rows]
        allowed = set().union(*(roundings(row) | said(row) for row in rows))
        for number in find_numbers(one.text):
            assert number in allowed, (one.text, one.rows)
            checked += 1
    assert checked > 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_stands_in_the_programs_own_words(language: Language) -> None:
    for one in read_reference(language):
        if one.kind == "words":
            assert not find_numbers(one.text), one.text


def test_the_kinds_are_few_and_known() -> None:
    kinds = {"words", "result", "study", "method", "stamp", "number", "record"}
    in_figures = {"figure", "figure scale", "figure study", "figure record"}
    assert {one.kind for one in read_reference("en")} <= kinds | in_figures


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_print_rows_and_what_is_marked_as_scale_or_study(language: Language) -> None:
    for figure in reference_report(language).catalog.figures:
        rows = [rows_by_name()[name] for name in figure.results]
        allowed = set().union(*(roundings(row) | said(row) for row in rows))
        for one in read_svg(figure.svg):
            if one.kind not in ("scale", "study", "record"):
                for number in find_numbers(one.text):
                    assert number in allowed, (figure.name, one.text)


# ---------------------------------------------------------------- DOCX and PDF say the same


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_docx_says_the_numbers_of_the_html_by_the_same_kinds(language: Language) -> None:
    docx = read_docx(reference_docx(language))
    for kind in ("result", "study", "method", "record"):
        assert count_numbers(docx, kind) == count_numbers(read_reference(language), kind), kind
    assert not count_numbers(docx, "words")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_alone_hold_the_numbers_of_the_catalog(language: Language) -> None:
    docx = read_docx(reference_tables(language))
    assert not count_numbers(docx, "words")
    known = count_numbers(read_reference(language), "result")
    assert count_numbers(docx, "result") <= known
    cells = Counter(
        number
        for table in reference_report(language).catalog.tables
        for row in table.rows
        for cell in row.cells
        if cell.results
        for number in find_numbers(cell.text)
    )
    assert cells <= count_numbers(docx, "result")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_prints_no_number_that_the_html_does_not(language: Language) -> None:
    document = reference_report(language)
    pages = list(read_pdf(reference_pdf(language)))
    furniture = find_numbers(f"{document.stamp} {document.head}")
    printed = Counter(number for page in pages for number in find_numbers(page))
    known = Counter(furniture * len(pages)) + count_numbers(read_reference(language))
    known += Counter(str(place) for place in range(1, len(pages) + 1))
    pages_named = {str(place) for place in range(1, len(pages) + 1)}
    tables = [one for one in document.blocks() if isinstance(one, Table)]
    heads = {n for one in tables for column in one.columns for n in find_numbers(column.heading)}
    for number, times in (printed - known).items():
        # Page numbers, on each page and in the contents; heads of tables, on each of their pages.
        assert number in pages_named | heads, (number, times)
    results = count_numbers(read_reference(language), "result")
    missing = {number for number in results if number not in printed}
    assert not missing
