"""Which payments were first posted to each account: so that a person's page reads theirs alone.

A posting is written where its file stands, and has no index by account: that would be written at a random
place for each line of a night. Once the night is over, the files that it decided are listed here.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

from paycards.store.tables.base import Id, metadata
from paycards.store.tables.files import files

account_payments = Table(
    "account_payments",
    metadata,
    Column("account_id", Id, primary_key=True, autoincrement=False),
    Column("file_id", Id, primary_key=True, autoincrement=False),
    Column("row_no", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

unlisted_files = Table(  # whose payments are not listed yet: their postings are read instead
    "unlisted_files",
    metadata,
    Column("file_id", Id, ForeignKey(files.c.id), primary_key=True, autoincrement=False),
)
