"""What lists and figures are read from at a hundred thousand submissions."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_INDICES = (
    ("mails_received", "mails", ["call", "received_at"]),
    ("mails_counted", "mails", ["call", "verdict"]),
    ("submissions_listed", "submissions", ["call", "last_received_at", "id"]),
    ("submissions_counted", "submissions", ["call", "stage", "verdict"]),
)


def upgrade() -> None:
    for name, table, columns in _INDICES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _ in _INDICES:
        op.drop_index(name, table)
