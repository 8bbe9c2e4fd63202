"""The first page of a pack, in plain words: it can be read and printed without anything else."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from paycards.clock import in_words, instant_in_words, local
from paycards.decisions.decision import APPLIED
from paycards.decisions.leaving_suspense import RULE
from paycards.evidence.bank_section import bank_section, settlement_section
from paycards.evidence.closing_words import how_to_check, trail_section
from paycards.evidence.events import REASONS, RULES
from paycards.evidence.payment_evidence import Evidence
from paycards.evidence.row_source import RowSource
from paycards.evidence.story import SourceFile, Story
from paycards.money import to_pounds
from paycards.reports.html import Markup, document, facts, paragraph, table, verbatim

STATES = {
    "posted": "It is on the account {account}.",
    "suspense": "It waits in suspense, because {reason}. Nobody has decided yet whose it is.",
    "duplicate": "It repeats another row, and was not posted again.",
    "split": "It is split over several accounts, as its postings show.",
    "returned": "It was returned to the {to}.",
    "ends_a_return": "It is the supplier's adjustment of a return, and takes nothing from anybody.",
    "written_off": "It was written off.",
    "offset": "It and the row that takes it back stand against each other; it is on no account.",
    "imported": "It has been taken, and the next night places it.",
}
BANK_STATES = {
    "open": "It is the contract's, and no due explains it yet.",
    "explained": "It is the contract's, and dues explain all of it.",
    "part_explained": "It is the contract's, and dues explain a part of it.",
    "other": "It is nobody's who is settled here, and was not posted.",
    "unclear": "It can be of several contracts, and was not posted.",
    "not_booked": "The bank only announced it: it is not booked, and was not posted.",
}
WARNING = (
    "The supplier's file, the outgoing files and the bank's statements hold other payments too. Give the"
    " whole folder to an auditor only; this page speaks of one payment."
)


def payment_page(evidence: Evidence) -> str:
    """The page of one payment."""
    story = evidence.story
    title = f"Evidence of {_what(story)}"
    return document(title, evidence.council_name, _sections(evidence))


def _what(story: Story) -> str:
    if story.entry is not None:
        amount, day = (
            story.entry.entry.amount_pence,
            story.entry.entry.booked_on or story.entry.entry.value_on,
        )
        return f"the bank's entry of £{_pounds(amount)} of {day}"
    if story.line is None:
        return f"row {story.row} of {story.file.name}"
    return f"a payment of £{_pounds(story.line.amount_pence)} made on {in_words(story.line.paid_on)}"


def _pounds(pence: int) -> str:
    return to_pounds(pence, thousands=True)


def _sections(evidence: Evidence) -> Iterator[tuple[str, Markup]]:
    story = evidence.story
    yield "In short", _in_short(evidence)
    events = [[event.at, event.what] for event in story.events]
    yield "What happened, in order", table(["when (London)", "what"], events)
    if evidence.source is not None:
        yield "What the supplier's row says", _row(evidence.source, story.file)
        yield "Why it is where it is", _why(evidence)
    if story.entry is not None:
        yield "What the bank says", bank_section(story.entry)
    yield "Every posting", _postings(story)
    if story.line is not None:
        yield "What the supplier owed and paid for it", settlement_section(story.settlement)
    yield "Who decided, and why", _decisions(story)
    yield "Where it left", _outgoing(evidence)
    yield "The audit trail", trail_section(evidence.anchor, "this payment")
    yield "How to check this pack", how_to_check(evidence.files, WARNING)


def _in_short(evidence: Evidence) -> Markup:
    story, line = evidence.story, evidence.story.line
    known = {
        "payment": f"row {story.row} of the file {story.file.name}",
        "amount": f"£{_pounds(line.amount_pence)}" if line else "",
        "paid": in_words(line.paid_on) if line else "",
        "received": instant_in_words(story.file.received_at),
        "supplier's contract": story.file.contract,
    }
    return paragraph(" ".join(filter(None, (_where(story), _by_whom(story))))) + facts(known)


def _where(story: Story) -> str:
    """Where it is now."""
    standing = story.standing
    if story.entry is not None:
        return BANK_STATES[standing.state]
    reason = REASONS.get(standing.reason, standing.reason)
    if story.file.state != "accepted":
        return f"Its file was not taken: {reason}."
    account = f"{standing.fund} {standing.account_reference}".strip()
    to = "payer" if story.postings and story.postings[-1].credit.startswith("returns:") else "supplier"
    return STATES.get(_state(story), "").format(account=account, reason=reason, to=to)


def _state(story: Story) -> str:
    state = story.standing.state
    if state == "posted" and len(_lies_on(story)) > 1:
        return "split"
    return "ends_a_return" if state == "returned" and story.standing.rule != RULE else state


def _lies_on(story: Story) -> set[str]:
    """The ledger accounts that have anything of it now, beside the one that it came from."""
    held: Counter[str] = Counter()
    for each in story.postings:
        held[each.credit] += each.amount_pence
        held[each.debit] -= each.amount_pence
    return {account for account, pence in held.items() if pence} - {story.postings[0].debit}


def _by_whom(story: Story) -> str:
    """Who or what put it there: a rule, one person, or the two who decided."""
    if story.standing.state in ("suspense", "duplicate", "imported") or not story.postings or story.entry:
        return ""
    last = story.postings[-1]
    day = in_words(last.booked_on)
    applied = [each for each in story.decisions if each.state == APPLIED]
    if last.rule != RULE or not applied:
        return f"The rules placed it there on {day}: {RULES.get(last.rule, last.rule)}."
    newest = applied[-1]
    who = " and ".join(filter(None, (newest.proposed_by, newest.decided_by)))
    did = "placed it there" if story.standing.state == "posted" else "decided so"
    return f"{who} {did} on {day}: “{newest.reason}”"


def _row(source: RowSource, file: SourceFile) -> Markup:
    said = paragraph(
        f"The supplier's file {file.name} ({file.size_bytes:,} bytes, SHA-256 {file.sha256}) has this row at"
        f" byte {source.offset + 1:,}, {len(source.data):,} bytes long. The layout {source.layout} reads"
        " it so:"
    )
    place = "field" if source.delimited else "place"
    rows = [
        [
            str(each.first) if source.delimited else f"{each.first} to {each.last}",
            *(each.field.replace("_", " "), verbatim(each.text), each.fault or each.read_as),
        ]
        for each in source.fields
    ]
    return said + table([place, "field", "what stands there", "read as"], rows)


def _why(evidence: Evidence) -> Markup:
    seen = evidence.looked_at
    if seen is None:
        return paragraph("It is no payment that the rules decide.")
    said = paragraph(
        "The rules look at the card number and the reference of the row, never at a name or an amount. They"
        " name these accounts:"
    )
    rows = [
        [
            *(
                each.named_by.replace("_", " "),
                f"{each.fund} {each.reference}",
                each.status_then or "not known",
            ),
            f"{each.extract}, loaded {in_words(each.extract_loaded_at)}" if each.extract_loaded_at else "",
            each.status_now,
        ]
        for each in seen.accounts
    ]
    known = facts(
        {
            "card": " ".join(
                filter(None, (seen.card, f"(today {seen.card_status_now})" if seen.card_status_now else ""))
            ),
            "reference": seen.reference,
            "fund of the pattern that fits": seen.pattern_fund,
        }
    )
    headings = ["named by", "account", "state then", "by the list", "state today"]
    return said + known + table(headings, rows, "Neither names an account of the council.")


def _postings(story: Story) -> Markup:
    rows = [
        [
            *(each.entry, str(each.booked_on), each.debit, each.credit, f"£{_pounds(each.amount_pence)}"),
            *((each.rule or each.reason).replace("_", " "), each.by),
        ]
        for each in story.postings
    ]
    return table(["entry", "booked", "from (debit)", "to (credit)", "amount", "because", "by"], rows)


def _decisions(story: Story) -> Markup:
    rows = [
        [
            *(str(each.decision), each.kind.replace("_", " "), each.proposed_by, _when(each.proposed_at)),
            *(each.reason, each.decided_by or ("" if each.needs_two else "one person was enough")),
            *(_when(each.decided_at) if each.decided_by else "", each.decided_reason, each.state),
        ]
        for each in story.decisions
    ]
    headings = ["no.", "what", "proposed by", "when (London)", "why", "second person", "when", "why", "state"]
    return table(headings, rows, "No person decided anything: the rules did.")


def _when(instant: dt.datetime | None) -> str:
    return f"{local(instant):%Y-%m-%d %H:%M}" if instant else ""


def _outgoing(evidence: Evidence) -> Markup:
    if not evidence.carried:
        return paragraph("No posting of it has left in a file for another system yet.")
    rows = [
        [
            *(each.entry, str(each.left.night), each.left.fund or "general ledger", each.left.name),
            ", ".join(map(str, each.records)) or "summed",
            each.left.sha256,
        ]
        for each in evidence.carried
    ]
    return table(["entry", "night", "for", "file", "record", "SHA-256 of the file"], rows)
