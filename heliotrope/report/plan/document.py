"""A version of a study, with the history of its plan → the statistical analysis plan."""

from __future__ import annotations

from heliotrope.capture.plan_history import PlanHistory
from heliotrope.report.model import Catalog, Contents, Document, Section
from heliotrope.report.plan.analyses import write_analyses
from heliotrope.report.plan.estimands import write_estimands
from heliotrope.report.plan.front import make_cover, write_front
from heliotrope.report.plan.watching import write_watching
from heliotrope.report.plan.writer import PlanWriter
from heliotrope.report.view import SYNTHETIC
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Language


def compose_analysis_plan(
    study: Study,
    language: Language,
    history: PlanHistory | None = None,
    *,
    synthetic: bool = False,
    head: str | None = None,
) -> Document:
    """The plan as a document that a statistician can review; it holds no result.

    `history`: as the ledger tells it; None for a folder of files. `head`: of the ledger. Its parts
    are those that statistical analysis plans are asked to have (Gamble 2017, JAMA 318:2337-2343;
    ICH E9, 5.1), estimands as in ICH E9(R1).
    """
    writer = PlanWriter(study, language)
    known = history or PlanHistory()
    registration = study.registration
    body = (
        *write_front(writer, known),
        *write_estimands(writer),
        write_analyses(writer),
        *write_watching(writer),
    )
    contents = Section("", writer.words("Contents", "目录"), (Contents(),))
    return Document(
        language=language,
        title=writer.words("Statistical analysis plan", "统计分析计划"),
        study_title=writer.say(study.title),
        subtitle=registration.label,
        mark=SYNTHETIC if synthetic else "",
        head=head or writer.words("printed from the study's files", "由研究文件打印"),
        stamp=writer.words(
            f"{study.short_title.en} · {study.id.upper()} · study files v{study.version} · "
            f"plan v{study.plan.version}",
            f"{study.short_title.zh} · {study.id.upper()} · 研究文件 v{study.version} · "
            f"分析计划 v{study.plan.version}",
        ),
        cover=make_cover(writer, known),
        sections=(contents, *body),
        catalog=Catalog(()),
    )
