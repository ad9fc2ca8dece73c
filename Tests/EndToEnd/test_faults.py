"""What goes wrong around a server: clear messages, exit codes, nothing lost."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time

import pytest

from support import payloads, wire
from support.server import BINARY, Waggle
from support.waiting import eventually


def serve_and_fail(waggle: Waggle, *arguments: str, seconds: float = 30) -> str:
    """Runs `serve`, which must end by itself with exit code 1; what it said."""
    command = [BINARY, "serve", "--data-dir", waggle.data_directory, *arguments]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds)
    assert result.returncode == 1, f"exit {result.returncode}: {result.stderr}"
    assert "ready " not in result.stdout
    return result.stderr


@pytest.mark.parametrize("listener", ["http", "hpfeeds", "exporter"])
def test_a_taken_port(fresh: Waggle, listener: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        addresses = {"http": "127.0.0.1:0", "hpfeeds": "127.0.0.1:0"} | {listener: address}
        message = serve_and_fail(fresh, *(part for name, value in addresses.items() for part in (f"--{name}", value)))
    assert f"{listener} {address}" in message or listener == "hpfeeds" and address in message


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", "", ":"])
def test_an_address_that_is_none(fresh: Waggle, address: str) -> None:
    result = fresh.run("serve", "--http", address, "--hpfeeds", "127.0.0.1:0")
    assert result.returncode in (1, 64)
    assert result.stderr.strip()


@pytest.mark.parametrize("command", [["serve"], ["status"], ["sensor", "add", "x"]])
def test_a_data_directory_that_cannot_be(fresh: Waggle, command: list[str]) -> None:
    # A file where the folder should be stops root as well, which permissions do not.
    fresh.data_directory.write_text("in the way")
    ports = ["--http", "127.0.0.1:0", "--hpfeeds", "127.0.0.1:0"] if command == ["serve"] else []
    result = fresh.run(*command, *ports)
    assert result.returncode == 1
    assert str(fresh.data_directory) in result.stderr


@pytest.mark.skipif(os.getuid() == 0 and shutil.which("setpriv") is None, reason="root may write anywhere")
def test_a_data_directory_without_permission(fresh: Waggle) -> None:
    fresh.data_directory.mkdir()
    fresh.data_directory.chmod(0o500)
    command = [BINARY, "serve", "--data-dir", fresh.data_directory, "--http", "127.0.0.1:0", "--hpfeeds", "127.0.0.1:0"]
    if os.getuid() == 0:
        command = ["setpriv", "--inh-caps=-all", "--bounding-set=-all", *command]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
    assert result.returncode == 1, result.stderr
    assert str(fresh.data_directory) in result.stderr


def databases(waggle: Waggle) -> list[pathlib.Path]:
    return [path for path in waggle.data_directory.rglob("*") if path.is_file() and path.read_bytes()[:15] == b"SQLite format 3"]


def test_a_corrupt_database(fresh: Waggle) -> None:
    sensor_free_start = fresh.start()
    assert sensor_free_start.stop() == 0
    found = databases(fresh)
    assert found
    for database in found:
        with database.open("r+b") as file:
            file.seek(100)
            file.write(os.urandom(max(0, database.stat().st_size - 100)))
    message = serve_and_fail(fresh, "--http", "127.0.0.1:0", "--hpfeeds", "127.0.0.1:0")
    assert any(str(database) in message or database.name in message for database in found), message


def test_a_database_that_is_none(fresh: Waggle) -> None:
    assert fresh.start().stop() == 0
    for database in databases(fresh):
        database.write_bytes(b"this is not a database, it only lies where one should" * 100)
        for companion in (f"{database}-wal", f"{database}-shm"):
            pathlib.Path(companion).unlink(missing_ok=True)
    serve_and_fail(fresh, "--http", "127.0.0.1:0", "--hpfeeds", "127.0.0.1:0")


def test_two_servers_on_one_data_directory(fresh: Waggle) -> None:
    fresh.start()
    message = serve_and_fail(fresh, "--http", "127.0.0.1:0", "--hpfeeds", "127.0.0.1:0")
    assert str(fresh.data_directory) in message


def test_a_database_locked_by_another_program_is_waited_for(fresh: Waggle) -> None:
    fresh.start()
    sensor = fresh.add_sensor("s", publish=["kippo.sessions"])
    fresh.add_user("u", "access_all")
    api = fresh.anonymous.with_key("u", fresh.add_key("u"))
    with contextlib.ExitStack() as stack:
        for database in databases(fresh):
            connection = stack.enter_context(contextlib.closing(sqlite3.connect(database, timeout=10)))
            connection.execute("BEGIN IMMEDIATE")
        fresh.publish(sensor, "kippo.sessions", payloads.kippo("192.0.2.7"))
        time.sleep(1)
        assert fresh.process.poll() is None
        assert fresh.anonymous.get("/livez").status == 200
    eventually(lambda: api.sessions(source_ip="192.0.2.7"), seconds=15)


def test_health(fresh: Waggle) -> None:
    fresh.start()
    assert fresh.anonymous.get("/livez").status == 200
    assert fresh.anonymous.get("/readyz").status == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_idle_stop_is_quick_and_clean(fresh: Waggle, number: signal.Signals) -> None:
    fresh.start()
    sensor = fresh.add_sensor("s", publish=["a"], subscribe=["a"])
    with fresh.connect_as(sensor) as idle:
        idle.send(wire.subscribe("s", "a"))
        time.sleep(0.1)
        started = time.monotonic()
        fresh.process.send_signal(number)
        assert fresh.process.wait(20) == 0, fresh.errors()
        assert time.monotonic() - started < 15
        assert idle.until_closed() == []


def test_sigterm_under_load_keeps_what_was_taken(fresh: Waggle) -> None:
    fresh.start()
    sensor = fresh.add_sensor("s", publish=["load.events"])
    fresh.add_user("u", "access_all")
    key = fresh.add_key("u")
    api = fresh.anonymous.with_key("u", key)
    sent = 0

    def publish() -> None:
        nonlocal sent
        with contextlib.suppress(OSError), fresh.connect_as(sensor) as connection:
            while True:
                connection.send(wire.publish("s", "load.events", b"%d" % sent))
                sent += 1

    thread = threading.Thread(target=publish, daemon=True)
    thread.start()
    eventually(lambda: sent > 5000, seconds=20)
    visible = {int(record["payload"]) for record in api.raw("load.events")}
    assert fresh.stop() == 0, fresh.errors()
    thread.join(10)

    fresh.start()
    api = fresh.anonymous.with_key("u", key)
    numbers = [int(record["payload"]) for record in api.raw("load.events")]
    assert len(numbers) == len(set(numbers)), "nothing twice"
    assert visible <= set(numbers), "what was visible stays"
    assert sorted(numbers) == list(range(len(numbers))), "no hole: a drain stores all that was read"


def test_commands_work_without_a_server(fresh: Waggle) -> None:
    fresh.add_user("early", "access_all")
    key = fresh.add_key("early")
    sensor = fresh.add_sensor("early", publish=["kippo.sessions"])
    assert "early" in fresh.command("sensor", "list")
    fresh.command("status")
    fresh.start()
    fresh.publish(sensor, "kippo.sessions", payloads.kippo("192.0.2.8"))
    eventually(lambda: fresh.anonymous.with_key("early", key).sessions(source_ip="192.0.2.8"))


def test_secrets_are_not_in_the_log(fresh: Waggle) -> None:
    fresh.start()
    fresh.add_user("u", "access_all", password="a-very-secret-password")
    key = fresh.add_key("u")
    sensor = fresh.add_sensor("s", publish=["kippo.sessions"])
    fresh.publish(sensor, "kippo.sessions", payloads.kippo("192.0.2.9", credentials=[["root", "attackers-password"]]))
    fresh.anonymous.post_form("/login", username="u", password="a-very-secret-password")
    fresh.anonymous.get("/api/v1/sessions", username="u", api_key=key)
    eventually(lambda: fresh.anonymous.with_key("u", key).sessions(source_ip="192.0.2.9"))
    assert fresh.stop() == 0
    log = fresh.log.read_text(errors="replace")
    for secret in (sensor.secret, key, "a-very-secret-password", "attackers-password"):
        assert secret not in log


def test_a_backup_is_a_whole_store(fresh: Waggle, tmp_path: pathlib.Path) -> None:
    fresh.start()
    sensor = fresh.add_sensor("s", publish=["kippo.sessions"])
    fresh.add_user("u", "access_all")
    key = fresh.add_key("u")
    fresh.publish(sensor, "kippo.sessions", payloads.kippo("192.0.2.10"))
    eventually(lambda: fresh.anonymous.with_key("u", key).sessions(source_ip="192.0.2.10"))
    backup = tmp_path / "backup.sqlite"
    fresh.command("backup", str(backup))
    with contextlib.closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
