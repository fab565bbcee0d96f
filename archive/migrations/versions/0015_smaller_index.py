"""PostgreSQL's index over characters, pairs of characters and words instead of hashes of them. It is made anew afterwards."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# 11904 is U+2E80: from there on stand Chinese characters and private ones. A word's token is below zero, a pair's above any
# single character's.
_NEW = (
    "CREATE FUNCTION search_word(word text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS "
    "$$ SELECT hashtextextended(word, 0) | (1::bigint << 63) $$",
    "CREATE FUNCTION search_tokens(words text) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS "
    "$$ SELECT characters || pairs || wholes FROM (SELECT array_agg(one::bigint) AS characters, "
    "array_agg(one::bigint << 21 | two) FILTER (WHERE two >= 11904) AS pairs FROM (SELECT ascii(a) AS one, ascii(b) AS two "
    "FROM (SELECT string_to_array(words, NULL) AS list) AS split, unnest(list, list[2:]) AS pair(a, b)) AS codes "
    "WHERE one >= 11904) AS c, (SELECT array_agg(hashtextextended(word, 0) | (1::bigint << 63)) AS wholes "
    "FROM unnest(string_to_array(words, ' ')) AS whole(word) WHERE word <> '' AND ascii(word) < 11904) AS w $$",
)
_OLD = (
    "CREATE FUNCTION search_tokens(words text) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS "
    "$$ SELECT array_agg(hashtextextended(token, 0)) FROM (SELECT string_to_array(words, ' ') AS list) AS split, "
    "LATERAL (SELECT unnest(list) UNION ALL SELECT one || ' ' || next FROM unnest(list, list[2:]) AS pair(one, next) "
    "WHERE next IS NOT NULL) AS found(token) $$",
)
_INDEX = "CREATE INDEX search_words ON search USING gin (search_tokens(words)) WITH (fastupdate = off)"


def upgrade() -> None:
    _change(("DROP FUNCTION search_tokens",), _NEW)


def downgrade() -> None:
    _change(("DROP FUNCTION search_tokens", "DROP FUNCTION search_word"), _OLD)


def _change(gone: tuple[str, ...], made: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for statement in ("DROP INDEX search_words", "TRUNCATE search", *gone, *made, _INDEX):
        op.execute(statement)
    op.execute("DELETE FROM search_version")
