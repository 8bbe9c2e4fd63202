"""Tell how far long work is: the sign of life of its worker."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import TryAgain
from paycards.store.engine import impatient
from paycards.work.running import Held, HowFar, beat


def impatient_visit(visit: Visit) -> Visit:
    """The same visit, which waits for nobody: a sign of life holds nothing up."""
    installation = visit.installation
    return replace(visit, installation=replace(installation, engine=impatient(installation.engine)))


def tell_work(visit: Visit, held: Held, far: HowFar, at: dt.datetime) -> bool:
    """Write how far it is; left out where the database is busy. False: another worker has taken it over."""
    try:
        with visit.unheld(Permission.DO_LONG_WORK) as connection:
            return beat(connection, held, far, at)
    except TryAgain:
        return True
