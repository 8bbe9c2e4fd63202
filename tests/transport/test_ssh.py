"""Whom we trust, and how we sign in."""

from __future__ import annotations

import socket
import subprocess
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import paramiko
import pytest
from paramiko.server import InteractiveQuery

from paycards.errors import SettingsError
from paycards.settings.drop import SftpDrop
from paycards.transport import DropRefused, HostKeyRefused, SignInRefused, Unreachable
from paycards.transport.drop import open_drop
from paycards.transport.keys import load_key
from paycards.transport.known_hosts import known_hosts_line
from paycards.transport.ssh import connect
from tests.servers import RunningServer, asyncssh_server, bad_wire, make_key, openssh_server
from tests.transport.raw_server import Script, raw_server

Serve = Callable[[Path], AbstractContextManager[RunningServer]]


def _is_let_in(drop: SftpDrop) -> bool:
    with open_drop(drop) as opened:
        opened.list()
    return True


def test_a_host_that_is_not_pinned_is_not_even_called(openssh: RunningServer, tmp_path: Path) -> None:
    (tmp_path / "known_hosts").write_text("# nobody yet\n\n")
    with bad_wire(openssh.port, after=0, bad=0) as wire:
        drop = openssh.drop(port=wire.port, known_hosts=tmp_path / "known_hosts")
        with open_drop(drop) as opened, pytest.raises(HostKeyRefused, match=f"127.0.0.1:{wire.port}"):
            opened.list()
    assert wire.connections == 0


@pytest.mark.parametrize(
    ("greeting", "said"),
    [
        (b"220 ProFTPD Server ready\r\n", "no SSH server: it says 220 ProFTPD Server ready"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "no SSH server: it says HTTP/1.1 400 Bad Request"),
        (b"\xff\x1b[31mred\r\n" * 200, r"no SSH server: it says \xff\x1b[31mred"),
        (b"", "it hangs up, or is silent, before any greeting of SSH"),
        (b"SSH-1.5-old\r\n", "speaks SSH 1 only"),
    ],
)
def test_who_answers_and_is_no_ssh_server_is_told_by_what_it_says(
    tmp_path: Path, greeting: bytes, said: str
) -> None:
    key = make_key(tmp_path / "key")
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as thread:
        thread.submit(_greet, server, greeting)
        port = server.getsockname()[1]
        (tmp_path / "known_hosts").write_text(known_hosts_line("127.0.0.1", port, key) + "\n")
        place = {"host": "127.0.0.1", "port": port, "known_hosts": tmp_path / "known_hosts", "attempts": 1}
        drop = SftpDrop(kind="sftp", user="us", key_file=tmp_path / "key", **place)
        with open_drop(drop) as opened, pytest.raises((Unreachable, DropRefused)) as refused:
            opened.list()
    assert said in str(refused.value)


def _greet(server: socket.socket, greeting: bytes) -> None:
    connected, _ = server.accept()
    with connected:
        connected.sendall(greeting)
        connected.shutdown(socket.SHUT_WR)
        while connected.recv(1_000):
            pass


@pytest.mark.parametrize("serve", [openssh_server, asyncssh_server])
def test_a_changed_host_key_is_refused_once_and_for_all(serve: Serve, tmp_path: Path) -> None:
    with serve(tmp_path) as server, bad_wire(server.port, after=0, bad=0) as wire:
        other = known_hosts_line("127.0.0.1", wire.port, make_key(tmp_path / "other"))
        (tmp_path / "known_hosts").write_text(other + "\n")
        drop = server.drop(port=wire.port, known_hosts=tmp_path / "known_hosts")
        with open_drop(drop) as opened, pytest.raises(HostKeyRefused, match=r"SHA256:.*ask the supplier"):
            opened.list()
    assert wire.connections == 1


def test_a_host_key_of_another_kind_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    with openssh_server(tmp_path, host_keys=["ed25519"]) as server:
        other = known_hosts_line("127.0.0.1", server.port, make_key(tmp_path / "other", "rsa"))
        (tmp_path / "known_hosts").write_text(other + "\n")
        with (
            open_drop(server.drop(known_hosts=tmp_path / "known_hosts")) as opened,
            pytest.raises(HostKeyRefused, match="kind"),
        ):
            opened.list()


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_a_host_with_many_keys_is_known_by_the_one_that_is_pinned(tmp_path: Path, kind: str) -> None:
    with openssh_server(tmp_path, host_keys=["ed25519", "ecdsa", "rsa"]) as server:
        lines = server.known_hosts.read_text().splitlines()
        only = next(line for line in lines if f" {kind}" in line or f"-{kind}" in line)
        server.known_hosts.write_text(only + "\n")
        assert _is_let_in(server.drop())


def test_hashed_names_and_a_second_key_of_the_same_kind_are_understood(tmp_path: Path) -> None:
    with openssh_server(tmp_path) as server:
        older = known_hosts_line("127.0.0.1", server.port, make_key(tmp_path / "older"))
        server.known_hosts.write_text(older + "\n" + server.known_hosts.read_text())
        subprocess.run(["ssh-keygen", "-q", "-H", "-f", server.known_hosts], check=True, capture_output=True)
        assert "127.0.0.1" not in server.known_hosts.read_text()
        assert _is_let_in(server.drop())


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
@pytest.mark.parametrize("passphrase", ["", "correct horse"])
def test_each_kind_of_key_signs_in_with_and_without_a_passphrase(
    tmp_path: Path, kind: str, passphrase: str
) -> None:
    (tmp_path / "passphrase").write_text(passphrase + "\n")
    with openssh_server(tmp_path, key=kind, passphrase=passphrase) as server:
        extra = {"key_passphrase_file": tmp_path / "passphrase"} if passphrase else {}
        assert _is_let_in(server.drop(**extra))


@pytest.mark.parametrize("serve", [openssh_server, asyncssh_server])
def test_a_wrong_key_is_refused_and_tried_once_only(serve: Serve, tmp_path: Path) -> None:
    make_key(tmp_path / "wrong")
    with (
        serve(tmp_path) as server,
        bad_wire(server.port, after=0, bad=0) as wire,
        open_drop(server.drop(port=wire.port, key_file=tmp_path / "wrong")) as opened,
        pytest.raises(SignInRefused, match=server.user),
    ):
        opened.list()
    assert wire.connections == 1


def test_a_server_that_hangs_up_on_a_wrong_key_is_not_called_again(tmp_path: Path) -> None:
    make_key(tmp_path / "wrong")
    with (
        openssh_server(tmp_path, options=["MaxAuthTries 1"]) as server,
        bad_wire(server.port, after=0, bad=0) as wire,
        open_drop(server.drop(port=wire.port, key_file=tmp_path / "wrong")) as opened,
        pytest.raises((SignInRefused, Unreachable)),
    ):
        opened.list()
    assert wire.connections == 1


def test_a_password_signs_in_and_a_wrong_one_does_not(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("s3cret words\n")
    (tmp_path / "wrong").write_text("s3cret wordz\n")
    with asyncssh_server(tmp_path, password="s3cret words") as server:
        assert _is_let_in(server.drop(key_file=None, password_file=tmp_path / "password"))
        with (
            open_drop(server.drop(key_file=None, password_file=tmp_path / "wrong")) as opened,
            pytest.raises(SignInRefused) as caught,
        ):
            opened.list()
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


class _TwoLocks(paramiko.ServerInterface):
    """Wants the key and then the password."""

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        return paramiko.common.AUTH_PARTIALLY_SUCCESSFUL

    def check_auth_password(self, username: str, password: str) -> int:
        right = password == "s3cret"
        return paramiko.common.AUTH_SUCCESSFUL if right else paramiko.common.AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:
        return "publickey,password"


@pytest.mark.parametrize("password", ["s3cret", "wrong", None])
def test_a_server_that_wants_key_and_password_gets_both(tmp_path: Path, password: str | None) -> None:
    public = make_key(tmp_path / "host")
    make_key(tmp_path / "client")
    (tmp_path / "password").write_text(password or "")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        (tmp_path / "known_hosts").write_text(known_hosts_line("127.0.0.1", port, public))
        drop = SftpDrop(
            kind="sftp",
            host="127.0.0.1",
            port=port,
            user="clerk",
            key_file=tmp_path / "client",
            password_file=tmp_path / "password" if password else None,
            known_hosts=tmp_path / "known_hosts",
        )
        with ThreadPoolExecutor() as pool:
            connected = pool.submit(connect, drop, 10)
            server = paramiko.Transport(listener.accept()[0])
            server.add_server_key(load_key(tmp_path / "host"))
            server.start_server(server=_TwoLocks())
            if password == "s3cret":
                connected.result(10).transport.close()
            else:
                with pytest.raises(SignInRefused):
                    connected.result(10)
            server.close()


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        (["KexAlgorithms diffie-hellman-group14-sha1"], DropRefused, "SHA-1.*curve25519"),
        (["HostKeyAlgorithms ssh-rsa"], HostKeyRefused, "SHA-1"),
        (["Ciphers chacha20-poly1305@openssh.com"], DropRefused, "cipher.*aes256-ctr"),
        (["MACs umac-64@openssh.com"], DropRefused, "MAC.*hmac-sha2-256"),
    ],
)
def test_a_server_we_cannot_speak_with_is_named_plainly(
    tmp_path: Path, options: list[str], error: type[DropRefused], says: str
) -> None:
    with (
        openssh_server(tmp_path, host_keys=["rsa"], options=options) as server,
        open_drop(server.drop()) as opened,
        pytest.raises(error, match=says),
    ):
        opened.list()


@pytest.mark.parametrize("missing", ["key_file", "known_hosts"])
def test_a_file_of_the_settings_that_is_missing_is_named(openssh: RunningServer, missing: str) -> None:
    drop = openssh.drop(**{missing: Path("nowhere")})
    with open_drop(drop) as opened, pytest.raises(SettingsError, match="nowhere"):
        opened.list()


QUIET = """
import sys
from paycards.settings.drop import SftpDrop
from paycards.transport import DropRefused
from paycards.transport.drop import open_drop
try:
    with open_drop(SftpDrop.model_validate_json(sys.argv[1])) as drop:
        drop.list()
except DropRefused:
    sys.exit(3)
"""


def test_a_refusal_prints_nothing_by_itself(tmp_path: Path) -> None:
    with openssh_server(tmp_path, options=["KexAlgorithms diffie-hellman-group14-sha1"]) as server:
        command = [sys.executable, "-c", QUIET, server.drop().model_dump_json()]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "")


def test_a_password_is_tried_after_a_key_where_a_server_hears_one_request_for_the_service(
    tmp_path: Path,
) -> None:
    (tmp_path / "password").write_text("s3cret\n")
    with asyncssh_server(tmp_path, password="s3cret") as server:
        drop = server.drop(password_file=tmp_path / "password")
        assert drop.key_file is not None  # which this server takes no more
        assert _is_let_in(drop)


class _Asks(paramiko.ServerInterface):
    """Signs in by questions only; `rounds` are what it asks, one list after the other."""

    def __init__(self, rounds: list[list[tuple[str, bool]]]) -> None:
        self.rounds, self.answers = list(rounds), list[str]()

    def get_allowed_auths(self, username: str) -> str:
        return "keyboard-interactive"

    def check_auth_interactive(self, username: str, submethods: str) -> InteractiveQuery:
        return InteractiveQuery("Welcome", "", *self.rounds.pop(0))

    def check_auth_interactive_response(self, responses: list[str]) -> int | InteractiveQuery:
        self.answers += responses
        if self.rounds:
            return InteractiveQuery("", "", *self.rounds.pop(0))
        right = set(self.answers) <= {"clerk", "s3cret"} and "s3cret" in self.answers
        return paramiko.common.AUTH_SUCCESSFUL if right else paramiko.common.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.common.OPEN_SUCCEEDED

    def check_channel_subsystem_request(self, channel: paramiko.Channel, name: str) -> bool:
        return True


@pytest.mark.parametrize(
    "rounds",
    [
        [[("Password: ", False)]],
        [[("User: ", True), ("Password: ", False)]],
        [[("Password: ", False), ("Password again: ", False)]],
        [[("User: ", True)], [("Password: ", False)], []],
    ],
)
def test_a_server_that_asks_several_questions_is_answered(
    tmp_path: Path, rounds: list[list[tuple[str, bool]]]
) -> None:
    (tmp_path / "password").write_text("s3cret\n")
    with raw_server(tmp_path, Script(), _Asks(rounds)) as server:
        assert _is_let_in(server(key_file=None, password_file=tmp_path / "password"))


NEW_PASSWORD = [[("Password: ", False)], [("New password: ", False), ("Retype new password: ", False)]]


@pytest.mark.parametrize("rounds", [NEW_PASSWORD, [[("Password: ", False)]] * 50])
def test_a_server_that_wants_a_new_password_or_asks_for_ever_is_refused(
    tmp_path: Path, rounds: list[list[tuple[str, bool]]]
) -> None:
    (tmp_path / "password").write_text("s3cret\n")
    asks = _Asks(rounds)
    with (
        raw_server(tmp_path, Script(), asks) as server,
        open_drop(server(key_file=None, password_file=tmp_path / "password")) as opened,
        pytest.raises(SignInRefused),
    ):
        opened.list()
    assert asks.answers.count("s3cret") <= 20
    assert rounds is not NEW_PASSWORD or asks.answers == ["s3cret", "", ""]
