"""A random generator + a study + a day → the acts that people would do with imagined participants.

The acts are intentions, each with its moment and the role that does it; `cli` plays them through
the very functions by which real people act. Beside the ordinary road, each rehearsal has what
happens in every study: a correction, a signature that falls, something done before consent, a
visit outside its window, a missed visit, somebody who leaves, somebody who is not eligible.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from numpy.random import Generator

from heliotrope.capture.checks import is_asked
from heliotrope.capture.derived import derive_score, derive_score_values
from heliotrope.capture.submission import Submission
from heliotrope.simulate.acts import (
    Acknowledge,
    Act,
    Deed,
    Doer,
    Enroll,
    FailScreening,
    RecordEnrollment,
    Save,
    Screen,
    Sign,
)
from heliotrope.simulate.participants import Imagined, Occasion, draw_answers, draw_truth, redraw
from heliotrope.simulate.sketches import Setting, Sketch, move_to_weekday, sketch_participants
from heliotrope.simulate.stories import Setting as StorySetting
from heliotrope.simulate.telling import Teller, is_told, make_teller
from heliotrope.study.expressions import evaluate, names_used
from heliotrope.study.forms import Form, Item
from heliotrope.study.protocol import Criterion, Study
from heliotrope.study.schedule import Visit, date_of_study_day
from heliotrope.study.values import format_value
from heliotrope.vocabulary import Answers, Missing, Value

REASON_CORRECTION = "transcription"
REASON_UPDATE = "late_information"
COMMENT = "合成数据：已与源数据核对 (synthetic: compared with the source)"
REASON_FAILED = "合成数据：不符合入排标准 (synthetic: a criterion is not met)"
REASON_OVER = "合成数据：纸面已用药，补录 (synthetic: treated on paper before it was recorded)"
_TRIES = 300


def plan_rehearsal(generator: Generator, study: Study, setting: Setting) -> list[Act]:
    """Every act up to `setting.now`, in the order of their moments.

    The same generator state gives the same values; only the days move with `now`.
    """
    sketches = sketch_participants(study, setting)
    children = generator.spawn(len(sketches))
    acts: list[Act] = []
    limit = study.design.participants
    for sketch, child in zip(sketches, children, strict=True):
        journey = _Journey(child, study, sketch, setting.now)
        acts += journey.play(over=sketch.enrolled and sketch.rank >= limit)
    # A stable sort: what one person does at one moment stays in its order.
    return sorted((act for act in acts if act.at <= setting.now), key=lambda act: act.at)


# ---------------------------------------------------------------- one participant's way


class _Journey:
    """Writes down, in order, what people do with one participant."""

    def __init__(self, generator: Generator, study: Study, sketch: Sketch, now: datetime) -> None:
        self.generator = generator
        self.study = study
        self.sketch = sketch
        self.person = Imagined(study, draw_truth(generator.spawn(1)[0], responds=sketch.responds))
        self.zone = ZoneInfo(study.time_zone)
        self.consent = self._clock(sketch.screening, 9, 10 + int(generator.integers(40)))
        self.today = now.astimezone(self.zone).date()
        self.acts: list[Act] = []
        self.saved: dict[tuple[str, str, int], Submission] = {}
        self.versions: dict[tuple[str, str, int], int] = {}
        self.signed: set[str] = set()
        self.left: date | None = None
        self.days: dict[str, date] = {}
        self.teller: Teller | None = None

    def play(self, *, over: bool) -> list[Act]:
        """All acts; `over`: the planned number is reached, so that enrollment is a fact."""
        self._do(self.consent - timedelta(minutes=12), "coordinator", Screen(self.sketch.code))
        self._screen()
        if not self.sketch.enrolled:
            return self.acts
        self._enroll(over=over)
        for visit in self._list_visits():
            self._visit(visit)
            if self.left is not None:
                break
        return self.acts

    # ------------------------------------------------------------ time

    def _clock(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute))

    def _do(self, local: datetime, by: Doer, deed: Deed) -> None:
        self.acts.append(Act(local.replace(tzinfo=self.zone).astimezone(UTC), by, deed))

    def _occasion(self, day: date, visit: Visit) -> Occasion:
        counted = (day - self.sketch.day_1).days / 7
        return Occasion(
            at=self._clock(day, 9, 30),
            week=counted if visit.week is None else float(visit.week),
            consent=self.consent,
            first_dose=self.sketch.day_1,
            end=day,
            end_completed=self.left is None,
        )

    # ------------------------------------------------------------ screening and enrollment

    def _screen(self) -> None:
        visit = self._named(self.study.roles.screening_visit)
        if visit is None:
            return
        day = self.sketch.screening
        on = self._occasion(day, visit)
        forms = [self.study.form(name) for name in visit.forms]
        for form in forms:
            if not is_told(form):
                self._answer(form, on)
        self._make_eligible(on)
        if self.sketch.eligible is False:
            self._make_ineligible()
        for rank, form in enumerate(forms):
            if is_told(form):
                self._save_told(self.consent + timedelta(minutes=25 + 9 * rank), visit, form, on)
            else:
                self._save_screening(visit, form, rank)
        if self.sketch.eligible is False:
            at = self._clock(day, 15) + timedelta(minutes=int(self.generator.integers(60)))
            self._do(at, "coordinator", FailScreening(self.sketch.code, REASON_FAILED))
        elif self.sketch.eligible is True and self._is_signed():
            self._sign(self._clock(day, 17, 5), visit)
        if "before_consent" in self.sketch.quirks:
            self._acknowledge_before_consent(visit)

    def _save_screening(self, visit: Visit, form: Form, rank: int) -> None:
        typed = self.consent + timedelta(minutes=25 + 9 * rank)
        answers = self.person.memory[form.name]
        performed: datetime | date = self.sketch.screening
        if form.instrument is not None:
            early = "before_consent" in self.sketch.quirks and self._is_measured(form)
            performed = self.consent + timedelta(minutes=-20 if early else 30 + 9 * rank)
            typed = max(typed, performed + timedelta(minutes=6))
        if self.sketch.eligible is None and form.name == self.study.roles.eligibility_form:
            open_item = self._find_open(form)
            answers = {**answers, open_item: None}
            self._save(typed, visit, form, answers, performed, complete=False)
            return
        self._save(typed, visit, form, answers, performed)

    def _find_open(self, form: Form) -> str:
        """The last item that answers a criterion."""
        asked = [c.name for c in self.study.criteria if c.name in form.item_by_name]
        return asked[-1] if asked else form.items[-1].name

    def _acknowledge_before_consent(self, visit: Visit) -> None:
        for form in visit.forms:
            if self._is_measured(self.study.form(form)) and self._has_consent():
                key = f"before_consent:{visit.name}:{form}:1"
                deed = Acknowledge(self.sketch.code, key, "minor", COMMENT)
                self._do(self._clock(self.sketch.screening, 17, 30), "investigator", deed)

    def _is_measured(self, form: Form) -> bool:
        """True for an instrument's form that an endpoint of the plan comes from."""
        endpoints = {endpoint.form for endpoint in self.study.plan.endpoints}
        return form.instrument is not None and form.name in endpoints

    def _has_consent(self) -> bool:
        roles = self.study.roles
        visit = self._named(roles.screening_visit)
        return roles.consent_form is not None and visit is not None and (
            roles.consent_form in visit.forms
        )  # fmt: skip

    def _enroll(self, *, over: bool) -> None:
        code, at = self.sketch.code, self._clock(self.sketch.day_1, 8, 35)
        if over or not self._is_eligible():
            deed = RecordEnrollment(code, self.sketch.day_1, REASON_OVER)
            self._do(at, "investigator", deed)
        else:
            self._do(at, "investigator", Enroll(code))

    # ------------------------------------------------------------ criteria

    def _context(self) -> dict[str, Value | None]:
        context: dict[str, Value | None] = {}
        for name, answers in self.person.memory.items():
            scores = derive_score_values(derive_score(self.study.form(name), answers))
            context |= {f"{name}__{item}": value for item, value in (answers | scores).items()}
        return context

    def _list_unmet(self) -> list[Criterion]:
        context = self._context()
        return [
            criterion
            for criterion in self.study.criteria
            if criterion.satisfied is not None
            and evaluate(criterion.satisfied, context, self.study.time_zone).value is not True
        ]

    def _is_eligible(self) -> bool:
        return not self._list_unmet()

    def _make_eligible(self, on: Occasion) -> None:
        """Draw anew what an unmet criterion rests on: only the eligible come as far as this."""
        child = self._child()
        for _ in range(_TRIES):
            unmet = self._list_unmet()
            if not unmet:
                return
            self._redraw_for(child, unmet[0], on)

    def _redraw_for(self, child: Generator, criterion: Criterion, on: Occasion) -> None:
        used = [name.partition("__") for name in sorted(names_used(criterion.satisfied or ""))]
        for form_name in dict.fromkeys(form for form, _, _ in used):
            form = self.study.form(form_name)
            names = [item for owner, _, item in used if owner == form_name]
            if form_name not in self.person.memory:
                continue
            if form.instrument is not None:
                self._worsen(child)
                del self.person.memory[form_name]
                draw_answers(child, self.person, form, on)
            else:
                redraw(child, self.person, form, on, names=names)

    def _worsen(self, child: Generator) -> None:
        """Somebody too mild for the study is not among the enrolled: take another truth."""
        truth = draw_truth(child, responds=self.sketch.responds)
        born = self.person.truth.birth_age_days
        self.person = replace(self.person, truth=replace(truth, birth_age_days=born))

    def _make_ineligible(self) -> None:
        """One criterion that a person answers stands in the way."""
        form = self.study.roles.eligibility_form
        asked = [c for c in self.study.criteria if c.satisfied is None]
        if form is None or form not in self.person.memory or not asked:
            return
        criterion = asked[int(self.generator.integers(len(asked)))]
        answers = self.person.memory[form]
        answers[criterion.name] = criterion.kind == "exclusion"
        for item in self.study.form(form).items:
            if not is_asked(item, answers):
                answers[item.name] = None

    # ------------------------------------------------------------ visits

    def _list_visits(self) -> list[Visit]:
        """The visits that were made, in the order of their days."""
        scheduled = [
            v for v in self.study.visits
            if v.kind == "scheduled" and v.name != self.study.roles.screening_visit
        ]  # fmt: skip
        return [v for v in scheduled if self._is_made(v)]

    def _is_made(self, visit: Visit) -> bool:
        until = self.sketch.until
        return visit.name != self.sketch.skips and (
            until is None or visit.day is None or visit.day < until
        )

    def _day_of(self, visit: Visit) -> date:
        """In the window, near its target; outside it for the one who has that fault."""
        if visit.name not in self.days:
            self.days[visit.name] = self._choose_day(visit)
        return self.days[visit.name]

    def _choose_day(self, visit: Visit) -> date:
        day_1 = self.sketch.day_1
        if visit.name == self.study.roles.day_1_visit:
            return day_1
        if visit.day is None:
            rank = [v.name for v in self.study.visits].index(visit.name)
            return day_1 + timedelta(weeks=14 * rank)
        target = date_of_study_day(visit.day, day_1)
        shift = int(self.generator.integers(-2, 3))
        if visit.window is None:
            return target + timedelta(shift)
        latest = date_of_study_day(visit.window.latest, day_1)
        if self._has_quirk("outside_window", visit, 0.5):
            return latest + timedelta(4)
        earliest = date_of_study_day(visit.window.earliest, day_1)
        day = move_to_weekday(target + timedelta(shift))
        # Nothing is typed in today: the demonstration shows what is still to do.
        return min(max(day, earliest), latest, max(self.today - timedelta(1), earliest))

    def _has_quirk(self, quirk: str, visit: Visit, share: float) -> bool:
        """True at one visit, so far along the schedule, of the participant who has the quirk."""
        if quirk not in self.sketch.quirks:
            return False
        later = self._list_later()
        if quirk in ("outside_window", "misses"):
            later = [v for v in later if v.window is not None]
        if quirk == "misses":
            later = later[:-1]
        scored = [v for v in later if any(self.study.form(f).instrument for f in v.forms)]
        place = scored or later
        return bool(place) and place[min(int(share * len(place)), len(place) - 1)] == visit

    def _list_later(self) -> list[Visit]:
        return [v for v in self._list_visits() if v.name != self.study.roles.day_1_visit]

    def _visit(self, visit: Visit) -> None:
        day = self._day_of(visit)
        if self._has_quirk("leaves", visit, 0.6):
            self._leave(day)
            return
        if self._has_quirk("misses", visit, 0.6):
            self._miss(visit)
            return
        on = self._occasion(day, visit)
        for rank, name in enumerate(visit.forms):
            self._save_visit_form(visit, self.study.form(name), on, rank)
        self._update(day)
        if self._is_signed():
            self._sign(self._clock(day, 17, 15), visit)
        self._add_quirks(visit, day)

    def _save_visit_form(self, visit: Visit, form: Form, on: Occasion, rank: int) -> None:
        if form.name == self.study.roles.end_form and not self._is_last(visit):
            return
        typed = on.at + timedelta(minutes=30 + 8 * rank + int(self.generator.integers(6)))
        if is_told(form):
            self._save_told(typed, visit, form, on)
            return
        if form.repeating and not form.needed and form.name in self.person.memory:
            # A row of the first visit goes on: a new one is for a change.
            return
        answers = self._answer(form, on)
        self._save(typed, visit, form, self._leave_out(form, answers, on), on.at.date())

    def _leave_out(self, form: Form, answers: Answers, on: Occasion) -> Answers:
        """Now and then a number was not done, and says so."""
        if on.week <= 0 or form.instrument is not None or self.generator.random() > 0.04:
            return answers
        numbers = [i.name for i in form.items if i.type == "decimal" and answers[i.name]]
        if not numbers or any(e.form == form.name for e in self.study.plan.endpoints):
            return answers
        return {**answers, numbers[int(self.generator.integers(len(numbers)))]: Missing.ND}

    def _is_last(self, visit: Visit) -> bool:
        holding = [
            v for v in self.study.visits
            if v.kind == "scheduled" and self.study.roles.end_form in v.forms
        ]  # fmt: skip
        return bool(holding) and holding[-1] == visit

    def _is_signed(self) -> bool:
        return bool(self.generator.random() < 0.85)

    def _sign(self, at: datetime, visit: Visit) -> None:
        if visit.name not in self.signed:
            self.signed.add(visit.name)
            self._do(at, "investigator", Sign(self.sketch.code, visit.name))

    # ------------------------------------------------------------ what happens in every study

    def _add_quirks(self, visit: Visit, day: date) -> None:
        if self._has_quirk("outside_window", visit, 0.5):
            deed = Acknowledge(self.sketch.code, f"outside_window:{visit.name}", "minor", COMMENT)
            self._do(self._clock(day + timedelta(1), 10), "investigator", deed)
        if self._has_quirk("corrects", visit, 0.3):
            self._correct(visit, self._clock(day, 16))
        if self._has_quirk("signature_falls", visit, 0.3):
            self._sign(self._clock(day, 17, 20), visit)
            self._correct(visit, self._clock(day + timedelta(2), 11))
        if self._has_quirk("unscheduled", visit, 0.2):
            self._visit_unscheduled(day + timedelta(5))

    def _correct(self, visit: Visit, at: datetime) -> None:
        """One answer was copied wrongly and is put right, with its reason."""
        for name in visit.forms:
            key = (visit.name, name, 1)
            before = self.saved.get(key)
            item = next(iter(_list_correctable(self.study.form(name), before)), None)
            if before is None or item is None:
                continue
            lower = Decimal(before.raw[item.name]) - 1
            corrected = replace(
                before,
                raw={**before.raw, item.name: f"{lower:f}"},
                seen_version=self.versions[key],
                reason_code=REASON_CORRECTION,
            )
            self._record(at, "coordinator", corrected)
            return

    def _visit_unscheduled(self, day: date) -> None:
        visit = next((v for v in self.study.visits if v.kind == "unscheduled"), None)
        if visit is None:
            return
        on = self._occasion(day, visit)
        forms = [self.study.form(n) for n in visit.forms]
        for rank, form in enumerate(f for f in forms if not f.repeating and not f.instrument):
            answers = self._answer(form, on)
            self._save(on.at + timedelta(minutes=30 + 8 * rank), visit, form, answers, day)

    def _leave(self, day: date) -> None:
        """The participant leaves the study: an early visit, and the end with its reason."""
        self.left = day
        end = self.study.roles.end_form
        early = [v for v in self.study.visits if v.kind == "early_termination"]
        visit = next((v for v in [*early, *self.study.visits] if end in v.forms), None)
        if visit is None:
            return
        on = self._occasion(day, visit)
        names = visit.forms if visit.kind == "early_termination" else [end or ""]
        for rank, name in enumerate(names):
            form, typed = self.study.form(name), on.at + timedelta(minutes=30 + 8 * rank)
            if is_told(form):
                self._save_told(typed, visit, form, on)
            else:
                self._save(typed, visit, form, self._answer(form, on), day)

    def _miss(self, visit: Visit) -> None:
        """The visit did not take place: each of its forms says so once the window is over."""
        assert visit.window is not None
        day = date_of_study_day(visit.window.latest, self.sketch.day_1) + timedelta(2)
        for rank, name in enumerate(visit.forms):
            form = self.study.form(name)
            if (form.repeating and not form.needed) or name == self.study.roles.end_form:
                continue
            submission = Submission(self.sketch.code, visit.name, name, {}, not_done="ND")
            self._record(self._clock(day, 11, 5 * rank), "coordinator", submission)

    # ------------------------------------------------------------ what goes on beside the visits

    def _answer(self, form: Form, on: Occasion) -> Answers:
        answers = draw_answers(self._child(), self.person, form, on)
        self._get_teller().bend(self.person, form, on, answers)
        return answers

    def _get_teller(self) -> Teller:
        """Made when it is first asked for, since the story depends on the sex."""
        roles = self.study.roles
        known = self.person.memory.get(roles.demographics_form or "", {}).get(roles.sex or "")
        sex = known if isinstance(known, str) else None
        if self.teller is None:
            leaves = [v for v in self._list_visits() if self._has_quirk("leaves", v, 0.6)]
            setting = StorySetting(
                rank=self.sketch.rank,
                screening=self.sketch.screening,
                day_1=self.sketch.day_1,
                left=self._day_of(leaves[0]) if leaves and self.sketch.enrolled else None,
                treated_days=7 * (self.study.design.duration_weeks or 24),
            )
            self.teller = make_teller(self._child(), self.person, setting, sex)
        self.teller.bench.sex = sex
        return self.teller

    def _save_told(self, at: datetime, visit: Visit, form: Form, on: Occasion) -> None:
        rows = self._get_teller().draw_rows(self._child(), self.person, form, visit.name, on)
        for number, answers in rows:
            self._save(at, visit, form, answers, on.at.date(), repeat=number)

    def _update(self, day: date) -> None:
        """Rows told earlier are over: they say so, and what was signed is signed again."""
        touched: dict[str, Visit] = {}
        for place, answers in self._get_teller().list_updates(day):
            before = self.saved[place]
            raw = {n: format_value(v, self.study.time_zone) for n, v in answers.items()}
            updated = replace(
                before,
                raw=raw,
                seen_version=self.versions[place],
                reason_code=REASON_UPDATE,
            )
            self._record(self._clock(day, 16, 30), "coordinator", updated)
            touched[place[0]] = self.study.visit(place[0])
        for visit in touched.values():
            if visit.name in self.signed:
                deed = Sign(self.sketch.code, visit.name)
                self._do(self._clock(day, 17, 30), "investigator", deed)

    # ------------------------------------------------------------ saving

    def _save(
        self, at: datetime, visit: Visit, form: Form, answers: Answers,
        performed: date | datetime, *, complete: bool = True, repeat: int = 1,
    ) -> None:  # fmt: skip
        on = performed if isinstance(performed, datetime) else None
        submission = Submission(
            participant=self.sketch.code,
            visit=visit.name,
            form=form.name,
            raw={n: format_value(v, self.study.time_zone) for n, v in answers.items()},
            date=(on.date() if on else performed).isoformat(),
            time=f"{on:%H:%M}" if on else "",
            complete=complete,
            repeat=repeat,
        )
        by: Doer = "investigator" if form.instrument is not None else "coordinator"
        self._record(at, by, submission)

    def _record(self, at: datetime, by: Doer, submission: Submission) -> None:
        key = (submission.visit, submission.form, submission.repeat)
        self.saved[key] = submission
        self.versions[key] = self.versions.get(key, 0) + 1
        self._do(at, by, Save(submission))

    def _child(self) -> Generator:
        """A generator of its own for each form, so that one form's redraws move no other's."""
        return self.generator.spawn(1)[0]

    def _named(self, name: str | None) -> Visit | None:
        return self.study.visit_by_name.get(name or "")


def _list_correctable(form: Form, before: Submission | None) -> list[Item]:
    """Numbers that could as well be one lower: one of them was miscopied."""
    if before is None:
        return []
    return [item for item in form.items if _is_above_lowest(item, before.raw.get(item.name, ""))]


def _is_above_lowest(item: Item, text: str) -> bool:
    number = text.replace(".", "", 1)
    return (
        item.type in ("integer", "decimal")
        and not item.codes
        and number.isdecimal()
        and Decimal(text) - 1 >= (item.low or 0)
    )
