"""The confirmed matches of a bank entry that stand never explain more than the entry.

An entry may pay dues of both signs: their sum is what counts. A confirmed match ends as taken back, a proposed
one in another way.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STANDING = (
    "SELECT coalesce(sum(m.amount_pence), 0) FROM matches m"
    " WHERE m.file_id = e.file_id AND m.row_no = e.row_no AND m.state = 'confirmed'"
    " AND NOT EXISTS (SELECT 1 FROM match_ends x WHERE x.match_id = m.id)"
)
MORE = (  # than the entry, with what the bank charged it
    "({sum} > e.amount_pence + e.charges_pence AND e.amount_pence + e.charges_pence >= 0)"
    " OR ({sum} < e.amount_pence + e.charges_pence AND e.amount_pence + e.charges_pence <= 0)"
)
ADDED = MORE.format(sum=f"({STANDING}) + NEW.amount_pence")
TAKEN = MORE.format(sum=f"({STANDING}) - o.amount_pence")
GUARDS = {  # table -> when a new row is refused, and why
    "matches": (
        "NEW.state = 'confirmed' AND EXISTS (SELECT 1 FROM bank_entries e WHERE e.file_id = NEW.file_id"
        f" AND e.row_no = NEW.row_no AND ({ADDED}))",
        "matches never explain more than the entry",
    ),
    "match_ends": (
        "EXISTS (SELECT 1 FROM matches o JOIN bank_entries e ON e.file_id = o.file_id AND e.row_no = o.row_no"
        " WHERE o.id = NEW.match_id AND ((o.state = 'confirmed') <> (NEW.why = 'taken_back')"
        f" OR (o.state = 'confirmed' AND ({TAKEN}))))",
        "a confirmed match is taken back, and what is left never explains more than the entry",
    ),
}


def upgrade() -> None:
    for table, (condition, message) in GUARDS.items():
        for statement in guard(table, condition, message):
            op.execute(statement)


def downgrade() -> None:
    for table in GUARDS:
        if is_sqlite():
            op.execute(f"DROP TRIGGER {table}_amount")
        else:
            op.execute(f"DROP FUNCTION paycards_{table}_amount CASCADE")


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def guard(table: str, condition: str, message: str) -> list[str]:
    if is_sqlite():
        return [
            f"CREATE TRIGGER {table}_amount BEFORE INSERT ON {table} FOR EACH ROW WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ]
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    return [
        f"CREATE FUNCTION paycards_{table}_amount() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = pg_catalog, {schema}, pg_temp AS $$ BEGIN IF ({condition}) THEN"
        f" RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {table}_amount BEFORE INSERT ON {table} FOR EACH ROW"
        f" EXECUTE FUNCTION paycards_{table}_amount()",
    ]
