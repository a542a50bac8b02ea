"""Which address shows which page."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from heliotrope.web.pages import (
    audit,
    copies,
    deviations,
    door,
    enrolling,
    evaluation,
    form,
    form_stale,
    history,
    participant,
    participants,
    refusals,
    running,
    study_files,
    today,
    visit,
)

_PARTICIPANT = "participants/<str:code>"
_FORM = f"{_PARTICIPANT}/visits/<str:visit>/<str:name>/<int:repeat>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("sign-in", door.sign_in, name="sign_in"),
    path("sign-out", door.sign_out, name="sign_out"),
    path("password", door.password, name="password"),
    path("language", set_language, name="set_language"),
    path("participants", participants.participants, name="participants"),
    path("participants/screen", participants.screen, name="screen"),
    path(_PARTICIPANT, participant.participant, name="participant"),
    path(f"{_PARTICIPANT}/enroll", enrolling.enroll, name="enroll"),
    path(f"{_PARTICIPANT}/enroll/fact", enrolling.enroll_fact, name="enroll_fact"),
    path(f"{_PARTICIPANT}/screen-failure", enrolling.fail_screening, name="fail_screening"),
    path(f"{_PARTICIPANT}/deviations/new", deviations.tell_deviation, name="tell_deviation"),
    path(f"{_PARTICIPANT}/deviations/<str:key>", deviations.acknowledge, name="acknowledge"),
    path(f"{_PARTICIPANT}/record.pdf", copies.casebook, name="casebook"),
    path(f"{_PARTICIPANT}/records/<str:name>", running.running, name="running"),
    path(f"{_PARTICIPANT}/visits/<str:name>", visit.visit, name="visit"),
    path(f"{_PARTICIPANT}/visits/<str:name>/sign", visit.sign, name="sign"),
    path(_FORM, form.form, name="form"),
    path(f"{_FORM}/score", form.score, name="score"),
    path(f"{_FORM}/merge", form_stale.form_merge, name="form_merge"),
    path(f"{_FORM}/history/<str:item>", history.history, name="item_history"),
    path(f"{_FORM}/redact/<str:item>", history.redact, name="redact"),
    path("deviations", deviations.deviations, name="deviations"),
    path("evaluation", evaluation.evaluation, name="evaluation"),
    path("evaluation/looks/<int:seq>", evaluation.look, name="look"),
    path("evaluation/looks/<int:seq>/<str:name>", evaluation.download, name="look_file"),
    path("study", study_files.study_files, name="study_files"),
    path("study/files.zip", copies.study_download, name="study_download"),
    path("study/analysis-plan.pdf", copies.plan_download, name="plan_download"),
    path("entries", audit.audit, name="audit"),
    path("entries/export.csv", copies.audit_export, name="audit_export"),
    path("export.zip", copies.export, name="export"),
]

handler400 = refusals.bad_request
handler403 = refusals.forbidden
handler404 = refusals.not_found
handler500 = refusals.server_error
