"""Who holds a claimed letter and until when; what mail is urgent, what was lost; which marks are being made."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("outbox", "holder", sa.String(255), "''"),
    ("mails", "priority", sa.Integer(), "0"),
    ("mails", "lost", sa.Boolean(), None),
    ("sightings", "marking", sa.Boolean(), None),
)


def upgrade() -> None:
    for table, name, kind, default in _COLUMNS:
        server_default = sa.text(default) if default is not None else sa.false()
        op.add_column(table, sa.Column(name, kind, nullable=False, server_default=server_default))
    op.add_column("outbox", sa.Column("claimed_until", sa.DateTime(), nullable=True))
    op.create_index("ix_outbox_attempted_at", "outbox", ["attempted_at"])


def downgrade() -> None:
    op.drop_index("ix_outbox_attempted_at", "outbox")
    op.drop_column("outbox", "claimed_until")
    for table, name, _, _ in reversed(_COLUMNS):
        op.drop_column(table, name)
