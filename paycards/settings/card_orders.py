"""The file that asks a supplier to make cards: its columns, and when an answer is late."""

from typing import Annotated, Literal

from pydantic import Field

from paycards.settings.table import Table

OrderField = Literal[
    "request",
    "council",
    "fund",
    "scheme",
    "account_reference",
    "customer_ref",
    "holder",
    "kind",
    "reason",
    "card_number",
    "issue_no",
    "replaces",
    "language",
    "large_print",
    "requested_on",
    "title",
    "forenames",
    "surname",
    "address_1",
    "address_2",
    "address_3",
    "town",
    "postcode",
]
Heading = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f=+@-][^\x00-\x1f\x7f]*$")]


class CardOrders(Table):
    """The layout of a council's order files. `columns` are headings, each with what stands below it."""

    columns: tuple[tuple[Heading, OrderField], ...] = Field(
        default=(
            ("Request", "request"),
            ("Reference", "account_reference"),
            ("CardHolder", "holder"),
            ("Kind", "kind"),
            ("Replaces", "replaces"),
        ),
        min_length=1,
    )
    separator: Literal[",", ";", "|", "\t"] = ","
    unanswered_after_days: int = Field(default=14, ge=1, strict=True)

    @property
    def names_address(self) -> bool:
        """Whether the supplier is told where to send a card."""
        return any(field.startswith("address_") for _, field in self.columns)
