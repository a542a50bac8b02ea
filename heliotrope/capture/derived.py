"""A form with its values → the scores that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from heliotrope.instruments.catalog import require_instrument
from heliotrope.instruments.score import Score, find_gaps
from heliotrope.study.forms import Form
from heliotrope.vocabulary import Value


def derive_score(form: Form, values: Mapping[str, Value | None]) -> Score | None:
    """The score of the form's instrument with its steps; None for a form without instrument."""
    if form.instrument is None:
        return None
    instrument = require_instrument(form.instrument.name, form.instrument.version)
    return instrument.score(values, form.instrument.missing)


def find_form_gaps(form: Form, values: Mapping[str, Value | None]) -> tuple[str, ...]:
    """Optional items that the form's instrument needs all the same, given the other answers."""
    if form.instrument is None:
        return ()
    instrument = require_instrument(form.instrument.name, form.instrument.version)
    return find_gaps(instrument, values)


def derive_score_values(score: Score | None) -> dict[str, int | Decimal | str | None]:
    """Each scale's value by its name; None where it could not be scored."""
    return {} if score is None else {scale.name: scale.value for scale in score.scales}


def name_instrument(form: Form) -> str | None:
    """Name and version of what scores the form, as it is kept in an entry."""
    return f"{form.instrument.name} {form.instrument.version}" if form.instrument else None
