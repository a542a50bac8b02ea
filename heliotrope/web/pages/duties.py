"""The reader + the state → what waits for this person's own signature or judgment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from heliotrope.capture.deviations import Deviation, derive_deviations
from heliotrope.capture.ledger import Participant, Signature
from heliotrope.capture.progress import VisitProgress, derive_visits
from heliotrope.capture.signatures import is_settled, latest_signature
from heliotrope.web.pages.asking import Reader


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Visits of one participant that are complete and that no signature covers."""

    participant: str
    visits: tuple[VisitProgress, ...]


@dataclass(frozen=True, slots=True)
class Fallen:
    """A visit whose signature fell, to be signed again."""

    participant: str
    visit: VisitProgress
    signature: Signature


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A deviation that no investigator has judged as it reads now."""

    participant: str
    deviation: Deviation


@dataclass(frozen=True, slots=True)
class SignDuties:
    """What waits for investigators."""

    fallen: tuple[Fallen, ...]
    unjudged: tuple[Unjudged, ...]
    unsigned: tuple[Unsigned, ...]

    @property
    def count(self) -> int:
        """How many lines of a list they make."""
        return len(self.fallen) + len(self.unjudged) + len(self.unsigned)

    @property
    def visits_to_sign(self) -> int:
        """How many visits are complete and unsigned, those with a fallen signature left out."""
        return sum(len(one.visits) for one in self.unsigned)


def list_sign_duties(reader: Reader) -> SignDuties:
    """What waits for an investigator, in the order of the participants' codes."""
    people = [reader.state.participants[code] for code in sorted(reader.state.participants)]
    fallen: list[Fallen] = []
    unsigned: list[Unsigned] = []
    for one in people:
        waiting = tuple(_list_unsettled(reader, one))
        signatures = [(v, latest_signature(one, v.visit.name)) for v in waiting]
        fallen += [Fallen(one.code, v, s) for v, s in signatures if s is not None and s.fell]
        rest = tuple(v for v, s in signatures if s is None or s.fell is None)
        unsigned += [Unsigned(one.code, rest)] if rest else []
    unjudged = [
        Unjudged(one.code, deviation)
        for one in people
        for deviation in derive_deviations(reader.study, one)
        if deviation.acknowledged is None
    ]
    return SignDuties(tuple(fallen), tuple(unjudged), tuple(unsigned))


def list_own(reader: Reader) -> SignDuties | None:
    """What waits for this reader; None for whoever neither signs nor judges."""
    return list_sign_duties(reader) if is_signer(reader) else None


def is_signer(reader: Reader) -> bool:
    """True for whoever signs visits and judges deviations."""
    return reader.may("sign") and reader.may("acknowledge")


def _list_unsettled(reader: Reader, one: Participant) -> Iterator[VisitProgress]:
    """Visits with nothing left to fill in whose complete forms no signature holds for."""
    begun = {record.visit for record in one.records.values() if record.complete}
    open_ = {name for name in begun if not is_settled(one, name)}
    if not open_:
        return
    for progress in derive_visits(reader.study, one, reader.today):
        fell = progress.signature is not None and progress.signature.fell is not None
        if progress.visit.name in open_ and (progress.state == "complete" or fell):
            yield progress
