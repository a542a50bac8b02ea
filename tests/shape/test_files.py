"""Every file of the package in; whether it reads as the house asks out."""

from __future__ import annotations

import ast
import re

import pytest

from tests.repository import ROOT, Module, find_modules, find_tracked

LONGEST_FUNCTION = 60
NINE_IN_TEN_FUNCTIONS = 25
LONGEST_FILE = 700
LOST_NAMES = {"utils", "util", "common", "lib", "helper", "helpers", "misc", "base", "tools"}
"""Where code goes to be lost: a file is named for the thing it holds."""

MODULES = [pytest.param(module, id=str(module.path)) for module in find_modules()]


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without the docstring, which may be as long as it needs."""
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


@pytest.mark.parametrize("module", MODULES)
def test_its_first_line_is_one_sentence(module: Module) -> None:
    docstring = ast.get_docstring(module.tree)
    assert docstring, f"{module.path}: say on the first line what goes in and what comes out"
    first = docstring.splitlines()[0]
    assert first.endswith("."), f"{module.path}: the first line is a whole sentence"
    assert first.count(". ") == 0, f"{module.path}: the first line is one sentence"


@pytest.mark.parametrize("module", MODULES)
def test_its_functions_are_short_and_typed(module: Module) -> None:
    for function in module.functions():
        place = f"{module.path}:{function.lineno} {function.name}"
        assert function.returns is not None, f"{place} has no return type"
        assert _length(function) <= LONGEST_FUNCTION, f"{place} is longer than a page"
    assert module.lines <= LONGEST_FILE, f"{module.path} holds more than one thing"


def test_nine_functions_in_ten_are_shorter_than_a_screen() -> None:
    lengths = sorted(_length(one) for module in find_modules() for one in module.functions())
    assert lengths[int(len(lengths) * 0.9)] <= NINE_IN_TEN_FUNCTIONS


def test_no_file_is_named_for_nothing() -> None:
    parts = {part.removesuffix(".py") for module in find_modules() for part in module.path.parts}
    assert not parts & LOST_NAMES


def test_unit_tests_mirror_the_rooms() -> None:
    modules = {str(module.path) for module in find_modules()}
    for path in find_tracked():
        if path.match("tests/unit/**/test_*.py"):
            room, *between, name = path.parts[2:]
            tested = "/".join(["heliotrope", room, *between, name.removeprefix("test_")])
            alone = f"heliotrope/{name.removeprefix('test_')}"
            assert tested in modules or alone in modules, f"{path}: there is no {tested}"


def test_the_map_in_developers_is_current() -> None:
    text = (ROOT / "DEVELOPERS.md").read_text("utf-8")
    for module in find_modules():
        first = (ast.get_docstring(module.tree) or "").splitlines()[:1]
        if module.path.name != "__init__.py" and first:
            assert first[0] in text, f"{module.path}: run `make fix`, which writes the map"


def test_the_spelling_is_american() -> None:
    british = re.compile(
        r"\b(behaviour|colour|enrolment|labell(ed|ing)|licence|catalogue|honour|centre[sd]?\b"
        r"|analyse[dr]?\b|analysing|(random|summar|organ|initial|normal|serial)is(e|ed|ing|ation))",
        re.IGNORECASE,
    )
    for module in find_modules():
        text = (ROOT / module.path).read_text("utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            assert not british.search(line), f"{module.path}:{number}: {line.strip()}"
