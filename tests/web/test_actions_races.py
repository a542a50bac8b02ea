"""People who act at the same moment in; one of them heard and the rest told why, out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from heliotrope.capture.answers import StaleSave
from heliotrope.capture.enrollment import UnableToEnroll, UnableToScreen
from heliotrope.capture.signatures import UnableToSign
from heliotrope.capture.signatures import sign as judge
from heliotrope.capture.submission import Submission
from heliotrope.vocabulary import Refusal
from heliotrope.web.accounts import deactivate
from heliotrope.web.actions.answer import answer
from heliotrope.web.actions.enroll import enroll
from heliotrope.web.actions.redact import redact
from heliotrope.web.actions.screen import screen
from heliotrope.web.actions.sign import describe_covered, sign
from heliotrope.web.database import get_connection
from heliotrope.web.store import NoLongerInRole, Store
from heliotrope.web.verify import verify_database
from tests.web.stage import (
    BLOOD,
    count_entries,
    enroll_one,
    get_record,
    person,
    save,
    screen_one,
    sign_one,
)

Outcome = Refusal | None
TEXT = ("NC-001", ("screening", "consent", 1), "version")


def run_together(acts: list[Callable[[], object]]) -> list[Outcome]:
    """Each act in a thread of its own, all begun at once; what refused it, or None."""
    outcomes: list[Outcome] = [None] * len(acts)
    begin = threading.Barrier(len(acts))

    def run(place: int) -> None:
        begin.wait()
        try:
            acts[place]()
        except Refusal as refusal:
            outcomes[place] = refusal
        finally:
            get_connection().close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_of_eight_who_save_one_version_exactly_one_is_heard(any_store: Store) -> None:
    screen_one(any_store)
    by = person(any_store, "coordinator")
    seen = Submission(
        "NC-001", "screening", "blood_count", BLOOD, "2026-02-26", seen_version=1,
        reason_code="transcription",
    )  # fmt: skip

    def save_value(value: int) -> Callable[[], object]:
        own = replace(seen, raw={**BLOOD, "platelets": str(value)})
        return lambda: answer(any_store, by, own)

    outcomes = run_together([save_value(300 + number) for number in range(8)])
    assert sum(1 for one in outcomes if one is None) == 1
    late = [one for one in outcomes if one is not None]
    assert all(isinstance(one, StaleSave) for one in late)
    for one in late:
        assert isinstance(one, StaleSave)
        assert one.current.version == 2
        assert one.changed == ("platelets",)
        assert "Chen Jing 陈静" in one.what.en
    assert get_record(any_store, "screening", "blood_count").version == 2
    assert not verify_database().faults


def test_two_tenths_are_not_enrolled_together(any_store: Store) -> None:
    for number in range(1, 10):
        enroll_one(any_store, f"NC-{number:03}")
    codes = ("NC-010", "NC-011", "NC-012")
    for code in codes:
        screen_one(any_store, code)
    by = person(any_store, "investigator")
    outcomes = run_together([partial(enroll, any_store, by, code) for code in codes])
    refused = [one for one in outcomes if one is not None]
    assert len(refused) == 2
    for one in refused:
        assert isinstance(one, UnableToEnroll)
        assert one.breaches == ("over_enrollment",)
    assert any_store.state().enrolled_count == 10


def test_one_code_is_given_out_once(any_store: Store) -> None:
    by = person(any_store, "coordinator")
    outcomes = run_together([lambda: screen(any_store, by, "NC-001")] * 4)
    assert sum(1 for one in outcomes if one is None) == 1
    assert all(isinstance(one, UnableToScreen) for one in outcomes if one is not None)


def test_a_visit_is_signed_once_and_as_it_was_seen(any_store: Store) -> None:
    enroll_one(any_store)
    by = person(any_store, "investigator")
    shown = judge(any_store.state(), "NC-001", "baseline", "reviewed", "")
    seen = describe_covered(shown.covers)

    def sign_seen() -> object:
        return sign(any_store, by, "NC-001", "baseline", "reviewed", seen=seen, password_ok=True)

    def change() -> object:
        return save(any_store, "cdasi", visit="baseline", day="2026-03-02", malar_erythema="1")

    outcomes = run_together([sign_seen, sign_seen, change])
    assert outcomes[2] is None
    for one in outcomes[:2]:
        assert one is None or isinstance(one, UnableToSign)
    signatures = any_store.state().participants["NC-001"].signatures
    assert len(signatures) <= 1
    # Whichever came first, no signature stands over what its signer did not see.
    assert all(signature.fell is not None for signature in signatures)


def test_a_person_revoked_while_the_page_was_open_records_nothing(any_store: Store) -> None:
    screen_one(any_store)
    by = person(any_store, "investigator")
    deactivate(any_store, person(any_store, "administrator"), by.id)
    before = count_entries()
    acts: tuple[Callable[[], object], ...] = (
        lambda: screen(any_store, by, "NC-002"),
        lambda: enroll(any_store, by, "NC-001"),
        lambda: redact(any_store, by, *TEXT, reason="x", password_ok=True),
    )
    for act in acts:
        with pytest.raises(NoLongerInRole):
            act()
    assert count_entries() == before


def test_a_fall_and_its_cause_are_one_act(store: Store) -> None:
    enroll_one(store)
    sign_one(store)
    recorded = save(store, "cdasi", visit="baseline", day="2026-03-02", malar_erythema="1")
    kinds = [link.entry.fact.kind for link in recorded.links]
    assert kinds == ["answered", "signature_fell"]
    assert {link.entry.at for link in recorded.links} == {recorded.links[0].entry.at}
