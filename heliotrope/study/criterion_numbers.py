"""A criterion of a study → its number as people cite it: `3b`."""

from __future__ import annotations

from heliotrope.study.protocol import Criterion, Study

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def number_criterion(study: Study, criterion: Criterion) -> str:
    """The record's own number; with a letter of ours where it holds several conditions."""
    same = [
        c.name for c in study.criteria if (c.kind, c.number) == (criterion.kind, criterion.number)
    ]
    if len(same) == 1:
        return str(criterion.number)
    place = same.index(criterion.name)
    return f"{criterion.number}{_LETTERS[place] if place < len(_LETTERS) else f'.{place + 1}'}"
