"""Nothing in, the small sound study with forms that say what they record out."""

from __future__ import annotations

from tests.unit.study.small import FILES, RECORD

EVENTS = f"""\
name: events
label: {{en: Events, zh: 事件}}
records: adverse_events
repeating: true
provenance: {RECORD}
sections:
  - label: {{en: Event, zh: 事件}}
    items:
      - {{name: term, label: {{en: What, zh: 名称}}, type: text}}
      - {{name: start_date, label: {{en: From, zh: 开始}}, type: date}}
      - name: grade
        label: {{en: Grade, zh: 分级}}
        type: code
        codes:
          - {{code: "1", label: {{en: Mild, zh: 轻}}}}
      - {{name: serious, label: {{en: Serious, zh: 严重}}, type: yes_no}}
      - name: relation
        label: {{en: Relation, zh: 关系}}
        type: code
        codes:
          - {{code: possible, label: {{en: Possible, zh: 可能}}}}
"""

ROWS = f"""\
name: rows
label: {{en: Tests, zh: 检验}}
layout: panel
records: laboratory
repeating: true
needed: true
provenance: {RECORD}
sections:
  - label: {{en: Test, zh: 检验}}
    items:
      - name: test
        label: {{en: Test, zh: 项目}}
        type: code
        codes:
          - {{code: alt, label: {{en: ALT, zh: 转氨酶}}}}
          - {{code: smell, label: {{en: Smell, zh: 气味}}}}
      - {{name: value, label: {{en: Value, zh: 数值}}, type: decimal}}
      - name: unit
        label: {{en: Unit, zh: 单位}}
        type: code
        codes:
          - {{code: U/L, label: {{en: U/L, zh: U/L}}}}
      - name: laboratory
        label: {{en: Where, zh: 机构}}
        type: code
        codes:
          - {{code: own, label: {{en: Ours, zh: 本院}}}}
"""

COUNTS = f"""\
name: counts
label: {{en: Counts, zh: 计数}}
records: laboratory
provenance: {RECORD}
sections:
  - label: {{en: Counts, zh: 计数}}
    items:
      - name: platelets
        label: {{en: Platelets, zh: 血小板}}
        type: decimal
        unit: "10^9/L"
"""

LABORATORIES = f"""\
laboratories:
  - name: own
    label: {{en: Ours, zh: 本院}}
    provenance: {RECORD}
    ranges:
      - {{test: alt, unit: U/L, sex: male, lln: 9, uln: 50}}
      - {{test: alt, unit: U/L, sex: female, uln: 40, valid_until: "2026-03-31"}}
      - {{test: alt, unit: U/L, sex: female, uln: 35, valid_from: "2026-04-01"}}
      - {{test: alt, unit: U/L, uln: 60}}
      - {{test: platelets, unit: "10^9/L", lln: 125, uln: 350}}
"""

RECORDED = {
    **FILES,
    "study.yaml": FILES["study.yaml"].replace(
        "units:\n", 'units:\n  U/L: catalytic\n  "10^9/L": number\n'
    ),
    "schedule.yaml": FILES["schedule.yaml"].replace(
        "forms: [strength]", "forms: [strength, events, rows, counts]"
    ),
    "forms/events.yaml": EVENTS,
    "forms/rows.yaml": ROWS,
    "forms/counts.yaml": COUNTS,
    "laboratories.yaml": LABORATORIES,
}
"""The files by their names."""


def break_recorded(file: str, old: str, new: str) -> dict[str, str]:
    """The files with one text of one of them exchanged; it must stand there once."""
    assert RECORDED[file].count(old) == 1, (file, old)
    return {**RECORDED, file: RECORDED[file].replace(old, new)}
