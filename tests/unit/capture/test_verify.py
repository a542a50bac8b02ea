"""A ledger's rows with one thing tampered in; which entry is named, and for what, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heliotrope.capture.derived import derive_score, derive_score_values
from heliotrope.capture.entries import (
    NO_HASH,
    Answered,
    AnyFact,
    Founded,
    PersonAdded,
    Redacted,
    RoleChanged,
    Screened,
    SealedText,
    StudyVersion,
    compute_hash,
    seal,
    store_value,
)
from heliotrope.capture.ledger import Draft, Link, chain
from heliotrope.capture.rows import Row, TextRow, make_row
from heliotrope.capture.verify import Verification, check_accounts, verify
from heliotrope.study.load import parse_study, read_folder
from heliotrope.vocabulary import Person, Value
from tests.repository import ROOT

FILES = read_folder(ROOT / "studies" / "nct05488327")
STUDY = parse_study(FILES)
VERSION = StudyVersion(version=STUDY.version, fingerprint=STUDY.fingerprint)
BY = Person("p1", "li.wei", "Li Wei", "investigator")
SECRET = "a name that must not be here"
NOTE, SPARE = seal(SECRET, "5" * 32), seal("of no consequence", "6" * 32)

FOUNDED, ADDED, SCREENED, FIRST, SECOND, REDACTED, LATER = range(1, 8)


def make_answer(version: int, note: SealedText, score: int | None = None) -> Answered:
    values: dict[str, Value | None] = {item.name: 1 for item in STUDY.form("cdasi").items}
    scores = derive_score_values(derive_score(STUDY.form("cdasi"), values))
    if score is not None:
        scores["activity"] = score
    stored = {name: store_value(value) for name, value in values.items()}
    return Answered(
        participant="NC-001",
        visit="baseline",
        form="cdasi",
        repeat=1,
        form_version=version,
        complete=True,
        performed="2026-03-02",
        values={**stored, "note": {"sealed": note.commitment, "type": "text"}},
        scores={name: store_value(value) for name, value in scores.items()},
        instrument="cdasi 2",
        findings=(),
        deviations=(),
    )


def make_drafts() -> list[Draft]:
    founded = Founded(
        database="rehearsal",
        study_id=STUDY.id,
        version=STUDY.version,
        fingerprint=STUDY.fingerprint,
        files=FILES,
    )
    return [
        Draft(founded),
        Draft(PersonAdded(person="p1", username="li.wei", name="Li Wei", role="investigator")),
        Draft(Screened(participant="NC-001")),
        Draft(make_answer(1, NOTE), None, (NOTE,)),
        Draft(make_answer(2, SPARE), None, (SPARE,)),
        Draft(Redacted(participant="NC-001", commitments=(SPARE.commitment,))),
        Draft(RoleChanged(person="p1", role="inactive")),
    ]


def make_rows(drafts: Iterable[Draft], steps: Iterable[float] = ()) -> list[Row]:
    """The chain of these facts; `steps`: seconds by which the clock moves, 1 when left out."""
    moves, at = iter(steps), datetime(2026, 3, 2, tzinfo=UTC)
    head: Link | None = None
    rows = []
    for draft in drafts:
        at += timedelta(seconds=next(moves, 1))
        link = chain(draft, head, BY, at, VERSION)
        head = Link(link.entry.seq, link.hash, at)
        rows.append(make_row(link))
    return rows


ROWS = make_rows(make_drafts())
TEXTS = [
    TextRow(NOTE.commitment, FIRST, NOTE.salt, NOTE.text),
    TextRow(SPARE.commitment, SECOND, None, None),
]


def look(
    rows: Iterable[Row], texts: Iterable[TextRow] = TEXTS, anchor: str | None = None
) -> Verification:
    return verify(rows, texts, anchor)


def name_faults(found: Verification) -> list[str]:
    return [fault.where for fault in found.faults]


def change(seq: int, **columns: object) -> list[Row]:
    return [replace(row, **columns) if row.seq == seq else row for row in ROWS]  # type: ignore[arg-type]


def rewrite(seq: int, old: str, new: str, *, hashed: bool = False) -> list[Row]:
    """The rows with one text changed, and its hash as well if asked for."""
    text = ROWS[seq - 1].text.replace(old, new)
    assert text != ROWS[seq - 1].text
    return change(seq, text=text, hash=compute_hash(text) if hashed else ROWS[seq - 1].hash)


def test_an_untouched_ledger_holds() -> None:
    found = look(ROWS)
    assert found.faults == ()
    assert found.count == len(ROWS)
    assert found.head == f"{ROWS[-1].seq}:{ROWS[-1].hash}"
    assert found.people == {"p1": ("li.wei", "inactive")}


def test_an_empty_ledger_is_said_to_be_empty() -> None:
    found = look([], [])
    assert found.head == f"0:{NO_HASH}"
    assert [fault.what.en for fault in found.faults] == ["the ledger is empty"]


@pytest.mark.parametrize("seq", range(1, len(ROWS) + 1))
def test_a_changed_text_is_named_alone(seq: int) -> None:
    found = look(rewrite(seq, "2026", "2025"))
    assert name_faults(found) == [f"entry {seq}"]
    assert "text was changed" in found.faults[0].what.en


@pytest.mark.parametrize("seq", range(1, len(ROWS)))
def test_a_text_changed_with_its_hash_is_named_by_the_entry_after(seq: int) -> None:
    found = look(rewrite(seq, '"username":"li.wei"', '"username":"li.mei"', hashed=True))
    assert found.faults[0].where == f"entry {seq}"
    assert f"entry {seq + 1} was chained to" in found.faults[0].what.en


@pytest.mark.parametrize(
    "columns",
    [
        {"participant": "NC-002"},
        {"participant": None},
        {"visit": "week_24"},
        {"form": "haq"},
        {"repeat": 2},
        {"kind": "screened"},
        {"person": "p2"},
        {"at": "2026-03-02T00:00:00.000000Z"},
        {"previous": "1" * 64},
        {"form_version": 7},
    ],
)
def test_a_changed_column_is_named(columns: dict[str, object]) -> None:
    found = look(change(SECOND, **columns))
    assert name_faults(found)[0] == f"entry {SECOND}"
    assert "columns" in found.faults[0].what.en


def test_a_changed_hash_is_named() -> None:
    assert name_faults(look(change(SCREENED, hash="1" * 64)))[0] == f"entry {SCREENED}"


def test_a_missing_entry_is_named_and_the_later_ones_are_not() -> None:
    found = look([row for row in ROWS if row.seq != SCREENED])
    assert name_faults(found) == [f"entry {SCREENED}"]
    assert found.faults[0].what.en == "missing"


def test_several_missing_entries_are_one_finding() -> None:
    found = look([row for row in ROWS if row.seq not in (SCREENED, FIRST, SECOND)])
    assert name_faults(found) == [f"entry {SCREENED}"]
    assert "missing to 5" in found.faults[0].what.en


def test_a_missing_beginning_is_named() -> None:
    assert name_faults(look(ROWS[2:])) == ["entry 1"]


def test_an_entry_that_stands_twice_is_named() -> None:
    assert name_faults(look([*ROWS[:3], ROWS[2], *ROWS[3:]]))


def test_two_entries_exchanged_are_found() -> None:
    exchanged = [replace(ROWS[4], seq=4), replace(ROWS[3], seq=5)]
    assert not look([*ROWS[:3], *exchanged, *ROWS[5:]]).holds


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format":2}', "null", '"a"'])
def test_an_unreadable_entry_is_named(text: str) -> None:
    found = look(change(SCREENED, text=text, hash=compute_hash(text)))
    assert found.faults[0].where == f"entry {SCREENED}"


def test_a_row_of_another_type_is_named_not_raised() -> None:
    odd: list[dict[str, Any]] = [
        {"text": b"blob"},
        {"seq": "three"},
        {"hash": None},
        {"text": None},
    ]
    for columns in odd:
        rows = [*ROWS[:2], replace(ROWS[2], **columns), *ROWS[3:]]
        assert name_faults(look(rows)) == [f"entry {SCREENED}"]


def test_an_entry_of_a_future_format_is_unreadable() -> None:
    found = look(rewrite(LATER, '"format":1', '"format":2', hashed=True))
    assert "cannot be read" in found.faults[0].what.en


# ------------------------------------------------------------------------------- the clock


def test_a_marked_clock_going_backwards_holds() -> None:
    assert look(make_rows(make_drafts(), [0, 1, -3600])).holds


@pytest.mark.parametrize("mark", ["null", '"1.000000"'])
def test_a_moment_before_the_last_without_its_mark_is_named(mark: str) -> None:
    rows = make_rows(make_drafts()[:3], [0, 1, -3600])
    text = rows[2].text.replace(
        '"clock_back_seconds":"3600.000000"', f'"clock_back_seconds":{mark}'
    )
    assert text != rows[2].text
    rows[2] = replace(rows[2], text=text, hash=compute_hash(text))
    found = look(rows, [])
    assert name_faults(found) == ["entry 3"]
    assert "dated before" in found.faults[0].what.en


def test_a_mark_without_cause_is_named() -> None:
    rows = make_rows(make_drafts()[:3])
    text = rows[2].text.replace('"clock_back_seconds":null', '"clock_back_seconds":"9.000000"')
    rows[2] = replace(rows[2], text=text, hash=compute_hash(text))
    assert "marked that did not" in look(rows, []).faults[0].what.en


# ------------------------------------------------------------------------ the sealed texts


def test_a_changed_sealed_text_is_named_without_being_quoted() -> None:
    for other in (
        replace(TEXTS[0], text="something else"),
        replace(TEXTS[0], salt="7" * 32),
        replace(TEXTS[0], seq=SECOND),
    ):
        found = look(ROWS, [other, TEXTS[1]])
        assert name_faults(found)[0] == f"entry {FIRST}"
        assert SECRET not in "".join(fault.say() for fault in found.faults)


def test_a_text_emptied_without_a_redaction_is_named() -> None:
    found = look(ROWS, [replace(TEXTS[0], salt=None, text=None), TEXTS[1]])
    assert "emptied without a redaction" in found.faults[0].what.en
    assert name_faults(found) == [f"entry {FIRST}"]


def test_a_text_that_is_gone_is_named() -> None:
    assert "is gone" in look(ROWS, TEXTS[1:]).faults[0].what.en


def test_a_redacted_text_that_is_still_there_is_named() -> None:
    found = look(ROWS, [TEXTS[0], TextRow(SPARE.commitment, SECOND, SPARE.salt, SPARE.text)])
    assert "still there" in found.faults[0].what.en


def test_a_text_that_no_entry_commits_to_is_named() -> None:
    slipped = seal("slipped in", "8" * 32)
    found = look(ROWS, [*TEXTS, TextRow(slipped.commitment, SCREENED, slipped.salt, slipped.text)])
    assert name_faults(found) == [f"entry {SCREENED}"]


def test_texts_of_a_missing_entry_are_not_named_again() -> None:
    assert name_faults(look([row for row in ROWS if row.seq != FIRST])) == [f"entry {FIRST}"]


# ---------------------------------------------------------------------- versions and scores


def rebuilt(*facts: AnyFact) -> list[Row]:
    return make_rows([*make_drafts()[:3], *(Draft(fact) for fact in facts)])


def test_a_version_that_was_skipped_is_named() -> None:
    rows = rebuilt(make_answer(1, NOTE), make_answer(3, NOTE))
    found = look(rows, TEXTS[:1])
    assert name_faults(found) == ["entry 5"]
    assert "version 3 of a form whose version 1" in found.faults[0].what.en


def test_a_first_save_that_is_no_first_version_is_named() -> None:
    assert name_faults(look(rebuilt(make_answer(2, NOTE)), TEXTS[:1])) == ["entry 4"]


def test_a_score_that_its_answers_do_not_give_is_named() -> None:
    rows = rebuilt(make_answer(1, NOTE, score=3))
    found = look(rows, TEXTS[:1])
    assert name_faults(found) == ["entry 4"]
    assert "score recorded is not" in found.faults[0].what.en
    assert verify(rows, TEXTS[:1], rescore=False).holds


def test_an_unknown_instrument_is_named() -> None:
    rows = rebuilt(make_answer(1, NOTE).model_copy(update={"form": "no_such_form"}))
    assert "cannot be computed again" in look(rows, TEXTS[:1]).faults[0].what.en


def test_study_files_that_do_not_give_their_fingerprint_are_named() -> None:
    founded = make_drafts()[0].fact
    assert isinstance(founded, Founded)
    files = {**FILES, "study.yaml": FILES["study.yaml"] + "\n# another line\n"}
    found = look(make_rows([Draft(founded.model_copy(update={"files": files}))]), [])
    assert "do not give their fingerprint" in found.faults[0].what.en


def test_an_entry_under_unknown_study_files_is_named() -> None:
    text = ROWS[2].text.replace(STUDY.fingerprint, "0" * 64)
    rows = [*ROWS[:2], replace(ROWS[2], text=text, hash=compute_hash(text))]
    assert "study files are not in the ledger" in look(rows, []).faults[0].what.en


# ----------------------------------------------------------------------------- the anchor


def anchor_of(row: Row) -> str:
    return f"{row.seq}:{row.hash}"


@pytest.mark.parametrize("seq", range(1, len(ROWS) + 1))
def test_an_anchor_that_is_still_there_holds(seq: int) -> None:
    assert look(ROWS, TEXTS, anchor_of(ROWS[seq - 1])).holds


def test_an_anchor_in_capitals_is_the_same() -> None:
    assert look(ROWS, TEXTS, anchor_of(ROWS[2]).upper()).holds


def test_every_ledger_goes_on_from_the_head_of_an_empty_one() -> None:
    printed = look([], []).head
    assert look(ROWS, TEXTS, printed).holds
    assert name_faults(look([], [], printed)) == ["ledger"]


@pytest.mark.parametrize("seq", [-3, 0])
def test_a_number_below_1_is_said_as_it_is(seq: int) -> None:
    (fault,) = look([replace(ROWS[0], seq=seq), *ROWS]).faults
    assert fault.where == "entry 1"
    assert f"a row has the number {seq}, " in fault.what.en


def test_a_cut_tail_is_found_by_the_anchor_alone() -> None:
    assert look(ROWS[:4], TEXTS[:1]).holds
    found = look(ROWS[:4], TEXTS[:1], anchor_of(ROWS[-1]))
    assert name_faults(found) == [f"entry {LATER}"]
    assert "ends at 4" in found.faults[0].what.en


def test_a_chain_rebuilt_from_the_start_is_found_by_the_anchor_alone() -> None:
    forged = make_rows([*make_drafts()[:2], Draft(Screened(participant="NC-002"))])
    assert look(forged, []).holds
    found = look(forged, [], anchor_of(ROWS[2]))
    assert name_faults(found) == ["entry 3"]
    assert "rebuilt" in found.faults[0].what.en


@pytest.mark.parametrize(
    "anchor",
    ["", "3", "3:", "0:" + "a" * 64, "three:" + "0" * 64, "3:" + "g" * 64, "3:" + "0" * 63],
)
def test_an_anchor_that_is_none_is_a_fault(anchor: str) -> None:
    assert name_faults(look(ROWS, TEXTS, anchor)) == ["anchor"]


# ---------------------------------------------------------------------------- the accounts


def test_accounts_agree_with_the_ledger_or_are_named() -> None:
    people = {"p1": ("li.wei", "investigator"), "p2": ("sun.tao", "inactive")}
    assert check_accounts(people, [("p1", "li.wei", True), ("p2", "sun.tao", False)]) == []
    for account in [("p9", "x", True), ("p1", "other", True), ("p2", "sun.tao", True)]:
        (fault,) = check_accounts(people, [account])
        assert fault.where == f"account {account[0]}"


# ------------------------------------------------------------------ any change whatever


def _flip(position: int) -> Callable[[str], str]:
    return lambda text: text[:position] + chr(ord(text[position]) ^ 1) + text[position + 1 :]


@pytest.mark.parametrize("seq", range(2, len(ROWS) + 1))
def test_any_flipped_character_is_found(seq: int) -> None:
    text = ROWS[seq - 1].text
    for position in range(0, len(text), 7):
        assert name_faults(look(change(seq, text=_flip(position)(text)))) == [f"entry {seq}"]
