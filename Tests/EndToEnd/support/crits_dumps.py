"""A small CRITs database as `mongodump` and `mongoexport` write it, made by PyMongo's own `bson`."""

import datetime
import hashlib
import uuid
from typing import Any

import bson

from support.dumps import EPOCH, Database, object_id

SAMPLE = b"MZ" + bytes(range(256)) * 3000
CAPTURE = bytes.fromhex("d4c3b2a1020004000000000000000000ffff000001000000")
PICTURE = b"\x89PNG\r\n\x1a\n picture"
THUMB = b"\x89PNG\r\n\x1a\n thumb"
ORPHAN = b"named by its MD5 only"
LINK = uuid.UUID("0b7c2a52-3c0e-4f0e-9a55-5b1a1f0f9d11")
LATER = EPOCH + datetime.timedelta(days=3)


def md5(content: bytes) -> str:
    return hashlib.md5(content).hexdigest()


def source(name: str, tlp: str = "green", **members: Any) -> dict[str, Any]:
    return {"name": name, "instances": [{"analyst": "old", "date": EPOCH, "method": "", "reference": "R-1", "tlp": tlp, **members}]}


def base(**members: Any) -> dict[str, Any]:
    """What every top-level object has."""
    return {
        "schema_version": 1, "created": EPOCH, "modified": LATER, "status": "In Progress", "tlp": "green", "analyst": "old",
        "bucket_list": ["apt", "old"], "campaign": [{"name": "Old Wave", "confidence": "high", "analyst": "old", "date": EPOCH}],
        "locations": [{"location_type": "Originated From", "location": "Nowhere", "analyst": "old", "date": EPOCH}],
        "objects": [{"type": "User Agent", "value": "curl", "analyst": "old", "date": EPOCH, "source": [source("Old Lab")]}],
        "relationships": [], "releasability": [{"name": "Old Lab", "analyst": "old", "instances": []}], "screenshots": [],
        "sectors": ["Energy"], "tickets": [{"ticket_number": "T-1", "analyst": "old", "date": EPOCH}],
        "actions": [{"action_type": "Blocked Outbound At Firewall", "active": "on", "analyst": "old", "date": EPOCH, "begin_date": EPOCH}],
        "source": [source("Old Lab")], **members,
    }


def add_file(database: Database, bucket: str, content: bytes, size: int, mixed: list | None = None) -> bson.ObjectId:
    """A file of GridFS; `mixed` keeps its chunks back."""
    digest = md5(content)
    id = database.add(
        f"{bucket}.files", filename=digest, contentType="x", length=len(content), chunkSize=size, uploadDate=EPOCH, md5=digest
    )
    pieces = [content[start : start + size] for start in range(0, len(content), size)]
    chunks = [{"files_id": id, "n": number, "data": bson.Binary(piece)} for number, piece in enumerate(pieces)]
    if mixed is None:
        for chunk in chunks:
            database.add(f"{bucket}.chunks", **chunk)
    else:
        mixed.append(chunks)
    return id


def crits() -> tuple[Database, dict[str, bson.ObjectId]]:
    """A database with something of every collection, and what older versions wrote."""
    database = Database()
    ids: dict[str, bson.ObjectId] = {}
    database.add("source_access", name="Old Lab", active="on", sample_count=1, schema_version=1)
    database.add("source_access", name="Closed", active="off", sample_count=0, schema_version=1)
    database.add("raw_data_types", name="Proxy Log", active="on", schema_version=1)
    database.add("actor_threat_identifiers", name="Tattoo", active="on", schema_version=1)

    mixed: list = []
    files = {"sample": add_file(database, "sample", SAMPLE, 255 * 1024, mixed), "orphan": add_file(database, "sample", ORPHAN, 7, mixed)}
    # The chunks of two uploads at once, the last of one before the first of the other.
    for chunk in [mixed[1][-1], *(chunk for pair in zip(mixed[0], mixed[1]) for chunk in pair if chunk is not mixed[1][-1])]:
        database.add("sample.chunks", **chunk)
    files["capture"] = add_file(database, "pcaps", CAPTURE, 10)
    files["certificate"] = add_file(database, "certificates", b"-----BEGIN CERTIFICATE-----\n", 100)
    files["picture"] = add_file(database, "screenshots", PICTURE, 5)
    files["thumb"] = add_file(database, "screenshots", THUMB, 100)

    ids["screenshot"] = database.add(
        "screenshots", schema_version=1, created=EPOCH, modified=EPOCH, analyst="old", filename="desk.jpg", md5="1" * 32, width=640,
        height=480, screenshot=files["picture"], thumb=files["thumb"], tags=["desktop"], source=[source("Old Lab")],
    )
    ids["sample"] = database.add("sample", **base(
        filename="old.exe", filenames=["older.exe"], md5=md5(SAMPLE), sha1=hashlib.sha1(SAMPLE).hexdigest(), size=len(SAMPLE),
        mimetype="application/x-dosexec", filetype="PE32", filedata=files["sample"], screenshots=[str(ids["screenshot"])],
        favorite=["ann"], _cls="Sample", source=[source("Old Lab"), source("Partner", "amber")]))
    ids["orphan"] = database.add("sample", **base(filename="orphan", md5=md5(ORPHAN)))
    ids["metadata"] = database.add("sample", **base(filename="no bytes", md5="9" * 32))
    ids["actor"] = database.add("actors", **base(name="Old Bear", aliases=["OB"], identifiers=[], threat_types=["Hacktivist"]))
    ids["identifier"] = database.add(
        "actor_identifiers", identifier_type="Tattoo", name="bear", active="on", created=EPOCH, schema_version=1, source=[source("Old Lab")])
    ids["backdoor"] = database.add("backdoors", **base(name="Tool", version="2", aliases=[]))
    campaign = base(name="Old Wave", aliases=["OW"], active="on", ttps=[{"ttp": "phish", "analyst": "old", "date": EPOCH}], sample_count=2)
    del campaign["source"]
    ids["campaign"] = database.add("campaigns", **campaign)
    ids["certificate"] = database.add("certificates", **base(
        filename="c.pem", filetype="PEM certificate", md5=md5(b"-----BEGIN CERTIFICATE-----\n"), size=28, filedata=files["certificate"]))
    ids["ip"] = database.add("ips", **base(ip="198.51.100.7", type="IPv4 Address"))
    ids["domain"] = database.add("domains", **base(domain="old.example", type="A", watchlistEnabled=True))
    ids["email"] = database.add("email", **base(
        **{"from": "a@old.example"}, to=["b@old.example"], cc="c@old.example", subject="Grüße \u0000 <b>", date="Tue, 6 May 2014", isodate=EPOCH,
        raw_headers="From: a", raw_body="body", unsupported_attrs={"received": "by x"}))
    ids["event"] = database.add("events", **base(
        title="Old event", event_type="Phishing", description="d", event_id=bson.Binary.from_uuid(LINK, bson.binary.UuidRepresentation.PYTHON_LEGACY)))
    ids["exploit"] = database.add("exploits", **base(name="EQN", cve="CVE-2017-11882"))
    ids["indicator"] = database.add("indicators", **base(
        type="URI", value="http://Old.example/", lower="http://old.example/", threat_types=["Malicious URL"], attack_types=["Phishing"],
        confidence={"analyst": "old", "rating": "high"}, impact={"analyst": "old", "rating": "low"},
        activity=[{"analyst": "old", "date": EPOCH, "description": "seen", "start_date": EPOCH, "end_date": LATER}], mystery={"depth": [1, 2.5, None]}))
    ids["old indicator"] = database.add("indicators", **base(
        ind_type="MD5", value="ABC", threat_type="Bad Actor", attack_type="Malware", source=[{"name": "Old Lab", "instances": []}]))
    ids["capture"] = database.add("pcaps", **base(
        filename="x.pcap", md5=md5(CAPTURE), length=len(CAPTURE), contentType="pcap capture file", filedata=files["capture"]))
    ids["raw"] = database.add("raw_data", **base(
        title="log", data="GET /", data_type="Proxy Log", md5=md5(b"GET /"), link_id=bson.Binary(LINK.bytes, 4), version=3,
        tool={"name": "proxy", "version": "2", "details": ""}, highlights=[], inlines=[]))
    ids["signature"] = database.add("signatures", **base(
        title="rule", data="rule x {}", data_type="Yara", data_type_dependency=["pe"], md5=md5(b"rule x {}"), link_id=str(LINK), version=1))
    target = base(email_address="jo@old.example", firstname="Jo", email_count=bson.Int64(4))
    del target["source"]
    ids["target"] = database.add("targets", **target)
    ids["comment"] = database.add(
        "comments", comment="see #wave", obj_type="Domain", obj_id=ids["domain"], url_key=ids["domain"], analyst="old", created=EPOCH,
        edit_date=EPOCH, users=[], tags=["wave"], source=[source("Old Org", "red")], schema_version=1)
    ids["result"] = database.add(
        "analysis_results", analysis_id=str(LINK), analyst="old", config={"start": 0}, distributed=False, object_id=str(ids["sample"]),
        object_type="Sample", service_name="entropycalc", version="0.0.1", start_date="2014-05-06 07:08:09.123000",
        finish_date="2014-05-06 07:08:10.000000", status="completed", log=[{"message": "done", "level": "info", "datetime": "2014-05-06"}],
        results=[{"subtype": "Entropy calculation", "result": "3.7", "Value": "3.73"}], schema_version=1)
    ids["service"] = database.add(
        "services", name="old_service", version="1.0", description="x", config={}, compatability_mode=False, supported_types=["Sample"],
        enabled=True, run_on_triage=False, status="unavailable", schema_version=1)
    relate(database, ids["domain"], "Domain", "Resolved To", ids["ip"], "IP", "Resolved To")
    relate(database, ids["sample"], "Sample", "Connected To", ids["domain"], "Domain", "Connected From")
    # What is not taken over.
    database.add("audit_log", user="old", value="x")
    database.add("users", username="old")
    return database, ids


def relate(database: Database, left: bson.ObjectId, left_type: str, there: str, right: bson.ObjectId, right_type: str, back: str) -> None:
    for id, relationship, other, other_type in ((left, there, right, right_type), (right, back, left, left_type)):
        (document,) = [each for documents in database.collections.values() for each in documents if each["_id"] == id]
        document["relationships"].append({
            "relationship": relationship, "relationship_date": EPOCH, "value": other, "type": other_type, "date": EPOCH, "analyst": "old",
            "rel_reason": "seen", "rel_confidence": "high"})
