"""A CRITs database taken over from what mongodump and mongoexport write of it, on both engines."""

import gzip
import hashlib
import io
import json
import pathlib
import signal
import subprocess
import time
import zipfile
from collections.abc import Iterator

import bson
import pytest
from bson import json_util

from support import crits_dumps
from support.crits_dumps import CAPTURE, ORPHAN, PICTURE, SAMPLE
from support.database import Database
from support.dumps import Database as Dump
from support.server import BINARY, Waggle
from test_threat_api import Client

FORMS = ("bson", "gzip", "relaxed lines", "canonical array", "legacy lines")


def write(dump: Dump, form: str, folder: pathlib.Path) -> pathlib.Path:
    match form:
        case "bson":
            return dump.write_bson(folder, "crits")
        case "gzip":
            written = dump.write_bson(folder, "crits")
            for file in written.rglob("*.*"):
                # As mongodump does: several members are one file.
                content = file.read_bytes()
                file.with_name(file.name + ".gz").write_bytes(gzip.compress(content[:100]) + gzip.compress(content[100:]))
                file.unlink()
            return written
        case "relaxed lines":
            return dump.write_json(folder, json_util.RELAXED_JSON_OPTIONS, array=False)
        case "canonical array":
            return dump.write_json(folder, json_util.CANONICAL_JSON_OPTIONS, array=True)
        case _:
            return dump.write_json(folder, json_util.LEGACY_JSON_OPTIONS, array=False)


def counts(waggle: Waggle, folder: pathlib.Path) -> dict:
    return json.loads(waggle.command("import", "--json", "--crits", str(folder)))


def start(server: Waggle, *users: tuple[str, str]) -> list[Client]:
    """Starts the server for users with a role each, who are made before, when nobody has to notice."""
    keys = []
    for name, role in users:
        server.add_user(name, role)
        keys.append(server.add_key(name))
    server.command("setting", "set", "enable_api", "true")
    server.start()
    base = f"http://{server.anonymous.host}:{server.anonymous.port}"
    return [Client(base, name, key) for (name, _), key in zip(users, keys)]


@pytest.fixture(params=["embedded", "cluster"])
def server(request: pytest.FixtureRequest, fresh: Waggle) -> Iterator[Waggle]:
    with pytest.MonkeyPatch.context() as environment:
        if request.param == "cluster":
            database = Database.in_temporary_folder()
            environment.setenv("WAGGLE_DATABASE", database.url)
            environment.setenv("WAGGLE_SECRET_KEY", "5a" * 32)
        yield fresh
        if request.param == "cluster":
            if fresh.process is not None:
                fresh.stop()
                fresh.process = None
            database.do("stop")


def check(root: Client, ids: dict[str, bson.ObjectId]) -> None:
    sample = root.detail("samples", str(ids["sample"]))
    assert sample["created"] == "2014-05-06 07:08:09.123000" and sample["modified"] == "2014-05-09 07:08:09.123000"
    assert sample["bucket_list"] == ["apt", "old"] and sample["status"] == "In Progress" and sample["sectors"] == ["Energy"]
    assert sample["campaign"][0]["name"] == "Old Wave" and sample["tickets"][0]["ticket_number"] == "T-1"
    assert sample["locations"][0]["location"] == "Nowhere" and sample["objects"][0]["source"][0]["name"] == "Old Lab"
    assert sample["actions"][0]["action_type"] == "Blocked Outbound At Firewall" and sample["screenshots"] == [str(ids["screenshot"])]
    assert [each["name"] for each in sample["source"]] == ["Old Lab", "Partner"]
    assert sample["source"][1]["instances"][0] == {
        "analyst": "old", "date": "2014-05-06 07:08:09.123000", "method": "", "reference": "R-1", "tlp": "amber"}
    assert sample["unsupported_attrs"] == {"favorite": ["ann"]} and sample["schema_version"] == 5
    (relationship,) = sample["relationships"]
    assert (relationship["relationship"], relationship["type"], relationship["value"]) == ("Connected To", "Domain", str(ids["domain"]))
    assert {each["type"] for each in root.detail("domains", str(ids["domain"]))["relationships"]} == {"IP", "Sample"}
    for path, name, key, value in (
        ("actors", "actor", "name", "Old Bear"), ("actoridentifiers", "identifier", "name", "bear"), ("backdoors", "backdoor", "version", "2"),
        ("campaigns", "campaign", "sample_count", 3), ("ips", "ip", "ip", "198.51.100.7"), ("domains", "domain", "watchlistEnabled", True),
        ("emails", "email", "subject", "Grüße \u0000 <b>"), ("emails", "email", "cc", ["c@old.example"]),
        ("emails", "email", "unsupported_attrs", {"received": "by x"}), ("emails", "email", "isodate", "2014-05-06 07:08:09.123000"),
        ("events", "event", "event_id", str(crits_dumps.LINK)), ("exploits", "exploit", "cve", "CVE-2017-11882"),
        ("indicators", "indicator", "unsupported_attrs", {"mystery": {"depth": [1, 2.5]}}),
        ("indicators", "old indicator", "threat_types", ["Bad Actor"]), ("indicators", "old indicator", "lower", "abc"),
        ("raw_data", "raw", "link_id", str(crits_dumps.LINK)), ("raw_data", "raw", "version", 3),
        ("signatures", "signature", "data_type_dependency", ["pe"]), ("targets", "target", "email_count", 4),
        ("comments", "comment", "obj_id", str(ids["domain"])), ("analysis_results", "result", "object_id", str(ids["sample"])),
        ("service_registry", "service", "name", "old_service"),
    ):
        assert root.detail(path, str(ids[name]))[key] == value, (path, key)
    assert root.detail("indicators", str(ids["indicator"]))["activity"][0]["end_date"] == "2014-05-09 07:08:09.123000"
    for path, name, entry, content in (
        ("samples", "sample", hashlib.md5(SAMPLE).hexdigest(), SAMPLE), ("samples", "orphan", hashlib.md5(ORPHAN).hexdigest(), ORPHAN),
        ("pcaps", "capture", hashlib.md5(CAPTURE).hexdigest(), CAPTURE), ("screenshots", "screenshot", "1" * 32 + ".png", PICTURE),
    ):
        archive = zipfile.ZipFile(io.BytesIO(root.get(f"{path}/{ids[name]}/", file=1).content))
        assert archive.read(entry, pwd=b"infected") == content, path
    assert root.get(f"samples/{ids['metadata']}/", file=1).text == "No files found!"
    # What is there is found by its key, and extended.
    assert root.add("domains", domain="old.example", source="Old Lab")["id"] == str(ids["domain"])
    assert root.criteria("samples/", bucket_list="old", objects__value="curl")


def test_a_crits_database_keeps_its_ids(server: Waggle, tmp_path: pathlib.Path) -> None:
    dump, ids = crits_dumps.crits()
    folder = write(dump, "bson", tmp_path)
    first = counts(server, folder)
    assert first["refused"] == 0 and first["skipped"] == 0, first
    assert first["collections"]["samples"]["imported"] == 3 and first["collections"]["sample.chunks"]["imported"] == 2
    again = counts(server, folder)
    assert again["imported"] == 0 and again["refused"] == 0, again
    server.command("role", "add", "partner", "--copy", "Read Only")
    server.command("role", "grant", "partner", "Sample.download")
    server.command("source", "grant", "partner", "Partner", "--read", "--tlp", "amber")
    assert {each["name"]: each["active"] for each in json.loads(server.command("source", "list", "--json"))} == {
        "Old Lab": True, "Closed": False, "Partner": True, "honeypots": True}
    assert "Proxy Log" in server.command("item", "list", "raw_data_type")
    root, partner = start(server, ("root", "UberAdmin"), ("partner", "partner"))
    check(root, ids)
    assert [each["_id"] for each in partner.get("samples/").json()["objects"]] == [str(ids["sample"])]
    assert partner.get(f"samples/{ids['sample']}/", file=1).content[:2] == b"PK"


@pytest.mark.parametrize("form", FORMS[1:])
def test_every_form_of_a_dump(fresh: Waggle, tmp_path: pathlib.Path, form: str) -> None:
    dump, ids = crits_dumps.crits()
    result = counts(fresh, write(dump, form, tmp_path))
    assert result["refused"] == 0, result
    check(*start(fresh, ("root", "UberAdmin")), ids)


def test_what_is_wrong_is_named_and_stops_nothing(fresh: Waggle, tmp_path: pathlib.Path) -> None:
    dump, ids = crits_dumps.crits()
    bad = {
        "no name": dump.add("actors", **crits_dumps.base()),
        "date": dump.add("domains", **crits_dumps.base(domain="x.example") | {"created": "whenever"}),
        "text": dump.add("domains", **crits_dumps.base(domain={"a": 1})),
        "type": dump.add("ips", **crits_dumps.base(ip="192.0.2.1", odd=bson.Decimal128("1.5"))),
        "taken": ids["domain"],
    }
    dump.collections["ips"].append({"_id": ids["domain"], **crits_dumps.base(ip="192.0.2.2")})
    dump.collections["exploits"].append({"_id": "text", **crits_dumps.base(name="x")})
    dump.collections["sample.chunks"].pop()
    folder = write(dump, "bson", tmp_path)
    with (folder / "crits" / "events.bson").open("ab") as events:
        events.write(b"\xff\x00\x00\x00\x02")
    result = fresh.run("import", "--json", "--crits", str(folder))
    assert result.returncode == 1
    where = folder / "crits"
    for text in (
        f"{where}/actors.bson: the document {bad['no name']}: name: missing",
        f"{where}/domains.bson: the document {bad['date']}: created: not a date",
        f"{where}/domains.bson: the document {bad['text']}: domain: not a text",
        f"{where}/ips.bson: the document {bad['type']}: odd: a value of the BSON type 19",
        f"{where}/ips.bson: the document {bad['taken']}: ",
        "_id: not an ObjectId",
        f"{where}/events.bson: ends in the middle of the document at byte ",
        "its chunks are not all in the dump",
    ):
        assert text in result.stderr, (text, result.stderr)
    found = json.loads(result.stdout)
    assert found["refused"] == 8 and found["collections"]["domains"]["imported"] == 1 and found["collections"]["ips"]["imported"] == 1
    assert fresh.run("import", "--crits", str(tmp_path / "nowhere")).returncode == 1
    assert fresh.run("import").returncode == 64


def test_an_import_that_was_killed_is_started_again(fresh: Waggle, tmp_path: pathlib.Path) -> None:
    dump = Dump()
    contents = [f"content {number} ".encode() * 5_000 for number in range(30)]
    for number, content in enumerate(contents):
        file = crits_dumps.add_file(dump, "sample", content, 10_000)
        dump.add("sample", **crits_dumps.base(filename=f"{number}", md5=crits_dumps.md5(content), filedata=file))
    for number in range(1_500):
        dump.add("domains", **crits_dumps.base(domain=f"n{number}.example"))
    folder = write(dump, "bson", tmp_path)
    fresh.command("migrate")
    for _ in range(2):
        process = subprocess.Popen(
            [BINARY, "import", "--crits", folder, "--data-dir", fresh.data_directory], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.7)
        process.send_signal(signal.SIGKILL)
        process.wait()
    result = counts(fresh, folder)
    assert result["refused"] == 0 and result["collections"]["domains"]["imported"] + result["collections"]["domains"]["skipped"] == 1_500
    assert counts(fresh, folder)["imported"] == 0
    (root,) = start(fresh, ("root", "UberAdmin"))
    assert root.get("domains/").json()["meta"]["total_count"] == 1_500
    assert root.criteria("domains/", bucket_list="apt")[0]["source"][0]["instances"][0]["reference"] == "R-1"
    archive = zipfile.ZipFile(io.BytesIO(root.get("samples/", file=1, limit=100).content))
    assert {archive.read(name, pwd=b"infected") for name in archive.namelist()} == set(contents)
