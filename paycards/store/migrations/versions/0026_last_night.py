"""Councils: the newest night that was run to its end, and when that was."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("councils", sa.Column("last_night", sa.Date(), nullable=True))
    op.add_column("councils", sa.Column("last_night_at", sa.String(27), nullable=True))


def downgrade() -> None:
    op.drop_column("councils", "last_night_at")
    op.drop_column("councils", "last_night")
