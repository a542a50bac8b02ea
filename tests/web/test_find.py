"""Questions of the database in; what they find, and that their cost does not grow, out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heliotrope.web import find
from heliotrope.web.find import Filter
from heliotrope.web.store import Store
from tests.web.acts import SECRET, redact, save, screen
from tests.web.fakes import Cast, CountQueries, FakeClock


@pytest.fixture
def filled(any_store: Store, cast: Cast) -> Store:
    """Three participants; NC-001 with three versions of a form, the first redacted."""
    for code in ("NC-001", "NC-002", "NC-003"):
        screen(any_store, cast("coordinator"), code)
    for seen in range(3):
        save(any_store, cast("investigator"), seen, SECRET)
    record = any_store.state().participants["NC-001"].records["baseline", "vitals", 1]
    redact(any_store, cast("investigator"), record.versions[-1].commitments["note"])
    return any_store


def test_rows_are_found_from_and_to(filled: Store) -> None:
    rows = find.find_ledger_rows(after=2, up_to=5)
    assert [row.seq for row in rows] == [3, 4, 5]
    assert list(find.find_each_ledger_row(chunk=2)) == find.find_ledger_rows()


def test_entries_are_paged_newest_first(filled: Store) -> None:
    everything = find.find_entries(Filter(), size=1000)
    assert everything.total == len(everything.links) == len(find.find_ledger_rows())
    pages = [find.find_entries(Filter(), page=number, size=4).links for number in (1, 2, 3, 4, 5)]
    assert [link for page in pages for link in page] == list(everything.links)
    assert find.find_entries(Filter(), page=99, size=4).links == ()


@pytest.mark.parametrize(
    ("chosen", "kinds"),
    [
        (Filter(kinds=("screened",)), {"screened"}),
        (Filter(kinds=("screened", "answered"), participant="NC-001"), {"screened", "answered"}),
        (Filter(form="vitals"), {"answered"}),
        (Filter(visit="baseline", participant="NC-001"), {"answered"}),
        (Filter(participant="NC-002"), {"screened"}),
        (Filter(participant="NC-009"), set()),
    ],
)
def test_entries_are_filtered(filled: Store, chosen: Filter, kinds: set[str]) -> None:
    found = find.find_entries(chosen)
    assert {entry.fact.kind for entry in found.entries} == kinds
    assert found.total == len(found.entries)


def test_entries_are_filtered_by_person_and_moment(
    filled: Store, cast: Cast, clock: FakeClock
) -> None:
    investigator = cast("investigator")
    by_person = find.find_entries(Filter(person=investigator.id))
    assert {entry.by.id for entry in by_person.entries} == {investigator.id}
    before = clock.moment + timedelta(seconds=0.5)
    screen(filled, cast("coordinator"), "NC-004")
    assert find.find_entries(Filter(since=before)).total == 1
    assert find.find_entries(Filter(until=before)).total == len(find.find_ledger_rows()) - 1


def test_entries_come_with_the_texts_that_are_left(filled: Store) -> None:
    found = find.find_entries(Filter(kinds=("answered",)))
    assert [list(link.texts.values()) for link in found.links] == [[SECRET], [SECRET], []]


def test_a_participants_entries_are_found_in_their_order(filled: Store) -> None:
    links = find.find_participant_entries("NC-001")
    assert [link.entry.fact.kind for link in links] == ["screened", *["answered"] * 3, "redacted"]


def test_counts(filled: Store) -> None:
    counts = find.find_counts()
    assert (counts["screened"], counts["answered"], counts["redacted"]) == (3, 3, 1)
    assert sum(counts.values()) == len(find.find_ledger_rows())


def test_the_number_of_queries_does_not_grow(
    filled: Store, cast: Cast, count_queries: CountQueries
) -> None:
    for more in (0, 20):
        for number in range(more):
            screen(filled, cast("coordinator"), f"X-{number}")
        with count_queries(3):
            find.find_entries(Filter(), size=100)
        with count_queries(2):
            find.find_participant_entries("NC-001")
        with count_queries(1):
            find.find_ledger_rows()
        with count_queries(1):
            find.find_counts()
        with count_queries(1):
            find.find_accounts()


def test_a_state_from_the_beginning_costs_two_queries(
    filled: Store, count_queries: CountQueries
) -> None:
    filled.forget()
    with count_queries(2):
        filled.state()
