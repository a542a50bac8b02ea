"""Anything that can be typed in; whether it is read wholly or refused wholly, out."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from heliotrope.capture.answers import UnableToAnswer, answer
from heliotrope.capture.checks import is_asked
from heliotrope.capture.enrollment import UnableToScreen, propose_code, screen
from heliotrope.capture.submission import Submission, read_submission
from heliotrope.study.values import format_value
from heliotrope.vocabulary import Missing
from tests.unit.capture.playing import TODAY, Play, found_study

STUDY = found_study("small")[0].study
assert STUDY is not None
FORMS = {form.name: form for form in STUDY.forms}

# Halves of pairs included: a browser cannot send them, a program can.
anything = st.one_of(
    st.text(st.characters(exclude_categories=[]), max_size=12),
    st.sampled_from(
        ["", " ", "0", "40", "120.5", "yes", "no", "ND", "UNK", "2026-05-04", "2026-13-45",
         "2026-05-04T09:40", "daily", "12O", "１８", "-0", "1e3", "NaN", "\x00", "\ud800", "９９"]
    ),
)  # fmt: skip


@st.composite
def submissions(draw: st.DrawFn) -> Submission:
    form = FORMS[draw(st.sampled_from(sorted(FORMS)))]
    items = st.sampled_from([*form.item_by_name, "no_such_item"])
    names = draw(st.lists(items, unique=True, max_size=8))
    return Submission(
        participant="S-01",
        visit=draw(st.sampled_from(["screening", "baseline", "week_8", "unscheduled", "mars"])),
        form=form.name,
        raw={name: draw(anything) for name in names},
        date=draw(anything),
        time=draw(anything),
        repeat=draw(st.sampled_from([-1, 0, 1, 1, 1, 2, 10**12])),
        seen_version=draw(st.sampled_from([0, 0, 0, 1, -1])),
        complete=draw(st.booleans()),
        not_done=draw(st.sampled_from(["", "", "", "ND", "nd"])),
        reason_code=draw(st.one_of(st.sampled_from(["", "", "query", "other"]), anything)),
        reason_text=draw(anything),
    )


@given(submissions())
def test_whatever_is_typed_is_recorded_wholly_or_refused_with_its_faults(
    submission: Submission,
) -> None:
    play = Play()
    play.screen("S-01")
    try:
        draft = answer(play.state, submission, TODAY, play.salt)
    except UnableToAnswer as refusal:
        faults = refusal.faults
    else:
        link = play.take(draft)
        link.text.encode()
        for sealed in draft.sealed:
            sealed.text.encode()
        return
    assert faults
    for fault in faults:
        assert fault.where
        assert fault.what.en
        assert fault.what.zh
        assert fault.right.en
        assert fault.right.zh


@given(submissions(), st.booleans())
def test_what_is_read_without_a_fault_is_read_the_same_again(
    submission: Submission,
    complete: bool,
) -> None:
    assert STUDY is not None
    if submission.visit == "mars":
        return
    form = FORMS[submission.form]
    read = read_submission(STUDY, form, submission, TODAY, complete=complete)
    if read.faults:
        return
    assert list(read.values) == list(form.item_by_name)
    for item in form.items:
        value = read.values[item.name]
        asked = is_asked(item, read.values)
        assert asked or value is None or isinstance(value, Missing)
        assert not (complete and asked and item.required and value is None)
    assert read.performed is None or read.performed.isoformat()[:10] <= TODAY.isoformat()
    raw = {name: format_value(value, STUDY.time_zone) for name, value in read.values.items()}
    again = Submission(
        "S-01", submission.visit, form.name, raw, submission.date, submission.time,
        submission.repeat, not_done=submission.not_done,
    )  # fmt: skip
    assert read_submission(STUDY, form, again, TODAY, complete=complete) == read


@given(st.text(st.characters(exclude_categories=[]), max_size=25))
def test_a_code_that_is_given_out_is_safe_in_an_address_and_on_paper(code: str) -> None:
    play = Play()
    try:
        fact = screen(play.state, code)
    except UnableToScreen:
        return
    assert quote(fact.participant) == code == code.strip()
    assert code.strip(".") == code.lstrip(".").rstrip(".") != ""
    assert not code.startswith(("=", "+", "-", "@", "."))


@given(st.lists(st.from_regex(r"[Ss]-0{0,12}[0-9]{1,12}", fullmatch=True), max_size=6))
def test_the_code_proposed_can_always_be_given_out(codes: list[str]) -> None:
    assert STUDY is not None
    play = Play()
    for code in codes:
        with suppress(UnableToScreen):
            play.screen(code)
    play.screen(propose_code(STUDY, play.state))


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_no_day_after_today_is_taken(today: date) -> None:
    assert STUDY is not None
    late = Submission("S-01", "baseline", "labs", {}, "2025-01-01")
    read = read_submission(STUDY, FORMS["labs"], late, today, complete=False)
    assert bool(read.faults) is (today < date(2025, 1, 1))
