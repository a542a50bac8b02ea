"""A sound study that says what it records, with one fault put in → exactly that fault."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from heliotrope.study.check import check_study
from heliotrope.study.load import parse_study
from heliotrope.study.records import KNOWN
from tests.repository import ROOT
from tests.unit.study.recorded import RECORDED, break_recorded

CASES = YAML(typ="safe", pure=True).load(
    (ROOT / "tests" / "cases" / "study" / "recorded.yaml").read_text("utf-8")
)


def test_a_sound_study_has_no_fault() -> None:
    assert check_study(RECORDED) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["expect"])[:60])
def test_one_fault_one_sentence(case: dict[str, str]) -> None:
    faults = check_study(break_recorded(case["file"], case["old"], case["new"]))
    assert [fault.say() for fault in faults] == [case["expect"]]
    assert all(fault.what.zh and fault.right.zh for fault in faults)


def test_an_item_of_another_name_stands_beside_and_means_nothing() -> None:
    old = "      - {name: term,"
    own = "      - {name: room, label: {en: Room, zh: 房间}, type: integer}\n"
    files = break_recorded("forms/events.yaml", old, own + old)
    assert check_study(files) == []
    assert parse_study(files).form("events").item("room").type == "integer"


def test_a_form_that_cannot_be_read_is_not_blamed_for_what_it_lacks() -> None:
    files = break_recorded("forms/events.yaml", "sections:\n", "sections: 3\n#")
    said = [fault.say() for fault in check_study(files)]
    assert not [one for one in said if "does not ask" in one]


def test_no_kind_knows_a_name_twice() -> None:
    for kind, known in KNOWN.items():
        names = [one.name for one in known]
        assert len(names) == len(set(names)), kind
