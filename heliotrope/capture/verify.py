"""The ledger's rows as they are stored → the first entry that does not hold, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from heliotrope.capture.derived import derive_score, derive_score_values
from heliotrope.capture.entries import (
    FORMAT,
    NO_HASH,
    Answered,
    Entry,
    Founded,
    PasswordChanged,
    PersonAdded,
    Redacted,
    RoleChanged,
    StudyAdopted,
    compute_commitment,
    compute_hash,
    read_entry,
    read_moment,
    restore_value,
)
from heliotrope.capture.rows import Row, TextRow
from heliotrope.instruments.catalog import UnknownInstrumentError
from heliotrope.study.load import StudyUnreadable, parse_study
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual, Fault

SEALED = re.compile(r'"sealed":"([0-9a-f]{64})"')
"""A quote inside a recorded text is escaped, so this matches the entry's own key only."""

ANCHOR = re.compile(rf"([1-9][0-9]{{0,9}}):([0-9a-f]{{64}})|(0):({NO_HASH})")
"""A head as it is printed; that of an empty ledger too, from which every ledger goes on."""

_COMPARE = Bilingual("compare the database with a backup from before", "请将数据库与更早的备份核对")


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk along the chain found."""

    count: int
    head: str
    """`N:hash` of the last row, as stored; `0:` and zeros for an empty ledger, and nothing for one
    that could not be read."""
    faults: tuple[Fault, ...]
    """Those of the ledger first, the lowest entry at their head."""
    people: Mapping[str, tuple[str, str]]
    """Person → username and present role, as the entries have them."""
    passwords: Mapping[str, str | None] = field(default_factory=dict)
    """Person → what the entries commit to of the present password."""
    notes: tuple[Bilingual, ...] = ()
    """What is not amiss and should be known."""

    @property
    def holds(self) -> bool:
        """True if nothing is amiss."""
        return not self.faults


def verify(
    rows: Iterable[Row],
    texts: Iterable[TextRow],
    anchor: str | None = None,
    *,
    rescore: bool = True,
) -> Verification:
    """Walk the chain, and compare it with a head that left the machine earlier. Never raises.

    Args:
        rows: the ledger's rows by entry number, whatever they hold.
        texts: the texts kept outside the chain, for the same entries.
        anchor: `N:hash` as printed on a document, if there is one.
        rescore: compute every recorded score again by the study version of its entry.

    An entry is reported once, for the first thing wrong with it, and later ones are not reported
    for what is wrong with an earlier one.
    """
    walk = _Walk({text.commitment: text for text in texts}, rescore)
    wanted = ANCHOR.fullmatch(anchor.strip().lower()) if anchor is not None else None
    for row in rows:
        walk.step(row)
        if wanted and row.seq == int(wanted[1] or 0):
            walk.anchored = row.hash
    walk.check_texts()
    faults = [fault for _, fault in sorted(walk.found, key=lambda pair: pair[0])]
    if anchor is not None:
        faults += _check_anchor(wanted, walk)
    if walk.count == 0:
        faults.append(_fault("ledger", "the ledger is empty", "账本为空"))
    return Verification(
        walk.count, f"{walk.seq}:{walk.hash}", tuple(faults), walk.people, walk.passwords
    )


def check_accounts(
    people: Mapping[str, tuple[str, str]], accounts: Sequence[tuple[str, str, bool]]
) -> list[Fault]:
    """Accounts that no entry made, or that let in somebody whose access was revoked.

    `accounts`: person, username, whether the account lets in.
    """
    faults = []
    for person, username, is_active in accounts:
        known = people.get(person)
        if known is None or known[0] != username:
            faults.append(
                _fault(f"account {person}", "no entry added this account", "没有条目添加过此账户")
            )
        elif is_active != (known[1] != "inactive"):
            faults.append(
                _fault(
                    f"account {person}",
                    "the account is open or closed against the ledger",
                    "账户的启用状态与账本不符",
                )
            )
    return faults


def check_passwords(
    recorded: Mapping[str, str | None], stored: Mapping[str, str]
) -> tuple[list[Fault], list[Bilingual]]:
    """Passwords that were replaced without an entry; and a note if some cannot be compared.

    Both: person → `compute_hash` of the account's salted hash, as its entry commits to it, and as
    it stands in the accounts.
    """
    faults = [
        Fault(
            f"account {person}",
            Bilingual(
                "the password is not the one that was recorded: it was replaced outside Heliotrope",
                "密码不是所记录的密码：它在 Heliotrope 之外被替换",
            ),
            Bilingual(
                "give a new one with `heliotrope user password`, and find out who had access to the"
                " database",
                "请用 `heliotrope user password` 重设，并查明谁能接触数据库",
            ),
        )
        for person, digest in stored.items()
        if recorded.get(person) not in (None, digest)
    ]
    silent = [person for person in stored if person in recorded and recorded[person] is None]
    if not silent:
        return faults, []
    listed = ", ".join(silent)
    note = Bilingual(
        f"The passwords of {listed} were set before entries committed to them, so they cannot be"
        " compared; each is from its next change on.",
        f"{listed} 的密码设定于条目开始承诺密码之前，无法核对；下次更改后即可核对。",
    )
    return faults, [note]


@dataclass
class _Walk:
    """What is carried from row to row."""

    texts: Mapping[str, TextRow]
    rescore: bool
    count: int = 0
    seq: int = 0
    hash: str = NO_HASH
    at: str = ""
    follows: bool = True
    """False right after a gap: the entry cannot be compared with the one before."""
    lost: bool = False
    """True once an entry is missing or cannot be trusted: what it said may explain later ones."""
    anchored: str | None = None
    found: list[tuple[int, Fault]] = field(default_factory=list)
    versions: dict[tuple[Any, ...], int] = field(default_factory=dict)
    sealed: dict[str, int] = field(default_factory=dict)
    redacted: set[str] = field(default_factory=set)
    doubtful: set[int] = field(default_factory=set)
    studies: dict[str, Study] = field(default_factory=dict)
    people: dict[str, tuple[str, str]] = field(default_factory=dict)
    passwords: dict[str, str | None] = field(default_factory=dict)

    def step(self, row: Row) -> None:
        """Take the next row and keep what is wrong with it, if anything."""
        self.count += 1
        if not self._count_on(row):
            return
        wrong = self._judge(row)
        if wrong is not None:
            self._report(row.seq, *wrong)
            self.lost = True
        if row.form_version is not None:
            self.versions[row.participant, row.visit, row.form, row.repeat] = row.form_version
        self.seq, self.hash = row.seq, row.hash

    def check_texts(self) -> None:
        """Compare every sealed text with what its entry committed to; at the end of the walk."""
        for commitment, seq in self.sealed.items():
            wrong = self._judge_text(commitment, seq)
            if wrong is not None:
                self._report(seq, *wrong)
        for commitment, text in self.texts.items():
            known = self.sealed.get(commitment) == text.seq
            if not known and text.seq not in self.doubtful and 0 < text.seq <= self.seq:
                self._report(
                    text.seq,
                    "a text is kept for it that it does not commit to",
                    "存有该条目未曾承诺的文本",
                )

    def _report(self, seq: int, en: str, zh: str) -> None:
        if seq not in self.doubtful:
            self.doubtful.add(seq)
            self.found.append((seq, _fault(f"entry {seq}", en, zh)))

    def _count_on(self, row: Row) -> bool:
        if not all(isinstance(part, str) for part in (row.text, row.hash, row.at)):
            self._report(self.seq + 1, "the row holds no text", "该行没有文本")
            return False
        if type(row.seq) is not int or row.seq < 1:
            self._report(
                self.seq + 1,
                f"a row has the number {row.seq}, and entries are counted from 1",
                f"有一行编号为 {row.seq}，而条目从 1 开始编号",
            )
            return False
        if row.seq <= self.seq:
            self._report(self.seq + 1, "its number stands twice", "条目编号重复")
            return False
        self.follows = row.seq == self.seq + 1
        if row.seq != self.seq + 1:
            self._report_gap(row.seq)
        return True

    def _report_gap(self, seq: int) -> None:
        missing = range(self.seq + 1, seq)
        last = f" to {seq - 1}" if len(missing) > 1 else ""
        last_zh = f" 至 {seq - 1}" if len(missing) > 1 else ""
        self._report(self.seq + 1, f"missing{last}", f"缺失{last_zh}")
        self.doubtful.update(missing)
        self.lost = True

    def _judge(self, row: Row) -> tuple[str, str] | None:
        before, self.at = self.at, ""
        if compute_hash(row.text) != row.hash:
            self.at = row.at
            return "its text was changed: it does not give its hash", "文本被改动：与其哈希不符"
        entry = _read(row.text)
        if entry is None:
            return "it cannot be read", "无法读取"
        self.at = entry.at
        return (
            self._judge_link(row, entry)
            or _judge_columns(row, entry)
            or self._judge_moment(entry, before)
            or self._judge_version(row)
            or self._judge_fact(row, entry)
        )

    def _judge_link(self, row: Row, entry: _Said) -> tuple[str, str] | None:
        if not self.follows or entry.previous == self.hash:
            return None
        if row.seq == 1:
            return "it names an entry before it, and there is none", "它指向不存在的前一条目"
        self._report(
            self.seq,
            f"it is not the entry that entry {row.seq} was chained to",
            f"它不是条目 {row.seq} 所链接的条目",
        )
        return None

    def _judge_moment(self, entry: _Said, before: str) -> tuple[str, str] | None:
        mark = entry.clock_back_seconds
        if not before or not self.follows:
            return None
        if entry.at >= before:
            return (
                None
                if mark is None
                else ("a clock going backwards is marked that did not", "时钟倒退标记有误")
            )
        try:
            back = (read_moment(before) - read_moment(entry.at)).total_seconds()
        except ValueError:
            return "its moment cannot be read", "时间无法读取"
        if mark == f"{back:.6f}":
            return None
        return (
            "it is dated before the entry before it, without the mark of a clock going backwards",
            "其时间早于前一条目，且没有时钟倒退标记",
        )

    def _judge_version(self, row: Row) -> tuple[str, str] | None:
        if row.form_version is None:
            return None
        known = self.versions.get((row.participant, row.visit, row.form, row.repeat), 0)
        if row.form_version == known + 1 or (self.lost and row.form_version > known):
            return None
        return (
            f"it is version {row.form_version} of a form whose version {known} came before",
            f"它是表格第 {row.form_version} 版，而此前为第 {known} 版",
        )

    def _judge_fact(self, row: Row, said: _Said) -> tuple[str, str] | None:
        for commitment in SEALED.findall(row.text) if '"sealed"' in row.text else ():
            self.sealed.setdefault(commitment, row.seq)
        if said.study.fingerprint not in self.studies and not self.lost:
            adopting = row.kind in ("founded", "study_adopted")
            if not adopting:
                return "its study files are not in the ledger", "账本中没有其研究文件"
        if row.kind == "answered" and not self.rescore:
            return None
        try:
            entry = read_entry(row.text)
        except ValidationError:
            return "it cannot be read", "无法读取"
        return self._judge_scores(entry) or self._take(entry)

    def _take(self, entry: Entry) -> tuple[str, str] | None:
        fact = entry.fact
        if isinstance(fact, Redacted):
            self.redacted.update(fact.commitments)
        elif isinstance(fact, PersonAdded):
            self.people[fact.person] = (fact.username, fact.role)
            self.passwords[fact.person] = fact.password
        elif isinstance(fact, PasswordChanged):
            self.passwords[fact.person] = fact.password
        elif isinstance(fact, RoleChanged) and fact.person in self.people:
            self.people[fact.person] = (self.people[fact.person][0], fact.role)
        elif isinstance(fact, Founded | StudyAdopted):
            return self._adopt(fact)
        return None

    def _adopt(self, fact: Founded | StudyAdopted) -> tuple[str, str] | None:
        try:
            study = parse_study(fact.files)
        except StudyUnreadable:
            # Later entries were made under files that nobody can read now: said once.
            self.lost = True
            return "its study files cannot be read", "其研究文件无法读取"
        self.studies[fact.fingerprint] = study
        if study.fingerprint != fact.fingerprint:
            return "its study files do not give their fingerprint", "研究文件与其指纹不符"
        return None

    def _judge_scores(self, entry: Entry) -> tuple[str, str] | None:
        study, fact = self.studies.get(entry.study.fingerprint), entry.fact
        if study is None or not isinstance(fact, Answered) or fact.instrument is None:
            return None
        plain = {c: self.texts[c].text for c in _list_sealed(fact) if c in self.texts}
        kept = {c: text for c, text in plain.items() if text is not None}
        values = {name: restore_value(value, kept) for name, value in fact.values.items()}
        recorded = {name: restore_value(value, {}) for name, value in fact.scores.items()}
        try:
            now = derive_score_values(derive_score(study.form(fact.form), values))
        except (KeyError, UnknownInstrumentError):
            return "its score cannot be computed again", "其评分无法重新计算"
        if recorded == now:
            return None
        return "the score recorded is not what its answers give", "所记录的评分与其答案不符"

    def _judge_text(self, commitment: str, seq: int) -> tuple[str, str] | None:
        text = self.texts.get(commitment)
        if text is None:
            return "a text that it commits to is gone", "其承诺的文本已缺失"
        if text.text is None or text.salt is None:
            if commitment in self.redacted or self.lost:
                return None
            return "a text was emptied without a redaction", "文本被清空，但没有遮蔽条目"
        if commitment in self.redacted:
            return "a redacted text is still there", "已遮蔽的文本仍然存在"
        if text.seq != seq or compute_commitment(text.salt, text.text) != commitment:
            return "a text was changed: it is not the one committed to", "文本被改动：与承诺值不符"
        return None


def _list_sealed(fact: Answered) -> list[str]:
    return [v["sealed"] for v in fact.values.values() if isinstance(v, dict) and "sealed" in v]


@dataclass(slots=True)
class _SaidBy:
    id: str


@dataclass(slots=True)
class _SaidStudy:
    fingerprint: str


@dataclass(slots=True)
class _SaidFact:
    kind: str
    participant: str | None = None
    visit: str | None = None
    form: str | None = None
    repeat: int | None = None
    form_version: int | None = None


@dataclass(slots=True)
class _Said:
    """What the walk compares of an entry's text; reading it all takes three times as long."""

    format: int
    seq: int
    previous: str
    at: str
    clock_back_seconds: str | None
    by: _SaidBy
    study: _SaidStudy
    fact: _SaidFact


_SAID = TypeAdapter(_Said)


def _read(text: str) -> _Said | None:
    try:
        said = _SAID.validate_json(text)
    except ValidationError:
        return None
    return said if said.format == FORMAT else None


def _judge_columns(row: Row, entry: _Said) -> tuple[str, str] | None:
    fact = entry.fact
    if (
        row.seq == entry.seq
        and row.previous == entry.previous
        and row.at == entry.at
        and row.person == entry.by.id
        and row.kind == fact.kind
        and row.participant == fact.participant
        and row.visit == fact.visit
        and row.form == fact.form
        and row.repeat == fact.repeat
        and row.form_version == fact.form_version
    ):
        return None
    return "its columns are not what its text says", "各列与其文本不符"


def _check_anchor(wanted: re.Match[str] | None, walk: _Walk) -> list[Fault]:
    if wanted is None:
        return [
            Fault(
                "anchor",
                Bilingual("this is no head of a ledger", "这不是账本的链头"),
                Bilingual("give N:hash as printed on the document", "请按文件上所印的 N:hash 输入"),
            )
        ]
    if wanted[3]:
        return []
    number = int(wanted[1])
    if number > walk.seq:
        return [
            _fault(
                f"entry {number}",
                f"it was there when the anchor was printed, and the ledger ends at {walk.seq}: "
                "its tail was cut",
                f"印制锚点时该条目存在，而账本止于 {walk.seq}：尾部被截断",
            )
        ]
    if walk.anchored != wanted[2]:
        return [
            _fault(
                f"entry {number}",
                "it is not the one that the anchor names: the chain was rebuilt",
                "它不是锚点所指的条目：链条被重建",
            )
        ]
    return []


def _fault(where: str, en: str, zh: str) -> Fault:
    return Fault(where, Bilingual(en, zh), _COMPARE)
