"""Nothing in, the files of a small sound study out: what the tests of broken folders break."""

from __future__ import annotations

RECORD = "{status: record, source: NCT00000000}"

STUDY = f"""\
id: small
version: "1"
title: {{en: A small study, zh: 小型研究}}
short_title: {{en: Small, zh: 小型}}
time_zone: Asia/Shanghai
participant_prefix: S-
registration:
  registry: ClinicalTrials.gov
  number: NCT00000000
  official_title: {{en: A small study, zh: 小型研究}}
  sponsor: A hospital
  updated: 2026-01-02
  status: {{en: Recruiting, zh: 招募中}}
  provenance: {RECORD}
design:
  type: interventional
  assignment: single_arm
  allocation: not_randomized
  masking: open_label
  purpose: treatment
  participants: 10
  provenance: {RECORD}
arms:
  - name: drug
    label: {{en: Drug, zh: 药物}}
    description: {{en: One drug a day, zh: 每日一次}}
    provenance: {RECORD}
sites:
  - name: {{en: A hospital, zh: 某医院}}
    department: {{en: Skin, zh: 皮肤科}}
    city: {{en: Nanchang, zh: 南昌}}
    country: CN
    provenance: {RECORD}
outcomes:
  - name: strength
    role: primary
    measure: {{en: Change in strength, zh: 肌力变化}}
    time_frame: {{en: 4 weeks, zh: 4 周}}
    visits: [week_4]
    endpoint: strength
    provenance: {RECORD}
roles:
  consent_form: consent
  consent_moment: signed_at
  eligibility_form: eligibility
  screening_visit: screening
  day_1_visit: baseline
  demographics_form: consent
  birth_date: birth_date
  sex: sex
units:
  kg: mass
criteria:
  - name: inclusion_1
    kind: inclusion
    number: 1
    text: {{en: Adults, zh: 成人}}
    satisfied: years(consent__birth_date, consent__signed_at) >= 18
    provenance: {RECORD}
  - name: exclusion_1
    kind: exclusion
    number: 1
    text: {{en: Pregnant, zh: 妊娠}}
    provenance: {RECORD}
"""

SCHEDULE = f"""\
visits:
  - name: screening
    label: {{en: Screening, zh: 筛选}}
    window: {{earliest: -28, latest: -1}}
    forms: [consent, eligibility]
    provenance: {RECORD}
  - name: baseline
    label: {{en: Baseline, zh: 基线}}
    day: 1
    window: {{earliest: 1, latest: 1}}
    forms: [strength]
    provenance: {RECORD}
  - name: week_4
    label: {{en: Week 4, zh: 第 4 周}}
    day: 29
    window: {{earliest: 26, latest: 32}}
    forms: [strength]
    provenance: {RECORD}
  - name: unscheduled
    label: {{en: Unscheduled, zh: 计划外}}
    kind: unscheduled
    forms: [strength]
    provenance: {RECORD}
"""

PLAN = f"""\
plan:
  version: "1"
  endpoints:
    - name: strength
      label: {{en: Strength, zh: 肌力}}
      form: strength
      value: grip
      unit: {{en: kg, zh: kg}}
      better: higher
      code: GRIP
      provenance: {RECORD}
  populations:
    - name: enrolled
      label: {{en: All enrolled, zh: 全部入组者}}
      rule: enrolled
      provenance: {RECORD}
  window_rule:
    choose: nearest_target
    tie: later
    early_termination: inside_window_only
    provenance: {RECORD}
  baseline_rule:
    choose: day_1_visit
    otherwise: latest_before_first_dose
    provenance: {RECORD}
  analyses:
    - name: change
      label: {{en: Change, zh: 变化}}
      role: primary
      endpoint: strength
      visit: week_4
      population: enrolled
      method: paired_t
      estimand: {{en: Mean change, zh: 平均变化}}
      provenance: {RECORD}
    - name: ranks
      label: {{en: Change by ranks, zh: 秩变化}}
      role: supportive
      endpoint: strength
      visit: week_4
      population: enrolled
      method: signed_rank
      zeros: wilcoxon
      estimand: {{en: Median change, zh: 中位变化}}
      provenance: {RECORD}
    - name: improved
      label: {{en: Improved, zh: 改善}}
      role: descriptive
      endpoint: strength
      visit: week_4
      population: enrolled
      method: improved
      proportion_interval: clopper-pearson
      threshold: {{points: 4}}
      estimand: {{en: Proportion improved, zh: 改善比例}}
      provenance: {RECORD}
  displays:
    - name: waterfall
      kind: waterfall
      endpoint: strength
      visit: week_4
      highlight: improved
"""

CONSENT = f"""\
name: consent
label: {{en: Consent, zh: 知情同意}}
provenance: {RECORD}
sections:
  - label: {{en: Consent, zh: 知情同意}}
    items:
      - name: signed_at
        label: {{en: Signed at, zh: 签署时间}}
        type: datetime
      - name: birth_date
        label: {{en: Date of birth, zh: 出生日期}}
        type: date
      - name: sex
        label: {{en: Sex, zh: 性别}}
        type: code
        codes:
          - {{code: male, label: {{en: Male, zh: 男}}}}
          - {{code: female, label: {{en: Female, zh: 女}}}}
"""

ELIGIBILITY = f"""\
name: eligibility
label: {{en: Eligibility, zh: 入排标准}}
layout: eligibility
provenance: {RECORD}
sections:
  - label: {{en: Exclusion, zh: 排除标准}}
    items:
      - name: exclusion_1
        label: {{en: Pregnant, zh: 妊娠}}
        type: yes_no
"""

STRENGTH = f"""\
name: strength
label: {{en: Strength, zh: 肌力}}
provenance: {RECORD}
sections:
  - label: {{en: Grip, zh: 握力}}
    items:
      - name: grip
        label: {{en: Grip, zh: 握力}}
        type: decimal
        unit: kg
        low: 0
        high: 200
        decimals: 1
      - name: hand
        label: {{en: Hand, zh: 侧别}}
        type: code
        codes:
          - {{code: left, label: {{en: Left, zh: 左}}}}
          - {{code: right, label: {{en: Right, zh: 右}}}}
      - name: pain
        label: {{en: Pain, zh: 疼痛}}
        type: yes_no
        when: hand == "left"
checks:
  - name: rare
    problem: grip > 90 && hand == "right"
    message: {{en: Rare, zh: 少见}}
    items: [grip]
    provenance: {RECORD}
"""

FILES = {
    "study.yaml": STUDY,
    "schedule.yaml": SCHEDULE,
    "plan.yaml": PLAN,
    "forms/consent.yaml": CONSENT,
    "forms/eligibility.yaml": ELIGIBILITY,
    "forms/strength.yaml": STRENGTH,
}


def break_file(name: str, old: str, new: str) -> dict[str, str]:
    """The files with `old` in one of them, which stands there once, exchanged for `new`."""
    assert FILES[name].count(old) == 1, f"{old!r} stands {FILES[name].count(old)} times in {name}"
    return FILES | {name: FILES[name].replace(old, new)}
