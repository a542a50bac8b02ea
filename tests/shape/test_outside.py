"""The programs that the tests need beyond Python in; whether they do what the tests rely on out."""

from __future__ import annotations

import psycopg
import pytest
from playwright.sync_api import Browser

from tests.outside import find_absent, read_required
from tests.postgresql import PostgresqlServer


def test_required_names_are_markers() -> None:
    assert read_required("browser, postgresql") == {"browser", "postgresql"}
    assert read_required(None) == frozenset()
    with pytest.raises(ValueError, match="postgres"):
        read_required("postgres")


def test_an_absent_program_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELIOTROPE_CHROMIUM", "no-such-program")
    reason = find_absent()["browser"]
    assert "apt-get install chromium" in reason
    assert "\n" not in reason


def test_chromium_has_chinese_glyphs(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<p><span>访</span> <span>视</span></p>")
    first, second = (span.screenshot() for span in page.query_selector_all("span"))
    page.close()
    assert first != second, "two characters look alike: boxes in place of Chinese glyphs"


def test_postgresql_is_durable_and_has_no_network(postgresql_server: PostgresqlServer) -> None:
    with psycopg.connect(postgresql_server.address()) as connection:
        for name, value in {
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
            "listen_addresses": "",
            "server_encoding": "UTF8",
        }.items():
            row = connection.execute(f"SHOW {name}").fetchone()
            assert row == (value,), name


def test_a_killed_postgresql_starts_again(postgresql_server: PostgresqlServer) -> None:
    before = postgresql_server.process_id()
    postgresql_server.kill()
    postgresql_server.start()
    assert postgresql_server.process_id() != before
    with psycopg.connect(postgresql_server.address()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
