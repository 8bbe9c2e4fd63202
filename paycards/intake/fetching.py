"""Fetch what a drop lists, a few files ahead of the database: from the drop, or, where known, the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock

from paycards.access.visit import Visit
from paycards.intake.arrival import Unread
from paycards.intake.places import Place
from paycards.intake.whose import Delivery
from paycards.transport import ArchiveMissing, DropRefused, RemoteStuck, Unreachable
from paycards.transport.listing import Remote


@dataclass
class Fetching:
    """Gives the bytes of listed files, from the drop or, where they are known, from the archive."""

    visit: Visit
    place: Place
    fetch: Callable[[Remote], bytes]
    put_away: Callable[[Remote], None]
    seen: dict[str, tuple[int, int | None, str]]
    one_at_a_time: Lock = field(default_factory=Lock)
    is_over: bool = False

    def deliveries(self, group: Sequence[Remote]) -> Iterator[Delivery | Unread]:
        """Fetch each; the first failure of the drop itself is the last of what is given."""
        for remote in group:
            if self.is_over:
                return
            yield self._delivery(remote)

    def _delivery(self, remote: Remote) -> Delivery | Unread:
        try:
            with self.one_at_a_time:
                data = self._bytes(remote)
        except RemoteStuck as error:
            return Unread(error)
        except (ArchiveMissing, DropRefused, Unreachable) as error:
            self.is_over = True
            return Unread(error)
        except Exception as error:
            return Unread(error)
        return Delivery(remote.name, data, self.place.contract)

    def _bytes(self, remote: Remote) -> bytes:
        archive, known = self.visit.installation.archive, self.seen.get(remote.name)
        if known is not None and known[:2] == (remote.size, remote.modified) and known[2] in archive:
            return archive.read(known[2])  # it was left there and has not changed
        return self.fetch(remote)

    def done(self, remote: Remote) -> None:
        """Let the drop put a file away."""
        with self.one_at_a_time:
            self.put_away(remote)
