"""Where a supplier leaves files: a folder on an SFTP server, or one that is at hand."""

import os
import posixpath
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from paycards.settings.table import Table


class SftpDrop(Table):
    """A folder on a supplier's SFTP server."""

    kind: Literal["sftp"]
    host: str
    port: int = Field(default=22, ge=1, le=65535, strict=True)
    user: str
    key_file: Path | None = None
    key_passphrase_file: Path | None = None
    password_file: Path | None = None  # a file, so that no secret stands in the settings
    known_hosts: Path
    directory: str = "."
    after: Literal["leave", "rename", "move", "delete"] = "leave"
    renamed_suffix: str = Field(default=".done", pattern=r"^[A-Za-z0-9._-]+$")
    move_to: str = "done"
    timeout_seconds: float = Field(default=60, gt=0, strict=True)
    # a file whose size changes meanwhile is still growing
    settle_seconds: float = Field(default=1, ge=0, strict=True)
    max_bytes: int = Field(default=1_000_000_000, gt=0, strict=True)
    attempts: int = Field(default=3, ge=1, strict=True)
    # for the whole listing, however often it is tried
    listing_seconds: float = Field(default=120, gt=0, strict=True)
    contract_seconds: float = Field(default=1800, gt=0, strict=True)  # for all that a run asks of the server
    most_entries: int = Field(default=100_000, ge=1, strict=True)
    slowest_bytes_per_second: int = Field(default=10_000, gt=0, strict=True)

    @model_validator(mode="after")
    def _has_credentials(self) -> Self:
        if self.key_file is None and self.password_file is None:
            raise ValueError("give key_file or password_file")
        return self


class FolderDrop(Table):
    """A folder where files are put by hand, for example after a portal download."""

    kind: Literal["folder"]
    directory: Path
    after: Literal["leave", "rename", "move", "delete"] = "leave"
    renamed_suffix: str = Field(default=".done", pattern=r"^[A-Za-z0-9._-]+$")
    move_to: str = "done"
    settle_seconds: float = Field(default=1, ge=0, strict=True)
    max_bytes: int = Field(default=1_000_000_000, gt=0, strict=True)
    most_entries: int = Field(default=100_000, ge=1, strict=True)


Drop = Annotated[SftpDrop | FolderDrop, Field(discriminator="kind")]


def place_of(drop: Drop | None) -> tuple[object, ...] | None:
    """What two drops have in common that are one place: server, user and folder, or the folder at hand."""
    match drop:
        case None:
            return None
        case SftpDrop():
            return (drop.host.lower(), drop.port, drop.user, posixpath.normpath(drop.directory))
    return (os.path.realpath(drop.directory),)
