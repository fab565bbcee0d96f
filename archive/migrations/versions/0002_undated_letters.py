"""A letter's wording for when the day that it names has passed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("names", sa.Date(), nullable=True))
    op.add_column("outbox", sa.Column("undated_text", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("outbox", sa.Column("undated_html", sa.Text(), nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    for name in ("undated_html", "undated_text", "names"):
        op.drop_column("outbox", name)
