"""Changes over visits in; the model of them by whole matrices, and own imputations, out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
STEP = 1e-30
"""Of a derivative along the imaginary axis: exact, since nothing is subtracted."""


def make_sigma(structure: str, theta: Floats) -> Floats:
    """Variances first, then correlations: by lag, or by a first-order process, or one for all."""
    m = len(theta) - 1 if structure in ("ar1h", "csh") else (len(theta) + 1) // 2
    sd, rho = np.sqrt(theta[:m]), theta[m:]
    lag = np.abs(np.subtract.outer(np.arange(m), np.arange(m)))
    if structure == "toeph":
        correlation = np.concatenate([np.ones(1), rho])[lag]
    elif structure == "ar1h":
        correlation = rho[0] ** lag
    else:
        correlation = np.where(lag == 0, 1, rho[0])
    return np.asarray(np.outer(sd, sd) * correlation)


def read_theta(structure: str, sigma: Floats) -> Floats:
    """The parameters of a printed matrix."""
    m, sd = len(sigma), np.sqrt(np.diag(sigma))
    correlation = sigma / np.outer(sd, sd)
    return np.concatenate([np.diag(sigma), correlation[0, 1 : m if structure == "toeph" else 2]])


@dataclass(frozen=True)
class Dense:
    """Change by visit with a slope of baseline at each; one row and column a number."""

    who: Sequence[str]
    visit: Sequence[int]
    base: Floats
    y: Floats
    structure: str

    @cached_property
    def x(self) -> Floats:
        """One intercept and one slope a visit."""
        flags = np.equal.outer(np.array(self.visit), np.arange(max(self.visit) + 1)).astype(float)
        return np.hstack([flags, flags * self.base[:, None]])

    def weigh(self, visit: int) -> Floats:
        """The adjusted mean at a visit: baseline at its mean over the rows."""
        m = self.x.shape[1] // 2
        weights = np.zeros(2 * m)
        weights[visit], weights[m + visit] = 1, self.base.mean()
        return weights

    def blow_up(self, sigma: Floats) -> Floats:
        same = np.equal.outer(np.array(self.who), np.array(self.who))
        return np.where(same, sigma[np.ix_(self.visit, self.visit)], 0)

    def log_likelihood(self, sigma: Floats) -> float:
        """Restricted, with all constants but that of X'X."""
        inverse = np.linalg.inv(self.blow_up(sigma))
        information = self.x.T @ inverse @ self.x
        residual = self.y - self.x @ self.solve(sigma)[0]
        n, p = self.x.shape
        signs = np.linalg.slogdet(information)[1] - np.linalg.slogdet(inverse)[1]
        return float(-((n - p) * math.log(2 * math.pi) + signs + residual @ inverse @ residual) / 2)

    def solve(self, sigma: Floats) -> tuple[Floats, Floats]:
        """Generalized least squares: coefficients and their covariance."""
        inverse = np.linalg.inv(self.blow_up(sigma))
        phi = np.linalg.inv(self.x.T @ inverse @ self.x)
        return np.asarray(phi @ self.x.T @ inverse @ self.y), np.asarray(phi, np.float64)

    def differentiate(self, theta: Floats) -> tuple[Floats, Floats, list[Floats]]:
        """Slope and curvature of the log-likelihood, and how each parameter moves the matrix."""
        first = [self.blow_up(self._slope(theta, k)) for k in range(len(theta))]
        v = np.linalg.inv(self.blow_up(make_sigma(self.structure, theta)))
        phi = np.linalg.inv(self.x.T @ v @ self.x)
        p = v - v @ self.x @ phi @ self.x.T @ v
        py = p @ self.y
        slope = np.array([-(np.trace(p @ one) - py @ one @ py) / 2 for one in first])
        k = len(theta)
        bend = np.zeros((k, k))
        for i in range(k):
            for j in range(k):
                second = self.blow_up(self._bend(theta, i, j))
                bend[i, j] = -(
                    np.trace(p @ second) - np.trace(p @ first[i] @ p @ first[j])
                    + 2 * py @ first[i] @ p @ first[j] @ py - py @ second @ py
                ) / 2  # fmt: skip
        return slope, bend, first

    def _slope(self, theta: Floats, k: int) -> Floats:
        there = theta.astype(np.complex128)
        there[k] += STEP * 1j
        return np.asarray(make_sigma(self.structure, there).imag / STEP)  # type: ignore[arg-type]

    def _bend(self, theta: Floats, i: int, j: int) -> Floats:
        step = 1e-4 * max(abs(theta[i]), 1e-2)
        shift = np.zeros(len(theta))
        shift[i] = step

        def across(h: float) -> Floats:
            up, down = self._slope(theta + h * shift, j), self._slope(theta - h * shift, j)
            return np.asarray((up - down) / (2 * h * step))

        return np.asarray((4 * across(1) - across(2)) / 3)

    def adjust(self, theta: Floats, weights: Floats) -> tuple[float, float, float]:
        """Estimate, standard error and degrees of freedom: Kenward and Roger, without curvature."""
        sigma = make_sigma(self.structure, theta)
        beta, phi = self.solve(sigma)
        _, bend, first = self.differentiate(theta)
        w, v = np.linalg.inv(-bend), np.linalg.inv(self.blow_up(sigma))
        p = [-self.x.T @ v @ one @ v @ self.x for one in first]
        total = np.zeros_like(phi)
        for i, one in enumerate(first):
            for j, other in enumerate(first):
                q = self.x.T @ v @ one @ v @ other @ v @ self.x
                total += w[i, j] * (q - p[i] @ phi @ p[j])
        adjusted = phi + 2 * phi @ total @ phi
        slopes = np.array([weights @ phi @ one @ phi @ weights for one in p])
        plain = weights @ phi @ weights
        df = 2 * plain**2 / (slopes @ w @ slopes)
        return float(weights @ beta), math.sqrt(weights @ adjusted @ weights), float(df)


# ------------------------------------------------------------------ multiple imputation


BURN_IN, APART = 100, 3
"""Rounds before the first copy, and from one copy to the next."""


def impute(table: Floats, copies: int, seed: int) -> Floats:
    """Completed copies, shape (copies, n, visits): each visit on baseline and the visit before.

    One Gibbs sampler over all gaps, inner and trailing ones alike; each gap is drawn from the
    product of the densities of its own visit and of the next one.
    """
    draw, gaps = np.random.default_rng(seed), np.isnan(table)
    filled = np.where(gaps, np.nanmean(table, axis=0), table)
    found = []
    for number in range(BURN_IN + copies * APART):
        models = [_draw_model(draw, filled, visit) for visit in range(1, table.shape[1])]
        for row, visit in zip(*np.nonzero(gaps), strict=True):
            filled[row, visit] = _draw_gap(draw, filled[row], visit, models)
        if number >= BURN_IN and (number - BURN_IN) % APART == 0:
            found.append(filled.copy())
    return np.array(found)


def _predict(row: Floats, visit: int) -> Floats:
    return np.array([1.0, row[0]] if visit == 1 else [1.0, row[0], row[visit - 1]])


def _draw_model(draw: np.random.Generator, filled: Floats, visit: int) -> tuple[Floats, float]:
    x = np.array([_predict(row, visit) for row in filled])
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ filled[:, visit]
    root = np.linalg.cholesky(inverse)
    rest = filled[:, visit] - x @ beta
    sd = math.sqrt(rest @ rest / draw.chisquare(len(x) - x.shape[1]))
    return beta + sd * root @ draw.standard_normal(len(beta)), sd


def _draw_gap(
    draw: np.random.Generator, row: Floats, visit: int, models: list[tuple[Floats, float]]
) -> float:
    beta, sd = models[visit - 1]
    mean, precision = float(beta @ _predict(row, visit)), sd**-2
    if visit < len(models):
        ahead, sd_ahead = models[visit]
        rest = row[visit + 1] - ahead[0] - ahead[1] * row[0]
        extra = (ahead[2] / sd_ahead) ** 2
        mean = (precision * mean + ahead[2] * rest / sd_ahead**2) / (precision + extra)
        precision += extra
    return float(mean + draw.standard_normal() / math.sqrt(precision))


def pool(copies: Floats, visit: int, shift: float, gaps: Floats) -> Mapping[str, float]:
    """The mean change by Rubin's rules with the degrees of freedom of Barnard and Rubin 1999."""
    changes = copies[:, :, visit] - copies[:, :, 0] + shift * gaps[:, visit]
    m, n = changes.shape
    means, within = changes.mean(axis=1), float(np.mean(changes.var(axis=1, ddof=1) / n))
    between = (1 + 1 / m) * float(means.var(ddof=1))
    total, value = within + between, float(means.mean())
    share = between / total
    old, seen = (m - 1) / share**2, n / (n + 2) * (n - 1) * (1 - share)
    df = old * seen / (old + seen)
    se = math.sqrt(total)
    half = float(stats.t.ppf(0.975, df)) * se
    p = 2 * float(stats.t.sf(abs(value / se), df))
    return {"estimate": value, "lower": value - half, "upper": value + half, "df": df, "p": p}


def find_tipping(copies: Floats, visit: int, gaps: Floats) -> float:
    """The shift of the imputed values at which the upper limit comes to 0."""
    low, high = 0.0, 200.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        if pool(copies, visit, middle, gaps)["upper"] < 0:
            low = middle
        else:
            high = middle
    return high
