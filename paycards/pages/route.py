"""One line of a table of routes: who may open which address, and what it answers with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask.typing import ResponseReturnValue

View = Callable[..., ResponseReturnValue]

NO_STORE = "no-store"
FOR_EVER = "public, max-age=31536000, immutable"  # an address that changes with what it holds
ANYONE: frozenset[str] = frozenset({"anyone"})  # nobody has to be signed in


@dataclass(frozen=True)
class Route:
    """An address. `rule` follows `/c/<code>` where it belongs to one `council`.

    Two routes may share a rule when their methods differ: who may read is not who may decide.
    """

    endpoint: str
    rule: str
    view: View
    roles: frozenset[str]
    methods: tuple[str, ...] = ("GET",)
    council: bool = True
    reauthenticate: bool = False  # the person has to prove again who they are, if that was long ago
    caching: str = NO_STORE
    navigation: str = ""  # what the link in the navigation says; without one it has none
    form: str = ""  # the endpoint of the page that its form stands on, where that has another address
    help: str = ""  # the sentence under the heading that says what the page is for

    @property
    def address(self) -> str:
        """The whole rule."""
        return f"/c/<code>{self.rule}" if self.council else self.rule

    @property
    def is_open(self) -> bool:
        """Tell whether it opens without a sign-in."""
        return self.roles == ANYONE
