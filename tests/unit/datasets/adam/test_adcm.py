"""Medication in, courses in ADCM and doses by visit in ADGC out."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from heliotrope.datasets.adam.adbc import make_adbc
from heliotrope.datasets.adam.adcm import make_adcm
from heliotrope.datasets.adam.adgc import make_adgc
from heliotrope.datasets.adam.watched import make_watched
from heliotrope.datasets.standard import Dataset, Datasets, Variable
from heliotrope.vocabulary import PartialDate
from tests.imagined import make_snapshot, make_study, on_day, reference_study
from tests.watched import CUT_OFF, Watched, watched_study


def taper() -> Watched:
    """Prednisone 20 mg, 15 mg from day 29, 7.5 mg from day 113; seen at weeks 12 and 24."""
    person = Watched().dose(1, 168).drug(-90, 28, "20", group="glucocorticoid")
    person.drug(29, 112, "15").drug(113, None, "7.5")
    person.score(1, "30", "baseline").score(85, "20", "week_12")
    return person.score(171, "12", "week_24")


def cells(dataset: Dataset) -> list[dict[str, Any]]:
    return list(dataset.frame.iter_rows(named=True))


def test_a_course_has_daily_dose_and_equivalent() -> None:
    person = (
        Watched()
        .dose(1, 168)
        .drug(-30, 40, "8", "methylprednisolone", group="glucocorticoid", role="background")
    )
    (row,) = cells(make_adcm(make_snapshot([person.done()], watched_study(), CUT_OFF)))
    assert (row["CMTRT"], row["CMDOSE"], row["ADOSE"], row["PREDEQ"]) == (
        "methylprednisolone",
        8,
        8,
        10,
    )
    assert (row["CMGRPCD"], row["CMROLECD"], row["CMROUTE"]) == (
        "glucocorticoid",
        "background",
        "ORAL",
    )
    assert (row["ASTDY"], row["AENDY"]) == (-30, 40)
    assert (row["PREFL"], row["BASEFL"], row["ONTRTFL"]) == ("Y", "Y", "Y")


def test_before_on_and_after_day_1() -> None:
    person = Watched().dose(1, 168).drug(-30, -1, "5").drug(1, 9, "5", "methotrexate")
    person.drug(None, None, "5", "other")
    rows = cells(make_adcm(make_snapshot([person.done()], watched_study(), CUT_OFF)))
    flags = {row["CMTRT"]: (row["PREFL"], row["BASEFL"], row["ONTRTFL"]) for row in rows}
    assert flags == {
        "other": ("Y", "Y", "Y"),
        "prednisone": ("Y", None, None),
        "methotrexate": (None, "Y", "Y"),
    }


def test_a_day_that_is_known_in_part_is_imputed_and_flagged() -> None:
    person = Watched().drug(1, None, "5", start_date=PartialDate(2015))
    person.drug(1, 9, "5", "methotrexate", end_date=PartialDate(2026, 3))
    rows = cells(make_adcm(make_snapshot([person.dose(1, 9).done()], watched_study(), CUT_OFF)))
    assert [
        (row["ASTDT"], row["ASTDTF"], row["AENDT"], row["AENDTF"], row["PREFL"]) for row in rows
    ] == [
        (date(2015, 1, 1), "M", None, None, "Y"),
        (on_day(1), None, date(2026, 3, 31), "D", None),
    ]


def test_the_dose_at_each_visit_with_change_and_sum() -> None:
    made = make_snapshot([taper().done()], watched_study(), CUT_OFF)
    rows = cells(make_adgc(made))
    daily = [row for row in rows if row["PARAMCD"] == "GCDOSE"]
    assert [(row["AVISIT"], row["ADY"], row["AVAL"]) for row in daily] == [
        ("baseline", 1, 20),
        ("week_12", 85, 15),
        ("week_24", 171, 7.5),
    ]
    assert [row["ABLFL"] for row in daily] == ["Y", None, None]
    assert [(row["CHG"], row["PCHG"]) for row in daily] == [
        (None, None),
        (-5, -25),
        (-12.5, -62.5),
    ]
    # To day 85: 28 × 20 + 57 × 15 = 1,415. To day 171: 560 + 84 × 15 + 59 × 7.5 = 2,262.5.
    total = [(row["AVISIT"], row["AVAL"]) for row in rows if row["PARAMCD"] == "GCCUM"]
    assert total == [("week_12", 1415), ("week_24", 2262.5)]


def test_a_visit_that_did_not_take_place_has_no_dose_and_says_so() -> None:
    person = Watched().dose(1, 168).drug(-90, None, "20").score(1, "30", "baseline")
    rows = cells(make_adgc(make_snapshot([person.done()], watched_study(), CUT_OFF)))
    late = next(row for row in rows if row["AVISIT"] == "week_24")
    assert (late["AVAL"], late["REASND"]) == (None, "no visit in its window")
    assert late["REASNDZH"] == "窗口内无访视"


@pytest.mark.parametrize(
    ("visit", "day", "dose"),
    [
        ("week_24", 162, 20), ("week_24", 176, 10), ("week_24", 177, None), ("week_24", 161, None),
        ("early_termination", 165, 20), ("unscheduled", 169, None),
    ],
)  # fmt: skip
def test_the_dose_is_that_of_a_visit_in_the_window(visit: str, day: int, dose: int | None) -> None:
    # 20 mg from before day 1, 10 mg from day 170 on; the window of week 24 is day 162 to 176.
    person = Watched().dose(1, 168).drug(-90, None, "20").drug(170, None, "10")
    person.score(1, "30", "baseline").score(day, "12", visit)
    rows = cells(make_adgc(make_snapshot([person.done()], watched_study(), CUT_OFF)))
    late = next(r for r in rows if r["AVISIT"] == "week_24" and r["PARAMCD"] == "GCDOSE")
    assert (late["AVAL"], late["ADY"]) == (dose, None if dose is None else day)


def test_an_unknown_dose_says_why() -> None:
    person = Watched().dose(1, 168).drug(-90, None, None).score(85, "30", "week_12")
    rows = cells(make_adgc(make_snapshot([person.done()], watched_study(), CUT_OFF)))
    assert [row["AVAL"] for row in rows] == [None] * 5
    assert all(row["REASND"] for row in rows)


def test_without_medication_there_are_no_rows() -> None:
    made = make_snapshot([Watched().dose(1, 9).done()], watched_study(), CUT_OFF)
    assert make_adcm(made).frame.height == make_adgc(made).frame.height == 0
    nothing = make_snapshot([Watched().done()], make_study())
    assert [one.frame.height for one in make_watched(nothing)] == [0] * 6


def test_characteristics_before_treatment() -> None:
    person = Watched().dose(1, 168).drug(-90, None, "20", group="glucocorticoid")
    person.drug(-90, None, "5", group="glucocorticoid").drug(2, None, "5", "other", group="topical")
    person.add("medical_history", {"condition": "x", "start_date": on_day(-300)})
    person.add("medical_history", {"condition": "y", "start_date": on_day(5), "category": "lung"})
    for start, category in ((PartialDate(2026), "allergy"), (PartialDate(2026, 2), "infection")):
        person.add("medical_history", {"start_date": start, "category": category})
    found = make_adbc(make_snapshot([person.done()], watched_study(), CUT_OFF))
    assert found.frame.select("PARCAT1", "PARAMCD", "AVALC").rows() == [
        ("BACKGROUND TREATMENT", "CMGROUP", "glucocorticoid"),
        ("MEDICAL HISTORY", "MHCAT", "allergy"),
        ("MEDICAL HISTORY", "MHCAT", "other"),
    ]


def test_demographic_items_with_codes_but_the_sex() -> None:
    values = {"sex": "female", "ethnic_group": "01"}
    person = Watched().add("demographics", values, visit="screening", on=on_day(-3))
    found = make_adbc(make_snapshot([person.done()], reference_study()))
    assert found.frame.select("PARAMCD", "ITEMNAM", "AVALC").rows() == [
        ("ETHNICGR", "ethnic_group", "01")
    ]


def test_a_course_leads_to_sdtm() -> None:
    variables = (Variable("CMSEQ", "Sequence", "number"),)
    frame = pl.DataFrame({"CMSEQ": [3.0]})
    cm = Dataset("CM", "CM", "", "INTERVENTIONS", "SDTM", (), variables, frame, pl.Series([55]))
    made = make_snapshot([Watched(first=55).drug(-9, None, "5").done()], watched_study(), CUT_OFF)
    (row,) = cells(make_adcm(made, Datasets((cm,))))
    assert (row["SRCDOM"], row["SRCVAR"], row["SRCSEQ"]) == ("CM", "CMDOSE", 3)


def test_names_and_labels_fit_the_standard() -> None:
    made = make_snapshot([taper().done()], watched_study(), CUT_OFF)
    for dataset in make_watched(made):
        assert set(dataset.keys) <= {one.name for one in dataset.variables}
        for one in dataset.variables:
            assert len(one.name) <= 8, one.name
            assert len(one.label) <= 40, one.label
            assert one.note is not None
