"""A finished document in, what stands in it with its kind out: by nothing but the file itself."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from xml.etree import ElementTree

from pypdf import PdfReader

NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Stretch:
    """Some words of one kind; `rows` are the result ids that an HTML names."""

    text: str
    kind: str
    rows: tuple[str, ...] = ()


def find_numbers(text: str) -> list[str]:
    """Every run of digits, with its decimals."""
    return NUMBER.findall(text)


def count_numbers(stretches: list[Stretch], *kinds: str) -> Counter[str]:
    """How often each number stands in the stretches, of these kinds (none named: of all)."""
    return Counter(
        number
        for one in stretches
        if not kinds or one.kind in kinds
        for number in find_numbers(one.text)
    )


# ---------------------------------------------------------------- HTML


class _Reader(HTMLParser):
    """Words with the kind of the nearest element that says one."""

    SILENT = ("script", "style", "title", "desc", "nav")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str, str]] = []
        self.found: list[tuple[str, str, str]] = []
        self.trace = ""
        self.in_trace = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta":
            return
        if tag == "script":
            self.in_trace = given.get("id") == "trace"
        kind = given.get("data-p") or ""
        if tag == "data":
            kind = "result"
        if tag == "svg":
            kind = "figure"
        elif kind and any(one == "svg" for one, _, _ in self.open):
            kind = f"figure {kind}"
        self.open.append((tag, kind, given.get("value") or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing stands in it."""

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _, _ in self.open]
        if "script" in tags and self.in_trace:
            self.trace += data
        if set(tags) & set(self.SILENT):
            return
        for _, kind, rows in reversed(self.open):
            if kind:
                self.found.append((data, kind, rows))
                return
        self.found.append((data, "words", ""))


def read_html(html: str) -> list[Stretch]:
    """The page's words without the navigation, which repeats the contents."""
    reader = _Reader()
    reader.feed(html)
    trace = json.loads(reader.trace)
    ids = [trace["texts"][row[0]] for row in trace["rows"]]
    return [
        Stretch(text, kind, tuple(ids[int(one)] for one in rows.split()))
        for text, kind, rows in reader.found
        if text.strip()
    ]


SVG = "{http://www.w3.org/2000/svg}"


def read_svg(svg: str) -> list[Stretch]:
    """A figure's words."""
    texts = ElementTree.fromstring(svg).iter(f"{SVG}text")
    return [Stretch(one.text or "", one.get("data-p") or "figure") for one in texts]


# ---------------------------------------------------------------- DOCX

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KINDS = {
    "Result": "result",
    "StudyText": "study",
    "MethodText": "method",
    "StampText": "stamp",
    "NumberText": "number",
    "RecordText": "record",
}


def read_docx(docx: bytes) -> list[Stretch]:
    """The body's words by the style of their runs; pictures hold their own."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    return [
        Stretch(text, _KINDS.get(style, "words"))
        for run in root.iter(f"{W}r")
        for style, text in [_read_run(run)]
        if text
    ]


def _read_run(run: ElementTree.Element) -> tuple[str, str]:
    style = run.find(f"{W}rPr/{W}rStyle")
    text = "".join(one.text or "" for one in run.iter(f"{W}t"))
    return (style.attrib[f"{W}val"] if style is not None else ""), text


# ---------------------------------------------------------------- PDF


def read_pdf(pdf: bytes) -> Iterator[str]:
    """The words of each page."""
    for page in PdfReader(io.BytesIO(pdf)).pages:
        yield page.extract_text()
