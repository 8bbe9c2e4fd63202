"""Indexes for the card desk: accounts by postcode, cards by the last four digits that people say."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_accounts_postcode": ("accounts", "replace(upper(postcode), ' ', '')"),
    "ix_cards_last_four": ("cards", "substr(card_number, length(card_number) - 3)"),
}


def upgrade() -> None:
    for name, (table, what) in INDEXES.items():
        op.create_index(name, table, [sa.text(what)])


def downgrade() -> None:
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table_name=table)
