"""The analysis plan as frozen objects: endpoints, populations, analyses, displays."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from heliotrope.study.written import Provenance, Written
from heliotrope.vocabulary import Bilingual

AnalysisRole = Literal["primary", "supportive", "sensitivity", "descriptive", "post_hoc"]
Method = Literal["paired_t", "signed_rank", "improved", "summary"]


class Endpoint(Written):
    """A measured quantity: the score or item of a form that carries it, and which way is better."""

    name: str
    label: Bilingual
    form: str
    value: str
    """A score of the form's instrument, or an item of the form."""
    unit: Bilingual
    low: Decimal | None = None
    high: Decimal | None = None
    better: Literal["lower", "higher"]
    decimals: int = 1
    code: str
    """CDISC PARAMCD, at most 8 characters."""
    provenance: Provenance


class Population(Written):
    """Who is counted. `enrolled`: everyone ever enrolled."""

    name: str
    label: Bilingual
    rule: Literal["enrolled"]
    provenance: Provenance


class Threshold(Written):
    """An improvement counts from here: a fall (or rise) of at least `points`, or `percent`."""

    points: Decimal | None = None
    percent: Decimal | None = None
    baseline_above: Decimal | None = None
    """The rule was published for baselines above this value; shown beside, does not exclude."""


class Analysis(Written):
    """One sentence of the plan: what is estimated, in whom, how, in which role."""

    name: str
    label: Bilingual
    role: AnalysisRole
    endpoint: str
    visit: str
    population: str
    method: Method
    missing: Literal["observed", "return_to_baseline", "not_improved"] = "observed"
    """What stands for a missing value. `not_improved` goes with the method `improved`."""
    zeros: Literal["wilcoxon", "pratt"] | None = None
    """The rule for zero differences, demanded of `signed_rank`."""
    proportion_interval: Literal["clopper-pearson"] | None = None
    threshold: Threshold | None = None
    level: Decimal = Decimal("0.95")
    estimand: Bilingual
    provenance: Provenance


class WindowRule(Written):
    """Which record stands for a visit when several could."""

    choose: Literal["nearest_target"]
    tie: Literal["later", "earlier"]
    early_termination: Literal["inside_window_only"]
    provenance: Provenance


class BaselineRule(Written):
    """What baseline is: the day-1 visit, else the latest record before the first dose, flagged."""

    choose: Literal["day_1_visit"]
    otherwise: Literal["latest_before_first_dose"]
    provenance: Provenance


class Display(Written):
    """A figure to make."""

    name: str
    kind: Literal["course", "waterfall"]
    endpoint: str
    visit: str | None = None
    """The visit of a waterfall."""
    highlight: str | None = None
    """Analysis of method `improved` whose threshold colors the bars."""


class Plan(Written):
    """The whole plan; exactly one analysis has the role `primary`."""

    version: str
    fixed_on: str | None = None
    """ISO date on which the plan was fixed; None: not yet."""
    endpoints: tuple[Endpoint, ...]
    populations: tuple[Population, ...]
    window_rule: WindowRule
    baseline_rule: BaselineRule
    analyses: tuple[Analysis, ...]
    displays: tuple[Display, ...] = ()
    cautions: tuple[Bilingual, ...] = ()
    """What this design can and cannot show; printed with every result."""

    def endpoint(self, name: str) -> Endpoint:
        """The endpoint of that name; KeyError if there is none."""
        return next(e for e in self.endpoints if e.name == name)

    def primary(self) -> Analysis:
        """The one primary analysis."""
        return next(a for a in self.analyses if a.role == "primary")
