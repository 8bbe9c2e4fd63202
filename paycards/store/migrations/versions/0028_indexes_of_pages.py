"""Indexes for the pages: what bank files and opening lists brought, and open suspense items by their age.

Both are of few rows: a night of payments writes to neither, but for its own suspense items.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_postings_brought": ("postings", ["batch_id"], "rule = 'bank' OR rule = 'opening'"),
    "ix_suspense_items_oldest": ("suspense_items", ["council_id", "since", "id"], "state = 'open'"),
}


def upgrade() -> None:
    for name, (table, columns, where) in INDEXES.items():
        which = sa.text(where)
        op.create_index(name, table, columns, sqlite_where=which, postgresql_where=which)


def downgrade() -> None:
    for name, (table, _, _) in INDEXES.items():
        op.drop_index(name, table_name=table)
