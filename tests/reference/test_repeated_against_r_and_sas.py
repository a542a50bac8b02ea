"""Models that R and SAS fitted in, agreement of our fits with their numbers out."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import polars as pl
import pytest

from heliotrope.methods import paired, repeated
from heliotrope.methods.arguments import Floats
from heliotrope.methods.covariance_search import find_optimum
from heliotrope.methods.covariance_structures import Point, Structure
from heliotrope.methods.design import read_design
from heliotrope.methods.repeated_likelihood import Problem
from heliotrope.methods.small_sample import adjust
from heliotrope.vocabulary import Bilingual
from tests.reference.r_output import HERE, load_json

TIGHT = load_json("mmrm_R_tight_fits.json")
SAS = load_json("sas_kr_consolidated.json")["fits"]
GLS = load_json("nlme_gls_fits.json")
PAIRED = load_json("n10_paired_sleep.json")
LMER = load_json("sleepstudy_lmerTest.json")

RELATIVE = 1e-6
TIGHTER = 1e-7
LIKELIHOOD = 1e-9
"""Ours is at least theirs less this."""
SAS_RELATIVE = 5e-4

OURS: dict[str, repeated.Covariance] = {"arh1": "ar1h"}
DF: dict[str, repeated.Freedom] = {
    "Asymptotic": "satterthwaite",
    "Kenward-Roger": "kenward-roger",
    "Kenward-Roger-Linear": "kenward-roger-linear",
}


def _read(name: str) -> pl.DataFrame:
    return pl.read_csv(HERE / "data" / name)


FEV = _read("fev_data.csv").with_columns(pl.col("SEX").cast(pl.Enum(["Male", "Female"])))
ORTHODONT = _read("orthodont.csv").with_columns(pl.col("Sex").cast(pl.Enum(["Male", "Female"])))


def _fit_fev(formula: str, covariance: str, df: repeated.Freedom, **more: Any) -> repeated.Fit:
    return repeated.fit_mmrm(
        FEV, formula, participant="USUBJID", visit="AVISIT",
        covariance=OURS.get(covariance, covariance), df=df, **more,  # type: ignore[arg-type]
    )  # fmt: skip


# ---------------------------------------------------------------- R mmrm


@pytest.mark.parametrize("row", TIGHT, ids=lambda row: f"{row['cov']} {row['vcov']}")
def test_tight_fits_of_mmrm(row: dict[str, Any]) -> None:
    fit = _fit_fev(row["formula"], row["cov"], DF[row["vcov"]])
    assert fit.log_likelihood >= row["logLik"] - LIKELIHOOD
    assert fit.coefficients["estimate"].to_list() == pytest.approx(row["estimate"], rel=TIGHTER)
    assert fit.coefficients["df"].to_list() == pytest.approx(row["df"], rel=TIGHTER)
    # The likelihood is flat to 1e-12 over such a step: whose search ended first, cannot be told.
    assert fit.covariance == pytest.approx(np.array(row["varcor"]), rel=5 * RELATIVE)
    if row["vcov"] == "Kenward-Roger":
        # mmrm bends in other parameters than SAS: its errors are smaller, which is trap 1.
        assert (fit.coefficients["se"] > 0.999 * pl.Series(row["se"])).all()
    else:
        assert fit.coefficients["se"].to_list() == pytest.approx(row["se"], rel=TIGHTER)


def test_what_was_left_out_is_counted() -> None:
    fit = _fit_fev("FEV1 ~ ARMCD * AVISIT", "us", "satterthwaite")
    assert fit.warnings == (
        "263 of 800 rows were left out: missing FEV1 in 263.",
        "3 of 200 USUBJID have no row left.",
    )
    assert (fit.n_rows, fit.n_series) == (537, 197)


# ---------------------------------------------------------------- SAS


@pytest.mark.parametrize("structure", ["us", "toep", "toeph", "ar1", "arh1", "adh", "cs", "csh"])
@pytest.mark.parametrize(
    ("prefix", "df"), [("kr", "kenward-roger"), ("kr1", "kenward-roger-linear")]
)
def test_kenward_roger_of_sas(structure: str, prefix: str, df: repeated.Freedom) -> None:
    printed = SAS[f"{prefix}_{structure}"]
    contrast = _fit_fev("FEV1 ~ ARMCD", structure, df).estimate_combination({"ARMCDTRT": 1})
    assert contrast.value == pytest.approx(printed["Estimate"], rel=SAS_RELATIVE)
    assert contrast.se == pytest.approx(printed["StdErr"], rel=SAS_RELATIVE)
    assert contrast.df == pytest.approx(printed["DF"], rel=SAS_RELATIVE)
    assert [contrast.lower, contrast.upper] == pytest.approx(
        [printed["Lower"], printed["Upper"]], rel=SAS_RELATIVE
    )


@pytest.mark.parametrize("structure", ["ar1", "arh1", "toeph", "adh", "csh"])
def test_the_second_derivatives_are_by_the_parameters_of_sas(structure: str) -> None:
    # What they add to the standard error, a few in ten thousand, agrees to some percent.
    errors = [_fit_fev("FEV1 ~ ARMCD", structure, df) for df in DF.values()]
    _, full, linear = (fit.coefficients["se"][1] for fit in errors)
    printed = SAS[f"kr_{structure}"]["StdErr"] / SAS[f"kr1_{structure}"]["StdErr"]
    assert full / linear - 1 == pytest.approx(printed - 1, rel=0.02)


LIKELIHOODS = [
    key for key in SAS if key.startswith("sas_") and "group" not in key and "_sp_" not in key
]


@pytest.mark.parametrize("key", LIKELIHOODS)
def test_likelihoods_of_sas(key: str) -> None:
    structure, likelihood = key.split("_")[1], key.rpartition("_")[2]
    formula = "FEV1 ~ RACE + SEX + ARMCD * AVISIT" if key == "sas_log_reml" else "FEV1 ~ 1"
    structure = "us" if structure == "log" else structure
    fit = _fit_fev(formula, structure, "satterthwaite", likelihood=likelihood)
    # SAS prints eight decimals, and stops up to 6e-6 early.
    assert -2 * fit.log_likelihood <= SAS[key]["m2ll"] + 1e-8
    assert -2 * fit.log_likelihood == pytest.approx(SAS[key]["m2ll"], abs=1e-5)


# ---------------------------------------------------------------- nlme


@pytest.mark.parametrize("row", GLS, ids=lambda row: f"{row['name']} {row['method']}")
def test_gls_of_nlme(row: dict[str, Any]) -> None:
    is_fev = row["name"].startswith("fev")
    fit = repeated.fit_mmrm(
        FEV if is_fev else ORTHODONT,
        row["call"],
        participant="USUBJID" if is_fev else "Subject",
        visit="AVISIT" if is_fev else "t",
        covariance=row["name"].split("_")[1],
        df="satterthwaite",
        likelihood=row["method"].lower(),
    )
    assert fit.coefficients["term"].to_list() == row["coef_names"]
    assert fit.log_likelihood >= row["logLik"] - LIKELIHOOD
    assert fit.log_likelihood == pytest.approx(row["logLik"], abs=2e-7)
    # nlme stops early: what it lacks in likelihood is worth about this share of an error.
    se = np.array(row["se"])
    gap = math.sqrt(2 * abs(fit.log_likelihood - row["logLik"])) + RELATIVE
    assert (np.abs(fit.coefficients["estimate"].to_numpy() - row["estimate"]) <= gap * se).all()
    if row["method"] == "ML":
        # nlme's default inflates these by n / (n - p) (`adjustSigma`).
        se *= math.sqrt((fit.n_rows - len(se)) / fit.n_rows)
    assert fit.coefficients["se"].to_list() == pytest.approx(se, rel=2e-5)
    if len(row["marg_vcov"]) == len(fit.covariance):
        assert fit.covariance == pytest.approx(np.array(row["marg_vcov"]), rel=2e-5)


# ---------------------------------------------------------------- ten pairs


SLEEP = [
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
]


@pytest.mark.parametrize("df", DF.values())
def test_ten_pairs_are_exactly_the_paired_t_test(df: repeated.Freedom) -> None:
    frame = pl.DataFrame(
        {
            "who": list(range(10)) * 2,
            "drug": ["a"] * 10 + ["b"] * 10,
            "sleep": SLEEP[0] + SLEEP[1],
        }
    )
    fit = repeated.fit_mmrm(frame, "sleep ~ drug", participant="who", visit="drug", df=df)
    found = fit.estimate_combination({"drugb": 1})
    by_t = paired.estimate_t(np.subtract(SLEEP[1], SLEEP[0]))
    for name in ("value", "se", "df", "p", "lower", "upper", "statistic"):
        assert getattr(found, name) == pytest.approx(getattr(by_t, name), rel=1e-12)
    printed = PAIRED["t"]
    assert [found.value, found.se, found.df, found.p] == pytest.approx(
        [printed["est"], printed["se"], printed["df"], printed["p"]], rel=1e-9
    )
    default = PAIRED["Kenward-Roger"]["Std. Error"]
    assert found.se is not None
    assert default / found.se == pytest.approx(0.87, abs=0.005)  # mmrm's default, 13 % too small


# ---------------------------------------------------------------- lmerTest


class _RandomSlopes(Structure):
    """Not offered to users: what lmer's `(Days | Subject)` means for the covariance."""

    name, title = "random slopes", Bilingual("random slopes", "随机斜率")

    def start(self, moments: Floats) -> Floats:
        return np.array([0.3, 0.0, 0.01, 0.3])

    def at(self, parameters: Floats, m: int) -> Point:
        one, days = np.ones(m), np.arange(m, dtype=np.float64)
        both = np.outer(one, days) + np.outer(days, one)
        first = np.array([np.outer(one, one), both, np.outer(days, days), np.eye(m)])
        return Point(np.tensordot(parameters, first, 1), first)

    natural = at


@pytest.mark.parametrize(
    ("df", "printed", "relative"),
    [("kenward-roger-linear", LMER["kr"], 1e-9), ("satterthwaite", LMER["satt"], 2e-5)],
)
def test_random_slopes_of_lmer(df: str, printed: dict[str, list[float]], relative: float) -> None:
    frame = _read("sleepstudy.csv")
    design = read_design(frame, "Reaction ~ Days", "Subject", "Days")
    problem = Problem(design.patterns, design.maps, is_restricted=True)
    optimum = find_optimum(problem, _RandomSlopes())
    back = np.asarray(design.scale * np.linalg.inv(design.unscale), np.float64)
    se, freedom = adjust(problem, optimum, df).transform(back).measure(np.eye(2))
    estimate = back @ optimum.value.coefficients + [design.center, 0]
    assert estimate.tolist() == pytest.approx(printed["Estimate"], rel=1e-12)
    # lmer stops early; in balanced data its errors are those of each person's own line.
    assert se.tolist() == pytest.approx(printed["Std. Error"], rel=1e-5)
    lines = [
        np.polyfit(part["Days"], part["Reaction"], 1)[::-1]
        for part in frame.partition_by("Subject")
    ]
    assert se.tolist() == pytest.approx(np.std(lines, axis=0, ddof=1) / math.sqrt(18), rel=1e-9)
    assert freedom.tolist() == pytest.approx(printed["df"], rel=relative)
    assert freedom.tolist() == pytest.approx([17, 17], rel=1e-7)
