"""What an account reference of a fund must look like."""

from paycards.settings.check_digit import CheckDigit
from paycards.settings.table import FundCode, Pattern, Table


class ReferenceCheck(Table):
    """One shape of the references of a fund: a pattern for the whole of it, and its check digit, if any.

    A fund may have several; the first whose pattern matches decides.
    """

    fund: FundCode
    pattern: Pattern
    check_digit: CheckDigit | None = None
