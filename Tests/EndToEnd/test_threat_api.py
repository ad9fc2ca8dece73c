"""The threat-intelligence API as its clients use it: the seed document's own calls, then the rules of the specification."""

import datetime
import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator

import pytest
import requests

from support.database import Database
from support.server import Waggle
from support.waiting import eventually

RESOURCES = (
    "actors actoridentifiers backdoors campaigns certificates comments domains emails events exploits indicators indicator_activity ips"
    " pcaps raw_data samples screenshots services signatures targets vocab analysis_results service_registry"
).split()


class Client:
    """A client of one user with a key, by the seed's query parameters."""

    def __init__(self, base: str, user: str, key: str):
        self.base = base
        self.credentials = {"username": user, "api_key": key}
        self.session = requests.Session()

    def get(self, path: str, **parameters: object) -> requests.Response:
        return self.session.get(f"{self.base}/api/v1/{path}", params=self.credentials | parameters, timeout=30)

    def criteria(self, path: str, **criteria: object) -> list[dict]:
        """Documents by criteria, whose dots are written as double underscores here."""
        answer = self.get(path, **{"c-" + name.replace("__", "."): value for name, value in criteria.items()})
        assert answer.status_code == 200, answer.text
        return answer.json()["objects"]

    def post(self, path: str, files: dict | None = None, **fields: object) -> requests.Response:
        return self.session.post(f"{self.base}/api/v1/{path}", data=self.credentials | fields, files=files, timeout=30)

    def add(self, path: str, files: dict | None = None, **fields: object) -> dict:
        answer = self.post(path, files, **({"source": "Lab"} | fields))
        assert answer.status_code == 201, answer.text
        envelope = answer.json()
        assert envelope["return_code"] == 0, envelope
        return envelope

    def detail(self, path: str, id: str, **parameters: object) -> dict:
        answer = self.get(f"{path}/{id}/", **parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def patch(self, path: str, id: str, action: str, **arguments: object) -> dict:
        answer = requests.patch(
            f"{self.base}/api/v1/{path}/{id}/", params=self.credentials, json={"action": action} | arguments, timeout=30
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


def make_client(server: Waggle, name: str, *roles: str) -> Client:
    server.add_user(name, *roles)
    api = server.anonymous
    return Client(f"http://{api.host}:{api.port}", name, server.add_key(name))


@pytest.fixture(scope="module", params=["embedded", "cluster"])
def threat(request: pytest.FixtureRequest, new_server) -> Iterator[Waggle]:
    """A server on either engine, with two sources, an analyst's and a guest's role."""
    with pytest.MonkeyPatch.context() as environment:
        if request.param == "cluster":
            database = Database.in_temporary_folder()
            environment.setenv("WAGGLE_DATABASE", database.url)
            environment.setenv("WAGGLE_SECRET_KEY", "5a" * 32)
        yield from serve(new_server())
        if request.param == "cluster":
            database.do("stop")


def serve(waggle: Waggle) -> Iterator[Waggle]:
    waggle.command("source", "add", "Lab")
    waggle.command("source", "add", "Secret")
    waggle.command("role", "add", "lab analyst", "--copy", "Analyst")
    waggle.command("source", "grant", "lab analyst", "Lab", "--read", "--write", "--tlp", "green,amber,red")
    waggle.command("role", "add", "lab guest", "--copy", "Read Only")
    waggle.command("source", "grant", "lab guest", "Lab", "--read", "--tlp", "green")
    waggle.command("setting", "set", "enable_api", "true")
    waggle.start()
    yield waggle
    assert waggle.stop() == 0, waggle.errors()


@pytest.fixture(scope="module")
def root(threat: Waggle) -> Client:
    return make_client(threat, "root", "UberAdmin")


@pytest.fixture(scope="module")
def ana(threat: Waggle, root: Client) -> Client:
    return make_client(threat, "ana", "lab analyst")


@pytest.fixture(scope="module")
def guest(threat: Waggle, root: Client) -> Client:
    return make_client(threat, "guest", "lab guest")


# The seed's own examples.


def test_seed_curl_uploads_a_capture(ana: Client, tmp_path) -> None:
    capture = tmp_path / "file.pcap"
    capture.write_bytes(bytes.fromhex("d4c3b2a1020004000000000000000000ffff000001000000"))
    url = f"{ana.base}/api/v1/pcaps/?username={ana.credentials['username']}&api_key={ana.credentials['api_key']}"
    command = ["curl", "-s", "-w", "\n%{http_code}", "-F", f"filedata=@{capture}", "-F", "source=Lab", url]
    body, status = subprocess.run(command, capture_output=True, text=True, check=True).stdout.rsplit("\n", 1)
    assert status == "201", body
    envelope = json.loads(body)
    assert envelope["return_code"] == 0 and envelope["type"] == "PCAP"
    document = ana.detail("pcaps", envelope["id"])
    assert document["filename"] == "file.pcap" and document["length"] == 24
    assert document["md5"] == hashlib.md5(capture.read_bytes()).hexdigest()


def test_seed_python_adds_and_lists_a_domain(ana: Client) -> None:
    url = f"{ana.base}/api/v1/domains/"
    data = ana.credentials | {"source": "Lab", "domain": "www.fakedomain.evil", "ip": "127.0.0.2"}
    r = requests.post(url, data=data, timeout=30)
    assert r.status_code == 201, r.text
    r = requests.get(url, params=ana.credentials, verify=False, timeout=30)
    assert "www.fakedomain.evil" in [each["domain"] for each in r.json()["objects"]]


@pytest.mark.skipif(shutil.which("ruby") is None, reason="no ruby")
def test_seed_ruby_adds_and_lists_a_domain(ana: Client) -> None:
    program = f"""
require 'net/http'
require 'json'
uri = URI('{ana.base}/api/v1/domains/')
params = {{ 'username' => '{ana.credentials["username"]}', 'api_key' => '{ana.credentials["api_key"]}', 'source' => 'Lab',
  'domain'=>'ruby.evil.org' }}
res = Net::HTTP.post_form(uri,params)
puts res.code
params = {{ 'username' => params['username'], 'api_key' => params['api_key'] }}
uri.query = URI.encode_www_form(params)
res=Net::HTTP.get_response(uri)
puts JSON.load(res.body)['objects'].map {{ |each| each['domain'] }}
"""
    lines = subprocess.run(["ruby", "-e", program], capture_output=True, text=True, check=True).stdout.split()
    assert lines[0] == "201" and "ruby.evil.org" in lines


def test_seed_ticket_example(ana: Client, root: Client) -> None:
    event_id = ana.add("events", title="Wave", description="first", event_type="Phishing")["id"]
    formatted_date = datetime.datetime.now().strftime("%Y-%m-%d %H:%M:%S.%f")
    data = {"action": "ticket_add", "ticket": {"ticket_number": 12345, "date": formatted_date}}
    r = requests.patch(
        f"{ana.base}/api/v1/events/{event_id}/",
        headers={"Content-Type": "application/json"}, params=ana.credentials, data=json.dumps(data), verify=False, timeout=30,
    )
    assert r.status_code == 200 and r.json()["return_code"] == 0, r.text
    (ticket,) = ana.detail("events", event_id)["tickets"]
    assert ticket == {"ticket_number": "12345", "analyst": "ana", "date": formatted_date[:23] + "000"}
    refused = ana.patch("events", event_id, "ticket_remove", date=ticket["date"])
    assert refused["return_code"] == 1 and "permission" in refused["message"]
    assert root.patch("events", event_id, "ticket_remove", date=formatted_date)["return_code"] == 0
    assert ana.detail("events", event_id)["tickets"] == []


def test_seed_search_examples(ana: Client) -> None:
    ana.add("samples", upload_type="metadata", filename="foo.txt", md5="a" * 32, campaign="Bad Guys", size=90, bucket_list="foo")
    ana.add("samples", upload_type="metadata", filename="a-FOO.exe", md5="b" * 32, campaign="Very Bad People", size=101, bucket_list="bar")
    ana.add("samples", upload_type="metadata", filename="third.txt", md5="c" * 32, campaign="Bad Guys", size=100)

    def found(query: str) -> set[str]:
        answer = requests.get(f"{ana.base}/api/v1/samples/?{query}", params=ana.credentials, timeout=30)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert body["meta"]["total_count"] == len(body["objects"])
        return {each["md5"][0] for each in body["objects"]}

    assert found("c-campaign.name=Bad Guys&c-filename=foo.txt") == {"a"}
    assert found("or=1&c-campaign.name=Bad Guys&c-filename=foo.txt") == {"a", "c"}
    assert found("c-campaign.name=Bad&c-filename=foo&regex=1") == {"a", "b"}
    assert found("c-size__lte=100&c-filename=foo&regex=1") == {"a"}
    assert found("c-bucket_list__in=foo,bar") == {"a", "b"}
    answer = ana.get("samples/", only="filename,mimetype,md5")
    assert all(
        set(each) <= {"_id", "schema_version", "filename", "md5", "mimetype", "source"} for each in answer.json()["objects"]
    )


# Who may come in.


def test_ways_to_authenticate(ana: Client) -> None:
    url = f"{ana.base}/api/v1/indicators/"
    pair = f"{ana.credentials['username']}:{ana.credentials['api_key']}"
    assert requests.get(url, headers={"Authorization": f"ApiKey {pair}"}, timeout=30).status_code == 200
    assert requests.get(url, headers={"Authorization": f"apikey {pair}"}, timeout=30).status_code == 200
    assert requests.get(url, headers={"Authorization": "Basic xyz"}, params=ana.credentials, timeout=30).status_code == 200
    # The header wins even when it is wrong.
    assert requests.get(url, headers={"Authorization": "ApiKey ana:wrong"}, params=ana.credentials, timeout=30).status_code == 401
    body = ana.credentials | {"value": "x.example", "type": "User Agent", "source": "Lab"}
    assert requests.post(url, json=body, timeout=30).status_code == 201
    assert requests.post(url, data=body, timeout=30).status_code == 201
    answer = requests.get(url, timeout=30)
    assert answer.status_code == 401 and answer.content == b"" and "WWW-Authenticate" not in answer.headers


def test_method_comes_before_credentials(ana: Client) -> None:
    answer = requests.delete(f"{ana.base}/api/v1/samples/", timeout=30)
    assert answer.status_code == 405 and answer.headers["Allow"] == "GET,POST,PATCH"
    answer = requests.put(f"{ana.base}/api/v1/samples/{'0' * 24}/", timeout=30)
    assert answer.status_code == 405 and answer.headers["Allow"] == "GET,PATCH"
    answer = requests.post(f"{ana.base}/api/v1/samples/{'0' * 24}/", timeout=30)
    assert answer.status_code == 405


def test_switch_takes_effect_at_once(threat: Waggle, ana: Client) -> None:
    threat.command("setting", "set", "enable_api", "false")
    try:
        assert eventually(lambda: ana.get("indicators/").status_code == 404)
        for path in ("", "indicators/", "nonsense/"):
            answer = ana.get(path)
            assert answer.status_code == 404 and "error" in answer.json()
        assert requests.get(f"{ana.base}/api/v1/sessions", timeout=30).status_code == 401
    finally:
        threat.command("setting", "set", "enable_api", "true")
    assert eventually(lambda: ana.get("indicators/").status_code == 200)


def test_directory_lists_every_resource(ana: Client) -> None:
    directory = requests.get(f"{ana.base}/api/v1/", timeout=30).json()
    assert sorted(directory) == sorted(RESOURCES)
    assert directory["raw_data"] == {"list_endpoint": "/api/v1/raw_data/", "schema": "/api/v1/raw_data/schema/"}


@pytest.mark.parametrize("resource", [name for name in RESOURCES if name not in ("indicator_activity", "services")])
def test_every_resource_lists(root: Client, resource: str) -> None:
    answer = root.get(resource + "/")
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"meta", "objects"}
    assert root.get(resource).status_code == 200


def test_visibility_by_source_and_tlp(root: Client, ana: Client, guest: Client) -> None:
    green = ana.add("domains", domain="green.example.com", tlp="green")["id"]
    amber = ana.add("domains", domain="amber.example.com", tlp="amber")["id"]
    secret = root.add("domains", domain="secret.example.com", source="Secret", tlp="white")["id"]
    assert guest.get(f"domains/{green}/").status_code == 200
    for id in (amber, secret, "0" * 24, "nonsense"):
        answer = guest.get(f"domains/{id}/")
        assert answer.status_code == 404 and answer.content == b""
    assert {each["domain"] for each in guest.criteria("domains/", domain__="x")} == set()
    names = {each["domain"] for each in guest.get("domains/", limit=0).json()["objects"]}
    assert "green.example.com" in names and not names & {"amber.example.com", "secret.example.com"}
    # A source that one may not read is shown as a number only.
    root.add("domains", domain="green.example.com", source="Secret", tlp="white")
    source = ana.detail("domains", green)["source"]
    assert [each["name"] for each in source] == ["Lab", "Other"] and source[1]["instances"] == [0]
    assert {each["name"] for each in root.detail("domains", green)["source"]} == {"Lab", "Secret"}
    # Nor does a search tell of it.
    assert ana.criteria("domains/", source__name="Secret") == []


def test_posting_needs_the_sources_grant(ana: Client, guest: Client) -> None:
    answer = ana.post("domains/", domain="no.example.com", source="Secret")
    assert answer.status_code == 200 and answer.json()["return_code"] == 1 and "Secret" in answer.json()["message"]
    answer = ana.post("domains/", domain="no.example.com", source="Nobody knows")
    assert answer.status_code == 200 and answer.json()["return_code"] == 1
    answer = guest.post("domains/", domain="no.example.com", source="Lab")
    assert answer.status_code == 200 and answer.json()["return_code"] == 1
    assert ana.criteria("domains/", domain="no.example.com") == []


def test_posting_twice_makes_one(ana: Client) -> None:
    first = ana.add("indicators", type="Domain", value="Twice.example.com", bucket_list="a,b")
    second = ana.add("indicators", type="Domain", value="twice.EXAMPLE.com", bucket_list="b,c")
    assert first["id"] == second["id"] and first["url"] == f"/api/v1/indicators/{first['id']}/"
    document = ana.detail("indicators", first["id"])
    assert document["bucket_list"] == ["a", "b", "c"] and document["lower"] == "twice.example.com"
    (source,) = document["source"]
    dates = [each["date"] for each in source["instances"]]
    assert len(dates) == 2 == len(set(dates))


# Reading.


def test_paging_keeps_every_parameter(ana: Client) -> None:
    for number in range(5):
        ana.add("indicators", type="User Agent", value=f"page & {number}", bucket_list="paging test")
    seen, path = [], "indicators/?limit=2&c-bucket_list=paging test&only=value"
    answer = ana.get(path).json()
    assert answer["meta"]["total_count"] == 5 and answer["meta"]["previous"] is None
    while True:
        seen += [each["value"] for each in answer["objects"]]
        if answer["meta"]["next"] is None:
            break
        answer = requests.get(ana.base + answer["meta"]["next"], timeout=30).json()
    assert seen == [f"page & {number}" for number in range(5)]
    assert ana.get("indicators/", limit=0).json()["meta"]["limit"] == 1000
    for name, value in (("limit", "x"), ("limit", "-1"), ("offset", "x"), ("offset", "-1")):
        answer = ana.get("indicators/", **{name: value})
        assert answer.status_code == 400 and f"Invalid {name} '{value}' provided." in answer.json()["error"]


def test_what_is_no_criterion_is_refused(ana: Client) -> None:
    for query, text in (
        ({"value": "x"}, "The 'value' field does not allow filtering."),
        ({"c-$where": "1"}, "Invalid field name."),
        ({"c-value__contains": "x"}, "Unsupported operator 'contains' for field 'value'."),
        ({"c-value": "(", "regex": "1"}, "Invalid Regular Expression: ("),
        ({"order_by": "nonsense"}, "No matching 'nonsense' field for ordering on."),
    ):
        answer = ana.get("indicators/", **query)
        assert answer.status_code == 400 and answer.json() == {"error": text}
    assert ana.get("indicators/", nonsense="x").status_code == 200


def test_formats(ana: Client) -> None:
    id = ana.add("indicators", type="User Agent", value="<formats> & 'more'", description="12345")["id"]
    xml = ana.get(f"indicators/{id}/", format="xml")
    assert xml.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert xml.text.startswith("<?xml version='1.0' encoding='utf-8'?>") and "&lt;formats&gt; &amp; 'more'" in xml.text
    yaml = ana.get(f"indicators/{id}/", format="yaml")
    assert yaml.headers["Content-Type"] == "text/yaml; charset=utf-8" and "description: '12345'" in yaml.text
    assert ana.get(f"indicators/{id}/", format="nonsense").headers["Content-Type"] == "application/json"
    document = ana.detail("indicators", id)
    assert datetime.datetime.strptime(document["created"], "%Y-%m-%d %H:%M:%S.%f")
    assert document["objects"] == [] and "analyst" not in document


def test_any_field_is_found(ana: Client, root: Client) -> None:
    id = ana.add(
        "indicators", type="IPv4 Address", value="203.0.113.77", method="sandbox", reference="case any field", ticket="T-9",
        indicator_confidence="high",
    )["id"]
    ana.patch("indicators", id, "add_object", object_type="User Agent", value="needle in an object", source="Lab")
    for path, value in (
        ("value", "203.0.113.77"), ("source.instances.reference", "case any field"), ("tickets.ticket_number", "T-9"),
        ("objects.value", "needle in an object"), ("objects.source.instances.analyst", "ana"), ("_id", id),
        ("lower", "203.0.113.77"),
    ):
        answer = ana.get("indicators/", **{"c-" + path: value, "c-type": "IPv4 Address"})
        assert [each["_id"] for each in answer.json()["objects"]] == [id], path


def test_set_and_schema(ana: Client) -> None:
    first = ana.add("events", title="one", description="d", event_type="Phishing")["id"]
    second = ana.add("events", title="two", description="d", event_type="Phishing")["id"]
    answer = ana.get(f"events/set/{first};{second};{'0' * 24}/").json()
    assert {each["_id"] for each in answer["objects"]} == {first, second} and answer["not_found"] == ["0" * 24]
    schema = ana.get("samples/schema/").json()
    assert schema["default_limit"] == 20 and schema["fields"]["size"]["type"] == "integer" and "ordering" in schema


def test_download_is_an_encrypted_zip(ana: Client) -> None:
    content = b"This program can be run in any mode.\n" * 50_000
    id = ana.add("samples", files={"filedata": ("evil.bin", content)}, upload_type="file", file_format="raw")["id"]
    document = ana.detail("samples", id)
    assert document["size"] == len(content)
    assert "filedata" not in ana.criteria("samples/", md5=document["md5"])[0]
    answer = ana.get(f"samples/{id}/", file=1)
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.namelist() == [document["md5"]]
    assert archive.read(document["md5"], pwd=b"infected") == content
    with pytest.raises(RuntimeError):
        archive.read(document["md5"])
    inverted = zipfile.ZipFile(io.BytesIO(ana.get(f"samples/{id}/", file=1, file_format="invert").content))
    assert bytes(byte ^ 0xFF for byte in inverted.read(document["md5"], pwd=b"infected")[:4]) == content[:4]
    nothing = ana.get("events/", file=1)
    assert nothing.status_code == 200 and nothing.text == "No files found!"


# Changing.


def test_action_in_the_query_or_the_body(ana: Client) -> None:
    id = ana.add("indicators", type="User Agent", value="action places")["id"]
    url = f"{ana.base}/api/v1/indicators/{id}/"
    r = requests.patch(url, params=ana.credentials | {"action": "status_update", "value": "Analyzed"}, timeout=30)
    assert r.json()["return_code"] == 0, r.text
    assert ana.detail("indicators", id)["status"] == "Analyzed"
    r = requests.patch(url, params=ana.credentials, data={"action": "status_update", "value": "In Progress"}, timeout=30)
    assert r.json()["return_code"] == 0 and ana.detail("indicators", id)["status"] == "In Progress"
    r = requests.patch(url, params=ana.credentials | {"action": "nonsense"}, json={"action": "status_update", "value": "New"}, timeout=30)
    assert r.json()["return_code"] == 0
    envelope = ana.patch("indicators", id, "nonsense")
    assert envelope == {"return_code": 1, "type": "Indicator", "message": "'nonsense' is not a valid action.", "id": id}
    assert requests.patch(url, params=ana.credentials, data="{", timeout=30).status_code == 400
    assert requests.patch(f"{ana.base}/api/v1/indicators/{'0' * 24}/", params=ana.credentials, json={}, timeout=30).status_code == 404


def test_relationship_both_ways(ana: Client) -> None:
    sample = ana.add("samples", upload_type="metadata", filename="r.exe", md5="d" * 32)["id"]
    domain = ana.add("domains", domain="related.example.com")["id"]
    arguments = {"right_type": "Domain", "right_id": domain, "rel_type": "Connected To", "rel_confidence": "high"}
    assert ana.patch("samples", sample, "forge_relationship", **arguments)["return_code"] == 0
    (left,) = ana.detail("samples", sample)["relationships"]
    (right,) = [each for each in ana.detail("domains", domain)["relationships"] if each["type"] == "Sample"]
    assert (left["relationship"], left["type"], left["value"]) == ("Connected To", "Domain", domain)
    assert (right["relationship"], right["type"], right["value"]) == ("Connected From", "Sample", sample)
    assert left["relationship_date"] == right["relationship_date"] and left["rel_confidence"] == "high"
    assert ana.patch("samples", sample, "forge_relationship", **arguments)["message"] == "Relationship already exists"
    itself = ana.patch("samples", sample, "forge_relationship", **(arguments | {"right_type": "Sample", "right_id": sample}))
    assert itself["message"] == "Cannot forge relationship to oneself"


def test_comments_are_read_back(ana: Client) -> None:
    id = ana.add("events", title="commented", description="d", event_type="Phishing")["id"]
    answer = ana.post("comments/", object_id=id, object_type="Event", comment="see #wave with @ana")
    assert answer.status_code == 201 and answer.json()["success"] is True, answer.text
    (comment,) = ana.criteria("comments/", obj_id=id)
    assert comment["comment"] == "see #wave with @ana" and comment["tags"] == ["wave"] and comment["users"] == ["ana"]


def test_campaigns_count_what_the_reader_sees(root: Client, ana: Client, guest: Client) -> None:
    id = root.add("campaigns", name="Counted wave")["id"]
    for number, tlp in enumerate(("green", "amber", "amber")):
        ana.add("domains", domain=f"counted{number}.example.net", campaign="Counted wave", tlp=tlp)
    # Each with its root domain, which is the same one.
    assert ana.detail("campaigns", id)["domain_count"] == 4
    assert guest.detail("campaigns", id)["domain_count"] == 2
    assert root.detail("campaigns", id)["email_count"] == 0
    assert "domain_count" not in root.detail("campaigns", id, only="name")
