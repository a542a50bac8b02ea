"""GLOSSARY.md in; whether every domain word stands there once, with its Chinese word, out."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from heliotrope.capture import entries, roles
from heliotrope.study.plan import AnalysisRole
from heliotrope.vocabulary import Missing
from tests.repository import ROOT, find_modules

LINE = re.compile(r"- \*\*(?P<word>[^*]+)\*\* \((?P<chinese>[^)]+)\): (?P<text>.+)")
TEXT = (ROOT / "GLOSSARY.md").read_text("utf-8")
TERMS = [found for line in TEXT.splitlines() if (found := LINE.fullmatch(line))]
WORDS = [found["word"] for found in TERMS]

WORDS_OF_KINDS = {
    "founded": "founding",
    "study_adopted": "amendment",
    "person_added": "person",
    "role_changed": "role",
    "password_changed": "person",
    "screened": "screening",
    "answered": "form",
    "screen_failed": "screen failure",
    "enrolled": "enrollment",
    "deviation_recorded": "protocol deviation",
    "deviation_acknowledged": "protocol deviation",
    "signed": "signature",
    "signature_fell": "fallen signature",
    "results_viewed": "look",
    "exported": "head",
    "redacted": "redaction",
}
"""Kind of entry → the word that explains it. A new kind needs its word."""


def test_every_line_of_the_list_is_a_term() -> None:
    assert len(TERMS) == sum(line.startswith("- ") for line in TEXT.splitlines())
    assert len(TERMS) > 80


def test_a_word_stands_once_and_in_order() -> None:
    assert sorted(WORDS, key=str.lower) == WORDS
    assert len({word.lower() for word in WORDS}) == len(WORDS)


def test_every_word_has_its_chinese_word() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert not [found["word"] for found in TERMS if not chinese.search(found["chinese"])]


def test_words_that_it_points_to_are_there() -> None:
    singular = {word.lower() for word in WORDS}
    known = singular | {f"{one}s" for one in singular} | {f"{one[:-1]}ies" for one in singular}
    for found in TERMS:
        for pointed in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", found["text"]):
            assert pointed.lower() in known, f"{found['word']} points to {pointed}"


def test_every_kind_of_entry_has_its_word() -> None:
    facts = get_args(get_args(entries.AnyFact)[0])
    kinds = {fact.model_fields["kind"].default for fact in facts}
    assert kinds == WORDS_OF_KINDS.keys()
    assert not [kind for kind in kinds if WORDS_OF_KINDS[kind] not in WORDS]


@pytest.mark.parametrize("role", [role for role in get_args(roles.Role) if role != "inactive"])
def test_every_role_is_named(role: str) -> None:
    assert re.search(rf"\b{role}\b", TEXT)


def test_every_reason_for_a_missing_value_is_named() -> None:
    (term,) = (found for found in TERMS if found["word"] == "missing")
    assert not [one.value for one in Missing if f"`{one.value}`" not in term["text"]]


def test_every_result_role_is_named() -> None:
    (term,) = (found for found in TERMS if found["word"] == "result role")
    assert not [role for role in get_args(AnalysisRole) if f"`{role}`" not in term["text"]]


def test_no_other_word_is_used_for_a_participant() -> None:
    outside = re.compile(r"\b(subjects?|patients?)\b", re.IGNORECASE)
    for module in find_modules():
        if module.room in ("datasets", "analysis"):  # where CDISC's words live
            continue
        names = [function.name for function in module.functions()]
        assert not [name for name in names if outside.search(name.replace("_", " "))], module.path
