"""Nothing in, Django's settings out, for the type checker, which reads them from a module."""

from __future__ import annotations

from heliotrope.web import settings

# The product configures Django by a call, which a type checker cannot make.
globals().update(
    settings._make_place("sqlite:///no-such-file.sqlite3", None, ("127.0.0.1",)),
    **settings._make_people(https=False, hashers=settings.HASHERS),
    **settings._make_pages(),
)
