"""Every worked case in a file of cases in; whether the instrument gives what it expects out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from heliotrope.instruments import cdasi, dlqi, sf36
from heliotrope.instruments.catalog import require_instrument
from heliotrope.instruments.manual import fill_answers, read_case
from heliotrope.instruments.score import make_tidy, round_shown

HERE = Path(__file__).parent
ABOUT = ("score", "severity", "change", "summary")
OF_THE_CORE_SET = ("reachable", "enzyme", "improvement")
"""Those are held against the product in `test_core_set.py`."""


def _cases(about: str) -> list[Any]:
    found = []
    for path in sorted(HERE.glob("*/*.yaml")):
        content = YAML(typ="safe").load(path)
        assert content["about"] in (*ABOUT, *OF_THE_CORE_SET), path
        for raw in content["cases"]:
            case = read_case(raw, content.get("bases"))
            name = f"{path.parent.name}/{path.stem}: {case.title.en}"
            if content["about"] == about:
                found.append(pytest.param(path.parent.name, case, id=name))
    assert found, f"no case about {about}"
    return found


@pytest.mark.parametrize(("name", "case"), _cases("score"))
def test_score(name: str, case: Any) -> None:
    instrument = require_instrument(name)
    assert case.given.keys() <= {"others", *(item.name for item in instrument.items)}
    score = instrument.score(fill_answers(instrument, case.given, case.base), case.missing)
    expect = dict(case.expect)
    assert score.status == expect.pop("status")
    assert (score.reason.en if score.reason else None) == expect.pop("reason", None)
    assert expect.keys() <= {scale.name for scale in score.scales}
    assert set(instrument.deciding or [scale.name for scale in score.scales]) <= expect.keys()
    for scale, value in expect.items():
        codes = {choice.code for choice in instrument.scale(scale).choices}
        assert _as_printed(score[scale].value, value) == _read(value, codes), scale


def _read(printed: object, codes: Set[str] = frozenset()) -> object:
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


CHANGES: dict[str, tuple[str, Callable[[], Iterable[Any]], Callable[..., bool | None]]] = {
    "cdasi": ("activity", cdasi.load_minimal_changes, cdasi.is_improved),
    "dlqi": ("dlqi", dlqi.load_minimal_changes, dlqi.is_improved),
}
"""Instrument to its score, the published smallest changes of it, and who judges them."""


@pytest.mark.parametrize(("name", "case"), _cases("change"))
def test_change(name: str, case: Any) -> None:
    scale, load, is_improved = CHANGES[name]
    changes = {one.name: one for one in load()}
    for change, expected in case.expect.items():
        improved = is_improved(changes[change], case.given["baseline"], case.given[scale])
        assert improved is (None if expected == "none" else expected), change


@pytest.mark.parametrize("name", CHANGES)
def test_every_published_change_has_a_case(name: str) -> None:
    asked = {
        change
        for one in _cases("change")
        for change in one.values[1].expect
        if one.values[0] == name
    }
    assert asked == {one.name for one in CHANGES[name][1]()}


@pytest.mark.parametrize(("name", "case"), _cases("summary"))
def test_summary(name: str, case: Any) -> None:
    scales = {scale: Fraction(str(value)) for scale, value in case.given.items()}
    assert list(scales) == list(sf36.SCALES)
    for summary, expected in case.expect.items():
        exact = make_tidy(sf36.weigh_scales(sf36.EDITIONS[name], summary, scales))
        assert _as_printed(exact, expected) == _read(expected), summary
