"""A small instrument in; whether its description is scored as it reads out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from heliotrope.instruments.description import Doubling, Item, Scale, Term
from heliotrope.instruments.score import (
    Instrument,
    Score,
    Step,
    check_answers,
    score_answers,
)
from heliotrope.vocabulary import Bilingual, Missing


def _text(word: str) -> Bilingual:
    return Bilingual(word, f"{word}（中）")


def _score(answers: Mapping[str, object], missing: str | None = None) -> Score:
    return score_answers(SMALL, answers, missing)


SMALL = Instrument(
    "small",
    "1",
    _text("Small"),
    (
        Item("red", _text("Red"), 0, 3),
        Item("blue", _text("Blue"), 0, 3),
        Item("bumps", _text("Bumps"), 0, 1),
        Item("scar", _text("Scar"), 0, 2),
    ),
    (
        Scale(
            "now",
            _text("Now"),
            0,
            9,
            (
                Term(_text("Blue"), ("blue",)),
                Term(
                    _text("Red"),
                    ("red",),
                    doubled=Doubling("bumps", _text("bumps"), _text("no bumps")),
                ),
            ),
        ),
        Scale("past", _text("Past"), 0, 2, (Term(_text("Scar"), ("scar",)),)),
    ),
    _score,
    (),
    _text("free"),
)
FULL = {"red": 2, "blue": 1, "bumps": 1, "scar": 0}


def test_steps_show_the_arithmetic_and_end_with_the_total() -> None:
    assert _score(FULL)["now"].steps == (
        Step(_text("Blue"), 1),
        Step(_text("Red"), 4, Bilingual("2 × 2 (bumps)", "2 × 2（bumps（中））")),
        Step(Bilingual("Total", "合计"), 5),
    )


def test_the_absent_sign_is_said_and_doubles_nothing() -> None:
    step = _score(FULL | {"bumps": 0})["now"].steps[1]
    assert step == Step(_text("Red"), 2, _text("no bumps"))


def test_everything_scored_has_no_reason() -> None:
    score = _score(FULL)
    assert (score.status, score.reason, score.faults) == ("scored", None, ())
    assert [(one.name, one.value, one.status) for one in score.scales] == [
        ("now", 5, "scored"),
        ("past", 0, "scored"),
    ]


def test_a_scale_that_there_is_not() -> None:
    with pytest.raises(KeyError, match="later"):
        _score(FULL)["later"]


@pytest.mark.parametrize("absent", [None, Missing.ND, Missing.UNK, Missing.NA])
def test_a_missing_answer_leaves_its_scale_unscored_and_the_other_stands(absent: object) -> None:
    score = _score(FULL | {"scar": absent})
    assert score["now"].value == 5
    past = score["past"]
    assert (past.value, past.status, past.steps, past.missing) == (
        None,
        "not_scored",
        (),
        ("scar",),
    )
    assert score.status == "not_scored"


def test_an_absent_name_is_a_missing_answer() -> None:
    score = _score({"red": 2, "bumps": 1, "scar": 1})
    assert score["now"].missing == ("blue",)
    assert score.reason == Bilingual("now not scored, missing: blue", "now 未计分，缺：blue")


def test_the_sign_that_doubles_is_needed_too() -> None:
    assert _score(FULL | {"red": 0, "bumps": None})["now"].missing == ("bumps",)


def test_reasons_of_several_scales_stand_one_after_the_other() -> None:
    score = _score({"red": Missing.ND, "blue": 1, "bumps": 0})
    assert score.reason is not None
    assert score.reason.en == ("now not scored, missing: red (ND); past not scored, missing: scar")


@pytest.mark.parametrize(
    "wrong", [4, -1, "2", "", 2.0, Decimal(2), True, False, [2], object, "x" * 1000]
)
def test_what_is_not_a_whole_number_in_range_is_a_fault(wrong: object) -> None:
    score = _score(FULL | {"red": wrong})
    assert [fault.where for fault in score.faults] == ["red"]
    assert [one.value for one in score.scales] == [None, None]
    assert score.status == "not_scored"
    assert score.reason is not None
    assert score.reason.en.startswith("red: ")
    assert score.reason.en.endswith("is not allowed; give a whole number from 0 to 3")
    assert len(score.reason.en) < 100


def test_a_fault_is_said_once_in_both_languages() -> None:
    assert _score(FULL | {"bumps": 2}).reason == Bilingual(
        'bumps: "2" is not allowed; give 0 or 1', "bumps: 「2」不可用；请填 0 或 1"
    )


def test_every_fault_is_named_in_the_form_order() -> None:
    faults = check_answers(SMALL.items, {"scar": 3, "red": 9, "blue": None, "bumps": Missing.NA})
    assert [fault.where for fault in faults] == ["red", "scar"]


def test_names_that_are_not_items_are_ignored() -> None:
    assert _score(FULL | {"assessor": "p3", "note": None}) == _score(FULL)


def test_a_score_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        _score(FULL).version = "2"  # type: ignore[misc]
