"""A criterion of the study → its number as people cite it: `Exclusion 3b`."""

from __future__ import annotations

from heliotrope.study.criterion_numbers import number_criterion
from heliotrope.study.protocol import Criterion, Study
from heliotrope.web.templating import translate


def say_criterion(study: Study, criterion: Criterion) -> str:
    """Kind and number in the reader's language."""
    kind = (
        translate("Inclusion", "入选")
        if criterion.kind == "inclusion"
        else translate("Exclusion", "排除")
    )
    return f"{kind} {number_criterion(study, criterion)}"
