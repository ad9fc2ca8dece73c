"""Keeping less: periods by channel and a disk budget, while the server runs."""

import datetime
import json
import pathlib

import pytest

from support import payloads
from support.server import Waggle
from support.waiting import eventually
from support.webapi import WebAPI


@pytest.fixture
def running(fresh: Waggle) -> WebAPI:
    """The API of a fresh, running server at level 70."""
    fresh.add_user("root", "admin")
    fresh.add_user("reader", "access_all")
    key = fresh.add_key("reader")
    fresh.start()
    return fresh.anonymous.with_key("reader", key)


def import_aged(waggle: Waggle, folder: pathlib.Path, channel: str, days: int, count: int, filler: int = 0) -> None:
    """Messages of a channel that were received that many days ago, a second apart."""
    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days)
    lines = [
        {
            "ident": "old",
            "channel": channel,
            "payload": payloads.kippo("192.0.2.1", 1000 + number, version="x" * filler).decode(),
            "timestamp": (start + datetime.timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%S.%f"),
        }
        for number in range(count)
    ]
    file = folder / f"{channel}-{days}.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    waggle.command("import", str(file))


def test_each_channel_is_kept_for_its_period(fresh: Waggle, running: WebAPI, tmp_path: pathlib.Path) -> None:
    for channel in ("kippo.sessions", "cowrie.other"):
        for days in (100, 10, 0):
            import_aged(fresh, tmp_path, channel, days, 300)
    assert len(running.raw("kippo.sessions")) == 900
    fresh.command("setting", "set", "retention.kippo.sessions", "90d")
    eventually(lambda: len(running.raw("kippo.sessions")) == 600, seconds=20)
    fresh.command("setting", "set", "retention.kippo.sessions", "1w")
    eventually(lambda: len(running.raw("kippo.sessions")) == 300, seconds=20)
    assert len(running.raw("cowrie.other")) == 900, "a channel without a period is kept"
    # What came under the new period is judged by it too.
    import_aged(fresh, tmp_path, "kippo.sessions", 6, 100)
    fresh.command("setting", "set", "retention.kippo.sessions", "5d")
    eventually(lambda: len(running.raw("kippo.sessions")) == 300, seconds=20)
    assert len(running.sessions()) == len(running.raw("kippo.sessions")) + len(running.raw("cowrie.other"))

    status = json.loads(fresh.command("status", "--json"))
    assert status["retention"] == {"kippo.sessions": "5d"}
    assert status["raw"] == status["sessions"] == 1200
    assert "messages" in status["last_drop"]["dropped"]
    assert "kippo.sessions 5d" in fresh.command("status")
    assert running.metric("waggle_retention_dropped_messages_total") == 700
    assert "messages dropped by retention" in fresh.log.read_text()
    assert fresh.run("doctor").returncode == 0


def test_a_budget_drops_the_oldest(fresh: Waggle, running: WebAPI, tmp_path: pathlib.Path) -> None:
    import_aged(fresh, tmp_path, "kippo.sessions", 30, 400, filler=30_000)
    import_aged(fresh, tmp_path, "kippo.sessions", 20, 400, filler=30_000)
    used = json.loads(fresh.command("status", "--json"))["used"]
    fresh.command("setting", "set", "disk_budget_bytes", f"{used * 3 // 4 // 1000}kB")
    left = eventually(lambda: (found := running.raw("kippo.sessions")) and len(found) < 800 and found, seconds=20)
    assert 400 <= len(left) < 700
    status = eventually(lambda: (now := json.loads(fresh.command("status", "--json")))["used"] <= now["disk_budget"] and now, seconds=20)
    assert status["oldest_message"] > (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=31)).isoformat()[:10]
    assert fresh.run("doctor").returncode == 0


@pytest.mark.parametrize(
    ("key", "value"),
    [("retention.a", "soon"), ("retention.a", "-1"), ("retention.a", "1.5d"), ("retention.", "1d"), ("disk_budget_bytes", "10 apples"), ("disk_budget_bytes", "10")],
)
def test_a_wrong_value_names_the_key(fresh: Waggle, key: str, value: str) -> None:
    result = fresh.run("setting", "set", "--", key, value) if value.startswith("-") else fresh.run("setting", "set", key, value)
    assert result.returncode != 0
    if not value.startswith("-"):
        assert result.returncode == 1 and key in result.stderr


@pytest.mark.parametrize(("text", "canonical"), [("90d", "90d"), ("30", "30d"), ("12h", "12h"), ("4w", "28d"), ("0", "forever")])
def test_periods(fresh: Waggle, text: str, canonical: str) -> None:
    fresh.command("setting", "set", "retention.a.b", text)
    assert fresh.command("setting", "get", "retention.a.b").strip() == canonical
