"""What a revision's material was weighed against: receipt numbers, weights and reasons."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revisions", sa.Column("belonging", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("revisions", "belonging")
