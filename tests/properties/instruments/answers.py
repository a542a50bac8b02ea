"""An instrument in; strategies that draw its answers, right and wrong, out."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from heliotrope.instruments.description import Item
from heliotrope.instruments.score import Instrument
from heliotrope.vocabulary import Missing

Answers = dict[str, object]

anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text("0123.x -", max_size=4),
    st.sampled_from(Missing),
    st.lists(st.integers(), max_size=2),
)


def right(item: Item) -> st.SearchStrategy[object]:
    """An answer that the item allows."""
    if item.choices:
        return st.sampled_from([choice.value for choice in item.choices])
    if not item.decimals:
        return st.sampled_from(item.allowed)
    numbers = st.decimals(item.low, item.high, places=item.decimals)
    return st.one_of(numbers, numbers.map(lambda number: max(round(number, 1), Decimal(item.low))))


def complete(instrument: Instrument) -> st.SearchStrategy[Answers]:
    """Every item answered as allowed."""
    return st.fixed_dictionaries({item.name: right(item) for item in instrument.items})


def with_gaps(instrument: Instrument) -> st.SearchStrategy[Answers]:
    """Every item answered as allowed, or missing."""
    gap = st.sampled_from([None, *Missing])
    return st.fixed_dictionaries(
        {item.name: st.one_of(right(item), gap) for item in instrument.items}
    )
