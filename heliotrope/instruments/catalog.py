"""An instrument's name and version go in; its description comes out."""

from __future__ import annotations

from heliotrope.instruments import (
    cdasi,
    dlqi,
    eular_acr_2017,
    haq,
    imacs,
    mmt8,
    rand36,
    sf36,
    skindex16,
    tis,
)
from heliotrope.instruments.score import Instrument
from heliotrope.vocabulary import Bilingual, Fault

# One line each; of two versions the newer stands lower.
INSTRUMENTS: tuple[Instrument, ...] = (
    cdasi.CDASI,
    imacs.IMACS,
    mmt8.MMT8,
    haq.HAQ,
    tis.TIS,
    eular_acr_2017.EULAR_ACR_2017,
    sf36.SF36V1,
    sf36.SF36V2,
    rand36.RAND36,
    dlqi.DLQI,
    skindex16.SKINDEX16,
)


class UnknownInstrumentError(LookupError):
    """No instrument of that name and version; `fault` lists those there are."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.say())
        self.fault = fault


def require_instrument(name: str, version: str | None = None) -> Instrument:
    """The instrument of that name: the version asked for, else the newest.

    Raises:
        UnknownInstrumentError: there is none; the fault lists all there are.
    """
    for instrument in reversed(INSTRUMENTS):
        if instrument.name == name and version in (None, instrument.version):
            return instrument
    asked = name if version is None else f"{name} {version}"
    known = [f"{instrument.name} {instrument.version}" for instrument in INSTRUMENTS]
    raise UnknownInstrumentError(
        Fault(
            asked,
            Bilingual("no such instrument", "没有这个量表"),
            Bilingual(f"there are: {', '.join(known)}", f"现有：{'、'.join(known)}"),
        )
    )
