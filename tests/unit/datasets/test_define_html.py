"""Datasets in, define.html out: all that define.xml says, in one page that needs nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from heliotrope.datasets.define_html import render_define_html
from heliotrope.datasets.definitions import define_datasets
from heliotrope.datasets.standard import Absent, Datasets
from heliotrope.vocabulary import Bilingual
from tests.unit.datasets.made import ADAM, DELIVERY, KNOWN, LB, SDTM


def make(datasets: Datasets) -> str:
    return render_define_html(define_datasets(datasets, DELIVERY, KNOWN))


class Reader(HTMLParser):
    """What a page has: the ids, the links, the words, and tags that are left open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [values["id"] or ""] if "id" in values else []
        self.links += [values["href"] or ""] if "href" in values else []
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("datasets", [SDTM, ADAM], ids=["SDTM", "ADaM"])
def test_every_link_leads_somewhere_and_every_tag_is_closed(datasets: Datasets) -> None:
    page = Reader(make(datasets))
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    inside = [link[1:] for link in page.links if link.startswith("#")]
    assert inside
    assert set(inside) <= set(page.ids)
    files = {f"{one.name.lower()}.xpt" for one in datasets} | {"../../report.pdf"}
    assert {link for link in page.links if not link.startswith("#")} == files


def test_it_needs_nothing_from_elsewhere() -> None:
    page = make(SDTM)
    assert not re.search(r"<(script|img|link|iframe)|https?:|@import|url\(", page)
    assert "default-src 'none'" in page


def test_every_variable_method_and_term_stands_there() -> None:
    for datasets in (SDTM, ADAM):
        words = Reader(make(datasets)).words
        for one in datasets:
            for variable in one.variables:
                assert variable.name in words
                assert any(variable.note in word for word in words)
    words = Reader(make(SDTM)).words
    assert {"C66742", "C49488", "Hemoglobin (g/L)", "LBTESTCD = HGB"} <= {
        part for word in words for part in word.split(" · ")
    }
    assert "added by us 我方增补" in words


def test_headings_are_in_both_languages() -> None:
    words = Reader(make(ADAM)).words
    for english, chinese in (("Variable", "变量"), ("Origin", "来源"), ("Rows", "行数")):
        assert english in words
        assert chinese in words


def test_what_is_absent_is_named_with_its_reason_in_both_languages() -> None:
    absent = (Absent("CE", Bilingual("no such form", "没有此类表单")),)
    words = Reader(make(replace(SDTM, absent=absent))).words
    assert {"CE", "no such form", "没有此类表单"} <= set(words)
    assert 'id="absent"' not in make(SDTM)


def test_text_is_escaped() -> None:
    odd = replace(LB, label='<b>"&')
    page = make(Datasets((odd,)))
    assert "<b>" not in page
    assert "&lt;b&gt;&quot;&amp;" in page
