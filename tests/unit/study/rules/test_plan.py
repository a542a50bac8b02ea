"""A sound study with a full plan and one fault put in → exactly that fault, with its sentence."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from heliotrope.study.check import check_study
from heliotrope.study.load import parse_study
from tests.repository import ROOT
from tests.unit.study.planned import FILES

CASES = YAML(typ="safe", pure=True).load(
    (ROOT / "tests" / "cases" / "study" / "broken_plan.yaml").read_text("utf-8")
)


def test_the_full_plan_has_no_fault() -> None:
    assert [fault.say() for fault in check_study(FILES)] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["expect"])[:60])
def test_one_fault_one_sentence(case: dict[str, str]) -> None:
    text = FILES[case["file"]]
    assert text.count(case["old"]) == 1
    broken = FILES | {case["file"]: text.replace(case["old"], case["new"])}
    faults = check_study(broken)
    assert [fault.say() for fault in faults] == [case["expect"]]
    assert all(fault.what.zh and fault.right.zh for fault in faults)


def test_a_family_is_written_out_by_endpoint_and_visit() -> None:
    plan = parse_study(FILES).plan
    assert [one.name for one in plan.every_analysis] == [
        *("change", "posterior", "copies"),
        *("repeated.skin.week_4", "repeated.skin.week_8"),
        *("repeated.strength.week_4", "repeated.strength.week_8"),
        "responders.tis.week_4",
    ]
    assert plan.every_analysis[3].label.zh == "皮肤：调整后变化"


def test_an_outcome_that_was_added_needs_no_estimand() -> None:
    files = FILES | {
        "study.yaml": FILES["study.yaml"].replace(
            "roles:\n",
            "  - name: added\n"
            "    role: other\n"
            "    measure: {en: Improvement, zh: 改善}\n"
            "    time_frame: {en: 4 weeks, zh: 4 周}\n"
            "    endpoint: tis\n"
            "    provenance: {status: record, source: NCT00000000}\n"
            "roles:\n",
        )
    }
    assert [fault.say() for fault in check_study(files)] == []
