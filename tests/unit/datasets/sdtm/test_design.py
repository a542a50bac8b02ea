"""The files of the reference study in, TA, TE, TV and TI out."""

from __future__ import annotations

import pytest

from heliotrope.datasets.sdtm.design import (
    make_ta,
    make_te,
    make_ti,
    make_tv,
    name_criteria,
    say_criterion,
)
from tests.imagined import both, reference_study
from tests.tabulated import rows_of

STUDY = reference_study()


def test_one_arm_has_three_elements() -> None:
    assert rows_of(make_ta(STUDY, "S"), "ARMCD", "TAETORD", "ETCD", "EPOCH") == [
        ("LENALIDOMIDE", 1.0, "SCRN", "SCREENING"),
        ("LENALIDOMIDE", 2.0, "TRT", "TREATMENT"),
        ("LENALIDOMIDE", 3.0, "FU", "FOLLOW-UP"),
    ]
    assert rows_of(make_te(STUDY, "S"), "ETCD", "TEDUR") == [
        ("SCRN", None),
        ("TRT", "P24W"),
        ("FU", None),
    ]


def test_planned_visits_have_their_day_and_rule() -> None:
    made = make_tv(STUDY, "S")
    found = {row["VISIT"]: row for row in made.frame.iter_rows(named=True)}
    assert "UNSCHEDULED VISIT" not in found
    week_24 = found["WEEK 24"]
    assert (week_24["VISITNUM"], week_24["VISITDY"]) == (9.0, 169.0)
    assert week_24["TVSTRL"] == "Study day 169, between study days 162 and 176"
    assert found["BASELINE"]["TVSTRL"] == "Study day 1"
    assert found["SCREENING"]["TVSTRL"] == "Between study days -28 and -1"


@pytest.mark.parametrize(
    ("criterion", "code"),
    [
        ("inclusion_1", "INCL01"),
        ("inclusion_4_activity", "INCL04A"),
        ("inclusion_4_treatment", "INCL04B"),
        ("exclusion_3_myelosuppression", "EXCL03C"),
        ("exclusion_7", "EXCL07"),
    ],
)
def test_criteria_have_short_names(criterion: str, code: str) -> None:
    assert name_criteria(STUDY)[criterion] == code


def test_every_criterion_is_listed() -> None:
    made = make_ti(STUDY, "S")
    assert made.frame.height == len(STUDY.criteria)
    found = {row["IETESTCD"]: row for row in made.frame.iter_rows(named=True)}
    assert len(found["EXCL02"]["IETEST"]) == 199
    assert found["INCL04A"]["TIRL"] == "CDASI >= 12"
    assert found["EXCL01"]["IECAT"] == "EXCLUSION"


def test_a_text_beyond_200_bytes_refers_to_the_protocol() -> None:
    long = STUDY.criteria[0].model_copy(update={"text": both("no " * 80)})
    words = say_criterion(long)
    assert words.endswith("no (see protocol)")
    assert 190 <= len(words) <= 200
