"""Rows of exploits, indicators, indicator_activity, ips, raw_data, signatures and targets (crits-resources-2.md)."""

from .row import ABSENT, Length, Row, Text

LAB = {"source": "Lab"}
EXPLOIT = {"name": "Overflow {n}"} | LAB
HASH = {"type": "MD5", "value": "hash {n}"} | LAB
ACTIVITY = {"object_id": "{id}", "description": "beacon seen"}
TEXT = {"upload_type": "metadata", "title": "log", "data_type": "Text", "data": "GET /{n}\n"} | LAB
RULE = {"title": "demo", "data_type": "Yara", "data": "rule demo{n} { condition: true }\n"} | LAB
TARGET = {"email_address": "Jo.Doe{n}@Example.org"}
CHAIN = {"link_id": "0b7c2a52-3c0e-4f0e-9a55-00000000{n}"}

EXPLOITS = [
    Row("two sources", "exploits", EXPLOIT | {"source": "Lab2"}, before=(EXPLOIT,), merges=True,
        document={"source": [{"name": "Lab"}, {"name": "Lab2"}]}),
    Row("cve is replaced", "exploits", EXPLOIT | {"cve": " CVE-2 "}, before=(EXPLOIT | {"cve": "CVE-1"},), merges=True,
        document={"cve": "CVE-2"}),
    Row("cve is not emptied", "exploits", EXPLOIT | {"cve": ""}, before=(EXPLOIT | {"cve": "CVE-1"},), merges=True,
        document={"cve": "CVE-1"}),
    Row("cve of a number", "exploits", EXPLOIT | {"cve": 7}, body="json", document={"cve": "7"}),
    Row("description when new only", "exploits", EXPLOIT | {"description": "b"}, before=(EXPLOIT | {"description": "a"},), merges=True,
        document={"description": "a"}),
]  # fmt: skip


def values(*rows: tuple[str, str, str]) -> list[Row]:
    """Indicators that are refused, and a text of the reason."""
    return [Row(f"{type} {value}", "indicators", {"type": type, "value": value} | LAB, refused=text) for type, value, text in rows]


INDICATORS = [
    *values(
        ("ipv4 address", "1.2.3.4", "Unknown indicator type: ipv4 address"), ("Domain", "localhost", "top-level domain"),
        ("Domain", "a b{n}.com", "forbidden character"), ("URI", "http:///x", "No host"), ("URI", "http://a b.com/x", ""),
        ("Email Address", "nobody", "lacks '@'"), ("Email Address", "nobody@", "lacks a domain"),
        ("Email Address", "a@[1.2.3]", "invalid IP"), ("IPv4 Address", "1.2.3.256", "Invalid IPv4 address"),
        ("IPv4 Subnet", "10.0.0.0", "Invalid CIDR address"), ("IPv6 Address", "1::2::3", "Invalid IPv6 address"),
    ),
    Row("address with leading zeros", "indicators", {"type": "IPv4 Address", "value": "010.{short}.3"} | LAB,
        document={"value": "10.{short}.3"}),
    Row("hash that is none", "indicators", {"type": "MD5", "value": "xyz {n}"} | LAB,
        document={"value": "xyz {n}", "threat_types": ["Unknown"], "attack_types": ["Unknown"], "schema_version": 5,
                  "confidence": {"rating": "unknown", "analyst": "ana"}, "impact": {"rating": "unknown"}, "activity": []}),
    Row("other case", "indicators", HASH | {"value": "HASH {n}"}, before=(HASH,), merges=True,
        document={"value": "hash {n}", "lower": "hash {n}", "description": Text("as: HASH {n}")}),
    Row("threat type onto Unknown", "indicators", HASH | {"threat_type": "Bad Actor"}, before=(HASH,), merges=True,
        document={"threat_types": ["Bad Actor"]}),
    Row("no threat type onto one", "indicators", HASH, before=(HASH | {"threat_type": "Bad Actor"},), merges=True,
        document={"threat_types": ["Bad Actor"]}),
    Row("threat type of nothing", "indicators", HASH | {"threat_type": ""}, document={"threat_types": ["Unknown"]}),
    Row("threat type that is none", "indicators", HASH | {"threat_type": "Elephant"}, refused="Unknown threat type: Elephant"),
    Row("attack type that is none", "indicators", HASH | {"attack_type": "Elephant"}, refused="Unknown attack type: Elephant"),
    Row("a lower confidence", "indicators", HASH | {"indicator_confidence": "low"}, before=(HASH | {"indicator_confidence": "high"},),
        merges=True, document={"confidence": {"rating": "high"}}),
    Row("a higher impact", "indicators", HASH | {"indicator_impact": "medium"}, before=(HASH | {"indicator_impact": "benign"},),
        merges=True, document={"impact": {"rating": "medium"}}),
    Row("confidence in capitals", "indicators", HASH | {"indicator_confidence": "LOW"}, refused="Invalid indicator confidence: LOW"),
    Row("impact that is none", "indicators", HASH | {"indicator_impact": "huge"}, refused="Invalid indicator impact: huge"),
    Row("neither source nor value", "indicators", {"type": "MD5"}, refused="Source is missing"),
    Row("status", "indicators", HASH | {"status": "Analyzed"}, document={"status": "Analyzed"}),
    Row("status that is none", "indicators", HASH | {"status": "Gone"}, refused="Invalid status: Gone"),
    Row("status New onto another", "indicators", HASH | {"status": "New"}, before=(HASH | {"status": "Analyzed"},), merges=True,
        document={"status": "Analyzed"}),
    Row("add_domain of a URL", "indicators",
        {"type": "URI", "value": "http://www.Bad{n}.example.com/a.php", "add_domain": "1"} | LAB,
        before=(("domains", {"domain": "example.com"} | LAB),), makes={"domains": 1},
        document={"value": "http://www.Bad{n}.example.com/a.php", "relationships": [{"relationship": "Related To", "type": "Domain"}]}),
    Row("add_domain of an address", "indicators",
        {"type": "URI", "value": "http://[2001:db8::1:{n}]/", "add_domain": "yes"} | LAB, makes={"ips": 1},
        document={"relationships": [{"type": "IP"}]}),
    Row("add_relationship to nothing", "indicators", {"type": "Domain", "value": "lone{n}.com", "add_relationship": "1"} | LAB,
        document={"relationships": []}),
    Row("add_relationship", "indicators", {"type": "Domain", "value": "Known{n}.com", "add_relationship": "1"} | LAB,
        before=(("domains", {"domain": "known{n}.com"} | LAB),), document={"relationships": [{"type": "Domain", "value": "{id}"}]}),
    Row("add_domain of false", "indicators", {"type": "Domain", "value": "quiet{n}.com", "add_domain": "off"} | LAB,
        document={"relationships": []}),
]  # fmt: skip

BEFORE_ACTIVITY = (("indicators", HASH),)
ACTIVITIES = [
    Row("nothing", "indicator_activity", {}, refused="object_id"),
    Row("no description", "indicator_activity", {"object_id": "{id}"}, before=BEFORE_ACTIVITY, refused="description"),
    Row("id of nothing", "indicator_activity", ACTIVITY | {"object_id": "0" * 24}, refused="Could not find Indicator"),
    Row("id that is none", "indicator_activity", ACTIVITY | {"object_id": "x"}, refused="Could not find Indicator"),
    Row("date that is none", "indicator_activity", ACTIVITY | {"start_date": "soon"}, before=BEFORE_ACTIVITY, refused="Invalid date"),
    Row("dates", "indicator_activity", ACTIVITY | {"start_date": "2024-03-01T10:00:00Z", "end_date": "2024-02-02"},
        before=BEFORE_ACTIVITY, merges=True, document={"activity": [
            {"analyst": "ana", "description": "beacon seen", "start_date": "2024-03-01 10:00:00.000000",
             "end_date": "2024-02-02 00:00:00.000000"}]}),
    Row("no end", "indicator_activity", ACTIVITY, before=BEFORE_ACTIVITY, merges=True, document={"activity": [{"end_date": ABSENT}]}),
]  # fmt: skip


def addresses(*rows: tuple[str, str, str]) -> list[Row]:
    """Addresses that are refused, and a text of the reason."""
    return [Row(f"{type} {ip}", "ips", {"ip": ip, "ip_type": type} | LAB, refused=text) for type, ip, text in rows]


IPS = [
    *addresses(
        ("IPv4 Address", "1.2.3.256", "Invalid IPv4 address"), ("IPv4 Subnet", "10.0.0.0/33", "Invalid CIDR address"),
        ("IPv4 Subnet", "10.0.0.0", "Invalid CIDR address"), ("IPv4 Subnet", "10.0.0.0/8/9", "Invalid CIDR address"),
        ("IPv4 Subnet", "10.0.0/8", "Invalid IPv4 CIDR address"), ("IPv6 Subnet", "2001:db8::/129", "Invalid CIDR address"),
        ("IPv6 Subnet", "2001:::/12", "Invalid IPv6 CIDR address"), ("IPv4", "1.2.3.4", "Unknown IP type: IPv4"),
        ("IPv4 Address", "2001:db8::1", "Invalid IPv4 address"), ("IPv6 Address", "fe80::1%eth0", "Invalid IPv6 address"),
    ),
    Row("IPv6 in long form", "ips", {"ip": " 2001:DB8:0:0:0:0:7:{n} ", "ip_type": "IPv6 Address"} | LAB,
        document={"ip": "2001:db8::7:{n}", "type": "IPv6 Address", "description": "", "schema_version": 3}, message="IP added"),
    Row("subnet with host bits", "ips", {"ip": "010.{short}.3/08", "ip_type": "IPv4 Subnet"} | LAB, document={"ip": "10.{short}.3/8"}),
    Row("mapped", "ips", {"ip": "::FFFF:10.{short}.3", "ip_type": "IPv6 Address"} | LAB, document={"ip": "::ffff:10.{short}.3"}),
    Row("again, with another description", "ips", {"ip": "2001:db8::8:{n}", "ip_type": "IPv6 Address", "description": "b"} | LAB,
        before=({"ip": "2001:db8::8:{n}", "ip_type": "IPv6 Address", "description": "a"} | LAB,), merges=True, message="IP updated",
        document={"description": "a\nb", "source": [{"instances": Length(2)}]}),
    Row("with an indicator", "ips", {"ip": "2001:db8::9:{n}", "ip_type": "IPv6 Address", "add_indicator": "true"} | LAB,
        makes={"indicators": 1}, document={"relationships": [{"relationship": "Related To", "type": "Indicator"}]}),
]  # fmt: skip

RAW_DATA = [
    Row("upload type in capitals", "raw_data", TEXT | {"upload_type": "FILE"}, refused="Invalid upload_type: FILE"),
    Row("a file where text is due", "raw_data", {k: v for k, v in TEXT.items() if k != "data"}, file=("a.txt", b"text"),
        refused="The data is empty"),
    Row("text as a file", "raw_data", TEXT | {"upload_type": "file"}, file=("a.txt", b" text {n}\n"), document={"data": " text {n}\n"}),
    Row("file that is no text", "raw_data", TEXT | {"upload_type": "file"}, file=("a.txt", b"\xff\xfe{n}"), refused="UTF-8"),
    Row("file without one", "raw_data", {k: v for k, v in TEXT.items() if k != "data"} | {"upload_type": "file"}, refused="No file"),
    Row("data type in other case", "raw_data", TEXT | {"data_type": "text"}, refused="Unknown data type: text"),
    Row("tool", "raw_data", TEXT | {"tool_name": "proxy", "tool_version": "2"},
        document={"tool": {"name": "proxy", "version": "2", "details": ""}, "version": 1, "highlights": [], "inlines": [],
                  "source": [{"instances": [{"method": "Upload"}]}]}),
    Row("tool without a name", "raw_data", TEXT | {"tool_version": "2"}, document={"tool": ABSENT}),
    Row("link that is none", "raw_data", TEXT | {"link_id": "abc"}, refused="Invalid link_id: abc"),
    Row("second of a chain", "raw_data", TEXT | CHAIN | {"data": "other {n}"}, before=(TEXT | CHAIN,), merges=False,
        document={"version": 2} | CHAIN),
    Row("same text again", "raw_data", TEXT | {"title": "other"}, before=(TEXT,), merges=True, document={"title": "log", "version": 1}),
    Row("copied relationships of nothing", "raw_data", TEXT | {"copy_relationships": "1"}, document={"relationships": []}),
]  # fmt: skip

SIGNATURES = [
    Row("twice", "signatures", RULE, before=(RULE,), merges=False, document={"version": 1}),
    Row("second of a chain", "signatures", RULE | CHAIN, before=(RULE | CHAIN,), merges=False, document={"version": 2} | CHAIN),
    Row("copied relationships without a chain", "signatures", RULE | {"copy_relationships": "1"}, document={"relationships": []}),
    Row("data type in other case", "signatures", RULE | {"data_type": "yara"}, refused="Unknown data type: yara"),
    Row("link that is none", "signatures", RULE | {"link_id": "abc"}, refused="Invalid link_id: abc"),
    Row("dependencies", "signatures", RULE | {"data_type_dependency": "pe, ,math", "data_type_min_version": "3.0"},
        document={"data_type_dependency": ["pe", "math"], "data_type_min_version": "3.0", "data_type_max_version": ABSENT}),
    Row("text beyond ASCII", "signatures", RULE | {"data": "rule é{n}"}, document={"data": "rule é{n}"}),
]  # fmt: skip

TARGETS = [
    Row("shape", "targets", TARGET | {"firstname": "Jo"},
        document={"email_address": "jo.doe{n}@example.org", "email_count": 0, "firstname": "Jo", "lastname": ABSENT, "tlp": "red",
                  "schema_version": 3}),
    Row("in capitals next", "targets", {"email_address": "JO.DOE{n}@EXAMPLE.ORG", "lastname": "Doe"},
        before=(TARGET | {"firstname": "Jo"},), merges=True,
        document={"email_address": "jo.doe{n}@example.org", "firstname": "Jo", "lastname": "Doe"}),
    Row("address that is none", "targets", {"email_address": "foo{n}"}, refused="Target could not be saved"),
    Row("field that is emptied", "targets", TARGET | {"firstname": ""}, before=(TARGET | {"firstname": "Jo"},), merges=True,
        document={"firstname": ""}),
    Row("number as text", "targets", TARGET | {"organization_id": 4711}, body="json", document={"organization_id": "4711"}),
    Row("confidence by the upstream name", "targets", TARGET | {"campaign": "Dawn", "camp_conf": "high"},
        document={"campaign": [{"name": "Dawn", "confidence": "high"}]}),
    Row("related to nothing", "targets", TARGET | {"related_id": "0" * 24, "related_type": "Domain"}, refused="Related object not found"),
    Row("related", "targets", TARGET | {"related_id": "{id}", "related_type": "Domain", "relationship_type": "Sent"},
        before=(("domains", {"domain": "rel{n}.com"} | LAB),),
        document={"relationships": [{"relationship": "Sent By", "type": "Domain", "value": "{id}"}]}),
]  # fmt: skip

PART_2 = EXPLOITS + INDICATORS + ACTIVITIES + IPS + RAW_DATA + SIGNATURES + TARGETS
