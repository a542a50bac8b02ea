"""Browsers and clicks in; each page in one language, and in that one alone, out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
from django.http import HttpResponse

from heliotrope.web.actions.deviation import record_deviation
from heliotrope.web.founding import DEMO_PASSWORD
from heliotrope.web.store import Store
from tests.web.stage import (
    BASELINE,
    BLOOD,
    CONSENT,
    SCREENING,
    SKIN,
    Desk,
    enroll_one,
    person,
    read,
    read_text,
    save,
    screen_one,
    sign_one,
)

NAMES = r"Jiangxi Provincial People's Hospital|Chen Jing|Li Wei|Zhao Min|Wang Fang|Sun Tao|Zhou Lan"
WORDS = """
CDASI|DLQI|IMACS|TIS|HAQ|DI|MMT|RAND|PCS|MCS|LDH|AST|ALT|Jo|kat|NR
|SF|DM|ADM|ACR|EULAR|NYHA|HIV|WBC|HGB|PLT|CTCAE|III|IV|CK|MDA
|CSV|csv|results|PDF|HTML|XML|SDTM|ADaM|zip|GCP|ICH|UTC|Heliotrope|NC|NCT|nct|ClinicalTrials|gov|PMC|doi|bjd
|Gottron|Sweet|Stevens|Johnson|Wilcoxon|Hodges|Lehmann|Clopper|Pearson
|Agresti|Barnard|Beta|Coull|Fisher|Hedges|Newcombe|Rubin|Wilson|delta|mid|Mid|NCS|CS|Word
|Alt|Ctrl|Tab|Backspace|Enter|ND|UNK|NA|HH|MM|YYYY|DD|mg|cm|Asia|Shanghai
|ALP|GGT|TSH|FT|KL|DNA|FEU|IU|mIU|mol|mmol|pmol|umol|ng|ug|g|dL|mL|mmHg|kg|min|ukat|SAE|JAK
"""
"""Latin that belongs on a Chinese page: names, codes, units, abbreviations, keys."""
CITED = (
    r"Ahmed|Anyanwu|Stanford|UPenn|University|of|Pennsylvania|cohort|for|baselines|above|int|abc"
    r"|Wiley|QualityMetric|Medical|Outcomes|Trust|Health|Assessment|Lab|Finlay|Khan|April"
)
"""Sources are quoted as they were printed, and `abc` as it was typed."""
ALLOWED = re.compile(rf"(?:[A-Za-z]|{WORDS}|{CITED})", re.VERBOSE)
WHOLE = re.compile(
    rf"{NAMES}|合成数据 · Synthetic data|wording/\w+\.yaml|\b(?:\d+:)?[0-9a-f]{{7,}}\b"
)
"""Names, the mark of synthetic data, which is in both languages, and hashes."""


def list_words(html: str) -> Iterator[str]:
    """Everything a person reads or hears in Chinese, without what is marked as English."""
    html = re.sub(r"<(\w+)[^>]*\slang=\"en\"[^>]*>.*?</\1>", " ", html, flags=re.DOTALL)
    html = re.sub(r"<(script|style|kbd)\b.*?</\1>", " ", html, flags=re.DOTALL)
    for attribute in re.findall(r'\s(?:title|aria-label|placeholder|alt|data-[a-z]+)="([^"]*)"', html):  # noqa: E501 # fmt: skip
        if not re.fullmatch(r"[\w/:|.-]*", attribute):  # an address or a key
            yield unescape(attribute)
    # What was typed or recorded is in no language of ours.
    html = re.sub(r"<textarea.*?</textarea>", " ", html, flags=re.DOTALL)
    yield unescape(re.sub(r"<[^>]+>", "\n", html))


def find_english(html: str) -> list[str]:
    """The Latin words of a page that have no business in a Chinese one."""
    left = " ".join(WHOLE.sub(" ", text) for text in list_words(html))
    return [word for word in re.findall(r"[A-Za-z]+", left) if not ALLOWED.fullmatch(word)]


def stage(store: Store) -> None:
    """Enrolled and signed, a signature fallen, one in screening, one failed, one told deviation."""
    enroll_one(store)
    sign_one(store)
    save(store, "cdasi", visit="baseline", day="2026-03-02", malar_erythema="1")
    screen_one(store, "NC-002")
    record_deviation(store, person(store, "coordinator"), "NC-001", date(2026, 3, 1), "漏服一次")


def list_pages(store: Store, desk: Desk) -> Iterator[tuple[str, HttpResponse]]:
    stage(store)
    told = store.state().participants["NC-001"].told_deviations[0].key
    first, second = ("NC-001", "baseline"), ("NC-002", "screening")
    cdasi = (*first, "cdasi", 1)
    for name, args in (
        ("today", ()), ("participants", ()), ("participant", ("NC-001",)),
        ("participant", ("NC-002",)), ("screen", ()), ("enroll", ("NC-001",)),
        ("enroll", ("NC-002",)), ("fail_screening", ("NC-002",)), ("tell_deviation", ("NC-001",)),
        ("acknowledge", ("NC-001", told)), ("deviations", ()), ("visit", first), ("visit", second),
        ("visit", ("NC-001", "week_24")), ("visit", ("NC-001", "unscheduled")),
        ("form", cdasi), ("form", (*first, "dosing", 2)),
        ("form", ("NC-001", "early_termination", "end_of_study", 1)), ("score", cdasi),
        ("item_history", (*cdasi, "malar_erythema")),
        ("redact", (*second, "consent", 1, "version")),
        ("study_files", ()), ("audit", ()), ("password", ()), ("evaluation", ()),
        ("/nothing", ()), ("participant", ("NC-999",)), ("visit", ("NC-001", "没有")),
        ("form", (*cdasi[:3], 7)),
    ):  # fmt: skip
        yield name, desk.get(name, *args)
    for form in SCREENING:
        yield form, desk.get("form", *second, form, 1)
    for form in BASELINE:
        yield form, desk.get("form", *first, form, 1)
        yield f"{form}, its score", desk.get("score", *first, form, 1)
    # Refusals and faults.
    yield "faults", desk.save(*second, "blood_count", {**BLOOD, "wbc": "abc", "platelets": "-1"})
    yield "required", desk.save(*second, "consent", {}, _date="")
    yield "no reason", desk.save(*first, "cdasi", SKIN)
    yield "stale", desk.save(*first, "cdasi", {**SKIN, "malar_erythema": "2"}, _version="1")
    yield "draft", desk.save("NC-001", "week_2", "blood_count", {"wbc": "5"}, _act="draft")
    yield "unsigned", desk.get("visit", "NC-001", "week_2")
    yield "signing", desk.post("sign", *first, data={"meaning": "reviewed", "seen": "x"})
    yield "enrolling", desk.post("enroll", "NC-001")
    yield "a fact", desk.post("enroll_fact", "NC-002", data={"happened": "2027-01-01"})
    yield "failing", desk.post("fail_screening", "NC-001", data={"reason": "错误"})
    yield "telling", desk.post("tell_deviation", "NC-001", data={"happened": "2026-13-01"})
    yield "judging", desk.post("acknowledge", "NC-001", told)
    yield "screening", desk.post("screen", data={"code": "编号"})
    yield "redacting", desk.post("redact", *second, "consent", 1, "version")
    yield "too much", desk.post("password", data={f"x{n}": "1" for n in range(2001)})
    data = {"old_password": DEMO_PASSWORD, "new_password1": "1", "new_password2": "1"}
    yield "password", desk.post("password", data=data)
    yield "a filter", desk.get("audit", query="?since=abc")


def test_a_chinese_page_has_no_english_left_in_it(store: Store) -> None:
    desk = Desk("investigator", "zh")
    found = {}
    for name, response in list_pages(store, desk):
        if response.status_code == 302:
            continue
        page = read(response)
        if "<html" in page:
            assert '<html lang="zh-CN">' in page, name
        if english := find_english(page):
            found[name] = sorted(set(english))
    assert not found


def test_the_results_speak_chinese(store: Store) -> None:
    stage(store)
    desk = Desk("statistician", "zh")
    opened = desk.post("evaluation")
    assert not find_english(read(desk.get(opened.headers["Location"])))


def test_an_english_page_has_no_chinese_left_in_it(store: Store) -> None:
    for name, response in list_pages(store, Desk("investigator")):
        if response.status_code == 302:
            continue
        page = re.sub(r"<(\w+)[^>]*\slang=\"zh-CN\"[^>]*>.*?</\1>", " ", read(response))
        page = page.replace("合成数据", "").replace("中文", "").replace("民族", "")
        words = "".join(list_words(page))
        chinese = set(re.findall(r"[\u3000-\u9fff\uff00-\uffef]+", words))
        assert chinese <= {"李伟", "陈静", "赵敏", "王芳", "孙涛", "周岚", "漏服一次", "错误", "编号", "\u3000"}, name  # noqa: E501 # fmt: skip


@pytest.mark.parametrize("role", ["monitor", "statistician", "inspector", "administrator"])
def test_refusals_of_other_roles_speak_chinese(store: Store, role: str) -> None:
    screen_one(store)
    desk = Desk(role, "zh")
    for name, args in (("enroll", ("NC-001",)), ("screen", ()), ("sign", ("NC-001", "screening"))):
        response = desk.get(name, *args)
        assert response.status_code == 403
        assert not find_english(read(response)), name


def test_the_door_speaks_chinese(store: Store) -> None:
    desk = Desk(language="zh")
    for response in (desk.get("sign_in", query="?expired=1"), desk.sign_in("nobody", "x")):
        page = re.sub(r'<section class="demo">.*?</section>', "", read(response), flags=re.DOTALL)
        assert not find_english(page)


# ------------------------------------------------------------------ which language


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("zh", "zh-CN"),
        ("zh-TW,zh;q=0.9", "zh-CN"),
        ("zh-Hans-CN", "zh-CN"),
        ("zh-SG", "zh-CN"),
        ("en-US,en;q=0.9,zh;q=0.8", "en"),
        ("de-DE,zh;q=0.5,en;q=0.3", "zh-CN"),
        ("fr", "en"),
        ("", "en"),
        ("x" * 600, "en"),
        ("zh;q=abc", "en"),
    ],
)
def test_a_browser_first_sees_its_own_language(store: Store, accepted: str, lang: str) -> None:
    assert f'<html lang="{lang}">' in read(Desk(language=accepted).get("sign_in"))


def test_one_click_switches_and_stays(store: Store) -> None:
    desk = Desk(language="zh")
    door = read(desk.get("sign_in"))
    assert "登录" in door
    assert re.search(r'<button[^>]* name="language" value="en"', door)
    moved = desk.post("set_language", data={"language": "en", "next": "/sign-in"})
    assert moved.headers["Location"] == "/sign-in"
    assert '<html lang="en">' in read(desk.get("sign_in"))
    # Through signing in, signing out, and another person at the same browser.
    desk.sign_in("coordinator")
    assert '<html lang="en">' in read(desk.get("participants"))
    desk.post("sign_out")
    desk.sign_in("investigator")
    assert '<html lang="en">' in read(desk.get("participants"))
    desk.post("set_language", data={"language": "zh-hans", "next": "/participants"})
    assert '<html lang="zh-CN">' in read(desk.get("participants"))
    assert desk.client.cookies["language"]["max-age"] > 30 * 24 * 3600


def test_the_switch_comes_back_to_the_same_page(store: Store) -> None:
    screen_one(store)
    desk = Desk("monitor")
    page = read(desk.get("audit", query="?kind=answered&page=1"))
    assert 'name="next" value="/entries?kind=answered&amp;page=1"' in page
    refused = Desk("coordinator").save("NC-001", "screening", "consent", {**CONSENT, "signed_at": "?"})  # noqa: E501 # fmt: skip
    assert 'name="next" value="/participants/NC-001/visits/screening/consent/1"' in read(refused)


def test_a_language_that_is_not_offered_changes_nothing(store: Store) -> None:
    desk = Desk(language="zh")
    for language in ("fr", "", "../../etc", "zh-hans\r\nSet-Cookie: a=b", "x" * 5000):
        desk.post("set_language", data={"language": language})
        assert '<html lang="zh-CN">' in read(desk.get("sign_in"))


def test_each_language_has_its_own_punctuation(store: Store) -> None:
    """A Chinese sentence ends with 。 and not with a point."""
    screen_one(store)
    desk = Desk("investigator", "zh")
    for response in (
        desk.post("fail_screening", "NC-001", data={"reason": ""}),
        desk.post("screen", data={"code": "NC-001"}),
        desk.post("tell_deviation", "NC-001", data={}),
        desk.post("enroll_fact", "NC-001", data={"happened": "2026-03-02", "reason": " "}),
    ):
        assert response.status_code == 409
        words = read_text(response)
        assert not re.search(r"[\u4e00-\u9fff][.;,:!?](?!\d)", words), words
