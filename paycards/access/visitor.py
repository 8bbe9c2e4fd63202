"""Who asks: a name for the audit trail, the councils that they may see, and what they may do."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass, field

from paycards.access.permission import EVERYTHING, Permission


@dataclass(frozen=True)
class Councils:
    """Councils of the installation by code; `every` adds all others, and what belongs to none yet."""

    codes: frozenset[str] = frozenset()
    every: bool = False

    def __contains__(self, code: str) -> bool:
        return self.every or code in self.codes


EVERY_COUNCIL = Councils(every=True)


@dataclass(frozen=True)
class Visitor:
    """A person, or the night itself, as they stand in the audit trail."""

    name: str
    councils: Councils = EVERY_COUNCIL
    permissions: frozenset[Permission] = field(default=EVERYTHING, repr=False)


def system_user() -> Visitor:
    """The user that the operating system runs this process for, whatever the environment says."""
    uid = os.getuid()
    try:
        return Visitor(pwd.getpwuid(uid).pw_name)
    except KeyError:  # a container may run under a number without a name
        return Visitor(f"uid {uid}")
