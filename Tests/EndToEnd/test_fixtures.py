"""Real payloads with their expected results (`../shared/fixtures` beside the repository), published over hpfeeds and read back.

What the WebAPI does not show cannot be compared here: `metadata` documents. Receive times are the server's own: where the expected
document has the case's receive time, the raw record's is wanted.
"""

import json
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from support.server import REPOSITORY, Sensor, Waggle
from support.waiting import eventually
from support.webapi import WebAPI

FIXTURES = REPOSITORY.parent / "shared/fixtures"
LIVE_RECEIVE_TIME = "2026-11-22T15:00:00"
TIMED_BY_PAYLOAD = {"glastopf.events", "beeswarm.hive", "thug.events"}
PRINTABLE = set(string.printable.encode())

pytestmark = pytest.mark.skipif(not FIXTURES.is_dir(), reason=f"no fixtures in {FIXTURES}")


@dataclass(frozen=True)
class Case:
    name: str
    channel: str
    payload: bytes
    expected: list[dict[str, Any]]
    receive_time: str
    keeps_private: bool
    fails: bool

    def documents(self, collection: str) -> list[dict[str, Any]]:
        return [part[collection] for part in self.expected if collection in part]


def cases() -> Iterator[Case]:
    for meta_file in sorted(FIXTURES.glob("*/*.meta.json")):
        stem = meta_file.name.removesuffix(".meta.json")
        meta = json.loads(meta_file.read_text())
        payload = meta_file.with_name(f"{stem}.payload").read_bytes()
        yield Case(
            name=f"{meta_file.parent.name}/{stem}",
            channel=meta["channel"],
            payload=bytes.fromhex(payload.decode()) if meta["payload_form"] == "stored-hex" else payload,
            expected=json.loads(meta_file.with_name(f"{stem}.expected.json").read_text()),
            receive_time=meta["submission_timestamp"],
            keeps_private=not meta["ignore_rfc1918"],
            fails=meta["expect_error"],
        )
    for expected_file in sorted(FIXTURES.glob("live/*/*.expected.json")):
        payload_file = expected_file.with_name(expected_file.name.replace(".expected.json", ".json"))
        yield Case(
            name=f"live/{payload_file.stem}",
            channel=payload_file.stem.rsplit(".", 1)[0],
            payload=payload_file.read_bytes(),
            expected=json.loads(expected_file.read_text()),
            receive_time=LIVE_RECEIVE_TIME,
            keeps_private=True,
            fails=False,
        )


CASES = list(cases()) if FIXTURES.is_dir() else []


@dataclass(frozen=True)
class Store:
    """A server that was given every case of one `keep_private_sources` value."""

    api: WebAPI
    records: dict[tuple[str, str], dict[str, Any]]
    sessions: dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def stores(new_server: Callable[[], Waggle]) -> Iterator[dict[bool, Store]]:
    servers = {keeps: fill(new_server(), keeps) for keeps in (False, True)}
    yield {keeps: store for keeps, (_, store) in servers.items()}
    for server, _ in servers.values():
        assert server.stop() == 0, server.errors()


def fill(server: Waggle, keeps_private: bool) -> tuple[Waggle, Store]:
    server.command("setting", "set", "keep_private_sources", "true" if keeps_private else "false")
    server.add_user("reader", "access_all")
    key = server.add_key("reader")
    chosen = [case for case in CASES if case.keeps_private == keeps_private]
    channels = sorted({case.channel for case in chosen})
    sensor: Sensor = server.add_sensor("fixture-ident", publish=channels)
    server.start()
    for case in chosen:
        server.publish(sensor, case.channel, case.payload)
    api = server.anonymous.with_key("reader", key)
    records = eventually(lambda: (found := api.items("hpfeeds", limit=0)) and len(found) == len(chosen) and found, seconds=20)
    sessions: dict[str, list[dict[str, Any]]] = {}
    for session in api.sessions():
        sessions.setdefault(session["hpfeed_id"], []).append(session)
    return server, Store(api, {(record["channel"], record["payload"]): record for record in records}, sessions)


def stored_form(payload: bytes) -> str:
    """Text, or hex when the first 20 bytes are not printable, the whole is not UTF-8, or there is a NUL."""
    if set(payload[:20]) <= PRINTABLE and b"\0" not in payload:
        try:
            return payload.decode()
        except UnicodeDecodeError:
            pass
    return payload.hex()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_fixture(stores: dict[bool, Store], case: Case) -> None:
    store = stores[case.keeps_private]
    record = store.records[case.channel, stored_form(case.payload)]
    assert record["ident"] == "fixture-ident"
    assert record["normalized"] is not case.fails
    assert bool(record.get("last_error")) is case.fails

    found = [without_storage_keys(session) for session in store.sessions.get(record["_id"], [])]
    wanted = [as_received(document, case, record) for document in case.documents("session")]
    assert in_order(map(comparable, found)) == in_order(map(comparable, wanted))

    for file in case.documents("file"):
        (item,) = store.api.items("files", hash=file["hashes"]["sha512"])
        assert record["_id"] in item["hpfeed_ids"]
        assert item["content_guess"].startswith(file["content_guess"].split(",")[0])
        assert {key: item[key] for key in ("data", "encoding", "hashes")} == {key: file[key] for key in ("data", "encoding", "hashes")}
    for url in case.documents("url"):
        (item,) = [item for item in store.api.items("urls", limit=0) if item["url"] == url["url"]]
        assert record["_id"] in item["hpfeeds_ids"]
        for extraction in url.get("extractions", []):
            assert as_received(extraction, case, record) in item["extractions"]
    for dork in case.documents("dork"):
        (item,) = [item for item in store.api.items("aux/dorks", limit=0) if item["content"] == dork["content"]]
        same = sum(
            dork["content"] == other["content"]
            for each in CASES
            if each.keeps_private == case.keeps_private
            for other in each.documents("dork")
        )
        assert (item["type"], item["count"]) == (dork["type"], same)


def test_nothing_else_was_made(stores: dict[bool, Store]) -> None:
    for keeps, store in stores.items():
        chosen = [case for case in CASES if case.keeps_private == keeps]
        assert sum(len(found) for found in store.sessions.values()) == sum(len(case.documents("session")) for case in chosen)


def without_storage_keys(session: dict[str, Any]) -> dict[str, Any]:
    assert session["identifier"] == "fixture-ident"
    return {key: value for key, value in session.items() if key not in ("_id", "hpfeed_id", "identifier")}


def as_received(document: dict[str, Any], case: Case, record: dict[str, Any]) -> dict[str, Any]:
    """The expected document with the receive time of this run."""
    if document.get("timestamp") == case.receive_time and case.channel not in TIMED_BY_PAYLOAD:
        return document | {"timestamp": record["timestamp"]}
    return document


def comparable(session: dict[str, Any]) -> dict[str, Any]:
    """A form in which equal sessions are equal: times to the millisecond, headers as objects or sets of pairs."""
    session = json.loads(json.dumps(session))
    whole, _, fraction = session["timestamp"].partition(".")
    session["timestamp"] = f"{whole}.{fraction[:3]:0<3}"
    request = session.get("session_http", {}).get("request", {})
    if isinstance(header := request.get("header"), str):
        request["header"] = json.loads(header)
    elif isinstance(header, list):
        request["header"] = sorted(header)
    return session


def in_order(documents: Any) -> list[dict[str, Any]]:
    return sorted(documents, key=lambda document: json.dumps(document, sort_keys=True))
