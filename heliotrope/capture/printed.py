"""The cells of a laboratory row as a laboratory prints them → as the form asks for them.

Source of what is printed: practice.md, what the coordinator's files look like.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from heliotrope.study.forms import Form
from heliotrope.study.values import converted_text

FINDINGS = {"阴性": "negative", "阳性": "positive"}
SIGNS = {"<": "below", ">": "above"}
_CENSORED = re.compile(r"([<>])\s*(\S.*)")
_ARROWS = "↑↓"
_MICRO = str.maketrans({"µ": "u", "μ": "u"})


def as_asked(form: Form, cells: Mapping[str, str]) -> dict[str, str]:
    """The cells of a form that records laboratory values; of any other form as they are.

    An arrow behind a number goes: the limits say the same. `<0.5` becomes 0.5 with the sign
    `below`, unless another sign is given; 阴性 and 阳性 become the finding; µ in a unit becomes u.
    Whatever else is printed is left for the reading of the item to refuse.
    """
    found = dict(cells)
    if form.records != "laboratory":
        return found
    for item in form.items:
        if item.name in found and item.type in ("decimal", "integer"):
            found[item.name] = converted_text(found[item.name]).strip().rstrip(_ARROWS).rstrip()
    _split_sign(form, found)
    _take_finding(form, found)
    if "unit" in found:
        found["unit"] = found["unit"].strip().translate(_MICRO)
    return found


def _split_sign(form: Form, found: dict[str, str]) -> None:
    censored = _CENSORED.fullmatch(found.get("value", ""))
    if censored is None or "sign" not in form.item_by_name:
        return
    sign = SIGNS[censored[1]]
    if found.get("sign", "").strip() in ("", sign):
        found["value"], found["sign"] = censored[2], sign


def _take_finding(form: Form, found: dict[str, str]) -> None:
    """What is printed as a word, under whichever of the two columns."""
    if "finding" not in form.item_by_name:
        return
    word = found.get("finding", "").strip()
    if not word and found.get("value", "").strip() in FINDINGS:
        word, found["value"] = found["value"].strip(), ""
    if word in FINDINGS:
        found["finding"] = FINDINGS[word]
