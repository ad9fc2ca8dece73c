"""Attacks on the way in, each with its expected answer; the numbers are those of the list of threats in the specification."""

import http.client
import pathlib
import socket
import ssl

import pytest

from support.certificates import write_certificate
from support.server import Waggle

FORMS = ("/login/", "/login", "/logout/", "/profile/", "/control-panel/", "/control-panel/users/")


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("verb", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_12_unusual_verbs_are_refused_everywhere(server: Waggle, path: str, verb: str) -> None:
    answer = server.anonymous.request(verb, path)
    assert answer.status == 405 and answer.headers["Allow"], (answer.status, answer.headers)
    assert verb not in answer.headers["Allow"]


def test_12_verbs_are_told_apart_by_their_letter_case(server: Waggle) -> None:
    with socket.create_connection((server.anonymous.host, server.anonymous.port), timeout=10) as connection:
        connection.sendall(b"post /login/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        status = connection.recv(4_096).split(b" ")[1]
    assert status in (b"400", b"405")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
@pytest.mark.parametrize("path", ["/api/v1/sessions", "/api/v1/indicators/", "/login/", "/livez"])
def test_14_no_origin_is_let_in(server: Waggle, path: str, origin: str) -> None:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    for verb in ("GET", "OPTIONS"):
        answer = server.anonymous.request(verb, path, headers=headers)
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example/", "/%2f%2fevil.example", "javascript:alert(1)"])
def test_37_a_log_in_leads_to_own_pages_only(server: Waggle, target: str) -> None:
    import urllib.parse

    query = urllib.parse.urlencode({"next": target})
    answer = server.anonymous.request(
        "POST", f"/login/?{query}", urllib.parse.urlencode({"username": "analyst", "password": "correct horse battery", "next": target}).encode(),
        {"Content-Type": "application/x-www-form-urlencoded"},
    )
    location = answer.headers.get("Location", "/")
    assert location.startswith("/") and not location.startswith(("//", "/\\")) and "evil" not in location


def test_52_old_versions_of_tls_are_refused(fresh: Waggle, tmp_path: pathlib.Path) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    write_certificate(certificate, key)
    fresh.start("--tls-cert", str(certificate), "--tls-key", str(key))
    address = (fresh.anonymous.host, fresh.anonymous.port)

    def handshake(version: ssl.TLSVersion) -> str | None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
        with socket.create_connection(address, timeout=10) as connection, context.wrap_socket(connection) as secured:
            return secured.version()

    assert handshake(ssl.TLSVersion.TLSv1_2) == "TLSv1.2" and handshake(ssl.TLSVersion.TLSv1_3) == "TLSv1.3"
    for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        with pytest.raises((ssl.SSLError, OSError)):
            handshake(version)
    with pytest.raises((http.client.HTTPException, OSError)):
        plain = http.client.HTTPConnection(*address, timeout=10)
        plain.request("GET", "/livez")
        plain.getresponse()
