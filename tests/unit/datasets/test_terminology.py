"""Names of codelists and of countries in, CDISC's terms out."""

from __future__ import annotations

import pytest

from heliotrope.datasets.terminology import (
    find_name,
    load_codelists,
    load_countries,
    read_table,
)


@pytest.mark.parametrize(
    ("codelist", "code", "extensible", "terms"),
    [
        ("NY", "C66742", False, {"Y", "N", "U", "NA"}),
        ("SEX", "C66731", False, {"M", "F", "U", "INTERSEX"}),
        ("ACN", "C66767", False, {"DRUG WITHDRAWN", "DOSE REDUCED"}),
        ("FREQ", "C71113", True, {"QD", "QOD", "BID"}),
    ],
)
def test_lists_are_those_of_cdisc(
    codelist: str, code: str, extensible: bool, terms: set[str]
) -> None:
    found = load_codelists()[codelist]
    assert (found.code, found.extensible, found.own) == (code, extensible, False)
    assert terms <= set(found.terms)


def test_our_own_lists_say_so_and_are_closed() -> None:
    relation = load_codelists()["AEREL"]
    assert relation.own
    assert not relation.extensible
    assert relation.code == ""


def test_a_code_and_a_name_of_one_concept_belong_together() -> None:
    assert find_name("LBTESTCD", "LBTEST", "ALT") == "Alanine Aminotransferase"
    assert find_name("DLQI1TC", "DLQI1TN", "DLQI111") == "DLQI1-Score"
    assert find_name("LBTESTCD", "LBTEST", "NOSUCH") is None


def test_countries_have_three_letters() -> None:
    assert load_countries()["CN"] == "CHN"
    assert load_countries()["DE"] == "DEU"


@pytest.mark.parametrize("table", ["laboratory_tests", "instrument_tests"])
def test_every_code_fits_a_short_name(table: str) -> None:
    for row in read_table(table):
        assert 1 <= len(row["code"]) <= 8
        assert row["code"][0].isalpha()


def test_codes_said_to_be_cdiscs_are_in_its_lists() -> None:
    lists = load_codelists()
    known = {code for name, one in lists.items() if name.endswith("TC") for code in one.terms}
    for row in read_table("instrument_tests"):
        assert (row["code"] in known) == (row["source"] == "ct"), row
    for row in read_table("laboratory_tests"):
        assert (row["code"] in lists["LBTESTCD"].terms) == (row["source"] == "define"), row
