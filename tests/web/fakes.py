"""Nothing in, Django configured for tests, a clock, salts and the names of the cast's types out."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

from django.conf import settings

from heliotrope.vocabulary import Person
from heliotrope.web.settings import configure

QUICK = ("django.contrib.auth.hashers.MD5PasswordHasher",)
KEY = "a key for tests only, the same in every run of them, and long enough"


def configure_once() -> None:
    """Configure Django, before any test imports a model; nothing connects until a test asks."""
    if not settings.configured:
        configure(
            "sqlite:///no-such-folder/none.sqlite3", demo=True, hashers=QUICK, hosts=("testserver",)
        )


Cast = Callable[[str], Person]
"""Role → the person of the standing cast who has it."""

CountQueries = Callable[[int], AbstractContextManager[None]]
"""A block that fails unless it asks the database exactly so many questions."""

BEGINNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class FakeClock:
    """Reads one second later each time; a test may set it, forward or back."""

    def __init__(self) -> None:
        self.moment = BEGINNING

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


class FakeSalts:
    """Salts in a row, each once."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def __call__(self) -> str:
        return f"{next(self._numbers):032x}"
