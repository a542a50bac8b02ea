from __future__ import annotations

import pytest

from heliotrope.methods.formulas import Formula, list_columns, read_formula


def names(text: str, **levels: tuple[str, ...]) -> list[str]:
    formula = read_formula(text)
    known = {one.label: levels.get(one.name) for one in formula.variables}
    return [column.name for column in list_columns(formula.terms, known)]


def test_a_formula_has_a_response_and_terms_by_degree() -> None:
    formula = read_formula("change ~ arm * week + base")
    assert isinstance(formula, Formula)
    assert formula.response == "change"
    assert [one.label for one in formula.variables] == ["arm", "week", "base"]
    assert formula.terms == ((), ("arm",), ("week",), ("base",), ("arm", "week"))


def test_an_interaction_is_named_in_the_order_in_which_its_variables_first_stand() -> None:
    assert read_formula("y ~ b + a + a:b").terms[-1] == ("b", "a")
    # `a` is taken away again, but it stood first.
    assert read_formula("y ~ 0 + a * b - a").terms == (("b",), ("a", "b"))


def test_names_with_spaces_dots_and_other_letters() -> None:
    assert [one.name for one in read_formula("y ~ `body mass` + x.1 + 年龄").variables] == [
        "body mass", "x.1", "年龄",
    ]  # fmt: skip


def test_numbers_as_levels() -> None:
    assert names("y ~ factor(w)", w=("0", "2")) == ["(Intercept)", "factor(w)2"]
    assert names("y ~ C(w)", w=("0", "2")) == ["(Intercept)", "C(w)2"]


def test_the_first_factor_varies_fastest() -> None:
    found = names("y ~ a * b", a=("p", "q", "r"), b=("u", "v", "w"))
    assert found[-4:] == ["aq:bv", "ar:bv", "aq:bw", "ar:bw"]


def test_without_an_intercept_the_first_factor_has_all_its_levels() -> None:
    assert names("y ~ 0 + a + b", a=("p", "q"), b=("u", "v")) == ["ap", "aq", "bv"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("~ a", "expected 'response ~ terms'"),
        ("a", "expected 'response ~ terms'"),
        ("y ~ a b", "cannot be read: Missing operator"),
        ("y ~ a + 2", "cannot be read"),
        ("y ~ .", "cannot be read"),
        ("y ~ a | b", "expected 'response ~ terms'|cannot be read"),
        ("y + z ~ a", "the left side must be one column"),
        ("log(y) ~ a", "the left side must be one column"),
        ("y ~ log(x)", "'log\\(x\\)' is computed; compute it as a column"),
        ("y ~ I(x^2)", "is computed"),
        ("y ~ 2:x", "is computed"),
        ("y ~ b %in% a", "write 'a / b'"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(text: str, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        read_formula(text)
