"""A store that can't be written to or answers slowly: nothing is lost that was visible, and a message names the cause.

The disk is a small one in memory, mounted for the server alone; that takes a user who may mount.
"""

import contextlib
import pathlib
import sqlite3
import subprocess
import time

import pytest

from support import payloads
from support.server import BINARY, Waggle
from support.waiting import eventually

CHANNEL = "kippo.sessions"
MIB = 1 << 20
MOUNT = ["unshare", "--mount", "--propagation", "private", "sh", "-c"]


def can_mount() -> bool:
    try:
        return subprocess.run([*MOUNT, "mount -t tmpfs tmpfs /mnt"], capture_output=True, timeout=10).returncode == 0
    except OSError:
        return False


needs_mount = pytest.mark.skipif(not can_mount(), reason="mounting a disk for the server needs root")


def message(number: int, filler: int = 0) -> bytes:
    return payloads.kippo("192.0.2.1", number, version="x" * filler)


def ports(records: list[dict]) -> list[int]:
    return sorted(int(record["payload"].split('"peerPort": ')[1].split(",")[0]) for record in records)


def prepare(waggle: Waggle) -> tuple:
    sensor = waggle.add_sensor("s", publish=[CHANNEL])
    waggle.add_user("root", "admin")
    waggle.add_user("reader", "access_all")
    return sensor, waggle.add_key("reader")


@needs_mount
def test_a_full_disk(fresh: Waggle) -> None:
    sensor, key = prepare(fresh)
    # The directory moves onto a disk of 192 MiB of which 160 are taken.
    script = """
        cp -a "$1" "$1.before" && mount -t tmpfs -o size=192m tmpfs "$1" && cp -a "$1.before/." "$1" &&
        dd if=/dev/zero of="$1/filler" bs=1M count=160 2>/dev/null && shift && exec "$@"
    """
    fresh.wrapper = [*MOUNT, script, "sh", str(fresh.data_directory)]
    fresh.start()
    api = fresh.anonymous.with_key("reader", key)
    fresh.publish(sensor, CHANNEL, *(message(number) for number in range(1, 101)))
    before = eventually(lambda: (found := api.raw(CHANNEL)) and len(found) == 100 and found)

    fresh.publish(sensor, CHANNEL, *(message(number, filler=100_000) for number in range(101, 501)))
    fault = eventually(lambda: (answer := fresh.anonymous.get("/readyz")).status == 503 and answer.text, seconds=60)
    assert "full" in fault or "No space" in fault, fault
    assert str(fresh.data_directory) in fault, fault
    assert fresh.anonymous.get("/livez").status == 200
    assert {record["_id"] for record in before} <= {record["_id"] for record in api.raw(CHANNEL)}

    # Somebody makes room: everything that was received is stored, once.
    filler = pathlib.Path(f"/proc/{fresh.process.pid}/root{fresh.data_directory}/filler")
    filler.unlink()
    records = eventually(lambda: (found := api.raw(CHANNEL)) and len(found) >= 500 and found, seconds=60, interval=0.5)
    assert ports(records) == list(range(1, 501))
    assert {record["_id"] for record in before} <= {record["_id"] for record in records}
    eventually(lambda: fresh.anonymous.get("/readyz").status == 200, seconds=20)
    log = fresh.log.read_text(errors="replace")
    assert "messages can't be stored for now" in log and "messages are stored again" in log


@needs_mount
def test_a_full_disk_and_a_kill(fresh: Waggle) -> None:
    """What was visible before the disk was full is there after a kill on the full disk."""
    sensor, key = prepare(fresh)
    keep = fresh.data_directory.with_name("kept")
    keep.mkdir()
    # The copy is taken when the server is gone, before its disk goes with it.
    script = """
        cp -a "$1" "$1.before" && mount -t tmpfs -o size=40m tmpfs "$1" && cp -a "$1.before/." "$1" &&
        dir="$1" keep="$2" && shift 2 && { "$@"; code=$?; cp -a "$dir/." "$keep"; exit $code; }
    """
    fresh.wrapper = [*MOUNT, script, "sh", str(fresh.data_directory), str(keep)]
    fresh.start()
    api = fresh.anonymous.with_key("reader", key)
    fresh.publish(sensor, CHANNEL, *(message(number, filler=100_000) for number in range(1, 401)))
    eventually(lambda: fresh.anonymous.get("/readyz").status == 503, seconds=60)
    visible = {record["_id"] for record in api.raw(CHANNEL)}
    assert visible
    server = subprocess.run(["pgrep", "-P", str(fresh.process.pid)], capture_output=True, text=True, check=True).stdout.split()
    for process in server:
        subprocess.run(["kill", "-9", process], check=True)
    fresh.process.wait(30)

    again = Waggle(keep)
    again.start()
    try:
        records = again.anonymous.with_key("reader", key).raw(CHANNEL)
        assert visible <= {record["_id"] for record in records}
        eventually(lambda: again.anonymous.get("/readyz").status == 200, seconds=20)
        numbers = ports(again.anonymous.with_key("reader", key).raw(CHANNEL))
        assert len(numbers) == len(set(numbers))
    finally:
        assert again.stop() == 0, again.errors()
    assert again.run("doctor").returncode == 0


@needs_mount
def test_a_read_only_directory(fresh: Waggle) -> None:
    sensor, key = prepare(fresh)
    fresh.start()
    fresh.publish(sensor, CHANNEL, *(message(number) for number in range(1, 51)))
    eventually(lambda: len(fresh.anonymous.with_key("reader", key).raw(CHANNEL)) == 50)
    assert fresh.stop() == 0

    script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
    for command in (["serve", "--http", "127.0.0.1:0", "--hpfeeds", "127.0.0.1:0"], ["sensor", "add", "other"]):
        run = [*MOUNT, script, "sh", str(fresh.data_directory), BINARY, *command, "--data-dir", fresh.data_directory]
        result = subprocess.run(run, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
        assert result.returncode == 1, result.stderr
        assert str(fresh.data_directory) in result.stderr
        assert "read-only" in result.stderr.lower() or "readonly" in result.stderr.lower(), result.stderr

    fresh.start()
    assert ports(fresh.anonymous.with_key("reader", key).raw(CHANNEL)) == list(range(1, 51))


def test_a_slow_store_spools_and_a_kill_loses_nothing(fresh: Waggle) -> None:
    sensor, key = prepare(fresh)
    fresh.start()
    api = fresh.anonymous.with_key("reader", key)
    fresh.publish(sensor, CHANNEL, *(message(number) for number in range(1, 101)))
    eventually(lambda: len(api.raw(CHANNEL)) == 100)
    (database,) = fresh.data_directory.glob("*.sqlite")
    with contextlib.closing(sqlite3.connect(database, timeout=10)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        fresh.publish(sensor, CHANNEL, *(message(number) for number in range(101, 3001)))
        # All of it is on disk soon, though the store takes none of it.
        eventually(lambda: api.metric("waggle_intake_spool_messages") == 2900, seconds=5)
        assert api.metric("waggle_intake_queue_messages") == 0
        assert api.metric("waggle_intake_unsynced_seconds") == 0
        fault = eventually(lambda: (answer := fresh.anonymous.get("/readyz")).status == 503 and answer.text, seconds=20)
        assert "lock" in fault or "busy" in fault, fault
        assert str(database) in fault, fault
        assert len(api.raw(CHANNEL)) == 100, "what is there can be read"
        fresh.kill()
        connection.rollback()
    fresh.start()
    api = fresh.anonymous.with_key("reader", key)
    records = eventually(lambda: (found := api.raw(CHANNEL)) and len(found) >= 3000 and found, seconds=30)
    assert ports(records) == list(range(1, 3001))
    eventually(lambda: not list((fresh.data_directory / "spool").glob("*.spool")), seconds=10)


def test_a_slow_store_catches_up(fresh: Waggle) -> None:
    sensor, key = prepare(fresh)
    fresh.start()
    api = fresh.anonymous.with_key("reader", key)
    (database,) = fresh.data_directory.glob("*.sqlite")
    first = 1
    with contextlib.closing(sqlite3.connect(database, timeout=10)) as connection:
        for _ in range(5):
            connection.execute("BEGIN IMMEDIATE")
            fresh.publish(sensor, CHANNEL, *(message(number) for number in range(first, first + 500)))
            first += 500
            time.sleep(0.3)
            connection.rollback()
            time.sleep(0.1)
    records = eventually(lambda: (found := api.raw(CHANNEL)) and len(found) >= first - 1 and found, seconds=30)
    assert ports(records) == list(range(1, first))
    assert [record["_id"] for record in records] == sorted((record["_id"] for record in records), reverse=True)


def test_a_damaged_spool_file_is_kept_and_named(fresh: Waggle) -> None:
    sensor, key = prepare(fresh)
    fresh.start()
    (database,) = fresh.data_directory.glob("*.sqlite")
    spool = fresh.data_directory / "spool"
    with contextlib.closing(sqlite3.connect(database, timeout=10)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        fresh.publish(sensor, CHANNEL, *(message(number, filler=1000) for number in range(1, 201)))
        api = fresh.anonymous.with_key("reader", key)
        eventually(lambda: api.metric("waggle_intake_spool_messages") == 200)
        fresh.kill()
        connection.rollback()
    damaged = next(file for file in spool.glob("*.spool") if file.stat().st_size > 5000)
    with damaged.open("r+b") as file:
        file.seek(damaged.stat().st_size // 2)
        file.write(b"\xff" * 30)
    fresh.start()
    api = fresh.anonymous.with_key("reader", key)
    eventually(lambda: len(api.raw(CHANNEL)) >= 198)
    assert 198 <= len(api.raw(CHANNEL)) <= 199, "only what the damage hit is missing"
    eventually(lambda: [file.name for file in spool.iterdir()] == [damaged.name + ".damaged"])
    log = fresh.log.read_text(errors="replace")
    assert "damaged" in log and str(damaged) in log
