"""What left: when each outgoing file was in its place, and which postings wait for a later night.

- `placed_at` of an outgoing file is set once. Files that were written before are taken to be in their place,
  but for those of a night that was run after a later one: they may never have been put there.
- A posting that fits no file of its fund is held back by the run of its batch, and leaves with a later run of
  its council, once. Nothing else of either ever changes.
- A contract knows its first night, before which no file is expected of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = ("file_id", "row_no", "step", "part")
HELD, FILES = "outgoing_held", "outgoing_files"

PLACED_BEFORE = """
  UPDATE outgoing_files SET placed_at = (SELECT r.written_at FROM outgoing_runs r WHERE r.id = run_id)
  WHERE NOT EXISTS (
    SELECT 1 FROM outgoing_runs r JOIN outgoing_runs later
      ON later.council_id = r.council_id AND later.id < r.id AND later.night > r.night
    WHERE r.id = outgoing_files.run_id)
"""


def changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


def only(column: str, kept: tuple[str, ...]) -> str:
    """The condition that an update does anything but set this column for the first time."""
    return f"OLD.{column} IS NOT NULL OR NEW.{column} IS NULL OR {changed(kept)}"


OF_A_FILE = ("run_id", "name", "fund", "sha256", "row_count", "total_pence")
SAME_POSTING = " AND ".join(f"p.{column} = NEW.{column}" for column in KEY)
NOT_OF_ITS_RUN = f"""
  NEW.left_run_id IS NOT NULL OR NOT EXISTS (
    SELECT 1 FROM postings p JOIN outgoing_batches b ON b.batch_id = p.batch_id
    WHERE {SAME_POSTING} AND b.run_id = NEW.run_id)
"""
LEAVES_WRONGLY = f"""
  {only("left_run_id", (*KEY, "run_id"))} OR NOT EXISTS (
    SELECT 1 FROM outgoing_runs r JOIN outgoing_runs later ON later.council_id = r.council_id
    WHERE r.id = NEW.run_id AND later.id = NEW.left_run_id AND later.id > r.id)
"""
SET_ONCE = {  # table -> when an update is refused, and why
    FILES: (only("placed_at", OF_A_FILE), "an outgoing file is never changed, and put in its place once"),
    HELD: (LEAVES_WRONGLY, "a posting that was held back leaves once, with a later run of its council"),
}
HELD_BY_ITS_RUN = (NOT_OF_ITS_RUN, "a posting is held back by the run that its batch leaves with")


def upgrade() -> None:
    """Drop the guard that nothing of a file is ever updated, write what is known, then the new guards."""
    op.add_column("contracts", sa.Column("known_since", sa.Date(), nullable=True))
    op.add_column(FILES, sa.Column("placed_at", sa.String(27), nullable=True))
    op.create_index("ix_outgoing_files_placed_at", FILES, ["placed_at"], unique=False)
    create_held()
    on = "" if is_sqlite() else f" ON {FILES}"
    run(f"DROP TRIGGER {FILES}_no_update{on}", PLACED_BEFORE, *(sqlite() if is_sqlite() else postgresql()))


def downgrade() -> None:
    """Take them away again. Postings that still wait would be lost from every file: they stop it."""
    waiting = f"SELECT count(*) FROM {HELD} WHERE left_run_id IS NULL"
    if op.get_bind().exec_driver_sql(waiting).scalar_one():
        raise RuntimeError("postings are held back that have not left yet")
    op.drop_table(HELD)
    if is_sqlite():
        run(f"DROP TRIGGER {FILES}_set_once")
    else:
        run(f"DROP TRIGGER {FILES}_set_once ON {FILES}")
        run(*(f"DROP FUNCTION paycards_{name}" for name in (f"{FILES}_once", f"{HELD}_once", "hold_back")))
    op.drop_index("ix_outgoing_files_placed_at", table_name=FILES)
    op.drop_column(FILES, "placed_at")
    op.drop_column("contracts", "known_since")
    run(before())


def create_held() -> None:
    op.create_table(
        HELD,
        sa.Column("file_id", ID, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in KEY[1:]),
        sa.Column("run_id", ID, nullable=False),
        sa.Column("left_run_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            list(KEY), [f"postings.{name}" for name in KEY], name=op.f(f"fk_{HELD}_{'_'.join(KEY)}")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["outgoing_runs.id"], name=op.f(f"fk_{HELD}_run_id")),
        sa.ForeignKeyConstraint(["left_run_id"], ["outgoing_runs.id"], name=op.f(f"fk_{HELD}_left_run_id")),
        sa.PrimaryKeyConstraint(*KEY, name=op.f(f"pk_{HELD}")),
        sa.CheckConstraint("left_run_id > run_id", name=op.f(f"ck_{HELD}_later")),
        sqlite_with_rowid=False,
    )
    for column in ("run_id", "left_run_id"):
        op.create_index(f"ix_{HELD}_{column}", HELD, [column], unique=False)


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def run(*statements: str) -> None:
    for statement in statements:
        op.execute(statement.replace(":", r"\:"))


def refuse(name: str, event: str, condition: str, message: str) -> str:
    return (
        f"CREATE TRIGGER {name} {event} FOR EACH ROW WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def before() -> str:
    """The guard of before, for the way back."""
    if is_sqlite():
        return refuse(f"{FILES}_no_update", f"BEFORE UPDATE ON {FILES}", "1", f"{FILES} are never updated")
    return (
        f"CREATE TRIGGER {FILES}_no_update BEFORE UPDATE ON {FILES} FOR EACH ROW"
        " EXECUTE FUNCTION paycards_keep()"
    )


def sqlite() -> list[str]:
    same = " AND ".join(f"k.{column} = NEW.{column}" for column in KEY)
    taken = f"EXISTS (SELECT 1 FROM {HELD} k WHERE {same})"
    once = dict(SET_ONCE)
    condition, message = once[FILES]
    once[FILES] = (f"{condition} OR NEW.rowid <> OLD.rowid", message)
    return [
        *(refuse(f"{table}_set_once", f"BEFORE UPDATE ON {table}", *rule) for table, rule in once.items()),
        refuse(f"{HELD}_no_delete", f"BEFORE DELETE ON {HELD}", "1", f"{HELD} are never deleted"),
        refuse(
            f"{HELD}_keep_key",
            f"BEFORE INSERT ON {HELD}",
            taken,
            f"a key of {HELD} is unique, and a row has this one already",
        ),
        refuse(f"{HELD}_of_its_run", f"BEFORE INSERT ON {HELD}", *HELD_BY_ITS_RUN),
    ]


def postgresql() -> list[str]:
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()

    def function(name: str, condition: str, message: str) -> str:
        return (
            f"CREATE FUNCTION paycards_{name}() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path = pg_catalog, {schema}, pg_temp AS $$ BEGIN IF ({condition}) THEN"
            f" RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
        )

    def trigger(table: str, name: str, event: str, function: str, unit: str = "ROW") -> str:
        return (
            f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH {unit}"
            f" EXECUTE FUNCTION paycards_{function}()"
        )

    return [
        *(function(f"{table}_once", *rule) for table, rule in SET_ONCE.items()),
        *(trigger(table, "set_once", "UPDATE", f"{table}_once") for table in SET_ONCE),
        function("hold_back", *HELD_BY_ITS_RUN),
        trigger(HELD, "of_its_run", "INSERT", "hold_back"),
        trigger(HELD, "no_delete", "DELETE", "keep"),
        trigger(HELD, "no_truncate", "TRUNCATE", "keep", "STATEMENT"),
    ]
