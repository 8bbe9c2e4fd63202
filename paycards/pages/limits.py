"""What an application takes: sizes of forms and uploads, numbers of addresses, host names, whose proxies."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from paycards.settings.serving import Serving


class WholeNumber(IntegerConverter):
    """A number of an address as we write it ourselves: plain digits, and no more than a column holds."""

    regex = "0|[1-9][0-9]{0,9}"

    def __init__(self, addresses: Map) -> None:
        super().__init__(addresses, max=2**31 - 1)


def set_limits(app: Flask, serving: Serving) -> None:
    """Hold an application to its settings."""
    app.config.update(
        MAX_CONTENT_LENGTH=serving.upload_megabytes * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=serving.form_kilobytes * 1024,
        MAX_FORM_PARTS=serving.form_fields,
        TRUSTED_HOSTS=list(serving.hosts) or None,
    )
    app.before_request(lambda: _hold_to(serving.form_kilobytes * 1024))
    app.url_map.converters["int"] = WholeNumber
    if serving.proxies:
        count = serving.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _hold_to(most_bytes: int) -> None:
    """Hold a form without files to its size: it is read at once, so that no other limit is asked."""
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = most_bytes
