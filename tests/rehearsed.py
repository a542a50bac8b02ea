"""A seed in, the snapshot of a rehearsed study out, and the same with its people multiplied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np

from heliotrope.analysis.run import Evaluation, evaluate
from heliotrope.capture.ledger import Participant, State
from heliotrope.capture.snapshot import Snapshot, take_snapshot
from heliotrope.datasets.sdtm.make import make_sdtm
from heliotrope.datasets.standard import Datasets
from heliotrope.simulate.rehearsal import plan_rehearsal
from heliotrope.simulate.sketches import Setting
from tests.imagined import reference_study
from tests.played import play_in_memory

NOW = datetime(2026, 6, 3, 9, tzinfo=UTC)


@cache
def play_reference(seed: int = 7, *, in_progress: bool = False) -> State:
    """The ledger's state after a rehearsal of the reference study: whole, or as of `NOW`."""
    setting = Setting(NOW, in_progress=in_progress)
    acts = tuple(plan_rehearsal(np.random.default_rng(seed), reference_study(), setting))
    return play_in_memory(reference_study(), acts)


@cache
def rehearse_reference(seed: int = 7) -> Snapshot:
    """The reference study as a rehearsal over its whole length leaves it."""
    return take_snapshot(replace(play_reference(seed), database="rehearsal"))


@cache
def tabulate_rehearsal() -> Datasets:
    """Its SDTM."""
    return make_sdtm(rehearse_reference())


@cache
def evaluate_rehearsal(seed: int = 7) -> Evaluation:
    """Its evaluation."""
    return evaluate(rehearse_reference(seed))


def multiply(snapshot: Snapshot, wanted: int) -> Snapshot:
    """A snapshot of that many participants: those of `snapshot` again and again, by new codes."""
    return replace(snapshot, participants=tuple(_copy(snapshot, wanted)))


def _copy(snapshot: Snapshot, wanted: int) -> Iterator[Participant]:
    models = snapshot.participants
    for place in range(wanted):
        model, code = models[place % len(models)], f"NC-{place + 1:06}"
        records = {k: replace(r, participant=code) for k, r in model.records.items()}
        yield replace(model, code=code, records=records)
