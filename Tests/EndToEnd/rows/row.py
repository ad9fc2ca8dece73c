"""One row, and the small words that its expectation is written in."""

from dataclasses import dataclass, field

TYPES = {
    "actors": "Actor", "actoridentifiers": "ActorIdentifier", "backdoors": "Backdoor", "campaigns": "Campaign",
    "certificates": "Certificate", "comments": "Comment", "domains": "Domain", "emails": "Email", "events": "Event",
    "exploits": "Exploit", "indicators": "Indicator", "indicator_activity": "Indicator", "ips": "IP", "pcaps": "PCAP",
    "raw_data": "RawData", "samples": "Sample", "screenshots": "Screenshot", "signatures": "Signature", "targets": "Target",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A POST and what must come of it. `{n}` in a text stands for a number that is the row's own, `{id}` for the id of the object
    that the first POST of `before` made."""

    name: str
    resource: str
    fields: dict
    #: A text of the message of a refusal; None when it must succeed.
    refused: str | None = None
    #: A text of the message of a success.
    message: str = ""
    #: Parts of the object that must be there afterwards; the value `ABSENT` forbids a key.
    document: dict = field(default_factory=dict)
    #: POSTs made first, each to the resource of the row or as (resource, fields).
    before: tuple = ()
    #: Whether the object is the one that the first POST of `before` made.
    merges: bool | None = None
    #: Content of the part `filedata`, with the name that the client gives it.
    file: tuple[str, bytes] | None = None
    #: How the fields travel: `form`, `multipart` or `json`.
    body: str = "form"
    #: Type of the answer where it is not that of the resource.
    type: str | None = None
    #: Whether a refusal names the object that was there (campaigns only).
    refusal_names_object: bool = False
    #: Objects more of other resources, e.g. {"domains": 2}; those not named must not grow.
    makes: dict = field(default_factory=dict)
    #: The status of a request that is malformed, instead of an envelope.
    malformed: int | None = None

    @property
    def answer_type(self) -> str:
        return self.type or TYPES[self.resource]

    @property
    def id(self) -> str:
        return f"{self.resource}: {self.name}"


class Absent:
    """Forbids a key."""

    def __repr__(self) -> str:
        return "absent"


ABSENT = Absent()


class Length:
    """A list of so many elements."""

    def __init__(self, count: int):
        self.count = count

    def __repr__(self) -> str:
        return f"{self.count} elements"


class Text:
    """A text that holds another."""

    def __init__(self, part: str):
        self.part = part

    def __repr__(self) -> str:
        return f"a text with {self.part!r}"


def filled(value: object, number: str, id: str) -> object:
    """The value with its placeholders filled in, at any depth."""
    match value:
        case str():
            return value.replace("{n}", number).replace("{short}", f"{int(number) // 250}.{int(number) % 250}").replace("{id}", id)
        case dict():
            return {filled(key, number, id): filled(each, number, id) for key, each in value.items()}
        case list() | tuple():
            return [filled(each, number, id) for each in value]
        case Text():
            return Text(value.part.replace("{n}", number).replace("{id}", id))
        case _:
            return value
