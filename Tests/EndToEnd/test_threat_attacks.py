"""Attacks on the threat-intelligence API, each with its expected answer, on either engine; the numbers are those of the list of
threats in the specification."""

import json
import time

import pytest
import requests

from test_threat_api import Client, ana, guest, root, threat  # noqa: F401

MISSING = "0" * 24


@pytest.fixture(scope="module")
def hidden(root: Client) -> str:  # noqa: F811
    """Id of an indicator whose only source neither the analyst nor the guest may see."""
    return root.add("indicators", type="User Agent", value="nobody else's", source="Secret", bucket_list="attack")["id"]


@pytest.fixture(scope="module")
def seen(ana: Client) -> str:  # noqa: F811
    return ana.add("indicators", type="User Agent", value="attacked", bucket_list="attack", tlp="green")["id"]


def ids(client: Client, **parameters: object) -> list[str]:
    answer = client.get("indicators/", **parameters)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["meta"]["total_count"] == len(body["objects"])
    return [each["_id"] for each in body["objects"]]


def raw(client: Client, verb: str, path: str, body: bytes, content_type: str = "application/json") -> requests.Response:
    return requests.request(
        verb, f"{client.base}/api/v1/{path}", params=client.credentials, data=body, headers={"Content-Type": content_type}, timeout=60
    )


def test_01_what_is_hidden_is_as_if_it_were_missing(ana: Client, guest: Client, hidden: str, seen: str) -> None:  # noqa: F811
    for client in (ana, guest):
        there, missing = client.get(f"indicators/{hidden}/"), client.get(f"indicators/{MISSING}/")
        assert there.status_code == missing.status_code == 404 and there.content == missing.content
        for parameters in (
            {"c-_id": hidden}, {"c-_id__in": f"{hidden},{MISSING}"}, {"c-value": "nobody else's"}, {"c-source.name": "Secret"},
            {"c-source.name__in": "Secret"}, {"regex": 1, "c-value": "nobody"}, {"c-value__gt": "nobody", "c-value__lt": "nobodz"},
        ):
            assert ids(client, **parameters) == [], parameters
        assert ids(client, **{"c-bucket_list": "attack"}) == [seen]
        assert client.get(f"indicators/set/{hidden};{seen}/").json()["not_found"] == [hidden]
    for action in ("status_update", "no such action"):
        url = f"{ana.base}/api/v1/indicators/"
        answers = [
            requests.patch(f"{url}{id}/", params=ana.credentials, json={"action": action, "value": "Analyzed"}, timeout=30)
            for id in (hidden, MISSING)
        ]
        assert [each.status_code for each in answers] == [404, 404] and answers[0].content == answers[1].content


def test_02_a_change_is_made_to_the_object_of_the_url(ana: Client, root: Client, hidden: str, seen: str) -> None:  # noqa: F811
    answer = ana.patch(
        "indicators", seen, "status_update", value="In Progress", id_=hidden, type_="Domain", user="root", analyst="root"
    )
    assert answer["return_code"] == 0 and answer["id"] == seen and answer["type"] == "Indicator"
    assert ana.detail("indicators", seen)["status"] == "In Progress"
    assert root.detail("indicators", hidden)["status"] == "New"


def test_03_what_is_no_parameter_is_not_stored(ana: Client, root: Client) -> None:  # noqa: F811
    fields = {
        "_id": MISSING, "id": MISSING, "created": "2001-01-01 00:00:00.000000", "analyst": "root", "is_admin": "true", "org": "x",
        "schema_version": "99", "status": "Deprecated", "source[0][name]": "Secret", "unsupported_attrs": '{"a": 1}',
    }
    id = ana.add("indicators", type="User Agent", value="assigned", **fields)["id"]
    document = root.detail("indicators", id)
    assert id != MISSING and document["_id"] == id and not document["created"].startswith("2001")
    assert document["schema_version"] != 99 and [each["name"] for each in document["source"]] == ["Lab"]
    assert document["source"][0]["instances"][0]["analyst"] == "ana"
    assert not {"is_admin", "org", "id"} & set(document) and not document.get("unsupported_attrs")


def test_05_no_secret_is_a_field(ana: Client, guest: Client, root: Client, seen: str) -> None:  # noqa: F811
    root.post("indicators/", type="User Agent", value="attacked", source="Secret", reference="hidden reference")
    assert len(root.detail("indicators", seen)["source"]) == 2
    for name in ("password", "api_key", "secret", "totp"):
        document = ana.detail("indicators", seen, only=name)
        assert set(document) == {"_id", "schema_version", "source"}
        assert ids(ana, **{f"c-{name}__exists": 1}) == []
    for criterion in (
        {"c-source.instances.reference": "hidden reference"}, {"c-source.name": "Other"}, {"c-source.1.name__exists": 1},
        {"c-source.instances.analyst": "root", "c-_id": seen}, {"regex": 1, "c-source.instances.reference": "hidden"},
    ):
        assert ids(guest, **criterion) == [], criterion
        assert seen in ids(root, **criterion) or criterion.get("c-source.name"), criterion
    assert "Secret" not in guest.get(f"indicators/{seen}/").text and "hidden reference" not in guest.get("indicators/").text


INJECTIONS = ["'; DROP TABLE object;--", "x\" OR \"1\"=\"1", "a' OR 1=1", "[0]", "%", "_", "\\", "NULL", "x) OR (1", "é\u202e\ufffd"]


@pytest.mark.parametrize("text", INJECTIONS)
def test_16_texts_are_never_sql(ana: Client, seen: str, text: str) -> None:  # noqa: F811
    for parameters in (
        {f"c-{text}": "x"}, {"c-value": text}, {"c-value__in": text}, {"c-value__gt": text, "c-value__lt": text}, {"c-_id": text},
        {"c-created": text}, {"c-source.name": text}, {"c-unsupported_attrs." + text: text},
    ):
        assert ids(ana, **parameters) == [], parameters
    assert ana.get("indicators/", sort=text).status_code == 200
    assert ana.get("indicators/", only=text).status_code == 200
    for name in ("limit", "offset", "order_by"):
        answer = ana.get("indicators/", **{name: text})
        assert answer.status_code == 400 and answer.json()["error"]
    assert ana.get("indicators/", cursor=text).status_code == 400
    assert ana.get("indicators/" + requests.utils.quote(text, safe="") + "/").status_code == 404
    assert ids(ana, **{"c-_id": seen}) == [seen]


def test_17_operators_are_a_fixed_list(ana: Client, seen: str) -> None:  # noqa: F811
    for name in ("x__where", "value__$ne", "value__regex", "source__name", "value__in__in", "value__", "$where", "value.$ne", "$or"):
        answer = ana.get("indicators/", **{"c-" + name: "1"})
        assert answer.status_code == 400 and set(answer.json()) == {"error"}, name
    for name in ("value[$ne]", "value[]", "value[0]", "value[][]", "value{}"):
        assert ids(ana, **{"c-" + name: "x"}) == []
    url = f"{ana.base}/api/v1/indicators/"
    repeated = requests.get(url, params=[*ana.credentials.items(), ("c-value", "attacked"), ("c-value", "x")], timeout=30)
    assert repeated.json()["objects"] == []
    answer = ana.patch("indicators", seen, "status_update", value={"$ne": ""})
    assert answer["return_code"] == 1


def test_18_patterns_are_stopped_and_others_served(ana: Client, seen: str) -> None:  # noqa: F811
    ana.add("indicators", type="User Agent", value="a" * 4_000 + "!", bucket_list="redos")
    for pattern in ("(a+)+$", "(.*a){30}", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y", "(?:a?){3000}a{3000}"):
        start = time.monotonic()
        for path in ("value", "bucket_list", "source.instances.reference"):
            answer = ana.get("indicators/", regex=1, **{"c-" + path: pattern})
            assert answer.status_code in (200, 400), answer.text
            if answer.status_code == 400:
                assert set(answer.json()) == {"error"}
        assert time.monotonic() - start < 30
        assert ids(ana, **{"c-_id": seen}) == [seen]
    assert ana.get("indicators/", regex=1, **{"c-value": "(a+)+$"}).json()["error"]
    for pattern in ("(", "[a", "a{2,1}", "\\", "(?<n", "(*LIMIT_MATCH=99999999)(", "a" * 100_000):
        assert ana.get("indicators/", regex=1, **{"c-value": pattern[:60_000]}).status_code in (400, 414, 431)


def test_19_paging_has_limits(ana: Client) -> None:  # noqa: F811
    for limit, shown in (("1000000000", 1_000), ("0", 1_000), ("999999999999999999999999", 1_000)):
        assert ana.get("indicators/", limit=limit).json()["meta"]["limit"] == shown
    for limit in ("-1", "abc", "1e9", "0x10", "", "1 2"):
        assert ana.get("indicators/", limit=limit).status_code == 400, limit
    for sort in ({}, {"sort": "-created"}, {"sort": "-value"}, {"regex": 1, "c-value": "a"}, {"c-bucket_list": "attack"}):
        for offset in ("1000000", "999999999999", "99999999999999999999999999"):
            answer = ana.get("indicators/", offset=offset, **sort)
            assert answer.status_code in (200, 400), answer.text
            if answer.status_code == 200:
                assert answer.json()["objects"] == [] and answer.json()["meta"]["next"] is None
    for cursor in ("k", "kzz", "n-1", "p.", "p1", "p.zz", "k" + "f" * 16, "n" + "f" * 100, "p-1.1", "\0", "é"):
        assert ana.get("indicators/", cursor=cursor).status_code == 400, cursor


BOMBS = [
    b"[" * 100_000, b'{"a":' * 100_000, b'{"action":"status_update","value":' + b"[" * 70 + b"]" * 70 + b"}", b"{" * 10, b'{"a":1e999999}',
    b'{"action":"status_update","value":NaN}', b'{"action":"status_update","value":"\xff\xfe"', b"null", b"[]", b'"text"', b"", b"\0",
    b'{"action":"status_update","value":"x"} trailing',
]


@pytest.mark.parametrize("bomb", BOMBS, ids=range(len(BOMBS)))
def test_23_bodies_that_are_no_documents_change_nothing(ana: Client, seen: str, bomb: bytes) -> None:  # noqa: F811
    before = ana.detail("indicators", seen)
    for verb, path in (("PATCH", f"indicators/{seen}/"), ("POST", "indicators/")):
        answer = raw(ana, verb, path, bomb)
        assert answer.status_code in (200, 400, 413), (answer.status_code, answer.text)
        if answer.status_code == 200:
            assert answer.json()["return_code"] == 1, answer.text
    assert ana.detail("indicators", seen) == before


def test_23_many_keys_and_repeated_keys(ana: Client, seen: str) -> None:  # noqa: F811
    many = json.dumps({f"k{number}": number for number in range(30_000)}).encode()
    assert raw(ana, "PATCH", f"indicators/{seen}/", many).status_code in (200, 400, 413)
    answer = raw(ana, "PATCH", f"indicators/{seen}/", b'{"action":"none","action":"status_update","value":"New","value":"Analyzed"}')
    assert answer.json()["return_code"] == 0 and ana.detail("indicators", seen)["status"] == "Analyzed"


def test_23_text_of_any_kind_comes_back(ana: Client) -> None:  # noqa: F811
    for number, text in enumerate(("nul \\u0000 inside", "lone \\ud800 surrogate", "\\u202e rtl", "\U0001f41d bee", "a\\r\\nb", "\\\\ \\\" ' ; --")):
        body = f'{{"source":"Lab","type":"User Agent","value":"text {number} {text}","description":"{text}"}}'.encode()
        answer = raw(ana, "POST", "indicators/", body)
        assert answer.status_code in (201, 200, 400), answer.text
        if answer.status_code != 201:
            continue
        document = ana.detail("indicators", answer.json()["id"])
        expected = json.loads(f'"{text}"').encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        assert document["description"] == expected, text
        assert [each["_id"] for each in ana.criteria("indicators/", description=expected)] == [document["_id"]]


def test_50_ids_and_sources_are_not_told_apart(ana: Client, guest: Client, hidden: str) -> None:  # noqa: F811
    answers = [guest.get(f"indicators/{id}/") for id in (hidden, MISSING, "f" * 24, "zz", "a" * 5_000, hidden.upper())]
    assert {(each.status_code, each.content) for each in answers} == {(404, answers[0].content)}
    posts = [ana.post("indicators/", type="User Agent", value="v", source=name) for name in ("Secret", "No such source")]
    assert len({each.status_code for each in posts}) == 1 and all(each.json()["return_code"] == 1 for each in posts)
    texts = [each.json()["message"].replace(name, "") for each, name in zip(posts, ("Secret", "No such source"))]
    assert texts[0] == texts[1]
