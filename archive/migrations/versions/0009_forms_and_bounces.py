"""The blank forms that go with a letter, and why one came back."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("attachments", sa.JSON(), nullable=True))
    op.add_column("outbox", sa.Column("bounced", sa.Text(), nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    op.drop_column("outbox", "bounced")
    op.drop_column("outbox", "attachments")
