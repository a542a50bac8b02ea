"""A form that an instrument scores → its domain, category, and the test code of every item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from heliotrope.datasets.sdtm.frames import to_ascii
from heliotrope.datasets.sdtm.lb import list_enzymes
from heliotrope.datasets.sdtm.supp import name_qualifiers
from heliotrope.datasets.terminology import find_name, load_codelists, read_table
from heliotrope.instruments.catalog import require_instrument
from heliotrope.study.forms import LEFT, RIGHT, Form, Item
from heliotrope.study.plan import Endpoint
from heliotrope.vocabulary import Bilingual

SUBJECT, INVESTIGATOR = "STUDY SUBJECT", "INVESTIGATOR"


@dataclass(frozen=True, slots=True)
class Home:
    """Where an instrument's results stand in SDTM."""

    domain: str
    """`QS`: what a participant or physician answers; `RS`: a clinical classification or index by
    signs, as CDISC's supplements for the PASI have it; `MK`: strength of muscles."""
    category: str
    prefix: str
    evaluator: str | None = None
    codes: str = ""
    """CDISC's codelist of its test codes; empty: CDISC has none, so the codes are ours."""
    names: str = ""


HOMES: Mapping[str, Home] = {
    "cdasi": Home("RS", "CDASI V2", "CDASI", INVESTIGATOR),
    "eular_acr_2017": Home("RS", "EULAR/ACR 2017 IIM", "EUAC", INVESTIGATOR),
    "mmt8": Home("MK", "MMT-8", "MMT8", INVESTIGATOR),
    "imacs": Home("QS", "IMACS CORE SET", "IMACS"),
    "haq": Home("QS", "HAQ-DI WITHOUT VAS", "HAQ02", None, "HAQ02TC", "HAQ02TN"),
    "sf36v1": Home("QS", "SF36 V1.0 STANDARD", "SF361", None, "SF361TC"),
    "sf36v2": Home("QS", "SF36 V2.0 STANDARD", "SF363", None, "SF363TC", "SF363TN"),
    "rand36": Home("QS", "RAND-36 V1.0", "R36"),
    "dlqi": Home("QS", "DLQI", "DLQI1", None, "DLQI1TC", "DLQI1TN"),
    "skindex16": Home("QS", "SKINDEX-16", "SKX16"),
}
"""Instrument → where it stands. Any other instrument stands in QS under its own name."""

EVALUATORS = {
    ("imacs", "phga"): INVESTIGATOR,
    ("imacs", "extramuscular"): INVESTIGATOR,
    ("imacs", "ptga"): SUBJECT,
}


@dataclass(frozen=True, slots=True)
class Test:
    """One item or score of an instrument as SDTM names it."""

    name: str
    """The item's or score's name in the study's files."""
    code: str
    title: str
    kind: str
    """`item` or `score`."""
    side: str | None = None
    evaluator: str | None = None
    item: Item | None = None


def find_home(form: Form) -> Home:
    """Where the form's results stand; a form without instrument stands in QS under its label."""
    if form.instrument is None:
        short = "".join(filter(str.isalnum, form.name)).upper()[:6]
        return Home("QS", to_ascii(form.label.en).upper()[:40], short)
    name = form.instrument.name
    short = name.replace("_", "").upper()
    return HOMES.get(name, Home("QS", name.replace("_", " ").upper(), short[:6]))


def is_tested(form: Form, endpoints: Iterable[Endpoint]) -> bool:
    """True for a form with an instrument, and for a plain one that an endpoint is read from."""
    if form.instrument is not None:
        return True
    asked = {one.value for one in endpoints if one.form == form.name and one.derived is None}
    return form.records is None and bool(asked & set(form.item_by_name))


def list_tests(form: Form, endpoints: Iterable[Endpoint] = ()) -> list[Test]:
    """Every item and score of the form, in its order; enzymes stand in LB and are left out.

    Codes are those of `tables/instrument_tests.csv`, else the prefix with the item's place on the
    form. Names are CDISC's where the terminology has the code, else the English label cut to 40
    letters. A score that only repeats an item is left out. On a form without an instrument an
    item has its endpoint's code, else one made from its name; free text is left out.
    """
    home, left_out = (
        find_home(form),
        {part for name in list_enzymes(form) for part in _companions(name)},
    )
    items = [item for item in form.items if item.name not in left_out]
    if form.instrument is None:
        return _list_plain(form, home, items, endpoints)
    known = _load_codes(form.instrument.name, form.instrument.version)
    asked = [(item.name, item.label, "item", item) for item in items]
    scales = require_instrument(form.instrument.name, form.instrument.version).scales
    scored = [(scale.name, scale.label, "score", None) for scale in scales]
    found: list[Test] = []
    for place, (name, label, kind, item) in enumerate([*asked, *scored], start=1):
        code, repeats = known.get(name, (_number_item(home, place), False))
        if repeats:
            continue
        title = _find_title(home, code) or _unique(_make_title(home, label), found)
        evaluator = EVALUATORS.get((form.instrument.name, name), home.evaluator)
        found.append(Test(name, code, title, kind, _find_side(name), evaluator, item))
    return _number_apart(found)


def _list_plain(
    form: Form, home: Home, items: list[Item], endpoints: Iterable[Endpoint]
) -> list[Test]:
    own = {one.value: one.code for one in endpoints if one.form == form.name}
    short = name_qualifiers(form, set())
    found: list[Test] = []
    for item in items:
        if item.type != "text":
            title = _unique(_make_title(home, item.label), found)
            code = own.get(item.name, short[item.name])
            found.append(Test(item.name, code, title, "item", _find_side(item.name), None, item))
    return _number_apart(found)


def _companions(name: str) -> tuple[str, ...]:
    return (name, f"{name}_unit", f"{name}_uln", f"{name}_confirmed")


def _number_item(home: Home, place: int) -> str:
    digits = f"{place:02}"
    return home.prefix[: 8 - len(digits)] + digits


def find_code(form: Form, name: str, endpoints: Iterable[Endpoint] = ()) -> tuple[str, str] | None:
    """Domain and --TESTCD under which an item or score of the form stands; None if nowhere.

    A score that only repeats an item stands as that item. `endpoints`: those of the plan.
    """
    endpoints = tuple(endpoints)
    if not is_tested(form, endpoints):
        return None
    used = form.instrument
    known = _load_codes(used.name, used.version) if used else {}
    codes = {test.name: test.code for test in list_tests(form, endpoints)}
    code = codes.get(name) or known.get(name, ("", False))[0]
    return (find_home(form).domain, code) if code else None


def _number_apart(tests: list[Test]) -> list[Test]:
    """The same tests; a code that an earlier one has ends in a number instead."""
    seen: set[str] = set()
    found = []
    for test in tests:
        code, place = test.code, 1
        while code in seen:
            place += 1
            code = f"{test.code[: 8 - len(str(place))]}{place}"
        seen.add(code)
        found.append(
            Test(test.name, code, test.title, test.kind, test.side, test.evaluator, test.item)
        )
    return found


@cache
def _load_codes(instrument: str, version: str) -> dict[str, tuple[str, bool]]:
    """Item or score → its code, and whether it only repeats an item."""
    rows = read_table("instrument_tests")
    return {
        row["name"]: (row["code"], row["source"] == "as item")
        for row in rows
        if row["instrument"] == instrument and row["version"] == version
    }


def _find_title(home: Home, code: str) -> str | None:
    if home.names:
        return find_name(home.codes, home.names, code)
    if not home.codes:
        return None
    term = load_codelists()[home.codes].terms.get(code)
    # The names of this list were not read; its concepts are named `SF36 v1.0 Standard - …`.
    return f"{home.prefix}-{term.label.partition(' - ')[2]}"[:40] if term else None


def _make_title(home: Home, label: Bilingual) -> str:
    return f"{home.prefix}-{to_ascii(label.en)}"[:40].rstrip()


def _unique(title: str, found: list[Test]) -> str:
    titles, place, words = {test.title for test in found}, 1, title
    while words in titles:
        place += 1
        words = f"{title[: 39 - len(str(place))]} {place}"
    return words


def _find_side(name: str) -> str | None:
    if name.endswith(RIGHT):
        return "RIGHT"
    return "LEFT" if name.endswith(LEFT) else None
