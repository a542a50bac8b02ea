"""A study with a laboratory, a test and a day → the limits of normal that hold there."""

from __future__ import annotations

from datetime import date

from heliotrope.study.laboratories import ReferenceRange
from heliotrope.study.protocol import Study


def find_range(  # noqa: PLR0917 (what a range depends on)
    study: Study, laboratory: str | None, test: str, sex: str | None, on: date | None, unit: str
) -> ReferenceRange | None:
    """The limits of normal of a test, or None where the study does not say.

    Args:
        study: with its laboratories.
        laboratory: its name; None: the study's first, which is the site's own.
        test: as the laboratory form names it.
        sex: `male` or `female` as recorded; None or another code finds only a range of either sex.
        on: day of the sample; None finds only a range without dates.
        unit: that of the value. Limits in another unit are not converted, so that a value on a
            limit is compared with the number that the laboratory prints.
    """
    place = study.laboratories[0] if laboratory is None and study.laboratories else None
    if laboratory is not None:
        place = study.laboratory_by_name.get(laboratory)
    ranges = () if place is None else place.ranges_by_test.get((test, unit), ())
    fitting = [one for one in ranges if one.sex in (None, sex) and one.holds_on(on)]
    # A range of the participant's sex comes before one of either.
    return next((one for one in fitting if one.sex is not None), next(iter(fitting), None))
