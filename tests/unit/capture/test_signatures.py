"""A state in; what a signature covers, whether one may be given, which ones fall and why, out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heliotrope.capture.answers import NothingChanged
from heliotrope.capture.enrollment import UnknownParticipant
from heliotrope.capture.ledger import Chained, Signature, fold
from heliotrope.capture.signatures import (
    CAUSES,
    MEANINGS,
    UnableToSign,
    derive_falls,
    derive_score_falls,
    is_score_different,
    is_settled,
    latest_signature,
    list_coverable,
    sign,
)
from heliotrope.study.forms import InstrumentUse
from tests.unit.capture.playing import INVESTIGATOR, LABS, Play, alter, cdasi


@pytest.fixture
def play() -> Play:
    """One participant with a complete week 4."""
    play = Play()
    play.screen("S-01")
    play.save("week_4", "cdasi", cdasi(9), "2026-06-01")
    play.save("week_4", "labs", LABS | {"remark": "so"}, "2026-06-01")
    return play


def get_latest(play: Play, visit: str = "week_4") -> Signature:
    found = latest_signature(play.participant(), visit)
    assert found is not None
    return found


def refuse(play: Play, visit: str = "week_4", meaning: str = "reviewed") -> UnableToSign:
    with pytest.raises(UnableToSign) as refused:
        sign(play.state, "S-01", visit, meaning, "1.0")
    assert refused.value.right.en
    assert refused.value.right.zh
    return refused.value


# ------------------------------------------------------------------ signing


def test_a_signature_is_bound_to_each_form_by_the_hash_of_its_entry(play: Play) -> None:
    fact = play.sign("week_4", "assessed")
    assert [(c.form, c.repeat, c.form_version, c.seq) for c in fact.covers] == [
        ("cdasi", 1, 1, 3), ("labs", 1, 1, 4),
    ]  # fmt: skip
    assert [c.hash for c in fact.covers] == [play.links[2].hash, play.links[3].hash]
    signature = get_latest(play)
    assert (signature.meaning, signature.fell, signature.fell_at) == ("assessed", None, None)
    assert signature.recorded.by == INVESTIGATOR
    assert signature.recorded.hash == play.links[-1].hash
    assert signature.study.fingerprint == play.study.fingerprint
    assert fact.build == "1.0"


def test_only_that_visit_is_signed(play: Play) -> None:
    play.save("week_8", "labs", LABS, "2026-06-29")
    play.sign("week_4")
    assert latest_signature(play.participant(), "week_8") is None
    assert {r.visit for r in list_coverable(play.participant(), "week_4")} == {"week_4"}


@pytest.mark.parametrize("meaning", ["", "authored", "Reviewed"])
def test_a_meaning_that_is_none(play: Play, meaning: str) -> None:
    assert "meaning" in refuse(play, meaning=meaning).what.en


def test_each_meaning_will_do_and_has_its_words(play: Play) -> None:
    for meaning, words in MEANINGS.items():
        assert sign(play.state, "S-01", "week_4", meaning, "1.0").meaning == meaning
        assert words.en
        assert words.zh
    assert set(CAUSES) == {"value_changed", "study_changed", "score_changed"}


def test_who_or_what_is_not_there(play: Play) -> None:
    with pytest.raises(UnknownParticipant):
        sign(play.state, "S-99", "week_4", "reviewed", "1.0")
    assert 'the study has no visit "week_99"' in refuse(play, "week_99").what.en
    assert "no form of this visit is complete" in refuse(play, "week_8").what.en


def test_a_draft_blocks_and_is_named_once(play: Play) -> None:
    play.save("week_4", "dosing", {"dose_mg": "5"}, draft=True)
    play.save("week_4", "dosing", {"dose_mg": "0"}, draft=True, repeat=2)
    refused = refuse(play)
    assert refused.what.en == "not complete: Doses"
    assert refused.what.zh == "尚未完成：用药"
    assert len(list_coverable(play.participant(), "week_4")) == 2


def test_a_form_that_was_not_done_is_signed_too(play: Play) -> None:
    play.save("baseline", "cdasi", {}, not_done="ND")
    assert [c.form for c in play.sign("baseline").covers] == ["cdasi"]


# ------------------------------------------------------------------ a second one


def test_what_is_signed_is_not_signed_again_while_it_stands(play: Play) -> None:
    play.sign("week_4")
    for meaning in MEANINGS:
        refused = refuse(play, meaning=meaning)
        assert refused.what.en.startswith("this visit is already signed, by Wu Jian")


def test_a_form_that_came_later_can_be_signed_and_both_stand(play: Play) -> None:
    first = play.sign("week_4")
    play.dose("2026-06-01", visit="week_4")
    assert play.settle() == ()
    second = play.sign("week_4")
    assert [len(f.covers) for f in (first, second)] == [2, 3]
    assert [s.fell for s in play.participant().signatures] == [None, None]
    assert get_latest(play).recorded.seq == play.links[-1].entry.seq


def test_after_a_fall_the_visit_can_be_signed_again(play: Play) -> None:
    play.sign("week_4")
    play.save("week_4", "cdasi", cdasi(8), "2026-06-01", reason="transcription")
    play.settle()
    play.sign("week_4")
    assert get_latest(play).fell is None
    assert play.participant().signatures[0].fell is not None
    assert play.settle() == ()


def test_a_visit_is_settled_while_its_signature_holds_and_covers_all(play: Play) -> None:
    seen = [is_settled(play.participant(), "week_4")]
    play.sign("week_4")
    seen.append(is_settled(play.participant(), "week_4"))
    play.dose("2026-06-01", visit="week_4")
    seen.append(is_settled(play.participant(), "week_4"))
    play.sign("week_4")
    seen.append(is_settled(play.participant(), "week_4"))
    play.save("week_4", "labs", LABS, "2026-06-01", reason="transcription")
    play.settle()
    seen.append(is_settled(play.participant(), "week_4"))
    assert seen == [False, True, False, True, False]


# ------------------------------------------------------------------ falling


@pytest.mark.parametrize(
    "raw",
    [
        LABS | {"remark": "so", "age": "41"},
        LABS | {"remark": "otherwise"},
        LABS,
        LABS | {"remark": "so", "hemoglobin": "ND"},
    ],
)
def test_any_change_of_a_value_makes_it_fall(play: Play, raw: dict[str, str]) -> None:
    signed = play.sign("week_4")
    play.save("week_4", "labs", raw, "2026-06-01", reason="transcription")
    change = play.links[-1].entry.seq
    (fall,) = play.settle()
    fact = fall.entry.fact
    assert fact.model_dump() == {
        "kind": "signature_fell",
        "participant": "S-01",
        "visit": "week_4",
        "signature": change - 1,
        "cause": "value_changed",
        "form": "labs",
        "caused_by": change,
    }
    signature = get_latest(play)
    assert signature.fell == fact
    assert signature.fell_at == play.at
    assert len(signature.covers) == len(signed.covers)
    assert play.settle() == (), "it falls once"


def test_a_change_of_the_day_makes_it_fall(play: Play) -> None:
    play.sign("week_4")
    play.save("week_4", "labs", LABS | {"remark": "so"}, "2026-06-02", reason="transcription")
    assert len(play.settle()) == 1


def test_an_identical_save_does_not(play: Play) -> None:
    play.sign("week_4")
    with pytest.raises(NothingChanged):
        play.save("week_4", "labs", LABS | {"remark": "so"}, "2026-06-01", reason="transcription")
    assert play.settle() == ()
    assert get_latest(play).fell is None


def test_what_happens_elsewhere_does_not(play: Play) -> None:
    play.sign("week_4")
    play.save("week_8", "labs", LABS, "2026-06-29")
    play.save("week_8", "labs", LABS | {"age": "41"}, "2026-06-29", reason="transcription")
    play.screen("S-02")
    play.save("week_4", "labs", LABS, "2026-06-02", code="S-02")
    play.tell("a word")
    assert play.settle() == ()


def test_new_study_files_make_every_signature_fall(play: Play) -> None:
    play.sign("week_4")
    play.save("week_8", "labs", LABS, "2026-06-29")
    play.sign("week_8")
    play.adopt('version: "1"', 'version: "2"')
    adopted = play.links[-1].entry.seq
    falls = [link.entry.fact.model_dump() for link in play.settle()]
    assert [(f["visit"], f["cause"], f["form"], f["caused_by"]) for f in falls] == [
        ("week_4", "study_changed", None, adopted), ("week_8", "study_changed", None, adopted),
    ]  # fmt: skip
    play.sign("week_4")
    assert play.settle() == ()


def test_a_redaction_leaves_what_was_signed_bound(play: Play) -> None:
    play.sign("week_4")
    play.redact(play.record("week_4", "labs").commitments["remark"])
    assert play.settle() == ()
    assert derive_score_falls(play.state) == ()


def test_nothing_falls_in_an_empty_database() -> None:
    play = Play()
    assert derive_falls(play.state) == ()
    assert derive_score_falls(play.state) == ()
    assert derive_falls(replace(play.state, study=None)) == ()


# ------------------------------------------------------------------ scores


def rescore(play: Play, activity: int) -> None:
    """Replace the CDASI of week 4 by one whose entry tells that activity, signed as it is."""
    signed = play.links[2]
    fact = signed.entry.fact.model_copy(update={"scores": {"activity": activity, "damage": 0}})
    entry = signed.entry.model_copy(update={"fact": fact})
    forged = Chained(entry, signed.text, signed.hash, signed.texts)
    state = fold(play.state, forged)
    play.state = replace(state, head=play.state.head)


def test_a_score_that_is_computed_differently_now_makes_it_fall(play: Play) -> None:
    play.sign("week_4")
    assert derive_score_falls(play.state) == ()
    assert not is_score_different(play.state, play.record("week_4", "cdasi"))
    rescore(play, 10)
    assert is_score_different(play.state, play.record("week_4", "cdasi"))
    assert play.state.head is not None
    (draft,) = derive_score_falls(play.state)
    assert draft.fact.model_dump() == {
        "kind": "signature_fell",
        "participant": "S-01",
        "visit": "week_4",
        "signature": 5,
        "cause": "score_changed",
        "form": "cdasi",
        "caused_by": play.state.head.seq,
    }
    assert play.settle() == (), "each save asks only for changes of values and study files"
    play.take(draft)
    assert derive_score_falls(play.state) == ()


def test_a_score_that_is_not_signed_makes_nothing_fall(play: Play) -> None:
    rescore(play, 10)
    assert derive_score_falls(play.state) == ()


def test_the_score_is_judged_by_the_study_files_it_was_made_under(play: Play) -> None:
    record = replace(play.record("week_4", "cdasi"), study_fingerprint="f" * 64)
    assert not is_score_different(play.state, record), "files that are not there judge nothing"
    gone = replace(record, study_fingerprint=play.study.fingerprint, form="no such form")
    assert not is_score_different(play.state, gone)


def test_an_instrument_that_is_gone_keeps_no_server_from_starting(play: Play) -> None:
    play.sign("week_4")
    forms = tuple(
        form.model_copy(update={"instrument": InstrumentUse(name="cdasi", version="0")})
        if form.instrument
        else form
        for form in play.study.forms
    )
    gone = {play.study.fingerprint: alter(play.study, forms=forms)}
    state = replace(play.state, studies=gone)
    assert not is_score_different(state, play.record("week_4", "cdasi"))
    assert derive_score_falls(state) == ()
