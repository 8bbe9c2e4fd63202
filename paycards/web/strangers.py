"""What pages quote from files and problems, without the names of other councils' contracts.

A file that went to the wrong council is refused with the words whose it is. Whoever looks after the server
reads that in the terminal; a person of one council reads that it is another's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from paycards.pages.words import outside
from paycards.settings.installation import Settings

ANOTHER = "a contract of another council"


def outside_of(settings: Settings, councils: Callable[[], Collection[str]]) -> Callable[[str], str]:
    """The filter `outside` for who sees these councils only."""
    owners = {contract.code: council.code for council, contract in settings.contracts()}
    code = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, owners)) or '(?!)'})(?![\w-])")
    return lambda text: code.sub(lambda found: _named(found[0], owners, councils()), outside(text))


def _named(contract: str, owners: Mapping[str, str], councils: Collection[str]) -> str:
    return contract if owners[contract] in councils else ANOTHER
