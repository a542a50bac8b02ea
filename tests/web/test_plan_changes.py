"""A plan that is adopted, looked at and changed, through the store; its history out."""

from __future__ import annotations

from heliotrope.capture.entries import ResultsViewed
from heliotrope.study.load import read_folder
from heliotrope.web.actions.adopt import adopt
from heliotrope.web.actions.look import open_results
from heliotrope.web.looks import evaluate_at, take_snapshot_at
from heliotrope.web.store import Store
from tests.repository import ROOT
from tests.web.stage import enroll_one, person


def change_files(version: str, *exchanges: tuple[str, str]) -> dict[str, str]:
    """The reference study's files under a higher version, with texts of its plan exchanged."""
    files = dict(read_folder(ROOT / "studies" / "nct05488327"))
    files["study.yaml"] = files["study.yaml"].replace('version: "1"', f'version: "{version}"', 1)
    for old, new in exchanges:
        assert files["plan.yaml"].count(old) == 1
        files["plan.yaml"] = files["plan.yaml"].replace(old, new)
    return files


def test_a_plan_changed_after_the_first_look_is_known_as_such(store: Store) -> None:
    enroll_one(store)
    statistician, administrator = person(store, "statistician"), person(store, "administrator")
    days = ("emergent_days: 28", "emergent_days: 30")
    adopt(store, administrator, change_files("2", days))
    look = open_results(store, statistician).links[0].entry.seq
    adopt(
        store,
        administrator,
        change_files("3", days, ("points: 4\n    population", "points: 5\n    population")),
    )
    later = open_results(store, statistician).links[0].entry.fact
    assert isinstance(later, ResultsViewed)
    history = take_snapshot_at(later.up_to).plan_history
    assert [(one.study.version, one.after_first_look) for one in history.versions] == [
        ("1", False),
        ("2", False),
        ("3", True),
    ]
    assert history.first_look is not None
    assert history.first_look.recorded.seq == look
    assert history.first_look.recorded.by.username == "statistician"
    (changed,) = history.changed_after_look
    assert [(one.was.en, one.now.en) for one in changed.differences] == [("4", "5")]
    # Both versions stay readable, and the results are those of the later one.
    rules = [one.study.plan.relapse for one in history.versions]
    assert [rule.points for rule in rules if rule] == [4, 4, 5]
    evaluated = evaluate_at(later.up_to, "head")
    assert evaluated.snapshot.study.version == "3"
    # At the first look nothing of this was known.
    assert take_snapshot_at(look - 1).plan_history.first_look is None
