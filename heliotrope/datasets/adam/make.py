"""A snapshot with its SDTM → all datasets of ADaM."""

from __future__ import annotations

from collections.abc import Iterable

from heliotrope.capture.snapshot import Snapshot
from heliotrope.datasets.adam.adice import assemble_adice, make_event_rows
from heliotrope.datasets.adam.adlb import settle_parameters
from heliotrope.datasets.adam.adqs import assemble_adqs, make_endpoint_rows
from heliotrope.datasets.adam.adsl import assemble_adsl, make_subject_row
from heliotrope.datasets.adam.chart import Chart
from heliotrope.datasets.adam.layout import make_layout
from heliotrope.datasets.adam.rows import Row
from heliotrope.datasets.adam.watched import make_watched
from heliotrope.datasets.standard import Datasets, join_datasets


def join_adam(shares: Iterable[Datasets]) -> Datasets:
    """ADaM of several shares of the participants, in their order, as one of all."""
    joined = join_datasets(shares)
    return Datasets(tuple(settle_parameters(one) if one.name == "ADLB" else one for one in joined))


def make_adam(snapshot: Snapshot, sdtm: Datasets | None = None) -> Datasets:
    """Every dataset of ADaM, in one pass over the participants.

    The source variables point into `sdtm`.
    """
    layout = make_layout(snapshot.study)
    subjects: list[dict[str, object]] = []
    values: list[Row] = []
    events: list[Row] = []
    for participant in snapshot.participants:
        chart = Chart(snapshot.study, participant, snapshot.cut_off)
        subject = make_subject_row(chart)
        subjects.append(subject)
        values += make_endpoint_rows(chart, subject, layout)
        events += make_event_rows(chart)
    return Datasets(
        (
            assemble_adsl(subjects),
            assemble_adqs(snapshot.study, values, sdtm),
            assemble_adice(events, sdtm),
            *make_watched(snapshot, sdtm),
        )
    )
