from __future__ import annotations

import itertools

import numpy as np
import pytest

from heliotrope.methods.patterns import gather_patterns


@pytest.mark.parametrize("m", [3, 17])
def test_products_are_sums_over_the_series_of_a_pattern(m: int) -> None:
    generator = np.random.default_rng(1)
    present = generator.random((8, m)) > 0.3
    present[:3] = True
    series, occasion = np.nonzero(present)
    values = generator.normal(size=(2, series.size))
    found = gather_patterns(series * m + occasion, (8, m), list(values))
    assert found.rows == series.size
    assert found.counts.sum() == 8
    row = {place: j for j, place in enumerate(zip(series.tolist(), occasion.tolist(), strict=True))}
    for g, kind in enumerate(found.present):
        members = [i for i in range(8) if (present[i] == kind).all()]
        assert found.counts[g] == len(members)
        for v, w in itertools.product(range(m), repeat=2):
            slow = np.zeros((2, 2))
            for i in members:
                if kind[v] and kind[w]:
                    slow += np.outer(values[:, int(row[i, v])], values[:, int(row[i, w])])
            assert found.products[v, w, g].reshape(2, 2) == pytest.approx(slow)
