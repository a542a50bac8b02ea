"""Data with ADSL, ADQS, ADBC and ADGC → what the enrolled were like before treatment, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from heliotrope.analysis.counting import (
    Counted,
    make_absence_row,
    make_count_rows,
    make_heading,
    make_number_rows,
    slug,
    trace,
)
from heliotrope.analysis.data import Data, Subject
from heliotrope.analysis.results import Heading, Result
from heliotrope.analysis.watched import label_choice, label_code, read_rows
from heliotrope.datasets.adam.adbc import DEMOGRAPHIC, HISTORY, NO_CATEGORY, TREATED
from heliotrope.datasets.adam.adgc import DAILY
from heliotrope.study.forms import Item
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual

NAME = "baseline"
YEARS_OF_AGE = Bilingual("years", "岁")
MG_A_DAY = Bilingual("mg/day", "mg/日")
AGE = Bilingual("Age", "年龄")
PREDNISONE = Bilingual("Daily prednisone equivalent", "每日泼尼松等效剂量")
NOBODY = Bilingual("Not evaluable: nobody is enrolled.", "不可评价：尚无参与者入组。")
NOT_RECORDED = Bilingual("not recorded", "未记录")
OTHER = Bilingual("Other or not classified", "其他或未分类")
SEXES = {
    "F": ("female", Bilingual("Female", "女")),
    "M": ("male", Bilingual("Male", "男")),
    "U": ("other", Bilingual("Other", "其他")),
    None: ("not_recorded", Bilingual("Not recorded", "未记录")),
}


def describe_baseline(data: Data) -> Iterator[Result]:
    """Ids `baseline.<what>.<number>` of everyone enrolled.

    `age.*`; `sex.<sex>.*`; for each coded item of the demographics form `<item>.<code>.*`; for each
    endpoint that has baseline values `<endpoint>.*`; `prednisone.*` where it is no endpoint;
    `drugs.<group>.*` taken on day 1; `history.<category>.*`. Numbers with n, mean, sd, median, min
    and max, counts with their denominator and proportion, without intervals. What nobody has
    recorded has no rows but the age, which says so.
    """
    heading = make_heading(data, NAME, "enrolled")
    if not data.enrolled:
        yield make_absence_row(heading, NOBODY, "age.n")
        return
    yield from _describe_age(data, heading)
    yield from _count_sexes(data, heading)
    yield from _count_codes(data, heading)
    yield from _describe_endpoints(data, heading)
    if not any(one.derived == "prednisone_equivalent" for one in data.study.plan.endpoints):
        yield from _describe_prednisone(data, heading)


def _describe_age(data: Data, heading: Heading) -> Iterator[Result]:
    ages = [one.age for one in data.enrolled if one.age is not None]
    source = trace(data, "ADSL ENRLFL=Y AGE")
    yield from make_number_rows(heading, "age", ages, unit=YEARS_OF_AGE, source=source, label=AGE)


def _count_sexes(data: Data, heading: Heading) -> Iterator[Result]:
    """Female and male if anybody's is recorded, others where there are any."""
    recorded = any(one.sex is not None for one in data.enrolled)
    for code, (name, label) in SEXES.items():
        whose = [one.code for one in data.enrolled if one.sex == code]
        if whose or (recorded and code in {"F", "M"}):
            where = f"ADSL ENRLFL=Y SEX={code or 'null'}"
            counted = Counted(f"sex.{name}", label, whose, len(data.enrolled), where)
            yield from make_count_rows(data, heading, counted, interval=False)


def _count_codes(data: Data, heading: Heading) -> Iterator[Result]:
    """The coded characteristics, each value that anybody has."""
    found: dict[tuple[str, str], dict[str, list[tuple[str, int]]]] = {}
    for row, entry in read_rows(data.adam, "ADBC", ("SUBJID", "PARCAT1", "ITEMNAM", "AVALC")):
        values = found.setdefault((row["PARCAT1"], row["ITEMNAM"]), {})
        values.setdefault(row["AVALC"], []).append((row["SUBJID"], entry or 0))
    enrolled = {one.code for one in data.enrolled}
    for part, item in sorted(found, key=lambda key: (_PARTS.index(key[0]), key[1])):
        for code, people in sorted(found[part, item].items()):
            whose = [(subject, entry) for subject, entry in people if subject in enrolled]
            name = f"{_NAMES.get(part, item)}.{slug(code) or 'other'}"
            counted = Counted(
                name,
                _label(data.study, part, item, code),
                [subject for subject, _ in whose],
                len(data.enrolled),
                f"ADBC {part} {item}={code}",
                [entry for _, entry in whose],
            )
            yield from make_count_rows(data, heading, counted, interval=False)


_PARTS = (DEMOGRAPHIC, TREATED, HISTORY)
_NAMES = {TREATED: "drugs", HISTORY: "history"}


def _label(study: Study, part: str, item: str, code: str) -> Bilingual:
    if part == DEMOGRAPHIC:
        form = study.form(study.roles.demographics_form or "")
        known: Item = form.item(item)
        return label_choice(known, code) or Bilingual(code, code)
    kind = "medications" if part == TREATED else "medical_history"
    label = label_code(study, kind, item, code)  # type: ignore[arg-type]
    return OTHER if label.en == code == NO_CATEGORY else label


def _describe_endpoints(data: Data, heading: Heading) -> Iterator[Result]:
    for endpoint in data.study.plan.endpoints:
        lines = [
            line
            for subject in data.enrolled
            for line in data.lines_of(subject, endpoint)
            if line.is_baseline and line.value is not None
        ]
        if lines:
            where = f"ADQS {endpoint.code} ABLFL=Y"
            yield from make_number_rows(
                heading,
                endpoint.name,
                [line.value for line in lines if line.value is not None],
                unit=endpoint.unit,
                source=trace(data, where, [line.entry for line in lines]),
                label=endpoint.label,
                visit=data.study.roles.day_1_visit,
            )


def _describe_prednisone(data: Data, heading: Heading) -> Iterator[Result]:
    enrolled: Sequence[Subject] = data.enrolled
    codes = {one.code for one in enrolled}
    values = [
        row["AVAL"]
        for row, _ in read_rows(data.adam, "ADGC", ("SUBJID", "PARAMCD", "ABLFL", "AVAL"))
        if row["PARAMCD"] == DAILY and row["ABLFL"] == "Y" and row["SUBJID"] in codes
    ]
    if values:
        yield from make_number_rows(
            heading,
            "prednisone",
            values,
            unit=MG_A_DAY,
            source=trace(data, f"ADGC {DAILY} ABLFL=Y"),
            label=PREDNISONE,
            visit=data.study.roles.day_1_visit,
        )
