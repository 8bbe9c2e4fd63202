"""Where everything is kept: tables, migrations, the engine, the bulk load.

One schema for SQLite and PostgreSQL. The invariants of the ledger are the
database's own: constraints and triggers stand in the migrations.
"""
