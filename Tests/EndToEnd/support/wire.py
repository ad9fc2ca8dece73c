"""hpfeeds on a raw socket: frames by hand, so that they can be wrong."""

import hashlib
import socket
import struct
import threading
import time
from typing import NamedTuple

ERROR, INFO, AUTH, PUBLISH, SUBSCRIBE, UNSUBSCRIBE = range(6)
LARGEST_BODY = 1_048_576


class Message(NamedTuple):
    opcode: int
    body: bytes


class Published(NamedTuple):
    ident: str
    channel: str
    payload: bytes


def str8(text: str | bytes) -> bytes:
    data = text.encode() if isinstance(text, str) else text
    return bytes([len(data)]) + data


def frame(opcode: int, body: bytes = b"", length: int | None = None) -> bytes:
    """A frame; `length` overrides the length in its header."""
    return struct.pack("!iB", len(body) + 5 if length is None else length, opcode) + body


def auth(ident: str, secret: str, nonce: bytes) -> bytes:
    return frame(AUTH, str8(ident) + hashlib.sha1(nonce + secret.encode()).digest())


def publish(ident: str, channel: str, payload: bytes) -> bytes:
    return frame(PUBLISH, str8(ident) + str8(channel) + payload)


def subscribe(ident: str, channel: str) -> bytes:
    return frame(SUBSCRIBE, str8(ident) + channel.encode())


def unsubscribe(ident: str, channel: str) -> bytes:
    return frame(UNSUBSCRIBE, str8(ident) + channel.encode())


def parse_publish(body: bytes) -> Published:
    ident_end = 1 + body[0]
    channel_end = ident_end + 1 + body[ident_end]
    return Published(body[1:ident_end].decode(), body[ident_end + 1 : channel_end].decode(), body[channel_end:])


class RawConnection:
    """One connection to a broker; reads INFO on connecting."""

    def __init__(self, host: str, port: int, timeout: float = 10):
        self.socket = socket.create_connection((host, port), timeout=timeout)
        self.buffer = b""
        info = self.receive()
        assert info is not None and info.opcode == INFO, f"expected INFO, got {info}"
        name_end = 1 + info.body[0]
        self.broker_name = info.body[1:name_end].decode()
        self.nonce = info.body[name_end:]

    def __enter__(self) -> "RawConnection":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, *frames: bytes) -> None:
        self.socket.sendall(b"".join(frames))

    def authenticate(self, ident: str, secret: str) -> None:
        self.send(auth(ident, secret, self.nonce))

    def receive(self) -> Message | None:
        """The next message, or None at the end of the stream (a reset is an end too)."""
        while len(self.buffer) < 5 or len(self.buffer) < struct.unpack("!i", self.buffer[:4])[0]:
            chunk = self._read()
            if not chunk:
                assert not self.buffer, f"the stream ended inside a message: {self.buffer[:80]!r}"
                return None
            self.buffer += chunk
        length = struct.unpack("!i", self.buffer[:4])[0]
        message = Message(self.buffer[4], self.buffer[5:length])
        self.buffer = self.buffer[length:]
        return message

    def _read(self) -> bytes:
        try:
            return self.socket.recv(65536)
        except ConnectionResetError:
            return b""

    def receive_publish(self) -> Published:
        message = self.receive()
        assert message is not None and message.opcode == PUBLISH, f"expected PUBLISH, got {message}"
        return parse_publish(message.body)

    def until_closed(self) -> list[Message]:
        """Everything that still comes, up to the end of the stream."""
        messages = []
        while (message := self.receive()) is not None:
            messages.append(message)
        return messages

    def is_quiet(self, seconds: float = 0.3) -> bool:
        """Whether neither a message nor an end comes within the time."""
        if self.buffer:
            return False
        before = self.socket.gettimeout()
        self.socket.settimeout(seconds)
        try:
            self.buffer += self.socket.recv(65536)
            return False
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(before)


class Subscriber:
    """Collects what is published on channels, on a thread of its own."""

    def __init__(self, host: str, port: int, ident: str, secret: str, *channels: str):
        self.connection = RawConnection(host, port)
        self.received: list[Published] = []
        self.connection.authenticate(ident, secret)
        self.connection.send(*(subscribe(ident, channel) for channel in channels))
        # Nothing confirms a subscription. An UNSUBSCRIBE of what was never subscribed is ignored, so a moment must do.
        time.sleep(0.2)
        self.thread = threading.Thread(target=self._collect, daemon=True)
        self.thread.start()

    def _collect(self) -> None:
        self.connection.socket.settimeout(None)
        try:
            while (message := self.connection.receive()) is not None:
                if message.opcode == PUBLISH:
                    self.received.append(parse_publish(message.body))
        except OSError:
            return

    def close(self) -> None:
        self.connection.socket.shutdown(socket.SHUT_RDWR)
        self.connection.socket.close()
