"""Datasets of SDTM → every departure from the standard, each with where it is and what is right."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from heliotrope.datasets.standard import Dataset, Datasets, Variable
from heliotrope.datasets.terminology import load_codelists
from heliotrope.vocabulary import Bilingual, Fault

NAME_LENGTH, LABEL_LENGTH, DATASET_LABEL, TEXT_LENGTH = 8, 40, 40, 200
"""What a SAS transport file of version 5 holds (SDTMIG 4.2.1, 4.5.3.2)."""
MOST_VALUES = 3
"""So many offending values or rows are named."""

_NAME = re.compile(r"[A-Z][A-Z0-9]*")
_DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?)?)?)?$"
_CODE = r"^[A-Z][A-Z0-9_]{0,7}$"
_TITLES = ("TEST", "QLABEL")
_PAIRS = ("VISITNUM", "VISIT")


def check_conformance(datasets: Datasets) -> list[Fault]:
    """Every departure, dataset by dataset; empty: none was found.

    Checked are: names and labels, required variables and their values, keys, codelists, subjects
    in DM, dates in ISO 8601, study days, length of text, test codes and names that belong
    together, visits likewise, results against --STAT, and qualifiers that point to a row.
    Recorded values stand in no fault, but codes that are none of a codelist do.
    """
    faults: list[Fault] = []
    people = set(datasets["DM"].frame["USUBJID"]) if "DM" in datasets else None
    if people is None:
        faults.append(_fault("DM", "it is missing", "one row a subject", "缺少", "每位受试者一行"))
    for dataset in datasets:
        faults += _check_definition(dataset)
        if not _is_complete(dataset):
            continue
        faults += _check_required(dataset)
        faults += _check_keys(dataset)
        faults += _check_numbering(dataset)
        for variable in dataset.variables:
            faults += _check_variable(dataset, variable)
        if people is not None:
            faults += _check_subjects(dataset, people)
        faults += _check_pairs(dataset)
        faults += _check_results(dataset)
        faults += _check_parents(dataset, datasets)
    return faults


# ------------------------------------------------------------------ what is said of a dataset


def _check_definition(dataset: Dataset) -> Iterator[Fault]:
    names = [variable.name for variable in dataset.variables]
    if not _NAME.fullmatch(dataset.name) or len(dataset.name) > NAME_LENGTH:
        yield _fault(
            dataset.name,
            "this is no name of a dataset",
            "capitals and digits, at most 8",
            "数据集名称不合规",
            "大写字母与数字，至多 8 个",
        )
    if not 0 < len(dataset.label.encode()) <= DATASET_LABEL:
        yield _label_fault(dataset.name)
    for variable in dataset.variables:
        yield from _check_names(dataset, variable, names)
    if names != dataset.frame.columns:
        yield _fault(
            dataset.name,
            "the columns are not the variables in their order",
            ", ".join(names),
            "列与变量不一致或顺序不同",
            "、".join(names),
        )
    if dataset.entries is not None and len(dataset.entries) != dataset.frame.height:
        yield _fault(
            dataset.name,
            "not every row has its ledger entry beside it",
            "one entry a row",
            "并非每行都有对应的账本条目",
            "每行一个条目",
        )


def _check_names(dataset: Dataset, variable: Variable, names: list[str]) -> Iterator[Fault]:
    where = f"{dataset.name}.{variable.name}"
    if not _NAME.fullmatch(variable.name) or len(variable.name) > NAME_LENGTH:
        yield _fault(
            where,
            "this is no name of a variable",
            "capitals and digits, at most 8",
            "变量名称不合规",
            "大写字母与数字，至多 8 个",
        )
    if not 0 < len(variable.label.encode()) <= LABEL_LENGTH or not variable.label.isascii():
        yield _label_fault(where)
    if names.count(variable.name) > 1:
        yield _fault(where, "it stands twice", "once", "重复出现", "只出现一次")
    if variable.codelist and variable.codelist not in load_codelists():
        yield _fault(
            where,
            f"there is no codelist {variable.codelist}",
            "one of tables/terminology.csv",
            f"没有代码表 {variable.codelist}",
            "tables/terminology.csv 中的一个",
        )


def _label_fault(where: str) -> Fault:
    return _fault(
        where,
        "the label is empty, too long or not in Latin letters",
        f"1 to {LABEL_LENGTH} letters",
        "标签为空、过长或含非拉丁字母",
        f"1 至 {LABEL_LENGTH} 个字母",
    )


def _is_complete(dataset: Dataset) -> bool:
    """True if the rows can be looked at: the columns are the variables."""
    return [variable.name for variable in dataset.variables] == dataset.frame.columns


# ------------------------------------------------------------------ the rows


def _check_required(dataset: Dataset) -> Iterator[Fault]:
    names = {variable.name for variable in dataset.variables}
    wanted = ["STUDYID", "RDOMAIN" if dataset.of_class == "RELATIONSHIP" else "DOMAIN"]
    if dataset.of_class != "TRIAL DESIGN":
        wanted.append("USUBJID")
    if dataset.of_class in ("EVENTS", "FINDINGS", "INTERVENTIONS"):
        wanted.append(f"{dataset.name}SEQ")
        topic = {"EVENTS": "TERM", "FINDINGS": "TESTCD", "INTERVENTIONS": "TRT"}
        wanted.append(f"{dataset.name}{topic[dataset.of_class]}")
    for name in wanted:
        if name not in names:
            where = f"{dataset.name}.{name}"
            yield _fault(where, "it is missing", "required", "缺少", "必需变量")
    for variable in dataset.variables:
        empty = dataset.frame[variable.name].null_count()
        if variable.core == "Req" and empty:
            yield _fault(
                f"{dataset.name}.{variable.name}",
                f"it is empty in {empty} rows",
                "a value in every row",
                f"有 {empty} 行为空",
                "每行都有值",
            )
    if "DOMAIN" in names and (dataset.frame["DOMAIN"] != dataset.name).any():
        where = f"{dataset.name}.DOMAIN"
        yield _fault(where, "another domain's name", dataset.name, "域名不符", dataset.name)


def _check_keys(dataset: Dataset) -> Iterator[Fault]:
    unknown = [key for key in dataset.keys if key not in dataset.frame.columns]
    if unknown or not dataset.keys:
        yield _fault(
            dataset.name,
            f"its keys are no variables: {', '.join(unknown)}",
            "keys that identify a row",
            f"键不是变量：{'、'.join(unknown)}",
            "能确定一行的键",
        )
        return
    twice = dataset.frame.select(dataset.keys).is_duplicated().sum()
    if twice:
        yield _fault(
            f"{dataset.name}({', '.join(dataset.keys)})",
            f"{twice} rows share their keys",
            "keys that identify a row",
            f"有 {twice} 行的键重复",
            "能确定一行的键",
        )


def _check_numbering(dataset: Dataset) -> Iterator[Fault]:
    """--SEQ names one row of a subject, so that a qualifier or an analysis can point to it."""
    name = f"{dataset.name}SEQ"
    if not {"USUBJID", name} <= set(dataset.frame.columns):
        return
    twice = dataset.frame.select("USUBJID", name).is_duplicated().sum()
    if twice:
        yield _fault(
            f"{dataset.name}.{name}",
            f"{twice} rows share their number within a subject",
            "each row its own",
            f"同一受试者有 {twice} 行序号重复",
            "每行一个序号",
        )


def _check_variable(dataset: Dataset, variable: Variable) -> Iterator[Fault]:
    where, name = f"{dataset.name}.{variable.name}", variable.name
    column = dataset.frame[name]
    wanted: dict[str, pl.DataType] = {
        "text": pl.String(),
        "number": pl.Float64(),
        "date": pl.Date(),
    }
    if column.dtype != wanted[variable.kind]:
        kind = variable.kind
        yield _fault(where, f"it holds no {kind}", kind, "数据类型不符", kind)
        return
    if variable.kind == "number":
        yield from _check_number(where, name, column)
        return
    if variable.kind != "text":
        return
    values = column.drop_nulls().unique()
    if (values == "").any():
        yield _fault(where, "empty text", "null", "空文本", "应为缺失")
    longest = values.str.len_bytes().max()
    if isinstance(longest, int) and longest > TEXT_LENGTH:
        yield _fault(
            where,
            f"text of {longest} bytes",
            f"at most {TEXT_LENGTH}; the rest is a supplemental qualifier",
            f"文本长 {longest} 字节",
            f"至多 {TEXT_LENGTH} 字节，其余放入补充限定变量",
        )
    yield from _check_text(where, name, values)
    yield from _check_codes(where, variable, values)


def _check_number(where: str, name: str, column: pl.Series) -> Iterator[Fault]:
    if column.is_nan().any() or column.is_infinite().any():
        yield _fault(where, "it is no number", "a number or null", "非数值", "数值或缺失")
    if name.endswith("DY") and name != "VISITDY" and (column == 0).any():
        yield _fault(where, "study day 0", "there is no day 0", "研究日为 0", "没有第 0 天")
    if name.endswith("SEQ") and (column < 1).any():
        yield _fault(where, "a number below 1", "from 1 on", "序号小于 1", "从 1 开始")


def _check_text(where: str, name: str, values: pl.Series) -> Iterator[Fault]:
    if name.endswith(("DTC", "ENTPT")):
        days = values.str.slice(0, 10)
        unreal = (days.str.len_chars() == 10) & days.str.to_date("%F", strict=False).is_null()
        wrong = values.filter(~values.str.contains(_DATE) | unreal).len()
        if wrong:
            yield _fault(
                where,
                f"{wrong} values are not in ISO 8601",
                "2026-01-05 or 2026-01-05T09:30",
                f"{wrong} 个值不符合 ISO 8601",
                "2026-01-05 或 2026-01-05T09:30",
            )
    if name.endswith("TESTCD") or name in ("QNAM", "TSPARMCD"):
        yield from _check_codes_of_tests(where, values)
    if name.endswith(_TITLES) and name != "IETEST":
        long = values.filter(values.str.len_bytes() > LABEL_LENGTH)
        if long.len():
            yield _fault(
                where,
                f"longer than {LABEL_LENGTH}: {_name_some(long)}",
                f"at most {LABEL_LENGTH}",
                f"超过 {LABEL_LENGTH} 个字符：{_name_some(long)}",
                f"至多 {LABEL_LENGTH} 个字符",
            )


def _check_codes_of_tests(where: str, values: pl.Series) -> Iterator[Fault]:
    wrong = values.filter(~values.str.contains(_CODE))
    if wrong.len():
        yield _fault(
            where,
            f"no short names: {_name_some(wrong)}",
            "a capital, then capitals, digits or underscores, at most 8",
            f"短名不合规：{_name_some(wrong)}",
            "以大写字母开头，仅含大写字母、数字与下划线，至多 8 个",
        )


def _check_codes(where: str, variable: Variable, values: pl.Series) -> Iterator[Fault]:
    codelist = load_codelists().get(variable.codelist)
    if codelist is None or codelist.extensible:
        return
    strange = values.filter(~values.is_in(list(codelist.terms)))
    if strange.len():
        yield _fault(
            where,
            f"not in {codelist.name}: {_name_some(strange)}",
            ", ".join(list(codelist.terms)[:10]),
            f"不在 {codelist.name} 中：{_name_some(strange)}",
            "、".join(list(codelist.terms)[:10]),
        )


def _check_subjects(dataset: Dataset, people: set[str]) -> Iterator[Fault]:
    if "USUBJID" not in dataset.frame.columns:
        return
    strange = set(dataset.frame["USUBJID"].unique()) - people
    if strange:
        yield _fault(
            f"{dataset.name}.USUBJID",
            f"{len(strange)} subjects are not in DM",
            "every subject has its row in DM",
            f"{len(strange)} 位受试者不在 DM 中",
            "每位受试者在 DM 中有一行",
        )


def _check_pairs(dataset: Dataset) -> Iterator[Fault]:
    """Codes and names that must belong together one to one."""
    columns = set(dataset.frame.columns)
    pairs = [
        (f"{dataset.name}TESTCD", f"{dataset.name}TEST"),
        _PAIRS,
        ("IETESTCD", "IETEST"),
        ("TSPARMCD", "TSPARM"),
        ("ETCD", "ELEMENT"),
        ("ARMCD", "ARM"),
        ("QNAM", "QLABEL"),
    ]
    for short, long in dict.fromkeys(pairs):
        if not {short, long} <= columns:
            continue
        both = dataset.frame.select(short, long).drop_nulls().unique()
        if both[short].n_unique() != both.height or both[long].n_unique() != both.height:
            yield _fault(
                f"{dataset.name}.{short}",
                f"it does not belong to one {long}",
                "one to one",
                f"与 {long} 并非一一对应",
                "一一对应",
            )


def _check_results(dataset: Dataset) -> Iterator[Fault]:
    """A result that was not done has none; one that is a number is the same as text."""
    name, frame = dataset.name, dataset.frame
    status, text = f"{name}STAT", f"{name}STRESC"
    if dataset.of_class != "FINDINGS" or text not in frame.columns:
        return
    if status in frame.columns:
        both = frame[status].is_not_null() & frame[text].is_not_null()
        neither = frame[status].is_null() & frame[text].is_null()
        if both.any() or neither.any():
            yield _fault(
                f"{name}.{status}",
                "a result that was not done, or none without --STAT",
                "a result or NOT DONE, never both",
                "未做却有结果，或既无结果又无 --STAT",
                "结果与 NOT DONE 二者必居其一",
            )
    flag, pre = f"{name}LOBXFL", f"{name}DY"
    if flag in frame.columns and pre in frame.columns:
        late = frame.filter(pl.col(flag).is_not_null() & (pl.col(pre) > 1)).height
        if late:
            yield _fault(
                f"{name}.{flag}",
                f"{late} flagged after day 1",
                "before the first dose",
                f"{late} 条标记晚于第 1 天",
                "首次给药前",
            )


def _check_parents(dataset: Dataset, datasets: Datasets) -> Iterator[Fault]:
    """Every supplemental qualifier stands beside a row that is there."""
    if not dataset.name.startswith("SUPP"):
        return
    of = dataset.name.removeprefix("SUPP")
    if of not in datasets:
        yield _fault(dataset.name, f"there is no {of}", of, f"没有 {of}", of)
        return
    frame, parent = dataset.frame, datasets[of].frame
    beside = frame.filter(pl.col("IDVAR").is_not_null())
    for (name,), rows in beside.group_by("IDVAR"):
        known = parent.select(
            "USUBJID", IDVARVAL=pl.col(str(name)).cast(pl.Int64).cast(pl.String)
        ).unique()
        lost = rows.join(known, on=["USUBJID", "IDVARVAL"], how="anti").height
        if lost:
            yield _fault(
                f"{dataset.name}.IDVARVAL",
                f"{lost} rows point to no row of {of}",
                f"a {name} of {of}",
                f"{lost} 行在 {of} 中找不到对应行",
                f"{of} 中的 {name}",
            )


def _name_some(values: pl.Series) -> str:
    found = sorted(values.to_list())
    more = f" + {len(found) - MOST_VALUES}" if len(found) > MOST_VALUES else ""
    return ", ".join(found[:MOST_VALUES]) + more


def _fault(where: str, what: str, right: str, what_zh: str, right_zh: str) -> Fault:
    return Fault(where, Bilingual(what, what_zh), Bilingual(right, right_zh))
