"""What ends the first page of every pack: its anchor in the audit trail, and how to check it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from paycards.clock import instant_in_words
from paycards.evidence.pack import EVIDENCE, MANIFEST, TRAIL, PackedFile, digest_of
from paycards.reports.html import Markup, paragraph, table
from paycards.store.anchors import Anchor


def trail_section(anchor: Anchor, about: str) -> Markup:
    """What the audit trail proves, and the anchor; `about` is what its first entry in the pack tells of."""
    at = f", of {instant_in_words(anchor.at)}" if anchor.at else ""
    return (
        paragraph(
            "Everything here stands in the council's audit trail, in which each entry carries a hash of all"
            f" before it. This pack shows the books as they stood after entry {anchor.number}{at}. Its hash"
            " is the anchor of this pack:"
        )
        + Markup(f'<p class="anchor">{escape(anchor.hash)}</p>')
        + paragraph(
            f"{TRAIL} has the chain from the first entry about {about} to the anchor. Entries about other"
            " people are sealed: only their hashes are in it. If the trail were ever rewritten, it would not"
            " have this anchor any more."
        )
    )


def how_to_check(files: Sequence[PackedFile], warning: str) -> Markup:
    """How to check a pack, what is in it, and to whom it may be given."""
    said = paragraph(
        "In this folder, run: python3 check.py. It needs Python 3.9 or later and nothing of the council's"
        " system. It works every digest, sum and link out anew and says what does not agree. All facts of"
        f" this page are in {EVIDENCE}. {MANIFEST} lists the files:"
    )
    rows = [[file.path, file.what, digest_of(file.data)] for file in files]
    return said + table(["file", "what it is", "SHA-256"], rows) + paragraph(warning)
