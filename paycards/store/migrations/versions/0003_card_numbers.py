"""Card schemes and numbers: what is no number of its scheme is refused, and what was allocated stays.

A number is refused unless it has its scheme's length, prefix and service code, its serial is in a range,
every check digit is right, and it is no card that the council has already. The arithmetic of check digits
is one sum over `card_check_weights`, so that any weighted digit (Luhn too) is data.

A number is never updated or deleted. Once a scheme has numbers, what makes them up stays, and so does a
range that numbers were taken from.

SQLite checks each row before it comes in, PostgreSQL all rows of a statement at once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# What a digit at a weighted position adds: the product, of at most three places, or its digits.
ADDS = """
  CASE k.sum WHEN 'products' THEN p.product
  ELSE p.product / 100 + p.product / 10 % 10 + p.product % 10 END
"""
# Of a number `{n}`: the remainder of the sum of check digit `k`.
REMAINDER = f"""
  (SELECT coalesce(sum({ADDS}), 0) FROM (
     SELECT w.weight * CAST(substr({{n}}.card_number, w.position, 1) AS INTEGER) AS product
     FROM card_check_weights w WHERE w.scheme_id = k.scheme_id AND w.at = k.at
   ) AS p) % k.modulus
"""
# Each a condition on a number `{n}` and its scheme `s`, and what is wrong then.
NUMBER_IS_WRONG = (
    (
        "s.id IS NULL OR s.council_id <> {n}.council_id OR s.numbers <> 'allocate'",
        "the scheme is none from which its council allocates numbers",
    ),
    ("length({n}.card_number) <> s.length", "the number has not the length of its scheme"),
    ("ltrim({n}.card_number, '0123456789') <> ''", "the number is not digits only"),
    (
        "substr({n}.card_number, 1, length(s.prefix)) <> s.prefix",
        "the number has not the prefix of its scheme",
    ),
    (
        "s.service_code <> ''"
        " AND substr({n}.card_number, s.service_code_at, length(s.service_code)) <> s.service_code",
        "the number has not the service code of its scheme",
    ),
    (
        "CAST(substr({n}.card_number, s.serial_at, s.serial_digits) AS BIGINT) <> {n}.serial",
        "the serial in the number is another",
    ),
    (
        """
        NOT EXISTS (SELECT 1 FROM card_ranges r WHERE r.scheme_id = {n}.scheme_id
          AND {n}.serial BETWEEN r.first_serial AND r.last_serial)
        """,
        "the serial is in no range of the scheme",
    ),
    (
        f"""
        EXISTS (SELECT 1 FROM card_checks k WHERE k.scheme_id = {{n}}.scheme_id
          AND substr({{n}}.card_number, k.at, 1) <> substr(k.digits, CAST(1 + {REMAINDER} AS INTEGER), 1))
        """,
        "a check digit of the number does not check",
    ),
    (
        """
        EXISTS (SELECT 1 FROM cards c
          WHERE c.council_id = {n}.council_id AND c.card_number = {n}.card_number)
        """,
        "the number is a card of the council already",
    ),
)
OVERLAPS = """
  EXISTS (SELECT 1 FROM card_ranges r WHERE r.scheme_id = NEW.scheme_id
    AND r.first_serial <= NEW.last_serial AND NEW.first_serial <= r.last_serial)
"""
USED = """
  EXISTS (SELECT 1 FROM card_numbers n WHERE n.scheme_id = OLD.scheme_id
    AND n.serial BETWEEN OLD.first_serial AND OLD.last_serial)
"""
HAS_NUMBERS = "EXISTS (SELECT 1 FROM card_numbers n WHERE n.scheme_id = {scheme})"
DEFINING = ("card_checks", "card_check_weights")
TABLES = ("card_numbers", "card_ranges", *reversed(DEFINING), "card_schemes")

SETTLED = "numbers of this scheme exist, so what makes them up stays"
OVERLAPPING = "ranges of a scheme do not overlap"
TAKEN_FROM = "numbers were taken from this range, so it stays"
UNCHANGED = "card_ranges are never changed, a new one is added"


def upgrade() -> None:
    """Make the tables, then the triggers of this database."""
    create_tables()
    statements = sqlite() if op.get_bind().dialect.name == "sqlite" else postgresql()
    for statement in statements:
        op.execute(statement.replace(":", r"\:"))


def downgrade() -> None:
    """Take them away again; triggers go with their tables."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in sqlite():
            op.execute(f"DROP TRIGGER {statement.split()[2]}")  # one would look at a table that is gone
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for function in ("check_card_numbers", "keep_card_scheme", "keep_card_check", "keep_card_range"):
            op.execute(f"DROP FUNCTION paycards_{function}()")


def create_tables() -> None:
    op.create_table(
        "card_schemes",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("numbers", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("service_code_at", sa.Integer(), nullable=True),
        sa.Column("serial_at", sa.Integer(), nullable=False),
        sa.Column("serial_digits", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.CheckConstraint("numbers IN ('allocate', 'order')", name=op.f("ck_card_schemes_numbers")),
        sa.CheckConstraint("length BETWEEN 13 AND 24", name=op.f("ck_card_schemes_length")),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_card_schemes_council_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_schemes")),
        sa.UniqueConstraint("council_id", "code", name=op.f("uq_card_schemes_council_id_code")),
    )
    op.create_table(
        "card_checks",
        sa.Column("scheme_id", ID, nullable=False),
        sa.Column("at", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("modulus", sa.Integer(), nullable=False),
        sa.Column("sum", sa.String(), nullable=False),
        sa.Column("digits", sa.String(), nullable=False),
        sa.CheckConstraint("sum IN ('products', 'digits')", name=op.f("ck_card_checks_sum")),
        sa.CheckConstraint("length(digits) = modulus", name=op.f("ck_card_checks_digits")),
        sa.ForeignKeyConstraint(["scheme_id"], ["card_schemes.id"], name=op.f("fk_card_checks_scheme_id")),
        sa.PrimaryKeyConstraint("scheme_id", "at", name=op.f("pk_card_checks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "card_check_weights",
        sa.Column("scheme_id", ID, nullable=False),
        sa.Column("at", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 99", name=op.f("ck_card_check_weights_weight")),
        sa.ForeignKeyConstraint(
            ["scheme_id", "at"],
            ["card_checks.scheme_id", "card_checks.at"],
            name=op.f("fk_card_check_weights_scheme_id_at"),
        ),
        sa.PrimaryKeyConstraint("scheme_id", "at", "position", name=op.f("pk_card_check_weights")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "card_ranges",
        sa.Column("scheme_id", ID, nullable=False),
        sa.Column("first_serial", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_serial", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "0 <= first_serial AND first_serial <= last_serial", name=op.f("ck_card_ranges_order")
        ),
        sa.ForeignKeyConstraint(["scheme_id"], ["card_schemes.id"], name=op.f("fk_card_ranges_scheme_id")),
        sa.PrimaryKeyConstraint("scheme_id", "first_serial", name=op.f("pk_card_ranges")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "card_numbers",
        sa.Column("council_id", ID, nullable=False),
        sa.Column("card_number", sa.String(), nullable=False),
        sa.Column("scheme_id", ID, nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("allocated_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_card_numbers_council_id")),
        sa.ForeignKeyConstraint(["scheme_id"], ["card_schemes.id"], name=op.f("fk_card_numbers_scheme_id")),
        sa.PrimaryKeyConstraint("council_id", "card_number", name=op.f("pk_card_numbers")),
        sa.UniqueConstraint("scheme_id", "serial", name=op.f("uq_card_numbers_scheme_id_serial")),
        sqlite_with_rowid=False,
    )


def sqlite() -> list[str]:
    def refuse(name: str, event: str, condition: str, message: str) -> str:
        return (
            f"CREATE TRIGGER {name} {event} FOR EACH ROW WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )

    wrong = " ".join(
        f"WHEN {condition.format(n='NEW')} THEN RAISE(ABORT, '{message}')"
        for condition, message in NUMBER_IS_WRONG
    )
    out = [
        "CREATE TRIGGER card_numbers_check BEFORE INSERT ON card_numbers FOR EACH ROW "
        f"BEGIN SELECT CASE {wrong} END"
        " FROM (SELECT 1) LEFT JOIN card_schemes s ON s.id = NEW.scheme_id; END",
        refuse("card_ranges_overlap", "BEFORE INSERT ON card_ranges", OVERLAPS, OVERLAPPING),
        refuse("card_ranges_no_update", "BEFORE UPDATE ON card_ranges", "1", UNCHANGED),
        refuse("card_ranges_used", "BEFORE DELETE ON card_ranges", USED, TAKEN_FROM),
        refuse(
            "card_schemes_settled",
            "BEFORE UPDATE ON card_schemes",
            HAS_NUMBERS.format(scheme="OLD.id"),
            SETTLED,
        ),
    ]
    for table in DEFINING:
        for event, schemes in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
            settled = " OR ".join(HAS_NUMBERS.format(scheme=f"{row}.scheme_id") for row in schemes)
            name = f"{table}_settled_{event.lower()}"
            out.append(refuse(name, f"BEFORE {event} ON {table}", settled, SETTLED))
    for table, event in (("card_numbers", "UPDATE"), ("card_numbers", "DELETE"), ("card_schemes", "DELETE")):
        name, past = f"{table}_no_{event.lower()}", f"{event.lower()}d"
        out.append(refuse(name, f"BEFORE {event} ON {table}", "1", f"{table} are never {past}"))
    return out


def postgresql() -> list[str]:
    def function(name: str, body: str) -> str:
        return f"CREATE FUNCTION paycards_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"

    def refuse_if(condition: str, message: str) -> str:
        return f"IF ({condition}) THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF;"

    def trigger(table: str, name: str, when: str, unit: str, function: str) -> str:
        return f"CREATE TRIGGER {table}_{name} {when} FOR EACH {unit} EXECUTE FUNCTION paycards_{function}()"

    added = "EXISTS (SELECT 1 FROM added n LEFT JOIN card_schemes s ON s.id = n.scheme_id WHERE {condition})"
    wrong = " ".join(
        refuse_if(added.format(condition=condition.format(n="n")), message)
        for condition, message in NUMBER_IS_WRONG
    )
    old_or_new = (
        f"{HAS_NUMBERS.format(scheme='OLD.scheme_id')} OR {HAS_NUMBERS.format(scheme='NEW.scheme_id')}"
    )
    keep_range = (
        f"IF TG_OP = 'INSERT' THEN {refuse_if(OVERLAPS, OVERLAPPING)} RETURN NEW; END IF;"
        f"IF TG_OP = 'UPDATE' THEN {refuse_if('true', UNCHANGED)} END IF;"
        f"{refuse_if(USED, TAKEN_FROM)} RETURN OLD;"
    )
    out = [
        function("check_card_numbers", f"{wrong} RETURN NULL;"),
        function(
            "keep_card_scheme",
            refuse_if(HAS_NUMBERS.format(scheme="OLD.id"), SETTLED) + " RETURN NEW;",
        ),
        function("keep_card_check", refuse_if(old_or_new, SETTLED) + " RETURN coalesce(NEW, OLD);"),
        function("keep_card_range", keep_range),
        trigger(
            "card_numbers",
            "check",
            "AFTER INSERT ON card_numbers REFERENCING NEW TABLE AS added",
            "STATEMENT",
            "check_card_numbers",
        ),
        trigger("card_schemes", "settled", "BEFORE UPDATE ON card_schemes", "ROW", "keep_card_scheme"),
        trigger(
            "card_ranges",
            "keep",
            "BEFORE INSERT OR UPDATE OR DELETE ON card_ranges",
            "ROW",
            "keep_card_range",
        ),
    ]
    out += [
        trigger(table, "settled", f"BEFORE INSERT OR UPDATE OR DELETE ON {table}", "ROW", "keep_card_check")
        for table in DEFINING
    ]
    kept = [("card_numbers", "UPDATE", "ROW"), ("card_numbers", "DELETE", "ROW")]
    kept += [("card_schemes", "DELETE", "ROW"), *((table, "TRUNCATE", "STATEMENT") for table in TABLES)]
    out += [
        trigger(table, f"no_{event.lower()}", f"BEFORE {event} ON {table}", unit, "keep")
        for table, event, unit in kept
    ]
    return out
