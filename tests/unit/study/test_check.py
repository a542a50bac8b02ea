"""A sound study with one fault put in → exactly that fault, with its file, line and sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from heliotrope.study.check import check_study
from tests.repository import ROOT
from tests.unit.study.small import FILES, break_file

FORM, SCHEDULE, PLAN, STUDY = "forms/strength.yaml", "schedule.yaml", "plan.yaml", "study.yaml"


def test_a_sound_study_has_no_fault() -> None:
    assert check_study(FILES) == []


CASES = YAML(typ="safe", pure=True).load(
    (ROOT / "tests" / "cases" / "study" / "broken.yaml").read_text("utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["expect"])[:60])
def test_one_fault_one_sentence(case: dict[str, str]) -> None:
    faults = check_study(break_file(case["file"], case["old"], case["new"]))
    assert [fault.say() for fault in faults] == [case["expect"]]
    assert all(fault.what.zh and fault.right.zh for fault in faults)


def test_many_faults_of_many_kinds_are_all_found_at_once() -> None:
    files = dict(FILES)
    for file, old, new in (
        (FORM, "problem: grip > 90", "problem: gripp > 90"),
        (FORM, "label: {en: Hand, zh: 侧别}", "label: {en: Hand}"),
        (FORM, "      - name: pain", "      - name: hand"),
        (FORM, "unit: kg", "unit: lb"),
        (SCHEDULE, "window: {earliest: 26, latest: 32}", "window: {earliest: 1, latest: 32}"),
        (STUDY, "visits: [week_4]", "visits: [screening]"),
        (PLAN, "code: GRIP", "code: GRIP\n      colour: red"),
    ):
        assert files[file].count(old) == 1
        files[file] = files[file].replace(old, new)
    said = "\n".join(fault.say() for fault in check_study(files))
    for part in (
        "forms/strength.yaml:10: the unit lb of grip has no dimension",
        "forms/strength.yaml:15: items.hand.label has no Chinese text",
        "forms/strength.yaml:20: the item hand is there twice",
        "forms/strength.yaml:26: the check rare: there is no item gripp",
        "plan.yaml:11: unknown key colour in plan.endpoints.strength; there are: name, label",
        "schedule.yaml:16: the windows of baseline and week_4 overlap",
        "study.yaml:39: the endpoint strength is asked for at screening, which does not collect",
    ):
        assert part in said


def test_faults_come_in_the_order_of_files_and_lines() -> None:
    files = break_file(FORM, "low: 0", "low: 300") | {"plan.yaml": FILES[PLAN].replace("kg", "g")}
    places = [(fault.where, fault.line) for fault in check_study(files)]
    assert places == sorted(places, key=lambda place: (place[0], place[1] or 0))
    assert len(places) > 2


def test_an_endpoint_in_another_unit_than_its_item() -> None:
    said = [f.say() for f in check_study(break_file(PLAN, "unit: {en: kg,", "unit: {en: lb,"))]
    assert said == [
        "plan.yaml:8: strength is in lb, and grip on strength in kg; give kg",
        "plan.yaml:8: the unit lb of strength has no dimension; there are: kg",
    ]


def test_a_file_that_is_not_yaml_is_the_only_thing_reported() -> None:
    (fault,) = check_study(break_file(FORM, "name: strength\n", "name: [strength\n"))
    assert fault.say().startswith("forms/strength.yaml:2: the file cannot be read: ")
    assert fault.say().endswith("; mind indentation, colons and quotation marks")


def test_a_file_that_is_a_list() -> None:
    (fault,) = check_study(FILES | {"plan.yaml": "- a\n- b\n"})
    assert fault.say() == "plan.yaml:1: the file is not a list of keys; begin with `key: value`"


def test_a_key_given_in_two_files() -> None:
    faults = check_study(FILES | {"units.yaml": "units: {g: mass}\n"})
    assert [fault.say() for fault in faults] == [
        "units.yaml:1: units is given in units.yaml and in study.yaml; give it once"
    ]


def test_a_missing_plan_is_one_fault() -> None:
    files = {name: text for name, text in FILES.items() if name != PLAN}
    assert [f.say() for f in check_study(files)] == ["study.yaml:1: the study lacks plan; add plan"]


def test_an_empty_folder() -> None:
    (fault,) = check_study({"readme.txt": "nothing"})
    assert fault.say().startswith("study.yaml: the folder holds no study file")


def test_an_instrument_that_is_not_there() -> None:
    text = "name: strength\nlabel: {en: S, zh: 力}\nprovenance: {status: record, source: x}\n"
    files = FILES | {FORM: text + 'instrument: {name: cdasi, version: "9"}\n'}
    said = [fault.say() for fault in check_study(files)]
    assert any(
        "there is no instrument cdasi version 9; there are: " in one
        and one.startswith(f"{FORM}:4:")
        for one in said
    )


def test_an_instruments_form_with_items_of_its_own() -> None:
    files = break_file(
        FORM, "name: strength\n", 'name: strength\ninstrument: {name: cdasi, version: "2"}\n'
    )
    (fault,) = check_study(files)
    assert fault.say() == (
        "forms/strength.yaml:5: the items of strength are not those of cdasi (look at "
        "abdomen_calcinosis); leave sections out: the instrument brings its items"
    )


def test_a_form_that_no_visit_collects() -> None:
    extra = FILES[FORM].replace("name: strength", "name: spare")
    (fault,) = check_study(FILES | {"forms/spare.yaml": extra})
    assert fault.say() == (
        "forms/spare.yaml:1: no visit collects the form spare; "
        "name it in a visit's forms, or remove the file"
    )


def test_a_form_in_a_file_of_another_name() -> None:
    files = {name: text for name, text in FILES.items() if name != FORM}
    (fault,) = check_study(files | {"forms/grip.yaml": FILES[FORM]})
    assert fault.say() == (
        "forms/grip.yaml:1: the form strength stands in a file named grip; "
        "name the file strength.yaml"
    )


LINES = [(name, number) for name, text in FILES.items() for number in range(text.count("\n"))]


@settings(max_examples=60, deadline=None)
@given(
    places=st.lists(st.sampled_from(LINES), min_size=1, max_size=4),
    change=st.sampled_from(["drop", "twice", "empty", "number", "list", "indent", "bracket"]),
)
def test_it_never_raises_and_always_says_where(places: list[tuple[str, int]], change: str) -> None:
    files = dict(FILES)
    for name, number in places:
        files[name] = _damage(files[name], number, change)
    for fault in check_study(files):
        assert fault.where.endswith(".yaml")
        assert fault.say("en")
        assert fault.say("zh")


def _damage(text: str, number: int, change: str) -> str:
    lines = text.splitlines()
    if number >= len(lines):
        return text
    line = lines[number]
    key = line.partition(":")[0]
    lines[number] = {
        "drop": "",
        "twice": f"{line}\n{line}",
        "empty": f"{key}:",
        "number": f"{key}: 7",
        "list": f"{key}: [1, {{a: b}}]",
        "indent": f"  {line}",
        "bracket": line + " {",
    }[change]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("before", "line"), [("", 1), ("# Words.\n\n", 3)])
def test_a_file_that_asks_for_another_yaml(before: str, line: int) -> None:
    text = f"{before}%YAML 1.1\n---\n" + FILES[FORM].replace("high: 200", "high: no")
    assert [fault.say() for fault in check_study(FILES | {FORM: text})] == [
        f"{FORM}:{line}: the file asks for YAML 1.1; take the line away: study files are YAML 1.2",
        f"{FORM}:{line + 13}: items.grip.high must be a number, not no; give a number",
    ]


def test_a_file_that_says_it_is_yaml_1_2() -> None:
    assert check_study(FILES | {FORM: f"%YAML 1.2\n---\n{FILES[FORM]}"}) == []


@pytest.mark.parametrize(
    "loop", ["\n- &r\n  self: *r\n", "&r\n- [[*r]]\n", "&r {low: {high: *r}}\n", "[&r {<<: *r}]\n"]
)
def test_an_alias_within_its_own_anchor(loop: str) -> None:
    (fault, *others) = check_study(FILES | {"extra.yaml": f"# Words.\n\nextra: {loop}"})
    assert (fault.where, others) == ("extra.yaml", [])
    if "<<" not in loop:
        assert fault.say() == (
            f"extra.yaml:{4 if '- &r' in loop else 3}: the part with this anchor holds "
            "itself; write it out without the alias"
        )


@pytest.mark.parametrize("key", ["2026-01-01", "7", "true", "null", "1.5", "[a, b]", "{a: b}"])
def test_a_key_of_any_kind_is_a_fault_and_no_failure(key: str) -> None:
    assert check_study(break_file(FORM, "high: 200", f"high: 200\n        ? {key}\n        : 1"))


def test_a_change_at_a_visit_before_the_baseline() -> None:
    old, new = (
        "visit: week_4\n      population: enrolled\n      method: paired_t",
        "visit: screening",
    )
    files = break_file(PLAN, old, old.replace("visit: week_4", new))
    files[SCHEDULE] = files[SCHEDULE].replace(
        "[consent, eligibility]", "[consent, eligibility, strength]"
    )
    (fault,) = check_study(files)
    assert fault.say().startswith(
        "plan.yaml:31: the analysis change asks for a change at screening, which does not come"
    )


def test_an_eligibility_form_without_any_criterion() -> None:
    files = FILES | {STUDY: FILES[STUDY].partition("criteria:\n")[0]}
    (fault,) = check_study(files)
    assert fault.say() == (
        "study.yaml:45: there is an eligibility form and no criterion; "
        "add criteria, or take the role away"
    )


@pytest.mark.parametrize(
    "same",
    [
        "CDASI",
        "SF-36",
        "kg",
        "mmol/L",
        "10^9/L",
        "ukat/L",
        "Lihua Duan",
        "Hodges-Lehmann",
        "HAQ-DI",
    ],
)
def test_names_codes_and_units_are_the_same_in_both_languages(same: str) -> None:
    new = f"label: {{en: {same}, zh: {same}}}"
    assert check_study(break_file(SCHEDULE, "label: {en: Baseline, zh: 基线}", new)) == []


@pytest.mark.parametrize("same", ["Baseline", "Week 4", "Yes", "mean change", "Change (mmol/L)"])
def test_english_is_no_chinese_text(same: str) -> None:
    new = f"label: {{en: {same}, zh: {same}}}"
    (fault,) = check_study(break_file(SCHEDULE, "label: {en: Baseline, zh: 基线}", new))
    assert fault.say() == "schedule.yaml:8: the Chinese text is still in English; translate it"


def test_what_is_wrong_whatever_a_wrong_value_means_is_found_beside_it() -> None:
    files = break_file(FORM, "type: decimal\n        unit: kg", "type: float\n        unit: lb")
    files[SCHEDULE] = files[SCHEDULE].replace("26, latest: 32", "32, latest: 26")
    files[SCHEDULE] = files[SCHEDULE].replace("day: 1\n", "day: one\n")
    assert [(fault.where, fault.line) for fault in check_study(files)] == [
        (FORM, 9),
        (FORM, 10),
        (SCHEDULE, 9),
        (SCHEDULE, 16),
    ]


@pytest.mark.parametrize("file", sorted(FILES))
def test_of_an_unread_file_nothing_is_missed(file: str) -> None:
    (fault,) = check_study(FILES | {file: "a: [b\n"})
    assert fault.say().startswith(f"{file}:2: the file cannot be read: ")


@pytest.mark.parametrize("file", sorted(FILES))
def test_the_faults_of_other_files_are_found_beside_an_unread_one(file: str) -> None:
    files = FILES | {
        STUDY: FILES[STUDY].replace("time_zone: Asia/Shanghai", "time_zone: Asia/Nanchang"),
        SCHEDULE: FILES[SCHEDULE].replace("earliest: 26, latest: 32", "earliest: 1, latest: 32"),
        PLAN: FILES[PLAN].replace("code: GRIP", "code: GRIPSTRENGTH").replace("4}", "four}"),
        FORM: FILES[FORM].replace("low: 0", "low: 300"),
        "forms/consent.yaml": FILES["forms/consent.yaml"].replace("code: female", "code: NA"),
        "forms/eligibility.yaml": FILES["forms/eligibility.yaml"].replace("yes_no", "yes"),
    }
    lines = {(STUDY, 5), (SCHEDULE, 16), (PLAN, 10), (PLAN, 54), (FORM, 11)}
    lines |= {("forms/consent.yaml", 18), ("forms/eligibility.yaml", 10)}
    faults = check_study(files | {file: "a: [b\n"})
    assert [one.line for one in faults if one.where == file] == [2]
    others = {(one.where, one.line) for one in faults if one.where != file}
    assert {place for place in lines if place[0] != file} - others == set()


def test_a_file_in_another_encoding_says_where_and_hides_nothing() -> None:
    foreign = FILES[PLAN].encode("gb18030").decode("utf-8", errors="surrogateescape")
    files = break_file(FORM, "low: 0", "low: 300") | {PLAN: foreign}
    assert [fault.say() for fault in check_study(files)] == [
        f"{FORM}:11: the low limit of grip, 300, is above its high limit, 200; exchange them",
        f"{PLAN}:5: the file is not UTF-8 text; save it as UTF-8",
    ]


def test_two_files_that_cannot_be_read_are_two_faults() -> None:
    faults = check_study(FILES | {PLAN: "a: [b\n", FORM: "- c\n"})
    assert [(fault.where, fault.line) for fault in faults] == [(FORM, 1), (PLAN, 2)]
