"""The primary result a second time, slowly and obviously, from the answers themselves."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, sqrt

import pytest

from heliotrope.capture.ledger import Participant
from tests.evaluated import reference_results, reference_snapshot

T_8 = 2.306004135204166
"""The 0.975 quantile of Student's t with 8 degrees of freedom, from printed tables."""


def activity(participant: Participant, visit: str) -> int | None:
    """All the answers here are erythema of the fifteen sites, so the activity is their sum."""
    record = participant.record(visit, "cdasi")
    if record is None:
        return None
    total = 0
    for name, answer in record.values.items():
        if name.endswith("_erythema"):
            assert isinstance(answer, int)
            total += answer
    return total


def pairs() -> list[tuple[int, int]]:
    found = []
    for participant in reference_snapshot().participants:
        before, after = activity(participant, "baseline"), activity(participant, "week_24")
        if participant.enrolled and before is not None and after is not None:
            found.append((before, after))
    return found


CHANGES = [Fraction(after - before) for before, after in pairs()]


def close(name: str, expected: float) -> None:
    found = reference_results()[name].value
    assert found is not None
    assert float(found) == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_the_mean_and_its_interval() -> None:
    n = len(CHANGES)
    mean = sum(CHANGES, Fraction(0)) / n
    variance = sum(((one - mean) ** 2 for one in CHANGES), Fraction(0)) / (n - 1)
    half = T_8 * sqrt(variance / n)
    assert n == 9
    close("change_week_24.estimate", float(mean))
    close("change_week_24.sd", sqrt(variance))
    close("change_week_24.lower", float(mean) - half)
    close("change_week_24.upper", float(mean) + half)


def test_the_missing_returned_to_baseline() -> None:
    everyone = [*CHANGES, Fraction(0)]
    close("return_to_baseline_week_24.estimate", float(sum(everyone, Fraction(0)) / 10))


def test_hodges_lehmann_is_the_median_of_all_pairwise_means() -> None:
    means = sorted(
        (CHANGES[i] + CHANGES[j]) / 2 for i in range(len(CHANGES)) for j in range(i, len(CHANGES))
    )
    middle = len(means) // 2
    assert len(means) == 45
    close("signed_rank_week_24.estimate", float(means[middle]))


def test_the_exact_p_by_writing_out_every_assignment_of_signs() -> None:
    kept = [one for one in CHANGES if one != 0]
    sizes = [abs(one) for one in kept]
    ranks = [
        Fraction(sum(1 for other in sizes if other < one))
        + Fraction(sum(1 for other in sizes if other == one) + 1, 2)
        for one in sizes
    ]
    observed = sum((r for r, one in zip(ranks, kept, strict=True) if one > 0), Fraction(0))
    totals = [
        sum((r for r, up in zip(ranks, signs, strict=True) if up), Fraction(0))
        for signs in product((False, True), repeat=len(kept))
    ]
    low = sum(1 for total in totals if total <= observed)
    high = sum(1 for total in totals if total >= observed)
    close("signed_rank_week_24.p", min(1.0, 2 * min(low, high) / len(totals)))


def test_how_many_fell_by_forty_percent_with_its_interval_by_bisection() -> None:
    improved = sum(1 for before, after in pairs() if 10 * (before - after) >= 4 * before)
    close("improved_40_percent_all.count", improved)
    close("improved_40_percent_all.estimate", improved / 10)

    def at_least(p: float) -> float:
        return sum(comb(10, k) * p**k * (1 - p) ** (10 - k) for k in range(improved, 11))

    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if at_least(middle) < 0.025 else (low, middle)
    close("improved_40_percent_all.lower", low)
