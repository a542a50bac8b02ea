"""Every worked case in a file of cases in; whether the instrument gives what it expects out."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from heliotrope.instruments import cdasi
from heliotrope.instruments.catalog import require_instrument
from heliotrope.instruments.manual import fill_answers, read_case
from heliotrope.instruments.score import round_shown

HERE = Path(__file__).parent
ABOUT = ("score", "severity", "change")
OF_THE_CORE_SET = ("reachable", "enzyme", "improvement")
"""Those are held against the product in `test_core_set.py`."""


def _cases(about: str) -> list[Any]:
    found = []
    for path in sorted(HERE.glob("*/*.yaml")):
        content = YAML(typ="safe").load(path)
        assert content["about"] in (*ABOUT, *OF_THE_CORE_SET), path
        for raw in content["cases"]:
            case = read_case(raw)
            name = f"{path.parent.name}/{path.stem}: {case.title.en}"
            if content["about"] == about:
                found.append(pytest.param(path.parent.name, case, id=name))
    assert found, f"no case about {about}"
    return found


@pytest.mark.parametrize(("name", "case"), _cases("score"))
def test_score(name: str, case: Any) -> None:
    instrument = require_instrument(name)
    assert case.given.keys() <= {"others", *(item.name for item in instrument.items)}
    score = instrument.score(fill_answers(instrument, case.given), case.missing)
    expect = dict(case.expect)
    assert score.status == expect.pop("status")
    assert (score.reason.en if score.reason else None) == expect.pop("reason", None)
    assert expect.keys() <= {scale.name for scale in score.scales}
    assert set(instrument.deciding or [scale.name for scale in score.scales]) <= expect.keys()
    for scale, value in expect.items():
        codes = {choice.code for choice in instrument.scale(scale).choices}
        assert _as_printed(score[scale].value, value) == _read(value, codes), scale


def _read(printed: object, codes: set[str]) -> object:
    """What a case expects: a number with a point as that decimal; `empty` for not scored.

    So is `none`, where it is not one of the scale's own codes.
    """
    if printed == "empty" or (printed == "none" and "none" not in codes):
        return None
    return Decimal(str(printed)) if isinstance(printed, float) else printed


def _as_printed(value: object, printed: object) -> object:
    """The value to as many places as the case prints."""
    if not isinstance(value, Decimal) or not isinstance(printed, float):
        return value
    return round_shown(value, -int(Decimal(str(printed)).as_tuple().exponent))


@pytest.mark.parametrize(("name", "case"), _cases("severity"))
def test_severity(name: str, case: Any) -> None:
    assert name == "cdasi"
    cutoffs = {one.name: one for one in cdasi.load_severity_cutoffs()}
    assert case.expect.keys() == cutoffs.keys()
    for cutoff, mild in case.expect.items():
        assert cdasi.is_mild(cutoffs[cutoff], case.given["activity"]) is mild, cutoff


@pytest.mark.parametrize(("name", "case"), _cases("change"))
def test_change(name: str, case: Any) -> None:
    assert name == "cdasi"
    changes = {one.name: one for one in cdasi.load_minimal_changes()}
    baseline, activity = case.given["baseline"], case.given["activity"]
    for change, expected in case.expect.items():
        improved = cdasi.is_improved(changes[change], baseline, activity)
        assert improved is (None if expected == "none" else expected), change


def test_every_published_change_has_a_case() -> None:
    asked = {change for one in _cases("change") for change in one.values[1].expect}
    assert asked == {one.name for one in cdasi.load_minimal_changes()}
