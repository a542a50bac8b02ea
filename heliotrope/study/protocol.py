"""A study's record as frozen objects: identity, design, arms, sites, outcomes, eligibility."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict

from heliotrope.study.core_set import CoreSet
from heliotrope.study.forms import Form, Item, Wording
from heliotrope.study.laboratories import Laboratory
from heliotrope.study.plan import Plan
from heliotrope.study.schedule import Visit
from heliotrope.study.written import Provenance, Written
from heliotrope.vocabulary import Bilingual, Language


class RecordFact(Written):
    """One more line of the registry record, e.g. when the study began."""

    label: Bilingual
    value: Bilingual
    provenance: Provenance | None = None
    """None: as the registration's."""


class Registration(Written):
    """Where the study is registered and what its record says of itself."""

    registry: str
    number: str
    official_title: Bilingual
    sponsor: str
    """As the record has it."""
    sponsor_zh: str | None = None
    """In Chinese, where the record has it in another language."""
    updated: str
    status: Bilingual
    facts: tuple[RecordFact, ...] = ()
    provenance: Provenance

    @property
    def label(self) -> str:
        """Registry and number; the number alone where it names its registry."""
        named = self.number.startswith(self.registry)
        return self.number if named else f"{self.registry} {self.number}"

    def say_sponsor(self, language: Language) -> str:
        """The sponsor's name in this language, else as the record has it."""
        return (self.sponsor_zh if language == "zh" else None) or self.sponsor


class Design(Written):
    """The design as the record states it."""

    type: Literal["interventional", "observational"]
    assignment: Literal["single_arm", "parallel", "crossover"]
    allocation: Literal["not_randomized", "randomized"]
    masking: Literal["open_label", "single", "double"]
    purpose: Literal["treatment", "prevention", "diagnostic", "supportive_care"]
    participants: int
    """How many may be enrolled; screen failures do not count."""
    duration_weeks: int | None = None
    provenance: Provenance


class Arm(Written):
    """What the participants of one arm receive."""

    name: str
    label: Bilingual
    description: Bilingual
    provenance: Provenance


class Site(Written):
    """A place where participants are seen."""

    name: Bilingual
    department: Bilingual
    city: Bilingual
    country: str
    provenance: Provenance


class Outcome(Written):
    """An outcome measure of the record; `endpoint` names its definition in the plan, if any."""

    name: str
    role: Literal["primary", "secondary", "other"]
    measure: Bilingual
    time_frame: Bilingual
    visits: tuple[str, ...] = ()
    endpoint: str | None = None
    served_by: Literal["adverse_events"] | None = None
    """The part of the plan that evaluates an outcome which is no endpoint."""
    provenance: Provenance


class Criterion(Written):
    """One eligibility criterion.

    `satisfied` is an expression over `form.item` names (written `form__item`) that is true when
    the criterion does not stand in the way: an inclusion is fulfilled, an exclusion is absent.
    Without it a person answers the yes/no item of the same name on the eligibility form, where
    yes means that the text holds: an inclusion wants yes, an exclusion wants no.
    A name in an expression means the value of the screening visit, else of day 1.
    Several criteria may share a number: the parts of one numbered sentence of the record.
    """

    name: str
    kind: Literal["inclusion", "exclusion"]
    number: int
    text: Bilingual
    satisfied: str | None = None
    beside: tuple[str, ...] = ()
    """What a person's own answer rests on: `form__item` or `form__score`, shown with the question.

    For what no expression can decide alone, e.g. a classification that a biopsy may still change.
    """
    inequality: str | None = None
    """The exact inequality as the record prints it, e.g. `HGB <= 85 g/L`."""
    provenance: Provenance


class NotFound(Written):
    """Something that the record should give and that was sought without success."""

    what: Bilingual
    sought: str
    meanwhile: Bilingual | None = None
    """What the study does until it is known."""
    blocks_real_use: bool = False
    """True: the study serves as a demonstration only, until somebody enters it."""


class Roles(Written):
    """Which form and item plays a part that the product itself must know."""

    consent_form: str | None = None
    consent_moment: str | None = None
    """Item with the date and time of the signed consent, e.g. `signed_at`."""
    eligibility_form: str | None = None
    screening_visit: str | None = None
    day_1_visit: str
    dosing_form: str | None = None
    first_dose_date: str | None = None
    end_form: str | None = None
    end_date: str | None = None
    end_reason: str | None = None
    """Item with the reason; its code `completed` says that the participant did."""
    demographics_form: str | None = None
    birth_date: str | None = None
    sex: str | None = None
    """Item with the codes `male` and `female`, and others if wanted."""


class Study(BaseModel):
    """One version of one study, complete: what its folder of files says."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    id: str
    version: str
    title: Bilingual
    short_title: Bilingual
    time_zone: str
    participant_prefix: str
    participant_digits: int = 3
    registration: Registration
    design: Design
    arms: tuple[Arm, ...]
    sites: tuple[Site, ...]
    outcomes: tuple[Outcome, ...]
    criteria: tuple[Criterion, ...] = ()
    not_found: tuple[NotFound, ...] = ()
    roles: Roles
    visits: tuple[Visit, ...]
    forms: tuple[Form, ...]
    wordings: tuple[Wording, ...] = ()
    """Licensed texts of instruments: one file each in `wording/`."""
    plan: Plan
    laboratories: tuple[Laboratory, ...] = ()
    """Those whose reference ranges are known; the first is the site's own."""
    core_set: CoreSet | None = None
    """None: the study does not record the IMACS core set."""
    units: dict[str, str]
    """Unit as printed to its dimension, e.g. `g/L` to `mass concentration`."""
    fingerprint: str = ""
    """SHA-256 over the names and texts of all files; set by the loader."""

    @cached_property
    def form_by_name(self) -> dict[str, Form]:
        """Forms by their name."""
        return {form.name: form for form in self.forms}

    @cached_property
    def visit_by_name(self) -> dict[str, Visit]:
        """Visits by their name, in the order of the schedule."""
        return {visit.name: visit for visit in self.visits}

    @cached_property
    def place_by_visit(self) -> dict[str, int]:
        """Place of each visit in the schedule by its name, from 0."""
        return {visit.name: place for place, visit in enumerate(self.visits)}

    @cached_property
    def laboratory_by_name(self) -> dict[str, Laboratory]:
        """Laboratories by their name."""
        return {one.name: one for one in self.laboratories}

    def wording(self, form: Form) -> Wording | None:
        """The licensed text of the form's instrument, if the folder has it."""
        if form.instrument is None:
            return None
        name = form.instrument.name
        return next((one for one in self.wordings if one.instrument == name), None)

    def form(self, name: str) -> Form:
        """The form of that name; KeyError if there is none."""
        return self.form_by_name[name]

    def visit(self, name: str) -> Visit:
        """The visit of that name; KeyError if there is none."""
        return self.visit_by_name[name]

    def item(self, form: str, name: str) -> Item:
        """The item of that name on that form; KeyError if there is none."""
        return self.form_by_name[form].item(name)
