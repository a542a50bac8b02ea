"""Any fact with any values in; whether its text brings it back, and its hash guards it, out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from heliotrope.capture.entries import (
    FORMAT,
    Answered,
    Entry,
    Stored,
    StudyVersion,
    Why,
    compute_commitment,
    compute_hash,
    read_entry,
    read_moment,
    render_entry,
    render_moment,
    restore_value,
    store_sealed,
    store_value,
)
from heliotrope.vocabulary import Missing, PartialDate, Person, Value

# Every character but half of a pair, which UTF-8 cannot hold and no value is read from.
texts = st.text(max_size=30)
odd = st.sampled_from(
    [
        "\x00",
        "\u2028",
        "\u200f",
        "\ufeff",
        "é",
        "e\u0301",
        "👩\u200d🔬",
        "\U0010ffff",
        '"\\',
        "\x7f",
    ]
)
words = st.one_of(texts, odd, st.tuples(odd, texts).map("".join))
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=4)
moments = st.datetimes(timezones=st.just(UTC), min_value=datetime(1900, 1, 1))  # noqa: DTZ001
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    words,
    decimals,
    st.dates(min_value=date(1900, 1, 1)),
    moments,
    st.builds(PartialDate, st.integers(1900, 2100), st.none() | st.integers(1, 12)),
    st.sampled_from(Missing),
)
names = st.text("abcdefghijklmnopqrstuvwxyz_0123456789", min_size=1, max_size=12)
salts = st.text("0123456789abcdef", min_size=32, max_size=32)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """An entry of a save with any values, any words, any person."""
    stored: dict[str, Stored] = {
        name: store_value(value)
        for name, value in draw(st.dictionaries(names, values, max_size=5)).items()
    }
    fact = Answered(
        participant=draw(words),
        visit=draw(names),
        form=draw(names),
        repeat=draw(st.integers(1, 9_999)),
        form_version=draw(st.integers(1, 10**6)),
        complete=draw(st.booleans()),
        performed=draw(st.one_of(st.none(), st.just("2026-05-01T09:40"))),
        values=stored,
        scores={"activity": store_value(draw(st.one_of(st.none(), st.integers(), decimals)))},
        instrument=draw(st.one_of(st.none(), names)),
        findings=tuple(draw(st.lists(names, max_size=2))),
        deviations=tuple(draw(st.lists(words, max_size=2))),
    )
    return Entry(
        format=FORMAT,
        seq=draw(st.integers(1, 2**40)),
        previous=draw(salts) * 2,
        at=render_moment(draw(moments)),
        clock_back_seconds=draw(st.one_of(st.none(), st.just("0.000001"))),
        by=Person(draw(names), draw(words), draw(words), draw(names)),
        study=StudyVersion(version=draw(words), fingerprint=draw(salts)),
        why=draw(st.one_of(st.none(), st.builds(Why, code=words))),
        fact=fact,
    )


@given(entries())
def test_an_entry_comes_back_from_its_text(entry: Entry) -> None:
    text = render_entry(entry)
    assert read_entry(text) == entry
    assert render_entry(read_entry(text)) == text
    assert "\n" not in text
    assert json.loads(text)["fact"]["values"] == entry.fact.model_dump()["values"]


@given(entries(), entries())
def test_two_entries_have_one_hash_only_if_they_are_the_same(one: Entry, other: Entry) -> None:
    hashes = compute_hash(render_entry(one)), compute_hash(render_entry(other))
    assert (hashes[0] == hashes[1]) is (one == other)


@given(entries(), st.data())
def test_any_change_of_the_text_changes_the_hash(entry: Entry, data: st.DataObject) -> None:
    text = render_entry(entry)
    place = data.draw(st.integers(0, len(text) - 1))
    put = data.draw(st.one_of(st.just(""), st.characters(exclude_categories=["Cs"])))
    changed = text[:place] + put + text[place + 1 :]
    assert (compute_hash(changed) == compute_hash(text)) is (changed == text)


@given(values)
@example(Decimal("-0.0"))
@example(Decimal("1E+20"))
@example("ND")
def test_a_value_comes_back_with_its_type(value: Value | None) -> None:
    back = restore_value(json.loads(json.dumps(store_value(value))), {})
    assert back == value
    assert type(back) is type(value)


@given(values, salts)
@example("True", "0" * 32)
@example(True, "0" * 32)
def test_a_sealed_value_comes_back_and_is_nowhere_in_what_is_stored(
    value: Value | None, salt: str
) -> None:
    stored, sealed = store_sealed(value, salt)
    if sealed is None:
        assert value is None or isinstance(value, Missing)
        return
    assert isinstance(stored, dict)
    assert stored.keys() == {"sealed", "type"}
    assert stored["sealed"] == compute_commitment(salt, sealed.text)
    assert stored["type"] in {"text", "int", "bool", "decimal", "date", "datetime", "partial_date"}
    back = restore_value(stored, {sealed.commitment: sealed.text})
    assert back == value
    assert type(back) is type(value)


@given(words, words, salts, salts)
def test_a_commitment_is_of_one_text_under_one_salt(
    one: str, other: str, salt: str, second: str
) -> None:
    same = compute_commitment(salt, one) == compute_commitment(second, other)
    assert same is ((salt, one) == (second, other))


@given(moments, moments)
def test_moments_come_back_and_sort_as_their_texts(one: datetime, other: datetime) -> None:
    assert read_moment(render_moment(one)) == one
    assert (render_moment(one) < render_moment(other)) is (one < other)
