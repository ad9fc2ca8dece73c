"""Analysis services: the registry, what runs by itself, run_service, workers outside, and what can go wrong with each."""

import base64
import hashlib
import io
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
import requests

from support.database import Database
from support.server import BINARY, REPOSITORY, Waggle
from support.waiting import eventually

from test_threat_api import Client, ana, guest, make_client, root, threat  # noqa: F401  (fixtures)

WORKER = REPOSITORY / "Examples/worker.py"


def entropy(content: bytes) -> float:
    return -sum(n / len(content) * math.log2(n / len(content)) for n in Counter(content).values())


def upload(client: Client, content: bytes, **fields: object) -> str:
    return client.add("samples/", {"filedata": ("f.bin", content)}, upload_type="file", **fields)["id"]


def results(client: Client, id: str, service: str | None = None) -> list[dict]:
    found = client.criteria("analysis_results/", object_id=id, **({"service_name": service} if service else {}))
    return [each for each in found if each["status"] != "started"]


def run(client: Client, id: str, name: str, resource: str = "samples", **arguments: object) -> dict:
    envelope = client.patch(resource, id, "run_service", name=name, **arguments)
    assert envelope["return_code"] == 0, envelope
    return envelope["object"]


def refusal(client: Client, id: str, resource: str = "samples", **arguments: object) -> str:
    envelope = client.patch(resource, id, "run_service", **arguments)
    assert envelope["return_code"] == 1 and "object" not in envelope, envelope
    return envelope["message"]


def services(client: Client, **fields: object) -> dict:
    answer = requests.post(f"{client.base}/api/v1/services/", params=client.credentials, json=fields, timeout=30)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def registry(client: Client) -> dict[str, dict]:
    return {each["name"]: each for each in client.get("service_registry/", limit=200).json()["objects"]}


def obeyed(condition: Callable[[], object]) -> None:
    """What the command line changes, the server obeys within a second."""
    eventually(condition, seconds=4)


# The registry


def test_the_built_in_services_are_registered_and_on(root: Client) -> None:
    entry = eventually(lambda: registry(root).get("entropycalc"))
    assert entry["status"] == "available" and entry["enabled"] is True and entry["run_on_triage"] is True
    assert entry["supported_types"] == ["Sample"] and entry["config"] == {"end": -1, "start": 0} and entry["schema_version"] == 1


def test_administrators_switch_and_configure(threat: Waggle, root: Client) -> None:
    id = upload(root, b"switch and configure")
    threat.command("service", "off", "entropycalc")
    assert registry(root)["entropycalc"]["enabled"] is False
    assert refusal(root, id, name="entropycalc") == "Service entropycalc is unknown or not enabled."
    threat.command("service", "on", "entropycalc")
    threat.command("service", "config", "entropycalc", "end=4")
    result = run(root, id, "entropycalc")
    assert result["status"] == "completed"
    (analysis,) = root.criteria("analysis_results/", analysis_id=result["analysis_id"])
    assert analysis["config"] == {"end": 4, "start": 0}
    threat.command("service", "config", "entropycalc", "end=-1")
    for arguments, reason in (
        (("config", "entropycalc", "end=x"), "must be a whole number"), (("config", "entropycalc", "nope=1"), "Unknown option"),
        (("config", "entropycalc", "password=x"), "no secret"), (("on", "nope"), "no service nope"),
        (("remove", "entropycalc"), "built in"), (("add", "entropycalc", "--types", "Sample"), "exists"),
        (("add", "other", "--types", "Nope"), "Unknown type"), (("add", "other", "--types", "Sample", "--version", "1"), "version"),
    ):
        failed = threat.run("service", *arguments)
        assert failed.returncode == 1 and reason in failed.stderr, (arguments, failed.stderr)
    listed = json.loads(threat.command("service", "list", "--json"))
    assert {"name": "entropycalc", "enabled": True}.items() <= next(e for e in listed if e["name"] == "entropycalc").items()


def test_secret_settings_leave_the_server_to_their_worker_only(threat: Waggle, root: Client, ana: Client) -> None:
    keeper = make_client(threat, "keeper", "UberAdmin")
    threat.command(
        "service", "add", "vault", "--types", "Sample", "--worker", "keeper", "--set", "api_key=s3cret-value", "--set", "depth=3"
    )
    entry = registry(root)["vault"]
    assert entry["config"] == {"depth": "3"} and entry["secret_config"] == ["api_key"] and entry["distributed"] is True
    answer = root.get("service_registry/")
    assert "s3cret-value" not in answer.text and '"secrets"' not in answer.text
    id = upload(root, b"for the vault")
    analysis = run(root, id, "vault")
    assert analysis["status"] == "started"
    assert services(root, action="claim", service="vault")["message"] == "No permission to create this object."
    task = services(keeper, action="claim", service="vault")["object"]
    assert task["config"] == {"api_key": "s3cret-value", "depth": "3"} and task["analysis_id"] == analysis["analysis_id"]
    (stored,) = root.criteria("analysis_results/", analysis_id=task["analysis_id"])
    assert stored["config"] == {"depth": "3"} and stored["distributed"] is True
    threat.command("service", "off", "vault")


# Running


def test_an_upload_is_looked_at_by_itself(root: Client, guest: Client) -> None:
    content = os.urandom(3000) + b"\0" * 1000
    id = upload(root, content)
    (analysis,) = eventually(lambda: results(root, id, "entropycalc"))
    assert analysis["status"] == "completed" and analysis["service_name"] == "entropycalc" and analysis["analyst"] == "root"
    (entry,) = analysis["results"]
    assert entry["subtype"] == "Entropy calculation" and entry["result"] == f"{entropy(content):.1f}"
    assert abs(float(entry["Value"]) - entropy(content)) < 1e-9
    assert [each["message"] for each in analysis["log"]] == ["Starting Analysis", "Analysis complete"]
    assert analysis["start_date"] <= analysis["log"][0]["datetime"] <= analysis["finish_date"]
    assert root.criteria("analysis_results/", results__result=entry["result"], object_id=id)
    # The sample is amber, the guest reads green.
    assert results(guest, id, "entropycalc") == []
    # Once more the same: nothing runs again.
    upload(root, content)
    root.add("samples/", upload_type="metadata", filename="x", md5="0123456789abcdef0123456789abcdef")
    time.sleep(1.5)
    assert len(results(root, id, "entropycalc")) == 1


def test_every_member_of_an_archive_is_looked_at(root: Client) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for number in range(5):
            file.writestr(f"m{number}", f"member {number} of an archive" * (number + 1))
    envelope = root.add("samples/", {"filedata": ("a.zip", archive.getvalue())}, upload_type="file", file_format="zip")
    for id in envelope["ids"]:
        assert len(eventually(lambda id=id: results(root, id, "entropycalc"))) == 1


def test_run_service_refuses_in_order(root: Client, guest: Client) -> None:
    sample = upload(root, b"refusals", tlp="green")
    empty = root.add("samples/", upload_type="metadata", filename="x", md5="1123456789abcdef0123456789abcdef")["id"]
    domain = root.add("domains/", domain="refusals.example.com")["id"]
    assert refusal(root, sample, custom_config={"end": 1}) == "Missing required parameter: name"
    assert refusal(root, domain, "domains", name="nope", custom_config={"x": 1}) == "Service nope is unknown or not enabled."
    assert refusal(root, domain, "domains", name="entropycalc", custom_config={"x": 1}) == "Service not supported for type 'Domain'"
    assert "the object has none" in refusal(root, empty, name="entropycalc", custom_config={"x": 1})
    assert refusal(root, sample, name="entropycalc", custom_config={"x": 1}) == "Unknown option: x"
    assert refusal(root, sample, name="entropycalc", custom_config={"end": "x"}) == "Option end must be a whole number."
    assert "Invalid execute" in refusal(root, sample, name="entropycalc", execute="elsewhere")
    assert "permission" in refusal(guest, sample, name="entropycalc")


def test_run_service_waits_or_does_not(root: Client) -> None:
    id = upload(root, b"aaaabbbb")
    before = root.detail("samples", id)["modified"]
    done = run(root, id, "entropycalc", custom_config={"start": "0", "end": 4})
    assert done["status"] == "completed"
    (analysis,) = root.criteria("analysis_results/", analysis_id=done["analysis_id"])
    assert analysis["results"][0]["result"] in ("0.0", "-0.0") and analysis["config"] == {"start": 0, "end": 4}
    for execute in ("thread", "process", "thread_pool", "process_pool"):
        started = run(root, id, "entropycalc", execute=execute)
        assert started["status"] == "started"
        (analysis,) = eventually(
            lambda: [e for e in root.criteria("analysis_results/", analysis_id=started["analysis_id"]) if e["status"] == "completed"]
        )
        assert analysis["results"][0]["result"] == "1.0"
    assert root.detail("samples", id)["modified"] == before


def test_only_the_beginning_of_a_long_content_is_looked_at(threat: Waggle, root: Client) -> None:
    id = upload(root, b"a" * 1024 + b"b" * 1024)
    threat.command("setting", "set", "analysis_max_bytes", "1024")
    time.sleep(1.2)
    done = run(root, id, "entropycalc")
    threat.command("setting", "set", "analysis_max_bytes", "67108864")
    (analysis,) = root.criteria("analysis_results/", analysis_id=done["analysis_id"])
    assert analysis["results"][0]["result"] in ("0.0", "-0.0")
    assert "Only the first 1024 bytes" in json.dumps(analysis["log"])


def test_what_is_cut_out_of_a_content_belongs_to_who_supplied_it(root: Client, ana: Client) -> None:
    content = b"cut this out of a secret content"
    id = upload(root, content, source="Secret")
    # Whoever knows the hash sees the sample, but neither its content nor a part of it.
    assert ana.add("samples", upload_type="metadata", md5=hashlib.md5(content).hexdigest())["id"] == id
    run(root, id, "carver", custom_config={"start": 0, "end": 8})
    cut = hashlib.md5(content[:8]).hexdigest()
    (sample,) = root.criteria("samples/", md5=cut)
    assert [each["name"] for each in sample["source"]] == ["Secret"]
    assert ana.criteria("samples/", md5=cut) == []


def test_services_tell_nothing_of_a_content_that_their_caller_may_not_have(root: Client, ana: Client) -> None:
    content = b"nobody else may have this secret content"
    id = upload(root, content, source="Secret")
    assert ana.add("samples", upload_type="metadata", md5=hashlib.md5(content).hexdigest())["id"] == id
    analysis = run(ana, id, "carver", custom_config={"start": 0, "end": 2})["analysis_id"]
    (found,) = ana.criteria("analysis_results/", analysis_id=analysis)
    assert found["status"] == "error" and found["results"] == []
    assert "The object has no content." in json.dumps(found["log"])


def test_results_are_for_those_who_may_read_them(threat: Waggle, root: Client) -> None:
    id = upload(root, b"results that not all may read")
    eventually(lambda: results(root, id, "entropycalc"))
    threat.command("role", "add", "no results", "--copy", "UberAdmin")
    threat.command("role", "deny", "no results", "Sample.services_read")
    blind = make_client(threat, "blind", "no results")
    assert blind.detail("samples", id)["_id"] == id
    known = [each["_id"] for each in root.criteria("analysis_results/", object_id=id)]
    assert known and blind.get(f"analysis_results/set/{';'.join(known)}/").json()["objects"] == []
    # Neither do counts tell.
    listed = blind.get("analysis_results/", **{"c-object_id": id}).json()
    assert listed["objects"] == [] and listed["meta"]["total_count"] == 0
    assert blind.get(f"analysis_results/{known[0]}/").status_code == 404


def test_secrets_can_not_be_searched(root: Client) -> None:
    for criterion in ({"c-config.api_key": "x"}, {"regex": "1", "c-secrets.api_key": "^a"}, {"c-config.token__gt": "a"}):
        for path in ("service_registry/", "analysis_results/"):
            assert root.get(path, **criterion).status_code == 400, (path, criterion)
    id = upload(root, b"secret settings")
    assert "secret" in refusal(root, id, name="entropycalc", custom_config={"api_key": "k"})


def test_shared_results_are_counted(root: Client) -> None:
    ids = [upload(root, b"%d shared: " % n + b"abab" * 5000) for n in range(3)]
    for id in ids:
        eventually(lambda id=id: results(root, id, "entropycalc"))
    done = run(root, ids[0], "meta_checker")
    (analysis,) = root.criteria("analysis_results/", analysis_id=done["analysis_id"])
    (entry,) = [each for each in analysis["results"] if each["service"] == "entropycalc"]
    assert entry["subtype"] == "meta_count_Entropy calculation" and entry["count"] >= 2


# Workers outside


def add_service(threat: Waggle, name: str, *arguments: str) -> None:
    threat.command("service", "add", name, "--types", "Sample,Domain", *arguments)


def test_the_example_worker(threat: Waggle, root: Client) -> None:
    counter = make_client(threat, "counter", "UberAdmin")
    add_service(threat, "linecount", "--worker", "counter", "--triage")
    obeyed(lambda: registry(root)["linecount"]["run_on_triage"])
    time.sleep(1.2)
    id = upload(root, b"one two\nthree\n")
    command = [sys.executable, WORKER, root.base, "counter", counter.credentials["api_key"], "linecount", "1"]
    subprocess.run(command, timeout=30, check=True)
    (analysis,) = results(root, id, "linecount")
    assert analysis["status"] == "completed" and analysis["distributed"] is True
    assert analysis["results"] == [
        {"subtype": "lines", "result": "2", "bytes": 14}, {"subtype": "longest word", "result": "three", "length": 5},
    ]
    threat.command("service", "remove", "linecount")
    assert "linecount" not in registry(root) and len(results(root, id, "linecount")) == 1


def test_claims(threat: Waggle, root: Client, ana: Client, guest: Client) -> None:
    add_service(threat, "claimed", "--limit", "1")
    hidden = upload(root, b"hidden", source="Secret")
    shown = [upload(root, f"shown {n}".encode()) for n in range(2)]
    assert run(root, hidden, "claimed")["status"] == "started"
    first = run(root, shown[0], "claimed")["analysis_id"]
    second = run(root, shown[1], "claimed")["analysis_id"]
    assert services(guest, action="claim", service="claimed").get("object") is None
    task = services(ana, action="claim", service="claimed", lease=60)["object"]
    # Not the hidden one, although it waits longest.
    assert task["analysis_id"] == first and task["attempt"] == 1 and task["object_url"] == f"/api/v1/samples/{shown[0]}/"
    assert services(root, action="claim", service="claimed").get("object") is None, "one at once"
    names = {key: task[key] for key in ("object_type", "object_id", "analysis_id")}
    assert services(ana, **names, claim="worker/ana/other", result="x", result_type="t", result_subtype="s")["return_code"] == 1
    assert services(ana, action="heartbeat", analysis_id=first, claim=task["claim"])["return_code"] == 0
    assert services(ana, action="heartbeat", analysis_id=first, claim="other")["message"] == "The claim has run out."
    assert services(root, action="heartbeat", analysis_id="nope", claim="other")["message"] == "Analysis task not found."
    for fields, reason in (
        ({"action": "claim"}, "service"), ({"action": "claim", "service": "nope"}, "unknown or not enabled"),
        ({"action": "claim", "service": "entropycalc"}, "run by the server"), ({"action": "what"}, "Invalid action"),
        ({"action": "claim", "service": "claimed", "lease": 0}, "lease must be"), ({"action": "release"}, "analysis_id"),
    ):
        envelope = services(ana, **fields)
        assert envelope["return_code"] == 1 and reason in envelope["message"], envelope
    # The seed's form ends it, without any claim.
    assert services(ana, **names, result="v", result_type="t", result_subtype="s", finish=1)["return_code"] == 0
    assert services(ana, action="heartbeat", analysis_id=first, claim=task["claim"])["message"] == "The claim has run out."
    assert services(ana, action="claim", service="claimed")["object"]["analysis_id"] == second
    threat.command("service", "off", "claimed")


def test_a_worker_that_dies(threat: Waggle, root: Client) -> None:
    threat.command("setting", "set", "analysis_attempts", "2")
    add_service(threat, "fragile")
    id = upload(root, b"dies")
    analysis_id = run(root, id, "fragile")["analysis_id"]
    task = services(root, action="claim", service="fragile", lease=1)["object"]
    names = {key: task[key] for key in ("object_type", "object_id", "analysis_id", "claim")}
    assert services(root, **names, lease=1, result="half", result_type="t", result_subtype="s")["return_code"] == 0
    again = eventually(lambda: services(root, action="claim", service="fragile", lease=1).get("object"), seconds=5, interval=0.2)
    assert again["analysis_id"] == analysis_id and again["attempt"] == 2
    (analysis,) = root.criteria("analysis_results/", analysis_id=analysis_id)
    assert analysis["results"] == [] and "attempt 2" in analysis["log"][-1]["message"]
    assert services(root, **names, finish=1)["message"] == "The claim has run out."
    # It dies as well: the server gives up.
    (analysis,) = eventually(lambda: results(root, id, "fragile"), seconds=12)
    assert analysis["status"] == "error" and "begun 2 times" in json.dumps(analysis["log"])
    threat.command("setting", "set", "analysis_attempts", "3")


def test_giving_back_and_too_many_results(threat: Waggle, root: Client) -> None:
    add_service(threat, "picky")
    id = upload(root, b"picky")
    run(root, id, "picky")
    task = services(root, action="claim", service="picky")["object"]
    assert services(root, action="release", analysis_id=task["analysis_id"], claim=task["claim"], log_message="no disk")["return_code"] == 0
    again = eventually(lambda: services(root, action="claim", service="picky").get("object"), seconds=5, interval=0.2)
    assert again["attempt"] == 2
    names = {key: again[key] for key in ("object_type", "object_id", "analysis_id", "claim")}
    many = ["x"] * 10_001
    envelope = services(root, **names, result_is_batch=1, result=many, result_type=many, result_subtype=many)
    assert envelope["return_code"] == 1 and "too many results" in envelope["message"]
    assert services(root, **names, finish=1)["return_code"] == 0
    (analysis,) = results(root, id, "picky")
    assert analysis["results"] == [] and "no disk" in json.dumps(analysis["log"])


# What becomes of results


def test_results_become_indicators_and_objects(threat: Waggle, root: Client, guest: Client) -> None:
    add_service(threat, "finder")
    id = upload(root, b"finder", tlp="green")
    run(root, id, "finder")
    task = services(root, action="claim", service="finder")["object"]
    found = [("Potential IP Address", "198.51.100.7"), ("Potential Domains", "found.example.com"), ("imphash", "a" * 32), ("Note", "?")]
    names = {key: task[key] for key in ("object_type", "object_id", "analysis_id", "claim")}
    services(
        root, **names, result_is_batch=1, result=[v for _, v in found], result_type=[{}] * 4, result_subtype=[s for s, _ in found], finish=1
    )
    envelope = root.patch("samples", id, "result_to_indicator", analysis_id=task["analysis_id"], entry=[0, 1, 2])
    assert envelope["return_code"] == 0, envelope
    made = [root.detail("indicators", each["id"]) for each in envelope["objects"]]
    assert [(each["type"], each["value"]) for each in made] == [
        ("IPv4 Address", "198.51.100.7"), ("Domain", "found.example.com"), ("IMPHASH", "a" * 32),
    ]
    assert made[0]["source"][0]["instances"][0]["method"] == "finder"
    assert {each["value"] for each in root.detail("samples", id)["relationships"]} >= {each["_id"] for each in made}
    envelope = root.patch("samples", id, "result_to_object", analysis_id=task["analysis_id"], entry="0,1", tlp="green")
    assert envelope["return_code"] == 0
    assert [(e["type"], e["value"]) for e in root.detail("samples", id)["objects"]] == [
        ("IPv4 Address", "198.51.100.7"), ("Domain", "found.example.com"),
    ]
    for action, arguments, reason in (
        ("result_to_indicator", {"entry": 3}, "does not tell its type"), ("result_to_indicator", {"entry": 9}, "no entry 9"),
        ("result_to_indicator", {}, "entry"), ("result_to_object", {"entry": 0, "object_type": "Nope"}, "Invalid object type"),
        ("result_to_indicator", {"entry": 0, "analysis_id": "nope"}, "not found"),
        ("result_to_indicator", {"entry": 0, "object_type": "IPv6 Address"}, ""),
    ):
        refused = root.patch("samples", id, action, **({"analysis_id": task["analysis_id"]} | arguments))
        assert refused["return_code"] == 1 and reason in refused["message"], refused
    refused = guest.patch("samples", id, "result_to_indicator", analysis_id=task["analysis_id"], entry=0)
    assert refused["return_code"] == 1 and "permission" in refused["message"].lower()


def test_pages_show_what_services_found(threat: Waggle, root: Client, guest: Client) -> None:
    def page(client: Client, path: str) -> requests.Response:
        key = f"ApiKey {client.credentials['username']}:{client.credentials['api_key']}"
        return requests.get(client.base + path, headers={"Authorization": key}, timeout=30, allow_redirects=False)

    add_service(threat, "nasty")
    id = upload(root, b"nasty")
    run(root, id, "nasty")
    task = services(root, action="claim", service="nasty")["object"]
    names = {key: task[key] for key in ("object_type", "object_id", "analysis_id", "claim")}
    evil = "<script>alert(1)</script>"
    services(root, **names, result=evil, result_type={evil: evil}, result_subtype=evil, log_message=evil, finish=1)
    answer = page(root, f"/analyses/samples/?id={id}")
    assert answer.status_code == 200 and "entropycalc" in answer.text and "completed" in answer.text
    assert evil not in answer.text and "&lt;script&gt;alert(1)&lt;" in answer.text
    assert page(guest, f"/analyses/samples/?id={id}").status_code == 404
    assert page(root, "/analyses/samples/?id=nope").status_code == 404
    answer = page(root, "/control-panel/services/")
    assert answer.status_code == 200 and "entropycalc" in answer.text and "nasty" in answer.text
    assert page(guest, "/control-panel/services/").status_code == 403
    key = {"Authorization": f"ApiKey {root.credentials['username']}:{root.credentials['api_key']}"}

    def send(path: str, **form: str) -> requests.Response:
        return requests.post(root.base + path, data=form, headers=key, timeout=30, allow_redirects=False)

    assert send("/analyses/samples/run/", id=id, name="entropycalc").status_code == 303
    assert eventually(lambda: results(root, id, "entropycalc"))
    assert send("/control-panel/services/enabled/", name="nasty", on="false").status_code == 303
    assert registry(root)["nasty"]["enabled"] is False
    assert send("/control-panel/services/edit/?name=entropycalc", limit="3", option_end="x", option_start="0").status_code == 422
    assert send("/control-panel/services/edit/?name=entropycalc", limit="3", option_end="-1", option_start="0").status_code == 303
    assert registry(root)["entropycalc"]["maximum_runs"] == 3
    assert send("/control-panel/services/remove/", name="nasty").status_code == 303
    assert "nasty" not in registry(root)


# Faults


@pytest.fixture(params=["embedded", "cluster"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An engine for servers of one test."""
    if request.param == "cluster":
        database = Database.in_temporary_folder()
        monkeypatch.setenv("WAGGLE_DATABASE", database.url)
        monkeypatch.setenv("WAGGLE_SECRET_KEY", "5a" * 32)
    else:
        # That of the module's own server may still stand.
        monkeypatch.delenv("WAGGLE_DATABASE", raising=False)
    yield request.param
    if request.param == "cluster":
        database.do("stop")


def prepare(waggle: Waggle, *settings: str) -> Waggle:
    waggle.command("source", "add", "Lab")
    for setting in ("enable_api=true", "analysis_lease_seconds=3", *settings):
        waggle.command("setting", "set", *setting.split("=", 1))
    return waggle


def members(count: int) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for number in range(count):
            file.writestr(f"m{number}", hashlib.sha256(str(number).encode()).digest() * 10)
    return archive.getvalue()


def all_results(client: Client, total: int) -> list[dict]:
    found = client.get("analysis_results/", **{"limit": 1000, "c-service_name": "entropycalc"}).json()["objects"]
    return found if len(found) == total and all(each["status"] == "completed" for each in found) else []


def once_each(found: list[dict]) -> None:
    assert len({each["object_id"] for each in found}) == len(found)
    for each in found:
        assert len(each["results"]) == 1, each
        assert [line["message"] for line in each["log"]].count("Analysis complete") == 1


def test_killed_amid_a_queue(place: str, fresh: Waggle) -> None:
    prepare(fresh).start()
    client = make_client(fresh, "root", "UberAdmin")
    client.add("samples/", {"filedata": ("a.zip", members(24))}, upload_type="file", file_format="zip")
    fresh.kill()
    fresh.start()
    client.base = f"http://{fresh.http_host}:{fresh.http_port}"
    once_each(eventually(lambda: all_results(client, 24), seconds=30, interval=0.3))


def test_two_nodes_do_each_task_once(monkeypatch: pytest.MonkeyPatch, fresh: Waggle, new_server: Callable[[], Waggle]) -> None:
    database = Database.in_temporary_folder()
    monkeypatch.setenv("WAGGLE_DATABASE", database.url)
    monkeypatch.setenv("WAGGLE_SECRET_KEY", "5a" * 32)
    prepare(fresh).start()
    other = new_server()
    other.start()
    client = make_client(fresh, "root", "UberAdmin")
    client.add("samples/", {"filedata": ("a.zip", members(40))}, upload_type="file", file_format="zip")
    # One of them dies of it.
    time.sleep(0.5)
    other.kill()
    once_each(eventually(lambda: all_results(client, 40), seconds=30, interval=0.3))
    assert fresh.stop() == 0
    database.do("stop")


HOSTILE = '''#!%s -IS
import json, os, signal, struct, sys, time
def put(bytes):
    sys.stdout.buffer.write(struct.pack(">Q", len(bytes)) + bytes)
    sys.stdout.buffer.flush()
def say(answer, rest=b""):
    put(json.dumps(answer).encode() + b"\\n" + rest)
size = struct.unpack(">Q", sys.stdin.buffer.read(8))[0]
line, _, content = sys.stdin.buffer.read(size).partition(b"\\n")
job = json.loads(line)
if job["job"] == "analysers":
    say({"analysers": [{"name": n, "version": "1.0", "description": "d", "supported_types": ["Sample"], "content": "anything",
        "config": {}, "run_on_triage": False} for n in ("garbage", "dies", "hangs", "nested", "many", "lies", "files", "badversion")]
        + [{"name": "old", "version": "one", "description": "", "supported_types": [], "content": "anything", "config": {},
        "run_on_triage": False}]})
elif job["job"] == "identify":
    say({"kinds": [{"filetype": "data", "mimetype": "application/octet-stream"}] * len(job["sizes"])})
else:
    name = job["analyser"]
    if name == "garbage": sys.stdout.buffer.write(bytes(range(256)) * 100)
    if name == "dies": os.kill(os.getpid(), signal.SIGKILL)
    if name == "hangs": time.sleep(100)
    if name == "nested": put(b'{"results":' + b"[" * 100000 + b"]" * 100000 + b"}\\n")
    if name == "many": say({"results": [{"subtype": "s", "result": "r"}] * 20000, "log": [], "failed": False, "files": []})
    if name == "lies": say({"results": [{"a": 1}, 5, {"subtype": ["x"], "result": 1.5}, {"subtype": "\\x00<b>", "result": "\\x00\\ud800"}],
        "log": [{"level": "loud", "message": "\\x1b[31m"}, {"level": "error", "message": "e"}], "failed": False, "files": []})
    if name == "files": say({"results": [], "log": [], "failed": False, "files": [{"name": "../../x", "size": 3},
        {"name": "", "size": 0}, {"name": "y", "size": 4}]}, b"abcdefg")
    if name == "badversion": say({"results": [], "files": [{"name": "x", "size": 10 ** 12}]}, b"abc")
'''


def test_hostile_analysers(new_server: Callable[[], Waggle], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "waggle"
    try:
        os.link(BINARY, program)
    except OSError:
        shutil.copy(BINARY, program)
    worker = tmp_path / "waggle-worker"
    worker.write_text(HOSTILE % sys.executable)
    worker.chmod(0o755)
    monkeypatch.setattr("support.server.BINARY", program)
    monkeypatch.delenv("WAGGLE_DATABASE", raising=False)
    waggle = prepare(new_server(), "analysis_seconds=2", "analysis_attempts=2")
    waggle.start()
    client = make_client(waggle, "root", "UberAdmin")
    names = set(eventually(lambda: registry(client)))
    assert "old" not in names and "dies" in names
    id = upload(client, b"victim")
    ids = {name: run(client, id, name, execute="thread")["analysis_id"] for name in sorted(names)}
    found = eventually(lambda: (each := results(client, id)) and len(each) == len(names) and each, seconds=25, interval=0.3)
    by_name = {each["service_name"]: each for each in found}
    for name in ("garbage", "dies", "hangs", "nested", "badversion"):
        assert by_name[name]["status"] == "error" and by_name[name]["results"] == [], by_name[name]
        assert "Error running service: " in json.dumps(by_name[name]["log"])
    assert "Attempt 1 failed" in json.dumps(by_name["dies"]["log"])
    assert len(by_name["many"]["results"]) == 10_000 and "More results were found" in json.dumps(by_name["many"]["log"])
    assert by_name["lies"]["status"] == "error" and len(by_name["lies"]["results"]) >= 3
    assert all(isinstance(each["subtype"], str) for each in by_name["lies"]["results"])
    assert by_name["files"]["status"] == "completed"
    added = [each for each in by_name["files"]["results"] if each["subtype"] == "file_added"]
    assert [(each["result"], each["md5"]) for each in added] == [
        ("x", hashlib.md5(b"abc").hexdigest()), ("y", hashlib.md5(b"defg").hexdigest()),
    ]
    (sample,) = client.criteria("samples/", md5=hashlib.md5(b"abc").hexdigest())
    assert sample["relationships"][0]["relationship"] == "Contained Within" and sample["relationships"][0]["value"] == id
    assert sample["source"][0]["name"] == "Lab" and sample["source"][0]["instances"][0]["method"] == "files"
    assert len(ids) == len(names) and waggle.stop() == 0
