"""Findings about parts that stand behind an alias → one fault, on the line that must be changed."""

from __future__ import annotations

import pytest

from heliotrope.study.check import check_study
from tests.unit.study.small import FILES, RECORD

ANCHORED = """\
      estimand: &change
        en: Change
        zh: 变化
      provenance: &reason
        status: proposed
        reason: {en: A reason, zh: 理由}
"""
TEXT = FILES["plan.yaml"]
PLAN = TEXT.replace(
    f"      estimand: {{en: Mean change, zh: 平均变化}}\n      provenance: {RECORD}\n", ANCHORED
).replace(
    f"      estimand: {{en: Median change, zh: 中位变化}}\n      provenance: {RECORD}\n",
    "      estimand: *change\n      provenance: *reason\n",
)


@pytest.mark.parametrize(
    ("old", "new", "line", "expect"),
    [
        ("  zh: 变化\n", "\n", 34, "plan.analyses.change.estimand has no Chinese text; add zh"),
        ("zh: 变化\n", "zh: ''\n", 36, "the Chinese text is empty; write it in zh"),
        (
            "zh: 变化\n",
            "zh: 变化\n        de: Wandel\n",
            37,
            "unknown key de in plan.analyses.change.estimand; there are: en, zh",
        ),
        (
            "        reason: {en: A reason, zh: 理由}",
            "",
            37,
            "what is marked proposed gives no reason; add reason",
        ),
        (
            "\n        status: proposed\n        reason: {en: A reason, zh: 理由}",
            "",
            37,
            "plan.analyses.change.provenance is empty; give a mapping with status, source, reason",
        ),
    ],
)
def test_what_an_alias_repeats_is_said_once_at_its_anchor(
    old: str, new: str, line: int, expect: str
) -> None:
    assert PLAN.count("*change") == PLAN.count("*reason") == PLAN.count(old) == 1
    (fault,) = check_study(FILES | {"plan.yaml": PLAN.replace(old, new)})
    assert fault.say() == f"plan.yaml:{line}: {expect}"


def test_an_alias_where_its_anchor_does_not_fit_is_the_fault_of_the_alias() -> None:
    text = PLAN.replace("threshold: {points: 4}", "threshold: *change")
    assert [fault.say() for fault in check_study(FILES | {"plan.yaml": text})][:2] == [
        f"plan.yaml:58: unknown key {key} in plan.analyses.improved.threshold; "
        "there are: points, percent, value, baseline_above"
        for key in ("en", "zh")
    ]


def test_a_shared_threshold_that_is_wrong_by_itself_and_in_one_place_of_no_use() -> None:
    anchored = TEXT.replace(
        "method: paired_t", "method: paired_t\n      threshold: &four {points: 0}"
    )
    text = anchored.replace("threshold: {points: 4}", "threshold: *four")
    said = [fault.say() for fault in check_study(FILES | {"plan.yaml": text})]
    assert len(said) == 2
    assert said[0].startswith(
        "plan.yaml:34: the analysis change by paired_t gives threshold, which"
    )
    assert said[1].startswith("plan.yaml:34: the threshold of change is not one positive number")


def test_two_uses_of_a_part_where_it_has_no_business_are_two_faults() -> None:
    text = TEXT.replace("method: paired_t", "method: paired_t\n      threshold: &four {points: 4}")
    text = text.replace("zeros: wilcoxon", "zeros: wilcoxon\n      threshold: *four")
    faults = check_study(FILES | {"plan.yaml": text})
    assert [(fault.line, fault.right.en) for fault in faults] == [
        (34, "take it away"),
        (45, "take it away"),
    ]
