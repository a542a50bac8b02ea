"""A snapshot of the reference study in, TS out."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from heliotrope.datasets.sdtm.ts import count_people, make_ts
from tests.imagined import make_reference_snapshot


def _make() -> pl.DataFrame:
    snapshot = make_reference_snapshot()
    return make_ts(replace(snapshot, participants=()), "S", count_people(snapshot)).frame


def test_the_trial_in_its_parameters() -> None:
    frame = _make()
    found = dict(frame.select("TSPARMCD", "TSVAL").rows())
    wanted = {
        "ACTSUB": "10",
        "AGEMAX": "P75Y",
        "AGEMIN": "P18Y",
        "DCUTDESC": "Ledger entry 99",
        "FCNTRY": "CHN",
        "HLTSUBJI": "N",
        "INTMODEL": "SINGLE GROUP",
        "LENGTH": "P24W",
        "NARMS": "1",
        "PLANSUB": "10",
        "RANDOM": "N",
        "REGID": "NCT05488327",
        "SDTIGVER": "3.4",
        "SEXPOP": "BOTH",
        "STYPE": "INTERVENTIONAL",
        "TBLIND": "OPEN LABEL",
        "TINDTP": "TREATMENT",
        "TPHASE": "NOT APPLICABLE",
        "TRT": "LENALIDOMIDE",
    }
    assert {code: found[code] for code in wanted} == wanted


def test_what_the_files_do_not_say_has_a_null_flavor() -> None:
    frame = _make()
    empty = frame.filter(frame["TSVAL"].is_null())
    assert set(empty["TSVALNF"]) == {"NI"}
    assert "INDIC" in empty["TSPARMCD"].to_list()
    assert frame.filter(frame["TSVAL"].is_not_null())["TSVALNF"].null_count() == (
        frame.height - empty.height
    )


def test_several_outcomes_are_numbered() -> None:
    frame = _make()
    second = frame.filter(frame["TSPARMCD"] == "OUTMSSEC")
    assert second["TSSEQ"].to_list() == [1.0, 2.0, 3.0, 4.0, 5.0]
