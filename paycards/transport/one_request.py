"""A connection that asks for the service of sign-in once (RFC 4253, section 10), whatever ways are tried.

paramiko asks again for each way. OpenSSH puts up with that; other servers hang up, and a second way, such as
a password after a key, is never tried.
"""

from __future__ import annotations

from paramiko import Message, Transport
from paramiko.common import cMSG_SERVICE_REQUEST


class OneRequest(Transport):
    """paramiko's transport; of a service that it was granted it takes a second grant for given."""

    _has_asked = False

    def _send_message(self, data: Message) -> None:
        handler = self.auth_handler
        if data.asbytes()[:1] != cMSG_SERVICE_REQUEST or handler is None:
            super()._send_message(data)  # type: ignore[misc] # its stubs leave it out
        elif not self._has_asked:
            self._has_asked = True
            super()._send_message(data)  # type: ignore[misc] # as above
        else:
            granted = Message()
            granted.add_string("ssh-userauth")
            granted.rewind()
            handler._parse_service_accept(granted)  # type: ignore[attr-defined] # likewise
