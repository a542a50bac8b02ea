"""An optimum in, variances and degrees of freedom of its coefficients for small samples out.

Kenward and Roger 1997 (Biometrics 53:983-997); Fai and Cornelius 1996 (Journal of Statistical
Computation and Simulation 54:363-378) for one contrast, which is Satterthwaite's rule. For one
contrast Kenward and Roger's scale is exactly 1 and their degrees of freedom are Satterthwaite's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heliotrope.methods.arguments import Floats
from heliotrope.methods.covariance_search import Optimum
from heliotrope.methods.repeated_likelihood import Problem


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What is known of the errors of p coefficients."""

    covariance: Floats
    """p x p, adjusted where the method adjusts."""
    plain: Floats
    """p x p: the inverse of X' V^-1 X."""
    turns: Floats
    """q x p x p: derivatives of X' V^-1 X, between two of its inverses."""
    parameters: Floats
    """q x q: covariance of the covariance parameters."""

    def transform(self, matrix: Floats) -> Uncertainty:
        """That of other coefficients: the matrix times these."""
        return Uncertainty(
            matrix @ self.covariance @ matrix.T,
            matrix @ self.plain @ matrix.T,
            matrix @ self.turns @ matrix.T,
            self.parameters,
        )

    def measure(self, weights: Floats) -> tuple[Floats, Floats]:
        """Standard errors and degrees of freedom of each row of weights."""
        variance = np.einsum("cp,pr,cr->c", weights, self.covariance, weights)
        plain = np.einsum("cp,pr,cr->c", weights, self.plain, weights)
        slopes = np.einsum("cp,qpr,cr->cq", weights, self.turns, weights)
        spread = np.einsum("cq,qr,cr->c", slopes, self.parameters, slopes)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.sqrt(variance), 2 * plain**2 / spread


def adjust(problem: Problem, optimum: Optimum, method: str) -> Uncertainty:
    """The errors of the scaled coefficients by a method's name.

    `satterthwaite` keeps the inverse of X' V^-1 X; `kenward-roger-linear` adds what the
    uncertainty of the covariance parameters adds; `kenward-roger` also counts how far the matrix
    bends in them (their second derivatives, by the natural parameters).
    """
    spread, covariance = optimum.value.spread, optimum.uncertainty
    turns = spread @ optimum.turns @ spread
    if method == "satterthwaite":
        return Uncertainty(spread, spread, turns, covariance)
    inverse, first = optimum.value.inverse, optimum.point.first
    # Sum over k, l of w_kl dV_k V^-1 dV_l, as m x m matrices by pattern.
    m, q = problem.m, len(first)
    flat = first.reshape(q, m * m)
    paired = (flat.T @ covariance @ flat).reshape(m, m, m, m)
    middle = np.einsum("abcd,gbc->gad", paired, inverse, optimize=True)
    if method == "kenward-roger" and optimum.point.second is not None:
        middle = middle - np.einsum("kl,klab->ab", covariance, optimum.point.second) / 4
    together = problem.sum_products((inverse @ middle @ inverse)[None])[0, :-1, :-1]
    mixed = np.tensordot(covariance, optimum.turns, 1)
    apart = (optimum.turns @ spread @ mixed).sum(axis=0)
    inner = together - apart
    adjusted = spread + spread @ (inner + inner.T) @ spread
    return Uncertainty(adjusted, spread, turns, covariance)
