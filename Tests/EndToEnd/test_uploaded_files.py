"""Mails and pictures that clients upload: made by real tools, read by the worker, stored by the API."""

import hashlib
import struct
import zlib
from email.message import EmailMessage
from email.policy import SMTP

from test_threat_api import Client, ana, root, threat  # noqa: F401


def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Alice Example <alice@sender.example>"
    message["To"] = '"Bob" <bob@corp.example>, carol@corp.example'
    message["Cc"] = "dave@corp.example"
    message["Subject"] = "Invoice 4711"
    message["Date"] = "Tue, 05 Mar 2024 09:15:00 +0100"
    message["X-Originating-IP"] = "[192.0.2.55]"
    message.set_content("Grüße, see the attachment.\n")
    message.add_alternative("<p>see the attachment</p>\n", subtype="html")
    message.add_attachment(b"MZ" + bytes(3000), maintype="application", subtype="octet-stream", filename="invoice.exe")
    return message


def png(width: int, height: int, data: bytes) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_a_mail_and_its_attachment(ana: Client) -> None:  # noqa: F811
    content = b"MZ" + bytes(3000)
    for form in ("eml", "raw"):
        added = ana.add("emails", files={"filedata": ("invoice.eml", mail().as_bytes(policy=SMTP))}, upload_type=form)
        stored = ana.detail("emails", added["id"])
        assert stored["to"] == ["bob@corp.example", "carol@corp.example"] and stored["cc"] == ["dave@corp.example"]
        assert stored["isodate"] == "2024-03-05 08:15:00.000000"
        assert stored["x_originating_ip"] == "192.0.2.55"
        assert "Grüße, see the attachment." in stored["raw_body"]
        samples = [relation["value"] for relation in stored["relationships"] if relation["type"] == "Sample"]
        assert len(samples) == 1
        sample = ana.detail("samples", samples[0])
        assert sample["md5"] == hashlib.md5(content).hexdigest() and sample["filename"] == "invoice.exe"


def test_a_mail_as_yaml(ana: Client) -> None:  # noqa: F811
    text = "from_address: a@x.example\nto: b@x.example\ndate: 2024-03-05 10:00:00\nsubject: from YAML\n"
    added = ana.add("emails", files={"filedata": (None, text)}, upload_type="yaml")
    stored = ana.detail("emails", added["id"])
    assert stored["from"] == "a@x.example" and stored["to"] == ["b@x.example"] and stored["subject"] == "from YAML"


def test_what_is_no_mail_is_refused(ana: Client) -> None:  # noqa: F811
    for form, text in (("eml", "\x01\x02"), ("raw", "no header"), ("yaml", "- a\n- b"), ("msg", "text"), ("yaml", "a: !!python/object:x {}")):
        answer = ana.post("emails", files={"filedata": ("x", text)}, upload_type=form, source="Lab")
        assert answer.status_code == 200 and answer.json()["return_code"] == 1, (form, answer.text)


def test_a_screenshot_and_a_bomb(ana: Client) -> None:  # noqa: F811
    target = ana.add("samples", upload_type="metadata", md5="a" * 32, filename="seen.exe")
    picture = png(640, 480, zlib.compress((b"\0" + bytes(640)) * 480))
    fields = {"upload_type": "screenshot", "oid": target["id"], "otype": "Sample", "tags": "desktop"}
    added = ana.add("screenshots", files={"filedata": ("desk.png", picture)}, **fields)
    stored = ana.detail("screenshots", added["id"])
    assert (stored["width"], stored["height"], stored["md5"]) == (640, 480, hashlib.md5(picture).hexdigest())
    assert stored["screenshot"] != stored["thumb"]
    bomb = png(60_000, 60_000, zlib.compress(bytes(10_000)))
    answer = ana.post("screenshots", files={"filedata": ("bomb.png", bomb)}, source="Lab", **fields)
    assert answer.status_code == 200 and answer.json()["message"] == "Could not read the image.", answer.text
