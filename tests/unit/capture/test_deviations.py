"""A participant's records in; the deviations from the protocol, and their judgments, out.

What a clinician would look up (minutes around consent, edges of windows) stands in tests/cases.
"""

from __future__ import annotations

from datetime import date

import pytest

from heliotrope.capture.deviations import RULES, Deviation, derive_deviations
from tests.unit.capture.playing import DOSE, INVESTIGATOR, LABS, Play, alter, cdasi


@pytest.fixture
def play() -> Play:
    play = Play()
    play.screen("S-01")
    return play


def find(play: Play, code: str = "S-01") -> dict[str, Deviation]:
    return {d.key: d for d in derive_deviations(play.study, play.participant(code))}


def make_enrolled(play: Play) -> None:
    """Eligible, enrolled on 3 May, first dose on 4 May: nothing to tell."""
    play.consent("2026-04-28T09:00")
    play.save("screening", "labs", LABS, "2026-04-28")
    play.save("screening", "cdasi", cdasi(12), "2026-04-28")
    play.save("screening", "eligibility", {"infection": "no"}, "2026-04-28")
    play.enroll(date(2026, 5, 3))
    play.dose("2026-05-04")


def test_a_participant_by_the_book_has_none(play: Play) -> None:
    make_enrolled(play)
    play.save("baseline", "cdasi", cdasi(12), "2026-05-04")
    play.save("week_4", "cdasi", cdasi(9), "2026-06-01")
    assert find(play) == {}


def test_every_rule_has_its_words(play: Play) -> None:
    play.save("screening", "labs", LABS, "2026-05-01")
    play.fail()
    for code in ("S-02", "S-03", "S-04"):
        play.screen(code)
        play.enroll(date(2026, 5, 1), code=code, already=True)
    play.dose("2026-05-04")
    play.save("week_4", "labs", LABS, "2026-05-05")
    play.tell("the wrong box")
    play.enroll(date(2026, 5, 9), already=True)
    rules = {one.rule for one in find(play).values()}
    play.consent("2026-05-03T09:00")
    rules |= {one.rule for one in find(play).values()}
    assert rules | {"criteria_not_found"} == set(RULES)
    for one in find(play).values():
        assert one.text.en
        assert one.text.zh
        assert one.rule == one.key.partition(":")[0]


# ------------------------------------------------------------------ consent


def test_without_consent_all_that_was_done_is_one(play: Play) -> None:
    play.save("screening", "cdasi", {}, not_done="ND")
    assert find(play) == {}
    play.save("screening", "labs", {"age": "4"}, "2026-05-01", draft=True)
    play.save("baseline", "cdasi", cdasi(12), "2026-05-04")
    (one,) = find(play).values()
    assert one.text.en == "2 form(s) were performed and no signed consent is recorded"
    assert (one.key, one.rule, one.recorded.seq) == ("without_consent", "without_consent", 4)


def test_consent_and_the_end_of_study_may_be_filled_in_at_any_time(play: Play) -> None:
    play.save("early_termination", "end_of_study",
              {"end_date": "2026-05-01", "reason": "adverse_event"}, "2026-05-01")  # fmt: skip
    assert find(play) == {}
    play.consent("2026-05-02T09:00")
    assert find(play) == {}


def test_a_dose_before_consent_is_found_whatever_day_the_form_bears(play: Play) -> None:
    play.consent("2026-05-02T09:00")
    play.save("baseline", "dosing", DOSE | {"start_date": "2026-05-01"}, "2026-05-03")
    one = find(play)["before_consent:baseline:dosing:1"]
    assert one.text.en == (
        "Doses (Baseline) was performed 2026-05-01, before consent was signed 2026-05-02 09:00"
    )


def test_a_form_that_was_not_done_was_not_done_before_consent(play: Play) -> None:
    play.consent("2026-05-02T09:00")
    raw = dict.fromkeys(("age", "hemoglobin", "fasting", "hours"), "ND")
    play.save("screening", "labs", raw, "2026-05-01")
    assert find(play) == {}


def test_a_study_without_consent_form_asks_for_none(play: Play) -> None:
    play.save("screening", "labs", LABS, "2026-05-01")
    roles = play.study.roles.model_copy(update={"consent_form": None})
    study = alter(play.study, roles=roles)
    assert derive_deviations(study, play.participant()) == ()


# ------------------------------------------------------------------ windows


def test_a_visit_outside_its_window_is_one_deviation_with_all_its_days(play: Play) -> None:
    make_enrolled(play)
    play.save("week_4", "labs", LABS, "2026-06-05")
    play.save("week_4", "cdasi", cdasi(9), "2026-05-28")
    (one,) = find(play).values()
    assert one.key == "outside_window:week_4"
    assert one.text.en == "Week 4: performed on study day 25, 33, window 26 to 32"
    assert one.text.zh == "第 4 周：于第 25、33 天进行，窗口为第 26 至 32 天"
    assert one.visit == "week_4"


def test_days_before_day_1_are_written_with_a_true_minus(play: Play) -> None:
    make_enrolled(play)
    play.save("screening", "labs", LABS | {"age": "41"}, "2026-05-04", reason="transcription")
    (one,) = find(play).values()
    assert one.text.en == "Screening: performed on study day 1, window −14 to −1"


def test_doses_are_given_between_visits(play: Play) -> None:
    make_enrolled(play)
    play.dose("2026-05-20", visit="week_4")
    assert find(play) == {}


def test_before_day_1_is_known_no_window_can_be_left(play: Play) -> None:
    play.consent("2026-04-28T09:00")
    play.save("week_4", "labs", LABS, "2026-06-05")
    assert find(play) == {}


def test_an_unscheduled_visit_has_no_window(play: Play) -> None:
    make_enrolled(play)
    play.save("unscheduled", "labs", LABS, "2026-12-24")
    assert find(play) == {}


# ------------------------------------------------------------------ doses and enrollment


@pytest.mark.parametrize(
    ("enrolled", "found"),
    [
        (None, "first dose on 2026-05-04, and no enrollment is recorded"),
        (date(2026, 5, 5), "first dose on 2026-05-04, before enrollment on 2026-05-05"),
        (date(2026, 5, 4), None),
        (date(2026, 5, 3), None),
    ],
)
def test_who_is_treated_was_enrolled(play: Play, enrolled: date | None, found: str | None) -> None:
    play.consent("2026-04-28T09:00")
    play.dose("2026-05-04")
    if enrolled is not None:
        play.enroll(enrolled, already=True)
    one = find(play).get("dosed_not_enrolled")
    assert (one.text.en if one else None) == found
    if one:
        assert (one.visit, one.form, one.recorded.seq) == ("baseline", "dosing", 4)


def test_a_screen_failure_who_was_treated_is_not_hidden(play: Play) -> None:
    play.consent("2026-04-28T09:00")
    play.fail()
    play.dose("2026-05-04")
    assert list(find(play)) == ["dosed_not_enrolled"]


def test_each_rule_that_stood_against_an_enrollment_is_one(play: Play) -> None:
    play.fail(words="declined at first")
    play.enroll(date(2026, 5, 4), already=True, words="treated on the ward")
    found = find(play)
    assert set(found) == {
        "enrolled_without_consent", "enrolled_not_eligible", "enrolled_after_failure",
    }  # fmt: skip
    text = found["enrolled_after_failure"].text
    assert text.en == "Enrolled after screen failure on 2026-05-04: treated on the ward"


def test_what_a_person_told(play: Play) -> None:
    commitment = play.tell("two capsules on one day")
    (one,) = find(play).values()
    assert one.key == "told:3"
    assert one.text.en == "2026-05-02: two capsules on one day"
    play.redact(commitment)
    (one,) = find(play).values()
    assert (one.text.en, one.text.zh) == ("2026-05-02: redacted", "2026-05-02：已遮蔽")


# ------------------------------------------------------------------ who brought it in, and when


def test_it_stays_with_the_save_that_brought_it_in(play: Play) -> None:
    make_enrolled(play)
    play.save("week_4", "labs", LABS, "2026-06-05")
    brought = play.links[-1]
    play.save("week_4", "labs", LABS | {"age": "41"}, "2026-06-05",
              by=INVESTIGATOR, reason="transcription")  # fmt: skip
    (one,) = find(play).values()
    assert (one.recorded.seq, one.recorded.hash) == (brought.entry.seq, brought.hash)
    assert one.recorded.by.name == "Lin Qiao"
    play.save("week_4", "labs", LABS, "2026-06-06", by=INVESTIGATOR, reason="transcription")
    (one,) = find(play).values()
    assert one.recorded.seq == play.links[-1].entry.seq


def test_the_earliest_recorded_comes_first(play: Play) -> None:
    play.tell("second thoughts")
    play.save("screening", "labs", LABS, "2026-05-01")
    play.tell("third thoughts")
    assert list(find(play)) == ["told:3", "without_consent", "told:5"]


# ------------------------------------------------------------------ judgments


def make_judged(play: Play) -> None:
    """A visit on day 33, judged minor."""
    make_enrolled(play)
    play.save("week_4", "labs", LABS, "2026-06-05")
    play.judge("outside_window:week_4", words="the ferry did not run")


def test_a_judgment_is_shown_with_its_deviation(play: Play) -> None:
    make_judged(play)
    judged = find(play)["outside_window:week_4"].acknowledged
    assert judged is not None
    assert (judged.weight, judged.comment) == ("minor", "the ferry did not run")
    assert judged.recorded.by == INVESTIGATOR


def test_the_latest_judgment_counts(play: Play) -> None:
    make_judged(play)
    play.judge("outside_window:week_4", "major")
    judged = find(play)["outside_window:week_4"].acknowledged
    assert judged is not None
    assert judged.weight == "major"


def test_a_judgment_holds_while_other_things_change(play: Play) -> None:
    make_judged(play)
    play.save("week_4", "labs", LABS | {"age": "41"}, "2026-06-05", reason="transcription")
    play.save("week_4", "cdasi", cdasi(9), "2026-06-01")
    play.dose("2026-05-20", visit="week_4")
    assert find(play)["outside_window:week_4"].acknowledged is not None


def test_a_judgment_falls_when_the_day_is_corrected(play: Play) -> None:
    make_judged(play)
    play.save("week_4", "labs", LABS, "2026-07-25", reason="transcription")
    one = find(play)["outside_window:week_4"]
    assert one.text.en.startswith("Week 4: performed on study day 83")
    assert one.acknowledged is None
    play.judge("outside_window:week_4", "major")
    assert find(play)["outside_window:week_4"].acknowledged is not None


def test_a_judgment_falls_when_what_it_is_counted_from_is_corrected(play: Play) -> None:
    make_judged(play)
    play.save("baseline", "dosing", DOSE | {"start_date": "2026-05-03"}, "2026-05-04",
              reason="source_corrected")  # fmt: skip
    one = find(play)["outside_window:week_4"]
    assert "study day 34" in one.text.en
    assert one.acknowledged is None


def test_a_judgment_falls_when_consent_turns_out_to_be_later(play: Play) -> None:
    play.consent("2026-05-01T10:00")
    play.save("screening", "cdasi", cdasi(12), "2026-05-01", "09:40")
    play.judge("before_consent:screening:cdasi:1")
    assert find(play)["before_consent:screening:cdasi:1"].acknowledged is not None
    play.consent("2026-05-03T10:00", reason="transcription")
    assert find(play)["before_consent:screening:cdasi:1"].acknowledged is None


def test_more_done_without_consent_is_judged_anew(play: Play) -> None:
    play.save("screening", "labs", LABS, "2026-05-01")
    play.judge("without_consent")
    play.save("screening", "cdasi", cdasi(12), "2026-05-01")
    assert find(play)["without_consent"].acknowledged is None


def test_a_judgment_stands_with_a_fact_that_cannot_change(play: Play) -> None:
    commitment = play.tell("two capsules")
    play.enroll(date(2026, 5, 4), already=True)
    play.judge("told:3")
    play.judge("enrolled_without_consent", "major")
    play.consent("2026-05-03T10:00")
    play.redact(commitment)
    found = find(play)
    assert found["told:3"].acknowledged is not None
    assert found["enrolled_without_consent"].acknowledged is not None


# ------------------------------------------------------------------ study files that changed


def test_a_form_that_the_study_has_no_more_is_still_found_by_its_name(play: Play) -> None:
    play.consent("2026-05-02T09:00")
    play.save("screening", "labs", LABS, "2026-05-01")
    forms = tuple(form for form in play.study.forms if form.name != "labs")
    study = alter(play.study, forms=forms, visits=play.study.visits[1:])
    (one,) = derive_deviations(study, play.participant())
    assert one.text.en.startswith("labs (screening) was performed 2026-05-01")
