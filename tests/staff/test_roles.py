"""What each role may do, against the table of the rules written out a second time, word by word."""

from __future__ import annotations

import pytest

from paycards.access.permission import EVERYTHING, Permission
from paycards.decisions.kinds import KINDS
from paycards.staff.roles import PERMISSIONS_OF, Role, permissions_of, sight_is_recorded

# One line a right: the rows and cells of the table of who may what. h f m a d: housing officer, finance
# officer, finance manager, auditor, administrator.
TABLE = """
see customers                                                       h f m a .
see card orders and bulk issues                                     h . . a .
issue or change cards                                               h . . . .
see whole card numbers                                              h . . a .
see payments of the last 90 days                                    h f m a .
see files, payments and the books                                   . f m a .
see how files stand                                                 . f m a d
release or reject files                                             . f . . .
place suspense items                                                . f . . .
move posted payments                                                . f . . .
return money or write it off                                        . f . . .
take corrected statements, opening items or other bank settings     . f . . .
say what bank entries are for                                       . f . . .
approve or refuse decisions                                         . . m . .
close days                                                          . . m . .
propose to reopen a day or to accept what does not agree        . f . . .
sign monthly returns                                                . f . . .
close problems                                                      . f . . .
open or answer enquiries                                            h f . . .
make exports with personal data                                     . f m a .
see people, roles and sessions                                      . . . a d
manage people, roles and sessions                                   . . . . d
see the timetable                                                   . f m a d
see settings and health                                             . . m a d
run the night                                                       . . . . d
verify the books                                                    . . m a d
see your own acts                                                   h f m a d
see the audit trail                                                 . f m a d
import files                                                        . . . . .
import lists                                                        . . . . .
"""
LETTERS = dict(zip("hfmad", Role, strict=True))
LINES = [line.rsplit(maxsplit=5) for line in TABLE.strip().splitlines()]
CELLS = {
    (letter, words): cell == letter
    for words, *cells in LINES
    for letter, cell in zip("hfmad", cells, strict=True)
}


@pytest.mark.parametrize(("letter", "words"), CELLS)
def test_a_role_may_what_its_cell_says(letter: str, words: str) -> None:
    assert (Permission(words) in PERMISSIONS_OF[LETTERS[letter]]) is CELLS[letter, words]


OF_PROGRAMS = {Permission.OPEN_CARD_PAGE, Permission.DO_LONG_WORK}  # the customers' page, the worker: no role


def test_the_table_has_every_right() -> None:
    assert {words for words, *_ in LINES} == EVERYTHING - OF_PROGRAMS


def test_nobody_who_approves_can_propose() -> None:
    proposes = {kind.permission for kind in KINDS}
    assert not proposes & PERMISSIONS_OF[Role.FINANCE_MANAGER]


def test_an_administrator_sees_neither_customers_nor_money() -> None:
    seen = {Permission.SEE_CUSTOMERS, Permission.SEE_RECENT_PAYMENTS, Permission.SEE_MONEY}
    assert not (seen | {Permission.MAKE_EXPORTS}) & PERMISSIONS_OF[Role.ADMINISTRATOR]


def test_an_auditor_changes_nothing() -> None:
    assert all(
        may.startswith(("see ", "make exports", "verify the books")) for may in PERMISSIONS_OF[Role.AUDITOR]
    )


def test_a_person_of_two_roles_may_what_either_may_and_nobody_without_one_anything() -> None:
    both = permissions_of([Role.AUDITOR, Role.HOUSING_OFFICER])
    assert both == PERMISSIONS_OF[Role.AUDITOR] | PERMISSIONS_OF[Role.HOUSING_OFFICER]
    assert permissions_of([]) == frozenset()


def test_the_sight_of_a_whole_card_number_is_recorded_but_at_the_desk() -> None:
    assert sight_is_recorded([Role.AUDITOR])
    assert not sight_is_recorded([Role.HOUSING_OFFICER])


def test_a_role_is_called_by_its_words() -> None:
    assert [role.words for role in Role][:2] == ["housing officer", "finance officer"]
