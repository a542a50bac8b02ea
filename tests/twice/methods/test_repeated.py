"""A few series in, the same model by whole matrices and numerical derivatives out."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from functools import cache
from typing import get_args

import numpy as np
import polars as pl
import pytest

from heliotrope.methods import repeated
from heliotrope.methods.arguments import Floats

STRUCTURES = get_args(repeated.Covariance)
FREEDOMS = get_args(repeated.Freedom)
WEEKS = ["w0", "w2", "w4", "w8"]
FORMULA = "y ~ age + arm * week"


def _draw(seed: int, n: int = 14) -> pl.DataFrame:
    generator = np.random.default_rng(seed)
    level = generator.normal(20, 3, n)
    rows = []
    for who in range(n):
        for place, week in enumerate(WEEKS):
            y = level[who] - place + generator.normal(0, 1 + 0.4 * place)
            age = 50 + 10 * math.sin(who)
            rows.append({"who": f"p{who}", "week": week, "arm": "ab"[who % 2], "age": age, "y": y})
    frame = pl.DataFrame(rows)
    return frame.filter(pl.Series(generator.random(len(frame)) > 0.15))


FRAME = _draw(4)

# ---------------------------------------------------------------- the slow model


def _sigma(structure: str, theta: Floats) -> Floats:
    """The covariance matrix by the parameters that SAS names, element by element."""
    m = len(WEEKS)
    sigma = np.zeros((m, m))
    if structure == "us":
        pairs = itertools.combinations_with_replacement(range(m), 2)
        for value, (i, j) in zip(theta, pairs, strict=True):
            sigma[i, j] = sigma[j, i] = value
        return sigma
    variances = theta[:m] if structure.endswith("h") else [theta[0]] * m
    rho = theta[m:] if structure.endswith("h") else theta[1:]
    for i, j in itertools.product(range(m), repeat=2):
        low, high = min(i, j), max(i, j)
        if structure in ("cs", "toep"):
            lag = high - low
            covariances = [theta[0], *(rho if structure == "toep" else [rho[0]] * m)]
            sigma[i, j] = covariances[lag]
            continue
        if structure == "csh":
            correlation = 1.0 if i == j else rho[0]
        elif structure == "toeph":
            correlation = [1.0, *rho][high - low]
        elif structure.startswith("ar1"):
            correlation = rho[0] ** (high - low)
        else:
            correlation = math.prod(rho[low:high])
        sigma[i, j] = math.sqrt(variances[i] * variances[j]) * correlation
    return sigma


def _theta(structure: str, sigma: Floats) -> Floats:
    """The parameters that a matrix of the structure has."""
    m = len(sigma)
    heights = np.sqrt(np.diag(sigma))
    correlations = sigma / np.outer(heights, heights)
    first = np.diag(sigma) if structure.endswith("h") else np.diag(sigma)[:1]
    if structure == "us":
        return np.array(sigma[np.triu_indices(m)])
    if structure in ("cs", "toep"):
        rest = sigma[0, 1 : 2 if structure == "cs" else m]
    elif structure.startswith("ad"):
        rest = np.diag(correlations, 1)
    else:
        rest = correlations[0, 1 : m if structure == "toeph" else 2]
    return np.concatenate([first, rest])


class _Dense:
    """The model with one row and column a number."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.who = frame["who"].to_list()
        self.place = [WEEKS.index(week) for week in frame["week"]]
        self.y = frame["y"].to_numpy()
        columns = [np.ones(len(frame)), frame["age"].to_numpy()]
        b = (frame["arm"] == "b").to_numpy().astype(float)
        weeks = [(frame["week"] == week).to_numpy().astype(float) for week in WEEKS[1:]]
        self.x = np.column_stack([*columns, b, *weeks, *(b * week for week in weeks)])

    def blow_up(self, sigma: Floats) -> Floats:
        """From m x m to all numbers."""
        same = np.equal.outer(np.array(self.who), np.array(self.who))
        return np.where(same, sigma[np.ix_(self.place, self.place)], 0.0)

    def minus_two(self, sigma: Floats, likelihood: str = "reml") -> float:
        inverse = np.linalg.inv(self.blow_up(sigma))
        information = self.x.T @ inverse @ self.x
        residual = self.y - self.x @ np.linalg.solve(information, self.x.T @ inverse @ self.y)
        degrees = len(self.y) - (self.x.shape[1] if likelihood == "reml" else 0)
        found = degrees * math.log(2 * math.pi) - np.linalg.slogdet(inverse)[1]
        found += residual @ inverse @ residual
        if likelihood == "reml":
            found += np.linalg.slogdet(information)[1]
        return float(found)


def _slopes(function: Callable[[Floats], Floats], theta: Floats) -> list[Floats]:
    """Central differences, with the error of the step itself taken out."""
    found = []
    for k, step in enumerate(_steps(theta)):
        shift = np.zeros(len(theta))
        shift[k] = step
        wide = (function(theta + 2 * shift) - function(theta - 2 * shift)) / (4 * step)
        near = (function(theta + shift) - function(theta - shift)) / (2 * step)
        found.append((4 * near - wide) / 3)
    return found


def _steps(theta: Floats) -> Floats:
    return np.maximum(5e-4 * np.abs(theta), 1e-4)


def _curves(function: Callable[[Floats], Floats], theta: Floats) -> list[list[Floats]]:
    return [
        list(row)
        for row in zip(
            *_slopes(lambda there: np.array(_slopes(function, there)), theta), strict=True
        )
    ]


@cache
def _uncertainty(structure: str, theta: tuple[float, ...]) -> Floats:
    """Covariance of the parameters: the inverse of the observed information."""
    model = _Dense(FRAME)
    hessian = np.array(
        _curves(lambda there: np.array(model.minus_two(_sigma(structure, there))), np.array(theta))
    )
    return np.asarray(2 * np.linalg.inv((hessian + hessian.T) / 2), np.float64)


def _slow_errors(structure: str, df: str, theta: Floats) -> tuple[Floats, Floats]:
    """Standard errors and degrees of freedom as Kenward and Roger 1997 write them."""
    model, w = _Dense(FRAME), _uncertainty(structure, tuple(theta))
    inverse = np.linalg.inv(model.blow_up(_sigma(structure, theta)))
    x = model.x
    phi = np.linalg.inv(x.T @ inverse @ x)
    first = [model.blow_up(one) for one in _slopes(lambda t: _sigma(structure, t), theta)]
    second = _curves(lambda t: _sigma(structure, t), theta)
    p = [-x.T @ inverse @ one @ inverse @ x for one in first]
    total = np.zeros_like(phi)
    for k, other in itertools.product(range(len(theta)), repeat=2):
        q = x.T @ inverse @ first[k] @ inverse @ first[other] @ inverse @ x
        bend = q - p[k] @ phi @ p[other]
        if df == "kenward-roger":
            bend -= x.T @ inverse @ model.blow_up(second[k][other]) @ inverse @ x / 4
        total += w[k, other] * bend
    adjusted = phi if df == "satterthwaite" else phi + 2 * phi @ total @ phi
    freedom = []
    for j in range(len(phi)):
        slopes = np.array([(phi @ one @ phi)[j, j] for one in p])
        freedom.append(2 * phi[j, j] ** 2 / (slopes @ w @ slopes))
    return np.sqrt(np.diag(adjusted)), np.array(freedom)


# ---------------------------------------------------------------- agreement


def _fit(covariance: repeated.Covariance, df: repeated.Freedom, **more: str) -> repeated.Fit:
    return repeated.fit_mmrm(
        FRAME, FORMULA, participant="who", visit="week", covariance=covariance, df=df,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("likelihood", ["reml", "ml"])
def test_it_is_the_top_of_the_whole_likelihood(
    structure: repeated.Covariance, likelihood: str
) -> None:
    fit = _fit(structure, "satterthwaite", likelihood=likelihood)
    model, theta = _Dense(FRAME), _theta(structure, fit.covariance)
    assert len(theta) == fit.n_covariance_parameters
    assert _sigma(structure, theta) == pytest.approx(fit.covariance, rel=1e-9)
    top = model.minus_two(fit.covariance, likelihood)
    assert -2 * fit.log_likelihood == pytest.approx(top, abs=1e-9)
    generator = np.random.default_rng(1)
    for size in (1e-1, 1e-2, 1e-3):
        there = theta * (1 + size * generator.normal(size=len(theta)))
        if np.linalg.eigvalsh(_sigma(structure, there))[0] > 0:
            assert model.minus_two(_sigma(structure, there), likelihood) > top
    slopes = _slopes(
        lambda there: np.array(model.minus_two(_sigma(structure, there), likelihood)), theta
    )
    assert (np.abs(slopes * theta) < 1e-6).all()


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("df", FREEDOMS)
def test_errors_and_degrees_of_freedom_are_those_of_the_definition(
    structure: repeated.Covariance, df: repeated.Freedom
) -> None:
    fit = _fit(structure, df)
    se, freedom = _slow_errors(structure, df, _theta(structure, fit.covariance))
    assert fit.coefficients["se"].to_list() == pytest.approx(se, rel=1e-6)
    assert fit.coefficients["df"].to_list() == pytest.approx(freedom, rel=1e-6)


@pytest.mark.parametrize("structure", ["us", "toeph", "cs"])
def test_coefficients_are_generalized_least_squares(structure: repeated.Covariance) -> None:
    fit, model = _fit(structure, "kenward-roger"), _Dense(FRAME)
    inverse = np.linalg.inv(model.blow_up(fit.covariance))
    slow = np.linalg.solve(model.x.T @ inverse @ model.x, model.x.T @ inverse @ model.y)
    assert fit.coefficients["estimate"].to_list() == pytest.approx(slow, rel=1e-9)


def test_marginal_means_are_the_mean_of_predictions_over_the_grid() -> None:
    fit = _fit("us", "kenward-roger")
    slow = fit.coefficients["estimate"].to_numpy()
    age = FRAME["age"].mean()
    predicted = {}
    for arm, week in itertools.product("ab", WEEKS):
        weeks = [float(week == one) for one in WEEKS[1:]]
        b = float(arm == "b")
        predicted[arm, week] = np.array([1, age, b, *weeks, *(b * one for one in weeks)]) @ slow
    for row in fit.marginal_means("arm").rows(named=True):
        assert row["estimate"] == pytest.approx(predicted[row["arm"], row["week"]], rel=1e-12)
    for row in fit.marginal_means().rows(named=True):
        both = (predicted["a", row["week"]] + predicted["b", row["week"]]) / 2
        assert row["estimate"] == pytest.approx(both, rel=1e-12)
    for row in fit.contrasts("arm").rows(named=True):
        gap = predicted["b", row["week"]] - predicted["a", row["week"]]
        assert (row["contrast"], row["estimate"]) == ("b - a", pytest.approx(gap, rel=1e-9))
    for row in fit.contrasts().rows(named=True):
        later, first = row["contrast"].split(" - ")
        gap = sum(predicted[arm, later] - predicted[arm, first] for arm in "ab") / 2
        assert row["estimate"] == pytest.approx(gap, rel=1e-9)
