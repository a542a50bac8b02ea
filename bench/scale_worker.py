"""A ledger's file in; the processor seconds of each part of its evaluation, printed as JSON."""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from heliotrope.analysis.run import run_plan
from heliotrope.capture.snapshot import take_snapshot
from heliotrope.datasets.adam.make import make_adam
from heliotrope.datasets.sdtm.make import make_sdtm
from heliotrope.web.database import open_database, use_database
from heliotrope.web.store import Store

T = TypeVar("T")


def main() -> None:
    """Evaluate as `heliotrope evaluate` does, without its files; collection of garbage off too."""
    gc.disable()
    spent: dict[str, float] = {}

    def measure(part: str, make: Callable[[], T]) -> T:
        begin = time.process_time()
        made = make()
        spent[part] = time.process_time() - begin
        return made

    use_database(f"sqlite:///{sys.argv[1]}")
    open_database()
    snapshot = measure("ledger", lambda: take_snapshot(Store().state()))
    sdtm = measure("SDTM", lambda: make_sdtm(snapshot))
    adam = measure("ADaM", lambda: make_adam(snapshot, sdtm))
    measure("results", lambda: run_plan(snapshot.study, adam, snapshot.cut_off))
    spent["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(spent))


if __name__ == "__main__":
    main()
