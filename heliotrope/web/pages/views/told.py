"""What the server says of a value beside its field: grade, equivalent, treatment-emergent."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.web.pages.views.parts import Mark, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What follows from what is typed. `id` is the element that shows it and is renewed with it."""

    id: str
    grade: str = ""
    """CTCAE grade 0 to 5 as a digit."""
    same: bool = False
    """True: no worse than baseline, which hatches the digit."""
    flag: str = ""
    """`↑` or `↓`: outside the laboratory's range."""
    text: str = ""
    detail: str = ""
    state: State = "none"
    mark: Mark = ""
    mark_reason: str = ""

    @property
    def empty(self) -> bool:
        """True if there is nothing to say."""
        return not (self.grade or self.flag or self.text or self.detail)
