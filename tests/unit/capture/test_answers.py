"""A save as typed, on top of a state, in; the fact to record, or why it is refused, out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from heliotrope.capture.answers import (
    REASONS,
    NothingChanged,
    StaleSave,
    UnableToAnswer,
    answer,
    check_words,
    list_changed,
    make_why,
)
from heliotrope.capture.enrollment import UnknownParticipant
from heliotrope.capture.entries import SealedText
from heliotrope.capture.ledger import State
from heliotrope.capture.submission import Submission
from heliotrope.vocabulary import Missing, Refusal
from tests.unit.capture.playing import DOSE, INVESTIGATOR, LABS, TODAY, Play, cdasi


@pytest.fixture
def play() -> Play:
    play = Play()
    play.screen("S-01")
    return play


LATE = Submission("S-01", "baseline", "labs", LABS, "2026-05-04")


def blame(play: Play, submission: Submission, today: date = TODAY) -> list[str]:
    """What the save is refused for, and proof that nothing was recorded by halves."""
    before = play.state
    with pytest.raises(UnableToAnswer) as refused:
        answer(play.state, submission, today, play.salt)
    assert play.state is before
    assert all(fault.what.zh and fault.right.zh for fault in refused.value.faults)
    assert f"{len(refused.value.faults)} thing(s)" in refused.value.what.en
    return [fault.say() for fault in refused.value.faults]


# ------------------------------------------------------------------ a save


def test_a_save_is_one_fact_with_its_scores_findings_and_deviations(play: Play) -> None:
    play.consent("2026-05-01T10:00")
    fact = play.save("screening", "cdasi", cdasi(14), "2026-05-01", "09:40")
    assert fact.scores == {"activity": 14, "damage": 0}
    assert fact.instrument == "cdasi 2"
    assert fact.deviations == ("before_consent:screening:cdasi:1",)
    assert (fact.form_version, fact.complete, fact.performed) == (1, True, "2026-05-01T09:40")
    fact = play.save("screening", "labs", LABS | {"hemoglobin": "29"}, "2026-05-02")
    assert fact.findings == ("low",)
    assert fact.deviations == ()
    assert fact.values["hemoglobin"] == {"decimal": "29"}


def test_a_deviation_is_told_once_and_by_the_save_that_brought_it(play: Play) -> None:
    assert play.save("screening", "labs", LABS, "2026-05-01").deviations == ("without_consent",)
    assert play.save("screening", "cdasi", cdasi(14), "2026-05-03").deviations == ()
    assert play.consent("2026-05-02T10:00").deviations == ("before_consent:screening:labs:1",)


def test_text_is_sealed_and_its_words_laid_aside(play: Play) -> None:
    draft = answer(play.state, replace(LATE, raw=LABS | {"remark": "so"}), TODAY, play.salt)
    assert [sealed.text for sealed in draft.sealed] == ["so"]
    play.take(draft)
    record = play.record("baseline", "labs")
    assert record.values["remark"] == "so"
    assert record.commitments == {"remark": draft.sealed[0].commitment}


def test_a_number_is_kept_as_it_was_typed(play: Play) -> None:
    play.save("baseline", "labs", LABS | {"hemoglobin": "120.50"}, "2026-05-04")
    assert str(play.record("baseline", "labs").values["hemoglobin"]) == "120.50"


def test_a_form_that_was_not_done_is_complete_without_a_day(play: Play) -> None:
    play.save("baseline", "cdasi", {}, not_done="ND")
    record = play.record("baseline", "cdasi")
    assert (record.complete, record.performed, record.has_values) == (True, None, False)
    assert record.scores == {"activity": None, "damage": None}
    assert set(record.values.values()) == {Missing.ND}


# ------------------------------------------------------------------ what does not exist


def test_an_unknown_participant_visit_or_form(play: Play) -> None:
    with pytest.raises(UnknownParticipant, match="there is no participant S-99"):
        answer(play.state, replace(LATE, participant="S-99"), TODAY, play.salt)
    (fault,) = blame(play, replace(LATE, visit="week_99"))
    assert fault.startswith('labs: the study has no "week_99"; there are: screening, baseline, ')
    (fault,) = blame(play, replace(LATE, form="mri"))
    assert fault.startswith('mri: the study has no "mri"; there are: consent, eligibility, labs, ')


def test_a_form_that_the_visit_does_not_collect(play: Play) -> None:
    (fault,) = blame(play, replace(LATE, visit="week_4", form="eligibility", raw={}))
    assert fault == (
        "eligibility: Week 4 does not collect this form; it collects: cdasi, labs, dosing;"
        " or use an unscheduled visit"
    )


def test_a_database_without_a_study_says_what_to_do() -> None:
    with pytest.raises(Refusal, match="this database has no study yet"):
        answer(State(), LATE, TODAY, lambda: "0" * 32)


def test_every_fault_comes_at_once(play: Play) -> None:
    play.save("baseline", "labs", LABS, "2026-05-04")
    raw = {"age": "abc", "hemoglobin": "", "fasting": "no"}
    late = replace(LATE, raw=raw, date="2028-01-01", seen_version=1)
    assert [said.partition(":")[0] for said in blame(play, late)] == [
        "date", "age", "hemoglobin", "reason",
    ]  # fmt: skip


# ------------------------------------------------------------------ stale saves


def make_stale(play: Play) -> StaleSave:
    """The refusal of a save of what was opened at version 1, after INVESTIGATOR saved another."""
    play.save("baseline", "labs", LABS, "2026-05-04")
    changed = LABS | {"hemoglobin": "110", "remark": "again"}
    play.save("baseline", "labs", changed, "2026-05-05", by=INVESTIGATOR, reason="query")
    late = replace(LATE, raw=LABS | {"age": "41"}, seen_version=1, reason_code="transcription")
    before = play.state
    with pytest.raises(StaleSave) as refused:
        answer(play.state, late, TODAY, play.salt)
    assert play.state is before
    return refused.value


def test_a_stale_save_is_told_who_changed_what_and_when(play: Play) -> None:
    stale = make_stale(play)
    assert stale.changed == ("date", "hemoglobin", "remark")
    assert stale.current is play.record("baseline", "labs")
    assert stale.what.en == (
        "Wu Jian saved version 2 of this form at 2026-05-01 00:03:00 UTC, after you opened it;"
        " changed: date, hemoglobin, remark"
    )
    for told in ("Wu Jian", "2026-05-01 00:03:00 UTC", "第 2 版", "hemoglobin"):
        assert told in stale.what.zh
    assert "save again on top of that version" in stale.right.en
    assert "110" not in stale.what.en


def test_two_who_open_an_empty_form(play: Play) -> None:
    play.save("baseline", "labs", LABS, "2026-05-04")
    with pytest.raises(StaleSave) as refused:
        answer(play.state, replace(LATE, raw=LABS | {"age": "41"}), TODAY, play.salt)
    assert refused.value.changed == ("age", "hemoglobin", "fasting")


def test_a_stale_save_with_faults_is_first_of_all_stale(play: Play) -> None:
    play.save("baseline", "labs", LABS, "2026-05-04")
    with pytest.raises(StaleSave):
        answer(play.state, replace(LATE, raw=LABS | {"age": "abc"}), TODAY, play.salt)


def test_saving_again_on_top_of_the_version_that_stands_is_accepted(play: Play) -> None:
    make_stale(play)
    play.save("baseline", "labs", LABS | {"age": "41"}, "2026-05-04", reason="transcription")
    assert play.record("baseline", "labs").version == 3


@pytest.mark.parametrize("seen", [0, 1])
def test_who_sends_what_stands_already_is_told_who_was_first(play: Play, seen: int) -> None:
    """Of several at once with the same values one is accepted; the others are told why."""
    play.save("baseline", "labs", LABS | {"age": "41"}, "2026-05-04")
    play.save("baseline", "labs", LABS, "2026-05-04", reason="transcription")
    again = replace(LATE, seen_version=seen, reason_code="transcription")
    with pytest.raises(StaleSave) as stale:
        answer(play.state, again, TODAY, play.salt)
    assert stale.value.current.version == 2
    with pytest.raises(NothingChanged, match="nothing was changed"):
        answer(play.state, replace(again, seen_version=2), TODAY, play.salt)


def test_a_version_that_was_opened_elsewhere_and_is_not_here(play: Play) -> None:
    (fault,) = blame(play, replace(LATE, seen_version=3))
    assert fault.startswith("labs: version 3 of this form, which you opened, is not here")


# ------------------------------------------------------------------ nothing changed, nothing said


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s,
        lambda s: replace(s, raw=LABS | {"hemoglobin": "120.0"}),
        lambda s: replace(s, raw=LABS | {"hemoglobin": "１２０"}),
        lambda s: replace(s, complete=False),
        lambda s: replace(s, reason_code="query", reason_text="why not"),
        lambda s: replace(s, reason_code="", reason_text=""),
    ],
)
def test_a_save_that_changes_nothing(
    play: Play, change: Callable[[Submission], Submission]
) -> None:
    play.save("baseline", "labs", LABS, "2026-05-04")
    with pytest.raises(NothingChanged):
        answer(play.state, change(replace(LATE, seen_version=1)), TODAY, play.salt)


@pytest.mark.parametrize(
    "change",
    [
        {"raw": LABS | {"age": "41"}},
        {"raw": LABS | {"remark": "so"}},
        {"raw": LABS | {"hemoglobin": "ND"}},
        {"date": "2026-05-05"},
        {"time": "09:40"},
        {"not_done": "ND"},
    ],
)
def test_any_change_is_a_new_version(play: Play, change: dict[str, object]) -> None:
    play.save("baseline", "labs", LABS, "2026-05-04")
    changed = replace(LATE, seen_version=1, reason_code="transcription", **change)  # type: ignore[arg-type]
    assert play.submit(changed).form_version == 2


def test_completing_a_draft_as_it_stands_is_a_change_that_needs_no_reason(play: Play) -> None:
    play.save("baseline", "labs", LABS, "2026-05-04", draft=True)
    fact = play.save("baseline", "labs", LABS, "2026-05-04")
    assert (fact.form_version, fact.complete) == (2, True)
    assert play.links[-1].entry.why is None


def test_an_item_that_new_study_files_brought_counts_as_empty_before(play: Play) -> None:
    play.save("baseline", "labs", LABS, "2026-05-04")
    new = "      - {name: weight, label: {en: Weight, zh: 体重}, type: integer, required: false}\n"
    play.adopt("      - {name: remark", new + "      - {name: remark", "forms/labs.yaml")
    with pytest.raises(NothingChanged):
        answer(play.state, replace(LATE, seen_version=1), TODAY, play.salt)


@pytest.mark.parametrize("raw", [{}, {"age": "", "remark": "  "}])
def test_an_empty_draft_is_refused_because_nobody_could_take_it_back(
    play: Play, raw: dict[str, str]
) -> None:
    empty = replace(LATE, raw=raw, date="", complete=False)
    assert blame(play, empty) == [
        "labs: nothing is filled in; fill in one item at least, or mark the whole form as not done"
    ]


@pytest.mark.parametrize(
    "change", [{"raw": {"age": "4"}}, {"date": "2026-05-04"}, {"not_done": "UNK"}]
)
def test_a_draft_may_hold_little(play: Play, change: dict[str, object]) -> None:
    little = replace(LATE, **({"raw": {}, "date": "", "complete": False} | change))  # type: ignore[arg-type]
    assert play.submit(little).form_version == 1


def test_a_folder_of_data_may_state_a_row_without_any_day_or_value(play: Play) -> None:
    empty = replace(LATE, raw={}, date="", complete=False)
    assert answer(play.state, empty, date.max, play.salt).fact.kind == "answered"
    dateless = replace(LATE, date="")
    assert answer(play.state, dateless, date.max, play.salt).fact.kind == "answered"


# ------------------------------------------------------------------ corrections


def test_a_draft_is_changed_without_a_reason(play: Play) -> None:
    play.save("baseline", "labs", {"age": "4"}, draft=True)
    play.save("baseline", "labs", {"age": "40"}, draft=True)
    assert play.record("baseline", "labs").version == 2


@pytest.mark.parametrize(
    ("code", "words", "said"),
    [
        ("", "", "reason: a change of a completed form needs its reason; choose one: Copied wrong"),
        ("", "a slip", "reason: a change of a completed form needs its reason"),
        ("because", "", "reason: a change of a completed form needs its reason"),
        ("other", "", "reason: another reason is not said; write it in a few words"),
        ("other", "  ", "reason: another reason is not said"),
        ("query", "x" * 10_001, "reason: The text: the text has 10001 characters"),
        ("other", "a\x00b", "reason: The text: the text holds a control character"),
        ("other", "a\ud800b", "reason: The text: the text holds a control character"),
    ],
)
def test_a_completed_form_is_changed_only_with_a_reason(
    play: Play, code: str, words: str, said: str
) -> None:
    play.save("baseline", "labs", LABS, "2026-05-04")
    changed = replace(
        LATE, raw=LABS | {"age": "41"}, seen_version=1, reason_code=code, reason_text=words
    )
    (fault,) = blame(play, changed)
    assert fault.startswith(said)


@pytest.mark.parametrize("code", list(REASONS))
def test_each_reason_of_the_list_will_do(play: Play, code: str) -> None:
    play.save("baseline", "labs", LABS, "2026-05-04")
    play.save("baseline", "labs", LABS | {"age": "41"}, "2026-05-04", reason=code, words="slip")
    record = play.record("baseline", "labs")
    assert (record.why_code, record.why_text) == (code, "slip")


def test_a_completed_form_cannot_become_a_draft_again(play: Play) -> None:
    play.save("baseline", "labs", LABS, "2026-05-04")
    gone = replace(
        LATE, raw={"age": "41"}, seen_version=1, complete=False, reason_code="transcription"
    )
    empty = [said.partition(":")[0] for said in blame(play, gone)]
    assert empty == ["hemoglobin", "fasting", "hours"]
    fact = play.submit(replace(gone, raw=LABS | {"age": "41"}))
    assert fact.complete


@pytest.mark.parametrize("code", ["Mrs. Zhang told us", "<script>", "QUERY"])
def test_no_words_of_a_person_enter_the_chain_as_a_reason(play: Play, code: str) -> None:
    assert blame(play, replace(LATE, reason_code=code)) == [
        "reason: no reason of the list is chosen; choose one: "
        + "; ".join(label.en for label in REASONS.values())
    ]


def test_words_without_a_reason_are_not_swallowed(play: Play) -> None:
    (fault,) = blame(play, replace(LATE, reason_text="a slip"))
    assert fault.startswith("reason: no reason of the list is chosen")


def test_a_first_save_may_tell_its_reason(play: Play) -> None:
    play.submit(replace(LATE, reason_code="late_information", reason_text="from the county"))
    assert play.record("baseline", "labs").why_text == "from the county"


def test_a_correction_can_undo_a_deviation_and_bring_another(play: Play) -> None:
    play.dose("2026-05-04")
    play.save("week_4", "labs", LABS, "2026-06-10")
    wrong = play.save("week_4", "labs", LABS, "2026-06-01", reason="transcription")
    assert wrong.deviations == ()


# ------------------------------------------------------------------ words


def test_words_are_sealed_with_a_salt_of_their_own(play: Play) -> None:
    sealed: list[SealedText] = []
    why = make_why("query", "asked by the monitor", play.salt, sealed)
    assert [one.text for one in sealed] == ["asked by the monitor"]
    assert why.text == {"sealed": sealed[0].commitment, "type": "text"}
    assert make_why("query", "", play.salt, sealed).text is None
    assert len(sealed) == 1


@pytest.mark.parametrize("words", ["x" * 10_001, "\x00", "\ud800"])
def test_words_that_cannot_be_kept_are_refused(play: Play, words: str) -> None:
    assert check_words(words)
    sealed: list[SealedText] = []
    with pytest.raises(Refusal):
        make_why("already_happened", words, play.salt, sealed)
    assert sealed == []


@pytest.mark.parametrize("words", ["", "ND", "x" * 10_000, "两行\r\n文字\t😀", "a' OR 1=1 --"])
def test_words_of_any_sort_are_kept(words: str) -> None:
    assert check_words(words) == []


# ------------------------------------------------------------------ what differs


def test_what_changed_comes_in_the_order_of_the_form(play: Play) -> None:
    play.save("baseline", "labs", LABS | {"remark": "so"}, "2026-05-04")
    first = play.record("baseline", "labs")
    assert list_changed(None, first) == ("age", "hemoglobin", "fasting", "remark")
    play.save(
        "baseline", "labs", {"remark": "", "fasting": "no", "hemoglobin": "1", "age": "1"},
        "2026-05-05", reason="transcription",
    )  # fmt: skip
    assert list_changed(first, play.record("baseline", "labs")) == (
        "date", "age", "hemoglobin", "remark",
    )  # fmt: skip


def test_a_moment_given_with_another_offset_is_the_same(play: Play) -> None:
    play.consent("2026-05-01T09:00")
    with pytest.raises(NothingChanged):
        play.consent("2026-05-01T01:00Z")
    record = play.record("screening", "consent")
    assert record.values["signed_at"] == datetime(2026, 5, 1, 1, tzinfo=UTC)


def test_rows_of_a_repeating_form_have_versions_of_their_own(play: Play) -> None:
    play.save("baseline", "dosing", DOSE, "2026-05-04")
    play.save("baseline", "dosing", DOSE | {"dose_mg": "0"}, "2026-05-11", repeat=2)
    play.save("baseline", "dosing", DOSE | {"dose_mg": "2.5"}, "2026-05-04", reason="query")
    assert play.record("baseline", "dosing", 1).version == 2
    assert play.record("baseline", "dosing", 1).values["dose_mg"] == Decimal("2.5")
    assert play.record("baseline", "dosing", 2).version == 1


def test_unscheduled_visits_are_rows_too(play: Play) -> None:
    for repeat in (1, 2):
        play.save("unscheduled", "labs", LABS, f"2026-05-1{repeat}", repeat=repeat)
    days = [r.performed_date for r in play.participant().records.values()]
    assert days == [date(2026, 5, 11), date(2026, 5, 12)]


def test_a_save_under_a_clock_that_went_back_is_recorded_and_marked(play: Play) -> None:
    play.step = timedelta(hours=-1)
    play.save("baseline", "labs", LABS, "2026-05-04")
    assert play.links[-1].entry.clock_back_seconds == "3600.000000"
