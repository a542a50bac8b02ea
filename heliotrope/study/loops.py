"""A YAML text with its plain data → the line of an anchor whose content holds itself, if any."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, SequenceNode


def find_loop_line(text: str, content: object) -> int | None:
    """The anchor's line, from 1; None if nothing holds itself. The lines are read only if so."""
    if _find_loop(content, _parts_of_data) is None:
        return None
    tree = YAML(typ="safe", pure=True).compose(text)
    node = _find_loop(tree, _parts_of_node)
    return 1 if node is None else int(node.start_mark.line) + 1


def _find_loop(whole: Any, parts_of: Callable[[Any], Iterable[Any]]) -> Any:  # noqa: ANN401
    """The first part that is among its own parts; None if there is none."""
    sound: set[int] = set()

    def look(part: Any, around: frozenset[int]) -> Any:  # noqa: ANN401
        if id(part) in around:
            return part
        if id(part) in sound:
            return None
        inside = around | {id(part)}
        for one in parts_of(part):
            found = look(one, inside)
            if found is not None:
                return found
        sound.add(id(part))
        return None

    return look(whole, frozenset())


def _parts_of_data(part: object) -> Iterable[object]:
    """Lists and mappings below; the others hold nothing."""
    below = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return [one for one in below if isinstance(one, dict | list)]


def _parts_of_node(node: object) -> Iterable[object]:
    if isinstance(node, MappingNode):
        return [value for _, value in node.value]
    return node.value if isinstance(node, SequenceNode) else ()
