"""Treatments in; whether each gets the equivalent that its worked case expects out."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from typing import Any

import pytest

from heliotrope.safety.glucocorticoid import (
    FACTS,
    WRITTEN_OTHERWISE,
    Treatment,
    load_glucocorticoids,
    score_prednisone,
)
from tests.unit.safety.safety_cases import STANDINGS, find_cases, read_given

NAMES = dict.fromkeys(("drug", "dose_mg", "per_day", "route"))
CASES = find_cases("glucocorticoid")


@pytest.mark.parametrize("case", CASES)
def test_dose(case: dict[str, Any]) -> None:
    given = read_given(case["given"], {"dose_mg", "per_day"})
    found = score_prednisone(Treatment(**NAMES | given))
    expect = {"exact": True, "remark": "none", "reason": "none"} | case["expect"]
    assert (found.say_mg_per_day() or "none") == expect["mg"]
    assert found.is_exact is expect["exact"]
    assert (found.remark.en if found.remark else "none") == expect["remark"]
    assert (found.reason.en if found.reason else "none") == expect["reason"]
    assert found.working == expect.get("working", found.working)
    assert (found.status == "scored") == (found.reason is None)
    assert case["source"]["status"] in STANDINGS
    assert case["source"]["citation"]
    assert case["title"]["zh"]


def test_every_drug_has_a_case() -> None:
    scored = {case.values[0]["given"]["drug"] for case in CASES}
    assert load_glucocorticoids().keys() <= scored


def test_the_drugs_are_those_of_the_contract() -> None:
    assert list(load_glucocorticoids()) == [
        *("prednisone", "prednisolone", "methylprednisolone", "hydrocortisone", "cortisone"),
        *("dexamethasone", "betamethasone", "triamcinolone", "deflazacort"),
    ]


@pytest.mark.parametrize("route", ["", " ", " oral", "ORAL", "iv ", *sorted(WRITTEN_OTHERWISE)])
def test_a_route_that_means_oral_or_iv_is_never_zero(route: str) -> None:
    found = score_prednisone(Treatment("prednisone", 5, 1, route))
    assert found.mg_per_day is None
    assert [fault.where for fault in found.faults] == ["route"]


@pytest.mark.parametrize("route", [1, True, ["oral"], b"iv"])
def test_a_route_is_a_word(route: object) -> None:
    assert score_prednisone(Treatment("prednisone", 5, 1, route)).mg_per_day is None


def test_the_caller_s_precision_does_not_matter() -> None:
    with localcontext(Context(prec=2)):
        found = score_prednisone(Treatment("hydrocortisone", Decimal("123.4567"), 3, "iv"))
    assert found.mg_per_day == Decimal("92.592525")


def test_each_rule_has_its_source_in_both_languages() -> None:
    assert {fact.source.status for fact in FACTS} == STANDINGS
    for fact in FACTS:
        assert fact.statement.en
        assert fact.statement.zh
        assert fact.source.citation
