"""Finding whole submissions instead of single texts; saved searches. The index itself is made by `archive.finding`."""

import sqlalchemy as sa
from alembic import op

import archive.tables

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OLD = {
    "sqlite": ("CREATE VIRTUAL TABLE search USING fts5(text, content='', tokenize='unicode61 remove_diacritics 0')",),
    "postgresql": (
        'CREATE TABLE search (id integer PRIMARY KEY REFERENCES texts, words text COLLATE "C" NOT NULL)',
        "CREATE INDEX search_words ON search USING gin (string_to_array(words, ' '))",
    ),
}
# Words come divided and folded. Single words and pairs of neighbours are what PostgreSQL's inverted index holds; the texts
# lie aside (TOAST), so that going through the rows is cheap.
NEW = {
    "sqlite": ("CREATE VIRTUAL TABLE search USING fts5(words, content='', columnsize=0, tokenize='ascii')",),
    "postgresql": (
        "CREATE SEQUENCE search_numbers",
        "CREATE TABLE search (id bigint PRIMARY KEY REFERENCES entries ON DELETE CASCADE, "
        'words text COLLATE "C" NOT NULL) WITH (toast_tuple_target = 128)',
        "DO $$ BEGIN ALTER TABLE search ALTER words SET COMPRESSION lz4; EXCEPTION WHEN OTHERS THEN NULL; END $$",
        "CREATE FUNCTION search_tokens(words text) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS "
        "$$ SELECT array_agg(hashtextextended(token, 0)) FROM (SELECT string_to_array(words, ' ') AS list) AS split, "
        "LATERAL (SELECT unnest(list) UNION ALL SELECT one || ' ' || next FROM unnest(list, list[2:]) AS pair(one, next) "
        "WHERE next IS NOT NULL) AS found(token) $$",
        "CREATE INDEX search_words ON search USING gin (search_tokens(words)) WITH (fastupdate = off)",
    ),
}
GONE = {
    "sqlite": ("DROP TABLE search", "DROP TABLE search_version"),
    "postgresql": (
        "DROP TABLE search",
        "DROP TABLE search_version",
        "DROP FUNCTION search_tokens",
        "DROP SEQUENCE search_numbers",
    ),
}
_PLACED = """
    UPDATE texts SET document = (
        SELECT min(d.id) FROM documents d WHERE d.mail = texts.mail
        AND (texts.place = d.name OR substr(texts.place, 1, length(d.name) + 2) = d.name || ' 第')
    ) WHERE place NOT IN ('主题', '正文', '发件人', '文件名')
"""


def upgrade() -> None:
    database = op.get_bind().dialect.name
    op.execute("DROP TABLE search")
    with op.batch_alter_table("texts") as batch_op:
        batch_op.add_column(sa.Column("document", sa.Integer(), nullable=True))
        batch_op.create_foreign_key("fk_texts_document", "documents", ["document"], ["id"])
        batch_op.create_index("ix_texts_document", ["document"])
    op.execute("DELETE FROM texts WHERE place IN ('单位', '活动')")
    op.execute(_PLACED)
    op.execute("UPDATE texts SET submission = NULL")
    op.execute("INSERT INTO unrecorded (kind, key) SELECT DISTINCT 'text', mail FROM texts")
    _create_entries()
    op.create_table(
        "saved_searches",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("saved_at", archive.tables.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_saved_searches")),
    )
    op.execute("CREATE TABLE search_version (version text)")
    for statement in NEW[database]:
        op.execute(statement)


def _create_entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mail", sa.String(length=64), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("modules", sa.JSON(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["mail"], ["mails.digest"], name=op.f("fk_entries_mail")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.id"], name=op.f("fk_entries_revision")),
        sa.ForeignKeyConstraint(["submission"], ["submissions.id"], name=op.f("fk_entries_submission")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
    )
    op.create_index("ix_entries_mail", "entries", ["mail"])
    op.create_index("ix_entries_submission", "entries", ["submission"])


def downgrade() -> None:
    """The old index comes back empty: what was filed meanwhile is found again after the next upgrade."""
    database = op.get_bind().dialect.name
    for statement in GONE[database]:
        op.execute(statement)
    op.drop_table("saved_searches")
    op.drop_table("entries")
    with op.batch_alter_table("texts") as batch_op:
        batch_op.drop_index("ix_texts_document")
        batch_op.drop_constraint("fk_texts_document", type_="foreignkey")
        batch_op.drop_column("document")
    for statement in OLD[database]:
        op.execute(statement)
