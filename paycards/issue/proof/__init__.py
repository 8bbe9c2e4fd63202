"""Proof before release: what is about to be printed is read back, from the very bytes that are printed."""

from paycards.issue.proof.of_pdf import judge_pdf, prove_pdf
from paycards.issue.proof.of_png import prove_png
from paycards.issue.proof.record import Proof

__all__ = ["Proof", "judge_pdf", "prove_pdf", "prove_png"]
