"""Repeated measures with gaps in, draws of normal regressions on the visits before out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heliotrope.methods.arguments import Floats

Bools = NDArray[np.bool_]
Indexes = NDArray[np.intp]

SPARE = 3
"""Values a visit needs beyond its coefficients: with fewer, what is drawn has no variance."""

SINGULAR = 1e-10
"""A predictor of which less than this part, relatively, is its own repeats the others."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """Which values are missing, shape (n, visits), by whether a later one of the row is there."""

    inner: Bools
    trailing: Bools

    @property
    def missing(self) -> Bools:
        """Either kind."""
        return self.inner | self.trailing


@dataclass(frozen=True, slots=True)
class Fit:
    """Least squares of one visit on visits before it, as far as a draw needs it."""

    r: Floats
    """Upper triangle of the QR decomposition of its design, intercept first."""
    projected: Floats
    """The visit's values on the columns of Q."""
    squares: float
    """Residual sum of squares."""
    freedom: int
    """Rows less coefficients."""


@dataclass(frozen=True, slots=True)
class Regressions:
    """Visit j is intercept[j] + slopes[j] times the visits before + sd[j] times a normal draw."""

    intercept: Floats
    slopes: Floats
    """Shape (visits, visits), strictly lower triangular."""
    sd: Floats

    def means(self) -> Floats:
        """The mean of each visit that the regressions imply, shape (visits,)."""
        means = np.linalg.solve(np.eye(self.sd.size) - self.slopes, self.intercept)
        return np.asarray(means, dtype=np.float64)


def find_gaps(values: Floats) -> Gaps:
    """The gaps of values, NaN where missing."""
    missing = np.isnan(values)
    later = np.flip(np.logical_or.accumulate(np.flip(~missing, axis=1), axis=1), axis=1)
    return Gaps(inner=missing & later, trailing=~later)


def list_predictors(visits: int, earlier: int | None) -> list[list[int]]:
    """For each visit the earlier ones that its regression uses: the first, and the latest few."""
    if earlier is None:
        return [list(range(visit)) for visit in range(visits)]
    return [
        sorted({0, *range(max(0, visit - earlier), visit)}) if visit else []
        for visit in range(visits)
    ]


def require_enough(gaps: Gaps, predictors: list[list[int]]) -> None:
    """Refuse a visit with too few values for its regression.

    Raises:
        ValueError: naming the visit, how many values it has and how many it needs.
    """
    for visit, used in enumerate(predictors):
        observed, needed = int((~gaps.missing[:, visit]).sum()), len(used) + 1 + SPARE
        if observed < needed:
            raise ValueError(
                f"values: visit {visit + 1} has {observed} observed values, and its regression on "
                f"{len(used)} earlier visits needs {needed}; use fewer with earlier=, or leave the "
                "visit out"
            )


def draw_regressions(
    generator: np.random.Generator,
    filled: Floats,
    gaps: Gaps,
    predictors: list[list[int]],
    settled: dict[int, Fit] | None = None,
) -> Regressions:
    """One draw from the posterior of each visit's regression, under the usual flat prior.

    The prior is flat in the coefficients and in log sd. The variance is the residual sum of
    squares over a chi-square draw, the coefficients are normal about least squares (Rubin 1987,
    Multiple Imputation for Nonresponse in Surveys, pages 166-167). A visit's regression uses the
    rows that are observed there or later, with their inner gaps filled.

    Args:
        generator: a numpy Generator; it moves on.
        filled: shape (n, visits), inner gaps filled.
        gaps: those of the values, for the whole of `settled`'s life.
        predictors: for each visit the earlier ones it is regressed on.
        settled: the fits in which no filled gap takes part, by visit: they are the same at every
            draw. Those found here are added.

    Raises:
        ValueError: a predictor repeats another, or is the same for everyone.
    """
    visits = filled.shape[1]
    intercept, sd = np.zeros(visits), np.zeros(visits)
    slopes = np.zeros((visits, visits))
    kept = {} if settled is None else settled
    for visit, used in enumerate(predictors):
        found = kept.get(visit) or _fit_visit(filled, gaps, visit, used, kept)
        sd[visit] = np.sqrt(found.squares / generator.chisquare(found.freedom))
        noise = sd[visit] * generator.standard_normal(len(used) + 1)
        coefficients = np.linalg.solve(found.r, found.projected + noise)
        intercept[visit] = coefficients[0]
        slopes[visit, used] = coefficients[1:]
    return Regressions(intercept, slopes, sd)


def _fit_visit(
    filled: Floats, gaps: Gaps, visit: int, used: list[int], settled: dict[int, Fit]
) -> Fit:
    keep = ~gaps.trailing[:, visit]
    rows = filled[keep]
    design = np.empty((len(rows), len(used) + 1))
    design[:, 0] = 1.0
    design[:, 1:] = rows[:, used]
    q, r = np.linalg.qr(design)
    _require_own_information(design, r, visit, used)
    projected = q.T @ rows[:, visit]
    residual = rows[:, visit] - q @ projected
    fit = Fit(r, projected, float(residual @ residual), len(rows) - len(used) - 1)
    if not gaps.inner[keep][:, [*used, visit]].any():
        settled[visit] = fit
    return fit


def _require_own_information(design: Floats, r: Floats, visit: int, used: list[int]) -> None:
    own, whole = np.abs(np.diag(r)), np.sqrt((design**2).sum(axis=0))
    lacking = np.flatnonzero(own <= SINGULAR * whole)
    if lacking.size:
        raise ValueError(
            f"values: visit {used[lacking[0] - 1] + 1} is the same for everyone or follows from "
            f"the visits before it, so visit {visit + 1} has no regression on it; leave it out"
        )


@dataclass(frozen=True, slots=True)
class Pattern:
    """Rows that lack the same values, an inner one among them."""

    rows: Indexes
    inner: Indexes
    seen: Indexes


def list_patterns(gaps: Gaps) -> list[Pattern]:
    """The rows with inner gaps, those with the same gaps together."""
    rows = np.flatnonzero(gaps.inner.any(axis=1))
    if not rows.size:
        return []
    kinds, member = np.unique(gaps.missing[rows], axis=0, return_inverse=True)
    return [
        Pattern(
            rows=rows[member.reshape(-1) == number],
            inner=np.flatnonzero(gaps.inner[rows[member.reshape(-1) == number][0]]),
            seen=np.flatnonzero(~missing),
        )
        for number, missing in enumerate(kinds)
    ]


def draw_inner(
    generator: np.random.Generator, filled: Floats, patterns: list[Pattern], found: Regressions
) -> Floats:
    """The values with a new draw in each inner gap, given every observed value of its row.

    A whole row is drawn and moved by the regression of the gaps on the observed: that gives the
    conditional distribution without its covariance being decomposed.
    """
    root = np.linalg.inv(np.eye(found.sd.size) - found.slopes)
    spread = root * found.sd
    covariance, means = spread @ spread.T, root @ found.intercept
    result = filled.copy()
    for one in patterns:
        drawn = means + generator.standard_normal((one.rows.size, found.sd.size)) @ spread.T
        off = filled[one.rows[:, None], one.seen] - drawn[:, one.seen]
        within = covariance[one.seen[:, None], one.seen]
        across = covariance[one.seen[:, None], one.inner]
        moved = drawn[:, one.inner] + off @ _solve(within, across)
        result[one.rows[:, None], one.inner] = moved
    return result


def _solve(within: Floats, across: Floats) -> Floats:
    """The coefficients of the gaps on the observed; the least ones where several would do."""
    try:
        found = np.linalg.solve(within, across)
    except np.linalg.LinAlgError:
        found = np.linalg.lstsq(within, across, rcond=None)[0]
    return np.asarray(found, dtype=np.float64)


def draw_trailing(
    generator: np.random.Generator, filled: Floats, gaps: Gaps, found: Regressions
) -> Floats:
    """The values with a draw in each trailing gap, visit by visit, given the row so far."""
    result = filled.copy()
    for visit in range(filled.shape[1]):
        rows = np.flatnonzero(gaps.trailing[:, visit])
        if rows.size:
            before = result[rows, :visit] @ found.slopes[visit, :visit]
            noise = found.sd[visit] * generator.standard_normal(rows.size)
            result[rows, visit] = found.intercept[visit] + before + noise
    return result
