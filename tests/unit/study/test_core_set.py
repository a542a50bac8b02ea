"""The reference study with one fault in its core set → that fault with its file and line."""

from __future__ import annotations

import pytest

from heliotrope.study.check import check_study
from heliotrope.study.load import read_folder
from tests.repository import ROOT

FILES = read_folder(ROOT / "studies" / "nct05488327")
FILE = "core_set.yaml"


def _check(file: str, old: str, new: str) -> list[str]:
    assert FILES[file].count(old) >= 1
    files = FILES | {file: FILES[file].replace(old, new, 1)}
    return [fault.say() for fault in check_study(files)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "baseline: baseline",
            "baseline: base_line",
            "core_set.yaml:3: there is no visit base_line",
        ),
        ("globals_form: imacs", "globals_form: imaks", "core_set.yaml:5: there is no form imaks"),
        (
            "strength_form: mmt8",
            "strength_form: haq",
            "core_set.yaml:6: the core set takes mmt8 from haq, which does not carry that",
        ),
        (
            "baseline: baseline",
            "baseline: week_4",
            "core_set.yaml:5: the core set is compared with week_4, which does not collect imacs",
        ),
        ("population: adult", "population: child", "core_set.yaml:4: "),
    ],
)
def test_each_fault_is_found(old: str, new: str, said: str) -> None:
    assert any(fault.startswith(said) for fault in _check(FILE, old, new))


def test_a_reserved_item_must_be_there() -> None:
    said = _check("forms/imacs.yaml", "{aldolase_confirmed:", "{aldolase_confirm:")
    (fault,) = said
    assert fault.startswith("forms/imacs.yaml:6: imacs reserves aldolase_confirm, which is no item")
    assert fault.endswith("did you mean aldolase_confirmed?")


def test_a_study_may_do_without_unless_its_plan_asks_for_the_score() -> None:
    files = {name: text for name, text in FILES.items() if name != FILE}
    (fault,) = check_study(files)
    assert fault.say().startswith("plan.yaml:")
    assert fault.say().endswith(
        "total_improvement needs the core set, and the study does not say where it records it; "
        "add core_set"
    )
