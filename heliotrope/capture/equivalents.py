"""A form of medication with its values → the prednisone equivalent of what is taken."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from heliotrope.capture.medication import IN_MG
from heliotrope.safety.glucocorticoid import (
    PrednisoneEquivalent,
    Treatment,
    load_glucocorticoids,
    score_prednisone,
)
from heliotrope.study.forms import Form
from heliotrope.vocabulary import Bilingual, Value

_OTHER_UNIT = Bilingual("the dose is not given as a mass", "剂量单位不是质量单位")


def derive_prednisone(
    form: Form, values: Mapping[str, Value | None]
) -> PrednisoneEquivalent | None:
    """The prednisone equivalent in mg/day; None unless the form says that it is a glucocorticoid.

    The items are those of `study.records`: drug, dose, dose_unit, per_day, route. A dose in a unit
    that is no mass has no equivalent, with the reason; one without its unit is not known. A form
    without the item `dose_unit` gives it in mg. A route that is not systemic gives 0, whatever the
    dose.
    """
    drug = values.get("drug")
    is_one = drug in load_glucocorticoids() or values.get("group") == "glucocorticoid"
    if form.records != "medications" or not is_one or drug is None:
        return None
    unit = values.get("dose_unit") if "dose_unit" in form.item_by_name else "mg"
    if isinstance(unit, str) and unit not in IN_MG:
        return PrednisoneEquivalent(None, reason=_OTHER_UNIT)
    dose = values.get("dose")
    if isinstance(dose, int | Decimal) and not isinstance(dose, bool):
        dose = Decimal(dose) * IN_MG[unit] if isinstance(unit, str) else None
    return score_prednisone(Treatment(drug, dose, values.get("per_day"), values.get("route")))
