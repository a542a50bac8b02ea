"""The plan's published open-label changes → rows, as printed; nothing is compared."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from heliotrope.analysis.data import Data
from heliotrope.analysis.results import EMPTY, Heading, Result, Statistic
from heliotrope.study.watching import Comparator
from heliotrope.vocabulary import Bilingual

NAME = "comparator"
WEEKS = Bilingual("weeks", "周")
PRINTED = Bilingual("Published, not compared", "已发表数据，不作比较")
NOT_PRINTED = Bilingual("not printed", "原文未给出")
PARTS = {
    "before": Bilingual("before treatment", "治疗前"),
    "after": Bilingual("after treatment", "治疗后"),
    "change": Bilingual("change", "变化"),
}


def list_comparators(data: Data) -> Iterator[Result]:
    """Ids `comparator.<name>.n`, `.weeks`, `.before.mean`, `.before.sd`, `.after.…`, `.change.…`.

    `source` is where it was printed, `text` treatment and measure; a number that was not printed is
    empty. There is no difference and no p-value: other people, at other places and times.
    """
    for comparator in data.study.plan.comparators:
        yield from _rows(data, comparator)


def _rows(data: Data, one: Comparator) -> Iterator[Result]:
    said = _say(one)
    shared = Result(
        result_id="",
        role="descriptive",
        analysis=f"{NAME}.{one.name}",
        statistic="n",
        value=None,
        method=PRINTED,
        unit=EMPTY,
        text=said,
        group=one.label.en,
        plan_version=data.study.plan.version,
        source=one.provenance.source or "",
    )
    heading = Heading(shared, f"{NAME}.{one.name}")
    yield heading.row("n", "n", one.n, n=one.n, text=said, group=one.label.en)
    yield heading.row(
        "weeks",
        "estimate",
        one.weeks,
        n=one.n,
        unit=WEEKS,
        text=said if one.weeks is not None else NOT_PRINTED,
        group=one.label.en,
    )
    for part, label in PARTS.items():
        numbers: tuple[tuple[Statistic, Decimal | None], ...] = (
            ("mean", getattr(one, f"{part}_mean")),
            ("sd", getattr(one, f"{part}_sd")),
        )
        for statistic, value in numbers:
            yield heading.row(
                f"{part}.{statistic}",
                statistic,
                value,
                n=one.n,
                unit=one.measure,
                text=said if value is not None else NOT_PRINTED,
                method=Bilingual(f"{PRINTED.en}: {label.en}", f"{PRINTED.zh}：{label.zh}"),
                group=one.label.en,
            )


def _say(one: Comparator) -> Bilingual:
    en, zh = f"{one.treatment.en}; {one.measure.en}", f"{one.treatment.zh}；{one.measure.zh}"
    if one.remark is not None:
        en, zh = f"{en}. {one.remark.en}", f"{zh}。{one.remark.zh}"
    return Bilingual(en, zh)
