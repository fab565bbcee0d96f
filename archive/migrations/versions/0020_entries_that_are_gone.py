"""PostgreSQL's segments are told which of their entries are gone, so that no search asks for it and they can be packed anew."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_NEW = (
    "CREATE TABLE search_gone (id bigint NOT NULL)",
    "ALTER TABLE search_segments ADD COLUMN gone bytea NOT NULL DEFAULT ''",
)
_OLD = ("DROP TABLE search_gone", "ALTER TABLE search_segments DROP COLUMN gone")
_EMPTY = "TRUNCATE search, search_latest, search_segments, search_postings"


def upgrade() -> None:
    _change(_NEW)


def downgrade() -> None:
    _change(_OLD)


def _change(statements: tuple[str, ...]) -> None:
    """The index is made anew afterwards: nobody has noted what was gone before."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for statement in (_EMPTY, *statements, "DELETE FROM search_version"):
        op.execute(statement)
