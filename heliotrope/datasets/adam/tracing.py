"""SDTM datasets and a ledger entry → the row of SDTM that an analysis row was made from."""

from __future__ import annotations

from collections.abc import Mapping

from heliotrope.capture.ledger import Record
from heliotrope.datasets.standard import Dataset, Datasets, Variable
from heliotrope.study.protocol import Study

SOURCE_VARIABLES = (
    Variable("SRCDOM", "Source Data", note="The SDTM domain."),
    Variable("SRCVAR", "Source Variable", note="The variable of SDTM that was read."),
    Variable(
        "SRCSEQ",
        "Source Sequence Number",
        "number",
        note="--SEQ of the row of SDTM; empty for a supplemental domain.",
        significant_digits=0,
    ),
)


class Sources:
    """Finds rows of SDTM by the ledger entry behind them. Without SDTM nothing is found."""

    def __init__(self, sdtm: Datasets | None, domain: str, test: str = "") -> None:
        """Read one domain; `test` is the variable that tells rows of one entry apart."""
        self.domain = domain
        self._rows: Mapping[int, dict[str, list[float | None]]] = {}
        if sdtm is not None and domain in sdtm:
            self._rows = _index(sdtm[domain], test)

    def find(self, record: Record, variable: str, code: str = "") -> dict[str, object]:
        """SRCDOM, SRCVAR and SRCSEQ of the row; empty where SDTM has no such row."""
        rows = self._rows.get(record.seq, {})
        numbers = rows.get(code)
        if numbers is None:
            every = [number for numbers in rows.values() for number in numbers]
            if len(every) != 1:
                return {}
            numbers = every
        return {"SRCDOM": self.domain, "SRCVAR": variable, "SRCSEQ": numbers[0]}


def _index(dataset: Dataset, test: str) -> dict[int, dict[str, list[float | None]]]:
    """Entry → test → numbers of its rows; a supplemental domain has no sequence numbers."""
    found: dict[int, dict[str, list[float | None]]] = {}
    if dataset.entries is None:
        return found
    frame, sequence = dataset.frame, f"{dataset.name}SEQ"
    numbers = frame[sequence].to_list() if sequence in frame.columns else [None] * frame.height
    codes = frame[test].to_list() if test else [""] * frame.height
    for entry, code, number in zip(dataset.entries.to_list(), codes, numbers, strict=True):
        if entry is not None:
            found.setdefault(entry, {}).setdefault(code, []).append(number)
    return found


def read_words(record: Record, item: str) -> str | None:
    """A text as typed; `REDACTED` where a signed decision emptied it; None if none was given."""
    if item in record.redacted:
        return "REDACTED"
    value = record.given(item)
    return None if value is None else str(value)


def read_label(study: Study, record: Record, item: str) -> str | None:
    """The English label of a recorded code; None if none was given."""
    value = record.given(item)
    known = study.form(record.form).item_by_name.get(item)
    if value is None or known is None:
        return None if value is None else str(value)
    return next((one.label.en for one in known.codes if one.code == value), str(value))
