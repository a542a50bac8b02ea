"""Each instrument's form filled in, well and by halves; its scores, words and refusals, out."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from heliotrope.study.load import read_folder
from heliotrope.vocabulary import Missing
from heliotrope.web.actions.adopt import adopt
from heliotrope.web.pages.form_wording import name_language
from heliotrope.web.store import Store
from tests.repository import ROOT
from tests.web.stage import (
    ANSWERS,
    STUDY,
    Desk,
    count_entries,
    enroll_one,
    find,
    get_record,
    person,
    read,
    read_text,
    screen_one,
)

VISIT = "early_termination"
SCORES: dict[str, dict[str, object]] = {
    "imacs": {"physician_global": Decimal("5.5"), "patient_global": Decimal("4.0")},
    "mmt8": {"mmt8": 135, "mmt8_max": 150},
    "haq": {"haq_di": 1, "dressing": 1},
    "sf36": {"pf": 0, "rp": 0, "bp": 100},
    "dlqi": {"dlqi": 11, "band": "very_large", "work": 2},
}
"""What the good answers of the stage give, worked out by hand."""


@pytest.fixture
def desk(store: Store) -> Desk:
    screen_one(store)
    return Desk("investigator")


@pytest.mark.parametrize("form", SCORES)
def test_a_form_is_saved_with_its_scores(store: Store, desk: Desk, form: str) -> None:
    assert desk.save("NC-001", VISIT, form, ANSWERS[form]).status_code == 302
    scores = get_record(store, VISIT, form).scores
    assert {name: scores[name] for name in SCORES[form]} == SCORES[form]
    page = read_text(desk.get("form", "NC-001", VISIT, form, 1))
    instrument = STUDY.form(form).instrument
    assert instrument is not None
    assert "Missing answers" in page


def test_the_classification_stands_in_words(store: Store, desk: Desk) -> None:
    page = read_text(desk.get("form", "NC-001", "screening", "classification", 1))
    assert "Classification definite" in page
    assert "amyopathic dermatomyositis" in page
    assert "Score without biopsy 10.6" in page
    assert get_record(store, "screening", "classification").scores["classification"] == "definite"
    page = read_text(Desk("investigator", "zh").get("visit", "NC-001", "screening"))
    assert "分类" in page


def test_a_score_is_worked_out_while_it_is_typed_and_says_how(desk: Desk) -> None:
    before = count_entries()
    answer = desk.post("score", "NC-001", VISIT, "dlqi", 1, data=ANSWERS["dlqi"])
    words = read_text(answer)
    assert "DLQI 11 /30" in words
    assert "no, q7b 2 2" in words
    assert "Effect on life" in words
    assert "One unanswered question counts as 0 in the total" in words
    assert count_entries() == before


def test_what_was_done_about_a_gap_is_said_beside_the_score(desk: Desk) -> None:
    gap = {name: value for name, value in ANSWERS["dlqi"].items() if name != "q9"}
    words = read_text(desk.post("score", "NC-001", VISIT, "dlqi", 1, data=gap))
    assert "q9 unanswered, counted as 0" in words
    assert "1 item to answer" in words or "DLQI 10 /30" in words


def test_a_partly_tested_side_is_no_score_and_an_untested_one_is_none_missing(
    store: Store, desk: Desk
) -> None:
    right = {name: v for name, v in ANSWERS["mmt8"].items() if not name.endswith("_left")}
    partly = {**right, "deltoid_left": "9"}
    words = read_text(desk.post("score", "NC-001", VISIT, "mmt8", 1, data=partly))
    assert "6 items to answer" in words
    assert desk.save("NC-001", VISIT, "mmt8", right).status_code == 302
    assert get_record(store, VISIT, "mmt8").scores == {"mmt8": 72, "mmt8_max": 80}
    assert "72 /80" in read_text(desk.get("form", "NC-001", VISIT, "mmt8", 1))


def test_a_second_part_stands_only_after_its_answer(store: Store, desk: Desk) -> None:
    refused = desk.save("NC-001", VISIT, "dlqi", {**ANSWERS["dlqi"], "q7": "yes"})
    assert refused.status_code == 422
    assert "only asked with another answer" in read_text(refused)
    refused = desk.save("NC-001", VISIT, "dlqi", {**ANSWERS["dlqi"], "q7b": ""})
    assert refused.status_code == 422
    assert "how much a problem is empty" in read_text(refused)
    done = desk.save("NC-001", VISIT, "dlqi", {**ANSWERS["dlqi"], "q7": "nr", "q7b": ""})
    assert done.status_code == 302
    assert get_record(store, VISIT, "dlqi").scores["dlqi"] == 9


def test_what_may_be_left_out_is_marked_and_not_demanded(store: Store, desk: Desk) -> None:
    page = read(desk.get("form", "NC-001", VISIT, "haq", 1))
    aid = find(r'id="i-aid_eating">(.*?)</fieldset>', page)
    assert "(optional)" in aid
    assert "(optional)" not in find(r'id="i-eating_1">(.*?)</fieldset>', page)
    assert desk.save("NC-001", VISIT, "haq", ANSWERS["haq"]).status_code == 302
    assert get_record(store, VISIT, "haq").values["aid_eating"] is None


def test_a_line_that_is_not_answered_looks_otherwise_than_zero(store: Store, desk: Desk) -> None:
    page = read(desk.get("form", "NC-001", VISIT, "imacs", 1))
    assert page.count('class="vas blank"') == 3
    raw = {**ANSWERS["imacs"], "phga": "0"}
    assert desk.save("NC-001", VISIT, "imacs", raw).status_code == 302
    page = read(desk.get("form", "NC-001", VISIT, "imacs", 1))
    assert 'class="vas blank"' not in page
    for wrong in ("10.1", "-0.5", "5.555"):
        refused = desk.save("NC-001", VISIT, "imacs", {**raw, "phga": wrong}, _reason="query")
        assert refused.status_code == 422
        assert "from 0 to 10 with at most 2 decimal places in cm" in read_text(refused)


@pytest.mark.parametrize("typed", ["10.5", "-1", "abc", "1.234", "0,5"])
def test_what_is_wrong_is_said_while_it_is_typed(desk: Desk, typed: str) -> None:
    before = count_entries()
    raw = {**ANSWERS["imacs"], "phga": typed}
    page = read(desk.post("score", "NC-001", VISIT, "imacs", 1, data=raw))
    assert page.count(f"“{typed}”") == 2
    assert '<a class="u" href="#i-phga">' in find(r"To mend.*?<ul class=\"s\">(.*?)</ul>", page)
    assert '<template data-fault="phga">' in page
    assert "from 0 to 10 with at most 2 decimal places in cm" in page
    assert "1 item to mend" in page
    assert "to answer" not in page
    chinese = Desk("investigator", "zh")
    words = read_text(chinese.post("score", "NC-001", VISIT, "imacs", 1, data=raw))
    assert f"「{typed}」" in words
    assert "1 项待更正" in words
    assert count_entries() == before


def test_nothing_is_said_of_what_is_empty_or_only_begun(desk: Desk) -> None:
    half = {"phga": "1.", "_typing": "phga"}
    page = read(desk.post("score", "NC-001", VISIT, "imacs", 1, data=half))
    assert "To mend" not in page
    left = read(desk.post("score", "NC-001", VISIT, "imacs", 1, data={"phga": "1."}))
    assert '<template data-fault="phga">' in left
    for typing in ("phga", "_date", "nobody"):
        wrong = {"phga": "10.5", "_typing": typing}
        page = read(desk.post("score", "NC-001", VISIT, "imacs", 1, data=wrong))
        assert '<template data-fault="phga">' in page


def test_the_day_is_judged_while_it_is_typed_on_every_form(desk: Desk) -> None:
    for form in ("imacs", "cdasi", "end_of_study"):
        wrong = {"_date": "2026-13-45", "_time": "25:00"}
        page = read(desk.post("score", "NC-001", VISIT, form, 1, data=wrong))
        assert '<template data-fault="_date">' in page, form
        assert "“2026-13-45” is not a date" in page, form
        begun = {"_date": "2026-13-4", "_typing": "_date"}
        page = read(desk.post("score", "NC-001", VISIT, form, 1, data=begun))
        assert "data-fault" not in page, form
    later = {"_date": "2026-02-21", "_time": "9:", "_typing": "_time"}
    assert "data-fault" not in read(desk.post("score", "NC-001", VISIT, "dlqi", 1, data=later))
    later["_typing"] = ""
    assert '"_time"' in read(desk.post("score", "NC-001", VISIT, "dlqi", 1, data=later))


def test_the_verdict_carries_the_faults_too(desk: Desk) -> None:
    wrong = {"_date": "2026-02-30"}
    page = read(desk.post("score", "NC-001", "screening", "eligibility", 1, data=wrong))
    assert '<template data-fault="_date">' in page


def test_a_line_does_not_stand_at_its_end_for_more(desk: Desk) -> None:
    page = read(desk.save("NC-001", VISIT, "imacs", {**ANSWERS["imacs"], "phga": "10.5"}))
    line = find(r'id="i-phga">(.*?)</div>', page)
    assert 'class="vas blank"' in line
    assert 'value="0" aria-label' in line
    assert 'value="10.5" inputmode' in line


def test_an_answer_with_a_reason_for_its_absence_is_kept(store: Store, desk: Desk) -> None:
    raw = {name: value for name, value in ANSWERS["sf36"].items() if name != "q4"}
    assert desk.save("NC-001", VISIT, "sf36", raw, q4__missing="UNK").status_code == 302
    record = get_record(store, VISIT, "sf36")
    assert record.values["q4"] is Missing.UNK
    assert record.scores["pf"] == 0
    words = read_text(desk.get("form", "NC-001", VISIT, "sf36", 1))
    assert "unknown UNK" in words


def test_without_its_wording_a_form_says_so_and_where_the_text_belongs(desk: Desk) -> None:
    for form, name in (("dlqi", "dlqi"), ("sf36", "sf36v1"), ("haq", "haq"), ("cdasi", "cdasi")):
        words = read_text(desk.get("form", "NC-001", VISIT, form, 1))
        assert "Short neutral labels stand here for the licensed wording" in words
        assert f"wording/{name}.yaml of the study folder" in words
    words = read_text(desk.get("form", "NC-001", "screening", "classification", 1))
    assert "licensed wording" not in words


WORDING = """\
instrument: dlqi
licensed: {en: Licensed for this study, zh: 已授权本研究使用}
items:
  q1: {zh: 第一题的授权文本}
  q7b: {en: The licensed text of the second part}
"""


def test_licensed_wording_stands_as_the_question_in_the_readers_language(
    store: Store, desk: Desk
) -> None:
    files = dict(read_folder(ROOT / "studies" / "nct05488327"))
    files["study.yaml"] = files["study.yaml"].replace('version: "1"', 'version: "2"', 1)
    adopt(store, person(store, "administrator"), files | {"wording/dlqi.yaml": WORDING})
    page = read(desk.get("form", "NC-001", VISIT, "dlqi", 1))
    assert '<span lang="zh">第一题的授权文本</span>' in page
    assert "<span>The licensed text of the second part</span>" in page
    assert re.findall(r'<span class="tag" lang="(\w+)" aria-hidden="true">(.*?)</span>', page) == [
        ("zh", "中文")
    ]
    assert "Licensed for this study" in page
    assert "2 of 11 questions have their licensed wording" in page
    assert "Short neutral labels stand here" not in page
    page = read(Desk("investigator", "zh").get("form", "NC-001", VISIT, "dlqi", 1))
    assert "<span>第一题的授权文本</span>" in page
    assert '<span lang="en">The licensed text of the second part</span>' in page
    assert '<span class="tag" lang="en" aria-hidden="true">English</span>' in page
    # What is said of an item still begins with its short name.
    refused = desk.save("NC-001", VISIT, "dlqi", {**ANSWERS["dlqi"], "q1": "9"})
    assert 'href="#i-q1">Itch, soreness, pain</a>' in read(refused)


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("zh", "中文"),
        ("zh-Hant-TW", "繁體中文"),
        ("en-GB", "English"),
        ("de", "Deutsch"),
        ("cy", "cy"),
    ],
)
def test_a_language_is_called_as_its_readers_call_it(tag: str, name: str) -> None:
    assert name_language(tag) == name


@pytest.mark.parametrize(
    ("language", "heading", "parts"),
    [
        ("en", "Work and activities, past 4 weeks", ["Bodily health", "Feelings"]),
        ("zh", "近 4 周工作与活动", ["因身体", "因情绪"]),
    ],
)
def test_a_table_of_many_sections_has_what_their_headings_share(
    desk: Desk, language: str, heading: str, parts: list[str]
) -> None:
    page = read(Desk("investigator", language).get("form", "NC-001", VISIT, "sf36", 1))
    assert f"<h2>{heading}</h2>" in page
    assert re.findall(r"<h3>(.*?)</h3>", page) == parts
    assert page.count("<h2>SF-36") == 0
    # Sections that share nothing: the table is the whole form.
    page = read(desk.get("form", "NC-001", VISIT, "haq", 1))
    assert "<h2>HAQ-DI</h2>" in page


def test_every_instruments_page_is_light(desk: Desk) -> None:
    for form in (*SCORES, "classification"):
        visit = "screening" if form == "classification" else VISIT
        assert len(desk.get("form", "NC-001", visit, form, 1).content) <= 60_000, form


# ------------------------------------------------------------------ the core set across visits

LATER = {**ANSWERS["imacs"], "phga": "0.5", "extramuscular": "0"}


@pytest.fixture
def followed(store: Store) -> Desk:
    """An investigator; the participant is enrolled, with a complete baseline."""
    enroll_one(store)
    return Desk("investigator")


def test_baseline_says_what_can_be_reached_at_all(followed: Desk) -> None:
    words = read_text(followed.get("form", "NC-001", "baseline", "imacs", 1))
    assert "Highest reachable score proposed from these baselines" in words
    assert "Total Improvement Score" not in words
    half = {name: v for name, v in ANSWERS["imacs"].items() if name != "ptga"}
    words = read_text(followed.post("score", "NC-001", "baseline", "imacs", 1, data=half))
    assert "Known when all six baselines are recorded" in words
    low = {**ANSWERS["imacs"], "phga": "4.0"}
    words = read_text(followed.post("score", "NC-001", "baseline", "imacs", 1, data=low))
    assert "4 → 0: at most 40 %, not above 40 % → 17.5 points" in words


def test_the_improvement_is_worked_out_while_a_visit_is_typed(store: Store, followed: Desk) -> None:
    before = count_entries()
    words = read_text(followed.post("score", "NC-001", "week_12", "imacs", 1, data=LATER))
    assert "Physician global 5.5 → 0.5: improved 50 % → 20 points 20" in words
    assert "Not computable until all six measures are there" in words
    assert count_entries() == before
    for form in ("mmt8", "haq", "imacs"):
        answers = LATER if form == "imacs" else ANSWERS[form]
        assert followed.save("NC-001", "week_12", form, answers).status_code == 302
    for form in ("imacs", "mmt8", "haq"):
        words = read_text(followed.get("form", "NC-001", "week_12", form, 1))
        assert "Total Improvement Score proposed" in words
        assert "against baseline 32.5 /100" in words
        assert "CK is the enzyme fixed at baseline, compared in U/L." in words
        assert "Response minimal improvement" in words
        assert "Older IMACS definition of improvement: not met" in words


def test_the_improvement_in_chinese(followed: Desk) -> None:
    chinese = Desk("investigator", "zh")
    words = read_text(chinese.post("score", "NC-001", "week_12", "imacs", 1, data=LATER))
    assert "医师总体评估 5.5 → 0.5：改善 50 % → 20 分" in words
    assert "较早的 IMACS 改善定义：六项齐全后判定" in words


def test_no_other_form_carries_the_core_set(followed: Desk) -> None:
    for visit, form in (("baseline", "dlqi"), ("week_12", "sf36"), ("week_12", "cdasi")):
        words = read_text(followed.get("form", "NC-001", visit, form, 1))
        assert "Improvement Score" not in words
        assert "reachable" not in words


# ------------------------------------------------------------------ what a complete form must say


def test_a_value_without_its_unit_or_limit_is_not_a_complete_enzyme(desk: Desk) -> None:
    """Clearing the limit of the fixed enzyme would silently fix another one."""
    for name in ("ck_uln", "ck_unit"):
        part = {key: value for key, value in ANSWERS["imacs"].items() if key != name}
        refused = desk.save("NC-001", VISIT, "imacs", part)
        assert refused.status_code == 422
        assert "is empty; give a value, or say why there is none" in read_text(refused)
    excused = {key: v for key, v in ANSWERS["imacs"].items() if key != "ck_uln"}
    saved = desk.save("NC-001", VISIT, "imacs", excused, ck_uln__missing="UNK")
    assert saved.status_code == 302


def test_a_side_of_strength_is_graded_wholly_or_each_gap_has_its_reason(desk: Desk) -> None:
    part = {key: value for key, value in ANSWERS["mmt8"].items() if key != "deltoid_left"}
    refused = desk.save("NC-001", VISIT, "mmt8", part)
    assert refused.status_code == 422
    assert "deltoid" in read_text(refused).lower()
    saved = desk.save("NC-001", VISIT, "mmt8", part, deltoid_left__missing="ND")
    assert saved.status_code == 302


def test_only_the_investigator_confirms_the_range_of_aldolase(store: Store, desk: Desk) -> None:
    aldolase = {
        "aldolase_confirmed": "1", "aldolase": "9", "aldolase_unit": "U/L", "aldolase_uln": "7.6",
    }  # fmt: skip
    unasked = {key: v for key, v in aldolase.items() if key != "aldolase_confirmed"}
    refused = desk.save("NC-001", VISIT, "imacs", {**ANSWERS["imacs"], **unasked})
    assert "only asked with another answer" in read_text(refused)
    refused = Desk("coordinator").save("NC-001", VISIT, "imacs", {**ANSWERS["imacs"], **aldolase})
    assert refused.status_code == 422
    assert "only the investigator may answer" in read_text(refused)
    assert desk.save("NC-001", VISIT, "imacs", {**ANSWERS["imacs"], **aldolase}).status_code == 302
    assert get_record(store, VISIT, "imacs").scores["enzyme"] == "aldolase"
    # What stands may stay when somebody else corrects another item.
    corrected = {**ANSWERS["imacs"], **aldolase, "phga": "5.0"}
    saved = Desk("coordinator").save(
        "NC-001", VISIT, "imacs", corrected, _version="1", _reason="transcription"
    )
    assert saved.status_code == 302


# ------------------------------------------------------------------ cut-offs of the CDASI


@pytest.mark.parametrize(("activity", "said"), [(18, "met: "), (19, "open: "), (20, "not met: ")])
def test_a_score_whose_side_was_not_printed_stays_open(
    desk: Desk, activity: int, said: str
) -> None:
    answers = spread_cdasi(activity)
    words = read_text(desk.post("score", "NC-001", VISIT, "cdasi", 1, data=answers))
    assert f"Activity {activity} /100" in words
    assert f"{said}Mild: below 19" in words
    assert ("not on which side 19 itself falls" in words) == (activity == 19)
    chinese = Desk("investigator", "zh")
    words = read_text(chinese.post("score", "NC-001", VISIT, "cdasi", 1, data=answers))
    assert ("此处 19 分不作判定" in words) == (activity == 19)


def spread_cdasi(activity: int) -> dict[str, str]:
    """Answers to all items that sum up to this activity: erythema 3 at site after site."""
    answers = {item.name: "0" for item in STUDY.form("cdasi").items}
    for name in (name for name in answers if name.endswith("_erythema") and "hands" not in name):
        answers[name] = str(min(3, activity))
        activity -= int(answers[name])
    return answers
