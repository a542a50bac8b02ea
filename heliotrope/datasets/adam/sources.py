"""Ledger entries of analysis rows with SDTM → the rows of SDTM in which their values stand."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from heliotrope.datasets.sdtm.qrs_tests import find_code, find_home
from heliotrope.datasets.standard import Datasets
from heliotrope.study.estimands import EventKind
from heliotrope.study.plan import Endpoint
from heliotrope.study.protocol import Study

SOURCE = ("SRCDOM", "SRCVAR", "SRCSEQ")

DOMAINS: dict[EventKind, tuple[str, ...]] = {
    "discontinuation": ("EC", "EX", "DS"),
    "hold": ("EC", "EX"),
    "rescue": ("CM",),
    "glucocorticoid_increase": ("CM",),
    "prohibited_medication": ("CM",),
    "death": ("AE", "DS"),
}
"""Kind of intercurrent event → where its record may stand, the first that has it."""


def find_value_sources(
    study: Study, sdtm: Datasets | None, codes: pl.Series, entries: pl.Series
) -> pl.DataFrame:
    """SRCDOM, SRCVAR and SRCSEQ of values, in the order of the rows.

    Of a score or an item of an instrument the row of its test; of a daily prednisone equivalent the
    row of CM. A score of several records has no single row, so its sources are null, like those of
    a score that could not be made. A form that SDTM has no place for is named itself, with the item
    and the ledger entry.

    Args:
        study: whose endpoints they are.
        sdtm: its tabulation; None: everything names form, item and entry.
        codes: PARAMCD of each row.
        entries: the ledger entry of each row.
    """
    asked = pl.DataFrame({"CODE": codes, "ENTRY": entries.cast(pl.Int64)})
    known = [_list_rows(study, sdtm, one) for one in study.plan.endpoints] if sdtm else []
    found = pl.concat([_NOTHING, *known]).unique(["CODE", "ENTRY"], keep="first")
    joined = asked.join(found, on=["CODE", "ENTRY"], how="left", maintain_order="left")
    plain = pl.DataFrame(
        [
            (one.code, one.form, one.value)
            for one in study.plan.endpoints
            if _is_lost(study, sdtm, one)
        ],
        schema={"CODE": pl.String, "FORM": pl.String, "ITEM": pl.String},
        orient="row",
    )
    joined = joined.join(plain, on="CODE", how="left", maintain_order="left")
    lost = pl.col("SRCDOM").is_null() & pl.col("FORM").is_not_null()
    return joined.select(
        pl.when(lost).then("FORM").otherwise("SRCDOM").alias("SRCDOM"),
        pl.when(lost).then("ITEM").otherwise("SRCVAR").alias("SRCVAR"),
        pl.when(lost).then(pl.col("ENTRY").cast(pl.Float64)).otherwise("SRCSEQ").alias("SRCSEQ"),
    )


def _is_lost(study: Study, sdtm: Datasets | None, endpoint: Endpoint) -> bool:
    """True if SDTM has no place for the endpoint's form."""
    form = study.form(endpoint.form)
    if endpoint.derived is not None:
        return False
    return sdtm is None or form.instrument is None or find_home(form).domain not in sdtm


_NOTHING = pl.DataFrame(
    schema={
        "CODE": pl.String,
        "ENTRY": pl.Int64,
        "SRCDOM": pl.String,
        "SRCVAR": pl.String,
        "SRCSEQ": pl.Float64,
    }
)


def _list_rows(study: Study, sdtm: Datasets, endpoint: Endpoint) -> pl.DataFrame:
    """The rows of SDTM that hold values of the endpoint, by ledger entry."""
    if endpoint.derived == "prednisone_equivalent":
        return _name(_index(sdtm, "CM"), endpoint, "CM", "CMDOSE")
    form = study.form(endpoint.form)
    if endpoint.derived is not None or form.instrument is None:
        return _NOTHING
    found = find_code(form, endpoint.value, study.plan.endpoints)
    if found is None:
        return _NOTHING
    domain, code = found
    return _name(_index(sdtm, domain, code), endpoint, domain, f"{domain}STRESN")


def _index(sdtm: Datasets, domain: str, code: str | None = None) -> pl.DataFrame:
    """ENTRY and SRCSEQ of the domain's rows, of one test if a code is given."""
    if domain not in sdtm:
        return _NOTHING.select("ENTRY", "SRCSEQ")
    dataset = sdtm[domain]
    entries = dataset.entries
    if entries is None:
        return _NOTHING.select("ENTRY", "SRCSEQ")
    frame = dataset.frame.with_columns(ENTRY=entries.cast(pl.Int64))
    if code is not None:
        frame = frame.filter(pl.col(f"{domain}TESTCD") == code)
    return frame.select("ENTRY", pl.col(f"{domain}SEQ").cast(pl.Float64).alias("SRCSEQ"))


def _name(rows: pl.DataFrame, endpoint: Endpoint, domain: str, variable: str) -> pl.DataFrame:
    return rows.select(
        pl.lit(endpoint.code).alias("CODE"),
        "ENTRY",
        pl.lit(domain).alias("SRCDOM"),
        pl.lit(variable).alias("SRCVAR"),
        "SRCSEQ",
    )


def find_event_sources(
    sdtm: Datasets | None, kinds: Iterable[EventKind], entries: Iterable[int | None]
) -> list[tuple[str | None, float | None]]:
    """SRCDOM and SRCSEQ of intercurrent events, in their order; null where SDTM has no such row."""
    names = {name for domains in DOMAINS.values() for name in domains}
    rows = {name: _first_rows(sdtm, name) for name in sorted(names)} if sdtm else {}
    found: list[tuple[str | None, float | None]] = []
    for kind, entry in zip(kinds, entries, strict=True):
        places = [
            (name, rows[name][entry])
            for name in DOMAINS[kind]
            if entry is not None and entry in rows.get(name, {})
        ]
        found.append(places[0] if places else (None, None))
    return found


def _first_rows(sdtm: Datasets, domain: str) -> dict[int, float]:
    """Ledger entry → --SEQ of its first row."""
    rows = _index(sdtm, domain).drop_nulls().unique("ENTRY", keep="first", maintain_order=True)
    return dict(rows.iter_rows())
