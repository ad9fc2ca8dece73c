"""The real Python clients of `hpfeeds` 3.1.0, unmodified, as old honeypots and subscribers use them."""

import asyncio
import json
import pathlib
import subprocess
import sys
import threading
import time

import hpfeeds
import pytest
from hpfeeds.asyncio import ClientSession

from support.server import Sensor, Waggle
from support.waiting import eventually
from support.webapi import WebAPI

ALL_BYTES = bytes(range(256))


def test_asyncio_client_round_trip(server: Waggle, sensor: Sensor, channel: str, api: WebAPI) -> None:
    async def round_trip() -> list[tuple[str, str, bytes]]:
        async with ClientSession(server.host, server.port, sensor.ident, sensor.secret) as client:
            client.subscribe(channel)
            await client.when_connected
            for payload in (b"{}", ALL_BYTES, b""):
                client.publish(channel, payload)
            return [await asyncio.wait_for(client.read(), 10) for _ in range(3)]

    received = asyncio.run(round_trip())
    assert [(ident, name, bytes(payload)) for ident, name, payload in received] == [
        (sensor.ident, channel, payload) for payload in (b"{}", ALL_BYTES, b"")
    ]
    records = eventually(lambda: (found := api.raw(channel)) and len(found) == 3 and found)
    # Newest first; what is not text is shown as hex.
    assert [record["payload"] for record in records] == ["", ALL_BYTES.hex(), "{}"]
    assert {record["ident"] for record in records} == {sensor.ident}


def test_blocking_client_publishes_and_hears_no_error(server: Waggle, sensor: Sensor, channel: str, api: WebAPI) -> None:
    client = hpfeeds.new(server.host, server.port, sensor.ident, sensor.secret)
    client.publish([channel], b'{"n": 1}')
    # What conpot and the command line client do after each message: wait for an ERROR, and take silence as success.
    started = time.monotonic()
    assert client.wait(1) is None
    assert time.monotonic() - started > 0.9, "the broker closed the connection"
    client.close()
    (record,) = eventually(lambda: api.raw(channel))
    assert record["payload"] == '{"n": 1}'


def test_blocking_client_is_told_why_it_was_refused(server: Waggle, sensor: Sensor) -> None:
    client = hpfeeds.new(server.host, server.port, sensor.ident, sensor.secret)
    client.publish(["not.granted"], b"x")
    assert client.wait(2) == f"Authkey not allowed to pub here. ident={sensor.ident}, chan=not.granted"
    client.close()


def test_blocking_subscriber_reads_in_publish_order(server: Waggle, sensor: Sensor, channel: str) -> None:
    client = hpfeeds.new(server.host, server.port, sensor.ident, sensor.secret, reconnect=False)
    client.subscribe([channel])
    received: list[bytes] = []
    count = 500

    def on_message(_ident: str, _channel: str, payload: bytes) -> None:
        received.append(bytes(payload))
        if len(received) == count:
            client.stop()

    thread = threading.Thread(target=client.run, args=(on_message, pytest.fail), daemon=True)
    thread.start()
    time.sleep(0.3)
    server.publish(sensor, channel, *(b"%d" % number for number in range(count)))
    thread.join(15)
    client.close()
    assert received == [b"%d" % number for number in range(count)]


def test_twisted_client_round_trip(server: Waggle, sensor: Sensor, channel: str) -> None:
    pytest.importorskip("twisted")
    script = pathlib.Path(__file__).parent / "clients/twisted_round_trip.py"
    arguments = [server.host, str(server.port), sensor.ident, sensor.secret, channel, ALL_BYTES.hex()]
    result = subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True, timeout=40)
    assert result.stdout.split() == [sensor.ident, channel, ALL_BYTES.hex()], result.stderr


def test_a_session_is_readable_within_a_second(server: Waggle, api: WebAPI) -> None:
    honeypot = server.add_sensor("kippo-clients", publish=["kippo.sessions"])
    payload = {
        "peerIP": "198.51.100.77",
        "peerPort": 40222,
        "hostIP": "203.0.113.1",
        "hostPort": 2222,
        "version": "SSH-2.0-Go",
        "ttylog": None,
        "loggedin": None,
        "credentials": [["root", "1234"]],
    }
    client = hpfeeds.new(server.host, server.port, honeypot.ident, honeypot.secret)
    client.publish(["kippo.sessions"], json.dumps(payload).encode())
    (session,) = eventually(lambda: api.sessions(source_ip="198.51.100.77"), seconds=1)
    client.close()
    (record,) = [record for record in api.raw("kippo.sessions") if record["_id"] == session["hpfeed_id"]]
    assert record["normalized"] is True
    assert session == {
        "_id": session["_id"],
        "hpfeed_id": record["_id"],
        "identifier": "kippo-clients",
        "timestamp": record["timestamp"],
        "honeypot": "kippo",
        "protocol": "ssh",
        "source_ip": "198.51.100.77",
        "source_port": 40222,
        "destination_port": 2222,
        "session_ssh": {"version": "SSH-2.0-Go"},
        "auth_attempts": [{"login": "root", "password": "1234"}],
    }


def test_the_clients_of_waggle_itself(server: Waggle, sensor: Sensor, channel: str, api: WebAPI) -> None:
    connection = ["--host", server.host, "--port", str(server.port), "--ident", sensor.ident, "--secret", sensor.secret]
    published = server.run_plain("hpfeeds", "publish", *connection, "--chan", channel, "hello", "there")
    assert published.returncode == 0, published.stderr
    refused = server.run_plain("hpfeeds", "publish", *connection, "--chan", "not.granted", "hello")
    assert refused.returncode != 0
    assert "Authkey not allowed to pub here." in refused.stdout + refused.stderr
    (record,) = eventually(lambda: api.raw(channel))
    assert record["payload"] == "hello there"
