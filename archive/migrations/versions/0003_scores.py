"""Reviewers' scores, who scores what, and who may not."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ballots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call", sa.String(64), nullable=False),
        sa.Column("reviewer", sa.String(255), nullable=False),
        sa.Column("receipt", sa.String(64), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ballots"),
        sa.UniqueConstraint("reviewer", "receipt", name="uq_ballots_reviewer"),
    )
    op.create_index("ix_ballots_call", "ballots", ["call"])
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call", sa.String(64), nullable=False),
        sa.Column("reviewer", sa.String(255), nullable=False),
        sa.Column("receipt", sa.String(64), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assignments"),
        sa.UniqueConstraint("reviewer", "receipt", name="uq_assignments_reviewer"),
    )
    op.create_index("ix_assignments_call", "assignments", ["call"])
    op.create_table(
        "conflicts_of_interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call", sa.String(64), nullable=False),
        sa.Column("reviewer", sa.String(255), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("organisation_key", sa.String(255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conflicts_of_interest"),
        sa.UniqueConstraint("call", "reviewer", "organisation_key", name="uq_conflicts_of_interest_call"),
    )


def downgrade() -> None:
    """Raises CommandError where reviewers' work would be lost: nobody goes back by mistake."""
    connection = op.get_bind()
    for name in ("conflicts_of_interest", "assignments", "ballots"):
        rows = connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name)))
        if rows:
            raise CommandError(f"退回旧版数据库会丢失{name}里的{rows}行（评审分工、打分或回避），请先导出，再清空该表")
        op.drop_table(name)
