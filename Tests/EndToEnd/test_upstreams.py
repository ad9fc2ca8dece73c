"""Pulling from remote brokers: each has a connection of its own, which changes of others leave alone."""

import contextlib
import socket
import threading

from support import wire
from support.server import Waggle
from support.waiting import eventually


class RemoteBroker(contextlib.AbstractContextManager):
    """Greets everyone, and keeps count of who came and who is there."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.connections = 0
        self.open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                connection.sendall(wire.frame(wire.INFO, wire.str8("remote") + b"1234"))
                self.connections += 1
                self.open.append(connection)
                threading.Thread(target=self._read, args=(connection,), daemon=True).start()

    def _read(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while connection.recv(65536):
                pass
        self.open.remove(connection)

    def publish(self, ident: str, channel: str, payload: bytes) -> None:
        for connection in self.open:
            connection.sendall(wire.publish(ident, channel, payload))

    def __exit__(self, *_: object) -> None:
        self.listener.close()
        for connection in list(self.open):
            connection.close()


def add(waggle: Waggle, broker: RemoteBroker, channels: str = "far.events") -> None:
    waggle.command("upstream", "add", broker.address, "--ident", "me", "--secret-stdin", "--channels", channels, given="secret\n")


def test_a_change_leaves_other_pullers_alone(fresh: Waggle) -> None:
    fresh.add_user("reader", "access_all")
    key = fresh.add_key("reader")
    with RemoteBroker() as first, RemoteBroker() as second:
        add(fresh, first)
        fresh.start()
        api = fresh.anonymous.with_key("reader", key)
        eventually(lambda: len(first.open) == 1)
        add(fresh, second)
        eventually(lambda: len(second.open) == 1)
        first.publish("far-sensor", "far.events", b"one")
        second.publish("far-sensor", "far.events", b"two")
        eventually(lambda: sorted(record["payload"] for record in api.raw("far.events")) == ["one", "two"])
        # Changed: it alone connects anew.
        add(fresh, second, "far.events,far.others")
        eventually(lambda: second.connections == 2 and len(second.open) == 1)
        fresh.command("upstream", "remove", second.address)
        eventually(lambda: not second.open)
        assert first.connections == 1 and len(first.open) == 1
        fresh.command("upstream", "remove", first.address)
        eventually(lambda: not first.open)
        assert fresh.stop() == 0


def test_wrong_usage(fresh: Waggle) -> None:
    for address in ("broker.example", "broker.example:", "broker.example:x", ":1"):
        result = fresh.run("upstream", "add", address, "--ident", "me", "--secret-stdin", "--channels", "c", given="s\n")
        assert result.returncode == 64, result.stderr
        assert "port" in result.stderr.lower() or "host" in result.stderr.lower()
