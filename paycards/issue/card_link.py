"""The customer's own address of a card: a secret token in the path, 140 bits of it.

A token is made from the key of the installation, the card and the number of its link, so that a letter that
is printed again says the same; the database keeps its SHA-256 only. It is written in Crockford's 32
characters, which have no I, L, O and U; whoever copies it from paper may write those, capitals and hyphens.

>>> link = CardLink("https://pay.northvale.example", token(b"k" * 32, "7", "9826999926000000107", 1))
>>> link.token, link.short("en")
('vpjhghn3qdhq1csg5e580p5ayq03', 'pay.northvale.example/en/c/vpjh-ghn3-qdhq-1csg-5e58-0p5a-yq03')
>>> compact("VPJH-GHN3 QDHQ-ICSG 5E58 OP5A YQO3") == link.token
True
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

CHARACTERS = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 28  # 5 bits each
READ_AS = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})


@dataclass(frozen=True)
class CardLink:
    """The address of a card's page: that of the customers' pages, and the token."""

    address: str
    token: str = field(repr=False)

    def url(self, language: str) -> str:
        """The whole address in a language, as the code says it."""
        return f"{self.address}/{language}/c/{self.token}"

    def short(self, language: str) -> str:
        """As people type it: without the scheme, the token in fours."""
        fours = "-".join(self.token[at : at + 4] for at in range(0, LENGTH, 4))
        return f"{self.address.split('://')[1]}/{language}/c/{fours}"


def token(key: bytes, council: str, card_number: str, number: int) -> str:
    """The token of a card's link of this number."""
    said = hmac.digest(key, f"{council}:{card_number}:{number}".encode(), "sha256")
    bits = int.from_bytes(said, "big")
    return "".join(CHARACTERS[(bits >> 5 * place) & 31] for place in range(LENGTH))


def compact(written: str) -> str:
    """A token as it is compared, however it was copied from paper."""
    return written.casefold().translate(READ_AS)[: 2 * LENGTH]


def hashed(token: str) -> str:
    """What is kept of a token: enough bits that no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
