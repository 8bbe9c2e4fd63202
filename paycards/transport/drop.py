"""What a drop is: the folder where a supplier leaves files, far or near.

A drop lists its files, gives their bytes, and puts a file away when it is safely kept.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from paycards.settings.drop import FolderDrop, SftpDrop
from paycards.transport.folder import Folder
from paycards.transport.listing import Listing, Remote


class Drop(Protocol):
    """Where files lie. Every method may raise DropRefused, Unreachable or SettingsError."""

    def list(self) -> Listing:
        """What is there now. Waits `settle_seconds` if a file may still be growing."""
        ...

    def fetch(self, remote: Remote) -> bytes:
        """The bytes of a listed file, whole. Raises RemoteChanged, RemoteRefused."""
        ...

    def done(self, remote: Remote) -> None:
        """Put away a file that is safely kept, as the setting `after` says.

        A file already gone is fine. One that changed since it was listed stays for the
        next run: RemoteChanged. Raises RemoteRefused if the drop does not permit it.
        """
        ...


def open_drop(settings: SftpDrop | FolderDrop) -> AbstractContextManager[Drop]:
    """The drop that the settings describe; it connects when it is first used."""
    if isinstance(settings, FolderDrop):
        return Folder(settings)
    from paycards.transport.sftp import SftpFolder

    return SftpFolder(settings)
