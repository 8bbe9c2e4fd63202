"""What each kind of decision does when it is applied: the one place that knows them all.

The acts stand in the rooms of their subjects, some of which lie above `decisions`. So whatever proposes or
approves is handed this table. A kind joins with a row here and one in `decisions/kinds.py`.
"""

from __future__ import annotations

from paycards.decisions.allocating import apply_allocation
from paycards.decisions.bank import apply_assignment
from paycards.decisions.propose import Effects

EFFECTS: Effects = {
    "allocate": apply_allocation,
    "bank_contract": apply_assignment,
}
