"""The column `source` of a result in, what it names out."""

from __future__ import annotations

import polars as pl
import pytest

from heliotrope.report.trace import Condition, Reader

FRAMES = {
    "ADQS": pl.DataFrame(
        {
            "PARAMCD": ["CDASIACT", "DLQI"],
            "AVISIT": ["screening", "week_24"],
            "ANL01FL": ["Y", None],
            "CHG": [1.0, 2.0],
        }
    ),
    "ADAE": pl.DataFrame(
        {
            "TRTEMFL": ["Y", "N"],
            "AEBODSYS": ["Nervous system disorders", "Investigations"],
            "AEDECOD": ["Dry eye", "Fatigue"],
            "AETOXGRN": [1.0, 3.0],
            "AESER": ["Y", "N"],
        }
    ),
}


@pytest.mark.parametrize(
    ("source", "dataset", "conditions", "variables", "entries"),
    [
        (
            "ADQS CDASIACT week_24 ANL01FL=Y; entries 3, 7; data 0a1b",
            "ADQS",
            [("PARAMCD", "=", "CDASIACT"), ("AVISIT", "=", "week_24"), ("ANL01FL", "=", "Y")],
            [],
            (3, 7),
        ),
        (
            "ADQS DLQI screening, week_24 CHG; entry 9; data 0a1b",
            "ADQS",
            [("PARAMCD", "=", "DLQI"), ("AVISIT", "=", "screening", "week_24")],
            ["CHG"],
            (9,),
        ),
        (
            "ADAE TRTEMFL=Y AEBODSYS=Nervous system disorders AETOXGRN>=3; data 1",
            "ADAE",
            [
                ("TRTEMFL", "=", "Y"),
                ("AEBODSYS", "=", "Nervous system disorders"),
                ("AETOXGRN", ">=", "3"),
            ],
            [],
            (),
        ),
        (
            "ADAE AEDECOD=Dry eye worst AETOXGRN=null AESER!=Y; data 1",
            "ADAE",
            [("AEDECOD", "=", "Dry eye"), ("AETOXGRN", "=", "null"), ("AESER", "!=", "Y")],
            [],
            (),
        ),
        ("ADQS; data 1", "ADQS", [], [], ()),
    ],
)
def test_a_source_is_taken_apart(
    source: str,
    dataset: str,
    conditions: list[tuple[str, ...]],
    variables: list[str],
    entries: tuple[int, ...],
) -> None:
    found = Reader(FRAMES).read(source)
    assert found is not None
    assert found.dataset == dataset
    wanted = [Condition(name, sign, tuple(values)) for name, sign, *values in conditions]
    assert list(found.conditions) == wanted
    assert list(found.variables) == variables
    assert found.entries == entries


@pytest.mark.parametrize("source", ["", "data 0a1b", "Paik 2021, doi 10.1002/art.41602"])
def test_a_source_without_a_dataset_is_none(source: str) -> None:
    assert Reader(FRAMES).read(source) is None
