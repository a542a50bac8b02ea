"""Nothing in, the files of a small sound study with a full plan out: what broken plans break."""

from __future__ import annotations

from tests.unit.study.small import FILES as SMALL
from tests.unit.study.small import RECORD

ALL_VISITS = "forms: [strength, cdasi, imacs, mmt8, haq, medications, dosing, adverse_events, labs]"

SCHEDULE = (
    SMALL["schedule.yaml"]
    .replace("    forms: [strength]\n", f"    {ALL_VISITS}\n")
    .replace("forms: [consent, eligibility]", "forms: [consent, eligibility, cdasi]")
    .replace(
        "  - name: unscheduled\n",
        "  - name: week_8\n"
        "    label: {en: Week 8, zh: 第 8 周}\n"
        "    day: 57\n"
        "    window: {earliest: 54, latest: 60}\n"
        f"    {ALL_VISITS}\n"
        f"    provenance: {RECORD}\n"
        "  - name: unscheduled\n",
    )
)

STUDY = SMALL["study.yaml"].replace(
    "units:\n  kg: mass\n",
    "units:\n  kg: mass\n  points: score\n  mg/day: mass rate\n  mg: mass\n",
) + (
    "core_set:\n"
    "  baseline: baseline\n"
    "  population: adult\n"
    "  globals_form: imacs\n"
    "  strength_form: mmt8\n"
    "  function_form: haq\n"
    f"  provenance: {RECORD}\n"
)

PLAN = f"""\
plan:
  version: "1"
  endpoints:
    - name: strength
      label: {{en: Strength, zh: 肌力}}
      form: strength
      value: grip
      outcome: strength
      unit: {{en: kg, zh: kg}}
      better: higher
      code: GRIP
      provenance: {RECORD}
    - name: skin
      label: {{en: Skin, zh: 皮肤}}
      form: cdasi
      value: activity
      unit: {{en: points, zh: 分}}
      better: lower
      code: SKIN
      provenance: {RECORD}
    - name: tis
      label: {{en: Improvement, zh: 改善评分}}
      form: imacs
      value: total_improvement_score
      derived: total_improvement_score
      unit: {{en: points, zh: 分}}
      low: 0
      high: 100
      better: higher
      code: TIS
      provenance: {RECORD}
    - name: prednisone
      label: {{en: Prednisone, zh: 泼尼松}}
      form: medications
      value: prednisone_equivalent
      derived: prednisone_equivalent
      unit: {{en: mg/day, zh: mg/日}}
      better: lower
      code: PRED
      provenance: {RECORD}
  populations:
    - name: enrolled
      label: {{en: All enrolled, zh: 全部入组者}}
      rule: enrolled
      provenance: {RECORD}
    - name: treated
      label: {{en: All treated, zh: 全部用药者}}
      rule: treated
      provenance: {RECORD}
  intercurrent_events:
    - event: rescue
      label: {{en: Rescue, zh: 补救治疗}}
      definition: {{en: Rescue medication begun, zh: 开始补救治疗}}
      provenance: {RECORD}
    - event: hold
      label: {{en: Hold, zh: 暂停用药}}
      definition: {{en: Dose 0 for three days, zh: 连续三天未用药}}
      least_days: 3
      provenance: {RECORD}
    - event: death
      label: {{en: Death, zh: 死亡}}
      definition: {{en: Death from any cause, zh: 任何原因死亡}}
      provenance: {RECORD}
  estimands:
    - name: mean_change
      label: {{en: Mean change, zh: 平均变化}}
      outcome: strength
      treatment: {{en: One drug a day, zh: 每日一次用药}}
      population: enrolled
      variable: {{en: Change at week 4, zh: 第 4 周的变化}}
      intercurrent:
        - {{event: rescue, strategy: treatment_policy, reason: {{en: It counts, zh: 计入}}}}
        - {{event: hold, strategy: treatment_policy, reason: {{en: It counts, zh: 计入}}}}
        - {{event: death, strategy: hypothetical, reason: {{en: No value, zh: 无数值}}}}
      summary: {{en: Mean, zh: 均值}}
      provenance: {RECORD}
    - name: response
      label: {{en: Response, zh: 应答}}
      treatment: {{en: One drug a day, zh: 每日一次用药}}
      population: enrolled
      variable: {{en: Improved at week 4, zh: 第 4 周改善}}
      intercurrent:
        - {{event: hold, strategy: treatment_policy, reason: {{en: It counts, zh: 计入}}}}
        - {{event: rescue, strategy: composite, reason: {{en: Failure, zh: 计为失败}}}}
        - {{event: death, strategy: composite, reason: {{en: Failure, zh: 计为失败}}}}
      summary: {{en: Proportion, zh: 比例}}
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
      estimates: mean_change
      provenance: {RECORD}
    - name: posterior
      label: {{en: Posterior, zh: 后验}}
      role: supportive
      endpoint: skin
      visit: week_4
      population: enrolled
      method: posterior
      threshold: {{points: 4}}
      prior: {{a: 1, b: 1, above: 0.5}}
      estimates: response
      provenance: {RECORD}
    - name: copies
      label: {{en: Imputed, zh: 填补}}
      role: sensitivity
      endpoint: skin
      visit: week_8
      population: enrolled
      method: imputed
      imputation: {{copies: 20, seed: 1, visits: [week_4, week_8]}}
      estimand: {{en: Mean change if missing at random, zh: 随机缺失下的平均变化}}
      provenance: {RECORD}
  families:
    - name: repeated
      label: {{en: Adjusted change, zh: 调整后变化}}
      role: supportive
      endpoints: [skin, strength]
      visits: [week_4, week_8]
      population: enrolled
      method: mmrm
      model: {{covariance: us, fallback: [toeph, cs]}}
      estimates: mean_change
      provenance: {RECORD}
    - name: responders
      label: {{en: Response, zh: 应答}}
      role: descriptive
      endpoints: [tis]
      visits: [week_4]
      population: enrolled
      method: improved
      missing: not_improved
      proportion_interval: clopper-pearson
      threshold: {{value: 20}}
      test: false
      estimates: response
      provenance: {RECORD}
  safety:
    events: {{population: treated, emergent_days: 28, provenance: {RECORD}}}
    laboratory: {{population: treated, version: "5.0", provenance: {RECORD}}}
    glucocorticoids:
      population: treated
      visits: [week_4]
      fall_percent: [25]
      at_most_mg: [5]
      provenance: {RECORD}
  relapse:
    endpoint: skin
    since: week_4
    visit: week_8
    points: 4
    population: enrolled
    provenance: {RECORD}
  mean_regression:
    endpoint: skin
    visits: [screening, baseline, week_4]
    population: enrolled
    provenance: {RECORD}
  comparators:
    - name: others
      label: {{en: Others 2020, zh: 他人研究 2020}}
      treatment: {{en: Another drug, zh: 另一药物}}
      measure: {{en: Skin, zh: 皮肤}}
      n: 8
      change_mean: -12.9
      change_sd: 6.3
      provenance: {{status: published, source: Others 2020}}
  displays:
    - {{name: forest, kind: forest, endpoint: skin, family: repeated}}
    - {{name: places, kind: sites, endpoint: skin}}
"""

MEDICATIONS = f"""\
name: medications
label: {{en: Medication, zh: 用药}}
records: medications
repeating: true
provenance: {RECORD}
sections:
  - label: {{en: Drug, zh: 药物}}
    items:
      - name: drug
        label: {{en: Drug, zh: 药物}}
        type: code
        codes: [{{code: prednisone, label: {{en: Prednisone, zh: 泼尼松}}}}]
      - name: role
        label: {{en: Given as, zh: 目的}}
        type: code
        codes: [{{code: rescue, label: {{en: Rescue, zh: 补救}}}}]
      - name: dose
        label: {{en: Dose, zh: 剂量}}
        type: decimal
        unit: mg
      - name: start_date
        label: {{en: From, zh: 起始}}
        type: date
"""

DOSING = f"""\
name: dosing
label: {{en: Study drug, zh: 研究用药}}
records: dosing
repeating: true
provenance: {RECORD}
sections:
  - label: {{en: Dose, zh: 剂量}}
    items:
      - name: start_date
        label: {{en: From, zh: 起始}}
        type: date
      - name: dose_mg
        label: {{en: Dose, zh: 剂量}}
        type: decimal
        unit: mg
"""

EVENTS = f"""\
name: adverse_events
label: {{en: Adverse events, zh: 不良事件}}
records: adverse_events
repeating: true
provenance: {RECORD}
sections:
  - label: {{en: Event, zh: 事件}}
    items:
      - name: term
        label: {{en: Event, zh: 事件}}
        type: text
      - name: start_date
        label: {{en: From, zh: 起始}}
        type: date
      - name: grade
        label: {{en: Grade, zh: 分级}}
        type: code
        codes: [{{code: "1", label: {{en: Grade 1, zh: 1 级}}}}]
      - name: serious
        label: {{en: Serious, zh: 严重}}
        type: yes_no
      - name: relation
        label: {{en: Relation, zh: 相关性}}
        type: code
        codes: [{{code: possible, label: {{en: Possible, zh: 可能}}}}]
"""

LABS = f"""\
name: labs
label: {{en: Laboratory, zh: 化验}}
records: laboratory
provenance: {RECORD}
sections:
  - label: {{en: Blood, zh: 血液}}
    items:
      - name: platelets
        label: {{en: Platelets, zh: 血小板}}
        type: decimal
        unit: 10^9/L
"""


def _write_instrument(name: str, instrument: str, more: str = "") -> str:
    return (
        f"name: {name}\nlabel: {{en: {name.upper()}, zh: {name.upper()} 量表}}\n{more}"
        f"instrument: {instrument}\nprovenance: {RECORD}\n"
    )


FILES = {
    **SMALL,
    "study.yaml": STUDY.replace(
        "  kg: mass\n", '  kg: mass\n  "10^9/L": number concentration\n  cm: length\n'
    ),
    "schedule.yaml": SCHEDULE,
    "plan.yaml": PLAN,
    "forms/cdasi.yaml": _write_instrument(
        "cdasi", '{name: cdasi, version: "2"}', "layout: cdasi\n"
    ),
    "forms/imacs.yaml": _write_instrument("imacs", '{name: imacs, version: "1"}'),
    "forms/mmt8.yaml": _write_instrument("mmt8", '{name: mmt8, version: "1"}'),
    "forms/haq.yaml": _write_instrument("haq", '{name: haq, version: "1980"}'),
    "forms/medications.yaml": MEDICATIONS,
    "forms/dosing.yaml": DOSING,
    "forms/adverse_events.yaml": EVENTS,
    "forms/labs.yaml": LABS,
}
