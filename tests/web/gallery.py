"""Example records in, every template as a picture out, with what axe finds; for judging by eye.

    .venv/bin/python tests/web/gallery.py [--only today,cdasi] [--out DIR] [--pdf]

Not a test: it starts a small server on a free port, takes screenshots with Chromium at three
sizes in both languages, and prints sizes, render times, sideways scrolling, console errors and
serious findings of axe.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jinja2
from axe_playwright_python.sync_playwright import Axe
from markupsafe import Markup
from playwright.sync_api import Page, sync_playwright

from tests.repository import ROOT
from tests.web import gallery_examples as examples
from tests.web import gallery_pages as pages
from tests.web import gallery_records as records

WEB = ROOT / "heliotrope" / "web"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'"
)
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}

Example = tuple[str, Callable[[examples.Language], Any], int, tuple[str, str, str, str, str]]
C, INV = examples.COORDINATOR, examples.INVESTIGATOR
EXAMPLES: dict[str, Example] = {
    "sign_in": ("sign_in.html", examples.sign_in, -1, C),
    "sign_in_expired": ("sign_in.html", examples.sign_in_expired, -1, C),
    "today": ("today.html", examples.today, 0, C),
    "today_empty": ("today.html", examples.today_empty, 0, C),
    "participant": ("participant.html", examples.participant, 1, C),
    "participant_screening": ("participant.html", examples.participant_screening, 1, C),
    "cdasi": ("form/cdasi.html", examples.cdasi, 1, INV),
    "cdasi_errors": ("form/cdasi.html", examples.cdasi_errors, 1, INV),
    "cdasi_blank": ("form/cdasi.html", pages.cdasi_blank, 1, INV),
    "cdasi_complete": ("form/cdasi.html", pages.cdasi_complete, 1, INV),
    "cdasi_readonly": ("form/cdasi.html", pages.cdasi_readonly, 1, C),
    "participants": ("participants.html", pages.participants, 1, C),
    "participants_empty": ("participants.html", pages.participants_empty, 1, C),
    "plain": ("form/plain.html", pages.plain, 1, C),
    "plain_scored": ("form/plain.html", pages.plain_scored, 1, C),
    "analog": ("form/plain.html", pages.analog, 1, C),
    "body": ("form/plain.html", pages.body, 1, INV),
    "plain_readonly": ("form/plain.html", pages.plain_readonly, 1, C),
    "eligibility": ("form/eligibility.html", pages.eligibility, 1, INV),
    "stale": ("form/stale.html", pages.stale, 1, INV),
    "visit": ("visit.html", pages.visit, 1, INV),
    "running": ("running.html", records.running, 1, C),
    "running_empty": ("running.html", records.running_empty, 1, C),
    "panel": ("form/panel.html", records.panel, 1, INV),
    "history_page": ("history_page.html", examples.history, 1, INV),
    "enroll_refused": ("act.html", pages.enroll_refused, 1, INV),
    "screen": ("act.html", pages.screen, 1, C),
    "screen_failure": ("act.html", pages.screen_failure, 1, C),
    "acknowledge": ("act.html", pages.acknowledge, 2, INV),
    "refusal": ("refusal.html", pages.refusal, 1, C),
    "deviations": ("deviations.html", pages.deviations, 2, INV),
    "evaluation": ("evaluation.html", pages.evaluation, 3, INV),
    "study_files": ("study_files.html", pages.study_files, 4, INV),
    "audit": ("audit.html", pages.audit, 5, INV),
    "password": ("password.html", pages.password, -1, C),
    "error": ("error.html", pages.error, -1, C),
    "accepted": ("today.html", examples.today, 0, INV),
    "500": ("500.html", pages.error, -1, C),
}


def environment(language: examples.Language) -> jinja2.Environment:
    """Plain Jinja2 with the globals that the Django side gives."""
    loader = jinja2.FileSystemLoader(WEB / "templates")
    env = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    env.globals["t"] = lambda en, zh, **values: examples.say_in(language)(en, zh).format(**values)
    env.globals["url"] = lambda name, *args: "/".join(["", name, *map(str, args)])
    env.globals["static"] = lambda path: f"/static/{path}"
    return env


ENVIRONMENTS = {"en": environment("en"), "zh": environment("zh")}


def render(name: str, language: examples.Language) -> str:
    """One example as HTML."""
    template, make, section, who = EXAMPLES[name]
    frame = examples.frame(language, section, who)
    if name == "accepted":
        frame = replace(frame, accepted_draft="p2|NC-003|week_12|cdasi|1:4")
    csrf = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="x">')
    return (
        ENVIRONMENTS[language]
        .get_template(template)
        .render(frame=frame, page=make(language), csrf_input=csrf)
    )


class Handler(BaseHTTPRequestHandler):
    """Serves examples, static files and the fragments that a form asks for."""

    def _send(self, body: bytes, kind: str = "text/html; charset=utf-8") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        """A static file, a fragment, or an example at /LANGUAGE/NAME."""
        parts = self.path.split("?")[0].strip("/").split("/")
        if parts[0] == "static":
            path = WEB / "static" / parts[1]
            self._send(path.read_bytes(), TYPES.get(path.suffix, "application/octet-stream"))
        elif parts[0] == "history":
            self._fragment("history.html", examples.history, parts[1])
        elif len(parts) == 2 and parts[1] in EXAMPLES:
            self._send(render(parts[1], "zh" if parts[0] == "zh" else "en").encode())
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        """The score fragment; anything else is answered with an empty page."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith("/score/"):
            self._fragment("form/score.html", examples.score_panel, self.path.split("/")[2])
        elif self.path.startswith("/verdict/"):
            self._fragment("form/verdict.html", pages.verdict, self.path.split("/")[2])
        else:
            self._send(b"<!doctype html><title>posted</title>posted")

    def _fragment(self, template: str, make: Callable[[Any], Any], language: str) -> None:
        text = ENVIRONMENTS[language].get_template(template).render(page=make(language))
        self._send(text.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Quiet."""


def serve() -> ThreadingHTTPServer:
    """A server on a free port, in a thread of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    return server


def use_real_fonts(out: Path) -> None:
    """Adds a Chinese family with true weights, if it is installed, as hospitals' machines have."""
    try:
        import manimgx_fonts_cjk as cjk
    except ImportError:
        return
    folder = Path(cjk.__file__).parent
    conf = out / "fonts.conf"
    conf.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{folder}</dir><dir>/usr/share/fonts</dir><cachedir>{out}/fonts</cachedir>"
        '<selectfont><rejectfont><pattern><patelt name="family"><string>WenQuanYi Micro Hei'
        "</string></patelt></pattern></rejectfont></selectfont></fontconfig>"
    )
    os.environ["FONTCONFIG_FILE"] = str(conf)


def measure(names: list[str]) -> None:
    """Size and render time of each example."""
    for name in names:
        render(name, "zh")
        start = time.perf_counter()
        for _ in range(20):
            text = render(name, "zh")
        took = (time.perf_counter() - start) / 20 * 1000
        print(f"{name:24} {len(text.encode()) / 1000:6.1f} kB  {took:5.1f} ms")  # noqa: T201


def look(page: Page, where: str, axe: bool) -> list[str]:
    """What is wrong with the page on the screen: sideways scrolling, findings of axe."""
    found = []
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    if wide > 0:
        found.append(f"{where}: scrolls sideways by {wide} px")
    if axe:
        for v in Axe().run(page).response["violations"]:
            if v["impact"] in ("serious", "critical"):
                nodes = "; ".join(
                    str(n["target"]) + " " + n["failureSummary"][:150] for n in v["nodes"][:3]
                )
                found.append(f"{where}: axe {v['impact']} {v['id']}: {nodes}")
    return found


def pictures(names: list[str], sizes: list[str], languages: list[str], out: Path, pdf: bool) -> int:
    """Screenshots of every example; the number of findings."""
    server = serve()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    findings: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda m: findings.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: findings.append(f"script: {e}"))
        for size, name, language in itertools.product(sizes, names, languages):
            width, height = map(int, size.split("x"))
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"{base}/{language}/{name}")
            findings += look(page, f"{name} {language} {size}", axe=True)
            page.screenshot(path=out / f"{name}-{language}-{width}.png", full_page=True)
            if pdf and width > 1300:
                page.pdf(path=out / f"{name}-{language}.pdf", prefer_css_page_size=True)
            page.evaluate("localStorage.clear()")
        browser.close()
    server.shutdown()
    server.server_close()
    print("\n".join(findings) or "nothing found")  # noqa: T201 - a program for a person
    return len(findings)


def main() -> int:
    """Reads the command line; 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(EXAMPLES))
    parser.add_argument("--out", default="/tmp/gallery")
    parser.add_argument("--sizes", default="1366x768,1024x768,390x844")
    parser.add_argument("--languages", default="zh,en")
    parser.add_argument("--pdf", action="store_true")
    parser.add_argument("--plain-fonts", action="store_true")
    parser.add_argument("--no-pictures", action="store_true")
    args = parser.parse_args()
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    names = args.only.split(",")
    measure(names)
    if args.no_pictures:
        return 0
    if not args.plain_fonts:
        use_real_fonts(out)
    return min(1, pictures(names, args.sizes.split(","), args.languages.split(","), out, args.pdf))


if __name__ == "__main__":
    sys.exit(main())
