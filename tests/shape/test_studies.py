"""Every folder in `studies/` in; whether it is sound, sourced, and unknown to the program out."""

from __future__ import annotations

import csv
import runpy
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from heliotrope.study.check import check_study
from heliotrope.study.expressions import evaluate
from heliotrope.study.load import load_study, read_folder
from heliotrope.study.protocol import Study
from heliotrope.study.values import ReadingContext, read_value
from heliotrope.vocabulary import Fault, Value
from tests.repository import ROOT, find_modules

STUDIES = ROOT / "studies"
FOLDERS = sorted(folder for folder in STUDIES.iterdir() if (folder / "study.yaml").is_file())
REFERENCE = STUDIES / "nct05488327"
PILOT = STUDIES / "infliximab-pilot"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_it_has_no_fault(folder: Path) -> None:
    assert [fault.say() for fault in check_study(read_folder(folder))] == []
    assert load_study(folder).id == folder.name


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_no_line_of_the_program_knows_it(folder: Path) -> None:
    study = load_study(folder)
    words = {study.id, study.registration.number, *(arm.name for arm in study.arms)}
    for module in find_modules():
        # An instrument may cite the record as its source; the edge may name what it serves.
        if module.room not in {"cli", "web", "instruments"}:
            text = (ROOT / module.path).read_text("utf-8").lower()
            assert not [word for word in words if word.lower() in text], module.path


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_every_file_of_data_is_typed_as_its_form_says(folder: Path) -> None:
    study = load_study(folder)
    for path in sorted(folder.glob("data/*.csv")):
        form = study.form(path.stem)
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert list(rows[0])[3:] == [item.name for item in form.items]
        for row in rows:
            assert row["visit"] in study.visit_by_name
            for item in form.items:
                assert not isinstance(
                    read_value(item, row[item.name], ReadingContext(path.name)), Fault
                )


# ---------------------------------------------------------------- the reference study


@pytest.fixture(scope="module")
def reference() -> Study:
    return load_study(REFERENCE)


def test_the_record_is_there_as_it_stands(reference: Study) -> None:
    design = reference.design
    assert (design.assignment, design.masking, design.participants) == (
        "single_arm",
        "open_label",
        10,
    )
    assert reference.plan.primary().visit == "week_24"
    assert [visit.name for visit in reference.visits] == [
        "screening",
        "baseline",
        *(f"week_{week}" for week in (2, 4, 8, 12, 16, 20, 24)),
        *("follow_up", "unscheduled", "early_termination"),
    ]
    assert {c.number for c in reference.criteria if c.kind == "inclusion"} == {1, 2, 3, 4, 5}
    assert {c.number for c in reference.criteria if c.kind == "exclusion"} == set(range(1, 8))
    assert [n for n in reference.not_found if n.blocks_real_use]


def test_each_target_day_is_the_first_day_after_its_weeks(reference: Study) -> None:
    for visit in reference.visits:
        if visit.week is not None:
            assert visit.day == 7 * visit.week + 1


def satisfied(study: Study, name: str, **values: Value) -> bool | None:
    (criterion,) = (one for one in study.criteria if one.name == name)
    assert criterion.satisfied is not None
    return evaluate(criterion.satisfied, values, study.time_zone).value


COUNTS: dict[str, Value] = {
    "blood_count__wbc": Decimal("3.0"),
    "blood_count__neutrophils": Decimal("1.5"),
    "blood_count__hemoglobin": Decimal("85.1"),
    "blood_count__platelets": Decimal(100),
}


@pytest.mark.parametrize(
    ("name", "value", "inside"),
    [
        ("blood_count__wbc", Decimal("3.0"), True),
        ("blood_count__wbc", Decimal("2.99"), False),
        ("blood_count__neutrophils", Decimal("1.5"), True),
        ("blood_count__neutrophils", Decimal("1.49"), False),
        ("blood_count__hemoglobin", Decimal(85), False),
        ("blood_count__hemoglobin", Decimal("85.1"), True),
        ("blood_count__platelets", Decimal(100), True),
        ("blood_count__platelets", Decimal("99.9"), False),
    ],
)
def test_the_inequalities_of_exclusion_3_are_exact(
    reference: Study, name: str, value: Value, inside: bool
) -> None:
    values = COUNTS | {name: value}
    assert satisfied(reference, "exclusion_3_myelosuppression", **values) is inside


def test_one_low_count_excludes_even_if_the_others_are_missing(reference: Study) -> None:
    low = satisfied(reference, "exclusion_3_myelosuppression", blood_count__hemoglobin=Decimal(80))
    assert low is False
    fine = satisfied(reference, "exclusion_3_myelosuppression", blood_count__hemoglobin=Decimal(90))
    assert fine is None


@pytest.mark.parametrize(("activity", "inside"), [(11, False), (12, True), (100, True)])
def test_inclusion_4_begins_at_12(reference: Study, activity: int, inside: bool) -> None:
    assert satisfied(reference, "inclusion_4_activity", cdasi__activity=activity) is inside


# ---------------------------------------------------------------- the published patients


def test_the_data_are_what_the_script_makes_of_the_published_table(tmp_path: Path) -> None:
    script = PILOT / "source" / "make_data.py"
    subprocess.run([sys.executable, "-I", str(script), str(tmp_path)], check=True, timeout=900)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in (PILOT / "data").iterdir()}
    assert made == kept
    assert all(content.startswith(b"\xef\xbb\xbf") for content in made.values())


def test_four_dropped_out_and_nine_have_both_values() -> None:
    read = runpy.run_path(str(PILOT / "source" / "make_data.py"))["read_table"]
    patients = read("published.csv")
    assert len(patients) == 13
    assert sum(patient["outcome"] == "dropped out" for patient in patients) == 4
    assert sum(bool(patient["mmt8_after"]) for patient in patients) == 9
