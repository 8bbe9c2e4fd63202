"""What holds in the books of one council whatever its people did, told from the exports where it can be."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select

from paycards.access.visit import Visit
from paycards.jobs.export import export
from paycards.reconcile.proof.day_proof import prove
from paycards.store.engine import reading
from paycards.store.tables import decisions, postings
from tests.jobs.random_office import CONTRACTS, Office

Rows = list[dict[str, str]]


@dataclass
class Watcher:
    """What was seen before: postings, which only ever grow, and closed days, which never change."""

    postings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    closed: dict[dt.date, tuple[Rows, Rows]] = field(default_factory=dict)

    def look(self, office: Office) -> None:
        """Look at the books after an act."""
        journal, lines = rows_of(office.visit, "journal"), rows_of(office.visit, "lines")
        self._postings_only_grow(office)
        balances = balances_of(journal)
        assert sum(balances.values()) == 0
        every_line_of_a_file_is_somewhere(office.visit, lines)
        suspense_is_its_items(balances, lines)
        customers_have_what_the_lines_say(office.visit, balances)
        if not any(row["state"] == "imported" for row in lines):
            clearing_is_explained(office)
        nobody_decided_twice(office.visit)
        self._closed_days_stand(office, journal)

    def _postings_only_grow(self, office: Office) -> None:
        now = {
            ":".join(row[name] for name in ("file", "row", "step", "part")): tuple(row.values())
            for row in rows_of(office.visit, "postings")
        }
        assert {key: now.get(key) for key in self.postings} == self.postings
        self.postings = now

    def _closed_days_stand(self, office: Office, journal: Rows) -> None:
        days = set(office.closed_days())
        self.closed = {day: said for day, said in self.closed.items() if day in days}
        proof = rows_of(office.visit, "proof")
        for day in days:
            its = ([row for row in rows if row["date"] == day.isoformat()] for rows in (journal, proof))
            told = tuple(its)
            assert self.closed.setdefault(day, told) == told  # type: ignore[arg-type]


def rows_of(visit: Visit, name: str) -> Rows:
    """An export as it stands."""
    out = io.StringIO(newline="")
    export(visit, name, out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def balances_of(journal: Rows) -> Counter[str]:
    """Of each ledger account, debit positive."""
    balances: Counter[str] = Counter()
    for row in journal:
        balances[row["ledger_account"]] += int(row["amount_pence"])
    return balances


def every_line_of_a_file_is_somewhere(visit: Visit, lines: Rows) -> None:
    """Posted + suspense + duplicate + offset + returned + written off is the file's own total."""
    known = {"posted", "suspense", "duplicate", "offset", "returned", "written_off", "imported"}
    assert {row["state"] for row in lines} <= known
    count, pence = Counter(row["file"] for row in lines), Counter[str]()
    for row in lines:
        pence[row["file"]] += int(row["amount_pence"])
    for file in rows_of(visit, "files"):
        if file["state"] == "accepted" and file["contract"] in CONTRACTS:
            assert (count[file["name"]], pence[file["name"]]) == (int(file["rows"]), int(file["total_pence"]))


def suspense_is_its_items(balances: Counter[str], lines: Rows) -> None:
    """What stands in suspense is what the open items are."""
    waiting = sum(int(row["amount_pence"]) for row in lines if row["state"] == "suspense")
    assert balances["suspense:NVD"] == -waiting


def customers_have_what_the_lines_say(visit: Visit, balances: Counter[str]) -> None:
    """What an account received is what its ledger account has."""
    for row in rows_of(visit, "balances"):
        name = f"customer:{row['fund']}:{row['account_reference']}"
        assert int(row["received_pence"]) == -balances[name]


def clearing_is_explained(office: Office) -> None:
    """What the supplier owes by the books is what its files, the bank and the dues say."""
    visit = office.visit
    with reading(visit.installation.engine) as connection:
        for contract in visit.installation.contracts.values():
            for figure in prove(connection, contract, visit.today, visit.now).figures:
                if figure.check in ("owed", "explained"):
                    assert figure.state == "agrees", (figure, office.refused[-3:])


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
