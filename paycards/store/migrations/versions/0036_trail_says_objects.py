"""An entry of the trail says what was before and after as JSON objects, with whole numbers where it names a row.

Exports and evidence read them in the database: one planted text that is none would end them for good.
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

MESSAGE = (
    "an entry of the trail says what was before and after as JSON objects that name rows by whole numbers"
)
OF_A_ROW = ("file_id", "row_no")
TEXTS = ("NEW.before", "NEW.after")


def upgrade() -> None:
    if is_sqlite():
        op.execute(
            "CREATE TRIGGER audit_trail_says BEFORE INSERT ON audit_trail FOR EACH ROW"
            f" WHEN {wrong_on_sqlite()} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
        return
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    statement = (
        "CREATE FUNCTION paycards_audit_trail_says() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = pg_catalog, {schema}, pg_temp AS $$ BEGIN IF ({wrong_on_postgresql()}) THEN"
        f" RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(statement.replace(":", r"\:"))
    op.execute(
        "CREATE TRIGGER audit_trail_says BEFORE INSERT ON audit_trail FOR EACH ROW"
        " EXECUTE FUNCTION paycards_audit_trail_says()"
    )


def downgrade() -> None:
    if is_sqlite():
        op.execute("DROP TRIGGER audit_trail_says")
    else:
        op.execute("DROP FUNCTION paycards_audit_trail_says CASCADE")


def wrong_on_sqlite() -> str:
    valid = " AND ".join(f"typeof({text}) = 'text' AND json_valid({text})" for text in TEXTS)
    kinds = " OR ".join(f"json_type({text}) <> 'object'" for text in TEXTS)
    numbers = " OR ".join(
        f"coalesce(json_type({text}, '$.{key}'), 'null') NOT IN ('integer', 'null')"
        for text in TEXTS
        for key in OF_A_ROW
    )
    return f"CASE WHEN {valid} THEN {kinds} OR {numbers} ELSE 1 END"


def wrong_on_postgresql() -> str:
    kinds = " OR ".join(f"json_typeof({text}::json) <> 'object'" for text in TEXTS)
    numbers = " OR ".join(
        f"({text}::json ->> '{key}') !~ '^[0-9]{{1,9}}$'" for text in TEXTS for key in OF_A_ROW
    )
    return f"{kinds} OR {numbers}"


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
