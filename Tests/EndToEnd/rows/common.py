"""Rules that many resources share, generated: one row for each rule and each resource that it holds for (part 1, 1.4 to 1.9; part 2, 0.2 to 0.5)."""

from .row import ABSENT, Row, Text

#: The least that makes an object, without its source.
LEAST = {
    "actors": {"name": "Actor {n}"},
    "actoridentifiers": {"identifier_type": "Email", "identifier": "bear{n}@mail.example"},
    "backdoors": {"name": "Tool {n}"},
    "campaigns": {"name": "Campaign {n}"},
    "certificates": {},
    "domains": {"domain": "www{n}.example"},
    "emails": {"upload_type": "fields", "date": "2024-03-05 10:00:00", "subject": "Mail {n}"},
    "events": {"title": "Event {n}", "event_type": "Phishing", "description": "Seen"},
    "exploits": {"name": "Exploit {n}"},
    "indicators": {"type": "MD5", "value": "value {n}"},
    "ips": {"ip": "2001:db8::{n}", "ip_type": "IPv6 Address"},
    "pcaps": {},
    "raw_data": {"upload_type": "metadata", "title": "Text {n}", "data_type": "Text", "data": "line {n}"},
    "samples": {"upload_type": "metadata", "md5": "0000000000000000000000000000{n}"},
    "signatures": {"title": "Rule {n}", "data_type": "Yara", "data": "rule r{n} { condition: true }"},
    "targets": {"email_address": "jo{n}@example.org"},
}

#: Required parameters, and a text of the refusal without one; sources apart.
REQUIRED = {
    "actors": {"name": "name"},
    "actoridentifiers": {"identifier_type": "identifier_type", "identifier": "identifier"},
    "backdoors": {"name": "name"},
    "campaigns": {"name": "name"},
    "domains": {"domain": "domain"},
    "emails": {"upload_type": "upload_type", "date": "date"},
    "events": {name: name for name in ("title", "event_type", "description")},
    "exploits": {"name": "name"},
    "indicators": {"type": "type", "value": "value"},
    "ips": {"ip": "ip", "ip_type": "ip_type"},
    "raw_data": {"upload_type": "upload_type", "title": "title", "data_type": "data_type", "data": "data"},
    "samples": {"upload_type": "upload_type", "md5": "md5"},
    "signatures": {"title": "title", "data_type": "data_type", "data": "data"},
    "targets": {"email_address": "email_address"},
}

#: Those whose least is a file.
WITH_FILE = ("certificates", "pcaps")
WITHOUT_SOURCE = ("campaigns", "targets")
SOURCED = [resource for resource in LEAST if resource not in WITHOUT_SOURCE]
#: Which take campaigns, buckets and tickets.
ATTRIBUTED = [resource for resource in LEAST if resource not in ("actoridentifiers", "campaigns")]
LISTED = [resource for resource in LEAST if resource != "actoridentifiers"]
#: Domains are made together with their registrable domain, unless they are it: `www1.example` is.
MERGING = [resource for resource in LEAST if resource not in ("emails", "events", "signatures", "campaigns")]


def least(resource: str) -> dict:
    """The least that is accepted."""
    source = {} if resource in WITHOUT_SOURCE else {"source": "Lab"}
    return LEAST[resource] | source


def row(name: str, resource: str, fields: dict, **expectation: object) -> Row:
    if resource in WITH_FILE:
        expectation |= {"file": ("file{n}.bin", b"content {n}")}
    return Row(name, resource, fields, **expectation)


def without(fields: dict, name: str) -> dict:
    return {key: value for key, value in fields.items() if key != name}


def common_rows() -> list[Row]:
    return source_rows() + attribution_rows() + list_rows() + required_rows() + body_rows()


def source_rows() -> list[Row]:
    rows = []
    for resource in SOURCED:
        fields = least(resource)
        refusal = {"events": "source", "ips": "source"}.get(resource, "Source is missing")
        rows += [
            row("least", resource, fields, document=sources(resource, [{"analyst": "ana", "tlp": "amber"}])),
            row("no source", resource, without(fields, "source"), refused=refusal),
            row("source of blanks", resource, fields | {"source": "  "}, refused=refusal),
            row("source that is none", resource, fields | {"source": "Elsewhere"}, refused="No permission to add objects"),
            row("source that may not be written", resource, fields | {"source": "Secret"}, refused="No permission to add objects"),
            row("tlp that is none", resource, fields | {"tlp": "purple"}, refused="Invalid TLP"),
            row(
                "method, reference, tlp",
                resource,
                fields | {"method": " Report ", "reference": "R-17", "tlp": "green"},
                document=sources(resource, [{"method": Text("Report"), "reference": "R-17", "tlp": "green"}]),
            ),
            row(
                "the upstream names of source and its details",
                resource,
                without(fields, "source") | {"source_name": "Lab", "source_reference": "R-18", "source_tlp": "white"},
                document=sources(resource, [{"reference": "R-18", "tlp": "white"}]),
            ),
        ]
    for resource in [each for each in MERGING if each in SOURCED]:
        fields = least(resource)
        again = [{"analyst": "ana"}, {"analyst": "ana"}]
        if resource not in WITH_FILE:
            rows.append(row("again", resource, fields, before=(fields,), merges=True, document=sources(resource, again)))
    for resource in WITHOUT_SOURCE:
        fields = least(resource) | {"source": "Elsewhere", "tlp": "purple"}
        rows.append(row("source and tlp are ignored", resource, fields, document={"source": ABSENT, "tlp": "red"}))
    return rows


def sources(resource: str, instances: list) -> dict:
    return {"source": [{"name": "Lab", "instances": instances}]}


def attribution_rows() -> list[Row]:
    rows = []
    for resource in [each for each in ATTRIBUTED if each != "events"]:
        fields = least(resource)
        campaign = {"campaign": "Blue Dawn"}
        rows += [
            row("campaign", resource, fields | campaign, document={"campaign": [{"name": "Blue Dawn", "confidence": "low"}]}),
            row(
                "campaign with confidence",
                resource,
                fields | campaign | {"confidence": "HIGH"},
                document={"campaign": [{"name": "Blue Dawn", "confidence": "high", "analyst": "ana"}]},
            ),
            row("confidence that is none", resource, fields | campaign | {"confidence": "certain"}, refused="confidence"),
            row("confidence alone", resource, fields | {"confidence": "certain"}, document={"campaign": []}),
        ]
        if resource in MERGING and resource not in WITH_FILE:
            rows += [
                row(
                    "a higher confidence replaces",
                    resource,
                    fields | campaign | {"confidence": "medium"},
                    before=(fields | campaign,),
                    merges=True,
                    document={"campaign": [{"name": "Blue Dawn", "confidence": "medium"}]},
                ),
                row(
                    "a lower confidence does not",
                    resource,
                    fields | campaign | {"confidence": "low"},
                    before=(fields | campaign | {"confidence": "high"},),
                    merges=True,
                    document={"campaign": [{"name": "Blue Dawn", "confidence": "high"}]},
                ),
            ]
    return rows


def list_rows() -> list[Row]:
    rows = []
    for resource in LISTED:
        fields = least(resource)
        numbers = [{"ticket_number": "T-1", "analyst": "ana"}, {"ticket_number": "T-2", "analyst": "ana"}]
        rows += [
            row("buckets", resource, fields | {"bucket_list": " apt,, test ,apt"}, document={"bucket_list": ["apt", "test"]}),
            row("tickets", resource, fields | {"ticket": "T-1, T-2,T-1,"}, document={"tickets": numbers}),
        ]
        if resource in MERGING and resource not in WITH_FILE:
            rows.append(
                row(
                    "buckets and tickets are united",
                    resource,
                    fields | {"bucket_list": "b,a", "ticket": "T-2,T-1"},
                    before=(fields | {"bucket_list": "a", "ticket": "T-1"},),
                    merges=True,
                    document={"bucket_list": ["a", "b"], "tickets": [{"ticket_number": "T-1"}, {"ticket_number": "T-2"}]},
                )
            )
    return rows


def required_rows() -> list[Row]:
    rows = []
    for resource, required in REQUIRED.items():
        for name, text in required.items():
            rows += [
                row(f"no {name}", resource, without(least(resource), name), refused=text),
                row(f"{name} that is an object", resource, least(resource) | {name: {"a": 1}}, refused="", body="json"),
                row(f"{name} that is a list of lists", resource, least(resource) | {name: [["a"]]}, refused="", body="json"),
            ]
            # Texts of their own right are kept as they come, blanks too.
            if name != "data":
                rows.append(row(f"{name} of blanks", resource, least(resource) | {name: " "}, refused=text))
    return rows


def body_rows() -> list[Row]:
    rows = []
    for resource in LEAST:
        fields = least(resource)
        if resource not in WITH_FILE:
            rows += [
                row("as JSON", resource, fields, body="json"),
                row("as a multipart form", resource, fields, body="multipart"),
                row("filedata in a form", resource, fields | {"filedata": "text"}, malformed=400),
            ]
        if resource in LISTED and resource not in WITH_FILE:
            lists = {"bucket_list": ["apt", "test"], "ticket": [1, "T-2"]}
            tickets = [{"ticket_number": "1"}, {"ticket_number": "T-2"}]
            rows.append(
                row("lists in JSON", resource, fields | lists, body="json", document={"bucket_list": ["apt", "test"], "tickets": tickets})
            )
        if resource != "emails":
            stranger = {"_id": "0" * 24, "id": "0" * 24, "analyst": "mallory", "created": "1999-01-01", "is_admin": "1", "elephant": "x"}
            expected = {"elephant": ABSENT, "is_admin": ABSENT, "unsupported_attrs": ABSENT, "password": ABSENT}
            rows.append(row("unknown parameters", resource, fields | stranger, document=expected))
    return rows
