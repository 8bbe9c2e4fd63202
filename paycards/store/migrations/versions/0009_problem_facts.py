"""Problems keep the facts that their message was made from, so that each face can word them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("problems", sa.Column("facts", sa.Text(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("problems", "facts")
