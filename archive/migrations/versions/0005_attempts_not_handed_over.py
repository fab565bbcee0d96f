"""Which attempt of a letter was claimed and not handed over yet."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """0 for what is being sent now: nobody noted anything of it, so it stays in doubt."""
    op.add_column("outbox", sa.Column("prepared", sa.Integer(), nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    op.drop_column("outbox", "prepared")
