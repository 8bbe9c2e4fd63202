"""A payment's story in words, in the order in which it happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from paycards.clock import local
from paycards.counted import counted
from paycards.decisions.decision import Decision
from paycards.decisions.kinds import kind_of
from paycards.evidence.story import Event, Line, Posted, Settlement, Story
from paycards.money import to_pounds
from paycards.reconcile.bank.entries import EntryMatch, EntryRow

NETWORKS = {
    "post_office": "at a Post Office",
    "paypoint": "at a PayPoint outlet",
    "payzone": "at a Payzone outlet",
    "telephone": "by telephone",
    "terminal": "at the council's own terminal",
}
RULES = {
    "card": "the card number is one of that account's cards",
    "reference": "the reference is that account's",
    "normalised_reference": "the reference, without spaces and marks, is that account's alone",
    "reversal": "it takes back a payment, or was taken back by one",
    "manual": "a person decided so",
    "corrected": "two people corrected the reference",
    "bank": "the bank's text names the contract",
    "returned": "the supplier took off what had been returned to it",
    "opening": "the supplier owed it before its first file",
    "fee": "the supplier kept its fee",
    "charges": "it was taken as a charge",
}
CORRECTED_STATEMENT = "a corrected statement of the bank took the place of this one"
TAKEN_BACK = "the match that it was posted with was taken back"
REASONS = {
    "receipt_reused": "the supplier gave its number to another payment too",
    "conflict": "card and reference name different accounts",
    "ambiguous": "the reference names several accounts",
    "account_closed": "the account is closed",
    "unknown_card": "its card number is not one of the council's",
    "unknown_reference": "its reference is no account's",
    "no_original": "the payment that it takes back has not come",
    "reversal_mismatch": "it is not the opposite of the payment that it takes back",
    "return_expected": "it may take off what was returned to the supplier",
    "reversal_expected": "its reversal has not come yet",
}
PostedTold = Callable[[Posted], Iterator[Event]]

VERDICTS = {"applied": "approved", "refused": "refused", "withdrawn": "withdrew"}


def events_of(story: Story, posted: PostedTold | None = None) -> tuple[Event, ...]:
    """Tell each thing that happened to a row, in words and in order; what has no time follows the last.

    `posted` words a posting and where it left; without it that is done as evidence needs it, by their names.
    """
    told, last = [], ""
    for event in _events(story, posted or _posted_by_name):
        last = event.at or last
        told.append((last, event))
    return tuple(event for _, event in sorted(told, key=lambda each: each[0]))


def _events(story: Story, posted: PostedTold) -> Iterator[Event]:
    if story.line is not None:
        yield _paid(story.line)
    if story.entry is not None:
        yield _booked(story.entry.entry)
    yield Event(at(story.file.received_at), _came(story))
    for related in story.related:
        yield Event("", _related(related.how, related.row))
    if story.settlement is not None:
        yield from _settled(story.settlement)
    for decision in story.decisions:
        yield from _decided(decision)
    for match in story.entry.matches if story.entry else ():
        yield Event(str(match.made_on), _matched(match))
    for posting in story.postings:
        yield from posted(posting)
    if story.standing.state == "imported":
        yield Event("", "It is not matched yet: the next night does so.")


def _paid(line: Line) -> Event:
    time = line.paid_at[-8:-3] if line.paid_at else ""
    what = "A customer paid" if line.amount_pence > 0 else "The supplier took back"
    with_ = ", ".join(
        part
        for part in (
            f"card {line.card}" if line.card else "",
            f"reference {line.client_reference}" if line.client_reference else "",
            f"receipt {line.receipt}" if line.receipt else "",
        )
        if part
    )
    where = f", outlet {line.outlet}" if line.outlet else ""
    pounds = to_pounds(abs(line.amount_pence), thousands=True)
    by = NETWORKS.get(line.network, f"by {line.network.replace('_', ' ')}")
    told = f"{what} {pounds} pounds {by}{where}{f' ({with_})' if with_ else ''}."
    return Event(f"{line.paid_on} {time}".strip(), told)


def _settled(settlement: Settlement) -> Iterator[Event]:
    """What the supplier owed for it, and what the bank says of that."""
    of_due = f"the due {settlement.due}, {to_pounds(settlement.amount_pence, thousands=True)} pounds"
    yield Event(str(settlement.due_on), f"On this day the supplier owes {of_due}, of which it is part.")
    for each in settlement.from_bank:
        yield _booked(each.details.entry)
        for match in each.details.matches:
            if match.due == settlement.due:
                yield Event(
                    str(match.made_on),
                    f"{each.details.entry.file}:{each.details.entry.row}: {_matched(match)}",
                )


def _decided(decision: Decision) -> Iterator[Event]:
    """Who proposed it and why, and what the second person said."""
    does, number = kind_of(decision.kind).does, decision.decision
    verb = "proposed" if decision.needs_two else "decided"
    told = f"{decision.proposed_by} {verb} to {does} (decision {number}). Why: {decision.reason}."
    yield Event(at(decision.proposed_at), told)
    if decision.decided_by and decision.decided_at:
        state = VERDICTS.get(decision.state, decision.state)
        why = f" Why: {decision.decided_reason}." if decision.decided_reason else ""
        yield Event(at(decision.decided_at), f"{decision.decided_by} {state} decision {number}.{why}")
    elif decision.state == "proposed":
        yield Event("", f"Decision {number} waits for a second person.")


def _booked(entry: EntryRow) -> Event:
    """What the bank says."""
    pounds = to_pounds(abs(entry.amount_pence), thousands=True)
    way = "into" if entry.amount_pence > 0 else "out of"
    whose = f" for {entry.contract}" if entry.contract else ""
    booked = "booked" if entry.status == "BOOK" else "announced"
    told = f"The bank {booked} {pounds} pounds {way} the account {entry.account}{whose}"
    return Event(str(entry.booked_on or entry.value_on), f"{told}: {entry.text or 'it gives no text'}.")


def _matched(match: EntryMatch) -> str:
    pounds = to_pounds(match.amount_pence, thousands=True)
    ended = f" It has ended: {match.ended.replace('_', ' ')}." if match.ended else ""
    state = "Matched" if match.state == "confirmed" else "Proposed as a match"
    by = f"by {match.made_by} ({match.rule}: {match.reason})"
    return f"{state} with the due {match.due}: {pounds} pounds, {by}.{ended}"


def _came(story: Story) -> str:
    file = story.file
    whose = f" of {file.contract}" if file.contract else ""
    if file.state == "accepted":
        total = to_pounds(file.total_pence, thousands=True)
        rows = counted(file.row_count, "row")
        brought = f"The file {file.name}{whose} brought it, as row {story.row}"
        return f"{brought}. The file was accepted whole: {rows}, {total} pounds."
    came = f"The file {file.name}{whose} came"
    if file.rejected:
        return f"{came}. A person rejected it: row {story.row} counts for nothing, and no other."
    state = {"quarantined": "was refused", "held": "is held", "repeat": "is a repeat"}[file.state]
    why = f": {file.reason}" if file.reason else ""
    return f"{came} and {state}{why}. Nothing of it is posted, row {story.row} neither."


def _related(how: str, row: str) -> str:
    return {
        "original": f"It takes back {row}.",
        "reversal": f"{row} takes it back.",
        "first": f"It says the same as {row}, which came first: it is a duplicate and was not posted again.",
        "duplicate": f"{row} says the same again: that one is the duplicate.",
    }[how]


def _posted_by_name(posting: Posted) -> Iterator[Event]:
    yield Event(at(posting.posted_at), _posted(posting))
    yield from left_events(posting, f"Entry {posting.entry}")


def _posted(posting: Posted) -> str:
    pounds = to_pounds(posting.amount_pence, thousands=True)
    moved = f"{pounds} pounds from {posting.debit} to {posting.credit} (entry {posting.entry})"
    day = f", booked on {posting.booked_on}"
    why = why_posted(posting)
    kind = posting.rule or posting.reason
    verb = "Put in suspense" if posting.reason else "Posted"
    return f"{verb}: {moved}{day}, because {why} ({kind}).{by_whom(posting)}"


def by_whom(posting: Posted) -> str:
    """Say who made a posting and why; of two people, whose reason it is."""
    if not posting.why:
        return ""
    if posting.proposed_by in ("", posting.by):
        return f" By {posting.by}: {posting.why}."
    return f" By {posting.by}, as {posting.proposed_by} proposed: {posting.why}."


def why_posted(posting: Posted) -> str:
    """Say by which rule it was posted, or for which reason it is in suspense."""
    if posting.rule == "corrected" and "bank:" in (posting.debit[:5], posting.credit[:5]):
        return CORRECTED_STATEMENT
    if posting.rule == "fee" and posting.credit.startswith("fees:"):
        return TAKEN_BACK
    if posting.rule:
        return RULES.get(posting.rule, posting.rule)
    return REASONS.get(posting.reason, posting.reason)


def left_events(posting: Posted, it: str) -> Iterator[Event]:
    """Tell where a posting left, or that it has not; `it` is how the posting is called."""
    for file in posting.left:
        placed = at(file.placed_at) if file.placed_at else str(file.night)
        accounts = f"the {file.fund} accounts" if file.fund else "the general ledger"
        where = f"in {file.name} on the night of {file.night}"
        yield Event(placed, f"{it} left for {accounts} {where}.")
    if not posting.left:
        yield Event("", f"{it} has not left in an outgoing file yet.")


def at(instant: dt.datetime) -> str:
    """A day and a time in London, as events have it."""
    return f"{local(instant):%Y-%m-%d %H:%M}"
