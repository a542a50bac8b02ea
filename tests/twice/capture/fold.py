"""Stored texts in; what they say, looked up again in all of them for each question, out.

Slow and obvious: plain JSON, no state carried from entry to entry. `describe` says the same of a
State, so that the two can be laid side by side.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from heliotrope.capture.ledger import Chained, Participant, Record, Signature, State
from heliotrope.vocabulary import Missing

Said = dict[str, Any]


class Book:
    """All entries, and the texts that were never redacted."""

    def __init__(self, links: Sequence[Chained]) -> None:
        self.entries: list[Said] = [json.loads(link.text) for link in links]
        self.hashes = [link.hash for link in links]
        gone = {c for e in self.entries for c in e["fact"].get("commitments", ())}
        self.texts = {c: text for link in links for c, text in link.texts.items() if c not in gone}

    def find(self, kind: str, **wanted: Any) -> list[Said]:
        """The entries of a kind whose fact says all of this."""
        return [
            e
            for e in self.entries
            if e["fact"]["kind"] == kind
            and all(e["fact"][name] == value for name, value in wanted.items())
        ]

    def read(self, stored: Any) -> Any:
        """A stored value in plain words."""
        if not isinstance(stored, dict):
            return stored
        if "sealed" in stored:
            text = self.texts.get(stored["sealed"])
            return None if text is None or stored["type"] == "text" else self._type(stored, text)
        (tag,) = stored
        return self._convert(tag, stored[tag])

    def read_text(self, stored: Any) -> str | None:
        """A sealed text, if it is still readable."""
        return None if stored is None else self.texts.get(stored["sealed"])

    def _type(self, stored: Said, text: str) -> Any:
        return self._convert(stored["type"], text)

    def _convert(self, tag: str, text: str) -> Any:
        if tag == "decimal":
            return Decimal(text)
        if tag == "missing":
            return Missing(text)
        if tag == "date":
            return date.fromisoformat(text)
        if tag == "datetime":
            return datetime.fromisoformat(text)
        raise AssertionError(tag)


def tell(links: Sequence[Chained]) -> Said:
    """Everything the entries say, in plain words."""
    book = Book(links)
    founded = book.entries[0]["fact"]
    adopted = book.find("study_adopted")
    newest = adopted[-1]["fact"] if adopted else founded
    codes = [e["fact"]["participant"] for e in book.find("screened")]
    enrolled = {e["fact"]["participant"] for e in book.find("enrolled")}
    return {
        "head": f"{len(book.entries)}:{book.hashes[-1]}",
        "database": founded["database"],
        "study": newest["fingerprint"],
        "studies": sorted({founded["fingerprint"], *(e["fact"]["fingerprint"] for e in adopted)}),
        "looks": [(e["fact"]["up_to"], e["seq"]) for e in book.find("results_viewed")],
        "enrolled_count": len(enrolled),
        "staff": {e["fact"]["person"]: _tell_staff(book, e) for e in book.find("person_added")},
        "participants": {code: _tell_participant(book, code) for code in codes},
    }


def _tell_staff(book: Book, added: Said) -> Said:
    person = added["fact"]["person"]
    roles = [added, *book.find("role_changed", person=person)]
    passwords = book.find("password_changed", person=person)
    return {
        "username": added["fact"]["username"],
        "name": added["fact"]["name"],
        "role": roles[-1]["fact"]["role"],
        "since": roles[-1]["at"],
        "from_administrator": passwords[-1]["fact"]["by_administrator"] if passwords else True,
    }


def _tell_participant(book: Book, code: str) -> Said:
    enrolled, failed = (book.find(k, participant=code) for k in ("enrolled", "screen_failed"))
    enrolled_at = enrolled[-1]["seq"] if enrolled else 0
    failed = [e for e in failed if e["seq"] > enrolled_at]
    saves: dict[tuple[str, str, int], list[Said]] = {}
    for e in book.find("answered", participant=code):
        fact = e["fact"]
        saves.setdefault((fact["visit"], fact["form"], fact["repeat"]), []).append(e)
    return {
        "enrolled": [
            {"seq": e["seq"], "why": _tell_why(book, e)[1]}
            | {name: e["fact"][name] for name in ("happened", "already_happened", "breaches")}
            for e in enrolled[-1:]
        ],
        "failed": [
            {"seq": e["seq"], "why": _tell_why(book, e)[1], "criteria": e["fact"]["criteria"]}
            for e in failed[-1:]
        ],
        "records": {key: [_tell_save(book, e) for e in own] for key, own in saves.items()},
        "signatures": [_tell_signature(book, e) for e in book.find("signed", participant=code)],
        "told": [
            {
                "seq": e["seq"],
                "happened": e["fact"]["happened"],
                "words": book.read_text(e["fact"]["description"]),
            }
            for e in book.find("deviation_recorded", participant=code)
        ],
        "judged": {
            e["fact"]["deviation"]: {
                "seq": e["seq"],
                "weight": e["fact"]["weight"],
                "words": book.read_text(e["fact"]["comment"]),
            }
            for e in book.find("deviation_acknowledged", participant=code)
        },
    }


def _tell_why(book: Book, entry: Said) -> tuple[str | None, str | None]:
    why = entry["why"]
    return (None, None) if why is None else (why["code"], book.read_text(why["text"]))


def _tell_save(book: Book, entry: Said) -> Said:
    fact = entry["fact"]
    sealed = {n: v for n, v in fact["values"].items() if isinstance(v, dict) and "sealed" in v}
    return {
        "seq": entry["seq"],
        "hash": book.hashes[entry["seq"] - 1],
        "at": entry["at"],
        "by": entry["by"]["id"],
        "version": fact["form_version"],
        "complete": fact["complete"],
        "performed": fact["performed"],
        "values": {
            name: book.read_text(v) if name in sealed and v["type"] == "text" else book.read(v)
            for name, v in fact["values"].items()
        },
        "scores": {name: book.read(v) for name, v in fact["scores"].items()},
        "instrument": fact["instrument"],
        "findings": fact["findings"],
        "study": entry["study"]["fingerprint"],
        "why": _tell_why(book, entry),
        "redacted": sorted(n for n, v in sealed.items() if v["sealed"] not in book.texts),
    }


def _tell_signature(book: Book, entry: Said) -> Said:
    fact = entry["fact"]
    fell = book.find("signature_fell", signature=entry["seq"])
    return {
        "seq": entry["seq"],
        "visit": fact["visit"],
        "meaning": fact["meaning"],
        "by": entry["by"]["id"],
        "covers": [
            (fact["visit"], c["form"], c["repeat"], c["form_version"], c["seq"], c["hash"])
            for c in fact["covers"]
        ],
        "fell": [(e["fact"]["cause"], e["fact"]["caused_by"], e["at"]) for e in fell],
    }


# ------------------------------------------------------------------ the same of a State


def describe(state: State) -> Said:
    """What a State says, in the words of `tell`."""
    assert state.study is not None
    return {
        "head": str(state.head),
        "database": state.database,
        "study": state.study.fingerprint,
        "studies": sorted(state.studies),
        "looks": [(look.up_to, look.recorded.seq) for look in state.looks],
        "enrolled_count": state.enrolled_count,
        "staff": {
            person: {
                "username": staff.person.username,
                "name": staff.person.name,
                "role": staff.person.role,
                "since": _at(staff.since),
                "from_administrator": staff.password_from_administrator,
            }
            for person, staff in state.staff.items()
        },
        "participants": {code: describe_one(p) for code, p in state.participants.items()},
    }


def describe_one(one: Participant) -> Said:
    """What a State says of one participant."""
    enrolled, failed = one.enrolled, one.screen_failed
    return {
        "enrolled": [
            {
                "seq": e.recorded.seq,
                "why": e.why_text,
                "happened": e.happened.isoformat(),
                "already_happened": e.already_happened,
                "breaches": list(e.breaches),
            }
            for e in ([enrolled] if enrolled else [])
        ],
        "failed": [
            {"seq": f.recorded.seq, "why": f.why_text, "criteria": list(f.criteria)}
            for f in ([failed] if failed else [])
        ],
        "records": {
            key: [_describe_save(v) for v in reversed(record.versions)]
            for key, record in one.records.items()
        },
        "signatures": [
            {
                "seq": s.recorded.seq,
                "visit": s.visit,
                "meaning": s.meaning,
                "by": s.recorded.by.id,
                "covers": [(*key, version, seq, own) for key, version, seq, own in s.covers],
                "fell": _describe_fall(s),
            }
            for s in one.signatures
        ],
        "told": [
            {"seq": t.recorded.seq, "happened": t.happened, "words": t.description}
            for t in one.told_deviations
        ],
        "judged": {
            key: {"seq": j.recorded.seq, "weight": j.weight, "words": j.comment}
            for key, j in one.acknowledged.items()
        },
    }


def _describe_fall(signature: Signature) -> list[tuple[str, int, str]]:
    fell, at = signature.fell, signature.fell_at
    return [(fell.cause, fell.caused_by, _at(at))] if fell and at else []


def _describe_save(record: Record) -> Said:
    performed = record.performed
    shown = performed.isoformat()[:16] if performed else None
    return {
        "seq": record.seq,
        "hash": record.hash,
        "at": _at(record.at),
        "by": record.by.id,
        "version": record.version,
        "complete": record.complete,
        "performed": shown,
        "values": dict(record.values),
        "scores": dict(record.scores),
        "instrument": record.instrument,
        "findings": list(record.findings),
        "study": record.study_fingerprint,
        "why": (record.why_code, record.why_text),
        "redacted": sorted(record.redacted),
    }


def _at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def forget_places(said: Any) -> Any:
    """The same without numbers, hashes and moments of entries: what was recorded, not where."""
    if isinstance(said, list):
        return [forget_places(one) for one in said]
    if not isinstance(said, dict):
        return said
    dropped = {"seq", "hash", "at", "covers", "fell"}
    return {
        "told" if str(name).startswith("told:") else name: forget_places(value)
        for name, value in said.items()
        if name not in dropped
    }
