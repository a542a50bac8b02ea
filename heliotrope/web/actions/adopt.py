"""A new version of the study's files → the fact that it applies from here on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from heliotrope.capture.answers import DrawSalt
from heliotrope.capture.enrollment import require_study
from heliotrope.capture.entries import StudyAdopted
from heliotrope.capture.ledger import Draft, State
from heliotrope.study.load import parse_study
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual, Person, Refusal
from heliotrope.web.store import Recorded, Store


class UnableToAdopt(Refusal):
    """The files are of another study, or changed without a raised version."""


def adopt(store: Store, by: Person, files: Mapping[str, str]) -> Recorded | None:
    """Let a changed folder apply from here on; None if nothing in it changed.

    Raises UnableToAdopt for another study, or if the version was not raised: what was recorded
    under a version must stay readable as that version.
    """
    study = parse_study(files)
    if require_study(store.state()).fingerprint == study.fingerprint:
        return None

    def decide(state: State, _now: datetime, _salt: DrawSalt) -> Sequence[Draft]:
        _require_successor(require_study(state), study)
        fact = StudyAdopted(version=study.version, fingerprint=study.fingerprint, files=dict(files))
        return [Draft(fact)]

    return store.record(by, decide)


def _require_successor(here: Study, new: Study) -> None:
    if new.id != here.id:
        raise UnableToAdopt(
            Bilingual(
                f"the database holds {here.id} and the folder is {new.id}",
                f"数据库中为 {here.id}，而文件夹为 {new.id}",
            ),
            Bilingual("give the folder of the same study", "请指定同一研究的文件夹"),
        )
    if _order(new.version) <= _order(here.version):
        raise UnableToAdopt(
            Bilingual(
                f"the study's files changed and their version is still {new.version}"
                f" (in force: {here.version})",
                f"研究文件已改动，而版本仍为 {new.version}（现行：{here.version}）",
            ),
            Bilingual(
                "raise `version` in study.yaml, or leave out --study to go on as before",
                "请提高 study.yaml 中的 `version`；或不加 --study，沿用现行版本",
            ),
        )


def _order(version: str) -> tuple[tuple[int, str], ...]:
    """`1.10` comes after `1.9`; parts that are no numbers are compared as words."""
    return tuple(
        (int(part), "") if part.isdecimal() else (-1, part)
        for part in version.replace("-", ".").split(".")
    )
