"""The tables, by subject. Rows carry their council, so that an installation can be split by council.

A payment is known everywhere by the file that brought it and its row in that
file, (file_id, row_no): every posting leads back to a source row whose bytes
are in the archive.
"""

from paycards.store.tables.account_payments import account_payments, unlisted_files
from paycards.store.tables.accounts import account_references, accounts, cards
from paycards.store.tables.audit import audit_trail, problems
from paycards.store.tables.bank import bank_balances, bank_entries, bank_statements
from paycards.store.tables.base import metadata
from paycards.store.tables.card_batches import card_batch_rows, card_batches
from paycards.store.tables.card_life import card_events, card_orders, card_proofs, card_requests
from paycards.store.tables.card_numbers import (
    card_check_weights,
    card_checks,
    card_numbers,
    card_ranges,
    card_schemes,
)
from paycards.store.tables.corrections import corrected_cards, corrected_references
from paycards.store.tables.councils import contracts, councils
from paycards.store.tables.customers import card_links, customer_sessions, customer_tries
from paycards.store.tables.days import closed_days, closed_figures, day_exceptions
from paycards.store.tables.decisions import decision_subjects, decisions
from paycards.store.tables.desk import card_ids, handed_in_lists
from paycards.store.tables.enquiries import enquiries, enquiry_events
from paycards.store.tables.files import (
    accepted_files,
    files,
    promises,
    remote_files,
    skipped_files,
    statement_lines,
    supplier_statements,
)
from paycards.store.tables.ledger import batch_controls, batches, ledger_accounts, postings
from paycards.store.tables.lines import duplicates, lines, natural_keys, reused_receipts, reversals
from paycards.store.tables.outgoing import outgoing_batches, outgoing_files, outgoing_held, outgoing_runs
from paycards.store.tables.payment_days import outlet_reversals, payment_days
from paycards.store.tables.returns import return_figures, signed_returns
from paycards.store.tables.settlement import match_ends, matches, opening_items
from paycards.store.tables.staff import (
    kept_forms,
    people,
    person_roles,
    provider_sign_ins,
    recovery_codes,
    set_up_links,
    sign_in_attempts,
    sign_in_log,
    staff_sessions,
)
from paycards.store.tables.suspense import suspense_items, suspense_notes
from paycards.store.tables.work import work

__all__ = [
    "accepted_files",
    "account_payments",
    "account_references",
    "accounts",
    "audit_trail",
    "bank_balances",
    "bank_entries",
    "bank_statements",
    "batch_controls",
    "batches",
    "card_batch_rows",
    "card_batches",
    "card_check_weights",
    "card_checks",
    "card_events",
    "card_ids",
    "card_links",
    "card_numbers",
    "card_orders",
    "card_proofs",
    "card_ranges",
    "card_requests",
    "card_schemes",
    "cards",
    "closed_days",
    "closed_figures",
    "contracts",
    "corrected_cards",
    "corrected_references",
    "councils",
    "customer_sessions",
    "customer_tries",
    "day_exceptions",
    "decision_subjects",
    "decisions",
    "duplicates",
    "enquiries",
    "enquiry_events",
    "files",
    "handed_in_lists",
    "kept_forms",
    "ledger_accounts",
    "lines",
    "match_ends",
    "matches",
    "metadata",
    "natural_keys",
    "opening_items",
    "outgoing_batches",
    "outgoing_files",
    "outgoing_held",
    "outgoing_runs",
    "outlet_reversals",
    "payment_days",
    "people",
    "person_roles",
    "postings",
    "problems",
    "promises",
    "provider_sign_ins",
    "recovery_codes",
    "remote_files",
    "return_figures",
    "reused_receipts",
    "reversals",
    "set_up_links",
    "sign_in_attempts",
    "sign_in_log",
    "signed_returns",
    "skipped_files",
    "staff_sessions",
    "statement_lines",
    "supplier_statements",
    "suspense_items",
    "suspense_notes",
    "unlisted_files",
    "work",
]
