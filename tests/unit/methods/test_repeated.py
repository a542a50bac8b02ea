from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import numpy as np
import polars as pl
import pytest

from heliotrope.methods import repeated
from heliotrope.methods.estimate import Estimate
from heliotrope.methods.repeated import FALLBACK, Fit, fit_mmrm

WEEKS = ["w0", "w2", "w4"]


def _draw(n: int = 12, weeks: list[str] = WEEKS, gaps: float = 0.0) -> pl.DataFrame:
    generator = np.random.default_rng(7)
    level = generator.normal(20, 3, n)
    y = level[:, None] - np.arange(len(weeks)) + generator.normal(0, 2, (n, len(weeks)))
    frame = pl.DataFrame(
        {
            "who": [f"p{who:02}" for who in range(n) for _ in weeks],
            "week": weeks * n,
            "arm": ["ab"[who % 2] for who in range(n) for _ in weeks],
            "sex": ["fm"[who % 3 % 2] for who in range(n) for _ in weeks],
            "age": [50.0 + who for who in range(n) for _ in weeks],
            "y": y.ravel(),
        }
    )
    return frame.filter(pl.Series(generator.random(len(frame)) >= gaps))


def _fit(frame: pl.DataFrame, text: str = "y ~ arm * week", **more: Any) -> Fit:
    return fit_mmrm(frame, text, participant="who", visit="week", **more)


# ---------------------------------------------------------------- what comes back


def test_coefficients_have_the_columns_of_the_contract() -> None:
    fit = _fit(_draw())
    assert fit.coefficients.columns == ["term", "estimate", "se", "df", "t", "p"]
    assert fit.coefficients["term"].to_list() == [
        "(Intercept)", "armb", "weekw2", "weekw4", "armb:weekw2", "armb:weekw4",
    ]  # fmt: skip
    row = fit.coefficients.row(1, named=True)
    assert row["t"] == pytest.approx(row["estimate"] / row["se"])
    assert 0 < row["p"] < 1
    assert fit.covariance.shape == (3, 3)
    assert (fit.covariance == fit.covariance.T).all()
    assert fit.occasions == tuple(WEEKS)
    assert (fit.structure, fit.structure_asked, fit.warnings) == ("us", "us", ())
    assert (fit.n_rows, fit.n_series, fit.n_covariance_parameters) == (36, 12, 6)
    assert math.isfinite(fit.log_likelihood)


def test_complete_data_have_the_means_of_each_cell() -> None:
    frame = _draw()
    means = _fit(frame).marginal_means("arm")
    plain = frame.group_by("week", "arm").agg(pl.col("y").mean()).sort("week", "arm")
    assert means.select("week", "arm").rows() == plain.select("week", "arm").rows()
    assert means["estimate"].to_list() == pytest.approx(plain["y"].to_list())
    assert means.columns == [
        "week", "arm", "estimate", "se", "df", "t", "p", "lower", "upper",
    ]  # fmt: skip


def test_contrasts_are_within_each_occasion_from_a_reference() -> None:
    fit = _fit(_draw(gaps=0.1))
    ahead, behind = fit.contrasts("arm"), fit.contrasts("arm", reference="b")
    assert ahead.rows_by_key("week", named=True).keys() == set(WEEKS)
    assert ahead["contrast"].unique().to_list() == ["b - a"]
    assert behind["contrast"].unique().to_list() == ["a - b"]
    assert ahead["estimate"].to_list() == pytest.approx((-behind["estimate"]).to_list())
    assert ahead["lower"].to_list() == pytest.approx((-behind["upper"]).to_list())
    assert ahead["estimate"][0] == pytest.approx(fit.coefficients["estimate"][1])
    assert ahead["se"][0] == pytest.approx(fit.coefficients["se"][1])


def test_without_a_factor_contrasts_are_between_occasions() -> None:
    found = _fit(_draw(), "y ~ week").contrasts()
    assert found["contrast"].to_list() == ["w2 - w0", "w4 - w0"]
    assert "week" not in found.columns
    last = _fit(_draw(), "y ~ week").contrasts(reference="w4")
    assert last["contrast"].to_list() == ["w0 - w4", "w2 - w4"]


def test_factors_that_are_not_named_weigh_the_same_and_covariates_stand_at_their_mean() -> None:
    frame = _draw(gaps=0.1)
    fit = _fit(frame, "y ~ age + sex + arm * week")
    terms = dict(fit.coefficients.select("term", "estimate").rows())
    expected = terms["(Intercept)"] + terms["age"] * frame["age"].mean() + terms["sexm"] / 2
    means = fit.marginal_means("arm")
    assert means["estimate"][0] == pytest.approx(expected)
    assert fit.estimate_mean("w0", {"arm": "a"}).value == pytest.approx(expected)


def test_an_estimate_carries_all_that_a_reader_needs() -> None:
    fit = _fit(_draw(gaps=0.1), "y ~ week")
    found, row = (
        fit.estimate_mean("w4", level=0.9),
        fit.marginal_means(level=0.9).row(2, named=True),
    )
    assert isinstance(found, Estimate)
    assert found.n == 12
    assert found.method == "MMRM, unstructured covariance, REML, Kenward-Roger (linear)"
    assert found.method_zh == "MMRM，无结构协方差，REML，Kenward-Roger（线性）"
    for name in ("se", "df", "p", "lower", "upper"):
        assert getattr(found, name) == row[name]
    assert (found.value, found.statistic, found.level) == (row["estimate"], row["t"], 0.9)
    combined = fit.estimate_combination({"(Intercept)": 1, "weekw4": 1}, level=0.9)
    assert combined.value == pytest.approx(found.value)
    assert combined.se == pytest.approx(found.se)


def test_a_number_as_occasion_has_means_at_its_values() -> None:
    frame = _draw().with_columns(week=pl.col("week").str.slice(1).cast(pl.Int64))
    fit = _fit(frame, "y ~ week", covariance="cs")
    intercept, slope = fit.coefficients["estimate"]
    assert fit.occasions == ("0", "2", "4")
    assert fit.marginal_means()["estimate"].to_list() == pytest.approx(
        [intercept, intercept + 2 * slope, intercept + 4 * slope]
    )


def test_maximum_likelihood_is_for_comparisons() -> None:
    frame = _draw(gaps=0.1)
    small, large = (
        _fit(frame, text, likelihood="ml", df="satterthwaite")
        for text in ("y ~ week", "y ~ arm * week")
    )
    assert large.log_likelihood > small.log_likelihood
    assert "ML" in small.method.en


# ---------------------------------------------------------------- what is not determined


def test_a_column_that_follows_from_others_has_no_numbers() -> None:
    frame = _draw().with_columns(twin=pl.when(pl.col("arm") == "b").then(2.0).otherwise(1.0))
    fit = _fit(frame, "y ~ arm + twin + week")
    row = fit.coefficients.filter(pl.col("term") == "twin").row(0)
    assert row == ("twin", None, None, None, None, None)
    assert fit.warnings == ("Not estimable, since they follow from the other terms: twin.",)
    rest = _fit(frame, "y ~ arm + week").coefficients
    left = fit.coefficients.drop_nulls()
    assert left["estimate"].to_list() == pytest.approx(rest["estimate"].to_list())
    assert left["se"].to_list() == pytest.approx(rest["se"].to_list())
    assert fit.log_likelihood == pytest.approx(_fit(frame, "y ~ arm + week").log_likelihood)


def test_a_mean_of_an_empty_cell_is_null_and_says_so() -> None:
    frame = _draw().filter(~((pl.col("arm") == "b") & (pl.col("week") == "w4")))
    fit = _fit(frame, covariance="cs")
    assert fit.coefficients["estimate"].null_count() == 1
    means = {row[:2]: row[2] for row in fit.marginal_means("arm").rows()}
    assert means["w4", "b"] is None
    assert means["w4", "a"] is not None
    found = fit.estimate_mean("w4", {"arm": "b"})
    assert (found.value, found.se, found.p) == (None, None, None)
    assert found.warnings[-1].startswith("The data do not determine this combination")
    assert fit.estimate_mean("w2", {"arm": "b"}).value is not None


def test_numbers_far_from_zero_lose_nothing() -> None:
    near = _draw(gaps=0.1)
    far = near.with_columns(pl.col("age") + 1e6, pl.col("y") * 1e-6 + 1e3)
    one, other = (_fit(frame, "y ~ age * arm + week").coefficients for frame in (near, far))
    assert other["t"][1] == pytest.approx(one["t"][1], rel=1e-6)
    assert other["df"].to_list()[1] == pytest.approx(one["df"][1], rel=1e-6)


# ---------------------------------------------------------------- structures that do not fit


FEW = _draw(4, [f"w{week}" for week in range(6)])


def test_a_structure_is_never_replaced_unasked() -> None:
    with pytest.raises(
        ValueError, match=r"unstructured .* fewer who \(4\) than week \(6\)"
    ) as told:
        _fit(FEW, "y ~ week")
    assert "fallback=repeated.FALLBACK" in str(told.value)


def test_the_chain_says_what_was_used_and_why() -> None:
    fit = _fit(FEW, "y ~ week", fallback=FALLBACK)
    assert fit.structure_asked == "us"
    assert fit.structure in FALLBACK
    assert fit.warnings[0].startswith("The unstructured covariance (us) cannot be estimated: ")
    assert fit.warnings[-1].endswith(f"covariance ({fit.structure}) was used instead.")
    assert len(fit.warnings) == 2 + FALLBACK.index(fit.structure)
    assert len(fit.warnings_zh) == len(fit.warnings)
    assert fit.coefficients["se"].is_not_null().all()


def test_a_matrix_that_would_become_singular_is_found_out() -> None:
    # Six series are no fewer than four occasions, but their residuals span too little.
    frame = _draw(6, [f"w{week}" for week in range(4)])
    with pytest.raises(ValueError, match="likelihood grows without end"):
        _fit(frame, "y ~ arm * week + sex * week")


def test_two_occasions_never_seen_together_are_named() -> None:
    frame = _draw().filter(
        ~((pl.col("week") == "w4") & (pl.col("who") < "p06"))
        & ~((pl.col("week") == "w0") & (pl.col("who") >= "p06"))
    )
    with pytest.raises(ValueError, match="no who was seen both at w0 and at w4"):
        _fit(frame, "y ~ week")
    assert _fit(frame, "y ~ week", covariance="ar1").structure == "ar1"


def test_no_variation_left_is_found_out() -> None:
    frame = _draw(10).with_columns(y=pl.col("week").str.slice(1).cast(pl.Float64))
    with pytest.raises(ValueError, match="cannot be estimated"):
        _fit(frame, "y ~ week", covariance="cs")


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"covariance": "un"}, "covariance 'un' is unknown; choose one of"),
        ({"fallback": ("cs", "vc")}, "covariance 'vc' is unknown"),
        ({"df": "kr"}, "df 'kr' is unknown"),
        ({"likelihood": "REML"}, "likelihood 'REML' is unknown"),
        ({"likelihood": "ml"}, "df 'kenward-roger-linear' needs likelihood 'reml'"),
    ],
)
def test_unknown_choices_are_refused_with_what_there_is(more: dict[str, Any], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        _fit(_draw(), **more)


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="4 rows are too few for 4 coefficients"):
        _fit(_draw(2, ["w0", "w2"]))


@pytest.mark.parametrize(
    ("ask", "what"),
    [
        (lambda fit: fit.marginal_means("sex"), r"'sex' is no factor of .*; there are: \['arm'\]"),
        (lambda fit: fit.contrasts("arm", reference="c"), r"'c' is not among \['a', 'b'\]"),
        (lambda fit: fit.estimate_mean("w9"), "there is no 'w9'"),
        (lambda fit: fit.estimate_mean("w0", {"arm": "c"}), "there is no 'w0' with"),
        (lambda fit: fit.estimate_combination({"armc": 1}), r"no coefficient is called \['armc'\]"),
        (lambda fit: fit.marginal_means(level=95), "level 95 must lie between 0 and 1"),
    ],
)
def test_unknown_questions_are_refused(ask: Any, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        ask(_fit(_draw()))


def test_means_need_the_occasion_in_the_formula() -> None:
    with pytest.raises(ValueError, match="'y ~ arm' does not have week"):
        _fit(_draw(), "y ~ arm").marginal_means("arm")


def test_the_parser_is_loaded_only_when_a_formula_is_read() -> None:
    script = "import sys, heliotrope.methods.repeated; print('formulaic' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
    assert repeated.FALLBACK == ("toeph", "ar1h", "csh", "ar1", "cs")
