"""Any sequence of acts in; whether the state says what the entries say, read one by one, out."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.capture.acts import Deed, deeds, play_all
from tests.twice.capture.fold import describe, tell
from tests.unit.capture.playing import LABS, Play, cdasi


@settings(max_examples=100)
@given(st.lists(deeds(), max_size=20))
def test_the_state_says_what_the_entries_say(sequence: list[Deed]) -> None:
    play = play_all(sequence)
    assert describe(play.state) == tell(play.links)


def test_a_ledger_with_everything_in_it() -> None:
    play = Play()
    play.screen("S-02", "S-01")
    play.consent("2026-04-28T09:00")
    play.save("screening", "labs", LABS | {"remark": "so"}, "2026-04-28", draft=True)
    play.save("screening", "labs", LABS | {"remark": "no"}, "2026-04-28", "09:40")
    play.save("screening", "cdasi", cdasi(12), "2026-04-27")
    play.sign("screening")
    play.save("screening", "labs", LABS, "2026-04-28", reason="other", words="a slip")
    play.settle()
    play.fail(words="declined")
    play.enroll(date(2026, 5, 3), already=True, words="asked again")
    play.tell("a word")
    play.judge("before_consent:screening:cdasi:1", words="seen")
    play.adopt('version: "1"', 'version: "2"')
    play.sign("screening")
    play.settle()
    play.redact(*(sealed.commitment for _, sealed in play.sealed[:2]))
    said = tell(play.links)
    assert describe(play.state) == said
    one = said["participants"]["S-01"]
    assert [len(s["fell"]) for s in one["signatures"]] == [1, 0]
    assert [save["redacted"] for save in one["records"]["screening", "labs", 1]] == [
        ["remark"], ["remark"], [],
    ]  # fmt: skip
    assert one["failed"] == []
    judged = one["judged"]["before_consent:screening:cdasi:1"]
    assert (judged["weight"], judged["words"]) == ("minor", "seen")
    assert said["enrolled_count"] == 1
    assert len(said["studies"]) == 2
