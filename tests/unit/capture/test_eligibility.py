"""Records in; a verdict on each criterion, with what decided it, out.

The limits of the reference study, number by number, stand in tests/cases/capture/eligibility.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from heliotrope.capture.eligibility import (
    CriterionVerdict,
    assess_eligibility,
    gather_values,
    is_eligible,
)
from heliotrope.vocabulary import Missing
from tests.unit.capture.playing import LABS, Play, alter, cdasi


@pytest.fixture
def play() -> Play:
    play = Play()
    play.screen("S-01")
    return play


def judge(play: Play) -> dict[str, CriterionVerdict]:
    verdicts = assess_eligibility(play.study, play.participant())
    assert [v.criterion for v in verdicts] == list(play.study.criteria)
    return {verdict.criterion.name: verdict for verdict in verdicts}


def make_eligible(play: Play) -> None:
    play.save("screening", "labs", LABS, "2026-04-28")
    play.save("screening", "cdasi", cdasi(12), "2026-04-28")
    play.save("screening", "eligibility", {"infection": "no"}, "2026-04-28")


def test_nothing_recorded_decides_nothing_and_says_what_is_missing(play: Play) -> None:
    verdicts = judge(play)
    assert {v.satisfied for v in verdicts.values()} == {None}
    assert verdicts["adult"].missing == ("labs__age",)
    assert verdicts["infection"].missing == ("eligibility__infection",)
    assert is_eligible(tuple(verdicts.values())) is None


def test_all_fulfilled(play: Play) -> None:
    make_eligible(play)
    verdicts = judge(play)
    assert {v.satisfied for v in verdicts.values()} == {True}
    assert is_eligible(tuple(verdicts.values())) is True
    assert verdicts["adult"].values == (("labs__age", 40),)
    assert verdicts["anemia"].values == (("labs__hemoglobin", Decimal(120)),)
    assert [v.computed for v in verdicts.values()] == [True, True, True, False]


def test_one_that_stands_in_the_way_outweighs_what_is_not_known(play: Play) -> None:
    play.save("screening", "labs", LABS | {"age": "17"}, "2026-04-28")
    verdicts = judge(play)
    assert verdicts["adult"].satisfied is False
    assert verdicts["active"].satisfied is None
    assert is_eligible(tuple(verdicts.values())) is False


@pytest.mark.parametrize(
    ("answer", "satisfied"), [("yes", False), ("no", True), ("UNK", None), ("ND", None)]
)
def test_an_exclusion_wants_no(play: Play, answer: str, *, satisfied: bool | None) -> None:
    play.save("screening", "eligibility", {"infection": answer}, "2026-04-28")
    verdict = judge(play)["infection"]
    assert verdict.satisfied is satisfied
    assert verdict.missing == (() if satisfied is not None else ("eligibility__infection",))
    assert not verdict.computed


@pytest.mark.parametrize(
    ("answer", "satisfied"), [("yes", True), ("no", False), ("UNK", None), ("NA", None)]
)
def test_an_inclusion_wants_yes(answer: str, *, satisfied: bool | None) -> None:
    play = Play("reference")
    play.screen("S-01")
    raw = dict.fromkeys(play.study.form("eligibility").item_by_name, "NA")
    play.save("screening", "eligibility", raw | {"inclusion_1": answer}, "2026-04-28")
    assert judge(play)["inclusion_1"].satisfied is satisfied


def test_a_persons_answer_stands_beside_the_classification_it_rests_on() -> None:
    """Heliotrope rash 3.1 + Gottron's sign 3.3 + onset at 40 or later 2.1: 8.5, definite."""
    play = Play("reference")
    play.screen("NC-001")
    verdicts = {
        v.criterion.name: v for v in assess_eligibility(play.study, play.participant("NC-001"))
    }
    names = [name for name, _ in verdicts["inclusion_3"].beside]
    assert names[0] == "classification__score"
    assert [value for _, value in verdicts["inclusion_3"].beside] == [None] * 4
    signs = dict.fromkeys((item.name for item in play.study.form("classification").items), "0") | {
        "age_at_onset": "52",
        "heliotrope": "1",
        "gottron_sign": "1",
    }
    play.save("screening", "classification", signs, "2026-05-02", code="NC-001")
    verdicts = {
        v.criterion.name: v for v in assess_eligibility(play.study, play.participant("NC-001"))
    }
    beside = dict(verdicts["inclusion_3"].beside)
    assert beside["classification__score"] == Decimal("8.5")
    assert beside["classification__classification"] == "definite"
    assert verdicts["inclusion_3"].satisfied is None


def test_a_value_missing_with_a_reason_decides_nothing(play: Play) -> None:
    play.save("screening", "labs", LABS | {"hemoglobin": "ND"}, "2026-04-28")
    verdict = judge(play)["anemia"]
    assert (verdict.satisfied, verdict.missing) == (None, ("labs__hemoglobin",))
    assert verdict.values == (("labs__hemoglobin", Missing.ND),)


def test_an_incomplete_instrument_has_no_score_to_judge_by(play: Play) -> None:
    play.save("screening", "cdasi", cdasi(40) | {"malar_erythema": "ND"}, "2026-04-28")
    assert judge(play)["active"].satisfied is None


# ------------------------------------------------------------------ which record counts


def get_activity(play: Play) -> object:
    return gather_values(play.study, play.participant()).get("cdasi__activity")


def test_screening_counts_before_day_1_and_both_before_any_other(play: Play) -> None:
    play.save("unscheduled", "cdasi", cdasi(20), "2026-04-20")
    assert get_activity(play) == 20
    play.save("baseline", "cdasi", cdasi(11), "2026-05-04")
    assert get_activity(play) == 11
    play.save("screening", "cdasi", cdasi(12), "2026-04-28")
    assert get_activity(play) == 12
    values = gather_values(play.study, play.participant())
    assert (values["cdasi__damage"], values["cdasi__scalp_erythema"]) == (0, 3)


def test_what_was_measured_under_treatment_says_nothing_of_eligibility(play: Play) -> None:
    play.save("week_4", "cdasi", cdasi(20), "2026-06-01")
    assert get_activity(play) is None
    play.dose("2026-05-04")
    play.save("unscheduled", "cdasi", cdasi(30), "2026-05-05")
    assert get_activity(play) is None
    play.save("unscheduled", "cdasi", cdasi(31), "2026-05-04", repeat=2)
    assert get_activity(play) == 31


def test_a_correction_counts_at_once(play: Play) -> None:
    make_eligible(play)
    play.save("screening", "labs", LABS | {"hemoglobin": "85"}, "2026-04-28", reason="query")
    assert judge(play)["anemia"].satisfied is False


def test_a_criterion_that_cannot_be_computed_is_undecided(play: Play) -> None:
    make_eligible(play)
    adult, *rest = play.study.criteria
    broken = adult.model_copy(update={"satisfied": "labs__age + 'x' > 18"})
    study = alter(play.study, criteria=(broken, *rest))
    verdict = assess_eligibility(study, play.participant())[0]
    assert (verdict.satisfied, verdict.missing) == (None, ())
