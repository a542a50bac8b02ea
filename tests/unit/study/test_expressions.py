"""Expressions with values in, true, false or unknown out; the unknown name what they lack."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product

import pytest

from heliotrope.study.expressions import (
    ExpressionError,
    compile_expression,
    evaluate,
    names_used,
)
from heliotrope.vocabulary import Bilingual, Missing, PartialDate, Value

TRUTHS: tuple[bool | None, ...] = (True, False, None)


def kleene_and(a: bool | None, b: bool | None) -> bool | None:
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def kleene_or(a: bool | None, b: bool | None) -> bool | None:
    negated = kleene_and(
        None if a is None else not a,
        None if b is None else not b,
    )
    return None if negated is None else not negated


@pytest.mark.parametrize(("a", "b"), list(product(TRUTHS, TRUTHS)))
def test_and_or_follow_kleene(a: bool | None, b: bool | None) -> None:
    values: dict[str, Value | None] = {"a": a, "b": b}
    assert evaluate("a && b", values).value is kleene_and(a, b)
    assert evaluate("a || b", values).value is kleene_or(a, b)
    assert evaluate("!a", values).value is (None if a is None else not a)
    assert evaluate("(a && b) || !a", values).value is kleene_or(
        kleene_and(a, b), None if a is None else not a
    )


@pytest.mark.parametrize("absent", [{}, {"x": None}, {"x": Missing.ND}, {"x": Missing.NA}])
def test_a_missing_value_is_never_compared(absent: dict[str, Value | None]) -> None:
    for text in ("x != 3.0", "x == 3.0", "!(x > 3.0)", 'x == "a"', "x + 1.0 > 2.0"):
        verdict = evaluate(text, absent)
        assert verdict.value is None
        assert verdict.missing == ("x",)
        assert verdict.fault is None
    assert evaluate("x_missing", absent).value is True
    assert evaluate("x_missing || x > 3.0", absent).value is True


def test_a_date_known_in_part_is_there_and_is_never_compared() -> None:
    values: dict[str, Value | None] = {"x": PartialDate(2015, 6), "y": date(2015, 6, 2)}
    for text in ("days(x, y) < 0.0", "x == y", "years(x, y) > 3.0"):
        verdict = evaluate(text, values)
        assert (verdict.value, verdict.missing, verdict.fault) == (None, ("x",), None)
    assert evaluate("x_missing", values).value is False


def test_the_unknown_names_what_it_lacks() -> None:
    labels = {"x": Bilingual("White cells", "白细胞"), "y": Bilingual("Platelets", "血小板")}
    verdict = evaluate("x < 3.0 || y < 100.0", {"y": 120})
    assert verdict.value is None
    assert verdict.explain(labels) == Bilingual(
        "unknown, because missing: White cells", "无法判断，缺少：白细胞"
    )
    decided = evaluate("x < 3.0 || y < 100.0", {"y": 90})
    assert decided.value is True
    assert decided.explain(labels).en == "Platelets: 90"
    assert evaluate("!x_missing", {"x": 3}).explain(labels).zh == "缺白细胞：否"


@pytest.mark.parametrize(
    ("text", "values", "value"),
    [
        ("x <= 85", {"x": Decimal("85.0")}, True),
        ("x <= 85", {"x": Decimal("85.1")}, False),
        ("x < 3.0", {"x": Decimal("3.0")}, False),
        ("x < 3.0", {"x": Decimal("2.99")}, True),
        ("x == 3", {"x": 3}, True),
        ("x * 2.0 >= 7.0", {"x": Decimal("3.5")}, True),
        ('sex == "female"', {"sex": "female"}, True),
        ('sex in ["male", "female"]', {"sex": "other"}, False),
        ("seen == false", {"seen": False}, True),
    ],
)
def test_numbers_texts_and_yes_no(text: str, values: dict[str, Value | None], value: bool) -> None:
    assert evaluate(text, values).value is value


@pytest.mark.parametrize(
    ("born", "signed", "years"),
    [
        (date(1950, 5, 21), date(2026, 5, 20), 75),
        (date(1950, 5, 21), date(2026, 5, 21), 76),
        (date(2008, 5, 21), date(2026, 5, 21), 18),
        (date(2008, 5, 21), date(2026, 5, 20), 17),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_years_are_completed_years(born: date, signed: date, years: int) -> None:
    values: dict[str, Value | None] = {"born": born, "signed": signed}
    assert evaluate(f"years(born, signed) == {years}", values).value is True


def test_a_moment_has_the_day_of_the_studys_clock() -> None:
    # 07:00 in Nanchang on the eighteenth birthday is 23:00 UTC of the day before.
    values: dict[str, Value | None] = {
        "born": date(2008, 5, 21),
        "signed": datetime(2026, 5, 20, 23, 0, tzinfo=UTC),
    }
    adult = "years(born, signed) >= 18"
    assert evaluate(adult, values, "Asia/Shanghai").value is True
    assert evaluate(adult, values, "UTC").value is False


@pytest.mark.parametrize(
    ("start", "consent", "over"),
    [
        (date(2026, 1, 15), date(2026, 4, 15), False),
        (date(2026, 1, 15), date(2026, 4, 16), True),
        (date(2025, 11, 30), date(2026, 2, 28), False),
        (date(2025, 11, 30), date(2026, 3, 1), True),
        (date(2025, 10, 31), date(2026, 1, 31), False),
    ],
)
def test_exactly_three_calendar_months_are_not_over_three(
    start: date, consent: date, over: bool
) -> None:
    values: dict[str, Value | None] = {"start": start, "consent": consent}
    assert evaluate("days(add_months(start, 3), consent) > 0", values).value is over


def test_days_count_forward_and_backward() -> None:
    values: dict[str, Value | None] = {"a": date(2026, 2, 27), "b": date(2026, 3, 1)}
    assert evaluate("days(a, b) == 2 && days(b, a) == -2", values).value is True
    assert evaluate("add_months(b, -1) < a", values).value is True


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("x + 1 > 2.0", {"x": 1}, "values of different kinds"),
        ("x", {"x": 1}, "neither true nor false"),
        ("x > 0.0 && y", {"x": 1, "y": 3}, "values of different kinds"),
        ("days(x, y) > 1", {"x": 1, "y": 2}, "days takes two dates"),
        ("days(x) > 1.0", {"x": date(2026, 1, 1)}, "days takes two dates"),
        ("years(x, x, x) > 1.0", {"x": date(2026, 1, 1)}, "years takes two dates"),
        ("add_months(x) > x", {"x": date(2026, 1, 1)}, "a whole number of months"),
        ("add_months(x, 1.5) > x", {"x": date(2026, 1, 1)}, "a whole number of months"),
        ("add_months(x, 99999999) > x", {"x": date(2026, 1, 1)}, "a whole number of months"),
        ("x >", {"x": 1}, "at character"),
        ("", {}, ""),
        ("f(x)", {"x": 1}, "it calls f"),
        ("[x].all(y, y > 1)", {"x": 1}, "and only"),
        ("1 / 0 > x", {"x": 1}, "divides by zero"),
    ],
)
def test_a_broken_expression_is_a_fault_and_not_unknown(
    text: str, values: dict[str, Value | None], said: str
) -> None:
    verdict = evaluate(text, values)
    assert verdict.value is None
    assert verdict.missing == ()
    assert verdict.fault is not None
    assert said in verdict.fault.what.en
    assert verdict.fault.what.zh


@pytest.mark.parametrize("text", ["days(x, y) > 1", "days(x) > 1.0", "years() > x"])
def test_a_failing_function_writes_nothing_about_values(
    text: str, capfd: pytest.CaptureFixture[str]
) -> None:
    evaluate(text, {"x": "secret", "y": 2})
    assert capfd.readouterr() == ("", "")


def test_names_and_the_cache() -> None:
    assert names_used("a__b > 1 && !c_missing || c == 2") == {"a__b", "c"}
    assert compile_expression("a > 1") is compile_expression("a > 1")
    with pytest.raises(ExpressionError) as caught:
        names_used("a >")
    assert caught.value.reason.zh.startswith("第 4 个字符处有误")
