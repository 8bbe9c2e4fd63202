"""By what files are read: when it changes, those that wait are read again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from paycards.access.contracts import ContractRow
from paycards.channels.layout import Layout
from paycards.settings.drop import place_of


def reads_by(layouts: Iterable[Layout], contracts: Iterable[ContractRow]) -> str:
    """A digest of all that decides how any file is read: layouts, whose is what, and where each one looks."""
    texts = [(layout.name, layout.sha256) for layout in layouts]
    terms = [
        (of.code, of.channel, of.client_code, of.reference_prefix, place_of(of.drop))
        for of in (contract.terms for contract in contracts)
    ]
    return hashlib.sha256(json.dumps([sorted(texts), sorted(terms, key=str)]).encode()).hexdigest()
