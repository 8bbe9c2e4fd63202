"""Guards of PostgreSQL ask in questions whose plan is kept: what they refuse stays the same.

One condition made of many questions was planned anew for each batch, which took longer than to answer it. The
newest batch is nearly always the open one, so it is looked at before a thousand others; a file that may take
lines is found by its index, and the last entry of a trail is read once.
"""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

OF_BATCH = (
    "s.batch_id = NEW.batch_id AND s.step = 0 AND s.file_id = batch.file_id",
    "s.batch_id = NEW.batch_id AND s.step > 0",
)
SIDES = ("credit", "debit")
EXTREMES = tuple(f"{which}_{side}" for side in SIDES for which in ("low", "high"))
STRANGER = "a posting names a ledger account that is not of its council"

JOINS = "postings join an open batch"
CLOSED = "EXISTS (SELECT 1 FROM batch_controls c WHERE c.batch_id = b.id)"
NEWEST_CLOSED = (
    f"EXISTS (SELECT 1 FROM (SELECT max(id) AS id FROM batches) AS b WHERE b.id IS NULL OR {CLOSED})"
)
LATEST = "coalesce(pg_sequence_last_value('batches_id_seq'), 0) - 1000"
NONE_OPEN = f"NOT EXISTS (SELECT 1 FROM batches b WHERE b.id >= (SELECT {LATEST}) AND NOT {CLOSED})"
UNDECIDED = "FROM files WHERE state = 'accepted' AND decided_at IS NULL"
LAST = "FROM audit_trail t WHERE t.council_id = NEW.council_id ORDER BY t.number DESC LIMIT 1"
INSTANT = (
    f"^{'-'.join(('[0-9]' * 4, '[0-9]' * 2, '[0-9]' * 2))}T{':'.join(['[0-9]' * 2] * 3)}[.]{'[0-9]' * 6}Z$"
)
IN_UTC = """to_char(NEW.at::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    replace(
        "check_batch", check_batch(" ".join(map(refuse_strangers, SIDES))), "batch batches; counted record;"
    )
    looked_for = f"IF ({NEWEST_CLOSED}) THEN {refuse_if(NONE_OPEN, JOINS)} END IF;"
    replace("check_open_batch", f"{looked_for} RETURN NULL;")
    replace(
        "check_open_file", check_open_file(f"(SELECT id {UNDECIDED} ORDER BY council_id, id LIMIT 1) IS NULL")
    )
    read = f"SELECT t.number, t.hash, t.at INTO last {LAST}; "
    replace("check_trail", read + check_trail("last.{}"), "last record;")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    at_once = refuse_if(
        " OR ".join(f"CASE WHEN {gapless(side)} THEN 1 = 0 ELSE {strangers(side)} END" for side in SIDES),
        STRANGER,
    )
    replace("check_batch", check_batch(at_once), "batch batches; counted record;")
    replace("check_open_batch", f"{refuse_if(NONE_OPEN, JOINS)} RETURN NULL;")
    replace("check_open_file", check_open_file(f"NOT EXISTS (SELECT 1 {UNDECIDED})"))
    replace("check_trail", check_trail(f"(SELECT {{}} {LAST})"))


def check_batch(refusing_strangers: str) -> str:
    arms = " UNION ALL ".join(
        "SELECT count(*) AS n, coalesce(sum(s.amount_pence), 0) AS total,"
        " min(s.credit_id) AS low_credit, max(s.credit_id) AS high_credit,"
        f" min(s.debit_id) AS low_debit, max(s.debit_id) AS high_debit FROM postings s WHERE {of_batch}"
        for of_batch in OF_BATCH
    )
    extremes = ", ".join(f"{'min' if 'low' in name else 'max'}({name}) AS {name}" for name in EXTREMES)
    return " ".join(
        (
            "SELECT * INTO batch FROM batches WHERE id = NEW.batch_id;",
            f"SELECT sum(n) AS n, sum(total) AS total, {extremes} INTO counted FROM ({arms}) AS arms;",
            refuse_if(
                "NOT EXISTS (SELECT 1 FROM batches WHERE id = NEW.batch_id)", "the batch does not exist"
            ),
            refuse_if(
                "counted.n <> NEW.postings OR counted.total <> NEW.total_pence",
                "the control totals of the batch are not those of its postings",
            ),
            refusing_strangers,
            "RETURN NEW;",
        )
    )


def refuse_strangers(side: str) -> str:
    """Look each posting's account up only where the accounts between the lowest and the highest have a gap."""
    return f"IF ({gapless(side)}) IS NOT TRUE THEN {refuse_if(strangers(side), STRANGER)} END IF;"


def gapless(side: str) -> str:
    low, high = f"counted.low_{side}", f"counted.high_{side}"
    between = f"a.id BETWEEN {low} AND {high} AND +a.council_id = batch.council_id"
    return (
        f"{high} - {low} < 10 * counted.n AND {high} - {low} + 1 ="
        f" (SELECT count(*) FROM ledger_accounts a WHERE {between})"
    )


def strangers(side: str) -> str:
    own = f"SELECT 1 FROM ledger_accounts a WHERE a.id = s.{side}_id AND a.council_id = batch.council_id"
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM postings s WHERE {of_batch} AND NOT EXISTS ({own}))" for of_batch in OF_BATCH
    )


def check_open_file(none_open: str) -> str:
    return refuse_if(none_open, "lines join an accepted file that is not decided yet") + " RETURN NULL;"


def check_trail(of_last: str) -> str:
    """`of_last` is the last entry's value of a column."""
    wrong = (
        (
            f"NEW.number <> coalesce({of_last.format('number')}, 0) + 1",
            "the number of an entry of the trail is unique, and the one after the last",
        ),
        (
            f"NEW.previous_hash <> coalesce({of_last.format('hash')}, '{'0' * 64}')",
            "an entry of the trail names the hash of the last one",
        ),
        (
            "length(NEW.hash) <> 64 OR ltrim(NEW.hash, '0123456789abcdef') <> ''",
            "the hash of an entry is 64 hexadecimal digits",
        ),
        (
            f"NEW.at !~ '{INSTANT}' OR {IN_UTC} <> NEW.at",
            "an entry of the trail is written at an instant in UTC",
        ),
        (f"NEW.at < {of_last.format('at')}", "time never runs backwards in the trail"),
    )
    return " ".join(refuse_if(condition, message) for condition, message in wrong) + " RETURN NEW;"


def refuse_if(condition: str, message: str) -> str:
    return f"IF ({condition}) THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF;"


def replace(name: str, body: str, declared: str = "") -> None:
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    declare = f"DECLARE {declared} " if declared else ""
    statement = (
        f"CREATE OR REPLACE FUNCTION paycards_{name}() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = pg_catalog, {schema}, pg_temp AS $$ {declare}BEGIN {body} END $$"
    )
    op.execute(statement.replace(":", r"\:"))
