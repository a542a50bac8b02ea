"""Forms with an instrument in, their test codes out."""

from __future__ import annotations

import pytest

from heliotrope.datasets.sdtm.qrs_tests import find_code, find_home, is_tested, list_tests
from tests.imagined import make_study, reference_study

STUDY = reference_study()
FORMS = [form.name for form in STUDY.forms if form.instrument]


@pytest.mark.parametrize(
    ("form", "name", "code"),
    [
        ("dlqi", "q1", ("QS", "DLQI101")),
        ("dlqi", "q7b", ("QS", "DLQI107A")),
        ("dlqi", "dlqi", ("QS", "DLQI111")),
        ("sf36", "q3", ("QS", "SF36103A")),
        ("sf36", "q36", ("QS", "SF36111D")),
        ("sf36", "pcs", ("QS", "SF36128")),
        ("sf36", "bp", ("QS", "SF36114")),
        ("haq", "activities_3", ("QS", "HAQ0233")),
        ("haq", "haq_di", ("QS", "HAQ02DI")),
        ("cdasi", "activity", ("RS", "CDASIACT")),
        ("cdasi", "scalp_erythema", ("RS", "CDASI01")),
        ("cdasi", "alopecia", ("RS", "CDASI81")),
        ("mmt8", "mmt8", ("MK", "MMT8TOT")),
        ("imacs", "phga", ("QS", "IMACSPHG")),
        ("imacs", "physician_global", ("QS", "IMACSPHG")),
        ("imacs", "ck", None),
        ("consent", "version", None),
    ],
)
def test_codes(form: str, name: str, code: tuple[str, str] | None) -> None:
    assert find_code(STUDY.form(form), name) == code


def test_names_are_cdiscs_where_it_has_the_instrument() -> None:
    titles = {test.code: test.title for test in list_tests(STUDY.form("sf36"))}
    assert titles["SF36103J"] == "SF361-Limit Bathing or Dressing Yourself"
    assert titles["SF36128"] == "SF361-Physical Component Score"
    titles = {test.code: test.title for test in list_tests(STUDY.form("dlqi"))}
    assert titles["DLQI109"] == "DLQI1-Caused Any Sexual Difficulties"


def test_sides_and_evaluators() -> None:
    sides = {test.name: test.side for test in list_tests(STUDY.form("mmt8"))}
    assert (sides["deltoid_right"], sides["deltoid_left"]) == ("RIGHT", "LEFT")
    assert sides["neck_flexors"] is None
    judged = {test.name: test.evaluator for test in list_tests(STUDY.form("imacs"))}
    assert (judged["phga"], judged["ptga"]) == ("INVESTIGATOR", "STUDY SUBJECT")


@pytest.mark.parametrize("name", FORMS)
def test_codes_and_names_are_unique_and_short(name: str) -> None:
    tests = list_tests(STUDY.form(name))
    codes, titles = [test.code for test in tests], [test.title for test in tests]
    assert len(set(codes)) == len(codes)
    assert len(set(titles)) == len(titles)
    assert all(1 <= len(code) <= 8 for code in codes)
    assert all(1 <= len(title) <= 40 and title.isascii() for title in titles)


def test_a_form_of_no_endpoint_and_without_instrument_is_not_tested() -> None:
    assert not is_tested(STUDY.form("consent"), STUDY.plan.endpoints)
    assert find_code(STUDY.form("consent"), "copy_given", STUDY.plan.endpoints) is None


def test_a_plain_form_that_an_endpoint_is_read_from_stands_in_qs() -> None:
    study = make_study()
    form, endpoints = study.form("score"), study.plan.endpoints
    assert find_code(form, "total", endpoints) == ("QS", "TOTAL")
    assert find_home(form).category == "SCORE FORM"
    assert [test.title for test in list_tests(form, endpoints)] == ["SCORE-Total"]
