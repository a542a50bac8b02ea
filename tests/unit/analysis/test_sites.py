"""Ten invented courses in, the mean of each place of the skin counted by hand out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heliotrope.analysis.data import read_data
from heliotrope.analysis.results import Result
from heliotrope.analysis.sites import NO_ANSWERS, average_places
from heliotrope.capture.snapshot import Snapshot
from heliotrope.datasets.adam.make import make_adam
from heliotrope.datasets.sdtm.make import make_sdtm
from heliotrope.vocabulary import Value
from tests.evaluated import reference_results, reference_snapshot


def average(snapshot: Snapshot, *, tabulated: bool = True) -> dict[str, Result]:
    sdtm = make_sdtm(snapshot)
    data = read_data(snapshot.study, make_adam(snapshot, sdtm), snapshot.cut_off)
    display = next(one for one in snapshot.study.plan.displays if one.kind == "sites")
    rows = average_places(data, display, sdtm if tabulated else None)
    return {row.result_id.removeprefix("figure.sites."): row for row in rows}


def answer(snapshot: Snapshot, code: str, visit: str, **answers: Value | None) -> Snapshot:
    """The same with other answers of one participant at one visit."""
    people = []
    for one in snapshot.participants:
        records = dict(one.records)
        if one.code == code:
            key = (visit, "cdasi", 1)
            records[key] = replace(records[key], values={**records[key].values, **answers})
        people.append(replace(one, records=records))
    return replace(snapshot, participants=tuple(people))


REFERENCE = reference_snapshot()
FOUND = average(REFERENCE)


def test_places_are_summed_by_hand() -> None:
    # Activity fills erythema site by site up to 3: 31, 18, 26, 22, 37, 29, 24, 16, 20, 33.
    assert FOUND["scalp.baseline.mean"].value == 3
    # Of the sixth site what goes beyond 15: nine have 3, one of 16 has 1.
    assert FOUND["posterior_neck.baseline.mean"].value == pytest.approx(2.8)
    # Of the eleventh what goes beyond 30: 1, 3 and 3.
    assert FOUND["leg.baseline.mean"].value == pytest.approx(0.7)
    assert FOUND["hands.baseline.mean"].value == 0
    assert FOUND["leg.baseline.n"].value == 10


def test_the_places_have_the_labels_of_the_instrument() -> None:
    names = {row.group: row.text for row in FOUND.values() if row.statistic == "n"}
    assert (names["v_neck"].en, names["v_neck"].zh) == ("V area of neck", "颈前 V 区")
    assert names["hands"].en == "Gottron's, hands"
    assert len(names) == 18


@pytest.mark.parametrize("visit", ["baseline", "week_8", "week_24"])
def test_together_they_are_the_mean_of_the_score(visit: str) -> None:
    results = reference_results()
    means = [row.value for key, row in FOUND.items() if key.endswith(f".{visit}.mean")]
    total = sum(float(one) for one in means if one is not None)
    expected = results[f"figure.course.{visit}.mean"].value
    assert total == pytest.approx(float(expected or 0))


def test_papules_double_the_erythema_of_the_hands_and_nothing_else() -> None:
    more = {"hands_erythema": 2, "hands_papules": 1, "hands_ulceration": 1}
    found = average(answer(REFERENCE, "NC-001", "baseline", **more))
    # 2 × 2 + 1 in one of ten.
    assert found["hands.baseline.mean"].value == pytest.approx(0.5)


def test_a_place_with_an_unanswered_item_does_not_count() -> None:
    found = average(answer(REFERENCE, "NC-001", "baseline", scalp_scale=None))
    # The score cannot be made without it, so the whole record does not count there.
    assert found["scalp.baseline.n"].value == 9


def test_without_the_answers_it_says_so() -> None:
    found = average(REFERENCE, tabulated=False)
    assert list(found) == ["n"]
    assert next(iter(found.values())).text == NO_ANSWERS


def test_the_entries_behind_a_mean_are_named() -> None:
    assert "entries 101, 201," in FOUND["scalp.baseline.mean"].source


def test_the_sign_that_doubles_is_named_in_the_source_too() -> None:
    assert FOUND["scalp.baseline.mean"].source.startswith("RS CDASI01, CDASI02, CDASI03;")
    assert FOUND["hands.baseline.mean"].source.startswith("RS CDASI76, CDASI78, CDASI77;")
