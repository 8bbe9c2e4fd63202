"""The rows of the exports, each value as text (design, section 6)."""

from __future__ import annotations

from .model import Account, File, Line


def file_row(file: File) -> dict[str, str]:
    """Without `reason`, which is a sentence for people."""
    reading = file.reading if file.state != "quarantined" else None
    return {
        "council": file.contract.council if file.contract else "",
        "contract": file.contract.code if file.contract else "",
        "name": file.name,
        "sequence": str(reading.number) if reading else "",
        "sha256": file.sha256,
        "state": file.state,
        "rows": str(reading.rows if reading else 0),
        "total_pence": str(sum(p.amount_pence for p in reading.payments) if reading else 0),
    }


def line_row(line: Line) -> dict[str, str]:
    return {
        "council": line.contract.council,
        "contract": line.contract.code,
        "file": line.file_name,
        "row": str(line.said.row),
        "network": line.said.network,
        "card_number": line.said.card_number,
        "client_reference": line.said.client_reference,
        "amount_pence": str(line.said.amount_pence),
        "paid_on": line.said.paid_on,
        "state": line.state,
        "reason": line.reason,
        "fund": line.account.fund if line.account else "",
        "account_reference": line.account.reference if line.account else "",
        "rule": line.rule,
    }


def balance_row(account: Account, received_pence: int) -> dict[str, str]:
    return {
        "council": account.council,
        "fund": account.fund,
        "account_reference": account.reference,
        "opening_pence": str(account.opening_pence),
        "received_pence": str(received_pence),
        "balance_pence": str(account.opening_pence - received_pence),
    }
