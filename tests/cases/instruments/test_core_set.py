"""Worked cases of the core set in; whether choice, reach and the older definition agree out."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from heliotrope.instruments.imacs import (
    CoreSet,
    EnzymeLevel,
    choose_enzyme,
    score_improvement,
)
from heliotrope.instruments.manual import read_case
from heliotrope.instruments.tis_reachable import find_highest_reachable

HERE = Path(__file__).parent


def _cases(file: str) -> list[Any]:
    cases = [read_case(raw) for raw in YAML(typ="safe").load(HERE / file)["cases"]]
    return [pytest.param(case, id=case.title.en) for case in cases]


def _number(printed: Any) -> Any:
    if printed in (None, "none"):
        return None
    return Decimal(str(printed)) if isinstance(printed, float) else printed


@pytest.mark.parametrize("case", _cases("tis/reachable.yaml"))
def test_reachable(case: Any) -> None:
    found = find_highest_reachable({name: _number(one) for name, one in case.given.items()})
    said: dict[str, Any] = {
        "total": found.total,
        "normal_enzyme": found.total_with_normal_enzyme,
        **{gain.name: gain.points for gain in found.gains},
        **{f"{gain.name}_reason": gain.reason.en for gain in found.gains},
        **{reach.response: reach.is_reachable for reach in found.responses},
    }
    assert {name: said[name] for name in case.expect} == {
        name: _number(one) for name, one in case.expect.items()
    }


@pytest.mark.parametrize("case", _cases("imacs/enzyme.yaml"))
def test_enzyme(case: Any) -> None:
    given = dict(case.given)
    confirmed = given.pop("confirmed", False)
    levels = {
        name: EnzymeLevel(_number(value), unit, _number(uln), *uln_unit)
        for name, (value, unit, uln, *uln_unit) in given.items()
    }
    choice = choose_enzyme(levels, is_aldolase_confirmed=confirmed)
    found = (choice.name, choice.multiple) if choice else (None, None)
    assert found == (_number(case.expect["enzyme"]), _number(case.expect["multiple"]))


@pytest.mark.parametrize("case", _cases("imacs/improvement.yaml"))
def test_improvement(case: Any) -> None:
    baseline, visit = (
        CoreSet(**{name: _number(pair[at]) for name, pair in case.given.items()}) for at in (0, 1)
    )
    found = score_improvement(baseline, visit)
    assert found.is_improved is _number(case.expect["improved"])
    if found.is_improved is None:
        assert found.reason.en == case.expect["reason"]
    else:
        assert [one.name for one in found.changes if one.is_improved] == case.expect["better"]
        assert [one.name for one in found.changes if one.is_worse] == case.expect["worse"]
