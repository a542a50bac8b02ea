"""Imagined participants in, what the registry's form asks beside the rest out, as rows."""

from __future__ import annotations

from heliotrope.analysis.data import read_data
from heliotrope.analysis.disposition import count_populations
from heliotrope.analysis.registry import count_for_registry
from heliotrope.analysis.results import Result
from heliotrope.datasets.adam.make import make_adam
from tests.imagined import make_snapshot
from tests.watched import CUT_OFF, Watched, watched_study


def run(*people: Watched) -> dict[str, Result]:
    study = watched_study()
    snapshot = make_snapshot([one.done() for one in people], study, CUT_OFF)
    data = read_data(study, make_adam(snapshot), snapshot.cut_off)
    return {row.result_id: row for row in (*count_for_registry(data), *count_populations(data))}


def treated(count: int) -> list[Watched]:
    return [Watched(f"NC-{number:03}").dose(1, 168) for number in range(1, count + 1)]


def test_a_term_in_one_of_twenty_is_not_above_5_percent() -> None:
    people = treated(20)
    people[0].event(10, 12, "1", "Nausea").event(20, 22, "1", "Nausea")
    rows = run(*people)
    assert rows["registry.other.count"].value == 0
    assert rows["registry.other.denominator"].value == 20
    assert not [name for name in rows if name.startswith("registry.other.gastro")]


def test_a_term_in_one_of_nineteen_is_above() -> None:
    people = treated(19)
    people[0].event(10, 12, "1", "Nausea").event(20, 22, "1", "Nausea")
    rows = run(*people)
    term = "registry.other.gastrointestinal_disorders.nausea"
    assert rows["registry.other.count"].value == 1
    assert (rows[f"{term}.count"].value, rows[f"{term}.events"].value) == (1, 2)
    assert rows[f"{term}.denominator"].value == 19
    assert rows[f"{term}.denominator"].text.en == "Nausea"


def test_serious_events_and_those_outside_treatment_do_not_count() -> None:
    people = treated(4)
    people[0].event(10, 12, "3", "Nausea", serious=True)
    people[1].event(-5, -2, "1", "Nausea")
    people[2].event(10, 12, "1", "Anemia")
    rows = run(*people)
    assert rows["registry.other.count"].value == 1
    assert rows["registry.other.count"].text.en == "NC-003"
    assert "registry.other.gastrointestinal_disorders.nausea.count" not in rows


def test_deaths_are_of_any_cause() -> None:
    people = treated(2)
    people[0].end(200, "death")
    people[1].event(10, 12, "1", "Nausea")
    rows = run(*people)
    assert rows["registry.deaths.count"].value == 1
    assert rows["registry.deaths.denominator"].value == 2


def test_deaths_are_unknown_where_nothing_of_the_kind_is_recorded() -> None:
    rows = run(*treated(2))
    assert "registry.deaths.count" not in rows
    assert "registry.other.count" not in rows


def test_the_country_is_that_of_all_sites_and_of_the_enrolled_only() -> None:
    rows = run(*treated(2), Watched("NC-009", enrolled=False))
    assert rows["registry.country.cn.count"].value == 2


def test_who_was_treated_is_unknown_without_doses() -> None:
    without = run(Watched("NC-001").score(1, "20", "baseline"))
    assert "population.treated.n" not in without
    rows = run(*treated(2), Watched("NC-003"))
    assert rows["population.treated.n"].value == 2
    assert rows["population.enrolled.n"].value == 3


def test_nobody_enrolled_has_no_country_and_no_events() -> None:
    assert not [name for name in run() if name.startswith("registry.")]
