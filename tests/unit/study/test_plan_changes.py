"""Two versions of a small study with a full plan in; the differences of their plans out."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from heliotrope.study.load import load_study, parse_study
from heliotrope.study.plan_changes import PlanDifference, compare_plans
from heliotrope.study.plan_words import KEYS
from heliotrope.study.protocol import Study
from tests.repository import ROOT
from tests.unit.study.planned import FILES
from tests.unit.study.small import RECORD

OLD = parse_study(FILES)


def change(file: str, old: str, new: str) -> tuple[PlanDifference, ...]:
    """The differences after one exchange in one file."""
    assert FILES[file].count(old) == 1
    return compare_plans(OLD, parse_study(FILES | {file: FILES[file].replace(old, new)}))


def say(one: PlanDifference) -> str:
    """One difference on a line, as a reader would say it."""
    return f"{one.kind} {one.part.en} {one.name} [{one.key.en}]: {one.was.en} -> {one.now.en}"


def test_the_same_plan_has_no_difference() -> None:
    assert compare_plans(OLD, parse_study(dict(FILES))) == ()


RESCUE = "{event: rescue, strategy: "
RELAPSE = f"""\
  relapse:
    endpoint: skin
    since: week_4
    visit: week_8
    points: 4
    population: enrolled
    provenance: {RECORD}
"""
CAUTION = "  cautions:\n    - {en: No control, zh: 无对照}\n"
FALLBACK = (
    "changed Family of analyses repeated [model: fall-back covariances]: heterogeneous Toeplitz; "
    "compound symmetry -> first-order autoregressive"
)
STRATEGY = (
    "changed Estimand response [rescue medication: strategy]: composite variable -> hypothetical"
)
PLAN, SCHEDULE = "plan.yaml", "schedule.yaml"

CASES = [
    (
        (PLAN, "threshold: {points: 4}", "threshold: {points: 5}"),
        "changed Analysis posterior [threshold: points]: 4 -> 5",
    ),
    (
        (PLAN, "threshold: {value: 20}", "threshold: {value: 40}"),
        "changed Family of analyses responders [threshold: value]: 20 -> 40",
    ),
    (
        (PLAN, "method: paired_t", "method: sign_flip"),
        "changed Analysis change [method]: paired t -> sign-flip permutation",
    ),
    (
        (PLAN, "role: sensitivity", "role: post_hoc"),
        "changed Analysis copies [role]: sensitivity -> post hoc",
    ),
    (
        (PLAN, "emergent_days: 28", "emergent_days: 30"),
        "changed Counting of adverse events  [days after the final dose]: 28 -> 30",
    ),
    (
        (PLAN, f"{RESCUE}composite", f"{RESCUE}hypothetical"),
        STRATEGY,
    ),
    (
        (PLAN, "fallback: [toeph, cs]", "fallback: [ar1]"),
        FALLBACK,
    ),
    (
        (PLAN, "      method: imputed\n", "      method: imputed\n      test: false\n"),
        "changed Analysis copies [p-value]: yes -> no",
    ),
    (
        (PLAN, "label: {en: Posterior, zh: 后验}", "label: {en: Odds, zh: 后验}"),
        "changed Analysis posterior [name]: Posterior -> Odds",
    ),
    (
        (PLAN, "tie: later", "tie: earlier"),
        "changed Window rule  [of two as near]: later -> earlier",
    ),
    ((PLAN, 'version: "1"\n', 'version: "2"\n'), "changed Plan  [version]: 1 -> 2"),
    (
        (SCHEDULE, "earliest: 26, latest: 32", "earliest: 22, latest: 36"),
        "changed Visit week_4 [window: earliest day]: 26 -> 22",
    ),
    (
        ("study.yaml", "{en: 4 weeks, zh: 4 周}", "{en: 8 weeks, zh: 8 周}"),
        "changed Outcome strength [time]: 4 weeks -> 8 weeks",
    ),
    ((PLAN, RELAPSE, ""), "removed Relapse  []:  -> "),
    (
        (PLAN, "    - {name: places, kind: sites, endpoint: skin}\n", ""),
        "removed Figure places []:  -> ",
    ),
    (
        (PLAN, "  comparators:\n", f"{CAUTION}  comparators:\n"),
        "added Caution  []:  -> ",
    ),
]


@pytest.mark.parametrize(("exchange", "said"), CASES, ids=[said for _, said in CASES])
def test_each_difference_says_what_was_and_what_is(
    exchange: tuple[str, str, str], said: str
) -> None:
    assert say(change(*exchange)[0]) == said


def test_a_renamed_analysis_is_one_less_and_one_more() -> None:
    found = change("plan.yaml", "- name: posterior\n", "- name: later\n")
    assert [say(one) for one in found] == [
        "removed Analysis posterior []:  -> ",
        "added Analysis later []:  -> ",
    ]
    assert [one.label.zh for one in found] == ["后验", "后验"]


def test_what_only_moved_is_no_difference() -> None:
    lines = (
        "    - {name: forest, kind: forest, endpoint: skin, family: repeated}\n",
        "    - {name: places, kind: sites, endpoint: skin}\n",
    )
    assert change("plan.yaml", "".join(lines), "".join(reversed(lines))) == ()


def test_what_no_analysis_rests_on_is_no_difference() -> None:
    assert change("study.yaml", "sponsor: A hospital", "sponsor: Another hospital") == ()
    assert change("forms/dosing.yaml", "{en: From, zh: 起始}", "{en: Since, zh: 起始}") == ()


def list_keys(part: object) -> set[str]:
    """Every key that is written anywhere in a plan."""
    found: set[str] = set()
    if isinstance(part, BaseModel):
        for key in type(part).model_fields:
            found |= {key} | list_keys(getattr(part, key))
    elif isinstance(part, tuple):
        for one in part:
            found |= list_keys(one)
    return found


def test_every_statement_of_a_plan_has_its_words() -> None:
    study: Study = load_study(ROOT / "studies" / "nct05488327")
    wholes = {"name", "event", "analyses", "families", "endpoints", "populations", "safety"}
    wholes |= {"estimands", "intercurrent_events", "window_rule", "baseline_rule", "relapse"}
    wholes |= {"mean_regression", "comparators", "displays", "events", "laboratory", "revisions"}
    wholes |= {"glucocorticoids"}
    assert list_keys(study.plan) - wholes - set(KEYS) == set()
