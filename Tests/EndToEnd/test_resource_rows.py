"""Every row of the rules of POST, on both engines; and that each would fail if the server were wrong in one point."""

import itertools
from collections.abc import Iterator

import pytest
import requests

from rows import ROWS, Answer, Row, differences, mutations
from rows.answers import resource_of
from rows.files import ARCHIVE, archive
from rows.row import filled
from support.server import Waggle
from test_threat_api import Client, make_client, threat

__all__ = ["threat"]

#: Resources whose POSTs may add to one another, counted together; of the others the row's own is counted.
SIDES = {"domains", "indicators", "ips", "samples"}
numbers = itertools.count(1000)


@pytest.fixture(scope="module")
def ana(threat: Waggle) -> Iterator[Client]:
    """An analyst who may write two sources."""
    threat.command("source", "add", "Lab2")
    threat.command("source", "grant", "lab analyst", "Lab2", "--read", "--write", "--tlp", "green,amber,red")
    yield make_client(threat, "ana", "lab analyst")


@pytest.fixture(scope="module")
def root(threat: Waggle) -> Client:
    """Sees everything, so that nothing stored can hide."""
    return make_client(threat, "root", "UberAdmin")


def test_all_rows_have_names_of_their_own() -> None:
    names = [row.id for row in ROWS]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_row(row: Row, ana: Client, root: Client) -> None:
    answer = observed(row, ana, root)
    found = differences(row, answer)
    assert not found, f"{found} in {answer.body}"
    unnoticed = [fault for fault, wrong in mutations(row, answer) if not differences(row, wrong)]
    assert not unnoticed, f"a server with {unnoticed} would pass"


def observed(row: Row, ana: Client, root: Client) -> Answer:
    number = str(next(numbers))
    id = ""
    for each in row.before:
        resource, fields, file = unpacked(each, row)
        envelope = post(ana, resource, filled(fields, number, id), file, number, "form").json()
        assert envelope["return_code"] == 0, envelope
        id = id or envelope["id"]
    before = counts(root, row)
    answer = post(ana, row.resource, filled(row.fields, number, id), row.file, number, row.body)
    after = counts(root, row)
    body = answer.json() if answer.headers["content-type"].startswith("application/json") else {}
    document = {}
    if row.malformed is None and row.refused is None and body.get("id"):
        document = ana.detail(resource_of(row), body["id"])
    return Answer(
        status=answer.status_code,
        body=body,
        document=document,
        growth={resource: after[resource] - before[resource] for resource in after},
        earlier=id,
        expected=filled(row.document, number, id),
        message=row.message,
        refusal=None if row.refused is None else filled(row.refused, number, id),
    )


def unpacked(earlier: object, row: Row) -> tuple:
    match earlier:
        case (resource, fields, file):
            return resource, fields, file
        case (resource, fields):
            return resource, fields, None
        case fields:
            return row.resource, fields, None


def post(client: Client, resource: str, fields: dict, file: tuple | None, number: str, body: str) -> requests.Response:
    url = f"{client.base}/api/v1/{resource}/"
    files = None
    if file:
        content = archive(number) if file[1] == ARCHIVE else file[1].replace(b"{n}", number.encode())
        files = {"filedata": (filled(file[0], number, ""), content)}
    if body == "json":
        return client.session.post(url, params=client.credentials, json=fields, timeout=30)
    if body == "multipart" and not files:
        files = {key: (None, value) for key, value in fields.items()}
        return client.session.post(url, params=client.credentials, files=files, timeout=30)
    return client.session.post(url, params=client.credentials, data=fields, files=files, timeout=30)


def counts(client: Client, row: Row) -> dict:
    own = resource_of(row)
    resources = SIDES | {own} if own in SIDES | {"emails", "pcaps"} else {own}
    return {each: client.get(f"{each}/", limit=1, only="_id").json()["meta"]["total_count"] for each in resources}
