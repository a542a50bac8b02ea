"""A snapshot → every SDTM dataset of it, and what is absent with the reason."""

from __future__ import annotations

from collections.abc import Callable

from heliotrope.capture.snapshot import Snapshot
from heliotrope.datasets.sdtm.context import Context, make_context
from heliotrope.datasets.sdtm.da import make_da
from heliotrope.datasets.sdtm.design import make_ta, make_te, make_ti, make_tv
from heliotrope.datasets.sdtm.dm import make_dm
from heliotrope.datasets.sdtm.ds import make_ds
from heliotrope.datasets.sdtm.events import make_ae, make_mh
from heliotrope.datasets.sdtm.ie import make_ie
from heliotrope.datasets.sdtm.interventions import make_cm, make_ec, make_ex, make_pr
from heliotrope.datasets.sdtm.lb import list_laboratory_forms, make_lb
from heliotrope.datasets.sdtm.qrs import make_qrs
from heliotrope.datasets.sdtm.qrs_tests import is_tested
from heliotrope.datasets.sdtm.ts import make_ts
from heliotrope.datasets.sdtm.visits import make_se, make_sv
from heliotrope.datasets.sdtm.vs import make_vs
from heliotrope.datasets.standard import Absent, Dataset, Datasets
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual

NO_ROWS = Bilingual("nothing of the kind is recorded", "没有此类记录")
NO_FORM = Bilingual(
    "SDTM has no place for this form; it is in the copy of the records",
    "SDTM 中没有此表格对应的数据集；其内容见记录副本",
)
NO_EVENTS = Bilingual(
    "the study records no clinical events apart from adverse events and scores",
    "除不良事件与评分外，本研究不记录其他临床事件",
)
NO_TESTS = Bilingual(
    "the study has no functional test; strength of muscles stands in MK",
    "本研究没有功能测试；肌力见 MK",
)

MAKERS: tuple[tuple[str, Callable[[Context], Dataset]], ...] = (
    ("DM", make_dm),
    ("SE", make_se),
    ("SV", make_sv),
    ("CM", make_cm),
    ("EC", make_ec),
    ("EX", make_ex),
    ("PR", make_pr),
    ("AE", make_ae),
    ("DS", make_ds),
    ("MH", make_mh),
    ("DA", make_da),
    ("IE", make_ie),
    ("LB", make_lb),
    ("VS", make_vs),
)


def make_sdtm(snapshot: Snapshot) -> Datasets:
    """SDTM by the implementation guide 3.4: first the trial as planned, then its subjects.

    A domain without rows is left out and listed in `absent`. Drafts are tabulated like complete
    forms: SDTM holds what was recorded, and ADaM decides what counts. Each dataset's `entries`
    name the ledger entry behind each row.
    """
    context = make_context(snapshot)
    study, study_id = context.study, context.study_id
    design = [make_ta(study, study_id), make_te(study, study_id), make_tv(study, study_id)]
    design += [make_ti(study, study_id), make_ts(snapshot, study_id)]
    made = [make(context) for _, make in MAKERS] + make_qrs(context)
    found = [one for one in (*design, *made) if one.frame.height]
    found += context.supplements.finish()
    absent = [Absent(one.name, NO_ROWS) for one in (*design, *made) if not one.frame.height]
    absent += [Absent("CE", NO_EVENTS), Absent("FT", NO_TESTS), *_list_homeless(study)]
    return Datasets(tuple(found), tuple(absent))


def _list_homeless(study: Study) -> list[Absent]:
    """The forms whose answers no domain takes."""
    roles = study.roles
    used = {
        roles.consent_form,
        roles.demographics_form,
        roles.end_form,
        roles.dosing_form,
        *(form.name for form in list_laboratory_forms(study)),
        *(form.name for form in study.forms if is_tested(form, study.plan.endpoints)),
    }
    return [
        Absent(form.name, NO_FORM)
        for form in study.forms
        if form.records is None and form.name not in used
    ]
