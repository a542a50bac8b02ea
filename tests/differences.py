"""A run of tests in; how far each test's numbers were from what it expected, at most, out.

    python -m pytest tests/reference -q -p tests.differences

The largest relative difference over all comparisons by `pytest.approx`, for each test function.
Expected zeros count by their absolute difference.
"""

from __future__ import annotations

import math
import os
import sys
from collections import defaultdict
from typing import Any

from _pytest.approx import ApproxScalar

_LARGEST: dict[str, list[float]] = defaultdict(lambda: [0, 0.0])
_PLAIN = ApproxScalar.__eq__


def tell(text: str) -> None:
    """A line that `-s` shows."""
    sys.stdout.write(f"{text}\n")


def _compare(self: ApproxScalar[Any], actual: Any) -> bool:
    held: bool = _PLAIN(self, actual)
    try:
        expected, found = float(self.expected), float(actual)
    except (TypeError, ValueError):
        return held
    gap = abs(found - expected)
    name = os.environ.get("PYTEST_CURRENT_TEST", "").partition("[")[0].partition(" ")[0]
    if held and math.isfinite(gap):
        seen = _LARGEST[name]
        seen[0] += 1
        seen[1] = max(seen[1], gap / abs(expected) if expected else gap)
    return held


def pytest_configure() -> None:
    ApproxScalar.__eq__ = _compare  # type: ignore[method-assign]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    terminalreporter.section("largest relative differences")
    for name, (count, largest) in sorted(_LARGEST.items()):
        terminalreporter.write_line(f"{name}: {count:.0f} comparisons, at most {largest:.1e}")
