"""The administration page of the WebAPI and its four forms, at level 100."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from support.server import Waggle
from support.webapi import Answer, WebAPI

PASSWORD = "Correct horse 1 battery"


@dataclass(frozen=True)
class Office:
    server: Waggle
    administrator: WebAPI
    reader: WebAPI

    def post(self, path: str, **fields: str) -> dict[str, object]:
        answer = self.administrator.post_form(path, **fields)
        assert answer.status == 200, answer.text
        assert set(answer.json) == {"ok", "msg"}
        return answer.json

    def log_in(self, name: str, password: str = PASSWORD) -> WebAPI:
        return log_in(self.server, name, password)


def log_in(server: Waggle, name: str, password: str) -> WebAPI:
    answer = server.anonymous.post_form("/login", username=name, password=password)
    assert answer.status == 200, answer.text
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    return WebAPI(server.http_host, server.http_port, {"Cookie": cookie})


@pytest.fixture(scope="module")
def office(new_server: Callable[[], Waggle]) -> Iterator[Office]:
    server = new_server()
    server.add_user("chief", "admin", password=PASSWORD)
    server.add_user("reader", "access_all", password=PASSWORD)
    server.start()
    yield Office(server, log_in(server, "chief", PASSWORD), log_in(server, "reader", PASSWORD))
    assert server.stop() == 0, server.errors()


FORMS = {
    "/create_user": {"username": "intruder", "role": "admin", "password": "x" * 20},
    "/delete_user": {"username": "chief"},
    "/create_role": {"role": "mighty", "level": "100"},
    "/delete_role": {"role": "public"},
}


@pytest.mark.parametrize("path", FORMS)
def test_below_level_100_nothing_is_done(office: Office, path: str) -> None:
    for client in (office.reader, office.server.anonymous):
        answer = client.post_form(path, **FORMS[path])
        assert answer.status == 401
        assert answer.json["ok"] is False
        assert answer.json["msg"]
    assert "intruder" not in office.server.command("user", "list")
    assert "mighty" not in office.server.command("role", "list")


def test_the_page_shows_accounts_roles_and_four_forms(office: Office) -> None:
    answer = office.administrator.get("/admin")
    assert answer.status == 200
    assert answer.content_type.startswith("text/html")
    for text in ("chief", "reader", "access_normalized", *(path.strip("/") for path in FORMS)):
        assert text in answer.text
    for client in (office.reader, office.server.anonymous):
        answer = client.get("/admin")
        assert (answer.status, answer.headers["Location"]) == (303, "/unauth")


def test_names_are_escaped_on_the_page(office: Office) -> None:
    name = "<script>alert(1)</script>"
    assert office.post("/create_role", role=name, level="5") == {"ok": True, "msg": ""}
    assert name not in office.administrator.get("/admin").text
    assert office.post("/delete_role", role=name)["ok"] is True


def test_a_user_from_creation_to_deletion(office: Office) -> None:
    assert office.post("/create_user", username="newcomer", role="access_normalized", password=PASSWORD) == {"ok": True, "msg": ""}
    client = office.log_in("newcomer")
    assert client.get("/api/v1/sessions").status == 200
    assert office.post("/create_user", username="newcomer", role="public", password=PASSWORD)["ok"] is False
    assert office.post("/delete_user", username="newcomer") == {"ok": True, "msg": ""}
    assert client.get("/api/v1/sessions").status == 401, "deleting a user ends that user's sessions"
    assert office.post("/delete_user", username="newcomer")["ok"] is False


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/create_user", {"username": "x", "role": "no such role", "password": PASSWORD}),
        ("/create_user", {"username": "", "role": "public", "password": PASSWORD}),
        ("/create_user", {"username": "x", "role": "public", "password": ""}),
        ("/create_user", {"username": "x"}),
        ("/delete_user", {"username": "no such user"}),
        ("/delete_user", {"username": "chief"}),
        ("/create_role", {"role": "public", "level": "10"}),
        ("/create_role", {"role": "x", "level": "high"}),
        ("/create_role", {"role": "x", "level": "101"}),
        ("/create_role", {"role": "x", "level": "-1"}),
        ("/create_role", {"role": "", "level": "10"}),
        ("/delete_role", {"role": "no such role"}),
        ("/delete_role", {"role": "admin"}),
    ],
    ids=json.dumps,
)
def test_what_cannot_be_done_is_said(office: Office, path: str, fields: dict[str, str]) -> None:
    # The account of the first start is an administrator as well: take it away where the last one is meant.
    if fields == {"username": "chief"}:
        remove_other_administrators(office)
    answer = office.post(path, **fields)
    assert answer["ok"] is False
    assert answer["msg"]


def remove_other_administrators(office: Office) -> None:
    if "admin" in office.server.command("user", "list").split():
        office.administrator.post_form("/delete_user", username="admin")


def test_a_role_made_here_counts_by_its_level(office: Office) -> None:
    assert office.post("/create_role", role="watchers", level="60")["ok"] is True
    assert office.post("/create_user", username="watcher", role="watchers", password=PASSWORD)["ok"] is True
    client = office.log_in("watcher")
    statuses: list[Answer] = [client.get(f"/api/v1/{resource}") for resource in ("aux/dorks", "sessions", "hpfeeds")]
    assert [answer.status for answer in statuses] == [200, 200, 401]
    assert office.post("/delete_role", role="watchers")["ok"] is False, "a role that is held stays"
    assert office.post("/delete_user", username="watcher")["ok"] is True
    assert office.post("/delete_role", role="watchers")["ok"] is True
