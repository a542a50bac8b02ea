"""Data with the answers in SDTM → the mean of a score's part at each place and visit, as rows.

The places come from the instrument: items whose labels begin with the same words before a colon
(`Scalp: erythema`) belong to one place; an item without a colon is a place of its own. What the
places have together is the score.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

import polars as pl

from heliotrope.analysis.courses import MEAN, NOBODY
from heliotrope.analysis.data import Data, find_endpoint_visits
from heliotrope.analysis.results import EMPTY, Heading, Result
from heliotrope.datasets.sdtm.qrs_tests import find_code
from heliotrope.datasets.standard import Datasets
from heliotrope.instruments.catalog import require_instrument
from heliotrope.instruments.description import Item
from heliotrope.study.plan import Display, Endpoint
from heliotrope.vocabulary import Bilingual

NO_PLACES = Bilingual(
    "Not evaluable: the score is no sum of items at places.", "不可评价：该评分并非各部位条目之和。"
)
NO_ANSWERS = Bilingual(
    "Not evaluable: the answers to the single items are not there.", "不可评价：没有各条目的回答。"
)
MOST_ENTRIES = 50
"""So many ledger entries are named in `source`."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place with its items in the score."""

    name: str
    label: Bilingual
    items: tuple[str, ...]
    doubling: Mapping[str, str]
    """Item → the sign that doubles it while it is present (answered 1)."""


def list_places(data: Data, endpoint: Endpoint) -> tuple[Place, ...]:
    """The places of a score that is a sum of items, in the form's order; none for any other."""
    used = data.study.form(endpoint.form).instrument
    if used is None:
        return ()
    instrument = require_instrument(used.name, used.version)
    scale = next((one for one in instrument.scales if one.name == endpoint.value), None)
    if scale is None or not scale.terms:
        return ()
    doubling = {
        name: term.doubled.item for term in scale.terms if term.doubled for name in term.items
    }
    summed = {name for term in scale.terms for name in term.items}
    groups: dict[str, list[Item]] = {}
    for item in instrument.items:
        if item.name in summed:
            groups.setdefault(item.label.en.partition(":")[0], []).append(item)
    return tuple(_make_place(items, doubling) for items in groups.values())


def _make_place(items: Sequence[Item], doubling: Mapping[str, str]) -> Place:
    names = tuple(item.name for item in items)
    label = items[0].label
    parts = zip(*(name.split("_") for name in names), strict=False)
    shared = "_".join(one[0] for one in takewhile(lambda one: len(set(one)) == 1, parts))
    own = {name: doubling[name] for name in names if name in doubling}
    words = Bilingual(label.en.partition(":")[0], label.zh.partition("：")[0])
    return Place(shared or names[0], words, names, own)


def average_places(data: Data, display: Display, sdtm: Datasets | None) -> Iterator[Result]:
    """For each place and visit the mean of those observed and how many they are.

    Ids are `figure.<display>.<place>.<visit>.mean` and `.n`; the text of n is the place's label.
    The records are those that count at the visit in the endpoint. A place with an unanswered item
    does not count. Where there is nothing, one row `figure.<display>.n` says why.
    """
    endpoint = data.study.plan.endpoint(display.endpoint)
    heading = _make_heading(data, display, endpoint)
    places = list_places(data, endpoint)
    answers = _read_answers(data, endpoint, places, sdtm) if places else None
    if answers is None:
        yield heading.row("n", "n", 0, n=0, text=NO_ANSWERS if places else NO_PLACES)
        return
    visits = find_endpoint_visits(data.study, endpoint)
    sums = {place.name: _sum_place(answers, place) for place in places}
    for place in places:
        codes = _name_codes(data, endpoint, place)
        for visit in visits:
            mean, n, entries = sums[place.name].get(visit.name, (None, 0, ()))
            name, source = f"{place.name}.{visit.name}", _trace(data, codes, entries)
            yield heading.row(
                f"{name}.mean",
                "mean",
                mean,
                n=n,
                text=EMPTY if n else NOBODY,
                group=place.name,
                visit=visit.name,
                source=source,
            )
            yield heading.row(
                f"{name}.n",
                "n",
                n,
                n=n,
                text=place.label,
                group=place.name,
                visit=visit.name,
                unit=EMPTY,
                direction="",
                source=source,
            )


def _make_heading(data: Data, display: Display, endpoint: Endpoint) -> Heading:
    shared = Result(
        result_id="",
        role="descriptive",
        analysis=f"figure.{display.name}",
        statistic="mean",
        value=None,
        population="enrolled",
        endpoint=endpoint.name,
        method=MEAN,
        unit=endpoint.unit,
        direction=endpoint.better,
        plan_version=data.study.plan.version,
        source=data.mark,
    )
    return Heading(shared, f"figure.{display.name}")


Found = tuple[float | None, int, tuple[int, ...]]
"""Mean, how many, the ledger entries behind it if they are few."""


def _sum_place(answers: pl.DataFrame, place: Place) -> dict[str, Found]:
    """Visit → what was found at the place."""
    total = pl.sum_horizontal(
        *(
            pl.col(name) * (1 + (pl.col(place.doubling[name]) == 1).cast(pl.Int64))
            if name in place.doubling
            else pl.col(name)
            for name in place.items
        ),
        ignore_nulls=False,
    )
    grouped = (
        answers.select("VISIT", "ENTRY", TOTAL=total)
        .drop_nulls("TOTAL")
        .group_by("VISIT", maintain_order=True)
        .agg(pl.col("TOTAL").mean(), N=pl.len(), ENTRIES=pl.col("ENTRY"))
    )
    return {
        visit: (mean, n, tuple(entries) if n <= MOST_ENTRIES else ())
        for visit, mean, n, entries in grouped.iter_rows()
    }


def _read_answers(
    data: Data, endpoint: Endpoint, places: Sequence[Place], sdtm: Datasets | None
) -> pl.DataFrame | None:
    """One row a record that counts: VISIT, ENTRY and a column an item; None without answers."""
    names = {name for one in places for name in (*one.items, *one.doubling.values())}
    homes = {name: _find_code(data, endpoint, name) for name in sorted(names)}
    codes = {home[1]: name for name, home in homes.items() if home is not None}
    domains = {home[0] for home in homes.values() if home is not None}
    if sdtm is None or len(domains) != 1 or len(codes) < len(names):
        return None
    domain = next(iter(domains))
    if domain not in sdtm or sdtm[domain].entries is None:
        return None
    dataset, chosen = sdtm[domain], _choose_records(data, endpoint)
    test, value = f"{domain}TESTCD", f"{domain}STRESN"
    wide = (
        dataset.frame.select(pl.col(test).alias("CODE"), pl.col(value).alias("VALUE"))
        .with_columns(ENTRY=dataset.entries)
        .filter(pl.col("CODE").is_in(list(codes)))
        .with_columns(pl.col("CODE").replace_strict(codes))
        .pivot("CODE", index="ENTRY", values="VALUE", aggregate_function="first")
    )
    if wide.is_empty():
        return None
    for name in sorted(names - set(wide.columns)):
        wide = wide.with_columns(pl.lit(None, pl.Float64).alias(name))
    return chosen.join(wide, on="ENTRY", how="inner", maintain_order="left")


def _choose_records(data: Data, endpoint: Endpoint) -> pl.DataFrame:
    """VISIT and ENTRY of the values of everyone enrolled that count at a visit."""
    adqs = data.adam["ADQS"]
    return (
        adqs.frame.with_columns(ENTRY=adqs.entries)
        .filter(
            pl.col("PARAMCD") == endpoint.code,
            pl.col("ANL01FL") == "Y",
            pl.col("ENRLFL") == "Y",
        )
        .select(pl.col("AVISIT").alias("VISIT"), "ENTRY")
        .drop_nulls()
    )


def _find_code(data: Data, endpoint: Endpoint, name: str) -> tuple[str, str] | None:
    form = data.study.form(endpoint.form)
    return data.keep(("code", form.name, name), lambda: find_code(form, name))


def _name_codes(data: Data, endpoint: Endpoint, place: Place) -> str:
    """Domain and test codes of the place, with those that double: `RS CDASI01, CDASI02`."""
    names = (*place.items, *dict.fromkeys(place.doubling.values()))
    codes = (_find_code(data, endpoint, name) for name in names)
    found = [code for code in codes if code is not None]
    return f"{found[0][0] if found else ''} {', '.join(code for _, code in found)}"


def _trace(data: Data, codes: str, entries: Sequence[int]) -> str:
    listed = f"; entries {', '.join(map(str, entries))}" if entries else ""
    return f"{codes}{listed}; {data.mark}"
