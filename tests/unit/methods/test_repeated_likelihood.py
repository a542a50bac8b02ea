from __future__ import annotations

import numpy as np
import pytest

from heliotrope.methods.arguments import Floats
from heliotrope.methods.covariance_structures import STRUCTURES, Structure
from heliotrope.methods.patterns import gather_patterns
from heliotrope.methods.repeated_likelihood import Problem, Value, differentiate, evaluate

M = 3


def _problem(*, is_restricted: bool) -> Problem:
    generator = np.random.default_rng(2)
    present = generator.random((12, M)) > 0.2
    series, occasion = np.nonzero(present)
    x = generator.normal(size=series.size)
    y = generator.normal(size=12)[series] + 0.5 * x + generator.normal(size=series.size)
    maps = np.tile(np.eye(3), (M, 1))
    patterns = gather_patterns(series * M + occasion, (12, M), [None, x, y])
    return Problem(patterns, maps, is_restricted)


def _at(problem: Problem, structure: Structure, parameters: Floats) -> Value:
    value = evaluate(problem, structure.at(parameters, M).sigma)
    assert value is not None
    return value


@pytest.mark.parametrize("structure", STRUCTURES.values(), ids=STRUCTURES)
@pytest.mark.parametrize("is_restricted", [True, False])
def test_derivatives_are_those_of_the_likelihood(structure: Structure, is_restricted: bool) -> None:
    problem = _problem(is_restricted=is_restricted)
    parameters = structure.start(np.eye(M) + 0.4)
    parameters = parameters * np.linspace(0.9, 1.1, parameters.size)
    slopes = differentiate(problem, _at(problem, structure, parameters),
                           structure.at(parameters, M))  # fmt: skip
    assert np.linalg.eigvalsh(slopes.expected)[0] > 0
    for k in range(parameters.size):
        shift = np.zeros(parameters.size)
        shift[k] = 1e-5
        ahead, behind = (_at(problem, structure, parameters + sign * shift) for sign in (1, -1))
        slope = (ahead.minus_two - behind.minus_two) / 2e-5
        assert slopes.gradient[k] == pytest.approx(slope, abs=1e-6)
        ends = [
            differentiate(problem, value, structure.at(parameters + sign * shift, M)).gradient
            for value, sign in ((ahead, 1), (behind, -1))
        ]
        assert slopes.hessian[k] == pytest.approx((ends[0] - ends[1]) / 2e-5, abs=1e-5)
        turn = (np.linalg.inv(ahead.spread) - np.linalg.inv(behind.spread)) / 2e-5
        assert slopes.turns[k] == pytest.approx(turn, abs=1e-5)


def test_a_matrix_that_is_not_definite_has_no_likelihood() -> None:
    problem = _problem(is_restricted=True)
    assert evaluate(problem, np.ones((M, M))) is None
    assert evaluate(problem, -np.eye(M)) is None
