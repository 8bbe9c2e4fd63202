"""The OpenID provider that signs people in, such as the council's Entra ID, and what its app roles mean."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from paycards.settings.table import Code, Table

Issuer = Annotated[str, Field(pattern=r"^(https://\S+|http://(127\.0\.0\.1|localhost)(:\d+)?(/\S*)?)$")]
RoleName = Literal["housing_officer", "finance_officer", "finance_manager", "auditor", "administrator"]


class AppRole(Table):
    """What a person with an app role of the provider is at a council."""

    app_role: str = Field(min_length=1, max_length=200)
    council: Code
    role: RoleName


class Provider(Table):
    """An OpenID provider, by its own metadata, never by those that several share."""

    issuer: Issuer  # exactly as its tokens say it
    client_id: str = Field(min_length=1, max_length=200)
    client_secret_file: Path
    name: str = Field(default="your council account", min_length=1, max_length=60)
    roles_claim: str = "roles"
    acr: tuple[str, ...] = ()  # asked for, and one of them must come: how strongly the person was proved
    amr: tuple[str, ...] = ()  # all of them must come: how, such as mfa
    max_age_minutes: int = Field(default=0, ge=0, le=1440, strict=True)  # since then at most; 0: any
    prompt: Literal["", "login", "select_account"] = ""  # what is asked each time, where desks are shared
    roles: tuple[AppRole, ...] = Field(min_length=1)
