"""A glucocorticoid with dose and route goes in; its prednisone equivalent in mg/day comes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact
from functools import cache
from typing import Literal

from heliotrope.safety.numbers import (
    EXACT,
    as_number,
    check_number,
    check_word,
    is_missing,
    name_missing,
    say_number,
)
from heliotrope.safety.published import load_table, read_source, read_text
from heliotrope.vocabulary import Bilingual, Fact, Fault, Source

SYSTEMIC_ROUTES = ("oral", "iv")
"""What counts; any other route is recorded and gives 0."""

WRITTEN_OTHERWISE = {
    *("po", "p.o.", "per os", "by mouth", "i.v.", "intravenous", "intravenously"),
    *("口服", "静脉", "静脉注射", "静脉滴注", "静滴", "静注"),
}
"""Other spellings of what counts. They are faults: as a route like any other they would give 0."""

PREDNISONE_MG = Decimal(5)
"""The dose that the factors in `tables/glucocorticoids.csv` are equivalents of."""

MOST_PLACES = Decimal("0.000001")
"""An equivalent that has no end in decimals is rounded to this, half up."""

_ROUNDED = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Glucocorticoid:
    """A drug, and how many mg of it stand for 5 mg of prednisone."""

    name: str
    label: Bilingual
    equivalent_mg: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class Treatment:
    """One glucocorticoid as it is taken.

    Numbers are Decimal or int, never float; what is missing is None or `Missing` with its reason.
    """

    drug: object
    dose_mg: object
    """A single dose, in mg."""
    per_day: object
    """Doses a day; every other day is 0.5."""
    route: object


@dataclass(frozen=True, slots=True)
class PrednisoneEquivalent:
    """The prednisone equivalent of one treatment in mg/day, or why there is none."""

    mg_per_day: Decimal | None
    is_exact: bool = True
    """Whether the decimals end; else rounded half up to six places."""
    working: str = ""
    """The arithmetic: `3 × 1 × 5 / 0.75`; empty where nothing is counted."""
    source: Source | None = None
    """Of the factor."""
    remark: Bilingual | None = None
    """Why it is 0 although a dose was given."""
    reason: Bilingual | None = None
    """Why there is no equivalent."""
    faults: tuple[Fault, ...] = ()

    @property
    def status(self) -> Literal["scored", "not_scored"]:
        """`not_scored` when there is no equivalent."""
        return "not_scored" if self.mg_per_day is None else "scored"

    def say_mg_per_day(self) -> str:
        """The number in plain digits, without zeros that say nothing; empty without a value."""
        return "" if self.mg_per_day is None else say_number(self.mg_per_day)


@cache
def load_glucocorticoids() -> dict[str, Glucocorticoid]:
    """Every drug by its name, from `tables/glucocorticoids.csv`."""
    return {
        row["drug"]: Glucocorticoid(
            row["drug"],
            read_text(row, "name"),
            Decimal(row["equivalent_mg"]),
            read_source(row, row["citation"], row["id"]),
        )
        for row in load_table("glucocorticoids").rows
    }


def score_prednisone(treatment: Treatment) -> PrednisoneEquivalent:
    """The prednisone equivalent in mg/day; never raises for what the treatment holds.

    Args:
        treatment: drug, single dose in mg, doses a day, route.

    Returns:
        dose × doses a day × 5 / (mg equivalent to 5 mg of prednisone), exact where its decimals
        end. A route other than `oral` and `iv` gives 0 with a remark, whatever the dose. Anything
        missing that is needed, a drug that is not listed or a number that is not allowed leaves
        it without a value, with the reason.
    """
    faults = tuple(check_treatment(treatment))
    if faults:
        said = (Bilingual(fault.say("en"), fault.say("zh")) for fault in faults)
        return PrednisoneEquivalent(None, reason=_joined(said), faults=faults)
    counted = is_missing(treatment.route) or treatment.route in SYSTEMIC_ROUTES
    needed = ("drug", "dose_mg", "per_day", "route") if counted else ("drug",)
    absent = [name for name in needed if is_missing(getattr(treatment, name))]
    if absent:
        return PrednisoneEquivalent(None, reason=_why_missing(treatment, absent))
    if not counted:
        return PrednisoneEquivalent(Decimal(0), remark=_not_counted(str(treatment.route)))
    return _convert(treatment, load_glucocorticoids()[str(treatment.drug)])


def check_treatment(treatment: Treatment) -> list[Fault]:
    """Every part of a treatment that is neither allowed nor missing; `where` is its name."""
    faults = check_word("drug", treatment.drug, tuple(load_glucocorticoids()))
    faults += check_number("dose_mg", treatment.dose_mg)
    faults += check_number("per_day", treatment.per_day)
    return faults + _check_route(treatment.route)


def _check_route(route: object) -> list[Fault]:
    """A route may be any text but another spelling of one that counts."""
    if isinstance(route, str) and route not in SYSTEMIC_ROUTES:
        plain = route.strip().casefold()
        if plain and plain not in WRITTEN_OTHERWISE.union(SYSTEMIC_ROUTES):
            return []
    return check_word("route", route, SYSTEMIC_ROUTES)


def _convert(treatment: Treatment, drug: Glucocorticoid) -> PrednisoneEquivalent:
    dose, times = as_number(treatment.dose_mg), as_number(treatment.per_day)
    assert dose is not None
    assert times is not None
    product = EXACT.multiply(EXACT.multiply(dose, times), PREDNISONE_MG)
    working = " × ".join(map(say_number, (dose, times, PREDNISONE_MG)))
    working = f"{working} / {say_number(drug.equivalent_mg)}"
    try:
        value, is_exact = EXACT.divide(product, drug.equivalent_mg), True
    except Inexact:
        value, is_exact = _round(_ROUNDED.divide(product, drug.equivalent_mg)), False
    return PrednisoneEquivalent(value, is_exact, working, drug.source)


def _round(value: Decimal) -> Decimal:
    return value.quantize(MOST_PLACES, context=_ROUNDED)


# ------------------------------------------------------------------ reasons, in words


def _not_counted(route: str) -> Bilingual:
    shown = route if len(route) <= 20 else f"{route[:20]}…"
    routes = ", ".join(SYSTEMIC_ROUTES)
    return Bilingual(
        f'route "{shown}" is not counted as systemic (only {routes}): 0 mg',
        f"途径「{shown}」不计为全身用药（仅计 {routes}）：0 mg",
    )


def _why_missing(treatment: Treatment, absent: list[str]) -> Bilingual:
    names = [name_missing(name, getattr(treatment, name)) for name in absent]
    return Bilingual(f"not scored, missing: {', '.join(names)}", f"未计算，缺：{'、'.join(names)}")


def _joined(reasons: Iterable[Bilingual]) -> Bilingual:
    every = list(reasons)
    return Bilingual("; ".join(one.en for one in every), "；".join(one.zh for one in every))


# ------------------------------------------------------------------ where the rules come from

FACTS = (
    Fact(
        Bilingual(
            "How many mg of each drug stand for 5 mg of prednisone.",
            "各药相当于泼尼松 5 mg 的毫克数。",
        ),
        Source("GlobalRPh, corticosteroid converter; row by row in the table", "", "published"),
    ),
    Fact(
        Bilingual(
            "Deflazacort: 6 mg stand for 5 mg of prednisone.", "地夫可特：6 mg 相当于泼尼松 5 mg。"
        ),
        Source("No primary text that states it could be read", "", "unsourced"),
    ),
    Fact(
        Bilingual(
            "Betamethasone: 0.6 mg, of a printed range of 0.6 to 0.75 mg.",
            "倍他米松：取 0.6 mg，文献所载为 0.6–0.75 mg。",
        ),
        Source("The choice within the range is our own", "", "proposed"),
    ),
    Fact(
        Bilingual(
            "The factors hold for oral and intravenous use alike.", "口服与静脉用药采用相同系数。"
        ),
        Source(
            "GlobalRPh gives one table for both",
            "",
            "derived",
            Bilingual(
                "It adds that the oral potency may be less than the parenteral one.",
                "该处另注：口服效力可能低于注射。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "Other routes give 0 and are recorded: topical, intra-articular, intramuscular.",
            "其他途径记 0 并另行记录：外用、关节腔内、肌内注射。",
        ),
        Source("No rule is published; this is our own", "", "proposed"),
    ),
)
