"""A model's columns in, those that the data can tell apart out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heliotrope.methods.arguments import Floats
from heliotrope.methods.design import Design
from heliotrope.methods.patterns import Codes

NEGLIGIBLE = 1e-11
"""A column's squared length beside earlier ones, of its own: below it, it follows from them."""


@dataclass(frozen=True, slots=True)
class Estimable:
    """Which columns are estimated, and how the others follow from them."""

    kept: Codes
    """Places of the columns that earlier ones do not determine, as R's `lm` keeps them."""
    aliased: Codes
    """Places of the others."""
    unscale: Floats
    """kept x kept: the kept columns as they came = scaled kept columns times this."""
    loadings: Floats
    """kept x aliased: the aliased columns as they came = kept ones times this."""

    def is_estimable(self, weights: Floats) -> NDArray[np.bool_]:
        """Of each row of weights over all columns, whether the data determine its sum."""
        gap = np.abs(weights[:, self.aliased] - weights[:, self.kept] @ self.loadings)
        found: NDArray[np.bool_] = (gap <= 1e-8 * (1 + np.abs(weights).max())).all(axis=1)
        return found


def find_estimable(design: Design, total: Floats) -> Estimable:
    """The estimable columns, from the p x p cross-products of the scaled ones."""
    kept = _list_independent(total)
    aliased = np.setdiff1d(np.arange(len(total)), kept)
    scaled = np.linalg.solve(total[np.ix_(kept, kept)], total[np.ix_(kept, aliased)])
    whole = design.unscale
    unscale = np.asarray(
        whole[np.ix_(kept, kept)] + scaled @ whole[np.ix_(aliased, kept)], np.float64
    )
    follow = whole[np.ix_(kept, aliased)] + scaled @ whole[np.ix_(aliased, aliased)]
    loadings = np.asarray(np.linalg.solve(unscale, follow), np.float64)
    return Estimable(kept, aliased, unscale, loadings)


def _list_independent(total: Floats) -> Codes:
    """Places of the columns with something of their own, by elimination in their order."""
    lengths = np.diag(total).copy()
    kept, rest = [], total.copy()
    for j in range(len(total)):
        if rest[j, j] > NEGLIGIBLE * lengths[j]:
            kept.append(j)
            rest = rest - np.outer(rest[:, j], rest[j]) / rest[j, j]
    return np.array(kept, dtype=np.intp)
