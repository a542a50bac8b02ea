"""A YAML 1.2 text → its plain data: by a parser in C where the text is plain, else by ruamel.yaml.

The parser in C reads YAML 1.1 and differs in corners. So it takes only what both read alike:
mappings, lists, words and plainly named anchors, with no tag, directive, tab or rare line break.
What a word means (`no`, `12:30`, `1e3`) is ruamel.yaml's to say in either case, and so is every
fault.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode
from yaml.cyaml import CParser  # type: ignore[attr-defined]

_RARE = re.compile(
    # characters that the two take differently
    "[\t\r\x85\u2028\u2029\ufeff\U00010000-\U0010ffff]"
    # a tag, a directive, an anchor with an odd name
    "|(?m:^|[-:?,[{]) *(?:[!%]|[&*](?![A-Za-z0-9_]+(?:[ \n,}\\]]|$)))"
)
_PLAIN, _QUOTED, _INNER = "plain", "quoted", "inner"
"""What the parser in C calls a bare word, a word in quotes, a list or mapping."""

_WORDS = YAML(typ="safe", pure=True)
"""Says what a bare word means."""


class _Rare(Exception):
    """Something that the parser in C is not asked to read."""


class _Parser(CParser):
    """libyaml, told not to guess what a word means."""

    def resolve(self, kind: object, _value: object, implicit: object) -> str:
        """Whether a word stands bare or in quotes; lists and mappings alike."""
        if kind is not yaml.ScalarNode:
            return _INNER
        return _PLAIN if isinstance(implicit, tuple) and implicit[0] else _QUOTED

    def descend_resolver(self, _parent: object, _index: object) -> None:
        """Nothing depends on where a word stands."""

    def ascend_resolver(self) -> None:
        """Nothing depends on where a word stands."""


def read_yaml(text: str, *, repeats: bool = False) -> object:
    """The text's plain data; None for an empty text.

    With `repeats` the first of two equal keys counts, else they are a DuplicateKeyError. Raises
    what ruamel.yaml raises: MarkedYAMLError for a text that is not YAML 1.2, now and then
    ValueError, TypeError or RecursionError.
    """
    if not repeats and _RARE.search(text) is None:
        try:
            return _read_plain(text)
        except (yaml.YAMLError, YAMLError, _Rare, ValueError, TypeError, RecursionError):
            pass  # ruamel.yaml reads it, or says what is wrong
    reader = YAML(typ="safe", pure=True)
    reader.allow_duplicate_keys = repeats
    return reader.load(text)


def _read_plain(text: str) -> object:
    parser = _Parser(text)
    node = parser.get_single_node()
    return None if node is None else _construct(node, {})


def _construct(node: Any, made: dict[int, object]) -> object:  # noqa: ANN401 - three kinds of node
    """The node's data; a node that an alias names again is the same data, from `made`."""
    tag = node.tag
    if tag is _PLAIN:
        return _read_word(node.value)
    if tag is _QUOTED:
        return node.value
    if tag is not _INNER:
        raise _Rare
    if id(node) in made:
        return made[id(node)]
    if isinstance(node, yaml.SequenceNode):
        made[id(node)] = [_construct(one, made) for one in node.value]
    else:
        made[id(node)] = _construct_mapping(node, made)
    return made[id(node)]


def _construct_mapping(node: Any, made: dict[int, object]) -> dict[str, object]:  # noqa: ANN401
    mapping: dict[str, object] = {}
    for key, value in node.value:
        name = _construct(key, made)
        if not isinstance(name, str) or name in mapping or name == "<<":
            raise _Rare
        mapping[name] = _construct(value, made)
    return mapping


@lru_cache(maxsize=8192)
def _read_word(word: str) -> object:
    """What a bare word means, said by the resolver and the constructor of ruamel.yaml."""
    tag = _WORDS.resolver.resolve(ScalarNode, word, (True, False))
    if tag == "tag:yaml.org,2002:str":
        return word
    return _WORDS.constructor.construct_object(ScalarNode(tag, word), deep=True)
