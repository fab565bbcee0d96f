"""People's decisions; what a mail was judged by, so that it can be judged anew; which revision a submission stands at."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TEXT = sa.text("''")
_STANDS_AT = (
    "UPDATE submissions SET current = (SELECT r.id FROM revisions r WHERE r.submission = submissions.id "
    "ORDER BY r.received_at DESC, r.number DESC LIMIT 1)"
)
_COLUMNS = (
    ("mails", sa.Column("facts", sa.Text(), nullable=False, server_default=_TEXT)),
    ("revisions", sa.Column("material", sa.Text(), nullable=False, server_default=_TEXT)),
    ("submissions", sa.Column("current", sa.Integer(), nullable=True)),
    ("submissions", sa.Column("closed", sa.String(16), nullable=False, server_default=_TEXT)),
    ("submissions", sa.Column("merged", sa.String(64), nullable=False, server_default=_TEXT)),
    ("findings", sa.Column("decision", sa.Integer(), nullable=True)),
    ("findings", sa.Column("was", sa.String(16), nullable=False, server_default=_TEXT)),
)


def upgrade() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("call", sa.String(64), nullable=False),
        sa.Column("receipt", sa.String(64), nullable=False),
        sa.Column("mail", sa.String(64), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(64), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("field", sa.String(64), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("letter", sa.Integer(), nullable=True),
        sa.Column("takes_back", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.UniqueConstraint("takes_back", name="uq_decisions_takes_back"),
    )
    op.create_index("ix_decisions_receipt", "decisions", ["receipt"])
    op.create_index("ix_decisions_mail", "decisions", ["mail"])
    op.create_index("ix_decisions_kind", "decisions", ["kind"])
    for table, column in _COLUMNS:
        op.add_column(table, column)
    op.execute(_STANDS_AT)


def downgrade() -> None:
    for table, column in reversed(_COLUMNS):
        op.drop_column(table, str(column.name))
    op.drop_table("decisions")
