"""Any few series in; what must be true of every repeated-measures fit out."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from heliotrope.methods import paired
from heliotrope.methods.repeated import Covariance, Fit, fit_mmrm

WEEKS = ("w0", "w2", "w4")
STRUCTURES = st.sampled_from(get_args(Covariance))
NUMBERS = ["estimate", "se", "df", "t", "p"]


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    """Series of three occasions, some with gaps, enough for every structure."""
    generator = np.random.default_rng(draw(st.integers(0, 10**6)))
    n = draw(st.integers(18, 26))
    y = generator.normal(10, 2, n)[:, None] + generator.normal(0, [1, 2, 3], (n, 3))
    frame = pl.DataFrame(
        {
            "who": [f"p{who:02}" for who in range(n) for _ in WEEKS],
            "week": list(WEEKS) * n,
            "arm": ["ab"[who % 2] for who in range(n) for _ in WEEKS],
            "y": y.ravel(),
        }
    )
    kept = generator.random(len(frame)) > draw(st.sampled_from([0.0, 0.1, 0.2]))
    return frame.filter(pl.Series(kept))


def _fit(frame: pl.DataFrame, covariance: Covariance, text: str = "y ~ arm * week") -> Fit:
    return fit_mmrm(frame, text, participant="who", visit="week", covariance=covariance)


def _same(one: pl.DataFrame, other: pl.DataFrame, rel: float = 1e-7) -> None:
    for name in NUMBERS:
        assert other[name].to_list() == pytest.approx(one[name].to_list(), rel=rel, abs=1e-9)


@given(frame=frames(), covariance=STRUCTURES, seed=st.integers(0, 100))
@settings(deadline=None, max_examples=25)
def test_the_order_of_rows_does_not_matter_to_the_last_bit(
    frame: pl.DataFrame, covariance: Covariance, seed: int
) -> None:
    one, other = _fit(frame, covariance), _fit(frame.sample(fraction=1, shuffle=True, seed=seed),
                                               covariance)  # fmt: skip
    assert one.coefficients.equals(other.coefficients)
    assert (one.covariance == other.covariance).all()
    assert one.log_likelihood == other.log_likelihood


@given(frame=frames(), covariance=STRUCTURES)
@settings(deadline=None, max_examples=25)
def test_names_of_series_do_not_matter(frame: pl.DataFrame, covariance: Covariance) -> None:
    renamed = frame.with_columns(who="q" + pl.col("who").str.reverse())
    _same(_fit(frame, covariance).coefficients, _fit(renamed, covariance).coefficients)


@given(frame=frames(), covariance=STRUCTURES)
@settings(deadline=None, max_examples=25)
def test_names_of_occasions_in_the_same_order_do_not_matter(
    frame: pl.DataFrame, covariance: Covariance
) -> None:
    names = {"w0": "Monday", "w2": "Friday", "w4": "Easter"}
    renamed = frame.with_columns(
        pl.col("week").replace_strict(names, return_dtype=pl.Enum(list(names.values())))
    )
    _same(_fit(frame, covariance).coefficients, _fit(renamed, covariance).coefficients)


@given(frame=frames(), covariance=st.sampled_from(["us", "cs", "csh"]))
@settings(deadline=None, max_examples=15)
def test_where_order_means_nothing_occasions_may_be_permuted(
    frame: pl.DataFrame, covariance: Covariance
) -> None:
    other = frame.with_columns(pl.col("week").cast(pl.Enum(["w4", "w0", "w2"])))
    one, two = (_fit(each, covariance).marginal_means("arm") for each in (frame, other))
    _same(one.sort("week", "arm"), two.cast({"week": pl.String}).sort("week", "arm"))


@given(
    frame=frames(),
    covariance=STRUCTURES,
    factor=st.sampled_from([1e-6, -3.0, 1e5]),
    shift=st.sampled_from([0.0, -40.0]),
)
@settings(deadline=None, max_examples=25)
def test_units_go_through(
    frame: pl.DataFrame, covariance: Covariance, factor: float, shift: float
) -> None:
    other = frame.with_columns(pl.col("y") * factor + shift)
    one, two = _fit(frame, covariance), _fit(other, covariance)
    means, turned = one.contrasts("arm"), two.contrasts("arm")
    assert turned["estimate"].to_list() == pytest.approx((means["estimate"] * factor).to_list())
    assert turned["se"].to_list() == pytest.approx((means["se"] * abs(factor)).to_list())
    assert turned["df"].to_list() == pytest.approx(means["df"].to_list(), rel=1e-6)
    assert two.covariance == pytest.approx(one.covariance * factor**2, rel=1e-6)
    degrees = one.n_rows - len(one.coefficients)
    gap = one.log_likelihood - two.log_likelihood
    assert gap == pytest.approx(degrees * np.log(abs(factor)), rel=1e-9, abs=1e-8)


@given(frame=frames(), covariance=STRUCTURES)
@settings(deadline=None, max_examples=15)
def test_everyone_twice_leaves_maximum_likelihood_where_it_was(
    frame: pl.DataFrame, covariance: Covariance
) -> None:
    def fit(each: pl.DataFrame) -> Fit:
        return fit_mmrm(each, "y ~ arm * week", participant="who", visit="week",
                        covariance=covariance, df="satterthwaite", likelihood="ml")  # fmt: skip

    one, two = fit(frame), fit(pl.concat([frame, frame.with_columns(who="q" + pl.col("who"))]))
    assert two.log_likelihood == pytest.approx(2 * one.log_likelihood)
    assert two.covariance == pytest.approx(one.covariance, rel=1e-6)
    estimates = (each.coefficients["estimate"].to_list() for each in (one, two))
    assert next(estimates) == pytest.approx(next(estimates), rel=1e-6)
    ratio = (one.coefficients["se"] / two.coefficients["se"]).to_list()
    assert ratio == pytest.approx([2**0.5] * len(ratio), rel=1e-6)


@given(frame=frames())
@settings(deadline=None, max_examples=15)
def test_a_structure_within_another_is_no_likelier(frame: pl.DataFrame) -> None:
    names: list[Covariance] = ["cs", "csh", "toeph", "us"]
    heights = [_fit(frame, name).log_likelihood for name in names]
    assert heights == sorted(heights)
    chain: list[Covariance] = ["ar1", "ar1h", "adh", "us"]
    heights = [_fit(frame, name).log_likelihood for name in chain]
    assert heights == sorted(heights)


@given(pairs=st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3))
@settings(deadline=None, max_examples=40)
def test_pairs_are_the_paired_t_test(pairs: list[tuple[int, int]]) -> None:
    values = np.array(pairs) / 4.0
    by_t = paired.estimate_t(values[:, 1] - values[:, 0])
    # Neither occasion may tell the other: no covariance matrix then is the likeliest.
    assume(np.linalg.det(np.cov(values.T)) > 0.02 * np.cov(values.T).max() ** 2)
    frame = pl.DataFrame(
        {
            "who": list(range(len(pairs))) * 2,
            "week": ["a"] * len(pairs) + ["b"] * len(pairs),
            "y": values.T.ravel(),
        }
    )
    found = _fit(frame, "us", "y ~ week").estimate_combination({"weekb": 1})
    for name in ("value", "se", "df", "p", "lower", "upper"):
        expected: Any = getattr(by_t, name)
        assert getattr(found, name) == pytest.approx(expected, rel=1e-9, abs=1e-10)
