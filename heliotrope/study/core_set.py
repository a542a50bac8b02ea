"""Where a study records the IMACS core set: its forms and its baseline, as a frozen object."""

from __future__ import annotations

from typing import Literal

from heliotrope.study.written import Provenance, Written


class CoreSet(Written):
    """The six IMACS measures: which form gives which, and the visit that change is counted from.

    The Total Improvement Score rests on several records, so no single form can ask for it.
    """

    baseline: str
    """The visit whose values the later ones are compared with; it fixes which enzyme counts."""
    population: Literal["adult", "juvenile"]
    """Whose thresholds of response apply."""
    globals_form: str
    """Carries the instrument `imacs`: three globals and the muscle enzymes."""
    strength_form: str
    """Carries the instrument `mmt8`."""
    function_form: str
    """Carries the instrument `haq`."""
    provenance: Provenance

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form that gives some of the measures."""
        return tuple(getattr(self, key) for key in INSTRUMENTS)


INSTRUMENTS = {"globals_form": "imacs", "strength_form": "mmt8", "function_form": "haq"}
"""Which instrument each of the forms must carry."""
