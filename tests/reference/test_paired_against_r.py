"""Differences that R analyzed in, agreement of our estimates with what R, coin, SAS printed out."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from heliotrope.methods import paired, signed_rank, summary, walsh
from tests.reference.r_output import HERE, load_by_case, load_cases, load_json

CASES = load_cases()
LEVELS = (0.8, 0.9, 0.95, 0.99)
T_RELATIVE = 1e-9
RANK_RELATIVE = 1e-12

PRINTED = load_by_case("paired.txt")
SPREAD = sorted(case for case in PRINTED if "t" in PRINTED[case])
NONZERO = sorted(case for case in PRINTED if "T_wilcoxon" in PRINTED[case])


def _scale(case: str) -> float:
    return max(abs(number) for number in CASES[case])


def test_the_cases_are_many_and_have_ties_and_zeros() -> None:
    zeros = [case for case, numbers in CASES.items() if 0 in numbers]
    ties = [
        case for case, d in CASES.items() if len({abs(v) for v in d if v}) < sum(v != 0 for v in d)
    ]
    assert len(CASES) == len(PRINTED) >= 90
    assert len(zeros) >= 40
    assert len(ties) >= 50


@pytest.mark.parametrize("case", SPREAD)
def test_t_agrees_with_base_r(case: str) -> None:
    expected = PRINTED[case]
    found = paired.estimate_t(CASES[case])
    assert found.n == expected["n"]
    assert found.df == expected["t_df"]
    assert found.value == pytest.approx(expected["mean"], rel=T_RELATIVE, abs=1e-15)
    assert found.se == pytest.approx(expected["t_se"], rel=T_RELATIVE)
    assert found.statistic == pytest.approx(expected["t"], rel=T_RELATIVE, abs=1e-15)
    assert found.p == pytest.approx(expected["t_p"], rel=T_RELATIVE)


@pytest.mark.parametrize("case", SPREAD)
@pytest.mark.parametrize("level", LEVELS)
def test_t_interval_agrees_with_base_r(case: str, level: float) -> None:
    found = paired.estimate_t(CASES[case], level)
    near_zero = 1e-12 * _scale(case)
    lower, upper = PRINTED[case][f"t_lower_{level:g}"], PRINTED[case][f"t_upper_{level:g}"]
    assert found.lower == pytest.approx(lower, rel=T_RELATIVE, abs=near_zero)
    assert found.upper == pytest.approx(upper, rel=T_RELATIVE, abs=near_zero)


@pytest.mark.parametrize("case", NONZERO)
def test_exact_p_agrees_with_exact_rank_tests_and_coin(case: str) -> None:
    expected = PRINTED[case]
    left_out = paired.estimate_signed_rank(CASES[case], zeros="wilcoxon")
    by_pratt = paired.estimate_signed_rank(CASES[case], zeros="pratt")
    assert left_out.statistic == expected["T_wilcoxon"]
    assert left_out.p == pytest.approx(expected["p_exactRankTests"], rel=RANK_RELATIVE)
    assert left_out.p == pytest.approx(expected["p_coin_wilcoxon"], rel=RANK_RELATIVE)
    assert by_pratt.p == pytest.approx(expected["p_coin_pratt"], rel=RANK_RELATIVE)


@pytest.mark.parametrize("case", sorted(CASES))
@pytest.mark.parametrize("level", LEVELS)
def test_hodges_lehmann_agrees_with_all_walsh_averages_in_r(case: str, level: float) -> None:
    expected = PRINTED[case]
    found = paired.estimate_signed_rank(CASES[case], level=level)
    near_zero = RANK_RELATIVE * _scale(case)
    assert found.value == pytest.approx(expected["hl"], rel=RANK_RELATIVE, abs=near_zero)
    if f"hl_lower_{level:g}" not in expected:
        assert (found.lower, found.upper, found.coverage) == (None, None, None)
        return
    limits = [expected[f"hl_lower_{level:g}"], expected[f"hl_upper_{level:g}"]]
    assert [found.lower, found.upper] == pytest.approx(limits, rel=RANK_RELATIVE, abs=near_zero)
    assert found.coverage == pytest.approx(expected[f"hl_coverage_{level:g}"], rel=RANK_RELATIVE)


@pytest.mark.parametrize("case", sorted(CASES))
def test_description_agrees_with_base_r(case: str) -> None:
    expected, found = PRINTED[case], summary.summarize(CASES[case])
    assert found.mean == pytest.approx(expected["mean"], rel=1e-12, abs=1e-15)
    assert found.sd == pytest.approx(expected["sd"], rel=1e-12)
    assert found.median == pytest.approx(expected["median"], rel=1e-15)


def test_the_thirteen_infliximab_patients_show_why_one_method_is_named_in_advance() -> None:
    # MMT-8 before and after of the nine complete pairs: .043 by t, .0625 by exact signed-rank.
    mmt8 = CASES["infliximab_mmt8"]
    assert mmt8 == [4, 7, 1, -1, 8, -5, 8, 6, 4]
    by_ranks = paired.estimate_signed_rank(mmt8)
    by_t = paired.estimate_t(mmt8)
    assert by_ranks.p == 0.0625
    assert by_t.p == pytest.approx(0.0433, abs=5e-5)
    assert (by_ranks.value, by_ranks.lower, by_ranks.upper) == (4.0, -0.5, 7.0)
    assert by_ranks.coverage == 0.9609375


@pytest.mark.parametrize(
    "example", load_json("wilcoxon_R.json")["examples"], ids=lambda e: e["name"]
)
def test_textbook_examples(example: dict[str, float | list[float]]) -> None:
    difference = example["diff"]
    assert isinstance(difference, list)
    for rule in ("wilcoxon", "pratt"):
        found = paired.estimate_signed_rank(difference, zeros=rule)
        assert found.p == pytest.approx(example[f"coin_exact_{rule}"], rel=RANK_RELATIVE)
        assert found.value == pytest.approx(example["hl_walsh_median"], rel=RANK_RELATIVE)
    by_t = paired.estimate_t(difference)
    # Fifteen digits were kept here, seventeen in paired.txt.
    assert by_t.p == pytest.approx(example["p_t"], rel=1e-12)
    assert [by_t.lower, by_t.upper] == pytest.approx(example["ci_t"], rel=1e-12)


@pytest.mark.parametrize("row", load_json("signrank_null_R.json"), ids=lambda row: f"n{row['n']}")
def test_null_distribution_agrees_with_base_r(row: dict[str, int | list[float] | None]) -> None:
    n = row["n"]
    assert isinstance(n, int)
    masses = signed_rank.null_masses(np.arange(1, n + 1), n * (n + 1) // 2)
    if row["dsignrank"] is not None:
        assert masses.tolist() == pytest.approx(row["dsignrank"], rel=1e-12)
    cumulated = np.cumsum(masses)
    for quantile, tail in (("q025", 0.025), ("q05", 0.05), ("q005", 0.005)):
        assert int(np.searchsorted(cumulated, tail)) == row[quantile]


def _camis_differences() -> list[float]:
    with (HERE / "data" / "camis_differences.csv").open(encoding="utf-8", newline="") as file:
        return [float(row["difference"]) for row in csv.DictReader(file)]


def test_statxact_and_sas_on_240_pairs() -> None:
    printed = load_json("camis_sas_statxact.json")
    differences = _camis_differences()
    by_ranks = paired.estimate_signed_rank(differences, level=0.9)
    by_t = paired.estimate_t(differences)
    statxact, sas = printed["statxact_n240"], printed["sas_n240"]
    assert by_ranks.statistic == statxact["T_plus"]
    assert by_ranks.p == pytest.approx(statxact["p_exact_2s"], abs=5e-5)
    assert by_ranks.value == pytest.approx(statxact["HL"], abs=5.1e-5)
    assert [by_ranks.lower, by_ranks.upper] == pytest.approx(statxact["ci90_exact"], abs=1e-9)
    assert by_t.value == pytest.approx(sas["mean"], abs=5e-9)
    assert by_t.statistic == pytest.approx(sas["t"], abs=5e-7)
    assert by_t.p == pytest.approx(sas["p_t"], abs=5e-5)


def test_sas_and_r_on_the_first_19_pairs() -> None:
    sas = load_json("camis_sas_statxact.json")["sas_n19"]
    r = load_json("wilcoxon_R.json")["camis"]["n19"]
    differences = _camis_differences()[:19]
    by_ranks = paired.estimate_signed_rank(differences, level=0.9)
    by_t = paired.estimate_t(differences)
    assert by_ranks.statistic == r["V"]
    assert sas["S"] == r["V"] - 19 * 20 / 4  # SAS centers the same sum
    assert by_ranks.p == pytest.approx(r["p"], rel=1e-12)
    assert by_ranks.value == pytest.approx(r["hl"], rel=1e-12)
    assert [by_ranks.lower, by_ranks.upper] == pytest.approx(r["ci"], rel=1e-9)
    assert by_t.statistic == pytest.approx(sas["t"], abs=5e-6)


def test_the_searched_walsh_averages_are_the_listed_ones() -> None:
    differences = np.array(_camis_differences())
    repeated = np.concatenate([differences + shift for shift in range(8)])
    assert repeated.size > walsh.LISTED
    i, j = np.triu_indices(repeated.size)
    listed = np.sort((repeated[i] + repeated[j]) / 2)
    positions = [1, 77, listed.size // 3, listed.size // 2, listed.size]
    assert walsh.walsh_at(repeated, positions) == pytest.approx(
        [listed[position - 1] for position in positions], rel=1e-13
    )
