"""Reused receipts: the lines whose natural key another payment of the contract had before.

What is written in it is never updated, deleted or, on SQLite, replaced.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "reused_receipts"
KEPT = (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("file_id", ID, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("receipt_day", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id", "row_no"],
            ["lines.file_id", "lines.row_no"],
            name=op.f("fk_reused_receipts_file_id_row_no"),
        ),
        sa.PrimaryKeyConstraint("file_id", "row_no", name=op.f("pk_reused_receipts")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reused_receipts_key", TABLE, ["contract_id", "receipt_day", "receipt"], unique=False)
    for statement in sqlite() if op.get_bind().dialect.name == "sqlite" else postgresql():
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_reused_receipts_key", table_name=TABLE)
    op.drop_table(TABLE)


def sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {TABLE}_no_{event.lower()} BEFORE {event} ON {TABLE} FOR EACH ROW"
        f" BEGIN SELECT RAISE(ABORT, '{TABLE} are never {event.lower()}d'); END"
        for event in ("UPDATE", "DELETE")
    ] + [
        f"CREATE TRIGGER {TABLE}_keep_key BEFORE INSERT ON {TABLE} FOR EACH ROW WHEN EXISTS"
        f" (SELECT 1 FROM {TABLE} k WHERE k.file_id = NEW.file_id AND k.row_no = NEW.row_no)"
        f" BEGIN SELECT RAISE(ABORT, 'a key of {TABLE} is unique, and a row has this one already'); END"
    ]


def postgresql() -> list[str]:
    return [
        f"CREATE TRIGGER {TABLE}_no_{event.lower()} BEFORE {event} ON {TABLE} FOR EACH {unit}"
        " EXECUTE FUNCTION paycards_keep()"
        for event, unit in KEPT
    ]
