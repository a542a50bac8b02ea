"""Cross-products and a covariance matrix in, the likelihood of repeated numbers out.

The response of a series has mean X b and covariance V, the rows and columns of sigma at which the
series was seen. Everything here is minus twice a logarithm, as in Patterson and Thompson 1971
(Biometrika 58:545-554) and Harville 1977 (JASA 72:320-338), with their constants.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from heliotrope.methods.arguments import Floats
from heliotrope.methods.covariance_structures import Point
from heliotrope.methods.patterns import Patterns


@dataclass(frozen=True)
class Problem:
    """What is to be fitted: numbers, and how their design is made of the values in `patterns`."""

    patterns: Patterns
    maps: Floats
    """(m k) x (p + 1): an occasion's values → its row of [X y]."""
    is_restricted: bool
    """REML, which integrates the p coefficients out; else ML, at their best."""

    @property
    def p(self) -> int:
        """How many coefficients."""
        return int(self.maps.shape[1]) - 1

    @property
    def m(self) -> int:
        """How many occasions."""
        return int(self.patterns.present.shape[1])

    @cached_property
    def both(self) -> NDArray[np.bool_]:
        """G x m x m: whether a pattern was seen at both occasions."""
        seen = self.patterns.present
        return seen[:, :, None] & seen[:, None, :]

    @cached_property
    def absent(self) -> Floats:
        """G x m x m: ones in the diagonal where a pattern was not seen."""
        return (~self.patterns.present)[:, :, None] * np.eye(self.m)

    @cached_property
    def degrees(self) -> int:
        """Numbers of the response, less the coefficients that are integrated out."""
        return self.patterns.rows - (self.p if self.is_restricted else 0)

    def sum_products(self, weights: Floats) -> Floats:
        """Sums of [X y]' W [X y], q x (p+1) x (p+1), for q x G x m x m weights W."""
        q, _, m, _ = weights.shape
        k = len(self.maps) // m
        summed = weights.transpose(2, 3, 0, 1) @ self.patterns.products
        inner = summed.reshape(m, m, q, k, k).transpose(2, 0, 3, 1, 4).reshape(q, m * k, m * k)
        found: Floats = self.maps.T @ inner @ self.maps
        return found

    def sum_quadratics(self, kernel: Floats) -> Floats:
        """G x m x m: traces of a (p+1) x (p+1) kernel with the products at each two occasions."""
        m = self.m
        k = len(self.maps) // m
        inner = (self.maps @ kernel @ self.maps.T).reshape(m, k, m, k).transpose(0, 2, 1, 3)
        found = self.patterns.products @ inner.reshape(m, m, k * k, 1)
        return np.ascontiguousarray(found[..., 0].transpose(2, 0, 1))


@dataclass(frozen=True, slots=True)
class Value:
    """The likelihood at one covariance matrix, with what its derivatives need."""

    minus_two: float
    """Minus twice the logarithm of the (restricted) likelihood."""
    inverse: Floats
    """G x m x m: the inverse of sigma where a pattern was seen, zero elsewhere."""
    spread: Floats
    """p x p: the inverse of X' V^-1 X."""
    coefficients: Floats
    """p."""


def evaluate(problem: Problem, sigma: Floats) -> Value | None:
    """The likelihood at an m x m matrix; `None` where that or X' V^-1 X is not definite."""
    both, absent = problem.both, problem.absent
    try:
        factors = np.linalg.cholesky(np.where(both, sigma, absent))
        halves = np.linalg.inv(factors)
        inverse = halves.transpose(0, 2, 1) @ halves - absent
        total = problem.sum_products(inverse[None])[0]
        spread, outer = _invert(total[:-1, :-1])
    except np.linalg.LinAlgError:
        return None
    coefficients = spread @ total[:-1, -1]
    quadratic = total[-1, -1] - total[-1, :-1] @ coefficients
    heights = np.log(factors.diagonal(0, 1, 2)).sum(axis=1)
    minus_two = 2 * problem.patterns.counts @ heights + quadratic
    minus_two += problem.degrees * math.log(2 * math.pi)
    if problem.is_restricted:
        minus_two += outer
    if not math.isfinite(minus_two):
        return None
    return Value(float(minus_two), inverse, spread, coefficients)


def _invert(matrix: Floats) -> tuple[Floats, float]:
    """The inverse of a definite matrix and the logarithm of its determinant."""
    scale = matrix.diagonal() ** -0.5
    factor = np.linalg.cholesky(matrix * scale * scale[:, None])
    half = np.linalg.inv(factor) * scale
    return half.T @ half, float(2 * np.log(factor.diagonal() / scale).sum())


@dataclass(frozen=True, slots=True)
class Slopes:
    """Derivatives of minus twice the log-likelihood by q parameters of the covariance matrix."""

    gradient: Floats
    """q."""
    hessian: Floats
    """q x q: the observed one, exact."""
    expected: Floats
    """q x q: the expected one if the coefficients were known; always positive definite."""
    turns: Floats
    """q x p x p: the derivatives of X' V^-1 X."""


def differentiate(problem: Problem, value: Value, point: Point) -> Slopes:
    """First and second derivatives at a point, with the coefficients at their best.

    With d(V^-1) = -V^-1 dV V^-1 throughout: sums over patterns of tr(W A W B) are taken once, as
    an m² x m² matrix, and then asked for each two parameters.
    """
    inverse, first = value.inverse, point.first
    q, counts = len(first), problem.patterns.counts
    sandwiches = inverse @ first[:, None] @ inverse
    moved = -problem.sum_products(sandwiches)
    contrast = np.append(-value.coefficients, 1.0)
    kernel = contrast * contrast[:, None]
    if problem.is_restricted:
        kernel[:-1, :-1] += value.spread
    pulls = inverse @ problem.sum_quadratics(kernel) @ inverse
    weighted = counts[:, None, None] * inverse
    direction = weighted.sum(axis=0) - pulls.sum(axis=0)
    expected = _pair(weighted, inverse, first)
    slopes = (moved @ contrast)[:, :-1]
    hessian = 2 * _pair(inverse, pulls, first) - expected - 2 * slopes @ value.spread @ slopes.T
    if problem.is_restricted:
        turned = (value.spread @ moved[:, :-1, :-1]).reshape(q, -1)
        across = (moved[:, :-1, :-1] @ value.spread).reshape(q, -1)
        hessian -= turned @ across.T
    hessian += point.bend(direction)
    gradient = first.reshape(q, -1) @ direction.reshape(-1)
    return Slopes(gradient, (hessian + hessian.T) / 2, expected, moved[:, :-1, :-1])


def _pair(left: Floats, right: Floats, first: Floats) -> Floats:
    """Sums over patterns of tr(left A right B) for each two derivatives A and B, q x q."""
    m, q = left.shape[1], len(first)
    summed = (left.reshape(-1, m * m).T @ right.reshape(-1, m * m)).reshape(m, m, m, m)
    turned = summed.transpose(1, 2, 3, 0).reshape(m * m, m * m)
    flat = first.reshape(q, m * m)
    found: Floats = flat @ turned @ flat.T
    return (found + found.T) / 2
