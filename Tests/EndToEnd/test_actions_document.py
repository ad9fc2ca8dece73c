"""Docs/Actions.md says the truth: every example of it, in its order, against a server on either engine."""

import json
import re

import pytest

from support.server import REPOSITORY, Waggle

from test_threat_api import Client, make_client, threat  # noqa: F401  (fixture)

DOCUMENT = (REPOSITORY / "Docs/Actions.md").read_text()
BLOCK = re.compile(r"^```(http|json)\n(.*?)^```$", re.M | re.S)
SECTION = re.compile(r"^### (\w+)\n(.*?)(?=^##|\Z)", re.M | re.S)
WORD = re.compile(r"\b[A-Z][A-Z_]{2,}\b")


class Words:
    """What the words in capitals stand for; one that nobody has used yet takes the value that is found in its place."""

    def __init__(self, known: dict[str, str]):
        self.known = known

    def filled(self, text: str) -> str:
        return WORD.sub(lambda match: self.known.get(match[0], match[0]), text)

    def expect(self, wanted: object, found: object, place: str) -> None:
        match wanted:
            case dict():
                assert isinstance(found, dict) and set(wanted) == set(found), f"{place}: {wanted} is {found}"
                for name in wanted:
                    self.expect(wanted[name], found[name], f"{place}.{name}")
            case list():
                assert isinstance(found, list) and len(wanted) == len(found), f"{place}: {wanted} is {found}"
                for number, (one, other) in enumerate(zip(wanted, found)):
                    self.expect(one, other, f"{place}[{number}]")
            case str() if WORD.fullmatch(wanted) and wanted not in ("ACME", "OSINT"):
                assert isinstance(found, str) and found, f"{place}: {wanted} is {found!r}"
                assert self.known.setdefault(wanted, found) == found, f"{place}: {wanted}"
            case _:
                assert wanted == found and type(wanted) is type(found), f"{place}: {wanted!r} is {found!r}"


@pytest.fixture(scope="module")
def ann(threat: Waggle) -> Client:  # noqa: F811
    for source in ("ACME", "OSINT"):
        threat.command("source", "add", source)
    return make_client(threat, "ann", "UberAdmin")


@pytest.fixture(scope="module")
def words(ann: Client) -> Words:
    def made(resource: str, **fields: object) -> str:
        return ann.add(resource + "/", source="ACME", **fields)["id"]

    return Words({
        "EVENT": made("events", title="e", event_type="Phishing", description="d"),
        "INDICATOR": made("indicators", type="User Agent", value="documented agent"),
        "RAW": made("raw_data", upload_type="metadata", title="t", data_type="Text", data="beacon to found.example.com"),
        "SAMPLE": made("samples", upload_type="metadata", filename="f", md5="d" * 32),
        "DOMAIN": made("domains", domain="documented.example.com"),
        "ACTOR": made("actors", name="Bear"),
        "IDENTIFIER": made("actoridentifiers", identifier_type="Email", identifier="evil@x.example"),
        "SIGNATURE": made("signatures", title="t", data="rule t {}", data_type="Snort"),
    })


def test_the_document_has_one_example_for_each_action() -> None:
    names = [name for name, _ in SECTION.findall(DOCUMENT)]
    assert len(names) == len(set(names)) >= 39
    for name, text in SECTION.findall(DOCUMENT):
        kinds = [kind for kind, _ in BLOCK.findall(text)]
        assert kinds in (["http", "json"], ["http", "json", "json"]), name
        assert "; needs `" in text and "| Parameter | | |" in text, name


def test_every_example(ann: Client, words: Words) -> None:
    for name, text in SECTION.findall(DOCUMENT):
        (_, request), (_, answer), *rest = BLOCK.findall(text)
        line, _, body = words.filled(request).partition("\n")
        method, path = line.split()
        assert method == "PATCH"
        resource, id = re.fullmatch(r"/api/v1/(\w+)/([0-9a-f]{24})/", path).groups()
        arguments = json.loads(body)
        assert arguments.pop("action") == name
        words.expect(json.loads(answer), ann.patch(resource, id, name, **arguments), name)
        for _, excerpt in rest:
            wanted = json.loads(excerpt)
            document = ann.detail(resource, id)
            words.expect(wanted, {key: document.get(key) for key in wanted}, f"{name}, then")
