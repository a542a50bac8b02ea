import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from heliotrope.study import plain_yaml
from heliotrope.study.plain_yaml import read_yaml

ROOT = Path(__file__).parents[3]
FILES = sorted(
    path for folder in ("studies", "heliotrope") for path in (ROOT / folder).rglob("*.yaml")
)
ODD = (
    *("no", "yes", "on", "y", "~", "Null", "TRUE", "=", "<<", ".inf", "-.inf", ".nan"),
    *("017", "0o17", "0x1F", "0b11", "1_000", "1e3", "1.", ".5", "+12", "12:30", "2020-01-01"),
    *("2020-01-01 10:00:00Z", "24 weeks", "''", '"1"', '"\\u00e9\\x41"', "'it''s'", '"a\\/b"'),
    *("[1, 2,]", "[a,b:c]", "{a:1}", "{a, b: c}", '{"a":1}', '"a":1', "{?x: 1}", "[?x]"),
    *("? a\n: b", "? [a]\n: b", "1: a", "~: a", "a: 1\n<<: {b: 2}", "- - a", "a: b: c", "x #c"),
    *("a: |\n  x\n  y\n", "a: >-\n  x\n\n  y\n", "a: x\n\n  y", "a: &x [1]\nb: *x", "[&x 1, *x]"),
    *("!!int '3'", "!!set {a}", "!foo x", "%YAML 1.2\n---\na: 1", "%TAG ! x\n---\na", "---\na: 1"),
    *("a: 1\n---\nb: 2", "a: 1\n...\n", "a: x\x85b: 2", "a: x\u2028b", "\ufeffa: 1", "a:\t1"),
    *(
        "a: 1\r\nb: 2",
        "a: 😀",
        "a: @x",
        "a: `x",
        "a: 40 %",
        "a: b && c",
        "a: b != c",
        "",
        "#",
        "\n",
    ),
)
EDITS = (
    *" \n\t:-?#,[]{}&*!|>'\"%@=<~.0189eExoyn_\\/\r",
    *("\n  ", ": ", " #", "\n- ", "：", "，", "\xa0", "\u3000", "\u2028", "\x85", "\x07", "😀"),
    *("null", "true", "0x1", "1e3", "---\n", "...\n", "<<: ", "12:30", "? ", "|\n", ">-\n"),
    *("!!str ", "&a ", "*a ", "&b\n", "*b,", "%YAML 1.2\n"),
)


def _read_slowly(text: str) -> object:
    return YAML(typ="safe", pure=True).load(text)


def _tell(read: object, text: str) -> str:
    """What came of it, with the kind of each value; or that it failed."""
    assert callable(read)
    try:
        return repr(read(text))
    except (YAMLError, yaml.YAMLError, ValueError, TypeError, RecursionError, plain_yaml._Rare):
        return "failed"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_each_file_of_ours_is_read_as_ruamel_reads_it_and_by_the_quick_parser(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not plain_yaml._RARE.search(text)
    assert repr(plain_yaml._read_plain(text)) == repr(_read_slowly(text))


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_read_as_ruamel_reads_them(text: str) -> None:
    assert _tell(read_yaml, text) == _tell(_read_slowly, text)


def _spoil(seed: int, times: int) -> Iterator[str]:
    """Six lines of a study file each, with one to five edits."""
    chance = random.Random(seed)
    lines = [path.read_text("utf-8").splitlines(keepends=True) for path in FILES]
    for _ in range(times):
        of = chance.choice(lines)
        begin = chance.randrange(len(of))
        text = "".join(of[begin : begin + 6])
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(EDITS) + text[at + chance.randint(0, 1) :]
        yield text


def test_spoiled_texts_are_read_as_ruamel_reads_them() -> None:
    taken = 0
    for text in _spoil(7, 3_000):
        if plain_yaml._RARE.search(text):
            continue
        quick = _tell(plain_yaml._read_plain, text)
        if quick != "failed":
            taken += 1
            assert quick == _tell(_read_slowly, text), text
    assert taken > 200  # else the comparison says little


def test_an_alias_is_the_same_data_and_not_a_copy() -> None:
    read = read_yaml("a: &x {b: [1]}\nc: *x\n")
    assert isinstance(read, dict)
    assert read["a"] is read["c"]


def test_data_that_hold_themselves_are_read() -> None:
    read = read_yaml("a: &x\n  b: *x\n")
    assert isinstance(read, dict)
    assert read["a"]["b"] is read["a"]


def test_a_key_given_twice_is_refused_unless_it_may_repeat() -> None:
    with pytest.raises(DuplicateKeyError):
        read_yaml("a: 1\na: 2\n")
    assert read_yaml("a: 1\na: 2\n", repeats=True) == {"a": 1}


def test_a_fault_has_its_line() -> None:
    with pytest.raises(MarkedYAMLError) as caught:
        read_yaml("a: 1\nb: [1\nc: 2\n")
    assert caught.value.problem_mark is not None


@pytest.mark.parametrize("one", ["[", "{a: ", "- ", "? "])
def test_a_very_deep_text_is_an_error_and_no_crash(one: str) -> None:
    with pytest.raises((RecursionError, YAMLError)):
        read_yaml(one * 20_000 + "a")
