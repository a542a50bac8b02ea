"""A seed and an instrument in; whether imagined answers are allowed and follow the course, out."""

from __future__ import annotations

from statistics import fmean

import numpy as np
import pytest

from heliotrope.instruments.catalog import INSTRUMENTS, require_instrument
from heliotrope.instruments.score import Instrument
from heliotrope.simulate.questionnaires import draw_questionnaire, find_directions

OTHERS = [one for one in INSTRUMENTS if not one.adds_up]


@pytest.mark.parametrize("instrument", OTHERS, ids=lambda one: f"{one.name} {one.version}")
def test_every_answer_is_allowed_and_scored(instrument: Instrument) -> None:
    generator = np.random.default_rng(7)
    for _ in range(30):
        answers = draw_questionnaire(generator, instrument, 0, 1, {})
        assert not instrument.score(answers).faults
        for item in instrument.items:
            asked = item.follows is None or answers[item.follows.item] in item.follows.answers
            assert (answers[item.name] is not None) or item.optional or not asked


COURSES = [("haq", "haq_di", 1), ("dlqi", "dlqi", 1), ("mmt8", "mmt8", -1), ("sf36v1", "mcs", -1)]


@pytest.mark.parametrize(("name", "scale", "sign"), COURSES)
def test_scores_move_with_what_is_left(name: str, scale: str, sign: int) -> None:
    instrument, generator = require_instrument(name), np.random.default_rng(3)

    def mean(remaining: float) -> float:
        drawn = [draw_questionnaire(generator, instrument, 0, remaining, {}) for _ in range(60)]
        return fmean(float(instrument.score(one)[scale].value or 0) for one in drawn)

    assert sign * (mean(1.0) - mean(0.3)) > 0


def test_which_end_is_the_worse_one_is_what_the_instrument_says() -> None:
    found = {one.item.name: one for one in find_directions(require_instrument("sf36v1"))}
    # 1 is "limited a lot" in question 3, and "all the time" calm in question 26.
    assert found["q3"].ordered[-1] == 1
    assert found["q26"].ordered[0] == 1
    dlqi = {one.item.name: one for one in find_directions(require_instrument("dlqi"))}
    assert dlqi["q3"].ordered == (0, 1, 2, 3)
    assert dlqi["q3"].beside == ("nr",)
