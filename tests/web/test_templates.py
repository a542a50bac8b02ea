"""Every template with its example records → HTML that keeps the rules of all pages."""

from __future__ import annotations

import dataclasses
import re

import pytest

from tests.web import gallery, gallery_examples, views

BOTH: list[gallery_examples.Language] = ["en", "zh"]
TEMPLATES = gallery.WEB / "templates"
PARTS = {"base.html", "language.html", "macros.html", "history_panel.html", "form/base.html",
         "form/panels.html", "form/sections.html", "form/criteria.html", "500.html"}  # fmt: skip


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("name", list(gallery.EXAMPLES))
def test_no_style_and_no_script_stands_in_the_page(
    name: str, language: gallery_examples.Language
) -> None:
    # The policy refuses them, so they would silently do nothing.
    html = gallery.render(name, language)
    assert not re.search(r"<[^>]+\sstyle=", html)
    assert not re.search(r"<[^>]+\son[a-z]+=", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert "<style" not in html


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("name", [n for n in gallery.EXAMPLES if n != "500"])
def test_every_page_says_its_language_and_that_its_data_are_synthetic(
    name: str, language: gallery_examples.Language
) -> None:
    html = gallery.render(name, language)
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in html
    assert "Synthetic data" in html
    assert "合成数据" in html


@pytest.mark.parametrize("name", [n for n in gallery.EXAMPLES if n != "500"])
def test_every_form_that_posts_carries_the_token(name: str) -> None:
    html = gallery.render(name, "en")
    forms = re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL)
    assert forms
    assert all("csrfmiddlewaretoken" in form for form in forms)


@pytest.mark.parametrize("name", list(gallery.EXAMPLES))
def test_what_is_shown_is_escaped(name: str) -> None:
    template, make, section, who = gallery.EXAMPLES[name]
    page = make("en")
    texts = [f.name for f in dataclasses.fields(page) if isinstance(getattr(page, f.name), str)]
    hostile = dataclasses.replace(page, **{t: "<b>x</b>" for t in texts if t != "state"})
    environment = gallery.ENVIRONMENTS["en"]
    frame = gallery_examples.frame("en", section, who)
    html = environment.get_template(template).render(frame=frame, page=hostile, csrf_input="")
    assert "<b>x</b>" not in html


@pytest.mark.parametrize("language", BOTH)
def test_the_whole_cdasi_page_is_at_most_60_kb(language: gallery_examples.Language) -> None:
    assert len(gallery.render("cdasi_errors", language).encode()) <= 60_000


def test_every_template_has_its_record_and_an_example() -> None:
    files = {str(p.relative_to(TEMPLATES)) for p in TEMPLATES.rglob("*.html")}
    assert files - PARTS == set(views.PAGE_OF_TEMPLATE)
    shown = {template for template, *_ in gallery.EXAMPLES.values()}
    assert set(views.PAGE_OF_TEMPLATE) - shown <= {
        "history.html", "form/faults.html", "form/score.html", "form/verdict.html",
        "form/panel_told.html",
    }  # fmt: skip


def test_every_sign_has_its_drawing() -> None:
    sprite = (gallery.WEB / "static" / "icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', sprite))
    used = set()
    for path in TEMPLATES.rglob("*.html"):
        used |= set(re.findall(r'icon\("([a-z]+)"', path.read_text()))
    module = gallery.ENVIRONMENTS["en"].get_template("macros.html").module
    used |= set(vars(module)["SIGN"].values())
    assert used <= drawn
