"""The Skindex-16's description in; whether it is the form that was read, rightly named, out."""

from __future__ import annotations

from heliotrope.instruments.skindex16 import ITEMS, SKINDEX16


def test_items_and_scores_are_the_columns_of_the_form() -> None:
    assert [item.name for item in ITEMS] == [f"q{number}" for number in range(1, 17)]
    assert {(item.low, item.high) for item in ITEMS} == {(0, 6)}
    assert [(one.name, one.items[0], one.items[-1]) for one in SKINDEX16.scales] == [
        ("symptoms", "q1", "q4"),
        ("emotions", "q5", "q11"),
        ("functioning", "q12", "q16"),
    ]
    assert sum(len(one.items) for one in SKINDEX16.scales) == len(ITEMS)


def test_higher_is_worse() -> None:
    assert {one.better for one in SKINDEX16.scales} == {"lower"}


def test_steps_show_the_arithmetic() -> None:
    answers: dict[str, object] = {"q1": 1, "q2": 2, "q3": 3, "q4": 0}
    steps = SKINDEX16.score(answers)["symptoms"].steps
    assert [(one.label.en, one.value, one.working.en) for one in steps] == [
        ("Itch", 1, ""),
        ("Stinging, burning", 2, ""),
        ("Pain", 3, ""),
        ("Irritation", 0, ""),
        ("Sum", 6, "6 ÷ 4 × 100/6"),
        ("Total", 25, ""),
    ]


def test_the_wording_is_marked_as_somebody_elses() -> None:
    assert SKINDEX16.licensed
    assert "Mapi Research Trust" in SKINDEX16.rights.en
    assert "Mapi Research Trust" in SKINDEX16.rights.zh


def test_what_is_not_published_says_so() -> None:
    standings = {
        fact.statement.en.partition(":")[0]: fact.source.status for fact in SKINDEX16.facts
    }
    assert standings["A domain is the mean of its items times 100/6."] == "derived"
    assert standings["A missing answer"] == "proposed"
