"""An evaluation → the whole report as a document in one language, section by section."""

from __future__ import annotations

from heliotrope.analysis.run import Evaluation
from heliotrope.report.catalog import make_catalog
from heliotrope.report.chapters.design import write_design
from heliotrope.report.chapters.efficacy import write_efficacy
from heliotrope.report.chapters.end import write_end
from heliotrope.report.chapters.front import make_cover, write_front
from heliotrope.report.chapters.participation import write_participation
from heliotrope.report.chapters.parts import Writer
from heliotrope.report.chapters.safety import write_safety
from heliotrope.report.model import Document
from heliotrope.report.stamp import say_head, say_stamp, say_subtitle
from heliotrope.report.view import View
from heliotrope.vocabulary import Language


def compose_report(evaluation: Evaluation, language: Language) -> Document:
    """Everything that is said of an evaluation. Numbers are rounded rows of results, no more.

    Sections are numbered as ICH E3 (1995) does; where the data hold nothing for one, it says so.
    """
    view = View(evaluation, language)
    catalog = make_catalog(view)
    writer = Writer(view, catalog)
    body = (
        *write_front(writer),
        write_design(writer),
        write_participation(writer),
        write_efficacy(writer),
        write_safety(writer),
    )
    return Document(
        language=language,
        title=view.words("Clinical study report", "临床研究报告"),
        study_title=view.say(view.study.title),
        subtitle=say_subtitle(view),
        mark=view.mark,
        head=say_head(view),
        stamp=say_stamp(view),
        cover=make_cover(view),
        sections=(*body, *write_end(writer, body)),
        catalog=catalog,
    )
