"""Enquiries: payments that somebody misses, each with a number, a clock, and in the end an answer.

Enquiries are numbered without a gap in each council, and what happened to one in its own order. Nothing follows
an answer. Nothing of either is ever updated, deleted or, on SQLite, replaced.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ASKED, EVENTS = "enquiries", "enquiry_events"
KEYS = {ASKED: ("council_id", "number"), EVENTS: ("council_id", "number", "place")}
KEPT = (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
SAME = "e.council_id = NEW.council_id AND e.number = NEW.number"
IN_ORDER = {  # table -> when a new row is refused, and why
    ASKED: (
        "NEW.number <> coalesce((SELECT max(e.number) FROM enquiries e WHERE e.council_id = NEW.council_id), 0)"
        " + 1 OR (NEW.account_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM accounts a"
        " WHERE a.id = NEW.account_id AND a.council_id = NEW.council_id))",
        "an enquiry has the next number, and an account of its council",
    ),
    EVENTS: (
        f"NEW.place <> coalesce((SELECT max(e.place) FROM enquiry_events e WHERE {SAME}), 0) + 1"
        f" OR EXISTS (SELECT 1 FROM enquiry_events e WHERE {SAME} AND e.kind = 'answered')",
        "what happens to an enquiry follows in order, and nothing follows its answer",
    ),
}


def upgrade() -> None:
    op.create_table(
        ASKED,
        sa.Column("council_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opened_at", sa.String(27), nullable=False),
        *(
            sa.Column("opened_by", sa.String(), nullable=False),
            sa.Column("due_on", sa.Date(), nullable=False),
        ),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("amount_pence", sa.BigInteger(), nullable=True),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("card_ending", "outlet", "receipt", "note")
        ),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_enquiries_council_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_enquiries_account_id")),
        sa.PrimaryKeyConstraint(*KEYS[ASKED], name=op.f("pk_enquiries")),
        sa.CheckConstraint("number > 0", name=op.f("ck_enquiries_number")),
        sa.CheckConstraint("trim(note) <> ''", name=op.f("ck_enquiries_note")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        EVENTS,
        sa.Column("council_id", ID, nullable=False),
        *(sa.Column(name, sa.Integer(), autoincrement=False, nullable=False) for name in ("number", "place")),
        sa.Column("happened_at", sa.String(27), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("actor", "kind")),
        *(sa.Column("file_id", ID, nullable=True), sa.Column("row_no", sa.Integer(), nullable=True)),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("outcome", "note")),
        sa.ForeignKeyConstraint(
            ["council_id", "number"],
            ["enquiries.council_id", "enquiries.number"],
            name=op.f("fk_enquiry_events_council_id_number"),
        ),
        sa.PrimaryKeyConstraint(*KEYS[EVENTS], name=op.f("pk_enquiry_events")),
        sa.CheckConstraint("kind IN ('found', 'answered')", name=op.f("ck_enquiry_events_kind")),
        sa.CheckConstraint(
            "(kind = 'found') = (file_id IS NOT NULL) AND (file_id IS NULL) = (row_no IS NULL)",
            name=op.f("ck_enquiry_events_found"),
        ),
        sa.CheckConstraint(
            "(kind = 'answered') = (outcome <> '') AND outcome IN ('', 'found', 'not_found', 'withdrawn')"
            " AND (kind = 'found' OR trim(note) <> '')",
            name=op.f("ck_enquiry_events_answer"),
        ),
        sqlite_with_rowid=False,
    )
    for statement in sqlite() if is_sqlite() else postgresql():
        op.execute(statement)


def downgrade() -> None:
    op.drop_table(EVENTS)
    op.drop_table(ASKED)
    if not is_sqlite():
        for table in IN_ORDER:
            op.execute(f"DROP FUNCTION paycards_{table}_in_order")


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def sqlite() -> list[str]:
    def refuse(name: str, event: str, condition: str, message: str) -> str:
        return (
            f"CREATE TRIGGER {name} {event} FOR EACH ROW WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )

    out = [
        refuse(f"{table}_no_{event.lower()}", f"BEFORE {event} ON {table}", "1", f"{table} are never {said}")
        for table in KEYS
        for event, said in (("UPDATE", "updated"), ("DELETE", "deleted"))
    ]
    for table, key in KEYS.items():
        same = " AND ".join(f"k.{name} = NEW.{name}" for name in key)
        taken = f"a key of {table} is unique, and a row has this one already"
        out.append(
            refuse(
                f"{table}_keep_key",
                f"BEFORE INSERT ON {table}",
                f"EXISTS (SELECT 1 FROM {table} k WHERE {same})",
                taken,
            )
        )
        out.append(refuse(f"{table}_in_order", f"BEFORE INSERT ON {table}", *IN_ORDER[table]))
    return out


def postgresql() -> list[str]:
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    out = []
    for table, (condition, message) in IN_ORDER.items():
        out.append(
            f"CREATE FUNCTION paycards_{table}_in_order() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path = pg_catalog, {schema}, pg_temp AS $$ BEGIN IF ({condition}) THEN"
            f" RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
        )
        out.append(
            f"CREATE TRIGGER {table}_in_order BEFORE INSERT ON {table} FOR EACH ROW"
            f" EXECUTE FUNCTION paycards_{table}_in_order()"
        )
        out += [
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH {unit}"
            " EXECUTE FUNCTION paycards_keep()"
            for event, unit in KEPT
        ]
    return out
