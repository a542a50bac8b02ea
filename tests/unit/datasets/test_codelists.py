"""Variables with code lists in, the lists with the terms that must be defined out."""

from __future__ import annotations

from heliotrope.datasets.codelists import UsedList, collect_lists
from heliotrope.datasets.standard import Datasets, Variable
from heliotrope.datasets.terminology import Codelist, Term
from tests.unit.datasets.made import KNOWN, dataset


def collect(variable: Variable, *values: object) -> UsedList | None:
    one = dataset((variable,), [{variable.name: value} for value in values])
    return collect_lists(Datasets((one,)), KNOWN).get((variable.codelist, variable.kind))


def list_values(found: UsedList | None) -> list[str]:
    assert found is not None
    return [used.term.value for used in found.terms]


def test_an_open_list_holds_the_terms_that_occur_in_its_own_order() -> None:
    found = collect(Variable("A", "A", codelist="UNIT"), "g/L", "U/L", None, "")
    assert list_values(found) == ["U/L", "g/L"]
    assert list_values(collect(Variable("A", "A", codelist="UNIT"), "g/L")) == ["g/L"]


def test_a_short_closed_list_is_given_whole() -> None:
    assert list_values(collect(Variable("A", "A", codelist="NY"))) == ["N", "Y"]


def test_a_long_closed_list_holds_only_what_occurs() -> None:
    terms = {f"T{n}": Term(f"T{n}", "", "", "own") for n in range(13)}
    known = {"LONG": Codelist("LONG", "C1", "Long", False, terms)}
    one = dataset((Variable("A", "A", codelist="LONG"),), [{"A": "T3"}])
    (found,) = collect_lists(Datasets((one,)), known).values()
    assert list_values(found) == ["T3"]


def test_an_unknown_list_is_ours_with_numbers_by_size() -> None:
    found = collect(Variable("A", "A", "number", codelist="AVISITN"), 10, 2, None, 2)
    assert list_values(found) == ["2", "10"]
    assert found is not None
    assert (found.code, found.oid) == ("", "CL.AVISITN.N")
    assert not any(used.extended for used in found.terms)


def test_a_code_of_ours_is_decoded_by_the_variable_beside_it() -> None:
    code = Variable("PARAMCD", "Code", codelist="Own", decoded="PARAM")
    rows: list[dict[str, object]] = [
        {"PARAMCD": "B", "PARAM": "Beta"},
        {"PARAMCD": "A", "PARAM": None},
        {"PARAMCD": "C"},
        {"PARAMCD": "B", "PARAM": "Beta"},
    ]
    one = dataset((code, Variable("PARAM", "Parameter")), rows)
    (found,) = collect_lists(Datasets((one,)), KNOWN).values()
    assert [(used.term.value, used.term.label) for used in found.terms] == [
        ("A", ""),
        ("B", "Beta"),
        ("C", ""),
    ]


def test_a_list_without_any_term_is_left_out() -> None:
    assert collect(Variable("A", "A", codelist="OWN"), None) is None


def test_a_term_that_the_publisher_does_not_know_is_marked() -> None:
    found = collect(Variable("A", "A", codelist="NY"), "MAYBE")
    assert found is not None
    assert [(used.term.value, used.extended) for used in found.terms] == [
        ("N", False),
        ("Y", False),
        ("MAYBE", True),
    ]


def test_a_dictionary_may_name_its_version() -> None:
    found = collect(Variable("A", "A", codelist="CTCAE 5.0"), "Anemia")
    assert found is not None
    assert found.dictionary is not None
    assert (found.dictionary.name, found.dictionary.version, found.terms) == ("CTCAE", "5.0", ())
    assert found.oid == "CL.CTCAE_5.0"
