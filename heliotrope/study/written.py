"""What every object written in a study file shares: it is frozen, strict, and says its source."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from heliotrope.vocabulary import Bilingual


class Written(BaseModel):
    """A frozen object read from a study file; a key that is not its own is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Provenance(Written):
    """Where a statement comes from.

    `record`: the registry record states it. `published`: a publication, named in `source`.
    `interpretation`: a reading of an ambiguous statement, with its reason. `proposed`: ours, with
    its reason, until the investigator decides. `unverified`: professional knowledge, unconfirmed.
    """

    status: Literal["record", "published", "interpretation", "proposed", "unverified"]
    source: str | None = None
    """What is cited; after a semicolon, how it is used."""
    reason: Bilingual | None = None

    @property
    def cited(self) -> str:
        """The source alone, without how it is used; empty if there is none."""
        return (self.source or "").partition(";")[0]
