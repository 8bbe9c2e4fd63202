"""What people find an account by, folded, for the accounts that are there already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from paycards.store.folding import PARTS, found_by

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FOLDED = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TOGETHER = 10_000  # accounts in memory at once


def upgrade() -> None:
    op.add_column("accounts", sa.Column("found_by", FOLDED, server_default="", nullable=False))
    fill(op.get_bind())
    op.create_index("ix_accounts_found_by", "accounts", ["council_id", "found_by", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_accounts_found_by", table_name="accounts")
    op.drop_column("accounts", "found_by")


def fill(connection: sa.Connection) -> None:
    accounts = sa.table("accounts", *map(sa.column, ("id", "found_by", *PARTS)))
    wanted = sa.select(accounts.c.id, *(accounts.c[name] for name in PARTS)).order_by(accounts.c.id)
    written = (
        sa.update(accounts).where(accounts.c.id == sa.bindparam("this")).values(found_by=sa.bindparam("text"))
    )
    last = 0
    while found := connection.execute(wanted.where(accounts.c.id > last).limit(TOGETHER)).all():
        import pandas as pd

        last = found[-1].id
        texts = found_by(pd.DataFrame(found))
        connection.execute(
            written, [{"this": row.id, "text": text} for row, text in zip(found, texts, strict=True)]
        )
