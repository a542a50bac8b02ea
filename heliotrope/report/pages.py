"""A finished PDF of ours with its document → on which page each section begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from heliotrope.report.model import Document

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"\nstream\r?\n.*?\nendstream", re.DOTALL)
_REFERENCE = re.compile(rb"(\d+) 0 R")


def read_pages(pdf: bytes, document: Document) -> dict[str, int]:
    """The number of each section → its page, counted from 1.

    Reads what our typesetter writes: outline and pages as plain objects (ISO 32000-1, 12.3.3 and
    7.7.3). The outline's entries come in the order of the document's sections. Raises ValueError
    if it has not as many, so that no page is ever guessed.
    """
    objects = {int(m[1]): m[2] for m in _OBJECT.finditer(_STREAM.sub(b"\nstream", pdf))}
    order = {page: place for place, page in enumerate(_list_pages(objects), 1)}
    found = [order[page] for page in _list_destinations(objects)]
    numbers = [section.number for section in document.walk()]
    if len(found) != len(numbers):
        raise ValueError(f"{len(found)} entries in the outline, {len(numbers)} sections")
    return dict(zip(numbers, found, strict=True))


def _find(objects: dict[int, bytes], kind: bytes) -> int:
    """The first object of the type."""
    sign = re.compile(rb"/Type\s*/" + kind + rb"\b")
    return next(number for number, body in objects.items() if sign.search(body))


def _reference(body: bytes, name: bytes) -> int | None:
    found = re.search(rb"/" + name + rb"\s+(\d+) 0 R", body)
    return int(found[1]) if found else None


def _list_pages(objects: dict[int, bytes]) -> Iterator[int]:
    """The pages in their order: the tree below its root, which has no parent."""
    roots = [
        number
        for number, body in objects.items()
        if re.search(rb"/Type\s*/Pages\b", body) and b"/Parent" not in body
    ]
    waiting = roots[:1]
    while waiting:
        number = waiting.pop(0)
        kids = re.search(rb"/Kids\s*\[(.*?)\]", objects[number], re.DOTALL)
        if kids is None:
            yield number
        else:
            waiting = [int(one) for one in _REFERENCE.findall(kids[1])] + waiting


def _list_destinations(objects: dict[int, bytes]) -> Iterator[int]:
    """The page object of each entry of the outline, an entry before those below it."""
    waiting = [_reference(objects[_find(objects, b"Outlines")], b"First")]
    while waiting:
        number = waiting.pop(0)
        if number is None:
            continue
        body = objects[number]
        there = _reference(body, b"Dest")
        target = objects[there] if there is not None else body.partition(b"/Dest")[2]
        page = _REFERENCE.search(target)
        if page is None:
            raise ValueError("an entry of the outline leads nowhere")
        yield int(page[1])
        waiting = [_reference(body, b"First"), _reference(body, b"Next"), *waiting]
