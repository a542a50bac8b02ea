"""A likelihood and a covariance structure in, the best covariance matrix (or why none) out.

Newton's method with exact second derivatives; where they are not definite, Fisher scoring with the
information of known coefficients. Each step is halved until the likelihood rises. The start is the
moments of plain residuals; where few series are complete a second one with equal correlations,
since such likelihoods can have two tops.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heliotrope.methods.arguments import Floats
from heliotrope.methods.covariance_structures import Point, Structure
from heliotrope.methods.repeated_likelihood import Problem, Slopes, Value, differentiate, evaluate
from heliotrope.vocabulary import Bilingual

MOST_STEPS = 100
CLOSE = 1e-12
"""What the next step promises of minus twice the log-likelihood when it is the last one."""
LEAST_EIGENVALUE = 1e-7
"""Of a correlation matrix: below it two numbers tell the same."""
LEAST_VARIANCE = 1e-12
"""Of what the response varies at all: below it nothing is left to be explained."""

NO_VARIATION = Bilingual(
    "the model leaves no variation: it has as many coefficients as there are numbers to explain",
    "模型没有剩余变异：系数个数与数据个数相当",
)
SINGULAR = Bilingual(
    "its likelihood grows without end as the covariance matrix becomes singular: there are too few "
    "series for so many parameters",
    "协方差矩阵趋于奇异时似然无界：相对于参数个数，数据太少",
)
FLAT = Bilingual(
    "the data do not determine all of its parameters: the likelihood is flat in one direction",
    "数据不能确定其全部参数：似然在某一方向上是平的",
)
NO_END = Bilingual(
    f"the search did not end within {MOST_STEPS} steps",
    f"迭代 {MOST_STEPS} 步后仍未收敛",
)


class NoOptimumError(Exception):
    """A structure cannot be estimated from these data; the reason ends a sentence."""

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best covariance matrix, in natural parameters."""

    point: Point
    value: Value
    turns: Floats
    """q x p x p: derivatives of X' V^-1 X by the natural parameters."""
    uncertainty: Floats
    """q x q: covariance of the natural parameters, from the observed information."""
    steps: int
    """How many steps the search took."""


def find_optimum(problem: Problem, structure: Structure) -> Optimum:
    """The covariance matrix of a structure under which the numbers are likeliest.

    Raises:
        NoOptimumError: there is none, or the data do not determine it.
    """
    found, reasons = [], []
    for moments in _list_starts(problem):
        try:
            found.append(_climb(problem, structure, structure.start(moments)))
        except NoOptimumError as error:
            reasons.append(error)
    if not found:
        raise reasons[0]
    top, steps = min(found, key=lambda one: one[0].value.minus_two)
    point = structure.natural(top.parameters, problem.m)
    value = evaluate(problem, point.sigma)
    assert value is not None
    slopes = differentiate(problem, value, point)
    return Optimum(point, value, slopes.turns, _invert_information(slopes.hessian), steps)


def _list_starts(problem: Problem) -> list[Floats]:
    """Matrices to start from: the moments; and, where there may be two tops, equal correlations.

    That is where few series were seen throughout, and others with gaps.
    """
    moments = _gather_moments(problem)
    complete = problem.patterns.present.all(axis=1)
    if complete.all() or problem.patterns.counts[complete].sum() >= 2 * problem.m:
        return [moments]
    heights = np.sqrt(moments.diagonal())
    return [moments, heights * heights[:, None] * (0.8 + 0.2 * np.eye(problem.m))]


def _gather_moments(problem: Problem) -> Floats:
    """Mean products of residuals at each two occasions, made positive definite."""
    total = problem.sum_products((problem.both * np.eye(problem.m))[None])[0]
    coefficients = np.linalg.lstsq(total[:-1, :-1], total[:-1, -1])[0]
    contrast = np.append(-coefficients, 1.0)
    sums = problem.sum_quadratics(np.outer(contrast, contrast)).sum(axis=0)
    pairs = np.tensordot(problem.patterns.counts, problem.both, 1)
    moments = sums / np.maximum(pairs, 1)
    moments *= problem.patterns.rows / (problem.patterns.rows - problem.p)
    floor = 1e-3 * np.diag(moments).mean() + LEAST_VARIANCE
    heights = np.sqrt(np.maximum(np.diag(moments), floor))
    correlations = moments / np.outer(heights, heights)
    np.fill_diagonal(correlations, 1.0)
    while np.linalg.eigvalsh(correlations)[0] < 1e-3:
        correlations = 0.9 * correlations + 0.1 * np.eye(problem.m)
    found: Floats = correlations * np.outer(heights, heights)
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the search stands."""

    parameters: Floats
    point: Point
    value: Value


def _stand(problem: Problem, structure: Structure, parameters: Floats) -> _Place | None:
    """The place with these parameters; `None` where the matrix is not definite."""
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            point = structure.at(parameters, problem.m)
    except np.linalg.LinAlgError:
        return None
    value = evaluate(problem, point.sigma) if np.isfinite(point.sigma).all() else None
    return None if value is None else _Place(parameters, point, value)


def _climb(problem: Problem, structure: Structure, parameters: Floats) -> tuple[_Place, int]:
    """The top that is reached from the parameters, and how many steps led there."""
    place = _stand(problem, structure, parameters)
    assert place is not None
    for step in range(1, MOST_STEPS + 1):
        slopes = differentiate(problem, place.value, place.point)
        for move in _list_moves(slopes):
            promised = float(move @ slopes.gradient)
            if promised < CLOSE:
                place = _finish(problem, structure, place, move)
                _require_regular(place.point.sigma)
                return place, step
            better = _walk(problem, structure, place, move, promised)
            if better is not None:
                place = better
                break
        else:
            raise NoOptimumError(NO_END)
        _require_regular(place.point.sigma)
    raise NoOptimumError(NO_END)


def _list_moves(slopes: Slopes) -> list[Floats]:
    """Newton's step where the second derivatives are definite, and the one of scoring."""
    moves: list[Floats] = []
    for matrix in (slopes.hessian, slopes.expected):
        try:
            np.linalg.cholesky(matrix)
            moves.append(np.asarray(np.linalg.solve(matrix, slopes.gradient), np.float64))
        except np.linalg.LinAlgError:
            continue
    return moves


def _walk(
    problem: Problem, structure: Structure, here: _Place, move: Floats, promised: float
) -> _Place | None:
    """The step, halved until the likelihood rises by a share of what was promised."""
    share = 1.0
    while share > 1e-9:
        there = _stand(problem, structure, here.parameters - share * move)
        goal = here.value.minus_two - 1e-4 * share * promised + _rounding(problem, here)
        if there is not None and there.value.minus_two <= goal:
            return there
        share /= 2
    return None


def _finish(problem: Problem, structure: Structure, here: _Place, move: Floats) -> _Place:
    """The last step, unless it leaves the definite matrices or loses more than rounding does."""
    there = _stand(problem, structure, here.parameters - move)
    most = here.value.minus_two + _rounding(problem, here)
    return here if there is None or there.value.minus_two > most else there


def _rounding(problem: Problem, here: _Place) -> float:
    """What minus twice the log-likelihood, a sum over all rows, may be off by."""
    return 1e-13 * (problem.patterns.rows + abs(here.value.minus_two))


def _require_regular(sigma: Floats) -> None:
    variances = sigma.diagonal()
    if variances.min() < LEAST_VARIANCE:
        raise NoOptimumError(NO_VARIATION if variances.max() < LEAST_VARIANCE else SINGULAR)
    scale = variances**-0.5
    if np.linalg.eigvalsh(sigma * scale * scale[:, None])[0] < LEAST_EIGENVALUE:
        raise NoOptimumError(SINGULAR)


def _invert_information(hessian: Floats) -> Floats:
    """Twice the inverse: the second derivatives are those of minus twice the log-likelihood."""
    diagonal = np.diag(hessian)
    if diagonal.min() <= 0:
        raise NoOptimumError(FLAT)
    scale = 1 / np.sqrt(diagonal)
    scaled = hessian * np.outer(scale, scale)
    if np.linalg.eigvalsh(scaled)[0] < 1e-9:
        raise NoOptimumError(FLAT)
    found: Floats = 2 * np.linalg.inv(scaled) * np.outer(scale, scale)
    return found
