"""Card schemes, and every card number that was ever allocated from one.

What makes up a scheme's numbers is data, check digits included, so that the database itself refuses
a number that is none of its scheme. Each digit of a number times the weight of its position (or the
digits of that product) adds to a sum; the check digit is what stands for sum modulo modulus.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from paycards.store.tables.base import Id, Instant, metadata

card_schemes = Table(
    "card_schemes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("code", String, nullable=False),
    Column("numbers", String, nullable=False),
    Column("length", Integer, nullable=False),
    Column("prefix", String, nullable=False),
    Column("service_code", String, nullable=False),
    Column("service_code_at", Integer),
    Column("serial_at", Integer, nullable=False),
    Column("serial_digits", Integer, nullable=False),
    Column("definition", Text, nullable=False),  # all of this and the check digits, as the settings say it
    CheckConstraint("numbers IN ('allocate', 'order')", name="numbers"),
    CheckConstraint("length BETWEEN 13 AND 24", name="length"),
    UniqueConstraint("council_id", "code"),
)

card_checks = Table(
    "card_checks",
    metadata,
    Column("scheme_id", Id, ForeignKey("card_schemes.id"), primary_key=True),
    Column("at", Integer, primary_key=True, autoincrement=False),  # the position of the check digit, from 1
    Column("modulus", Integer, nullable=False),
    Column("sum", String, nullable=False),
    Column("digits", String, nullable=False),  # what stands for the remainders 0, 1, 2 …
    CheckConstraint("sum IN ('products', 'digits')", name="sum"),
    CheckConstraint("length(digits) = modulus", name="digits"),
    sqlite_with_rowid=False,
)

card_check_weights = Table(
    "card_check_weights",
    metadata,
    Column("scheme_id", Id, primary_key=True),
    Column("at", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("weight", Integer, nullable=False),
    CheckConstraint("weight BETWEEN 1 AND 99", name="weight"),  # a digit of the products' has three places
    ForeignKeyConstraint(["scheme_id", "at"], ["card_checks.scheme_id", "card_checks.at"]),
    sqlite_with_rowid=False,
)

card_ranges = Table(
    "card_ranges",
    metadata,
    Column("scheme_id", Id, ForeignKey("card_schemes.id"), primary_key=True),
    Column("first_serial", BigInteger, primary_key=True, autoincrement=False),
    Column("last_serial", BigInteger, nullable=False),
    CheckConstraint("0 <= first_serial AND first_serial <= last_serial", name="order"),
    sqlite_with_rowid=False,
)

card_numbers = Table(
    "card_numbers",
    metadata,
    Column("council_id", Id, ForeignKey("councils.id"), primary_key=True),
    Column("card_number", String, primary_key=True),
    Column("scheme_id", Id, ForeignKey("card_schemes.id"), nullable=False),
    Column("serial", BigInteger, nullable=False),
    Column("allocated_at", Instant, nullable=False),
    UniqueConstraint("scheme_id", "serial"),
    sqlite_with_rowid=False,
)
