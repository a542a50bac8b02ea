"""A seed in; whether imagined participants look like real ones out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import fmean, stdev

import numpy as np
import pytest

from heliotrope.capture.checks import is_asked, select_raised
from heliotrope.capture.derived import derive_score, derive_score_values
from heliotrope.simulate.participants import (
    Imagined,
    Occasion,
    Truth,
    compute_remaining,
    draw_answers,
    draw_truth,
)
from heliotrope.study.load import load_study
from heliotrope.study.protocol import Study
from heliotrope.study.values import format_value, read_value
from tests.repository import ROOT
from tests.small_study import load_small_study

CONSENT = datetime.fromisoformat("2026-01-05T09:30")
DAY_1 = date(2026, 1, 12)
TRUTH = Truth(level=0, chronic=0, fall=0.5, tempo_weeks=8, birth_age_days=17_000)


def _on(week: float) -> Occasion:
    return Occasion(CONSENT + timedelta(weeks=week), week, CONSENT, DAY_1)


def _activity(study: Study, seed: int) -> list[int]:
    generator = np.random.default_rng(seed)
    person = Imagined(study, draw_truth(generator))
    found = []
    for week in (0, 4, 12, 24):
        answers = draw_answers(generator, person, study.form("cdasi"), _on(week))
        found.append(derive_score_values(derive_score(study.form("cdasi"), answers))["activity"])
    return [int(value) for value in found if value is not None]


def test_a_course_falls_to_what_week_24_leaves_and_rises_a_little_afterwards() -> None:
    assert compute_remaining(TRUTH, -1) == compute_remaining(TRUTH, 0) == 1
    assert compute_remaining(TRUTH, 24) == pytest.approx(0.5)
    weeks = [compute_remaining(TRUTH, week) for week in range(25)]
    assert weeks == sorted(weeks, reverse=True)
    assert 0.5 < compute_remaining(TRUTH, 28) < 0.6


def test_cdasi_courses_lie_where_published_ones_lie() -> None:
    # Entry is at 12 points; the numbers are those that the module states.
    study = load_small_study()
    courses = [course for seed in range(150) if (course := _activity(study, seed))[0] >= 12]
    baseline = [course[0] for course in courses]
    falls = [1 - course[-1] / course[0] for course in courses]
    assert 22 < fmean(baseline) < 28
    assert 6 < stdev(baseline) < 11
    assert 0.35 < fmean(falls) < 0.55
    assert sum(fall < 0.2 for fall in falls) > 0.1 * len(falls)


def test_damage_hardly_moves() -> None:
    study, generator = load_small_study(), np.random.default_rng(1)
    person = Imagined(study, draw_truth(generator))
    form = study.form("cdasi")
    scores = [
        derive_score_values(derive_score(form, draw_answers(generator, person, form, _on(week))))
        for week in (0, 24)
    ]
    assert scores[0]["damage"] == scores[1]["damage"]


@pytest.mark.parametrize("folder", sorted((ROOT / "studies").iterdir()), ids=lambda one: one.name)
def test_every_form_of_every_study_is_answered_as_it_asks(folder: Path) -> None:
    study, generator = load_study(folder), np.random.default_rng(3)
    person = Imagined(study, draw_truth(generator))
    for form in study.forms:
        answers = draw_answers(generator, person, form, _on(0))
        assert not select_raised(form, answers)
        for item in form.items:
            value = answers[item.name]
            assert (value is not None) or not (item.required and is_asked(item, answers))
            text = format_value(value, study.time_zone)
            # What is drawn survives being typed.
            read = read_value(item, text)
            assert read == value or (isinstance(value, datetime) and read is not None)


def test_the_same_seed_gives_the_same_answers() -> None:
    study = load_small_study()
    assert _activity(study, 5) == _activity(study, 5)
    assert _activity(study, 5) != _activity(study, 6)
