"""The evidence of one payment: everything that proves what became of one row of a supplier's file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from paycards.access.installation import Installation
from paycards.access.reading import Reading
from paycards.channels.catalogue import parse_layout
from paycards.channels.layout import Layout
from paycards.evidence.audit_trail import chain_from
from paycards.evidence.looked_at import looked_at
from paycards.evidence.outgoing_records import Carried, carried_by
from paycards.evidence.pack import PAGE, Pack, PackedFile, anchor_json, file_name, make_pack, trail_part
from paycards.evidence.page import payment_page
from paycards.evidence.payment_evidence import Evidence
from paycards.evidence.row_source import RowSource, row_source
from paycards.evidence.story import FromBank, Settlement, Story
from paycards.intake.records import line_states
from paycards.store.anchors import anchor_of

TAKEN = ("file.accepted", "file.released")
ROW = "row.txt"
SUPPLIER = "the supplier sent it"
SENDERS = {"bank": "the bank sent it", "opening": "it was handed in"}
TOTALS = ("row_count", "total_pence")  # which stand once in the evidence, where they are summed


def payment_pack(seen: Reading, installation: Installation, story: Story) -> Pack:
    """Put together the evidence of a row.

    Raises FileRefused where the row cannot be cut out of its file, Corrupt where the archive is damaged.
    """
    evidence = _gather(seen, installation, story)
    council_id = seen.council(story.file.council)
    chain = chain_from(seen, council_id, min((entry.number for entry in story.trail), default=1))
    return make_pack(
        f"evidence-{story.file.name}-{story.row}",
        _as_dict(evidence),
        trail_part(chain, story.trail),
        payment_page(evidence),
        evidence.files,
    )


def _gather(seen: Reading, installation: Installation, story: Story) -> Evidence:
    archive = installation.archive
    original = archive.read(story.file.sha256)
    source = _source(installation, story, original)
    carried = tuple(carried_by(archive, story))
    return Evidence(
        council_name=_council_name(installation, story),
        story=story,
        source=source,
        looked_at=looked_at(seen, archive, story),
        carried=carried,
        totals=line_states(seen.connection, story.file.id),
        anchor=anchor_of(seen.connection, story.file.council, seen.council(story.file.council)),
        files=tuple(_files(installation, story, original, source, carried)),
    )


def _source(installation: Installation, story: Story, original: bytes) -> RowSource | None:
    """The bytes of a supplier's row; other files have no rows of fixed fields."""
    if story.line is None and story.file.state == "accepted":
        return None
    return row_source(story.file.name, original, _layouts(installation, story), story.row)


def _layouts(installation: Installation, story: Story) -> tuple[Layout, ...]:
    """The layout that read the file when it was taken; for one that was not taken, all of today."""
    acts = [entry for entry in story.trail if entry.action in TAKEN]
    taken = next((each for each in acts if each.after["file_id"] == story.file.id), None)
    if taken is None:
        return tuple(installation.layouts.values())
    said = taken.after
    return (parse_layout(said["layout"], installation.archive.read(said["layout_sha256"])),)


def _council_name(installation: Installation, story: Story) -> str:
    councils = installation.settings.councils
    return next((each.name for each in councils if each.code == story.file.council), story.file.council)


def _files(
    installation: Installation,
    story: Story,
    original: bytes,
    source: RowSource | None,
    carried: tuple[Carried, ...],
) -> Iterator[PackedFile]:
    accepted = story.file.state == "accepted"
    in_trail = accepted and any("file_id" in entry.after or "files" in entry.after for entry in story.trail)
    yield PackedFile(
        _original(story), f"the file as {SENDERS.get(story.file.kind, SUPPLIER)}", original, in_trail
    )
    if source:
        yield PackedFile(ROW, "the row of it that this is about", source.data, in_trail=False)
    if source and accepted:
        layout = installation.archive.read(source.layout_sha256)
        yield PackedFile(f"layout/{source.layout}.toml", "how such a file is read", layout, in_trail=False)
    if story.settlement is not None:
        yield from _of_settlement(installation, story.settlement, story.file.id)
    check = Path(__file__).with_name("check_payment.py").read_bytes()
    yield PackedFile("check_payment.py", "compares the trail with the facts", check, in_trail=False)
    for path in dict.fromkeys(each.path for each in carried):
        data = next(each.data for each in carried if each.path == path)
        yield PackedFile(path, "a file that left for another system of the council", data)


def _of_settlement(installation: Installation, settlement: Settlement, own_id: int) -> Iterator[PackedFile]:
    """The supplier's statement that makes the due, if one does, and the bank's statements."""
    file_id, name, sha256 = settlement.maker
    if file_id != own_id:
        path = f"due/{file_id}-{file_name(name)}"
        yield PackedFile(path, "the supplier's file that makes the due", installation.archive.read(sha256))
    for sha256, path in {each.sha256: bank_path(each) for each in settlement.from_bank}.items():
        yield PackedFile(path, "the bank's statement", installation.archive.read(sha256))


def bank_path(each: FromBank) -> str:
    """Where a statement of the bank stands in the pack."""
    return f"bank/{each.file_id}-{file_name(each.file)}"


def _original(story: Story) -> str:
    return f"original/{file_name(story.file.name)}"


def _as_dict(evidence: Evidence) -> dict[str, object]:
    story = evidence.story
    return {
        "about": "payment",
        "payment": story.name,
        "council": story.file.council,
        "council_name": evidence.council_name,
        "page": PAGE,
        "file": {name: value for name, value in asdict(story.file).items() if name not in TOTALS},
        "row": _row(story, evidence.source) if evidence.source else None,
        "line": asdict(story.line) if story.line else None,
        "bank_entry": asdict(story.entry) if story.entry else None,
        "standing": asdict(story.standing),
        "related": [asdict(each) for each in story.related],
        "looked_at": asdict(evidence.looked_at) if evidence.looked_at else None,
        "postings": [asdict(each) for each in story.postings],
        "totals": _totals(evidence) if evidence.source and story.file.state == "accepted" else [],
        "outgoing": [each.as_dict() for each in evidence.carried],
        "settlement": asdict(story.settlement) if story.settlement else None,
        "decisions": [asdict(each) for each in story.decisions],
        "events": [asdict(event) for event in story.events],
        "files": [file.as_dict() for file in evidence.files],
        "anchor": anchor_json(evidence.anchor),
    }


def _row(story: Story, source: RowSource) -> dict[str, object]:
    return {
        "in": _original(story),
        "path": ROW,
        "number": story.row,
        "offset": source.offset,
        "length": len(source.data),
        "layout": source.layout,
        "layout_sha256": source.layout_sha256,
        "delimited": source.delimited,
        "fields": [asdict(field) for field in source.fields],
    }


def _totals(evidence: Evidence) -> list[dict[str, object]]:
    file = evidence.story.file
    parts = [{"state": state, "rows": n, "pence": pence} for state, (n, pence) in evidence.totals.items()]
    whole = {"rows": file.row_count, "total_pence": file.total_pence}
    return [{"file": file.name, "sha256": file.sha256, **whole, "by_state": parts}]
