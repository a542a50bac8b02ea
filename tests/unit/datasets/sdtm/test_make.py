"""A snapshot in; every dataset, what is absent, and the same for any order of the input, out."""

from __future__ import annotations

import random
from dataclasses import replace

from heliotrope.datasets.conformance import check_conformance
from heliotrope.datasets.sdtm.make import make_sdtm
from tests.imagined import make_reference_snapshot, make_snapshot
from tests.rehearsed import rehearse_reference, tabulate_rehearsal


def test_the_rehearsed_study_departs_nowhere_from_the_standard() -> None:
    assert [fault.say() for fault in check_conformance(tabulate_rehearsal())] == []


def test_ten_with_little_recorded_depart_nowhere_from_the_standard() -> None:
    assert [fault.say() for fault in check_conformance(make_sdtm(make_reference_snapshot()))] == []


def test_every_dataset_has_rows_or_is_absent_with_a_reason() -> None:
    made = tabulate_rehearsal()
    there, absent = {one.name for one in made}, {one.name for one in made.absent}
    wanted = [
        "TA",
        "TE",
        "TV",
        "TI",
        "TS",
        "DM",
        "SE",
        "SV",
        "DS",
        "EC",
        "EX",
        "DA",
        "CM",
        "MH",
        "AE",
        "LB",
        "VS",
        "QS",
        "RS",
        "MK",
        "PR",
        "IE",
        "CE",
        "FT",
    ]
    assert set(wanted) <= there | absent
    assert not there & absent
    assert all(one.frame.height for one in made)
    assert {"CE", "FT", "eligibility"} <= absent
    assert all(one.reason.en and one.reason.zh for one in made.absent)


def test_a_snapshot_of_nobody_still_has_the_trial() -> None:
    made = make_sdtm(make_snapshot([]))
    assert [one.name for one in made] == ["TA", "TE", "TV", "TS"]
    assert {"DM", "AE", "TI"} <= {one.name for one in made.absent}


def test_the_order_of_people_and_records_changes_nothing() -> None:
    snapshot = rehearse_reference()
    people = []
    for person in snapshot.participants:
        records = list(person.records.items())
        random.Random(5).shuffle(records)
        people.append(replace(person, records=dict(records)))
    random.Random(6).shuffle(people)
    one, other = make_sdtm(snapshot), make_sdtm(replace(snapshot, participants=tuple(people)))
    assert [made.name for made in one] == [made.name for made in other]
    for made in one:
        assert made.frame.equals(other[made.name].frame), made.name
        own, others = made.entries, other[made.name].entries
        assert own is not None
        assert others is not None
        assert own.equals(others), made.name
