"""Acts of imagined people in, the ledger and the state they leave behind out; no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Literal

from heliotrope.capture.answers import answer, make_why
from heliotrope.capture.enrollment import enroll, fail_screening, screen
from heliotrope.capture.entries import (
    Answered,
    AnyFact,
    DeviationAcknowledged,
    DeviationRecorded,
    Enrolled,
    Founded,
    Redacted,
    SealedText,
    Signed,
    StudyAdopted,
    StudyVersion,
    compute_hash,
    read_entry,
    seal,
)
from heliotrope.capture.ledger import Chained, Draft, Participant, Record, State, chain, fold
from heliotrope.capture.signatures import derive_falls, sign
from heliotrope.capture.submission import Submission
from heliotrope.study.load import parse_study, read_folder
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Person
from tests.repository import ROOT
from tests.small_study import read_small_files

COORDINATOR = Person("p1", "lin", "Lin Qiao", "coordinator")
INVESTIGATOR = Person("p2", "wu", "Wu Jian", "investigator")
START = datetime(2026, 5, 1, 0, 0, tzinfo=UTC)
TODAY = date(2027, 12, 31)
"""Late enough that no day in a test lies in the future."""

LABS = {"age": "40", "hemoglobin": "120", "fasting": "no"}
DOSE = {"start_date": "2026-05-04", "dose_mg": "5", "frequency": "daily"}


@cache
def read_reference_files() -> dict[str, str]:
    """The files of the reference study."""
    return read_folder(ROOT / "studies" / "nct05488327")


@cache
def found_study(
    which: str, database: Literal["real", "rehearsal"] = "rehearsal"
) -> tuple[State, Chained]:
    """The founding entry of the study `small` or `reference`, and the state after it."""
    files = read_small_files() if which == "small" else read_reference_files()
    study = parse_study(files)
    fact = Founded(
        database=database,
        study_id=study.id,
        version=study.version,
        fingerprint=study.fingerprint,
        files=files,
    )
    version = StudyVersion(version=study.version, fingerprint=study.fingerprint)
    link = chain(Draft(fact), None, COORDINATOR, START, version)
    return fold(State(), link), link


def cdasi(activity: int) -> dict[str, str]:
    """A complete CDASI form whose activity is that number (0-90), with no damage."""
    study = found_study("small")[0].study
    assert study is not None
    raw = {item.name: "0" for item in study.form("cdasi").items}
    left = activity
    for part, high in (("erythema", 3), ("scale", 2), ("erosion", 1)):
        sites = [n for n in raw if n.endswith(part) and not n.startswith("hands_")]
        for name in sites:
            points = min(left, high)
            raw[name] = str(points)
            left -= points
    assert left == 0
    return raw


class Play:
    """A ledger in memory: each act is judged on the state, chained and folded."""

    def __init__(
        self, which: str = "small", database: Literal["real", "rehearsal"] = "rehearsal"
    ) -> None:
        self.state, founding = found_study(which, database)
        self.links = [founding]
        self.sealed: list[tuple[int, SealedText]] = []
        """Every text laid aside, with the number of its entry."""
        self.at = START
        self.step = timedelta(minutes=1)
        self._salts = 0

    @property
    def study(self) -> Study:
        assert self.state.study is not None
        return self.state.study

    def participant(self, code: str = "S-01") -> Participant:
        return self.state.participants[code]

    def record(self, visit: str, form: str, repeat: int = 1, code: str = "S-01") -> Record:
        found = self.participant(code).record(visit, form, repeat)
        assert found is not None
        return found

    def salt(self) -> str:
        self._salts += 1
        return compute_hash(str(self._salts))

    def take(self, draft: Draft | AnyFact, by: Person = COORDINATOR) -> Chained:
        """Chain and fold one fact; the clock moves on by `step`."""
        self.at += self.step
        made = draft if isinstance(draft, Draft) else Draft(draft)
        version = StudyVersion(version=self.study.version, fingerprint=self.study.fingerprint)
        link = chain(made, self.state.head, by, self.at, version)
        self.state = fold(self.state, link)
        self.links.append(link)
        self.sealed += [(link.entry.seq, sealed) for sealed in made.sealed]
        return link

    # ------------------------------------------------------------ acts

    def screen(self, *codes: str) -> None:
        for code in codes:
            self.take(screen(self.state, code))

    def submit(self, submission: Submission, *, by: Person = COORDINATOR) -> Answered:
        """Save exactly this; raises what the save is refused for."""
        link = self.take(answer(self.state, submission, TODAY, self.salt), by)
        assert isinstance(link.entry.fact, Answered)
        return link.entry.fact

    def save(
        self,
        visit: str,
        form: str,
        raw: Mapping[str, str],
        day: str = "",
        clock: str = "",
        *,
        code: str = "S-01",
        repeat: int = 1,
        by: Person = COORDINATOR,
        draft: bool = False,
        not_done: str = "",
        reason: str = "",
        words: str = "",
    ) -> Answered:
        """Save a form on top of the version that is there, as somebody who just opened it."""
        seen = self.participant(code).record(visit, form, repeat)
        submission = Submission(
            participant=code,
            visit=visit,
            form=form,
            raw=raw,
            date=day,
            time=clock,
            repeat=repeat,
            seen_version=seen.version if seen else 0,
            complete=not draft,
            not_done=not_done,
            reason_code=reason,
            reason_text=words,
        )
        return self.submit(submission, by=by)

    def consent(self, moment: str, *, code: str = "S-01", reason: str = "") -> Answered:
        raw = {"signed_at": moment}
        if "version" in self.study.form("consent").item_by_name:
            raw |= {"version": "1.0", "copy_given": "yes"}
        return self.save("screening", "consent", raw, moment[:10], code=code, reason=reason)

    def dose(self, day: str, *, visit: str = "baseline", code: str = "S-01") -> Answered:
        return self.save(visit, "dosing", DOSE | {"start_date": day}, day, code=code)

    def enroll(
        self, day: date, *, code: str = "S-01", already: bool = False, words: str = ""
    ) -> Enrolled:
        fact = enroll(self.state, code, day, already_happened=already)
        sealed: list[SealedText] = []
        why = make_why("already_happened", words, self.salt, sealed) if words else None
        self.take(Draft(fact, why, tuple(sealed)))
        return fact

    def fail(self, code: str = "S-01", words: str = "declined") -> None:
        sealed: list[SealedText] = []
        why = make_why("screen_failure", words, self.salt, sealed)
        self.take(Draft(fail_screening(self.state, code), why, tuple(sealed)))

    def sign(self, visit: str, meaning: str = "reviewed", code: str = "S-01") -> Signed:
        fact = sign(self.state, code, visit, meaning, "1.0")
        self.take(fact, INVESTIGATOR)
        return fact

    def settle(self) -> tuple[Chained, ...]:
        """Record the falls of signatures that follow by themselves, as every save does."""
        return tuple(self.take(draft) for draft in derive_falls(self.state))

    def tell(self, words: str, day: str = "2026-05-02", code: str = "S-01") -> str:
        """Report a deviation; its commitment comes back."""
        sealed = seal(words, self.salt())
        stored = {"sealed": sealed.commitment, "type": "text"}
        fact = DeviationRecorded(participant=code, visit=None, happened=day, description=stored)
        self.take(Draft(fact, None, (sealed,)))
        return sealed.commitment

    def judge(self, key: str, weight: str = "minor", words: str = "", code: str = "S-01") -> None:
        sealed = seal(words, self.salt()) if words else None
        fact = DeviationAcknowledged.model_validate(
            {
                "participant": code,
                "deviation": key,
                "weight": weight,
                "comment": {"sealed": sealed.commitment, "type": "text"} if sealed else None,
            }
        )
        self.take(Draft(fact, None, (sealed,) if sealed else ()), INVESTIGATOR)

    def redact(self, *commitments: str, code: str = "S-01") -> None:
        self.take(Redacted(participant=code, commitments=commitments), INVESTIGATOR)

    def adopt(self, old: str, new: str, file: str = "study.yaml") -> None:
        """Adopt the study's files with one text changed."""
        files = dict(read_small_files())
        assert old in files[file]
        files[file] = files[file].replace(old, new)
        study = parse_study(files)
        self.take(StudyAdopted(version=study.version, fingerprint=study.fingerprint, files=files))


def alter(study: Study, **changed: Any) -> Study:
    """The study with some of its parts replaced; a copy would keep what was looked up before."""
    return Study(**{name: getattr(study, name) for name in Study.model_fields} | changed)


def read_back(links: Sequence[Chained], gone: frozenset[str] = frozenset()) -> State:
    """The state folded from the stored texts alone, as after a restart; `gone`: redacted since."""
    state, _ = found_study_of(links[0])
    for link in links[1:]:
        texts = {c: text for c, text in link.texts.items() if c not in gone}
        state = fold(state, Chained(read_entry(link.text), link.text, link.hash, texts))
    return state


def found_study_of(link: Chained) -> tuple[State, Chained]:
    """The founding entry again, folded only once in a run: it parses all the study's files."""
    for which in ("small", "reference"):
        if found_study(which)[1].hash == link.hash:
            return found_study(which)
    raise AssertionError("the ledger was not founded here")
