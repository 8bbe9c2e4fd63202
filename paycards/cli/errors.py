"""Errors at the terminal: how each ends the command, and what to type where that helps."""

from __future__ import annotations

from paycards.errors import Failed, NeedsPerson, PaycardsError, UsageError

# The first that fits; a command that ends without an error ends with 0, or with 3 where somebody is needed.
EXIT_CODES = ((UsageError, 2), (NeedsPerson, 3), (Failed, 1), (PaycardsError, 1))

# By the code of an error, over its facts; the others say themselves what is wrong.
WORDED = {
    "not_in_database": "{what}: new in the settings, run `paycards init` first.",
    "no_suspense_item": "No suspense item {which}. `paycards suspense list` shows the open ones.",
    "no_problem": "No problem {which}. `paycards problems list` shows the open ones.",
    "no_file": "No file {which}. `paycards files list` shows those that came.",
}


def exit_code(error: PaycardsError) -> int:
    """Return what the command ends with: 1 failed, 2 wrong usage, 3 a person is needed."""
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))


def worded(error: PaycardsError) -> str:
    """Return the sentence for the terminal."""
    template = WORDED.get(error.code)
    return template.format(**error.facts) if template else str(error)
