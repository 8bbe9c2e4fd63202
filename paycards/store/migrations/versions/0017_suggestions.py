"""What suggestions look up: accounts by bare reference and by customer, cards by short number, decisions by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

HAS_CUSTOMER = sa.text("customer_ref <> ''")
BY_HAND = sa.text("rule = 'manual'")
INDEXES = (
    ("ix_accounts_normalised_reference", "accounts"),
    ("ix_accounts_customer_ref", "accounts"),
    ("ix_cards_short_number", "cards"),
    ("ix_cards_last_six", "cards"),
    ("ix_suspense_items_by_hand", "suspense_items"),
)


def upgrade() -> None:
    """Add the indexes; nothing else changes."""
    op.create_index(
        "ix_accounts_normalised_reference",
        "accounts",
        ["council_id", "normalised_reference"],
        postgresql_ops={"normalised_reference": "varchar_pattern_ops"},
    )
    op.create_index(
        "ix_accounts_customer_ref",
        "accounts",
        ["council_id", "customer_ref"],
        sqlite_where=HAS_CUSTOMER,
        postgresql_where=HAS_CUSTOMER,
    )
    op.create_index("ix_cards_short_number", "cards", ["council_id", sa.text("substr(card_number, 12, 6)")])
    op.create_index(
        "ix_cards_last_six", "cards", ["council_id", sa.text("substr(card_number, length(card_number) - 5)")]
    )
    op.create_index(
        "ix_suspense_items_by_hand",
        "suspense_items",
        ["council_id", "id"],
        sqlite_where=BY_HAND,
        postgresql_where=BY_HAND,
    )


def downgrade() -> None:
    """Take them away again."""
    for name, table in reversed(INDEXES):
        op.drop_index(name, table_name=table)
