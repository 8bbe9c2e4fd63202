"""Fetching suppliers' files, and keeping their original bytes.

    archive    every file as it came, by its SHA-256
    drop       what a drop is, and which one the settings describe
    listing    what a drop holds: what is listed, what is refused, when a file is complete
    sftp       a drop on an SFTP server: its steps, the client, packets, connection, sign-in, keys
    folder     a drop in a folder of this machine
    outbox     where files for other systems are put
    serve      an SFTP server for the demo and the tests

What can go wrong, sorted by what to do next:

    DropRefused       nothing can be fetched here until a person corrects keys or settings
    ├── HostKeyRefused    the server is not proved to be the supplier's
    └── SignInRefused     the server does not let us in
    Unreachable       nothing can be fetched here now; the next run tries again
    ├── HostUnreachable   nobody answers, whoever asks
    └── RemoteStuck       this one file does not come; the others may
    RemoteRefused     this one file cannot be fetched until a person acts; the others can
    └── RemoteFolder      it is no file at all, which the server did not tell when it listed it
    RemoteChanged     this one file vanished or changed meanwhile; the next run tries again
    ArchiveMissing    the archive is not there, or not for us: the run stops
"""

from __future__ import annotations

from paycards.errors import Failed, NeedsPerson, TryAgain


class DropRefused(NeedsPerson):
    """Nothing can be fetched from this drop until a person acts."""


class HostKeyRefused(DropRefused):
    """The server's host key is not the one that known_hosts holds; nothing was fetched."""


class SignInRefused(DropRefused):
    """The server does not accept the user with this key or password."""


class RemoteRefused(NeedsPerson):
    """One file cannot be fetched or put away until a person acts; the others can."""


class RemoteFolder(RemoteRefused):
    """What the server listed without telling its kind is a folder: there is nothing to fetch."""


class RemoteLost(NeedsPerson):
    """One file was gone from the server before it had been read to its end: it has to be sent again."""


class Unreachable(TryAgain):
    """The server could not be reached, or the connection broke too often."""


class HostUnreachable(Unreachable):
    """No SSH server answered at this host and port: whom we are and what we want was not asked yet."""


class RemoteStuck(Unreachable):
    """One file does not come, or far too slowly, although the server is there; the others may."""


class RemoteChanged(TryAgain):
    """One file vanished or changed while it was wanted; the others can be fetched."""


class ArchiveMissing(Failed):
    """The folder of the archive is not there, is not the archive, or cannot be written to.

    Nothing may be kept until it is back.
    """
