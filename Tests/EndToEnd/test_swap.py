"""Taking the place of another hpfeeds broker: its account files, its endpoints, its metrics."""

import asyncio
import contextlib
import http.client
import json
import os
import pathlib
import re
import socket
import sqlite3
import ssl
import time
from typing import Any

import pytest
from cryptography import x509
from hpfeeds.asyncio import ClientSession

from support import wire
from support.certificates import write_certificate
from support.ports import free_port
from support.server import Sensor, Waggle
from support.waiting import eventually


def account(secret: str, publish: list[str], subscribe: list[str], owner: str = "lab") -> dict[str, Any]:
    return {"owner": owner, "secret": secret, "pubchans": publish, "subchans": subscribe}


# --auth


def test_json_accounts_are_followed(fresh: Waggle, tmp_path: pathlib.Path) -> None:
    accounts = tmp_path / "accounts.json"
    accounts.write_text(json.dumps({"first": account("one", ["c"], ["c"])}))
    fresh.start("--auth", str(accounts))
    assert fresh.accepts(Sensor("first", "one"))
    assert not fresh.accepts(Sensor("second", "two"))

    # Renamed over, as mounted secrets are.
    replacement = tmp_path / "accounts.json.new"
    replacement.write_text(json.dumps({"first": account("one", ["c"], ["c"]), "second": account("two", ["c"], [])}))
    os.replace(replacement, accounts)
    eventually(lambda: fresh.accepts(Sensor("second", "two")), seconds=5)

    # A defect anywhere keeps the old accounts.
    for broken in ("{", json.dumps({"first": account("one", ["c"], ["c"]), "third": {"secret": "three"}})):
        accounts.write_text(broken)
        time.sleep(1.5)
        assert fresh.accepts(Sensor("first", "one")) and fresh.accepts(Sensor("second", "two"))

    # What is taken away is taken from live connections too.
    with fresh.connect_as(Sensor("second", "two")) as connection:
        assert connection.is_quiet()
        accounts.write_text(json.dumps({"first": account("one", ["c"], ["c"])}))
        connection.socket.settimeout(5)
        connection.until_closed()
    assert not fresh.accepts(Sensor("second", "two"))


@pytest.mark.parametrize("content", [None, "{", "[]", '{"a": {"secret": "x"}}'])
def test_a_json_account_file_that_is_missing_or_broken_at_start_is_fatal(
    fresh: Waggle, tmp_path: pathlib.Path, content: str | None
) -> None:
    accounts = tmp_path / "accounts.json"
    if content is not None:
        accounts.write_text(content)
    result = fresh.run("serve", "--http", "127.0.0.1:0", "--hpfeeds", "127.0.0.1:0", "--auth", str(accounts))
    assert result.returncode == 1
    assert str(accounts) in result.stderr


def test_environment_accounts_in_any_letter_case(fresh: Waggle) -> None:
    fresh.start(
        "--auth", "env", variables={"HPFEEDS_SENSOR1_SECRET": "s", "HPFEEDS_SENSOR1_PUBCHANS": "a, b", "HPFEEDS_SENSOR1_SUBCHANS": "a"}
    )
    for ident in ("sensor1", "SENSOR1", "Sensor1"):
        assert fresh.accepts(Sensor(ident, "s"))
        with fresh.connect_as(Sensor(ident, "s")) as connection:
            connection.send(wire.subscribe(ident, "a"), wire.publish(ident, "b", b"x"), wire.publish(ident, "a", b"y"))
            assert connection.receive_publish().payload == b"y"
            connection.send(wire.publish(ident, "", b"an unset list is empty, not the empty channel"))
            assert connection.until_closed()[0].opcode == wire.ERROR
    assert not fresh.accepts(Sensor("sensor1", "S"))


# sensor import


def write_sqlite(path: pathlib.Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        columns = ("owner", "ident", "secret", "pubchans", "subchans")
        connection.execute(f"CREATE TABLE authkeys (id integer primary key autoincrement, {', '.join(f'{name} text' for name in columns)})")
        row = ("lab", "old", "pw", '["c"]', '["c"]')
        connection.execute(f"INSERT INTO authkeys ({', '.join(columns)}) VALUES (?, ?, ?, ?, ?)", row)
        connection.commit()


IMPORTS = {
    "accounts.json": lambda path: path.write_text(json.dumps({"old": account("pw", ["c"], ["c"])})),
    "sqlite.db": write_sqlite,
    "auth_key.json": lambda path: path.write_text(
        json.dumps({"identifier": "old", "secret": "pw", "publish": ["c"], "subscribe": ["c"]}) + "\n"
    ),
    "tentacool.conf": lambda path: path.write_text("old;pw;c;c;\n"),
}


@pytest.mark.parametrize("name", IMPORTS)
def test_sensor_import(server: Waggle, tmp_path: pathlib.Path, name: str) -> None:
    IMPORTS[name](tmp_path / name)
    server.command("sensor", "import", str(tmp_path / name))
    eventually(lambda: server.accepts(Sensor("old", "pw")), seconds=3)
    with server.connect_as(Sensor("old", "pw")) as connection:
        connection.send(wire.subscribe("old", "c"), wire.publish("old", "c", b"x"))
        assert connection.receive_publish().payload == b"x"
    server.command("sensor", "remove", "old")
    eventually(lambda: not server.accepts(Sensor("old", "pw")), seconds=3)


# Endpoints and TLS


def test_plain_and_tls_endpoints_at_once_with_a_new_certificate(fresh: Waggle, tmp_path: pathlib.Path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    first = write_certificate(certificate, key)
    plain_port, tls_port = free_port(), free_port()
    fresh.start(
        "--hpfeeds-endpoint", f"tcp:port={plain_port}:interface=127.0.0.1",
        "--hpfeeds-endpoint", f"tls:interface=127.0.0.1:port={tls_port}:cert={certificate}:key={key}",
    )  # fmt: skip
    sensor = fresh.add_sensor("s", publish=["c"], subscribe=["c"])
    context = ssl.create_default_context(cafile=str(certificate))
    assert serial_of(tls_port, context) == first

    async def over_tls() -> bytes:
        async with ClientSession("127.0.0.1", tls_port, sensor.ident, sensor.secret, ssl=context) as client:
            client.subscribe("c")
            await client.when_connected
            await asyncio.sleep(0.2)
            plain = wire.RawConnection("127.0.0.1", plain_port)
            plain.authenticate(sensor.ident, sensor.secret)
            plain.send(wire.publish(sensor.ident, "c", b"from plain"))
            _, _, payload = await asyncio.wait_for(client.read(), 10)
            plain.socket.close()

            second = write_certificate(certificate, key)
            renewed = ssl.create_default_context(cafile=str(certificate))
            await asyncio.to_thread(eventually, lambda: serial_of(tls_port, renewed) == second, 20, 0.2)
            client.publish("c", b"the old connection lives on")
            _, _, after = await asyncio.wait_for(client.read(), 10)
            return bytes(payload) + b"; " + bytes(after)

    assert asyncio.run(over_tls()) == b"from plain; the old connection lives on"


def serial_of(port: int, context: ssl.SSLContext) -> int | None:
    """The serial number of the certificate that a verified connection gets; None while it does not verify."""
    with contextlib.suppress(ssl.SSLError), socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as secured:
            return x509.load_der_x509_certificate(secured.getpeercert(binary_form=True)).serial_number
    return None


def test_tls_below_1_2_is_refused(fresh: Waggle, tmp_path: pathlib.Path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    write_certificate(certificate, key)
    fresh.start("--tls-cert", str(certificate), "--tls-key", str(key))
    for port in (fresh.http_port, fresh.port):
        old = ssl.create_default_context(cafile=str(certificate))
        old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers("DEFAULT:@SECLEVEL=0")
        assert serial_of(port, old) is None
        assert serial_of(port, ssl.create_default_context(cafile=str(certificate))) is not None
    connection = http.client.HTTPSConnection("127.0.0.1", fresh.http_port, context=ssl.create_default_context(cafile=str(certificate)))
    connection.request("GET", "/livez")
    assert connection.getresponse().status == 200


def test_one_tls_file_without_the_other_is_wrong_usage(fresh: Waggle, tmp_path: pathlib.Path) -> None:
    result = fresh.run("serve", "--http", "127.0.0.1:0", "--hpfeeds", "127.0.0.1:0", "--tls-cert", str(tmp_path / "cert.pem"))
    assert result.returncode in (1, 64)
    assert "tls-key" in result.stderr


# Metrics


def test_metrics_of_a_scripted_session(fresh: Waggle) -> None:
    port = free_port()
    fresh.start("--exporter", f"127.0.0.1:{port}")
    sensor = fresh.add_sensor("test", publish=["test-chan"], subscribe=["test-chan"], owner="lab")
    before = Metrics(port)
    with fresh.connect_as(sensor) as connection:
        connection.send(wire.subscribe("test", "test-chan") * 3, wire.publish("test", "test-chan", b"twelve bytes"))
        assert connection.receive_publish().payload == b"twelve bytes"

        def drained() -> float:
            return Metrics(port).value("connection_send_buffer_drain_total", ident="test")

        eventually(lambda: drained() - before.value("connection_send_buffer_drain_total", ident="test") == 32)
        during = Metrics(port)
        assert during.value("client_connections") == 1
        assert during.value("subscriptions", ident="test", chan="test-chan") == 1
        assert during.value("receive_publish_count_total", ident="test", chan="test-chan") == 1
        assert during.samples["hpfeeds_client_authenticated_connections", frozenset({("ident", "test"), ("owner", "lab")})] == 1
        fill = "connection_send_buffer_fill_total"
        assert during.value(fill, ident="test") - before.value(fill, ident="test") == 12
        connection.send(wire.publish("test", "refused channel", b"x"))
        connection.until_closed()
    with fresh.connect() as connection:
        connection.send(wire.auth("unheard-of", "x", connection.nonce))
        connection.until_closed()
    eventually(lambda: Metrics(port).value("client_connections") == 0)
    after = Metrics(port)
    assert after.value("connection_error_total", ident="test", category="no-pub-permission") == 1
    assert after.value("connection_error_total", ident="", category="invalid-ident") >= 1
    assert "refused channel" not in after.text and "unheard-of" not in after.text, "no series from what was refused"


class Metrics:
    """One reading of the exporter."""

    def __init__(self, port: int):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/metrics")
        response = connection.getresponse()
        assert response.status == 200
        assert response.headers["Content-Type"].lower().startswith("text/plain")
        self.text = response.read().decode()
        self.samples: dict[tuple[str, frozenset[tuple[str, str]]], float] = {}
        for line in self.text.splitlines():
            if line and not line.startswith("#"):
                sample, value = line.rsplit(" ", 1)
                name, _, labels = sample.partition("{")
                self.samples[name, frozenset(re.findall(r'(\w+)="([^"]*)"', labels))] = float(value)

    def value(self, name: str, **labels: str) -> float:
        """The value of a series of the broker; 0 before its first event."""
        return self.samples.get((f"hpfeeds_broker_{name}", frozenset(labels.items())), 0)


def test_exporter_health(fresh: Waggle) -> None:
    port = free_port()
    fresh.start("--exporter", f"127.0.0.1:{port}")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/healthz")
    response = connection.getresponse()
    assert (response.status, json.loads(response.read())) == (200, {})
    assert response.headers["Content-Type"].startswith("application/json")
