"""Evaluations in, the registry's results form out: valid, and every number a row of results."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from heliotrope.analysis.run import Evaluation, evaluate
from heliotrope.capture.snapshot import Snapshot
from heliotrope.report.registry.fill import fill_form
from heliotrope.report.registry.form import LIMITS, Fitter, Form, list_shown
from heliotrope.report.registry.study_json import render_json
from heliotrope.report.registry.write import FILES, remove_registry, write_registry
from heliotrope.report.registry.xml import render_xml
from heliotrope.report.view import View
from tests.evaluated import reference_evaluation
from tests.imagined import make_reference_snapshot, make_snapshot
from tests.rehearsed import evaluate_rehearsal, rehearse_reference
from tests.small_study import load_small_study

SCHEMAS = Path(__file__).resolve().parents[3] / "reference" / "ctgov"
NAMES = ("rehearsed", "cdasi_only", "small", "nobody")


def take(name: str) -> Snapshot:
    if name == "rehearsed":
        return rehearse_reference()
    if name == "cdasi_only":
        return make_reference_snapshot()
    if name == "small":
        return make_snapshot([], load_small_study())
    return make_reference_snapshot({})


@cache
def evaluated(name: str) -> Evaluation:
    if name == "rehearsed":
        return evaluate_rehearsal()
    if name == "cdasi_only":
        return reference_evaluation()
    return evaluate(take(name))


@cache
def filled(name: str) -> Form:
    return fill_form(View(evaluated(name), "en"))


@cache
def upload_schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(SCHEMAS / "RRSUploadSchema.xsd"))


@cache
def section_schema() -> Draft202012Validator:
    """The component `ResultsSection`, which refuses names that it does not know."""
    components = YAML(typ="safe").load(SCHEMAS / "ctg-oas-v2.yaml")["components"]
    for schema in components["schemas"].values():
        if schema.get("type") == "object" and "properties" in schema:
            schema["additionalProperties"] = False
    root = {"$ref": "#/components/schemas/ResultsSection", "components": components}
    return Draft202012Validator(root)


@pytest.mark.parametrize("name", NAMES)
def test_the_upload_is_valid(name: str) -> None:
    assert list(upload_schema().iter_errors(render_xml(filled(name)))) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_section_is_valid(name: str) -> None:
    section = json.loads(render_json(filled(name)))["resultsSection"]
    assert [error.message for error in section_schema().iter_errors(section)] == []


def test_the_schemas_bite() -> None:
    root = ElementTree.fromstring(render_xml(filled("cdasi_only")))
    root.append(ElementTree.Element("nothing"))
    assert list(upload_schema().iter_errors(ElementTree.tostring(root, encoding="unicode")))
    section = json.loads(render_json(filled("cdasi_only")))["resultsSection"]
    section["outcomeMeasuresModule"]["outcomeMeasures"][0]["type"] = "MAIN"
    assert list(section_schema().iter_errors(section))


@pytest.mark.parametrize("name", NAMES)
def test_every_number_is_a_row(name: str) -> None:
    results = evaluated(name).results
    shown = list(list_shown(filled(name)))
    for one in shown:
        row = results[one.result]
        if row.value is None:
            assert one.text == "NA"
            assert one.why
        elif one.text == "<0.001":
            assert Decimal(repr(row.value)) < Decimal("0.001")
        else:
            places = Decimal(1).scaleb(-len(one.text.partition(".")[2]))
            exact = Decimal(repr(float(row.value)))
            assert Decimal(one.text) == exact.quantize(places, ROUND_HALF_UP), one


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_the_files_stands_in_the_form(name: str) -> None:
    form = filled(name)
    known = {one.text for one in list_shown(form)}
    tags = {"parameterValue", "dispersionSpread", "subjectsAnalyzed", "subjectsAchieve",
            "subjectsAffected", "numEvents", "numSubjectsAffected", "numSubjects", "pValue",
            "ciLowerLimit", "ciUpperLimit", "numDeaths", "partAtRiskSeriousEvents"}  # fmt: skip
    root = ElementTree.fromstring(render_xml(form))
    printed = [one.text for one in root.iter() if one.tag in tags]
    assert set(printed) <= known
    assert len(printed) >= (100 if name == "rehearsed" else 2)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_named(name: str) -> None:
    codes = [one.code for one in evaluated(name).snapshot.participants]
    text = render_xml(filled(name)) + render_json(filled(name))
    assert [code for code in codes if code in text] == []


def test_the_primary_outcome_by_hand() -> None:
    """CDASI activity at baseline and week 24 of `COURSES`; NC-007 has no week 24.

    Changes -19 -7 -18 -5 -16 -19 -9 2 -16: sum -107, mean -11.89; sum of squares 1717, about the
    mean 1717 - 107^2 / 9 = 444.9, SD = sqrt(444.9 / 8) = 7.457.
    """
    primary = filled("cdasi_only").outcomes[0]
    entry = primary.measure.lines[0].entries[0]
    assert primary.kind == "Primary"
    assert (entry.value.text, entry.spread and entry.spread.text) == ("-11.9", "7.5")
    assert primary.analyzed is not None
    assert primary.analyzed.text == "9"
    (analysis,) = primary.analyses
    # t = 2.306 for 8 degrees of freedom; 2.306 * 7.457 / 3 = 5.73
    assert analysis.lower is not None
    assert analysis.upper is not None
    assert (analysis.lower.text, analysis.upper.text) == ("-17.6", "-6.2")
    assert (analysis.level, analysis.method) == ("95", "t-test, 2 sided")
    assert analysis.p is not None


def test_a_secondary_outcome_has_an_interval_and_no_p() -> None:
    secondary = [one for one in filled("rehearsed").outcomes if one.kind == "Secondary"]
    analyses = [one for outcome in secondary for one in outcome.analyses]
    assert len(analyses) > 20
    assert all(one.p is None and not one.method for one in analyses)


def test_every_outcome_of_the_record_is_there() -> None:
    names = {one.name for one in evaluated("rehearsed").snapshot.study.outcomes}
    assert {one.name for one in filled("rehearsed").outcomes} == names


def test_an_outcome_has_one_unit_and_one_direction() -> None:
    found = [one for one in filled("rehearsed").outcomes if one.name == "secondary_imacs"]
    assert [one.measure.unit for one in found] == ["cm", "points", "points", "x ULN"]
    title = found[1].measure.title
    assert title.endswith(": Muscle strength (MMT-8)")


def test_what_was_added_is_labeled() -> None:
    added = [one for one in filled("rehearsed").outcomes if one.kind == "Other Pre-specified"]
    assert added
    assert all("(added, not in the registry's list)" in one.measure.title for one in added)


def test_started_is_completed_and_not_completed() -> None:
    for name in NAMES:
        flow = filled(name).flow
        left = sum(int(one.count.text) for one in flow.reasons)
        assert int(flow.started.text) == int(flow.completed.text) + left


def test_those_still_in_the_study_are_not_lost() -> None:
    reasons = {(one.kind, one.other): one.count.text for one in filled("cdasi_only").flow.reasons}
    assert reasons == {
        ("Adverse Event", ""): "1",
        ("Other", "Still in the study at the data cut-off"): "9",
    }


ASKED = "Recruitment details: the dates between which participants were recruited."


def test_the_days_of_consent_are_told_or_asked_for() -> None:
    snapshot = take("rehearsed")
    form = snapshot.study.roles.consent_form
    signed = [
        str(record.performed)[:10]
        for person in snapshot.participants
        for record in person.records.values()
        if record.form == form and record.performed
    ]
    assert len(signed) == 12
    said = filled("rehearsed").flow.recruitment
    assert said.endswith(f"Informed consent was signed from {min(signed)} to {max(signed)}.")
    assert ASKED not in filled("rehearsed").to_enter
    assert "consent" not in filled("nobody").flow.recruitment
    assert ASKED in filled("nobody").to_enter


def test_race_is_said_not_to_be_collected() -> None:
    kinds = [one.kind for one in filled("rehearsed").baseline]
    assert kinds[:4] == ["AgeContinuous", "GenderNIH", "RegionEnroll", "RaceEthNotCollected"]
    assert filled("rehearsed").baseline[4].title == "Ethnic group"


def test_events_are_split_and_their_systems_known() -> None:
    events = filled("rehearsed").events
    assert events is not None
    assert events.vocabulary == "CTCAE 5.0"
    assert events.deaths is not None
    serious = sum(int(one.events.text) for one in events.serious_events)
    assert serious == evaluated("rehearsed").results["adverse_events.serious.events"].value
    assert all(one.system.endswith(("s", "(incl cysts and polyps)")) for one in events.other_events)
    for one in events.other_events:
        assert 100 * int(one.affected.text) > 5 * int(one.at_risk.text)


def test_without_events_the_module_is_left_out_and_said() -> None:
    form = filled("cdasi_only")
    assert form.events is None
    assert any(line.startswith("Adverse events: the data hold none") for line in form.to_enter)


def test_contact_and_agreements_are_never_made_up() -> None:
    text = render_xml(filled("rehearsed"))
    assert "pointOfContact" not in text
    assert "certainAgreement" not in text
    assert 'partialUpload="true"' in text
    assert any(line.startswith("Point of contact") for line in filled("rehearsed").to_enter)


@pytest.mark.parametrize("name", NAMES)
def test_texts_fit_their_fields(name: str) -> None:
    form = filled(name)
    assert len(form.group) <= LIMITS["group_title"]
    assert len(form.limitations) <= LIMITS["limitations"]
    for one in form.outcomes:
        assert len(one.measure.title) <= LIMITS["outcome_title"]
        assert len(one.measure.description) <= LIMITS["outcome_description"]
        assert len(one.measure.unit) <= LIMITS["unit"]
        assert all(len(line.title) <= LIMITS["row_title"] for line in one.measure.lines)
        assert all(len(a.comment) <= LIMITS["comment"] for a in one.analyses)


def test_a_text_is_cut_at_a_word_and_remembered() -> None:
    fitter = Fitter()
    assert fitter.fit("unit", "a" * 40) == "a" * 40
    assert fitter.shortened == {}
    cut = fitter.fit("unit", f"{'a' * 30} {'b' * 30}", "Unit of weight")
    assert cut == f"{'a' * 30}..."
    assert fitter.shortened == {"Unit of weight (40)": f"{'a' * 30} {'b' * 30}"}


def test_the_files_are_the_same_again_and_can_be_removed(tmp_path: Path) -> None:
    write_registry(evaluated("cdasi_only"), tmp_path / "a")
    write_registry(evaluated("cdasi_only"), tmp_path / "b")
    first = {name: (tmp_path / "a" / "registry" / name).read_bytes() for name in FILES}
    assert first == {name: (tmp_path / "b" / "registry" / name).read_bytes() for name in FILES}
    (tmp_path / "b" / "registry" / "mine.txt").touch()
    remove_registry(tmp_path / "a")
    remove_registry(tmp_path / "b")
    assert not (tmp_path / "a" / "registry").exists()
    assert [one.name for one in (tmp_path / "b" / "registry").iterdir()] == ["mine.txt"]


def test_not_available_says_why() -> None:
    shown = [one for one in list_shown(filled("nobody")) if one.text == "NA"]
    assert all(one.why.startswith("Not evaluable") for one in shown)
