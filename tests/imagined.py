"""A few numbers in, a small study with a snapshot of it out: what the rooms above `capture` eat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

from heliotrope.capture.ledger import Enrollment, Happening, Participant, Record, ScreenFailure
from heliotrope.capture.snapshot import Snapshot
from heliotrope.study.forms import Code, Form, Item, Section
from heliotrope.study.load import load_study
from heliotrope.study.plan import (
    Analysis,
    BaselineRule,
    Display,
    Endpoint,
    Plan,
    Population,
    Threshold,
    WindowRule,
)
from heliotrope.study.protocol import Arm, Design, Registration, Roles, Site, Study
from heliotrope.study.schedule import Visit, Window, date_of_study_day
from heliotrope.study.written import Provenance
from heliotrope.vocabulary import Bilingual, Missing, Person, Value
from tests.repository import ROOT

DAY_1 = date(2026, 1, 5)
PERSON = Person("p1", "lin", "Lin Qiao", "coordinator")
AT = datetime(2026, 1, 1, tzinfo=UTC)
HAPPENED = Happening(1, AT, PERSON, "0" * 64)
PROPOSED = Provenance(status="proposed", reason=Bilingual("for the test", "用于测试"))


def both(text: str) -> Bilingual:
    """The same text in both languages."""
    return Bilingual(text, text)


def visit(name: str, day: int | None = None, reach: int = 7, kind: str = "scheduled") -> Visit:
    """A visit that collects the form `score`, with a window of `reach` days to either side."""
    window = None
    if day is not None:
        window = Window(
            earliest=day - (reach if day > 1 else 0), latest=day + (reach if day > 1 else 0)
        )
    return Visit.model_validate(
        {
            "name": name,
            "label": both(name.replace("_", " ").capitalize()),
            "kind": kind,
            "day": day,
            "window": window,
            "week": None if day is None else (day - 1) // 7,
            "forms": ("score", "end"),
            "provenance": PROPOSED,
        }
    )


VISITS = (
    visit("screening"),
    visit("baseline", 1),
    visit("week_4", 29),
    visit("week_12", 85),
    visit("week_24", 169),
    visit("unscheduled", kind="unscheduled"),
    visit("early_termination", kind="early_termination"),
)

ENDPOINT = Endpoint(
    name="total",
    label=Bilingual("Total score", "总分"),
    form="score",
    value="total",
    unit=Bilingual("points", "分"),
    better="lower",
    decimals=1,
    code="TOTAL",
    provenance=PROPOSED,
)


def analysis(name: str, method: str, **more: object) -> Analysis:
    """An analysis of `total` at week 24."""
    return Analysis.model_validate(
        {
            "name": name,
            "label": both(name.replace("_", " ").capitalize()),
            "role": "supportive",
            "endpoint": "total",
            "visit": "week_24",
            "population": "enrolled",
            "method": method,
            "estimand": both("what is meant"),
            "provenance": PROPOSED,
            **more,
        }
    )


FORTY = Threshold(percent=Decimal(40), baseline_above=Decimal(14))
ANALYSES = (
    analysis("change", "paired_t", role="primary"),
    analysis("rank", "signed_rank", zeros="wilcoxon"),
    analysis("returned", "paired_t", role="sensitivity", missing="return_to_baseline"),
    analysis("forty", "improved", threshold=FORTY),
    analysis("forty_all", "improved", threshold=FORTY, missing="not_improved"),
    analysis("five", "improved", threshold=Threshold(points=Decimal(5))),
    analysis("described", "summary", role="descriptive"),
)

FORMS = (
    Form(
        name="score",
        label=Bilingual("Score form", "评分表"),
        sections=(
            Section(
                label=both("all"), items=(Item(name="total", label=both("Total"), type="decimal"),)
            ),
        ),
        provenance=PROPOSED,
    ),
    Form(
        name="dose",
        label=Bilingual("Dosing", "用药"),
        sections=(
            Section(
                label=both("dose"),
                items=(Item(name="start_date", label=both("Start"), type="date"),),
            ),
        ),
        provenance=PROPOSED,
    ),
    Form(
        name="end",
        label=Bilingual("End of study", "研究结束"),
        sections=(
            Section(
                label=both("end"),
                items=(
                    Item(name="end_date", label=both("Date"), type="date"),
                    Item(
                        name="reason",
                        label=both("Reason"),
                        type="code",
                        codes=(
                            Code(code="completed", label=Bilingual("Completed", "完成研究")),
                            Code(
                                code="adverse_event", label=Bilingual("Adverse event", "不良事件")
                            ),
                        ),
                    ),
                ),
            ),
        ),
        provenance=PROPOSED,
    ),
)


def make_study(
    analyses: Sequence[Analysis] = ANALYSES,
    visits: Sequence[Visit] = VISITS,
    endpoint: Endpoint = ENDPOINT,
    tie: str = "later",
) -> Study:
    """A single-arm study with one endpoint, `total`, entered as it is."""
    plan = Plan(
        version="3",
        endpoints=(endpoint,),
        populations=(
            Population(
                name="enrolled", label=both("Enrolled"), rule="enrolled", provenance=PROPOSED
            ),
        ),
        window_rule=WindowRule.model_validate(
            {
                "choose": "nearest_target",
                "tie": tie,
                "early_termination": "inside_window_only",
                "provenance": PROPOSED,
            }
        ),
        baseline_rule=BaselineRule(
            choose="day_1_visit", otherwise="latest_before_first_dose", provenance=PROPOSED
        ),
        analyses=tuple(analyses),
        displays=(
            Display(name="course", kind="course", endpoint="total"),
            Display(
                name="waterfall",
                kind="waterfall",
                endpoint="total",
                visit="week_24",
                highlight="forty",
            ),
        ),
        cautions=(Bilingual("There is no control group.", "本研究无对照组。"),),
    )
    return Study(
        id="imagined",
        version="2",
        title=Bilingual("An imagined study", "虚构研究"),
        short_title=Bilingual("Imagined", "虚构"),
        time_zone="Asia/Shanghai",
        participant_prefix="NC-",
        registration=Registration(
            registry="none",
            number="none",
            official_title=both("An imagined study"),
            sponsor="nobody",
            updated="2026-01-01",
            status=both("imagined"),
            provenance=PROPOSED,
        ),
        design=Design(
            type="interventional",
            assignment="single_arm",
            allocation="not_randomized",
            masking="open_label",
            purpose="treatment",
            participants=10,
            provenance=PROPOSED,
        ),
        arms=(Arm(name="all", label=both("All"), description=both("All"), provenance=PROPOSED),),
        sites=(
            Site(
                name=both("S"),
                department=both("D"),
                city=both("C"),
                country="CN",
                provenance=PROPOSED,
            ),
        ),
        outcomes=(),
        roles=Roles(
            day_1_visit="baseline",
            dosing_form="dose",
            first_dose_date="start_date",
            end_form="end",
            end_date="end_date",
            end_reason="reason",
        ),
        visits=_with_early_termination(visits),
        forms=FORMS,
        plan=plan,
        units={},
        fingerprint="0" * 64,
    )


def _with_early_termination(visits: Sequence[Visit]) -> tuple[Visit, ...]:
    """The visits, and the one at which the participants' end is recorded."""
    if any(one.name == "early_termination" for one in visits):
        return tuple(visits)
    return (*visits, visit("early_termination", kind="early_termination"))


@dataclass(frozen=True)
class Seen:
    """One record of the score: at which visit, on which study day, with which value."""

    visit: str
    day: int | None
    value: str | Missing | None
    complete: bool = True
    time: str | None = None


@dataclass(frozen=True)
class Left:
    """That participation ended: on which day, why."""

    day: int | None
    reason: str = "adverse_event"
    complete: bool = True


def on_day(day: int, day_1: date = DAY_1) -> date:
    """The date of a study day."""
    return date_of_study_day(day, day_1)


def record(
    code: str,
    form: str,
    visit: str,
    *,
    values: Mapping[str, Value | None],
    performed: date | datetime | None,
    seq: int,
    complete: bool = True,
) -> Record:
    """A record as one save leaves it."""
    return Record(
        participant=code,
        visit=visit,
        form=form,
        repeat=1,
        version=1,
        complete=complete,
        performed=performed,
        values=values,
        commitments={},
        scores={},
        instrument=None,
        findings=(),
        seq=seq,
        hash="0" * 64,
        at=AT,
        by=PERSON,
        study_fingerprint="0" * 64,
        why_code=None,
        why_text=None,
        redacted=frozenset(),
        earlier=None,
    )


def make_participant(
    code: str,
    seen: Sequence[Seen],
    left: Left | None = None,
    *,
    enrolled: bool = True,
    first_entry: int = 10,
    dose_day: int | None = None,
) -> Participant:
    """A participant with these records; several at one visit become repeats.

    Without `dose_day` no dose is recorded, and day 1 is the baseline visit's date.
    """
    records: dict[tuple[str, str, int], Record] = {}
    for place, one in enumerate(seen):
        on: date | datetime | None = None if one.day is None else on_day(one.day)
        if one.time is not None and isinstance(on, date):
            on = datetime.fromisoformat(f"{on}T{one.time}")
        value = Decimal(one.value) if isinstance(one.value, str) else one.value
        made = record(
            code,
            "score",
            one.visit,
            values={"total": value},
            performed=on,
            seq=first_entry + place,
            complete=one.complete,
        )
        repeat = sum(1 for key in records if key[:2] == (one.visit, "score")) + 1
        records[(one.visit, "score", repeat)] = replace(made, repeat=repeat)
    if left is not None:
        end = None if left.day is None else on_day(left.day)
        values: dict[str, Value | None] = {"end_date": end, "reason": left.reason}
        records[("early_termination", "end", 1)] = record(
            code,
            "end",
            "early_termination",
            values=values,
            performed=end,
            seq=first_entry + 90,
            complete=left.complete,
        )
    if dose_day is not None:
        dosed: dict[str, Value | None] = {"start_date": on_day(dose_day)}
        records[("baseline", "dose", 1)] = record(
            code, "dose", "baseline", values=dosed, performed=None, seq=first_entry + 80
        )
    enrollment = Enrollment(DAY_1, False, (), HAPPENED, None) if enrolled else None
    return Participant(code, HAPPENED, records, enrollment)


def make_snapshot(
    participants: Sequence[Participant],
    study: Study | None = None,
    cut_off: date | None = DAY_1 + timedelta(days=300),
    database: str = "rehearsal",
) -> Snapshot:
    """A snapshot of a ledger whose head has the number 99."""
    head = None if database == "folder" else f"99:{'ab' * 32}"
    return Snapshot(study or make_study(), database, head, cut_off, tuple(participants))


def screen_failure(code: str) -> Participant:
    """A participant who was never enrolled."""
    failure = ScreenFailure(("inclusion_1",), None, HAPPENED)
    return Participant(code, HAPPENED, {}, None, failure)


# ---------------------------------------------------------------- ten in the reference study


@cache
def reference_study() -> Study:
    """The study files of this repository."""
    return load_study(ROOT / "studies" / "nct05488327")


COURSES: dict[str, tuple[int | None, ...]] = {
    "NC-001": (31, 28, 25, 20, 19, 17, 12, 13),
    "NC-002": (18, 17, 15, 13, 12, 12, 11, 11),
    "NC-003": (26, 22, 19, 12, 11, 9, 8, 9),
    "NC-004": (22, 20, 18, 17, 16, 18, 17, 18),
    "NC-005": (37, 33, None, 27, 22, 20, 21, 22),
    "NC-006": (29, 24, 17, 19, 14, 12, 10, 10),
    "NC-007": (24, 23, None, None, None, None, None, None),
    "NC-008": (16, 15, 12, 10, 9, 9, 7, 8),
    "NC-009": (20, 19, 20, 21, 20, 19, 22, 20),
    "NC-010": (33, 28, 25, 20, 19, 16, 17, None),
}
"""CDASI activity at baseline and at weeks 4, 8, 12, 16, 20, 24, 28. Invented."""

_VISITS = ("baseline", "week_4", "week_8", "week_12", "week_16", "week_20", "week_24", "follow_up")


def answer_cdasi(activity: int) -> dict[str, Value | None]:
    """Answers whose activity is that number, at most 45, and whose damage is 1."""
    answers: dict[str, Value | None] = {}
    items = reference_study().form("cdasi").items
    left = activity
    for item in items:
        part = item.name.endswith("_erythema") and item.name != "hands_erythema"
        answers[item.name] = min(3, left) if part else 0
        left -= min(3, left) if part else 0
    assert left == 0
    return {**answers, "scalp_poikiloderma": 1}


def make_reference_snapshot(courses: Mapping[str, tuple[int | None, ...]] = COURSES) -> Snapshot:
    """Ten participants, invented: one stopped on day 40, one missed week 8, one is late in it."""
    study, people = reference_study(), []
    for place, (code, course) in enumerate(courses.items()):
        records, seq = {}, 100 * (place + 1)
        for name, activity in zip(_VISITS, course, strict=True):
            day = study.visit(name).day
            if activity is not None and day is not None:
                seq += 1
                records[(name, "cdasi", 1)] = record(
                    code,
                    "cdasi",
                    name,
                    values=answer_cdasi(activity),
                    performed=on_day(day),
                    seq=seq,
                )
        if code == "NC-007":
            values: dict[str, Value | None] = {"end_date": on_day(40), "reason": "adverse_event"}
            records[("early_termination", "end_of_study", 1)] = record(
                code,
                "end_of_study",
                "early_termination",
                values=values,
                performed=on_day(40),
                seq=seq + 1,
            )
        enrollment = Enrollment(DAY_1, False, (), HAPPENED, None)
        people.append(Participant(code, HAPPENED, records, enrollment))
    people.append(screen_failure("NC-011"))
    return make_snapshot(people, study, DAY_1 + timedelta(days=220))
