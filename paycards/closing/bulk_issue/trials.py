"""What is drawn for trial, to see whether it can be printed, before a number is given away.

First a specimen is drawn for each way in which the council prints, with a name and lines of a stated width
that cannot be divided, and its barcodes are read back. What is no wider in any part then fits too, whatever
the council's template is, and is not drawn; the rest is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row

from paycards.cards.account import address_of, customer_of
from paycards.closing.bulk_issue.printed_part import TrialPress
from paycards.errors import CannotPrint, NotAllowed, SettingsError
from paycards.issue.artwork.alphabets import ENGLISH, WELSH
from paycards.issue.artwork.paper import LONGEST_DATE, SPECIMEN, Holding, every_digit
from paycards.settings.council import Council

if TYPE_CHECKING:
    from paycards.issue.artwork.artwork import Artwork

ORDINARY = frozenset(ENGLISH + WELSH)
NAME, LINE, REFERENCE, GREETING = ("M" * count for count in (18, 22, 11, 34))  # as wide as they may be
MOST_LINES = 4  # of an address; town and postcode can share one
SIZE = 12  # at which widths are compared: any would do


def trial_of(
    account: Row[Any], holder: str, language: str, large_print: int, council: Council
) -> Holding | None:
    """Return what would be printed; None where the supplier makes the card."""
    scheme = council.card_scheme(account.fund)
    if scheme is None or scheme.numbers != "allocate":
        return None
    return Holding(
        number="9" * scheme.length,
        fund=account.fund,
        reference=account.reference,
        holder=holder,
        language="cy" if language == "cy" else "en",
        large_print=bool(large_print),
        customer=customer_of(account),
        address=address_of(account),
        date=LONGEST_DATE,
    )


class Trials:
    """The specimens of one council, drawn as they are needed.

    Asking raises SettingsError where settings or template lack something, ProofFailed for bars that do not
    read back.
    """

    def __init__(self, artwork: Artwork, press: TrialPress) -> None:
        self._regular, self._bold = artwork.regular, artwork.bold
        self._press = press
        self._has_room: dict[tuple[object, ...], bool] = {}

    def must_be_drawn(self, holding: Holding) -> bool:
        """Tell whether it takes a drawing to know that this can be printed."""
        has_room = self._specimen_has_room(holding)  # asked first: what is the council's is no row's
        return not (has_room and self._is_ordinary(holding))

    def _specimen_has_room(self, holding: Holding) -> bool:
        way = (holding.fund, holding.language, holding.large_print, len(holding.number))
        if way not in self._has_room:
            self._has_room[way] = self._draw_specimens(holding)
        return self._has_room[way]

    def _draw_specimens(self, holding: Holding) -> bool:
        plain = replace(SPECIMEN, number=holding.number, fund=holding.fund, language=holding.language)
        plain = replace(plain, large_print=holding.large_print)
        wide = replace(plain, reference=REFERENCE, holder=NAME, address=(LINE,) * MOST_LINES)
        try:
            additional = replace(wide, kind="additional", number=every_digit(len(wide.number)))
            self._press.prove_specimens([wide, additional])
        except (CannotPrint, NotAllowed):
            self._require_room_for_the_council(plain)
            return False
        return True

    def _require_room_for_the_council(self, plain: Holding) -> None:
        """Raise SettingsError where no customer's letter can be printed: no row of the list is to blame."""
        try:
            self._press.prove_specimens([plain])
        except (CannotPrint, NotAllowed) as error:
            raise SettingsError(f"Nothing can be printed with these settings. {error}") from error

    def _is_ordinary(self, holding: Holding) -> bool:
        lines = _joined(holding.address)
        customer = holding.customer
        greeted = f"{customer.forenames} {customer.surname}" if customer else ""
        return (
            ORDINARY.issuperset("".join((holding.holder, holding.reference, *lines, greeted)))
            and 0 < len(lines) <= MOST_LINES
            and all(self._regular.width(line, SIZE) <= self._regular.width(LINE, SIZE) for line in lines)
            and self._regular.width(holding.holder, SIZE) <= self._regular.width(NAME, SIZE)
            and self._regular.width(greeted, SIZE) <= self._regular.width(GREETING, SIZE)
            and self._bold.width(holding.reference, SIZE) <= self._bold.width(REFERENCE, SIZE)
        )


def _joined(address: Sequence[str]) -> Sequence[str]:
    """The address with its last two lines on one, where there are more than the window shows."""
    return (*address[:-2], "  ".join(address[-2:])) if len(address) > MOST_LINES else address
