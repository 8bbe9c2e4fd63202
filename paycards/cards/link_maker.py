"""Makes the customers' links of an installation: where their pages are, and the key that tokens come from.

The key is a file beside the settings, made with the first link. Without it nobody can make an old link anew:
what is on letters already goes on working, and a letter that is printed again gets a new link.
"""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from paycards.durable import make_folders
from paycards.errors import SettingsError, why_unread
from paycards.issue.card_link import CardLink, token
from paycards.settings.web import Web

BYTES = 32
WRITTEN = re.compile(f"[0-9A-Fa-f]{{{2 * BYTES}}}")


@dataclass(frozen=True)
class LinkMaker:
    """Makes links to pages at this address."""

    address: str
    key: bytes = field(repr=False)

    def link(self, council: str, card_number: str, number: int) -> CardLink:
        """The link of this number to a council's card."""
        return CardLink(self.address, token(self.key, council, card_number, number))


def link_maker(web: Web) -> LinkMaker | None:
    """The maker of an installation; None where customers have no pages.

    Raises SettingsError for a key file that cannot be used.
    """
    if not web.customer_address:
        return None
    return LinkMaker(web.customer_address, _key(web.customer_link_key))


def _key(path: Path) -> bytes:
    try:
        if not path.exists():
            _make(path)
        written = path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise SettingsError(
            f"The key of the customers' links, {path}, cannot be used: {why_unread(error)}."
        ) from error
    if not WRITTEN.fullmatch(written.strip()):
        raise SettingsError(f"The key of the customers' links, {path}, must be {BYTES} bytes in hexadecimal.")
    return bytes.fromhex(written)


def _make(path: Path) -> None:
    """Write a new key, for its owner alone; whoever comes second takes the first one's."""
    make_folders(path.parent)
    hidden = path.with_name(f".{path.name}-{os.getpid()}")
    hidden.touch(mode=0o600)
    hidden.write_text(secrets.token_hex(BYTES), encoding="ascii")
    try:
        os.link(hidden, path)
    except FileExistsError:
        return
    finally:
        hidden.unlink()
