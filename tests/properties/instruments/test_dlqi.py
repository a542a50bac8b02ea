"""Any DLQI form in; whether its score keeps the promises of the scale and of the twin out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from heliotrope.instruments.dlqi import DLQI, ITEMS, SUBSCALES
from heliotrope.instruments.table import read_cell, score_rows
from heliotrope.vocabulary import Missing
from tests.twice.instruments import dlqi as twin

HEADER = ("id", *twin.COLUMNS)
BY_NAME = {item.name: item for item in ITEMS}
RULES = st.sampled_from(["one_counts_zero", "every_item"])


def _write_row(form: dict[str, str]) -> tuple[str, ...]:
    return ("a", *(form[one] for one in twin.COLUMNS))


spoiled = st.dictionaries(
    st.sampled_from(twin.COLUMNS),
    st.sampled_from([*twin.EMPTY, "4", "3", "0", "nr", "no", "yes", "x", "1.5", " 1"]),
    max_size=3,
)


def _drop_degree(form: dict[str, str]) -> dict[str, str]:
    return form if form["q7"] == "no" else {**form, "q7b": ""}


complete = st.fixed_dictionaries(
    {one: st.sampled_from(twin.permitted(one)) for one in twin.COLUMNS}
).map(_drop_degree)
cells = st.tuples(complete, spoiled).map(lambda both: {**both[0], **both[1]})
anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 4),
    st.floats(),
    st.sampled_from(["yes", "no", "nr", "0", "NR", ""]),
    st.sampled_from(Missing),
)


def _score(form: dict[str, str], rule: str | None = None) -> dict[str, object]:
    answers = {name: read_cell(BY_NAME[name], cell) for name, cell in form.items()}
    return {one.name: one.value for one in DLQI.score(answers, rule).scales}


@given(cells, RULES)
def test_the_slow_twin_says_the_same(form: dict[str, str], rule: str) -> None:
    scores, wrong = twin.count(form, rule)
    _, (_, *values, status, reason) = score_rows(DLQI, [HEADER, _write_row(form)], rule)
    assert values == ["" if one is None else str(one) for one in scores.values()]
    assert status == ("not_scored" if scores["dlqi"] is None else "scored")
    assert all(column in reason for column in wrong)


@given(complete)
def test_the_subscales_of_a_complete_form_add_up_to_the_total(form: dict[str, str]) -> None:
    scores = _score(form)
    parts = [scores[scale.name] for scale in SUBSCALES]
    assert sum(part for part in parts if isinstance(part, int)) == scores["dlqi"]
    assert None not in parts


@given(complete, st.sampled_from(["q1", "q2", "q3", "q4", "q5", "q6", "q8", "q9", "q10"]))
def test_a_worse_answer_is_a_higher_total(form: dict[str, str], name: str) -> None:
    totals = [_score({**form, name: degree})["dlqi"] for degree in "0123"]
    assert isinstance(totals[0], int)
    assert totals == [totals[0] + more for more in range(4)]


@given(complete, st.sampled_from(["q3", "q4", "q5", "q6", "q8", "q9", "q10"]))
def test_not_relevant_counts_as_nothing(form: dict[str, str], name: str) -> None:
    assert _score({**form, name: "nr"}) == _score({**form, name: "0"})


@given(complete, st.sampled_from([one for one in twin.COLUMNS if one != "q7b"]))
def test_one_gap_never_raises_the_total(form: dict[str, str], name: str) -> None:
    gap = {**form, name: "", **({"q7b": ""} if name == "q7" else {})}
    with_gap, whole = _score(gap)["dlqi"], _score(form)["dlqi"]
    assert isinstance(with_gap, int)
    assert isinstance(whole, int)
    assert whole - 3 <= with_gap <= whole
    assert _score(gap, "every_item")["dlqi"] is None


@given(st.dictionaries(st.sampled_from(HEADER), anything))
def test_nothing_that_is_given_makes_it_raise(answers: dict[str, object]) -> None:
    score = DLQI.score(answers)
    assert (score.status == "scored") == (score["dlqi"].value is not None)
    assert (score["band"].value is None) == (score["dlqi"].value is None)
    for scale in score.scales:
        assert (scale.value is None) == (scale.reason is not None) == (scale.steps == ())


@given(st.permutations(range(len(HEADER))), cells)
def test_the_row_scorer_is_the_readable_scorer(order: list[int], form: dict[str, str]) -> None:
    whole = _write_row(form)
    table = [[HEADER[at] for at in order], [whole[at] for at in order]]
    _, (_, *values, status, reason) = score_rows(DLQI, table)
    answers = {name: read_cell(BY_NAME[name], cell) for name, cell in form.items()}
    score = DLQI.score(answers)
    assert values == ["" if one.value is None else str(one.value) for one in score.scales]
    assert (status, reason) == (score.status, score.reason.en if score.reason else "")
