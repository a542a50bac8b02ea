"""Failures whose messages hold what a participant told in; log lines without it out."""

from __future__ import annotations

import io
import logging

import pytest
from django.db import DatabaseError, connection
from gunicorn.config import Config

from heliotrope.capture.ledger import Draft
from heliotrope.web.logs import QuietFormatter
from heliotrope.web.server_log import QuietServerLog
from heliotrope.web.store import Overtaken, Store
from tests.web.acts import SECRET, make_answer, save, screen
from tests.web.fakes import Cast


def log(error: BaseException) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(QuietFormatter("%(levelname)s %(message)s"))
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "failed", (), None)
    record.exc_info = (type(error), error, error.__traceback__)
    handler.emit(record)
    return stream.getvalue()


def test_an_exception_is_named_with_its_place_and_without_its_message() -> None:
    try:
        int(SECRET)
    except ValueError as error:
        written = log(error)
    assert "ValueError" in written
    assert "test_logs.py" in written
    assert SECRET not in written


def test_every_logger_of_the_server_is_quiet() -> None:
    for name in ("django", "django.request", "django.security", "axes", "heliotrope"):
        logger: logging.Logger | None = logging.getLogger(name)
        while logger is not None and not logger.handlers:
            logger = logger.parent
        assert logger is not None
        # pytest adds handlers of its own kinds.
        ours = [handler for handler in logger.handlers if type(handler) is logging.StreamHandler]
        assert ours, name
        assert all(isinstance(handler.formatter, QuietFormatter) for handler in ours), name


def test_a_refused_row_is_not_quoted(any_store: Store, cast: Cast) -> None:
    screen(any_store, cast("coordinator"))
    save(any_store, cast("coordinator"), 0)
    told = make_answer(1).model_copy(update={"values": {"note": SECRET}})
    with pytest.raises(Overtaken) as caught:
        any_store.record(cast("coordinator"), lambda *_: [Draft(told)])
    assert SECRET not in str(caught.value) + caught.value.what.zh
    assert SECRET not in log(caught.value)


def test_statements_are_never_logged(any_store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT %s FROM nowhere", [SECRET])
    written = capsys.readouterr()
    assert SECRET not in written.out + written.err
    assert not logging.getLogger("django.db.backends").isEnabledFor(logging.DEBUG)


def test_what_escapes_to_gunicorn_is_quiet_too() -> None:
    logger = QuietServerLog(Config())
    assert logger.error_log.handlers
    assert all(isinstance(h.formatter, QuietFormatter) for h in logger.error_log.handlers)
