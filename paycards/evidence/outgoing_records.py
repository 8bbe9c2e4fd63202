"""Where a posting stands in the outgoing files that carry it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from paycards.evidence.pack import file_name
from paycards.evidence.story import Left, Posted, Story
from paycards.money import to_pounds
from paycards.transport.archive import Archive


@dataclass(frozen=True)
class Carried:
    """An outgoing file with its bytes, and the records of it, from 1, that can be the posting's.

    A file that names its postings has one such record, which `says` the number of the entry; in one that does
    not, equal payments to one account cannot be told apart. The journal of a night sums, and has none.
    """

    entry: str
    left: Left
    path: str
    says: str
    records: tuple[int, ...]
    data: bytes

    def as_dict(self) -> dict[str, object]:
        """The same as plain data, without the bytes."""
        told = {"entry": self.entry, "path": self.path, "says": self.says, "records": list(self.records)}
        return told | asdict(self.left)


def carried_by(archive: Archive, story: Story) -> Iterator[Carried]:
    """Give each outgoing file of each posting, from the archive. Raises Corrupt where it is damaged."""
    for posting in story.postings:
        for left in posting.left:
            data = archive.read(left.sha256)
            says, records = _records(data, posting, left)
            yield Carried(posting.entry, left, _path(left), says, records, data)


def _path(left: Left) -> str:
    return "/".join(("outgoing", str(left.night), *map(file_name, left.name.split("/"))))


def _records(data: bytes, posting: Posted, left: Left) -> tuple[str, tuple[int, ...]]:
    if not left.fund:
        return "", ()
    rows = list(enumerate(data.decode("utf-8", "replace").splitlines(), start=1))
    named = tuple(number for number, row in rows if row.startswith(f"{posting.entry},"))
    if named:
        return posting.entry, named
    of_fund = f"customer:{left.fund}:"
    account = posting.credit if posting.credit.startswith(of_fund) else posting.debit
    reference, pounds = account.removeprefix(of_fund), to_pounds(abs(posting.amount_pence))
    return reference, tuple(number for number, row in rows if row.startswith(reference) and pounds in row)
