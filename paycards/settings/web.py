"""The web pages: where customers reach theirs, and the file of the key that their links are made with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from paycards.settings.table import Table

LONGEST = 60  # for the code on a letter
SECURE = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?")
ON_THIS_MACHINE = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?")


def _an_address(address: str) -> str:
    plain = address.rstrip("/")
    if len(plain) > LONGEST or (plain and not (SECURE.fullmatch(plain) or ON_THIS_MACHINE.fullmatch(plain))):
        raise ValueError(
            "an address such as https://pay.northvale.example: small letters, no path, at most"
            f" {LONGEST} characters"
        )
    return plain


class Web(Table):
    """The web pages. Without `customer_address` letters name none, and are as they are without a link."""

    customer_address: Annotated[str, AfterValidator(_an_address)] = ""  # https://pay.northvale.example
    customer_link_key: Path = Path("var/customer-links.key")  # made when the first link is
