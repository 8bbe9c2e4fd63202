"""Who sends nothing more holds no thread for ever."""

from __future__ import annotations

import socket

import pytest

from paycards.serving.gunicorn_server import bound_waits


def test_a_connection_that_sends_nothing_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        bound_waits(listening, 1)
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            accepted.setblocking(True)
            with accepted, pytest.raises(BlockingIOError):
                accepted.recv(1)
