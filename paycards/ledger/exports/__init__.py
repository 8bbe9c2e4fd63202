"""The exports: what other programs read of the books, as CSV; and the same as a workbook, for people.

UTF-8, comma, a header always, lines ended by LF, RFC 4180 quoting; money in whole pence, dates
ISO 8601, an empty text where a column does not apply. Rows stand in the order in which things
were received. Columns only ever join at the end.

    files      council, contract, name, sequence, sha256, state, rows, total_pence, reason
    lines      council, contract, file, row, network, card_number, client_reference, amount_pence,
               paid_on, state, reason, fund, account_reference, rule
    balances   council, fund, account_reference, opening_pence, received_pence, balance_pence
    suspense   council, contract, file, row, amount_pence, paid_on, reason, since
    journal    council, entry, date, ledger_account, amount_pence, source
    postings   council, contract, file, row, step, part, date, debit, credit, amount_pence, rule, reason
    payments   those of lines, then kind, paid_at, outlet, receipt, original_receipt, capture, tender,
               in_suspense_since, placed_by, placed_on, note
    bank       council, account, file, row, booked_on, amount_pence, contract, explained_pence, state
    matches    council, contract, due, file, row, amount_pence, rule, state
    decisions  council, decision, kind, subject, amount_pence, state, proposed_by, proposed_at, decided_by,
               decided_at
    returns    council, contract, file, row, amount_pence, booked_on, paid_on, network, card_number,
               client_reference, outlet, receipt, decision, reason, proposed_by, decided_by, decided_at

They stand together in `every`. What is worked out, not selected, stands in `paycards/jobs/export.py`.
"""
