from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from heliotrope.methods import levels
from heliotrope.methods.arguments import Floats
from heliotrope.methods.design import Design, read_design

FRAME = pl.DataFrame(
    {
        "who": ["p2", "p1", "p1", "p2", "p3"],
        "week": ["w4", "w0", "w4", "w0", "w0"],
        "arm": ["b", "a", "a", "b", "b"],
        "age": [60.0, 50.0, 50.0, 60.0, 41.0],
        "y": [5.0, 1.0, 2.0, 4.0, 3.0],
    }
)


def _read(text: str, frame: pl.DataFrame = FRAME, occasion: str = "week") -> Design:
    return read_design(frame, text, "who", occasion)


def _information(design: Design) -> Floats:
    """X'X in the units that came in, by way of the scaled products."""
    m, k = len(design.occasions), len(design.maps) // len(design.occasions)
    same = np.einsum("vvga->va", design.patterns.products).reshape(m, k, k)
    maps = design.maps.reshape(m, k, -1)[:, :, :-1]
    scaled = sum(maps[v].T @ same[v] @ maps[v] for v in range(m))
    return np.asarray(design.unscale.T @ scaled @ design.unscale, np.float64)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (
            "y ~ age + arm * week",
            [
                [1, 1, 1, 1, 1],
                [60, 50, 50, 60, 41],
                [1, 0, 0, 1, 1],
                [1, 0, 1, 0, 0],
                [1, 0, 0, 0, 0],
            ],
        ),
        ("y ~ age * arm", [[1] * 5, [60, 50, 50, 60, 41], [1, 0, 0, 1, 1], [60, 0, 0, 60, 41]]),
        # Without the factor itself nothing may be centered.
        ("y ~ arm:age", [[1] * 5, [0, 50, 50, 0, 0], [60, 0, 0, 60, 41]]),
        ("y ~ 0 + age", [[60, 50, 50, 60, 41]]),
    ],
)
def test_the_columns_are_those_of_the_rows(text: str, columns: list[list[int]]) -> None:
    x = np.array(columns, dtype=float)
    assert _information(_read(text)) == pytest.approx(x @ x.T)


def test_rows_are_grouped_by_series_and_occasion() -> None:
    design = _read("y ~ week")
    assert design.occasions == ("w0", "w4")
    assert (design.series, design.patterns.rows) == (3, 5)
    assert sorted(design.patterns.counts) == [1, 2]


def test_means_are_over_the_rows_of_the_fit() -> None:
    frame = FRAME.with_columns(y=pl.Series([5.0, None, 2.0, 4.0, 3.0]))
    assert _read("y ~ age", frame).means == {"age": pytest.approx((60 + 50 + 60 + 41) / 4)}


def test_the_occasion_may_be_a_number_in_the_formula() -> None:
    frame = FRAME.with_columns(week=pl.Series([4, 0, 4, 0, 0]))
    design = _read("y ~ week", frame)
    assert design.occasions == ("0", "4")
    assert design.occasion_values["week"].tolist() == [0, 4]
    assert _information(design) == pytest.approx(np.array([[5, 8], [8, 32]]))


def test_what_is_left_out_is_counted_and_named() -> None:
    frame = FRAME.with_columns(
        y=pl.Series([5.0, float("nan"), 2.0, 4.0, None]), arm=pl.Series(["b", "a", None, "b", "b"])
    )
    notes = _read("y ~ arm + week", frame.vstack(frame.with_columns(who="q" + pl.col("who")))).notes
    assert [note.en for note in notes] == [
        "6 of 10 rows were left out: missing y in 4, arm in 2.",
        "4 of 6 who have no row left.",
    ]
    assert notes[0].zh == "10 行中有 6 行未纳入：y 缺失 4 行，arm 缺失 2 行。"


def test_levels_of_an_enum_without_rows_are_named() -> None:
    arms = pl.Enum(["b", "c", "a"])
    design = _read("y ~ arm", FRAME.with_columns(pl.col("arm").cast(arms)))
    assert design.levels == {"arm": ("b", "a")}
    assert [note.en for note in design.notes] == [
        "arm: no row has c; the model does not know these levels."
    ]


@pytest.mark.parametrize("shuffled", [False, True])
@pytest.mark.parametrize("who", [pl.String, pl.Int64, pl.Categorical])
def test_a_long_frame_is_read_as_a_short_one(
    monkeypatch: pytest.MonkeyPatch, shuffled: bool, who: Any
) -> None:
    generator = np.random.default_rng(5)
    arms, values = ["a", "b", None], [None, 1.0, 2.0, 3.5]
    frame = pl.DataFrame(
        {
            "who": pl.Series(np.repeat(np.arange(1000, 2500), 2)).cast(pl.String).cast(who),
            "week": ["w0", "w4"] * 1500,
            "arm": [arms[one] for one in generator.integers(0, 3, 3000)],
            "sex": pl.Series(generator.choice(["f", "m"], 3000).tolist()).cast(pl.Categorical),
            "site": [f"s{number:02}" for number in generator.integers(0, 15, 3000)],
            "age": generator.normal(50, 9, 3000),
            "y": [values[one] for one in generator.integers(0, 4, 3000)],
        }
    )
    frame = frame.sample(fraction=1, shuffle=True, seed=1) if shuffled else frame
    text = "y ~ arm * week + sex + age + site"
    long = _read(text, frame)
    monkeypatch.setattr(levels, "FEW", 10**6)
    short = _read(text, frame)
    assert long.columns == short.columns
    assert long.notes == short.notes
    assert (long.patterns.present == short.patterns.present).all()
    assert (long.patterns.products == short.patterns.products).all()


def _with(**columns: list[Any]) -> pl.DataFrame:
    return FRAME.with_columns(**{name: pl.Series(values) for name, values in columns.items()})


@pytest.mark.parametrize(
    ("text", "frame", "what"),
    [
        ("y ~ sex", FRAME, r"no column \['sex'\]; it has \['who'"),
        ("z ~ age", FRAME, r"no column \['z'\]"),
        ("y ~ y", FRAME, "y stands on both sides"),
        ("arm ~ age", FRAME, "arm is String; a response must be numbers"),
        ("y ~ age", _with(y=[True, False, True, True, False]), "y is Boolean"),
        ("y ~ age", _with(y=[7.0] * 5), "y: all 5 values are equal"),
        ("y ~ age", _with(y=[None] * 4 + [1.0]).head(4), "no row has y with every covariate"),
        ("y ~ age", FRAME.clear(), "no row has y with every covariate"),
        ("y ~ age", _with(y=[1.0, 2, 3, 4, float("inf")]), "y: 1 of 5 values are infinite"),
        ("y ~ age", _with(age=[1.0, 2, 3, 4, float("-inf")]), "age: 1 of 5 values are infinite"),
        ("y ~ age", _with(who=["p1", "p1", None, "p2", "p2"]), "who: missing in 1 of 5 rows"),
        ("y ~ age", _with(week=["w0", None, None, "w1", "w1"]), "week: missing in 2 of 5 rows"),
        ("y ~ age", _with(who=["p1"] * 2 + ["p2"] * 3),
         "1 rows repeat a who at the same week, the first at 'w0'"),
        ("y ~ age", _with(week=["w0"] * 5, who=list("abcde")), "only 'w0' has rows"),
        ("y ~ when", _with(when=[[1]] * 5), r"when is List\(Int64\); expected numbers, text"),
    ],
)  # fmt: skip
def test_what_cannot_be_fitted_is_refused(text: str, frame: pl.DataFrame, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        _read(text, frame)


def test_another_kind_of_frame_is_refused() -> None:
    with pytest.raises(TypeError, match="frame is dict; expected a polars DataFrame"):
        read_design({"y": [1]}, "y ~ 1", "who", "week")  # type: ignore[arg-type]
