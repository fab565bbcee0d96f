"""In SQLite an entry's number is the row's own, so that looking one up is one step. The index is made anew afterwards."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _change(old: sa.types.TypeEngine[int], new: sa.types.TypeEngine[int]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("entries") as batch_op:
            batch_op.alter_column("id", existing_type=old, type_=new, existing_nullable=False)


def upgrade() -> None:
    _change(sa.BigInteger(), sa.Integer())


def downgrade() -> None:
    _change(sa.Integer(), sa.BigInteger())
