"""BWIPP: an independent generator of barcodes, in PostScript, and one Ghostscript for thousands of symbols.

treepoem ships BWIPP and starts a Ghostscript for each picture. Here its encoder leaves the widths of bars
and spaces on the stack (`dontdraw`), and they are printed as digits.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

import treepoem

BEFORE = "/uk.co.terryburton.bwipp.global_ctx << /enabledontdraw true >> def\n"
AFTER = r"""
/encode /code128 /uk.co.terryburton.bwipp findresource def
/digit (0) def
/widths { (dontdraw) encode /sbs get { 48 add digit exch 0 exch put digit print } forall (\n) print } def
"""


def modules_of(texts: Sequence[str]) -> list[str]:
    """The Code 128 symbol of each text as "1" for a dark and "0" for a light module."""
    program = BEFORE + treepoem.load_bwipp() + AFTER + "".join(f"({text}) widths\n" for text in texts)
    ghostscript = ["gs", "-q", "-dNODISPLAY", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-"]
    done = subprocess.run(ghostscript, input=program.encode(), capture_output=True, check=True)
    return [
        "".join("10"[at % 2] * int(width) for at, width in enumerate(line))
        for line in done.stdout.decode().split()
    ]
