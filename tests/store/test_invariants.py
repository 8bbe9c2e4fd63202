"""What must always hold is refused by the database itself, to raw SQL, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, exc, text

from tests.store.books import Books

WRITTEN_FOR_EVER = (
    "audit_trail",
    "batch_controls",
    "batches",
    "card_numbers",
    "duplicates",
    "ledger_accounts",
    "lines",
    "outgoing_batches",
    "outgoing_files",
    "outgoing_runs",
    "postings",
    "promises",
    "receipts",
    "reused_receipts",
    "reversals",
    "statement_lines",
    "statements",
)
NEVER_DELETED = (
    *WRITTEN_FOR_EVER,
    "accounts",
    "card_schemes",
    "contracts",
    "councils",
    "files",
    "problems",
    "suspense_items",
)

BATCH = """
    INSERT INTO batches (id, council_id, kind, file_id, booked_on, posted_at)
    VALUES ({id}, {{nvd}}, '{kind}', {file}, '2026-11-20', '2026-11-20T04:00:00.000000Z')
"""
POSTING = """
    INSERT INTO postings (file_id, row_no, step, batch_id, debit_id, credit_id, amount_pence, rule, reason)
    VALUES ({file}, {row}, {step}, {batch}, {debit}, {credit}, {pence}, {rule}, {reason})
"""
CONTROL = "INSERT INTO batch_controls (batch_id, postings, total_pence) VALUES ({batch}, {count}, {pence})"
FILE = """
    INSERT INTO files (id, council_id, contract_id, name, sha256, size_bytes, layout, kind, series, sequence,
      position, state, row_count, total_pence, reason, received_at)
    VALUES (9001, {{nvd}}, {{allpay}}, '{name}', '{sha256}', 1, 'allpay-long', 'payments', '', 9, {position},
      '{state}', {rows}, {pence}, '', '2026-11-20T04:00:00.000000Z')
"""
LINE = """
    INSERT INTO lines (file_id, row_no, contract_id, network, amount_pence, paid_on)
    VALUES ({file}, {row}, {contract}, 'post_office', {pence}, '2026-11-14')
"""
DECIDE = "UPDATE files SET decided_at = '2026-11-20T04:00:00.000000Z' WHERE id = {file}"


def batch(number: int = 900, *, kind: str = "payments", file: str = "{undecided}") -> str:
    return BATCH.format(id=number, kind=kind, file=file)


def posting(row: int = 1, pence: str = "100", **changed: object) -> str:
    usual: dict[str, object] = {
        "file": "{undecided}", "row": row, "step": 0, "batch": 900, "debit": "{clearing}",
        "credit": "{customer}", "pence": pence, "rule": "'card'", "reason": "NULL",
    }  # fmt: skip
    return POSTING.format(**(usual | changed))


def control(count: int = 1, pence: int = 100, batch: int = 900) -> str:
    return CONTROL.format(batch=batch, count=count, pence=pence)


def file(
    rows: int = 1,
    pence: int = 100,
    *,
    name: str = "NVDC0009.PO",
    state: str = "accepted",
    position: str = "9",
    sha256: str = "f",
) -> str:
    return FILE.format(rows=rows, pence=pence, name=name, state=state, position=position, sha256=sha256 * 64)


def line(row: int = 1, pence: int = 100, *, file: str = "9001", contract: str = "{allpay}") -> str:
    return LINE.format(file=file, row=row, pence=pence, contract=contract)


def decide(file: str) -> str:
    return DECIDE.format(file=file)


OWN_ACCOUNTS = ("{suspense}", "{customer}")  # the other council's suspense account lies between them
GOOD_BATCH = (batch(), posting(1, "100"), posting(2, "200"), control(2, 300))


def settle(connection: Connection) -> None:
    """Ask now what the database would ask at commit."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def assert_refused(books: Books, *statements: str, because: str) -> None:
    """All but the last statement are taken, the last is not."""
    with books.attempt() as connection:
        for statement in statements[:-1]:
            books.run(connection, statement)
        with pytest.raises(exc.DBAPIError, match=f"(?i){because}"):
            books.run(connection, statements[-1])


def test_a_whole_batch_and_a_file_that_it_decides_are_taken(books: Books) -> None:
    with books.attempt() as connection:
        for statement in (*GOOD_BATCH, decide("{undecided}")):
            books.run(connection, statement)
        settle(connection)


@pytest.mark.parametrize("table", NEVER_DELETED)
def test_there_is_something_in_each_table_to_attack(books: Books, table: str) -> None:
    with books.attempt() as connection:
        assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() > 0  # noqa: S608


@pytest.mark.parametrize("table", WRITTEN_FOR_EVER)
def test_what_is_written_is_never_updated(books: Books, table: str) -> None:
    with books.attempt() as connection:
        column = next(iter(connection.execute(text(f"SELECT * FROM {table}")).keys()))  # noqa: S608
    assert_refused(books, f"UPDATE {table} SET {column} = {column}", because="never")  # noqa: S608


@pytest.mark.parametrize("table", NEVER_DELETED)
def test_what_is_written_is_never_deleted(books: Books, table: str) -> None:
    assert_refused(books, f"DELETE FROM {table}", because=f"{table} are never")  # noqa: S608


@pytest.mark.parametrize("table", NEVER_DELETED)
def test_what_is_written_is_never_truncated(books: Books, table: str) -> None:
    if books.engine.dialect.name == "postgresql":  # SQLite has no such statement
        assert_refused(books, f"TRUNCATE {table} CASCADE", because="are never")


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        (posting(debit="{customer}"), "two_accounts"),
        (posting(pence="0"), "ck_postings_amount"),
        (posting(pence="NULL"), "not.null"),
        (posting(debit="NULL"), "not.null"),
        (posting(credit="NULL"), "not.null"),
        (posting(rule="NULL"), "rule_or_reason"),
        (posting(reason="'conflict'"), "rule_or_reason"),
    ],
)
def test_a_posting_that_is_no_balanced_entry_is_refused(books: Books, wrong: str, because: str) -> None:
    assert_refused(books, batch(), wrong, because=because)


@pytest.mark.parametrize("side", ["debit", "credit"])
@pytest.mark.parametrize("account", ["{foreign_suspense}", "987654321"])
def test_a_batch_with_an_account_that_is_not_of_its_council_cannot_be_closed(
    books: Books, side: str, account: str
) -> None:
    other: dict[str, Any] = {side: account}
    assert_refused(books, batch(), posting(**other), control(), because="ledger account that is not of")


@pytest.mark.parametrize(("side", "other_side"), [("debit", "credit"), ("credit", "debit")])
def test_an_account_of_another_council_between_its_own_is_found(
    books: Books, side: str, other_side: str
) -> None:
    postings = [
        posting(row, **{side: account, other_side: "{clearing}"})
        for row, account in enumerate((*OWN_ACCOUNTS, "{foreign_suspense}"), start=1)
    ]
    because = "ledger account that is not of"
    assert_refused(books, batch(), *postings, control(3, 300), because=because)


@pytest.mark.parametrize("accounts", [("{suspense}", "{suspense} + 1"), OWN_ACCOUNTS])
def test_a_batch_over_accounts_of_its_council_can_be_closed(books: Books, accounts: tuple[str, ...]) -> None:
    """Accounts whose numbers follow each other, and accounts with another council's between them."""
    with books.attempt() as connection:
        books.run(connection, batch())
        for row, account in enumerate(accounts, start=1):
            books.run(connection, posting(row, credit=account))
        books.run(connection, control(2, 200))
        settle(connection)


@pytest.mark.parametrize(("count", "pence"), [(1, 101), (1, -100), (2, 100), (0, 0)])
def test_a_batch_is_not_closed_by_wrong_totals(books: Books, count: int, pence: int) -> None:
    assert_refused(books, batch(), posting(), control(count, pence), because="control totals")


def test_a_batch_without_control_totals_cannot_be_committed(books: Books) -> None:
    with pytest.raises(exc.IntegrityError, match=r"(?i)foreign key"):
        books.commit(batch(), posting())


def test_control_totals_are_of_a_batch(books: Books) -> None:
    assert_refused(books, control(0, 0, batch=987_654), because="batch does not exist")


def test_a_batch_is_closed_once(books: Books) -> None:
    assert_refused(books, batch(), posting(), control(), control(), because="unique|duplicate key")


def test_a_posting_needs_an_open_batch(books: Books) -> None:
    assert_refused(books, posting(batch=987_654), because="open batch")


def test_nothing_is_posted_into_a_closed_batch(books: Books) -> None:
    into_closed = posting(3, file="{decided}", batch="{closed_batch}")
    assert_refused(books, into_closed, because="open batch")


def test_nothing_is_posted_into_a_batch_that_was_closed_just_now(books: Books) -> None:
    assert_refused(books, batch(), posting(), control(), posting(2), because="open batch")


def test_a_line_is_posted_once_at_each_step(books: Books) -> None:
    assert_refused(books, batch(), posting(), posting(), because="unique|duplicate key")
    again = posting(file="{decided}", batch=900)
    refused_by_either = "unique|duplicate key|open batch"
    assert_refused(books, batch(kind="retries", file="NULL"), again, because=refused_by_either)


def test_an_unknown_kind_of_batch_is_refused(books: Books) -> None:
    assert_refused(books, batch(kind="gift"), because="ck_batches_kind")


def test_a_line_without_an_amount_or_of_an_unknown_kind_is_refused(books: Books) -> None:
    assert_refused(books, file(), line(pence=0), because="ck_lines_amount")
    strange = line().replace("network,", "network, kind,").replace("'post_office',", "'post_office', 'gift',")
    assert_refused(books, file(), strange, because="ck_lines_kind")


def test_a_file_is_not_decided_before_its_lines_are_posted(books: Books) -> None:
    assert_refused(books, decide("{undecided}"), because="neither posted")


@pytest.mark.parametrize(
    "half_done",
    [
        (batch(), posting(), control()),
        (batch(), posting(1, "100"), posting(2, "201"), control(2, 301)),
        (batch(), posting(1, "300"), control(1, 300)),
    ],
)
def test_a_file_is_not_decided_unless_count_and_pence_are_its_own(
    books: Books, half_done: tuple[str, ...]
) -> None:
    assert_refused(books, *half_done, decide("{undecided}"), because="neither posted")


@pytest.mark.parametrize("came", [(line(1, 150),), (line(1, 60), line(2, 40))])
def test_a_file_is_not_decided_unless_its_lines_are_those_that_its_totals_promise(
    books: Books, came: tuple[str, ...]
) -> None:
    posted = (batch(file="9001"), posting(file="9001"), control())
    promise = "those that its totals promise"
    assert_refused(books, file(1, 100), *came, *posted, decide("9001"), because=promise)


def test_a_line_of_another_contract_never_counts(books: Books) -> None:
    foreign = line(1, 100, contract="{foreign_contract}")
    if books.engine.dialect.name == "postgresql":
        steps = (file(1, 100), foreign, batch(file="9001"), posting(file="9001"), control(), decide("9001"))
        assert_refused(books, *steps, because="those that its totals promise")
    else:
        with pytest.raises(exc.IntegrityError, match=r"(?i)foreign key"):
            books.commit(file(1, 100), foreign)


def test_lines_come_while_a_file_is_open(books: Books) -> None:
    if books.engine.dialect.name == "postgresql":  # on SQLite the check would cost a tenth of the night
        settled = (*GOOD_BATCH, decide("{undecided}"))  # then no file is open any more
        assert_refused(books, *settled, line(3, 100, file="{decided}"), because="not decided yet")


@pytest.mark.parametrize(
    "stray",
    [
        posting(3, file="{decided}", batch="{closed_batch}"),  # into another batch than the open one
        posting(3, file="{decided}"),  # a line of another file than the batch decides
        posting(1, step=1),  # a move in a batch that decides
    ],
)
def test_a_posting_joins_a_batch_of_its_own_kind(books: Books, stray: str) -> None:
    if books.engine.dialect.name == "sqlite":  # PostgreSQL looks once a statement, not at each row
        assert_refused(books, batch(), stray, because="open batch of its own kind")


@pytest.mark.parametrize(
    "change",
    [
        "state = 'held'",
        "state = 'quarantined'",
        "rejected = 1",
        "name = 'other'",
        "sha256 = 'other'",
        "size_bytes = 7",
        "row_count = 7",
        "total_pence = 7",
        "kind = 'report'",
        "layout = 'other'",
        "series = 'TXN'",
        "position = 7",
        "position = NULL",
        "sequence = 7",
        "contract_id = {foreign_contract}",
        "council_id = {hmb}",
        "received_at = '2026-01-01T00:00:00.000000Z'",
    ],
)
@pytest.mark.parametrize("which", ["undecided", "decided"])
def test_an_accepted_file_is_never_changed(books: Books, which: str, change: str) -> None:
    assert_refused(books, f"UPDATE files SET {change} WHERE id = {{{which}}}", because="settled")  # noqa: S608


def test_a_file_without_a_place_in_the_numbers_never_gets_one(books: Books) -> None:
    later = "UPDATE files SET position = 8 WHERE id = 9001"
    assert_refused(books, file(position="NULL"), later, because="settled")


def test_a_verdict_is_never_taken_back(books: Books) -> None:
    assert_refused(books, "UPDATE files SET decided_at = NULL WHERE id = {decided}", because="settled")


def test_the_bytes_of_a_refused_file_stay_what_they_are(books: Books) -> None:
    assert_refused(books, "UPDATE files SET sha256 = 'other' WHERE id = {refused}", because="settled")


def test_a_sequence_number_is_accepted_once(books: Books) -> None:
    assert_refused(books, file(position="3"), because="unique|uq_files_accepted_position")
    with books.attempt() as connection:
        books.run(connection, file(position="3", state="held"))


def test_the_same_bytes_under_the_same_name_are_recorded_once(books: Books) -> None:
    assert_refused(
        books, file(), file(position="10").replace("9001", "9002"), because="unique|uq_files_bytes"
    )


def test_an_accepted_file_belongs_to_a_contract_and_its_council(books: Books) -> None:
    no_contract = file().replace("{allpay}", "NULL")
    assert_refused(books, no_contract, because="ck_files")
    assert_refused(books, no_contract.replace("{nvd}", "NULL"), because="accepted_has_contract")
    assert_refused(books, file(state="lost"), because="ck_files_state")


def test_a_natural_key_is_claimed_once(books: Books) -> None:
    again = "INSERT INTO receipts SELECT contract_id, receipt_day, receipt, {payzone}, 99 FROM receipts"
    assert_refused(books, again, because="unique|duplicate key")


def test_an_original_is_reversed_once(books: Books) -> None:
    again = """
        INSERT INTO reversals (file_id, row_no, original_file_id, original_row_no, council_id)
        SELECT file_id, 2, original_file_id, original_row_no, council_id FROM reversals
    """
    assert_refused(books, again, because="unique|duplicate key")


def test_a_line_is_in_suspense_once_and_leaves_it_for_an_account(books: Books) -> None:
    again = """
        INSERT INTO suspense_items (council_id, contract_id, file_id, row_no, reason, since, state)
        SELECT council_id, contract_id, file_id, row_no, reason, since, state FROM suspense_items
    """
    assert_refused(books, again, because="unique|duplicate key")
    nowhere = "UPDATE suspense_items SET state = 'posted', closed_on = '2026-11-20' WHERE state = 'open'"
    assert_refused(books, nowhere, because="ck_suspense_items_account")
    undated = "UPDATE suspense_items SET state = 'offset' WHERE state = 'open'"
    assert_refused(books, undated, because="ck_suspense_items_closed_on")


@pytest.mark.parametrize(
    ("council", "contract", "row"),
    [
        ("{nvd}", "{allpay}", "900"),
        ("{nvd}", "{foreign_contract}", "1"),
        ("{hmb}", "{foreign_contract}", "1"),
        ("{hmb}", "{allpay}", "1"),
        ("{nvd}", "9000", "1"),
    ],
    ids=["no such line", "other contract", "other council and contract", "other council", "no contract"],
)
def test_an_item_of_suspense_is_of_the_contract_and_council_of_its_line(
    books: Books, council: str, contract: str, row: str
) -> None:
    item = """
        INSERT INTO suspense_items (council_id, contract_id, file_id, row_no, reason, since, state)
        VALUES ({council}, {contract}, {{undecided}}, {row}, 'unknown_card', '2026-11-20', 'open')
    """
    right = item.format(council="{nvd}", contract="{allpay}", row=2)
    assert_refused(
        books, right, item.format(council=council, contract=contract, row=row), because="of its line"
    )


@pytest.mark.parametrize(
    "moved",
    ["council_id = {hmb}", "contract_id = {foreign_contract}", "file_id = {undecided}", "row_no = 900"],
)
def test_an_item_of_suspense_stays_with_its_line(books: Books, moved: str) -> None:
    move = f"UPDATE suspense_items SET {moved} WHERE state = 'open'"  # noqa: S608
    assert_refused(books, move, because="stays with its line")


def test_a_council_has_one_outgoing_run_a_night_and_a_batch_leaves_once(books: Books) -> None:
    second = "INSERT INTO outgoing_runs SELECT 9000, council_id, night, written_at FROM outgoing_runs"
    assert_refused(books, second, because="unique|uq_outgoing_runs_night")
    again = "INSERT INTO outgoing_batches (batch_id, run_id) VALUES ({closed_batch}, {run})"
    assert_refused(books, again, because="unique|duplicate key")


def test_a_number_of_the_trail_is_used_once_by_each_council(books: Books) -> None:
    again = "INSERT INTO audit_trail SELECT * FROM audit_trail"
    assert_refused(books, again, because="unique|duplicate key")


def test_a_statement_whose_sums_are_wrong_is_refused(books: Books) -> None:
    wrong = """
        INSERT INTO statements SELECT {decided}, contract_id, opening_on, closing_on, opening_pence,
          credits_pence, debits_pence + 1, closing_pence FROM statements
    """
    assert_refused(books, wrong, because="ck_statements_sums")


NEVER_CHANGED = (
    "UPDATE files SET received_at = '2020-01-01T04:00:00.000000Z' WHERE id = {refused}",
    "UPDATE problems SET subject = 'another' WHERE id = (SELECT max(id) FROM problems)",
    "UPDATE problems SET opened_at = '2020-01-01T04:00:00.000000Z' WHERE id = (SELECT max(id) FROM problems)",
    "UPDATE councils SET code = 'XYZ' WHERE id = {nvd}",
    "UPDATE contracts SET code = 'XYZ' WHERE id = {allpay}",
    "UPDATE contracts SET council_id = (SELECT max(id) FROM councils) WHERE id = {allpay}",
)


@pytest.mark.parametrize("statement", NEVER_CHANGED)
def test_what_is_said_once_is_never_changed(books: Books, statement: str) -> None:
    assert_refused(books, statement, because="never changed")


CLOSE = """
    UPDATE problems SET closed_at = '2026-11-20T04:00:00.000000Z', closed_by = 'x', note = 'y'
    WHERE id = (SELECT max(id) FROM problems)
"""


@pytest.mark.parametrize("change", ["message = ''", "closed_at = NULL", "note = 'z'"])
def test_nothing_of_a_closed_problem_is_changed(books: Books, change: str) -> None:
    again = f"UPDATE problems SET {change} WHERE id = (SELECT max(id) FROM problems)"  # noqa: S608
    assert_refused(books, CLOSE, again, because="of one that is closed")


@pytest.mark.parametrize("night", ["'2026-11-18'", "NULL"])
def test_the_newest_night_never_goes_back(books: Books, night: str) -> None:
    first = "UPDATE councils SET last_night = '2026-11-19' WHERE id = {nvd}"
    again = f"UPDATE councils SET last_night = {night} WHERE id = {{nvd}}"  # noqa: S608
    assert_refused(books, first, again, because="never goes back")


def test_the_first_night_of_a_contract_is_set_once(books: Books) -> None:
    first = "UPDATE contracts SET known_since = '2026-11-19' WHERE id = {allpay}"
    again = "UPDATE contracts SET known_since = '2026-11-20' WHERE id = {allpay}"
    assert_refused(books, first, again, because="never changed")
