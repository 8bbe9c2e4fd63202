"""The ruling on a bank file: that on each of its statements, taken together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from paycards.bank.statement import Statement
from paycards.errors import FileRefused
from paycards.reconcile.bank.chain import in_order
from paycards.reconcile.bank.parts import missing_pages
from paycards.reconcile.bank.placed import Placed, placed
from paycards.reconcile.bank.ruling import HELD, REPEAT, Ruling, rule
from paycards.reconcile.bank.statements import taken
from paycards.store.step import Step

MOST_STATEMENTS, MOST_OF_A_DAY = 2_000, 100  # of one account in a file


def rule_on_file(step: Step, statements: Sequence[Statement], name: str) -> Ruling:
    """The ruling on all statements of a file, or of files with pages of one: all new, all repeats, or held.

    Raises FileRefused where one of them stands there twice.
    """
    missing = missing_pages(statements)
    if missing:
        return Ruling(HELD, missing)
    rulings = [each for account in _accounts(statements) for each in _rule_on_account(step, account, name)]
    states = {ruling.state for ruling in rulings}
    if len(states) == 1 and HELD not in states:
        return rulings[0]
    against = tuple(each for ruling in rulings for each in ruling.against)
    if HELD in states:
        return Ruling(HELD, next(ruling.reason for ruling in rulings if ruling.state == HELD), against)
    came = next(ruling for ruling in rulings if ruling.state == REPEAT)
    return Ruling(HELD, f"of its statements some are new, and of another {came.reason}", came.against)


def _accounts(statements: Sequence[Statement]) -> list[list[Statement]]:
    codes = sorted({each.account.given for each in statements})
    return [[each for each in statements if each.account.given == code] for code in codes]


def _rule_on_account(step: Step, statements: Sequence[Statement], name: str) -> list[Ruling]:
    """Each statement of an account beside those that are taken, and those before it in the file."""
    _require_few(statements)
    stand = taken(step.connection, step.owner, statements[0].account.given)
    rulings = []
    for each in in_order([placed(statement, name) for statement in statements]):
        _require_once(each, stand)
        rulings.append(rule(each, stand))
        stand.append(each)
    return rulings


def _require_few(statements: Sequence[Statement]) -> None:
    """What lies beside each is looked at for each of them: of very many that would take for ever."""
    of_days = Counter(each.begins_on for each in statements)
    day, most = of_days.most_common(1)[0]
    if len(statements) > MOST_STATEMENTS or most > MOST_OF_A_DAY:
        said = f"{len(statements):,} statements, {most:,} of them of {day}"
        expected = f"at most {MOST_STATEMENTS:,}, and {MOST_OF_A_DAY} of a day: ask for several files"
        raise FileRefused("more statements of one account than a bank sends", value=said, expected=expected)


def _require_once(new: Placed, stand: Sequence[Placed]) -> None:
    if any(each.id == 0 and each.digest == new.digest for each in stand):
        raise FileRefused("a statement stands in it twice", value=f"{new.begins_on} to {new.ends_on}")
