"""The analysis plan as frozen objects: endpoints, populations, analyses, displays."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Literal

from pydantic import ConfigDict

from heliotrope.study.estimands import Estimand, IntercurrentEvent
from heliotrope.study.watching import Comparator, MeanRegression, Relapse, Safety
from heliotrope.study.written import Provenance, Written
from heliotrope.vocabulary import NOTHING, Bilingual

AnalysisRole = Literal["primary", "supportive", "sensitivity", "descriptive", "post_hoc"]
Method = Literal[
    "paired_t",
    "signed_rank",
    "sign_flip",
    "effect_size",
    "improved",
    "posterior",
    "mmrm",
    "imputed",
    "tipping_point",
    "summary",
]
"""`sign_flip`: permutation of the signs, all of them. `effect_size`: standardized response mean
with Hedges' correction. `improved`: a proportion beyond a threshold. `posterior`: that proportion's
beta-binomial posterior. `imputed`: multiple imputation under missing at random, pooled."""
Derived = Literal["total_improvement_score", "prednisone_equivalent"]
ProportionInterval = Literal["clopper-pearson", "wilson", "mid-p", "jeffreys", "blaker"]
Covariance = Literal["us", "toep", "toeph", "ar1", "ar1h", "ad", "adh", "cs", "csh"]


class Endpoint(Written):
    """A measured quantity: the score or item of a form that carries it, and which way is better."""

    name: str
    label: Bilingual
    form: str
    """The form it is taken from; for a derived endpoint the form whose days it is found for."""
    value: str
    """A score of the form's instrument, or an item of the form; for a derived one its name."""
    derived: Derived | None = None
    """What is found from several records: by the rule of that name, not on one form."""
    outcome: str | None = None
    """The outcome of the record that it serves, by name."""
    unit: Bilingual
    low: Decimal | None = None
    high: Decimal | None = None
    better: Literal["lower", "higher"]
    decimals: int = 1
    code: str
    """CDISC PARAMCD, at most 8 characters."""
    provenance: Provenance


class Population(Written):
    """Who is counted. `enrolled`: everyone ever enrolled. `treated`: with at least one dose.

    `evaluable`: treated, with a baseline value of the primary endpoint and a later one.
    """

    name: str
    label: Bilingual
    rule: Literal["enrolled", "treated", "evaluable"]
    provenance: Provenance


class Threshold(Written):
    """An improvement counts from here: a fall (or rise) of at least `points`, or `percent`.

    `value`: the value itself must reach it, for scores that measure improvement already.
    """

    points: Decimal | None = None
    percent: Decimal | None = None
    value: Decimal | None = None
    baseline_above: Decimal | None = None
    """The rule was published for baselines above this value; shown beside, does not exclude."""


class Prior(Written):
    """The beta distribution that a posterior begins with, and what it is asked."""

    a: Decimal
    b: Decimal
    above: Decimal
    """The probability that the true proportion is above this is reported."""


class Model(Written):
    """The repeated-measures model."""

    covariance: Covariance = "us"
    fallback: tuple[Covariance, ...] = ()
    """Structures tried in this order where the data cannot carry the one before, and said so."""
    df: Literal["kenward-roger", "kenward-roger-linear", "satterthwaite"] = "kenward-roger-linear"
    baseline: bool = True
    """True: the baseline value is a covariate, its slope free at each visit."""
    visits: tuple[str, ...] = ()
    """Whose values enter; empty: every visit of the endpoint after baseline under treatment."""


class Imputation(Written):
    """How missing values are filled in several times."""

    copies: int = 100
    seed: int
    """Where the random numbers begin; the same seed gives the same copies."""
    visits: tuple[str, ...] = ()
    """Whose values foretell the missing one, beside baseline; empty: as in `Model`."""
    earlier: int | None = None
    """At most so many visits just before enter a regression beside baseline; None: as many as the
    data carry."""


class _Methodical(Written):
    """What an analysis and a family of analyses share."""

    role: AnalysisRole
    population: str
    method: Method
    missing: Literal["observed", "return_to_baseline", "not_improved"] = "observed"
    """What stands for a missing value. `not_improved` goes with the method `improved`."""
    zeros: Literal["wilcoxon", "pratt"] | None = None
    """The rule for zero differences, demanded of `signed_rank`."""
    proportion_interval: ProportionInterval | None = None
    threshold: Threshold | None = None
    prior: Prior | None = None
    """Demanded of `posterior`."""
    model: Model | None = None
    """Demanded of `mmrm`."""
    imputation: Imputation | None = None
    """Demanded of `imputed` and `tipping_point`."""
    test: bool = True
    """False: estimate and interval without a p-value, as for every secondary outcome."""
    level: Decimal = Decimal("0.95")
    estimand: Bilingual | None = None
    """What is estimated, in a sentence; demanded where `estimates` names no estimand."""
    estimates: str | None = None
    """The name of one of the plan's estimands."""
    provenance: Provenance


class Analysis(_Methodical):
    """One sentence of the plan: what is estimated, in whom, how, in which role."""

    name: str
    label: Bilingual
    endpoint: str
    visit: str


class Family(_Methodical):
    """The same analysis of several endpoints at several visits, written once."""

    name: str
    label: Bilingual
    """What is done, without endpoint and visit: `Mean change`."""
    endpoints: tuple[str, ...]
    visits: tuple[str, ...]

    def list_members(self, endpoints: dict[str, Endpoint]) -> list[Analysis]:
        """One analysis for each endpoint and visit: `<family>.<endpoint>.<visit>`."""
        shared = {key: getattr(self, key) for key in _Methodical.model_fields}
        return [
            Analysis(
                name=f"{self.name}.{endpoint}.{visit}",
                label=_label_member(self.label, endpoints.get(endpoint)),
                endpoint=endpoint,
                visit=visit,
                **shared,
            )
            for endpoint in self.endpoints
            for visit in self.visits
        ]


def _label_member(label: Bilingual, endpoint: Endpoint | None) -> Bilingual:
    if endpoint is None:
        return label
    return Bilingual(f"{endpoint.label.en}: {label.en}", f"{endpoint.label.zh}：{label.zh}")


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
    """A figure to make.

    `course`: each participant's line with the mean. `waterfall`: changes at a visit in order.
    `swimmer`: each participant's time under treatment with doses and events. `sites`: the items of
    a form by place and visit as a heat map. `profiles`: one participant a picture, with endpoint,
    doses, glucocorticoids and events on one axis. `forest`: the estimates of a family.
    """

    name: str
    kind: Literal["course", "waterfall", "swimmer", "sites", "profiles", "forest"]
    endpoint: str
    visit: str | None = None
    """The visit of a waterfall."""
    highlight: str | None = None
    """Analysis of method `improved` whose threshold colors the bars."""
    family: str | None = None
    """The family of a forest."""


class Revision(Written):
    """Why a version of the plan was written, as its history is printed."""

    version: str
    on: str
    """ISO date."""
    reason: Bilingual


class Plan(Written):
    """The whole plan; exactly one analysis has the role `primary`."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    version: str
    fixed_on: str | None = None
    """ISO date on which the plan was fixed; None: not yet."""
    revisions: tuple[Revision, ...] = ()
    """What each version changed and why, the earliest first."""
    endpoints: tuple[Endpoint, ...]
    populations: tuple[Population, ...]
    intercurrent_events: tuple[IntercurrentEvent, ...] = ()
    estimands: tuple[Estimand, ...] = ()
    window_rule: WindowRule
    baseline_rule: BaselineRule
    analyses: tuple[Analysis, ...]
    families: tuple[Family, ...] = ()
    safety: Safety = Safety()
    relapse: Relapse | None = None
    mean_regression: MeanRegression | None = None
    comparators: tuple[Comparator, ...] = ()
    displays: tuple[Display, ...] = ()
    cautions: tuple[Bilingual, ...] = ()
    """What this design can and cannot show; printed with every result."""

    @cached_property
    def every_analysis(self) -> tuple[Analysis, ...]:
        """The analyses, then the members of the families, in the order of the plan."""
        endpoints = {one.name: one for one in self.endpoints}
        members = [one for family in self.families for one in family.list_members(endpoints)]
        return (*self.analyses, *members)

    def endpoint(self, name: str) -> Endpoint:
        """The endpoint of that name; KeyError if there is none."""
        return next(e for e in self.endpoints if e.name == name)

    def estimand(self, name: str) -> Estimand:
        """The estimand of that name; StopIteration if there is none."""
        return next(e for e in self.estimands if e.name == name)

    def find_estimand(self, analysis: Analysis) -> Estimand | None:
        """The estimand that the analysis names; None if it says a sentence of its own."""
        named = analysis.estimates
        return None if named is None else self.estimand(named)

    def say_estimand(self, analysis: Analysis) -> Bilingual:
        """What the analysis estimates, in a sentence: its own, else the label of its estimand."""
        estimand = self.find_estimand(analysis)
        return analysis.estimand or (estimand.label if estimand else NOTHING)

    def primary(self) -> Analysis:
        """The one primary analysis."""
        return next(a for a in self.analyses if a.role == "primary")
