"""How people and programs name a bank file: banks give many files the same name."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case, exists, func, literal_column, or_

from paycards.store.tables.files import files

_before = files.alias("before")
_none: ColumnElement[int] = literal_column(
    "0"
)  # a file of the bank is of no contract: so the index of names is used
_CAME_BEFORE = exists().where(
    func.coalesce(_before.c.contract_id, _none) == _none,
    _before.c.council_id == files.c.council_id,
    _before.c.kind == "bank",
    _before.c.state == "accepted",
    _before.c.name == files.c.name,
    or_(
        _before.c.decided_at < files.c.decided_at,
        and_(_before.c.decided_at == files.c.decided_at, _before.c.id < files.c.id),
    ),
)


def bank_file_key() -> ColumnElement[str]:
    """The name of an accepted bank file; `@` and eight digits of its digest after one that came before."""
    return case((_CAME_BEFORE, files.c.name + "@" + func.substr(files.c.sha256, 1, 8)), else_=files.c.name)
