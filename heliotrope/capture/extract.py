"""The state → one CSV text a form, in the shape that `intake` reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime

from heliotrope.capture.enrollment import require_study
from heliotrope.capture.ledger import Record, State
from heliotrope.capture.tables import BYTE_ORDER_MARK
from heliotrope.study.forms import Form
from heliotrope.study.protocol import Study
from heliotrope.study.values import format_value


def render_tables(state: State) -> dict[str, str]:
    """Form name → CSV text of every record's current values; a form without records is left out.

    Begins with a byte-order mark, so that a spreadsheet shows Chinese. Read back by `intake` it
    gives the same values; what a folder of data cannot say (earlier versions, reasons,
    signatures, screen failures, a code without any form) stands in the ledger alone. A redacted
    text is empty.
    """
    study = require_study(state)
    found: dict[str, list[Record]] = {}
    for code in sorted(state.participants):
        for record in state.participants[code].records.values():
            found.setdefault(record.form, []).append(record)
    ranks = {visit.name: rank for rank, visit in enumerate(study.visits)}
    return {
        form.name: _render(study, form, sorted(found[form.name], key=lambda r: _order(r, ranks)))
        for form in study.forms
        if form.name in found
    }


def _order(record: Record, ranks: dict[str, int]) -> tuple[str, int, int]:
    return (record.participant, ranks.get(record.visit, len(ranks)), record.repeat)


def _render(study: Study, form: Form, records: Iterable[Record]) -> str:
    every = list(records)
    counted = {one.name for one in study.visits if form.repeating or one.kind == "unscheduled"}
    numbered = form.repeating or any(record.visit in counted for record in every)
    names = ["participant", "visit", "date", *(["seq"] if numbered else []), *form.item_by_name]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    for record in every:
        seq = [str(record.repeat) if record.visit in counted else ""] if numbered else []
        values = [
            format_value(record.values.get(name), study.time_zone) for name in form.item_by_name
        ]
        day = _render_performed(record.performed)
        writer.writerow([record.participant, record.visit, day, *seq, *values])
    return BYTE_ORDER_MARK + text.getvalue()


def _render_performed(performed: date | datetime | None) -> str:
    if isinstance(performed, datetime):
        return performed.isoformat(timespec="minutes")
    return "" if performed is None else performed.isoformat()
