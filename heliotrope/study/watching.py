"""How safety and background treatment are evaluated, as frozen objects of the plan."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from heliotrope.study.written import Provenance, Written
from heliotrope.vocabulary import Bilingual


class EventCounting(Written):
    """How adverse events are counted."""

    population: str
    emergent_days: int
    """Treatment-emergent: began on or after the first dose and at most so many days after the
    final one, or began before and grew worse."""
    frequent_percent: Decimal = Decimal(5)
    """The registry's form lists other than serious events of terms above this share of people."""
    provenance: Provenance


class LaboratoryGrading(Written):
    """How laboratory values are graded and compared with baseline."""

    population: str
    version: Literal["5.0", "6.0"]
    """Of the CTCAE."""
    provenance: Provenance


class GlucocorticoidSparing(Written):
    """Which falls of the daily prednisone equivalent from day 1 are counted, and when."""

    population: str
    visits: tuple[str, ...]
    fall_percent: tuple[Decimal, ...] = ()
    """A fall of at least so many percent."""
    at_most_mg: tuple[Decimal, ...] = ()
    """A daily dose of at most so many mg."""
    provenance: Provenance


class Relapse(Written):
    """What counts as a relapse after treatment: the endpoint grew worse between two visits."""

    endpoint: str
    since: str
    """The visit from which it is counted, e.g. the end of treatment."""
    visit: str
    """The visit at which it is looked for."""
    points: Decimal
    """A rise (or fall, where higher is better) of at least so many points."""
    population: str
    provenance: Provenance


class MeanRegression(Written):
    """Values of one endpoint side by side at visits before and soon after treatment began.

    A fall between two visits before the first dose shows how much goes by itself.
    """

    endpoint: str
    visits: tuple[str, ...]
    population: str
    provenance: Provenance


class Comparator(Written):
    """A published open-label change, shown beside and never compared formally."""

    name: str
    label: Bilingual
    treatment: Bilingual
    measure: Bilingual
    n: int
    weeks: Decimal | None = None
    before_mean: Decimal | None = None
    before_sd: Decimal | None = None
    after_mean: Decimal | None = None
    after_sd: Decimal | None = None
    change_mean: Decimal | None = None
    change_sd: Decimal | None = None
    remark: Bilingual | None = None
    provenance: Provenance


class Safety(Written):
    """Everything that is evaluated beside the endpoints."""

    events: EventCounting | None = None
    laboratory: LaboratoryGrading | None = None
    glucocorticoids: GlucocorticoidSparing | None = None
