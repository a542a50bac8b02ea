"""Every worked case in a file of cases in; whether the records lead to what it expects out."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from heliotrope.capture.deviations import derive_deviations
from heliotrope.capture.eligibility import assess_eligibility, is_eligible
from heliotrope.capture.progress import derive_visits
from tests.unit.capture.playing import DOSE, Play, cdasi

HERE = Path(__file__).parent
ABOUT = ("deviations", "eligibility", "states", "windows")
STANDINGS = {"record", "interpretation", "published", "proposed"}
COUNTS = {"wbc": "5.0", "neutrophils": "3.0", "hemoglobin": "120", "platelets": "200"}
RAW = {
    "blood_count": COUNTS,
    "vitals": {"systolic": "120", "diastolic": "80", "pulse": "70", "temperature": "36.5"}
    | {"weight": "60"},
    "labs": {"test": "alt", "value": "20", "unit": "U/L", "laboratory": "site"},
    "drug_accountability": {"strength_mg": "5", "dispensed": "0"},
    "adverse_events": {
        "term": "cough",
        "ctcae_term": "cough",
        "start_date": "2026-05-20",
        "grade": "1",
        "serious": "no",
        "relation": "unrelated",
        "action": "none",
        "treated": "no",
        "outcome": "not_recovered",
    },
}
CODE = "NC-001"
DAY_1 = date(2026, 5, 4)


def find_cases(about: str) -> list[Any]:
    found = []
    for path in sorted(HERE.glob("*/*.yaml")):
        content = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
        assert content["about"] in ABOUT, f"{path}: about is one of {ABOUT}"
        for case in content["cases"]:
            assert case.keys() == {"title", "source", "given", "expect"}, path
            assert case["title"]["zh"], path
            assert case["source"]["status"] in STANDINGS, path
            assert case["source"]["citation"], path
            if content["about"] == about:
                found.append(pytest.param(case, id=f"{path.stem}: {case['title']['en']}"))
    assert found, f"no case about {about}"
    return found


def make_play() -> Play:
    play = Play("reference")
    play.screen(CODE)
    return play


def save(play: Play, form: str, visit: str, day: str = "", clock: str = "", **more: Any) -> None:
    raw = {"cdasi": cdasi(20), **RAW}[form]
    play.save(visit, form, raw, day, clock, code=CODE, **more)


# ------------------------------------------------------------------ deviations


@pytest.mark.parametrize("case", find_cases("deviations"))
def test_deviations(case: dict[str, Any]) -> None:
    given, play = case["given"], make_play()
    assert given.keys() <= {"consent", "done", "enrolled", "dose", "dose_written"}
    for one in given.get("done", ()):
        clock, reason = one.get("time", ""), one.get("not_done", "")
        day = str(one.get("day", ""))
        save(play, one["form"], one["visit"], day, clock, not_done=reason)
    if "consent" in given:
        play.consent(str(given["consent"]), code=CODE)
    if "enrolled" in given:
        play.enroll(date.fromisoformat(str(given["enrolled"])), code=CODE, already=True)
    if "dose" in given:
        raw = DOSE | {"start_date": str(given["dose"])}
        written = str(given.get("dose_written", given["dose"]))
        play.save("baseline", "dosing", raw, written, code=CODE)
    found = derive_deviations(play.study, play.participant(CODE))
    assert sorted(one.rule for one in found) == sorted(case["expect"])


# ------------------------------------------------------------------ windows


def count_on(day: int) -> date:
    """The date of a study day, counted one by one: there is no day 0."""
    now, number, step = DAY_1, 1, 1 if day > 1 else -1
    while number != day:
        now += timedelta(days=step)
        number += step
        if number == 0:
            number += step
    return now


@pytest.mark.parametrize("case", find_cases("windows"))
def test_windows(case: dict[str, Any]) -> None:
    visit, found = case["given"]["visit"], []
    for day in case["given"]["days"]:
        play = make_play()
        play.consent("2026-04-06T08:00", code=CODE)
        play.enroll(date(2026, 4, 7), code=CODE, already=True)
        play.dose(DAY_1.isoformat(), code=CODE)
        save(play, "blood_count", visit, count_on(day).isoformat())
        keys = {one.key for one in derive_deviations(play.study, play.participant(CODE))}
        found.append("outside" if f"outside_window:{visit}" in keys else "inside")
    assert found == case["expect"]


def test_every_window_of_the_study_has_its_case() -> None:
    asked = {case.values[0]["given"]["visit"] for case in find_cases("windows")}
    windows = {visit.name for visit in make_play().study.visits if visit.window}
    assert windows <= asked


@pytest.mark.parametrize("case", find_cases("states"))
def test_states(case: dict[str, Any]) -> None:
    given, play = case["given"], make_play()
    play.enroll(date(2026, 5, 3), code=CODE, already=True)
    play.dose(DAY_1.isoformat(), code=CODE)
    for form in given["recorded"] if given["recorded"] != "nothing" else ():
        save(play, form, given["visit"], "2026-06-01")
    if "left" in given:
        left = str(given["left"])
        raw = {"end_date": left, "reason": "withdrew_consent"}
        play.save("early_termination", "end_of_study", raw, left, code=CODE)
    for day, state in case["expect"].items():
        today = date.fromisoformat(str(day))
        found = {v.visit.name: v for v in derive_visits(play.study, play.participant(CODE), today)}
        assert found[given["visit"]].state == state, day


# ------------------------------------------------------------------ eligibility

WORDS = {True: "fulfilled", False: "not fulfilled", None: "undecided"}


def make_screened(given: dict[str, Any]) -> Play:
    """A woman of 60 who fulfills everything, but for what is given."""
    left = {name: str(value) for name, value in given.items()}
    play = make_play()
    day = "2026-05-01"
    consent = {"signed_at": left.pop("consent", "2026-05-01T10:00"), "version": "1.0"}
    play.save("screening", "consent", consent | {"copy_given": "yes"}, day, code=CODE)
    born = {"birth_date": left.pop("birth_date", "1966-01-01"), "sex": "female"}
    play.save("screening", "demographics", born, day, code=CODE)
    activity = left.pop("cdasi", "20")
    if activity.isdigit():
        play.save("screening", "cdasi", cdasi(int(activity)), day, code=CODE)
    else:
        play.save("screening", "cdasi", {}, code=CODE, not_done=activity)
    counts = {name: left.pop(name, value) for name, value in COUNTS.items()}
    play.save("screening", "blood_count", counts, day, code=CODE)
    items = play.study.form("eligibility").item_by_name
    raw = {name: "no" if name.startswith("exclusion") else "yes" for name in items}
    raw |= {"classification": "dm", "prior_treatment": "combination"}
    raw |= {"prior_treatment_start": "2025-01-01"} | left
    play.save("screening", "eligibility", raw, day, code=CODE)
    return play


@pytest.mark.parametrize("case", find_cases("eligibility"))
def test_eligibility(case: dict[str, Any]) -> None:
    play = make_screened(case["given"])
    verdicts = assess_eligibility(play.study, play.participant(CODE))
    assert len(verdicts) == len(play.study.criteria)
    found = {v.criterion.name: WORDS[v.satisfied] for v in verdicts if v.satisfied is not True}
    assert found == case["expect"]
    whole = WORDS[is_eligible(verdicts)]
    expected = set(case["expect"].values())
    assert whole == next((w for w in ("not fulfilled", "undecided") if w in expected), "fulfilled")


def test_every_criterion_that_is_computed_has_its_case() -> None:
    asked = {name for case in find_cases("eligibility") for name in case.values[0]["expect"]}
    assert {c.name for c in make_play().study.criteria if c.satisfied} <= asked
