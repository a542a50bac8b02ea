"""A panel's form and a test → the units in which the test may be reported."""

from __future__ import annotations

from functools import lru_cache

from heliotrope.capture.panels import TEST
from heliotrope.study.expressions import ExpressionError, evaluate, names_used
from heliotrope.study.forms import Check, Form
from heliotrope.study.protocol import Study

UNIT = "unit"

_known: dict[tuple[str, str], dict[str, frozenset[str]]] = {}


@lru_cache(maxsize=512)
def _names(problem: str) -> frozenset[str]:
    try:
        return frozenset(names_used(problem))
    except ExpressionError:
        return frozenset()


def list_units(study: Study, form: Form, test: str) -> frozenset[str]:
    """The units that no check of the form finds wrong for the test; empty: any.

    Only checks of test and unit alone are asked. Worked out once for each version of the files.
    """
    key = (study.fingerprint, form.name)
    if not study.fingerprint or key not in _known:
        _known[key] = _work_out(form)
    return _known[key].get(test, frozenset())


def _work_out(form: Form) -> dict[str, frozenset[str]]:
    checks = [check for check in form.checks if _names(check.problem) == {TEST, UNIT}]
    if UNIT not in form.item_by_name or not checks:
        return {}
    units = [code.code for code in form.item(UNIT).codes]
    return {
        test.code: frozenset(unit for unit in units if _is_fine(checks, test.code, unit))
        for test in form.item(TEST).codes
    }


def _is_fine(checks: list[Check], test: str, unit: str) -> bool:
    values = {TEST: test, UNIT: unit}
    return not any(evaluate(check.problem, values).value is True for check in checks)
