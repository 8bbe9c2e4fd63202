"""What a person is given: a pack that was written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from paycards.store.anchors import Anchor


@dataclass(frozen=True)
class Given:
    """A pack that was written: what it is about, where it is, its digest, and the anchor that it bears."""

    about: str
    folder: Path
    zip: Path
    digest: str
    anchor: Anchor
