"""A state with an intention in; the fact of screening, enrolling, failing, or its refusal out."""

from __future__ import annotations

from datetime import date

import pytest

from heliotrope.capture.enrollment import (
    UnableToEnroll,
    UnableToScreen,
    UnknownParticipant,
    enroll,
    fail_screening,
    list_breaches,
    propose_code,
    require_participant,
    require_study,
    screen,
)
from heliotrope.capture.ledger import State
from heliotrope.vocabulary import Refusal
from tests.unit.capture.playing import LABS, Play, cdasi

DAY = date(2026, 5, 4)


@pytest.fixture
def play() -> Play:
    return Play()


def make_eligible(play: Play, code: str) -> None:
    play.screen(code)
    play.consent("2026-04-28T09:00", code=code)
    play.save("screening", "labs", LABS, "2026-04-28", code=code)
    play.save("screening", "cdasi", cdasi(12), "2026-04-28", code=code)
    play.save("screening", "eligibility", {"infection": "no"}, "2026-04-28", code=code)


def refuse(play: Play, code: str, day: date = DAY) -> UnableToEnroll:
    before = play.state
    with pytest.raises(UnableToEnroll) as refused:
        enroll(play.state, code, day, already_happened=False)
    assert play.state is before
    return refused.value


# ------------------------------------------------------------------ codes


def test_the_next_code_is_one_above_the_highest(play: Play) -> None:
    assert propose_code(play.study, play.state) == "S-01"
    play.screen("S-01", "S-07", "X-99", "S-abc1")
    assert propose_code(play.study, play.state) == "S-08"
    play.screen("s-99")
    assert propose_code(play.study, play.state) == "S-100"


def test_a_slip_does_not_spoil_every_later_code(play: Play) -> None:
    play.screen("S-12345678901234567")
    assert propose_code(play.study, play.state) == "S-01"


@pytest.mark.parametrize("code", ["S-01", "s-1", "A.1_b", "7", "S-0123456789012345678"[:20]])
def test_a_code_of_letters_digits_and_hyphens(play: Play, code: str) -> None:
    assert screen(play.state, code).participant == code


@pytest.mark.parametrize(
    "code",
    ["", " ", "S 01", "S-01 ", "..", ".1", "-1", "screen", "abc", "S/01", "S-０１", "张-01",
     "S-01\n", "=1+1", "S-012345678901234567890", "<b>1</b>", "S%2F1", "1" * 21],
)  # fmt: skip
def test_what_is_no_code(play: Play, code: str) -> None:
    with pytest.raises(UnableToScreen, match="is not a participant code") as refused:
        screen(play.state, code)
    assert "e.g. S-01" in refused.value.right.en
    assert "S-01" in refused.value.right.zh


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("S-01", "S-01 is already in use"),
        ("s-01", "s-01 would be taken for S-01"),
        ("S-1", "S-1 would be taken for S-01"),
        ("s-0001", "s-0001 would be taken for S-01"),
    ],
)
def test_no_code_can_be_taken_for_another(play: Play, code: str, said: str) -> None:
    play.screen("S-01")
    with pytest.raises(UnableToScreen, match=said) as refused:
        screen(play.state, code)
    assert refused.value.right.en == "the next free code is S-02"


@pytest.mark.parametrize("code", ["S-10", "S-010", "S-11", "S01", "T-01", "S-01a", "S-0"])
def test_codes_that_tell_themselves_apart(play: Play, code: str) -> None:
    play.screen("S-01")
    assert screen(play.state, code).participant == code


def test_who_or_what_is_not_there(play: Play) -> None:
    with pytest.raises(UnknownParticipant, match="there is no participant S-01"):
        require_participant(play.state, "S-01")
    with pytest.raises(Refusal, match="no study yet"):
        require_study(State())
    with pytest.raises(UnknownParticipant):
        enroll(play.state, "S-01", DAY, already_happened=True)
    with pytest.raises(UnknownParticipant):
        fail_screening(play.state, "S-01")


# ------------------------------------------------------------------ enrolling


def test_who_fulfills_all_is_enrolled(play: Play) -> None:
    make_eligible(play, "S-01")
    fact = play.enroll(DAY)
    assert (fact.happened, fact.already_happened, fact.breaches) == ("2026-05-04", False, ())
    assert play.state.enrolled_count == 1
    one = play.participant().enrolled
    assert one is not None
    assert (one.happened, one.already_happened) == (DAY, False)


def test_whoever_is_one_too_many_is_refused_as_an_act_and_recorded_as_a_fact(play: Play) -> None:
    for code in ("S-01", "S-02", "S-03", "S-04"):
        make_eligible(play, code)
    for code in ("S-01", "S-02"):
        play.enroll(DAY, code=code)
    assert list_breaches(play.state, play.participant("S-03")) == ()
    play.enroll(DAY, code="S-03")
    refused = refuse(play, "S-04")
    assert refused.breaches == ("over_enrollment",)
    assert refused.what.en == ("S-04 cannot be enrolled: 3 are enrolled and the study file says 3")
    assert refused.what.zh == "S-04 不能入组：已入组 3 例，研究文件规定为 3 例"
    assert "record it as a fact" in refused.right.en
    fact = play.enroll(DAY, code="S-04", already=True)
    assert (fact.already_happened, fact.breaches) == (True, ("over_enrollment",))
    assert play.state.enrolled_count == 4


def test_the_eleventh_of_the_reference_study() -> None:
    play = Play("reference")
    for number in range(1, 12):
        play.screen(f"NC-{number:03d}")
    for number in range(1, 11):
        fact = play.enroll(DAY, code=f"NC-{number:03d}", already=True)
        assert "over_enrollment" not in fact.breaches
    assert "over_enrollment" in refuse(play, "NC-011").breaches
    assert "over_enrollment" in play.enroll(DAY, code="NC-011", already=True).breaches


def test_screen_failures_do_not_count_and_who_ended_does(play: Play) -> None:
    for code in ("S-01", "S-02", "S-03", "S-04"):
        make_eligible(play, code)
    play.fail("S-01")
    for code in ("S-02", "S-03"):
        play.enroll(DAY, code=code)
    play.save("early_termination", "end_of_study",
              {"end_date": "2026-05-05", "reason": "adverse_event"}, "2026-05-05",
              code="S-02")  # fmt: skip
    assert list_breaches(play.state, play.participant("S-04")) == ()
    play.enroll(DAY, code="S-04")
    assert "over_enrollment" in list_breaches(play.state, play.participant("S-01"))


def test_without_consent(play: Play) -> None:
    make_eligible(play, "S-01")
    play.save("screening", "consent", {"signed_at": "UNK"}, "2026-04-28", reason="query")
    refused = refuse(play, "S-01")
    assert refused.breaches == ("enrolled_without_consent",)
    assert "no consent signed by then is recorded" in refused.what.en


@pytest.mark.parametrize(
    ("happened", "breaches"),
    [
        (date(2026, 4, 27), ("enrolled_without_consent",)),
        (date(2026, 4, 28), ()),
        (date(2026, 4, 29), ()),
    ],
)
def test_a_consent_of_a_later_day_was_none_when_it_happened(
    play: Play, happened: date, breaches: tuple[str, ...]
) -> None:
    make_eligible(play, "S-01")
    assert list_breaches(play.state, play.participant(), happened) == breaches
    assert play.enroll(happened, already=True).breaches == breaches


def test_the_day_of_consent_is_that_of_the_clinic(play: Play) -> None:
    make_eligible(play, "S-01")
    play.consent("2026-04-29T00:30", reason="transcription")  # 28 April in UTC
    one = play.participant()
    assert list_breaches(play.state, one, date(2026, 4, 28)) == ("enrolled_without_consent",)
    assert list_breaches(play.state, one, date(2026, 4, 29)) == ()


def test_who_does_not_fulfill_a_criterion_or_where_one_is_open(play: Play) -> None:
    make_eligible(play, "S-01")
    play.save("screening", "labs", LABS | {"age": "17", "hemoglobin": "ND"}, "2026-04-28",
              reason="transcription")  # fmt: skip
    refused = refuse(play, "S-01")
    assert refused.breaches == ("enrolled_not_eligible",)
    assert refused.what.en == (
        "S-01 cannot be enrolled: not fulfilled: inclusion 1; undecided: exclusion 1"
    )
    assert refused.what.zh == "S-01 不能入组：不符合：入选 1；未定：排除 1"


def test_after_a_screen_failure(play: Play) -> None:
    make_eligible(play, "S-01")
    play.fail()
    assert refuse(play, "S-01").breaches == ("enrolled_after_failure",)
    play.enroll(DAY, already=True)
    assert play.participant().screen_failed is None


def test_all_that_stands_against_it_is_told_at_once(play: Play) -> None:
    for code in ("S-01", "S-02", "S-03", "S-04"):
        play.screen(code)
    for code in ("S-01", "S-02", "S-03"):
        play.enroll(DAY, code=code, already=True)
    play.fail("S-04")
    refused = refuse(play, "S-04")
    assert refused.breaches == (
        "over_enrollment", "enrolled_without_consent", "enrolled_not_eligible",
        "enrolled_after_failure",
    )  # fmt: skip
    assert refused.what.en.count(";") == 3


@pytest.mark.parametrize("already", [True, False])
def test_nobody_is_enrolled_twice(play: Play, *, already: bool) -> None:
    make_eligible(play, "S-01")
    play.enroll(DAY)
    with pytest.raises(UnableToEnroll, match="S-01 is already enrolled, on 2026-05-04") as refused:
        enroll(play.state, "S-01", DAY, already_happened=already)
    assert refused.value.right.en


@pytest.mark.parametrize(("database", "against"), [("real", True), ("rehearsal", False)])
def test_criteria_that_were_not_found_stand_against_real_use_only(
    database: str, *, against: bool
) -> None:
    play = Play("reference", "real" if database == "real" else "rehearsal")
    play.screen("NC-001")
    breaches = list_breaches(play.state, play.participant("NC-001"))
    assert ("criteria_not_found" in breaches) is against
    said = refuse(play, "NC-001").what.en
    assert ("real use needs" in said) is against


# ------------------------------------------------------------------ failing screening


def test_a_screen_failure_names_what_stood_in_the_way(play: Play) -> None:
    make_eligible(play, "S-01")
    play.save("screening", "labs", LABS | {"age": "17"}, "2026-04-28", reason="query")
    assert fail_screening(play.state, "S-01").criteria == ("adult",)
    play.fail(words="asked the mother too")
    failed = play.participant().screen_failed
    assert failed is not None
    assert (failed.criteria, failed.why_text) == (("adult",), "asked the mother too")


def test_nobody_fails_twice_or_after_enrollment(play: Play) -> None:
    make_eligible(play, "S-01")
    play.fail()
    with pytest.raises(UnableToScreen, match="already a screen failure") as refused:
        fail_screening(play.state, "S-01")
    assert refused.value.right.en
    play.enroll(DAY, already=True)
    with pytest.raises(UnableToScreen, match="S-01 is enrolled") as refused:
        fail_screening(play.state, "S-01")
    assert "end-of-study form" in refused.value.right.en
