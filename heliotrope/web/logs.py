"""A log record in, one line without any recorded value out."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Any

Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class QuietFormatter(logging.Formatter):
    """Names an exception and where it arose, never its message, which may hold what was typed."""

    def formatException(self, ei: Caught) -> str:  # noqa: N802 - logging's name
        kind, _, frames = ei
        lines = [f"{f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(frames)]
        return "\n".join([*lines, kind.__qualname__ if kind else "no exception"])


LOGS: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "quiet": {
            "()": "heliotrope.web.logs.QuietFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "loggers": {
        name: {"handlers": ["stderr"], "level": "WARNING", "propagate": False}
        for name in ("django", "axes", "heliotrope")
    },
}
"""Warnings and worse to the standard error, by the quiet formatter."""
