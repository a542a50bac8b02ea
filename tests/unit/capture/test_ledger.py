"""Entries in; whether the chain, the state and each record's versions are as they should be out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from heliotrope.capture.entries import (
    NO_HASH,
    Exported,
    PasswordChanged,
    PersonAdded,
    ResultsViewed,
    RoleChanged,
    Screened,
    StudyVersion,
    compute_hash,
)
from heliotrope.capture.ledger import Draft, Link, State, chain, fold, fold_all
from heliotrope.vocabulary import Missing
from tests.unit.capture.playing import (
    COORDINATOR,
    INVESTIGATOR,
    LABS,
    START,
    Play,
    found_study,
    read_back,
)

VERSION = StudyVersion(version="1", fingerprint="f" * 64)


def make_play() -> Play:
    play = Play()
    play.screen("S-01")
    return play


# ------------------------------------------------------------------ the chain


def test_each_entry_names_the_hash_of_the_one_before() -> None:
    play = make_play()
    play.consent("2026-05-01T09:00")
    first, *rest = play.links
    assert first.entry.previous == NO_HASH
    before = first
    for link in rest:
        assert link.entry.seq == before.entry.seq + 1
        assert link.entry.previous == before.hash == compute_hash(before.text)
        before = link
    assert play.state.head == Link(before.entry.seq, before.hash, play.at)
    assert str(play.state.head) == f"{len(play.links)}:{before.hash}"


@pytest.mark.parametrize(
    ("later", "mark"),
    [
        (timedelta(seconds=1), None),
        (timedelta(0), None),
        (timedelta(microseconds=-1), "0.000001"),
        (timedelta(hours=-1, seconds=-2), "3602.000000"),
    ],
)
def test_a_clock_that_goes_back_is_marked_and_kept(later: timedelta, mark: str | None) -> None:
    head = Link(3, "a" * 64, START)
    link = chain(Draft(Screened(participant="S-01")), head, COORDINATOR, START + later, VERSION)
    assert link.entry.clock_back_seconds == mark
    assert link.entry.at == (START + later).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert fold(State(), link).head == Link(4, link.hash, START + later)


def test_the_first_entry_of_all_has_no_clock_to_compare_with() -> None:
    link = chain(Draft(Screened(participant="S-01")), None, COORDINATOR, START, VERSION)
    assert (link.entry.seq, link.entry.clock_back_seconds) == (1, None)


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    there = START.astimezone(datetime.strptime("+0800", "%z").tzinfo)
    fact = Draft(Screened(participant="S-01"))
    assert (
        chain(fact, None, COORDINATOR, there, VERSION).hash
        == chain(fact, None, COORDINATOR, START, VERSION).hash
    )


# ------------------------------------------------------------------ the state


def test_founding_brings_the_study_and_the_kind_of_database() -> None:
    state, link = found_study("small")
    assert state.database == "rehearsal"
    assert state.study is not None
    assert state.study.fingerprint == link.entry.study.fingerprint
    assert set(state.studies) == {state.study.fingerprint}
    assert (state.participants, state.looks, state.enrolled_count) == ({}, (), 0)


def test_an_adopted_version_applies_and_the_old_one_stays_readable() -> None:
    play = make_play()
    old = play.study.fingerprint
    play.consent("2026-05-01T09:00")
    play.adopt('version: "1"', 'version: "2"')
    assert play.study.version == "2"
    assert set(play.state.studies) == {old, play.study.fingerprint}
    assert play.state.database == "rehearsal"
    assert play.record("screening", "consent").study_fingerprint == old
    play.save("screening", "labs", LABS, "2026-05-01")
    assert play.record("screening", "labs").study_fingerprint == play.study.fingerprint


def test_people_their_roles_and_passwords() -> None:
    play = make_play()
    added = play.take(PersonAdded(person="p9", username="wang", name="Wang", role="coordinator"))
    staff = play.state.staff["p9"]
    assert (staff.person.role, staff.password_from_administrator) == ("coordinator", True)
    play.take(PasswordChanged(person="p9", by_administrator=False))
    assert not play.state.staff["p9"].password_from_administrator
    assert play.state.staff["p9"].since == datetime.fromisoformat(added.entry.at)
    play.take(RoleChanged(person="p9", role="inactive"))
    assert play.state.staff["p9"].person.role == "inactive"
    assert play.state.staff["p9"].since == play.at
    play.take(PasswordChanged(person="p9", by_administrator=True))
    assert play.state.staff["p9"].password_from_administrator


def test_a_look_at_results_is_kept_and_a_copy_changes_nothing() -> None:
    play = make_play()
    play.take(ResultsViewed(up_to=2), INVESTIGATOR)
    before = play.state
    play.take(Exported(what="data", up_to=3))
    (look,) = play.state.looks
    assert (look.up_to, look.recorded.by, look.recorded.seq) == (2, INVESTIGATOR, 3)
    assert replace(play.state, head=before.head) == before


def test_the_state_given_is_left_as_it_was() -> None:
    play = make_play()
    before, participants = play.state, dict(play.state.participants)
    play.consent("2026-05-01T09:00")
    assert dict(before.participants) == participants
    assert before.participants["S-01"].records == {}
    assert play.state.participants["S-01"] is not before.participants["S-01"]


def test_folding_many_entries_at_once_is_folding_one_by_one() -> None:
    play = make_play()
    one_by_one = State()
    for link in play.links:
        one_by_one = fold(one_by_one, link)
    assert fold_all(play.links) == one_by_one


def test_folding_many_entries_leaves_the_state_given_and_the_one_returned_alone() -> None:
    play = make_play()
    start = fold_all(play.links[:-1])
    before = dict(start.participants)
    after = fold_all(play.links[-1:], start)
    assert dict(start.participants) == before
    kept = dict(after.participants)
    fold(after, play.links[-1])
    assert dict(after.participants) == kept


def test_folding_on_from_a_state_is_folding_from_the_start() -> None:
    play = make_play()
    play.consent("2026-05-01T09:00")
    play.save("screening", "labs", LABS | {"remark": "so"}, "2026-05-01")
    start, _ = found_study("small")
    assert fold_all(play.links[1:], start) == play.state
    assert fold_all(play.links[2:], fold_all(play.links[1:2], start)) == play.state
    assert read_back(play.links) == play.state


# ------------------------------------------------------------------ records


def test_a_record_keeps_every_version_with_who_when_and_why() -> None:
    play = make_play()
    play.save("screening", "labs", {"age": "40"}, draft=True)
    play.save("screening", "labs", LABS, "2026-05-01", "09:40")
    changed = LABS | {"hemoglobin": "110"}
    play.save(
        "screening", "labs", changed, "2026-05-01", "09:40",
        by=INVESTIGATOR, reason="other", words="read the wrong line",
    )  # fmt: skip
    record = play.record("screening", "labs")
    assert [v.version for v in record.versions] == [3, 2, 1]
    assert [v.complete for v in record.versions] == [True, True, False]
    assert [v.ever_complete for v in record.versions] == [True, True, False]
    assert (record.by, record.why_code, record.why_text) == (
        INVESTIGATOR,
        "other",
        "read the wrong line",
    )
    assert (record.seq, record.hash, record.at) == (5, play.links[-1].hash, play.at)
    assert record.performed == datetime(2026, 5, 1, 9, 40)  # noqa: DTZ001 (local by design)
    assert record.performed_date == date(2026, 5, 1)
    assert str(record.performed_time) == "09:40:00"
    assert record.key == ("screening", "labs", 1)
    first = record.versions[-1]
    assert (first.performed, first.performed_date, first.performed_time) == (None, None, None)


def test_given_tells_a_value_from_a_reason_for_its_absence() -> None:
    play = make_play()
    play.save("screening", "labs", {"age": "0", "hemoglobin": "ND", "fasting": "no"}, "2026-05-01")
    record = play.record("screening", "labs")
    assert record.given("age") == 0
    assert record.given("fasting") is False
    assert record.values["hemoglobin"] is Missing.ND
    assert record.given("hemoglobin") is None
    assert record.given("hours") is None
    assert record.given("no such item") is None


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ({"age": "ND", "hemoglobin": "UNK", "fasting": "NA", "hours": "NA"}, False),
        ({"age": "ND", "hemoglobin": "UNK", "fasting": "no", "hours": ""}, True),
        ({"age": "0", "hemoglobin": "UNK", "fasting": "NA", "hours": "NA"}, True),
    ],
)
def test_a_form_of_reasons_only_found_nothing_out(raw: dict[str, str], *, found: bool) -> None:
    play = make_play()
    play.save("screening", "labs", raw, "2026-05-01")
    assert play.record("screening", "labs").has_values is found


def test_records_of_a_form_come_in_the_order_of_their_first_save() -> None:
    play = make_play()
    play.save("week_4", "labs", LABS, "2026-05-29")
    play.save("baseline", "labs", LABS, "2026-05-04")
    play.save("week_4", "labs", LABS | {"age": "41"}, "2026-05-29", reason="transcription")
    assert [r.visit for r in play.participant().records_of("labs")] == ["week_4", "baseline"]
    assert play.participant().record("baseline", "labs", 2) is None


# ------------------------------------------------------------------ redaction


def make_told() -> tuple[Play, frozenset[str]]:
    """Every place that holds a person's own words, and the commitments of all of them."""
    play = make_play()
    play.save("screening", "labs", LABS | {"remark": "Mrs. Zhang"}, "2026-05-01")
    play.save(
        "screening", "labs", LABS | {"remark": "her again", "age": "41"}, "2026-05-01",
        reason="other", words="Zhang phoned",
    )  # fmt: skip
    play.tell("Zhang came late")
    play.judge("without_consent", words="Zhang knew")
    play.fail(words="Zhang declined")
    play.screen("S-02")
    play.consent("2026-05-01T09:00", code="S-02")
    play.enroll(date(2026, 5, 4), already=True, words="Zhang asked for it")
    return play, frozenset(c for link in play.links for c in link.texts)


def test_a_redacted_text_is_gone_from_every_place_and_version() -> None:
    play, commitments = make_told()
    assert len(commitments) == 7
    play.redact(*commitments)
    assert "Zhang" not in repr(play.state.participants)
    record = play.record("screening", "labs")
    for version in record.versions:
        assert "Zhang" not in repr(version)
        assert version.values["remark"] is None
        assert version.redacted == {"remark"}
        assert version.has_values
    assert record.values["age"] == 41
    assert record.commitments["remark"] in commitments


def test_a_redaction_leaves_the_state_that_a_restart_would_read() -> None:
    play, commitments = make_told()
    play.redact(*commitments)
    assert read_back(play.links, gone=commitments) == play.state


def test_one_text_can_be_redacted_alone() -> None:
    play, _ = make_told()
    first = play.record("screening", "labs").versions[-1]
    gone = frozenset({first.commitments["remark"]})
    play.redact(*gone)
    assert read_back(play.links, gone=gone) == play.state
    newest, oldest = play.record("screening", "labs").versions
    assert (newest.values["remark"], oldest.values["remark"]) == ("her again", None)
    assert (set(newest.redacted), set(oldest.redacted)) == (set(), {"remark"})


def test_a_form_saved_very_many_times_can_be_read_and_redacted() -> None:
    play = make_play()
    fact = play.save("screening", "labs", {"remark": "0"}, draft=True)
    sealed = play.record("screening", "labs").commitments["remark"]
    for version in range(2, 1_200):
        play.take(fact.model_copy(update={"form_version": version}))
    play.redact(sealed)
    versions = play.record("screening", "labs").versions
    assert len(versions) == 1_199
    assert all(v.redacted == {"remark"} for v in versions)


def test_enrolling_after_a_screen_failure_lifts_it() -> None:
    play, _ = make_told()
    one = play.participant()
    assert one.screen_failed is None
    assert one.enrolled is not None
    assert "enrolled_after_failure" in one.enrolled.breaches
    assert one.enrolled.why_text == "Zhang asked for it"
    assert play.state.enrolled_count == 1


def test_utc_is_what_the_head_is_dated_in() -> None:
    play = make_play()
    assert play.state.head is not None
    assert play.state.head.at.tzinfo is UTC
