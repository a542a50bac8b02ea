"""Studies around the size up to which everyone is listed in, whole reports out."""

from __future__ import annotations

import pytest

from heliotrope.analysis.data import LISTED
from heliotrope.analysis.run import evaluate
from heliotrope.report.contents import compose_report
from heliotrope.report.html import render_html
from heliotrope.report.trace import trace_document
from heliotrope.vocabulary import Language
from tests.imagined import Seen, analysis, make_participant, make_snapshot, make_study


def _course(code: str) -> list[Seen]:
    return [Seen("baseline", 1, "20"), Seen("week_24", 169, str(10 + int(code[-1])))]


@pytest.mark.parametrize(
    ("people", "language", "is_listed"),
    [(LISTED, "zh", True), (LISTED + 1, "en", False), (LISTED + 1, "zh", False)],
)
def test_a_large_study_names_nobody(people: int, language: Language, *, is_listed: bool) -> None:
    study = make_study([analysis("mean_change", "paired_t", role="primary")])
    codes = [f"NC-{number:04}" for number in range(1, people + 1)]
    snapshot = make_snapshot([make_participant(code, _course(code)) for code in codes], study)
    evaluation = evaluate(snapshot)
    report = compose_report(evaluation, language)
    page = render_html(report, trace_document(report, evaluation))
    assert "strip-mean_change" in "".join(figure.svg for figure in report.catalog.figures)
    assert (codes[0] in page) == is_listed
    assert ("NC-0001" in "".join(figure.svg for figure in report.catalog.figures)) == is_listed
