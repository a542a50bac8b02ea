"""A fact in; whether its text, its hash, its moments and its sealed values hold out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from pydantic import ValidationError

from heliotrope.capture.entries import (
    FORMAT,
    NO_HASH,
    Answered,
    Entry,
    PersonAdded,
    Screened,
    SealedText,
    StudyVersion,
    Why,
    compute_commitment,
    compute_hash,
    read_entry,
    read_moment,
    render_entry,
    render_moment,
    restore_value,
    seal,
    store_sealed,
    store_value,
)
from heliotrope.vocabulary import Missing, Person, Value
from tests.unit.capture.playing import COORDINATOR, Play

ENTRY = Entry(
    format=FORMAT,
    seq=7,
    previous="a" * 64,
    at="2026-05-01T01:02:03.000004Z",
    clock_back_seconds=None,
    by=COORDINATOR,
    study=StudyVersion(version="1", fingerprint="f" * 64),
    why=Why(code="query"),
    fact=Screened(participant="S-01"),
)
TEXT = (
    '{"at":"2026-05-01T01:02:03.000004Z",'
    '"by":{"id":"p1","name":"Lin Qiao","role":"coordinator","username":"lin"},'
    '"clock_back_seconds":null,"fact":{"kind":"screened","participant":"S-01"},"format":1,'
    f'"previous":"{"a" * 64}","seq":7,'
    f'"study":{{"fingerprint":"{"f" * 64}","version":"1"}},'
    '"why":{"code":"query","text":null}}'
)


def test_the_text_of_an_entry_is_fixed_for_ever() -> None:
    assert render_entry(ENTRY) == TEXT
    assert read_entry(TEXT) == ENTRY


def test_the_hash_is_that_of_the_utf_8_text() -> None:
    # As `sha256sum` prints them.
    assert (
        compute_hash("向阳疹") == "823a523e0863b8f235e2b2a4dd4d04d6623a6ec821390996feaf1ecd344f2358"
    )
    assert compute_hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert compute_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_chinese_stands_in_the_text_as_it_is() -> None:
    fact = PersonAdded(person="p3", username="wang", name="王向阳", role="investigator")
    text = render_entry(ENTRY.model_copy(update={"fact": fact}))
    assert "王向阳" in text
    assert read_entry(text).fact == fact


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"seq":7', '"seq":"7"'),
        ('"kind":"screened"', '"kind":"teleported"'),
        ('"participant":"S-01"', '"participant":"S-01","extra":1'),
        ('"why":{"code":"query","text":null}', '"why":{"text":null}'),
        ("{", ""),
        ('"format":1', '"format":2'),
        ('"format":1', '"format":0'),
    ],
)
def test_what_is_no_entry_is_not_read(old: str, new: str) -> None:
    changed = TEXT.replace(old, new, 1)
    assert changed != TEXT
    with pytest.raises(ValueError, match=r"."):
        read_entry(changed)


def test_an_entry_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        ENTRY.seq = 8  # type: ignore[misc]


# ------------------------------------------------------------------ moments


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 5, 1, 8, 0, tzinfo=UTC), "2026-05-01T08:00:00.000000Z"),
        (
            datetime(2026, 5, 1, 7, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=8))),
            "2026-04-30T23:59:59.999999Z",
        ),
    ],
)
def test_a_moment_is_written_in_utc_with_microseconds(moment: datetime, text: str) -> None:
    assert render_moment(moment) == text
    assert read_moment(text) == moment


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        render_moment(datetime(2026, 5, 1))  # noqa: DTZ001 (that is the point)


# ------------------------------------------------------------------ values


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (None, None),
        (0, 0),
        (True, True),
        (False, False),
        ("male", "male"),
        (Decimal("1.80"), {"decimal": "1.80"}),
        (Decimal("1E+3"), {"decimal": "1000"}),
        (Decimal("0.0000001"), {"decimal": "0.0000001"}),
        (Missing.UNK, {"missing": "UNK"}),
        (date(2026, 5, 1), {"date": "2026-05-01"}),
        (
            datetime(2026, 5, 1, 1, 30, tzinfo=UTC),
            {"datetime": "2026-05-01T01:30:00+00:00"},
        ),
    ],
)
def test_a_value_is_stored_with_its_type(value: Value | None, stored: object) -> None:
    assert store_value(value) == stored
    back = restore_value(json.loads(json.dumps(stored)), {})
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    "value",
    ["a text", "True", 7, -1, True, False, Decimal("1.80"), date(1980, 2, 29),
     datetime(2026, 5, 1, 1, 30, tzinfo=UTC), "ND", ""],
)  # fmt: skip
def test_a_sealed_value_comes_back_while_its_text_is_there(value: Value) -> None:
    stored, sealed = store_sealed(value, "5a" * 16)
    assert sealed is not None
    assert isinstance(stored, dict)
    assert stored["sealed"] == compute_commitment("5a" * 16, sealed.text)
    assert str(sealed.text) not in stored.values() or sealed.text in ("", "text")
    back = restore_value(stored, {sealed.commitment: sealed.text})
    assert back == value
    assert type(back) is type(value)
    assert restore_value(stored, {}) is None


@pytest.mark.parametrize("value", [None, Missing.ND])
def test_that_something_is_missing_needs_no_seal(value: Value | None) -> None:
    assert store_sealed(value, "5a" * 16) == (store_value(value), None)


def test_two_salts_hide_that_two_texts_are_the_same() -> None:
    assert seal("x", "1" * 32).commitment != seal("x", "2" * 32).commitment
    assert seal("x", "1" * 32) == SealedText(compute_commitment("1" * 32, "x"), "1" * 32, "x")


def test_no_identifying_value_and_no_free_text_stands_in_any_entry() -> None:
    play = Play("reference")
    play.screen("NC-001")
    raw = {"birth_date": "1961-07-19", "sex": "female", "ethnic_group": "22"}
    play.save("screening", "demographics", raw, "2026-05-01", code="NC-001")
    end = {"end_date": "2026-05-03", "reason": "other", "detail": "moved to 九江 with Mrs. Zhang"}
    play.save("follow_up", "end_of_study", end, "2026-05-03", code="NC-001")
    changed = raw | {"birth_date": "1961-07-20"}
    play.save(
        "screening", "demographics", changed, "2026-05-01", code="NC-001",
        reason="other", words="her identity card says 1961-07-20",
    )  # fmt: skip
    play.tell("her neighbor phoned", code="NC-001")
    play.judge("without_consent", words="Mrs. Zhang knew", code="NC-001")
    chained = "".join(link.text for link in play.links[1:])
    for told in ("1961", "07-19", "九江", "Zhang", "neighbor", "identity card"):
        assert told not in chained
    record = play.record("screening", "demographics", code="NC-001")
    assert record.values["birth_date"] == date(1961, 7, 20)
    assert record.why_text == "her identity card says 1961-07-20"


def test_an_answer_carries_a_version_and_no_more_than_it_should() -> None:
    play = Play()
    play.screen("S-01")
    fact = play.consent("2026-05-01T09:00")
    assert fact == Answered(
        participant="S-01",
        visit="screening",
        form="consent",
        repeat=1,
        form_version=1,
        complete=True,
        performed="2026-05-01",
        values={"signed_at": {"datetime": "2026-05-01T01:00:00+00:00"}},
        scores={},
        instrument=None,
        findings=(),
        deviations=(),
    )


def test_the_first_entry_follows_nothing() -> None:
    first = Play().links[0].entry
    assert (first.seq, first.previous) == (1, NO_HASH)
    assert Person("p1", "lin", "Lin Qiao", "coordinator") == first.by


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02 08:00:00.000000Z",
        "2026-W10-1T08:00:00.000000Z",
        "2026-03-02T08:00:00,000000Z",
        "2026-03-02T08:00:00.000000",
        "2026-02-30T08:00:00.000000Z",
        "",
    ],
)
def test_a_moment_is_read_only_as_it_is_stored(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_moment(text)
