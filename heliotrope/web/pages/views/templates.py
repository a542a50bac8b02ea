"""Which record each template reads."""

from __future__ import annotations

from heliotrope.web.pages.views.acts import ActPage, DeviationsPage, RefusalPage
from heliotrope.web.pages.views.door import PasswordPage, SignInPage
from heliotrope.web.pages.views.errors import ErrorPage
from heliotrope.web.pages.views.evaluation import EvaluationPage
from heliotrope.web.pages.views.forms import (
    CdasiFormPage,
    EligibilityFormPage,
    PlainFormPage,
    ScorePanel,
    StalePage,
    TypedFaults,
    Verdict,
)
from heliotrope.web.pages.views.history import HistoryPanel
from heliotrope.web.pages.views.panel import PanelPage, PanelTold
from heliotrope.web.pages.views.participants import (
    ParticipantPage,
    ParticipantsPage,
    TodayPage,
    VisitPage,
)
from heliotrope.web.pages.views.running import RunningPage
from heliotrope.web.pages.views.study import AuditPage, StudyFilesPage

PAGE_OF_TEMPLATE: dict[str, type] = {
    "sign_in.html": SignInPage,
    "password.html": PasswordPage,
    "today.html": TodayPage,
    "participants.html": ParticipantsPage,
    "participant.html": ParticipantPage,
    "running.html": RunningPage,
    "visit.html": VisitPage,
    "form/plain.html": PlainFormPage,
    "form/cdasi.html": CdasiFormPage,
    "form/eligibility.html": EligibilityFormPage,
    "form/panel.html": PanelPage,
    "form/panel_told.html": PanelTold,
    "form/stale.html": StalePage,
    "form/score.html": ScorePanel,
    "form/faults.html": TypedFaults,
    "form/verdict.html": Verdict,
    "history.html": HistoryPanel,
    "history_page.html": HistoryPanel,
    "act.html": ActPage,
    "refusal.html": RefusalPage,
    "deviations.html": DeviationsPage,
    "evaluation.html": EvaluationPage,
    "study_files.html": StudyFilesPage,
    "audit.html": AuditPage,
    "error.html": ErrorPage,
}
