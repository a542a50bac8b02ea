"""Formulas of names with `+`, `:` and `*`, read here and by formulaic: the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliotrope.methods import formulas
from heliotrope.methods.formulas import Formula, read_formula

NAMES = st.sampled_from(["a", "b", "week", "ARM", "_base2"])
SIGNS = st.sampled_from(["+", ":", "*", " + ", " * ", " : "])


@st.composite
def draw_formulas(draw: st.DrawFn) -> str:
    """A response with up to six names."""
    names = draw(st.lists(NAMES, min_size=1, max_size=6))
    right = names[0] + "".join(draw(SIGNS) + name for name in names[1:])
    return f"y{draw(st.sampled_from([' ', '']))}~ {right}"


def _read_by_formulaic(text: str) -> Formula:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(formulas, "_read_plain", lambda _text: None)
        return read_formula.__wrapped__(text)


@given(draw_formulas())
def test_plain_formulas_are_read_as_formulaic_reads_them(text: str) -> None:
    assert read_formula.__wrapped__(text) == _read_by_formulaic(text)


@pytest.mark.parametrize(
    "text", ["y ~ 0 + a", "y ~ a - 1", "y ~ factor(a)", "y ~ a / b", "y ~ 2 + a", "y ~ (a + b)^2"]
)
def test_all_else_is_left_to_formulaic(text: str) -> None:
    assert formulas._read_plain(text) is None
