"""Up to how much one person may decide alone, in pence, for each kind of decision that one may."""

from typing import Annotated

from pydantic import Field

from paycards.settings.table import Table

Tier = Annotated[int, Field(ge=0, strict=True)]


class Tiers(Table):
    """Exactly a tier is one person's still; a kind without a tier of its own has `default`."""

    default: Tier = 50_000
    allocate: Tier | None = None
    split: Tier | None = None
    combine: Tier | None = None
    move: Tier | None = None
    bank_contract: Tier | None = None
    match: Tier | None = None
    unmatch: Tier | None = None
    release: Tier | None = None
    reject: Tier | None = None

    def of(self, kind: str) -> int:
        """Return the tier of a kind of decision."""
        own: int | None = getattr(self, kind)
        return self.default if own is None else own
