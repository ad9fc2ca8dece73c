"""Hostile and broken payloads: kept as received, marked in error, and without effect on what comes behind them."""

import json
import os

import pytest

from support import payloads
from support.server import Sensor, Waggle
from support.waiting import eventually
from support.webapi import WebAPI

VALID = json.loads(payloads.kippo("192.0.2.50"))


def changed(**changes: object) -> bytes:
    return json.dumps(VALID | changes).encode()


BROKEN = {
    "empty": b"",
    "not json": b"GET / HTTP/1.0\r\n\r\n",
    "cut off": payloads.kippo("192.0.2.50")[:-5],
    "behind the end": payloads.kippo("192.0.2.50") + b"}",
    "nested 100000 deep": b"[" * 100_000 + b"]" * 100_000,
    "nested 100000 deep, never closed": b'{"a":' * 100_000,
    "an array": b"[1, 2, 3]",
    "a number": b"17",
    "null": b"null",
    "NaN": changed(peerPort=0).replace(b'"peerPort": 0', b'"peerPort": NaN'),
    "port is text": changed(peerPort="abc"),
    "port is a list": changed(peerPort=[22]),
    "port is a float": changed(peerPort=22.5),
    "port too large": changed(peerPort=65536),
    "port negative": changed(peerPort=-1),
    "port overflows": changed(peerPort=0).replace(b'"peerPort": 0', b'"peerPort": 1e999999'),
    "port of 400 digits": changed(peerPort=0).replace(b'"peerPort": 0', b'"peerPort": ' + b"9" * 400),
    "address is a number": changed(peerIP=7),
    "address is a list": changed(peerIP=["192.0.2.50"]),
    "address is missing": json.dumps({key: value for key, value in VALID.items() if key != "peerIP"}).encode(),
    "credentials are text": changed(credentials="root:root"),
    "credentials of one part": changed(credentials=[["root"]]),
    "NUL bytes": b"\0" * 64,
    "random bytes": os.urandom(300),
    "invalid UTF-8 in text": b'{"peerIP": "\xff\xfe',
    "a million keys": b"{" + b",".join(b'"k%d":1' % number for number in range(60_000)) + b"}",
}


@pytest.fixture(scope="module")
def honeypot(server: Waggle) -> Sensor:
    return server.add_sensor("hostile", publish=["kippo.sessions", "mwbinary.dionaea.sensorunique"])


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_payload_is_kept_and_harms_nothing(server: Waggle, honeypot: Sensor, api: WebAPI, name: str) -> None:
    payload = BROKEN[name]
    marker = f"192.0.2.{100 + list(BROKEN).index(name)}"
    server.publish(honeypot, "kippo.sessions", payload, payloads.kippo(marker))
    # The valid message behind it is there, so the broken one has been dealt with.
    (session,) = eventually(lambda: api.sessions(source_ip=marker), seconds=10)
    records = api.items("hpfeeds", channel="kippo.sessions", limit=2)
    assert [record["normalized"] for record in records] == [True, False]
    broken = records[1]
    assert session["hpfeed_id"] == records[0]["_id"]
    assert broken["last_error"]
    assert len(broken["last_error"]) < 500, "the message names field and reason, not the payload"
    assert received_bytes(broken["payload"], payload) == payload
    assert not [made for made in api.sessions(honeypot="kippo") if made["hpfeed_id"] == broken["_id"]]


def received_bytes(shown: str, payload: bytes) -> bytes:
    """The bytes behind the text or hex that the API shows."""
    return bytes.fromhex(shown) if shown == payload.hex() else shown.encode()


def test_text_with_escaped_nul_and_lone_surrogates_is_kept(server: Waggle, honeypot: Sensor, api: WebAPI) -> None:
    payload = payloads.kippo("192.0.2.51", credentials=[["a\0b", "snow\u2603man"]])
    assert b"\\u0000" in payload
    surrogate = payloads.kippo("192.0.2.52").replace(b"1234", b"\\ud800")
    server.publish(honeypot, "kippo.sessions", payload, surrogate, payloads.kippo("192.0.2.53"))
    eventually(lambda: api.sessions(source_ip="192.0.2.53"))
    (session,) = api.sessions(source_ip="192.0.2.51")
    assert session["auth_attempts"] == [{"login": "a\0b", "password": "snow\u2603man"}]
    shown = [record["payload"] for record in api.items("hpfeeds", channel="kippo.sessions", limit=3)]
    assert shown[1:] == [surrogate.decode(), payload.decode()]


def test_ports_as_text_are_ports(server: Waggle, honeypot: Sensor, api: WebAPI) -> None:
    server.publish(honeypot, "kippo.sessions", changed(peerIP="192.0.2.54", peerPort="4711"))
    (session,) = eventually(lambda: api.sessions(source_ip="192.0.2.54"))
    assert session["source_port"] == 4711


def test_latin_1_where_utf_8_is_not_valid(server: Waggle, honeypot: Sensor, api: WebAPI) -> None:
    payload = payloads.kippo("192.0.2.55").replace(b"1234", b"gr\xfc\xdfe")
    server.publish(honeypot, "kippo.sessions", payload)
    (session,) = eventually(lambda: api.sessions(source_ip="192.0.2.55"))
    assert session["auth_attempts"] == [{"login": "root", "password": "gr\u00fc\u00dfe"}]
    (record,) = [record for record in api.raw("kippo.sessions") if record["_id"] == session["hpfeed_id"]]
    assert bytes.fromhex(record["payload"]) == payload


def test_a_binary_of_almost_a_mebibyte(server: Waggle, honeypot: Sensor, api: WebAPI) -> None:
    content = b"MZ" + os.urandom(1_000_000)
    server.publish(honeypot, "mwbinary.dionaea.sensorunique", content)
    record = eventually(lambda: api.raw("mwbinary.dionaea.sensorunique"), seconds=10)[0]
    assert record["normalized"] is True
    assert bytes.fromhex(record["payload"]) == content


def test_an_unknown_channel_says_so(server: Waggle, sensor: Sensor, channel: str, api: WebAPI) -> None:
    server.publish(sensor, channel, b'{"nothing": "known"}', b"\x80\x04K\x01.")
    records = eventually(lambda: (found := api.raw(channel)) and len(found) == 2 and found)
    assert {record["last_error"] for record in records} == {"No normalizer found"}


def test_an_unknown_channel_with_an_address_is_guessed(server: Waggle, sensor: Sensor, channel: str, api: WebAPI) -> None:
    server.publish(
        sensor, channel, b'{"src_ip": "192.0.2.60", "src_port": "99", "dst_port": 23, "username": "u", "password": "p", "note": 1}'
    )
    (session,) = eventually(lambda: api.sessions(source_ip="192.0.2.60"))
    name = channel.split(".")[0]
    assert session["guessed"] is True
    assert session["honeypot"] == name
    assert (session["source_port"], session["destination_port"]) == (99, 23)
    assert session["auth_attempts"] == [{"login": "u", "password": "p"}]
    assert session[f"session_{name}"] == {"note": 1}
