"""Core set forms of two visits in; the improvement between them, and what was reachable, out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from heliotrope.capture.improvement import (
    CoreSetImprovement,
    derive_highest_reachable,
    derive_improvement,
)
from heliotrope.instruments.mmt8 import ITEMS as STRENGTH
from tests.unit.capture.playing import Play

CODE = "NC-001"
DAYS = {"baseline": "2026-05-04", "week_12": "2026-07-27", "unscheduled": "2026-07-01"}
ENZYME_LIMITS = {"ck": "200", "ast": "40", "alt": "40", "ldh": "250"}
Texts = dict[str, str]


def globals_of(
    phga: str, ptga: str, extramuscular: str, unit: str = "U/L", **enzymes: str
) -> Texts:
    """The form `imacs`: globals in cm, enzymes with the limits above (in U/L, or as ukat/L)."""
    raw = {"phga": phga, "ptga": ptga, "extramuscular": extramuscular}
    for name, value in enzymes.items():
        limit = Decimal(ENZYME_LIMITS[name])
        raw[name] = value
        raw[f"{name}_unit"] = unit
        raw[f"{name}_uln"] = str(limit if unit == "U/L" else limit / 50)
    return raw


def strength_of(total: int, *, sides: int = 2) -> Texts:
    """The form `mmt8` with that total, out of 150 for two sides and of 80 for one."""
    names = [item.name for item in STRENGTH if sides == 2 or not item.name.endswith("_left")]
    raw = dict.fromkeys(names, "0")
    for name in names:
        points = min(total, 10)
        raw[name] = str(points)
        total -= points
    assert total == 0
    return raw


def haq_of(worst: int) -> Texts:
    """The form `haq` with so many categories at 3 and the others at 0."""
    counts = {
        "dressing": 2, "arising": 2, "eating": 3, "walking": 2,
        "hygiene": 3, "reach": 2, "grip": 3, "activities": 3,
    }  # fmt: skip
    return {
        f"{name}_{number}": "3" if place < worst else "0"
        for place, (name, count) in enumerate(counts.items())
        for number in range(1, count + 1)
    }


@pytest.fixture
def play() -> Play:
    """One participant of the reference study, being screened."""
    begun = Play("reference")
    begun.screen(CODE)
    return begun


def record(play: Play, visit: str, **forms: Texts) -> None:
    for form, raw in forms.items():
        play.save(visit, form, raw, DAYS[visit], code=CODE)


def improve(play: Play, visit: str = "week_12") -> CoreSetImprovement:
    found = derive_improvement(play.study, play.participant(CODE), visit)
    assert found is not None
    return found


def test_the_first_derived_vector_across_two_visits_and_three_forms(play: Play) -> None:
    """instruments.md: 6,7,4,120,1.5; CK 3000 → 2,4,2,141,0.75; CK 600 gives 72.5, major."""
    record(
        play,
        "baseline",
        imacs=globals_of("6", "7", "4", ck="3000", ast="90", alt="60", ldh="400"),
        mmt8=strength_of(120),
        haq=haq_of(4),
    )
    record(
        play,
        "week_12",
        imacs=globals_of("2", "4", "2", ck="600", ast="40", alt="35", ldh="240"),
        mmt8=strength_of(141),
        haq=haq_of(2),
    )
    found = improve(play)
    assert found.enzyme is not None
    assert found.enzyme.name == "ck"
    assert (found.score["tis"].value, found.score["response"].value) == (Decimal("72.5"), "major")
    working = found.score["points_phga"].steps[0].working
    assert working.en == "6 → 2: improved 40 % → 17.5 points"
    assert found.older.is_improved is True
    assert found.notes == ()


def test_the_second_vector_reaches_the_most_it_can(play: Play) -> None:
    """instruments.md: normal strength and function, a normal enzyme: 50 at most, reached."""
    enzymes = {"ck": "90", "ast": "20", "alt": "20", "ldh": "180"}
    later = {"ck": "80", "ast": "19", "alt": "18", "ldh": "170"}
    record(
        play,
        "baseline",
        imacs=globals_of("8", "8", "8", **enzymes),
        mmt8=strength_of(150),
        haq=haq_of(0),
    )
    record(
        play,
        "week_12",
        imacs=globals_of("0", "0", "0", **later),
        mmt8=strength_of(150),
        haq=haq_of(0),
    )
    found = improve(play)
    assert found.enzyme is not None
    assert found.enzyme.name == "ldh"
    assert (found.score["tis"].value, found.score["response"].value) == (50, "moderate")
    reach = derive_highest_reachable(play.study, play.participant(CODE))
    assert reach is not None
    assert reach.total_with_normal_enzyme == 50
    assert [(one.response, one.is_reachable) for one in reach.responses][-1] == ("major", False)


def test_the_enzyme_of_baseline_counts_even_if_another_is_worse_later(play: Play) -> None:
    record(play, "baseline", imacs=globals_of("5", "5", "5", ck="600", ldh="260"))
    record(play, "week_12", imacs=globals_of("5", "5", "5", ck="190", ldh="2500"))
    assert improve(play).score["points_enzyme"].steps[0].working.en.startswith("600 → 190 (CK")


def test_units_may_differ_between_visits(play: Play) -> None:
    """1 µkat/L is 60 U/L: compared in U/L, and the limit of baseline counts."""
    record(play, "baseline", imacs=globals_of("5", "5", "5", unit="ukat/L", ck="50"))
    record(play, "week_12", imacs=globals_of("5", "5", "5", ck="1000"))
    found = improve(play)
    assert (
        found.score["points_enzyme"]
        .steps[0]
        .working.en.startswith("3000 → 1000 (CK, range 15 × 240)")
    )
    assert [note.en for note in found.notes] == [
        "CK: upper limit 200 U/L here and 4 ukat/L at baseline; baseline's counts"
    ]


def test_strength_of_80_is_never_compared_with_150(play: Play) -> None:
    record(play, "baseline", mmt8=strength_of(60, sides=1))
    record(play, "week_12", mmt8=strength_of(140))
    found = improve(play)
    assert found.score["points_mmt"].value is None
    assert [note.en for note in found.notes] == [
        "strength is out of 80 at baseline and out of 150 here: the two are not compared"
    ]


def test_what_is_missing_leaves_the_points_of_the_others(play: Play) -> None:
    record(play, "baseline", imacs=globals_of("5.5", "4", "3"))
    record(play, "week_12", imacs=globals_of("0.5", "ND", "3"))
    found = improve(play)
    assert found.score["tis"].value is None
    assert found.score["points_phga"].value == 20
    assert found.score["points_ptga"].value is None
    assert found.score["points_extramuscular"].value == 0
    assert found.older.is_improved is None
    reach = derive_highest_reachable(play.study, play.participant(CODE))
    assert reach is not None
    assert reach.total is None
    assert {gain.name: gain.points for gain in reach.gains}["phga"] == 20


def test_a_draft_counts_only_while_it_is_typed(play: Play) -> None:
    record(play, "baseline", imacs=globals_of("5.5", "4", "3"))
    play.save("week_12", "imacs", {"phga": "0.5"}, DAYS["week_12"], code=CODE, draft=True)
    assert improve(play).score["points_phga"].value is None
    typed = {"imacs": {"phga": Decimal("0.5")}}
    found = derive_improvement(play.study, play.participant(CODE), "week_12", typed)
    assert found is not None
    assert found.score["points_phga"].value == 20


@pytest.mark.parametrize("visit", ["baseline", "unscheduled"])
def test_there_is_nothing_to_compare_at_baseline_or_between_visits(play: Play, visit: str) -> None:
    assert derive_improvement(play.study, play.participant(CODE), visit) is None


def test_a_study_without_a_core_set() -> None:
    small = Play()
    small.screen("S-01")
    assert derive_improvement(small.study, small.participant(), "week_4") is None
    assert derive_highest_reachable(small.study, small.participant()) is None
