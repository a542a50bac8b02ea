"""A ledger's file in; what each part of its evaluation took, printed as JSON.

python -m bench.scale_worker FILE            processor seconds, one process, part by part
python -m bench.scale_worker FILE PROCESSES  seconds, as `heliotrope evaluate` does it
"""

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
from heliotrope.web.workers import make_datasets, open_workers

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
    if len(sys.argv) > 2:
        print(json.dumps(_work_by_share(int(sys.argv[2]))))
        return
    snapshot = measure("ledger", lambda: take_snapshot(Store().state()))
    sdtm = measure("SDTM", lambda: make_sdtm(snapshot))
    adam = measure("ADaM", lambda: make_adam(snapshot, sdtm))
    measure("results", lambda: run_plan(snapshot.study, adam, snapshot.cut_off))
    spent["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(spent))


def _work_by_share(processes: int) -> dict[str, float]:
    """Seconds from the ledger to datasets, then to results; megabytes of all processes at most."""
    begin = time.perf_counter()
    with open_workers(f"sqlite:///{sys.argv[1]}", None, processes) as workers:
        made = make_datasets(workers)
    middle = time.perf_counter()
    run_plan(made.snapshot.study, made.adam, made.snapshot.cut_off, made.sdtm)
    own, others = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "datasets": middle - begin,
        "results": time.perf_counter() - middle,
        "memory": own + processes * others,
    }


if __name__ == "__main__":
    main()
