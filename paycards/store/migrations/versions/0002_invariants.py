"""The database itself keeps the books: what is written stays, what is closed is whole.

- What a supplier said, what was posted and what was written down is never updated or deleted.
- A batch is closed by its control totals only if they agree with its postings, and every posting
  moves money between ledger accounts of the batch's own council. Nothing joins a closed batch.
- A file counts as decided only if every line of it is posted, in suspense, offset or a duplicate,
  and count and pence agree with the file's own totals. Nothing joins a decided file.

SQLite checks row by row; there, that a line joins a file of its contract is a foreign key, which costs
next to nothing, and that the file is still open is left to `paycards verify`: a trigger would add half to
the load. PostgreSQL checks by statement, and all rows at once when a batch or file is closed: a trigger or
a foreign key for each row, and even a transition table, would take longer than the night. So there a
posting into another batch than the one its transaction has open is left to `verify` too, and so is a line
that joins a decided file while another file waits to be decided.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Never updated, never deleted.
KEPT = (
    "audit_trail",
    "batch_controls",
    "batches",
    "duplicates",
    "ledger_accounts",
    "lines",
    "outgoing_batches",
    "outgoing_files",
    "outgoing_runs",
    "postings",
    "promises",
    "receipts",
    "reversals",
    "statement_lines",
    "statements",
)
# Updated, never deleted.
LASTING = ("files", "suspense_items", "problems", "accounts", "councils", "contracts")

# A batch decides the lines of one file, or it moves lines that were decided before.
POSTINGS_OF_BATCH = (
    "s.batch_id = NEW.batch_id AND s.step = 0 AND s.file_id = {file}",
    "s.batch_id = NEW.batch_id AND s.step > 0",
)
# One pass over its postings when the control totals of a batch are written (`NEW`).
BATCH_COUNTED = """
  SELECT sum(n) AS n, sum(total) AS total,
    min(low_credit) AS low_credit, max(high_credit) AS high_credit,
    min(low_debit) AS low_debit, max(high_debit) AS high_debit
  FROM ({arms}) AS arms
""".format(
    arms=" UNION ALL ".join(
        f"""
        SELECT count(*) AS n, coalesce(sum(s.amount_pence), 0) AS total,
          min(s.credit_id) AS low_credit, max(s.credit_id) AS high_credit,
          min(s.debit_id) AS low_debit, max(s.debit_id) AS high_debit
        FROM postings s WHERE {of_batch}
        """
        for of_batch in POSTINGS_OF_BATCH
    )
)


def foreign_account(side: str) -> str:
    """Look for a posting whose debit or credit account is not one of the council's.

    Where every number from the lowest to the highest account is an account of the council, so is
    each posting's, and nothing more need be read; else each posting's account is looked up.
    """
    low, high = f"{{counted}}low_{side}", f"{{counted}}high_{side}"
    strangers = " OR ".join(
        f"""
        EXISTS (SELECT 1 FROM postings s WHERE {of_batch} AND NOT EXISTS (
          SELECT 1 FROM ledger_accounts a WHERE a.id = s.{side}_id AND a.council_id = {{council}}))
        """
        for of_batch in POSTINGS_OF_BATCH
    )
    return f"""
      CASE WHEN {high} - {low} < 10 * {{counted}}n AND {high} - {low} + 1 = (
        SELECT count(*) FROM ledger_accounts a
        WHERE a.id BETWEEN {low} AND {high} AND +a.council_id = {{council}})
      THEN 1 = 0 ELSE {strangers} END
    """


# Each a condition on what was counted, and what is wrong then.
BATCH_IS_WRONG = (
    (
        "NOT EXISTS (SELECT 1 FROM batches WHERE id = NEW.batch_id)",
        "the batch does not exist",
    ),
    (
        "{counted}n <> NEW.postings OR {counted}total <> NEW.total_pence",
        "the control totals of the batch are not those of its postings",
    ),
    (
        f"{foreign_account('credit')} OR {foreign_account('debit')}",
        "a posting names a ledger account that is not of its council",
    ),
)

# What must hold when a file becomes decided.
FILE_IS_WRONG = (
    (
        "the lines of the file are not those that its totals promise",
        """
        SELECT 1 FROM (
          SELECT count(*) AS n, coalesce(sum(amount_pence), 0) AS total, max(contract_id) AS most,
            min(contract_id) AS least
          FROM lines WHERE file_id = NEW.id
        ) AS t WHERE NEW.kind = 'payments' AND (n <> NEW.row_count OR total <> NEW.total_pence
          OR most <> NEW.contract_id OR least <> NEW.contract_id)
        """,
    ),
    (
        "a line of the file is neither posted nor in suspense nor offset nor a duplicate, or its amount changed",
        """
        SELECT 1 FROM (
          SELECT coalesce(sum(c.postings), 0) AS n, coalesce(sum(c.total_pence), 0) AS total
          FROM batches b JOIN batch_controls c ON c.batch_id = b.id WHERE b.file_id = NEW.id
        ) AS p, (
          SELECT count(*) AS n, coalesce(sum(l.amount_pence), 0) AS total
          FROM duplicates d JOIN lines l ON l.file_id = d.file_id AND l.row_no = d.row_no
          WHERE d.file_id = NEW.id
        ) AS d WHERE NEW.kind = 'payments'
          AND (p.n + d.n <> NEW.row_count OR p.total + d.total <> NEW.total_pence)
        """,
    ),
)

# A file keeps its name and bytes; an accepted one stays what it is, and only its verdict may move on.
NAME_AND_BYTES = ("id", "name", "sha256", "size_bytes")
OF_AN_ACCEPTED_FILE = (
    "council_id", "contract_id", "layout", "kind", "series", "sequence", "position", "created_on",
    "state", "rejected", "row_count", "total_pence", "reason", "received_at",
)  # fmt: skip


def changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


FILE_CHANGED = f"""
  {changed(NAME_AND_BYTES)} OR OLD.decided_at IS NOT NULL
  OR (OLD.state = 'accepted' AND ({changed(OF_AN_ACCEPTED_FILE)}))
"""


def upgrade() -> None:
    """Write the triggers of this database."""
    statements = sqlite() if op.get_bind().dialect.name == "sqlite" else postgresql()
    for statement in statements:
        op.execute(statement.replace(":", r"\:"))


def downgrade() -> None:
    """Take them away again."""
    if op.get_bind().dialect.name == "sqlite":
        for name in sqlite_names():
            op.execute(f"DROP TRIGGER {name}")
        return
    for function in (
        "keep",
        "keep_file",
        "check_batch",
        "check_file",
        "check_open_batch",
        "check_open_file",
    ):
        op.execute(f"DROP FUNCTION paycards_{function} CASCADE")


def sqlite_names() -> list[str]:
    return [statement.split()[2] for statement in sqlite()]


def sqlite() -> list[str]:
    def refuse(name: str, event: str, condition: str, message: str) -> str:
        return (
            f"CREATE TRIGGER {name} {event} FOR EACH ROW WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )

    out = [
        refuse(f"{table}_no_update", f"BEFORE UPDATE ON {table}", "1", f"{table} are never updated")
        for table in KEPT
    ]
    out += [
        refuse(f"{table}_no_delete", f"BEFORE DELETE ON {table}", "1", f"{table} are never deleted")
        for table in KEPT + LASTING
    ]
    out.append(refuse("files_keep", "BEFORE UPDATE ON files", FILE_CHANGED, "this file is settled"))
    of_batch = "(SELECT {} FROM batches WHERE id = NEW.batch_id)"
    names = {
        "council": of_batch.format("council_id"),
        "file": of_batch.format("file_id"),
        "counted": "",
    }
    wrong = " ".join(
        f"WHEN {condition.format(**names)} THEN RAISE(ABORT, '{message}')"
        for condition, message in BATCH_IS_WRONG
    )
    out.append(
        "CREATE TRIGGER batch_controls_check BEFORE INSERT ON batch_controls FOR EACH ROW "
        f"BEGIN SELECT CASE {wrong} END FROM ({BATCH_COUNTED.format(**names)}) AS counted; END"
    )
    for number, (message, query) in enumerate(FILE_IS_WRONG):
        condition = f"OLD.decided_at IS NULL AND NEW.decided_at IS NOT NULL AND EXISTS ({query})"
        out.append(refuse(f"files_decided_{number}", "BEFORE UPDATE ON files", condition, message))
    out.append(
        refuse(
            "postings_open_batch",
            "AFTER INSERT ON postings",
            """
            NOT EXISTS (SELECT 1 FROM batches b WHERE b.id = NEW.batch_id AND (
              (NEW.step = 0 AND b.file_id = NEW.file_id) OR (NEW.step > 0 AND b.file_id IS NULL)))
            OR EXISTS (SELECT 1 FROM batch_controls c WHERE c.batch_id = NEW.batch_id)
            """,
            "a posting joins an open batch of its own kind",
        )
    )
    return out


def postgresql() -> list[str]:
    def function(name: str, body: str, declare: str = "") -> str:
        declared = f"DECLARE {declare}" if declare else ""
        return (
            f"CREATE FUNCTION paycards_{name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ {declared} BEGIN {body} END $$"
        )

    def refuse_if(condition: str, message: str) -> str:
        return f"IF ({condition}) THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF;"

    names = {"council": "batch.council_id", "file": "batch.file_id", "counted": "counted."}
    out = [
        function(
            "keep",
            "RAISE EXCEPTION '% are never changed like this (%)', TG_TABLE_NAME, TG_OP"
            " USING ERRCODE = 'check_violation';",
        ),
        function("keep_file", refuse_if(FILE_CHANGED, "this file is settled") + " RETURN NEW;"),
        function(
            "check_batch",
            # Variables, so that the planner sees which file it is.
            "SELECT * INTO batch FROM batches WHERE id = NEW.batch_id; SELECT * INTO counted FROM ("
            + BATCH_COUNTED.format(**names)
            + ") AS counted; "
            + " ".join(refuse_if(condition.format(**names), message) for condition, message in BATCH_IS_WRONG)
            + " RETURN NEW;",
            declare="batch batches; counted record;",
        ),
        function(
            "check_file",
            " ".join(refuse_if(f"EXISTS ({query})", message) for message, query in FILE_IS_WRONG)
            + " RETURN NEW;",
        ),
        function(
            "check_open_batch",
            refuse_if(
                # An open batch can only be the transaction's own: it could not have been committed.
                """
                NOT EXISTS (
                  SELECT 1 FROM batches b
                  WHERE b.id >= (SELECT coalesce(max(batch_id), 0) - 1000 FROM batch_controls)
                  AND NOT EXISTS (SELECT 1 FROM batch_controls c WHERE c.batch_id = b.id))
                """,
                "postings join an open batch",
            )
            + " RETURN NULL;",
        ),
        function(
            "check_open_file",
            refuse_if(
                "NOT EXISTS (SELECT 1 FROM files WHERE state = 'accepted' AND decided_at IS NULL)",
                "lines join an accepted file that is not decided yet",
            )
            + " RETURN NULL;",
        ),
        "CREATE TRIGGER files_keep BEFORE UPDATE ON files FOR EACH ROW EXECUTE FUNCTION paycards_keep_file()",
        "CREATE TRIGGER files_decided BEFORE UPDATE ON files FOR EACH ROW"
        " WHEN (OLD.decided_at IS NULL AND NEW.decided_at IS NOT NULL)"
        " EXECUTE FUNCTION paycards_check_file()",
        "CREATE TRIGGER batch_controls_check BEFORE INSERT ON batch_controls FOR EACH ROW"
        " EXECUTE FUNCTION paycards_check_batch()",
        "CREATE TRIGGER postings_open_batch BEFORE INSERT ON postings"
        " FOR EACH STATEMENT EXECUTE FUNCTION paycards_check_open_batch()",
        "CREATE TRIGGER lines_open_file BEFORE INSERT ON lines"
        " FOR EACH STATEMENT EXECUTE FUNCTION paycards_check_open_file()",
    ]
    keep = "EXECUTE FUNCTION paycards_keep()"
    events = [(table, "UPDATE", "ROW") for table in KEPT]
    events += [
        (table, event, unit)
        for table in KEPT + LASTING
        for event, unit in (("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
    ]
    out += [
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH {unit} {keep}"
        for table, event, unit in events
    ]
    return out
