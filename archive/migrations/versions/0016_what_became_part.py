"""Which submissions have become part of one: asked for each submission that is looked at."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("submissions_merged", "submissions", ["merged"])


def downgrade() -> None:
    op.drop_index("submissions_merged", "submissions")
