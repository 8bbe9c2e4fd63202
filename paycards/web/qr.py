"""The picture of an authenticator's address, as an image that a policy without inline styles shows."""

from __future__ import annotations


def qr_picture(address: str) -> str:
    """A PNG as a data address, in whole pixels, with its quiet zone."""
    import segno

    return segno.make(address, error="m").png_data_uri(scale=5, border=4)
