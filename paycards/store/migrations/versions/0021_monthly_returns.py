"""Monthly returns: the figures as they were prepared, and which return two people signed.

Figures are written down while the decision that proposes the return waits, and a return is signed once its
decision was applied, for the month that it names, once. Nothing of either is ever updated, deleted or, on
SQLite, replaced.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FIGURES, SIGNED = "return_figures", "signed_returns"
KEYS = {FIGURES: ("decision_id", "place"), SIGNED: ("council_id", "month")}
KEPT = (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
ITS_DECISION = "SELECT 1 FROM decisions d WHERE d.id = NEW.decision_id AND d.kind = 'monthly_return'"
INSERTS = {  # table -> when a new row is refused, and why
    FIGURES: (
        f"NOT EXISTS ({ITS_DECISION} AND d.state = 'proposed')",
        "the figures of a return are written down while it waits for its review",
    ),
    SIGNED: (
        f"NOT EXISTS ({ITS_DECISION} AND d.state = 'applied' AND d.needs_two = 1"
        " AND d.council_id = NEW.council_id AND d.subject = NEW.month)",
        "a return is signed by two people",
    ),
}


def upgrade() -> None:
    op.create_table(
        FIGURES,
        sa.Column("decision_id", ID, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("section", "what")),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=True),
        sa.Column("measure", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_return_figures_decision_id")
        ),
        sa.PrimaryKeyConstraint(*KEYS[FIGURES], name=op.f("pk_return_figures")),
        sa.CheckConstraint("place > 0 AND items >= 0", name=op.f("ck_return_figures_place")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        SIGNED,
        sa.Column("council_id", ID, autoincrement=False, nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("decision_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_signed_returns_council_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_signed_returns_decision_id")
        ),
        sa.PrimaryKeyConstraint(*KEYS[SIGNED], name=op.f("pk_signed_returns")),
        sqlite_with_rowid=False,
    )
    for statement in sqlite() if is_sqlite() else postgresql():
        op.execute(statement)


def downgrade() -> None:
    op.drop_table(SIGNED)
    op.drop_table(FIGURES)
    if not is_sqlite():
        for table in INSERTS:
            op.execute(f"DROP FUNCTION paycards_{table}_insert")


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
        out.append(refuse(f"{table}_insert", f"BEFORE INSERT ON {table}", *INSERTS[table]))
    return out


def postgresql() -> list[str]:
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    out = []
    for table, (condition, message) in INSERTS.items():
        out.append(
            f"CREATE FUNCTION paycards_{table}_insert() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path = pg_catalog, {schema}, pg_temp AS $$ BEGIN IF ({condition}) THEN"
            f" RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
        )
        out.append(
            f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} FOR EACH ROW"
            f" EXECUTE FUNCTION paycards_{table}_insert()"
        )
        out += [
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH {unit}"
            " EXECUTE FUNCTION paycards_keep()"
            for event, unit in KEPT
        ]
    return out
