"""Imagined participants in, one row each in DM out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from heliotrope.capture.ledger import Participant
from heliotrope.datasets.sdtm.context import make_context
from heliotrope.datasets.sdtm.dm import make_dm
from heliotrope.datasets.sdtm.make import make_sdtm
from heliotrope.vocabulary import Missing, Value
from tests.imagined import (
    make_participant,
    make_snapshot,
    on_day,
    record,
    reference_study,
    screen_failure,
)
from tests.tabulated import context_of, rows_of
from tests.watched import Watched


def _known(values: dict[str, Value | None], signed: datetime | None = None) -> Participant:
    person = make_participant("NC-001", [])
    records = {
        ("screening", "demographics", 1): record(
            "NC-001", "demographics", "screening", values=values, performed=on_day(-2), seq=2
        ),
        ("screening", "consent", 1): record(
            "NC-001", "consent", "screening", values={"signed_at": signed}, performed=None, seq=3
        ),
    }
    return replace(person, records=records)


def row_of(person: Participant) -> dict[str, Any]:
    context = make_context(make_snapshot([person], reference_study()))
    return make_dm(context).frame.row(0, named=True)


def test_age_is_on_the_local_day_of_consent_and_the_birth_date_stays_out() -> None:
    # 23:30 on January 2 in UTC is 07:30 on January 3 in Shanghai.
    born = date(1976, 1, 3)
    row = row_of(
        _known({"birth_date": born, "sex": "female"}, datetime(2026, 1, 2, 23, 30, tzinfo=UTC))
    )
    assert (row["AGE"], row["AGEU"], row["SEX"]) == (50.0, "YEARS", "F")
    assert row["RFICDTC"] == "2026-01-03T07:30"
    assert "BRTHDTC" not in row
    assert (row["COUNTRY"], row["SITEID"], row["RACE"]) == ("CHN", "01", None)


def test_what_is_missing_is_null_but_sex_is_unknown() -> None:
    row = row_of(_known({"birth_date": Missing.UNK, "sex": Missing.ND, "ethnic_group": "01"}))
    assert (row["AGE"], row["AGEU"], row["SEX"]) == (None, None, "U")


def test_the_ethnic_group_is_a_qualifier_and_no_race() -> None:
    made = make_sdtm(
        make_snapshot([_known({"sex": "male", "ethnic_group": "03"})], reference_study())
    )
    assert rows_of(made["SUPPDM"], "QNAM", "QLABEL", "QVAL", "IDVAR") == [
        ("ETHNICGR", "Ethnic group", "Hui", None)
    ]


def test_dates_of_reference_and_exposure() -> None:
    ongoing = Watched("NC-001").dose(3, None).score(29, "9", "week_4").done()
    over = Watched("NC-002").dose(1, 50).score(60, "9", "week_4").end(70).done()
    names = ("RFSTDTC", "RFXSTDTC", "RFXENDTC", "RFENDTC", "RFPENDTC")
    day = [on_day(d).isoformat() for d in (3, 29, 1, 50, 70)]
    assert rows_of(make_dm(context_of(ongoing, over)), *names) == [
        (day[0], day[0], None, day[1], day[1]),
        (day[2], day[2], day[3], day[3], day[4]),
    ]


def test_arms_and_why_there_is_none() -> None:
    people = [
        Watched("NC-001").dose(1, None).done(),
        Watched("NC-002").score(1, "9", "baseline").done(),
        screen_failure("NC-003"),
        Watched("NC-004", enrolled=False).done(),
    ]
    names = ("ARMCD", "ACTARMCD", "ARMNRS")
    assert rows_of(make_dm(context_of(*people)), *names) == [
        ("ALL", "ALL", None),
        ("ALL", None, "ASSIGNED, NOT TREATED"),
        (None, None, "SCREEN FAILURE"),
        (None, None, "NOT ASSIGNED"),
    ]


@pytest.mark.parametrize(
    ("person", "death"),
    [
        (Watched().event(5, 9, "5", outcome="fatal"), ("Y", on_day(9).isoformat())),
        (Watched().event(5, None, "5", death=True), ("Y", None)),
        (Watched().event(5, 9, "5", outcome="fatal").end(8, "death"), ("Y", on_day(8).isoformat())),
        (Watched().event(5, 9, "4"), (None, None)),
    ],
)
def test_death(person: Watched, death: tuple[str | None, str | None]) -> None:
    assert rows_of(make_dm(context_of(person.done())), "DTHFL", "DTHDTC") == [death]
