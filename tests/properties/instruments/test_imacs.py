"""Any globals and enzymes in; whether the choice of an enzyme keeps its promises out."""

from __future__ import annotations

import random
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from heliotrope.instruments.imacs import (
    ENZYMES,
    IMACS,
    CoreSet,
    EnzymeLevel,
    choose_enzyme,
    convert,
    score_imacs,
    score_improvement,
)
from heliotrope.instruments.table import score_rows
from tests.properties.instruments.answers import Answers, anything, complete, with_gaps
from tests.twice.instruments import imacs as twin
from tests.twice.instruments.tables import KINDS, make_row, make_table

amounts = st.decimals("0.01", 100_000, places=2)
levels = st.dictionaries(
    st.sampled_from(list(ENZYMES)),
    st.builds(
        EnzymeLevel,
        amounts,
        st.sampled_from(["U/L", "ukat/L"]),
        amounts,
        st.sampled_from(["", "U/L", "ukat/L"]),
    ),
    min_size=1,
)
measures = st.decimals(0, 10, places=1)
core_sets = st.builds(CoreSet, measures, measures, measures, measures, measures, measures)


@given(st.randoms(use_true_random=False), st.sampled_from(KINDS))
def test_the_slow_twin_agrees(dice: random.Random, kind: str) -> None:
    row = make_row(dice, twin.COLUMNS, kind)
    _, (_, *values, status, reason) = score_rows(IMACS, make_table(list(twin.COLUMNS), [row]))
    verdict = twin.judge(row)
    assert values == [verdict.values[name] for name in twin.OUT]
    assert status == ("scored" if verdict.is_scored else "not_scored")
    assert all(f"{name}: " in reason for name in verdict.wrong)


@given(levels, st.booleans())
def test_no_other_enzyme_is_more_abnormal(levels: dict[str, EnzymeLevel], confirmed: bool) -> None:
    choice = choose_enzyme(levels, is_aldolase_confirmed=confirmed)
    compared = {name for name in levels if name != "aldolase" or confirmed}
    assert (choice is None) == (not compared)
    if choice is not None:
        assert choice.name in compared
        assert choice.multiple == max(levels[name].multiple for name in compared)
        assert {name for name, _ in choice.compared} == compared


@given(levels)
def test_the_unit_does_not_decide(levels: dict[str, EnzymeLevel]) -> None:
    in_units = {
        name: EnzymeLevel(
            Decimal(convert(one.value, one.unit).numerator),
            "U/L",
            one.uln * convert(one.value, one.unit).denominator,
            one.uln_unit or one.unit,
        )
        for name, one in levels.items()
    }
    assert choose_enzyme(in_units) == choose_enzyme(levels)


@given(levels)
def test_the_order_of_enzymes_does_not_matter(levels: dict[str, EnzymeLevel]) -> None:
    assert choose_enzyme(dict(reversed(levels.items()))) == choose_enzyme(levels)


@given(complete(IMACS))
def test_globals_come_out_as_they_went_in(answers: Answers) -> None:
    score = score_imacs(answers)
    assert score["physician_global"].value == answers["phga"]
    assert score["patient_global"].value == answers["ptga"]
    assert score["extramuscular_global"].value == answers["extramuscular"]


@given(with_gaps(IMACS))
def test_a_choice_is_made_exactly_when_an_enzyme_is_whole(answers: Answers) -> None:
    score = score_imacs(answers)
    whole = [
        name
        for name in ENZYMES
        if all(isinstance(answers[f"{name}{part}"], int | Decimal | str) for part in PARTS)
        and (name != "aldolase" or answers["aldolase_confirmed"] == 1)
    ]
    assert (score["enzyme"].value is None) == (not whole)
    assert score["enzyme"].value in (None, *whole)


PARTS = ("", "_unit", "_uln")


@given(complete(IMACS), st.sampled_from([item.name for item in IMACS.items]), anything)
def test_nothing_that_is_given_makes_it_raise(answers: Answers, name: str, answer: object) -> None:
    score = score_imacs({**answers, name: answer})
    assert score.status == "scored" or score.reason is not None


@given(core_sets)
def test_no_change_is_no_improvement(same: CoreSet) -> None:
    assert score_improvement(same, same).is_improved is False


@given(core_sets, core_sets)
def test_nobody_improves_in_both_directions(one: CoreSet, other: CoreSet) -> None:
    assume(score_improvement(one, other).is_improved)
    there = score_improvement(one, other)
    assert sum(change.is_improved for change in there.changes) >= 3
    assert sum(change.is_worse for change in there.changes) <= 2
    assert not any(change.is_worse for change in there.changes if change.name == "mmt")
