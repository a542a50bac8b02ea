"""Laboratory rows and panels in, their rows in ADLB out."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from heliotrope.datasets.adam.adlb import make_adlb
from heliotrope.datasets.standard import Dataset, Datasets, Variable
from heliotrope.safety.criteria import load_criteria
from heliotrope.safety.grading import VERSIONS
from heliotrope.safety.laboratory import load_tests
from heliotrope.study.laboratories import Laboratory
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Missing
from tests.imagined import PROPOSED, both, make_snapshot, make_study, on_day
from tests.watched import CUT_OFF, Watched, watched_study


def adlb(*people: Watched, sdtm: Datasets | None = None) -> Dataset:
    made = make_snapshot([one.done() for one in people], watched_study(), CUT_OFF)
    return make_adlb(made, sdtm)


def rows_of(*people: Watched) -> list[dict[str, Any]]:
    return list(adlb(*people).frame.iter_rows(named=True))


def alt(person: Watched, day: int, value: str, visit: str = "unscheduled") -> Watched:
    return person.lab(day, "alt", value, "U/L", visit=visit, limits=("5", "40"))


def test_a_row_form_gives_value_limits_grade_and_baseline() -> None:
    person = alt(alt(Watched().dose(1, 168), 1, "38", "baseline"), 29, "130", "week_4")
    base, later = rows_of(person)
    assert (base["PARAMCD"], base["PARAM"]) == ("ALT", "alt (U/L)")
    assert (base["ABLFL"], base["ATOXGRN"], base["BASE"], base["CHG"]) == ("Y", 0, 38, None)
    assert (later["AVAL"], later["BASE"], later["CHG"]) == (130, 38, 92)
    # 130 is above 3 × 40 and at most 5 × 40: grade 2.
    assert (later["ATOXGR"], later["ATOXGRN"], later["BTOXGRN"]) == ("2", 2, 0)
    assert (later["ANRLO"], later["ANRHI"], later["ANRIND"]) == (5, 40, "HIGH")
    assert (later["WRSBLFL"], later["ONTRTFL"], later["WORSTFL"]) == ("Y", "Y", "Y")
    assert later["SHIFT1"] == "0 to 2"
    assert base["ANRIND"] == "NORMAL"


def test_an_abnormal_baseline_is_graded_by_its_multiples() -> None:
    # Baseline 100 with ULN 40 is abnormal: 140 is below 1.5 × 100, no grade; 160 is grade 1.
    person = alt(Watched().dose(1, 168), 1, "100", "baseline")
    alt(alt(person, 29, "140", "week_4"), 85, "160", "week_12")
    base, four, twelve = rows_of(person)
    assert [row["ATOXGRN"] for row in (base, four, twelve)] == [0, 0, 1]
    assert (four["WRSBLFL"], base["WRSBLFL"]) == ("Y", None)
    assert (twelve["WORSTFL"], twelve["SHIFT1"]) == ("Y", "0 to 1")


def test_other_units_are_converted_with_their_limits() -> None:
    # 1 µkat/L is 60 U/L.
    person = Watched().lab(1, "alt", "2", "ukat/L", visit="baseline", limits=("0.1", "0.7"))
    (row,) = rows_of(person)
    assert (row["AVAL"], row["ANRLO"], row["ANRHI"]) == (120, 6, 42)
    assert (row["AVALU"], row["PARAM"]) == ("U/L", "alt (U/L)")


def test_a_panel_gives_one_row_an_item_without_limits() -> None:
    person = Watched().dose(1, 168).panel(1, "baseline", neutrophils="4.0", hemoglobin="130")
    person.panel(29, "week_4", neutrophils="1.2", hemoglobin="120")
    found = {(row["PARAMCD"], row["ADY"]): row for row in rows_of(person)}
    assert set(found) == {("NEUT", 1), ("NEUT", 29), ("HGB", 1), ("HGB", 29)}
    # Below 1.5 it is grade 2 whatever the lower limit of normal.
    assert found["NEUT", 29]["ATOXGRN"] == 2
    # 4.0 is grade 0 or 1, which only the lower limit of normal could tell.
    assert (found["NEUT", 1]["ATOXGRN"], found["NEUT", 1]["ATOXGRMX"]) == (None, 1)
    assert "lln" in found["NEUT", 1]["ATOXRSN"]
    assert found["NEUT", 29]["SHIFT1"] == "0 OR 1 to 2"
    assert found["NEUT", 29]["BTOXGRMX"] == 1
    assert found["NEUT", 29]["ANRIND"] is None


def with_laboratory() -> Study:
    """The study with one laboratory that prints its limits of normal."""
    ranges = [
        {"test": "neutrophils", "unit": "10^9/L", "lln": "1.8", "uln": "6.3"},
        {"test": "alt", "unit": "U/L", "uln": "40"},
    ]
    place = Laboratory.model_validate(
        {"name": "site", "label": both("site"), "ranges": ranges, "provenance": PROPOSED}
    )
    study = watched_study()
    fields = {name: getattr(study, name) for name in Study.model_fields}
    return Study(**fields | {"laboratories": (place,)})


def test_limits_that_were_not_recorded_are_those_of_the_studys_laboratory() -> None:
    person = Watched().dose(1, 168).panel(1, "baseline", neutrophils="1.7", alt="130")
    person.lab(29, "alt", "130", "U/L", limits=("5", "60")).lab(57, "alt", "3", "ukat/L")
    made = make_snapshot([person.done()], with_laboratory(), CUT_OFF)
    found = make_adlb(made).frame.iter_rows(named=True)
    rows = {(row["PARAMCD"], row["ADY"]): row for row in found}
    assert (rows["NEUT", 1]["ANRLO"], rows["NEUT", 1]["ATOXGRN"]) == (1.8, 1)
    # Baseline 130 with an upper limit of 40 is abnormal; 130 again is 1.0 times it: no grade.
    assert (rows["ALT", 1]["ANRHI"], rows["ALT", 1]["ATOXGRN"]) == (40, 0)
    # Recorded limits come first; a range in another unit is not converted.
    assert rows["ALT", 29]["ANRHI"] == 60
    assert rows["ALT", 57]["ANRHI"] is None


def test_without_an_upper_limit_nothing_is_known_of_alt() -> None:
    (row,) = rows_of(Watched().panel(1, "baseline", alt="500"))
    assert (row["ATOXGRN"], row["ATOXGRMX"]) == (None, None)


def test_baseline_is_day_1_else_the_latest_before() -> None:
    person = Watched().dose(1, 168)
    alt(alt(alt(person, -9, "30", "screening"), -2, "31"), 1, "32", "baseline")
    assert [row["ABLFL"] for row in rows_of(person)] == [None, None, "Y"]
    without = alt(alt(alt(Watched().dose(1, 168), -9, "30", "screening"), -2, "31"), 8, "60")
    assert [row["ABLFL"] for row in rows_of(without)] == [None, "Y", None]
    late = alt(alt(Watched().dose(1, 168), -2, "31"), 2, "60", "baseline")
    assert [row["ABLFL"] for row in rows_of(late)] == ["Y", None]
    none = alt(Watched().dose(1, 168), 8, "90")
    (row,) = rows_of(none)
    assert (row["BASE"], row["BTOXGRN"], row["SHIFT1"]) == (None, None, "NOT GRADED to 1")


@pytest.mark.parametrize(("day", "flag"), [(1, None), (2, "Y"), (196, "Y"), (197, None)])
def test_under_treatment_is_after_day_1_to_28_days_after_the_final_dose(
    day: int, flag: str | None
) -> None:
    (row,) = rows_of(alt(Watched().dose(1, 168), day, "90"))
    assert row["ONTRTFL"] == flag


def test_the_worst_is_the_highest_grade_then_the_farthest_then_the_first() -> None:
    person = alt(Watched().dose(1, 168), 1, "30", "baseline")
    for day, value in ((29, "130"), (57, "190"), (85, "190"), (113, "50"), (250, "900")):
        alt(person, day, value)
    worst = [row["ADY"] for row in rows_of(person) if row["WORSTFL"] == "Y"]
    assert worst == [57]


def test_for_counts_the_lowest_is_the_worst() -> None:
    person = Watched().dose(1, 168)
    for day, value in ((1, "4"), (29, "1.4"), (57, "1.1"), (85, "3")):
        person.lab(day, "neutrophils", value, "10^9/L", limits=("1.8", "6.3"))
    rows = rows_of(person)
    assert [row["WORSTFL"] for row in rows] == [None, None, "Y", None]
    assert [row["ATOXGRN"] for row in rows] == [0, 2, 2, 0]


@pytest.mark.parametrize(
    ("sign", "value", "grade", "text"),
    [(None, "0.5", 3, None), ("below", "0.5", 4, "<0.5")],
)
def test_a_value_beyond_what_is_measured_is_graded_just_beyond(
    sign: str | None, value: str, grade: int, text: str | None
) -> None:
    person = Watched().lab(5, "neutrophils", value, "10^9/L", limits=("1.8", "6.3"), sign=sign)
    (row,) = rows_of(person)
    assert (row["AVAL"], row["ATOXGRN"], row["AVALC"]) == (0.5, grade, text)


def test_a_test_without_criteria_has_no_grade_and_another_unit_is_another_parameter() -> None:
    person = Watched().lab(1, "tsh", "2.5", "mIU/L", visit="baseline", limits=("0.4", "4"))
    person.lab(29, "tsh", "9", "U/L")
    first, second = rows_of(person)
    assert (first["PARAMCD"], first["PARAM"], first["ABLFL"]) == ("TSH", "tsh (mIU/L)", "Y")
    assert (second["PARAMCD"], second["BASE"]) == ("TSH2", None)
    assert (first["ATOXGRN"], second["WORSTFL"]) == (None, None)


def test_findings_are_kept_and_missing_values_left_out() -> None:
    person = Watched().add(
        "laboratory", {"test": "tsh", "finding": "negative"}, visit="baseline", on=on_day(1)
    )
    person.add("laboratory", {"test": "alt", "value": Missing.ND}, on=on_day(1))
    (row,) = rows_of(person)
    assert (row["AVAL"], row["AVALC"], row["ABLFL"]) == (None, "NEGATIVE", None)


def test_for_a_visit_the_nearest_is_chosen_and_a_tie_goes_to_the_later() -> None:
    study = watched_study()
    lab_visits = tuple(
        one.model_copy(update={"forms": (*one.forms, "laboratory")}) for one in study.visits
    )
    study = type(study)(
        **{name: getattr(study, name) for name in type(study).model_fields} | {"visits": lab_visits}
    )
    person = alt(Watched().dose(1, 168), 1, "30", "baseline")
    for day in (27, 31, 36, 40):
        alt(person, day, "35")
    made = make_snapshot([person.done()], study, CUT_OFF)
    rows = list(make_adlb(made).frame.iter_rows(named=True))
    # The window of week 4 is day 22 to 36, its target day 29.
    assert [row["AVISIT"] for row in rows] == ["baseline", "week_4", "week_4", "week_4", None]
    assert [row["ANL01FL"] for row in rows] == ["Y", None, "Y", None, None]


def test_a_row_leads_to_sdtm_and_to_the_ledger() -> None:
    person = Watched(first=40).panel(1, "baseline", neutrophils="4", hemoglobin="130")
    frame = pl.DataFrame({"LBTESTCD": ["HGB", "NEUT"], "LBSEQ": [1.0, 2.0]})
    variables = (Variable("LBTESTCD", "Test"), Variable("LBSEQ", "Sequence", "number"))
    lb = Dataset("LB", "LB", "", "FINDINGS", "SDTM", (), variables, frame, pl.Series([40, 40]))
    found = adlb(person, sdtm=Datasets((lb,)))
    assert found.frame.select("PARAMCD", "SRCSEQ").rows() == [("HGB", 1), ("NEUT", 2)]
    assert found.entries is not None
    assert found.entries.to_list() == [40, 40]


def test_a_zero_baseline_is_not_divided_by_and_nothing_is_refused() -> None:
    person = alt(alt(Watched().dose(1, 168), 1, "0", "baseline"), 29, "130")
    assert [row["ATOXGRN"] for row in rows_of(person)] == [0, 2]


def test_no_criterion_of_a_low_test_asks_for_the_baseline() -> None:
    for version in VERSIONS:
        for test in load_tests().values():
            if test.direction == "low" and version in test.terms:
                criteria = load_criteria(version, test.name).by_value
                assert not [one for one in criteria if "baseline" in f"{one.of} {one.branch}"]


def test_worse_than_baseline_is_as_the_grading_says() -> None:
    person = Watched().dose(1, 168)
    for day, value in ((1, "2.0"), (29, "1.9"), (57, "2.0"), (85, "2.1")):
        visit = "baseline" if day == 1 else "unscheduled"
        person.lab(day, "neutrophils", value, "10^9/L", visit=visit, limits=("1.8", "6.3"))
    assert [row["WRSBLFL"] for row in rows_of(person)] == [None, "Y", None, None]


def test_no_laboratory_no_rows() -> None:
    assert adlb(Watched().dose(1, 168)).frame.height == 0
    assert make_adlb(make_snapshot([Watched().done()], make_study())).frame.height == 0


def test_names_and_labels_fit_the_standard() -> None:
    for one in adlb().variables:
        assert len(one.name) <= 8
        assert len(one.label) <= 40
