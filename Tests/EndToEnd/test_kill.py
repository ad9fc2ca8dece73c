"""kill -9 under load: what was visible stays, nothing is there twice, nothing is half normalised.

Each message is a kippo session whose source port and login carry its number, so that raw records and sessions can be matched.
`WAGGLE_KILL_ROUNDS` says how often (2; the soak test: 200), once with a store that takes everything and once with one that is locked
again and again, so that messages go through the spool. A store is killed ten times, then comes a new one: each round reads all there is.
"""

import contextlib
import json
import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable

import pytest

from support import payloads, wire
from support.server import Sensor, Waggle
from support.waiting import eventually

ROUNDS = int(os.environ.get("WAGGLE_KILL_ROUNDS", "2"))
ROUNDS_PER_STORE = 10
CHANNEL = "kippo.sessions"


class Publisher(threading.Thread):
    """Publishes some 2,000 numbered messages a second until its connection breaks."""

    def __init__(self, waggle: Waggle, sensor: Sensor, first: int):
        super().__init__(daemon=True)
        self.waggle, self.sensor, self.next = waggle, sensor, first

    def run(self) -> None:
        with contextlib.suppress(OSError), self.waggle.connect_as(self.sensor) as connection:
            while True:
                batch = range(self.next, self.next + 20)
                connection.send(*(wire.publish(self.sensor.ident, CHANNEL, message(number)) for number in batch))
                self.next += 20
                time.sleep(0.01)


class Locker(threading.Thread):
    """Locks the store for some tenths of a second, again and again, as another program may."""

    def __init__(self, waggle: Waggle, chance: random.Random):
        super().__init__(daemon=True)
        (self.database,) = waggle.data_directory.glob("*.sqlite")
        self.chance = chance
        self.ended = threading.Event()

    def run(self) -> None:
        with contextlib.closing(sqlite3.connect(self.database, timeout=10, isolation_level=None)) as connection:
            while not self.ended.is_set():
                with contextlib.suppress(sqlite3.OperationalError):
                    connection.execute("BEGIN IMMEDIATE")
                    self.ended.wait(self.chance.uniform(0.1, 0.6))
                    connection.execute("ROLLBACK")
                self.ended.wait(self.chance.uniform(0, 0.2))

    def end(self) -> None:
        self.ended.set()
        self.join(20)


def message(number: int) -> bytes:
    return payloads.kippo("192.0.2.1", number % 65536, credentials=[["number", str(number)]])


def number_in(payload: str) -> int:
    return int(json.loads(payload)["credentials"][0][1])


@pytest.mark.kill
@pytest.mark.timeout(0)
@pytest.mark.parametrize("store", ["free", "locked"])
def test_kill_under_load(new_server: Callable[[], Waggle], store: str) -> None:
    seed = int(os.environ.get("WAGGLE_SEED", time.time_ns() % 1_000_000))
    print(f"seed {seed} (WAGGLE_SEED)")
    chance = random.Random(seed)
    spooled = 0
    for first in range(0, ROUNDS, ROUNDS_PER_STORE):
        waggle = new_server()
        try:
            spooled += kill_rounds(waggle, range(first, min(first + ROUNDS_PER_STORE, ROUNDS)), store == "locked", chance)
        finally:
            if waggle.process is not None and waggle.process.poll() is None:
                waggle.kill()
    assert spooled > 0 or store == "free", "the spool was in use"


def kill_rounds(waggle: Waggle, rounds: range, is_locked: bool, chance: random.Random) -> int:
    """Kills a new server again and again; gives how often it left something in the spool."""
    sensor = waggle.add_sensor("numbered", publish=[CHANNEL])
    waggle.add_user("reader", "access_all")
    key = waggle.add_key("reader")
    waggle.start()
    visible: dict[int, str] = {}
    numbers: list[int] = []
    next_number = 0
    spooled = 0

    for round_number in rounds:
        api = waggle.anonymous.with_key("reader", key)
        publisher = Publisher(waggle, sensor, next_number)
        publisher.start()
        locker = Locker(waggle, chance) if is_locked else None
        if locker:
            locker.start()
        deadline = time.monotonic() + chance.uniform(0.5, 2.0)
        seen_in_round: dict[int, str] = {}
        while time.monotonic() < deadline or not seen_in_round:
            seen_in_round.update((number_in(record["payload"]), record["_id"]) for record in api.raw(CHANNEL, limit=200))
        visible |= seen_in_round
        waggle.kill()
        if locker:
            locker.end()
            spooled += len(list((waggle.data_directory / "spool").glob("*.spool")))
        publisher.join(10)
        next_number = publisher.next + 20

        waggle.start()
        eventually(lambda: not list((waggle.data_directory / "spool").glob("*.spool")), seconds=60)
        records = waggle.anonymous.with_key("reader", key).raw(CHANNEL)
        identified = {number_in(record["payload"]): record["_id"] for record in records}
        numbers = [number_in(record["payload"]) for record in records]
        assert len(numbers) == len(set(numbers)), f"round {round_number}: a message is there twice"
        lost = {number: record_id for number, record_id in visible.items() if identified.get(number) != record_id}
        assert not lost, f"round {round_number}: {len(lost)} visible records are gone or changed their id, such as {min(lost)}"
        check_sessions(waggle, key, records, round_number)
        visible = identified
    assert numbers, "the load was seen"
    assert waggle.stop() == 0, waggle.errors()
    return spooled


def check_sessions(waggle: Waggle, key: str, records: list[dict], round_number: int) -> None:
    """Every raw record is normalised and has exactly its session; counters agree with the rows."""
    api = waggle.anonymous.with_key("reader", key)
    assert all(record["normalized"] for record in records), f"round {round_number}: a record is not normalised"
    sessions = api.sessions()
    wanted = {record["_id"]: str(number_in(record["payload"])) for record in records}
    found = [(session["hpfeed_id"], session["auth_attempts"][0]["password"]) for session in sessions]
    assert len(found) == len(wanted), f"round {round_number}: {len(wanted)} records, {len(found)} sessions"
    assert dict(found) == wanted, f"round {round_number}: a session belongs to another record"
    (total,) = api.items("hpfeeds/stats/total")
    assert total["count"] == len(records), f"round {round_number}: the counter says {total['count']} of {len(records)}"
    by_day = api.items("hpfeeds/stats", channel=CHANNEL)
    assert sum(sum(day["hourly"].values()) for day in by_day) == len(records)
