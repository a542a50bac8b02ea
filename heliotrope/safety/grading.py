"""A laboratory value with its limits goes in; its CTCAE grade with the criterion comes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from typing import Literal

from heliotrope.safety.criteria import (
    TABLES,
    CriteriaOfTest,
    Criterion,
    Given,
    Judged,
    is_beyond_its_text,
    is_met,
    is_passed_over,
    load_criteria,
    needed_numbers,
)
from heliotrope.safety.laboratory import LaboratoryTest, load_tests
from heliotrope.safety.numbers import (
    as_number,
    check_number,
    check_word,
    is_missing,
    name_missing,
    say_number,
)
from heliotrope.vocabulary import NOTHING, Bilingual, Fact, Fault, Source

VERSIONS = tuple(TABLES)
"""The versions of CTCAE, the older first."""

# ------------------------------------------------------------------ what goes in and comes out


@dataclass(frozen=True, slots=True)
class LaboratoryResult:
    """One result as a laboratory reports it, and the participant's baseline in the same unit.

    Numbers are Decimal or int, never float. What is missing is None or `Missing` with its reason;
    the limits of normal are those of the laboratory that measured.
    """

    version: object
    """Of CTCAE: `5.0` or `6.0`."""
    test: object
    value: object
    unit: object
    lln: object = None
    uln: object = None
    baseline: object = None


@dataclass(frozen=True, slots=True)
class Grade:
    """What CTCAE gives for one laboratory result: a grade with its criterion, or why there is none.

    Grade 0: no criterion by value is met. Parts of CTCAE that a person judges are listed in
    `judged` and never inferred: a value alone does not say that a life is threatened.
    """

    version: str
    test: str
    value: int | None
    """0 to 4, or None: not graded."""
    term: Bilingual = NOTHING
    criterion: Bilingual = NOTHING
    working: str = ""
    """The comparison that decided: `160 > 3 × 40`; empty for grade 0."""
    source: Source | None = None
    """Of the criterion that gave the grade."""
    worse_than_baseline: bool | None = None
    """Whether the value itself lies on the worse side of the baseline; None where either is
    missing. A fact of its own, whatever the grade: equal is not worse."""
    judged: tuple[Judged, ...] = ()
    """What only a person can add, the worst first."""
    remarks: tuple[Bilingual, ...] = ()
    """What a reader of the grade should know, such as that the baseline is missing."""
    reason: Bilingual | None = None
    """Why there is no grade."""
    faults: tuple[Fault, ...] = ()

    @property
    def status(self) -> Literal["scored", "not_scored"]:
        """`not_scored` when there is no grade."""
        return "not_scored" if self.value is None else "scored"


def grade_laboratory(result: LaboratoryResult) -> Grade:
    """Grade one laboratory result; never raises for what the result holds.

    The value is compared exactly, in decimals, with the criteria from the worst grade down; the
    first that is met gives the grade.

    Args:
        result: value, limits and baseline in one unit, which is converted where the criteria are
            printed in another (hemoglobin in g/L).

    Returns:
        A Grade. A missing version, test, value or unit leaves it without a grade. A missing limit
        does so only where it decides: neutrophils of 1.2 are grade 2 in version 5.0 whatever the
        lower limit of normal. A missing baseline counts as normal where the version asks whether
        it was, and multiples of it are passed over, with a remark where another grade could have
        followed. A number, word or unit that is not allowed is a fault and nothing is graded.
    """
    faults = tuple(check_result(result))
    if faults:
        said = (Bilingual(fault.say("en"), fault.say("zh")) for fault in faults)
        return _ungraded(result, _joined(said), faults)
    absent = [name for name in ("version", "test", "value", "unit") if _lacks(result, name)]
    if absent:
        return _ungraded(result, _why_missing(result, absent))
    test = load_tests()[str(result.test)]
    return _grade(result, test, load_criteria(str(result.version), test.name))


def check_result(result: LaboratoryResult) -> list[Fault]:
    """Every part of a result that is neither allowed nor missing; `where` is its name."""
    tests = load_tests()
    faults = check_word("version", result.version, VERSIONS)
    faults += check_word("test", result.test, tuple(tests))
    test = tests.get(result.test) if isinstance(result.test, str) else None
    faults += check_word("unit", result.unit, _list_units(test.name if test else None))
    faults += check_number("value", result.value)
    faults += check_number("lln", result.lln)
    faults += check_number("uln", result.uln, above_zero=True)
    by_multiples = test is not None and test.direction == "high"
    faults += check_number("baseline", result.baseline, above_zero=by_multiples)
    return faults or _check_limits(result)


@cache
def _list_units(test: str | None) -> tuple[str, ...]:
    """The units of a test; of all tests for None."""
    tests = load_tests()
    every = tests[test].units if test else (unit for one in tests.values() for unit in one.units)
    return tuple(dict.fromkeys(unit.name for unit in every))


def _check_limits(result: LaboratoryResult) -> list[Fault]:
    lln, uln = as_number(result.lln), as_number(result.uln)
    if lln is None or uln is None or lln < uln:
        return []
    what = Bilingual(
        f"{say_number(lln)} is not below uln {say_number(uln)}",
        f"{say_number(lln)} 不低于 uln {say_number(uln)}",
    )
    right = Bilingual(
        "give the lower and the upper limit of normal", "请分别填写正常值的下限与上限"
    )
    return [Fault("lln", what, right)]


# ------------------------------------------------------------------ one grade


def _grade(result: LaboratoryResult, test: LaboratoryTest, criteria: CriteriaOfTest) -> Grade:
    given = _convert(result, test)
    found, undecided = _decide(criteria.by_value, given)
    value = found.grade if found else 0
    reason = criteria.absent
    if undecided:
        reason = _why_missing(result, _lacking(undecided, result))
    if reason is not None:
        return _ungraded(result, reason, worse=_is_worse(given, test), judged=criteria.judged)
    return Grade(
        str(result.version),
        test.name,
        value,
        test.terms[str(result.version)],
        found.text if found else NO_CRITERION,
        _say_working(found, given, result) if found else "",
        found.source if found else None,
        _is_worse(given, test),
        criteria.judged,
        tuple(_remark(criteria.by_value, found, given)),
    )


def _decide(
    criteria: tuple[Criterion, ...], given: Given
) -> tuple[Criterion | None, list[Criterion]]:
    """The criterion that gives the grade; or those that cannot be decided, which bar a grade."""
    for grade in dict.fromkeys(one.grade for one in criteria):
        here = [(one, is_met(one, given)) for one in criteria if one.grade == grade]
        for one, met in here:
            if met:
                return one, []
        undecided = [one for one, met in here if met is None]
        if undecided:
            return None, undecided
    return None, []


def _convert(result: LaboratoryResult, test: LaboratoryTest) -> Given:
    def one(number: object) -> Decimal | None:
        known = as_number(number)
        return None if known is None else test.in_unit_of_criteria(known, str(result.unit))

    value = one(result.value)
    assert value is not None
    return Given(value, one(result.lln), one(result.uln), one(result.baseline))


def _is_worse(given: Given, test: LaboratoryTest) -> bool | None:
    if given.baseline is None:
        return None
    low = test.direction == "low"
    return given.value < given.baseline if low else given.value > given.baseline


def _remark(
    criteria: tuple[Criterion, ...], found: Criterion | None, given: Given
) -> Iterable[Bilingual]:
    grade = found.grade if found else 0
    if any(is_passed_over(one, given, grade) for one in criteria):
        yield NO_BASELINE
    if found and is_beyond_its_text(found, given):
        yield found.source.note


def _say_working(found: Criterion, given: Given, result: LaboratoryResult) -> str:
    sign = {">=": "≥"}.get(found.compare, found.compare)
    if found.of == "fixed":
        return f"{say_number(given.value)} {sign} {say_number(found.factor)}"
    value = _say_given(result.value)
    names = found.of.split("_and_")
    limits = [_say_given(getattr(result, name)) for name in names]
    times = "" if found.factor == 1 else f"{say_number(found.factor)} × "
    return ", ".join(f"{value} {sign} {times}{limit}" for limit in limits)


def _say_given(given: object) -> str:
    number = as_number(given)
    assert number is not None
    return say_number(number)


# ------------------------------------------------------------------ reasons, in words

NO_CRITERION = Bilingual("no criterion met", "未达任何标准")
NO_BASELINE = Bilingual(
    "baseline missing: graded by the limits of normal alone", "缺基线：仅按正常值界限分级"
)


def _ungraded(
    result: LaboratoryResult,
    reason: Bilingual,
    faults: tuple[Fault, ...] = (),
    *,
    worse: bool | None = None,
    judged: tuple[Judged, ...] = (),
) -> Grade:
    version, test = _word(result.version), _word(result.test)
    known = load_tests().get(test)
    term = known.terms.get(version, NOTHING) if known else NOTHING
    return Grade(
        version, test, None, term, worse_than_baseline=worse, judged=judged, reason=reason,
        faults=faults,
    )  # fmt: skip


def _word(given: object) -> str:
    return given if isinstance(given, str) else ""


def _lacks(result: LaboratoryResult, name: str) -> bool:
    return is_missing(getattr(result, name))


def _lacking(undecided: list[Criterion], result: LaboratoryResult) -> list[str]:
    needed = {name for one in undecided for name in needed_numbers(one)}
    return [one.name for one in fields(result) if one.name in needed and _lacks(result, one.name)]


def _why_missing(result: LaboratoryResult, absent: list[str]) -> Bilingual:
    names = [name_missing(name, getattr(result, name)) for name in absent]
    return Bilingual(f"not graded, missing: {', '.join(names)}", f"未分级，缺：{'、'.join(names)}")


def _joined(reasons: Iterable[Bilingual]) -> Bilingual:
    every = list(reasons)
    return Bilingual("; ".join(one.en for one in every), "；".join(one.zh for one in every))


# ------------------------------------------------------------------ where the rules come from

_CTCAE = "Common Terminology Criteria for Adverse Events (CTCAE), US National Cancer Institute"
_ADMIRAL = Bilingual("The R package admiral decides so too.", "R 程序包 admiral 的做法相同。")

FACTS = (
    Fact(
        Bilingual(
            "Each grade's thresholds, with the baseline branch where the version has one.",
            "各级界值，以及该版本所设的基线分支。",
        ),
        Source(f"{_CTCAE}, versions 5.0 and 6.0; row by row in the tables", "CTCAE", "published"),
    ),
    Fact(
        Bilingual(
            "A value on a limit belongs to the milder grade: neutrophils of 1.5 with a lower limit "
            "of 1.8 are grade 1 in version 5.0.",
            "恰在界值上的值归入较轻一级：5.0 版中，正常下限 1.8 时中性粒细胞 1.5 为 1 级。",
        ),
        Source(f"{_CTCAE}, version 5.0: its signs are < and >", "CTCAE 5.0", "published"),
    ),
    Fact(
        Bilingual(
            "In version 5.0, ALT of 1.0 to under 1.5 times an abnormal baseline meets no "
            "criterion, even above the upper limit of normal.",
            "5.0 版中，基线异常时 ALT 为基线的 1.0 至不足 1.5 倍不达任何标准，即使超过正常上限。",
        ),
        Source(f"{_CTCAE}, version 5.0: grade 1 begins at 1.5 × baseline", "CTCAE 5.0", "derived"),
    ),
    Fact(
        Bilingual(
            "Version 5.0 has no baseline branch for CK: in myositis a high grade may stand from "
            "the first day.",
            "5.0 版的 CK 没有基线分支：肌炎患者可能自首日起即为高级别。",
        ),
        Source(f"{_CTCAE}, version 5.0", "CTCAE 5.0", "published"),
    ),
    Fact(
        Bilingual(
            "A fixed threshold holds whatever the lower limit of normal.",
            "固定界值不受正常下限影响。",
        ),
        Source("The text is silent on a limit that lies below", "", "proposed", _ADMIRAL),
    ),
    Fact(
        Bilingual(
            "An abnormal baseline is one above the upper limit of normal.",
            "「基线异常」指基线超过正常上限。",
        ),
        Source(
            f"{_CTCAE}, version 6.0 says so; version 5.0 says abnormal", "CTCAE 6.0", "derived",
            _ADMIRAL,
        ),
    ),
    Fact(
        Bilingual(
            "A missing baseline counts as normal; multiples of it are passed over.",
            "缺基线时按正常基线处理；以基线倍数计的标准略过。",
        ),
        Source("The text is silent", "", "proposed", _ADMIRAL),
    ),
    Fact(
        Bilingual(
            "In version 6.0, ALT and AST of more than 2 to 4 times the baseline are grade 3 also "
            "when the baseline was above 5 times the upper limit.",
            "6.0 版中，基线超过 5 × 正常上限时，ALT、AST 为基线 2 倍以上至 4 倍同样为 3 级。",
        ),
        Source(
            "The text speaks of baselines up to 5 × ULN and gives no other", "", "proposed",
            _ADMIRAL,
        ),
    ),
    Fact(
        Bilingual(
            "In version 6.0, the thresholds of white cells, alkaline phosphatase and GGT.",
            "6.0 版中白细胞、碱性磷酸酶与 GGT 的界值。",
        ),
        Source(
            f"{_CTCAE}, version 6.0, grading metadata of the R package admiral", "CTCAE 6.0",
            "published",
            Bilingual(
                "Read in this one transcription; the others of version 6.0 in two.",
                "仅见于此一份转录；6.0 版其余界值见于两份。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "Version 6.0 has no criterion by value for lymphocytes and for CK.",
            "6.0 版对淋巴细胞与 CK 没有按数值的标准。",
        ),
        Source(
            "Documentation of the R package admiral", "", "unsourced",
            Bilingual("The text of version 6.0 itself was not read.", "6.0 版原文未读到。"),
        ),
    ),
    Fact(
        Bilingual(
            "Worse than baseline: the value lies beyond the baseline, on the side that the test's "
            "criteria look at.",
            "「差于基线」：数值较基线更偏向该检验标准所指的一侧。",
        ),
        Source("No rule is published; this is our own", "", "proposed"),
    ),
)  # fmt: skip
