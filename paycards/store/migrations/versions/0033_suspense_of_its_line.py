"""An item of suspense belongs to the contract and council of its line, and stays with them.

On PostgreSQL this is asked for all rows of a statement at once, in place of three foreign keys that each cost a
query and a lock for every row.
"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

ITEMS = "suspense_items"
KEYS = {
    "council_id": "councils (id)",
    "contract_id": "contracts (id)",
    "file_id_row_no": "lines (file_id, row_no)",
}
COLUMNS = "council_id, contract_id, file_id, row_no"
STRANGE = (
    "{item}.contract_id IS DISTINCT FROM"
    " (SELECT contract_id FROM lines l WHERE l.file_id = {item}.file_id AND l.row_no = {item}.row_no)"
    " OR {item}.council_id IS DISTINCT FROM (SELECT council_id FROM contracts c WHERE c.id = {item}.contract_id)"
)
MOVED = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in COLUMNS.split(", "))
OF_ITS_LINE = "an item of suspense belongs to the contract and council of its line"
STAYS = "an item of suspense stays with its line"


def upgrade() -> None:
    for statement in sqlite() if op.get_bind().dialect.name == "sqlite" else postgresql():
        op.execute(statement)


def sqlite() -> list[str]:
    strange = STRANGE.format(item="NEW").replace("IS DISTINCT FROM", "IS NOT")
    return [
        f"CREATE TRIGGER {ITEMS}_of_line BEFORE INSERT ON {ITEMS} FOR EACH ROW WHEN {strange}"
        f" BEGIN SELECT RAISE(ABORT, '{OF_ITS_LINE}'); END",
        f"CREATE TRIGGER {ITEMS}_stay BEFORE UPDATE OF {COLUMNS} ON {ITEMS} FOR EACH ROW WHEN {MOVED}"
        f" BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
    ]


def postgresql() -> list[str]:
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()

    def refusing(name: str, options: str, condition: str, message: str) -> str:
        return (
            f"CREATE FUNCTION paycards_{name}() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path = pg_catalog, {schema}, pg_temp {options} AS $$ BEGIN IF ({condition}) THEN"
            f" RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
        )

    # the plan is kept for the whole connection, and `lines` may have been empty when it was made
    by_key = "SET enable_seqscan = off"
    added = f"EXISTS (SELECT 1 FROM added WHERE {STRANGE.format(item='added')})"
    return [
        refusing(f"{ITEMS}_of_line", by_key, added, OF_ITS_LINE),
        refusing(f"{ITEMS}_stay", "", MOVED, STAYS),
        f"CREATE TRIGGER {ITEMS}_of_line AFTER INSERT ON {ITEMS} REFERENCING NEW TABLE AS added"
        f" FOR EACH STATEMENT EXECUTE FUNCTION paycards_{ITEMS}_of_line()",
        f"CREATE TRIGGER {ITEMS}_stay BEFORE UPDATE OF {COLUMNS} ON {ITEMS}"
        f" FOR EACH ROW EXECUTE FUNCTION paycards_{ITEMS}_stay()",
        *(f"ALTER TABLE {ITEMS} DROP CONSTRAINT fk_{ITEMS}_{key}" for key in KEYS),
    ]


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {ITEMS}_of_line")
        op.execute(f"DROP TRIGGER {ITEMS}_stay")
        return
    op.execute(f"DROP FUNCTION paycards_{ITEMS}_of_line CASCADE")
    op.execute(f"DROP FUNCTION paycards_{ITEMS}_stay CASCADE")
    for key, others in KEYS.items():
        columns = others.partition("(")[2] if key == "file_id_row_no" else f"{key})"
        op.execute(
            f"ALTER TABLE {ITEMS} ADD CONSTRAINT fk_{ITEMS}_{key} FOREIGN KEY ({columns} REFERENCES {others}"
        )
