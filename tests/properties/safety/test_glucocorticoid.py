"""Any treatment in; whether its equivalent keeps the promises of an equivalent out."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from heliotrope.safety.glucocorticoid import Treatment, load_glucocorticoids, score_prednisone
from heliotrope.safety.rows import PREDNISONE
from heliotrope.vocabulary import Missing

NAMES = [one.name for one in fields(Treatment)]
drugs = st.sampled_from(sorted(load_glucocorticoids()))
doses = st.decimals(0, 2000, places=2)
treatments = st.builds(
    Treatment,
    drugs,
    doses,
    st.sampled_from([1, 2, 3, Decimal("0.5")]),
    st.sampled_from(["oral", "iv", "topical", "im"]),
)
anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(max_size=5),
    st.sampled_from(Missing),
    st.lists(st.integers(), max_size=2),
)


@given(treatments, doses)
def test_more_of_a_drug_is_never_less(treatment: Treatment, other: Decimal) -> None:
    assert isinstance(treatment.dose_mg, Decimal)
    low, high = sorted([treatment.dose_mg, other])
    less = score_prednisone(replace(treatment, dose_mg=low)).mg_per_day
    more = score_prednisone(replace(treatment, dose_mg=high)).mg_per_day
    assert less is not None
    assert more is not None
    assert 0 <= less <= more


@given(treatments)
def test_only_oral_and_intravenous_use_counts(treatment: Treatment) -> None:
    found = score_prednisone(treatment)
    assert (found.remark is None) == (treatment.route in ("oral", "iv"))
    if found.remark is not None:
        assert found.mg_per_day == 0


@given(doses, st.sampled_from(["oral", "iv"]))
def test_prednisone_is_its_own_equivalent(dose: Decimal, route: str) -> None:
    assert score_prednisone(Treatment("prednisone", dose, 1, route)).mg_per_day == dose


@given(treatments, st.sampled_from(NAMES), anything)
def test_nothing_that_is_given_makes_it_raise(
    treatment: Treatment, name: str, given_instead: object
) -> None:
    found = score_prednisone(replace(treatment, **{name: given_instead}))
    assert (found.mg_per_day is None) == (found.reason is not None)


@given(treatments)
def test_the_row_says_what_the_equivalent_says(treatment: Treatment) -> None:
    cells = {name: str(getattr(treatment, name)) for name in NAMES}
    found, row = score_prednisone(treatment), PREDNISONE.score_row(cells)
    assert Decimal(row[0]) == found.mg_per_day
    assert (row[1], bool(row[2])) == ("scored", found.remark is not None)
