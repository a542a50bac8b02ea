"""What every method hands back: one value with its interval, p-value, and what to know about it."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.vocabulary import Bilingual


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimated number, in the unit of the data that went in.

    A field that is `None` could not be computed or does not exist for the method;
    `warnings` then says why. It is never NaN and never a stand-in such as 0 or 1.
    """

    value: float | None
    """The point estimate."""
    lower: float | None
    """Lower limit of the two-sided interval."""
    upper: float | None
    """Upper limit of the two-sided interval."""
    p: float | None
    """Two-sided p-value for a true value of 0; `None` for methods that only estimate."""
    n: int
    """Observations that the value was computed from."""
    method: str
    """Name of the method, in English, one of a small fixed set (see docs/methods.md)."""
    warnings: tuple[str, ...] = ()
    """What a reader must know before quoting the number: whole sentences in English."""
    warnings_zh: tuple[str, ...] = ()
    """The same sentences in Simplified Chinese, in the same order."""
    method_zh: str = ""
    """Name of the method in Simplified Chinese."""
    level: float | None = None
    """Confidence level asked for, between 0 and 1."""
    coverage: float | None = None
    """Level that a discrete method attained, at least `level`; `None` where none is stated."""
    df: float | None = None
    """Degrees of freedom."""
    se: float | None = None
    """Standard error of the value."""
    statistic: float | None = None
    """Test statistic: t, or T+ (the sum of the ranks of the positive differences)."""


def leave_unfinished(
    value: float | None, n: int, level: float, name: Bilingual, why: Bilingual
) -> Estimate:
    """An estimate without interval and p-value, and the reason."""
    return Estimate(
        value=value,
        lower=None,
        upper=None,
        p=None,
        n=n,
        method=name.en,
        warnings=(why.en,),
        warnings_zh=(why.zh,),
        method_zh=name.zh,
        level=level,
    )
