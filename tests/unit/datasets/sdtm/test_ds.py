"""Imagined participants in, DS out."""

from __future__ import annotations

import pytest

from heliotrope.datasets.sdtm.ds import make_ds
from tests.imagined import on_day, screen_failure
from tests.tabulated import context_of, rows_of
from tests.watched import Watched


def test_entry_and_end_in_their_order() -> None:
    made = make_ds(context_of(Watched().dose(1, 80).end(80).done()))
    assert rows_of(made, "DSSEQ", "DSCAT", "DSDECOD", "DSSTDTC", "DSSTDY") == [
        (1.0, "PROTOCOL MILESTONE", "ENTERED INTO TRIAL", on_day(1).isoformat(), 1.0),
        (2.0, "DISPOSITION EVENT", "COMPLETED", on_day(80).isoformat(), 80.0),
    ]


@pytest.mark.parametrize(
    ("reason", "decoded"),
    [
        ("adverse_event", "ADVERSE EVENT"),
        ("lack_of_effect", "LACK OF EFFICACY"),
        ("withdrew_consent", "WITHDRAWAL BY SUBJECT"),
        ("lost_to_follow_up", "LOST TO FOLLOW-UP"),
        ("moved_away", "MOVED AWAY"),
    ],
)
def test_reasons_in_the_words_of_cdisc(reason: str, decoded: str) -> None:
    made = make_ds(context_of(Watched().end(40, reason).done()))
    assert made.frame["DSDECOD"].to_list()[-1] == decoded


def test_a_screen_failure_is_a_disposition() -> None:
    made = make_ds(context_of(screen_failure("NC-001")))
    assert rows_of(made, "DSDECOD", "DSSCAT") == [("SCREEN FAILURE", "STUDY PARTICIPATION")]


def test_a_draft_of_the_end_has_ended_nothing() -> None:
    person = Watched().add("end", {"reason": "completed"}, complete=False).done()
    made = make_ds(context_of(person))
    assert made.frame["DSDECOD"].to_list() == ["ENTERED INTO TRIAL"]
