"""What a decision changes, field by field: how each thing is before it, and how after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select, tuple_

from paycards.clock import in_words
from paycards.counted import counted
from paycards.decisions.correcting.sheet import effects_of
from paycards.decisions.decision import PROPOSED, Decision
from paycards.money import told
from paycards.reconcile.payments.references import match_form
from paycards.reconcile.proof.figure import COMPLETE
from paycards.store.tables.accounts import accounts
from paycards.store.tables.files import files
from paycards.store.tables.lines import lines, same_line
from paycards.store.tables.suspense import suspense_items

PAGE_OF_ITEM, PAGE_OF_FILE = "suspense", "files"
GOES_TO = {
    "payer": "to be paid back to who paid it",
    "supplier": "given back to the supplier, which owes so much less",
}
ENDS = {
    "return_to_payer": GOES_TO["payer"],
    "return_to_supplier": GOES_TO["supplier"],
    "write_off": "written off",
}


@dataclass(frozen=True)
class Change:
    """One field; `page` and `id` name the page of what it is about, where it has one."""

    what: str
    before: str
    after: str
    page: str = ""
    id: int = 0


@dataclass(frozen=True)
class Books:
    """What the words are made from: a council's items and accounts."""

    connection: Connection
    council_id: int

    def items(self, places: list[tuple[int, int]]) -> list[Row[Any]]:
        """The suspense items of these rows, in order."""
        query = (
            select(suspense_items, lines.c.amount_pence, files.c.name)
            .join(lines, same_line(lines, suspense_items))
            .join(files, files.c.id == suspense_items.c.file_id)
            .where(suspense_items.c.council_id == self.council_id)
            .where(tuple_(suspense_items.c.file_id, suspense_items.c.row_no).in_(places))
        )
        return list(self.connection.execute(query.order_by(suspense_items.c.id)))

    def account(self, fund: str, reference: str) -> str:
        """How an account stands, in words."""
        query = select(accounts).where(
            accounts.c.council_id == self.council_id,
            accounts.c.fund == fund,
            accounts.c.match_reference == match_form(reference),
        )
        row = self.connection.execute(query).first()
        if row is None:
            return "not known any more"
        holder = " ".join(filter(None, (row.title, row.forenames, row.surname)))
        return ", ".join(filter(None, (holder, row.status, _balance(row.balance_pence))))


def changes_of(connection: Connection, council_id: int, decision: Decision) -> list[Change]:
    """Tell what a decision changes, or changed."""
    return list(TOLD[decision.kind](Books(connection, council_id), decision))


def _allocate(books: Books, decision: Decision) -> Iterator[Change]:
    terms = decision.terms
    yield from _items_leave(books, decision, _places(terms), f"posted to {_name(terms)}")
    yield _paid(books, terms, decision.amount_pence)


def _split(books: Books, decision: Decision) -> Iterator[Change]:
    yield from _items_leave(books, decision, _places(decision.terms), "shared out")
    for part in decision.terms["parts"]:
        if part["to"]:
            yield Change(f"Part {told(part['pence'])}", "in suspense", GOES_TO[part["to"]])
        else:
            yield _paid(books, part, part["pence"])


def _end(books: Books, decision: Decision) -> Iterator[Change]:
    yield from _items_leave(books, decision, _places(decision.terms), ENDS[decision.kind])


def _take_back(books: Books, decision: Decision) -> Iterator[Change]:
    before = decision.terms["state"].replace("_", " ")
    for item in books.items(_places(decision.terms)):
        what = f"{item.name}, row {item.row_no}: {told(item.amount_pence)}"
        yield Change(what, before, "in suspense again", PAGE_OF_ITEM, item.id)


def _move(books: Books, decision: Decision) -> Iterator[Change]:
    terms = decision.terms
    wrong = {"fund": terms["from_fund"], "reference": terms["from_reference"]}
    yield _paid(books, wrong, -terms["pence"])
    yield _paid(books, terms, terms["pence"])


def _file(books: Books, decision: Decision) -> Iterator[Change]:
    row = books.connection.execute(select(files).where(files.c.id == decision.terms["file_id"])).one()
    after = {"release": "accepted, and its rows posted or put into suspense"}.get(decision.kind, "rejected")
    before = "held" if decision.kind == "release" else "refused or held"
    yield Change(f"File {row.name}", before, after, PAGE_OF_FILE, row.id)
    yield Change(
        "Its rows and total", f"{counted(row.row_count, 'row')}, {told(row.total_pence)}", "the same"
    )


def _entry(_: Books, decision: Decision) -> Iterator[Change]:
    terms = decision.terms
    contract = terms["contract"] or "nobody's"
    yield Change(f"Bank entry {decision.subject}", told(decision.amount_pence), f"is {contract}")


def _match(_: Books, decision: Decision) -> Iterator[Change]:
    for key, pence in decision.terms["dues"]:
        yield Change(f"Due {key}", "open", f"{told(pence)} of it paid by bank entry {decision.subject}")


def _reopen(_: Books, decision: Decision) -> Iterator[Change]:
    yield Change(_day(decision.terms["day"]), "closed", "open again")


def _exception(_: Books, decision: Decision) -> Iterator[Change]:
    terms = decision.terms
    difference = terms["difference_pence"]
    differs = f", by {difference}" if terms["check"] == COMPLETE else f", by {told(difference or 0)}"
    what = f"{terms['contract']}, check {terms['check']}, {_day(terms['day'])}"
    before = f"does not agree{differs if difference is not None else ''}"
    yield Change(what, before, f"accepted as it is, to be cleared by {_day(terms['until'])}")


def _unmatch(_: Books, decision: Decision) -> Iterator[Change]:
    yield Change(
        f"Bank entry {decision.subject}",
        f"{told(decision.amount_pence)} matched or proposed",
        "matched with nothing; no rule makes the same match again",
    )


def _charge(_: Books, decision: Decision) -> Iterator[Change]:
    after = f"{told(abs(decision.terms['pence']))} posted as the supplier's charge"
    yield Change(f"Bank entry {decision.subject}", "open", after)


def _corrected_statement(_: Books, decision: Decision) -> Iterator[Change]:
    for statement in decision.terms["replaces"]:
        yield Change(f"Statement {statement}", "taken", "its postings reversed, its matches taken back")
    yield Change(
        f"File {decision.subject}", "held", f"taken, entries of {told(decision.amount_pence)} in all"
    )


def _opening(_: Books, decision: Decision) -> Iterator[Change]:
    for _row, contract, due, due_on, pence in decision.terms["items"]:
        after = f"{told(pence)} owed from before the first file, due on {_day(due_on)}"
        yield Change(f"{contract}, due {due}", "not in the books", after)


def _correct_references(_: Books, decision: Decision) -> Iterator[Change]:
    for effect in effects_of(decision.terms):
        read_as = f"read as {_name(vars(effect))}" if effect.reference else "read as it stands"
        moves = [
            f"{counted(effect.cards, 'card')} moved" if effect.cards else "",
            _payments(effect.payments, effect.payments_pence, "moved"),
            _payments(effect.items, effect.items_pence, "placed from suspense"),
            _payments(effect.back, effect.back_pence, "put back into suspense"),
        ]
        yield Change(f"Reference {effect.wrong}", "as it was", "; ".join([read_as, *filter(None, moves)]))


def _payments(number: int, pence: int, done: str) -> str:
    return f"{counted(number, 'payment')} of {told(pence)} {done}" if number else ""


def _settings(_: Books, decision: Decision) -> Iterator[Change]:
    yield Change(decision.subject, "as two people agreed before", "as the settings file has them now")


def _monthly_return(_: Books, decision: Decision) -> Iterator[Change]:
    yield Change(f"Return of {decision.terms['month']}", "prepared", "signed by both")


TOLD: Mapping[str, Callable[[Books, Decision], Iterator[Change]]] = {
    "allocate": _allocate,
    "combine": _allocate,
    "split": _split,
    **dict.fromkeys(ENDS, _end),
    "take_back": _take_back,
    "move": _move,
    "release": _file,
    "reject": _file,
    "bank_contract": _entry,
    "match": _match,
    "unmatch": _unmatch,
    "charge": _charge,
    "corrected_statement": _corrected_statement,
    "opening": _opening,
    "correct_references": _correct_references,
    "settings": _settings,
    "monthly_return": _monthly_return,
    "reopen_day": _reopen,
    "sign_exception": _exception,
}


def _places(terms: Mapping[str, Any]) -> list[tuple[int, int]]:
    return [(f, r) for f, r in terms.get("lines", [[terms.get("file_id"), terms.get("row_no")]])]


def _items_leave(
    books: Books, decision: Decision, places: list[tuple[int, int]], after: str
) -> Iterator[Change]:
    for item in books.items(places):
        left = decision.state == PROPOSED and item.state != "open"
        before = item.state.replace("_", " ") if left else "in suspense"
        what = f"{item.name}, row {item.row_no}: {told(item.amount_pence)}"
        yield Change(what, before, after, PAGE_OF_ITEM, item.id)


def _paid(books: Books, named: Mapping[str, Any], pence: int) -> Change:
    after = f"{told(pence)} paid in" if pence >= 0 else f"{told(-pence)} taken off"
    return Change(_name(named), books.account(named["fund"], named["reference"]), after)


def _day(iso: str) -> str:
    return in_words(dt.date.fromisoformat(iso))


def _name(named: Mapping[str, Any]) -> str:
    return f"{named['fund'].replace('_', ' ')} {named['reference']}"


def _balance(pence: int) -> str:
    said = "in credit" if pence < 0 else "owed"
    return f"{told(abs(pence))} {said} by the newest extract"
