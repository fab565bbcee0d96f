"""Templates and rosters edited in the browser; when each source was last looked at; counts leave out what was put aside."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_edits"),
    )
    op.create_index("ix_edits_name", "edits", ["name"])
    op.create_table(
        "polls",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_polls"),
    )
    op.drop_index("submissions_counted", "submissions")
    op.create_index("submissions_counted", "submissions", ["call", "closed", "stage", "verdict"])


def downgrade() -> None:
    op.drop_index("submissions_counted", "submissions")
    op.create_index("submissions_counted", "submissions", ["call", "stage", "verdict"])
    op.drop_table("polls")
    op.drop_index("ix_edits_name", "edits")
    op.drop_table("edits")
