"""PostgreSQL's index in segments that the program packs, instead of GIN. It is made anew afterwards."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# Blocks lie in their rows (MAIN), several a page; they are packed already.
_NEW = (
    "DROP INDEX search_words",
    "DROP FUNCTION search_tokens",
    "DROP FUNCTION search_word",
    "CREATE TABLE search_latest (id bigint PRIMARY KEY)",
    "CREATE TABLE search_segments (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, size integer NOT NULL, "
    "entries bytea NOT NULL)",
    "CREATE TABLE search_postings (segment bigint NOT NULL REFERENCES search_segments ON DELETE CASCADE, "
    "first bigint NOT NULL, postings bytea NOT NULL, PRIMARY KEY (segment, first))",
    "ALTER TABLE search_postings ALTER postings SET STORAGE MAIN",
)
_OLD = (
    "DROP TABLE search_latest",
    "DROP TABLE search_postings",
    "DROP TABLE search_segments",
    "CREATE FUNCTION search_word(word text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS "
    "$$ SELECT hashtextextended(word, 0) | (1::bigint << 63) $$",
    "CREATE FUNCTION search_tokens(words text) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS "
    "$$ SELECT characters || pairs || wholes FROM (SELECT array_agg(one::bigint) AS characters, "
    "array_agg(one::bigint << 21 | two) FILTER (WHERE two >= 11904) AS pairs FROM (SELECT ascii(a) AS one, ascii(b) AS two "
    "FROM (SELECT string_to_array(words, NULL) AS list) AS split, unnest(list, list[2:]) AS pair(a, b)) AS codes "
    "WHERE one >= 11904) AS c, (SELECT array_agg(hashtextextended(word, 0) | (1::bigint << 63)) AS wholes "
    "FROM unnest(string_to_array(words, ' ')) AS whole(word) WHERE word <> '' AND ascii(word) < 11904) AS w $$",
    "CREATE INDEX search_words ON search USING gin (search_tokens(words)) WITH (fastupdate = off)",
)


def upgrade() -> None:
    _change(_NEW)


def downgrade() -> None:
    _change(_OLD)


def _change(statements: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for statement in ("TRUNCATE search", *statements):
        op.execute(statement)
    op.execute("DELETE FROM search_version")
