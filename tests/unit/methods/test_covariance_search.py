from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from heliotrope.methods import covariance_search
from heliotrope.methods.covariance_search import NoOptimumError, find_optimum
from heliotrope.methods.covariance_structures import STRUCTURES, Structure
from heliotrope.methods.design import read_design
from heliotrope.methods.repeated_likelihood import Problem, differentiate


def _walks(n: int, m: int) -> pl.DataFrame:
    generator = np.random.default_rng(n)
    y = generator.normal(0, 2, n)[:, None] + generator.normal(0, 0.5, (n, m)).cumsum(axis=1)
    frame = pl.DataFrame(
        {"who": np.repeat(np.arange(n), m), "week": list(range(m)) * n, "y": y.ravel()}
    )
    return frame.filter(pl.Series(generator.random(n * m) > 0.1))


def _problem(frame: pl.DataFrame, text: str = "y ~ factor(week)") -> Problem:
    design = read_design(frame, text, "who", "week")
    return Problem(design.patterns, design.maps, is_restricted=True)


@pytest.mark.parametrize("structure", STRUCTURES.values(), ids=STRUCTURES)
@pytest.mark.parametrize(("n", "m"), [(60, 3), (100, 6), (400, 8)])
def test_the_search_ends_where_the_slope_is_flat(structure: Structure, n: int, m: int) -> None:
    problem = _problem(_walks(n, m))
    found = find_optimum(problem, structure)
    slopes = differentiate(problem, found.value, found.point)
    promised = slopes.gradient @ np.linalg.solve(slopes.hessian, slopes.gradient)
    assert 0 <= promised < 1e-15
    assert found.steps < 15
    assert np.linalg.eigvalsh(found.uncertainty)[0] > 0


def _two_tops() -> Problem:
    """Few series with gaps, drawn until the moments lead to the lower of two tops."""
    generator = np.random.default_rng(1029)
    y = generator.normal(10, 2, 10)[:, None] + generator.normal(0, np.linspace(1, 2, 3), (10, 3))
    frame = pl.DataFrame(
        {"who": np.repeat(np.arange(10), 3), "week": [0, 1, 2] * 10, "y": y.ravel()}
    )
    return _problem(frame.filter(pl.Series(generator.random(30) > 0.25)))


def test_of_two_tops_the_higher_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    both = find_optimum(_two_tops(), STRUCTURES["us"]).value.minus_two
    starts = covariance_search._list_starts
    monkeypatch.setattr(covariance_search, "_list_starts", lambda problem: starts(problem)[:1])
    alone = find_optimum(_two_tops(), STRUCTURES["us"]).value.minus_two
    assert both < alone - 1


def test_a_flat_or_singular_likelihood_has_no_optimum() -> None:
    twins = _walks(40, 3).with_columns(y=pl.when(pl.col("week") == 2).then(0.0).otherwise("y"))
    with pytest.raises(NoOptimumError, match="grows without end"):
        find_optimum(_problem(twins), STRUCTURES["us"])
