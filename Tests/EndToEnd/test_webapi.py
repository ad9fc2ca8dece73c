"""The Mnemosyne WebAPI over a small, known store: shapes, parameters, orders, errors, levels."""

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from support import payloads
from support.server import Waggle
from support.waiting import eventually
from support.webapi import WebAPI

GIF = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
TIMESTAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?$")
ID = re.compile(r"^[0-9a-f]{24}$")
SENSITIVE = "198.51.100.200"


@dataclass(frozen=True)
class Store:
    """A server with known content, and its API at each level."""

    server: Waggle
    anonymous: WebAPI
    public: WebAPI
    normalized: WebAPI
    all: WebAPI
    admin: WebAPI


@pytest.fixture(scope="module")
def store(new_server: Callable[[], Waggle]) -> Iterator[Store]:
    server = new_server()
    channels = ["kippo.sessions", "dionaea.capture", "glastopf.events", "glastopf.files", "thug.files"]
    honeypot = server.add_sensor("honeypot-1", publish=channels)
    for name, role in [("p", "public"), ("n", "access_normalized"), ("a", "access_all"), ("root", "admin")]:
        server.add_user(name, role)
    keys = {name: server.add_key(name) for name in ("p", "n", "a", "root")}
    server.start()
    keyed = {name: server.anonymous.with_key(name, key) for name, key in keys.items()}

    # One connection keeps the order of receipt.
    server.publish(honeypot, "kippo.sessions", *(payloads.kippo("192.0.2.1", 40000 + number) for number in range(60)), b"{broken")
    server.publish(honeypot, "dionaea.capture", payloads.dionaea_capture("192.0.2.2", SENSITIVE))
    events = [payloads.glastopf_event("192.0.2.3", f"/{name}.php?x=1") for name in ("one", "two", "two", "two", "three", "three")]
    for event in [*events, payloads.glastopf_event("192.0.2.4", "/two.php", host=f"{SENSITIVE}:8080")]:
        server.publish(honeypot, "glastopf.events", event)
        time.sleep(0.02)
    server.publish(honeypot, "glastopf.files", payloads.glastopf_file(GIF))
    samples = [payloads.thug_file("http://one.ru/a", b"FWS1"), payloads.thug_file("http://two.com:8080/b", b"FWS2")]
    server.publish(honeypot, "thug.files", *samples)
    api = keyed["a"]
    eventually(lambda: sum(item["count"] for item in api.items("hpfeeds/stats/total")) == 72, seconds=10)
    yield Store(server, server.anonymous, keyed["p"], keyed["n"], api, keyed["root"])
    assert server.stop() == 0, server.errors()


# Errors

LEVELS = {
    "hpfeeds": 70,
    "hpfeeds/stats/total": 70,
    "hpfeeds/stats?channel=kippo.sessions": 70,
    "sessions": 60,
    "sessions/protocols": 60,
    "urls": 60,
    f"files?hash={hashlib.md5(GIF).hexdigest()}": 60,
    "files/types": 60,
    "aux/dorks": 10,
}

MALFORMED = [
    "hpfeeds?id=xyz",
    "hpfeeds?_id=0123456789abcdef0123456",
    "hpfeeds?id=0123456789abcdef0123456g",
    "sessions?id=xyz",
    "sessions?_id=",
    *(
        f"{resource}?limit={bad}"
        for resource in ("hpfeeds", "sessions", "urls", "aux/dorks")
        for bad in ("", "x", "-1", "1.5", "99999999999999999999")
    ),
    "files?hash=" + "0" * 32 + "&limit=x",
    "sessions?source_port=x",
    "sessions?source_port=",
    "sessions?destination_port=1.5",
    "urls?url_regex=(",
    "urls?url_regex=%5B",
    "aux/dorks?regex=(",
    "urls?hash=abc",
    "files?hash=abc",
    "files?hash=" + "0" * 64,
    "files",
    "files?no_data=1",
    "hpfeeds/stats",
    "hpfeeds/stats?date=2013010",
    "hpfeeds/stats?date=2013010x",
    "hpfeeds/stats?channel=kippo.sessions&date=1",
    "aux/dorks?sort_order=0",
    "aux/dorks?sort_order=2",
    "aux/dorks?sort_order=x",
    "aux/dorks?sort_by=nothing",
    "aux/dorks?sort_by=_id",
]

ABSENT = [
    "hpfeeds?id=" + "0" * 24,
    "hpfeeds?channel=no.such.channel",
    "sessions?id=" + "0" * 24,
    "sessions?honeypot=none",
    "sessions?source_ip=nonsense",
    "sessions?source_port=70000",
    "urls?hash=" + "0" * 40,
    "files?hash=" + "0" * 128,
    "hpfeeds/stats?date=20000101",
    "aux/dorks?type=intext",
    "urls?url_regex=zzzz",
]


@pytest.mark.parametrize("version", ["v1", "d"])
@pytest.mark.parametrize("query", MALFORMED)
def test_malformed_parameters_are_400(store: Store, version: str, query: str) -> None:
    answer = store.all.request("GET", f"/api/{version}/{query}")
    assert (answer.status, answer.text.strip()) == (400, "400 Bad Request")
    assert answer.content_type == "text/plain;charset=utf-8"


@pytest.mark.parametrize("query", ABSENT)
def test_what_does_not_exist_is_an_empty_list(store: Store, query: str) -> None:
    answer = store.all.request("GET", f"/api/v1/{query}")
    assert answer.status == 200
    assert list(answer.json.values()) == [[]]


@pytest.mark.parametrize("version", ["v1", "d"])
@pytest.mark.parametrize("resource", LEVELS)
def test_anonymous_is_401(store: Store, version: str, resource: str) -> None:
    answer = store.anonymous.request("GET", f"/api/{version}/{resource}")
    assert (answer.status, answer.text.strip()) == (401, "401 Unauthorized")
    assert answer.content_type == "text/plain;charset=utf-8"


@pytest.mark.parametrize("resource", LEVELS)
def test_levels(store: Store, resource: str) -> None:
    statuses = {
        level: client.request("GET", f"/api/v1/{resource}").status
        for level, client in [(10, store.public), (60, store.normalized), (70, store.all), (100, store.admin)]
    }
    assert statuses == {level: 200 if level >= LEVELS[resource] else 401 for level in statuses}


def test_rights_are_checked_before_parameters(store: Store) -> None:
    for client in (store.anonymous, store.public):
        assert client.request("GET", "/api/v1/sessions?limit=x").status == 401


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/v2/sessions", "/api/d/nothing", "/api/v1/hpfeeds/nothing", "/api/v1/sessions/x/y"]
)
def test_unknown_paths_are_404_in_json(store: Store, path: str) -> None:
    for client in (store.anonymous, store.all):
        answer = client.get(path)
        assert answer.status == 404
        assert isinstance(answer.json["error"], str)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("resource", ["hpfeeds", "hpfeeds/stats", "sessions", "urls", "files", "aux/dorks", "hpfeeds/stats/total"])
def test_other_methods_are_405_before_authentication(store: Store, method: str, resource: str) -> None:
    answer = store.anonymous.request(method, f"/api/v1/{resource}")
    assert answer.status == 405
    assert {part.strip() for part in answer.headers["Allow"].split(",")} >= {"GET", "HEAD"}


# Forms of a request


@pytest.mark.parametrize("resource", LEVELS)
def test_trailing_slash_and_head(store: Store, resource: str) -> None:
    path, _, query = resource.partition("?")
    query = f"?{query}" if query else ""
    for version in ("v1", "d"):
        plain = store.all.request("GET", f"/api/{version}/{path}{query}")
        assert store.all.request("GET", f"/api/{version}/{path}/{query}").body == plain.body
        head = store.all.request("HEAD", f"/api/{version}/{path}{query}")
        assert (head.status, head.body, head.content_type) == (200, b"", plain.content_type)
        assert plain.content_type.startswith("application/json")


def test_unknown_parameters_are_ignored_and_of_repeated_ones_the_last_wins(store: Store) -> None:
    assert len(store.all.items("sessions", nonsense="x")) == 50
    answer = store.all.request("GET", "/api/v1/sessions?limit=1&limit=3&Limit=x")
    assert len(answer.json["sessions"]) == 3


def test_values_are_decoded(store: Store) -> None:
    assert store.all.request("GET", "/api/v1/sessions?honeypot=%6b%69ppo&limit=1").json["sessions"][0]["honeypot"] == "kippo"
    assert store.all.request("GET", "/api/v1/aux/dorks?regex=one+php").json["dorks"] == []


def test_accept_is_ignored(store: Store) -> None:
    answer = store.all.request("GET", "/api/v1/aux/dorks", headers={"Accept": "text/html"})
    assert answer.content_type.startswith("application/json")


# Resources


def test_hpfeeds_newest_first(store: Store) -> None:
    records = store.all.raw("kippo.sessions")
    assert len(records) == 61
    assert [record["timestamp"] for record in records] == sorted((record["timestamp"] for record in records), reverse=True)
    assert records[0]["payload"] == "{broken"
    assert len(store.all.items("hpfeeds")) == 50
    assert len(store.all.items("hpfeeds", limit=7)) == 7
    assert len(store.all.items("hpfeeds", limit=0)) == 72


def test_a_raw_record(store: Store) -> None:
    record = store.all.raw("kippo.sessions")[-1]
    assert set(record) == {"_id", "ident", "channel", "timestamp", "payload", "normalized"}
    assert ID.match(record["_id"]) and TIMESTAMP.match(record["timestamp"])
    assert (record["ident"], record["channel"], record["normalized"]) == ("honeypot-1", "kippo.sessions", True)
    assert record["payload"].encode() == payloads.kippo("192.0.2.1", 40000)
    assert abs(int(record["_id"][:8], 16) - time.time()) < 600
    for name in ("id", "_id"):
        assert store.all.items("hpfeeds", **{name: record["_id"]}) == [record]


def test_a_raw_record_in_error(store: Store) -> None:
    record = store.all.raw("kippo.sessions")[0]
    assert record["normalized"] is False
    assert record["last_error"]
    assert TIMESTAMP.match(record["last_error_timestamp"])


def test_hpfeeds_stats(store: Store) -> None:
    (item,) = store.all.items("hpfeeds/stats", channel="kippo.sessions")
    assert set(item) == {"channel", "date", "hourly"}
    assert item["channel"] == "kippo.sessions"
    assert sum(item["hourly"].values()) == 61
    assert all(re.match(r"^(\d|1\d|2[0-3])$", hour) for hour in item["hourly"])
    of_the_day = store.all.items("hpfeeds/stats", date=item["date"])
    assert {entry["channel"] for entry in of_the_day} == {
        "kippo.sessions", "dionaea.capture", "glastopf.events", "glastopf.files", "thug.files"
    }  # fmt: skip
    assert store.all.items("hpfeeds/stats", channel="kippo.sessions", date=item["date"]) == [item]


def test_hpfeeds_totals(store: Store) -> None:
    assert store.all.items("hpfeeds/stats/total") == [
        {"channel": "dionaea_capture", "count": 1},
        {"channel": "glastopf_events", "count": 7},
        {"channel": "glastopf_files", "count": 1},
        {"channel": "kippo_sessions", "count": 61},
        {"channel": "thug_files", "count": 2},
    ]


def test_sessions_oldest_first(store: Store) -> None:
    sessions = store.all.sessions(honeypot="kippo")
    assert [session["source_port"] for session in sessions] == list(range(40000, 40060))
    assert [session["source_port"] for session in store.all.items("sessions", honeypot="Kippo")] == list(range(40000, 40050))


def test_sessions_under_d(store: Store) -> None:
    def ports(**parameters: object) -> list[int]:
        sessions = store.all.get("/api/d/sessions", honeypot="kippo", limit=3, **parameters).json["sessions"]
        assert all("_id" not in session for session in sessions)
        return [session["source_port"] for session in sessions]

    assert ports() == ports(sort_order=-1) == [40059, 40058, 40057]
    assert ports(sort_order=1) == [40000, 40001, 40002]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"source_ip": "192.0.2.1"}, 60),
        ({"source_ip": "192.0.2.1", "source_port": 40007}, 1),
        ({"source_port": 36888}, 0),
        ({"honeypot": "DIONAEA"}, 1),
        ({"honeypot": "glastopf", "protocol": "http"}, 7),
        ({"protocol": "HTTP"}, 0),
        ({"destination_port": 445}, 1),
        ({"destination_ip": SENSITIVE}, 1),
        ({"destination_port": 2222, "protocol": "ssh"}, 60),
        ({}, 68),
    ],
)
def test_session_filters(store: Store, filters: dict[str, object], count: int) -> None:
    assert len(store.all.sessions(**filters)) == count


def test_a_session_by_id(store: Store) -> None:
    session = store.all.sessions(honeypot="dionaea")[0]
    assert store.all.items("sessions", id=session["_id"]) == store.all.items("sessions", _id=session["_id"]) == [session]
    assert store.all.items("hpfeeds", id=session["hpfeed_id"])[0]["channel"] == "dionaea.capture"
    assert session["protocol"] == "microsoft-ds"
    assert session["attachments"] == [{"description": "Binary extraction", "hashes": {"md5": "0" * 32, "sha512": "0" * 128}}]


def test_protocols_and_types(store: Store) -> None:
    for version in ("v1", "d"):
        assert store.all.get(f"/api/{version}/sessions/protocols").json == {
            "protocols": [{"protocol": "ssh", "count": 60}, {"protocol": "http", "count": 7}, {"protocol": "microsoft-ds", "count": 1}]
        }
        types = store.all.get(f"/api/{version}/files/types").json
        assert list(types) == ["content_guesss"]
        assert types["content_guesss"][0] == {"content_guess": "SWF", "count": 2}
        assert types["content_guesss"][1]["content_guess"].startswith("GIF image data")


def test_urls(store: Store) -> None:
    items = store.all.items("urls")
    assert [item["url"] for item in items] == ["http://one.ru/a", "http://two.com:8080/b"]
    assert set(items[0]) == {"_id", "url", "extractions", "hpfeeds_ids"}
    (extraction,) = items[0]["extractions"]
    assert extraction["hashes"] == hashes(b"FWS1")
    assert store.all.items("hpfeeds", id=items[0]["hpfeeds_ids"][0])[0]["channel"] == "thug.files"
    assert "_id" not in store.all.get("/api/d/urls").json["urls"][0]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (r"\.ru(\/|\:|$)", ["http://one.ru/a"]),
        (r":8080/", ["http://two.com:8080/b"]),
        (r"ONE", []),
        (r"(?i)ONE", ["http://one.ru/a"]),
        (r"^http.*?/[ab]$", ["http://one.ru/a", "http://two.com:8080/b"]),
        (r"(o)\.c\1m?", ["http://two.com:8080/b"]),
        (r"(?<=//)one(?!\.com)", ["http://one.ru/a"]),
    ],
)
def test_url_regex(store: Store, pattern: str, found: list[str]) -> None:
    assert [item["url"] for item in store.all.items("urls", url_regex=pattern)] == found


@pytest.mark.parametrize("kind", ["md5", "sha1", "sha512"])
def test_urls_and_files_by_hash(store: Store, kind: str) -> None:
    digest = hashes(b"FWS2")[kind]
    for spelling in (digest, digest.upper()):
        assert [item["url"] for item in store.all.items("urls", hash=spelling)] == ["http://two.com:8080/b"]
        (item,) = store.all.items("files", hash=spelling)
        assert item["data"] == b"FWS2".hex()


def test_a_file(store: Store) -> None:
    (item,) = store.all.items("files", hash=hashes(GIF)["md5"])
    assert set(item) == {"_id", "content_guess", "data", "encoding", "hashes", "hpfeed_ids"}
    assert (item["data"], item["encoding"], item["hashes"]) == (GIF.hex(), "hex", hashes(GIF))
    assert item["content_guess"] == "GIF image data, version 89a, 1 x 1"
    for value in ("", "0", "1"):
        (bare,) = store.all.items("files", hash=hashes(GIF)["sha1"], no_data=value)
        assert bare == {key: value for key, value in item.items() if key != "data"}
    (under_d,) = store.all.get("/api/d/files", hash=hashes(GIF)["md5"]).json["files"]
    assert under_d == {key: value for key, value in item.items() if key != "_id"}


def test_dorks_by_count(store: Store) -> None:
    dorks = store.all.items("aux/dorks")
    assert [(dork["content"], dork["count"]) for dork in dorks] == [("/two.php", 4), ("/three.php", 2), ("/one.php", 1)]
    assert set(dorks[0]) == {"content", "count", "firsttime", "lasttime", "type"}
    assert re.match(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$", dorks[0]["firsttime"])
    assert TIMESTAMP.match(dorks[0]["lasttime"])


@pytest.mark.parametrize(
    ("parameters", "contents"),
    [
        ({"sort_order": 1}, ["/one.php", "/three.php", "/two.php"]),
        ({"sort_by": "content"}, ["/two.php", "/three.php", "/one.php"]),
        ({"sort_by": "content", "sort_order": 1}, ["/one.php", "/three.php", "/two.php"]),
        ({"sort_by": "firsttime", "sort_order": 1}, None),
        ({"sort_by": "lasttime", "sort_order": 1}, ["/one.php", "/three.php", "/two.php"]),
        ({"sort_by": "type"}, None),
        ({"regex": r"^/t"}, ["/two.php", "/three.php"]),
        ({"regex": "php", "limit": 1}, ["/two.php"]),
        ({"type": "inurl", "limit": 0}, ["/two.php", "/three.php", "/one.php"]),
    ],
)
def test_dork_parameters(store: Store, parameters: dict[str, object], contents: list[str] | None) -> None:
    dorks = store.all.items("aux/dorks", **parameters)
    if contents is None:
        assert len(dorks) == 3
    else:
        assert [dork["content"] for dork in dorks] == contents


# Cursors of the development API


@pytest.mark.parametrize("resource", ["sessions", "sessions?sort_order=1", "hpfeeds", "sessions?honeypot=kippo", "aux/dorks", "urls"])
def test_cursors_give_everything_once(store: Store, resource: str) -> None:
    separator = "&" if "?" in resource else "?"
    (whole,) = store.all.request("GET", f"/api/d/{resource}{separator}limit=0").json.values()
    path = f"/api/d/{resource}{separator}limit=7"
    pages: list[dict] = []
    while path:
        answer = store.all.request("GET", path)
        (items,) = answer.json.values()
        pages += items
        link = re.search(r'<([^>]+)>; *rel="?next"?', answer.headers.get("Link", ""))
        path = re.sub(r"^https?://[^/]+", "", link[1]) if link else ""
        assert len(pages) <= len(whole)
    assert pages == whole


def test_a_made_up_cursor_is_400(store: Store) -> None:
    for cursor in ("x", "0", "..", "%00", "A" * 5000):
        assert store.all.request("GET", f"/api/d/sessions?cursor={cursor}").status == 400


def test_time_ranges_of_the_development_api(store: Store) -> None:
    newest = store.all.get("/api/d/hpfeeds", limit=1).json["hpfeeds"][0]["timestamp"]
    assert store.all.get("/api/d/hpfeeds", limit=0, **{"from": "2000-01-01", "to": newest}).json["hpfeeds"], "half open"
    assert len(store.all.get("/api/d/hpfeeds", limit=0, **{"from": newest}).json["hpfeeds"]) >= 1
    assert store.all.get("/api/d/sessions", **{"to": "2013-01-01T00:00:00"}).json["sessions"] == []
    of_2013 = store.all.get("/api/d/sessions", limit=0, **{"from": "2013-06-09T06:06:20Z", "to": "2013-06-09T06:06:21Z"})
    assert len(of_2013.json["sessions"]) == 7
    assert store.all.get("/api/d/sessions", **{"from": "yesterday"}).status == 400


# What a level hides


def test_level_60_does_not_learn_honeypot_addresses(store: Store) -> None:
    for version in ("v1", "d"):
        answer = store.normalized.get(f"/api/{version}/sessions", limit=0)
        assert len(answer.json["sessions"]) == 68
        assert all("destination_ip" not in session for session in answer.json["sessions"])
        assert SENSITIVE not in answer.text
        assert store.normalized.get(f"/api/{version}/sessions", destination_ip=SENSITIVE).status == 400
    assert SENSITIVE in store.all.get("/api/v1/sessions", limit=0).text


def test_level_60_still_sees_host_names(store: Store) -> None:
    sessions = store.normalized.sessions(honeypot="glastopf")
    assert sum(session["session_http"]["request"].get("host") == "shop.example" for session in sessions) == 6


# Expensive patterns


def test_a_backtracking_bomb_is_refused_while_others_are_served(store: Store) -> None:
    server = store.server
    bomber = server.add_sensor("bomber", publish=["thug.files"])
    server.publish(bomber, "thug.files", payloads.thug_file("http://three.com/" + "a" * 60 + "!", b"FWS3"))
    eventually(lambda: len(store.all.items("urls")) == 3)
    started = time.monotonic()
    answer = store.all.get("/api/v1/urls", url_regex="/(a+)+$")
    assert answer.status in (200, 400)
    assert time.monotonic() - started < 15
    started = time.monotonic()
    assert store.all.get("/api/v1/aux/dorks").status == 200
    assert time.monotonic() - started < 1


def hashes(content: bytes) -> dict[str, str]:
    return {name: hashlib.new(name, content).hexdigest() for name in ("md5", "sha1", "sha512")}
