"""Results in any shape in; the numbers and flags that a slow, obvious count gives, out."""

from __future__ import annotations

from datetime import date

import polars as pl

from heliotrope.datasets.standard import Dataset
from tests.rehearsed import tabulate_rehearsal

FINDINGS = ("QS", "RS", "MK", "LB", "VS")


def _count_slowly(dataset: Dataset) -> list[float]:
    seen: dict[str, int] = {}
    numbers = []
    for who in dataset.frame["USUBJID"]:
        seen[who] = seen.get(who, 0) + 1
        numbers.append(float(seen[who]))
    return numbers


def _flag_slowly(dataset: Dataset, first: dict[str, str]) -> list[str | None]:
    name, rows = dataset.name, dataset.frame.rows(named=True)
    latest: dict[tuple[str, str], int] = {}
    for place, row in enumerate(rows):
        day_1, on = first.get(row["USUBJID"]), row[f"{name}DTC"]
        if day_1 is None or on is None or row[f"{name}STRESC"] is None:
            continue
        before = date.fromisoformat(on[:10]) < date.fromisoformat(day_1)
        if before or (on[:10] == day_1 and row["VISIT"] == "BASELINE"):
            latest[(row["USUBJID"], row[f"{name}TESTCD"])] = place
    flagged = set(latest.values())
    return ["Y" if place in flagged else None for place in range(len(rows))]


def test_numbers_and_flags_agree_with_a_slow_count() -> None:
    made = tabulate_rehearsal()
    days = made["DM"].frame.filter(pl.col("RFSTDTC").is_not_null())
    first = dict(days.select("USUBJID", "RFSTDTC").rows())
    for name in FINDINGS:
        dataset = made[name]
        assert dataset.frame[f"{name}SEQ"].to_list() == _count_slowly(dataset)
        assert dataset.frame[f"{name}LOBXFL"].to_list() == _flag_slowly(dataset, first)
        assert "Y" in dataset.frame[f"{name}LOBXFL"]


def test_rows_stand_in_the_order_of_time_within_a_subject() -> None:
    made = tabulate_rehearsal()
    for name in FINDINGS:
        frame = made[name].frame
        for (_,), rows in frame.group_by("USUBJID", maintain_order=True):
            moments = [moment[:10] for moment in rows[f"{name}DTC"].drop_nulls()]
            assert moments == sorted(moments)
