"""An instrument with its worked cases goes in; its manual page in Markdown comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from heliotrope.instruments.description import Item, Scale, Term
from heliotrope.instruments.published import PublishedTable
from heliotrope.instruments.score import Instrument
from heliotrope.vocabulary import Bilingual, Language, Missing, Source

# ------------------------------------------------------------------ worked cases


@dataclass(frozen=True, slots=True)
class Case:
    """A worked case that a clinician can check by hand."""

    title: Bilingual
    source: Source
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    missing: str | None = None
    """The rule for missing answers, where it is not the instrument's first."""
    base: Mapping[str, Any] = field(default_factory=dict)
    """The answers that `others` of `given` stands for, where it is their name."""


def read_case(raw: Mapping[str, Any], bases: Mapping[str, Mapping[str, Any]] | None = None) -> Case:
    """One case as it stands in a file of cases: `title`, `source`, `given`, `expect`.

    With `missing` where another rule for missing answers applies than the instrument's first.
    `bases` are the file's own: sets of answers by a name that cases give as their `others`.

    Raises:
        KeyError: one of the four is not there.
    """
    source = raw["source"]
    return Case(
        Bilingual(raw["title"]["en"], raw["title"]["zh"]),
        Source(source["citation"], source.get("id", ""), source["status"]),
        dict(raw["given"]),
        dict(raw["expect"]),
        raw.get("missing"),
        dict((bases or {}).get(raw["given"].get("others"), {})),
    )


def fill_answers(
    instrument: Instrument, given: Mapping[str, Any], base: Mapping[str, Any] | None = None
) -> dict[str, object]:
    """Every item's answer: as given, else what `others` says (a number, `highest`, `empty`).

    Where there is a `base`, `others` is its name and the rest is taken from it. Without `others`
    the rest is empty. `empty` becomes None and `ND`, `UNK`, `NA` the missing reason; a number with
    a point is the decimal that it spells.
    """
    others = "empty" if base else given.get("others", "empty")
    given = {**(base or {}), **given}
    return {
        item.name: _fill(given.get(item.name, _highest(item) if others == "highest" else others))
        for item in instrument.items
    }


def _highest(item: Item) -> object:
    return item.choices[-1].value if item.choices else item.high


def _fill(answer: object) -> object:
    if answer == "empty":
        return None
    if answer in {one.value for one in Missing}:
        return Missing(answer)
    return Decimal(str(answer)) if isinstance(answer, float) else answer


# ------------------------------------------------------------------ the page

_GENERATED = Bilingual(
    "Written by `docs/instruments/write_pages.py` from the instrument's description and its "
    "worked cases; edit those, not this page.",
    "本页由 `docs/instruments/write_pages.py` 依量表描述与算例生成；请修改来源，勿改本页。",
)
_RULE = Bilingual("Rule", "计分规则")
_PUBLISHED = Bilingual("Tables", "数表")
_CASES = Bilingual("Worked cases", "算例")
_SOURCES = Bilingual("Sources", "来源")
_UNCHECKED = Bilingual("What could not be checked", "未能核实之处")
_COLUMNS = Bilingual("Columns of a score table", "计分表的列")
_RIGHTS = Bilingual("Rights", "权利")
_MISSING = Bilingual("Missing answers", "缺答")
_DEFAULT = Bilingual("unless the study file names another", "研究文件未另行指定时采用")
_STANDINGS = {
    "published": Bilingual("published", "已发表"),
    "derived": Bilingual("derived", "推算"),
    "unsourced": Bilingual("unsourced", "无出处"),
    "proposed": Bilingual("proposed", "拟定"),
}


def render_manual(
    instrument: Instrument,
    cases: Mapping[str, Sequence[Case]],
    tables: Sequence[PublishedTable],
    language: Language,
) -> str:
    """The page: rules, tables, cases, sources, what could not be checked, columns, rights.

    Args:
        instrument: what is described.
        cases: the name of each file of cases to its cases.
        tables: the published tables named by `instrument.tables`.
        language: the page's language.
    """
    parts = [
        f"# {instrument.title.say(language)}",
        _GENERATED.say(language),
        _section(_RULE, language, _rule(instrument, language)),
        _section(_MISSING, language, _missing_rules(instrument, language)),
    ]
    if tables:
        shown = "\n\n".join(_published(table, language) for table in tables)
        parts.append(_section(_PUBLISHED, language, shown))
    parts += [
        _section(_CASES, language, _cases(cases, language)),
        _section(_SOURCES, language, _sources(instrument, language)),
        _section(_UNCHECKED, language, _unchecked(instrument, language)),
        _section(_COLUMNS, language, _columns(instrument, language)),
        _section(_RIGHTS, language, instrument.rights.say(language)),
    ]
    return "\n\n".join(parts) + "\n"


def _section(head: Bilingual, language: Language, body: str) -> str:
    return f"## {head.say(language)}\n\n{body}"


def _rule(instrument: Instrument, language: Language) -> str:
    return "\n\n".join(_scale(scale, language) for scale in instrument.scales)


def _scale(scale: Scale, language: Language) -> str:
    ends = f"{scale.low}–{scale.high}"
    if scale.choices:
        colon = {"en": ": ", "zh": "："}[language]
        ends = "; ".join(f"`{one.code}`{colon}{one.label.say(language)}" for one in scale.choices)
    head = f"**{scale.label.say(language)}** `{scale.name}` {ends}"
    lines = [_term(term, language) for term in scale.terms]
    lines += [step.say(language) for step in scale.rule]
    return "\n".join([head, "", *(f"- {line}" for line in lines)])


def _missing_rules(instrument: Instrument, language: Language) -> str:
    first, *others = instrument.missing_rules
    aside = _aside(_DEFAULT.say(language), language) if others else ""
    lines = [f"- `{first.name}`{aside} {first.statement.say(language)}"]
    lines += [f"- `{rule.name}` {rule.statement.say(language)}" for rule in others]
    return "\n".join(lines)


def _term(term: Term, language: Language) -> str:
    label = term.label.say(language)
    if term.doubled is None:
        return label
    sign, item = term.doubled.present.say(language), term.doubled.item
    return label + _aside(f"× 2, {sign}, `{item}` = 1", language)


def _published(table: PublishedTable, language: Language) -> str:
    other = "_zh" if language == "en" else "_en"
    names = [name for name in table.rows[0] if not name.endswith(other)]
    heads = [name.removesuffix(f"_{language}") for name in names]
    rows = [[row[name] for name in names] for row in table.rows]
    return f"{_table(heads, rows)}\n\n{table.printed}"


def _cases(cases: Mapping[str, Sequence[Case]], language: Language) -> str:
    heads = {
        "en": ["case", "given", "expected", "source"],
        "zh": ["算例", "已知", "应得", "来源"],
    }[language]
    blocks = []
    for name, group in cases.items():
        rows = [
            [
                case.title.say(language) + (f" `{case.missing}`" if case.missing else ""),
                _pairs(case.given),
                _pairs(case.expect),
                _cite(case.source, language),
            ]
            for case in group
        ]
        bases = {str(case.given["others"]): case.base for case in group if case.base}
        said = "".join(f"`{base}`: {_pairs(bases[base])}\n\n" for base in bases)
        blocks.append(f"`{name}`\n\n{said}{_table(heads, rows)}")
    return "\n\n".join(blocks)


def _pairs(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {_plain(value)}" for name, value in values.items())


def _plain(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_plain(one) for one in value)}]"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _cite(source: Source, language: Language) -> str:
    words = [source.citation, source.id, source.note.say(language)]
    said = ". ".join(word.rstrip(".") for word in words if word)
    colon = {"en": ": ", "zh": "："}[language]
    return f"{_STANDINGS[source.status].say(language)}{colon}{said}"


def _aside(text: str, language: Language) -> str:
    return f" ({text})" if language == "en" else f"（{text}）"


def _sources(instrument: Instrument, language: Language) -> str:
    heads = {"en": ["rule", "source"], "zh": ["规则", "来源"]}[language]
    rows = [
        [fact.statement.say(language), _cite(fact.source, language)] for fact in instrument.facts
    ]
    return _table(heads, rows)


def _unchecked(instrument: Instrument, language: Language) -> str:
    open_facts = [fact for fact in instrument.facts if fact.source.status != "published"]
    return "\n".join(
        f"- {fact.statement.say(language)}"
        + _aside(_STANDINGS[fact.source.status].say(language), language)
        for fact in open_facts
    )


def _columns(instrument: Instrument, language: Language) -> str:
    heads = {"en": ["column", "what", "values"], "zh": ["列", "含义", "取值"]}[language]
    rows = [
        [f"`{item.name}`", _with_hint(item.label, item.hint, language), _allowed(item, language)]
        for item in instrument.items
    ]
    return _table(heads, [["`id`", "", ""], *rows])


def _allowed(item: Item, language: Language) -> str:
    """What the column may hold: `0–3`, `0–10, 1 decimal`, `yes` yes; `nr` not relevant."""
    if item.choices:
        between = Bilingual("; ", "；").say(language)
        said = between.join(f"`{one.code}` {one.label.say(language)}" for one in item.choices)
    elif item.any_places:
        places = Bilingual("any number of decimals", "小数位数不限").say(language)
        said = f"{item.low}–{item.high}{_aside(places, language)}"
    elif item.decimals:
        places = Bilingual(f"{item.decimals} decimals", f"{item.decimals} 位小数").say(language)
        said = f"{item.low}–{item.high}{_aside(places, language)}"
    else:
        said = f"{item.low}–{item.high}"
    if not item.optional:
        return said
    return said + _aside(Bilingual("may be empty", "可留空").say(language), language)


def _with_hint(label: Bilingual, hint: Bilingual, language: Language) -> str:
    more = hint.say(language)
    return label.say(language) + (_aside(more, language) if more else "")


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )
