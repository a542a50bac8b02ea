"""A snapshot → every SDTM dataset of it, and what is absent with the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from heliotrope.capture.snapshot import Snapshot
from heliotrope.datasets.sdtm.context import Context, make_context, make_study_id
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
from heliotrope.datasets.sdtm.ts import Counted, add_counts, count_people, make_ts
from heliotrope.datasets.sdtm.visits import make_se, make_sv
from heliotrope.datasets.sdtm.vs import make_vs
from heliotrope.datasets.standard import Absent, Dataset, Datasets, join_datasets
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


@dataclass(frozen=True)
class Tabulated:
    """What SDTM holds of some participants; the shares of all of them make the whole."""

    domains: tuple[Dataset, ...]
    """In the order in which they are listed, those without rows too."""
    supplements: tuple[Dataset, ...]
    """SUPP-- of those that have any, by name."""
    counted: Counted

    @property
    def found(self) -> Datasets:
        """What has rows."""
        domains = [one for one in self.domains if one.frame.height]
        return Datasets((*domains, *self.supplements))


def make_sdtm(snapshot: Snapshot) -> Datasets:
    """SDTM by the implementation guide 3.4: first the trial as planned, then its subjects.

    A domain without rows is left out and listed in `absent`. Drafts are tabulated like complete
    forms: SDTM holds what was recorded, and ADaM decides what counts. Each dataset's `entries`
    name the ledger entry behind each row.
    """
    return assemble_sdtm(snapshot, [tabulate(snapshot)])


def tabulate(snapshot: Snapshot) -> Tabulated:
    """The domains of the snapshot's participants, who may be a share of the study's."""
    context = make_context(snapshot)
    made = [make(context) for _, make in MAKERS] + make_qrs(context)
    return Tabulated(tuple(made), tuple(context.supplements.finish()), count_people(snapshot))


def assemble_sdtm(snapshot: Snapshot, shares: Sequence[Tabulated]) -> Datasets:
    """SDTM of all shares, in their order, with the trial itself.

    The snapshot's participants are not asked; `shares` are at least one.
    """
    study, study_id = snapshot.study, make_study_id(snapshot.study)
    counted = add_counts(one.counted for one in shares)
    design = [make_ta(study, study_id), make_te(study, study_id), make_tv(study, study_id)]
    design += [make_ti(study, study_id), make_ts(snapshot, study_id, counted)]
    made = [*design, *join_datasets(one.domains for one in shares)]
    supplements = join_datasets(one.supplements for one in shares)
    found = [one for one in made if one.frame.height]
    found += sorted(supplements, key=lambda one: one.name)
    absent = [Absent(one.name, NO_ROWS) for one in made if not one.frame.height]
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
