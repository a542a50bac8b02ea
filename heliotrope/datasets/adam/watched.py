"""A snapshot and SDTM → every dataset of ADaM for safety, exposure and background treatment."""

from __future__ import annotations

from heliotrope.capture.snapshot import Snapshot
from heliotrope.datasets.adam.adae import make_adae
from heliotrope.datasets.adam.adbc import make_adbc
from heliotrope.datasets.adam.adcm import make_adcm
from heliotrope.datasets.adam.adex import make_adex
from heliotrope.datasets.adam.adgc import make_adgc
from heliotrope.datasets.adam.adlb import make_adlb
from heliotrope.datasets.standard import Dataset, Datasets


def make_watched(snapshot: Snapshot, sdtm: Datasets | None = None) -> tuple[Dataset, ...]:
    """ADBC, ADEX, ADCM, ADGC, ADAE, ADLB; those of which nothing is recorded have no rows."""
    makers = (make_adbc, make_adex, make_adcm, make_adgc, make_adae, make_adlb)
    return tuple(make(snapshot, sdtm) for make in makers)
