"""Real honeypots from PyPI, unmodified, attacked on loopback with real clients; their sessions are read over the WebAPI."""

import contextlib
import ftplib
import http.client
import poplib
import smtplib
import socket
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import paramiko
import pytest

from honeypots.adbhoneypot import ADBHoneypot
from honeypots.conpot import Conpot
from honeypots.cowrie import Cowrie
from honeypots.heralding import Heralding
from honeypots.opencanary import OpenCanary
from support.server import Sensor, Waggle
from support.waiting import eventually
from support.webapi import WebAPI

pytestmark = pytest.mark.honeypot


@dataclass(frozen=True)
class Collector:
    """A server that only honeypots talk to."""

    server: Waggle
    api: WebAPI
    normalized: WebAPI

    def sensor(self, ident: str, *channels: str) -> tuple[str, int, str, str]:
        """A new ident in the form that honeypots take: host, port, ident, secret."""
        sensor: Sensor = self.server.add_sensor(ident, publish=list(channels))
        return self.server.host, self.server.port, sensor.ident, sensor.secret

    def sessions(self, honeypot: str, count: int, seconds: float = 20) -> list[dict[str, Any]]:
        """The sessions of a honeypot, once there are `count`."""

        def read() -> list[dict[str, Any]] | None:
            found = self.api.sessions(honeypot=honeypot)
            return found if len(found) >= count else None

        return eventually(read, seconds=seconds)


@pytest.fixture(scope="module")
def collector(new_server: Callable[[], Waggle]) -> Iterator[Collector]:
    server = new_server()
    server.add_user("analyst", "access_all")
    server.add_user("reader", "access_normalized")
    keys = {name: server.add_key(name) for name in ("analyst", "reader")}
    server.start()
    clients = [server.anonymous.with_key(name, key) for name, key in keys.items()]
    yield Collector(server, *clients)
    assert server.stop() == 0, server.errors()


# Cowrie


def ssh(port: int, user: str, password: str) -> paramiko.SSHClient:
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    try:
        client.connect("127.0.0.1", port, user, password, allow_agent=False, look_for_keys=False, timeout=15)
    except BaseException:
        # Cowrie publishes when the connection ends.
        client.close()
        raise
    return client


def telnet(port: int, user: str, password: str) -> tuple[str, int]:
    """Tries one login by hand; the address that the attack came from."""
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        for prompt, answer in ((b"login: ", user), (b"Password: ", password)):
            read_until(connection, prompt)
            connection.sendall(answer.encode() + b"\r\n")
        read_until(connection, b"incorrect")
        return connection.getsockname()


def read_until(connection: socket.socket, text: bytes) -> bytes:
    data = b""
    while text.lower() not in data.lower():
        chunk = connection.recv(4096)
        assert chunk, f"closed before {text!r}: {data!r}"
        data += chunk
    return data


def test_cowrie_attacked_over_ssh_and_telnet(collector: Collector) -> None:
    with Cowrie(*collector.sensor("cowrie-1", Cowrie.channel)) as honeypot:
        honeypot.run()
        with pytest.raises(paramiko.AuthenticationException):
            ssh(honeypot.ssh_port, "root", "root")
        refused, *_ = collector.sessions("cowrie", 1)

        client = ssh(honeypot.ssh_port, "root", "gr\u00fcn-1")
        source_ip, source_port = client.get_transport().sock.getsockname()
        shell = client.invoke_shell()
        shell.settimeout(15)
        shell.sendall(b"uname -a\nexit\n")
        output = b""
        with contextlib.suppress(OSError):
            while chunk := shell.recv(4096):
                output += chunk
        client.close()
        assert b"Linux" in output
        telnet_ip, telnet_port = telnet(honeypot.telnet_port, "root", "123456")
        sessions = collector.sessions("cowrie", 3)
        assert len(sessions) == 3, "one session each"

    assert refused["auth_attempts"] == [{"login": "root", "password": "root"}]
    assert refused["session_ssh"]["version"].startswith("SSH-2.0-paramiko")
    (accepted,) = [session for session in sessions if session["source_port"] == source_port]
    assert (accepted["source_ip"], accepted["destination_port"], accepted["protocol"]) == (source_ip, honeypot.ssh_port, "ssh")
    assert accepted["auth_attempts"][-1]["login"] == "root"
    (attachment,) = accepted["attachments"]
    assert attachment["description"] == "Cowrie session log (ttylog)."
    assert b"uname -a" in bytes.fromhex(attachment["data"])
    detail = collector.api.get(f"/api/d/sessions/{accepted['_id']}")
    assert detail.status == 200
    assert "uname -a" in detail.text, "the commands of a session are served with it"
    (by_telnet,) = [session for session in sessions if session["source_port"] == telnet_port]
    assert (by_telnet["source_ip"], by_telnet["protocol"]) == (telnet_ip, "telnet")
    assert by_telnet["auth_attempts"] == [{"login": "root", "password": "123456"}]
    assert "session_ssh" not in by_telnet
    assert {session["identifier"] for session in sessions} == {"cowrie-1"}


def test_cowrie_comes_back_after_the_server_restarts(new_server: Callable[[], Waggle]) -> None:
    server = new_server()
    sensor = server.add_sensor("cowrie-2", publish=[Cowrie.channel])
    server.add_user("analyst", "access_all")
    key = server.add_key("analyst")
    server.start()
    with Cowrie(server.host, server.port, sensor.ident, sensor.secret) as honeypot:
        honeypot.run()
        assert server.stop() == 0
        server.launch("--http", f"127.0.0.1:{server.http_port}", "--hpfeeds", f"127.0.0.1:{server.port}")
        deadline = time.monotonic() + 40
        found: list[dict[str, Any]] = []
        while not found:
            assert time.monotonic() < deadline, f"no session after the restart:\n{server.errors()}\n{honeypot.output()}"
            with contextlib.suppress(paramiko.SSHException, OSError):
                ssh(honeypot.ssh_port, "root", "root")
            time.sleep(1)
            with contextlib.suppress(OSError):
                found = server.anonymous.with_key("analyst", key).sessions(honeypot="cowrie")
    assert found[0]["auth_attempts"] == [{"login": "root", "password": "root"}]
    assert server.stop() == 0


# Conpot


def modbus_read_coils(port: int) -> tuple[int, bytes]:
    """Reads eight coils of unit 1 over Modbus/TCP; the port that the attack came from, and the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        connection.sendall(struct.pack(">HHHBBHH", 1, 0, 6, 1, 1, 1, 8))
        return connection.getsockname()[1], connection.recv(256)


def test_conpot_attacked_over_http_and_modbus(collector: Collector) -> None:
    with Conpot(*collector.sensor("conpot-1", Conpot.channel)) as honeypot:
        honeypot.run()
        # Conpot drops events until the greeting of the broker has been read.
        time.sleep(1)
        client = http.client.HTTPConnection("127.0.0.1", honeypot.ports["http"], timeout=15)
        client.request("GET", "/index.html", headers={"User-Agent": "masscan/1.0"})
        http_port = client.sock.getsockname()[1]
        assert client.getresponse().read()
        client.close()
        modbus_port, answer = modbus_read_coils(honeypot.ports["modbus"])
        assert answer

        def sessions() -> dict[str, list[dict[str, Any]]] | None:
            found: dict[str, list[dict[str, Any]]] = {}
            for session in collector.api.sessions(honeypot="conpot"):
                found.setdefault(session["protocol"], []).append(session)
            read = [event for event in found.get("modbus", []) if event["session_modbus"]["pdus"].get("function_code") == 1]
            return found if found.get("http") and read else None

        found = eventually(sessions, seconds=20)

    (page,) = found["http"]
    assert (page["source_ip"], page["source_port"], page["destination_port"]) == ("127.0.0.1", http_port, 502)
    assert "/index.html" in page["session_http"]["pdus"]["request"]
    assert "masscan/1.0" in page["session_http"]["pdus"]["request"]
    assert {event["source_port"] for event in found["modbus"]} == {modbus_port}
    # Below level 70 the Host header of the attack, which is the honeypot's address, is hidden.
    (hidden,) = collector.normalized.sessions(honeypot="conpot", protocol="http")
    assert f"127.0.0.1:{honeypot.ports['http']}" in page["session_http"]["pdus"]["request"]
    assert f"127.0.0.1:{honeypot.ports['http']}" not in str(hidden["session_http"])


# Heralding


def test_heralding_attacked_over_ftp_pop3_and_smtp(collector: Collector) -> None:
    with Heralding(*collector.sensor("heralding-1", *Heralding.channels)) as honeypot:
        honeypot.run()
        ftp = ftplib.FTP()
        ftp.connect("127.0.0.1", honeypot.ports["ftp"], timeout=15)
        ftp_port = ftp.sock.getsockname()[1]
        with pytest.raises(ftplib.error_perm):
            ftp.login("anonymous", "guess@example")
        ftp.close()
        pop3 = poplib.POP3("127.0.0.1", honeypot.ports["pop3"], timeout=15)
        pop3.user("bob")
        with pytest.raises(poplib.error_proto):
            pop3.pass_("hunter2")
        pop3.quit()
        smtp = smtplib.SMTP("127.0.0.1", honeypot.ports["smtp"], timeout=15)
        with pytest.raises(smtplib.SMTPException):
            smtp.login("carol", "letmein")
        smtp.close()
        sessions = {session["protocol"]: session for session in collector.sessions("heralding", 3)}

    assert set(sessions) == {"ftp", "pop3", "smtp"}
    assert (sessions["ftp"]["source_ip"], sessions["ftp"]["source_port"]) == ("127.0.0.1", ftp_port)
    assert sessions["ftp"]["destination_port"] == honeypot.ports["ftp"]
    assert sessions["ftp"]["auth_attempts"] == [{"login": "anonymous", "password": "guess@example"}]
    assert sessions["pop3"]["auth_attempts"] == [{"login": "bob", "password": "hunter2"}]
    assert {"login": "carol", "password": "letmein"} in sessions["smtp"]["auth_attempts"]
    # Attempts and sessions still open are kept raw and make no session of their own.
    records = collector.api.items("hpfeeds", limit=0)
    published = [record for record in records if record["channel"].startswith("heralding.")]
    assert len(published) > 3 and all(record["normalized"] for record in published)
    assert len(collector.api.sessions(honeypot="heralding")) == 3


# OpenCanary


def test_opencanary_attacked_over_ftp(collector: Collector) -> None:
    with OpenCanary(*collector.sensor("opencanary-1", OpenCanary.channel)) as honeypot:
        honeypot.run()
        ftp = ftplib.FTP()
        ftp.connect("127.0.0.1", honeypot.ftp_port, timeout=15)
        source_port = ftp.sock.getsockname()[1]
        with pytest.raises(ftplib.error_perm):
            ftp.login("anonymous", "x@example")
        ftp.close()
        (session,) = collector.sessions("opencanary", 1)

    assert (session["source_ip"], session["source_port"]) == ("127.0.0.1", source_port)
    assert (session["destination_port"], session["protocol"]) == (honeypot.ftp_port, "ftp")
    assert session["auth_attempts"] == [{"login": "anonymous", "password": "x@example"}]
    assert session["session_opencanary"]["logtype"] == 2000


# ADBHoneypot


def adb_message(command: bytes, first: int, second: int, data: bytes) -> bytes:
    """A message of the Android debug bridge."""
    number = struct.unpack("<I", command)[0]
    return struct.pack("<4sIIIII", command, first, second, len(data), sum(data), number ^ 0xFFFFFFFF) + data


def test_adbhoneypot_attacked_over_adb(collector: Collector) -> None:
    with ADBHoneypot(*collector.sensor("adb-1", ADBHoneypot.channel)) as honeypot:
        honeypot.run()
        time.sleep(1)
        with socket.create_connection(("127.0.0.1", honeypot.adb_port), timeout=15) as connection:
            source_port = connection.getsockname()[1]
            connection.sendall(adb_message(b"CNXN", 0x01000000, 4096, b"host::\0"))
            read_until(connection, b"CNXN")
            connection.sendall(adb_message(b"OPEN", 1, 0, b"shell:uname -a\0"))
            read_until(connection, b"OKAY")
        (session,) = collector.sessions("adbhoneypot", 1)
        # The command and the end of the connection are events of their own: kept raw, no session.
        records = eventually(lambda: [found] if len(found := collector.api.raw("adbhoneypot")) >= 3 else None)[0]

    assert (session["source_ip"], session["source_port"], session["protocol"]) == ("127.0.0.1", source_port, "adb")
    assert session["destination_port"] == honeypot.adb_port
    assert all(record["normalized"] for record in records)
    assert any("uname -a" in record["payload"] for record in records)
    assert len(collector.api.sessions(honeypot="adbhoneypot")) == 1
