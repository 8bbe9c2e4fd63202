"""The web pages: where people reach them, how staff sign in, and the files of the keys."""

import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from paycards.settings.provider import Provider
from paycards.settings.table import Switch, Table

LONGEST = 60  # for the code on a letter
SECURE = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?")
ON_THIS_MACHINE = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?")


def _an_address(address: str) -> str:
    plain = address.rstrip("/")
    if len(plain) > LONGEST or (plain and not (SECURE.fullmatch(plain) or ON_THIS_MACHINE.fullmatch(plain))):
        raise ValueError(
            "an address such as https://pay.northvale.example: small letters, no path, at most"
            f" {LONGEST} characters"
        )
    return plain


class Web(Table):
    """The web pages. Without `customer_address` letters name none, and are as they are without a link."""

    customer_address: Annotated[str, AfterValidator(_an_address)] = ""  # https://pay.northvale.example
    customer_link_key: Path = Path("var/customer-links.key")  # made when the first link is
    staff_address: Annotated[str, AfterValidator(_an_address)] = (
        "http://127.0.0.1:8000"  # links begin with it
    )
    key_file: Path = Path("var/web.key")  # made with the first person
    password: Switch = True  # people with a password and a second factor may sign in
    idle_minutes: int = Field(default=30, ge=5, le=120, strict=True)  # a session without an act
    most_hours: int = Field(default=12, ge=1, le=24, strict=True)  # a session in all
    link_minutes: int = Field(default=60, ge=5, le=1440, strict=True)  # to set a password and a factor
    provider: Provider | None = None  # single sign-on

    @model_validator(mode="after")
    def _somebody_can_sign_in(self) -> Self:
        if not self.password and self.provider is None:
            raise ValueError("password is false and there is no provider: nobody could sign in")
        return self
