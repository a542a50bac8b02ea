"""The numbers of a laboratory result in; the grade that a careful person would write, out.

Written from the published criteria, not from the product: one function a test and version, plain
fractions, one comparison a line. None stands for a missing number, and `"?"` for: cannot be graded.
"""

from __future__ import annotations

from fractions import Fraction

Number = Fraction | None
Answer = int | str


def _falls(value: Fraction, lln: Number, limits: list[str]) -> Answer:
    """Limits of grades 2, 3, 4 …; grade 1 is below the laboratory's lower limit."""
    grade = 0
    for limit in limits:
        if value < Fraction(limit):
            grade = grade + 1
    if grade > 0:
        return grade + 1
    if lln is None:
        return "?"
    return 1 if value < lln else 0


def _rises(value: Fraction, of: Fraction, multiples: list[str]) -> int:
    """Above each multiple the grade is one higher."""
    grade = 0
    for multiple in multiples:
        if value > Fraction(multiple) * of:
            grade = grade + 1
    return grade


def _from_the_first(value: Fraction, of: Fraction, multiples: list[str]) -> int:
    """As above, but the first multiple itself is grade 1."""
    if value == Fraction(multiples[0]) * of:
        return 1
    return _rises(value, of, multiples)


def _enzyme(
    value: Fraction, uln: Number, baseline: Number, normal: list[str], abnormal: list[str]
) -> Answer:
    if uln is None:
        return "?"
    if baseline is not None and baseline > uln:
        return _from_the_first(value, baseline, abnormal)
    return _rises(value, uln, normal)


def _bilirubin(version: str, value: Fraction, uln: Number, baseline: Number) -> Answer:
    if uln is None:
        return "?"
    if baseline is None or baseline <= uln:
        return _rises(value, uln, ["1", "1.5", "3", "10"])
    if version == "5.0":
        return _rises(value, baseline, ["1", "1.5", "3", "10"])
    return _from_the_first(value, baseline, ["1", "1.5", "2.5", "10"])


def _creatinine(
    version: str, value: Fraction, lln: Number, uln: Number, baseline: Number
) -> Answer:
    if uln is None:
        return "?"
    by_uln = _rises(value, uln, ["1", "1.5", "3", "6"])
    by_baseline = 0
    if baseline is not None and value > Fraction("1.5") * baseline:
        by_baseline = 2
    if baseline is not None and value > 3 * baseline:
        by_baseline = 3
    if by_baseline <= by_uln or version == "5.0":
        return max(by_uln, by_baseline)
    if lln is None:
        return "?"
    assert baseline is not None
    return by_baseline if baseline < lln else by_uln


def _alp_6(value: Fraction, uln: Number, baseline: Number) -> Answer:
    if uln is not None and value <= uln:
        return 0
    if baseline is not None and value <= baseline:
        return 0
    if uln is None or baseline is None:
        return "?"
    return 1


def _low(version: str, test: str, value: Fraction, lln: Number) -> Answer:
    new = version == "6.0"
    if test == "neutrophils" and new:
        return sum(value < Fraction(limit) for limit in ("1.5", "1", "0.5", "0.1"))
    if test == "lymphocytes" and new:
        return "?"
    limits = {
        "neutrophils": ["1.5", "1", "0.5"],
        "platelets": ["75", "50", "10" if new else "25"],
        "hemoglobin": ["100", "80"],
        "wbc": ["3", "2", "1"],
        "lymphocytes": ["0.8", "0.5", "0.2"],
    }
    return _falls(value, lln, limits[test])


def _liver(version: str, test: str, value: Fraction, uln: Number, baseline: Number) -> Answer:
    new = version == "6.0"
    if test == "alp" and new:
        return _alp_6(value, uln, baseline)
    if test == "bilirubin":
        return _bilirubin(version, value, uln, baseline)
    if test in ("alt", "ast"):
        abnormal = ["1", "1.5", "2", "4"] if new else ["1.5", "3", "5", "20"]
        return _enzyme(value, uln, baseline, ["1", "3", "5", "20"], abnormal)
    abnormal = ["1", "1.5", "3", "10"] if new else ["2", "2.5", "5", "20"]
    return _enzyme(value, uln, baseline, ["1", "2.5", "5", "20"], abnormal)


def grade(
    version: str, test: str, value: Fraction, limits: tuple[Number, Number, Number]
) -> Answer:
    """0 to 4, or `"?"`. Counts in 10^9/L, hemoglobin in g/L, the rest in any one unit.

    The limits are: lower and upper limit of normal, baseline.
    """
    lln, uln, baseline = limits
    if test in ("neutrophils", "platelets", "hemoglobin", "wbc", "lymphocytes"):
        return _low(version, test, value, lln)
    if test == "ck":
        return (
            "?" if uln is None or version == "6.0" else _rises(value, uln, ["1", "2.5", "5", "10"])
        )
    if test == "creatinine":
        return _creatinine(version, value, lln, uln, baseline)
    return _liver(version, test, value, uln, baseline)
