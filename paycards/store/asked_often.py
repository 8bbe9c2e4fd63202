"""Statements that are asked again and again: for every file of a night of thousands."""

from __future__ import annotations

from itertools import count

from sqlalchemy import lambda_stmt
from sqlalchemy.sql.expression import Executable, StatementLambdaElement

AskedOften = StatementLambdaElement
_NUMBERS = count()


def asked_often(statement: Executable) -> AskedOften:
    """Return the statement as one that is found by a number among those that are compiled already.

    SQLAlchemy finds another by all of its parts, whose hash it takes at every use: a tenth of a millisecond
    for a long one. What differs between two uses must be a parameter. Keep what is returned: it is
    another statement each time. https://docs.sqlalchemy.org/en/21/core/connections.html#lambda-caching
    """
    return lambda_stmt(
        lambda: statement,
        track_on=(next(_NUMBERS),),
        track_closure_variables=False,
        track_bound_values=False,
        global_track_bound_values=False,
    )
