"""A sound study with a licensed text put into its folder → the text, or exactly its fault."""

from __future__ import annotations

import pytest

from heliotrope.study.check import check_study
from heliotrope.study.load import StudyUnreadable, fingerprint, parse_study
from tests.unit.study.small import FILES

DLQI = "forms/dlqi.yaml"
FILE = "wording/dlqi.yaml"
FORM = """\
name: dlqi
label: {en: DLQI, zh: 皮肤病生活质量}
offered: true
instrument: {name: dlqi, version: "1"}
provenance: {status: record, source: x}
"""
WORDING = """\
instrument: dlqi
licensed: {en: "Licensed to this study by its owner", zh: 版权人授权本研究使用}
items:
  q1:
    zh: 第一题的授权文本
    de: Der lizenzierte Text der ersten Frage
  q2: {de: Der Text der zweiten}
"""
WRITE = "write the licensed text, or take the line away"
STUDY = {**FILES, DLQI: FORM}


def put(text: str, name: str = FILE) -> dict[str, str]:
    """The study with that text in its folder."""
    return {**STUDY, name: text}


def test_a_licensed_text_is_part_of_the_study_and_of_its_fingerprint() -> None:
    files = put(WORDING)
    assert check_study(files) == []
    study = parse_study(files)
    assert fingerprint(files) != fingerprint(STUDY)
    assert study.fingerprint == fingerprint(files)
    wording = study.wording(study.form("dlqi"))
    assert wording is not None
    assert wording.licensed.zh == "版权人授权本研究使用"
    assert study.wording(study.form("strength")) is None
    assert parse_study(STUDY).wording(study.form("dlqi")) is None


def test_the_readers_language_is_taken_else_the_one_there_is() -> None:
    study = parse_study(put(WORDING))
    wording = study.wordings[0]
    assert wording.question("q1", "zh") == ("第一题的授权文本", "zh")
    assert wording.question("q1", "en") == ("第一题的授权文本", "zh")
    assert wording.question("q2", "en") == ("Der Text der zweiten", "de")
    assert wording.question("q3", "en") is None


def test_a_regional_tag_is_the_readers_language_too() -> None:
    wording = parse_study(put(WORDING.replace("de: Der liz", "en-GB: The liz"))).wordings[0]
    assert wording.question("q1", "en") == ("The lizenzierte Text der ersten Frage", "en-GB")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  q2:", "  q22:", "wording/dlqi.yaml:7: q22 is no item of dlqi; did you mean q2?"),
        (
            "instrument: dlqi",
            "instrument: dlqy",
            "wording/dlqi.yaml:1: there is no instrument dlqy; did you mean dlqi?",
        ),
        (
            "    zh: 第一题的授权文本",
            '    zh: "  "',
            f"wording/dlqi.yaml:5: the wording of q1 is empty; {WRITE}",
        ),
        (
            "{de: Der Text der zweiten}",
            "{}",
            f"wording/dlqi.yaml:7: the wording of q2 is empty; {WRITE}",
        ),
        (
            "    de: Der",
            "    German: Der",
            "wording/dlqi.yaml:6: German is no language; write it as zh, en, or zh-Hant",
        ),
        (
            "instrument: dlqi",
            "instrument: cdasi",
            f"{FILE}:1: the wording of cdasi stands in a file named dlqi; name the file cdasi.yaml",
        ),
    ],
)  # fmt: skip
def test_one_fault_one_sentence(old: str, new: str, said: str) -> None:
    assert WORDING.count(old) == 1
    faults = [fault.say() for fault in check_study(put(WORDING.replace(old, new)))]
    assert said in faults
    if "cdasi" not in new:
        assert faults == [said]


def test_a_text_that_is_none_is_named_with_its_place() -> None:
    files = put(WORDING.replace("{de: Der Text der zweiten}", "{de: 12}"))
    (fault,) = check_study(files)
    assert fault.where == FILE
    assert fault.line == 7
    with pytest.raises(StudyUnreadable):
        parse_study(files)


def test_two_files_of_one_instrument() -> None:
    files = put(WORDING) | {"wording/more/dlqi.yaml": WORDING}
    said = [fault.say() for fault in check_study(files)]
    assert said == ["wording/more/dlqi.yaml:1: the wording of dlqi is given twice; keep one file"]


def test_no_file_gives_the_key_itself() -> None:
    (fault,) = check_study(put("wordings: []\n", "texts.yaml"))
    assert fault.say() == (
        "texts.yaml:1: wordings is given in texts.yaml and in wording/; give it once"
    )
