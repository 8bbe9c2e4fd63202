"""Whether a letter and a card can be printed at all, asked before a number is given away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row

from paycards.cards.reach import address_fault, is_posted
from paycards.closing.bulk_issue.parts import in_parts
from paycards.closing.bulk_issue.printed_part import AT_ONCE, Refusal, TrialPress
from paycards.closing.bulk_issue.trials import Trials, trial_of
from paycards.issue.artwork.paper import Holding
from paycards.issue.postal_address import nobody

if TYPE_CHECKING:
    from paycards.issue.artwork.artwork import Artwork

ADDRESS_REMEDY = (
    "complete it where the accounts are kept and give the row again, or issue the card at the card desk and"
    " hand the letter over in person"
)


class Printability:
    """Answers for one council. Raises SettingsError or ProofFailed where nothing at all can be printed."""

    def __init__(self, artwork: Artwork, press: TrialPress) -> None:
        self.council = artwork.council
        self._press = press
        self._trials = Trials(artwork, press)

    def fault(self, account: Row[Any], holder: str) -> str:
        """Say why a letter would not arrive, and what to do; nothing where it would."""
        if not is_posted(self.council, account.fund):
            return ""
        name = nobody(holder)
        if name:
            return f"the name to print is nobody's: {name}; fill in the column holder, or leave the row out"
        address = address_fault(account, self.council)
        return (
            f"the account has no address that post can reach: {address}; {ADDRESS_REMEDY}" if address else ""
        )

    def trial(self, account: Row[Any], holder: str, language: str, large_print: int) -> Holding | None:
        """Return what must be drawn before it is sure that it can be printed."""
        trial = trial_of(account, holder, language, large_print, self.council)
        return trial if trial is not None and self._trials.must_be_drawn(trial) else None

    def refusals(self, trials: Sequence[tuple[int, Holding]]) -> dict[int, Refusal]:
        """Return the rows that cannot be printed, each with its outcome and the reason."""
        refused: dict[int, Refusal] = {}
        for some in in_parts(trials, AT_ONCE):  # not all in memory at once
            refused |= self._press.refusals(some)
        return refused
