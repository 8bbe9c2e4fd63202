"""What each kind of decision does when it is applied; `every_effect.py` adds those about files.

The acts stand in the rooms of their subjects, some of which lie above `decisions`. So whatever proposes or
approves is handed this table. A kind joins with a row here and one in `decisions/kinds.py`.
"""

from __future__ import annotations

from paycards.decisions.allocating import apply_allocation, apply_combination
from paycards.decisions.bank import apply_assignment, apply_charge, apply_correction, apply_settings
from paycards.decisions.correcting.correcting import apply_corrected_references
from paycards.decisions.giving_up import apply_return, apply_write_off
from paycards.decisions.matching_by_hand import apply_match, apply_unmatch
from paycards.decisions.moving import apply_move
from paycards.decisions.opening import apply_opening
from paycards.decisions.propose import Effects
from paycards.decisions.returning import apply_signature
from paycards.decisions.signing import apply_exception, apply_reopening
from paycards.decisions.splitting import apply_split
from paycards.decisions.taking_back import apply_take_back

EFFECTS: Effects = {
    "allocate": apply_allocation,
    "bank_contract": apply_assignment,
    "split": apply_split,
    "combine": apply_combination,
    "move": apply_move,
    "return_to_payer": apply_return("payer"),
    "return_to_supplier": apply_return("supplier"),
    "write_off": apply_write_off,
    "take_back": apply_take_back,
    "opening": apply_opening,
    "correct_references": apply_corrected_references,
    "monthly_return": apply_signature,
    "reopen_day": apply_reopening,
    "sign_exception": apply_exception,
    "charge": apply_charge,
    "corrected_statement": apply_correction,
    "settings": apply_settings,
    "match": apply_match,
    "unmatch": apply_unmatch,
}
