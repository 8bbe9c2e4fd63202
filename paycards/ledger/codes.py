"""The council's own codes of its general ledger for our accounts, by the settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def code_of(account: str, codes: Mapping[str, str]) -> str:
    """The code of an account, or else that of the longest beginning of its name that has one; empty without.

    >>> codes = {"clearing": "9100", "clearing:NVD-PAYZONE": "9103", "customer:rent": "4100"}
    >>> [code_of(name, codes) for name in ("clearing:NVD-PAYZONE", "clearing:NVD-ALLPAY", "fees:NVD")]
    ['9103', '9100', '']
    """
    parts = account.split(":")
    names = (":".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((codes[name] for name in names if name in codes), "")


def without_code(accounts: Iterable[str], codes: Mapping[str, str]) -> list[str]:
    """The accounts that have none, in order."""
    return sorted({account for account in accounts if not code_of(account, codes)})
