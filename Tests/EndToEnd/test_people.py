"""Favourites, subscriptions, notifications, buckets and sectors: the pages' forms as a program sends them, on either engine."""

import html
import itertools
import re

import pytest
import requests

from support.server import Waggle

from test_threat_api import Client, ana, guest, make_client, root, threat  # noqa: F401  (fixtures)

numbers = itertools.count(1)


class Pages:
    """The pages as a user with an API key gets them."""

    def __init__(self, client: Client):
        self.base = client.base
        self.headers = {"Authorization": "ApiKey {username}:{api_key}".format(**client.credentials)}

    def rows(self, path: str) -> list[str]:
        """The text of each row of the page's tables."""
        answer = requests.get(self.base + path, headers=self.headers, timeout=30)
        assert answer.status_code == 200, answer.text
        bodies = re.findall(r"<tbody.*?</tbody>", answer.text, re.S)
        rows = re.findall(r"<tr.*?</tr>", "".join(bodies), re.S)
        return [" ".join(html.unescape(re.sub(r"<[^>]*>", " ", row)).split()) for row in rows]

    def numbers(self) -> list[str]:
        """Numbers of the notifications shown, in order."""
        text = requests.get(self.base + "/profile/notifications/", headers=self.headers, timeout=30).text
        return list(dict.fromkeys(re.findall(r'name="number" value="(\d+)"', text)))

    def send(self, path: str, **fields: str) -> tuple[int, str]:
        answer = requests.post(self.base + path, data=fields, headers=self.headers, allow_redirects=False, timeout=30)
        return answer.status_code, answer.text


@pytest.fixture
def name() -> str:
    return f"watched{next(numbers)}"


def event(client: Client, name: str, **fields: object) -> str:
    return client.add("events/", title=name, event_type="Phishing", description="d", **({"tlp": "green"} | fields))["id"]


def test_favorites(root: Client, guest: Client, name: str) -> None:
    pages = Pages(guest)
    seen, hidden = event(root, name), event(root, name + "-hidden", tlp="red")
    assert pages.send("/profile/favorites/", type="Event", id=seen)[0] == 303
    assert pages.send("/profile/favorites/", type="events", id=seen)[0] == 303
    (row,) = pages.rows("/profile/favorites/")
    assert row.startswith(name + " Event 20")
    for fields in ({"type": "Event", "id": hidden}, {"type": "Event", "id": "0" * 24}, {"type": "Comment", "id": seen}, {"type": "Event"}):
        status, text = pages.send("/profile/favorites/", **fields)
        assert status == 422 and ("Object not found" in text or "Invalid object type" in text)
    assert pages.rows("/profile/subscriptions/") == [] and Pages(root).rows("/profile/favorites/") == []
    assert pages.send("/profile/favorites/remove/", type="Event", id=seen)[0] == 303
    assert pages.rows("/profile/favorites/") == []


def test_an_object_that_becomes_hidden_or_is_deleted_leaves_the_lists(threat: Waggle, root: Client, guest: Client, name: str) -> None:  # noqa: F811
    pages = Pages(guest)
    first, second = event(root, name + "-a"), event(root, name + "-b")
    for id in (first, second):
        pages.send("/profile/favorites/", type="Event", id=id)
        pages.send("/profile/subscriptions/", type="Event", id=id)
        assert root.patch("events", id, "status_update", value="Analyzed")["return_code"] == 0
    assert len(pages.rows("/profile/favorites/")) == len(pages.rows("/profile/notifications/")) == 2
    threat.command("object", "delete", "Event", first)
    assert [row.split()[0] for row in pages.rows("/profile/notifications/")] == [name + "-b"]
    (source,) = root.detail("events", second)["source"]
    date = source["instances"][0]["date"]
    assert root.patch("events", second, "source_add_update", action_type="update", source="Lab", tlp="red", date=date)["return_code"] == 0
    for path in ("favorites", "subscriptions", "notifications"):
        assert [row for row in pages.rows(f"/profile/{path}/") if name in row] == []
    assert pages.send("/profile/favorites/remove/", type="Event", id=second)[0] == 303
    assert pages.send("/profile/subscriptions/remove/", type="Event", id=second)[0] == 303


def test_subscribers_are_told_of_what_others_do(root: Client, ana: Client, name: str) -> None:
    pages = Pages(ana)
    pages.send("/profile/notifications/clear/", number=str(2**62))
    watched, other = event(root, name), event(root, name + "-other")
    assert pages.send("/profile/subscriptions/", type="Event", id=watched)[0] == 303
    assert root.patch("events", watched, "ticket_add", ticket={"ticket_number": "1"})["return_code"] == 0
    # What changes nothing, what is refused, what oneself does, and what happens elsewhere is not told.
    assert root.patch("events", watched, "ticket_add", ticket={"ticket_number": "1"})["return_code"] == 0
    assert root.patch("events", watched, "status_update", value="Done")["return_code"] == 1
    assert ana.patch("events", watched, "status_update", value="Analyzed")["return_code"] == 0
    assert root.patch("events", other, "status_update", value="Analyzed")["return_code"] == 0
    assert root.post("comments/", object_id=watched, object_type="Event", comment="see @guest").status_code == 201
    assert root.post("comments/", object_id=other, object_type="Event", comment="@ana @nobody look").status_code == 201
    rows = pages.rows("/profile/notifications/")
    assert [row.split(" root ")[0] for row in rows] == [
        f"{name}-other Event new commented", f"{name} Event new commented", f"{name} Event new changed tickets",
    ]
    start = requests.get(ana.base + "/", headers=pages.headers, timeout=30).text
    assert "New in what you have subscribed to" in start
    newest = pages.numbers()[0]
    assert pages.send("/profile/notifications/read/", number=newest)[0] == 303
    assert all(" new " not in row for row in pages.rows("/profile/notifications/"))
    assert pages.send("/profile/notifications/remove/", number=newest)[0] == 303
    assert len(pages.rows("/profile/notifications/")) == 2
    # Nobody removes another one's.
    assert Pages(root).send("/profile/notifications/remove/", number=pages.numbers()[0])[0] == 303
    assert len(pages.rows("/profile/notifications/")) == 2
    assert pages.send("/profile/notifications/clear/", number=newest)[0] == 303
    assert pages.rows("/profile/notifications/") == []
    assert pages.send("/profile/notifications/remove/", number="x")[0] == 303
    pages.send("/profile/subscriptions/remove/", type="Event", id=watched)


def test_subscribers_of_a_source_see_what_they_may(root: Client, guest: Client, name: str) -> None:
    pages = Pages(guest)
    pages.send("/profile/notifications/clear/", number=str(2**62))
    assert pages.send("/profile/subscriptions/source/", source="Lab")[0] == 303
    assert [row.split()[0] for row in pages.rows("/profile/subscriptions/")] == ["Lab"]
    pages.send("/profile/subscriptions/source/", source="Secret")
    assert [row.split()[0] for row in pages.rows("/profile/subscriptions/")] == ["Lab"]
    event(root, name)
    event(root, name + "-red", tlp="red")
    event(root, name + "-secret", source="Secret")
    assert [row.split(" root ")[0] for row in pages.rows("/profile/notifications/")] == [f"{name} Event new added"]
    assert pages.send("/profile/subscriptions/source/", source="Lab", on="false")[0] == 303
    event(root, name + "-later")
    assert len(pages.rows("/profile/notifications/")) == 1


def test_buckets_and_sectors_count_what_the_reader_may_see(threat: Waggle, root: Client, guest: Client, name: str) -> None:  # noqa: F811
    first = event(root, name, bucket_list=f"{name}, {name}-b", sectors="Energy")
    event(root, name, bucket_list=name, tlp="red")
    root.add("domains/", domain=f"{name}.com", bucket_list=name, tlp="green")

    def counts(client: Client, path: str = "/buckets/") -> list[str]:
        return [row for row in Pages(client).rows(path) if row.split()[0].startswith(name)]

    def table(client: Client, path: str) -> dict[str, dict[str, int]]:
        text = requests.get(client.base + path, headers=Pages(client).headers, timeout=30).text
        columns = [html.unescape(each).strip() for each in re.findall(r"<th[^>]*scope=\"col\"[^>]*>(.*?)</th>", text, re.S)]
        return {row.split()[0]: dict(zip(columns[1:], map(int, row.split()[1:]))) for row in counts(client, path)}

    assert counts(root) and table(root, "/buckets/")[name]["Event"] == 2
    assert table(guest, "/buckets/")[name]["Event"] == 1 and table(guest, "/buckets/")[name]["Domain"] == 1
    assert "Energy" in " ".join(Pages(guest).rows("/sectors/"))
    threat.command("object", "delete", "Event", first)
    assert name not in {row for row in table(guest, "/buckets/") if table(guest, "/buckets/")[row].get("Event")}
    assert f"{name}-b" not in table(root, "/buckets/")


def test_pages_need_permissions(threat: Waggle) -> None:  # noqa: F811
    threat.command("role", "add", "sees nothing") if "sees nothing" not in threat.command("role", "list") else None
    nobody = Pages(make_client(threat, "nobody", "sees nothing"))
    for path in ("/buckets/", "/sectors/"):
        assert requests.get(nobody.base + path, headers=nobody.headers, timeout=30).status_code == 403
    for path in ("favorites", "subscriptions", "notifications"):
        assert nobody.rows(f"/profile/{path}/") == []
        answer = requests.get(f"{nobody.base}/profile/{path}/", allow_redirects=False, timeout=30)
        assert answer.status_code == 303 and answer.headers["Location"].startswith("/login/")
