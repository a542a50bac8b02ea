"""The environment in; the language of the terminal, and silence in a pipe, out."""

from __future__ import annotations

import pytest

from heliotrope.cli.talk import choose_language, show_progress, show_steps, show_work, tell
from heliotrope.vocabulary import Bilingual

TITLE = Bilingual("Work", "工作")


@pytest.mark.parametrize(
    ("set_to", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "zh_CN", "LANG": "C"}, "zh"),
        ({}, "en"),
    ],
)
def test_the_terminals_language(
    monkeypatch: pytest.MonkeyPatch, set_to: dict[str, str], language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in set_to.items():
        monkeypatch.setenv(name, value)
    assert choose_language() == language


def test_a_line_is_said_in_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    tell("done", "完成")
    assert capsys.readouterr().out == "完成\n"


def test_nothing_moves_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress(TITLE, [1, 2]) as things, show_work(TITLE), show_steps() as step:
        assert list(things) == [1, 2]
        step(1, 2, TITLE)
    assert capsys.readouterr() == ("", "")
