"""Which rows stand in which record. Every table is one record's, or is told here why it is none's."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

_SEGMENT = 100  # lines of the audit log, or of another small table, in one record
APPLICATION = "baosong"  # what our connections to PostgreSQL call themselves: what others change isn't taken for ours
NOT_RECORDED = {
    "unrecorded": "what the records don't have yet",
    "entries": "finding's, made from the others",
    "verifications": "what has been read of the store is read again",
    "conditions": "what is out of order now shows itself again",
    "polls": "a source is looked at again",
    "people": "accounts are made anew: nothing of a password lies in the archive",
    "grants": "with the accounts",
    "web_sessions": "whoever was signed in signs in again",
    "sign_in_attempts": "of the last minutes alone",
}


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose record a table's row stands in, as SQL over the row `{row}`: `kind` and `key`.

    `rows` is SQL that chooses a record's rows by `:key`.
    """

    kind: str
    key: str
    rows: str

    def note(self, row: str) -> str:
        """The statement that notes a change of that row (NEW or OLD)."""
        kind, key = self.kind.format(row=row), self.key.format(row=row)
        noted = f"SELECT {kind} AS kind, {key} AS key"
        chosen = f"SELECT kind, key FROM ({noted}) AS noted WHERE key IS NOT NULL"  # noqa: S608  our own words
        return f"INSERT INTO unrecorded (kind, key) {chosen}"


def _segment(kind: str) -> Owner:
    return Owner(f"'{kind}'", f"CAST({{row}}.id / {_SEGMENT} AS TEXT)", f"id / {_SEGMENT} = CAST(:key AS INTEGER)")


_RECEIPT = "(SELECT receipt FROM submissions WHERE id = {row}.submission)"
_RECEIPT_OF_REVISION = (
    "(SELECT s.receipt FROM revisions r JOIN submissions s ON s.id = r.submission WHERE r.id = {row}.revision)"
)
_OF_SUBMISSION = "(SELECT id FROM submissions WHERE receipt = :key)"
OWNERS = {
    "meta": Owner("'meta'", "'installation'", ":key = :key"),
    "saved_searches": Owner("'searches'", "'saved'", ":key = :key"),
    "mails": Owner("'mail'", "{row}.digest", "digest = :key"),
    "sightings": Owner("'mail'", "{row}.mail", "mail = :key"),
    "documents": Owner("'mail'", "{row}.mail", "mail = :key"),
    "submissions": Owner("'submission'", "{row}.receipt", "receipt = :key"),
    "revisions": Owner("'submission'", _RECEIPT, f"submission = {_OF_SUBMISSION}"),
    "findings": Owner(
        "CASE WHEN {row}.revision IS NULL THEN 'mail' ELSE 'submission' END",
        f"CASE WHEN {{row}}.revision IS NULL THEN {{row}}.mail ELSE {_RECEIPT_OF_REVISION} END",
        f"(mail = :key AND revision IS NULL) OR revision IN (SELECT id FROM revisions WHERE submission = {_OF_SUBMISSION})",  # noqa: S608
    ),
    "texts": Owner("'text'", "{row}.mail", "mail = :key"),
    "outbox": Owner("'letter'", "CAST({row}.id AS TEXT)", "id = CAST(:key AS INTEGER)"),
    "outbox_receipts": Owner("'letter'", "CAST({row}.letter AS TEXT)", "letter = CAST(:key AS INTEGER)"),
    "audit": _segment("audit"),
    "decisions": _segment("decisions"),
    "ballots": _segment("ballots"),
    "assignments": _segment("assignments"),
    "conflicts_of_interest": _segment("held"),
    "edits": _segment("edits"),
}
KINDS = {  # in the order in which they can be put into an empty database: what is pointed to goes first
    "meta": ("meta",),
    "searches": ("saved_searches",),
    "mail": ("mails", "sightings", "documents", "findings"),
    "submission": ("submissions", "revisions", "findings"),
    "text": ("texts",),
    "letter": ("outbox", "outbox_receipts"),
    "audit": ("audit",),
    "decisions": ("decisions",),
    "ballots": ("ballots",),
    "assignments": ("assignments",),
    "held": ("conflicts_of_interest",),
    "edits": ("edits",),
}
ENTITIES = {  # every record that there should be: (kind, SQL that gives the keys)
    "mail": "SELECT digest FROM mails",
    "submission": "SELECT receipt FROM submissions",
    "text": "SELECT DISTINCT mail FROM texts",
    "letter": "SELECT CAST(id AS TEXT) FROM outbox",
    "meta": "SELECT 'installation' FROM meta LIMIT 1",
    "searches": "SELECT 'saved' FROM saved_searches LIMIT 1",
    **{
        kind: f"SELECT DISTINCT CAST(id / {_SEGMENT} AS TEXT) FROM {tables[0]}"  # noqa: S608
        for kind, tables in KINDS.items()
        if OWNERS[tables[0]].rows.startswith("id / ")
    },
}


def watch_sqlite(connection: object) -> None:
    """Triggers on this connection alone: what another program changes behind our back isn't taken for ours."""
    execute = connection.execute  # type: ignore[attr-defined]  # the driver's own
    present = {name for (name,) in execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")}
    if "unrecorded" not in present:
        return
    for table, owner in OWNERS.items():
        if table in present:
            for event, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
                notes = "; ".join(owner.note(row) for row in rows)
                execute(f"CREATE TEMP TRIGGER note_{table}_{event} AFTER {event} ON main.{table} BEGIN {notes}; END")


def unwatch_sqlite(connection: Connection) -> None:
    """Take this connection's triggers away, so that its schema can be changed."""
    for (name,) in connection.execute(text("SELECT name FROM temp.sqlite_master WHERE type = 'trigger'")).all():
        connection.execute(text(f"DROP TRIGGER temp.{name}"))


def watch_postgresql(connection: Connection) -> None:
    """The same by triggers in the database that look who it is that changes something."""
    present = set(connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")))
    if "unrecorded" not in present:
        return
    for table, owner in OWNERS.items():
        if table in present:
            for event, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
                arguments = ", ".join(f"$note${owner.note(f'({_FROM[row]})')}$note$" for row in rows)
                connection.exec_driver_sql(
                    f"CREATE OR REPLACE TRIGGER note_{event.lower()} AFTER {event} ON {table} FOR EACH ROW "
                    f"WHEN (starts_with(current_setting('application_name'), '{APPLICATION}')) "
                    f"EXECUTE FUNCTION note_change({arguments})"
                )


_FROM = {"OLD": "$1", "NEW": "$2"}
