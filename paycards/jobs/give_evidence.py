"""Give evidence: a pack about one payment, written to a folder."""

from __future__ import annotations

from pathlib import Path

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import NotAllowed
from paycards.evidence.given import Given
from paycards.evidence.payment_pack import payment_pack
from paycards.evidence.telling import tell_story
from paycards.evidence.which_row import find_row
from paycards.evidence.writing import write_pack
from paycards.store.anchors import anchor_of


def give_evidence(visit: Visit, which: str, out: Path) -> Given:
    """Write the evidence of a row, given as FILE:ROW, into the folder `out`.

    Raises NotFound for an unknown file or row, Invalid for another form or where several files are meant,
    NotAllowed for a file of no council or where another pack is in the way, FileRefused for a row that cannot
    be cut out of its file, Corrupt where the archive is damaged, Failed where it cannot be written.
    """
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        story = tell_story(seen, find_row(seen, which), visit.installation.contracts, visit.today)
        council = story.file.council
        if not council:
            raise NotAllowed(
                f"{story.file.name} belongs to no council: there is no audit trail that tells of it."
            )
        pack = payment_pack(seen, visit.installation, story)
        anchor = anchor_of(seen.connection, council, seen.council(council))
    folder, zipped = write_pack(pack, out)
    return Given(story.name, folder, zipped, pack.digest, anchor)
