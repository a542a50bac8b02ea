"""The ledger up to an entry → its evaluation, kept for the next who looks at the same."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from heliotrope.capture.entries import read_entry
from heliotrope.capture.ledger import Chained, fold_all
from heliotrope.capture.snapshot import Snapshot, take_snapshot
from heliotrope.web.find import find_ledger_rows, find_texts

if TYPE_CHECKING:
    from heliotrope.analysis.run import Evaluation


def take_snapshot_at(seq: int) -> Snapshot:
    """What was known after that entry. Texts redacted since are gone from it too."""
    texts = find_texts()
    rows = find_ledger_rows(0, seq)
    links = (Chained(read_entry(r.text), r.text, r.hash, texts.get(r.seq, {})) for r in rows)
    return take_snapshot(fold_all(links))


def evaluate_at(seq: int, head: str) -> Evaluation:
    """The plan run on what was known after entry `seq`; `head` is the ledger's head now.

    The same entry always gives the same numbers, so a few evaluations are kept. A redaction
    moves the head and with it what may be shown.
    """
    return _evaluate(seq, head)


@lru_cache(maxsize=8)
def _evaluate(seq: int, _head: str) -> Evaluation:
    # numpy, scipy and polars take most of a second to import: only for those who look.
    from heliotrope.analysis.run import evaluate

    return evaluate(take_snapshot_at(seq))
