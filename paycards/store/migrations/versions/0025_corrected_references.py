"""References that are read as others, by two people, and the cards that changed accounts with them.

A correction is written down once its decision was applied by a second person. Nothing of it is ever updated,
deleted or, on SQLite, replaced: it is undone by another one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFERENCES, CARDS = "corrected_references", "corrected_cards"
KEYS = {REFERENCES: ("council_id", "number"), CARDS: ("council_id", "number", "card_number")}
KEPT = (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
UNDECIDED = (
    "NOT EXISTS (SELECT 1 FROM decisions d WHERE d.id = NEW.decision_id AND d.council_id = NEW.council_id"
    " AND d.kind = 'correct_references' AND d.state = 'applied' AND d.needs_two = 1)"
)
BY_TWO = "a reference is corrected by two people"


def upgrade() -> None:
    op.create_table(
        REFERENCES,
        sa.Column("council_id", ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decision_id", ID, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.String(), nullable=False),
        sa.Column("normalised", sa.String(), nullable=False),
        sa.Column("wrong_account_id", ID, nullable=True),
        sa.Column("account_id", ID, nullable=True),
        *(
            sa.ForeignKeyConstraint([name], [of], name=op.f(f"fk_{REFERENCES}_{name}"))
            for name, of in (
                ("council_id", "councils.id"),
                ("decision_id", "decisions.id"),
                ("wrong_account_id", "accounts.id"),
                ("account_id", "accounts.id"),
            )
        ),
        sa.PrimaryKeyConstraint(*KEYS[REFERENCES], name=op.f(f"pk_{REFERENCES}")),
        sa.CheckConstraint("number > 0 AND row_no > 0", name=op.f(f"ck_{REFERENCES}_number")),
        sa.CheckConstraint("wrong <> ''", name=op.f(f"ck_{REFERENCES}_wrong")),
        sa.CheckConstraint(
            "account_id IS NULL OR wrong_account_id IS NULL OR account_id <> wrong_account_id",
            name=op.f(f"ck_{REFERENCES}_another"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(f"ix_{REFERENCES}_wrong", REFERENCES, ["council_id", "wrong", "number"])
    op.create_table(
        CARDS,
        sa.Column("council_id", ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("card_number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_id", "number"],
            [f"{REFERENCES}.council_id", f"{REFERENCES}.number"],
            name=op.f(f"fk_{CARDS}_council_id_number"),
        ),
        sa.ForeignKeyConstraint(
            ["council_id", "card_number"],
            ["cards.council_id", "cards.card_number"],
            name=op.f(f"fk_{CARDS}_council_id_card_number"),
        ),
        sa.PrimaryKeyConstraint(*KEYS[CARDS], name=op.f(f"pk_{CARDS}")),
        sqlite_with_rowid=False,
    )
    for statement in sqlite() if is_sqlite() else postgresql():
        op.execute(statement)


def downgrade() -> None:
    op.drop_table(CARDS)
    op.drop_table(REFERENCES)
    if not is_sqlite():
        op.execute(f"DROP FUNCTION paycards_{REFERENCES}_insert")


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def sqlite() -> list[str]:
    def refuse(name: str, event: str, condition: str, message: str) -> str:
        return (
            f"CREATE TRIGGER {name} {event} FOR EACH ROW WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )

    out = [refuse(f"{REFERENCES}_insert", f"BEFORE INSERT ON {REFERENCES}", UNDECIDED, BY_TWO)]
    for table, key in KEYS.items():
        same = " AND ".join(f"k.{name} = NEW.{name}" for name in key)
        taken = f"a key of {table} is unique, and a row has this one already"
        there = f"EXISTS (SELECT 1 FROM {table} k WHERE {same})"
        out.append(refuse(f"{table}_keep_key", f"BEFORE INSERT ON {table}", there, taken))
        out += [
            refuse(
                f"{table}_no_{event.lower()}", f"BEFORE {event} ON {table}", "1", f"{table} are never {said}"
            )
            for event, said in (("UPDATE", "updated"), ("DELETE", "deleted"))
        ]
    return out


def postgresql() -> list[str]:
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    return [
        f"CREATE FUNCTION paycards_{REFERENCES}_insert() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = pg_catalog, {schema}, pg_temp AS $$ BEGIN IF ({UNDECIDED}) THEN"
        f" RAISE EXCEPTION '{BY_TWO}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {REFERENCES}_insert BEFORE INSERT ON {REFERENCES} FOR EACH ROW"
        f" EXECUTE FUNCTION paycards_{REFERENCES}_insert()",
        *(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH {unit}"
            " EXECUTE FUNCTION paycards_keep()"
            for table in KEYS
            for event, unit in KEPT
        ),
    ]
