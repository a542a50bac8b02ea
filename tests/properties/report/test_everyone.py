"""Any imagined trial in: nobody enrolled is ever lost on the way to the page."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from heliotrope.analysis.run import evaluate
from heliotrope.capture.ledger import Participant
from heliotrope.report.page import compose_page
from heliotrope.vocabulary import Language, Missing
from tests.imagined import Left, Seen, make_participant, make_snapshot

SVG = "{http://www.w3.org/2000/svg}"
VISITS = (
    "screening",
    "baseline",
    "week_4",
    "week_12",
    "week_24",
    "unscheduled",
    "early_termination",
)
VALUES = st.one_of(
    st.integers(0, 100).map(str),
    st.decimals(0, 100, places=1).map(str),
    st.sampled_from([None, Missing.ND, Missing.UNK]),
)
SEEN = st.builds(
    Seen,
    st.sampled_from(VISITS),
    st.one_of(st.none(), st.integers(1, 210), st.integers(-28, -1)),
    VALUES,
    st.booleans(),
)
LEFT = st.one_of(
    st.none(),
    st.builds(
        Left,
        st.one_of(st.none(), st.integers(1, 210)),
        st.sampled_from(["completed", "adverse_event", "unheard_of"]),
    ),
)


@st.composite
def trials(draw: st.DrawFn) -> list[Participant]:
    return [
        make_participant(
            f"NC-{number:03}",
            draw(st.lists(SEEN, max_size=7)),
            draw(LEFT),
            enrolled=draw(st.booleans()),
            dose_day=draw(st.sampled_from([None, 1, 3])),
        )
        for number in range(1, draw(st.integers(0, 6)) + 1)
    ]


@settings(max_examples=60, deadline=None)
@given(trials(), st.sampled_from(["en", "zh"]))
def test_everyone_enrolled_stands_in_every_table_and_figure(
    people: list[Participant], language: Language
) -> None:
    evaluation = evaluate(make_snapshot(people))
    page = compose_page(evaluation, language)
    enrolled = [one.code for one in people if one.enrolled]
    for figure in page.figures:
        said = " ".join(ElementTree.fromstring(figure.svg).itertext())
        for code in enrolled:
            assert code in said or code.removeprefix("NC-") in said
    for name in ("participants-total", "course-total", "counted"):
        listed = [row.cells[0].text for row in page.table(name).rows]
        assert set(enrolled) <= set(listed)


@settings(max_examples=60, deadline=None)
@given(trials())
def test_who_counts_and_who_does_not_add_up_and_each_gap_has_a_reason(
    people: list[Participant],
) -> None:
    results = evaluate(make_snapshot(people)).results
    enrolled = [one.code for one in people if one.enrolled]
    changes = [results[f"participant.total.week_24.{code}.change"] for code in enrolled]
    known = [row for row in changes if row.value is not None]
    count = results["change.n"]
    assert count.value == len(known)
    for row in changes:
        named = f"{row.group}, " in count.text.en
        assert named == (row.value is None) == bool(row.text.en) == bool(row.text.zh)
    assert results["forty_all.denominator"].value == len(enrolled)
    if known:
        mean = sum(float(row.value or 0) for row in known) / len(known)
        estimate = results["change.estimate"].value
        assert estimate is not None
        assert abs(float(estimate) - mean) < 1e-9


@settings(max_examples=30, deadline=None)
@given(trials())
def test_the_order_of_saving_changes_nothing(people: list[Participant]) -> None:
    turned = [
        Participant(one.code, one.screened, dict(reversed(list(one.records.items()))), one.enrolled)
        for one in people
    ]
    assert evaluate(make_snapshot(people)).results == evaluate(make_snapshot(turned)).results
