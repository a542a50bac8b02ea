"""Any SF-36 form in; whether its scores keep the promises of the scales and of the twin out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliotrope.instruments.score import Instrument
from heliotrope.instruments.sf36 import EDITIONS, SCALES, SF36V1, SF36V2
from heliotrope.instruments.table import read_cell, score_rows
from heliotrope.vocabulary import Missing
from tests.twice.instruments import sf36 as twin

VERSIONS = pytest.mark.parametrize(("instrument", "version"), [(SF36V1, 1), (SF36V2, 2)])
BOTH = pytest.mark.parametrize("instrument", [SF36V1, SF36V2])
RULES = st.sampled_from(["half_of_scale", "every_item"])
HEADER = ("id", *twin.QUESTIONS)


def _write_row(form: dict[str, str]) -> tuple[str, ...]:
    return ("a", *(form[one] for one in twin.QUESTIONS))


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


def complete(version: int) -> st.SearchStrategy[dict[str, int]]:
    """Every question answered as it may be."""
    return st.fixed_dictionaries(
        {q: st.sampled_from([int(one) for one in twin.permitted(q, version)]) for q in HEADER[1:]}
    )


def cells(version: int) -> st.SearchStrategy[dict[str, str]]:
    """Cells of a table: most are right, some are empty; sometimes one is wrong."""
    right = st.fixed_dictionaries(
        {q: st.sampled_from(twin.permitted(q, version) * 4 + twin.EMPTY * 2) for q in HEADER[1:]}
    )
    wrong = st.dictionaries(
        st.sampled_from(twin.QUESTIONS), st.sampled_from(["0", "7", "x", "1.5", " 1"]), max_size=1
    )
    return st.tuples(right, st.one_of(st.just({}), wrong)).map(lambda both: {**both[0], **both[1]})


@VERSIONS
@given(st.data(), RULES)
def test_the_slow_twin_says_the_same(
    instrument: Instrument, version: int, data: st.DataObject, rule: str
) -> None:
    form = data.draw(cells(version))
    scores, wrong = twin.work_out(form, version, rule)
    _, (_, *values, status, reason) = score_rows(instrument, [HEADER, _write_row(form)], rule)
    assert values == [twin.write(value) for value in scores.values()]
    assert status == ("not_scored" if None in scores.values() else "scored")
    assert all(column in reason for column in wrong)


@VERSIONS
@given(st.data())
def test_a_complete_form_is_scored_within_its_ends(
    instrument: Instrument, version: int, data: st.DataObject
) -> None:
    score = instrument.score(data.draw(complete(version)))
    assert (score.status, score.reason) == ("scored", None)
    for scale in score.scales:
        assert scale.low <= _number(scale.value) <= scale.high
        assert scale.steps[-1].value == scale.value


@VERSIONS
@given(st.data())
def test_a_better_answer_never_lowers_its_scale(
    instrument: Instrument, version: int, data: st.DataObject
) -> None:
    answers = data.draw(complete(version))
    scale = data.draw(st.sampled_from(list(SCALES)))
    name = data.draw(st.sampled_from(instrument.scale(scale).items))
    counts = EDITIONS[instrument.name].counts[name]
    better = [one + 1 for one, count in enumerate(counts) if count > counts[answers[name] - 1]]
    before = instrument.score(answers)
    for answer in better:
        after = instrument.score(answers | {name: answer})
        assert _number(after[scale].value) > _number(before[scale].value)
        assert all(after[other].value == before[other].value for other in SCALES if other != scale)


def _number(value: object) -> Any:
    assert value is not None
    return value


@VERSIONS
@given(st.data())
def test_a_scale_is_scored_exactly_when_half_is_answered(
    instrument: Instrument, version: int, data: st.DataObject
) -> None:
    answers: dict[str, object] = dict(data.draw(complete(version)))
    gaps = data.draw(st.sets(st.sampled_from(twin.QUESTIONS)))
    answers |= dict.fromkeys(gaps)
    score = instrument.score(answers)
    for name in SCALES:
        items = instrument.scale(name).items
        answered = [item for item in items if item not in gaps]
        assert (score[name].value is not None) == (2 * len(answered) >= len(items))
        filled = score[name].value is not None and len(answered) < len(items)
        assert bool(score[name].notes) == filled
    whole = all(score[name].value is not None for name in SCALES)
    assert (score["pcs"].value is not None) == (score["mcs"].value is not None) == whole


@BOTH
@given(st.data())
def test_nothing_that_is_given_makes_it_raise(instrument: Instrument, data: st.DataObject) -> None:
    answers = data.draw(st.dictionaries(st.sampled_from(HEADER), anything))
    score = instrument.score(answers)
    for scale in score.scales:
        assert (scale.value is None) == (scale.reason is not None) == (scale.steps == ())


@VERSIONS
@given(st.data())
def test_the_order_of_answers_does_not_matter(
    instrument: Instrument, version: int, data: st.DataObject
) -> None:
    answers = data.draw(complete(version))
    assert instrument.score(dict(reversed(answers.items()))) == instrument.score(answers)


@VERSIONS
@given(st.data())
def test_the_row_scorer_is_the_readable_scorer(
    instrument: Instrument, version: int, data: st.DataObject
) -> None:
    form = data.draw(cells(version))
    order = data.draw(st.permutations(range(len(HEADER))))
    whole = _write_row(form)
    table = [[HEADER[at] for at in order], [whole[at] for at in order]]
    _, (_, *values, status, reason) = score_rows(instrument, table)
    items = {item.name: item for item in instrument.items}
    score = instrument.score({name: read_cell(items[name], cell) for name, cell in form.items()})
    assert values == ["" if one.value is None else str(one.value) for one in score.scales]
    assert (status, reason) == (score.status, score.reason.en if score.reason else "")
