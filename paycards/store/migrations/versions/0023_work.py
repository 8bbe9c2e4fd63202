"""Long work, lists of closing offices that were handed in, and a number for each card.

Work that has ended stays as it is; while it waits or runs, only who runs it and how far it is changes. The
database itself gives each new card its number, whichever way the card comes in; the cards there are get one
now. Nothing of the lists and of the numbers is ever updated, deleted or, on SQLite, replaced.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORK, IDS, LISTS = "work", "card_ids", "handed_in_lists"
UNENDED = "state IN ('waiting', 'running')"
KEYS = {
    WORK: (
        "k.id = NEW.id",
        "k.kind = NEW.kind AND k.arguments = NEW.arguments AND k.state IN ('waiting', 'running')",
    ),
    IDS: ("k.id = NEW.id", "k.council_id = NEW.council_id AND k.card_number = NEW.card_number"),
    LISTS: (
        "k.id = NEW.id",
        "k.council_id = NEW.council_id AND k.sha256 = NEW.sha256 AND k.sheet = NEW.sheet",
    ),
}
ASKED = ("id", "council_id", "kind", "arguments", "asked_at", "asked_by")
KEPT = {  # table -> what never happens to it
    WORK: (("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")),
    IDS: (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")),
    LISTS: (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")),
}
PAST = {"UPDATE": "updated", "DELETE": "deleted"}
BEGINS_WAITING = (
    "NEW.state <> 'waiting' OR NEW.attempt <> 0 OR NEW.result <> ''",
    "work begins by waiting",
)
ENDS_ONCE = (
    "OLD.state IN ('done', 'failed') OR (OLD.state = 'waiting' AND NEW.state = 'done')"
    " OR NEW.attempt < OLD.attempt OR "
    + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in ASKED),
    "work that has ended stays as it is, and what was asked for never changes",
)
NUMBER_ALL = (
    f"INSERT INTO {IDS} (council_id, card_number)"
    " SELECT council_id, card_number FROM cards ORDER BY council_id, card_number"
)


def upgrade() -> None:
    op.create_table(
        WORK,
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.String(27), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("asked_by", "state")),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(27), nullable=True) for name in ("began_at", "heartbeat_at", "ended_at")),
        sa.Column("doing", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("done", "total")),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_work_council_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_work_state")),
        sa.CheckConstraint(
            "(state IN ('done', 'failed')) = (ended_at IS NOT NULL)", name=op.f("ck_work_ended")
        ),
        sa.CheckConstraint(
            "state <> 'running' OR (worker <> '' AND began_at IS NOT NULL AND heartbeat_at IS NOT NULL)",
            name=op.f("ck_work_running"),
        ),
        sa.CheckConstraint("state <> 'failed' OR trim(reason) <> ''", name=op.f("ck_work_reason")),
        sa.CheckConstraint("attempt >= 0 AND done >= 0 AND total >= 0", name=op.f("ck_work_counts")),
        sa.CheckConstraint("trim(asked_by) <> '' AND kind <> ''", name=op.f("ck_work_named")),
    )
    op.create_index("ix_work_state", WORK, ["state", "id"], unique=False)
    op.create_index("ix_work_about", WORK, ["kind", "arguments", "id"], unique=False)
    op.create_index(
        "uq_work_unended",
        WORK,
        ["kind", "arguments"],
        unique=True,
        sqlite_where=sa.text(UNENDED),
        postgresql_where=sa.text(UNENDED),
    )
    op.create_table(
        IDS,
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("card_number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_id", "card_number"],
            ["cards.council_id", "cards.card_number"],
            name=op.f("fk_card_ids_council_id_card_number"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_ids")),
    )
    op.create_index("uq_card_ids_card", IDS, ["council_id", "card_number"], unique=True)
    op.create_table(
        LISTS,
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("office", "list_name", "sheet")),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", sa.String(27), nullable=False),
        sa.Column("handed_in_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_handed_in_lists_council_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_in_lists")),
        sa.CheckConstraint("row_count >= 0", name=op.f("ck_handed_in_lists_row_count")),
    )
    op.create_index("uq_handed_in_lists_list", LISTS, ["council_id", "sha256", "sheet"], unique=True)
    op.execute(NUMBER_ALL)
    for statement in sqlite() if is_sqlite() else postgresql():
        op.execute(statement)


def downgrade() -> None:
    on = "" if is_sqlite() else " ON cards"
    op.execute(f"DROP TRIGGER cards_numbered{on}")
    for table in (LISTS, IDS, WORK):
        op.drop_table(table)
    if not is_sqlite():
        for name in ("number_cards", "work_begins", "work_ends"):
            op.execute(f"DROP FUNCTION paycards_{name}")


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def sqlite() -> list[str]:
    def refuse(name: str, event: str, condition: str, message: str) -> str:
        return (
            f"CREATE TRIGGER {name} {event} FOR EACH ROW WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )

    out = [
        refuse(
            f"{table}_no_{event.lower()}",
            f"BEFORE {event} ON {table}",
            "1",
            f"{table} are never {PAST[event]}",
        )
        for table, events in KEPT.items()
        for event, _ in events
        if event in PAST
    ]
    for table, keys in KEYS.items():
        taken = " OR ".join(f"EXISTS (SELECT 1 FROM {table} k WHERE {key})" for key in keys)
        message = f"a key of {table} is unique, and a row has this one already"
        out.append(refuse(f"{table}_keep_key", f"BEFORE INSERT ON {table}", taken, message))
    condition, message = ENDS_ONCE
    return [
        *out,
        refuse("work_begins", f"BEFORE INSERT ON {WORK}", *BEGINS_WAITING),
        refuse("work_ends", f"BEFORE UPDATE ON {WORK}", f"{condition} OR NEW.rowid <> OLD.rowid", message),
        "CREATE TRIGGER cards_numbered AFTER INSERT ON cards FOR EACH ROW BEGIN INSERT INTO"
        f" {IDS} (council_id, card_number) VALUES (NEW.council_id, NEW.card_number); END",
    ]


def postgresql() -> list[str]:
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()

    def function(name: str, body: str) -> str:
        return (
            f"CREATE FUNCTION paycards_{name}() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path = pg_catalog, {schema}, pg_temp AS $$ BEGIN {body} END $$"
        )

    def refusing(name: str, condition: str, message: str) -> str:
        return function(
            name,
            f"IF ({condition}) THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation';"
            " END IF; RETURN NEW;",
        )

    return [
        refusing("work_begins", *BEGINS_WAITING),
        refusing("work_ends", *ENDS_ONCE),
        function(
            "number_cards",
            f"INSERT INTO {IDS} (council_id, card_number) SELECT council_id, card_number FROM new_cards"
            " ORDER BY council_id, card_number; RETURN NULL;",
        ),
        f"CREATE TRIGGER work_begins BEFORE INSERT ON {WORK} FOR EACH ROW EXECUTE FUNCTION paycards_work_begins()",
        f"CREATE TRIGGER work_ends BEFORE UPDATE ON {WORK} FOR EACH ROW EXECUTE FUNCTION paycards_work_ends()",
        "CREATE TRIGGER cards_numbered AFTER INSERT ON cards REFERENCING NEW TABLE AS new_cards"
        " FOR EACH STATEMENT EXECUTE FUNCTION paycards_number_cards()",
        *(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH {unit}"
            " EXECUTE FUNCTION paycards_keep()"
            for table, events in KEPT.items()
            for event, unit in events
        ),
    ]
