"""Estimates of copies that R pooled in, agreement of ours, and of what is drawn, out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from heliotrope.methods.imputation import Copies, draw_at_random
from heliotrope.methods.pooling import Worse, estimate_pooled, search_tipping_point
from tests.reference.r_output import load_by_case

PRINTED = load_by_case("pooling.txt")
RELATIVE = 1e-10
POOLED = [case for case in PRINTED if case.startswith("n")]
TIPPED = [case for case in PRINTED if case.startswith("tip")]


def _size(case: str, letter: str) -> int:
    return int(next(part[1:] for part in case.split("_") if part.startswith(letter)))


@pytest.mark.parametrize("case", POOLED)
def test_pooling_agrees_with_mice_and_the_published_formulas(case: str) -> None:
    expected, n, m = PRINTED[case], _size(case, "n"), _size(case, "m")
    q, s = ([expected[f"{name}_{i}"] for i in range(1, m + 1)] for name in "qs")
    for name, complete_df in (("barnard_rubin", n - 1), ("rubin", math.inf)):
        for level in (0.8, 0.95, 0.99):
            found = estimate_pooled(q, s, n, complete_df, level)
            assert found.value == pytest.approx(expected["value"], rel=RELATIVE)
            assert found.se == pytest.approx(expected["se"], rel=RELATIVE)
            assert found.df == pytest.approx(expected[f"df_{name}"], rel=RELATIVE)
            assert found.p == pytest.approx(expected[f"p_{name}"], rel=RELATIVE)
            limits = [expected[f"{end}_{name}_{level:g}"] for end in ("lower", "upper")]
            assert [found.lower, found.upper] == pytest.approx(limits, rel=RELATIVE, abs=1e-11)
    assert estimate_pooled(q, s, n, n - 1).df == pytest.approx(expected["df_mice"], rel=RELATIVE)


@pytest.mark.parametrize("case", TIPPED)
def test_the_tipping_point_agrees_with_a_root_search_in_r(case: str) -> None:
    expected = PRINTED[case]
    n, k, m = int(expected["n"]), int(expected["k"]), 8
    changes = [[expected[f"d_{i}_{j}"] for j in range(1, n + 1)] for i in range(1, m + 1)]
    values = np.stack([np.zeros((m, n)), np.array(changes)], axis=2)
    is_imputed = np.zeros((n, 2), dtype=np.bool_)
    is_imputed[n - k :, 1] = True
    worse: Worse = "lower" if case.endswith("_5") else "higher"
    found = search_tipping_point(Copies(values, is_imputed), 1, worse, 200.0)
    assert found.holds == bool(expected["holds"])
    if "tip" in expected:
        assert found.delta == pytest.approx(expected["tip"], rel=1e-10, abs=1e-11)


def test_what_is_drawn_is_the_posterior_prediction_of_a_regression_in_r() -> None:
    expected = PRINTED["predict"]
    x = [31, 18, 25, 40, 22, 29, 35, 27, 20, 38]
    y = [22, 13, 17, 30, 12, 25, 24, 21, 15, None]
    table = [[a, b] for a, b in zip(x, y, strict=True)]
    count = 6_000
    drawn = draw_at_random(np.random.default_rng(1), table, count).values[:, 9, 1]
    for share in (0.05, 0.25, 0.75, 0.95):
        below = (drawn <= expected[f"quantile_{share:g}"]).mean()
        assert below == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / count))
    spread = expected["scale"] * math.sqrt(expected["df"] / (expected["df"] - 2))
    assert drawn.mean() == pytest.approx(expected["center"], abs=4 * spread / math.sqrt(count))
