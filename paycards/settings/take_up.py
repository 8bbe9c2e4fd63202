"""When a customer of a closed office counts as gone silent."""

from pydantic import Field

from paycards.settings.table import Table


class TakeUp(Table):
    """How long an account may go without a payment.

    Who paid n times a year at the counter may take 365 / n days and `grace_weeks` more; of whom that
    is not known, `silent_after_weeks`. The time runs from the last payment, or from the day on which
    the card was given.
    """

    grace_weeks: int = Field(default=2, ge=0, strict=True)
    silent_after_weeks: int = Field(default=6, ge=1, strict=True)
