"""What can need a person, as a table: kind, whether it blocks, what is said, what to do.

A problem that blocks means that money may be late, unplaced or unproved: a run that leaves one open
ends by saying that somebody is needed. Messages are filled from the facts of a problem; remedies name
no command and no page: each face adds how it is done there.

>>> kind_of("gap").message.format(contract="NVD-ALLPAY", numbers="number 4")
'NVD-ALLPAY: number 4 did not come before a later number.'
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of problem; `message` is a template over the problem's facts.

    `ended` is what an act says when it closes one by itself, in the name of whoever did it: first as it is
    said now, then as earlier versions said it, which old databases hold.
    """

    code: str
    blocks: bool
    message: str
    remedy: str
    ended: tuple[str, ...] = ()


KINDS = (
    Kind(
        "quarantined",
        True,
        "{of}{file} was refused: {reason}.",
        "Ask the supplier for a good copy, or reject the file.",
    ),
    Kind(
        "held",
        True,
        "{of}{file} is held: {reason}.",
        "Compare the two files, then release or reject the one that is held.",
    ),
    Kind(
        "bank_gap",
        True,
        "{council}: bank account {account}: {before} closes with {closing}, and {after} opens with {opening}:"
        " entries of {missing} between them are missing{hint}.",
        "Ask the bank for the statement between them; what follows is proved when it comes.",
    ),
    Kind(
        "bank_balance",
        True,
        "{council}: bank account {account}: for {day} the balance {entered} was entered, and the statements"
        " make it {stated}: {difference} apart.",
        "Look at the bank's own page: enter the balance again, or ask the bank for what is missing.",
    ),
    Kind(
        "unclear_entry",
        True,
        "{council}: the bank entry {entry} of {day}, {pounds} pounds, may be of {contracts}.",
        "Say whose it is, or tell the texts of the contracts apart in the settings; until then it is not"
        " posted.",
    ),
    Kind(
        "gap",
        True,
        "{contract}: {numbers} did not come before a later number.",
        "Ask the supplier for the missing files; the problem closes when they come.",
    ),
    Kind(
        "promise",
        True,
        "{contract}: a control file promises {file}, {fault}.",
        "Ask the supplier for the file that was promised; the problem closes when it comes.",
    ),
    Kind(
        "statement",
        True,
        "{contract}: the statement {file} does not agree: {faults}.",
        "Compare it with the files of its day, and ask the supplier about the difference.",
    ),
    Kind(
        "late_due",
        True,
        "{contract}: {pounds} pounds of {due}, due on {day}, have not come.",
        "Look for the credit at the bank and match it, or ask the supplier when it pays; the problem closes"
        " when nothing of it is late.",
    ),
    Kind(
        "over_settled",
        True,
        "{contract}: {pounds} pounds more are matched to {due} than are due.",
        "A file that came late or was released has changed it. Take a match back, or ask the supplier for the"
        " difference; the problem closes when what is matched fits.",
    ),
    Kind(
        "missing",
        True,
        "{contract}: the {what} file for {day} has not come; it was due {due}.",
        "Ask the supplier for it; the problem closes when it comes.",
    ),
    Kind(
        "unusual",
        False,
        "{contract}: {figure} for {day} is unusually {size} for a {weekday}, by the {days} before it: usual"
        " is {usual}.",
        "Compare it with the supplier's statement; close the problem if it is right.",
    ),
    Kind(
        "enquiry_due",
        False,
        "{council}: the enquiry {number} of {day} was to be answered by {due}.",
        "Trace the payment again, and answer whoever asked, either way; the problem closes with the answer.",
    ),
    Kind(
        "enquiry_found",
        False,
        "{council}: a payment that fits the enquiry {number} of {day} has come.",
        "Look at the enquiry, and answer whoever asked; the problem closes with the answer.",
    ),
    Kind(
        "many_reversals",
        False,
        "{contract}: the outlet {outlet} took back {reversals} payments on {day}, {pounds} pounds: usual is"
        " {usual} a day, by the {days} days before.",
        "Ask the outlet or the supplier why; close the problem when it is seen to.",
    ),
    Kind(
        "busy_card",
        False,
        "{contract}: {cards} in {file} paid {many} times or more in one day; the most is the card {card},"
        " {payments} times on {day}, {pounds} pounds.",
        "Look at the payments, and ask the outlet or the supplier whether they were all made; close the"
        " problem when it is seen to.",
    ),
    Kind(
        "bank_holidays",
        False,
        "Bank holidays are known only until {last}; after that day every weekday counts as a working day.",
        "Install a newer release, or list the days under `extra_bank_holidays` in the settings.",
    ),
    Kind(
        "drop",
        True,
        "{contract}: {file}could not be collected: {reason}",
        "Fix the cause and collect again; the problem closes when the file or the drop can be read.",
    ),
    Kind(
        "unlearned_card",
        True,
        "{contract}: {cards} of {file} could not be learned: {rows}.",
        "Import accounts that are missing, and reconcile. A card that is another account's is not moved: ask"
        " the supplier, and close the problem when it is seen to.",
    ),
    Kind(
        "outgoing",
        True,
        "{council}: {what}: {reason}.",
        "Correct what is named and run the night again; until then the postings wait, and none is lost.",
    ),
    Kind(
        "unsendable_posting",
        True,
        "{council}: {postings} of {fund}, {pounds} pounds, cannot leave in the {format} file and {wait}:"
        " {accounts}.",
        "Give the fund a format that can name the account, or correct the outgoing table; what waits leaves"
        " with the next night's files, and the problem closes.",
    ),
    Kind(
        "ledger_code",
        False,
        "{council}: the journal has no code of the council's own ledger for {accounts}.",
        "Add the codes under `ledger_codes` in the settings; the next journal has them, and then it closes.",
    ),
    Kind(
        "outgoing_changed",
        True,
        "{council}: {path} is not as it was written: {stands}.",
        "Do not load it; find out who changed it. The file as written is in the archive, as {sha256}.",
    ),
    Kind(
        "outgoing_gone",
        True,
        "{council}: {path} is not there: {why}.",
        "Ask whether the receiving system loaded it. If it did not, give it the file as written, which is in"
        " the archive as {sha256}; then close the problem.",
    ),
    Kind(
        "clock",
        True,
        "{council}: by the clock this is the night of {night}, but that of {newest} was run before.",
        "Check the clock of the machine. If it was wrong when the later night was run, close the problem:"
        " each night's files are in their place, under the date that the clock showed.",
    ),
    Kind(
        "fault",
        True,
        "{of}{doing} did not work: {why}.",
        "The rest of the night went on, and it is tried again by the next one. If nothing outside explains"
        " it, report the message as it stands.",
    ),
    Kind(
        "missing_accounts",
        False,
        "{council}: {accounts} missing from the newest extract of {fund}: {references}.{much}",
        "Ask whoever makes the extract why; the accounts stay as they were, and the problem closes when"
        " they are back.",
        ended=("every account is there again", "no account is missing any more"),
    ),
    Kind(
        "unsendable_account",
        False,
        "{council}: payments to {accounts} of {fund} cannot leave in the {format} file, where a reference is"
        " {fits}: {references}.",
        "Correct the reference where the accounts are kept, or send the fund in another format; until then"
        " payments are posted, and wait to be sent. The next extract closes the problem.",
        ended=("every account fits the outgoing files",),
    ),
    Kind(
        "new_tenant",
        False,
        "{council}: the {fund} account {reference} has a new tenant or customer; {cards}.",
        "Cancel the cards of the former one and issue one to the new one; the problem closes then. If it is"
        " the same person, close the problem.",
        ended=(
            "no card of the former one is live any more",
            "no card of the former tenant is in use any more",
        ),
    ),
    Kind(
        "card_range_low",
        False,
        "{council}: {left} card numbers are left of scheme {scheme}.",
        "Ask the supplier for another range, and add it to `ranges` in the settings.",
    ),
    Kind(
        "card_order_unanswered",
        True,
        "{council}: {cards} not answered of the order {file} of {day}.",
        "Ask the supplier for the cross reference, or cancel the requests; the problem closes when all"
        " are answered.",
    ),
    Kind(
        "old_suspense",
        False,
        "{council}: {items} passed age limit {tier} of suspense, {pounds} pounds: {parts}; the oldest since"
        " {since}.",
        "Place what can be placed and ask about the rest; the problem closes when no item is that old any"
        " more.",
    ),
    Kind(
        "card_proof_failed",
        False,
        "{what}: {fault}.",
        "Print it again; if it fails again, look at the card template, its fonts and the printer's dots.",
        ended=("",),
    ),
    Kind(
        "unapplied",
        True,
        "{contract}: no due explains {pounds}{of} pounds that the bank booked on {day} ({entry}){hint}.",
        "Match them by hand with the dues that they pay, post what the supplier took as its charge, or ask it"
        " what they are for; the problem closes when all is explained.",
    ),
    Kind(
        "matching_gave_up",
        False,
        "{contract}: not every choice was searched for {pounds} pounds of {day} ({entry}). {reasons}.",
        "Look at the dues yourself, and match by hand those that it pays.",
    ),
    Kind(
        "not_as_stated",
        True,
        "{contract}: the bank booked {pounds} pounds on {day} ({entry}), and the statement {statement} of"
        " {closing} says that {stated} are paid.",
        "Ask the supplier about the difference. It changes no match.",
    ),
    Kind(
        "fee_difference",
        True,
        "{contract}: of {due} the supplier kept {kept} pounds ({entry}), and by the tariff it is {fee}:"
        " {payments}.",
        "Compare the tariff in the settings with the supplier's, and ask for the difference; or correct the"
        " settings, take back what was matched by the old tariff and match it again.",
    ),
)

# How a problem about a file that did not come is closed while another one tells of the same file.
WAITS, OF_ITS_DAY = "the file came, and waits for a person", "it is the missing file of its day"
SAME_FILES = "another open problem is about the same files"
TOLD_ELSEWHERE = (WAITS, OF_ITS_DAY, SAME_FILES)

_BY_CODE = {kind.code: kind for kind in KINDS}
BLOCKING = tuple(kind.code for kind in KINDS if kind.blocks)


def kind_of(code: str) -> Kind:
    """Return the kind of this code. Raises KeyError when there is none: a kind is added here first."""
    return _BY_CODE[code]
