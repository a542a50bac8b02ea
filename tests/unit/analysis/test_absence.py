"""A participant without a value in, the reason that the records tell out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from heliotrope.analysis.absence import explain_absence, name_window
from heliotrope.analysis.data import read_data
from heliotrope.capture.ledger import Participant
from heliotrope.datasets.adam.make import make_adam
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Window
from heliotrope.vocabulary import Bilingual, Missing
from tests.imagined import (
    DAY_1,
    ENDPOINT,
    Left,
    Seen,
    make_participant,
    make_snapshot,
    make_study,
    visit,
)

BASELINE = Seen("baseline", 1, "20")
LATE = DAY_1 + timedelta(days=300)


def reason(
    participant: Participant,
    name: str = "week_24",
    cut_off: date | None = LATE,
    study: Study | None = None,
) -> Bilingual:
    study = study or make_study()
    snapshot = make_snapshot([participant], study, cut_off)
    data = read_data(study, make_adam(snapshot), cut_off)
    return explain_absence(data, data.subjects[0], ENDPOINT, study.visit(name))


def test_who_stopped_is_said_to_have_stopped_when_and_why() -> None:
    said = reason(make_participant("NC-001", [BASELINE], Left(40)))
    assert said == Bilingual("stopped on day 40 (adverse event)", "第 40 天退出（不良事件）")


def test_a_stop_after_the_window_explains_nothing() -> None:
    assert reason(make_participant("NC-001", [BASELINE], Left(176))).en.startswith("stopped")
    assert reason(make_participant("NC-001", [BASELINE], Left(177))).en == "nothing recorded"


def test_an_early_termination_visit_outside_the_window_leaves_the_stop_as_the_reason() -> None:
    seen = [BASELINE, Seen("early_termination", 40, "12")]
    assert reason(make_participant("NC-001", seen, Left(40))).en == (
        "stopped on day 40 (adverse event)"
    )


@pytest.mark.parametrize("day", [40, 57, 161])
def test_an_early_termination_without_an_end_of_study_is_named_with_its_day(day: int) -> None:
    said = reason(make_participant("NC-001", [BASELINE, Seen("early_termination", day, "12")]))
    assert said.en == (
        f"assessed at early termination on day {day}, outside the window (day 162 to 176)"
    )
    assert said.zh == f"第 {day} 天提前终止时评估，超出窗口（第 162 至 176 天）"


def test_an_early_termination_explains_no_earlier_visit() -> None:
    seen = [BASELINE, Seen("early_termination", 120, "12")]
    assert reason(make_participant("NC-001", seen), "week_4").en == "nothing recorded"


@pytest.mark.parametrize("day", [161, 177])
def test_an_assessment_outside_the_window_is_named_with_day_and_window(day: int) -> None:
    said = reason(make_participant("NC-001", [BASELINE, Seen("week_24", day, "9")]))
    assert said.en == f"assessed on day {day}, outside the window (day 162 to 176)"
    assert said.zh == f"第 {day} 天评估，超出窗口（第 162 至 176 天）"


def test_an_unscheduled_assessment_near_the_window_is_named_too() -> None:
    said = reason(make_participant("NC-001", [BASELINE, Seen("unscheduled", 180, "9")]))
    assert said.en == "assessed on day 180 only, outside the window (day 162 to 176)"
    far = make_participant("NC-001", [BASELINE, Seen("unscheduled", 50, "9")])
    assert reason(far).en == "nothing recorded"


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (Seen("week_24", 170, "9", complete=False), "day 170: the form is not complete"),
        (Seen("week_24", 170, Missing.UNK), "day 170: unknown (UNK)"),
        (Seen("unscheduled", 170, Missing.ND), "day 170: not done (ND)"),
        (Seen("week_24", None, Missing.ND), "not done (ND)"),
        (Seen("week_24", None, "9"), "assessed on an unknown date"),
    ],
)
def test_a_form_that_could_not_be_used_says_why(seen: Seen, said: str) -> None:
    assert reason(make_participant("NC-001", [BASELINE, seen])).en == said


def test_the_window_must_be_over_before_a_visit_is_missing() -> None:
    participant = make_participant("NC-001", [BASELINE])
    last = DAY_1 + timedelta(days=175)
    assert reason(participant, cut_off=last).en == "nothing recorded"
    before = last - timedelta(days=1)
    assert reason(participant, cut_off=before) == Bilingual(
        f"window not over at the cut-off date {before}", f"截至数据截止日 {before} 窗口尚未结束"
    )
    assert reason(participant, cut_off=None).en == "nothing recorded"


def test_without_day_1_no_window_can_be_placed() -> None:
    participant = make_participant("NC-001", [Seen("week_24", 170, "9")])
    assert reason(participant).en == "day 1 is not known, so the window cannot be placed"


def test_a_baseline_after_the_first_dose_is_said_to_be_late() -> None:
    participant = make_participant("NC-001", [Seen("baseline", 3, "9")], dose_day=1)
    assert reason(participant, "baseline").en == "assessed on day 3, outside the window (day 1)"


def test_an_unscored_baseline_says_so_even_on_another_day() -> None:
    participant = make_participant("NC-001", [Seen("baseline", -1, Missing.ND)], dose_day=1)
    assert reason(participant, "baseline").en == "day −1: not done (ND)"


def test_in_a_study_without_days_a_stop_is_the_reason_whenever_it_was() -> None:
    study = make_study(visits=(visit("baseline"), visit("week_24")))
    participant = make_participant("P1", [Seen("baseline", None, "9")], Left(None))
    assert reason(participant, study=study).en == "stopped (adverse event)"
    silent = make_participant("P1", [Seen("baseline", None, "9")])
    assert reason(silent, study=study).en == "nothing recorded"


def test_a_code_that_the_form_does_not_know_is_said_as_it_is() -> None:
    said = reason(make_participant("NC-001", [BASELINE], Left(40, "moved_away")))
    assert said.en == "stopped on day 40 (moved_away)"


def test_days_before_day_1_have_a_true_minus_sign() -> None:
    assert name_window(Window(earliest=-28, latest=-1)).en == "day −28 to −1"
