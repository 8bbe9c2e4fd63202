"""Which pages of the two files each row and each postcode area has."""

from __future__ import annotations

from dataclasses import dataclass, field

LETTERS, CARDS = "letters.pdf", "cards.pdf"


@dataclass
class AreaPages:
    """Where the letters and cards of one postcode area stand: first and last page, counted from 1."""

    area: str
    letters: tuple[int, int] = (0, 0)
    cards: tuple[int, int] = (0, 0)
    count: int = 0


@dataclass
class PageIndex:
    """How many pages there are, the first letter page of each row, the pages of each postcode area."""

    letter_pages: int = 0
    card_pages: int = 0
    printed: int = 0
    first_page: dict[int, int] = field(default_factory=dict)
    areas: list[AreaPages] = field(default_factory=list)

    def note(self, row_no: int, area: str, letters: int, cards: int) -> None:
        """Note the pages of the next row."""
        if not self.areas or self.areas[-1].area != area:
            self.areas.append(AreaPages(area, (self.letter_pages + 1, 0), (self.card_pages + 1, 0)))
        self.first_page[row_no] = self.letter_pages + 1
        self.letter_pages += letters
        self.card_pages += cards
        self.printed += 1
        here = self.areas[-1]
        here.letters = (here.letters[0], self.letter_pages)
        here.cards = (here.cards[0], self.card_pages)
        here.count += 1
