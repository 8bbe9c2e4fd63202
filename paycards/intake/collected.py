"""What came from drops."""

from __future__ import annotations

from dataclasses import dataclass, field

from paycards.intake.file_result import FileResult


@dataclass
class Collected:
    """What came from the drops, and what could not be fetched: (contract or bank account, file name, why)."""

    files: list[FileResult] = field(default_factory=list)
    troubles: list[tuple[str, str, str]] = field(default_factory=list)
    growing: list[tuple[str, str]] = field(default_factory=list)  # left for the next run
