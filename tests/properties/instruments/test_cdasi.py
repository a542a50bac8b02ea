"""Any CDASI form in; whether its score keeps the promises of the scale out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from heliotrope.instruments.cdasi import ACTIVITY, CDASI, DAMAGE, ITEMS, score_cdasi
from heliotrope.instruments.description import Item
from heliotrope.instruments.table import read_answer, score_rows
from heliotrope.vocabulary import Missing

HEADER = ("id", *(item.name for item in ITEMS))

complete = st.fixed_dictionaries({item.name: st.sampled_from(item.allowed) for item in ITEMS})
with_gaps = st.fixed_dictionaries(
    {item.name: st.sampled_from([*item.allowed, None, *Missing]) for item in ITEMS}
)
anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text("0123.x -", max_size=4),
    st.sampled_from(Missing),
    st.lists(st.integers(), max_size=2),
)
cells = st.tuples(
    *(
        st.sampled_from(["0"] * 60 + ["1", "2", "３", "4", "", "ND", "x", "1.0", " 1"])
        for _ in ITEMS
    )
)


@given(complete)
def test_a_complete_form_is_scored_within_bounds(answers: dict[str, int]) -> None:
    score = score_cdasi(answers)
    assert score.status == "scored"
    for scale in score.scales:
        assert isinstance(scale.value, int)
        assert scale.low <= scale.value <= scale.high
        *steps, total = scale.steps
        assert sum(step.value for step in steps) == total.value == scale.value


@given(complete, st.sampled_from(ITEMS))
def test_a_worse_answer_never_lowers_a_score(answers: dict[str, int], item: Item) -> None:
    worse = answers | {item.name: min(answers[item.name] + 1, int(item.high))}
    before, after = score_cdasi(answers), score_cdasi(worse)
    for scale in ("activity", "damage"):
        low, high = before[scale].value, after[scale].value
        assert isinstance(low, int)
        assert isinstance(high, int)
        assert low <= high


@given(complete, st.sampled_from([item for item in ITEMS if item.name != "hands_papules"]))
def test_one_step_of_one_answer_is_one_point(answers: dict[str, int], item: Item) -> None:
    answers = answers | {"hands_papules": 0, item.name: 0}
    scale = "activity" if item.name in ACTIVITY.items else "damage"
    other = "damage" if scale == "activity" else "activity"
    before, after = score_cdasi(answers), score_cdasi(answers | {item.name: item.high})
    base = before[scale].value
    assert isinstance(base, int)
    assert after[scale].value == base + item.high
    assert after[other].value == before[other].value


@given(with_gaps)
def test_a_scale_is_scored_exactly_when_all_its_answers_are_there(
    answers: dict[str, int | Missing | None],
) -> None:
    score = score_cdasi(answers)
    for scale in (ACTIVITY, DAMAGE):
        gaps = tuple(name for name in scale.items if not isinstance(answers[name], int))
        assert score[scale.name].missing == gaps
        assert (score[scale.name].value is None) == bool(gaps)
        assert (score[scale.name].reason is None) != bool(gaps)


@given(complete, st.sampled_from(HEADER), anything)
def test_nothing_that_is_given_makes_it_raise(
    answers: dict[str, int], name: str, answer: object
) -> None:
    score = score_cdasi({**answers, name: answer})
    assert (score.status == "scored") == (score.reason is None)
    for scale in score.scales:
        assert (scale.value is None) == (scale.reason is not None) == (scale.steps == ())


@given(complete)
def test_the_order_of_answers_does_not_matter(answers: dict[str, int]) -> None:
    assert score_cdasi(dict(reversed(answers.items()))) == score_cdasi(answers)


@given(st.permutations(range(len(HEADER))), cells)
def test_the_row_scorer_is_the_readable_scorer(order: list[int], row: tuple[str, ...]) -> None:
    whole = ("a", *row)
    table = [[HEADER[at] for at in order], [whole[at] for at in order]]
    _, (_, activity, damage, status, reason) = score_rows(CDASI, table)
    score = score_cdasi({name: read_answer(cell) for name, cell in zip(HEADER, whole, strict=True)})
    values = ["" if scale.value is None else str(scale.value) for scale in score.scales]
    assert [activity, damage] == values
    assert (status, reason) == (score.status, score.reason.en if score.reason else "")
