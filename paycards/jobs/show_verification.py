"""Show when the books of each council were last verified from the screens, and what came of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.jobs.ask_for_verification import KIND
from paycards.work.showing import ShownWork, newest_about, newest_of

MOST = 20


@dataclass(frozen=True)
class CouncilBooks:
    """The books of a council, and their newest verification."""

    council: str
    newest: ShownWork | None

    @property
    def goes_on(self) -> bool:
        """Tell whether they are being verified."""
        return self.newest is not None and self.newest.goes_on


@dataclass(frozen=True)
class VerificationPage:
    """`works` are the newest of all, the newest first; `with_details`: the visitor may see amounts."""

    books: tuple[CouncilBooks, ...]
    works: tuple[ShownWork, ...]
    may_verify: bool
    with_details: bool
    as_at: dt.datetime

    @property
    def goes_on(self) -> bool:
        """Tell whether any is being made."""
        return any(each.goes_on for each in self.books)


def show_verification(visit: Visit) -> VerificationPage:
    """Return them, of the councils that may be seen."""
    held = visit.visitor.permissions
    with visit.reading(may=Permission.SEE_SETTINGS) as seen:
        return VerificationPage(
            books=tuple(
                CouncilBooks(code, newest_about(seen, KIND, {"council": code})) for code in seen.councils
            ),
            works=tuple(newest_of(seen, KIND, MOST)),
            may_verify=Permission.VERIFY_BOOKS in held,
            with_details=Permission.SEE_MONEY in held,
            as_at=visit.now,
        )
