"""Parameters of a covariance structure in, the covariance matrix with its derivatives out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from heliotrope.methods.arguments import Floats
from heliotrope.methods.patterns import Codes
from heliotrope.vocabulary import Bilingual


@dataclass(frozen=True)
class Point:
    """A covariance matrix of m occasions, with its derivatives by q parameters there."""

    sigma: Floats
    """m x m."""
    first: Floats
    """q x m x m: the derivative by each parameter."""
    second: Floats | None = None
    """q x q x m x m: the derivative by each two; `None` where all vanish."""

    def bend(self, direction: Floats) -> Floats:
        """The inner product of an m x m matrix with each second derivative, q x q."""
        if self.second is None:
            return np.zeros((len(self.first), len(self.first)))
        found: Floats = np.einsum("ab,klab->kl", direction, self.second)
        return found


@dataclass(frozen=True)
class PrecisionPoint(Point):
    """An unstructured matrix by the lower triangle U of its inverse U'U.

    Then sigma = L L' with L = U^-1, and d(sigma) = -(L dU sigma + its transpose).
    """

    half: Floats | None = None
    """L, m x m."""

    def bend(self, direction: Floats) -> Floats:
        """Without writing out the q x q matrices, which for twenty occasions would not fit."""
        assert self.half is not None
        row, column = _lower(len(self.sigma))
        turned = self.sigma @ direction @ self.half
        inner = self.half.T @ direction @ self.half
        there = turned[column[:, None], row] * self.half[column[:, None], row].T
        across = inner[row[:, None], row] * self.sigma[column[:, None], column]
        found: Floats = 2 * (there + there.T + across)
        return found


@lru_cache(maxsize=64)
def _lower(m: int) -> tuple[Codes, Codes]:
    return np.tril_indices(m)


class Structure:
    """How the covariances of m occasions depend on few parameters.

    `at` takes the parameters of the search, under which steps of any size are safe or refused;
    `natural` gives the same matrix by the parameters that SAS names, on which Kenward-Roger's
    second derivatives and the degrees of freedom stand.
    """

    name: str
    title: Bilingual

    def count(self, m: int) -> int:
        """How many parameters it has on m occasions."""
        raise NotImplementedError

    def start(self, moments: Floats) -> Floats:
        """Parameters near a positive definite m x m matrix of moments."""
        raise NotImplementedError

    def at(self, parameters: Floats, m: int) -> Point:
        """The matrix of m occasions with its derivatives, by the parameters of the search."""
        raise NotImplementedError

    def natural(self, parameters: Floats, m: int) -> Point:
        """The same matrix, with derivatives by the natural parameters."""
        raise NotImplementedError


class Unstructured(Structure):
    """Every variance and every covariance on its own."""

    name = "us"
    title = Bilingual("unstructured", "无结构")

    def count(self, m: int) -> int:
        return m * (m + 1) // 2

    def start(self, moments: Floats) -> Floats:
        found: Floats = np.linalg.inv(np.linalg.cholesky(moments))[_lower(len(moments))]
        return found

    def at(self, parameters: Floats, m: int) -> PrecisionPoint:
        """By the lower triangle of the inverse: each of its rows is a regression on those before.

        With complete data the likelihood is then a sum of m convex functions, so that Newton's
        method hardly ever has to shorten a step; and any nonsingular triangle gives a definite
        matrix.
        """
        row, column = _lower(m)
        triangle = np.zeros((m, m))
        triangle[row, column] = parameters
        half = np.asarray(np.linalg.inv(triangle), np.float64)
        sigma = half @ half.T
        moved = -half.T[row][:, :, None] * sigma[column][:, None, :]
        return PrecisionPoint(sigma, moved + moved.transpose(0, 2, 1), None, half)

    def natural(self, parameters: Floats, m: int) -> Point:
        """By the variances and covariances themselves: all second derivatives vanish."""
        sigma = self.at(parameters, m).sigma
        row, column = _lower(m)
        first = np.zeros((row.size, *sigma.shape))
        first[np.arange(row.size), row, column] = 1
        first[np.arange(row.size), column, row] = 1
        return Point(sigma, first)


@dataclass(frozen=True)
class Correlations:
    """A correlation matrix, with its first and second derivatives by r parameters."""

    matrix: Floats
    first: Floats
    """r x m x m."""
    second: Floats
    """r x r x m x m."""


Correlate = Callable[[Floats, int], Correlations]


def _distance(m: int) -> Floats:
    steps = np.arange(m, dtype=np.float64)
    found: Floats = np.abs(steps[:, None] - steps)
    return found


def _equal(rho: Floats, m: int) -> Correlations:
    """The same between any two occasions."""
    off = 1 - np.eye(m)
    return Correlations(np.eye(m) + rho[0] * off, off[None], np.zeros((1, 1, m, m)))


def _by_power(rho: Floats, m: int) -> Correlations:
    """Falling by the same factor with each occasion between."""
    d = _distance(m)
    first = d * rho[0] ** np.maximum(d - 1, 0)
    second = d * (d - 1) * rho[0] ** np.maximum(d - 2, 0)
    return Correlations(rho[0] ** d, first[None], second[None, None])


def _by_lag(rho: Floats, m: int) -> Correlations:
    """One for each distance between occasions."""
    bands = (_distance(m) == np.arange(1, m)[:, None, None]).astype(np.float64)
    matrix = np.eye(m) + np.tensordot(rho, bands, 1)
    return Correlations(matrix, bands, np.zeros((m - 1, m - 1, m, m)))


def _by_neighbors(rho: Floats, m: int) -> Correlations:
    """One for each two neighbors; further apart, the product of those between."""
    low = np.minimum(np.arange(m)[:, None], np.arange(m))
    high = np.maximum(np.arange(m)[:, None], np.arange(m))
    steps = np.arange(m - 1)[:, None, None]
    between = (low <= steps) & (steps < high)

    def product_without(*left_out: int) -> Floats:
        factors = np.where(between, rho[:, None, None], 1.0)
        for step in left_out:
            factors[step] = between[step]
        found: Floats = factors.prod(axis=0)
        return found

    first = np.array([product_without(k) for k in range(m - 1)])
    second = np.zeros((m - 1, m - 1, m, m))
    for k in range(m - 1):
        for other in range(k):
            second[k, other] = second[other, k] = product_without(k, other)
    return Correlations(product_without(), first, second)


@dataclass(frozen=True)
class Patterned(Structure):
    """Variances, one or one for each occasion, times correlations that follow a pattern."""

    name: str
    title: Bilingual
    correlate: Correlate
    correlations: Callable[[int], int]
    """How many parameters the correlations of m occasions have."""
    is_heterogeneous: bool
    is_linear: bool = False
    """The natural parameters are the covariances, in which the matrix is linear."""

    def count(self, m: int) -> int:
        return (m if self.is_heterogeneous else 1) + self.correlations(m)

    def start(self, moments: Floats) -> Floats:
        m = len(moments)
        variances = np.diag(moments)
        correlations = moments / np.sqrt(np.outer(variances, variances))
        lags = np.array([np.diag(correlations, lag).mean() for lag in range(1, m)])
        if not self.is_heterogeneous:
            variances = variances.mean(keepdims=True)
        rho = np.clip(self._first_guess(correlations, lags), -0.9, 0.9)
        while np.linalg.eigvalsh(self.correlate(rho, m).matrix)[0] < 0.02:
            rho = rho * 0.8
        return np.concatenate([np.log(variances), rho])

    def _first_guess(self, correlations: Floats, lags: Floats) -> Floats:
        if self.correlate is _equal:
            m = len(correlations)
            found: Floats = (correlations.sum(keepdims=True)[0] - m) / (m * (m - 1))
            return found
        if self.correlate is _by_power:
            return lags[:1]
        return lags if self.correlate is _by_lag else np.diag(correlations, 1)

    def at(self, parameters: Floats, m: int) -> Point:
        """By logarithms of the variances, and correlations."""
        v = m if self.is_heterogeneous else 1
        share = np.eye(m) if self.is_heterogeneous else np.ones((1, m))
        half = (share[:, :, None] + share[:, None, :]) / 2
        scale = np.exp(np.tensordot(parameters[:v], half, 1))
        found = self.correlate(parameters[v:], m)
        sigma, along = scale * found.matrix, scale * found.first
        q = parameters.size
        second = np.empty((q, q, m, m))
        second[:v, :v] = half[:, None] * half[None] * sigma
        second[:v, v:] = half[:, None] * along[None]
        second[v:, :v] = second[:v, v:].transpose(1, 0, 2, 3)
        second[v:, v:] = scale * found.second
        return Point(sigma, np.concatenate([half * sigma, along]), second)

    def natural(self, parameters: Floats, m: int) -> Point:
        """By variances with correlations, or by the variance with covariances."""
        point = self.at(parameters, m)
        v = m if self.is_heterogeneous else 1
        if self.is_linear:
            bands = self.correlate(parameters[v:], m).first
            return Point(point.sigma, np.concatenate([np.eye(m)[None], bands]))
        assert point.second is not None
        slope = np.ones(len(point.first))
        slope[:v] = np.exp(-parameters[:v])
        second = point.second * np.outer(slope, slope)[:, :, None, None]
        for k in range(v):
            second[k, k] -= point.first[k] * slope[k] ** 2
        return Point(point.sigma, point.first * slope[:, None, None], second)


def _one(_: int) -> int:
    return 1


def _all_but_one(m: int) -> int:
    return m - 1


def _pattern(
    name: str, en: str, zh: str, correlate: Correlate, *, heterogeneous: bool = False
) -> Patterned:
    is_one = correlate in (_equal, _by_power)
    is_linear = correlate in (_equal, _by_lag) and not heterogeneous
    count = _one if is_one else _all_but_one
    return Patterned(name, Bilingual(en, zh), correlate, count, heterogeneous, is_linear)


STRUCTURES: dict[str, Structure] = {
    one.name: one
    for one in (
        Unstructured(),
        _pattern("toep", "Toeplitz", "Toeplitz", _by_lag),
        _pattern("toeph", "heterogeneous Toeplitz", "异方差 Toeplitz", _by_lag, heterogeneous=True),
        _pattern("ar1", "first-order autoregressive", "一阶自回归", _by_power),
        _pattern(
            "ar1h",
            "heterogeneous first-order autoregressive",
            "异方差一阶自回归",
            _by_power,
            heterogeneous=True,
        ),
        _pattern("ad", "ante-dependence", "前依赖", _by_neighbors),
        _pattern(
            "adh",
            "heterogeneous ante-dependence",
            "异方差前依赖",
            _by_neighbors,
            heterogeneous=True,
        ),
        _pattern("cs", "compound symmetry", "复合对称", _equal),
        _pattern(
            "csh", "heterogeneous compound symmetry", "异方差复合对称", _equal, heterogeneous=True
        ),
    )
}
"""Every structure by its name."""
