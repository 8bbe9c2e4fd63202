"""What every table of the settings is: frozen, and strict about keys it does not know; and its words."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Code = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9_-]{0,31}$")]
# A ledger account by the name that it has in the journal, where customers are one a fund; or a kind of them.
LEDGER_NAME = (
    r"^(customer|suspense|clearing|till|bank|fees|returns|written_off|opening)(:[A-Za-z0-9_-]+){0,2}$"
)
Network = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
FundCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]

Switch = Annotated[bool, Field(strict=True)]  # true or false, and no word or number that might mean it


def regular_expression(pattern: str, *, flags: re.RegexFlag = re.NOFLAG) -> str:
    """Let only regular expressions through. Raises ValueError that says where it is none."""
    try:
        re.compile(pattern, flags)
    except re.error as error:
        raise ValueError(f"not a regular expression, by character {(error.pos or 0) + 1}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(regular_expression)]


class Table(BaseModel):
    """A table of the settings file."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
