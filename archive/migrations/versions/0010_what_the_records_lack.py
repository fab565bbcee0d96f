"""What changed and isn't in the records beside the blobs yet; all that is on record already must be written there."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_THERE = (
    ("mail", "SELECT digest FROM mails"),
    ("submission", "SELECT receipt FROM submissions"),
    ("text", "SELECT DISTINCT mail FROM texts"),
    ("letter", "SELECT CAST(id AS TEXT) FROM outbox"),
    ("meta", "SELECT 'installation' FROM meta LIMIT 1"),
    ("audit", "SELECT DISTINCT CAST(id / 100 AS TEXT) FROM audit"),
    ("ballots", "SELECT DISTINCT CAST(id / 100 AS TEXT) FROM ballots"),
    ("assignments", "SELECT DISTINCT CAST(id / 100 AS TEXT) FROM assignments"),
    ("decisions", "SELECT DISTINCT CAST(id / 100 AS TEXT) FROM decisions"),
    ("held", "SELECT DISTINCT CAST(id / 100 AS TEXT) FROM conflicts_of_interest"),
)
# PostgreSQL's triggers call it with the statements that note a change, over the row before ($1) and after ($2)
_NOTE = (
    "CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "FOR number IN 0 .. TG_NARGS - 1 LOOP EXECUTE TG_ARGV[number] USING OLD, NEW; END LOOP; RETURN NULL; END $$"
)


def upgrade() -> None:
    op.create_table(
        "unrecorded",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unrecorded"),
    )
    for kind, keys in _THERE:
        op.execute(f"WITH there (k) AS ({keys}) INSERT INTO unrecorded (kind, key) SELECT '{kind}', k FROM there")  # noqa: S608
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_NOTE)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION note_change CASCADE")
    op.drop_table("unrecorded")
