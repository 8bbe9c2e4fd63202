"""An evidence pack: files under their names, a manifest of their digests, and a check that needs only Python.

The same books give the same bytes: nothing in a pack says when or by whom it was made, only after which
entry of the audit trail.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from paycards.evidence.audit_trail import AuditEntry
from paycards.store.anchors import Anchor

PAGE, EVIDENCE, TRAIL, CHECK = "00-read-first.html", "evidence.json", "trail.json", "check.py"
MANIFEST = "manifest.sha256"
SEALED = ("council", "council_id", "number", "previous_hash", "hash")


@dataclass(frozen=True)
class Pack:
    """A pack as it is written: the name of its folder, and its files."""

    name: str
    files: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """The SHA-256 of the manifest: it stands for the whole pack."""
        return digest_of(self.files[MANIFEST])


@dataclass(frozen=True)
class PackedFile:
    """A file that the evidence rests on: `in_trail` where the audit trail holds its digest too."""

    path: str
    what: str
    data: bytes
    in_trail: bool = True

    def as_dict(self) -> dict[str, object]:
        """What the evidence says of it."""
        return {
            "path": self.path,
            "what": self.what,
            "sha256": digest_of(self.data),
            "size_bytes": len(self.data),
            "in_trail": self.in_trail,
        }


def make_pack(
    name: str, evidence: Mapping[str, object], trail: list[dict[str, object]], page: str,
    files: Iterable[PackedFile],
) -> Pack:  # fmt: skip
    """Put a pack together."""
    contents = {file.path: file.data for file in files}
    contents |= {
        PAGE: page.encode(),
        EVIDENCE: json_bytes(evidence),
        TRAIL: json_bytes(trail),
        CHECK: Path(__file__).with_name("check.py").read_bytes(),
    }
    listed = "".join(f"{digest_of(contents[path])}  {path}\n" for path in sorted(contents))
    return Pack(file_name(name), dict(sorted(contents.items())) | {MANIFEST: listed.encode()})


def trail_part(entries: Iterable[AuditEntry], told: Iterable[AuditEntry]) -> list[dict[str, object]]:
    """The chain over what is told, to its end: each entry that tells in full, the others sealed.

    A sealed entry has only its hashes, because it tells of other people.
    """
    numbers = {entry.number for entry in told}
    first = min(numbers, default=0)
    return [
        entry.as_dict() if entry.number in numbers else {name: asdict(entry)[name] for name in SEALED}
        for entry in entries
        if entry.number >= first
    ]


def anchor_json(anchor: Anchor) -> dict[str, object]:
    """An anchor as plain data."""
    return {"number": anchor.number, "at": anchor.at, "hash": anchor.hash}


def json_bytes(value: object) -> bytes:
    """JSON for people and programs: indented, UTF-8, in the order given."""
    return (json.dumps(value, indent=2, default=_plain, ensure_ascii=False) + "\n").encode()


def digest_of(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def file_name(text: str) -> str:
    """A text as the name of a file on any system."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", text).lstrip(".") or "_"


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
