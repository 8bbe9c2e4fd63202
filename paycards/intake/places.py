"""A drop to collect from, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from paycards.access.contracts import ContractRow
from paycards.settings.drop import Drop
from paycards.store.tables.audit import problems

KIND = "drop"
_UNREAD = ": unread"  # what marks the subject of a file that was not read to its end


@dataclass(frozen=True)
class Place:
    """A drop of a contract or, without a contract, of the bank account that names it first.

    `owner` is how that is named before a message: NVD-ALLPAY, or NVD MAIN.
    """

    owner: str
    council_id: int
    council: str
    drop: Drop
    contract: ContractRow | None = None

    @property
    def contract_id(self) -> int | None:
        """The contract whose drop it is, if it is one's."""
        return self.contract.id if self.contract else None

    def subject(self, name: str) -> str:
        """The subject of a problem with a file of the drop, or with the drop where `name` is empty."""
        return name if self.contract else f"{self.owner} {name}".rstrip()

    def unread(self, name: str) -> str:
        """The subject of a problem with a file that was not read to its end, and may be gone."""
        return self.subject(name + _UNREAD)

    def named_unread(self, subject: str) -> str:
        """The name of the file that a subject says was not read to its end; empty for any other subject."""
        name = subject if self.contract else subject.removeprefix(f"{self.owner} ")
        return name.removesuffix(_UNREAD) if name.endswith(_UNREAD) else ""

    def troubles(self) -> ColumnElement[bool]:
        """The open problems of this drop and its files."""
        mine = and_(
            problems.c.council_id == self.council_id,
            problems.c.kind == KIND,
            problems.c.contract_id.is_not_distinct_from(self.contract_id),
        )
        if self.contract:
            return mine
        of_a_file = problems.c.subject.startswith(f"{self.owner} ", autoescape=True)
        return and_(mine, or_(problems.c.subject == self.owner, of_a_file))

    def facts(self) -> dict[str, Any]:
        """How the log names it."""
        return {"contract" if self.contract else "account": self.owner}
