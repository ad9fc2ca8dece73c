"""A backup under load, restored into another data directory: nothing that was visible before it is missing."""

import itertools
import json
import pathlib
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable

from support import payloads, wire
from support.server import Waggle
from support.waiting import eventually

CHANNEL = "kippo.sessions"


def test_a_backup_under_load_restores_all_that_was_visible(
    fresh: Waggle, new_server: Callable[[], Waggle], tmp_path: pathlib.Path
) -> None:
    sensor = fresh.add_sensor("s", publish=[CHANNEL])
    fresh.add_user("reader", "access_all")
    fresh.add_user("boss", "admin")
    key = fresh.add_key("reader")
    fresh.start()
    api = fresh.anonymous.with_key("reader", key)
    stop = threading.Event()

    def publish() -> None:
        with fresh.connect_as(sensor) as connection:
            for first in itertools.count(step=20):
                if stop.is_set():
                    return
                connection.send(
                    *(wire.publish(sensor.ident, CHANNEL, payloads.kippo("192.0.2.1", number % 65536)) for number in range(first, first + 20))
                )
                time.sleep(0.01)

    publisher = threading.Thread(target=publish, daemon=True)
    publisher.start()
    file = tmp_path / "copy.backup"
    try:
        eventually(lambda: len(api.raw(CHANNEL, limit=2_000)) == 2_000, seconds=30)
        visible = {record["_id"] for record in api.raw(CHANNEL)}
        fresh.command("backup", str(file))
        after = len(api.raw(CHANNEL))
    finally:
        stop.set()
        publisher.join(10)
    assert after > len(visible), "messages came while the backup was made"
    assert file.stat().st_mode & 0o077 == 0
    assert "exists" in fresh.run("backup", str(file)).stderr

    other = new_server()
    assert "messages restored" in other.command("restore", str(file))
    assert "exists" in other.run("restore", str(file)).stderr
    shutil.copy(fresh.data_directory / "secret.key", other.data_directory / "secret.key")
    assert other.command("doctor").strip() == "all is well"
    other.start()
    try:
        restored = other.anonymous.with_key("reader", key)
        records = restored.raw(CHANNEL)
        assert visible <= {record["_id"] for record in records}
        assert {session["hpfeed_id"] for session in restored.sessions()} == {record["_id"] for record in records}
        # Accounts and sensors are in it, and it takes messages.
        other.publish(sensor, CHANNEL, payloads.kippo("192.0.2.77"))
        eventually(lambda: restored.sessions(source_ip="192.0.2.77"))
    finally:
        assert other.stop() == 0


def test_a_restore_refuses_what_is_no_backup(fresh: Waggle, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "text"
    file.write_text("not a store " * 1_000)
    result = fresh.run("restore", str(file))
    assert result.returncode == 1 and "not" in result.stderr
    assert not (fresh.data_directory / "waggle.sqlite").exists()
    assert "can't be read" in fresh.run("restore", str(tmp_path / "missing")).stderr


def test_what_waits_in_the_spool_is_in_the_backup(fresh: Waggle, new_server: Callable[[], Waggle], tmp_path: pathlib.Path) -> None:
    """The spool of a server that was stopped while another program held its store."""
    sensor = fresh.add_sensor("s", publish=[CHANNEL])
    fresh.add_user("reader", "access_all")
    key = fresh.add_key("reader")
    fresh.start()
    holder = sqlite3.connect(fresh.data_directory / "waggle.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    fresh.publish(sensor, CHANNEL, *(payloads.kippo("192.0.2.5", number) for number in range(50)))
    # Long enough for the broker to have read them.
    time.sleep(1)
    fresh.stop()
    assert list((fresh.data_directory / "spool").glob("*.spool"))
    holder.execute("ROLLBACK")
    holder.close()

    file = tmp_path / "copy.backup"
    fresh.command("backup", str(file))
    assert list(pathlib.Path(f"{file}.spool").glob("*.spool"))
    other = new_server()
    other.command("restore", str(file))
    shutil.copy(fresh.data_directory / "secret.key", other.data_directory / "secret.key")
    other.start()
    try:
        restored = other.anonymous.with_key("reader", key)
        ports = eventually(lambda: (found := restored.sessions(source_ip="192.0.2.5")) and len(found) == 50 and found, seconds=30)
        assert sorted(session["source_port"] for session in ports) == list(range(50))
        assert json.loads(other.command("status", "--json"))["spool"] == 0
    finally:
        assert other.stop() == 0
