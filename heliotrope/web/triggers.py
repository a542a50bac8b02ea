"""A kind of database in, the triggers that make the ledger append-only out, as SQL.

SQLite: triggers that refuse UPDATE and DELETE still let INSERT OR REPLACE rewrite a row, because
the deletion it implies fires none; so an insertion must continue the chain, or it is refused.
PostgreSQL: row triggers do not see TRUNCATE, nor a statement that meets no row; so there is a
statement trigger too, and both fire whatever `session_replication_role` says.
"""

from __future__ import annotations

REFUSAL = "is append-only"
"""Stands in every refusal of a trigger, so that it is told from any other error."""

_SQLITE_LEDGER_INSERT = """
CREATE TRIGGER ledger_insert BEFORE INSERT ON ledger
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM ledger)
  OR (NEW.seq > 1 AND NEW.previous IS NOT (SELECT hash FROM ledger WHERE seq = NEW.seq - 1))
  OR EXISTS (SELECT 1 FROM ledger WHERE hash = NEW.hash)
  OR EXISTS (
    SELECT 1 FROM ledger WHERE participant = NEW.participant AND visit = NEW.visit
    AND form = NEW.form AND repeat = NEW.repeat AND form_version = NEW.form_version)
BEGIN SELECT RAISE(ABORT, 'ledger is append-only: a row must continue the chain'); END
"""

_SQLITE_TEXT_INSERT = """
CREATE TRIGGER ledger_text_insert BEFORE INSERT ON ledger_text
WHEN EXISTS (SELECT 1 FROM ledger_text WHERE commitment = NEW.commitment)
  OR EXISTS (SELECT 1 FROM ledger_text WHERE rowid = NEW.rowid)
  OR NEW.seq IS NOT (SELECT max(seq) FROM ledger)
BEGIN SELECT RAISE(ABORT, 'ledger_text is append-only: a text belongs to the newest entry'); END
"""

_SQLITE_TEXT_UPDATE = """
CREATE TRIGGER ledger_text_update BEFORE UPDATE ON ledger_text
WHEN NEW.rowid IS NOT OLD.rowid OR NEW.commitment IS NOT OLD.commitment
  OR NEW.seq IS NOT OLD.seq OR NEW.salt IS NOT NULL OR NEW.text IS NOT NULL
  OR NOT EXISTS (
    SELECT 1 FROM ledger, json_each(ledger.text, '$.fact.commitments') AS named
    WHERE ledger.kind = 'redacted' AND ledger.seq > OLD.seq AND named.value = OLD.commitment)
BEGIN SELECT RAISE(ABORT, 'ledger_text is append-only: only a redaction empties a text'); END
"""

SQLITE = {
    "ledger_insert": _SQLITE_LEDGER_INSERT,
    "ledger_update": """
CREATE TRIGGER ledger_update BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'ledger is append-only: no UPDATE'); END
""",
    "ledger_delete": """
CREATE TRIGGER ledger_delete BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'ledger is append-only: no DELETE'); END
""",
    "ledger_text_insert": _SQLITE_TEXT_INSERT,
    "ledger_text_update": _SQLITE_TEXT_UPDATE,
    "ledger_text_delete": """
CREATE TRIGGER ledger_text_delete BEFORE DELETE ON ledger_text
BEGIN SELECT RAISE(ABORT, 'ledger_text is append-only: no DELETE'); END
""",
}
"""Trigger → the statement that makes it."""

_REFUSE = """
CREATE OR REPLACE FUNCTION heliotrope_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: no %', TG_TABLE_NAME, TG_OP;
END $$
"""

_CONTINUE_LEDGER = """
CREATE OR REPLACE FUNCTION heliotrope_continue_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head record;
BEGIN
  SELECT seq, hash INTO head FROM ledger ORDER BY seq DESC LIMIT 1;
  IF NEW.seq IS DISTINCT FROM coalesce(head.seq, 0) + 1
    OR (NEW.seq > 1 AND NEW.previous IS DISTINCT FROM head.hash) THEN
    RAISE EXCEPTION 'ledger is append-only: a row must continue the chain';
  END IF;
  RETURN NEW;
END $$
"""

_CONTINUE_TEXT = """
CREATE OR REPLACE FUNCTION heliotrope_continue_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM ledger_text WHERE commitment = NEW.commitment)
    OR NEW.seq IS DISTINCT FROM (SELECT max(seq) FROM ledger) THEN
    RAISE EXCEPTION 'ledger_text is append-only: a text belongs to the newest entry';
  END IF;
  RETURN NEW;
END $$
"""

_EMPTY_TEXT = """
CREATE OR REPLACE FUNCTION heliotrope_empty_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.commitment IS DISTINCT FROM OLD.commitment OR NEW.seq IS DISTINCT FROM OLD.seq
    OR NEW.salt IS NOT NULL OR NEW.text IS NOT NULL
    OR NOT EXISTS (
      SELECT 1 FROM ledger WHERE kind = 'redacted' AND seq > OLD.seq
      AND (text::jsonb #> '{fact,commitments}') ? OLD.commitment) THEN
    RAISE EXCEPTION 'ledger_text is append-only: only a redaction empties a text';
  END IF;
  RETURN NEW;
END $$
"""

POSTGRESQL_FUNCTIONS = {
    "heliotrope_refuse": _REFUSE,
    "heliotrope_continue_ledger": _CONTINUE_LEDGER,
    "heliotrope_continue_text": _CONTINUE_TEXT,
    "heliotrope_empty_text": _EMPTY_TEXT,
}
"""Function → the statement that makes it."""

_EACH = {
    "ledger_insert": ("INSERT", "ledger", "ROW", "heliotrope_continue_ledger"),
    "ledger_row": ("UPDATE OR DELETE", "ledger", "ROW", "heliotrope_refuse"),
    "ledger_statement": (
        "UPDATE OR DELETE OR TRUNCATE",
        "ledger",
        "STATEMENT",
        "heliotrope_refuse",
    ),
    "ledger_text_insert": ("INSERT", "ledger_text", "ROW", "heliotrope_continue_text"),
    "ledger_text_update": ("UPDATE", "ledger_text", "ROW", "heliotrope_empty_text"),
    "ledger_text_row": ("DELETE", "ledger_text", "ROW", "heliotrope_refuse"),
    "ledger_text_statement": (
        "DELETE OR TRUNCATE",
        "ledger_text",
        "STATEMENT",
        "heliotrope_refuse",
    ),
}

POSTGRESQL = {
    name: (
        table,
        f"CREATE TRIGGER {name} BEFORE {acts} ON {table} FOR EACH {each} EXECUTE FUNCTION {call}()",
    )
    for name, (acts, table, each, call) in _EACH.items()
}
"""Trigger → its table, and the statement that makes it."""
