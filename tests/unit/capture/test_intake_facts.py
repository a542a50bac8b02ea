"""What a folder states in; the facts, in their order, and the snapshot that follow out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

import pytest

from heliotrope.capture.entries import NO_HASH, Answered, Enrolled, Screened, compute_hash
from heliotrope.capture.intake import Intake, UnableToTakeIn, read_tables
from heliotrope.capture.intake_facts import (
    READER,
    Taken,
    fold_tables,
    make_intake_drafts,
    take_folder_snapshot,
)
from heliotrope.capture.ledger import Link, State
from heliotrope.capture.tables import read_csv
from tests.small_study import load_small_study

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
STUDY = load_small_study()
NAMES = [item.name for item in STUDY.form("cdasi").items]
DOSES = "participant,visit,date,seq,start_date,end_date,dose_mg,frequency\n"
LABS = "participant,visit,date,age,hemoglobin,fasting,hours,remark\n"
EMPTY = State(head=Link(0, NO_HASH, NOW), study=STUDY, studies={STUDY.fingerprint: STUDY})


def _cdasi(*rows: str, value: int = 1) -> str:
    cells = ",".join(str(value) for _ in NAMES)
    return f"participant,visit,date,{','.join(NAMES)}\n" + "".join(f"{r},{cells}\n" for r in rows)


def _intake(**texts: str) -> Intake:
    tables = {name: read_csv(f"{name}.csv", text)[0] for name, text in texts.items()}
    return read_tables(STUDY, {n: t for n, t in tables.items() if t}, TODAY)


def _take(state: State = EMPTY, **texts: str) -> Taken:
    numbers = count()
    return make_intake_drafts(
        state, _intake(**texts), READER, NOW, lambda: compute_hash(str(next(numbers)))
    )


def _told(taken: Taken) -> list[str]:
    facts = [draft.fact for draft in taken.drafts]
    return [
        f"{fact.participant} {fact.visit} {fact.form}"
        if isinstance(fact, Answered)
        else f"{getattr(fact, 'participant', '')} {fact.kind}"
        for fact in facts
    ]


def test_each_participant_in_the_order_of_the_days() -> None:
    taken = _take(
        cdasi=_cdasi(
            "S-01,week_4,2026-05-29",
            "S-01,baseline,2026-05-01",
            "S-01,screening,2026-04-25",
            "S-02,baseline,2026-04-01",
            "S-03,screening,2026-05-20",
        )
    )
    assert _told(taken) == [
        "S-02 screened",
        "S-02 baseline cdasi",
        "S-02 enrolled",
        "S-01 screened",
        "S-01 screening cdasi",
        "S-01 baseline cdasi",
        "S-01 enrolled",
        "S-01 week_4 cdasi",
        "S-03 screened",
        "S-03 screening cdasi",
    ]


def test_enrollment_is_recorded_on_day_1_as_what_already_happened() -> None:
    state = _take(cdasi=_cdasi("S-01,baseline,2026-05-01")).state
    enrolled = state.participants["S-01"].enrolled
    assert enrolled is not None
    assert enrolled.happened == date(2026, 5, 1)
    assert enrolled.already_happened


def test_day_1_is_the_first_dose_and_a_dose_alone_enrolls() -> None:
    doses = "".join(
        f"S-01,baseline,,{seq},{day},,5,daily\n"
        for seq, day in ((1, "2026-05-09"), (2, "2026-05-03"))
    )
    state = _take(dosing=DOSES + doses).state
    enrolled = state.participants["S-01"].enrolled
    assert enrolled is not None
    assert enrolled.happened == date(2026, 5, 3)


def test_screening_alone_does_not_enroll() -> None:
    state = _take(cdasi=_cdasi("S-01,screening,2026-05-01")).state
    assert state.participants["S-01"].enrolled is None


def test_a_later_visit_alone_enrolls_so_that_nobody_vanishes() -> None:
    state = _take(cdasi=_cdasi("S-01,week_4,2026-05-29", "S-01,screening,2026-04-25")).state
    enrolled = state.participants["S-01"].enrolled
    assert enrolled is not None
    assert enrolled.happened == date(2026, 5, 29)


def _breaches(**texts: str) -> tuple[str, ...]:
    facts = [draft.fact for draft in _take(EMPTY, **texts).drafts]
    (fact,) = [fact for fact in facts if isinstance(fact, Enrolled)]
    return fact.breaches


def test_a_folder_without_a_form_says_nothing_of_it() -> None:
    # No consent, no eligibility form, no laboratory: nothing is known against the enrollment.
    assert _breaches(cdasi=_cdasi("S-01,baseline,2026-05-01")) == ()


def test_a_criterion_that_the_forms_at_hand_decide_counts() -> None:
    cdasi = _cdasi("S-01,baseline,2026-05-01", value=0)
    assert _breaches(cdasi=cdasi) == ("enrolled_not_eligible",)


def test_a_consent_that_others_have_and_one_lacks_counts() -> None:
    consent = "participant,visit,date,signed_at\nS-02,screening,2026-04-30,2026-04-30T09:00\n"
    cdasi = _cdasi("S-01,baseline,2026-05-01")
    assert _breaches(cdasi=cdasi, consent=consent) == ("enrolled_without_consent",)


def test_whoever_came_last_is_over_the_planned_number() -> None:
    cdasi = _cdasi(*(f"S-0{n},baseline,2026-05-0{6 - n}" for n in range(1, 5)))
    facts = [d.fact for d in _take(cdasi=cdasi).drafts if isinstance(d.fact, Enrolled)]
    assert [(fact.participant, fact.breaches) for fact in facts] == [
        ("S-04", ()),
        ("S-03", ()),
        ("S-02", ()),
        ("S-01", ("over_enrollment",)),
    ]


def test_rows_that_stand_in_the_ledger_are_passed_over() -> None:
    rows = ["S-01,screening,2026-04-25", "S-01,baseline,2026-05-01"]
    first = _take(cdasi=_cdasi(*rows))
    again = _take(first.state, cdasi=_cdasi(*rows))
    assert again.drafts == ()
    assert again.standing == 2
    more = _take(first.state, cdasi=_cdasi(*rows, "S-01,week_4,2026-05-29"))
    assert _told(more) == ["S-01 week_4 cdasi"]


def test_other_values_than_the_ledgers_need_a_person_and_a_reason() -> None:
    row = "S-01,baseline,2026-05-01"
    first = _take(cdasi=_cdasi(row))
    with pytest.raises(UnableToTakeIn) as caught:
        _take(first.state, cdasi=_cdasi(row, value=0))
    (fault,) = caught.value.faults
    assert fault.say().startswith("cdasi.csv:2: the ledger holds cdasi of S-01 at baseline already")


def test_scores_follow_and_an_incomplete_form_has_none() -> None:
    text = _cdasi("S-01,baseline,2026-05-01", "S-01,week_4,2026-05-29")
    holed = text.replace("2026-05-29,1,", "2026-05-29,,")
    records = _take(cdasi=holed).state.participants["S-01"].records
    assert records["baseline", "cdasi", 1].scores["activity"] is not None
    assert records["week_4", "cdasi", 1].scores["activity"] is None
    assert not records["week_4", "cdasi", 1].complete


def test_a_free_text_is_sealed() -> None:
    taken = _take(labs=LABS + "S-01,screening,2026-05-01,40,120,no,,told by her\n")
    (draft,) = [draft for draft in taken.drafts if isinstance(draft.fact, Answered)]
    assert "told by her" not in str(draft.fact)
    assert [sealed.text for sealed in draft.sealed] == ["told by her"]


def test_screening_is_not_told_twice() -> None:
    first = _take(cdasi=_cdasi("S-01,screening,2026-04-25"))
    second = _take(first.state, cdasi=_cdasi("S-01,baseline,2026-05-01"))
    assert not [draft for draft in second.drafts if isinstance(draft.fact, Screened)]


def test_the_snapshot_of_a_folder_is_the_same_each_time() -> None:
    intake = _intake(cdasi=_cdasi("S-02,baseline,2026-05-02", "S-01,baseline,2026-05-01"))
    one, other = (take_folder_snapshot(STUDY, intake) for _ in range(2))
    assert one.fingerprint == other.fingerprint
    assert one.database == "folder"
    assert one.head is None
    assert one.cut_off == date(2026, 5, 2)
    assert [p.code for p in one.enrolled] == ["S-01", "S-02"]
    assert fold_tables(STUDY, intake).participants.keys() == {"S-01", "S-02"}
