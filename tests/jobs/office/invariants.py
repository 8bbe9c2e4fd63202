"""What holds in the books of one council whatever its people did, told from the exports where it can be."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable

from sqlalchemy import func, select

from paycards.access.visit import Visit
from paycards.jobs.export import export
from paycards.reconcile.proof.day_proof import prove
from paycards.store.engine import reading
from paycards.store.tables.audit import problems
from paycards.store.tables.decisions import decisions
from paycards.store.tables.ledger import postings
from tests.jobs.office.office import CONTRACTS

Rows = list[dict[str, str]]
Books = dict[str, Rows]
EXPORTS = (
    "files lines balances suspense journal postings bank dues matches decisions proof".split()  # noqa: SIM905
)
OURS = ("open", "explained", "part_explained")


def rows_of(visit: Visit, name: str) -> Rows:
    """An export as it stands."""
    out = io.StringIO(newline="")
    export(visit, name, out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def the_books_hold(visit: Visit, books: Books) -> None:
    """Look at everything."""
    lines, journal = books["lines"], books["journal"]
    balances = summed(journal, "ledger_account")
    every_entry_sums_to_zero(journal)
    every_line_of_a_file_is_somewhere(books["files"], lines)
    suspense_is_its_items(balances, books)
    customers_have_what_the_lines_say(balances, books["balances"])
    the_bank_has_what_is_ours(balances, books["bank"])
    no_match_takes_more_than_there_is(books)
    nothing_failed(visit)
    nobody_decided_twice(visit)
    if not any(row["state"] == "imported" for row in lines):
        clearing_is_explained(visit)


def summed(rows: Iterable[dict[str, str]], *names: str, of: str = "amount_pence") -> Counter[str]:
    """The pence of each name."""
    sums: Counter[str] = Counter()
    for row in rows:
        sums[":".join(row[name] for name in names)] += int(row[of])
    return sums


def every_entry_sums_to_zero(journal: Rows) -> None:
    """Each entry by itself, and so the trial balance."""
    assert not any(summed(journal, "entry").values())


def every_line_of_a_file_is_somewhere(files: Rows, lines: Rows) -> None:
    """Posted + suspense + duplicate + offset + returned + written off is the file's own total."""
    known = {"posted", "suspense", "duplicate", "offset", "returned", "written_off", "imported"}
    assert {row["state"] for row in lines} <= known
    taken = [row for row in files if row["state"] == "accepted" and row["contract"] in CONTRACTS]
    assert summed(lines, "contract") == summed(taken, "contract", of="total_pence")
    assert len(lines) == sum(int(row["rows"]) for row in taken)


def suspense_is_its_items(balances: Counter[str], books: Books) -> None:
    """What stands in suspense is what the open items are, by either export."""
    waiting = sum(int(row["amount_pence"]) for row in books["lines"] if row["state"] == "suspense")
    assert balances["suspense:NVD"] == -waiting
    assert sum(int(row["amount_pence"]) for row in books["suspense"]) == waiting


def customers_have_what_the_lines_say(balances: Counter[str], received: Rows) -> None:
    """What an account received is what its ledger account has."""
    for row in received:
        name = f"customer:{row['fund']}:{row['account_reference']}"
        assert int(row["received_pence"]) == -balances[name]


def the_bank_has_what_is_ours(balances: Counter[str], bank: Rows) -> None:
    """The ledger has the entries that are a contract's, and no other."""
    ours = [row for row in bank if row["state"] in OURS]
    assert balances["bank:NVD:MAIN"] == sum(int(row["amount_pence"]) for row in ours)
    assert all(row["contract"] for row in ours)


def no_match_takes_more_than_there_is(books: Books) -> None:
    """Each side of the confirmed matches is what the dues and the entries say, and no entry has more."""
    confirmed = [row for row in books["matches"] if row["state"] == "confirmed"]
    by_entry, by_due = summed(confirmed, "file", "row"), summed(confirmed, "contract", "due")
    assert sum(by_entry.values()) == sum(int(row["explained_pence"]) for row in books["bank"])
    for row in books["bank"]:
        has, told = int(row["amount_pence"]), int(row["explained_pence"])
        assert 0 <= told <= has or has <= told <= 0, row
    for row in books["dues"]:
        amount, fees, settled = (int(row[f"{name}_pence"]) for name in ("amount", "fees", "settled"))
        assert int(row["outstanding_pence"]) == amount - fees - settled, row
        assert settled == by_due.pop(f"{row['contract']}:{row['due']}", 0), row
    assert not any(by_due.values()), by_due


def nothing_failed(visit: Visit) -> None:
    """No part of a night failed for a reason of its own."""
    failed = select(problems.c.message).where(problems.c.kind.in_(("fault", "proof")))
    with reading(visit.installation.engine) as connection:
        messages = connection.execute(failed).scalars().all()
    assert not messages, messages


def clearing_is_explained(visit: Visit) -> None:
    """What each supplier owes by the books is what its files, the bank and the dues say, now."""
    with reading(visit.installation.engine) as connection:
        contracts = list(visit.installation.contracts.values())
        for proof in prove(connection, contracts, visit.today, visit.now):
            for figure in proof.figures:
                assert figure.check not in ("owed", "explained") or figure.state == "agrees", figure


def nobody_decided_twice(visit: Visit) -> None:
    """Nobody approved or refused what they had proposed, and every posting moved something."""
    twice = select(func.count()).where(
        decisions.c.needs_two == 1,
        decisions.c.state.in_(("applied", "refused")),
        func.coalesce(decisions.c.decider_key, decisions.c.proposer_key) == decisions.c.proposer_key,
    )
    still = select(func.count()).where(postings.c.debit_id == postings.c.credit_id)
    with reading(visit.installation.engine) as connection:
        assert connection.execute(twice).scalar_one() == 0
        assert connection.execute(still).scalar_one() == 0
