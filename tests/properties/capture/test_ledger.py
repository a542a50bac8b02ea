"""Any sequence of acts in; whether the ledger keeps its promises out."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from heliotrope.capture.answers import list_changed
from heliotrope.capture.deviations import RULES, derive_deviations
from heliotrope.capture.entries import read_entry, render_entry
from heliotrope.capture.ledger import Chained, fold, fold_all
from heliotrope.capture.rows import TextRow, make_row
from heliotrope.capture.signatures import derive_falls, derive_score_falls
from heliotrope.capture.snapshot import take_snapshot
from heliotrope.capture.verify import verify
from tests.properties.capture.acts import (
    CODES,
    Deed,
    deeds,
    list_redacted,
    play_all,
    try_deed,
)
from tests.twice.capture.fold import describe, describe_one, forget_places
from tests.unit.capture.playing import Play, found_study, read_back

sequences = st.lists(deeds(), min_size=4, max_size=16)


@given(sequences)
def test_the_stored_texts_give_the_same_state_again(sequence: list[Deed]) -> None:
    play = play_all(sequence)
    again = read_back(play.links, gone=list_redacted(play))
    assert again == play.state
    assert take_snapshot(again).fingerprint == take_snapshot(play.state).fingerprint


@given(sequences, st.integers(0, 30))
def test_reading_on_from_anywhere_is_reading_from_the_start(
    sequence: list[Deed], where: int
) -> None:
    play = play_all(sequence)
    start, _ = found_study("small")
    links = play.links[1:]
    half = fold_all(links[:where], start)
    assert fold_all(links[where:], half) == play.state


@settings(max_examples=60)
@given(sequences)
def test_no_state_is_changed_by_what_comes_after_it(sequence: list[Deed]) -> None:
    play, seen = Play(), []
    for deed in sequence:
        seen.append((play.state, describe(play.state)))
        try_deed(play, deed)
    assert all(describe(state) == said for state, said in seen)


@settings(max_examples=60)
@given(sequences)
def test_whatever_happened_the_chain_verifies(sequence: list[Deed]) -> None:
    play = play_all(sequence)
    gone = list_redacted(play)
    texts = [
        TextRow(s.commitment, seq, None, None)
        if s.commitment in gone
        else TextRow(s.commitment, seq, s.salt, s.text)
        for seq, s in play.sealed
    ]
    found = verify(map(make_row, play.links), texts)
    assert found.faults == ()
    assert found.head == str(play.state.head)


@given(sequences)
def test_every_entry_is_read_back_from_its_text(sequence: list[Deed]) -> None:
    for link in play_all(sequence).links[1:]:
        assert read_entry(link.text) == link.entry
        assert render_entry(read_entry(link.text)) == link.text


# ------------------------------------------------------------------ one does not touch another


@given(st.tuples(*(st.lists(deeds((code,)), max_size=6) for code in CODES)), st.randoms())
def test_what_happens_to_one_is_no_matter_of_the_others(
    own: tuple[list[Deed], ...], chance: Random
) -> None:
    """As long as no more are enrolled than may be, and whatever the order they come in."""
    mixed: list[Deed] = []
    waiting = [list(sequence) for sequence in own]
    while any(waiting):
        queue = chance.choice([one for one in waiting if one])
        mixed.append(queue.pop(0))
    together = play_all(mixed)
    for code, sequence in zip(CODES, own, strict=True):
        alone = play_all(sequence)
        if code in alone.state.participants:
            told = describe_one(alone.participant(code))
            assert forget_places(describe_one(together.participant(code))) == forget_places(told)


# ------------------------------------------------------------------ what always holds


@given(sequences)
def test_versions_count_up_by_one_and_each_says_something_new(sequence: list[Deed]) -> None:
    play = play_all(sequence)
    for one in play.state.participants.values():
        for record in one.records.values():
            versions = list(reversed(record.versions))
            assert [v.version for v in versions] == list(range(1, len(versions) + 1))
            assert [v.seq for v in versions] == sorted(v.seq for v in versions)
            complete = [v.complete for v in versions]
            assert complete == sorted(complete), "what was complete stays so"
            for before, after in pairwise(versions):
                changed = list_changed(before, after) or before.complete != after.complete
                assert changed or after.redacted or before.redacted
                assert after.why_code or not before.ever_complete


@given(sequences)
def test_a_signature_that_stands_covers_what_is_there_now(sequence: list[Deed]) -> None:
    play = play_all(sequence)
    play.settle()
    assert derive_falls(play.state) == ()
    assert derive_score_falls(play.state) == ()
    for one in play.state.participants.values():
        for signature in one.signatures:
            holds = all(
                one.records[key].version == version and one.records[key].hash == own
                for key, version, _seq, own in signature.covers
            )
            assert holds is (signature.fell is None)


@given(sequences)
def test_deviations_have_names_and_words_of_their_own(sequence: list[Deed]) -> None:
    play = play_all(sequence)
    for one in play.state.participants.values():
        found = derive_deviations(play.study, one)
        keys = [d.key for d in found]
        assert len(set(keys)) == len(keys)
        assert {d.rule for d in found} <= set(RULES)
        assert [d.recorded.seq for d in found] == sorted(d.recorded.seq for d in found)
        for deviation in found:
            link = play.links[deviation.recorded.seq - 1]
            assert (deviation.recorded.hash, deviation.recorded.by) == (link.hash, link.entry.by)
            judged = deviation.acknowledged
            if judged is not None:
                assert judged.recorded.seq > deviation.recorded.seq


@given(sequences)
def test_no_words_of_a_person_stand_in_the_chain(sequence: list[Deed]) -> None:
    marked = []
    for deed in sequence:
        given_ = dict(deed.given)
        for name in ("words", "reason_text"):
            if given_.get(name):
                given_[name] = "§secret§"
        if given_.get("raw", {}).get("remark"):
            given_["raw"] = given_["raw"] | {"remark": "§secret§"}
        marked.append(Deed(deed.what, deed.code, given_))
    play = play_all(marked)
    assert all("secret" not in link.text for link in play.links)


@given(sequences, st.data())
def test_a_link_that_was_changed_gives_another_hash(
    sequence: list[Deed], data: st.DataObject
) -> None:
    play = play_all(sequence)
    link: Chained = data.draw(st.sampled_from(play.links[1:] or play.links))
    entry = link.entry.model_copy(update={"seq": link.entry.seq + 1})
    assert render_entry(entry) != link.text
    assert fold(play.state, link).head != play.state.head or link is play.links[-1]
