"""Sources, editable lists, roles, the audit log's chain and mail, by the commands and by SQL behind their backs."""

import json
import sqlite3

import pytest

from support.server import Waggle


def listed(waggle: Waggle, *arguments: str) -> list[dict]:
    return json.loads(waggle.command(*arguments, "--json"))


def test_sources_and_grants(fresh: Waggle) -> None:
    assert [source["name"] for source in listed(fresh, "source", "list")] == ["honeypots"]
    fresh.command("source", "add", "Our CERT")
    fresh.command("source", "grant", "Analyst", "Our CERT", "--read", "--write", "--tlp", "green,red")
    fresh.command("source", "off", "Our CERT")
    source = next(source for source in listed(fresh, "source", "list") if source["name"] != "honeypots")
    assert (source["name"], source["active"]) == ("Our CERT", False)
    assert {"admin: everything", "UberAdmin: everything", "Analyst: read, write, green, red"} == set(source["roles"])
    fresh.command("source", "grant", "Analyst", "Our CERT")
    assert listed(fresh, "role", "show", "Analyst")[0]["sources"] == []


def test_lists_start_filled_and_can_be_edited(fresh: Waggle) -> None:
    assert {item["name"] for item in listed(fresh, "item", "list", "signature_type")} == {"Bro", "Snort", "Yara"}
    fresh.command("item", "add", "signature_type", "Sigma")
    fresh.command("item", "off", "signature_type", "Bro")
    items = {item["name"]: item["active"] for item in listed(fresh, "item", "list", "signature_type")}
    assert items == {"Bro": False, "Sigma": True, "Snort": True, "Yara": True}
    assert {item["kind"] for item in listed(fresh, "item", "list")} >= {"action", "actor_identifier_type", "raw_data_type"}


def test_a_role_is_copied_granted_and_denied(fresh: Waggle) -> None:
    fresh.command("role", "add", "Junior", "--copy", "Read Only")
    fresh.command("role", "grant", "Junior", "Indicator.write", "add_new_source")
    fresh.command("role", "deny", "Junior", "Sample.read")
    permissions = set(listed(fresh, "role", "show", "Junior")[0]["permissions"])
    before = set(listed(fresh, "role", "show", "Read Only")[0]["permissions"])
    assert permissions == (before | {"Indicator.write", "add_new_source"}) - {"Sample.read"}
    assert len(listed(fresh, "role", "show", "UberAdmin")[0]["permissions"]) > 800


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("source", "add", ""), 1, "source"),
        (("source", "add", "honeypots"), 1, "exists already"),
        (("source", "grant", "Analyst", "none", "--read"), 1, "source"),
        (("source", "grant", "none", "honeypots", "--read"), 1, "role"),
        (("source", "grant", "UberAdmin", "honeypots"), 1, "can't be changed"),
        (("source", "grant", "Analyst", "honeypots", "--tlp", "blue"), 1, "tlp"),
        (("role", "grant", "Analyst", "Sample.fly"), 1, "permission"),
        (("item", "add", "no_such_list", "x"), 64, "no_such_list"),
        (("item", "add", "raw_data_type", "JSON"), 1, "exists already"),
        (("item", "on", "raw_data_type", "none"), 1, "raw_data_type"),
        (("user", "totp", "nobody", "--remove"), 1, "username"),
    ],
)
def test_refusals_name_the_field(fresh: Waggle, arguments: tuple[str, ...], code: int, word: str) -> None:
    result = fresh.run(*arguments)
    assert result.returncode == code and word in result.stderr, result.stderr


def test_the_doctor_finds_a_changed_and_a_cut_audit_log(fresh: Waggle) -> None:
    for name in ("one", "two", "three"):
        fresh.command("source", "add", name)
    store = fresh.data_directory / "waggle.sqlite"
    with sqlite3.connect(store) as database:
        for change in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit"):
            with pytest.raises(sqlite3.IntegrityError, match="only grows"):
                database.execute(change)
        database.execute("DROP TRIGGER audit_update")
        database.execute("UPDATE audit SET subject = 'other' WHERE sequence = 2")
    database.close()
    result = fresh.run("doctor")
    assert result.returncode == 1 and "entry 2 does not follow" in result.stdout
    with sqlite3.connect(store) as database:
        database.execute("UPDATE audit SET subject = 'two' WHERE sequence = 2")
        database.execute("DROP TRIGGER audit_delete")
        database.execute("DELETE FROM audit WHERE sequence = 3")
    database.close()
    assert "entries after 2 are missing" in fresh.run("doctor").stdout
