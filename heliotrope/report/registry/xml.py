"""The results form → XML for upload, valid against RRSUploadSchema.xsd of 2017.04.18."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

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
from heliotrope.report.registry.words import OTHER, SYSTEMATIC

NAMESPACE = "http://clinicaltrials.gov/rrs"
TWO_SIDED = "2-Sided"
FLOW_GROUP, BASELINE_GROUP, EVENT_GROUP = "FG000", "BG000", "EG000"


def render_xml(form: Form) -> str:
    """The text of the upload; the same form gives the same text.

    It is a partial upload: contact and agreements are left as the registry has them. Elements stand
    in the order of the schema; only the root is in its namespace, as `elementFormDefault` asks.
    """
    root = Element("tns:result", {"xmlns:tns": NAMESPACE, "partialUpload": "true"})
    _add_baseline(root, form)
    if form.limitations:
        _say(SubElement(root, "limitationsAndCaveats"), "description", form.limitations)
    outcomes = SubElement(root, "outcomeMeasures")
    for place, outcome in enumerate(form.outcomes):
        _add_outcome(outcomes, form, outcome, f"OG{place:03}")
    _add_flow(root, form, form.flow)
    if form.events is not None:
        _add_events(root, form, form.events)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _say(parent: Element, name: str, text: str | None) -> None:
    """A child with the text; none for an empty text."""
    if text:
        SubElement(parent, name).text = text


def _number(parent: Element, name: str, shown: Shown | None) -> None:
    _say(parent, name, shown.text if shown is not None else None)


# ---------------------------------------------------------------- measures


def _add_baseline(root: Element, form: Form) -> None:
    baseline = SubElement(root, "baseline")
    measures = SubElement(baseline, "baselineMeasures")
    for measure in form.baseline:
        own = SubElement(measures, "baselineMeasure")
        _add_measure(own, measure, BASELINE_GROUP, title=measure.kind)
        _say(own, "otherTitle", measure.title if measure.kind == OTHER else None)
    groups = SubElement(baseline, "baselineReportingGroups")
    group = SubElement(groups, "baselineReportingGroup", id=BASELINE_GROUP)
    _say(group, "description", form.group_description)
    _number(group, "subjectsAnalyzed", form.baseline_analyzed)
    _say(group, "title", form.group)


def _add_measure(
    parent: Element, measure: Measure, group: str, *, title: str, time_frame: str = ""
) -> None:
    _say(parent, "dispersionType", measure.dispersion)
    rows = SubElement(parent, "measureRows")
    for line in measure.lines:
        _add_line(rows, line, group)
    _say(parent, "measureDescription", measure.description)
    _say(parent, "parameterType", measure.parameter)
    _say(parent, "populationAnalysisDescription", measure.population)
    _say(parent, "selectedUnitOfAnalysis", "Participants")
    _say(parent, "timeFrame", time_frame)
    _say(parent, "title", title)
    _say(parent, "unitOfMeasure", measure.unit)


def _add_line(rows: Element, line: Line, group: str) -> None:
    row = SubElement(rows, "measureRow")
    value = SubElement(SubElement(row, "reportedValues"), "reportedValue")
    _say(value, "reportingGroupId", group)
    entries = SubElement(value, "reportedEntries")
    for entry in line.entries:
        _add_entry(SubElement(entries, "reportedEntry"), entry)
    _number(value, "subjectsAnalyzed", line.analyzed)
    _say(row, "title", line.title)


def _add_entry(parent: Element, entry: Entry) -> None:
    _say(parent, "catName", entry.category)
    _number(parent, "dispersionLowerLimit", entry.lower)
    _number(parent, "dispersionSpread", entry.spread)
    _number(parent, "dispersionUpperLimit", entry.upper)
    shown = (entry.value, entry.spread, entry.lower, entry.upper)
    _say(parent, "naComment", _explain(shown))
    _number(parent, "parameterValue", entry.value)


def _explain(shown: Iterable[Shown | None]) -> str:
    """Why there is no number, each reason once."""
    said = [one.why for one in shown if one is not None and one.text == NOT_AVAILABLE]
    return " ".join(dict.fromkeys(said))


def _add_outcome(parent: Element, form: Form, outcome: OutcomeMeasure, group: str) -> None:
    measure = outcome.measure
    own = SubElement(parent, "outcomeMeasure")
    _add_measure(own, measure, group, title=measure.title, time_frame=outcome.time_frame)
    _say(own, "measureType", outcome.kind)
    analyses = SubElement(own, "outcomeMeasureAnalyses")
    for one in outcome.analyses:
        _add_analysis(SubElement(analyses, "measureAnalysis"), one, group)
    reporting = SubElement(SubElement(own, "outcomeReportingGroups"), "outcomeReportingGroup")
    reporting.set("id", group)
    _say(reporting, "description", form.group_description)
    _number(reporting, "subjectsAnalyzed", outcome.analyzed)
    _say(reporting, "title", form.group)


def _add_analysis(parent: Element, one: Statistics, group: str) -> None:
    _say(SubElement(parent, "outcomeReportingGroups"), "outcomeReportingGroupId", group)
    _number(parent, "ciLowerLimit", one.lower)
    if one.lower is not None or one.upper is not None:
        _say(parent, "ciNumSides", TWO_SIDED)
        _say(parent, "ciPctValue", one.level)
    _number(parent, "ciUpperLimit", one.upper)
    _say(parent, "estimateComment", one.comment)
    _say(parent, "otherMethodName", one.method_name)
    _say(parent, "otherTypeName", one.what)
    _say(parent, "parameterType", OTHER)
    _number(parent, "parameterValue", one.estimate)
    _number(parent, "pValue", one.p)
    _say(parent, "statisticalMethod", one.method)
    _say(parent, "statisticalTestType", OTHER)


# ---------------------------------------------------------------- flow and events


def _add_flow(root: Element, form: Form, flow: Flow) -> None:
    own = SubElement(root, "participantFlow")
    group = SubElement(SubElement(own, "participantFlowGroups"), "flowGroup", id=FLOW_GROUP)
    _say(group, "description", form.group_description)
    _say(group, "title", form.group)
    period = SubElement(SubElement(own, "periods"), "period")
    _add_milestone(SubElement(period, "completedMilestone"), flow.completed)
    reasons = SubElement(period, "dropWithdrawReasons")
    for reason in flow.reasons:
        one = SubElement(reasons, "dropWithdrawReason")
        detail = SubElement(SubElement(one, "dropWithdrawReasonDetails"), "reasonDetail")
        _say(detail, "reportingGroupId", FLOW_GROUP)
        _number(detail, "subjectsAffected", reason.count)
        _say(one, "otherReasonName", reason.other)
        _say(one, "reasonType", reason.kind)
    milestones = SubElement(period, "milestones")
    for title, shown in flow.milestones:
        milestone = SubElement(milestones, "milestone")
        _add_milestone(milestone, shown)
        _say(milestone, "titleOther", title)
    _add_milestone(SubElement(period, "startedMilestone"), flow.started)
    _say(period, "title", PERIOD)
    _say(own, "preAssignmentDescription", flow.pre_assignment)
    _say(own, "recruitmentDetails", flow.recruitment)


def _add_milestone(parent: Element, shown: Shown) -> None:
    achieved = SubElement(SubElement(parent, "milestoneAchievements"), "milestoneAchievement")
    _say(achieved, "reportingGroupId", FLOW_GROUP)
    _number(achieved, "subjectsAchieve", shown)


def _add_events(root: Element, form: Form, events: Events) -> None:
    own = SubElement(root, "reportedEvents")
    _say(own, "assessmentType", SYSTEMATIC)
    _say(own, "frequencyReportingThreshold", events.threshold)
    frequent = SubElement(own, "frequentAdverseEvents")
    for event in events.other_events:
        _add_event(SubElement(frequent, "frequentEvent"), event)
    group = SubElement(SubElement(own, "interventionGroups"), "interventionGroup", id=EVENT_GROUP)
    died, of_died = events.deaths or (None, None)
    _say(group, "description", form.group_description)
    _number(group, "numDeaths", died)
    _number(group, "numSubjectsFrequentEvents", events.other[0])
    _number(group, "numSubjectsSeriousEvents", events.serious[0])
    _number(group, "partAtRiskAllCauseMort", of_died)
    _number(group, "partAtRiskFrequentEvents", events.other[1])
    _number(group, "partAtRiskSeriousEvents", events.serious[1])
    _say(group, "title", form.group)
    _say(own, "notes", events.description)
    serious = SubElement(own, "seriousAdverseEvents")
    for event in events.serious_events:
        _add_event(SubElement(serious, "seriousEvent"), event)
    _say(own, "sourceVocabulary", events.vocabulary)
    _say(own, "timeFrame", events.time_frame)


def _add_event(parent: Element, event: Event) -> None:
    stats = SubElement(SubElement(parent, "adverseEventStats"), "eventStats")
    _say(stats, "reportingGroupId", EVENT_GROUP)
    _number(stats, "numEvents", event.events)
    _number(stats, "numSubjectsAffected", event.affected)
    _number(stats, "numSubjects", event.at_risk)
    _say(parent, "organSystemName", event.system)
    _say(parent, "term", event.term)
