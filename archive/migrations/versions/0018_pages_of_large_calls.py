"""What pages of a large call look up: letters about a submission, what an organisation handed in, findings that wait for a person, mails that failed."""

from alembic import op
from sqlalchemy import text

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_WAITS, _FAILED = text("severity = 'review'"), text("error != ''")


def upgrade() -> None:
    op.create_index("outbox_receipts_receipt", "outbox_receipts", ["receipt"])
    op.create_index("findings_waiting", "findings", ["revision", "mail"], sqlite_where=_WAITS, postgresql_where=_WAITS)
    op.create_index("outbox_listed", "outbox", ["state", "id"])
    op.create_index("submissions_of_organisation", "submissions", ["call", "closed", "organisation_key"])
    op.create_index("mails_failed", "mails", ["state", "verdict"], sqlite_where=_FAILED, postgresql_where=_FAILED)


def downgrade() -> None:
    for name, table in (
        ("mails_failed", "mails"),
        ("submissions_of_organisation", "submissions"),
        ("outbox_listed", "outbox"),
        ("findings_waiting", "findings"),
        ("outbox_receipts_receipt", "outbox_receipts"),
    ):
        op.drop_index(name, table)
