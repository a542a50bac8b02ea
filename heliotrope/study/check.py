"""The texts of a study's files → every way in which they are wrong, each with file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from heliotrope.study.assembly import Assembly, assemble
from heliotrope.study.owed import is_owed
from heliotrope.study.places import Finding, Places
from heliotrope.study.protocol import Study
from heliotrope.study.rules.core_set import check_core_set
from heliotrope.study.rules.forms import check_forms
from heliotrope.study.rules.laboratories import check_laboratories
from heliotrope.study.rules.names import check_names
from heliotrope.study.rules.plan import check_plan
from heliotrope.study.rules.record import check_record
from heliotrope.study.rules.records import check_records
from heliotrope.study.rules.schedule import check_schedule
from heliotrope.study.rules.texts import check_texts
from heliotrope.study.rules.wordings import check_wordings
from heliotrope.study.shape import check_shape, reading_faults
from heliotrope.vocabulary import Bilingual, Fault


def check_study(files: Mapping[str, str]) -> list[Fault]:
    """Every fault of the folder, in the order of files and lines; empty if there is none.

    What is wrong in shape or cannot be read is set aside, so that the rest is checked too. Never
    raises.
    """
    assembly = assemble(files)
    places = Places(files, assembly)
    faults = reading_faults(assembly, places)
    if not assembly.file_names:
        return [_EMPTY]
    faults += places.faults(_findings(assembly, places))
    return sorted(dict.fromkeys(faults), key=lambda fault: (fault.where, fault.line or 0))


def _findings(assembly: Assembly, places: Places) -> Iterator[Finding]:
    """Departures of shape, and what the rules find whatever stands for what could not be read."""
    shape = check_shape(assembly, places)
    yield from shape.departures
    found = [dict.fromkeys(_check_rules(study, assembly)) for study in shape.studies]
    for finding in found[0] if found else ():
        sure = all(finding in others for others in found[1:])
        if sure and not is_owed(finding, shape.unread):
            yield finding


def _check_rules(study: Study, assembly: Assembly) -> Iterator[Finding]:
    return chain(
        check_names(study, assembly.form_files),
        check_texts(study),
        check_forms(study),
        check_records(study),
        check_laboratories(study),
        check_schedule(study),
        check_record(study),
        check_plan(study),
        check_core_set(study),
        check_wordings(study, assembly.wording_files),
    )


_EMPTY = Fault(
    "study.yaml",
    Bilingual("the folder holds no study file", "文件夹中没有研究文件"),
    Bilingual(
        "give a folder with study.yaml and forms/", "请指定含有 study.yaml 与 forms/ 的文件夹"
    ),
)
