"""Data with ADEX → study drug given out, returned and taken by count, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from heliotrope.analysis.counting import (
    Counted,
    make_absence_row,
    make_count_rows,
    make_heading,
    make_number_rows,
    trace,
)
from heliotrope.analysis.data import Data
from heliotrope.analysis.exposure import MG, name_treated
from heliotrope.analysis.results import PERCENT, Result
from heliotrope.analysis.watched import read_rows
from heliotrope.vocabulary import Bilingual

NAME = "compliance"
CAPSULES = Bilingual("capsules", "粒")

SUMS: Mapping[str, tuple[str, Bilingual, Bilingual]] = {
    "DISPAMT": ("dispensed", Bilingual("Given out", "发放"), CAPSULES),
    "RETAMT": ("returned", Bilingual("Returned", "回收"), CAPSULES),
    "TAKENMG": ("taken", Bilingual("Taken by count", "按清点计的服用量"), MG),
    "TAKENPC": (
        "taken_share",
        Bilingual("Taken by count, as a share of the recorded doses", "按清点计占记录剂量的比例"),
        PERCENT,
    ),
}
"""Parameter of ADEX → the name in ids, the label, the unit."""

NO_COUNTS = Bilingual(
    "Not evaluable: the data hold no count of study drug given out and returned.",
    "不可评价：数据中没有研究用药发放与回收的清点记录。",
)
UNKNOWN = Bilingual(
    "Not evaluable: what was given out or came back was not counted",
    "不可评价：发放或回收数未清点",
)


def summarize_compliance(data: Data) -> Iterator[Result]:
    """Ids `compliance.<what>.<number>` of the treated whose capsules were counted.

    `<what>` is `dispensed`, `returned` (capsules), `taken` (mg: given out and not come back) and
    `taken_share` (percent of the cumulative dose as recorded), each with n, mean, sd, median, min
    and max; `unknown.*`: of how many treated what was taken cannot be told by count.
    """
    people = [one.code for one in data.subjects if one.treated]
    heading = make_heading(data, NAME, name_treated(data))
    values: dict[str, dict[str, float]] = {}
    columns = ("SUBJID", "PARCAT1", "PARAMCD", "AVAL")
    for row, _ in read_rows(data.adam, "ADEX", columns):
        if row["PARCAT1"] == "COMPLIANCE" and row["AVAL"] is not None:
            values.setdefault(row["PARAMCD"], {})[row["SUBJID"]] = row["AVAL"]
    if not people or not values:
        yield make_absence_row(heading, NO_COUNTS, "dispensed.n")
        return
    for code, (name, label, unit) in SUMS.items():
        own = list(values.get(code, {}).values())
        source = trace(data, f"ADEX {code}")
        yield from make_number_rows(heading, name, own, unit=unit, source=source, label=label)
    known = values.get("TAKENMG", {})
    unknown = [code for code in people if code not in known]
    counted = Counted("unknown", UNKNOWN, unknown, len(people), "ADEX TAKENMG AVAL=null")
    yield from make_count_rows(data, heading, counted, interval=False)
