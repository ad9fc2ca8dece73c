"""One pass over the cluster engine: the same server and commands with `WAGGLE_DATABASE`, and the database taken away."""

import json
import pathlib
from collections.abc import Callable, Iterator

import pytest

from support import dumps, payloads, wire
from support.database import Database
from support.server import Waggle
from support.waiting import eventually
from test_import import check_everything

@pytest.fixture
def database(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    database = Database.in_temporary_folder()
    monkeypatch.setenv("WAGGLE_DATABASE", database.url)
    # Nodes of one database open the same sealed secrets.
    monkeypatch.setenv("WAGGLE_SECRET_KEY", "5a" * 32)
    yield database
    database.do("stop")


def source(number: int) -> str:
    return f"203.0.113.{number}"


def test_a_message_becomes_a_session_and_commands_work(database: Database, fresh: Waggle) -> None:
    fresh.start()
    sensor = fresh.add_sensor("s", publish=["kippo.sessions", "mwbinary.dionaea.sensorunique"])
    fresh.add_user("u", "access_all")
    api = fresh.anonymous.with_key("u", fresh.add_key("u"))
    fresh.publish(sensor, "kippo.sessions", payloads.kippo(source(1)), b"not JSON")
    fresh.publish(sensor, "mwbinary.dionaea.sensorunique", bytes(range(256)))
    (session,) = eventually(lambda: api.sessions(source_ip=source(1)))
    assert session["honeypot"] == "kippo"
    raw = eventually(lambda: len(api.raw("kippo.sessions")) == 2 and api.raw("kippo.sessions"))
    assert raw[0]["last_error"] and raw[1]["_id"] == session["hpfeed_id"]
    assert api.raw("mwbinary.dionaea.sensorunique")[0]["payload"] == bytes(range(256)).hex()
    assert "PostgreSQL" in fresh.command("status")
    assert "2 messages normalised, 1 in error" in fresh.command("renormalize", "--channel", "kippo.sessions")
    assert [session["_id"]] == [item["_id"] for item in api.sessions(source_ip=source(1))]


def test_the_database_goes_away_and_comes_back(database: Database, fresh: Waggle) -> None:
    fresh.start()
    sensor = fresh.add_sensor("s", publish=["kippo.sessions"])
    fresh.add_user("u", "access_all")
    api = fresh.anonymous.with_key("u", fresh.add_key("u"))
    fresh.publish(sensor, "kippo.sessions", payloads.kippo(source(1)))
    eventually(lambda: api.sessions())
    with fresh.connect_as(sensor) as connection:
        assert connection.is_quiet(0.5)
        database.do("halt")
        answer = eventually(lambda: (found := fresh.anonymous.get("/readyz")).status == 503 and found, seconds=15)
        assert "store" in answer.text
        refused = api.get("/api/v1/sessions")
        assert refused.status == 503 and refused.headers["Retry-After"]
        connection.send(*(wire.publish("s", "kippo.sessions", payloads.kippo(source(n))) for n in range(2, 42)))
        assert connection.is_quiet(0.5), "the broker goes on"
        database.do("restart")
        eventually(lambda: fresh.anonymous.get("/readyz").status == 200, seconds=30)
        found = eventually(lambda: api.get("/api/v1/sessions", limit=0).status == 200 and len(api.sessions()) >= 41 and api.sessions(), 30)
    assert sorted(item["source_ip"] for item in found) == sorted(source(n) for n in range(1, 42))


def test_two_nodes_share_one_database(database: Database, fresh: Waggle, new_server: Callable[[], Waggle]) -> None:
    fresh.start()
    other = new_server().start()
    try:
        sensor = fresh.add_sensor("s", publish=["kippo.sessions"])
        eventually(lambda: other.accepts(sensor), seconds=3)
        fresh.add_user("u", "access_all")
        key = fresh.add_key("u")
        fresh.publish(sensor, "kippo.sessions", payloads.kippo(source(1)))
        other.publish(sensor, "kippo.sessions", payloads.kippo(source(2)))
        for node in (fresh, other):
            api = node.anonymous.with_key("u", key)
            found = eventually(lambda: len(api.sessions()) == 2 and api.sessions())
            assert {item["source_ip"] for item in found} == {source(1), source(2)}
            for item in found:
                assert api.sessions(id=item["_id"]) == [item]
        totals = fresh.anonymous.with_key("u", key).items("hpfeeds/stats/total")
        assert totals == [{"channel": "kippo_sessions", "count": 2}]
    finally:
        assert other.stop() == 0, other.errors()


def test_a_mnemosyne_database_and_a_copy_into_the_other_engine(
    database: Database, fresh: Waggle, new_server: Callable[[], Waggle], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, ids = dumps.mnemosyne()
    folder = old.write_bson(tmp_path)
    fresh.command("import", str(folder))
    assert json.loads(fresh.command("import", "--json", str(folder)))["imported"] == 0
    fresh.start()
    fresh.add_user("u", "access_all")
    key = fresh.add_key("u")
    sensor = fresh.add_sensor("s", publish=["kippo.sessions"])
    api = fresh.anonymous.with_key("u", key)
    check_everything(api, ids)
    fresh.command("renormalize")
    check_everything(api, ids)
    fresh.publish(sensor, "kippo.sessions", payloads.kippo(source(9)))
    (live,) = eventually(lambda: api.sessions(source_ip=source(9)))
    assert fresh.stop() == 0

    monkeypatch.delenv("WAGGLE_DATABASE")
    embedded = new_server()
    for copied in (True, False):
        result = embedded.run_plain("copy", "--json", "--from", database.url, "--to", str(embedded.data_directory))
        counts = json.loads(result.stdout)
        assert result.returncode == 0 and counts["from"] == counts["to"], result.stderr
        assert (counts["known"] == 0) == copied and (counts["copied"] > 0) == copied
    embedded.start()
    try:
        api = embedded.anonymous.with_key("u", key)
        assert api.sessions(source_ip=source(9)) == [live]
        embedded.publish(sensor, "kippo.sessions", payloads.kippo(source(10)))
        eventually(lambda: api.sessions(source_ip=source(10)))
        findings = embedded.run("doctor", "--json").stdout
        assert "counter" not in findings and "damaged" not in findings
    finally:
        assert embedded.stop() == 0
    # And back: what is there is known by its id.
    result = embedded.run_plain("copy", "--json", "--from", str(embedded.data_directory), "--to", database.url)
    assert result.returncode == 0, result.stderr
    counts = json.loads(result.stdout)
    assert counts["from"] == counts["to"], counts
