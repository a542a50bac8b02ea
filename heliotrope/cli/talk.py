"""Words and faults in, lines on the terminal out; progress bars on a terminal only."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from heliotrope.vocabulary import Bilingual, Fault, Language

Thing = TypeVar("Thing")


def choose_language() -> Language:
    """Chinese for a Chinese terminal (`LC_ALL`, `LC_MESSAGES`, `LANG`), else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def tell(en: str, zh: str) -> None:
    """A line of what was asked for, on the standard output."""
    # At once: a server's greeting would otherwise wait in a pipe, and be copied by its fork.
    print(Bilingual(en, zh).say(choose_language()), flush=True)


def remark(en: str, zh: str) -> None:
    """A line beside what was asked for, on the standard error."""
    print(Bilingual(en, zh).say(choose_language()), file=sys.stderr)


def list_faults(faults: Iterable[Fault]) -> None:
    """One line a fault, on the standard error: it stands beside what was asked for."""
    language = choose_language()
    for fault in faults:
        print(fault.say(language), file=sys.stderr)


def answer_with_faults(faults: Iterable[Fault]) -> None:
    """One line a fault, on the standard output: the faults are what was asked for."""
    language = choose_language()
    for fault in faults:
        print(fault.say(language))


@contextmanager
def show_progress(title: Bilingual, things: Sequence[Thing]) -> Iterator[Iterator[Thing]]:
    """The things one by one, with a bar on a terminal and silence in a pipe."""
    if not sys.stderr.isatty():
        yield iter(things)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        yield iter(progress.track(things, description=title.say(choose_language())))


@contextmanager
def show_work(title: Bilingual) -> Iterator[None]:
    """A sign on a terminal that something goes on whose length is not known."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(title.say(choose_language())):
        yield


@contextmanager
def show_steps() -> Iterator[Callable[[int, int, Bilingual], None]]:
    """What to call before each step, with how many are done and how many there are."""
    if not sys.stderr.isatty():
        yield lambda _done, _of, _what: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("")

        def step(done: int, of: int, what: Bilingual) -> None:
            said = what.say(choose_language())
            progress.update(task, completed=done, total=of, description=said)

        yield step
