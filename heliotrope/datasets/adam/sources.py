"""SDTM with a record → the row of SDTM in which a value of that record stands."""

from __future__ import annotations

from heliotrope.capture.ledger import Record
from heliotrope.datasets.adam.assessments import Assessment
from heliotrope.datasets.standard import Datasets
from heliotrope.study.plan import Endpoint
from heliotrope.study.protocol import Study


class Sources:
    """Where the values of ADaM stand in SDTM."""

    def __init__(self, study: Study, sdtm: Datasets | None) -> None:
        self._study = study
        self._sdtm = sdtm

    def find(
        self, endpoint: Endpoint, one: Assessment
    ) -> tuple[str | None, str | None, int | None]:
        """SRCDOM, SRCVAR and SRCSEQ; None each where SDTM does not hold the value."""
        return (endpoint.form, endpoint.value, one.entry)

    def find_record(self, record: Record) -> tuple[str | None, int | None]:
        """SRCDOM and SRCSEQ of the record's first row."""
        return (record.form, record.seq)
