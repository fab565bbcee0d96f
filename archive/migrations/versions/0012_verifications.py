"""How far each run of `verify` is; which unrelated mail has been removed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "verifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("touched_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("position", sa.String(64), nullable=False),
        sa.Column("blobs", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("corrupt", sa.JSON(), nullable=False),
        sa.Column("sound", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_verifications"),
    )
    op.add_column("mails", sa.Column("removed_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("mails", "removed_at")
    op.drop_table("verifications")
