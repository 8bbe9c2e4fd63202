"""What was left in a drop for a later night, and since when.

- A file that is left on a second night is a problem: nothing is skipped twice without a word.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "skipped_files",
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_skipped_files_contract_id")),
        sa.PrimaryKeyConstraint("contract_id", "name", name=op.f("pk_skipped_files")),
    )


def downgrade() -> None:
    op.drop_table("skipped_files")
