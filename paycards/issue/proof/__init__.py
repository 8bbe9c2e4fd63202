"""Proof before release: what is about to be printed is read back, from the very bytes that are printed."""

from paycards.issue.proof.of_pdf import Place, judge_pdf, prove_pdf
from paycards.issue.proof.of_png import prove_png
from paycards.issue.proof.record import Proof

__all__ = ["Place", "Proof", "judge_pdf", "prove_pdf", "prove_png"]
