"""Whose call a letter is of that answers no mail; indices for lists of one verdict and of an organisation's submissions."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_OF_ORGANISATION = ["call", "closed", "organisation_key"]
_OF_VERDICT = ["call", "closed", "verdict", "last_received_at", "id"]


def upgrade() -> None:
    op.add_column("outbox", sa.Column("call", sa.String(64), nullable=False, server_default=sa.text("''")))
    op.drop_index("submissions_of_organisation", "submissions")
    op.create_index("submissions_of_organisation", "submissions", [*_OF_ORGANISATION, "stage", "verdict"])
    op.create_index("submissions_of_verdict", "submissions", _OF_VERDICT)


def downgrade() -> None:
    op.drop_index("submissions_of_verdict", "submissions")
    op.drop_index("submissions_of_organisation", "submissions")
    op.create_index("submissions_of_organisation", "submissions", _OF_ORGANISATION)
    op.drop_column("outbox", "call")
