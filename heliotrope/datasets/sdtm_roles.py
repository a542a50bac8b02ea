"""The name of an SDTM variable in its dataset → its role in the SDTM model."""

from __future__ import annotations

from collections.abc import Mapping

DEFAULT = "Record Qualifier"


def _make_roles(names_by_role: Mapping[str, str]) -> dict[str, str]:
    return {name: role for role, names in names_by_role.items() for name in names.split()}


# `--` stands for the two letters of the domain.
_GENERAL = _make_roles(
    {
        "Identifier": """STUDYID DOMAIN RDOMAIN USUBJID SUBJID IDVAR IDVARVAL POOLID SPDEVID --SEQ
            --GRPID --REFID --SPID --LNKID --LNKGRP FOCID""",
        "Topic": "--TESTCD --TERM --TRT --PARMCD IETESTCD QNAM",
        "Timing": """VISIT VISITNUM VISITDY EPOCH TAETORD --DTC --STDTC --ENDTC --DY --STDY --ENDY
            --DUR --TPT --TPTNUM --ELTM --TPTREF --RFTDTC --STRF --ENRF --STRTPT --STTPT --ENRTPT
            --ENTPT --EVLINT""",
        "Grouping Qualifier": "--CAT --SCAT IECAT",
        "Synonym Qualifier": "--TEST --DECOD --MODIFY --PARM IETEST QLABEL ARM ELEMENT --UPDES",
        "Result Qualifier": """--ORRES --STRESC --STRESN --VAL --VALNF --VALCD --VCDREF --VCDVER
            QVAL""",
        "Variable Qualifier": """--ORRESU --STRESU --ORNRLO --ORNRHI --STNRLO --STNRHI --NRIND
            --DOSU --DOSFRM --DOSFRQ --ROUTE --LLT --LLTCD --PTCD --HLT --HLTCD --HLGT --HLGTCD
            --BDSYCD --SOC --SOCCD --CLAS --CLASCD --LAT --PRESP --PSTRGU --EVDTYP""",
        "Rule": "--BRANCH --TRANS TESTRL TEENRL TVSTRL TVENRL",
    }
)
_OWN: Mapping[str, Mapping[str, str]] = {
    "DM": _make_roles(
        {
            "Topic": "SUBJID",
            "Synonym Qualifier": "ARM ACTARM",
            "Variable Qualifier": "AGEU",
            DEFAULT: """RFSTDTC RFENDTC RFXSTDTC RFXENDTC RFICDTC RFPENDTC RFCSTDTC RFCENDTC BRTHDTC
                DTHDTC ARMCD""",
        }
    ),
    "SE": {"ETCD": "Topic"},
    "SV": {"VISITNUM": "Topic", "VISIT": "Synonym Qualifier"},
    "TA": {"ARMCD": "Topic"},
    "TE": {"ETCD": "Topic"},
    "TV": {"VISITNUM": "Topic", "VISIT": "Synonym Qualifier"},
}


def find_role(dataset: str, variable: str) -> str:
    """`Identifier`, `Topic`, `Timing`, `Rule` or a kind of qualifier; unlisted: record qualifier.

    Source: the roles in CDISC's example Define-XML 2.1 for SDTMIG 3.3, and for general names that
    it lacks the same class of name there.
    """
    general = f"--{variable[2:]}" if variable.startswith(dataset[:2]) else variable
    own = _OWN.get(dataset, {})
    return own.get(variable) or _GENERAL.get(variable) or _GENERAL.get(general) or DEFAULT
