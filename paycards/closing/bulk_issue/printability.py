"""Whether a letter and a card can be printed at all, asked before a number is given away."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row

from paycards.cards.account import customer_of
from paycards.cards.reach import address_fault, is_posted
from paycards.closing.bulk_issue.printed_part import AT_ONCE, Refusal, TrialPress
from paycards.closing.bulk_issue.trials import Trials, trial_of
from paycards.issue.artwork.paper import Holding
from paycards.issue.postal_address import nobody
from paycards.parts import in_parts

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
        self._sure: set[bytes] = set()

    def of(
        self, account: Row[Any], holder: str, language: str, large_print: int
    ) -> tuple[str, Holding | None]:
        """Say why a letter would not arrive, and give what must be drawn before printing is sure.

        Each row is asked for when its list is read, and again before it takes a number: what was sure then is
        sure now, if nothing that is printed has changed.
        """
        printed = _digest(account, holder, language, str(int(large_print)))
        if printed in self._sure:
            return "", None
        fault = self._fault(account, holder)
        trial = trial_of(account, holder, language, large_print, self.council)
        if trial is not None and not self._trials.must_be_drawn(trial):
            trial = None
        if not fault and trial is None:
            self._sure.add(printed)
        return fault, trial

    def _fault(self, account: Row[Any], holder: str) -> str:
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

    def refusals(self, trials: Sequence[tuple[int, Holding]]) -> dict[int, Refusal]:
        """Return the rows that cannot be printed, each with its outcome and the reason."""
        refused: dict[int, Refusal] = {}
        for some in in_parts(trials, AT_ONCE):  # not all in memory at once
            refused |= self._press.refusals(some)
        return refused


def _digest(account: Row[Any], *texts: str) -> bytes:
    """A short name for all that is printed of a card: of a hundred thousand rows the texts would be large."""
    address = (account.address_1, account.address_2, account.address_3, account.town, account.postcode)
    printed = (account.fund, account.reference, *customer_of(account), *address, *texts)
    return blake2b("\0".join(printed).encode(errors="surrogatepass"), digest_size=16).digest()
