"""Few differences in, the means of their subsets checked by hand out."""

from __future__ import annotations

import numpy as np
import pytest

from heliotrope.methods import sign_flip
from heliotrope.methods.sign_flip import interval, list_subset_means, p_two_sided


def test_two_differences_have_three_subset_means() -> None:
    found = list_subset_means(np.array([1.0, 4.0]))
    assert found is not None
    assert found.means.tolist() == [1.0, 2.5, 4.0]
    assert found.masses.tolist() == [0.25] * 3
    assert p_two_sided(found) == 0.5


def test_equal_means_are_counted_together_on_a_grid() -> None:
    # 1, 1, 2: means 1, 1, 2, (1+1)/2 = 1, 1.5, 1.5, 4/3.
    found = list_subset_means(np.array([1.0, 2.0, 1.0]))
    assert found is not None
    counts = [8 * found.masses[found.means == mean].sum() for mean in (1, 4 / 3, 1.5, 2)]
    assert counts == [3, 1, 2, 1]
    assert found.masses.sum() == 7 / 8


@pytest.mark.parametrize(
    "differences",
    [
        [4, 7, 1, -1, 8, -5, 8, 6, 4],
        [0.1, 0.2, -0.3, 0.7, 0.0, -0.1],
        [0, 0, -3, 0, 5, 0],
        [2.5 - 2.3, -0.2, 0.3],
        [12.125, -0.375, 3.25, 8.0],
    ],
    ids=str,
)
def test_counting_on_a_grid_is_enumerating(
    monkeypatch: pytest.MonkeyPatch, differences: list[float]
) -> None:
    counted = list_subset_means(np.array(differences))
    monkeypatch.setattr(sign_flip, "WORK", 0)
    listed = list_subset_means(np.array(differences))
    assert counted is not None
    assert listed is not None
    assert p_two_sided(counted) == p_two_sided(listed)
    for level in (0.5, 0.8, 0.9, 0.95):
        assert interval(counted, level) == interval(listed, level)


def test_sums_off_any_grid_are_0_but_for_adding_up() -> None:
    thirds = np.array([1 / 3, 1 / 7, 1 / 11])
    found = list_subset_means(np.concatenate([thirds, [-thirds.sum()]]))
    assert found is not None
    assert (found.means == 0).sum() == 1
    assert p_two_sided(found) == 1.0


def test_small_numbers_beside_large_ones_keep_their_sign() -> None:
    # The two large ones cancel in half of the assignments, and then the small ones decide.
    found = list_subset_means(np.array([1e6, -0.001, 0.003]))
    assert found is not None
    assert found.means[found.means != 0].size == 7


def test_what_is_too_fine_is_not_counted() -> None:
    fine = np.sqrt(np.arange(1.0, 22.0))
    assert list_subset_means(fine) is None
    assert list_subset_means(fine[:8]) is not None
    assert list_subset_means(np.arange(1.0, 22.0)) is not None


def test_magnitudes_equal_but_for_rounding_are_named() -> None:
    one, other = (list_subset_means(np.array(d)) for d in ([2.5 - 2.3, -0.2], [0.3, -0.2]))
    assert one is not None
    assert other is not None
    assert one.is_rounded
    assert not other.is_rounded
    assert p_two_sided(one) == 1.0


def test_hundreds_of_scores_are_counted() -> None:
    scores = np.tile([1.0, -1.0, 2.0, 0.0], 60)
    found = list_subset_means(scores)
    assert found is not None
    assert found.masses.sum() == pytest.approx(1, abs=1e-12)
    assert interval(found, 0.95) is not None
