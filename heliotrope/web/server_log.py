"""What gunicorn wants to say in, the same without any recorded value out."""

from __future__ import annotations

from gunicorn.config import Config
from gunicorn.glogging import Logger

from heliotrope.web.logs import QuietFormatter


class QuietServerLog(Logger):  # type: ignore[misc]
    """Gunicorn's log by the quiet formatter: it logs what escaped even Django's last handler."""

    def setup(self, cfg: Config) -> None:
        """Set up as gunicorn does, then quiet every handler of the error log."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(QuietFormatter(self.error_fmt, self.datefmt))
