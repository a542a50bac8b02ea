"""Participants with events in, how many had each kind, who and when, as rows out."""

from __future__ import annotations

from tests.planned import evaluate_people, planned_study
from tests.watched import Watched


def test_people_and_events_are_counted_and_named() -> None:
    people = [
        Watched("NC-001").dose(1, 168).drug(40, 45, "1", "other", role="rescue")
        .drug(60, None, "1", "other", role="rescue"),
        Watched("NC-002").dose(1, 100),
        Watched("NC-003").dose(1, 29).dose(30, 36, "0", "stopped").dose(37, 168),
    ]  # fmt: skip
    results = evaluate_people(people, planned_study())
    rescue = results["intercurrent.rescue.count"]
    assert (rescue.value, rescue.n, rescue.role) == (1, 3, "descriptive")
    assert rescue.text.en == "NC-001, day 40; NC-001, day 60"
    assert rescue.text.zh == "NC-001，第 40 天；NC-001，第 60 天"
    assert results["intercurrent.rescue.events"].value == 2
    assert results["intercurrent.rescue.NC-001.2"].value == 60
    assert results["intercurrent.discontinuation.count"].value == 1
    hold = results["intercurrent.hold.NC-003.1"]
    assert (hold.value, hold.text.en) == (30, "day 30 to 36: 7 days without the study drug")
    assert hold.text.zh == "第 30 天至第 36 天：暂停研究药物 7 天"
    assert hold.source.startswith("ADICE; entries 11; ")


def test_that_nothing_was_recorded_is_not_that_nothing_happened() -> None:
    results = evaluate_people([Watched().score(1, "20", "baseline")], planned_study())
    for kind in ("discontinuation", "hold", "rescue", "glucocorticoid_increase", "death"):
        row = results[f"intercurrent.{kind}.count"]
        assert row.value is None
        assert row.text.en.startswith("Not evaluable: the data hold n")
    treated = evaluate_people([Watched().dose(1, 168).end(169)], planned_study())
    assert treated["intercurrent.hold.count"].value == 0
    assert treated["intercurrent.death.count"].value == 0
    assert treated["intercurrent.rescue.count"].value is None
