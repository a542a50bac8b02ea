"""Answers to instruments with their scores → QS, RS and MK, one row an item and a score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import polars as pl

from heliotrope.capture.derived import derive_score, derive_score_values
from heliotrope.capture.ledger import Record
from heliotrope.datasets.sdtm.context import Context
from heliotrope.datasets.sdtm.findings import NOT_DONE, REASONS, Occasions, Results, make_findings
from heliotrope.datasets.sdtm.frames import (
    DAY_NOTE,
    FINDINGS,
    LAST_NOTE,
    Domain,
    epoch,
    identify,
    number,
    text,
    visits,
)
from heliotrope.datasets.sdtm.qrs_tests import Test, find_home, is_tested, list_tests
from heliotrope.datasets.standard import Dataset, Variable
from heliotrope.study.forms import Form
from heliotrope.study.plan import Endpoint
from heliotrope.vocabulary import Missing, Value

_CODES = "CDISC's code where its terminology has the instrument, else numbered by us (sponsor)."
_SCORES = "A score as it was shown when the form was saved; an item as it was answered."
_SAID = {"nr": "NOT RELEVANT"}
"""Answers whose code is short for a word."""


def _make_domain(
    name: str, label: str, structure: str, what: tuple[str, str, str, str, str, str]
) -> Domain:
    short, title, category, original, standard, when = what
    side: tuple[Variable, ...] = ()
    if name == "MK":
        side = (text("MKLAT", "Laterality", "Perm", "Assigned"),)
    return Domain(
        name,
        label,
        structure,
        FINDINGS,
        ("STUDYID", "USUBJID", f"{name}CAT", f"{name}TESTCD", "VISITNUM", f"{name}SEQ"),
        (
            *identify(name),
            text(f"{name}TESTCD", short, "Req", "Assigned", note=_CODES),
            text(f"{name}TEST", title, "Req", "Assigned"),
            text(f"{name}CAT", category, "Perm" if name == "MK" else "Req", "Assigned"),
            text(f"{name}ORRES", original, "Exp"),
            text(f"{name}STRESC", standard, "Exp", "Derived", note=_SCORES),
            number(
                f"{name}STRESN",
                _NUMERIC.get(name, _NUMERIC_RESULT),
                "Perm",
                note=f"{name}STRESC as a number, where it is one.",
            ),
            text(f"{name}STAT", "Completion Status", "Perm", codelist="ND"),
            text(f"{name}REASND", _REASON.get(name, "Reason Not Performed"), "Perm"),
            *side,
            text(
                f"{name}LOBXFL",
                "Last Observation Before Exposure Flag",
                "Exp",
                "Derived",
                codelist="NY",
                note=LAST_NOTE,
            ),
            text(
                f"{name}DRVFL",
                "Derived Flag",
                "Perm",
                "Derived",
                codelist="NY",
                note="Y: a score, which has no result of its own in original units.",
            ),
            text(f"{name}EVAL", "Evaluator", "Perm", "Assigned", codelist="QEVAL"),
            *visits("Perm" if name == "RS" else "Exp"),
            epoch(),
            text(f"{name}DTC", f"Date/Time of {when}", "Exp"),
            number(f"{name}DY", f"Study Day of {when}", "Perm", note=DAY_NOTE),
        ),
    )


_NUMERIC_RESULT = "Numeric Result/Finding in Standard Units"
_NUMERIC = {"QS": "Numeric Finding in Standard Units"}
_REASON = {"RS": "Reason Not Done", "MK": "Reason Not Done"}
_CHARACTER = "Character Result/Finding in Std Format"

QS = _make_domain(
    "QS",
    "Questionnaires",
    "One record per questionnaire per question per time point per visit per subject",
    (
        "Question Short Name",
        "Question Name",
        "Category of Question",
        "Finding in Original Units",
        _CHARACTER,
        "Finding",
    ),
)
RS = _make_domain(
    "RS",
    "Disease Response and Clin Classification",
    "One record per clinical classification assessment per visit per subject per assessor",
    (
        "Assessment Short Name",
        "Assessment Name",
        "Category for Assessment",
        "Result or Finding in Original Units",
        _CHARACTER,
        "Assessment",
    ),
)
MK = _make_domain(
    "MK",
    "Musculoskeletal System Findings",
    "One record per finding per visit per subject",
    (
        "Short Name of Musculoskeletal Test",
        "Name of Musculoskeletal Test",
        "Category for Musculoskeletal Test",
        "Result or Finding in Original Units",
        _CHARACTER,
        "Musculoskeletal Test",
    ),
)
DOMAINS = (QS, RS, MK)


def make_qrs(context: Context) -> list[Dataset]:
    """QS, RS and MK, in this order; each only if a form of the study belongs there.

    An unanswered item has no row; one that is missing for a reason is `NOT DONE`. A score is a
    row with --DRVFL `Y` and without --ORRES; a score that could not be made has none.
    """
    endpoints = context.study.plan.endpoints
    forms = [form for form in context.study.forms if is_tested(form, endpoints)]
    found = []
    for domain in DOMAINS:
        own = [form for form in forms if find_home(form).domain == domain.name]
        if own:
            found.append(_make_one(context, domain, own))
    return found


@dataclass
class _Sheet:
    """One form's tests, where they begin among the domain's, and how each is written."""

    form: Form
    start: int
    tests: list[Test]
    writers: list[tuple[str, Callable[[Value | None], str | None]]] = field(default_factory=list)
    scores: list[str] = field(default_factory=list)


def _make_one(context: Context, domain: Domain, forms: list[Form]) -> Dataset:
    sheets: dict[str, _Sheet] = {}
    tests: list[dict[str, object]] = []
    for form in forms:
        sheets[form.name] = _open_sheet(form, len(tests), context.study.plan.endpoints)
        tests += [_describe(domain.name, form, test) for test in sheets[form.name].tests]
    occasions = Occasions()
    lines: list[tuple[int, int]] = []
    found: list[str | None] = []
    for subject in context.subjects:
        for record in subject.list_records(sheets):
            if any(value is not None for value in record.values.values()):
                sheet = sheets[record.form]
                occasions.add(subject, record)
                lines.append((sheet.start, len(sheet.tests)))
                found += _write(sheet, record)
    results = _spread(domain.name, lines, found, pl.DataFrame(tests))
    return make_findings(context, domain, occasions, results)


def _open_sheet(form: Form, start: int, endpoints: Sequence[Endpoint]) -> _Sheet:
    sheet = _Sheet(form, start, list_tests(form, endpoints))
    for test in sheet.tests:
        if test.item is not None:
            sheet.writers.append((test.name, _choose_writer(test.item.type)))
        else:
            sheet.scores.append(test.name)
    return sheet


def _describe(domain: str, form: Form, test: Test) -> dict[str, object]:
    cells: dict[str, object] = {
        f"{domain}TESTCD": test.code,
        f"{domain}TEST": test.title,
        f"{domain}CAT": find_home(form).category,
        f"{domain}DRVFL": "Y" if test.kind == "score" else None,
        f"{domain}EVAL": test.evaluator,
    }
    return {**cells, "MKLAT": test.side} if domain == "MK" else cells


_GAP = "\x00"
"""Before the reason, in place of a result that is missing for one."""


def _write(sheet: _Sheet, record: Record) -> list[str | None]:
    values = record.values
    answers = [write(values.get(name)) for name, write in sheet.writers]
    scores = record.scores or derive_score_values(derive_score(sheet.form, values))
    return answers + [_write_score(scores.get(name)) for name in sheet.scores]


def _write_score(value: object) -> str | None:
    if isinstance(value, Decimal):
        return format(value, "f")
    return None if value is None else str(value).replace("_", " ").upper()


def _choose_writer(kind: str) -> Callable[[Value | None], str | None]:
    """How answers of a type are written; whole numbers and codes are few and remembered."""
    if kind not in ("integer", "code"):
        return _write_any
    known: dict[Value | None, str | None] = {None: None}

    def write(value: Value | None) -> str | None:
        if value not in known:
            known[value] = _write_any(value)
        return known[value]

    return write


def _write_any(value: Value | None) -> str | None:
    if value is None:
        return None
    if isinstance(value, Missing):
        return _GAP + (REASONS[value] or "")
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str):
        return _SAID.get(value, value.replace("_", " ").upper())
    return str(value)


def _spread(
    domain: str, lines: list[tuple[int, int]], found: list[str | None], tests: pl.DataFrame
) -> Results:
    """Each occasion's results as lines of their own, without those that say nothing."""
    starts, lengths = np.array(lines, dtype=np.int64).reshape(-1, 2).T
    occasion = np.repeat(np.arange(len(lengths)), lengths)
    first = np.repeat(np.cumsum(lengths) - lengths, lengths)
    test = np.arange(len(found)) - first + np.repeat(starts, lengths)
    said = pl.Series(found, dtype=pl.String)
    kept = said.is_not_null().to_numpy()
    said, occasion, test = said.filter(pl.Series(kept)), occasion[kept], test[kept]
    missing = said.str.starts_with(_GAP)
    derived = tests[f"{domain}DRVFL"].is_not_null().gather(test)
    frame = pl.DataFrame({"said": said, "missing": missing, "derived": derived})
    result = pl.when(~pl.col("missing")).then(pl.col("said"))
    reason = pl.when(pl.col("missing")).then(pl.col("said").str.slice(1))
    cells = frame.select(
        pl.when(~pl.col("derived")).then(result).alias(f"{domain}ORRES"),
        result.alias(f"{domain}STRESC"),
        result.cast(pl.Float64, strict=False).alias(f"{domain}STRESN"),
        pl.when(pl.col("missing")).then(pl.lit(NOT_DONE)).alias(f"{domain}STAT"),
        pl.when(reason != "").then(reason).alias(f"{domain}REASND"),
    )
    return Results(occasion, test, tests, cells)
