"""Cells of a row in; whether the row that comes out is the contract's, out."""

from __future__ import annotations

import pytest

from heliotrope.safety.rows import CTCAE, PREDNISONE, SCORED_TABLES


def _ctcae(*cells: str) -> tuple[str, ...]:
    return CTCAE.score_row(dict(zip(CTCAE.columns_in, cells, strict=True)))


def _prednisone(*cells: str) -> tuple[str, ...]:
    return PREDNISONE.score_row(dict(zip(PREDNISONE.columns_in, cells, strict=True)))


def test_the_columns_are_those_of_the_contract() -> None:
    assert CTCAE.columns_in == ("version", "test", "value", "unit", "lln", "uln", "baseline")
    assert CTCAE.columns_out == ("grade", "term", "criterion", "status", "reason")
    assert PREDNISONE.columns_in == ("drug", "dose_mg", "per_day", "route")
    assert PREDNISONE.columns_out == ("prednisone_mg_per_day", "status", "reason")
    assert SCORED_TABLES == {"ctcae": CTCAE, "prednisone": PREDNISONE}
    assert all(one.title.en and one.title.zh for one in SCORED_TABLES.values())


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            ("5.0", "neutrophils", "1.49", "10^9/L", "1.8", "", "NA"),
            ("2", "Neutrophil count decreased", "< 1.5 to 1.0 × 10^9/L", "scored", ""),
        ),
        (
            ("5.0", "ck", "180", "U/L", "", "200", ""),
            ("0", "CPK increased", "no criterion met", "scored", ""),
        ),
        (
            ("5.0", "ast", "100", "U/L", "", "35", ""),
            (
                *("1", "Aspartate aminotransferase increased"),
                *("> ULN to 3 × ULN, baseline normal", "scored"),
                "baseline missing: graded by the limits of normal alone",
            ),
        ),
        (
            ("5.0", "ck", "ND", "U/L", "", "200", ""),
            ("", "CPK increased", "", "not_scored", "not graded, missing: value (ND)"),
        ),
        (
            ("5.0", "ck", "1.8↑", "UNK", "", "x", ""),
            (
                *("", "CPK increased", "", "not_scored"),
                (
                    'value: "1.8↑" is not allowed; give a number of 0 or more, such as 1.8; '
                    'uln: "x" is not allowed; give a number above 0, such as 1.8'
                ),
            ),
        ),
        (("",) * 7, ("", "", "", "not_scored", "not graded, missing: version, test, value, unit")),
    ],
)
def test_a_row_of_grades(cells: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert _ctcae(*cells) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("methylprednisolone", "8", "1", "oral"), ("10", "scored", "")),
        (("hydrocortisone", "50", "1", "iv"), ("12.5", "scored", "")),
        (
            ("betamethasone", "", "", "topical"),
            ("0", "scored", 'route "topical" is not counted as systemic (only oral, iv): 0 mg'),
        ),
        (
            ("prednisone", "5", "", "NA"),
            ("", "not_scored", "not scored, missing: per_day, route (NA)"),
        ),
    ],
)
def test_a_row_of_equivalents(cells: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert _prednisone(*cells) == expected
