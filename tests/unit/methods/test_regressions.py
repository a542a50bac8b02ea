"""Tables with gaps in, the kinds of gaps and what the regressions imply out."""

from __future__ import annotations

import numpy as np

from heliotrope.methods.regressions import (
    Regressions,
    draw_inner,
    find_gaps,
    list_patterns,
    list_predictors,
)

NAN = float("nan")


def test_a_gap_is_inner_if_a_later_value_is_there() -> None:
    gaps = find_gaps(np.array([[1, NAN, 3, NAN], [NAN, NAN, NAN, 1], [NAN] * 4, [1, 2, 3, 4]]))
    assert gaps.inner.tolist() == [
        [False, True, False, False],
        [True, True, True, False],
        [False] * 4,
        [False] * 4,
    ]
    assert gaps.trailing.sum() == 1 + 4
    assert gaps.missing.sum() == 9


def test_predictors_are_all_before_or_the_first_with_the_latest_few() -> None:
    assert list_predictors(4, None) == [[], [0], [0, 1], [0, 1, 2]]
    assert list_predictors(4, 1) == [[], [0], [0, 1], [0, 2]]
    assert list_predictors(4, 2) == [[], [0], [0, 1], [0, 1, 2]]


def test_means_follow_from_the_regressions() -> None:
    slopes = np.array([[0, 0, 0], [0.5, 0, 0], [0.25, 2, 0]])
    found = Regressions(np.array([4.0, 1.0, 3.0]), slopes, np.ones(3))
    assert found.means().tolist() == [4.0, 3.0, 10.0]


def test_rows_with_the_same_gaps_are_taken_together() -> None:
    gaps = find_gaps(np.array([[NAN, 1, 2], [1, 2, NAN], [NAN, 3, 4], [NAN, 1, NAN]]))
    patterns = list_patterns(gaps)
    assert sorted(one.rows.tolist() for one in patterns) == [[0, 2], [3]]
    assert all(one.inner.tolist() == [0] for one in patterns)
    assert not list_patterns(find_gaps(np.array([[1.0, NAN], [1.0, 2.0]])))


def test_without_spread_a_gap_follows_from_what_was_observed() -> None:
    # y1 = 2 x0 and x0 has no other information: the gap is half of what came later.
    slopes = np.array([[0.0, 0.0], [2.0, 0.0]])
    found = Regressions(np.zeros(2), slopes, np.array([1.0, 0.0]))
    table = np.array([[NAN, 6.0], [1.0, 2.0]])
    filled = draw_inner(np.random.default_rng(1), table, list_patterns(find_gaps(table)), found)
    assert np.allclose(filled, [[3, 6], [1, 2]])
