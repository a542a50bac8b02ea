"""Definitions of datasets → `define.html`: the same as `define.xml`, for people to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from heliotrope.datasets.codelists import UsedList
from heliotrope.datasets.columns import Column
from heliotrope.datasets.definitions import Definitions, Group, Item, ValueItem
from heliotrope.datasets.standard import Absent
from heliotrope.vocabulary import Bilingual

_CSS = """
:root { --ink: #211c2b; --ink-2: #4b4556; --ink-3: #676172; --line: #e4e1e9; --accent: #5e3b8e; }
* { box-sizing: border-box; margin: 0; }
body { font: 13px/1.5 "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei UI",
  "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", system-ui,
  sans-serif; color: var(--ink); background: #f8f7fa; font-variant-numeric: tabular-nums; }
.mark { height: 24px; font-size: 12px; line-height: 24px; text-align: center; font-weight: 600;
  background: repeating-linear-gradient(-45deg, #ece8f1 0 8px, #f4f1f7 8px 16px); }
main { max-width: 1366px; margin: 0 auto; padding: 20px 24px 32px; }
h1 { font-size: 22px; line-height: 30px; font-weight: 600; }
h2 { font-size: 15px; line-height: 22px; font-weight: 600; padding: 10px 16px;
  border-bottom: 1px solid var(--line); }
h2 small { font-size: 12px; font-weight: 400; color: var(--ink-3); margin-left: 12px; }
header p, .meta { font-size: 12px; line-height: 18px; color: var(--ink-3); }
header { margin-bottom: 14px; }
section { background: #fff; border: 1px solid var(--line); border-radius: 6px;
  margin-bottom: 14px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { font-size: 12px; line-height: 18px; font-weight: 600; color: var(--ink-2); text-align: left;
  vertical-align: bottom; }
th, td { padding: 5px 8px; vertical-align: top; }
td { overflow-wrap: anywhere; }
th:first-child, td:first-child { padding-left: 16px; white-space: nowrap; }
tbody tr { border-top: 1px solid var(--line); }
tr.value td { color: var(--ink-2); background: #f8f7fa; }
tr.value td:first-child { padding-left: 32px; }
th span { white-space: nowrap; }
.datasets :is(th, td):nth-child(6), .items :is(th, td):is(:nth-child(3), :nth-child(5)) {
  text-align: right; white-space: nowrap; }
.datasets td:nth-child(7) { white-space: nowrap; }
a { color: var(--accent); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media print { @page { size: A4 landscape; margin: 12mm; } body { background: #fff;
  font-size: 8.5pt; } main { padding: 0; max-width: none; } section { overflow: visible; }
  thead { display: table-header-group; } tr { break-inside: avoid; } h2 { break-after: avoid; }
  a { color: inherit; } }
"""

_NOTHING = "—"
SYNTHETIC = Bilingual("Synthetic data", "合成数据")
_TITLE = Bilingual("Data definitions", "数据定义")
_DATASETS = Bilingual("Datasets", "数据集")
_ABSENT = Bilingual("Not among them", "未包含")
_LISTS = Bilingual("Code lists", "代码表")
_STANDARDS = Bilingual("Standards and documents", "标准与文件")
_OWN = Bilingual("own", "自定")
_EXTENDED = Bilingual("added by us", "我方增补")
_IN_DICTIONARY = Bilingual("terms are published there", "术语见该词典")
_DATASET_HEADS = (
    Bilingual("Dataset", "数据集"),
    Bilingual("Label", "标签"),
    Bilingual("Class", "类别"),
    Bilingual("Structure", "结构"),
    Bilingual("Keys", "主键"),
    Bilingual("Rows", "行数"),
    Bilingual("File", "文件"),
)
_ABSENT_HEADS = (
    Bilingual("Name", "名称"),
    Bilingual("Reason", "原因（英文）"),
    Bilingual("Reason in Chinese", "原因"),
)
_ITEM_HEADS = (
    Bilingual("Variable", "变量"),
    Bilingual("Label", "标签"),
    Bilingual("Key", "主键"),
    Bilingual("Type", "类型"),
    Bilingual("Length", "长度"),
    Bilingual("Code list", "代码表"),
    Bilingual("Origin", "来源"),
    Bilingual("Derivation or comment", "推导或说明"),
)
_TERM_HEADS = (
    Bilingual("Value", "取值"),
    Bilingual("Meaning", "含义"),
    Bilingual("NCI code", "NCI 代码"),
)


def render_define_html(definitions: Definitions) -> str:
    """One self-contained page without scripts or anything to fetch; headings in both languages.

    What the standard gives in English only (labels, terms, derivations) stays English.
    """
    delivery = definitions.delivery
    title = f"{delivery.study_id} · {definitions.standard} · {_both(_TITLE)}"
    body = [
        f"<header><h1>{escape(title)}</h1><p>{escape(delivery.study_title)}</p>",
        f"<p>{escape(_stamp(definitions))}</p></header>",
        _section("datasets", _both(_DATASETS), "", _render_datasets(definitions.groups)),
        _render_absent(definitions.absent),
        *(_render_group(group) for group in definitions.groups),
        _section("lists", _both(_LISTS), "", "") if definitions.lists else "",
        *(_render_list(one) for one in definitions.lists),
        _render_standards(definitions),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_CSS}</style>\n</head>\n<body>\n"
        f"{_mark(definitions)}<main>\n"
        + "\n".join(part for part in body if part)
        + "\n</main>\n</body>\n</html>\n"
    )


def _mark(definitions: Definitions) -> str:
    """The strip that stands on every page of synthetic data, printed ones too."""
    if not definitions.delivery.synthetic:
        return ""
    return f'<p class="mark">{escape(SYNTHETIC.zh)} · {escape(SYNTHETIC.en)}</p>\n'


def _both(words: Bilingual) -> str:
    return f"{words.en} {words.zh}"


def _stamp(definitions: Definitions) -> str:
    delivery = definitions.delivery
    parts = [f"{delivery.moment:%Y-%m-%d}", f"Heliotrope {delivery.version}", delivery.fingerprint]
    return " · ".join(part for part in parts if part)


def _section(name: str, heading: str, small: str, body: str) -> str:
    note = f"<small>{escape(small)}</small>" if small else ""
    return f'<section id="{escape(name)}"><h2>{escape(heading)}{note}</h2>\n{body}</section>'


def _table(kind: str, heads: Sequence[Bilingual], rows: Iterable[str]) -> str:
    cells = "".join(
        f'<th scope="col">{escape(head.en)}<br><span lang="zh-Hans">{escape(head.zh)}</span></th>'
        for head in heads
    )
    head = f'<table class="{kind}"><thead><tr>{cells}</tr></thead>'
    return f"{head}\n<tbody>\n{''.join(rows)}</tbody></table>"


def _row(cells: Sequence[str], kind: str = "", name: str = "") -> str:
    """Cells that are HTML already."""
    attributes = f' class="{kind}"' if kind else ""
    attributes += f' id="{escape(name)}"' if name else ""
    return f"<tr{attributes}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def _link(target: str, text: str) -> str:
    return f'<a href="{escape(target)}">{escape(text)}</a>'


# ---------------------------------------------------------------- datasets and variables


def _render_datasets(groups: Sequence[Group]) -> str:
    return _table("datasets", _DATASET_HEADS, (_row(_describe(group)) for group in groups))


def _render_absent(absent: Sequence[Absent]) -> str:
    """What one might look for in vain, with the reason; nothing if nothing is absent."""
    if not absent:
        return ""
    rows = (
        _row([escape(one.name), escape(one.reason.en), escape(one.reason.zh)]) for one in absent
    )
    return _section("absent", _both(_ABSENT), "", _table("absent", _ABSENT_HEADS, rows))


def _describe(group: Group) -> list[str]:
    dataset = group.dataset
    return [
        _link(f"#{group.oid}", dataset.name),
        escape(dataset.label),
        escape(dataset.of_class),
        escape(dataset.structure),
        escape(", ".join(dataset.keys)),
        str(dataset.frame.height),
        _link(group.file, group.file),
    ]


def _render_group(group: Group) -> str:
    rows = (row for item in group.items for row in _render_item(item))
    small = f"{group.dataset.label} · {group.dataset.structure}"
    return _section(group.oid, group.dataset.name, small, _table("items", _ITEM_HEADS, rows))


def _render_item(item: Item) -> list[str]:
    variable, lists = item.variable, item.used_list
    label = escape(variable.label) + (f" ({escape(_both(_OWN))})" if variable.own else "")
    cells = [
        escape(variable.name),
        label,
        _NOTHING if item.key is None else str(item.key),
        _describe_type(item.column),
        _describe_length(item.column),
        _NOTHING if lists is None else _link(f"#{lists.oid}", lists.name),
        escape(variable.origin) + (f": {escape(item.predecessor)}" if item.predecessor else ""),
        escape(item.method or item.comment) or _NOTHING,
    ]
    return [_row(cells, name=item.oid), *(_render_value(value) for value in item.values)]


def _render_value(value: ValueItem) -> str:
    cells = [
        escape(f"{value.selector} = {value.code}"),
        escape(value.label),
        "",
        _describe_type(value.column),
        _describe_length(value.column),
        "",
        "",
        "",
    ]
    return _row(cells, "value")


def _describe_type(column: Column) -> str:
    return f"{column.type} DATE9." if column.is_sas_date else column.type


def _describe_length(column: Column) -> str:
    if column.type == "float":
        return f"{column.length}.{column.decimals}"
    return str(column.length) if column.type in ("text", "integer") else _NOTHING


# ---------------------------------------------------------------- lists, standards, documents


def _render_list(one: UsedList) -> str:
    small = " · ".join(part for part in (one.name, one.code) if part)
    if one.dictionary is not None:
        named = f"{one.dictionary.name} {one.dictionary.version}".strip()
        body = f'<p class="meta">{escape(f"{named}: {_both(_IN_DICTIONARY)}")}</p>'
        return _section(one.oid, one.label, small, body)
    rows = (
        _row(
            [
                escape(used.term.value),
                escape(used.term.label) or _NOTHING,
                escape(used.term.code) or (_both(_EXTENDED) if used.extended else _NOTHING),
            ]
        )
        for used in one.terms
    )
    return _section(one.oid, one.label, small, _table("terms", _TERM_HEADS, rows))


def _render_standards(definitions: Definitions) -> str:
    standards = [
        f"{one.name} {one.publishing_set} {one.version}".replace("  ", " ")
        for one in definitions.standards
    ]
    rows = [_row([escape(text)]) for text in standards]
    rows += [_row([_link(one.href, one.title)]) for one in definitions.delivery.documents]
    table = f"<table><tbody>{''.join(rows)}</tbody></table>"
    return _section("standards", _both(_STANDARDS), "", table)
