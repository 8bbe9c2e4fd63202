"""What an application takes: sizes of forms and uploads, host names, whom it believes about the sender."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from paycards.settings.serving import Serving


def set_limits(app: Flask, serving: Serving) -> None:
    """Hold an application to its settings."""
    app.config.update(
        MAX_CONTENT_LENGTH=serving.upload_megabytes * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=serving.form_kilobytes * 1024,
        MAX_FORM_PARTS=serving.form_fields,
        TRUSTED_HOSTS=list(serving.hosts) or None,
    )
    if serving.proxies:
        count = serving.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
