"""The account that a person chose for a suspense item: one that was offered, or one that was typed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChosenAccount:
    """Where an item is to go: `offered` as FUND:REFERENCE, else fund and reference; and why, or nothing."""

    offered: str
    fund: str
    reference: str
    note: str
    even_if_closed: bool = False
