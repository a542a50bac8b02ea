"""What somebody typed in; the typed values, or every fault with what would be right, out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from heliotrope.capture.submission import (
    ReadSubmission,
    Submission,
    read_draft_values,
    read_submission,
)
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Missing
from tests.small_study import load_small_study
from tests.unit.capture.playing import DOSE, LABS, found_study

SMALL = load_small_study()
TODAY = date(2026, 6, 1)


def read(
    form: str = "labs",
    raw: dict[str, str] | None = None,
    *,
    study: Study = SMALL,
    visit: str = "baseline",
    day: str = "2026-05-04",
    clock: str = "",
    repeat: int = 1,
    not_done: str = "",
    complete: bool = True,
    today: date = TODAY,
) -> ReadSubmission:
    submission = Submission(
        "S-01", visit, form, LABS if raw is None else raw, day, clock, repeat, not_done=not_done
    )
    return read_submission(study, study.form(form), submission, today, complete=complete)


def say(read: ReadSubmission) -> list[str]:
    return [fault.say() for fault in read.faults]


def blame(read: ReadSubmission) -> list[str]:
    return [fault.where for fault in read.faults]


def reference() -> Study:
    study = found_study("reference")[0].study
    assert study is not None
    return study


# ------------------------------------------------------------------ what is right


def test_what_is_right_is_typed() -> None:
    found = read(raw=LABS | {"fasting": "yes", "hours": "8", "remark": " so "}, clock="09:40")
    assert found == ReadSubmission(
        {
            "age": 40,
            "hemoglobin": Decimal(120),
            "fasting": True,
            "hours": 8,
            "remark": " so ",
        },
        datetime(2026, 5, 4, 9, 40),  # noqa: DTZ001 (a local time, as the clinic's clock said)
        complete=True,
        faults=(),
    )


def test_full_width_digits_are_read() -> None:
    raw = LABS | {"age": "４０", "hemoglobin": "１２０．５"}
    found = read(raw=raw, day="２０２６-05-04", clock="０９：４０")
    assert found.faults == ()
    assert (found.values["age"], found.values["hemoglobin"]) == (40, Decimal("120.5"))
    assert found.performed == datetime(2026, 5, 4, 9, 40)  # noqa: DTZ001


# ------------------------------------------------------------------ what is typed wrongly


@pytest.mark.parametrize(
    ("item", "typed", "said"),
    [
        ("age", "abc", "age: Age: “abc” is not a whole number; give a whole number from 0 to 120"),
        ("age", "40.5", "age: Age: “40.5” is not a whole number"),
        ("age", "4O", "a letter stands where a digit belongs: 40?"),
        ("hemoglobin", "12O", "a letter stands where a digit belongs: 120?"),
        ("hemoglobin", "1e2", "is not a number"),
        ("hemoglobin", "1,5", "is not a number"),
        ("hemoglobin", "+5", "is not a number"),
        ("hemoglobin", "1_0", "is not a number"),
        ("hemoglobin", "NaN", "is not a number"),
        ("hemoglobin", "٣", "is not a number"),
        ("hemoglobin", "<85", "is not a number"),
        ("hemoglobin", "-0.1", "below the lowest possible value, 0"),
        ("hemoglobin", "400.1", "above the highest possible value, 400"),
        ("age", "121", "above the highest possible value, 120"),
        ("age", "-1", "below the lowest possible value, 0"),
        ("fasting", "perhaps", "is neither yes nor no; give yes or no"),
        ("remark", "a\x00b", "holds a control character"),
        ("remark", "x" * 10_001, "has 10001 characters; give at most 10000"),
    ],
)
def test_a_value_that_is_none_is_named_with_what_would_be_right(
    item: str, typed: str, said: str
) -> None:
    (fault,) = say(read(raw=LABS | {item: typed}))
    assert said in fault


@pytest.mark.parametrize(("item", "typed"), [("hemoglobin", "400"), ("hemoglobin", "0"),
                                             ("age", "120"), ("age", "0")])  # fmt: skip
def test_the_limits_themselves_are_possible(item: str, typed: str) -> None:
    assert read(raw=LABS | {item: typed}).faults == ()


@pytest.mark.parametrize(
    ("item", "typed", "said"),
    [
        ("start_date", "2026-13-45", "“2026-13-45” is not a date"),
        ("start_date", "2026-02-29", "“2026-02-29” is not a date"),
        ("start_date", "2026/5/4", "write 2026-05-04"),
        ("start_date", "4.5.2026", "give a calendar date as year-month-day"),
        ("frequency", "weekly", "“weekly” is not among the codes; give one of daily, stopped"),
        ("frequency", "每日", "give daily"),
        ("frequency", "DAILY 1", "is not among the codes"),
    ],
)
def test_dates_and_codes_that_are_refused(item: str, typed: str, said: str) -> None:
    (fault,) = say(read("dosing", DOSE | {item: typed}))
    assert said in fault


@pytest.mark.parametrize("typed", ["daily", "Daily", "DAILY", "ＤＡＩＬＹ"])
def test_a_code_in_another_case_is_recorded_as_the_study_defines_it(typed: str) -> None:
    found = read("dosing", DOSE | {"frequency": typed})
    assert found.faults == ()
    assert found.values["frequency"] == "daily"


@pytest.mark.parametrize(
    "typed",
    ["2026-05-04", "2026-05-04T25:00", "2026-05-04 9:40", "2026-13-45T09:40", "09:40",
     "2026-05-04T09:40+99:00"],
)  # fmt: skip
def test_a_moment_needs_day_and_time(typed: str) -> None:
    (fault,) = say(read("consent", {"signed_at": typed}, visit="screening"))
    assert "is not a date with a time; give date and time as 2026-01-31T09:30" in fault


def test_an_identifying_value_is_not_repeated_in_its_fault() -> None:
    raw = {"birth_date": "1961-13-45", "sex": "female"}
    (fault,) = say(read("demographics", raw, study=reference(), visit="screening"))
    assert "1961" not in fault
    assert "is not a date" in fault


def test_an_item_that_the_form_does_not_have_is_not_swallowed() -> None:
    found = read(raw=LABS | {"hemoglobine": "120"})
    assert say(found) == [
        "hemoglobine: is no item of this form; items: age, hemoglobin, fasting, hours, remark"
    ]


def test_all_faults_come_at_once() -> None:
    found = read(
        raw={"age": "abc", "hemoglobin": "", "fasting": "no", "hours": "3", "nonsense": "1"},
        day="2026-06-02",
        clock="25:00",
        repeat=2,
    )
    assert blame(found) == ["nonsense", "date", "time", "age", "hemoglobin", "hours", "seq"]
    assert all(fault.what.zh and fault.right.zh for fault in found.faults)


# ------------------------------------------------------------------ what is missing


@pytest.mark.parametrize("reason", ["ND", "UNK", "NA", "ＮＤ"])
def test_a_reason_may_stand_for_a_required_item(reason: str) -> None:
    assert read(raw=LABS | {"hemoglobin": reason}).faults == ()


@pytest.mark.parametrize("typed", ["", " ", "\t", "　"])
def test_a_required_item_that_is_empty_is_named(typed: str) -> None:
    found = read(raw=LABS | {"hemoglobin": typed})
    (fault,) = say(found)
    assert fault == (
        "hemoglobin: Hemoglobin is empty; give a value, or say why there is none: ND not done,"
        " UNK unknown, NA not applicable"
    )
    assert read(raw=LABS | {"hemoglobin": typed}, complete=False).faults == ()


@pytest.mark.parametrize("typed", ["N/A", "nd", "-", "n.d."])
def test_what_only_looks_like_a_reason_is_a_fault(typed: str) -> None:
    assert blame(read(raw=LABS | {"hemoglobin": typed})) == ["hemoglobin"]


def test_an_optional_item_may_be_empty() -> None:
    assert read(raw=LABS).values["remark"] is None


@pytest.mark.parametrize(
    ("fasting", "hours", "faults"),
    [
        ("yes", "8", []),
        ("yes", "", ["hours"]),
        ("yes", "ND", []),
        ("no", "", []),
        ("no", "8", ["hours"]),
        ("no", "NA", []),
        ("UNK", "", ["hours"]),
        ("UNK", "UNK", []),
        ("", "", ["fasting", "hours"]),
    ],
)
def test_an_item_that_is_asked_only_sometimes(fasting: str, hours: str, faults: list[str]) -> None:
    assert blame(read(raw=LABS | {"fasting": fasting, "hours": hours})) == faults


def test_the_sentence_names_the_answer_by_its_label() -> None:
    (fault,) = read(raw=LABS | {"hours": "8"}).faults
    assert fault.what.en == "Hours is answered but only asked with another answer to Fasting"
    assert fault.what.zh == "小时已填写，但按「空腹」的答案无需填写"


@pytest.mark.parametrize("hours", ["", "8"])
def test_nothing_is_said_of_an_item_whose_condition_could_not_be_read(hours: str) -> None:
    assert blame(read(raw=LABS | {"fasting": "perhaps", "hours": hours})) == ["fasting"]


def test_a_draft_may_not_answer_what_is_not_asked_either() -> None:
    assert blame(read(raw={"fasting": "no", "hours": "8"}, complete=False)) == ["hours"]


# ------------------------------------------------------------------ the whole form not done


@pytest.mark.parametrize("reason", ["ND", "UNK", "NA"])
def test_a_form_that_was_not_done_gives_each_item_the_reason_and_no_day(reason: str) -> None:
    found = read(raw={"age": "abc"}, day="2099-01-01", clock="25:00", not_done=reason)
    assert found.faults == ()
    assert found.values == dict.fromkeys(LABS_ITEMS, Missing[reason])
    assert found.performed is None


LABS_ITEMS = list(SMALL.form("labs").item_by_name)


@pytest.mark.parametrize("reason", ["nd", "no", "x" * 5_000])
def test_what_is_no_reason_for_a_whole_form(reason: str) -> None:
    (fault,) = say(read(not_done=reason, day=""))
    assert fault.endswith("is no reason; give ND, UNK or NA")
    assert len(fault) < 100


# ------------------------------------------------------------------ when it was done


@pytest.mark.parametrize(
    ("day", "clock", "where", "said"),
    [
        ("", "", "date", "the date it was done is empty; give the date, as 2026-05-21"),
        (" ", "", "date", "the date it was done is empty"),
        ("UNK", "", "date", "UNK is no date; give the date, as 2026-05-21; until it is found out"),
        ("", "09:40", "date", "a time is given without its day; give the date too"),
        ("2026-13-45", "", "date", "“2026-13-45” is not a date"),
        ("2026-06-02", "", "date", "2026-06-02 lies in the future; give a day up to 2026-06-01"),
        ("2026-05-04", "25:00", "time", '"25:00" is no time of day; give hours and minutes'),
        ("2026-05-04", "24:00", "time", '"24:00" is no time of day'),
        ("2026-05-04", "09:60", "time", '"09:60" is no time of day'),
        ("2026-05-04", "9:40", "time", '"9:40" is no time of day'),
        ("2026-05-04", "09:40:10", "time", '"09:40:10" is no time of day'),
        ("2026-05-04", "ND", "time", '"ND" is no time of day'),
    ],
)
def test_a_day_or_time_that_cannot_be(day: str, clock: str, where: str, said: str) -> None:
    (fault,) = read(day=day, clock=clock).faults
    assert fault.where == where
    assert said in fault.say()


@pytest.mark.parametrize(
    ("day", "clock", "performed"),
    [
        ("2026-06-01", "", date(2026, 6, 1)),
        ("2026-05-04", "00:00", datetime(2026, 5, 4)),  # noqa: DTZ001
        ("2026-05-04", "23:59", datetime(2026, 5, 4, 23, 59)),  # noqa: DTZ001
        ("2026-05-04 ", " 09:40 ", datetime(2026, 5, 4, 9, 40)),  # noqa: DTZ001
        ("2026-05-04", " ", date(2026, 5, 4)),
    ],
)
def test_a_day_with_or_without_its_time(day: str, clock: str, performed: date) -> None:
    found = read(day=day, clock=clock)
    assert found.faults == ()
    assert found.performed == performed


@pytest.mark.parametrize("day", ["", "UNK"])
def test_a_draft_needs_no_day(day: str) -> None:
    found = read(day=day, complete=False)
    assert (found.performed, found.faults) == (None, ())


@pytest.mark.parametrize(
    ("form", "visit", "raw", "item"),
    [
        ("consent", "screening", {"signed_at": "2026-06-02T00:00"}, "signed_at"),
        ("dosing", "baseline", DOSE | {"start_date": "2026-06-02"}, "start_date"),
        ("end_of_study", "week_8", {"end_date": "2026-06-02", "reason": "completed"}, "end_date"),
    ],
)
def test_the_dates_that_all_is_counted_from_do_not_lie_in_the_future(
    form: str, visit: str, raw: dict[str, str], item: str
) -> None:
    (fault,) = read(form, raw, visit=visit).faults
    assert fault.where == item
    assert "lies in the future; give a day up to 2026-06-01" in fault.say()
    today = {name: text.replace("06-02", "06-01") for name, text in raw.items()}
    assert read(form, today, visit=visit).faults == ()


def test_today_is_the_day_of_the_study_and_not_of_utc() -> None:
    # 23:30 UTC on 1 June is already 2 June in Shanghai.
    raw = {"signed_at": "2026-06-01T23:30Z"}
    assert blame(read("consent", raw, visit="screening")) == ["signed_at"]
    assert read("consent", raw, visit="screening", today=date(2026, 6, 2)).faults == ()


def test_a_birth_in_the_future_is_refused_without_repeating_it() -> None:
    raw = {"birth_date": "2026-06-02", "sex": "female"}
    (fault,) = say(read("demographics", raw, study=reference(), visit="screening"))
    assert fault.startswith("birth_date: Date of birth lies in the future")
    assert "06-02" not in fault


def test_the_end_of_a_dose_may_lie_in_the_future() -> None:
    assert read("dosing", DOSE | {"end_date": "2026-07-01"}).faults == ()


# ------------------------------------------------------------------ rows


@pytest.mark.parametrize(
    ("form", "visit", "repeat", "faults"),
    [
        ("labs", "baseline", 1, []),
        ("labs", "baseline", 2, ["seq"]),
        ("labs", "baseline", 0, ["seq"]),
        ("labs", "unscheduled", 2, []),
        ("labs", "unscheduled", 9_999, []),
        ("labs", "unscheduled", 10_000, ["seq"]),
        ("dosing", "baseline", 9_999, []),
        ("dosing", "baseline", 10**30, ["seq"]),
        ("dosing", "baseline", -1, ["seq"]),
    ],
)
def test_only_what_repeats_has_more_than_one_row(
    form: str, visit: str, repeat: int, faults: list[str]
) -> None:
    raw = LABS if form == "labs" else DOSE
    assert blame(read(form, raw, visit=visit, repeat=repeat)) == faults


def test_what_is_being_typed_is_read_as_far_as_it_goes() -> None:
    found = read_draft_values(SMALL, SMALL.form("labs"), {"age": "4", "hemoglobin": "1x"})
    assert found == {
        "age": 4, "hemoglobin": None, "fasting": None, "hours": None, "remark": None,
    }  # fmt: skip


def test_a_moment_is_meant_in_the_zone_of_the_study() -> None:
    found = read("consent", {"signed_at": "2026-05-01T09:00"}, visit="screening")
    assert found.values["signed_at"] == datetime(2026, 5, 1, 1, 0, tzinfo=UTC)
