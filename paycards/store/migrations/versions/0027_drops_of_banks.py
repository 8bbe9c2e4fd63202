"""What lay in a drop, and what is left in one, by whose drop it is: a contract's or a bank account's."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = {"remote_files": ("size_bytes", "modified", "sha256"), "skipped_files": ("since",)}
OWNER = (("council_id", "owner"), "c.council_id, c.code", "c.id = o.contract_id")
CONTRACT = (("contract_id",), "c.id", "c.council_id = o.council_id AND c.code = o.owner")


def upgrade() -> None:
    for table in TABLES:
        move(table, *OWNER)


def downgrade() -> None:
    for table in TABLES:
        move(table, *CONTRACT)


def move(table: str, owner: tuple[str, ...], as_before: str, same: str) -> None:
    """Make a table anew under its name, with the rows of contracts; those of banks are found again."""
    op.rename_table(table, "old_rows")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE old_rows RENAME CONSTRAINT pk_{table} TO pk_old_rows")
    whose = "councils" if "council_id" in owner else "contracts"
    op.create_table(
        table,
        *(column(name) for name in (*owner, "name", *TABLES[table])),
        sa.ForeignKeyConstraint([owner[0]], [f"{whose}.id"], name=op.f(f"fk_{table}_{owner[0]}")),
        sa.PrimaryKeyConstraint(*owner, "name", name=op.f(f"pk_{table}")),
    )
    rest = ", ".join(["name", *TABLES[table]])
    op.execute(
        f"INSERT INTO {table} ({', '.join(owner)}, {rest})"
        f" SELECT {as_before}, {', '.join('o.' + each for each in rest.split(', '))}"
        f" FROM old_rows o JOIN contracts c ON {same}"
    )
    op.drop_table("old_rows")


def column(name: str) -> sa.Column[Any]:
    kinds: dict[str, Any] = {
        "owner": sa.String(),
        "name": sa.String(),
        "sha256": sa.String(64),
        "since": sa.Date(),
    }
    return sa.Column(name, kinds.get(name, ID), autoincrement=False, nullable=name == "modified")
