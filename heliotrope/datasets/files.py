"""The datasets of one evaluation → the folder of their files, the same bytes for the same input."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from heliotrope.capture.tables import SYNTHETIC_MARK
from heliotrope.datasets.dataset_json import write_dataset_json
from heliotrope.datasets.define_html import render_define_html
from heliotrope.datasets.define_xml import render_define_xml
from heliotrope.datasets.definitions import define_datasets
from heliotrope.datasets.delivery import Delivery
from heliotrope.datasets.long_text import divide_long_texts
from heliotrope.datasets.standard import Datasets
from heliotrope.datasets.terminology import Codelist, load_codelists
from heliotrope.datasets.trace import make_trace_table
from heliotrope.datasets.write import render_csv, write_csv
from heliotrope.datasets.xpt import write_xpt

AT_THE_TOP = ("ADSL", "ADQS")
"""Their CSV stands also in the folder itself, where programs outside look for it."""
LIST = "written.txt"
"""In the folder: the name of each file that an evaluation wrote, one a line."""
TRACE = "trace.csv"

_WRITTEN = re.compile(rf"((sdtm|adam)/)?[a-z0-9_]+\.(csv|xpt|json|xml|html)|{SYNTHETIC_MARK}")
_SYNTHETIC = (
    "合成数据 Synthetic data: nobody in these datasets is real. 这些数据集中没有真实的人。\n"
)


def write_datasets(
    sdtm: Datasets,
    adam: Datasets,
    delivery: Delivery,
    folder: Path,
    known: Mapping[str, Codelist] | None = None,
) -> tuple[str, ...]:
    """Write every dataset of both standards; the names of the files, relative to the folder.

    `known` are the code lists; without it, CDISC's and ours of `terminology`.

    `sdtm/` and `adam/` each hold every dataset as XPT, Dataset-JSON and CSV, with `define.xml` and
    `define.html`; `trace.csv` leads from every row to the ledger; `adsl.csv` and `adqs.csv` stand
    at the top, and `SYNTHETIC.txt` if nobody in them is real. A standard without datasets gets no
    folder. What an earlier evaluation wrote and this one does not is removed, and nothing else.
    Raises UnableToPackError for a dataset that a transport file cannot hold, OSError if the folder
    cannot be written.
    """
    lists = load_codelists() if known is None else known
    written = [
        f"{name}/{file}"
        for name, datasets in (("sdtm", sdtm), ("adam", adam))
        for file in _write_standard(datasets, delivery, folder / name, lists)
    ]
    for name in AT_THE_TOP:
        if name in adam:
            write_csv(render_csv(adam[name].frame), folder / f"{name.lower()}.csv")
            written.append(f"{name.lower()}.csv")
    write_csv(render_csv(make_trace_table(adam, sdtm)), folder / TRACE)
    written.append(TRACE)
    if delivery.synthetic:
        (folder / SYNTHETIC_MARK).write_text(_SYNTHETIC, "utf-8", newline="")
        written.append(SYNTHETIC_MARK)
    remove_datasets(folder, written)
    (folder / LIST).write_text("".join(f"{name}\n" for name in written), "utf-8", newline="")
    return tuple(written)


def remove_datasets(folder: Path, but: Collection[str] = ()) -> None:
    """Remove the files that an earlier evaluation wrote there, except those named, and its list.

    Nothing else is removed: the list cannot name a file outside the folder, nor one of another
    kind. Raises OSError if a file cannot be removed.
    """
    for name in _read_list(folder / LIST):
        if name not in but:
            (folder / name).unlink(missing_ok=True)
    (folder / LIST).unlink(missing_ok=True)


def _write_standard(
    datasets: Datasets,
    delivery: Delivery,
    folder: Path,
    known: Mapping[str, Codelist],
) -> Iterator[str]:
    """Write the datasets of one standard into its folder; each file's name once it is there."""
    if not datasets.all:
        return
    folder.mkdir(parents=True, exist_ok=True)
    divided = divide_long_texts(datasets)
    for one in divided:
        stem = one.name.lower()
        write_xpt(one, delivery.moment, folder / f"{stem}.xpt")
        write_dataset_json(one, delivery, folder / f"{stem}.json")
        write_csv(render_csv(one.frame), folder / f"{stem}.csv")
        yield from (f"{stem}.{ending}" for ending in ("xpt", "json", "csv"))
    definitions = define_datasets(divided, delivery, known)
    pages = {
        "define.xml": render_define_xml(definitions),
        "define.html": render_define_html(definitions),
    }
    for file, text in pages.items():
        (folder / file).write_text(text, "utf-8", newline="")
        yield file


def _read_list(path: Path) -> list[str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    # Whoever else wrote in it cannot make us remove anything but a file of ours beside it.
    return [name for name in lines if _WRITTEN.fullmatch(name)]
