"""Import, re-normalisation, status and settings, while the server runs."""

import base64
import json
import pathlib

import pytest

from support import payloads
from support.server import REPOSITORY, Waggle
from support.waiting import eventually
from support.webapi import WebAPI


@pytest.fixture
def running(fresh: Waggle) -> WebAPI:
    """The API of a fresh, running server at level 70."""
    fresh.add_user("reader", "access_all")
    key = fresh.add_key("reader")
    fresh.start()
    return fresh.anonymous.with_key("reader", key)


def line(payload: bytes, timestamp: str | None = "2025-03-04T05:06:07.000089", encoded: bool = False) -> str:
    record: dict[str, str] = {"ident": "old-sensor", "channel": "kippo.sessions"}
    if encoded:
        record["payload_base64"] = base64.b64encode(payload).decode()
    else:
        record["payload"] = payload.decode()
    if timestamp:
        record["timestamp"] = timestamp
    return json.dumps(record)


def test_import_twice_adds_once_and_keeps_equal_lines(fresh: Waggle, running: WebAPI, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "capture.jsonl"
    same = line(payloads.kippo("192.0.2.1"))
    lines = [
        same,
        same,
        line(payloads.kippo("192.0.2.2"), encoded=True),
        line(payloads.kippo("192.0.2.3"), timestamp=None),
        line(b"{broken"),
    ]
    file.write_text("\n".join(lines) + "\n")
    for _ in range(2):
        fresh.command("import", str(file))
        records = eventually(lambda: (found := running.raw("kippo.sessions")) and len(found) == 5 and found)
        assert sum(record["timestamp"] == "2025-03-04T05:06:07.000089" for record in records) == 4
    assert len(running.sessions(source_ip="192.0.2.1")) == 2
    (session,) = running.sessions(source_ip="192.0.2.2")
    assert session["timestamp"] == "2025-03-04T05:06:07.000089"
    assert int(session["hpfeed_id"][:8], 16) == 1741064767, "the id carries the second of the receipt"
    (day,) = running.items("hpfeeds/stats", date="20250304")
    assert day["hourly"] == {"5": 4}


def test_import_from_standard_input_names_a_bad_line(fresh: Waggle, running: WebAPI) -> None:
    result = fresh.run("import", "-", given=line(payloads.kippo("192.0.2.4")) + "\nnot json\n")
    assert "2" in result.stderr + result.stdout
    eventually(lambda: running.sessions(source_ip="192.0.2.4"))


def test_renormalize_gives_the_same_again(fresh: Waggle, running: WebAPI) -> None:
    sensor = fresh.add_sensor("s", publish=["kippo.sessions", "glastopf.events", "thug.files"])
    fresh.publish(sensor, "kippo.sessions", *(payloads.kippo("192.0.2.1", 1000 + number) for number in range(50)), b"broken")
    fresh.publish(sensor, "glastopf.events", *(payloads.glastopf_event("192.0.2.2", f"/{number % 3}a.php") for number in range(9)))
    fresh.publish(sensor, "thug.files", payloads.thug_file("http://x.example/a", b"one"), payloads.thug_file("http://x.example/a", b"two"))
    resources = ["sessions", "urls", "aux/dorks", "hpfeeds/stats/total"]
    eventually(lambda: sum(item["count"] for item in running.items("hpfeeds/stats/total")) == 62)
    before = [running.items(resource, limit=0) for resource in resources]
    fresh.command("renormalize")
    after = eventually(lambda: [running.items(resource, limit=0) for resource in resources])
    assert after == before, "ids included: they are made from the raw id and the position"


def test_a_setting_holds_within_a_second(fresh: Waggle, running: WebAPI) -> None:
    sensor = fresh.add_sensor("s", publish=["kippo.sessions"])
    assert fresh.command("setting", "get", "keep_private_sources").strip() == "true"
    fresh.command("setting", "set", "keep_private_sources", "false")
    number = iter(range(1, 60_000))

    def dropped() -> bool:
        port = next(number)
        fresh.publish(sensor, "kippo.sessions", payloads.kippo("10.0.0.1", port), payloads.kippo("192.0.2.9", port))
        eventually(lambda: running.sessions(source_ip="192.0.2.9", source_port=port))
        return not running.sessions(source_ip="10.0.0.1", source_port=port)

    eventually(dropped, seconds=3)
    # Dropping a session is not an error, and the message is kept.
    assert all(record["normalized"] for record in running.raw("kippo.sessions"))


def test_public_dorks(fresh: Waggle, running: WebAPI) -> None:
    assert fresh.anonymous.get("/api/v1/aux/dorks").status == 401
    fresh.command("setting", "set", "public_dorks", "true")
    eventually(lambda: fresh.anonymous.get("/api/v1/aux/dorks").status == 200, seconds=3)
    assert fresh.anonymous.get("/api/v1/sessions").status == 401


def test_status_in_json(fresh: Waggle, running: WebAPI) -> None:
    sensor = fresh.add_sensor("s", publish=["kippo.sessions", "thug.files"])
    fresh.publish(sensor, "kippo.sessions", payloads.kippo("192.0.2.1"), b"broken")
    fresh.publish(sensor, "thug.files", payloads.thug_file("http://x.example/a", b"one"))
    eventually(lambda: len(running.items("hpfeeds", limit=0)) == 3)
    status = json.loads(fresh.command("status", "--json"))
    assert {name: status[name] for name in ("raw", "sessions", "urls", "files", "dorks")} == {
        "raw": 3, "sessions": 1, "urls": 1, "files": 1, "dorks": 0
    }  # fmt: skip
    assert status["errors"] == {"kippo.sessions": 1}


def test_doctor_advises(fresh: Waggle, running: WebAPI) -> None:
    result = fresh.run("doctor")
    assert (result.returncode, "admin" in result.stdout) == (1, True), "there is no administrator yet"
    fresh.add_user("chief", "admin")
    fresh.command("doctor")


def test_dork_bootstrap_of_glastopf(fresh: Waggle, running: WebAPI) -> None:
    """Logs in by form, then reads 1,000 dorks with the cookie; Glastopf gives up after 5 seconds."""
    sensor = fresh.add_sensor("s", publish=["glastopf.events"])
    fresh.publish(sensor, "glastopf.events", *(payloads.glastopf_event("192.0.2.2", f"/{number}/a.php") for number in range(1200)))
    eventually(lambda: len(running.items("aux/dorks", limit=0)) == 1200, seconds=20)
    login = fresh.anonymous.post_form("/login", username="reader", password="correct horse battery")
    assert login.status == 200
    cookie = login.headers["Set-Cookie"].split(";")[0]
    answer = fresh.anonymous.request("GET", "/api/v1/aux/dorks?limit=1000", headers={"Cookie": cookie}, timeout=5)
    assert answer.status == 200
    assert len(answer.json["dorks"]) == 1000
    assert {dork["type"] for dork in answer.json["dorks"]} == {"inurl"}


def test_the_demonstration_is_loaded_once(fresh: Waggle) -> None:
    lines = (REPOSITORY / "Samples/honeypots.jsonl").read_text().splitlines()
    for _ in range(2):
        fresh.start("--demo", variables={"WAGGLE_SAMPLES": str(REPOSITORY / "Samples")})
        status = json.loads(fresh.command("status", "--json"))
        assert status["raw"] == len(lines) > 0
        assert status["sessions"] > 0
        assert status["errors"] == {}
        assert fresh.command("setting", "get", "enable_api").strip() == "true"
        assert fresh.stop() == 0


def test_json_of_commands_that_print_counts(fresh: Waggle) -> None:
    assert json.loads(fresh.command("renormalize", "--json")) == {"messages": 0, "errors": 0}
    assert json.loads(fresh.command("erase", "--ip", "192.0.2.1", "--yes", "--json")) == {"messages": 0}


def test_config_check_reads_yaml(fresh: Waggle, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "waggle.yaml"
    file.write_text("http: 127.0.0.1:8081\nexporter:\nlog-level: ~\nhpfeeds-endpoint: [tcp:port=10001]\n")
    rows = {row["key"]: row for row in json.loads(fresh.command("config", "check", "--config", str(file), "--json"))}
    assert rows["http"] == {"key": "http", "value": "127.0.0.1:8081", "from": str(file)}
    assert rows["exporter"]["from"] == rows["log-level"]["from"] == "default", "a key without a value is none"
    assert rows["hpfeeds-endpoint"]["value"] == "tcp:port=10001"
    for text in ("http: [a, b]", "http: {a: b}", "hpfeeds-endpoint: [~]", "unknown: 1", "- a", "a: [", "http: 127.0.0.1"):
        file.write_text(text + "\n")
        result = fresh.run("config", "check", "--config", str(file))
        assert result.returncode == 1, text
        assert result.stderr.strip()
