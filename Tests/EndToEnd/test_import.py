"""What others have: dumps of a Mnemosyne database in every form, and Cowrie's logs."""

import gzip
import json
import pathlib
import signal
import subprocess
import time

import pytest
from bson import json_util

from support import dumps, payloads
from support.server import BINARY, Waggle
from support.webapi import WebAPI


def reader(waggle: Waggle) -> WebAPI:
    waggle.add_user("reader", "access_all")
    key = waggle.add_key("reader")
    waggle.start()
    return waggle.anonymous.with_key("reader", key)


def counts(waggle: Waggle, *arguments: str) -> dict:
    return json.loads(waggle.command("import", "--json", *arguments))


def write(database: dumps.Database, form: str, folder: pathlib.Path) -> pathlib.Path:
    match form:
        case "bson":
            return database.write_bson(folder)
        case "relaxed lines":
            return database.write_json(folder, json_util.RELAXED_JSON_OPTIONS, array=False)
        case "canonical array":
            return database.write_json(folder, json_util.CANONICAL_JSON_OPTIONS, array=True)
        case _:
            return database.write_json(folder, json_util.LEGACY_JSON_OPTIONS, array=False)


def check_everything(api: WebAPI, ids: dict) -> None:
    """The WebAPI shows the old database: its ids, its links, and what has lost its raw message."""
    names = {name: str(value) for name, value in ids.items()}
    raws = {record["_id"]: record for record in api.items("hpfeeds", limit=0)}
    assert names["raw"] in raws and names["broken"] in raws
    assert raws[names["raw"]]["payload"] == payloads.kippo("192.0.2.1").decode()
    assert raws[names["raw"]]["timestamp"] == "2014-05-06T07:08:09.123000"
    assert json.loads(raws[names["document"]]["payload"]) == json.loads(payloads.kippo("192.0.2.2"))
    assert raws[names["broken"]]["last_error"]
    for name in ("raw", "document", "binary", "thug", "broken"):
        (record,) = api.items("hpfeeds", id=names[name])
        assert record == raws[names[name]]

    sessions = {session["_id"]: session for session in api.sessions()}
    assert set(sessions) == {names[name] for name in ("session", "document session", "lost session", "second session")}
    for name, source, raw in (
        ("session", "192.0.2.1", "raw"),
        ("document session", "192.0.2.2", "document"),
        ("lost session", "192.0.2.3", "lost raw"),
    ):
        session = sessions[names[name]]
        assert (session["source_ip"], session["hpfeed_id"]) == (source, names[raw])
        assert session["auth_attempts"] == [{"login": "root", "password": "1234"}]
        assert api.items("sessions", id=names[name]) == [session]
        assert api.get(f"/api/d/sessions/{names[name]}").json
    assert sessions[names["lost session"]]["destination_ip"] == "198.51.100.1"
    assert sessions[names["lost session"]]["identifier"] == "lost-sensor"
    (record,) = api.items("hpfeeds", id=sessions[names["second session"]]["hpfeed_id"])
    assert record["channel"] == "mnemosyne.session"

    urls = {url["url"]: url for url in api.items("urls", limit=0)}
    assert urls["http://evil.example/a.swf"]["_id"] == names["url"]
    assert urls["http://lost.example/"]["_id"] == names["lost url"]
    assert names["thug"] in urls["http://evil.example/a.swf"]["hpfeeds_ids"]
    found = sorted((item["timestamp"], item["hashes"]["md5"]) for item in urls["http://evil.example/a.swf"]["extractions"])
    assert found == [
        ("2014-05-05T07:08:09.123000", dumps.hashes(dumps.LOST_FILE)["md5"]),
        ("2014-05-06T07:08:09.123000", dumps.hashes(b"CWS1")["md5"]),
    ]
    for name, content in (("file", dumps.GIF), ("lost file", dumps.LOST_FILE)):
        (file,) = api.items("files", hash=dumps.hashes(content)["sha512"])
        assert (file["_id"], bytes.fromhex(file["data"])) == (names[name], content)
    (dork,) = api.items("aux/dorks")
    assert (dork["content"], dork["count"], dork["lasttime"]) == ("/old.php", 12, "2014-05-06T07:08:09.123000")


@pytest.mark.parametrize("form", ["bson", "relaxed lines", "canonical array", "legacy lines"])
def test_a_mnemosyne_database_keeps_its_ids(fresh: Waggle, tmp_path: pathlib.Path, form: str) -> None:
    database, ids = dumps.mnemosyne()
    folder = write(database, form, tmp_path)
    first = counts(fresh, str(folder))
    assert first["refused"] == 0 and first["skipped"] == 0
    assert first["collections"]["hpfeed"]["imported"] == 5
    assert first["collections"]["session"]["imported"] == 4
    again = counts(fresh, str(folder))
    assert again["imported"] == 0 and again["refused"] == 0
    api = reader(fresh)
    check_everything(api, ids)
    fresh.command("renormalize")
    check_everything(api, ids)
    findings = json.loads(fresh.run("doctor", "--json").stdout)
    assert all("no active user" in item["finding"] or "in error" in item["finding"] for item in findings), findings


def test_files_are_known_by_what_they_hold_and_faults_by_their_byte(fresh: Waggle, tmp_path: pathlib.Path) -> None:
    database, _ = dumps.mnemosyne()
    good = b"".join(dumps.bson.encode(document) for document in database.collections["hpfeed"])
    bad = dumps.bson.encode({"_id": 1, "channel": "c", "payload": "x"})
    file = tmp_path / "unnamed"
    file.write_bytes(good + bad + good[: len(good) // 2])
    result = fresh.run("import", str(file))
    assert result.returncode == 1
    assert f"{file}: the document at byte {len(good)}: _id: not an ObjectId" in result.stderr
    assert f"{file} ends in the middle of the document at byte " in result.stderr
    (tmp_path / "packed.bson.gz").write_bytes(gzip.compress(good)[:-20])
    assert f"{tmp_path / 'packed.bson.gz'} ends in the middle" in fresh.run("import", str(tmp_path / "packed.bson.gz")).stderr
    (tmp_path / "hpfeed.bson.gz").write_bytes(gzip.compress(good))
    assert counts(fresh, str(tmp_path / "hpfeed.bson.gz"))["imported"] == len(database.collections["hpfeed"])
    (tmp_path / "lines.json.gz").write_bytes(gzip.compress(b"{}"))
    assert "unpack it first" in fresh.run("import", str(tmp_path / "lines.json.gz")).stderr


def test_an_import_that_was_killed_is_started_again(fresh: Waggle, tmp_path: pathlib.Path) -> None:
    database = dumps.Database()
    for number in range(6_000):
        raw = database.add_raw("kippo.sessions", payloads.kippo("192.0.2.1", number).decode())
        if number % 2:
            database.add_session(raw, "192.0.2.1")
    folder = database.write_bson(tmp_path)
    fresh.command("migrate")
    for _ in range(2):
        process = subprocess.Popen([BINARY, "import", folder, "--data-dir", fresh.data_directory], stdout=subprocess.DEVNULL)
        time.sleep(0.8)
        process.send_signal(signal.SIGKILL)
        process.wait()
    total = counts(fresh, str(folder))
    assert total["imported"] + total["skipped"] == 9_000 and total["refused"] == 0
    assert counts(fresh, str(folder))["imported"] == 0
    api = reader(fresh)
    sessions = {session["_id"]: session["hpfeed_id"] for session in api.sessions()}
    assert len(sessions) == 6_000
    for document in database.collections["session"]:
        assert sessions[str(document["_id"])] == str(document["hpfeed_id"])
    assert {record["_id"] for record in api.raw("kippo.sessions")} == {str(raw["_id"]) for raw in database.collections["hpfeed"]}


def cowrie_events(session: str, day: int) -> list[str]:
    """What Cowrie logs of a session that begins before midnight and ends after it."""
    common = {"session": session, "sensor": "trap"}
    events = [
        {
            "eventid": "cowrie.session.connect",
            "src_ip": "192.0.2.9",
            "src_port": 4000,
            "dst_ip": "198.51.100.9",
            "dst_port": 2222,
            "protocol": "ssh",
            "timestamp": f"2026-01-{day:02}T23:59:59.000000Z",
        },
        {"eventid": "cowrie.login.success", "username": "root", "password": "x", "timestamp": f"2026-01-{day:02}T23:59:59.5Z"},
        {"eventid": "cowrie.command.input", "input": "id", "timestamp": f"2026-01-{day + 1:02}T00:00:01Z"},
        {"eventid": "cowrie.session.closed", "timestamp": f"2026-01-{day + 1:02}T00:00:02Z"},
    ]
    return [json.dumps(common | event) for event in events]


def test_a_cowrie_log_with_its_older_files(fresh: Waggle, tmp_path: pathlib.Path) -> None:
    first, second = cowrie_events("aaaa", 1), cowrie_events("bbbb", 2)
    (tmp_path / "cowrie.json.2026-01-01").write_text("\n".join(first[:2]) + "\n")
    (tmp_path / "cowrie.json.2026-01-02").write_text("\n".join(first[2:] + second[:2]) + "\n")
    (tmp_path / "cowrie.json").write_text("\n".join(second[2:3]) + "\n")
    (tmp_path / "cowrie.log").write_text("not for us\n")
    assert counts(fresh, str(tmp_path)) == {"imported": 1, "skipped": 0, "refused": 0, "open_sessions": 1}
    (tmp_path / "cowrie.json").write_text("\n".join(second[2:]) + "\n")
    assert counts(fresh, str(tmp_path)) == {"imported": 1, "skipped": 1, "refused": 0}
    api = reader(fresh)
    sessions = api.sessions()
    assert [session["timestamp"] for session in sessions] == ["2026-01-02T00:00:02", "2026-01-03T00:00:02"]
    assert all(session["honeypot"] == "cowrie" and session["identifier"] == "trap" for session in sessions)
    assert sessions[0]["auth_attempts"] == [{"login": "root", "password": "x"}]
    (record, _) = api.raw("cowrie.sessions")
    assert json.loads(record["payload"])["commands"] == ["id"]
