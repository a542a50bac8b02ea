"""Texts above what a transport file holds in, the same in parts that it holds out."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from heliotrope.datasets.long_text import divide_long_texts, divide_text
from heliotrope.datasets.standard import Datasets
from heliotrope.datasets.xpt import check_packable
from tests.unit.datasets.made import dataset, text


def test_a_text_is_divided_at_the_last_space_before_the_limit() -> None:
    assert divide_text("one two three", 9) == ["one two", "three"]
    assert divide_text("one two", 7) == ["one two"]
    assert divide_text("", 7) == [""]


def test_chinese_is_divided_between_two_characters() -> None:
    assert divide_text("参与者退出", 10) == ["参与者", "退出"]  # three bytes each


@given(st.text(), st.integers(4, 30))
def test_no_part_is_too_long_and_nothing_is_lost(whole: str, limit: int) -> None:
    whole = whole.encode(errors="ignore").decode()
    parts = divide_text(whole, limit)
    assert all(len(part.encode()) <= limit for part in parts)
    assert "".join(parts).replace(" ", "") == whole.replace(" ", "")


def test_a_long_text_goes_on_in_further_variables() -> None:
    rows: list[dict[str, object]] = [{"A": "x", "COVAL": "字" * 150}, {"A": "y"}]
    one = dataset((text("A"), text("COVAL", "L" * 40)), rows)
    (made,) = divide_long_texts(Datasets((one,)))
    assert [variable.name for variable in made.variables] == ["A", "COVAL", "COVAL1", "COVAL2"]
    assert made.frame.rows() == [
        ("x", "字" * 66, "字" * 66, "字" * 18),
        ("y", None, None, None),
    ]
    assert check_packable(made) == []
    further = made.variables[2]
    assert further.own
    assert "Continues COVAL" in further.note


def test_a_name_that_is_taken_or_long_gets_another_number() -> None:
    variables = (text("LONGNAME"), text("LONGNAM1"))
    one = dataset(variables, [{"LONGNAME": "x" * 250}])
    (made,) = divide_long_texts(Datasets((one,)))
    assert [variable.name for variable in made.variables] == ["LONGNAME", "LONGNAM2", "LONGNAM1"]


def test_what_fits_stays_as_it_is() -> None:
    one = replace(dataset((text("A"),), [{"A": "字" * 66}]), name="X")
    assert divide_long_texts(Datasets((one,))).all[0] is one
