"""Events and times that R analyzed in, agreement of our rates with what R printed out."""

from __future__ import annotations

import pytest

from heliotrope.methods.rates import estimate_rate
from tests.reference.r_output import load_printed


def test_rates_and_limits_agree_with_r() -> None:
    rows = load_printed("rates.txt")
    assert len(rows) == 220
    for row in rows:
        found = estimate_rate(int(row["events"]), float(row["time"]), level=float(row["level"]))
        expected = [float(row[name]) for name in ("rate", "lower", "upper")]
        got = [found.value, found.lower, found.upper]
        assert got == pytest.approx(expected, rel=1e-9, abs=0), row
