"""Client libraries for CRITs from PyPI, unmodified: written for upstream, so the server answers a POST with 200."""

import hashlib
import importlib
import sys
import urllib.parse
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from critsapi.critsapi import CRITsAPI

from support.database import Database
from support.server import Waggle
from test_threat_api import Client, make_client, serve
from test_uploaded_files import mail, png

# pycrits was written for Python 2, where this module had that name; nothing else of it is missing.
sys.modules.setdefault("urlparse", urllib.parse)


@pytest.fixture(scope="module", params=["embedded", "cluster"])
def ana(request: pytest.FixtureRequest, new_server) -> Iterator[Client]:
    with pytest.MonkeyPatch.context() as environment:
        if request.param == "cluster":
            database = Database.in_temporary_folder()
            environment.setenv("WAGGLE_DATABASE", database.url)
            environment.setenv("WAGGLE_SECRET_KEY", "5a" * 32)
        server: Waggle = new_server()
        server.command("setting", "set", "crits_success_status", "200")
        running = serve(server)
        next(running)
        yield make_client(server, "ana", "lab analyst")
        next(running, None)
        if request.param == "cluster":
            database.do("stop")


def pycrits(ana: Client, module: str):
    """A class of the library, whose access is a global."""
    importlib.import_module("pycrits.access_token").access_token(ana.base, ana.credentials["username"], ana.credentials["api_key"])
    return getattr(importlib.import_module(f"pycrits.{module.lower()}"), module)


def test_pycrits_adds_every_type_it_knows(ana: Client, tmp_path: Path) -> None:
    file = tmp_path / "x.bin"
    file.write_bytes(b"MZ of pycrits" + bytes(500))
    capture = tmp_path / "x.pcap"
    capture.write_bytes(bytes.fromhex("d4c3b2a1020004000000000000000000ffff000001000000"))
    made: dict[str, str] = {}
    for module, parameters, path in (
        ("Actor", {"name": "py bear"}, None), ("Backdoor", {"name": "py tool"}, None), ("Campaign", {"name": "py wave"}, None),
        ("Certificate", {}, file), ("Domain", {"domain": "py.example.com"}, None),
        ("Event", {"title": "py", "event_type": "Phishing", "description": "d"}, None), ("Exploit", {"name": "py hole"}, None),
        ("Indicator", {"type": "User Agent", "value": "py agent"}, None), ("IP", {"ip": "192.0.2.200", "ip_type": "IPv4 Address"}, None),
        ("PCAP", {}, capture), ("Raw", {"upload_type": "metadata", "data_type": "Text", "title": "py", "data": "text"}, None),
        ("Sample", {"upload_type": "file"}, file), ("Signature", {"title": "py", "data_type": "Yara", "data": "rule x {}"}, None),
        ("Target", {"email_address": "py@example.com"}, None), ("Email", {"upload_type": "fields", "date": "2024-03-05"}, None),
    ):
        kind = pycrits(ana, module)
        source = {} if module in ("Campaign", "Target") else {"source": "Lab"}
        envelope = kind.new(parameters | source, file=str(path) if path else None)
        assert envelope["return_code"] == 0 and envelope["id"], (module, envelope)
        made[module] = envelope["id"]
        found = list(kind.objects(dict_generator=True))
        assert envelope["id"] in [each["_id"] for each in found], module
    comment = pycrits(ana, "Comment").new({"object_type": "Domain", "object_id": made["Domain"], "comment": "py"})
    assert comment["success"] is True
    picture = tmp_path / "x.png"
    picture.write_bytes(png(4, 4, zlib.compress((b"\0" + bytes(4)) * 4)))
    shot = pycrits(ana, "Screenshot").new(
        {"upload_type": "screenshot", "oid": made["Sample"], "otype": "Sample", "source": "Lab"}, file=str(picture))
    assert shot["return_code"] == 0, shot


def test_pycrits_searches_pages_and_changes(ana: Client) -> None:
    indicator = pycrits(ana, "Indicator")
    for number in range(23):
        assert indicator.new({"type": "User Agent", "value": f"paged {number:02}", "source": "Lab"})["return_code"] == 0
    found = list(indicator.objects(query={"value": "^paged "}, useregex=True, dict_generator=True))
    assert [each["value"] for each in found] == [f"paged {number:02}" for number in range(23)]
    (one,) = indicator.objects(query={"value": "paged 07"}, dict_generator=True)
    answer = indicator.update(one["_id"], {"action": "status_update", "value": "Analyzed"})
    assert answer["return_code"] == 0, answer
    assert ana.detail("indicators", one["_id"])["status"] == "Analyzed"
    errors = importlib.import_module("pycrits.errors")
    with pytest.raises(errors.critsValueError):
        list(indicator.objects(query={"nonsense": "x"}))


def test_critsapi(ana: Client, tmp_path: Path) -> None:
    crits = CRITsAPI(f"{ana.base}/api/v1/", ana.credentials["api_key"], ana.credentials["username"], verify=False)
    indicator = crits.add_indicator("http://api.example.com/x", "URI", source="Lab", reference="r", bucket_list=["a", "b"])
    assert indicator is not None and indicator["return_code"] == 0, indicator
    stored = crits.get_object(indicator["id"], "Indicator")
    assert stored["bucket_list"] == ["a", "b"] and [each["type"] for each in stored["relationships"]] == ["Domain"]

    event = crits.add_event("Lab", "r", "critsapi event", "Phishing", description="d", bucket_list=["x"])
    assert event["return_code"] == 0, event
    assert crits.add_event("Lab", "r", "critsapi event", "Phishing", description="d")["_id"] == event["id"]
    assert crits.get_events("critsapi ev", regex=True)["meta"]["total_count"] == 1

    file = tmp_path / "api.bin"
    file.write_bytes(b"MZ of critsapi")
    sample = crits.add_sample_file(str(file), "Lab", "r", bucket_list=["x"])
    assert sample["return_code"] == 0, sample
    digest = hashlib.md5(file.read_bytes()).hexdigest()
    assert crits.get_samples(md5=digest)["objects"][0]["_id"] == sample["id"]
    meta = crits.add_sample_meta("Lab", "r", filename="m.exe", md5="ab" * 16)
    assert meta["return_code"] == 0, meta
    assert crits.get_samples(md5="cd" * 16) is None

    letter = tmp_path / "mail.eml"
    letter.write_bytes(mail().as_bytes())
    message = crits.add_email(str(letter), "Lab", "r", upload_type="eml")
    assert message["return_code"] == 0, message
    backdoor = crits.add_backdoor("api tool", "Lab", "r", aliases=["t"], version="2", bucket_list="x")
    assert backdoor["return_code"] == 0, backdoor

    assert crits.has_relationship(sample["id"], "Sample", event["id"], "Event") is False
    assert crits.forge_relationship(sample["id"], "Sample", event["id"], "Event", rel_reason="seen") is True
    assert crits.has_relationship(sample["id"], "Sample", event["id"], "Event") is True
    assert crits.status_update(event["id"], "Event", "Analyzed") is True
    assert crits.get_object(event["id"], "Event")["status"] == "Analyzed"
    assert crits.source_add_update(event["id"], "Event", "Lab", method="m", reference="again") is True
    instances = crits.get_object(event["id"], "Event")["source"][0]["instances"]
    assert [each.get("reference") for each in instances] == ["r", "again"]
