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
from tests.unit.capture.playing import COORDINATOR, DOSE, INVESTIGATOR, TODAY, Play, cdasi

CODES = ("S-01", "S-02", "S-03")
"""As many as may be enrolled: what happens to one is then no matter of the others."""
DAY_1 = date(2026, 5, 4)

days = st.integers(-20, 70).map(lambda n: (DAY_1 + timedelta(days=n)).isoformat())
clocks = st.sampled_from(["", "", "00:00", "09:40", "10:00", "23:59"])


@dataclass(frozen=True)
class Deed:
    """One thing that somebody tries; `what` names it, `given` is what it needs."""

    what: str
    code: str
    given: dict[str, Any] = field(default_factory=dict)


FORMS = {
    "screening": ["consent", "eligibility", "labs", "cdasi"],
    "baseline": ["labs", "dosing", "cdasi"],
    "week_4": ["labs", "labs", "dosing", "cdasi"],
    "week_8": ["end_of_study", "labs"],
    "unscheduled": ["labs"],
    "early_termination": ["end_of_study"],
}
"""Visit → what it collects; what there is more of is tried more often."""


def _raw(form: str) -> st.SearchStrategy[dict[str, str]]:
    """Answers as somebody types them, mostly right."""
    if form == "labs":
        return st.fixed_dictionaries(
            {
                "age": st.sampled_from(["40", "18", "17", "UNK"]),
                "hemoglobin": st.sampled_from(["120", "85", "85.1", "29", "ND"]),
                "fasting": st.just("no"),
            },
            optional={"remark": st.text(max_size=6)},
        )
    if form == "cdasi":
        return st.sampled_from([0, 11, 12, 30]).map(cdasi)
    if form == "consent":
        return st.tuples(days, st.sampled_from(["T09:30", "T10:00"])).map(
            lambda parts: {"signed_at": "".join(parts)}
        )
    if form == "dosing":
        return st.builds(lambda day, dose: DOSE | {"start_date": day, "dose_mg": dose}, days,
                         st.sampled_from(["5", "2.5", "0"]))  # fmt: skip
    if form == "end_of_study":
        return days.map(lambda day: {"end_date": day, "reason": "completed"})
    return st.sampled_from(["yes", "no", "UNK"]).map(lambda text: {"infection": text})


@st.composite
def _saves(draw: st.DrawFn, code: st.SearchStrategy[str]) -> Deed:
    """A save that is right in nine of ten respects: whole wild ones would never be accepted."""
    visit = draw(st.sampled_from([*FORMS, "screening", "baseline", "week_4"]))
    form = draw(st.sampled_from(FORMS[visit]))
    raw = draw(_raw(form))
    given = {
        "visit": visit,
        "form": form,
        "raw": raw,
        "date": draw(days),
        "time": draw(clocks),
        "repeat": draw(
            st.sampled_from([1, 2] if form == "dosing" or visit == "unscheduled" else [1])
        ),
        "complete": draw(st.sampled_from([True, True, True, False])),
        "not_done": "",
        "reason_code": draw(st.sampled_from(["transcription"] * 5 + ["other", "query"])),
        "reason_text": "a slip",
        "late_by": 0,
    }
    wrong: dict[str, Any] = draw(
        st.sampled_from(
            [{}] * 16
            + [
                {"date": ""},
                {"not_done": "ND"},
                {"reason_code": ""},
                {"late_by": 1},
                {"raw": raw | {"age": "12O"}},
                {"raw": {}},
                {"visit": "week_8"},
            ]
        )
    )
    return Deed("save", draw(code), given | wrong)


def _people() -> st.SearchStrategy[Deed]:
    """What concerns no participant: people, looks, copies."""
    return st.sampled_from(
        [Deed(what, "") for what in ("add", "role", "password", "look", "export")]
    )


def deeds(codes: tuple[str, ...] = CODES) -> st.SearchStrategy[Deed]:
    """One deed on one of these participants; two of three are saves."""
    code = st.sampled_from([codes[0]] * 3 + list(codes))

    def make(what: str, **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Deed]:
        return st.builds(Deed, st.just(what), code, st.fixed_dictionaries(given))

    words = st.text(max_size=5)
    meanings = st.sampled_from([*MEANINGS, *MEANINGS, ""])
    others = [
        make("enroll", day=days, already=st.booleans()),
        make("fail", words=words),
        make("sign", which=st.integers(0, 3), meaning=meanings),
        make("sign", which=st.integers(0, 3), meaning=meanings),
        make("settle"),
        make("tell", words=words, day=days),
        make("judge", which=st.integers(0, 3), words=words),
        make("redact", which=st.integers(0, 5)),
        _people(),
    ]
    # A strategy that stands twice in `one_of` still has the chance of one.
    turns = st.sampled_from([*["save"] * 2 * len(others), *range(len(others))])
    return turns.flatmap(lambda turn: _saves(code) if turn == "save" else others[int(turn)])


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


def _sign(play: Play, deed: Deed) -> None:
    begun = list(dict.fromkeys(visit for visit, _, _ in play.participant(deed.code).records))
    visit = begun[deed.given["which"] % len(begun)] if begun else "week_8"
    play.sign(visit, deed.given["meaning"], deed.code)


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
    "sign": _sign,
    "tell": lambda play, deed: play.tell(deed.given["words"], deed.given["day"], deed.code),
}


def list_redacted(play: Play) -> frozenset[str]:
    """Every commitment whose text was emptied."""
    facts = [link.entry.fact for link in play.links]
    return frozenset(c for fact in facts if fact.kind == "redacted" for c in fact.commitments)
