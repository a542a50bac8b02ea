"""A rehearsed database in; a server on it and people at their browsers, for journeys, out."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    expect,
)

from tests.command import ENGLISH, STUCK_SECONDS, succeed
from tests.repository import ROOT

STUDY = ROOT / "studies" / "nct05488327"
SITE = ZoneInfo("Asia/Shanghai")
PASSWORD = "heliotrope-demo"
LAPTOP: ViewportSize = {"width": 1366, "height": 768}
LOCALES = {"en": "en-US", "zh": "zh-CN"}

STUCK_MS = 120_000
"""Nothing is judged by it: a page that takes so long even on a busy machine is stuck."""
expect.set_options(timeout=STUCK_MS)

_ADDRESS = re.compile(r" on (http://\S+)")
# What Chromium says of any answer that is a refusal, e.g. 422 for a form that is incomplete.
_STATUS_ONLY = "Failed to load resource: the server responded with a status of"


def rehearse(home: Path) -> Path:
    """A rehearsal as of today: some have ended, eight are enrolled, one is being screened."""
    name = "rehearsed.sqlite3"
    succeed(
        "rehearse", "--study", STUDY, "--database", f"sqlite:///{name}", "--in-progress", cwd=home
    )
    return home / name


@contextmanager
def serve(template: Path, home: Path) -> Iterator[str]:
    """A server on a copy of the template, on a free port: its address."""
    shutil.copy(template, home / "served.sqlite3")
    command = [sys.executable, "-m", "heliotrope", "serve", "--demo", "--port", "0"]
    with subprocess.Popen(
        [*command, "--database", "sqlite:///served.sqlite3"], cwd=home, text=True,
        env={**os.environ, **ENGLISH}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        found = _ADDRESS.search(process.stdout.readline())
        try:
            assert found, process.stderr.read()
            yield found[1]
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=STUCK_SECONDS)


def today() -> datetime:
    """The moment at the site."""
    return datetime.now(SITE)


def days_ago(days: int) -> str:
    """An earlier day at the site, as it is typed."""
    return (today() - timedelta(days=days)).date().isoformat()


def yesterday() -> str:
    """The day before, as it is typed."""
    return days_ago(1)


@dataclass
class House:
    """A served study and the browser that people use; collects what pages complain of."""

    browser: Browser
    address: str
    complaints: list[str] = field(default_factory=list)
    _sessions: dict[str, Any] = field(default_factory=dict)
    _open: list[BrowserContext] = field(default_factory=list)

    def visitor(self, language: str = "en", **options: Any) -> Page:
        """A browser window of somebody who is not signed in."""
        options = {"viewport": LAPTOP, "timezone_id": "Asia/Shanghai", **options}
        context = self.browser.new_context(
            base_url=self.address, locale=LOCALES[language], reduced_motion="reduce", **options
        )
        self._open.append(context)
        context.set_default_timeout(STUCK_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        return page

    def person(self, role: str, language: str = "en", **options: Any) -> Page:
        """A browser window of somebody of the cast, signed in; the sign-in is made once a role."""
        if role not in self._sessions:
            page = self.visitor(language)
            page.goto("/sign-in")
            sign_in(page, role)
            self._sessions[role] = page.context.storage_state()
        return self.visitor(language, storage_state=self._sessions[role], **options)

    def close(self) -> None:
        """Close every window."""
        for context in self._open:
            context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_STATUS_ONLY):
            self.complaints.append(message.text)


def sign_in(page: Page, username: str) -> None:
    """Type the name and the password, and press Enter."""
    page.locator("#f-username").fill(username)
    page.locator("#f-password").fill(PASSWORD)
    page.locator("#f-password").press("Enter")
    expect(page.locator("header.top")).to_be_visible()


def screen_one(page: Page) -> str:
    """Give out the next code; the new participant's code."""
    page.goto("/participants/screen")
    code = page.locator("#f-code").input_value()
    page.locator("#f-code").press("Enter")
    expect(page.locator("h1")).to_have_text(code)
    return code


def open_form(page: Page, code: str, visit: str, form: str) -> None:
    """The form's page; the script has begun when it is there."""
    page.goto(f"/participants/{code}/visits/{visit}/{form}/1")
    expect(page.locator("#form")).to_be_visible()


def type_cdasi(page: Page, digits: str) -> None:
    """All items by keyboard alone, from the first site's erythema on."""
    page.locator("#i-scalp_erythema input").first.focus()
    page.keyboard.type(digits)


def save(page: Page, name: str) -> None:
    """Press that button of the form; fails unless the page says that the save was accepted.

    Whoever goes on must have seen that page: it also lets go of the draft kept on the device.
    """
    press(page, name)
    expect(page.locator("main .note.done").first).to_be_visible()


def complete(page: Page) -> None:
    """Save the form as complete; fails if it is not accepted."""
    save(page, "Complete form")


def choose(page: Page, item: str, label: str) -> None:
    """Click an answer of an item."""
    page.locator(f"#i-{item}").get_by_role("radio", name=label, exact=True).check()


def press(page: Page, name: str) -> None:
    """Press the button or link of that name in the page's body."""
    body = page.locator("main")
    found = body.get_by_role("button", name=name).or_(body.get_by_role("link", name=name))
    found.first.click()
