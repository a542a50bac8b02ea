"""Transport files that we wrote, read back by ReadStat and by pandas: the same rows."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyreadstat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heliotrope.datasets.standard import Dataset
from heliotrope.datasets.xpt import render_xpt, write_xpt
from tests.unit.datasets.made import ADAM, MOMENT, SDTM, dataset, number, text

NUMBERS = st.one_of(
    st.none(),
    st.floats(-1e75, 1e75, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-77),
    st.integers(-10_000, 10_000).map(float),
)
TEXTS = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=20),
    st.just("两个 words"),
)


def read_back(made: Dataset, folder: Path) -> tuple[pl.DataFrame, Any]:
    write_xpt(made, MOMENT, folder / "a.xpt")
    return pyreadstat.read_xport(str(folder / "a.xpt"), output_format="polars")


def as_sas_sees(frame: pl.DataFrame) -> pl.DataFrame:
    """SAS knows no difference between no text and an empty one."""
    return frame.with_columns(pl.col(pl.String).fill_null(""))


def test_readstat_reads_every_dataset_back(tmp_path: Path) -> None:
    for one in (*SDTM, *ADAM):
        frame, meta = read_back(one, tmp_path)
        assert as_sas_sees(frame).equals(as_sas_sees(one.frame), null_equal=True), one.name
        assert meta.table_name == one.name
        assert meta.file_label == one.label
        labels = {variable.name: variable.label for variable in one.variables}
        assert meta.column_names_to_labels == labels
        assert meta.creation_time.isoformat() == "2026-11-26T00:00:00"


def test_readstat_takes_dates_for_dates(tmp_path: Path) -> None:
    frame, meta = read_back(ADAM["ADSL"], tmp_path)
    assert frame["TRTSDT"].to_list() == [date(2026, 1, 6), None]
    assert meta.original_variable_types["TRTSDT"] == "DATE9"


@given(st.lists(st.tuples(TEXTS, NUMBERS, TEXTS), min_size=1, max_size=12))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_rows_come_back(
    tmp_path: Path, rows: list[tuple[str | None, float | None, str | None]]
) -> None:
    cells: list[dict[str, object]] = [{"A": a, "N": n, "B": b, "KEY": 1} for a, n, b in rows]
    made = dataset((text("A"), number("N"), text("B"), number("KEY")), cells)
    frame, _ = read_back(made, tmp_path)
    assert as_sas_sees(frame).equals(as_sas_sees(made.frame), null_equal=True)


def test_pandas_reads_the_same_numbers() -> None:
    made = SDTM["LB"]
    frame = pd.read_sas(io.BytesIO(render_xpt(made, MOMENT)), format="xport", encoding="utf-8")
    assert list(frame.columns) == [variable.name for variable in made.variables]
    read = [None if pd.isna(value) else float(value) for value in frame["LBSTRESN"]]
    assert read == made.frame["LBSTRESN"].to_list()
    assert list(frame["LBTEST"]) == made.frame["LBTEST"].to_list()
