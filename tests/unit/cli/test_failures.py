"""Exceptions in; whether the exit code and the words are those of the contract out."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.utils import DatabaseError, IntegrityError, OperationalError

from heliotrope.capture.intake import refuse_intake
from heliotrope.cli.failures import WrongUse, describe_failure
from heliotrope.study.load import StudyUnreadable, load_study
from heliotrope.vocabulary import Bilingual, Fault, Refusal

FAULT = Fault("labs.csv", Bilingual("bad", "错"), Bilingual("good", "对"), 3)


def test_a_refusal_says_what_is_wrong_and_what_would_be_right() -> None:
    refusal = Refusal(Bilingual("it is taken", "已占用"), Bilingual("take another", "请换一个"))
    assert describe_failure(refusal, "en") == (1, ["it is taken; take another"])
    assert describe_failure(refusal, "zh") == (1, ["已占用；请换一个"])


def test_every_fault_of_a_refusal_is_a_line() -> None:
    code, lines = describe_failure(refuse_intake([FAULT, FAULT]), "en")
    assert code == 1
    assert lines[:2] == ["labs.csv:3: bad; good"] * 2
    assert lines[2].startswith("nothing was taken in: 2 fault(s)")


def test_an_unreadable_study_lists_its_faults() -> None:
    assert describe_failure(StudyUnreadable((FAULT,)), "en") == (1, ["labs.csv:3: bad; good"])


def test_a_path_that_is_not_there_is_the_inputs_fault(tmp_path: Path) -> None:
    with pytest.raises(StudyUnreadable) as caught:
        load_study(tmp_path / "gone")
    assert describe_failure(caught.value, "en")[0] == 1
    error = FileNotFoundError(2, "No such file or directory", "/gone")
    code, (line,) = describe_failure(error, "en")
    assert code == 1
    assert line.startswith("/gone: No such file or directory; ")


def test_wrong_use_is_2() -> None:
    assert describe_failure(WrongUse("a and b", "甲与乙"), "zh") == (2, ["甲与乙"])


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OperationalError("no connection\nmore"), "the database cannot be reached: no connection"),
        (DatabaseError("file is not a database"), "the file is no SQLite database"),
        (DatabaseError("database disk image is malformed"), "the SQLite file is damaged"),
    ],
)
def test_a_database_out_of_reach_is_the_inputs_fault(error: Exception, said: str) -> None:
    code, (line,) = describe_failure(error, "en")
    assert code == 1
    assert line.startswith(f"{said}; ")
    assert "more" not in line


@pytest.mark.parametrize("error", [ValueError("told by NC-001"), IntegrityError("row NC-001")])
def test_anything_else_is_our_bug_and_its_message_is_kept_back(error: Exception) -> None:
    code, (line,) = describe_failure(error, "en")
    assert code == 3
    assert "NC-001" not in line
    assert type(error).__name__ in line
    assert "--debug" in line
