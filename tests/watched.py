"""A few rows in, a study that records doses, events, laboratory and medication with them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from heliotrope.analysis.data import read_data
from heliotrope.analysis.results import Result
from heliotrope.analysis.safety import run_safety
from heliotrope.capture.ledger import Enrollment, Participant, Record
from heliotrope.capture.snapshot import Snapshot
from heliotrope.datasets.adam.make import make_adam
from heliotrope.study.forms import Code, Form, Item, Section
from heliotrope.study.plan import Plan, Population
from heliotrope.study.protocol import Study
from heliotrope.study.records import (
    ACTIONS,
    FREQUENCIES,
    GRADES,
    KNOWN,
    MEDICATION_GROUPS,
    MEDICATION_ROLES,
    OUTCOMES,
    RELATIONS,
    ROUTES,
    RecordKind,
)
from heliotrope.study.watching import (
    EventCounting,
    GlucocorticoidSparing,
    LaboratoryGrading,
    Safety,
)
from heliotrope.vocabulary import Value
from tests.imagined import (
    DAY_1,
    HAPPENED,
    PROPOSED,
    both,
    make_snapshot,
    make_study,
    on_day,
    record,
)

CODES: dict[str, Sequence[str]] = {
    "grade": GRADES,
    "relation": RELATIONS,
    "action": ACTIONS,
    "outcome": OUTCOMES,
    "frequency": FREQUENCIES,
    "group": MEDICATION_GROUPS,
    "role": MEDICATION_ROLES,
    "route": ROUTES,
    "ctcae_term": ("Anemia", "Nausea", "Fatigue", "Neutrophil count decreased"),
    "dose_unit": ("mg", "g"),
    "drug": ("prednisone", "methylprednisolone", "methotrexate", "other"),
    "test": ("neutrophils", "alt", "ck", "tsh"),
    "unit": ("10^9/L", "U/L", "ukat/L", "mIU/L"),
    "finding": ("negative", "positive"),
    "sign": ("below", "above"),
    "judgment": ("normal", "not_significant", "significant"),
}


def _item(name: str, kind: str, unit: str | None = None) -> Item:
    codes = tuple(Code(code=code, label=both(code)) for code in CODES.get(name, ()))
    return Item.model_validate(
        {
            "name": name,
            "label": both(name),
            "type": kind,
            "required": False,
            "unit": unit,
            "codes": codes if kind == "code" else (),
        }
    )


def form_of(kind: RecordKind, name: str = "", items: Sequence[Item] = ()) -> Form:
    """A repeating form of the kind with every item that the product knows, or these."""
    known = items or [_item(one.name, one.types[0]) for one in KNOWN[kind]]
    return Form(
        name=name or kind,
        label=both(name or kind),
        records=kind,
        repeating=True,
        sections=(Section(label=both("all"), items=tuple(known)),),
        provenance=PROPOSED,
    )


PANEL = form_of(
    "laboratory",
    "panel",
    [
        _item("neutrophils", "decimal", "10^9/L"),
        _item("hemoglobin", "decimal", "g/L"),
        _item("alt", "decimal", "U/L"),
    ],
)

SAFETY = Safety(
    events=EventCounting(population="treated", emergent_days=28, provenance=PROPOSED),
    laboratory=LaboratoryGrading(population="treated", version="5.0", provenance=PROPOSED),
    glucocorticoids=GlucocorticoidSparing(
        population="enrolled",
        visits=("week_12", "week_24"),
        fall_percent=(Decimal(20), Decimal(50)),
        at_most_mg=(Decimal("7.5"),),
        provenance=PROPOSED,
    ),
)


@cache
def watched_study() -> Study:
    """The imagined study with forms for all that is watched, and a plan that asks for it."""
    study = make_study()
    kinds: tuple[RecordKind, ...] = (
        "dosing",
        "adverse_events",
        "laboratory",
        "medications",
        "medical_history",
    )
    forms = tuple(form for form in study.forms if form.name != "dose")
    treated = Population(name="treated", label=both("Treated"), rule="treated", provenance=PROPOSED)
    plan = Plan(
        **{name: getattr(study.plan, name) for name in Plan.model_fields}
        | {"safety": SAFETY, "populations": (*study.plan.populations, treated)}
    )
    changed: dict[str, object] = {
        "forms": (*forms, *(form_of(kind) for kind in kinds), PANEL),
        "roles": study.roles.model_copy(update={"dosing_form": "dosing"}),
        "plan": plan,
    }
    return Study(**{name: getattr(study, name) for name in Study.model_fields} | changed)


Values = Mapping[str, Value | None]


class Watched:
    """A participant to whom rows are added; each is the next ledger entry, from 10 on."""

    def __init__(self, code: str = "NC-001", *, enrolled: bool = True, first: int = 10) -> None:
        self.code = code
        self.records: dict[tuple[str, str, int], Record] = {}
        self.enrolled = enrolled
        self.next = first

    def add(
        self,
        form: str,
        values: Values,
        *,
        visit: str = "baseline",
        on: date | None = None,
        complete: bool = True,
    ) -> Watched:
        """One more row of the form."""
        repeat = sum(1 for key in self.records if key[:2] == (visit, form)) + 1
        made = record(
            self.code,
            form,
            visit,
            values=values,
            performed=on,
            seq=self.next,
            complete=complete,
        )
        self.records[(visit, form, repeat)] = replace(made, repeat=repeat)
        self.next += 1
        return self

    def dose(
        self, first: int, final: int | None, mg: str | None = "5", frequency: str | None = "daily"
    ) -> Watched:
        """A row of study drug from one study day to another."""
        return self.add(
            "dosing",
            {
                "start_date": on_day(first),
                "end_date": None if final is None else on_day(final),
                "dose_mg": None if mg is None else Decimal(mg),
                "frequency": frequency,
            },
        )

    def drug(
        self,
        first: int | None,
        final: int | None,
        mg: str | None,
        drug: str = "prednisone",
        **more: Value | None,
    ) -> Watched:
        """A row of medication from one study day to another."""
        return self.add(
            "medications",
            {
                "drug": drug,
                "start_date": None if first is None else on_day(first),
                "end_date": None if final is None else on_day(final),
                "dose": None if mg is None else Decimal(mg),
                "dose_unit": "mg",
                "per_day": Decimal(1),
                "route": "oral",
                **more,
            },
        )

    def event(
        self,
        first: int | None,
        final: int | None = None,
        grade: str = "1",
        term: str = "Nausea",
        **more: Value | None,
    ) -> Watched:
        """An adverse event from one study day to another."""
        return self.add(
            "adverse_events",
            {
                "term": term.lower(),
                "ctcae_term": term,
                "start_date": None if first is None else on_day(first),
                "end_date": None if final is None else on_day(final),
                "grade": grade,
                "serious": False,
                "relation": "unrelated",
                "action": "none",
                "outcome": "recovered",
                **more,
            },
        )

    def panel(self, day: int, visit: str = "unscheduled", **values: str) -> Watched:
        """A panel of laboratory values on a study day."""
        numbers = {name: Decimal(value) for name, value in values.items()}
        return self.add("panel", numbers, visit=visit, on=on_day(day))

    def lab(
        self, day: int, test: str, value: str, unit: str, *, visit: str = "unscheduled",
        limits: tuple[str, str] | None = None, **more: Value | None,
    ) -> Watched:  # fmt: skip
        """One laboratory value on a study day, with the limits of normal."""
        lln, uln = limits or (None, None)
        return self.add(
            "laboratory",
            {
                "test": test,
                "value": Decimal(value),
                "unit": unit,
                "lln": None if lln is None else Decimal(lln),
                "uln": None if uln is None else Decimal(uln),
                **more,
            },
            visit=visit,
            on=on_day(day),
        )

    def score(self, day: int, value: str, visit: str) -> Watched:
        """A value of the endpoint."""
        return self.add("score", {"total": Decimal(value)}, visit=visit, on=on_day(day))

    def end(self, day: int, reason: str = "completed") -> Watched:
        """That participation ended on a study day."""
        values: Values = {"end_date": on_day(day), "reason": reason}
        return self.add("end", values, visit="follow_up", on=on_day(day))

    def done(self) -> Participant:
        """The participant."""
        enrollment = Enrollment(DAY_1, False, (), HAPPENED, None) if self.enrolled else None
        return Participant(self.code, HAPPENED, dict(self.records), enrollment)


CUT_OFF = DAY_1 + timedelta(days=299)
"""Study day 300."""


def run_watched(*people: Watched, study: Study | None = None) -> dict[str, Result]:
    """Every row of safety by its id, of these participants."""
    snapshot = make_snapshot([one.done() for one in people], study or watched_study(), CUT_OFF)
    return run_on(snapshot)


def run_on(snapshot: Snapshot) -> dict[str, Result]:
    """Every row of safety by its id."""
    study = snapshot.study
    data = read_data(study, make_adam(snapshot), snapshot.cut_off)
    rows = list(run_safety(data))
    found = {row.result_id: row for row in rows}
    assert len(found) == len(rows)
    return found
