"""An evaluation → what it is and what went in: design, versions, dates, fingerprints."""

from __future__ import annotations

from heliotrope.report.model import Piece, Said, Terms
from heliotrope.report.view import View


def say_stamp(view: View) -> str:
    """Study, its version and the plan's, for every page."""
    study = view.study
    return view.words(
        f"{study.short_title.en} · {study.id.upper()} · study files v{study.version} · "
        f"plan v{study.plan.version}",
        f"{study.short_title.zh} · {study.id.upper()} · 研究文件 v{study.version} · "
        f"分析计划 v{study.plan.version}",
    )


ASSIGNMENTS = {
    "single_arm": ("single arm", "单臂"),
    "parallel": ("parallel arms", "平行组"),
    "crossover": ("crossover", "交叉"),
}
MASKINGS = {
    "open_label": ("open label", "开放标签"),
    "single": ("single masked", "单盲"),
    "double": ("double masked", "双盲"),
}


def say_design(view: View, *, begins: bool = False) -> str:
    """Arms and masking in two words; `begins`: at the beginning of a sentence."""
    design = view.study.design
    assignment, masking = ASSIGNMENTS[design.assignment], MASKINGS[design.masking]
    first = assignment[0].capitalize() if begins else assignment[0]
    return view.words(f"{first}, {masking[0]}", f"{assignment[1]}、{masking[1]}")


def say_subtitle(view: View) -> str:
    """Registration, design and how many were planned."""
    registration, planned = view.study.registration, view.study.design.participants
    register = registration.label
    return view.words(
        f"{register} · {say_design(view)}, {planned} participants planned",
        f"{register} · {say_design(view)}，计划 {planned} 名参与者",
    )


def say_head(view: View) -> str:
    """The head of the ledger, or that there is none."""
    head = view.evaluation.snapshot.head
    return head or view.words("no ledger: a folder of data", "无账本：数据文件夹")


def list_facts(view: View) -> Terms:
    """What went in: dates and fingerprints."""
    snapshot, study = view.evaluation.snapshot, view.study
    cut_off = snapshot.cut_off.isoformat() if snapshot.cut_off else None
    pairs = (
        (view.words("Data up to", "数据截止"), cut_off or view.words("not dated", "无日期")),
        (
            view.words("Plan fixed on", "计划确定于"),
            study.plan.fixed_on or view.words("not fixed yet", "尚未确定"),
        ),
        (view.words("Head of the ledger", "账本链头"), snapshot.head or "—"),
        (view.words("Study files, SHA-256", "研究文件 SHA-256"), study.fingerprint),
        (view.words("Data, SHA-256", "数据 SHA-256"), snapshot.fingerprint),
        (
            view.words("Datasets with study, SHA-256", "分析数据集与研究 SHA-256"),
            view.results.fingerprint,
        ),
    )
    return Terms(tuple((Piece(label, "stamp"), _stamped(value)) for label, value in pairs))


def _stamped(value: str) -> Said:
    return (Piece(value, "stamp"),)
