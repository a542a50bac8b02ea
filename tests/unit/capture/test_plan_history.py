"""Adoptions and looks in; the versions of the plan, before and after the first look, out."""

from __future__ import annotations

from heliotrope.capture.entries import ResultsViewed, StudyAdopted
from heliotrope.capture.ledger import State
from heliotrope.capture.plan_history import derive_plan_history
from heliotrope.capture.snapshot import take_snapshot
from heliotrope.study.load import parse_study
from tests.small_study import read_small_files
from tests.unit.capture.playing import Play, read_back


def adopt(play: Play, version: str, **changes: str) -> None:
    """Adopt the small study's files with its version raised and texts of its plan exchanged."""
    files = dict(read_small_files())
    files["study.yaml"] = files["study.yaml"].replace('version: "1"', f'version: "{version}"', 1)
    for old, new in changes.items():
        assert old in files["plan.yaml"]
        files["plan.yaml"] = files["plan.yaml"].replace(old, new)
    study = parse_study(files)
    play.take(StudyAdopted(version=study.version, fingerprint=study.fingerprint, files=files))


def test_the_founding_is_the_first_version() -> None:
    history = take_snapshot(Play().state).plan_history
    (first,) = history.versions
    assert (first.adopted.seq, first.after_first_look, first.differences) == (1, False, ())
    assert history.first_look is None
    assert history.changed_after_look == ()


def test_a_change_before_the_first_look_and_one_after_it() -> None:
    play = Play()
    adopt(play, "2", later="earlier")
    play.take(ResultsViewed(up_to=2))
    play.take(ResultsViewed(up_to=3))
    adopt(play, "3", later="earlier", paired_t="sign_flip")
    history = derive_plan_history(play.state)
    assert [one.study.version for one in history.versions] == ["1", "2", "3"]
    assert [one.after_first_look for one in history.versions] == [False, False, True]
    assert [one.adopted.seq for one in history.versions] == [1, 2, 5]
    assert history.first_look is not None
    assert history.first_look.recorded.seq == 3
    (changed,) = history.changed_after_look
    assert {(one.was.en, one.now.en) for one in changed.differences} == {
        ("paired t", "sign-flip permutation")
    }
    assert history.versions[1].differences[0].now.en == "earlier"


def test_files_that_leave_the_plan_alone_are_no_version_of_it() -> None:
    play = Play()
    play.take(ResultsViewed(up_to=1))
    adopt(play, "2")
    assert len(play.state.adoptions) == 2
    assert [one.study.version for one in derive_plan_history(play.state).versions] == ["1"]


def test_going_back_to_an_earlier_plan_is_a_change_as_well() -> None:
    play = Play()
    adopt(play, "2", later="earlier")
    play.take(ResultsViewed(up_to=2))
    adopt(play, "3")
    history = derive_plan_history(play.state)
    assert [one.study.version for one in history.versions] == ["1", "2", "3"]
    assert history.changed_after_look[0].differences[0].now.en == "later"


def test_it_is_the_same_when_read_back() -> None:
    play = Play()
    play.take(ResultsViewed(up_to=1))
    adopt(play, "2", later="earlier")
    assert derive_plan_history(read_back(play.links)) == derive_plan_history(play.state)
    assert derive_plan_history(State()).versions == ()
