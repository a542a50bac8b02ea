"""Imagined participants in, their SDTM datasets out; one study with a form of every kind."""

from __future__ import annotations

from functools import cache
from typing import Any

from heliotrope.capture.ledger import Participant
from heliotrope.capture.snapshot import Snapshot
from heliotrope.datasets.sdtm.context import Context, make_context
from heliotrope.datasets.sdtm.make import make_sdtm
from heliotrope.datasets.standard import Dataset, Datasets
from heliotrope.study.protocol import Study
from tests.imagined import make_snapshot
from tests.watched import form_of, watched_study


@cache
def tabulated_study() -> Study:
    """The watched study with vital signs, accountability and procedures as well."""
    study = watched_study()
    more = (form_of("vital_signs"), form_of("accountability"), form_of("procedures"))
    fields = {name: getattr(study, name) for name in Study.model_fields}
    return Study(**fields | {"forms": (*study.forms, *more)})


def snapshot_of(*people: Participant) -> Snapshot:
    """A snapshot of these participants in that study."""
    return make_snapshot(people, tabulated_study())


def context_of(*people: Participant) -> Context:
    """What the domains are made from."""
    return make_context(snapshot_of(*people))


def tabulate(*people: Participant) -> Datasets:
    """Their SDTM."""
    return make_sdtm(snapshot_of(*people))


def rows_of(dataset: Dataset, *names: str) -> list[tuple[Any, ...]]:
    """These columns, row by row."""
    return dataset.frame.select(names).rows()
