"""What an error shows."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.web.pages.views.parts import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """`error.html`: 403 and 404 inside the frame. `500.html` takes nothing at all."""

    code: str
    title: str
    text: str
    links: tuple[Link, ...] = ()
