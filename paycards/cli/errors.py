"""Errors at the terminal: how each ends the command, and what to type where that helps."""

from __future__ import annotations

import errno
import re

from paycards.errors import Failed, NeedsPerson, PaycardsError, UsageError, shown

ENDLESS = re.compile(r"\S{300,}\w")
MOST_SAID = 2_000  # characters of a sentence

# The first that fits; a command that ends without an error ends with 0, or with 3 where somebody is needed.
EXIT_CODES = ((UsageError, 2), (NeedsPerson, 3), (Failed, 1), (PaycardsError, 1))

# By the code of an error, over its facts; the others say themselves what is wrong.
WORDED = {
    "no_settings_file": "There is no settings file {path}: give one with --config, or set PAYCARDS_CONFIG.",
    "no_suspense_item": "No suspense item {which}. `paycards suspense list` shows the open ones.",
    "no_due": "No due {which}. `paycards dues list --all` shows every one.",
    "no_problem": "No problem {which}. `paycards problems list` shows the open ones.",
    "no_enquiry": "No enquiry {which}. `paycards enquiries list --all` shows those that there are.",
    "ambiguous_enquiry": "More than one council has an enquiry {number}: say --council, one of {choices}.",
    "no_file": "No file {which}. `paycards files list` shows those that came.",
    "no_settlement_file": "{file} is no settlement file: {what}. It was not kept. Did you mean"
    " `paycards accounts import` or `paycards cards import`? `paycards channels list` shows how settlement"
    " files are named.",
    "bank_statement": "{file} is a bank statement, no settlement file. It was not kept: use"
    " `paycards bank import`.",
    "no_bank_entry": "No bank entry {which}. `paycards bank list --all` shows them.",
    "entry_matched": "The entry is matched: take its matches back first, with `paycards bank unmatch`.",
    "no_card": "No card {which}. `paycards cards find` looks for one.",
    "no_customer": "No customer {which}. `paycards cards find` looks for one.",
    "no_open_request": "No open request {which}. `paycards cards orders list` shows those that are open.",
    "no_order_file": "No order file {which}. `paycards cards orders list` shows the open ones.",
    "no_card_scheme": "{council} has no card scheme for {fund}: add one under [[councils.card_schemes]] in"
    " the settings and run `paycards init`.",
    "scheme_not_stored": "Card scheme {scheme}: new or changed in the settings, run `paycards init` first.",
    "card_numbers_ran_out": "{count} card numbers are wanted of scheme {scheme} and {left} are left: ask the"
    " supplier for another range, add it to the settings and run `paycards init`. None was taken.",
    "no_account_name": "The account has no name: give the name to print with --holder.",
    "no_holder": "There is no name to print: give one with --holder.",
    "account_not_given": "Say which account it is for: --fund and --account.",
    "card_not_given": "Say which card: its number or last digits, or --fund and --account.",
    "ambiguous_account": "More than one account is {reference}: say --council and --fund, one of {choices}.",
    "ambiguous_card": "There is more than one card {which}: give more digits, or --account; {choices}.",
    "ambiguous_request": "More than one council has a request {number}: say which with --council, {choices}.",
    "replacement_open": "A replacement of the card {card} is asked for (request {request}): cancel that"
    " first, with `paycards cards orders cancel {request}`.",
    "request_has_card": "The request {number} has the card {card}: cancel that, with"
    " `paycards cards cancel`.",
    "obstacle_live_card": "{problem}: use replace, or --additional. `paycards cards letter {card}` prints its"
    " letter again.",
    "obstacle_not_printed": "{problem}: print it with `paycards cards letter {card}`, cancel it, or use"
    " --additional.",
    "no_postal_address": "The {account} has no address that post can reach: {fault}. Complete it where the"
    " accounts are kept, or use --by-hand if the letter is handed over in person.",
    "name_of_nobody": "The name to print for the {account} is nobody's: {fault}. Give another with --holder.",
    "obstacle_card_out_of_hand": "{problem}: use replace, reinstate it if it was found, or --additional.",
    "obstacle_open_request": "{problem}: wait, cancel that request, or use --additional.",
    "whose_list": "Whose list is it? Say --council {choices}.",
    "folder_in_use": "{path} {why}: give an empty folder with --out.",
    "too_few_card_numbers": "The list needs {wanted} numbers of the scheme {scheme}, which has {left} left:"
    " add a range from the supplier to the settings, run `paycards init`, and run the list again. Nothing was"
    " issued.",
    "database_empty": "The database is empty: run `paycards init` first. If it was in use before, do not:"
    " mount its disk, correct the setting database, or restore the last backup.",
    "database_old": "The database was made by another version of paycards: run `paycards init` first.",
    "no_office_list": "No list of a closing office was run yet: use `paycards cards batch` with --office.",
    "no_proposal": "Nothing is proposed for this entry: name the dues that it pays with --due.",
    "entry_not_ours": "This entry is no contract's: say first whose it is, with `paycards bank assign`.",
    "no_decision": "No decision {which}. `paycards decisions list` shows those that wait.",
    "ambiguous_decision": "More than one council has a decision {number}: say which with --council,"
    " {choices}.",
    "which_council": "Whose references are these: {choices}? Say it with --council, or in a column council.",
    "own_decision": "Decision {decision} is {by}'s own: another person approves or refuses it; {by} can"
    " `paycards decisions withdraw {decision}`.",
    "not_in_database": "{what}: new in the settings, not in the database yet: run `paycards init` first.",
}


def exit_code(error: PaycardsError) -> int:
    """Return what the command ends with: 1 failed, 2 wrong usage, 3 a person is needed."""
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))


def as_dict(error: PaycardsError) -> dict[str, object]:
    """Return the error for a program: its code, sentence, exit code, facts, and the rows that are bad."""
    rows = [{"row": number, "problem": sentence} for number, sentence in getattr(error, "rows", [])]
    known = {"code": error.code, "message": worded(error), "exit_code": exit_code(error)}
    facts = {name: in_short(fact) if isinstance(fact, str) else fact for name, fact in error.facts.items()}
    return known | {"facts": facts} | ({"rows": rows} if rows else {})


def worded(error: PaycardsError) -> str:
    """Return the sentence for the terminal."""
    template = WORDED.get(error.code, "")
    if not str(error.facts.get("which", "-")).strip():
        template = template.replace(" {which}.", " is named.")
    return in_short(template.format(**error.facts) if template else str(error))


def in_short(sentence: str) -> str:
    """Return a sentence in which no word that somebody typed is endless; what to do stands at its end.

    >>> in_short("No due " + 4_000 * "x" + ". Choose one.")[-50:]
    'xxxxxxxxxxxxxxxxx… (4,000 characters). Choose one.'
    """
    short = ENDLESS.sub(lambda word: shown(word[0]), sentence)
    if len(short) <= MOST_SAID:
        return short
    return f"{short[: MOST_SAID // 2]} ... {short[-MOST_SAID // 2 :]}"


# What the system refuses whoever asks: it is no fault of the program.
OF_THE_SYSTEM = frozenset(
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EPERM", "EIO", "EMFILE", "ENFILE", "ENOMEM")
)


RUN_AGAIN = "Put that right, then run it again: nothing was half done."
LOOK_FIRST = (
    "Put that right; then look before you run it again: what it was asked to do may be done, only not told."
)


def refused_by_the_system(error: OSError) -> str:
    """Return the sentence for what the system refuses; empty for what may be a fault of ours."""
    if error.errno not in OF_THE_SYSTEM:
        return ""
    if error.filename:
        return f"{error.filename} cannot be used: {error.strerror}. {RUN_AGAIN}"
    return f"The output cannot be written: {error.strerror}. {LOOK_FIRST}"
