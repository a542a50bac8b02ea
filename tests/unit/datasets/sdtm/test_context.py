"""Recorded texts, codes and days in, the cells that domains share out."""

from __future__ import annotations

from heliotrope.datasets.sdtm.context import leave_open, read_label, read_words, span
from tests.imagined import on_day
from tests.tabulated import context_of, tabulated_study
from tests.watched import Watched


def test_a_period_has_days_and_the_epoch_of_its_start() -> None:
    subject = context_of(Watched().dose(1, 10).done()).subjects[0]
    assert span("AE", subject, on_day(-2), on_day(3)) == {
        "EPOCH": "SCREENING",
        "AESTDTC": "2026-01-03",
        "AEENDTC": "2026-01-07",
        "AESTDY": -2,
        "AEENDY": 3,
    }
    assert span("AE", subject, None, None)["AESTDY"] is None


def test_what_has_an_end_is_not_open() -> None:
    context = context_of(Watched().dose(1, 10).done())
    assert leave_open(context, "AE", context.subjects[0], on_day(3)) == {}
    assert leave_open(context, "AE", context.subjects[0], None)["AEENRTPT"] == "ONGOING"


def test_codes_are_read_by_their_label_and_texts_as_typed() -> None:
    record = next(iter(Watched().event(5).done().records.values()))
    assert read_words(record, "term") == "nausea"
    assert read_words(record, "nothing") is None
    assert read_label(tabulated_study(), record, "relation") == "unrelated"
    assert read_label(tabulated_study(), record, "nothing") is None
