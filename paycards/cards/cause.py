"""Why something is done to a card, as a person says it: one of the reasons, and a note."""

from __future__ import annotations

from dataclasses import dataclass, replace

from paycards.errors import Invalid
from paycards.issue.card_life import REASONS_TO, check_reason


@dataclass(frozen=True)
class Cause:
    """A reason of `issue.card_life`, and a few words for anyone who asks later."""

    reason: str = ""
    note: str = ""

    def or_usual(self, doing: str) -> Cause:
        """Return it with the usual reason for this where none is given."""
        return self if self.reason else replace(self, reason=REASONS_TO[doing][0])

    def checked(self, doing: str) -> Cause:
        """Return it with the note trimmed. Raises Invalid for what is no reason to do this."""
        try:
            check_reason(doing, self.reason, self.note)
        except ValueError as error:
            raise Invalid("reason", f"{str(error)[0].upper()}{str(error)[1:]}.") from error
        return replace(self, note=self.note.strip())


USUAL = Cause()  # nothing is said: the usual reason
