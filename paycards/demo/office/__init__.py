"""Market Hall, the cash office that Northvale closes: its customers, its list, how they pay afterwards."""

from __future__ import annotations

from paycards.demo.office.customers import office_accounts
from paycards.demo.office.listing import OFFICE, office_list

__all__ = ["OFFICE", "office_accounts", "office_list"]
