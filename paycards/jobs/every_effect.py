"""What every kind of decision does, those about files too: for what approves, and decides about files.

The others need no more than `effects.py`, and stay apart from all that taking a file takes.
"""

from __future__ import annotations

from paycards.decisions.propose import Effects
from paycards.intake.file_decisions import apply_rejection, apply_release
from paycards.jobs.effects import EFFECTS

EVERY_EFFECT: Effects = {**EFFECTS, "release": apply_release, "reject": apply_rejection}
