"""Whether the installation can answer: for whoever sends requests to it, who is told no more than that."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from paycards.access.installation import Installation
from paycards.errors import PaycardsError
from paycards.store.version import require_current


def is_ready(installation: Installation) -> bool:
    """Tell whether the database answers and is at the revision that this program works with."""
    try:
        require_current(installation.engine)
    except (PaycardsError, SQLAlchemyError):
        return False
    return True
