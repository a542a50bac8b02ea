"""Analysis rows with SDTM in, the rows of SDTM that they point to out."""

from __future__ import annotations

from typing import Any

import polars as pl

from heliotrope.datasets.adam.make import make_adam
from heliotrope.datasets.sdtm.make import make_sdtm
from tests.imagined import make_reference_snapshot, make_snapshot
from tests.planned import planned_study
from tests.rehearsed import evaluate_rehearsal, tabulate_rehearsal
from tests.watched import CUT_OFF, Watched


def test_a_score_points_to_the_row_of_its_test_that_has_the_same_value() -> None:
    snapshot = make_reference_snapshot()
    sdtm = make_sdtm(snapshot)
    adqs = make_adam(snapshot, sdtm)["ADQS"]
    rows = [row for row in adqs.frame.iter_rows(named=True) if row["PARAMCD"] == "CDASIACT"]
    assert len(rows) >= 70
    there = {(row["USUBJID"], row["RSSEQ"]): row for row in sdtm["RS"].frame.iter_rows(named=True)}
    for row in rows:
        assert (row["SRCDOM"], row["SRCVAR"]) == ("RS", "RSSTRESN")
        assert there[row["USUBJID"], row["SRCSEQ"]]["RSSTRESN"] == row["AVAL"]


def test_every_value_of_a_rehearsal_stands_in_sdtm() -> None:
    """But for the score of several records, and for scores that could not be made."""
    adqs, sdtm = evaluate_rehearsal().adam["ADQS"].frame, tabulate_rehearsal()
    valued = adqs.filter(pl.col("AVAL").is_not_null() & (pl.col("PARAMCD") != "TIS"))
    assert valued["SRCSEQ"].null_count() == 0
    for domain in ("QS", "RS", "MK"):
        there = sdtm[domain].frame.select(
            "USUBJID", pl.col(f"{domain}SEQ").alias("SRCSEQ"), f"{domain}STRESN"
        )
        own = valued.filter(pl.col("SRCDOM") == domain)
        joined = own.join(there, on=["USUBJID", "SRCSEQ"], how="left")
        assert joined.height == own.height > 0
        assert (joined[f"{domain}STRESN"] == joined["AVAL"]).all()


def test_what_sdtm_has_no_place_for_names_form_item_and_entry() -> None:
    person = Watched().score(1, "20", "baseline")
    snapshot = make_snapshot([person.done()], planned_study(), CUT_OFF)
    row = make_adam(snapshot, make_sdtm(snapshot))["ADQS"].frame.row(0, named=True)
    assert (row["SRCDOM"], row["SRCVAR"], row["SRCSEQ"]) == ("score", "total", 10)


def test_an_intercurrent_event_points_to_the_record_that_tells_of_it() -> None:
    person = (
        Watched().dose(1, 29).dose(30, 36, "0", "stopped").dose(37, 100)
        .drug(40, 50, "1", "other", role="rescue").event(90, 101, "5")
    )  # fmt: skip
    snapshot = make_snapshot([person.done()], planned_study(), CUT_OFF)
    sdtm = make_sdtm(snapshot)
    adice = make_adam(snapshot, sdtm)["ADICE"]
    found: dict[str, Any] = {row["ICECAT"]: row for row in adice.frame.iter_rows(named=True)}
    assert {kind: row["SRCDOM"] for kind, row in found.items()} == {
        "discontinuation": "EC",
        "hold": "EC",
        "rescue": "CM",
        "death": "AE",
    }
    held = found["hold"]["SRCSEQ"]
    (row,) = [one for one in sdtm["EC"].frame.iter_rows(named=True) if one["ECSEQ"] == held]
    assert row["ECSTDY"] == 30
