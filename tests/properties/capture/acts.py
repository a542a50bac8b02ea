"""Chance in; sequences of acts that people might try on the small study, right or wrong, out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from heliotrope.capture.answers import answer
from heliotrope.capture.deviations import derive_deviations
from heliotrope.capture.entries import (
    Exported,
    PasswordChanged,
    PersonAdded,
    ResultsViewed,
    RoleChanged,
)
from heliotrope.capture.signatures import MEANINGS
from heliotrope.capture.submission import Submission
from heliotrope.vocabulary import Refusal
from tests.unit.capture.playing import COORDINATOR, INVESTIGATOR, TODAY, Play, cdasi

CODES = ("S-01", "S-02", "S-03")
"""As many as may be enrolled: what happens to one is then no matter of the others."""
VISITS = ("screening", "baseline", "week_4", "week_8", "unscheduled", "early_termination")
DAY_1 = date(2026, 5, 4)

days = st.integers(-20, 70).map(lambda n: (DAY_1 + timedelta(days=n)).isoformat())
clocks = st.sampled_from(["", "", "00:00", "09:40", "10:00", "23:59"])


@dataclass(frozen=True)
class Deed:
    """One thing that somebody tries; `what` names it, `given` is what it needs."""

    what: str
    code: str
    given: dict[str, Any] = field(default_factory=dict)


def _raw(form: str) -> st.SearchStrategy[dict[str, str]]:
    number = st.sampled_from(["0", "40", "120.5", "ND", "", "abc", "999999"])
    if form == "labs":
        return st.fixed_dictionaries(
            {
                "age": st.sampled_from(["17", "18", "40", "", "UNK", "12O"]),
                "hemoglobin": st.sampled_from(["29", "85", "85.1", "120.50", "ND"]),
                "fasting": st.sampled_from(["yes", "no", "no", "UNK"]),
            },
            optional={"hours": st.sampled_from(["", "8"]), "remark": st.text(max_size=6)},
        )
    if form == "cdasi":
        return st.integers(0, 40).map(cdasi)
    if form == "consent":
        return st.fixed_dictionaries(
            {"signed_at": st.tuples(days, st.sampled_from(["T09:30", "T10:00"])).map("".join)}
        )
    if form == "dosing":
        return st.fixed_dictionaries(
            {"start_date": days, "dose_mg": number, "frequency": st.just("daily")}
        )
    if form == "end_of_study":
        return st.fixed_dictionaries(
            {"end_date": days, "reason": st.sampled_from(["completed", "adverse_event", ""])}
        )
    return st.fixed_dictionaries({"infection": st.sampled_from(["yes", "no", "UNK", ""])})


@st.composite
def _saves(draw: st.DrawFn, codes: tuple[str, ...]) -> Deed:
    form = draw(
        st.sampled_from(
            ["labs", "labs", "cdasi", "consent", "dosing", "end_of_study", "eligibility"]
        )
    )
    given = {
        "visit": draw(st.sampled_from(VISITS)),
        "form": form,
        "raw": draw(_raw(form)),
        "date": draw(st.one_of(days, st.just(""))),
        "time": draw(clocks),
        "repeat": draw(st.sampled_from([1, 1, 1, 2])),
        "complete": draw(st.sampled_from([True, True, False])),
        "not_done": draw(st.sampled_from(["", "", "", "", "ND"])),
        "reason_code": draw(st.sampled_from(["", "transcription", "transcription", "other"])),
        "reason_text": draw(st.sampled_from(["", "a slip"])),
        "late_by": draw(st.sampled_from([0, 0, 0, 0, 1])),
    }
    return Deed("save", draw(st.sampled_from(codes)), given)


def deeds(codes: tuple[str, ...] = CODES) -> st.SearchStrategy[Deed]:
    """One deed on one of these participants."""
    code = st.sampled_from(codes)

    def make(what: str, **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Deed]:
        return st.builds(Deed, st.just(what), code, st.fixed_dictionaries(given))

    words = st.text(max_size=5)
    return st.one_of(
        _saves(codes),
        _saves(codes),
        _saves(codes),
        make("enroll", day=days, already=st.booleans()),
        make("fail", words=words),
        make("sign", visit=st.sampled_from(VISITS), meaning=st.sampled_from([*MEANINGS, ""])),
        make("settle"),
        make("tell", words=words, day=days),
        make("judge", which=st.integers(0, 3), words=words),
        make("redact", which=st.integers(0, 5)),
    )


def people() -> st.SearchStrategy[Deed]:
    """What concerns no participant: people, looks, copies."""
    return st.sampled_from(
        [Deed(what, "") for what in ("add", "role", "password", "look", "export")]
    )


def play_all(sequence: list[Deed], play: Play | None = None) -> Play:
    """Every deed tried in order; what is refused leaves no trace, and that is checked."""
    now = play or Play()
    for deed in sequence:
        try_deed(now, deed)
    return now


def try_deed(play: Play, deed: Deed) -> bool:
    """True if the deed was accepted."""
    before, count = play.state, len(play.links)
    if deed.code and deed.code not in play.state.participants:
        play.screen(deed.code)
        before, count = play.state, len(play.links)
    try:
        _DEEDS[deed.what](play, deed)
    except Refusal as said:
        refusal = said
    else:
        return True
    assert play.state is before
    assert len(play.links) == count
    assert refusal.what.en
    assert refusal.what.zh
    return False


def _save(play: Play, deed: Deed) -> None:
    given = dict(deed.given)
    late_by = given.pop("late_by")
    known = play.participant(deed.code).record(given["visit"], given["form"], given["repeat"])
    version = known.version if known else 0
    submission = Submission(deed.code, seen_version=max(0, version - late_by), **given)
    play.take(answer(play.state, submission, TODAY, play.salt))


def _judge(play: Play, deed: Deed) -> None:
    found = derive_deviations(play.study, play.participant(deed.code))
    if found:
        key = found[deed.given["which"] % len(found)].key
        play.judge(key, words=deed.given["words"], code=deed.code)


def _redact(play: Play, deed: Deed) -> None:
    own = [
        sealed.commitment
        for seq, sealed in play.sealed
        if getattr(play.links[seq - 1].entry.fact, "participant", "") == deed.code
    ]
    if own:
        play.redact(own[deed.given["which"] % len(own)], code=deed.code)


def _add(play: Play, _deed: Deed) -> None:
    person = f"p{len(play.state.staff) + 10}"
    play.take(PersonAdded(person=person, username=person, name="王", role="coordinator"))


def _change(play: Play, deed: Deed) -> None:
    for person in list(play.state.staff)[:1]:
        if deed.what == "role":
            play.take(RoleChanged(person=person, role="inactive"))
        else:
            play.take(PasswordChanged(person=person, by_administrator=False))


def _head(play: Play) -> int:
    assert play.state.head is not None
    return play.state.head.seq


_DEEDS: dict[str, Any] = {
    "save": _save,
    "judge": _judge,
    "redact": _redact,
    "add": _add,
    "role": _change,
    "password": _change,
    "look": lambda play, _: play.take(ResultsViewed(up_to=_head(play)), INVESTIGATOR),
    "export": lambda play, _: play.take(Exported(what="data", up_to=_head(play)), COORDINATOR),
    "settle": lambda play, _: play.settle(),
    "enroll": lambda play, deed: play.enroll(
        date.fromisoformat(deed.given["day"]), code=deed.code, already=deed.given["already"]
    ),
    "fail": lambda play, deed: play.fail(deed.code, deed.given["words"]),
    "sign": lambda play, deed: play.sign(deed.given["visit"], deed.given["meaning"], deed.code),
    "tell": lambda play, deed: play.tell(deed.given["words"], deed.given["day"], deed.code),
}


def list_redacted(play: Play) -> frozenset[str]:
    """Every commitment whose text was emptied."""
    facts = [link.entry.fact for link in play.links]
    return frozenset(c for fact in facts if fact.kind == "redacted" for c in fact.commitments)
