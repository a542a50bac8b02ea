"""A store in; a small study under way and people at their browsers, for tests of pages, out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any, cast

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from heliotrope.capture.entries import Entry
from heliotrope.capture.ledger import Record
from heliotrope.capture.submission import Submission
from heliotrope.study.load import load_study
from heliotrope.vocabulary import Person
from heliotrope.web.accounts import NewPerson, add_people
from heliotrope.web.actions.answer import answer
from heliotrope.web.actions.enroll import enroll
from heliotrope.web.actions.screen import screen
from heliotrope.web.actions.sign import sign
from heliotrope.web.find import Filter, find_entries
from heliotrope.web.founding import DEMO_PASSWORD
from heliotrope.web.store import SYSTEM, Recorded, Store
from tests.repository import ROOT

ROLES = ("coordinator", "investigator", "monitor", "statistician", "inspector", "administrator")
"""Of the standing cast; each signs in under the name of the role."""

STUDY = load_study(ROOT / "studies" / "nct05488327")

DAY_1 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine in the morning at the site."""

CONSENT = {"signed_at": "2026-02-26T08:30", "version": "1.0 of 2022-07-01", "copy_given": "yes"}
DEMOGRAPHICS = {"birth_date": "1980-05-05", "sex": "female", "ethnic_group": "01"}
ELIGIBILITY = {
    "inclusion_1": "yes",
    "inclusion_3": "yes",
    "classification": "dm",
    "prior_treatment": "combination",
    "prior_treatment_start": "2025-01-01",
    **{i.name: "no" for i in STUDY.form("eligibility").items if i.name.startswith("exclusion")},
}
BLOOD = {"wbc": "5.1", "neutrophils": "3.20", "hemoglobin": "131", "platelets": "210"}
DOSING = {"start_date": "2026-03-02", "dose_mg": "5", "frequency": "daily"}
VITALS = {"systolic": "118", "diastolic": "76", "pulse": "72", "temperature": "36.5"} | {
    "weight": "58.0", "height": "162",
}  # fmt: skip
ALT = {"test": "alt", "value": "21", "unit": "U/L", "laboratory": "site", "uln": "40"}
CAPSULES = {"strength_mg": "5", "dispensed": "28", "dispensed_date": "2026-03-02"}
NOTHING = {item.name: "0" for item in STUDY.form("cdasi").items}
SKIN = NOTHING | {f"{site}_erythema": "3" for site in ("malar", "face", "v_neck", "arm", "leg")}
"""CDASI activity 15, damage 0."""
SIGNS = {item.name: "0" for item in STUDY.form("classification").items} | {
    "age_at_onset": "44", "heliotrope": "1", "gottron_papules": "1", "gottron_sign": "1",
}  # fmt: skip
"""10.6 points: definite dermatomyositis."""
GLOBALS = {"phga": "5.5", "ptga": "4.0", "extramuscular": "2.50"} | {
    "ck": "150", "ck_unit": "U/L", "ck_uln": "200",
}  # fmt: skip
STRENGTH = {item.name: "9" for item in STUDY.form("mmt8").items}
"""135 of 150."""
FUNCTION = {item.name: "1" for item in STUDY.form("haq").items if item.required}
"""HAQ-DI 1."""
HEALTH = {item.name: item.codes[0].code for item in STUDY.form("sf36").items}
LIFE = {f"q{n}": "1" for n in range(1, 11)} | {"q7": "no", "q7b": "2"}
"""DLQI 11."""
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "classification": SIGNS,
    "imacs": GLOBALS,
    "mmt8": STRENGTH,
    "haq": FUNCTION,
    "sf36": HEALTH,
    "dlqi": LIFE,
    "consent": CONSENT,
    "demographics": DEMOGRAPHICS,
    "eligibility": ELIGIBILITY,
    "cdasi": SKIN,
    "blood_count": BLOOD,
    "dosing": DOSING,
    "vitals": VITALS,
    "labs": ALT,
    "photographs": {"taken": "yes"},
    "drug_accountability": CAPSULES,
    "end_of_study": {"end_date": "2026-03-02", "reason": "completed"},
}
WHEN_THERE_IS_ONE = {"adverse_events", "medications", "medical_history"}
"""Forms of which a visit may have no row."""
SCREENING = tuple(n for n in STUDY.visit("screening").forms if n not in WHEN_THERE_IS_ONE)
BASELINE = tuple(n for n in STUDY.visit("baseline").forms if n not in WHEN_THERE_IS_ONE)


# ------------------------------------------------------------------ people


def person(store: Store, role: str) -> Person:
    """The person of the standing cast who has the role."""
    staff = store.state().staff.values()
    return next(s.person for s in staff if s.person.role == role)


def add_own(store: Store, username: str, role: str, password: str = DEMO_PASSWORD) -> Person:
    """Somebody more, with a password of their own."""
    new = NewPerson(username, username.capitalize(), role, password, demo=True)
    add_people(store, SYSTEM, [new])
    staff = store.state().staff.values()
    return next(s.person for s in staff if s.person.username == username)


class Desk:
    """A browser with somebody before it, or nobody yet."""

    def __init__(self, username: str = "", language: str = "en", **options: Any) -> None:
        accepted = {"en": "en-US,en;q=0.9", "zh": "zh-CN,zh;q=0.9"}.get(language, language)
        self.client = Client(headers={"accept-language": accepted}, **options)
        if username:
            assert self.sign_in(username).status_code == 302

    def sign_in(self, username: str, password: str = DEMO_PASSWORD, **more: str) -> HttpResponse:
        return self.post("sign_in", data={"username": username, "password": password, **more})

    def get(self, name: str, *args: object, query: str = "", **headers: str) -> HttpResponse:
        response = self.client.get(address(name, *args) + query, headers=headers or None)
        return cast("HttpResponse", response)

    def post(self, name: str, *args: object, data: Mapping[str, str] | None = None) -> HttpResponse:
        return cast("HttpResponse", self.client.post(address(name, *args), dict(data or {})))

    def save(
        self,
        code: str,
        visit: str,
        form: str,
        raw: Mapping[str, str],
        repeat: int | str = 1,
        **more: str,
    ) -> HttpResponse:
        """Post a form as the browser would; `_version` is that on the page unless it is given."""
        if STUDY.form(form).layout == "panel":
            rows = {raw["test"]: raw} if raw else {}
            return self.save_panel(code, visit, form, rows, **more)
        data = {"_date": "2026-03-02", "_act": "complete", **raw, **more}
        if "_version" not in data:
            shown = read(self.get("form", code, visit, form, repeat))
            data["_version"] = find(r'name="_version" value="(\d+)"', shown)
        return self.post("form", code, visit, form, repeat, data=data)

    def save_panel(
        self, code: str, visit: str, form: str, rows: Mapping[str, Mapping[str, str]], **more: str
    ) -> HttpResponse:
        """Post a panel as the browser would: all lines as shown, those of `rows` as typed."""
        shown = read(self.get("form", code, visit, form, 1))
        data = {"_date": "2026-03-02", "_act": "complete", "_laboratory": "site"}
        data |= {k: v for k, v in hidden_fields(shown).items() if "." in k or k.startswith("_was")}
        for key, row in rows.items():
            data |= {f"{key}.{item}": text for item, text in row.items()}
        return self.post("form", code, visit, form, 1, data=data | more)

    def expire(self) -> None:
        """End every session, as time does."""
        Session.objects.all().delete()


def forget_failures() -> None:
    """Unlock every account: failed sign-ins are counted in memory, which tests share."""
    cache.clear()


# ------------------------------------------------------------------ pages


def address(name: str, *args: object) -> str:
    """A named page's address; a name that begins with a slash is one already."""
    return name if name.startswith("/") else reverse(name, args=args)


def read(response: HttpResponse) -> str:
    """The page's source."""
    return response.content.decode()


def read_text(response: HttpResponse) -> str:
    """What the page says, without tags, blanks squeezed."""
    body = re.sub(r"<(script|style|title)\b.*?</\1>", " ", read(response), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body))).strip()


def find(pattern: str, text: str) -> str:
    """The first group of the first match; fails if there is none."""
    found = re.search(pattern, text, re.DOTALL)
    assert found, f"nothing like {pattern}"
    return unescape(found[1])


def hidden_fields(html: str) -> dict[str, str]:
    """Name → value of the hidden fields and of those typed already, but for the token."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


# ------------------------------------------------------------------ what is recorded


def latest_entries(count: int = 1) -> tuple[Entry, ...]:
    """The newest entries, newest first."""
    return find_entries(Filter(), 1, count).entries


def count_entries() -> int:
    """How many entries the ledger has."""
    return find_entries(Filter(), 1, 1).total


def get_record(
    store: Store, visit: str, form: str, code: str = "NC-001", repeat: int = 1
) -> Record:
    """The form's latest version; fails if there is none."""
    record = store.state().participants[code].record(visit, form, repeat)
    assert record is not None
    return record


def save(
    store: Store,
    form: str,
    *,
    visit: str = "screening",
    code: str = "NC-001",
    role: str = "coordinator",
    day: str = "2026-02-26",
    change: Callable[[Submission], Submission] = lambda submission: submission,
    **values: str,
) -> Recorded:
    """One save of a form with good answers, some of them replaced, on top of what is there."""
    known = store.state().participants[code].record(visit, form)
    submission = Submission(
        participant=code,
        visit=visit,
        form=form,
        raw={**ANSWERS[form], **values},
        date=day,
        seen_version=known.version if known else 0,
        reason_code="transcription" if known else "",
    )
    return answer(store, person(store, role), change(submission))


def at_version(repeat: int) -> Callable[[Submission], Submission]:
    """The same save as another repeat of the form, not saved before."""
    return lambda submission: replace(submission, repeat=repeat, seen_version=0, reason_code="")


def screen_one(store: Store, code: str = "NC-001") -> None:
    """A participant screened, all screening forms complete, eligible."""
    screen(store, person(store, "coordinator"), code)
    for form in SCREENING:
        save(store, form, code=code)


def enroll_one(store: Store, code: str = "NC-001") -> None:
    """A participant enrolled, with the baseline visit complete."""
    screen_one(store, code)
    enroll(store, person(store, "coordinator"), code)
    for form in BASELINE:
        save(store, form, visit="baseline", code=code, day="2026-03-02")


def sign_one(store: Store, visit: str = "baseline", code: str = "NC-001") -> Recorded:
    """The visit signed by the investigator."""
    investigator = person(store, "investigator")
    return sign(store, investigator, code, visit, "reviewed", seen="", password_ok=True)
