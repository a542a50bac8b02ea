"""The study's files with the cut-off → TS, one row for each thing that sums the trial up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from heliotrope.capture.snapshot import Snapshot
from heliotrope.capture.timeline import derive_consent_moment
from heliotrope.datasets.sdtm.frames import DESIGN, Domain, Rows, identify, number, split_text, text
from heliotrope.datasets.sdtm.interventions import name_treatment
from heliotrope.datasets.standard import Dataset
from heliotrope.datasets.terminology import find_name, load_codelists, load_countries
from heliotrope.study.protocol import Study

NOT_GIVEN = "NI"
"""Null flavor of ISO 21090: no information."""

_WHERE = "The study's files: registration, design, arms, outcomes, and the registry's facts."

TS = Domain(
    "TS",
    "Trial Summary",
    "One record per trial summary parameter value",
    DESIGN,
    ("STUDYID", "TSPARMCD", "TSSEQ"),
    (
        *identify("TS", subject=False, sequence=False),
        number("TSSEQ", "Sequence Number", "Req", note="Within the parameter."),
        text(
            "TSPARMCD",
            "Trial Summary Parameter Short Name",
            "Req",
            "Assigned",
            codelist="TSPARMCD",
        ),
        text("TSPARM", "Trial Summary Parameter", "Req", "Assigned", codelist="TSPARM"),
        text("TSVAL", "Parameter Value", "Exp", "Protocol", note=_WHERE),
        text("TSVAL1", "Parameter Value 1", "Perm", "Protocol", note="TSVAL, continued."),
        text("TSVALNF", "Parameter Null Flavor", "Perm", "Assigned", codelist="TSVALNF"),
        text("TSVALCD", "Parameter Value Code", "Exp", "Assigned"),
        text("TSVCDREF", "Name of the Reference Terminology", "Exp", "Assigned"),
        text("TSVCDVER", "Version of the Reference Terminology", "Exp", "Assigned"),
    ),
)

_MODELS = {"single_arm": "SINGLE GROUP", "parallel": "PARALLEL", "crossover": "CROSS-OVER"}
_MASKING = {"open_label": "OPEN LABEL", "single": "SINGLE BLIND", "double": "DOUBLE BLIND"}
_PURPOSES = {
    "treatment": "TREATMENT",
    "prevention": "PREVENTION",
    "diagnostic": "DIAGNOSIS",
    "supportive_care": "SUPPORTIVE CARE",
}
_SEXES = {"all": "BOTH", "female": "F", "male": "M"}
_AGE = re.compile(r"(\d+) to (\d+) years", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Value:
    code: str
    value: str | None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What the summary of the trial says of its participants."""

    enrolled: int
    """How many were ever enrolled."""
    first_consent: date | None
    """The earliest day, in the study's time zone, on which anybody consented; None: nobody did."""


def count_people(snapshot: Snapshot) -> Counted:
    """The participants of a snapshot, counted."""
    moments = [derive_consent_moment(snapshot.study, one) for one in snapshot.participants]
    zone = ZoneInfo(snapshot.study.time_zone)
    signed = [moment.astimezone(zone).date() for moment in moments if moment is not None]
    return Counted(len(snapshot.enrolled), min(signed, default=None))


def add_counts(shares: Iterable[Counted]) -> Counted:
    """The participants of several snapshots, nobody of whom is in two."""
    all_ = list(shares)
    days = [one.first_consent for one in all_ if one.first_consent is not None]
    return Counted(sum(one.enrolled for one in all_), min(days, default=None))


def make_ts(snapshot: Snapshot, study_id: str, counted: Counted) -> Dataset:
    """TS in the order of the parameters' codes. What the files do not say has TSVALNF `NI`.

    The snapshot's participants are not asked: `counted` tells of all of them.
    """
    rows = Rows(TS)
    counts: dict[str, int] = {}
    for one in sorted(_list_values(snapshot, counted), key=lambda value: value.code):
        order = counts[one.code] = counts.get(one.code, 0) + 1
        pieces = [*split_text(one.value), None, None]
        cells: dict[str, object] = {
            "STUDYID": study_id,
            "DOMAIN": "TS",
            "TSSEQ": order,
            "TSPARMCD": one.code,
            "TSPARM": _name(one.code),
            "TSVAL": pieces[0],
            "TSVAL1": pieces[1],
            "TSVALNF": None if one.value else NOT_GIVEN,
            "TSVALCD": one.value if one.reference == "ISO 3166-1 alpha-3" else None,
            "TSVCDREF": one.reference,
        }
        rows.add(cells, None, numbered=False)
    return rows.finish()


def _list_values(snapshot: Snapshot, counted: Counted) -> Iterator[_Value]:
    study, design = snapshot.study, snapshot.study.design
    weeks = design.duration_weeks
    yield _Value("ACTSUB", str(counted.enrolled))
    yield _Value("HLTSUBJI", _yes(_fact(study, "Healthy volunteers")))
    yield _Value("INTMODEL", _MODELS[design.assignment])
    yield _Value("LENGTH", f"P{weeks}W" if weeks else None, "ISO 8601")
    yield _Value("NARMS", str(len(study.arms)))
    yield _Value("PLANSUB", str(design.participants))
    yield _Value("RANDOM", "Y" if design.allocation == "randomized" else "N")
    yield _Value("REGID", study.registration.number, study.registration.registry)
    yield _Value("SDTIGVER", "3.4")
    yield _Value("SDTMVER", "2.0")
    yield _Value("SPONSOR", study.registration.sponsor)
    yield _Value("STYPE", design.type.upper())
    yield _Value("TBLIND", _MASKING[design.masking])
    yield _Value("TINDTP", _PURPOSES[design.purpose])
    yield _Value("TITLE", study.registration.official_title.en)
    yield _Value("TPHASE", _phase(_fact(study, "Phase")))
    yield _Value("TRT", name_treatment(study))
    yield from _list_population(study)
    yield from _list_dates(snapshot, counted.first_consent)
    yield from _list_outcomes(study)
    for country in dict.fromkeys(site.country.upper() for site in study.sites):
        yield _Value("FCNTRY", load_countries().get(country), "ISO 3166-1 alpha-3")
    for code in ("INDIC", "STOPRULE", "TDIGRP"):
        yield _Value(code, None)


def _list_population(study: Study) -> Iterator[_Value]:
    ages = _AGE.search(_fact(study, "Age") or "")
    yield _Value("AGEMIN", f"P{ages[1]}Y" if ages else None, "ISO 8601")
    yield _Value("AGEMAX", f"P{ages[2]}Y" if ages else None, "ISO 8601")
    yield _Value("SEXPOP", _SEXES.get((_fact(study, "Sex") or "").lower()))


def _list_dates(snapshot: Snapshot, first_consent: date | None) -> Iterator[_Value]:
    yield _Value("SSTDTC", first_consent.isoformat() if first_consent else None, "ISO 8601")
    cut = snapshot.cut_off
    yield _Value("DCUTDTC", cut.isoformat() if isinstance(cut, date) else None, "ISO 8601")
    head = f"Ledger entry {snapshot.head.partition(':')[0]}" if snapshot.head else None
    yield _Value("DCUTDESC", head or "A folder of data without a ledger")


def _list_outcomes(study: Study) -> Iterator[_Value]:
    for outcome in study.outcomes:
        code = {"primary": "OUTMSPRI", "secondary": "OUTMSSEC"}.get(outcome.role, "OUTMSEXP")
        yield _Value(code, f"{outcome.measure.en} ({outcome.time_frame.en})")


def _name(code: str) -> str:
    """CDISC's name of a parameter; where we could not read it, the name of its concept."""
    return find_name("TSPARMCD", "TSPARM", code) or load_codelists()["TSPARMCD"].terms[code].label


def _fact(study: Study, label: str) -> str | None:
    """What the registry's record says under that heading."""
    facts = study.registration.facts
    return next((one.value.en for one in facts if one.label.en == label), None)


def _yes(words: str | None) -> str | None:
    return {"yes": "Y", "no": "N"}.get((words or "").lower())


def _phase(words: str | None) -> str | None:
    return words.upper() if words else None
