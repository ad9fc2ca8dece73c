"""Rows of actors, actoridentifiers, backdoors, campaigns, comments, domains, emails and events (crits-resources-1.md)."""

from .row import ABSENT, Length, Row, Text

LAB = {"source": "Lab"}
ACTOR = {"name": "Bear {n}"} | LAB
TOOL = {"name": "PoisonTool {n}"} | LAB
DOMAIN = {"domain": "www.evil{n}.com"} | LAB
FIELDS = {"upload_type": "fields", "date": "2024-03-05"} | LAB
YAML = {"upload_type": "yaml"} | LAB
EVENT = {"title": "Wave {n}", "event_type": "Phishing", "description": "Invoices"} | LAB
WITH_IP = {"add_ip": "true", "ip": "198.51.100.7", "ip_type": "IPv4 Address", "same_source": "1"}

ACTORS = [
    Row("same name in other case", "actors", {"name": "BEAR {n}"} | LAB, before=(ACTOR,), merges=False),
    Row("aliases again", "actors", ACTOR | {"aliases": "b,a"}, before=(ACTOR | {"aliases": "a, b"},), merges=True,
        document={"aliases": ["a", "b"]}),
    Row("aliases as a list", "actors", ACTOR | {"aliases": ["x", "y"]}, body="json", document={"aliases": ["x", "y"]}),
    Row("no aliases", "actors", ACTOR, document={"aliases": [], "identifiers": [], "schema_version": 2, "status": "New"}),
    Row("description at creation only", "actors", ACTOR | {"description": "new"}, before=(ACTOR | {"description": "old"},),
        merges=True, document={"description": "old"}),
    Row("a campaign that nobody made", "actors", ACTOR | {"campaign": "Nobody's"}, document={"campaign": [{"name": "Nobody's"}]}),
    Row("two sources", "actors", ACTOR | {"source": "Lab2"}, before=(ACTOR,), merges=True,
        document={"source": [{"name": "Lab"}, {"name": "Lab2"}]}),
    Row("name with blanks around", "actors", {"name": "  Bear {n} "} | LAB, document={"name": "Bear {n}"}),
]  # fmt: skip

IDENTIFIERS = [
    Row("identifier type that is none", "actoridentifiers", {"identifier_type": "Shoe size", "identifier": "44"} | LAB,
        refused="identifier type"),
    Row("shape", "actoridentifiers", {"identifier_type": "Email", "identifier": "x{n}@mail.example"} | LAB,
        document={"name": "x{n}@mail.example", "active": "on", "schema_version": 1, "tlp": ABSENT, "modified": ABSENT, "status": ABSENT}),
    Row("existing pair with an unknown source", "actoridentifiers",
        {"identifier_type": "Email", "identifier": "y{n}@mail.example", "source": "Elsewhere"},
        before=({"identifier_type": "Email", "identifier": "y{n}@mail.example"} | LAB,), refused="No permission to add objects"),
]  # fmt: skip

BACKDOORS = [
    Row("with a version", "backdoors", TOOL | {"version": "2.0", "description": "RAT"}, makes={"backdoors": 2},
        document={"version": "2.0", "description": "RAT", "relationships": [
            {"relationship": "Related To", "type": "Backdoor", "rel_confidence": "unknown", "rel_reason": ""}]}),
    Row("version of a blank", "backdoors", TOOL | {"version": " "}, document={"version": "", "relationships": []}),
    Row("a version of a family", "backdoors", TOOL | {"version": "3"}, before=(TOOL,), merges=False,
        document={"version": "3", "relationships": [{"value": "{id}"}]}),
    Row("the same version again", "backdoors", TOOL | {"version": "3"}, before=(TOOL | {"version": "3"},), merges=True,
        document={"relationships": Length(1), "source": [{"name": "Lab", "instances": Length(2)}]}),
    Row("description where there is none", "backdoors", TOOL | {"description": "late"}, before=(TOOL,), merges=True,
        document={"description": "late"}),
    Row("description where there is one", "backdoors", TOOL | {"description": "late"}, before=(TOOL | {"description": "early"},),
        merges=True, document={"description": "early"}),
]  # fmt: skip

CAMPAIGNS = [
    Row("shape", "campaigns", {"name": "Dawn {n}", "aliases": "BD,Azure", "description": "Spring"},
        document={"aliases": ["BD", "Azure"], "active": "on", "ttps": [], "actor_count": 0, "sample_count": 0, "schema_version": 3,
                  "campaign": [], "source": ABSENT}),
    Row("the name again", "campaigns", {"name": "Dawn {n}"}, before=({"name": "Dawn {n}"},), refused="exists",
        refusal_names_object=True),
    Row("name in other case", "campaigns", {"name": "DAWN {n}"}, before=({"name": "Dawn {n}"},), merges=False),
]  # fmt: skip

COMMENTED = {"object_type": "Domain", "object_id": "{id}", "comment": "Seen by @ana and @nobody in #wave2, # and @"}
COMMENTS = [
    Row("nothing", "comments", {}, refused="object_type"),
    Row("no id", "comments", {"object_type": "Domain"}, refused="object_id"),
    Row("no text", "comments", {"object_type": "Domain", "object_id": "0" * 24, "comment": "  "}, refused="comment"),
    Row("type that takes none", "comments", {"object_type": "Screenshot", "object_id": "0" * 24, "comment": "x"}, refused="object type"),
    Row("id of nothing", "comments", {"object_type": "Domain", "object_id": "0" * 24, "comment": "x"}, refused="not found"),
    Row("id that is none", "comments", {"object_type": "Domain", "object_id": "abc", "comment": "x"}, refused="not found"),
    Row("id of another type", "comments", COMMENTED | {"object_type": "Email"}, before=(("domains", DOMAIN),), refused="not found"),
    Row("mentions and tags", "comments", COMMENTED, before=(("domains", DOMAIN),),
        document={"users": ["ana"], "tags": ["wave2"], "obj_type": "Domain", "obj_id": "{id}", "analyst": "ana",
                  "comment": COMMENTED["comment"]}),
    Row("twice", "comments", COMMENTED, before=(("domains", DOMAIN), COMMENTED), merges=False),
    Row("type by the resource's name", "comments", COMMENTED | {"object_type": "domains"}, before=(("domains", DOMAIN),),
        document={"obj_type": "Domain"}),
]  # fmt: skip


def names(*rows: tuple[str, str]) -> list[Row]:
    """Domains that are refused, and a text of the reason."""
    return [Row(f"domain {name}", "domains", {"domain": name} | LAB, refused=text) for name, text in rows]


DOMAINS = [
    *names(
        ("http://a{n}.com", "domain"), ("a b{n}.com", "domain"), ("x{n}@y.com", "domain"), ("a{n}.com:80", "domain"),
        ("com", "top-level domain"), ("10.1.2.3", "top-level domain"), ("localhost", "top-level domain"), ("a..b{n}.com", "domain"),
        (".a{n}.com", "domain"),
    ),
    Row("in capitals, with a dot", "domains", {"domain": " WWW.Example{n}.COM. "} | LAB, makes={"domains": 2},
        document={"domain": "www.example{n}.com", "type": "A", "watchlistEnabled": False, "analyst": "ana",
                  "relationships": [{"relationship": "Sub-domain Of", "type": "Domain"}]}),
    Row("of a suffix of two labels", "domains", {"domain": "a.b.example{n}.co.uk"} | LAB, makes={"domains": 2}),
    Row("under an unknown top-level domain", "domains", {"domain": "www.fakedomain{n}.evil"} | LAB, makes={"domains": 2}),
    Row("of a private suffix", "domains", {"domain": "a.b{n}.github.io"} | LAB, makes={"domains": 2}),
    Row("of a rule with an asterisk", "domains", {"domain": "foo{n}.bar.ck"} | LAB),
    Row("with an underscore", "domains", {"domain": "under_score.example{n}.com"} | LAB, makes={"domains": 2}),
    Row("ip without add_ip", "domains", DOMAIN | {"ip": "127.0.0.2"}, makes={"domains": 2}),
    Row("add_ip of false", "domains", DOMAIN | WITH_IP | {"add_ip": "False"}, makes={"domains": 2}),
    Row("add_ip", "domains", DOMAIN | WITH_IP | {"ip": "2001:DB8::0:{n}", "ip_type": "IPv6 Address"}, makes={"domains": 2, "ips": 1},
        document={"relationships": [{"relationship": "Sub-domain Of"}, {"relationship": "Resolved To", "type": "IP"}]}),
    Row("add_ip of no address", "domains", DOMAIN | WITH_IP | {"ip": "999.1.1.1"}, refused="Invalid IPv4 address"),
    Row("add_ip without a type", "domains", DOMAIN | WITH_IP | {"ip_type": ""}, refused="IP type"),
    Row("add_ip without an address", "domains", DOMAIN | WITH_IP | {"ip": ""}, refused="IP"),
    Row("add_ip without a source of its own", "domains", DOMAIN | WITH_IP | {"same_source": "no"}, refused="source"),
    Row("add_ip with a source that is none", "domains", DOMAIN | WITH_IP | {"same_source": "", "ip_source": "Elsewhere"},
        refused="No permission to add objects"),
    Row("add_ip with a tlp that is none", "domains", DOMAIN | WITH_IP | {"same_source": "", "ip_source": "Lab", "ip_tlp": "puce"},
        refused="TLP"),
    Row("add_indicators", "domains", DOMAIN | {"add_indicators": "1"}, makes={"domains": 2, "indicators": 1}),
    Row("again, as its answer says", "domains", DOMAIN, before=(DOMAIN,), merges=True, message="updated"),
]  # fmt: skip

MAIL = "From: a@b.example\r\nTo: c@d.example\r\nSubject: Mail {n}\r\n"
EMAILS = [
    Row("upload type that is none", "emails", {"upload_type": "pst"} | LAB, refused="upload_type"),
    Row("eml without a file", "emails", {"upload_type": "eml"} | LAB, refused="No file"),
    Row("eml that starts with a blank line", "emails", {"upload_type": "eml"} | LAB, file=("a.eml", b"\r\n\r\nbody"), refused="parse"),
    Row("eml that is binary", "emails", {"upload_type": "eml"} | LAB, file=("a.eml", bytes(range(128, 256))), refused="parse"),
    Row("eml without a date", "emails", {"upload_type": "eml"} | LAB, file=("a.eml", MAIL.encode() + b"\r\nbody"),
        document={"subject": "Mail {n}", "from": "a@b.example", "to": ["c@d.example"], "date": Text("20")}),
    Row("eml with a date that is none", "emails", {"upload_type": "eml"} | LAB, message="date",
        file=("a.eml", MAIL.encode() + b"Date: whenever\r\n\r\nbody"), document={"date": "whenever"}),
    Row("eml of an unknown source", "emails", {"upload_type": "eml", "source": "Elsewhere"}, file=("a.eml", MAIL.encode()),
        refused="No permission to add objects"),
    Row("msg that is none", "emails", {"upload_type": "msg"} | LAB, file=("a.msg", b"From: a\r\n\r\n"), refused="Outlook"),
    Row("yaml that is a list", "emails", YAML, file=("a.yaml", b"- a\n- b"), refused="YAML"),
    Row("yaml with an object", "emails", YAML, file=("a.yaml", b"from: !!python/object/apply:os.system ['true']"), refused="YAML"),
    Row("yaml of an unknown mail", "emails", YAML | {"email_id": "0" * 24}, file=("a.yaml", b"from: a"), refused="email_id"),
    Row("yaml with a date that is none", "emails", YAML, file=("a.yaml", b"date: gibberish"), refused="date"),
    Row("yaml", "emails", YAML, file=("a.yaml", b"from: a@b.example\nto: c@d.example\ndate: 2024-03-05 10:00:00\nX-Odd: 7\n"),
        document={"from": "a@b.example", "to": ["c@d.example"], "date": Text("2024-03-05"), "isodate": "2024-03-05 10:00:00.000000"}),
    Row("yaml of a stored mail", "emails", YAML | {"email_id": "{id}"}, file=("a.yaml", b"subject: other\ndate: 2024-03-06\n"),
        before=(FIELDS | {"subject": "first"},), merges=True, document={"subject": "other", "source": [{"instances": Length(1)}]}),
    Row("fields, date and source alone", "emails", FIELDS, document={"isodate": "2024-03-05 00:00:00.000000", "to": [], "cc": []}),
    Row("fields with a date that is none", "emails", FIELDS | {"date": "gibberish"}, refused="date"),
    Row("fields with lists", "emails", FIELDS | {"to": "a@b.example, c", "cc": "d", "from_address": "e", "raw_header": "X: y"},
        document={"to": ["a@b.example", "c"], "cc": ["d"], "from": "e", "raw_headers": "X: y"}),
    Row("fields with others", "emails", FIELDS | {"shoe": "44"}, document={"unsupported_attrs": {"shoe": "44", "api_key": ABSENT}}),
    Row("fields twice", "emails", FIELDS, before=(FIELDS,), merges=False),
    Row("raw with broken lines", "emails", {"upload_type": "raw"} | LAB,
        file=("a.txt", b"From: a@b.example\nSubject: one\ntwo three\nDate: Tue, 05 Mar 2024 09:15:00 +0100\n\nbody\n"),
        document={"subject": Text("two three"), "isodate": "2024-03-05 08:15:00.000000", "raw_body": "body\n\n"}),
]  # fmt: skip

EVENTS = [
    Row("event type that is none", "events", EVENT | {"event_type": "phishing"}, refused="event type"),
    Row("date of the source", "events", EVENT | {"date": "2024-03-01 08:00:00"},
        document={"source": [{"instances": [{"date": "2024-03-01 08:00:00.000000"}]}], "schema_version": 3}),
    Row("date that is none", "events", EVENT | {"date": "gibberish"}, refused="date"),
    Row("campaign in other case", "events", EVENT | {"campaign": "DAWN {n}", "confidence": "high"},
        before=(("campaigns", {"name": "Dawn {n}"}),), document={"campaign": [{"name": "Dawn {n}", "confidence": "high"}]}),
    Row("campaign that is none", "events", EVENT | {"campaign": "Nobody's"}, message="campaign", document={"campaign": []}),
    Row("confidence that is none", "events", EVENT | {"campaign": "DAWN {n}", "confidence": "foo"},
        before=(("campaigns", {"name": "Dawn {n}"}),), refused="confidence"),
    Row("twice", "events", EVENT, before=(EVENT,), merges=False),
]  # fmt: skip

PART_1 = ACTORS + IDENTIFIERS + BACKDOORS + CAMPAIGNS + COMMENTS + DOMAINS + EMAILS + EVENTS
