"""Refused and held files keep by what they were read, and are found at once; so is a promise by its file."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WAITS = sa.text("state IN ('quarantined', 'held') AND rejected = 0")


def upgrade() -> None:
    op.add_column("files", sa.Column("read_by", sa.String(64), nullable=False, server_default=""))
    op.create_index("ix_files_waiting", "files", ["id"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_index("ix_promises_file_name", "promises", ["contract_id", "file_name"])


def downgrade() -> None:
    op.drop_index("ix_promises_file_name", table_name="promises")
    op.drop_index("ix_files_waiting", table_name="files")
    op.drop_column("files", "read_by")
