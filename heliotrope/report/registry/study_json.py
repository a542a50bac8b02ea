"""The results form → `resultsSection` as the registry's public interface, version 2, shows it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from heliotrope.report.registry.flow import PERIOD
from heliotrope.report.registry.form import (
    NOT_AVAILABLE,
    Entry,
    Event,
    Events,
    Flow,
    Form,
    Line,
    Measure,
    OutcomeMeasure,
    Shown,
    Statistics,
)
from heliotrope.report.registry.words import OTHER

Json = dict[str, object]

FLOW_GROUP, BASELINE_GROUP, OUTCOME_GROUP, EVENT_GROUP = "FG000", "BG000", "OG000", "EG000"
PARTICIPANTS = "Participants"
SYSTEMATIC = "SYSTEMATIC_ASSESSMENT"


def render_json(form: Form) -> str:
    """JSON text of an object with the one key `resultsSection`.

    Contact and agreements are left out: a person enters them. Source: ctg-oas-v2.yaml, components
    `ResultsSection` and below; a posted record, NCT02513394.
    """
    section: Json = {
        "participantFlowModule": _flow(form, form.flow),
        "baselineCharacteristicsModule": _baseline(form),
        "outcomeMeasuresModule": {"outcomeMeasures": [_outcome(form, o) for o in form.outcomes]},
    }
    if form.events is not None:
        section["adverseEventsModule"] = _events(form, form.events)
    if form.limitations:
        section["moreInfoModule"] = {"limitationsAndCaveats": {"description": form.limitations}}
    return json.dumps({"resultsSection": section}, ensure_ascii=False, indent=1) + "\n"


def _enum(words: str) -> str:
    """`Standard Deviation` as `STANDARD_DEVIATION`."""
    return words.upper().replace("-", "_").replace(" ", "_")


def _kept(pairs: Json) -> Json:
    """Without what is empty."""
    return {name: value for name, value in pairs.items() if value not in (None, "", [], {})}


def _group(form: Form, group: str) -> Json:
    return _kept({"id": group, "title": form.group, "description": form.group_description})


def _denoms(group: str, shown: Shown | None) -> list[Json]:
    if shown is None:
        return []
    return [{"units": PARTICIPANTS, "counts": [{"groupId": group, "value": shown.text}]}]


def _flow(form: Form, flow: Flow) -> Json:
    def achieve(shown: Shown) -> list[Json]:
        return [{"groupId": FLOW_GROUP, "numSubjects": shown.text}]

    milestones = [
        {"type": "STARTED", "achievements": achieve(flow.started)},
        *({"type": title, "achievements": achieve(shown)} for title, shown in flow.milestones),
        {"type": "COMPLETED", "achievements": achieve(flow.completed)},
    ]
    reasons = [
        {"type": one.other if one.kind == OTHER and one.other else one.kind,
         "reasons": achieve(one.count)}
        for one in flow.reasons
    ]  # fmt: skip
    period = _kept({"title": PERIOD, "milestones": milestones, "dropWithdraws": reasons})
    return _kept(
        {
            "preAssignmentDetails": flow.pre_assignment,
            "recruitmentDetails": flow.recruitment,
            "groups": [_group(form, FLOW_GROUP)],
            "periods": [period],
        }
    )


# ---------------------------------------------------------------- measures


def _baseline(form: Form) -> Json:
    return _kept(
        {
            "groups": [_group(form, BASELINE_GROUP)],
            "denoms": _denoms(BASELINE_GROUP, form.baseline_analyzed),
            "measures": [_measure(one, BASELINE_GROUP) for one in form.baseline],
        }
    )


def _measure(measure: Measure, group: str) -> Json:
    return _kept(
        {
            "title": measure.title,
            "description": measure.description,
            "populationDescription": measure.population,
            "paramType": _enum(measure.parameter),
            "dispersionType": _enum(measure.dispersion),
            "unitOfMeasure": measure.unit,
            "classes": [_line(line, group) for line in measure.lines],
        }
    )


def _line(line: Line, group: str) -> Json:
    return _kept(
        {
            "title": line.title,
            "denoms": _denoms(group, line.analyzed),
            "categories": [_entry(entry, group) for entry in line.entries],
        }
    )


def _entry(entry: Entry, group: str) -> Json:
    measurement = _kept(
        {
            "groupId": group,
            "value": entry.value.text,
            "spread": _text(entry.spread),
            "lowerLimit": _text(entry.lower),
            "upperLimit": _text(entry.upper),
            "comment": _explain((entry.value, entry.spread, entry.lower, entry.upper)),
        }
    )
    return _kept({"title": entry.category, "measurements": [measurement]})


def _text(shown: Shown | None) -> str | None:
    return shown.text if shown is not None else None


def _explain(shown: Iterable[Shown | None]) -> str:
    said = [one.why for one in shown if one is not None and one.text == NOT_AVAILABLE]
    return " ".join(dict.fromkeys(said))


def _outcome(form: Form, outcome: OutcomeMeasure) -> Json:
    measure = _measure(outcome.measure, OUTCOME_GROUP)
    dispersion = outcome.measure.dispersion
    return _kept(
        {
            "type": _enum(outcome.kind),
            "title": measure.pop("title"),
            "description": measure.pop("description", ""),
            "populationDescription": measure.pop("populationDescription", ""),
            "reportingStatus": "POSTED",
            "paramType": measure.pop("paramType"),
            "dispersionType": dispersion,
            "unitOfMeasure": measure.pop("unitOfMeasure"),
            "timeFrame": outcome.time_frame,
            "groups": [_group(form, OUTCOME_GROUP)],
            "denoms": _denoms(OUTCOME_GROUP, outcome.analyzed),
            "classes": measure.pop("classes", []),
            "analyses": [_analysis(one) for one in outcome.analyses],
        }
    )


def _analysis(one: Statistics) -> Json:
    interval: Json = {}
    if one.lower is not None or one.upper is not None:
        interval = {
            "ciPctValue": one.level,
            "ciNumSides": "TWO_SIDED",
            "ciLowerLimit": _text(one.lower),
            "ciUpperLimit": _text(one.upper),
        }
    return _kept(
        {
            "paramType": one.what,
            "paramValue": one.estimate.text,
            "statisticalMethod": one.method_name or one.method,
            "pValue": _text(one.p),
            **interval,
            "estimateComment": one.comment,
            "nonInferiorityType": "OTHER",
            "groupIds": [OUTCOME_GROUP],
        }
    )


# ---------------------------------------------------------------- events


def _events(form: Form, events: Events) -> Json:
    counts: Json = {
        "seriousNumAffected": int(events.serious[0].text),
        "seriousNumAtRisk": int(events.serious[1].text),
        "otherNumAffected": int(events.other[0].text),
        "otherNumAtRisk": int(events.other[1].text),
    }
    if events.deaths is not None:
        counts["deathsNumAffected"] = int(events.deaths[0].text)
        counts["deathsNumAtRisk"] = int(events.deaths[1].text)
    group: Json = {**_group(form, EVENT_GROUP), **counts}
    return _kept(
        {
            "frequencyThreshold": events.threshold,
            "timeFrame": events.time_frame,
            "description": events.description,
            "eventGroups": [group],
            "seriousEvents": _list_events(events.serious_events, events.vocabulary),
            "otherEvents": _list_events(events.other_events, events.vocabulary),
        }
    )


def _list_events(events: Sequence[Event], vocabulary: str) -> list[Json]:
    return [
        {
            **_kept(
                {
                    "term": one.term,
                    "organSystem": one.system,
                    "sourceVocabulary": vocabulary,
                    "assessmentType": SYSTEMATIC,
                }
            ),
            "stats": [
                {
                    "groupId": EVENT_GROUP,
                    "numEvents": int(one.events.text),
                    "numAffected": int(one.affected.text),
                    "numAtRisk": int(one.at_risk.text),
                }
            ],
        }
        for one in events
    ]
