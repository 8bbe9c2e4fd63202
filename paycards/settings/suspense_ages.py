"""How old an item may grow in suspense before it is a matter for somebody else."""

from typing import Annotated

from pydantic import AfterValidator, Field

from paycards.settings.table import Table


def _rising(days: tuple[int, ...]) -> tuple[int, ...]:
    if list(days) != sorted(set(days)):
        raise ValueError("each limit must be more days than the one before")
    return days


Limits = Annotated[
    tuple[Annotated[int, Field(ge=1, strict=True)], ...],
    Field(min_length=1, max_length=9),
    AfterValidator(_rising),
]


class SuspenseAges(Table):
    """The days after which an open item passes its first limit, its second, and so on.

    Nobody knows whose an unidentified item is. Of an unapplied one that is known, so it may wait less long.
    """

    unidentified: Limits = (14, 30, 90)
    unapplied: Limits = (7, 30, 60)
