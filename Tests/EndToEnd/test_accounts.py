"""Logging in and out by cookie and by key, and what the commands change while the server runs."""

import http.cookies
import re

import pytest

from support.server import Waggle
from support.waiting import eventually
from support.webapi import Answer, WebAPI

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def reader(server: Waggle) -> str:
    server.add_user("reader", "access_normalized")
    return "reader"


def cookie_of(answer: Answer) -> http.cookies.Morsel:
    jar: http.cookies.SimpleCookie = http.cookies.SimpleCookie()
    for header in answer.headers.get_all("Set-Cookie", []):
        jar.load(header)
    return jar["beaker.session.id"]


def log_in(server: Waggle, name: str, password: str = PASSWORD) -> WebAPI:
    answer = server.anonymous.post_form("/login", username=name, password=password)
    assert answer.status == 200, answer.text
    return server.anonymous.with_cookie("beaker.session.id", cookie_of(answer).value)


def test_login_gives_a_cookie_and_the_exact_body(server: Waggle, reader: str) -> None:
    answer = server.anonymous.post_form("/login", username=f"  {reader} ", password=f" {PASSWORD}  ")
    assert (answer.status, answer.body) == (200, b"You provided valid credentials")
    cookie = cookie_of(answer)
    assert (cookie["path"], bool(cookie["httponly"]), cookie["samesite"].lower(), bool(cookie["secure"])) == ("/", True, "lax", False)
    assert len(cookie.value) >= 20


@pytest.mark.parametrize(
    ("name", "password"),
    [("reader", "wrong"), ("nobody", PASSWORD), ("reader", ""), ("", ""), ("reader\0", PASSWORD), ("Reader'--", PASSWORD)],
)
def test_a_wrong_login_does_not_say_what_was_wrong(server: Waggle, reader: str, name: str, password: str) -> None:
    answer = server.anonymous.post_form("/login", username=name, password=password)
    assert (answer.status, answer.body) == (401, b"Invalid credentials")
    assert not answer.headers.get_all("Set-Cookie")


def test_either_cookie_name_opens_the_resources(server: Waggle, reader: str) -> None:
    answer = server.anonymous.post_form("/login", username=reader, password=PASSWORD)
    for name in ("beaker.session.id", "sessionid"):
        assert server.anonymous.with_cookie(name, cookie_of(answer).value).get("/api/v1/sessions").status == 200


def test_each_login_has_its_own_cookie_and_a_made_up_one_opens_nothing(server: Waggle, reader: str) -> None:
    first, second = (cookie_of(server.anonymous.post_form("/login", username=reader, password=PASSWORD)).value for _ in range(2))
    assert first != second
    for value in ("", "x", "0" * len(first), first[:-1], first + "0"):
        assert server.anonymous.with_cookie("beaker.session.id", value).get("/api/v1/sessions").status == 401


def test_logout_ends_the_session_and_leads_to_unauth(server: Waggle, reader: str) -> None:
    client = log_in(server, reader)
    assert client.get("/api/v1/sessions").status == 200
    answer = client.get("/logout")
    assert (answer.status, answer.headers["Location"]) == (303, "/unauth")
    assert client.get("/api/v1/sessions").status == 401
    unauthorized = client.get("/unauth")
    assert unauthorized.status == 401
    assert "Unauthorized" in unauthorized.text


def test_the_cookie_has_the_level_of_the_account(server: Waggle, reader: str) -> None:
    client = log_in(server, reader)
    assert client.get("/api/v1/sessions").status == 200
    assert client.get("/api/v1/hpfeeds").status == 401


def test_keys_in_header_and_query(server: Waggle, reader: str) -> None:
    key = server.add_key(reader, "both-ways")
    assert eventually(lambda: server.anonymous.with_key(reader, key).get("/api/v1/sessions").status == 200)
    assert server.anonymous.request("GET", "/api/v1/sessions", headers={"Authorization": f"apikey {reader}:{key}"}).status == 200
    assert server.anonymous.get("/api/v1/sessions", username=reader, api_key=key).status == 200
    for name, wrong in [(reader, key[:-1]), (reader, key + "0"), (reader, ""), ("analyst", key), ("", key)]:
        assert server.anonymous.with_key(name, wrong).get("/api/v1/sessions").status == 401
        assert server.anonymous.get("/api/v1/sessions", username=name, api_key=wrong).status == 401


def test_a_revoked_key_opens_nothing_within_a_second(server: Waggle, reader: str) -> None:
    client = server.anonymous.with_key(reader, server.add_key(reader, "short-lived"))
    eventually(lambda: client.get("/api/v1/sessions").status == 200, seconds=2)
    server.command("key", "revoke", reader, "--name", "short-lived")
    eventually(lambda: client.get("/api/v1/sessions").status == 401, seconds=2)


def test_a_disabled_account_is_out_within_a_second(server: Waggle) -> None:
    server.add_user("leaver", "access_all")
    client = server.anonymous.with_key("leaver", server.add_key("leaver"))
    eventually(lambda: client.get("/api/v1/hpfeeds").status == 200, seconds=2)
    cookie = log_in(server, "leaver")
    server.command("user", "disable", "leaver")
    eventually(lambda: client.get("/api/v1/hpfeeds").status == 401, seconds=2)
    assert cookie.get("/api/v1/hpfeeds").status == 401
    assert server.anonymous.post_form("/login", username="leaver", password=PASSWORD).status == 401


def test_a_role_taken_away_lowers_the_level(server: Waggle) -> None:
    server.add_user("mover", "access_all", "public")
    client = server.anonymous.with_key("mover", server.add_key("mover"))
    eventually(lambda: client.get("/api/v1/hpfeeds").status == 200, seconds=2)
    server.command("user", "role", "mover", "--remove", "access_all")
    eventually(lambda: client.get("/api/v1/hpfeeds").status == 401, seconds=2)
    assert client.get("/api/v1/aux/dorks").status == 200


def test_too_many_wrong_passwords_block_passwords_but_not_keys(server: Waggle) -> None:
    server.add_user("guessed-at", "access_normalized")
    client = server.anonymous.with_key("guessed-at", server.add_key("guessed-at"))
    # Setting `invalid_login_attempts` (3): the one after that blocks.
    for _ in range(4):
        answer = server.anonymous.post_form("/login", username="guessed-at", password="wrong")
        assert (answer.status, answer.body) == (401, b"Invalid credentials")
    answer = server.anonymous.post_form("/login", username="guessed-at", password=PASSWORD)
    assert (answer.status, answer.body) == (401, b"Invalid credentials")
    assert client.get("/api/v1/sessions").status == 200
    server.command("user", "enable", "guessed-at")
    eventually(
        lambda: server.anonymous.post_form("/login", username="guessed-at", password=PASSWORD).status == 200, seconds=15, interval=1.5
    )


def test_first_start_prints_an_administrator_once(fresh: Waggle) -> None:
    fresh.start()
    lines = [line for line in fresh.output if "admin" in line]
    assert len(lines) == 1, fresh.output
    candidates = [word.strip(".,'\"") for word in re.split(r"[\s:=]+", lines[0])]
    statuses = {word: fresh.anonymous.post_form("/login", username="admin", password=word).status for word in candidates if len(word) >= 12}
    (password,) = [word for word, status in statuses.items() if status == 200]
    assert password not in fresh.errors(), "the password is not in the log"
    assert fresh.stop() == 0
    fresh.start()
    assert not any(password in line or "password" in line.lower() for line in fresh.output)


def test_sessions_survive_a_restart(fresh: Waggle) -> None:
    fresh.start()
    fresh.add_user("stays", "access_all")
    client = log_in(fresh, "stays")
    assert fresh.stop() == 0
    fresh.start()
    again = WebAPI(fresh.http_host, fresh.http_port, client.headers)
    assert again.get("/api/v1/hpfeeds").status == 200


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        (["user", "add", "x", "--role", "no-such-role", "--password-stdin"], "password\n"),
        (["user", "add", "x", "--role", "public", "--password-stdin"], "\n"),
        (["user", "add", "analyst", "--role", "public", "--password-stdin"], "password\n"),
        (["key", "create", "no-such-user", "--name", "k"], None),
        (["sensor", "remove", "no-such-ident"], None),
        (["setting", "set", "no_such_setting", "1"], None),
    ],
)
def test_commands_say_why_they_fail(server: Waggle, arguments: list[str], given: str | None) -> None:
    result = server.run(*arguments, given=given)
    assert result.returncode == 1
    assert result.stderr.strip()
    assert "password" != result.stderr.strip()


def test_wrong_usage_is_64(server: Waggle) -> None:
    for arguments in (["no-such-command"], ["serve", "--no-such-option"], ["sensor", "add"], ["key", "create", "analyst"]):
        result = server.run_plain(*arguments)
        assert result.returncode == 64, f"{arguments}: {result.returncode}"
        assert result.stderr.strip()
