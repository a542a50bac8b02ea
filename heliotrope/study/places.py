"""A path into the assembled study → the file and line where it stands, as far as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from heliotrope.study.assembly import Assembly, Path
from heliotrope.vocabulary import Bilingual, Fault


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in the assembled study, by path: what, and what would be right."""

    path: Path
    what: Bilingual
    right: Bilingual
    at_key: bool = False
    """True: the key has no business there, whatever stands behind it."""
    needs: tuple[Path, ...] = ()
    """Other parts in which names were looked for. If one cannot be read, the finding is unsure."""


def make_finding(
    path: Path, en: str, zh: str, right_en: str, right_zh: str, *, needs: tuple[Path, ...] = ()
) -> Finding:
    """A Finding from its four texts."""
    return Finding(path, Bilingual(en, zh), Bilingual(right_en, right_zh), needs=needs)


def suggest(given: str, allowed: tuple[str, ...]) -> Bilingual:
    """What would be right in place of a word that is not allowed: the nearest, or all of them."""
    near = get_close_matches(given, allowed, 1, cutoff=0.6)
    if near:
        return Bilingual(f"did you mean {near[0]}?", f"是否为 {near[0]}？")
    listed = ", ".join(allowed[:20]) + (" …" if len(allowed) > 20 else "")
    return Bilingual(f"there are: {listed or 'none'}", f"可用：{listed or '无'}")


class Places:
    """Where the parts of the study stand. Reads a file with its lines only when asked for one."""

    def __init__(self, files: Mapping[str, str], assembly: Assembly) -> None:
        self._files = files
        self._assembly = assembly
        self._trees: dict[str, Node | None] = {}
        self._anchors: dict[str, dict[int, Path]] = {}

    def faults(self, findings: Iterable[Finding]) -> list[Fault]:
        """The findings with their files and lines.

        What an alias repeats is said once, where its anchor stands.
        """
        found = list(findings)
        said = {(*self._assembly.place(one.path), one.right) for one in found}
        faults = []
        for one in found:
            file, path = self._assembly.place(one.path)
            anchored = self._at_anchor(file, path)
            if one.at_key:
                anchored = (*self._at_anchor(file, path[:-1]), *path[-1:])
            if anchored == path or (file, anchored, one.right) not in said:
                faults.append(Fault(file, one.what, one.right, self._line(file, path)))
        return faults

    def written(self, path: Path) -> str | None:
        """The text of a plain value as the file spells it: `012`, not 12. None if there is none."""
        file, inner = self._assembly.place(path)
        node, depth, _ = _descend(self._tree(file), inner)
        whole = depth == len(inner) and isinstance(node, ScalarNode)
        return str(node.value) if whole and node is not None else None

    def repeated_keys(self) -> Iterator[Fault]:
        """Every key that a mapping gives more than once, in all files."""
        for file in self._assembly.file_names:
            for key, line in _repeated(self._tree(file)):
                what = Bilingual(f"{key} is given twice", f"{key} 重复出现")
                yield Fault(file, what, Bilingual("give it once", "请只保留一处"), line)

    def _line(self, file: str, path: Path) -> int | None:
        """Of what stands at the path or, behind an alias, of the alias."""
        if file not in self._files:
            return None
        for depth in range(1, len(path)):
            if self._at_anchor(file, path[:depth]) != path[:depth]:
                return _descend(self._tree(file), path[:depth])[2]
        return _descend(self._tree(file), path)[2]

    def _at_anchor(self, file: str, path: Path) -> Path:
        """The path of the same part by way of the anchors instead of their aliases."""
        if file not in self._anchors:
            self._anchors[file] = dict(_first_paths(self._tree(file)))
        known, node = self._anchors[file], self._tree(file)
        anchored: Path = ()
        for depth, step in enumerate(path):
            found = _step(node, step)
            if found is None:
                return (*anchored, *path[depth:])
            node = found[1]
            anchored = known.get(id(node), (*anchored, step))
        return anchored

    def _tree(self, file: str) -> Node | None:
        if file not in self._trees:
            self._trees[file] = _compose(self._files.get(file, ""))
        return self._trees[file]


def _compose(text: str) -> Node | None:
    try:
        return YAML(typ="safe", pure=True).compose(text)  # type: ignore[no-any-return]
    except (YAMLError, ValueError, RecursionError):
        return None


def _descend(node: Node | None, path: Path) -> tuple[Node | None, int, int]:
    """The node at `path`, or the deepest one on the way; how deep that is; its line, from 1."""
    line = 1
    for depth, step in enumerate(path):
        found = _step(node, step)
        if found is None:
            return node, depth, line
        mark, node = found
        line = int(mark.start_mark.line) + 1
    return node, len(path), line


def _step(node: Node | None, step: str | int) -> tuple[Node, Node] | None:
    """The node whose mark is the place of `step`, and the node below it."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if str(key.value) == str(step):
                return key, value
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _first_paths(tree: Node | None) -> Iterator[tuple[int, Path]]:
    """Each node's identity with its path, by way of its anchor and not of an alias."""
    waiting: list[tuple[Path, Any]] = [((), tree)]
    known: set[int] = set()
    while waiting:
        path, node = waiting.pop()
        if node is None or id(node) in known:
            continue
        known.add(id(node))
        yield id(node), path
        below: list[tuple[Path, Any]] = []
        if isinstance(node, MappingNode):
            below = [((*path, str(key.value)), value) for key, value in node.value]
        elif isinstance(node, SequenceNode):
            below = [((*path, index), one) for index, one in enumerate(node.value)]
        waiting.extend(reversed(below))


def _repeated(tree: Node | None) -> Iterator[tuple[str, int]]:
    """Keys given twice anywhere below; each alias is looked at once."""
    waiting: list[Any] = [tree]
    looked_at: set[int] = set()
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in looked_at:
            continue
        looked_at.add(id(node))
        if isinstance(node, MappingNode):
            known: set[str] = set()
            for key, value in node.value:
                if isinstance(key, ScalarNode):
                    if key.value in known:
                        yield str(key.value), int(key.start_mark.line) + 1
                    known.add(key.value)
                waiting.append(value)
        elif isinstance(node, SequenceNode):
            waiting.extend(node.value)
