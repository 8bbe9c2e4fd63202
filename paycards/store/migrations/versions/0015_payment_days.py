"""What each file brought, by day and network, and what each outlet took back: so that a payment can be traced.

A file is asked which days it holds payments of, without reading its lines; how long a contract's payments take is
measured from the same rows. Files that came before get theirs here. Nothing of it is ever updated,
deleted or, on SQLite, replaced.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DAYS, REVERSALS = "payment_days", "outlet_reversals"
KEYS = {DAYS: ("file_id", "paid_on", "network"), REVERSALS: ("file_id", "paid_on", "outlet")}
KEPT = (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
SUMS = "count(*), CAST(sum(amount_pence) AS BIGINT)"
FILL = (
    f"INSERT INTO {DAYS} (file_id, paid_on, network, contract_id, payments, total_pence)"
    f" SELECT file_id, paid_on, network, contract_id, {SUMS} FROM lines"
    " GROUP BY file_id, paid_on, network, contract_id",
    f"INSERT INTO {REVERSALS} (file_id, outlet, paid_on, contract_id, reversals, total_pence)"
    f" SELECT file_id, outlet, paid_on, contract_id, {SUMS} FROM lines WHERE kind = 'reversal' AND outlet <> ''"
    " GROUP BY file_id, outlet, paid_on, contract_id",
)


def upgrade() -> None:
    create(DAYS, sa.Column("network", sa.String(), nullable=False), "payments")
    create(REVERSALS, sa.Column("outlet", sa.String(), nullable=False), "reversals")
    for statement in (*FILL, *(sqlite() if op.get_bind().dialect.name == "sqlite" else postgresql())):
        op.execute(statement)


def downgrade() -> None:
    for table in KEYS:
        op.drop_index(f"ix_{table}_day", table_name=table)
        op.drop_table(table)


def create(table: str, by: sa.Column[str], counted: str) -> None:
    op.create_table(
        table,
        sa.Column("file_id", ID, nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        by,
        sa.Column("contract_id", ID, nullable=False),
        sa.Column(counted, sa.Integer(), nullable=False),
        sa.Column("total_pence", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(f"{counted} > 0", name=op.f(f"ck_{table}_counted")),
        sa.ForeignKeyConstraint(
            ["file_id", "contract_id"],
            ["files.id", "files.contract_id"],
            name=op.f(f"fk_{table}_file_id_contract_id"),
        ),
        sa.PrimaryKeyConstraint(*KEYS[table], name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )
    op.create_index(f"ix_{table}_day", table, ["contract_id", "paid_on"], unique=False)


def sqlite() -> list[str]:
    kept = [
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW"
        f" BEGIN SELECT RAISE(ABORT, '{table} are never {event.lower()}d'); END"
        for table in KEYS
        for event in ("UPDATE", "DELETE")
    ]
    return kept + [
        f"CREATE TRIGGER {table}_keep_key BEFORE INSERT ON {table} FOR EACH ROW WHEN EXISTS"
        f" (SELECT 1 FROM {table} k WHERE {' AND '.join(f'k.{name} = NEW.{name}' for name in key)})"
        f" BEGIN SELECT RAISE(ABORT, 'a key of {table} is unique, and a row has this one already'); END"
        for table, key in KEYS.items()
    ]


def postgresql() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH {unit}"
        " EXECUTE FUNCTION paycards_keep()"
        for table in KEYS
        for event, unit in KEPT
    ]
