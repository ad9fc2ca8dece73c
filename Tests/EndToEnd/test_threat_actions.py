"""Every PATCH action over HTTP: what it changes, what refuses it, and that a refusal changes nothing."""

import concurrent.futures
import hashlib

import pytest
import requests

from support.server import Waggle

from test_threat_api import Client, ana, guest, root, threat  # noqa: F401  (fixtures)

DATE = "2026-02-03 04:05:06.789000"
LATER = "2026-02-04 04:05:06.789000"
RESOURCES = {
    "actors": {"name": "Bear {}"},
    "backdoors": {"name": "Tool {}", "version": "1"},
    "campaigns": {"name": "Wave {}"},
    "domains": {"domain": "d{}.example.com"},
    "emails": {"upload_type": "fields", "date": "2026-02-03 04:05:06", "subject": "s {}"},
    "events": {"title": "e {}", "event_type": "Phishing", "description": "d"},
    "exploits": {"name": "x {}"},
    "indicators": {"type": "User Agent", "value": "ua {}"},
    "ips": {"ip": "203.0.113.{}", "ip_type": "IPv4 Address"},
    "raw_data": {"upload_type": "metadata", "title": "t {}", "data": "d {}", "data_type": "Text"},
    "samples": {"upload_type": "metadata", "filename": "f", "md5": "{:032x}"},
    "signatures": {"title": "t {}", "data": "rule {}", "data_type": "Yara"},
    "targets": {"email_address": "t{}@example.com"},
}
numbers = iter(range(1, 250))


def new(client: Client, resource: str, **fields: object) -> str:
    number = next(numbers)
    return client.add(resource + "/", **({key: value.format(number) for key, value in RESOURCES[resource].items()} | fields))["id"]


def act(client: Client, resource: str, id: str, action: str, **arguments: object) -> dict:
    envelope = client.patch(resource, id, action, **arguments)
    assert envelope["return_code"] == 0 and envelope["message"] == "success!" and envelope["id"] == id, envelope
    return envelope


def refused(client: Client, resource: str, id: str, message: str, action: str, **arguments: object) -> None:
    before = client.detail(resource, id)
    envelope = client.patch(resource, id, action, **arguments)
    assert envelope["return_code"] == 1 and message in envelope["message"] and "object" not in envelope, envelope
    assert client.detail(resource, id) == before


@pytest.mark.parametrize("resource", RESOURCES)
def test_common_actions_on_every_type(root: Client, resource: str) -> None:
    id = new(root, resource)
    act(root, resource, id, "status_update", value="Analyzed")
    act(root, resource, id, "description_update", description="Drops &lt;evil.dll&gt; &amp;amp;")
    act(root, resource, id, "ticket_add", ticket={"ticket_number": 12345, "date": DATE})
    act(root, resource, id, "campaign_add", campaign="Wave", confidence="medium")
    act(root, resource, id, "add_releasability", name="Lab")
    act(root, resource, id, "add_object", object_type="IPv4 Address", value="010.1.2.3", source="Lab", tlp="green")
    document = root.detail(resource, id)
    assert document["status"] == "Analyzed" and document["description"] == "Drops <evil.dll> &amp;"
    assert document["tickets"] == [{"analyst": "root", "date": DATE, "ticket_number": "12345"}]
    assert [(each["name"], each["confidence"]) for each in document["campaign"]] == [("Wave", "medium")]
    assert document["releasability"] == [{"name": "Lab", "analyst": "root", "instances": []}]
    (object,) = document["objects"]
    assert object["value"] == "10.1.2.3" and object["source"][0]["instances"][0]["tlp"] == "green"
    if resource in ("campaigns", "targets"):
        refused(root, resource, id, "do not have sources", "source_add_update", action_type="add", source="Lab")


def test_tickets(root: Client) -> None:
    id = new(root, "events")
    entry = act(root, "events", id, "ticket_add", ticket={"ticket_number": "A, B", "date": "2026-02-03 04:05:06.789456", "analyst": "x"})
    tickets = root.detail("events", id)["tickets"]
    assert [(each["ticket_number"], each["date"], each["analyst"]) for each in tickets] == [
        ("A", DATE, "root"), ("B", DATE.replace("789", "790"), "root"),
    ]
    assert entry["object"]["ticket_number"] == "B"
    act(root, "events", id, "ticket_add", ticket={"ticket_number": "A"})
    assert len(root.detail("events", id)["tickets"]) == 2
    act(root, "events", id, "ticket_update", ticket={"ticket_number": "C", "date": DATE})
    assert [each["ticket_number"] for each in root.detail("events", id)["tickets"]] == ["B", "C"]
    refused(root, "events", id, "Could not find ticket.", "ticket_update", ticket={"ticket_number": "D", "date": LATER})
    refused(root, "events", id, "Missing required parameter: ticket", "ticket_add")
    refused(root, "events", id, "does not match format", "ticket_add", ticket={"ticket_number": "E", "date": "yesterday"})
    refused(root, "events", id, "Invalid type passed.", "ticket_remove", date="")
    act(root, "events", id, "ticket_remove", date="2026-02-03 04:05:06.789999")
    refused(root, "events", id, "Could not find ticket.", "ticket_remove", date=DATE)


def test_actions(root: Client) -> None:
    id = new(root, "indicators")
    added = act(root, "indicators", id, "action_add", tlo_action={"action_type": "Blocked", "reason": "C2", "end_date": ""})["object"]
    (action,) = root.detail("indicators", id)["actions"]
    assert action == added and action["active"] == "on" and "end_date" not in action
    act(root, "indicators", id, "action_update", tlo_action={"action_type": "Blocked", "date": added["date"], "active": "off"})
    (action,) = root.detail("indicators", id)["actions"]
    assert action["active"] == "off" and action["reason"] == "C2"
    refused(root, "indicators", id, "Could not find action.", "action_update", tlo_action={"action_type": "Other", "date": added["date"]})
    refused(root, "indicators", id, "action_type", "action_add", tlo_action={"reason": "none"})
    refused(root, "indicators", id, "Could not find action.", "action_remove", date=LATER, action_type="Blocked")
    act(root, "indicators", id, "action_add", tlo_action={"action_type": "Watched"})
    act(root, "indicators", id, "status_update", value="Deprecated")
    assert {each["active"] for each in root.detail("indicators", id)["actions"]} == {"off"}
    act(root, "indicators", id, "action_remove", date=added["date"], action_type="Blocked")
    assert [each["action_type"] for each in root.detail("indicators", id)["actions"]] == ["Watched"]
    refused(root, "indicators", id, "Invalid status: Done.", "status_update", value="Done")


def test_sources(root: Client) -> None:
    id = new(root, "domains", tlp="green")
    act(root, "domains", id, "source_add_update", action_type="add", source="Secret", method="blog", reference="r", tlp="amber", date=DATE)
    source = {each["name"]: each["instances"] for each in root.detail("domains", id)["source"]}
    assert source["Secret"] == [{"analyst": "root", "date": DATE, "method": "blog", "reference": "r", "tlp": "amber"}]
    act(root, "domains", id, "source_add_update", action_type="update", source="Secret", tlp="white", date=DATE)
    source = {each["name"]: each["instances"] for each in root.detail("domains", id)["source"]}
    assert source["Secret"][0]["tlp"] == "white" and source["Secret"][0]["method"] == "blog"
    refused(root, "domains", id, "Could not find source instance.", "source_add_update", action_type="update", source="Secret", date=LATER)
    refused(root, "domains", id, "permission", "source_add_update", action_type="add", source="Nobody")
    refused(root, "domains", id, "Invalid TLP level.", "source_add_update", action_type="add", source="Lab", tlp="blue")
    refused(root, "domains", id, "No source to locate", "source_remove", date=DATE)
    refused(root, "domains", id, "Not removing all and no date to find.", "source_remove", name="Secret")
    act(root, "domains", id, "source_remove", name="Secret", date=DATE)
    (last,) = root.detail("domains", id)["source"]
    refused(root, "domains", id, "Must leave at least one source", "source_remove", name="Lab", date=last["instances"][0]["date"])


def test_objects_that_are_indicators_too(root: Client) -> None:
    id = new(root, "samples", campaign="Wave", confidence="high")
    envelope = act(
        root, "samples", id, "add_object", object_type="Domain", value="c2.object.example.com", source="Lab", reference="run 17",
        add_indicator="yes",
    )
    indicator = root.detail("indicators", envelope["indicator"]["id"])
    assert indicator["type"] == "Domain" and indicator["campaign"][0]["name"] == "Wave"
    assert {(each["type"], each["relationship"]) for each in indicator["relationships"]} >= {("Sample", "Related To"), ("Domain", "Related To")}
    assert root.detail("samples", id)["relationships"][0]["value"] == indicator["_id"]
    refused(root, "samples", id, "Object already exists!", "add_object", object_type="Domain", value="c2.object.example.com", source="Lab")
    refused(root, "samples", id, "Invalid object type: Nonsense", "add_object", object_type="Nonsense", value="x", source="Lab")
    refused(root, "samples", id, "IPv4", "add_object", object_type="IPv4 Address", value="1.2.3.256", source="Lab")
    refused(root, "samples", id, "permission", "add_object", object_type="Domain", value="x.example.com", source="Nobody")


def test_relationships_and_their_families(root: Client) -> None:
    versioned = root.add("backdoors/", name="Family tool", version="2")["id"]
    family = root.criteria("backdoors/", name="Family tool", version="")[0]["_id"]
    sample = new(root, "samples")
    arguments = {"right_type": "backdoors", "right_id": versioned, "rel_type": "Contains", "rel_date": DATE, "rel_reason": "r"}
    act(root, "samples", sample, "forge_relationship", **arguments)
    entries = {each["value"]: each for each in root.detail("samples", sample)["relationships"]}
    assert set(entries) == {versioned, family} and entries[family]["relationship"] == "Contains"
    assert entries[versioned]["relationship_date"] == DATE and entries[versioned]["rel_reason"] == "r"
    refused(root, "samples", sample, "Relationship already exists", "forge_relationship", **arguments)
    act(root, "samples", sample, "forge_relationship", **(arguments | {"rel_date": LATER}))
    for change, message in (
        ({"rel_type": "Loves"}, "Could not find relationship type"),
        ({"right_id": "0" * 24}, "Failed to get right TLO"),
        ({"right_type": "Comment"}, "Failed to get right TLO"),
        ({"rel_confidence": "sure"}, "Invalid confidence"),
        ({"rel_date": "soon"}, "does not match format"),
    ):
        refused(root, "samples", sample, message, "forge_relationship", **(arguments | change))


def test_actor_actions(root: Client) -> None:
    id = new(root, "actors")
    act(root, "actors", id, "update_actor_tags", tag_type="ActorMotivation", tags=["Ego"])
    act(root, "actors", id, "update_actor_tags", tag_type="ActorMotivation", tags=["Military", "Political"])
    assert root.detail("actors", id)["motivations"] == ["Ego", "Military", "Political"]
    act(root, "actors", id, "update_actor_tags", tag_type="ActorMotivation", tags="Political")
    assert root.detail("actors", id)["motivations"] == ["Political"]
    act(root, "actors", id, "update_actor_tags", tag_type="ActorMotivation", tags=[])
    assert root.detail("actors", id)["motivations"] == []
    refused(root, "actors", id, "Invalid tag type: X", "update_actor_tags", tag_type="X", tags=["a"])
    act(root, "actors", id, "update_actor_aliases", aliases="BB,Bruin")
    assert root.detail("actors", id)["aliases"] == ["BB", "Bruin"]
    identifier = root.add("actoridentifiers/", identifier_type="Email", identifier=f"{id}@x.example")["id"]
    act(root, "actors", id, "attribute_actor_identifier", identifier_type="Email", identifier=f"{id}@x.example", confidence="high")
    refused(
        root, "actors", id, "already attributed", "attribute_actor_identifier", identifier_type="Email", identifier=f"{id}@x.example",
    )
    act(root, "actors", id, "set_identifier_confidence", identifier=identifier, confidence="medium")
    (entry,) = root.detail("actors", id)["identifiers"]
    assert entry["identifier_id"] == identifier and entry["confidence"] == "medium"
    refused(root, "actors", id, "Could not find identifier.", "remove_attribution", identifier="0" * 24)
    act(root, "actors", id, "remove_attribution", identifier=identifier)
    other = root.detail("actors", new(root, "actors"))["name"]
    refused(root, "actors", id, "Another actor has the name", "set_actor_name", name=other)
    refused(root, "actors", id, "Name cannot be empty.", "set_actor_name", name=" ")
    act(root, "actors", id, "set_actor_name", name=f" Bad Bear {id} ")
    assert root.criteria("actors/", name=f"Bad Bear {id}")[0]["_id"] == id
    assert root.add("actors/", name=f"Bad Bear {id}")["id"] == id


def test_indicator_actions(root: Client) -> None:
    id = new(root, "indicators")
    activity = {"start_date": "2026-01-01 00:00:00", "description": "seen", "date": DATE}
    assert act(root, "indicators", id, "activity_add", activity=activity)["object"]["date"] == DATE
    act(root, "indicators", id, "activity_update", activity={"date": DATE, "description": "confirmed"})
    (entry,) = root.detail("indicators", id)["activity"]
    assert entry["description"] == "confirmed" and entry["start_date"] == "2026-01-01 00:00:00.000000" and "end_date" not in entry
    refused(root, "indicators", id, "Could not find activity.", "activity_remove", date=LATER)
    act(root, "indicators", id, "activity_remove", date=DATE)
    act(root, "indicators", id, "ci_update", ci_type="confidence", value="high")
    act(root, "indicators", id, "ci_update", ci_type="impact", value="low")
    refused(root, "indicators", id, "Invalid CI type", "ci_update", ci_type="mood", value="high")
    refused(root, "indicators", id, "Invalid value: certain", "ci_update", ci_type="impact", value="certain")
    act(root, "indicators", id, "set_indicator_attack_type", attack_type="Phishing")
    act(root, "indicators", id, "modify_threat_types", threat_types=["Unknown", "Malicious Domain"])
    document = root.detail("indicators", id)
    assert document["confidence"] == {"analyst": "root", "rating": "high"} and document["impact"]["rating"] == "low"
    assert document["attack_types"] == ["Phishing"] and document["threat_types"] == ["Malicious Domain"]
    refused(root, "indicators", id, "Not a valid Threat Type: Nonsense", "modify_threat_types", threat_types="Bad Actor,Nonsense")
    act(root, "indicators", id, "modify_attack_types", attack_types=[])
    assert root.detail("indicators", id)["attack_types"] == ["Unknown"]


def test_signature_actions(threat: Waggle, root: Client) -> None:  # noqa: F811
    id = new(root, "signatures")
    act(root, "signatures", id, "update_dependency", dep="pe,hash", append=False)
    act(root, "signatures", id, "update_dependency", dep=["math", "pe"], append=True)
    assert {"pe", "hash", "math"} <= set(threat.command("item", "list", "signature_dependency").split())
    act(root, "signatures", id, "update_min_version", data_type_min_version=3.4)
    act(root, "signatures", id, "update_max_version", data_type_max_version="")
    act(root, "signatures", id, "update_signature_data", data="rule a { condition: true }")
    act(root, "signatures", id, "update_signature_type", data_type="Snort")
    act(root, "signatures", id, "update_title", title="Bear loader")
    document = root.detail("signatures", id)
    assert document["data_type_dependency"] == ["pe", "hash", "math"] and document["data_type_min_version"] == "3.4"
    assert document["data_type"] == "Snort" and document["title"] == "Bear loader" and document["version"] == 1
    assert document["md5"] == hashlib.md5(b"rule a { condition: true }").hexdigest()
    refused(root, "signatures", id, "Invalid data type passed in", "update_signature_type", data_type="Nonsense")
    refused(root, "signatures", id, "title cannot be empty.", "update_title", title="")
    refused(root, "samples", new(root, "samples"), "'update_title' is not a valid action.", "update_title", title="x")


def test_what_is_not_granted_changes_nothing(ana: Client, guest: Client) -> None:
    id = new(ana, "indicators", tlp="green")
    for action, arguments in (
        ("status_update", {"value": "Analyzed"}), ("ticket_add", {"ticket": {"ticket_number": "1"}}),
        ("add_object", {"object_type": "User Agent", "value": "x", "source": "Lab"}), ("run_service", {"name": "nope"}),
        ("description_update", {"description": "x"}), ("campaign_add", {"campaign": "x"}),
    ):
        refused(guest, "indicators", id, "User does not have permission to", action, **arguments)
    refused(ana, "indicators", id, "Service nope is unknown or not enabled.", "run_service", name="nope")


def test_a_thousand_tickets_at_once(root: Client) -> None:
    id = new(root, "events")
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        envelopes = list(
            pool.map(lambda number: root.patch("events", id, "ticket_add", ticket={"ticket_number": str(number)}), range(1_000))
        )
    assert all(each["return_code"] == 0 for each in envelopes)
    tickets = root.detail("events", id)["tickets"]
    assert {each["ticket_number"] for each in tickets} == {str(number) for number in range(1_000)}
    assert len({each["date"] for each in tickets}) == 1_000


def test_a_deleted_object_leaves_nothing_behind(threat: Waggle, root: Client) -> None:  # noqa: F811
    content = b"to be deleted"
    sample = root.add("samples", files={"filedata": ("gone.bin", content)}, upload_type="file", bucket_list="gone")["id"]
    domain = new(root, "domains")
    act(root, "samples", sample, "forge_relationship", right_type="Domain", right_id=domain, rel_type="Connected To")
    assert root.post("comments/", object_id=sample, object_type="Sample", comment="soon gone").status_code == 201
    threat.command("object", "delete", "Sample", sample)
    assert root.get(f"samples/{sample}/").status_code == 404
    assert [each for each in root.detail("domains", domain)["relationships"] if each["type"] == "Sample"] == []
    assert root.criteria("comments/", obj_id=sample) == [] and root.criteria("samples/", bucket_list="gone") == []
    again = threat.run("object", "delete", "Sample", sample)
    assert again.returncode == 1 and sample in again.stderr
    assert threat.run("object", "delete", "Sample", "nonsense").returncode == 64
    assert root.add("samples", files={"filedata": ("new.bin", content)}, upload_type="file")["id"] != sample


def test_forms_carry_lists_and_objects_as_json_text(root: Client) -> None:
    id = new(root, "indicators")

    def send(**fields: str) -> dict:
        return requests.patch(f"{root.base}/api/v1/indicators/{id}/", data=root.credentials | fields, timeout=30).json()

    assert send(action="modify_attack_types", attack_types='["Phishing", "Malware"]')["return_code"] == 0
    assert send(action="modify_threat_types", threat_types="Bad Actor, Malicious Domain")["return_code"] == 0
    assert send(action="ticket_add", ticket='{"ticket_number": "1, 2"}')["return_code"] == 0
    document = root.detail("indicators", id)
    assert document["attack_types"] == ["Phishing", "Malware"] and document["threat_types"] == ["Bad Actor", "Malicious Domain"]
    assert [each["ticket_number"] for each in document["tickets"]] == ["1", "2"]
    assert send(action="modify_attack_types", attack_types="[1]")["message"] == "Invalid type passed."
    assert send(action="ticket_add", ticket="[]")["message"] == "Invalid type passed."


def test_lists_that_are_longer_than_a_few(root: Client) -> None:
    """Dates tell entries apart however many there are, and stay what they were when others come and go."""
    id = new(root, "indicators")
    for number in range(40):
        entry = act(root, "indicators", id, "activity_add", activity={"date": DATE, "description": str(number)})["object"]
        assert entry["date"] == f"2026-02-03 04:05:06.{789 + number:03}000"
        act(root, "indicators", id, "source_add_update", action_type="add", source="Lab", method=str(number), date=DATE)
    for number in (3, 20, 39):
        date = f"2026-02-03 04:05:06.{789 + number:03}000"
        act(root, "indicators", id, "activity_update", activity={"date": date, "description": "changed"})
        act(root, "indicators", id, "source_remove", name="Lab", date=date)
        refused(root, "indicators", id, "Could not find source instance.", "source_remove", name="Lab", date=date)
    entry = act(root, "indicators", id, "source_add_update", action_type="add", source="Lab", method="again", date=DATE)["object"]
    assert entry == {"name": "Lab", "instances": [
        {"analyst": "root", "date": "2026-02-03 04:05:06.792000", "method": "again", "reference": "", "tlp": "amber"}
    ]}
    act(root, "indicators", id, "activity_remove", date="2026-02-03 04:05:06.828000")
    document = root.detail("indicators", id)
    assert len(document["activity"]) == 39 and len(document["source"][0]["instances"]) == 39
    assert [each["description"] for each in document["activity"][-2:]] == ["changed"] * 2
    assert len({each["date"] for each in document["source"][0]["instances"]}) == 39
