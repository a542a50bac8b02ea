"""Names of SDTM variables in, their roles out, as CDISC's example Define-XML gives them."""

from __future__ import annotations

import pytest

from heliotrope.datasets.sdtm_roles import find_role


@pytest.mark.parametrize(
    ("dataset", "variable", "role"),
    [
        ("AE", "STUDYID", "Identifier"),
        ("AE", "AESEQ", "Identifier"),
        ("AE", "AETERM", "Topic"),
        ("AE", "AEDECOD", "Synonym Qualifier"),
        ("AE", "AEBODSYS", "Record Qualifier"),
        ("AE", "AEBDSYCD", "Variable Qualifier"),
        ("AE", "AESTDTC", "Timing"),
        ("CM", "CMTRT", "Topic"),
        ("DM", "SUBJID", "Topic"),
        ("DM", "RFSTDTC", "Record Qualifier"),
        ("DM", "ARM", "Synonym Qualifier"),
        ("DM", "ARMCD", "Record Qualifier"),
        ("DM", "AGEU", "Variable Qualifier"),
        ("DM", "DMDTC", "Timing"),
        ("DS", "DSCAT", "Grouping Qualifier"),
        ("LB", "LBORRES", "Result Qualifier"),
        ("LB", "LBORRESU", "Variable Qualifier"),
        ("LB", "LBLOBXFL", "Record Qualifier"),
        ("LB", "VISITNUM", "Timing"),
        ("SUPPDM", "QNAM", "Topic"),
        ("SUPPDM", "QORIG", "Record Qualifier"),
        ("SV", "VISITNUM", "Topic"),
        ("TA", "ARMCD", "Topic"),
        ("TA", "TABRANCH", "Rule"),
        ("TA", "EPOCH", "Timing"),
        ("TS", "TSVAL", "Result Qualifier"),
        ("TS", "TSPARMCD", "Topic"),
        ("TV", "ARMCD", "Record Qualifier"),
    ],
)
def test_a_role(dataset: str, variable: str, role: str) -> None:
    assert find_role(dataset, variable) == role
