"""Card batches: the lists of closing offices, row by row.

- A list is never deleted, and what it says never changes; it is finished once.
- A row for which a card was asked for keeps its account and its request, which is for that account.
- A row that was left out stays left out; only one that waits is decided, and one whose card was drawn again
  may be judged again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OUTCOMES = (
    *("waiting", "issued", "ordered", "has_card", "unknown", "ambiguous"),
    *("closed_account", "no_scheme", "duplicate_row", "malformed", "cannot_be_printed", "proof_failed"),
)
NAMES = ", ".join(f"'{outcome}'" for outcome in OUTCOMES)
WAITING = sa.text("outcome = 'waiting'")
TABLES = ("card_batches", "card_batch_rows")

LIST_SAYS = (
    *("id", "council_id", "office", "list_name", "sheet", "sha256"),
    *("row_count", "started_at", "started_by"),
)
ROW_SAYS = (
    *("batch_id", "row_no", "council_id", "holder", "language", "large_print", "additional"),
    *("payments_a_year", "last_paid_on", "usual_amount_pence"),
)


def changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


# Each a table, an event, a condition, and what is wrong then.
RULES = (
    (
        "card_batches",
        "UPDATE",
        f"OLD.finished_at IS NOT NULL OR {changed(LIST_SAYS)}",
        "a list stays what it was",
    ),
    (
        "card_batch_rows",
        "UPDATE",
        f"""
        {changed(ROW_SAYS)} OR (OLD.request_no IS NOT NULL AND NEW.request_no IS DISTINCT FROM OLD.request_no)
        OR (OLD.outcome <> 'waiting' AND NEW.account_id IS DISTINCT FROM OLD.account_id)
        OR (OLD.outcome <> 'waiting' AND OLD.request_no IS NULL)
        """,
        "a row that is decided stays what it was",
    ),
    *(
        (
            "card_batch_rows",
            event,
            """
            NEW.request_no IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM card_requests r WHERE r.council_id = NEW.council_id
              AND r.number = NEW.request_no AND r.account_id = NEW.account_id)
            """,
            "the request of a row is for the account of the row",
        )
        for event in ("INSERT", "UPDATE")
    ),
    *(
        (
            "card_batch_rows",
            event,
            """
            NEW.account_id IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM accounts a WHERE a.id = NEW.account_id AND a.council_id = NEW.council_id)
            """,
            "a row is of an account of its council",
        )
        for event in ("INSERT", "UPDATE")
    ),
)


def upgrade() -> None:
    make_tables()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in sqlite() if is_sqlite else postgresql():
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for number in range(len(RULES)):
            op.execute(f"DROP FUNCTION paycards_card_batch_rule_{number}()")


def sqlite() -> list[str]:
    rules = [
        f"CREATE TRIGGER {table}_rule_{number} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for number, (table, event, condition, message) in enumerate(RULES)
    ]
    keeps = [
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW"
        f" BEGIN SELECT RAISE(ABORT, '{table} are never deleted'); END"
        for table in TABLES
    ]
    return rules + keeps


def postgresql() -> list[str]:
    statements = []
    for number, (table, event, condition, message) in enumerate(RULES):
        name = f"paycards_card_batch_rule_{number}"
        statements += [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF ({condition}) THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF;"
            " RETURN NEW; END $$",
            f"CREATE TRIGGER {table}_rule_{number} BEFORE {event} ON {table} FOR EACH ROW"
            f" EXECUTE FUNCTION {name}()",
        ]
    statements += [
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH {unit}"
        " EXECUTE FUNCTION paycards_keep()"
        for table in TABLES
        for event, unit in (("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
    ]
    return statements


def make_tables() -> None:
    op.create_table(
        "card_batches",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("list_name", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.String(length=27), nullable=False),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("finished_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_card_batches_council_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_batches")),
    )
    op.create_index("uq_card_batches_list", "card_batches", ["council_id", "sha256", "sheet"], unique=True)
    op.create_index("uq_card_batches_id_council", "card_batches", ["id", "council_id"], unique=True)
    op.create_table(
        "card_batch_rows",
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("request_no", sa.Integer(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("large_print", sa.Integer(), nullable=False),
        sa.Column("additional", sa.Integer(), nullable=False),
        sa.Column("payments_a_year", sa.Integer(), nullable=True),
        sa.Column("last_paid_on", sa.Date(), nullable=True),
        sa.Column("usual_amount_pence", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(f"outcome IN ({NAMES})", name=op.f("ck_card_batch_rows_outcome")),
        sa.CheckConstraint(
            "outcome NOT IN ('issued', 'ordered', 'proof_failed') OR request_no IS NOT NULL",
            name=op.f("ck_card_batch_rows_has_request"),
        ),
        sa.CheckConstraint(
            "request_no IS NULL OR outcome IN ('issued', 'ordered', 'proof_failed', 'cannot_be_printed')",
            name=op.f("ck_card_batch_rows_request"),
        ),
        sa.CheckConstraint(
            "account_id IS NOT NULL OR (request_no IS NULL AND outcome <> 'waiting')",
            name=op.f("ck_card_batch_rows_has_account"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_card_batch_rows_account_id")),
        sa.ForeignKeyConstraint(
            ["batch_id", "council_id"],
            ["card_batches.id", "card_batches.council_id"],
            name=op.f("fk_card_batch_rows_batch_id_council_id"),
        ),
        sa.ForeignKeyConstraint(
            ["council_id", "request_no"],
            ["card_requests.council_id", "card_requests.number"],
            name=op.f("fk_card_batch_rows_council_id_request_no"),
        ),
        sa.PrimaryKeyConstraint("batch_id", "row_no", name=op.f("pk_card_batch_rows")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "uq_card_batch_rows_request", "card_batch_rows", ["council_id", "request_no"], unique=True
    )
    op.create_index("ix_card_batch_rows_account_id", "card_batch_rows", ["account_id"], unique=False)
    op.create_index(
        "ix_card_batch_rows_waiting",
        "card_batch_rows",
        ["batch_id", "row_no"],
        unique=False,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
