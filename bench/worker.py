"""An address in; saves by many threads until killed, each acknowledged by a line, out."""

from __future__ import annotations

import os
import sys
import threading

from bench.trial import find_person, list_codes, list_items, make_submission
from heliotrope.web.actions.answer import answer
from heliotrope.web.database import open_database, use_database
from heliotrope.web.store import Store


def save_for_ever(address: str) -> None:
    """Save CDASI forms, one participant a thread; write which, once a save was answered."""
    use_database(address)
    open_database()
    store, by, items = Store(), find_person("coordinator"), list_items()

    def work(code: str) -> None:
        record = store.state().participants[code].record("baseline", "cdasi")
        seen = record.version if record else 0
        while True:
            link = answer(store, by, make_submission(code, seen, items)).links[0]
            seen += 1
            # One system call: whole or not at all, and in the pipe even if we die now.
            os.write(1, f"{link.entry.seq}:{code}:{seen}\n".encode())

    store.state()
    os.write(1, b"ready\n")
    for code in list_codes():
        threading.Thread(target=work, args=(code,), daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    save_for_ever(sys.argv[1])
