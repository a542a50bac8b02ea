"""The texts of a study's files → one plain mapping, with the file each part came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from heliotrope.study.instrument_forms import plain_sections
from heliotrope.study.loops import find_loop_line
from heliotrope.study.plain_yaml import read_yaml
from heliotrope.vocabulary import Bilingual, Fault

IGNORED_FOLDERS = frozenset({"data", "source"})
"""They hold recorded data and where it came from; the study does not change with them."""
FORMS_FOLDER = "forms"
WORDING_FOLDER = "wording"
FOLDERS = {FORMS_FOLDER: "forms", WORDING_FOLDER: "wordings"}
"""Folder to the key of the study that its files give, one part a file."""
COMPUTED = frozenset({"fingerprint"})
"""Keys of a Study that no file gives."""
MAIN_FILE = "study.yaml"
"""Where a part that no file gives is said to be missing."""

_DIRECTIVE = re.compile(r"((?:[ \t\r]*(?:#.*)?\n|%.*\n)*?)%YAML[ \t]+(1\.\d+)")
"""`%YAML 1.1`, after whatever may stand before it: empty lines, comments, other directives."""

_NOT_UTF_8 = re.compile("[\ud800-\udfff]")
"""What a file's reading puts in place of bytes that are not UTF-8."""

Path = tuple[str | int, ...]
"""Keys and positions from the top of the assembled study down to one of its parts."""


@dataclass(slots=True)
class Assembly:
    """The study as plain data, before its types are known to be right."""

    data: dict[str, Any] = field(default_factory=dict)
    file_of_key: dict[str, str] = field(default_factory=dict)
    """Top key of the study to the file that gives it."""
    form_files: list[str] = field(default_factory=list)
    """The file of each form, in the order of `data["forms"]`."""
    wording_files: list[str] = field(default_factory=list)
    """The file of each licensed wording, in the order of `data["wordings"]`."""
    file_names: list[str] = field(default_factory=list)
    """Every study file, in the order of their names."""
    repeats_keys: bool = False
    """True: some mapping gives a key twice; the first one was taken."""
    faults: list[Fault] = field(default_factory=list)
    """Files that could not be read, and keys that two files give."""
    unread_forms: list[str] = field(default_factory=list)
    """Those of the form files that could not be read; their forms are empty."""

    def place(self, path: Path) -> tuple[str, Path]:
        """The file that gives the part at `path`, and the part's path within that file."""
        match path:
            case ("forms", int(index), *rest) if index < len(self.form_files):
                return self.form_files[index], tuple(rest)
            case ("wordings", int(index), *rest) if index < len(self.wording_files):
                return self.wording_files[index], tuple(rest)
            case (str(key), *_):
                return self.file_of_key.get(key, MAIN_FILE), path
        return MAIN_FILE, path


def is_study_file(name: str) -> bool:
    """True if a file of that relative name is part of the study: YAML, and in no ignored folder."""
    path = PurePosixPath(name)
    folders = path.parts[:-1]
    hidden = any(part.startswith(".") for part in path.parts)
    return path.suffix in {".yaml", ".yml"} and not hidden and not IGNORED_FOLDERS & set(folders)


def assemble(files: Mapping[str, str]) -> Assembly:
    """Put the files together: each gives some of the study's keys, a file in `forms/` one form,
    one in `wording/` the licensed text of one instrument.

    Forms come in the order in which the visits first name them, the others after them by name.
    Never raises: what cannot be read, or is given twice, is listed in the faults.
    """
    assembly = Assembly(file_names=sorted(name for name in files if is_study_file(name)))
    forms: dict[str, Any] = {}
    wordings: dict[str, Any] = {}
    for name in assembly.file_names:
        content = _read(assembly, name, files[name])
        if content is None:
            continue
        folder = PurePosixPath(name).parts[0]
        if folder == FORMS_FOLDER:
            forms[name] = content
        elif folder == WORDING_FOLDER:
            wordings[name] = content
        else:
            _add_keys(assembly, name, content)
    assembly.form_files = sorted(forms, key=_order_of_forms(assembly.data))
    assembly.data["forms"] = [_with_instrument_items(forms[name]) for name in assembly.form_files]
    assembly.wording_files = list(wordings)
    if wordings:
        assembly.data["wordings"] = list(wordings.values())
    return assembly


def _read(assembly: Assembly, name: str, text: str) -> dict[str, Any] | None:
    """The file's mapping, or what stands for it while a fault says why it cannot be read."""
    content = _read_mapping(assembly, name, text)
    if content is None and PurePosixPath(name).parts[0] == FORMS_FOLDER:
        assembly.unread_forms.append(name)
        return {}
    return content


def _read_mapping(assembly: Assembly, name: str, text: str) -> dict[str, Any] | None:
    """The file's mapping. YAML 1.2: `no` and `12:30` stay words. None: a fault says why."""
    foreign = _NOT_UTF_8.search(text)
    if foreign is not None:
        what = Bilingual("the file is not UTF-8 text", "文件不是 UTF-8 文本")
        line = text.count("\n", 0, foreign.start()) + 1
        right = Bilingual("save it as UTF-8", "请另存为 UTF-8 编码")
        assembly.faults.append(Fault(name, what, right, line))
        return None
    text = _as_yaml_1_2(assembly, name, text)
    try:
        try:
            content = _parse(text, repeats=False)
        except DuplicateKeyError:
            assembly.repeats_keys = True
            content = _parse(text, repeats=True)
        loop = find_loop_line(text, content)
    except MarkedYAMLError as error:
        assembly.faults.append(_unreadable(name, error))
        return None
    except (YAMLError, ValueError, RecursionError, TypeError):
        assembly.faults.append(_unreadable(name, None))
        return None
    if loop is not None:
        what = Bilingual("the part with this anchor holds itself", "此锚点所标的内容包含其自身")
        right = Bilingual("write it out without the alias", "请改为不用别名的写法")
        assembly.faults.append(Fault(name, what, right, loop))
        return None
    if isinstance(content, dict):
        return content
    what = Bilingual("the file is not a list of keys", "文件内容不是键值列表")
    right = Bilingual("begin with `key: value`", "请以「键: 值」开头")
    assembly.faults.append(Fault(name, what, right, 1))
    return None


def _as_yaml_1_2(assembly: Assembly, name: str, text: str) -> str:
    """The text; if it asks to be read as another YAML 1, as 1.2 all the same, with a fault."""
    asked = _DIRECTIVE.match(text)
    if asked is None or asked[2] == "1.2":
        return text
    what = Bilingual(f"the file asks for YAML {asked[2]}", f"文件要求按 YAML {asked[2]} 读取")
    right = Bilingual(
        "take the line away: study files are YAML 1.2", "请删去该行：研究文件为 YAML 1.2"
    )
    assembly.faults.append(Fault(name, what, right, asked[1].count("\n") + 1))
    return text[: asked.start(2)] + "1.2" + text[asked.end(2) :]


@lru_cache(maxsize=256)
def _parse(text: str, *, repeats: bool) -> object:
    """The text's plain data, kept, since one study is read many times. Nobody changes them."""
    return read_yaml(text, repeats=repeats)


def _add_keys(assembly: Assembly, name: str, content: dict[str, Any]) -> None:
    for key, value in content.items():
        if key in COMPUTED:
            what = Bilingual(f"{key} is given in {name}", f"{name} 给出了 {key}")
            right = Bilingual("take it away: it is computed", "请删去：该值由程序计算")
            assembly.faults.append(Fault(name, what, right, 1))
        elif key in assembly.data or key in FOLDERS.values():
            folder = next((one for one, given in FOLDERS.items() if given == key), "")
            first = assembly.file_of_key.get(key, f"{folder}/")
            what = Bilingual(
                f"{key} is given in {name} and in {first}", f"{key} 同时出现在 {name} 与 {first}"
            )
            right = Bilingual("give it once", "请只保留一处")
            assembly.faults.append(Fault(name, what, right, 1))
        else:
            assembly.data[str(key)] = value
            assembly.file_of_key[str(key)] = name


def _order_of_forms(data: dict[str, Any]) -> Callable[[str], tuple[int, str]]:
    """A sort key over form files: by the first visit that collects the form, then by name."""
    visits = data.get("visits")
    named: list[str] = []
    for visit in visits if isinstance(visits, list) else []:
        forms = visit.get("forms") if isinstance(visit, dict) else None
        named += [str(form) for form in forms] if isinstance(forms, list) else []
    rank = {form: index for index, form in reversed(list(enumerate(named)))}
    return lambda file: (rank.get(PurePosixPath(file).stem, len(named)), file)


def _with_instrument_items(form: dict[str, Any]) -> dict[str, Any]:
    """The form; if it names an instrument and asks nothing itself, with the instrument's items."""
    use = form.get("instrument")
    if form.get("sections") or not isinstance(use, dict):
        return form
    sections = plain_sections(use.get("name"), use.get("version"))
    return form if sections is None else {**form, "sections": sections}


def _unreadable(name: str, error: MarkedYAMLError | None) -> Fault:
    """The fault of a text that is not YAML."""
    mark = None if error is None else error.problem_mark or error.context_mark
    line = None if mark is None else int(mark.line) + 1
    problem = str(error.problem) if error is not None and error.problem else "it is not YAML 1.2"
    return Fault(
        name,
        Bilingual(f"the file cannot be read: {problem}", f"文件无法读取：{problem}"),
        Bilingual("mind indentation, colons and quotation marks", "请检查缩进、冒号与引号"),
        line,
    )
