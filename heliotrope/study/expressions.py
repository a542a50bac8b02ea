"""An expression of the study files, with the recorded values → true, false or unknown, and why."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from heliotrope.study.values import format_value
from heliotrope.vocabulary import Bilingual, Fault, Missing, PartialDate, Value

if TYPE_CHECKING:
    import cel

MISSING_SUFFIX = "_missing"
"""`<item>_missing` is true when the item has no value, whatever the reason."""

_LOGIC = frozenset({"_&&_", "_||_", "!_", "_?_:_"})
_COMPARISONS = frozenset({"@in", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_"})
_ARITHMETIC = frozenset({"_+_", "_-_", "-_", "_*_", "_/_"})
_DATE_FUNCTIONS = frozenset({"days", "years", "add_months"})
_CONVERSIONS = frozenset({"double", "string", "size", "contains", "startsWith", "endsWith"})
ALLOWED_FUNCTIONS = _LOGIC | _COMPARISONS | _ARITHMETIC | _DATE_FUNCTIONS | _CONVERSIONS
"""What an expression may call. Loops over lists and the engine's own clock are left out."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression: its text, the names it uses, and the engine's program."""

    text: str
    names: tuple[str, ...]
    """Sorted, as written: `wbc_missing` appears as such."""
    functions: tuple[str, ...]
    program: cel.Program


class ExpressionError(ValueError):
    """The text is not an expression; carries the reason in both languages."""

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an expression says of the values given: true, false, or None for unknown."""

    value: bool | None
    missing: tuple[str, ...] = ()
    """Names without a value that the answer would have needed; empty unless unknown."""
    used: tuple[tuple[str, Value], ...] = ()
    """Names the expression uses and the values they had."""
    fault: Fault | None = None
    """The expression itself went wrong, not the data; `value` is then None."""

    def explain(
        self, labels: Mapping[str, Bilingual] | None = None, time_zone: str = "UTC"
    ) -> Bilingual:
        """One sentence: the values it rests on, or what is missing. Labels stand for names."""
        if self.fault is not None:
            return self.fault.what
        named = {} if labels is None else labels
        if self.value is None:
            names = [_label(name, named) for name in self.missing]
            return Bilingual(
                "unknown, because missing: " + ", ".join(label.en for label in names),
                "无法判断，缺少：" + "、".join(label.zh for label in names),
            )
        pairs = [(_label(name, named), _shown(value, time_zone)) for name, value in self.used]
        return Bilingual(
            ", ".join(f"{label.en}: {value.en}" for label, value in pairs),
            "，".join(f"{label.zh}：{value.zh}" for label, value in pairs),
        )


@lru_cache(maxsize=4096)
def compile_expression(text: str) -> Expression:
    """The compiled expression; kept, so that a second call costs nothing.

    Raises ExpressionError if the text is no expression or calls what is not allowed.
    """
    import cel  # noqa: PLC0415 (a fifth of a second, for those who evaluate expressions)

    try:
        program = cel.compile(text)
    except ValueError as error:
        raise ExpressionError(_syntax_words(str(error))) from None
    functions = tuple(program.functions())
    strange = sorted(set(functions) - ALLOWED_FUNCTIONS)
    if strange:
        allowed = ", ".join(sorted(_DATE_FUNCTIONS | _CONVERSIONS))
        raise ExpressionError(
            Bilingual(
                f"it calls {', '.join(strange)}, and only {allowed} may be called",
                f"调用了 {'、'.join(strange)}，而只允许调用 {allowed}",
            )
        )
    return Expression(text, tuple(program.variables()), functions, program)


def names_used(text: str) -> frozenset[str]:
    """The names of items and scores the expression rests on, `_missing` taken off.

    A name that is written both plainly and with `_missing` appears once. Raises ExpressionError.
    """
    return frozenset(name.removesuffix(MISSING_SUFFIX) for name in compile_expression(text).names)


def evaluate(text: str, values: Mapping[str, Value | None], time_zone: str = "UTC") -> Verdict:
    """What the expression says of `values`; a name that is absent, None or Missing is missing.

    So is a date of which only a part is known. AND and OR follow Kleene: `false && unknown` is
    false. Numbers are compared as doubles, dates
    as midnight, moments by the wall clock of `time_zone`. Never raises: a broken expression gives
    a Verdict with its fault.
    """
    try:
        expression = compile_expression(text)
    except ExpressionError as error:
        return Verdict(None, fault=_expression_fault(text, error.reason))
    used, absent = _split(expression.names, values)
    result, reason = _run(expression, used, time_zone)
    if isinstance(result, bool) and reason is None:
        return Verdict(result, used=used)
    if absent:
        return Verdict(None, missing=absent, used=used)
    return Verdict(None, used=used, fault=_expression_fault(text, reason or _NOT_YES_OR_NO))


Kind = Literal["truth", "number", "text", "moment", "other"]
"""What an expression, or a name in it, stands for; `moment` is a day or a moment."""


def try_expression(text: str, samples: Mapping[str, Value]) -> Kind | Bilingual:
    """The kind of the result with typed sample values, or what went wrong. Never raises."""
    try:
        expression = compile_expression(text)
    except ExpressionError as error:
        return error.reason
    used, _ = _split(expression.names, samples)
    result, reason = _run(expression, used, "UTC")
    return reason if reason is not None else _kind_of(result)


def _run(
    expression: Expression, used: tuple[tuple[str, Value], ...], time_zone: str
) -> tuple[object, Bilingual | None]:
    """The engine's result, or the reason why there is none."""
    failures: list[Bilingual] = []
    context: dict[str, Any] = {name: _to_engine(value, time_zone) for name, value in used}
    context |= {name: _FUNCTIONS[name](failures) for name in expression.functions if name in _OURS}
    try:
        result = expression.program.execute(context)
    except (RuntimeError, TypeError, ValueError, ArithmeticError) as error:
        return None, failures[0] if failures else _run_words(str(error))
    return result, failures[0] if failures else None


def _kind_of(result: object) -> Kind:
    if isinstance(result, bool):
        return "truth"
    if isinstance(result, int | float):
        return "number"
    if isinstance(result, str):
        return "text"
    return "moment" if isinstance(result, datetime) else "other"


# ---------------------------------------------------------------- values as the engine takes them


def _split(
    names: tuple[str, ...], values: Mapping[str, Value | None]
) -> tuple[tuple[tuple[str, Value], ...], tuple[str, ...]]:
    """The names that have a value, with it; and those that have none, or only part of a date."""
    used: list[tuple[str, Value]] = []
    absent: list[str] = []
    for name in names:
        value = values.get(name)
        if value is not None and not isinstance(value, Missing | PartialDate):
            used.append((name, value))
        elif name.endswith(MISSING_SUFFIX) and name not in values:
            asked = values.get(name.removesuffix(MISSING_SUFFIX))
            used.append((name, asked is None or isinstance(asked, Missing)))
        else:
            absent.append(name)
    return tuple(used), tuple(absent)


def _to_engine(value: Value, time_zone: str) -> bool | float | str | datetime:
    """Numbers as doubles; days and moments on one wall clock, which the engine takes for UTC."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(time_zone)).replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    raise TypeError("a missing value is left out of the context")


# ---------------------------------------------------------------- functions on dates
#
# The engine writes to standard error when a function raises, and the text could hold a value.
# So ours never raise, whatever and however much they are given: they note the failure and hand
# back null.

_EngineFunction = Callable[..., float | datetime | None]


def _days(failures: list[Bilingual]) -> _EngineFunction:
    """`days(a, b)`: days from a to b, by the calendar."""

    def days(*given: Any) -> float | None:  # noqa: ANN401 (any engine values may come)
        match given:
            case (datetime() as start, datetime() as end):
                return float((end.date() - start.date()).days)
        failures.append(_two_dates_wanted("days"))
        return None

    return days


def _years(failures: list[Bilingual]) -> _EngineFunction:
    """`years(a, b)`: completed years from a to b. Born on 29 February: complete on 1 March."""

    def years(*given: Any) -> float | None:  # noqa: ANN401
        match given:
            case (datetime() as start, datetime() as end):
                before = (end.month, end.day) < (start.month, start.day)
                return float(end.year - start.year - before)
        failures.append(_two_dates_wanted("years"))
        return None

    return years


def _add_months(failures: list[Bilingual]) -> _EngineFunction:
    """`add_months(date, n)`: the same day n months on, or the last day of a shorter month."""

    def add_months(*given: Any) -> datetime | None:  # noqa: ANN401
        start, months = given if len(given) == 2 else (None, 0)
        number = isinstance(months, int | float) and not isinstance(months, bool)
        if isinstance(start, datetime) and number and float(months).is_integer():
            years, month = divmod(start.month - 1 + int(months), 12)
            year = start.year + years
            if 1 <= year <= 9999:
                day = min(start.day, calendar.monthrange(year, month + 1)[1])
                return start.replace(year=year, month=month + 1, day=day)
        failures.append(_DATE_AND_MONTHS_WANTED)
        return None

    return add_months


_FUNCTIONS: dict[str, Callable[[list[Bilingual]], _EngineFunction]] = {
    "days": _days,
    "years": _years,
    "add_months": _add_months,
}
_OURS = frozenset(_FUNCTIONS)


# ---------------------------------------------------------------- words for what went wrong

_NOT_YES_OR_NO = Bilingual("its result is neither true nor false", "结果既非真也非假")
_DATE_AND_MONTHS_WANTED = Bilingual(
    "add_months takes a date and a whole number of months", "add_months 需要一个日期和整数月数"
)
_MIXED_TYPES = Bilingual(
    "it puts values of different kinds together (numbers are written with a point here: 1.0)",
    "混用了不同类型的值（此处参与运算的数字须带小数点，例如 1.0）",
)


def _two_dates_wanted(function: str) -> Bilingual:
    return Bilingual(f"{function} takes two dates", f"{function} 需要两个日期")


def _label(name: str, labels: Mapping[str, Bilingual]) -> Bilingual:
    asked = labels.get(name.removesuffix(MISSING_SUFFIX))
    if name in labels or asked is None:
        return labels.get(name, Bilingual(name, name))
    return Bilingual(f"{asked.en} missing", f"缺{asked.zh}")


def _shown(value: Value, time_zone: str) -> Bilingual:
    if isinstance(value, bool):
        return Bilingual("yes", "是") if value else Bilingual("no", "否")
    text = format_value(value, time_zone)
    return Bilingual(text, text)


def _expression_fault(text: str, reason: Bilingual) -> Fault:
    what = Bilingual(
        f"the expression cannot be evaluated: {reason.en}", f"表达式无法求值：{reason.zh}"
    )
    return Fault(text, what, Bilingual("correct it in the study files", "请在研究文件中更正"))


def _syntax_words(message: str) -> Bilingual:
    """The engine's parse error as one line: what it says after the position."""
    found = re.search(r"<input>:(\d+):(\d+): (?:Syntax error: )?([^\n{]*)", message)
    if not found:
        return Bilingual("it is not a valid expression", "不是有效的表达式")
    where = int(found[2])
    said = found[3].strip().removesuffix(" expecting")
    return Bilingual(f"at character {where}: {said}", f"第 {where} 个字符处有误：{said}")


def _run_words(message: str) -> Bilingual:
    """The engine's run-time error in our words, without the values it may quote."""
    undefined = re.search(r"Undefined variable or function: '([^']*)'", message)
    if undefined:
        return Bilingual(f"{undefined[1]} is not known", f"未知名称 {undefined[1]}")
    if "division by zero" in message:
        return Bilingual("it divides by zero", "除数为零")
    return _MIXED_TYPES
