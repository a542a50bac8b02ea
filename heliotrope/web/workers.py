"""A database's address → the datasets of its ledger, made by as many processes as may run at once.

Nothing here touches Django before a database is configured: each process begins with this module.
"""

from __future__ import annotations

import gc
import os
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from heliotrope.web.shares import Made, Prepared, Share


def count_workers() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_workers(database: str, password_file: Path | None, workers: int) -> Executor:
    """Processes that read the database; they begin once they are asked for something."""
    return ProcessPoolExecutor(
        workers,
        mp_context=get_context("spawn"),
        initializer=_begin,
        initargs=(database, password_file),
    )


def make_datasets(workers: Executor) -> Prepared:
    """Let these processes make the datasets of the ledger that is configured here.

    Raises BrokenChain where the ledger is not one chain, ValueError where it is empty.
    """
    from heliotrope.web.shares import join_shares, list_shares

    shares = list_shares()
    return join_shares(shares[0].head, list(workers.map(_make, shares)))


def _begin(database: str, password_file: Path | None) -> None:
    from django.conf import settings

    from heliotrope.web.settings import configure

    gc.disable()
    if not settings.configured:
        configure(database, password_file=password_file)
        return
    # What began the process came first: the module that it was started from.
    from heliotrope.web.database import use_database

    use_database(database, password_file)


def _make(share: Share) -> Made:
    from heliotrope.web.shares import make_share

    return make_share(share)
