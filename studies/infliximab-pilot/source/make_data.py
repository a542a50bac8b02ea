"""The two transcribed tables in this folder → the study's data folder, one CSV file a form."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BYTE_ORDER_MARK = "utf-8-sig"
KEYS = ["participant", "visit", "date"]
PRINTED_COLUMNS = {
    "mmt8": "mmt8_{visit}",
    "functional_index": "functional_index_{visit}",
    "ck": "ck_{visit}_ukat_l",
}

Row = dict[str, str]


def read_table(name: str) -> list[Row]:
    """The rows of a table beside this script."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_table(folder: Path, form: str, rows: list[Row]) -> None:
    """One form's CSV file, with the byte-order mark by which a spreadsheet knows UTF-8."""
    with (folder / f"{form}.csv").open("w", encoding=BYTE_ORDER_MARK, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def code_of(patient: Row) -> str:
    """The participant's code: the printed number with the study's prefix."""
    return f"IP-{int(patient['patient']):02d}"


def demographics(patients: list[Row]) -> list[Row]:
    """The diagnosis of each patient; nothing else is printed of them."""
    return [
        _keys(patient, "before") | {"diagnosis": patient["diagnosis"].lower()}
        for patient in patients
    ]


def muscle(patients: list[Row]) -> list[Row]:
    """The measurements before treatment, and after it for those who completed.

    A dash beside printed numbers is unknown (UNK): the visit took place, the value is not printed.
    """
    rows = []
    for patient in patients:
        for visit in ("before", "after"):
            printed = {
                item: patient[column.format(visit=visit)]
                for item, column in PRINTED_COLUMNS.items()
            }
            if any(printed.values()):
                values = {item: value or "UNK" for item, value in printed.items()}
                rows.append(_keys(patient, visit) | values)
    return rows


def end_of_study(patients: list[Row], events: dict[str, str]) -> list[Row]:
    """Who completed and who dropped out, with the authors' judgment or the printed event."""
    rows = []
    for patient in patients:
        dropped = patient["outcome"] == "dropped out"
        rows.append(
            _keys(patient, "after")
            | {
                "reason": "dropped_out" if dropped else "completed",
                "printed_event": events[patient["patient"]] if dropped else "",
                "clinical_outcome": "" if dropped else patient["outcome"],
            }
        )
    return rows


def _keys(patient: Row, visit: str) -> Row:
    return dict(zip(KEYS, (code_of(patient), visit, ""), strict=True))


def main(folder: Path) -> None:
    """Write all files into the folder."""
    patients = read_table("published.csv")
    events = {row["patient"]: row["printed_event"] for row in read_table("printed_events.csv")}
    folder.mkdir(parents=True, exist_ok=True)
    write_table(folder, "demographics", demographics(patients))
    write_table(folder, "muscle", muscle(patients))
    write_table(folder, "end_of_study", end_of_study(patients, events))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "data")
