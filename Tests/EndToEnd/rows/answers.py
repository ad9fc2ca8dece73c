"""What a POST gave, how it differs from what its row says, and how it would look if the server were wrong."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .row import ABSENT, Length, Row, Text


@dataclass(frozen=True)
class Answer:
    """The answer of a POST and what it left behind."""

    status: int
    body: dict
    #: The object by the answer's id; empty when there is none.
    document: dict
    #: Objects more than before, by resource.
    growth: dict
    #: The id of the object that stood before.
    earlier: str
    #: What the row's document is with its placeholders filled in.
    expected: dict
    message: str
    refusal: str | None


def differences(row: Row, answer: Answer) -> list[str]:
    """Everything in which the answer is not what the row says."""
    if row.malformed is not None:
        found = [] if answer.status == row.malformed else [f"status {answer.status}"]
        return found + growth_differences({}, answer)
    if answer.refusal is not None:
        return refusal_differences(row, answer)
    body = answer.body
    checks = {
        f"status {answer.status}": answer.status == 201,
        f"return_code {body.get('return_code')}": body.get("return_code") == 0,
        f"type {body.get('type')}": body.get("type") == row.answer_type,
        f"id {body.get('id')}": is_id(body.get("id")),
        f"url {body.get('url')}": body.get("url") == f"/api/v1/{resource_of(row)}/{body.get('id')}/",
        f"message {body.get('message')!r}": isinstance(body.get("message"), str) and answer.message in body["message"],
        f"keys {sorted(body)}": {"return_code", "type", "id", "message", "url"} <= set(body),
    }
    if row.merges is not None:
        checks[f"merged is {not row.merges}"] = (body.get("id") == answer.earlier) == row.merges
    found = [difference for difference, holds in checks.items() if not holds]
    own = {} if row.merges or row.resource in ("indicator_activity",) else {resource_of(row): 1}
    return found + document_differences("", answer.expected, answer.document) + growth_differences(own | row.makes, answer)


def refusal_differences(row: Row, answer: Answer) -> list[str]:
    body = answer.body
    checks = {
        f"status {answer.status}": answer.status == 200,
        f"return_code {body.get('return_code')}": body.get("return_code") == 1,
        f"type {body.get('type')}": body.get("type") == row.answer_type,
        f"message {body.get('message')!r}": bool(body.get("message")) and answer.refusal.lower() in body["message"].lower(),
    }
    if row.refusal_names_object:
        checks[f"id {body.get('id')}"] = body.get("id") == answer.earlier
        checks[f"url {body.get('url')}"] = body.get("url") == f"/api/v1/{row.resource}/{answer.earlier}/"
    else:
        checks[f"id {body.get('id')}"] = body.get("id") == ""
        checks[f"url {body.get('url')}"] = "url" not in body
    return [difference for difference, holds in checks.items() if not holds] + growth_differences({}, answer)


def growth_differences(expected: dict, answer: Answer) -> list[str]:
    return [
        f"{resource} grew by {count}" for resource, count in answer.growth.items() if count != expected.get(resource, 0)
    ]


def document_differences(path: str, expected: object, actual: object) -> list[str]:
    match expected:
        case dict():
            if not isinstance(actual, dict):
                return [f"{path} is {actual!r}"]
            found = []
            for key, value in expected.items():
                if value is ABSENT:
                    found += [f"{path}.{key} is there"] if key in actual else []
                else:
                    found += document_differences(f"{path}.{key}", value, actual.get(key))
            return found
        case list():
            if not isinstance(actual, list) or len(actual) != len(expected):
                return [f"{path} is {actual!r}"]
            return [
                difference
                for index, (one, other) in enumerate(zip(expected, actual, strict=True))
                for difference in document_differences(f"{path}[{index}]", one, other)
            ]
        case Length():
            return [] if isinstance(actual, list) and len(actual) == expected.count else [f"{path} is {actual!r}"]
        case Text():
            return [] if isinstance(actual, str) and expected.part in actual else [f"{path} is {actual!r}"]
        case _:
            return [] if actual == expected and type(actual) is type(expected) else [f"{path} is {actual!r}"]


def mutations(row: Row, answer: Answer) -> Iterator[tuple[str, Answer]]:
    """The answer as servers with one fault would give it, by the fault's name: each must be a difference."""
    yield "another status", replace(answer, status=500)
    grown = {resource: count + 1 for resource, count in answer.growth.items()}
    yield "stores one object more", replace(answer, growth=grown)
    if row.malformed is not None:
        return
    yield "the other return code", with_body(answer, return_code=1 - answer.body["return_code"])
    yield "another type", with_body(answer, type="Elephant")
    yield "the status of the other outcome", replace(answer, status=401 - answer.status)
    if answer.refusal is not None:
        yield "no reason", with_body(answer, message="")
        yield "another id", with_body(answer, id="0" * 24)
        return
    yield "no id", with_body(answer, id="")
    yield "the url of something else", with_body(answer, url="/api/v1/elephants/")
    if row.merges is not None:
        yield "merges the other way", replace(answer, earlier="0" * 24 if row.merges else answer.body["id"])
    for key, value in answer.expected.items():
        changed = copy.deepcopy(answer.document)
        changed[key] = "elephant" if value is ABSENT or changed.get(key) != "elephant" else "mouse"
        yield f"another {key}", replace(answer, document=changed)


def with_body(answer: Answer, **changes: object) -> Answer:
    return replace(answer, body=answer.body | changes)


def is_id(value: object) -> bool:
    return isinstance(value, str) and len(value) == 24 and all(digit in "0123456789abcdef" for digit in value)


def resource_of(row: Row) -> str:
    """The resource that the answer's url names."""
    if row.type == "PCAP":
        return "pcaps"
    return "indicators" if row.resource == "indicator_activity" else row.resource
