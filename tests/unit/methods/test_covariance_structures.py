from __future__ import annotations

import numpy as np
import pytest

from heliotrope.methods.arguments import Floats
from heliotrope.methods.covariance_structures import STRUCTURES, Point, Structure

M = 4
MOMENTS = np.array(
    [[4.0, 1.5, 1.0, 0.4], [1.5, 3.0, 1.1, 0.6], [1.0, 1.1, 5.0, 1.9], [0.4, 0.6, 1.9, 6.0]]
)
EACH = pytest.mark.parametrize("structure", STRUCTURES.values(), ids=STRUCTURES)


def _parameters(structure: Structure) -> Floats:
    start = structure.start(MOMENTS)
    return start * (1 + 0.1 * np.random.default_rng(3).random(start.size))


@EACH
def test_the_start_is_definite_and_has_as_many_parameters_as_it_says(structure: Structure) -> None:
    start = structure.start(MOMENTS)
    assert start.size == structure.count(M)
    point = structure.at(start, M)
    assert np.linalg.eigvalsh(point.sigma)[0] > 0
    assert np.diag(point.sigma).mean() == pytest.approx(np.diag(MOMENTS).mean())
    assert structure.natural(start, M).sigma == pytest.approx(point.sigma)


def test_unstructured_starts_at_the_moments_themselves() -> None:
    us = STRUCTURES["us"]
    assert us.at(us.start(MOMENTS), M).sigma == pytest.approx(MOMENTS)


@EACH
def test_the_start_is_definite_where_correlations_are_extreme(structure: Structure) -> None:
    signs = np.array([1, -1, 1, -1.0])
    moments = np.outer(signs, signs) * (0.95 + 0.05 * np.eye(M))
    assert np.linalg.eigvalsh(structure.at(structure.start(moments), M).sigma)[0] > 0


@EACH
def test_derivatives_are_those_of_the_matrix(structure: Structure) -> None:
    parameters, step = _parameters(structure), 1e-5
    point = structure.at(parameters, M)
    direction = np.arange(16.0).reshape(M, M)
    direction = direction + direction.T
    bent = point.bend(direction)
    for k in range(parameters.size):
        shift = np.zeros(parameters.size)
        shift[k] = step
        ahead, behind = (structure.at(parameters + sign * shift, M) for sign in (1, -1))
        slope = (ahead.sigma - behind.sigma) / (2 * step)
        assert point.first[k] == pytest.approx(slope, abs=1e-7)
        curve = (ahead.first - behind.first) / (2 * step)
        assert bent[k] == pytest.approx(np.tensordot(curve, direction, 2), rel=1e-6, abs=1e-5)


@EACH
def test_natural_derivatives_span_the_same_directions(structure: Structure) -> None:
    parameters = _parameters(structure)
    point, natural = structure.at(parameters, M), structure.natural(parameters, M)
    flat, other = (one.first.reshape(parameters.size, -1) for one in (point, natural))
    turn = np.linalg.lstsq(other.T, flat.T)[0]
    assert other.T @ turn == pytest.approx(flat.T, abs=1e-9)
    assert np.linalg.matrix_rank(turn) == parameters.size


@pytest.mark.parametrize("name", ["us", "cs", "toep"])
def test_in_the_natural_parameters_of_some_the_matrix_is_linear(name: str) -> None:
    natural = STRUCTURES[name].natural(_parameters(STRUCTURES[name]), M)
    assert natural.second is None
    assert not natural.bend(MOMENTS).any()


@pytest.mark.parametrize(
    ("name", "distances"),
    [
        ("cs", [0.5, 0.5, 0.5]),
        ("ar1", [0.5, 0.25, 0.125]),
        ("toep", [0.5, 0.3, 0.1]),
        ("ad", [0.5, 0.15, 0.015]),
    ],
)
def test_correlations_follow_their_pattern(name: str, distances: list[float]) -> None:
    rho = {"toep": [0.5, 0.3, 0.1], "ad": [0.5, 0.3, 0.1]}.get(name, [0.5])
    sigma = STRUCTURES[name].at(np.array([np.log(4.0), *rho]), M).sigma
    assert sigma[0] == pytest.approx([4, *(4 * one for one in distances)])
    several = STRUCTURES[f"{name}h"].at(np.array([*np.log([4.0, 9, 1, 1]), *rho]), M).sigma
    assert several[0] == pytest.approx(
        [4, *(f * d for f, d in zip([6, 2, 2], distances, strict=True))]
    )


def test_a_correlation_of_zero_has_derivatives() -> None:
    point = STRUCTURES["ar1"].at(np.array([0.0, 0.0]), M)
    assert isinstance(point, Point)
    assert point.first[1][0].tolist() == [0, 1, 0, 0]
