"""What leaves the screen: the evaluation, the case record, printed pages; each with its marks."""

from __future__ import annotations

import csv
import io
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.people import House, press

MARK = ("合成数据", "Synthetic data")


def read_pdf(content: bytes) -> list[str]:
    """The text of each page, blanks squeezed: the typesetter may break lines anywhere."""
    pages = PdfReader(io.BytesIO(content)).pages
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pages]


def download(page: Page, link: str) -> bytes:
    with page.expect_download() as started:
        press(page, link)
    return Path(started.value.path()).read_bytes()


def require_marks(pages: list[str], head: str) -> None:
    """Each page says that the data are synthetic and which head of the chain it stands for."""
    for text in pages:
        squeezed = text.replace(" ", "")
        assert all(word.replace(" ", "") in squeezed for word in MARK), text[:200]
        assert head in squeezed, text[-200:]


def find_head(page: Page) -> str:
    """The head of the chain as the page would print it."""
    found = re.search(r"\d+:[0-9a-f]{64}", page.locator(".paper").text_content() or "")
    assert found
    return found[0]


def test_the_evaluation_is_opened_by_an_act_and_its_files_say_where_they_come_from(
    house: House,
) -> None:
    page = house.person("investigator")
    page.goto("/evaluation")
    before = find_head(page)
    press(page, "Open the results")
    expect(page.locator("main")).to_contain_text("look no. 1, recorded")
    expect(page.locator(".hl b")).to_have_text(re.compile(r"\d"))
    for figure in page.locator("main figure svg").all():
        box = figure.bounding_box()
        assert box
        assert box["width"] > 200
        assert box["height"] > 60
    # Course, waterfall, swimmer, body sites, forest; profiles and laboratory are in the report.
    expect(page.locator(".figs svg")).to_have_count(5)
    expect(page.locator("table.res tbody tr.P")).to_have_count(1)

    page.locator("summary", has_text="More files").click()
    text = download(page, "results.csv").decode("utf-8-sig")
    assert text.startswith("result_id,role,analysis")
    shown = page.locator("table.res tbody tr.P td.b").inner_text().replace("−", "-")
    mean = Decimal(re.findall(r"-?\d+\.\d", shown)[0])
    found = [
        Decimal(row["value"]).quantize(Decimal("0.1"), ROUND_HALF_UP)
        for row in csv.DictReader(io.StringIO(text))
        if (row["role"], row["statistic"]) == ("primary", "estimate") and not row["group"]
    ]
    assert found == [mean]
    report = read_pdf(download(page, "Report (PDF)"))
    require_marks(report, before)


def test_the_case_record_has_the_head_and_the_mark(house: House) -> None:
    page = house.person("coordinator", language="zh")
    page.goto("/participants/NC-001")
    head = find_head(page)
    casebook = read_pdf(download(page, "病历册 PDF"))
    require_marks(casebook, head)
    assert "NC-001" in casebook[0]


def test_a_signed_visit_prints_its_signature_with_name_time_and_meaning(house: House) -> None:
    page = house.person("investigator")
    page.goto("/participants/NC-001/visits/baseline")
    expect(page.locator(".sig")).to_contain_text("holds")
    printed = read_pdf(page.pdf(format="A4", prefer_css_page_size=True))
    require_marks(printed, find_head(page))
    said = " ".join(printed)
    for part in ("Li Wei", "Investigator", "I have reviewed all data", "Asia/Shanghai"):
        assert part in said, part
    assert f"1 / {len(printed)}" in said


def test_a_printed_form_has_its_values_and_no_buttons(house: House) -> None:
    page = house.person("monitor")
    page.goto("/participants/NC-001/visits/baseline/cdasi/1")
    activity = page.locator("#score dd.big").first.inner_text()
    printed = read_pdf(page.pdf(format="A4", prefer_css_page_size=True))
    require_marks(printed, find_head(page))
    said = " ".join(printed).replace(" ", "")
    assert activity.replace("\n", "") in said
    assert "Gottron's,nothands" in said
    assert "Auditrail" not in said
    assert "Completeform" not in said
