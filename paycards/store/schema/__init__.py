"""The schema as it stands: tables, constraints, indexes, triggers and functions, one file a database.

`sqlite.sql` and `postgresql.sql` are what the migrations make, written down for people to read, and for
`missing_guards` to compare a database with. White space means nothing in them.
"""

from __future__ import annotations

import re
import textwrap
from importlib.resources import files

from sqlalchemy import Connection

SQLITE = """
  SELECT type || ' ' || CASE type WHEN 'table' THEN name ELSE tbl_name || '.' || name END, CAST(sql AS TEXT)
  FROM main.sqlite_master
  WHERE sql IS NOT NULL
    AND NOT (type = 'table' AND (name LIKE 'sqlite!_%' ESCAPE '!' OR name = 'alembic_version'))
"""
SCHEMA = "pg_catalog.to_regnamespace(pg_catalog.quote_ident(current_schema()))"
OURS = f"relnamespace = {SCHEMA} AND relname <> 'alembic_version'"
# An operator or a function that is named as one of PostgreSQL's is taken where its types fit better.
NO_EXTENSION = """
  NOT EXISTS (SELECT FROM pg_depend d WHERE deptype = 'e' AND classid = '{of}'::regclass AND objid = {of}.oid)
"""
POSTGRESQL = f"""
  SELECT 'table ' || relname, string_agg(attname || ' ' || format_type(atttypid, atttypmod)
    || CASE WHEN attcollation <> typcollation THEN ' COLLATE ' || attcollation::regcollation ELSE '' END
    || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
    || coalesce(' DEFAULT ' || pg_get_expr(adbin, adrelid), ''), E',\\n' ORDER BY attnum)
    || CASE relpersistence WHEN 'p' THEN '' ELSE ' -- emptied by a crash' END
  FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
  JOIN pg_type y ON y.oid = atttypid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE {OURS} AND relkind IN ('r', 'p') GROUP BY relname, relpersistence
  UNION ALL
  SELECT 'table ' || inhrelid::regclass, 'its rows are read as those of ' || relname
  FROM pg_inherits JOIN pg_class ON pg_class.oid = inhparent WHERE {OURS} AND relkind IN ('r', 'p')
  UNION ALL
  SELECT 'constraint ' || relname || '.' || conname, pg_get_constraintdef(c.oid)
    || CASE WHEN convalidated THEN '' ELSE ' -- not validated' END
  FROM pg_constraint c JOIN pg_class t ON t.oid = conrelid WHERE {OURS} AND contype <> 'n'
  UNION ALL
  SELECT 'index ' || t.relname || '.' || i.relname, pg_get_indexdef(indexrelid, 0, true)
    || CASE WHEN indisvalid THEN '' ELSE ' -- not valid' END
  FROM pg_index JOIN pg_class i ON i.oid = indexrelid JOIN pg_class t ON t.oid = indrelid
  WHERE t.{OURS.replace("AND ", "AND t.")}
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = indexrelid AND c.contype IN ('p', 'u'))
  UNION ALL
  SELECT 'trigger ' || relname || '.' || tgname, pg_get_triggerdef(g.oid, true)
    || CASE tgenabled WHEN 'O' THEN '' WHEN 'D' THEN ' -- disabled' ELSE ' -- enabled otherwise' END
  FROM pg_trigger g JOIN pg_class t ON t.oid = tgrelid WHERE {OURS} AND NOT tgisinternal
  UNION ALL
  SELECT 'constraint trigger ' || t.relname || '.' || conname, 'disabled'
  FROM pg_trigger g JOIN pg_class t ON t.oid = tgrelid JOIN pg_constraint c ON c.oid = tgconstraint
  WHERE t.{OURS.replace("AND ", "AND t.")} AND tgisinternal AND tgenabled <> 'O' GROUP BY t.relname, conname
  UNION ALL
  SELECT 'rule ' || relname || '.' || rulename, pg_get_ruledef(r.oid, true)
  FROM pg_rewrite r JOIN pg_class t ON t.oid = ev_class WHERE {OURS} AND relkind IN ('r', 'p')
  UNION ALL
  SELECT 'row security ' || relname, 'rows are hidden'
  FROM pg_class WHERE {OURS} AND (relrowsecurity OR relforcerowsecurity)
  UNION ALL
  SELECT 'triggers by session_replication_role', 'disabled'
  WHERE current_setting('session_replication_role') <> 'origin'
  UNION ALL
  SELECT 'function ' || proname || CASE pronargs WHEN 0 THEN ''
    ELSE '(' || pg_get_function_identity_arguments(pg_proc.oid) || ')' END, 'SET '
    || replace(coalesce(array_to_string(proconfig, ', '), ''), quote_ident(current_schema()), 'SCHEMA')
    || CASE WHEN prosecdef THEN ' SECURITY DEFINER' ELSE '' END || E'\\n' || prosrc
  FROM pg_proc WHERE pronamespace = {SCHEMA} AND (starts_with(proname, 'paycards_')
    OR pg_proc.oid IN (SELECT tgfoid FROM pg_trigger WHERE NOT tgisinternal)
    OR proname IN (SELECT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace)
    AND {NO_EXTENSION.format(of="pg_proc")})
  UNION ALL
  SELECT 'operator ' || pg_operator.oid::regoperator, 'it may be taken for one of PostgreSQL'
  FROM pg_operator WHERE oprnamespace = {SCHEMA} AND {NO_EXTENSION.format(of="pg_operator")}
    AND oprname IN (SELECT oprname FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace)
"""  # noqa: S608 - of nothing but what stands here
HEADING = re.compile(r"^-- ((?:table|constraint trigger|constraint|index|trigger|rule|function) .+)$", re.M)


def standing(connection: Connection) -> dict[str, str]:
    """What stands in the database: the definition of each object by kind and name."""
    query = SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL
    found = connection.exec_driver_sql(
        query.replace("%", "%%") if connection.dialect.name != "sqlite" else query
    )
    return {name: _one_line(definition) for name, definition in found}


def golden(dialect: str) -> dict[str, str]:
    """The same as the migrations make it, from the file of the package."""
    written = (files(__package__) / f"{dialect}.sql").read_text(encoding="utf-8")
    _, *parts = HEADING.split(written)
    return {name: _one_line(definition) for name, definition in zip(parts[::2], parts[1::2], strict=True)}


def written_down(objects: dict[str, str]) -> str:
    """The file for these objects, table by table."""
    return "".join(f"-- {name}\n{_readable(objects[name])}\n\n" for name in sorted(objects, key=_by_table))


def _by_table(name: str) -> tuple[str, int, str]:
    kind, _, rest = name.rpartition(" ")
    order = ("table", "constraint", "constraint trigger", "index", "trigger", "rule", "function")
    return ("~" if kind == "function" else rest.partition(".")[0], order.index(kind), rest)


def _readable(definition: str) -> str:
    return textwrap.fill(
        definition, width=110, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )


def _one_line(definition: str) -> str:
    return " ".join(definition.split())
