"""What the broker answers on a raw socket: every row of the violation table, framing, relay."""

import contextlib
import os
import pathlib
import resource
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from support import wire
from support.server import Sensor, Waggle
from support.waiting import eventually
from support.webapi import WebAPI

Send = Callable[[wire.RawConnection, Sensor, str], bytes]


@dataclass(frozen=True)
class Violation:
    """What a client sends, and the ERROR text it gets before the close (None: the connection just closes)."""

    name: str
    frames: Send
    error: str | None
    authenticated: bool = True


def wrong_digest(connection: wire.RawConnection, sensor: Sensor, _: str) -> bytes:
    return wire.auth(sensor.ident, sensor.secret + "x", connection.nonce)


FIRST = "First message was not AUTH"
FAILED = "Authentication failed for {ident}"

VIOLATIONS = [
    # Row 1: anything but AUTH first
    *(
        Violation(f"1-{name}-first", lambda c, s, ch, opcode=opcode: wire.frame(opcode, b"\x01a\x01b"), FIRST, authenticated=False)
        for opcode, name in enumerate(["error", "info", "", "publish", "subscribe", "unsubscribe"])
        if name
    ),
    Violation("1-header-alone", lambda c, s, ch: wire.frame(wire.PUBLISH, b"", length=500_000), FIRST, authenticated=False),
    # Rows 2 and 3: one text, so that idents cannot be probed
    Violation("2-unknown-ident", lambda c, s, ch: wire.auth("nobody-known", "x", c.nonce), "Authentication failed for nobody-known", False),
    Violation("3-wrong-secret", wrong_digest, FAILED, authenticated=False),
    Violation("3-short-digest", lambda c, s, ch: wire.frame(wire.AUTH, wire.str8(s.ident) + b"\1" * 19), FAILED, authenticated=False),
    Violation("3-no-digest", lambda c, s, ch: wire.frame(wire.AUTH, wire.str8(s.ident)), FAILED, authenticated=False),
    # Rows 6, 7, 9
    Violation("6-other-ident", lambda c, s, ch: wire.publish("somebody", ch, b"x"), "Invalid authkey in message, ident=somebody"),
    Violation(
        "6-other-ident-before-channel",
        lambda c, s, ch: wire.publish("somebody", "not.granted", b"x"),
        "Invalid authkey in message, ident=somebody",
    ),
    Violation(
        "7-channel-not-granted",
        lambda c, s, ch: wire.publish(s.ident, "not.granted", b"x"),
        "Authkey not allowed to pub here. ident={ident}, chan=not.granted",
    ),
    Violation(
        "9-subscription-not-granted",
        lambda c, s, ch: wire.subscribe(s.ident, "not.granted"),
        "Authkey not allowed to sub here. ident={ident}, chan=not.granted",
    ),
    # Rows 13 to 17: no text
    *(
        Violation(f"13-opcode-{opcode}-{state}", lambda c, s, ch, opcode=opcode: wire.frame(opcode, b"x"), None, state == "ready")
        for opcode in (6, 7, 128, 255)
        for state in ("ready", "unauthenticated")
    ),
    *(
        Violation(
            f"14-length-{length}-{state}", lambda c, s, ch, length=length: wire.frame(wire.PUBLISH, length=length), None, state == "ready"
        )
        for length in (4, 0, -1, -(2**31), 5 + wire.LARGEST_BODY + 1, 2**31 - 1)
        for state in ("ready", "unauthenticated")
    ),
    Violation("14-auth-too-long", lambda c, s, ch: wire.frame(wire.AUTH, length=282), None, authenticated=False),
    Violation("14-subscribe-too-long", lambda c, s, ch: wire.frame(wire.SUBSCRIBE, length=5 + 513), None),
    Violation("14-unsubscribe-too-long", lambda c, s, ch: wire.frame(wire.UNSUBSCRIBE, length=5 + 513), None),
    Violation("15-info", lambda c, s, ch: wire.frame(wire.INFO, wire.str8("x") + b"nonc"), None),
    Violation("15-error", lambda c, s, ch: wire.frame(wire.ERROR, b"oh"), None),
    Violation("16-empty-auth", lambda c, s, ch: wire.frame(wire.AUTH), None, authenticated=False),
    Violation("16-auth-ident-past-end", lambda c, s, ch: wire.frame(wire.AUTH, b"\xffabc"), None, authenticated=False),
    Violation("16-empty-publish", lambda c, s, ch: wire.frame(wire.PUBLISH), None),
    Violation("16-publish-ident-past-end", lambda c, s, ch: wire.frame(wire.PUBLISH, b"\x10abc"), None),
    Violation("16-publish-without-channel", lambda c, s, ch: wire.frame(wire.PUBLISH, wire.str8(s.ident)), None),
    Violation("16-publish-channel-past-end", lambda c, s, ch: wire.frame(wire.PUBLISH, wire.str8(s.ident) + b"\x10a"), None),
    Violation("16-empty-subscribe", lambda c, s, ch: wire.frame(wire.SUBSCRIBE), None),
    Violation("16-subscribe-ident-past-end", lambda c, s, ch: wire.frame(wire.SUBSCRIBE, b"\x10abc"), None),
    Violation("17-ident-not-utf8", lambda c, s, ch: wire.frame(wire.AUTH, wire.str8(b"\xff\xfe") + b"\1" * 20), None, authenticated=False),
    Violation("17-channel-not-utf8", lambda c, s, ch: wire.frame(wire.PUBLISH, wire.str8(s.ident) + wire.str8(b"\xff\xfe") + b"x"), None),
    Violation("17-subscription-not-utf8", lambda c, s, ch: wire.frame(wire.SUBSCRIBE, wire.str8(s.ident) + b"\xff\xfe"), None),
]


@pytest.fixture(scope="module")
def broken(server: Waggle) -> Sensor:
    return server.add_sensor("violator", publish=["violations.events"], subscribe=["violations.events"])


@pytest.mark.parametrize("violation", VIOLATIONS, ids=lambda violation: violation.name)
def test_violation(server: Waggle, broken: Sensor, violation: Violation) -> None:
    with server.connect() as connection:
        if violation.authenticated:
            connection.authenticate(broken.ident, broken.secret)
        after = wire.publish(broken.ident, "violations.events", b"behind a violation")
        # Unauthenticated: a right AUTH behind the violation must not help either.
        late_auth = b"" if violation.authenticated else wire.auth(broken.ident, broken.secret, connection.nonce)
        connection.send(violation.frames(connection, broken, "violations.events"), late_auth, after)
        messages = connection.until_closed()
    if violation.error is None:
        assert messages == []
    else:
        assert messages == [wire.Message(wire.ERROR, violation.error.format(ident=broken.ident).encode())]


def test_nothing_behind_a_violation_was_stored(server: Waggle, broken: Sensor, api: WebAPI) -> None:
    server.publish(broken, "violations.events", b"the one allowed message")
    records = eventually(lambda: api.raw("violations.events"))
    assert [record["payload"] for record in records] == ["the one allowed message"]


def test_info_comes_first_and_in_one_write(server: Waggle) -> None:
    with socket.create_connection((server.host, server.port), timeout=3) as connection:
        data = connection.recv(1024)
    length, opcode = struct.unpack("!iB", data[:5])
    assert (length, opcode) == (len(data), wire.INFO)
    name_end = 6 + data[5]
    assert data[6:name_end] == b"hpfeeds"
    assert len(data[name_end:]) == 4, "C clients read the nonce as a 32-bit integer"


def test_each_connection_has_its_own_nonce(server: Waggle, broken: Sensor) -> None:
    with server.connect() as first, server.connect() as second:
        assert first.nonce != second.nonce
        second.send(wire.auth(broken.ident, broken.secret, first.nonce))
        assert second.until_closed() == [wire.Message(wire.ERROR, f"Authentication failed for {broken.ident}".encode())]


def test_one_byte_at_a_time(server: Waggle, sensor: Sensor, channel: str) -> None:
    with server.connect() as connection:
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream = wire.auth(sensor.ident, sensor.secret, connection.nonce) + wire.subscribe(sensor.ident, channel)
        stream += wire.publish(sensor.ident, channel, b"trickle")
        for position in range(len(stream)):
            connection.send(stream[position : position + 1])
        assert connection.receive_publish() == (sensor.ident, channel, b"trickle")


def test_login_subscription_and_message_in_one_segment(server: Waggle, sensor: Sensor, channel: str) -> None:
    with server.connect() as connection:
        connection.send(
            wire.auth(sensor.ident, sensor.secret, connection.nonce),
            wire.subscribe(sensor.ident, channel),
            wire.publish(sensor.ident, channel, b"mine"),
        )
        assert connection.receive_publish() == (sensor.ident, channel, b"mine")
        assert connection.is_quiet(), "one copy only"


def test_a_thousand_messages_in_one_write_then_hang_up(server: Waggle, sensor: Sensor, channel: str, api: WebAPI) -> None:
    subscriber = server.subscriber(sensor, channel)
    server.publish(sensor, channel, *(b"%04d" % number for number in range(1000)))
    eventually(lambda: len(subscriber.received) >= 1000, seconds=10)
    subscriber.close()
    wanted = [b"%04d" % number for number in range(1000)]
    assert [message.payload for message in subscriber.received] == wanted
    records = eventually(lambda: (found := api.raw(channel)) and len(found) == 1000 and found)
    assert [record["payload"].encode() for record in reversed(records)] == wanted


def test_the_largest_message_is_relayed(server: Waggle, sensor: Sensor, channel: str) -> None:
    payload = os.urandom(wire.LARGEST_BODY - 2 - len(sensor.ident) - len(channel))
    with server.connect_as(sensor) as connection:
        connection.send(wire.subscribe(sensor.ident, channel), wire.publish(sensor.ident, channel, payload))
        assert connection.receive_publish().payload == payload


def test_a_message_cut_off_by_a_hang_up_is_not_published(server: Waggle, sensor: Sensor, channel: str) -> None:
    with server.connect_as(sensor) as listener:
        listener.send(wire.subscribe(sensor.ident, channel))
        with server.connect_as(sensor) as publisher:
            publisher.send(wire.publish(sensor.ident, channel, b"whole"), wire.publish(sensor.ident, channel, b"cut off")[:-1])
        assert listener.receive_publish().payload == b"whole"
        assert listener.is_quiet()


def test_subscribing_twice_gives_one_copy_and_one_unsubscribe_ends_it(server: Waggle, sensor: Sensor, channel: str) -> None:
    with server.connect_as(sensor) as connection:
        twice = wire.subscribe(sensor.ident, channel) * 2
        connection.send(twice, wire.publish(sensor.ident, channel, b"one"))
        assert connection.receive_publish().payload == b"one"
        connection.send(wire.unsubscribe(sensor.ident, channel), wire.publish(sensor.ident, channel, b"two"))
        assert connection.is_quiet()
        # Row 12: never subscribed, ignored, and the connection stays.
        connection.send(wire.unsubscribe(sensor.ident, "never"), wire.subscribe(sensor.ident, channel))
        connection.send(wire.publish(sensor.ident, channel, b"three"))
        assert connection.receive_publish().payload == b"three"


def test_a_refused_subscription_delivers_nothing_and_harms_nobody(server: Waggle, sensor: Sensor, channel: str) -> None:
    stranger = server.add_sensor(f"stranger-{channel}", publish=[channel])
    with server.connect_as(stranger) as refused:
        refused.send(wire.subscribe(stranger.ident, channel))
        (error,) = refused.until_closed()
        assert error.body == f"Authkey not allowed to sub here. ident={stranger.ident}, chan={channel}".encode()
    with server.connect_as(sensor) as connection:
        connection.send(wire.subscribe(sensor.ident, channel), wire.publish(sensor.ident, channel, b"after"))
        assert connection.receive_publish().payload == b"after"


def test_the_ident_in_a_subscription_is_ignored(server: Waggle, sensor: Sensor, channel: str) -> None:
    with server.connect_as(sensor) as connection:
        connection.send(wire.subscribe("other spelling", channel), wire.publish(sensor.ident, channel, b"x"))
        assert connection.receive_publish().payload == b"x"


def test_a_subscriber_that_never_reads_delays_nobody_and_is_cut_off(fresh: Waggle) -> None:
    fresh.start()
    sensor = fresh.add_sensor("s", publish=["big.events"], subscribe=["big.events"])
    with fresh.connect_as(sensor) as stalled, fresh.connect_as(sensor) as reader, fresh.connect_as(sensor) as publisher:
        for subscriber in (stalled, reader):
            subscriber.send(wire.subscribe(sensor.ident, "big.events"))
        time.sleep(0.2)
        payload = os.urandom(500_000)
        started = time.monotonic()
        # More than the hard limit of a send queue (twice the high-water mark, some 105 MB).
        for _ in range(280):
            publisher.send(wire.publish(sensor.ident, "big.events", payload))
            assert reader.receive_publish().payload == payload
        assert time.monotonic() - started < 60
        assert memory_of(fresh) < 800_000_000
        # Only whole messages up to the cut; the end comes without waiting for the deadline of 60 s.
        stalled.socket.settimeout(10)
        received = 0
        with contextlib.suppress(AssertionError):
            while stalled.receive() is not None:
                received += 1
        assert received < 280


def memory_of(waggle: Waggle) -> int:
    """Resident bytes."""
    pages = int(pathlib.Path(f"/proc/{waggle.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_ten_thousand_idle_connections(fresh: Waggle) -> None:
    count = 10_000
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < count + 1000:
        pytest.skip(f"only {hard} open files are allowed here")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    idle: list[wire.RawConnection] = []
    try:
        fresh.start()
        sensor = fresh.add_sensor("s", publish=["c"], subscribe=["c"])
        without = memory_of(fresh)
        for _ in range(count):
            idle.append(fresh.connect_as(sensor))
        with fresh.connect_as(sensor) as connection:
            connection.send(wire.subscribe("s", "c"), wire.publish("s", "c", b"still here"))
            assert connection.receive_publish().payload == b"still here"
        assert memory_of(fresh) - without < count * 40_000
        assert idle[0].is_quiet(0.05) and idle[-1].is_quiet(0.05)
    finally:
        for connection in idle:
            connection.socket.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_removed_sensor_loses_its_connection(server: Waggle, channel: str) -> None:
    doomed = server.add_sensor(f"doomed-{channel}", publish=[channel], subscribe=[channel])
    with server.connect_as(doomed) as connection:
        connection.send(wire.subscribe(doomed.ident, channel), wire.publish(doomed.ident, channel, b"x"))
        assert connection.receive_publish().payload == b"x"
        server.command("sensor", "remove", doomed.ident)
        connection.socket.settimeout(5)
        connection.until_closed()
    eventually(lambda: not server.accepts(doomed))


def test_a_rotated_secret_works_beside_the_old_one(server: Waggle, channel: str) -> None:
    before = server.add_sensor(f"rotating-{channel}", publish=[channel])
    after = Sensor(before.ident, server.command("sensor", "rotate", before.ident).strip())
    assert after.secret != before.secret
    eventually(lambda: server.accepts(after), seconds=3)
    assert server.accepts(before), "two secrets hold during a rotation"
