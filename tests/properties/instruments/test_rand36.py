"""Any RAND-36 form in; whether its scores keep the promises of the scales and of the twin out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from heliotrope.instruments.rand36 import COUNTS, ITEMS, RAND36
from heliotrope.instruments.table import read_cell, score_rows
from heliotrope.vocabulary import Missing
from tests.twice.instruments import rand36 as twin
from tests.twice.instruments.sf36 import write

HEADER = ("id", *twin.QUESTIONS)
BY_NAME = {item.name: item for item in ITEMS}
RULES = st.sampled_from(["answered_items", "every_item"])


def _write_row(form: dict[str, str]) -> tuple[str, ...]:
    return ("a", *(form[one] for one in twin.QUESTIONS))


complete = st.fixed_dictionaries(
    {q: st.sampled_from([int(one) for one in twin.permitted(q)]) for q in twin.QUESTIONS}
)
right = st.fixed_dictionaries(
    {q: st.sampled_from(twin.permitted(q) * 4 + twin.EMPTY * 3) for q in twin.QUESTIONS}
)
wrong = st.dictionaries(
    st.sampled_from(twin.QUESTIONS), st.sampled_from(["0", "7", "x", "1.5", " 1"]), max_size=1
)
cells = st.tuples(right, st.one_of(st.just({}), wrong)).map(lambda both: {**both[0], **both[1]})
anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text("0123.x -", max_size=4),
    st.sampled_from(Missing),
)


@given(cells, RULES)
def test_the_slow_twin_says_the_same(form: dict[str, str], rule: str) -> None:
    scores, wrong = twin.work_out(form, rule)
    _, (_, *values, status, reason) = score_rows(RAND36, [HEADER, _write_row(form)], rule)
    assert values == [write(value) for value in scores.values()]
    assert status == ("not_scored" if None in scores.values() else "scored")
    assert all(column in reason for column in wrong)


@given(complete)
def test_a_complete_form_is_scored_within_bounds(answers: dict[str, int]) -> None:
    score = RAND36.score(answers)
    assert (score.status, score.reason) == ("scored", None)
    for scale in score.scales:
        assert not isinstance(scale.value, str | None)
        assert 0 <= scale.value <= 100


@given(complete, st.sampled_from(twin.QUESTIONS), st.sampled_from(range(1, 7)))
def test_a_better_answer_never_lowers_a_score(
    answers: dict[str, int], name: str, other: int
) -> None:
    other = min(other, len(COUNTS[name]))
    worse, better = sorted((answers[name], other), key=lambda one: COUNTS[name][one - 1])
    low, high = RAND36.score(answers | {name: worse}), RAND36.score(answers | {name: better})
    for before, after in zip(low.scales, high.scales, strict=True):
        assert not isinstance(before.value, str | None)
        assert not isinstance(after.value, str | None)
        assert before.value <= after.value


@given(complete, st.sets(st.sampled_from(twin.QUESTIONS)))
def test_a_scale_is_scored_exactly_when_something_is_answered(
    answers: dict[str, int], gaps: set[str]
) -> None:
    score = RAND36.score({**answers, **dict.fromkeys(gaps)})
    for scale in RAND36.scales:
        empty = gaps.issuperset(scale.items)
        assert (score[scale.name].value is None) == empty
        assert bool(score[scale.name].notes) == (not empty and bool(gaps & set(scale.items)))


@given(st.dictionaries(st.sampled_from(HEADER), anything))
def test_nothing_that_is_given_makes_it_raise(answers: dict[str, object]) -> None:
    for scale in RAND36.score(answers).scales:
        assert (scale.value is None) == (scale.reason is not None) == (scale.steps == ())


@given(st.permutations(range(len(HEADER))), cells)
def test_the_row_scorer_is_the_readable_scorer(order: list[int], form: dict[str, str]) -> None:
    whole = _write_row(form)
    table = [[HEADER[at] for at in order], [whole[at] for at in order]]
    _, (_, *values, status, reason) = score_rows(RAND36, table)
    score = RAND36.score({name: read_cell(BY_NAME[name], cell) for name, cell in form.items()})
    assert values == ["" if one.value is None else str(one.value) for one in score.scales]
    assert (status, reason) == (score.status, score.reason.en if score.reason else "")
