"""A person's first visit, from the door to a signature that falls and is given again."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import (
    PASSWORD,
    House,
    choose,
    complete,
    days_ago,
    open_form,
    press,
    save,
    sign_in,
    today,
    type_cdasi,
    yesterday,
)

SCREENING = "30000" * 4 + "21000" * 2 + "00000" * 9 + "210001"
"""Erythema 16, scale 2, hands 2 doubled, hair 1: activity 23; damage 0."""
BASELINE = "30000" * 4 + "20010" * 2 + "00000" * 9 + "200210"
"""Erythema 16, hands 2, nail folds 1: activity 19; poikiloderma 2, hands 2: damage 4."""


def test_from_the_door_to_a_signature_given_again(house: House) -> None:
    coordinator = come_in_chinese_and_switch(house)
    code = screen(coordinator)
    assess_before_consent(coordinator, code)
    consent(coordinator, code)
    answer_screening(coordinator, code)
    judge_eligibility(coordinator, code)
    enroll(coordinator, code)
    hold_baseline(coordinator, code)

    investigator = house.person("investigator")
    judge_the_deviation(investigator, code)
    sign(investigator, code, again=False)
    correct(coordinator, code)
    look_at_the_history(coordinator, code)
    sign(investigator, code, again=True)


def come_in_chinese_and_switch(house: House) -> Page:
    page = house.visitor("zh")
    page.goto("/participants")
    expect(page.get_by_role("heading", name="登录", exact=True)).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    sign_in(page, "coordinator")
    # Signed in, one is where one wanted to go, in the language that was chosen.
    expect(page.get_by_role("heading", name="Participants")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="参与者", exact=True)).to_be_visible()
    page.get_by_role("button", name="English").click()
    return page


def screen(page: Page) -> str:
    press(page, "Screen a participant")
    code = page.locator("#f-code").input_value()
    press(page, "Begin screening")
    expect(page.get_by_role("heading", name=code)).to_be_visible()
    press(page, "Open Screening visit")
    # The next form to fill in has the page's one primary button.
    expect(page.locator("main .btn.p")).to_have_count(1)
    expect(page.locator("main .btn.p")).to_have_accessible_name("Fill in: Informed consent")
    return code


def assess_before_consent(page: Page, code: str) -> None:
    """The skin is scored twenty minutes before the consent is signed: a fact, so recorded."""
    open_form(page, code, "screening", "cdasi")
    page.locator("#f-_date").fill(yesterday())
    page.locator("#f-_time").fill("0840")
    type_cdasi(page, SCREENING)
    expect(page.get_by_role("button", name="Complete form")).to_be_focused()
    expect(shown_score(page)).to_have_text(["23/100", "0/32"])
    page.keyboard.press("Enter")
    expect(form_row(page, "CDASI")).to_contain_text("Activity 23, Damage 0")
    expect(form_row(page, "CDASI")).to_contain_text("08:40")


def consent(page: Page, code: str) -> None:
    open_form(page, code, "screening", "consent")
    page.locator("#f-_date").fill(yesterday())
    page.locator("#f-signed_at").fill(f"{yesterday()} 09:00")
    page.locator("#f-version").fill("1.0 of 2022-07-01")
    choose(page, "copy_given", "yes")
    complete(page)
    page.goto(f"/participants/{code}")
    attention = page.locator("aside .al")
    expect(attention).to_contain_text("Protocol deviation")
    expect(attention).to_contain_text(f"before consent was signed {yesterday()} 09:00")
    # Judging it is the investigator's.
    expect(attention.get_by_role("link", name="Judge")).to_have_count(0)


def answer_screening(page: Page, code: str) -> None:
    open_form(page, code, "screening", "demographics")
    page.locator("#f-_date").fill(yesterday())
    page.locator("#f-birth_date").fill("19780414")
    page.locator("#f-birth_date").press("Enter")
    page.keyboard.press("2")  # the second of the list: female
    complete(page)
    classify(page, code)
    open_form(page, code, "screening", "blood_count")
    page.locator("#f-_date").fill(yesterday())
    page.locator("#f-wbc").focus()
    for typed in ("5.1", "３.20", "12O", "210"):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
    press(page, "Complete form")
    refused = page.locator("#problems")
    expect(refused).to_contain_text("Hemoglobin: “12O” is not a number")
    expect(refused).to_contain_text("120?")
    expect(page.locator("#f-wbc")).to_have_value("5.1")
    refused.get_by_role("link", name="Hemoglobin").click()
    expect(page.locator("#f-hemoglobin")).to_be_focused()
    page.keyboard.type("85")
    complete(page)


def classify(page: Page, code: str) -> None:
    """Signs of skin alone: by their weights definite, and without any weakness amyopathic."""
    open_form(page, code, "screening", "classification")
    page.locator("#f-_date").fill(yesterday())
    page.locator("#f-age_at_onset").fill("44")
    page.locator("#f-age_at_onset").press("Enter")
    page.keyboard.type("0000" + "111" + "000")
    expect(page.locator("#score")).to_contain_text("definite")
    expect(page.locator("#score")).to_contain_text("amyopathic dermatomyositis")
    complete(page)


def judge_eligibility(page: Page, code: str) -> None:
    """Criterion by criterion; what a number decides is decided where the number is recorded."""
    open_form(page, code, "screening", "eligibility")
    page.locator("#f-_date").fill(yesterday())
    choose(page, "inclusion_1", "yes")
    # What it was classified as is asked once the criterion is met.
    expect(page.locator("#i-classification")).to_be_hidden()
    choose(page, "inclusion_3", "yes")
    choose(page, "classification", "Dermatomyositis")
    choose(page, "prior_treatment", "Biologics")
    page.locator("#f-prior_treatment_start").fill(days_ago(200))
    verdict = page.locator("#score")
    # Hemoglobin of 85 excludes: at or below 85 g/L.
    expect(verdict).to_contain_text("Not eligible")
    expect(verdict).to_contain_text("Exclusion 3c")
    excluded = page.locator("#i-exclusion_3_myelosuppression")
    expect(excluded).to_contain_text("present")
    expect(page.locator("#i-inclusion_4_activity")).to_contain_text("CDASI ≥ 12")
    expect(page.locator("#outcome-inclusion_4_activity")).to_have_text("fulfilled")
    save(page, "Save draft")
    mend_the_blood_count(page, code)

    open_form(page, code, "screening", "eligibility")
    page.locator("#i-exclusion_1 input").first.focus()
    page.keyboard.type("0" * 10)
    expect(page.locator("#score")).to_contain_text("Eligible by these criteria")
    complete(page)


def mend_the_blood_count(page: Page, code: str) -> None:
    open_form(page, code, "screening", "blood_count")
    page.locator("#f-hemoglobin").fill("128")
    expect(page.locator("#why")).to_be_visible()
    page.locator("#f-_reason").select_option("transcription")
    press(page, "Save correction")
    expect(form_row(page, "Blood count")).to_be_visible()


def enroll(page: Page, code: str) -> None:
    page.goto(f"/participants/{code}")
    expect(page.locator("main .btn.p")).to_have_text("Enroll")
    press(page, "Enroll")
    expect(page.locator(".cond li")).to_have_count(3)
    press(page, f"Enroll {code}")
    expect(page.locator("main")).to_contain_text("On treatment")


def hold_baseline(page: Page, code: str) -> None:
    open_form(page, code, "baseline", "cdasi")
    # The values of the visit before stand beside, and say so when they changed.
    expect(page.locator(".g thead .p").first).to_contain_text("Screening")
    type_cdasi(page, BASELINE)
    expect(shown_score(page)).to_have_text(["19/100", "4/32"])
    before = page.locator("#i-periorbital_erythema").locator("xpath=ancestor::td/following::td[1]")
    expect(before).to_have_text("3")
    fallen = page.locator("#i-gottron_elsewhere_scale").locator(
        "xpath=ancestor::td/following::td[1]"
    )
    expect(fallen).to_have_text("0")
    page.keyboard.press("Enter")
    expect(form_row(page, "CDASI")).to_contain_text("Activity 19, Damage 4")

    answer_outcomes(page, code)
    open_form(page, code, "baseline", "blood_count")
    page.locator("#f-wbc").focus()
    for typed in ("5.0", "3.1", "127", "205"):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
    complete(page)
    open_form(page, code, "baseline", "dosing")
    page.locator("#f-start_date").fill(today().date().isoformat())
    page.locator("#f-dose_mg").fill("5")
    choose(page, "frequency", "Once a day")
    complete(page)


HAQ = (2, 2, 3, 2, 3, 2, 3, 3)
"""How many questions each category has; an aid and a help follow them."""


def answer_outcomes(page: Page, code: str) -> None:
    """The other outcomes of the baseline visit, by keyboard alone."""
    for form, item, typed, said in (
        ("mmt8", "neck_flexors", "8" + "9" * 14, "134/150"),
        ("haq", "dressing_1", "".join("1" * n + "00" for n in HAQ), "1/3"),
        ("sf36", "q1", "22" + "2" * 34, "/100"),
        ("dlqi", "q1", "210110", "/30"),
    ):
        open_form(page, code, "baseline", form)
        page.locator(f"#i-{item} input").first.focus()
        page.keyboard.type(typed)
        if form == "dlqi":
            choose(page, "q7", "no")
            choose(page, "q7b", "2 a lot")
            page.locator("#i-q8 input").first.focus()
            page.keyboard.type("010")
        expect(page.locator("#score")).to_contain_text(said)
        complete(page)
    open_form(page, code, "baseline", "imacs")
    for item, number in (("phga", "5.5"), ("ptga", "4"), ("extramuscular", "0")):
        page.locator(f"#f-{item}").fill(number)
    complete(page)


def judge_the_deviation(page: Page, code: str) -> None:
    """The investigator's first page says what waits for nobody else."""
    page.goto("/")
    own = page.locator("section.card", has=page.get_by_role("heading", name="Waiting for you"))
    row = own.locator(".task", has_text=code).filter(has_text="Done before consent")
    row.get_by_role("link", name="Judge").click()
    choose(page, "weight", "minor")
    page.locator("#f-comment").fill("The rater came early.")
    press(page, "Record the judgment")
    row = page.locator("tr", has_text=code)
    expect(row).to_contain_text("minor · Li Wei")


def sign(page: Page, code: str, *, again: bool) -> None:
    page.goto(f"/participants/{code}/visits/baseline")
    panel = page.locator("aside")
    if again:
        expect(page.locator("main .chip").first).to_have_text("Signature fell")
        expect(panel.locator(".new")).to_have_text("changed")
    else:
        panel.locator("#f-password").fill("not the password")
        press(page, "Sign 8 forms")
        expect(panel.locator("#e-password")).to_be_visible()
    panel.get_by_role("radio", name="I made the assessments of this visit myself").check()
    expect(panel.locator("[data-preview]")).to_contain_text("I made the assessments")
    panel.locator("#f-password").fill(PASSWORD)
    press(page, "Sign 8 forms")
    holds = page.locator(".sig").first
    expect(holds).to_contain_text("holds")
    expect(holds.locator(".stamp")).to_have_text(
        re.compile(r"Li Wei.*Investigator.*I made the assessments.*Asia/Shanghai.*study files v1")
    )
    if again:
        expect(page.locator(".sig").nth(1)).to_contain_text("a signed value was changed")


def correct(page: Page, code: str) -> None:
    """A value of a signed form: no change without a reason."""
    open_form(page, code, "baseline", "cdasi")
    expect(page.locator("#why")).to_be_hidden()
    choose(page, "malar_erythema", "2")
    expect(page.locator("#why")).to_be_visible()
    press(page, "Save correction")
    expect(page.locator("#e-_reason")).to_be_visible()
    assert page.locator("#i-malar_erythema input:checked").input_value() == "2"
    page.locator("#f-_reason").select_option("transcription")
    page.locator("#f-_reason_text").fill("the sheet says 2")
    press(page, "Save correction")
    expect(page.locator("main .chip").first).to_have_text("Signature fell")
    expect(form_row(page, "CDASI")).to_contain_text("Activity 18, Damage 4")


def look_at_the_history(page: Page, code: str) -> None:
    open_form(page, code, "baseline", "cdasi")
    page.locator("#i-malar_erythema input:checked").focus()
    page.keyboard.press("h")
    panel = page.locator("#history")
    expect(panel).to_be_focused()
    for said in ("now 2", "changed once", "the sheet says 2", "Chen Jing", "first record"):
        expect(panel).to_contain_text(said)
    expect(panel.locator("li").first).to_contain_text("signature fell")
    beside, item = panel.bounding_box(), page.locator("#i-malar_erythema").bounding_box()
    assert beside
    assert item
    assert beside["x"] >= item["x"] + item["width"]
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator("#i-malar_erythema input:checked")).to_be_focused()


def shown_score(page: Page) -> Locator:
    return page.locator("#score dd.big")


def form_row(page: Page, form: str) -> Locator:
    return page.locator("main table tbody tr", has=page.get_by_role("rowheader", name=form))
