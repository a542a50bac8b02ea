"""One participant's records → the case record as plain text rows, and as a PDF to print or file."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from heliotrope.capture.deviations import RULES, derive_deviations
from heliotrope.capture.ledger import Participant, Record, Signature
from heliotrope.capture.roles import ROLE_LABELS
from heliotrope.capture.signatures import CAUSES, MEANINGS
from heliotrope.instruments.cdasi import COMPONENTS, SITES, Site
from heliotrope.report.typeset import choose_moment, typeset
from heliotrope.study.forms import Form, Item, list_pairs
from heliotrope.study.instrument_forms import scores_of_form, show_score
from heliotrope.study.protocol import Study
from heliotrope.study.values import show_value
from heliotrope.vocabulary import Bilingual, Language


@dataclass(frozen=True, slots=True)
class Origin:
    """What the case record was made from."""

    head: str
    """Head of the chain as `N:hash`."""
    synthetic: bool
    made_at: datetime
    """The server's moment, aware."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item with its value."""

    label: str
    value: str
    note: str = ""
    """How often it was corrected, or that it was redacted."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Items that are asked alike at several sites: sites down, components across."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    """What the sign beside a corrected value means; empty if none was corrected."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form of a visit."""

    title: str
    state: str
    scores: tuple[Line, ...]
    lines: tuple[Line, ...]
    grid: Grid | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """A signature as it is printed: name, role, meaning, moment. Source: 21 CFR 11.50(a)."""

    who: str
    meaning: str
    at: str
    covers: str
    fallen: str = ""
    """Why it no longer holds; empty while it does."""


@dataclass(frozen=True, slots=True)
class VisitPart:
    """One visit: its forms and its signatures."""

    title: str
    sheets: tuple[Sheet, ...]
    stamps: tuple[Stamp, ...]


@dataclass(frozen=True, slots=True)
class Casebook:
    """Everything recorded of one participant, ready to be printed."""

    language: Language
    title: str
    study_title: str
    stamp: str
    mark: str
    head: str
    facts: tuple[Line, ...]
    visits: tuple[VisitPart, ...]
    deviations_title: str
    deviations: tuple[Line, ...]


MOST_SHOWN = 1000


def _is_end(high: int | Decimal) -> bool:
    """True for an end of a scale that tells something: a whole number, and not a bound of slips."""
    return 1 < high <= MOST_SHOWN and high == int(high)


def _star(line: Line) -> str:
    return f"{line.value} *" if line.note else line.value


def _list_names(site: Site) -> tuple[str, ...]:
    return tuple(f"{site.name}_{component.name}" for component in COMPONENTS)


def compose_casebook(
    study: Study, participant: Participant, origin: Origin, language: Language
) -> Casebook:
    """The case record of one participant; records in the order of the schedule."""
    writer = _Writer(study, participant, language)
    synthetic = Bilingual("Synthetic data · 合成数据", "合成数据 · Synthetic data")
    return Casebook(
        language=language,
        title=writer.words(f"Case record {participant.code}", f"病历册 {participant.code}"),
        study_title=writer.say(study.title),
        stamp=" · ".join(
            (
                writer.say(study.short_title),
                study.registration.number,
                writer.words(f"study files v{study.version}", f"研究文件第 {study.version} 版"),
                participant.code,
            )
        ),
        mark=writer.say(synthetic) if origin.synthetic else "",
        head=writer.words(f"Head of the chain {origin.head}", f"链首 {origin.head}"),
        facts=writer.list_facts(origin),
        visits=writer.list_visits(),
        deviations_title=writer.words("Protocol deviations", "方案偏离"),
        deviations=writer.list_deviations(),
    )


def render_casebook(casebook: Casebook, on: date) -> bytes:
    """The case record as PDF/A-2b. Raises ReportFailed if the typesetter has a warning."""
    moment = choose_moment(on)
    data = asdict(casebook) | {"date": [on.year, on.month, on.day]}
    return typeset("casebook.typ", json.dumps(data, ensure_ascii=False), moment)


class _Writer:
    """Puts one participant's records into words of one language."""

    def __init__(self, study: Study, participant: Participant, language: Language) -> None:
        self.study = study
        self.participant = participant
        self.language = language
        self.zone = ZoneInfo(study.time_zone)

    def say(self, text: Bilingual) -> str:
        return text.say(self.language)

    def words(self, en: str, zh: str) -> str:
        return zh if self.language == "zh" else en

    def moment(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M:%S} {self.study.time_zone}"

    def list_facts(self, origin: Origin) -> tuple[Line, ...]:
        one = self.participant
        enrolled = one.enrolled.happened.isoformat() if one.enrolled else "—"
        facts = [
            Line(self.words("Participant", "参与者"), one.code),
            Line(self.words("Screening began", "开始筛选"), self.moment(one.screened.at)),
            Line(self.words("Enrolled", "入组"), enrolled),
            Line(self.words("Printed", "打印"), self.moment(origin.made_at)),
        ]
        if one.screen_failed is not None:
            at = self.moment(one.screen_failed.recorded.at)
            facts.append(Line(self.words("Screen failure", "筛选失败"), at))
        return tuple(facts)

    def list_visits(self) -> tuple[VisitPart, ...]:
        parts = []
        for visit in self.study.visits:
            records = [r for r in self.participant.records.values() if r.visit == visit.name]
            if records:
                stamps = [s for s in self.participant.signatures if s.visit == visit.name]
                parts.append(
                    VisitPart(
                        self.say(visit.label),
                        tuple(self._make_sheet(record) for record in records),
                        tuple(self._make_stamp(stamp) for stamp in stamps),
                    )
                )
        return tuple(parts)

    def _make_sheet(self, record: Record) -> Sheet:
        form = self.study.form(record.form)
        title = self.say(form.label) + (f" {record.repeat}" if record.repeat > 1 else "")
        complete = (
            self.words("complete", "完成") if record.complete else self.words("draft", "草稿")
        )
        performed = str(record.performed or "—").replace("T", " ")[:16]
        state = self.words(
            f"{complete}, done {performed}; version {record.version}, saved by {record.by.name},"
            f" {self.moment(record.at)}, entry {record.seq}",
            f"{complete}，实施 {performed}；第 {record.version} 版，{record.by.name} 保存，"
            f"{self.moment(record.at)}，第 {record.seq} 条",
        )
        grids = self._make_grids(record, form)
        gridded = {name for names, _ in grids for name in names}
        lines = tuple(
            self._make_line(record, item) for item in form.items if item.name not in gridded
        )
        grid = grids[0][1] if grids else None
        return Sheet(title, state, self._make_scores(form, record), lines, grid)

    def _make_grids(self, record: Record, form: Form) -> list[tuple[tuple[str, ...], Grid]]:
        """The grid of a form that has one, with the items that stand in it."""
        if form.layout == "cdasi":
            names = tuple(name for site in SITES for name in _list_names(site))
            return [(names, self._make_grid(record, form, SITES))]
        if form.layout == "body":
            pairs = list_pairs(form)
            names = tuple(item.name for pair in pairs.values() for item in pair)
            return [(names, self._make_body(record, pairs))]
        return []

    def _make_body(self, record: Record, pairs: dict[str, tuple[Item, Item]]) -> Grid:
        """What is asked of both sides of the body: right and left across."""
        rows, corrected = [], False
        for right, left in pairs.values():
            lines = [self._make_line(record, right), self._make_line(record, left)]
            label = re.split(r"[,，（(：:]", lines[0].label, maxsplit=1)[0].strip()
            rows.append((label, *(_star(line) for line in lines)))
            corrected = corrected or any(line.note for line in lines)
        head = ("", self.words("Right", "右侧"), self.words("Left", "左侧"))
        return Grid(head, tuple(rows), self._explain_star() if corrected else "")

    def _explain_star(self) -> str:
        return self.words("* corrected after it was complete", "* 完成后更正过")

    def _make_grid(self, record: Record, form: Form, sites: tuple[Site, ...]) -> Grid:
        rows, corrected = [], False
        for number, site in enumerate(sites, start=1):
            lines = [self._make_line(record, form.item(name)) for name in _list_names(site)]
            values = [_star(line) for line in lines]
            corrected = corrected or any(line.note for line in lines)
            rows.append((f"{number}. {self.say(site.label)}", *values))
        head = (
            self.words("Site", "部位"),
            *(f"{self.say(one.label)} 0–{one.high}" for one in COMPONENTS),
        )
        return Grid(head, tuple(rows), self._explain_star() if corrected else "")

    def _make_scores(self, form: Form, record: Record) -> tuple[Line, ...]:
        known = {scale.name: scale for scale in scores_of_form(form)}
        lines = []
        for name, value in record.scores.items():
            scale = known.get(name)
            label = name if scale is None else self.say(scale.label)
            if scale is not None and not scale.choices and scale.low == 0 and _is_end(scale.high):
                label = f"{label} {scale.low}–{scale.high}"
            lines.append(Line(label, show_score(scale, value, self.language)))
        return tuple(lines)

    def _make_line(self, record: Record, item: Item) -> Line:
        if item.name in record.redacted:
            return Line(self.say(item.label), self.words("redacted", "已遮蔽"))
        value = show_value(item, record.values.get(item.name), self.language, self.study.time_zone)
        unit = f" {item.unit}" if item.unit and value != "—" else ""
        changed = self._count_changes(record, item.name)
        note = self.words(f"corrected {changed} ×", f"更正 {changed} 次") if changed else ""
        return Line(self.say(item.label), value + unit, note)

    def _count_changes(self, record: Record, item: str) -> int:
        values = [version.values.get(item) for version in record.versions if version.ever_complete]
        return sum(1 for a, b in pairwise(values) if a != b)

    def _make_stamp(self, signature: Signature) -> Stamp:
        by, fell = signature.recorded.by, signature.fell
        fallen = ""
        if fell is not None:
            at = self.moment(signature.fell_at) if signature.fell_at else ""
            fallen = self.words("Fell: ", "失效：") + f"{self.say(CAUSES[fell.cause])} · {at}"
        return Stamp(
            who=f"{by.name} · {self.say(ROLE_LABELS[by.role])}",
            meaning=self.say(MEANINGS[signature.meaning]),
            at=self.moment(signature.recorded.at),
            covers=self.words(
                f"forms covered: {len(signature.covers)}, entry {signature.recorded.seq}",
                f"覆盖 {len(signature.covers)} 张表，第 {signature.recorded.seq} 条",
            ),
            fallen=fallen,
        )

    def list_deviations(self) -> tuple[Line, ...]:
        return tuple(
            Line(self.say(RULES[one.rule]), self.say(one.text), self._say_judged(one.acknowledged))
            for one in derive_deviations(self.study, self.participant)
        )

    def _say_judged(self, judged: object) -> str:
        if judged is None:
            return self.words("not judged yet", "尚未判定")
        return self.words("judged", "已判定")
