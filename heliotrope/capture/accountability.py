"""A participant's counts of study drug → what was given out, came back and so was taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from heliotrope.capture.kinds import find_forms, find_records, given_number
from heliotrope.capture.ledger import Participant, Record
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import NOTHING, Bilingual

NO_STRENGTH = Bilingual("the strength of what was counted is not recorded", "未记录所计药物的规格")
NOT_RETURNED = Bilingual(
    "what came back of a dispensing was not counted", "有一次发药的回收数未清点"
)


@dataclass(frozen=True, slots=True)
class Accountability:
    """The counts of one participant."""

    dispensed: Decimal
    """Capsules, all strengths together."""
    returned: Decimal
    taken_mg: Decimal | None
    """Given out and not come back, in mg; None: not evaluable, see `note`."""
    note: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class _Count:
    strength: Decimal | None
    dispensed: Decimal | None
    returned: Decimal | None


def count_accountability(study: Study, participant: Participant) -> Accountability | None:
    """The counts in the order of their days; None if there is none.

    What was taken is known only where every dispensing was followed by a count of what came back
    of the same strength: a bottle that never came back is not taken for an empty one.
    """
    counts = _read_counts(study, participant)
    if not counts:
        return None
    dispensed = sum((one.dispensed or Decimal() for one in counts), Decimal())
    returned = sum((one.returned or Decimal() for one in counts), Decimal())
    why = _explain(counts)
    taken = None
    if why is None:
        taken = sum(
            (
                one.strength * ((one.dispensed or Decimal()) - (one.returned or Decimal()))
                for one in counts
                if one.strength is not None
            ),
            Decimal(),
        )
    return Accountability(dispensed, returned, taken, why or NOTHING)


def _read_counts(study: Study, participant: Participant) -> list[_Count]:
    records = find_records(participant, find_forms(study, "accountability"))
    counts = [
        _Count(
            _read_strength(record),
            given_number(record, "dispensed"),
            given_number(record, "returned"),
        )
        for record in sorted(records, key=lambda one: (one.performed_date or date.min, one.seq))
    ]
    return [one for one in counts if (one.dispensed, one.returned) != (None, None)]


def _read_strength(record: Record) -> Decimal | None:
    """The number of mg, which a form may ask for as a number or as the code of a choice."""
    code = record.given("strength_mg")
    if isinstance(code, str):
        return Decimal(code) if re.fullmatch(r"\d+(\.\d+)?", code, re.ASCII) else None
    return given_number(record, "strength_mg")


def _explain(counts: Sequence[_Count]) -> Bilingual | None:
    """Why what was taken is not known; None if it is."""
    if any(one.strength is None and (one.dispensed or one.returned) for one in counts):
        return NO_STRENGTH
    waiting: set[Decimal] = set()
    for one in counts:
        if one.strength is None:
            continue
        if one.returned is not None:
            waiting.discard(one.strength)
        elif one.strength in waiting:
            return NOT_RETURNED
        if one.dispensed:
            waiting.add(one.strength)
    return NOT_RETURNED if waiting else None
