"""The study's files → TA, TE, TV and TI: arms, elements, visits and criteria as planned."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.datasets.sdtm.frames import (
    DESIGN,
    Domain,
    Rows,
    identify,
    number,
    split_text,
    text,
    visits,
)
from heliotrope.datasets.sdtm.subjects import FOLLOW_UP, SCREENING, TREATMENT, number_visits
from heliotrope.datasets.standard import Dataset, Variable
from heliotrope.study.protocol import Criterion, Study
from heliotrope.study.schedule import Visit

REST = " (see protocol)"


def _planned(name: str) -> tuple[Variable, ...]:
    return identify(name, subject=False, sequence=False)


TA = Domain(
    "TA",
    "Trial Arms",
    "One record per planned Element per Arm",
    DESIGN,
    ("STUDYID", "ARMCD", "TAETORD"),
    (
        *_planned("TA"),
        text("ARMCD", "Planned Arm Code", "Req", "Assigned"),
        text("ARM", "Description of Planned Arm", "Req", "Protocol"),
        number("TAETORD", "Planned Order of Element within Arm", "Req", "Assigned"),
        text("ETCD", "Element Code", "Req", "Assigned"),
        text("ELEMENT", "Description of Element", "Perm", "Protocol"),
        text("TABRANCH", "Branch", "Exp", "Protocol"),
        text("TATRANS", "Transition Rule", "Exp", "Protocol"),
        text("EPOCH", "Epoch", "Req", "Protocol", codelist="EPOCH"),
    ),
)
TE = Domain(
    "TE",
    "Trial Elements",
    "One record per planned Element",
    DESIGN,
    ("STUDYID", "ETCD"),
    (
        *_planned("TE"),
        text("ETCD", "Element Code", "Req", "Assigned"),
        text("ELEMENT", "Description of Element", "Req", "Protocol"),
        text("TESTRL", "Rule for Start of Element", "Req", "Protocol"),
        text("TEENRL", "Rule for End of Element", "Perm", "Protocol"),
        text("TEDUR", "Planned Duration of Element", "Perm", "Protocol"),
    ),
)
TV = Domain(
    "TV",
    "Trial Visits",
    "One record per planned Visit per Arm",
    DESIGN,
    ("STUDYID", "VISITNUM"),
    (
        *_planned("TV"),
        *visits("Req"),
        number("VISITDY", "Planned Study Day of Visit", "Perm", "Protocol"),
        text("ARMCD", "Planned Arm Code", "Exp", "Assigned", note="Null: the same in every arm."),
        text("TVSTRL", "Visit Start Rule", "Req", "Protocol"),
        text("TVENRL", "Visit End Rule", "Perm", "Protocol"),
    ),
)
TI = Domain(
    "TI",
    "Trial Inclusion/Exclusion Criteria",
    "One record per I/E criterion",
    DESIGN,
    ("STUDYID", "IETESTCD"),
    (
        *_planned("TI"),
        text("IETESTCD", "Incl/Excl Criterion Short Name", "Req", "Assigned"),
        text("IETEST", "Inclusion/Exclusion Criterion", "Req", "Protocol"),
        text("IECAT", "Inclusion/Exclusion Category", "Req", "Assigned", codelist="IECAT"),
        text("TIRL", "Inclusion/Exclusion Criterion Rule", "Perm", "Protocol"),
        text("TIVERS", "Protocol Criteria Versions", "Perm", "Assigned"),
    ),
)


@dataclass(frozen=True, slots=True)
class Element:
    """One planned element of the trial."""

    code: str
    label: str
    epoch: str
    starts: str
    ends: str
    duration: str | None = None


def list_elements(study: Study) -> list[Element]:
    """Screening, one treatment for each arm, and follow-up."""
    weeks = study.design.duration_weeks
    screening = Element(
        "SCRN", "Screening", SCREENING, "Informed consent", "First dose of study treatment"
    )
    treatments = [
        Element(
            "TRT" if len(study.arms) == 1 else f"TRT{place}",
            _shorten(arm.label.en, 40),
            TREATMENT,
            "First dose of study treatment",
            "Final dose of study treatment",
            f"P{weeks}W" if weeks else None,
        )
        for place, arm in enumerate(study.arms, start=1)
    ]
    after = Element(
        "FU", "Follow-up", FOLLOW_UP, "Day after the final dose", "End of participation"
    )
    return [screening, *treatments, after]


def make_ta(study: Study, study_id: str) -> Dataset:
    """TA: each arm's elements in their order."""
    rows = Rows(TA)
    screening, *treatments, after = list_elements(study)
    for arm, treatment in zip(study.arms, treatments, strict=True):
        for order, element in enumerate((screening, treatment, after), start=1):
            cells: dict[str, object] = {
                "STUDYID": study_id,
                "DOMAIN": "TA",
                "ARMCD": arm.name.replace("_", "").upper()[:20],
                "ARM": arm.label.en,
                "TAETORD": order,
                "ETCD": element.code,
                "ELEMENT": element.label,
                "EPOCH": element.epoch,
            }
            rows.add(cells, None, numbered=False)
    return rows.finish()


def make_te(study: Study, study_id: str) -> Dataset:
    """TE: one row an element, with the rules by which it starts and ends."""
    rows = Rows(TE)
    for element in list_elements(study):
        cells: dict[str, object] = {
            "STUDYID": study_id,
            "DOMAIN": "TE",
            "ETCD": element.code,
            "ELEMENT": element.label,
            "TESTRL": element.starts,
            "TEENRL": element.ends,
            "TEDUR": element.duration,
        }
        rows.add(cells, None, numbered=False)
    return rows.finish()


def make_tv(study: Study, study_id: str) -> Dataset:
    """TV: the planned visits; an unscheduled visit is not planned."""
    rows = Rows(TV)
    numbers = number_visits(study)
    for visit in study.visits:
        if visit.kind == "unscheduled":
            continue
        order, label = numbers[visit.name]
        cells: dict[str, object] = {
            "STUDYID": study_id,
            "DOMAIN": "TV",
            "VISITNUM": order,
            "VISIT": label,
            "VISITDY": visit.day,
            "TVSTRL": _say_start(visit),
            "TVENRL": "End of the day",
        }
        rows.add(cells, None, numbered=False)
    return rows.finish()


def _say_start(visit: Visit) -> str:
    if visit.kind == "early_termination":
        return "The participant stops before the planned end"
    if visit.window is not None and visit.window.earliest != visit.window.latest:
        between = f"between study days {visit.window.earliest} and {visit.window.latest}"
        return f"Study day {visit.day}, {between}" if visit.day else between.capitalize()
    return f"Study day {visit.day}" if visit.day else "In the order of the schedule"


def make_ti(study: Study, study_id: str) -> Dataset:
    """TI: every criterion that could be read. Text beyond 200 bytes ends in `(see protocol)`."""
    rows = Rows(TI)
    codes = name_criteria(study)
    for criterion in study.criteria:
        cells: dict[str, object] = {
            "STUDYID": study_id,
            "DOMAIN": "TI",
            "IETESTCD": codes[criterion.name],
            "IETEST": say_criterion(criterion),
            "IECAT": criterion.kind.upper(),
            "TIRL": _shorten(criterion.inequality, 200) if criterion.inequality else None,
            "TIVERS": study.version,
        }
        rows.add(cells, None, numbered=False)
    return rows.finish()


def name_criteria(study: Study) -> dict[str, str]:
    """Criterion → IETESTCD: `INCL02`; parts of one numbered sentence `EXCL03A`, `EXCL03B`."""
    same: dict[tuple[str, int], list[str]] = {}
    for criterion in study.criteria:
        same.setdefault((criterion.kind, criterion.number), []).append(criterion.name)
    names = {}
    for (kind, order), parts in same.items():
        for place, name in enumerate(parts):
            letter = chr(ord("A") + place) if len(parts) > 1 else ""
            names[name] = f"{kind[:4].upper()}{order:02}{letter}"
    return names


def say_criterion(criterion: Criterion) -> str:
    """IETEST: the text as far as 200 bytes reach."""
    return _shorten(criterion.text.en, 200)


def _shorten(words: str, limit: int) -> str:
    words = " ".join(words.split())
    if len(words.encode()) <= limit:
        return words
    if limit < 200:
        return words.encode()[:limit].decode(errors="ignore").rstrip()
    first = split_text(words)[0]
    while len((first + REST).encode()) > limit:
        first = first.rpartition(" ")[0]
    return first + REST
