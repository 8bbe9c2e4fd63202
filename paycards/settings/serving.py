"""How the pages are served: the names that they are asked by, what stands in front, and the limits."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from paycards.settings.table import Switch, Table

Number = Annotated[int, Field(ge=1, strict=True)]
HostName = Annotated[str, Field(pattern=r"^[a-z0-9.-]+$")]


class Serving(Table):
    """The server of the staff pages and of the customers' pages."""

    hosts: tuple[HostName, ...] = ()  # the host names of the staff pages; without any, every name is answered
    proxies: int = Field(default=0, ge=0, le=5, strict=True)  # how many stand in front: exactly
    secure: Switch = True  # false only where a rehearsal is served without TLS on this machine
    workers: Number = 2  # processes
    threads: Number = 4  # of each process
    metrics_port: int = Field(default=0, ge=0, le=65535, strict=True)  # 0: no metrics
    request_seconds: Number = 60
    stop_seconds: Number = 75  # for what has begun to end
    upload_megabytes: Number = 20  # of one upload
    form_kilobytes: Number = 256  # of the other fields of a form
    form_fields: Number = 500

    @model_validator(mode="after")
    def _what_began_can_end(self) -> Self:
        if self.stop_seconds < self.request_seconds:
            raise ValueError(
                "stop_seconds must not be less than request_seconds: what has begun could not end"
            )
        return self
