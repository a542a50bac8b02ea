"""A rehearsed snapshot cut into shares of its participants in, the datasets of the whole out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.snapshot import Snapshot
from heliotrope.datasets.adam.make import join_adam, make_adam
from heliotrope.datasets.sdtm.make import assemble_sdtm, make_sdtm, tabulate
from heliotrope.datasets.standard import Datasets
from tests.rehearsed import rehearse_reference

TURNED = {"NC-004": ("ferritin", "ng/dL"), "NC-006": ("ferritin", "mg/L")}
"""Participant → a test whose results another unit was recorded for, which nothing converts."""


@cache
def mixed_snapshot() -> Snapshot:
    """The rehearsal, with rows of a test in units that cannot be converted into each other."""
    snapshot = rehearse_reference()
    return replace(snapshot, participants=tuple(_turn(one) for one in snapshot.participants))


def _turn(participant: Participant) -> Participant:
    if participant.code not in TURNED:
        return participant
    test, unit = TURNED[participant.code]
    records: dict[tuple[str, str, int], Record] = {}
    for place, (key, one) in enumerate(participant.records.items()):
        given = one.values.get("test") == test
        turned = {**one.values, "unit": unit, "value": Decimal(200 + place)}
        records[key] = replace(one, values=turned) if given else one
    return replace(participant, records=records)


def split(snapshot: Snapshot, size: int) -> list[Snapshot]:
    people = snapshot.participants
    return [
        replace(snapshot, participants=people[place : place + size])
        for place in range(0, len(people), size)
    ]


def assert_same(found: Datasets, expected: Datasets) -> None:
    assert [one.name for one in found] == [one.name for one in expected]
    assert found.absent == expected.absent
    for one, other in zip(found, expected, strict=True):
        assert one.frame.equals(other.frame), one.name
        assert one.entries is not None
        assert other.entries is not None
        assert one.entries.equals(other.entries), one.name


def make_by_share(snapshots: Sequence[Snapshot], whole: Snapshot) -> tuple[Datasets, Datasets]:
    tabulated = [tabulate(one) for one in snapshots]
    adam = [make_adam(one, made.found) for one, made in zip(snapshots, tabulated, strict=True)]
    return assemble_sdtm(replace(whole, participants=()), tabulated), join_adam(adam)


@pytest.mark.parametrize("size", [1, 4, 5])
def test_shares_of_any_size_make_the_whole(size: int) -> None:
    whole = mixed_snapshot()
    sdtm, adam = make_by_share(split(whole, size), whole)
    expected = make_sdtm(whole)
    assert_same(sdtm, expected)
    assert_same(adam, make_adam(whole, expected))


def test_the_units_are_really_mixed() -> None:
    codes = make_adam(mixed_snapshot())["ADLB"].frame["PARAMCD"].unique().to_list()
    assert {"FERRITIN", "FERRITI2", "FERRITI3"} <= set(codes)
