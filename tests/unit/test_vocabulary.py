"""Parts of dates in, the days that they can be and the texts that bring them back out."""

from __future__ import annotations

from datetime import date

import pytest

from heliotrope.vocabulary import PartialDate


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2015", date(2015, 1, 1), date(2015, 12, 31)),
        ("2015-06", date(2015, 6, 1), date(2015, 6, 30)),
        ("2015-12", date(2015, 12, 1), date(2015, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2100-02", date(2100, 2, 1), date(2100, 2, 28)),
    ],
)
def test_the_days_that_it_can_be(text: str, first: date, last: date) -> None:
    found = PartialDate.fromisoformat(text)
    assert (found.first, found.last, found.isoformat(), str(found)) == (first, last, text, text)


@pytest.mark.parametrize(
    "text", ["", "x", "15", "2015-", "2015-6", "2015-00", "2015-13", "2015-06-01", " 2015", "+2015"]
)
def test_another_text_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"invalid literal|is neither"):
        PartialDate.fromisoformat(text)
