"""A small Mnemosyne database as `mongodump` and `mongoexport` write it, made by PyMongo's own `bson`."""

import base64
import datetime
import hashlib
import json
import pathlib
from dataclasses import dataclass, field
from typing import Any

import bson
from bson import json_util

from support import payloads

EPOCH = datetime.datetime(2014, 5, 6, 7, 8, 9, 123000, tzinfo=datetime.timezone.utc)
SECONDS = int(EPOCH.timestamp())
GIF = base64.b64decode("R0lGODlhAQABAAAAACw=")
LOST_FILE = b"\x7fELF of a message that was purged"


def object_id(number: int) -> bson.ObjectId:
    return bson.ObjectId(f"{SECONDS:08x}{number:016x}")


def hashes(content: bytes) -> dict[str, str]:
    return {name: hashlib.new(name, content).hexdigest() for name in ("md5", "sha1", "sha512")}


@dataclass
class Database:
    """Documents by collection."""

    collections: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, collection: str, **members: Any) -> bson.ObjectId:
        documents = self.collections.setdefault(collection, [])
        number = sum(len(others) for others in self.collections.values()) + 1
        document = {"_id": object_id(number), **members}
        documents.append(document)
        return document["_id"]

    def add_raw(self, channel: str, payload: Any, **members: Any) -> bson.ObjectId:
        return self.add(
            "hpfeed", ident="old-sensor", channel=channel, payload=payload, timestamp=EPOCH, normalized=True, **members
        )

    def add_session(self, hpfeed_id: bson.ObjectId, source_ip: str, **members: Any) -> bson.ObjectId:
        return self.add(
            "session",
            hpfeed_id=hpfeed_id,
            protocol="ssh",
            honeypot="kippo",
            source_ip=source_ip,
            source_port=40000,
            destination_port=2222,
            timestamp=EPOCH,
            auth_attempts=[{"login": "root", "password": "1234"}],
            **members,
        )

    # The forms of a dump

    def write_bson(self, folder: pathlib.Path, name: str = "mnemosyne") -> pathlib.Path:
        target = folder / "dump" / name
        target.mkdir(parents=True)
        for name, documents in self.collections.items():
            (target / f"{name}.bson").write_bytes(b"".join(bson.encode(document) for document in documents))
            (target / f"{name}.metadata.json").write_text("{}")
        (target / "system.indexes.bson").write_bytes(bson.encode({"name": "x"}))
        return folder / "dump"

    def write_json(self, folder: pathlib.Path, options: json_util.JSONOptions, array: bool) -> pathlib.Path:
        target = folder / "export"
        target.mkdir()
        for name, documents in self.collections.items():
            texts = [json_util.dumps(document, json_options=options) for document in documents]
            (target / f"{name}.json").write_text("[" + ",".join(texts) + "]\n" if array else "\n".join(texts) + "\n")
        return target


def mnemosyne() -> tuple[Database, dict[str, bson.ObjectId]]:
    """A database with what may come: whole chains, a lost raw message of each kind, MHN's documents, binaries."""
    database = Database()
    ids: dict[str, bson.ObjectId] = {}
    ids["raw"] = database.add_raw("kippo.sessions", payloads.kippo("192.0.2.1").decode())
    ids["document"] = database.add_raw("cowrie.sessions", json.loads(payloads.kippo("192.0.2.2")))
    ids["binary"] = database.add_raw("mwbinary.dionaea.sensorunique", GIF.hex())
    ids["thug"] = database.add_raw("thug.files", payloads.thug_file("evil.example/a.swf", b"CWS1").decode())
    ids["broken"] = database.add_raw("kippo.sessions", "{broken", last_error="ValueError")
    ids["session"] = database.add_session(ids["raw"], "192.0.2.1")
    ids["document session"] = database.add_session(ids["document"], "192.0.2.2", identifier="old-sensor")
    ids["lost raw"] = object_id(1000)
    ids["lost session"] = database.add_session(ids["lost raw"], "192.0.2.3", identifier="lost-sensor", destination_ip=["198.51.100.1"])
    ids["second session"] = database.add_session(ids["lost raw"], "192.0.2.4", identifier="lost-sensor")
    extraction = {"timestamp": EPOCH, "hashes": hashes(b"CWS1")}
    ids["url"] = database.add(
        "url",
        url="http://evil.example/a.swf",
        hpfeeds_ids=[ids["thug"], object_id(1001)],
        extractions=[extraction, {"timestamp": EPOCH - datetime.timedelta(days=1), "hashes": hashes(LOST_FILE)}],
    )
    ids["lost url"] = database.add("url", url="http://lost.example/", hpfeeds_ids=[object_id(1002)])
    for name, content in (("file", GIF), ("lost file", LOST_FILE)):
        ids[name] = database.add(
            "file", data=content.hex(), encoding="hex", content_guess="data", hashes=hashes(content), hpfeed_ids=[ids["binary"]]
        )
    ids["dork"] = database.add("dork", content="/old.php", type="inurl", count=12, lasttime=EPOCH)
    return database, ids
