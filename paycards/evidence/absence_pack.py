"""The evidence that there was no such payment: every file that could have brought it; none is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from paycards.access.installation import Installation
from paycards.access.reading import Reading
from paycards.channels.catalogue import parse_layout
from paycards.evidence.absence import Absence, Looked
from paycards.evidence.absence_page import absence_page
from paycards.evidence.audit_trail import AuditEntry, chain_from
from paycards.evidence.pack import (
    PAGE,
    Pack,
    PackedFile,
    anchor_json,
    digest_of,
    file_name,
    make_pack,
    trail_part,
)
from paycards.evidence.raw_rows import raw_rows
from paycards.intake.records import line_states
from paycards.store.anchors import anchor_of

TAKEN = ("file.accepted", "file.released")


def absence_pack(seen: Reading, installation: Installation, absence: Absence, council: str) -> Pack:
    """Put together the evidence. Raises Corrupt where the archive is damaged."""
    council_id, sought = seen.council(council), absence.sought
    anchor = anchor_of(seen.connection, council, council_id)
    packed = [*_files(installation, absence), _check()]
    ids = {file.id for file in absence.files if file.state == "accepted"}
    chain = chain_from(seen, council_id, 1)
    told = [entry for entry in chain if entry.action in TAKEN and entry.after.get("file_id") in ids]
    first = min((entry.number for entry in told), default=1)
    raw = dict(_raw(installation, absence, told))
    evidence = {
        "about": "no such payment",
        "council": council,
        "council_name": next(each.name for each in installation.settings.councils if each.code == council),
        "page": PAGE,
        "sought": asdict(sought),
        "covered_until": absence.until,
        "longest_delay_days": absence.delay_days,
        "looked_through": [asdict(file) | {"raw": raw.get(file.id)} for file in absence.files],
        "totals": [_totals(seen, file) for file in absence.files if _has_payments(file)],
        "files": [file.as_dict() for file in packed],
        "anchor": anchor_json(anchor),
    }
    page = absence_page(str(evidence["council_name"]), absence, anchor, packed)
    name = f"no-payment-{sought.contract}-{sought.first}-{sought.last}-{_key(sought)}"
    trail = trail_part([entry for entry in chain if entry.number >= first], told)
    return make_pack(name, evidence, trail, page, packed)


def _key(sought: object) -> str:
    """So that what is asked for two outlets of the same days has two names."""
    return digest_of(repr(sought).encode())[:8]


def _has_payments(file: Looked) -> bool:
    return file.state == "accepted" and file.kind == "payments"


def _files(installation: Installation, absence: Absence) -> Iterator[PackedFile]:
    for file in absence.files:
        data = installation.archive.read(file.sha256)
        path = f"original/{file.id}-{file_name(file.name)}"
        yield PackedFile(
            path, f"file for {file.day}, as the supplier sent it", data, file.state == "accepted"
        )


def _path(file: Looked) -> str:
    return f"original/{file.id}-{file_name(file.name)}"


def _check() -> PackedFile:
    """What goes through every row again; check.py runs it."""
    data = Path(__file__).with_name("check_absence.py").read_bytes()
    return PackedFile("check_absence.py", "looks for the payment in every row again", data, in_trail=False)


def _raw(
    installation: Installation, absence: Absence, told: list[AuditEntry]
) -> Iterator[tuple[int, dict[str, object]]]:
    """Where the rows of each payment file are, by the layout that read it then."""
    read_by = {entry.after["file_id"]: entry.after for entry in told}
    for file in filter(_has_payments, absence.files):
        said = read_by[file.id]
        layout = parse_layout(said["layout"], installation.archive.read(said["layout_sha256"]))
        yield file.id, raw_rows(_path(file), installation.archive.read(file.sha256), layout)


def _totals(seen: Reading, file: Looked) -> dict[str, object]:
    parts = [
        {"state": state, "rows": rows, "pence": pence}
        for state, (rows, pence) in line_states(seen.connection, file.id).items()
    ]
    whole = {"rows": file.rows, "total_pence": file.total_pence}
    return {"file": file.name, "sha256": file.sha256, **whole, "by_state": parts}
