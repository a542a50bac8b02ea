"""Every instrument with its worked cases goes in; its page in each language is written here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

from heliotrope.instruments.catalog import INSTRUMENTS
from heliotrope.instruments.manual import Case, read_case, render_manual
from heliotrope.instruments.published import load_table
from heliotrope.instruments.score import Instrument

HERE = Path(__file__).parent
CASES = HERE.parent.parent / "tests" / "cases" / "instruments"


def load_cases(instrument: Instrument) -> dict[str, list[Case]]:
    """Each file of the instrument's worked cases, by its name."""
    paths = sorted((CASES / instrument.name).glob("*.yaml"))
    reader = YAML(typ="safe")
    files = {path.stem: reader.load(path) for path in paths}
    return {
        name: [read_case(raw, content.get("bases")) for raw in content["cases"]]
        for name, content in files.items()
    }


def render_pages() -> Iterator[tuple[Path, str]]:
    """Where each page belongs, and what it should say."""
    for instrument in INSTRUMENTS:
        cases = load_cases(instrument)
        tables = [load_table(name) for name in instrument.tables]
        yield HERE / f"{instrument.name}.md", render_manual(instrument, cases, tables, "en")
        yield HERE / f"{instrument.name}.zh.md", render_manual(instrument, cases, tables, "zh")


if __name__ == "__main__":
    for page, text in render_pages():
        page.write_text(text, encoding="utf-8")
        print(page.name)
