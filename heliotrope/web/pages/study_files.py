"""The study's files as people read them: record, criteria, schedule, outcomes, plan, versions."""

from __future__ import annotations

from django.http import HttpResponse

from heliotrope.study.check import check_study
from heliotrope.study.criterion_numbers import number_criterion
from heliotrope.study.protocol import Criterion
from heliotrope.study.schedule import Visit
from heliotrope.study.values import show_signs
from heliotrope.study.written import Provenance
from heliotrope.web.find import find_study_files
from heliotrope.web.pages.asking import Reader
from heliotrope.web.pages.entrance import for_reader
from heliotrope.web.pages.frame import render_page
from heliotrope.web.pages.views.forms import CriterionRow, NotFoundRow
from heliotrope.web.pages.views.parts import Button, Mark
from heliotrope.web.pages.views.study import (
    OutcomeRow,
    RecordRow,
    ScheduleColumn,
    ScheduleRow,
    StudyFilesPage,
)
from heliotrope.web.pages.words import show_inequality, show_number
from heliotrope.web.templating import make_url, translate

DESIGN_WORDS = {
    "interventional": ("interventional", "干预性"),
    "observational": ("observational", "观察性"),
    "single_arm": ("single arm", "单臂"),
    "parallel": ("parallel groups", "平行组"),
    "crossover": ("crossover", "交叉"),
    "not_randomized": ("not randomized", "非随机"),
    "randomized": ("randomized", "随机"),
    "open_label": ("open label", "开放"),
    "single": ("single masked", "单盲"),
    "double": ("double masked", "双盲"),
    "treatment": ("treatment", "治疗"),
    "prevention": ("prevention", "预防"),
    "diagnostic": ("diagnostic", "诊断"),
    "supportive_care": ("supportive care", "支持治疗"),
}


@for_reader("view_audit")
def study_files(reader: Reader) -> HttpResponse:
    """`/study`: everything this trial was defined by, with what is proposed or not found."""
    study = reader.study
    criteria = {
        kind: tuple(_make_criterion(reader, c) for c in study.criteria if c.kind == kind)
        for kind in ("inclusion", "exclusion")
    }
    page = StudyFilesPage(
        title=reader.say(study.title),
        line=translate(
            "Version {v}, fingerprint {f}",
            "第 {v} 版，指纹 {f}",
            v=study.version,
            f=study.fingerprint[:16],
        ),
        downloads=_make_downloads(reader),
        record=_make_record(reader),
        inclusion=criteria["inclusion"],
        exclusion=criteria["exclusion"],
        not_found=make_not_found(reader),
        columns=tuple(_make_column(reader, v) for v in study.visits),
        schedule=tuple(
            ScheduleRow(
                label=reader.say(form.label),
                at=tuple(form.name in v.forms for v in study.visits),
                mark=make_mark(form.provenance)[0],
            )
            for form in study.forms
        ),
        outcomes=tuple(
            OutcomeRow(
                role=_say_role(o.role),
                measure=reader.say(o.measure),
                time_frame=reader.say(o.time_frame),
                mark=make_mark(o.provenance)[0],
                primary=o.role == "primary",
            )
            for o in study.outcomes
        ),
        plan=_make_plan(reader),
        faults=tuple(f.say(reader.language) for f in check_study(find_study_files())),
        versions=tuple(
            RecordRow(
                label=translate("version {v}", "第 {v} 版", v=known.version), value=fingerprint[:16]
            )
            for fingerprint, known in reader.state.studies.items()
        ),
    )
    return render_page(reader, "study_files.html", page, "study_files")


def _make_downloads(reader: Reader) -> tuple[Button, ...]:
    files = Button(
        label=translate("Study files (zip)", "研究文件 zip"),
        href=make_url("study_download"),
        icon="download",
    )
    plan = Button(
        label=translate("Analysis plan (PDF)", "统计分析计划 PDF"),
        href=make_url("plan_download"),
        icon="download",
    )
    if not reader.may("export"):
        return (plan, files)
    everything = Button(
        label=translate("Everything recorded (zip)", "全部记录 zip"),
        href=make_url("export"),
        icon="download",
    )
    return (plan, files, everything)


def make_mark(provenance: Provenance) -> tuple[Mark, str]:
    """The sign of where a statement comes from."""
    return provenance.status, provenance.source or ""


def make_not_found(reader: Reader) -> tuple[NotFoundRow, ...]:
    """What the record should give and could not be read."""
    return tuple(
        NotFoundRow(what=reader.say(n.what), sought=n.sought, blocks=n.blocks_real_use)
        for n in reader.study.not_found
    )


def _say_role(role: str) -> str:
    words = {"primary": ("Primary", "主要"), "secondary": ("Secondary", "次要")}
    return translate(*words.get(role, ("Other", "其他")))


def _row(reader: Reader, label: tuple[str, str], value: str, provenance: Provenance) -> RecordRow:
    mark, source = make_mark(provenance)
    reason = reader.say(provenance.reason) if provenance.reason else ""
    return RecordRow(label=translate(*label), value=value, mark=mark, reason=reason, source=source)


def _make_record(reader: Reader) -> tuple[RecordRow, ...]:
    study, say = reader.study, reader.say
    registration, design = study.registration, study.design
    words = (design.type, design.assignment, design.allocation, design.masking, design.purpose)
    rows = [
        _row(
            reader,
            ("Registered", "注册"),
            registration.label,
            registration.provenance,
        ),
        _row(
            reader,
            ("Official title", "正式标题"),
            say(registration.official_title),
            registration.provenance,
        ),
        _row(
            reader,
            ("Sponsor", "申办者"),
            registration.say_sponsor(reader.language),
            registration.provenance,
        ),
        _row(
            reader,
            ("Status", "状态"),
            f"{say(registration.status)} · {registration.updated}",
            registration.provenance,
        ),
        _row(
            reader,
            ("Design", "设计"),
            translate(", ", "、").join(translate(*DESIGN_WORDS[w]) for w in words),
            design.provenance,
        ),
        _row(reader, ("Participants", "例数"), str(design.participants), design.provenance),
    ]
    rows += [
        _row(reader, ("Arm", "组别"), f"{say(a.label)}: {say(a.description)}", a.provenance)
        for a in study.arms
    ]
    rows += [
        _row(
            reader,
            ("Site", "中心"),
            translate(", ", "，").join((say(s.department), say(s.name), say(s.city))),
            s.provenance,
        )
        for s in study.sites
    ]
    return tuple(rows)


def _make_criterion(reader: Reader, criterion: Criterion) -> CriterionRow:
    mark, _ = make_mark(criterion.provenance)
    reason = criterion.provenance.reason
    return CriterionRow(
        name=criterion.name,
        number=number_criterion(reader.study, criterion),
        text=show_signs(reader.say(criterion.text)),
        mark="" if mark == "record" else mark,
        mark_reason=reader.say(reason) if reason else "",
        outcome_text=show_inequality(reader, criterion),
    )


def _make_column(reader: Reader, visit: Visit) -> ScheduleColumn:
    window = ""
    if visit.window is not None:
        window = f"{show_number(visit.window.earliest)} – {show_number(visit.window.latest)}"
    mark, _ = make_mark(visit.provenance)
    return ScheduleColumn(
        label=reader.say(visit.label),
        day=show_number(visit.day) if visit.day is not None else "",
        window=window,
        mark="" if mark == "record" else mark,
    )


def _make_plan(reader: Reader) -> tuple[RecordRow, ...]:
    plan, say = reader.study.plan, reader.say
    fixed = plan.fixed_on or translate("not fixed yet", "尚未固定")
    rows = [RecordRow(label=translate("Plan", "分析计划"), value=f"v{plan.version} · {fixed}")]
    rows.append(
        _row(
            reader,
            ("Which record counts", "取哪次记录"),
            translate(
                "nearest to the target day within the window; a tie goes to the {tie}",
                "窗口内最接近目标日的记录；相等时取较{tie_zh}者",
                tie=plan.window_rule.tie,
                tie_zh="晚" if plan.window_rule.tie == "later" else "早",
            ),
            plan.window_rule.provenance,
        )
    )
    rows.append(
        _row(
            reader,
            ("Baseline", "基线"),
            translate(
                "the day-1 visit, else the latest before the first dose, flagged",
                "第 1 天访视；否则取首剂前最近一次，并加标记",
            ),
            plan.baseline_rule.provenance,
        )
    )
    roles = {
        "primary": ("primary", "主要"),
        "supportive": ("supportive", "支持性"),
        "sensitivity": ("sensitivity", "敏感性"),
        "descriptive": ("descriptive", "描述性"),
        "post_hoc": ("post hoc", "事后"),
    }
    for analysis in plan.analyses:
        mark, source = make_mark(analysis.provenance)
        rows.append(
            RecordRow(
                label=translate(*roles[analysis.role]),
                value=f"{say(analysis.label)}. {say(plan.say_estimand(analysis))}",
                mark=mark,
                reason=say(analysis.provenance.reason) if analysis.provenance.reason else "",
                source=source,
            )
        )
    return tuple(rows)
