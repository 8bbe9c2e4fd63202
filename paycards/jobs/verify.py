"""Rebuild the books from the original bytes, and compare them with the database to the penny."""

from __future__ import annotations

from paycards.access.visit import Visit
from paycards.verify.rebuilding import Verified, rebuild_and_compare
from paycards.verify.replay_bank import BANK_STEPS
from paycards.verify.replay_books import BOOK_STEPS
from paycards.verify.replay_cards import CARD_STEPS
from paycards.verify.replay_days import DAY_STEPS
from paycards.verify.replay_decisions import DECISION_STEPS
from paycards.verify.replay_enquiries import ENQUIRY_STEPS
from paycards.verify.replay_opening import OPENING_STEPS
from paycards.verify.replay_outgoing import OUTGOING_STEPS
from paycards.verify.replay_settlement import SETTLEMENT_STEPS

STEPS = {
    **BOOK_STEPS,
    **BANK_STEPS,
    **CARD_STEPS,
    **DAY_STEPS,
    **DECISION_STEPS,
    **ENQUIRY_STEPS,
    **OPENING_STEPS,
    **OUTGOING_STEPS,
    **SETTLEMENT_STEPS,
}


def verify(visit: Visit) -> Verified:
    """Rebuild and compare everything. Writes nothing but a temporary folder.

    Raises ArchiveMissing where the folder of the archive is not the archive: there are no originals then; and
    SettingsError for a council or contract that is new in the settings.
    """
    return rebuild_and_compare(visit, STEPS)
