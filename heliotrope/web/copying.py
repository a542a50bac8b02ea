"""The open database in, a copy of everything in it out; and the other way, into a new one."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.apps import apps
from django.db import transaction

from heliotrope.capture.extract import render_tables
from heliotrope.capture.ledger import State
from heliotrope.capture.rows import Row, TextRow
from heliotrope.capture.tables import SYNTHETIC_MARK
from heliotrope.web.database import ALIAS, get_connection
from heliotrope.web.find import find_ledger_rows, find_study_files, find_text_rows

ACCOUNT_COLUMNS = ("person", "username", "password", "is_active", "demo")


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a database holds but sessions, as of one moment."""

    rows: Sequence[Row]
    texts: Sequence[TextRow]
    accounts: Sequence[tuple[Any, ...]]
    secret: str
    """The key that signs sessions; kept, so that nobody is signed out by a restored copy."""

    @property
    def head(self) -> str:
        """`N:hash` of the newest entry."""
        return f"{self.rows[-1].seq}:{self.rows[-1].hash}"


def read_database() -> Content:
    """The open database as of one moment, while the server goes on writing."""
    connection = get_connection()
    with transaction.atomic(using=ALIAS):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return Content(
            rows=find_ledger_rows(),
            texts=find_text_rows(),
            accounts=list(_model("Account").objects.values_list(*ACCOUNT_COLUMNS)),
            secret=str(_model("Secret").objects.get(name="sessions").value),
        )


def fill_database(content: Content) -> None:
    """Put everything into the open database, whose ledger is empty; all of it or nothing.

    Each text follows its entry, as the triggers demand of anybody.
    """
    texts: dict[int, list[TextRow]] = {}
    for text in content.texts:
        texts.setdefault(text.seq, []).append(text)
    ledger, kept, account = _model("LedgerRow"), _model("LedgerText"), _model("Account")
    with transaction.atomic(using=ALIAS, durable=True):
        for row in content.rows:
            ledger.objects.bulk_create([ledger(**asdict(row))])
            kept.objects.bulk_create(kept(**asdict(text)) for text in texts.get(row.seq, ()))
        account.objects.bulk_create(
            account(**dict(zip(ACCOUNT_COLUMNS, values, strict=True)))
            for values in content.accounts
        )


def render_archive(state: State) -> bytes:
    """Everything up to a state as a zip, for people and other programs.

    `data/<form>.csv` as `heliotrope import` reads it; `study/` with the files in force;
    `ledger.jsonl`, of which each line hashes to the entry's hash and names the one before;
    `texts.jsonl` with what the entries only commit to; `HEAD` as `N:hash`.
    """
    head = state.head
    rows = find_ledger_rows(up_to=head.seq if head else 0)
    texts = [asdict(text) for text in find_text_rows() if head and text.seq <= head.seq]
    lines = [json.dumps(text, ensure_ascii=False, sort_keys=True) for text in texts]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for form, table in render_tables(state).items():
            archive.writestr(f"data/{form}.csv", table)
        if state.database == "rehearsal":
            archive.writestr(f"data/{SYNTHETIC_MARK}", _SYNTHETIC)
        for name, file in sorted(find_study_files().items()):
            archive.writestr(f"study/{name}", file)
        archive.writestr("ledger.jsonl", "".join(f"{row.text}\n" for row in rows))
        archive.writestr("texts.jsonl", "".join(f"{line}\n" for line in lines))
        archive.writestr("HEAD", f"{head}\n")
    return out.getvalue()


_SYNTHETIC = (
    "These tables come from a rehearsal: every participant is invented, and no real study takes "
    "them in.\n这些表来自演练：全部参与者均为虚构，真实研究不予导入。\n"
)


def _model(name: str) -> Any:  # noqa: ANN401 - a model class of this app
    return apps.get_model("heliotrope", name)
