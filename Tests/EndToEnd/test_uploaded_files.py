"""Mails and pictures that clients upload: made by real tools, read by the worker, stored by the API."""

import hashlib
import io
import os
import random
import secrets
import signal
import struct
import subprocess
import time
import zipfile
import zlib
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import msgforge
import requests
from aspose.email_foss import msg
from support.server import Waggle
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


def names_in_zip(client: Client, path: str, **parameters: object) -> list[str]:
    answer = client.get(path, file=1, **parameters)
    assert answer.status_code == 200, answer.text
    return [] if answer.text == "No files found!" else zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


def found(client: Client, md5: str, has_file: str) -> list[str]:
    answer = client.get("samples/", **{"c-md5": md5, "c-filedata__exists": has_file})
    return [each["_id"] for each in answer.json()["objects"]]


def test_a_file_is_for_readers_of_a_source_that_supplied_it(root: Client, ana: Client) -> None:  # noqa: F811
    content = secrets.token_bytes(3000)
    md5 = hashlib.md5(content).hexdigest()
    id = root.add("samples", files={"filedata": ("secret.bin", content)}, upload_type="file", source="Secret")["id"]
    assert ana.get(f"samples/{id}/").status_code == 404
    # Whoever knows the hash sees what is known of the file, but does not get it.
    assert ana.add("samples", upload_type="metadata", md5=md5)["id"] == id
    seen = ana.detail("samples", id)
    assert seen["sha256"] == hashlib.sha256(content).hexdigest() and "filedata" not in seen
    assert ana.detail("samples", id, only="filedata")["filedata"] == ""
    assert names_in_zip(ana, f"samples/{id}/") == [] == names_in_zip(ana, "samples/", **{"c-md5": md5})
    assert found(ana, md5, "true") == [] and found(ana, md5, "false") == [id] and found(root, md5, "true") == [id]
    assert names_in_zip(root, f"samples/{id}/") == [md5]
    # Whoever has it may have it.
    assert ana.add("samples", files={"filedata": ("own.bin", content)}, upload_type="file")["id"] == id
    assert "filedata" in ana.detail("samples", id) and names_in_zip(ana, f"samples/{id}/") == [md5]
    assert found(ana, md5, "true") == [id]


def test_metadata_finds_the_bytes_that_are_there(ana: Client, root: Client) -> None:  # noqa: F811
    content = bytes.fromhex("d4c3b2a1020004000000000000000000ffff000001000000") + secrets.token_bytes(100)
    md5 = hashlib.md5(content).hexdigest()
    ana.add("pcaps", files={"filedata": ("x.pcap", content)})
    id = ana.add("samples", upload_type="metadata", md5=md5, size=1)["id"]
    sample = ana.detail("samples", id)
    assert sample["size"] == len(content) and sample["sha1"] == hashlib.sha1(content).hexdigest()
    assert "pcap" in sample["filetype"]
    assert names_in_zip(ana, f"samples/{id}/") == [] and names_in_zip(root, f"samples/{id}/") == [md5]


def test_strangers_store_nothing(ana: Client) -> None:  # noqa: F811
    """Who gives no key is refused before their file is read to its end; a key behind the file is looked for in bounds."""
    url = f"{ana.base}/api/v1/samples/"
    fields = {"upload_type": "file", "source": "Lab"}

    def upload(size: int, order: str, credentials: dict) -> int:
        """The status of a body whose parts come in an order: f for fields, c for credentials, d for filedata."""
        parts = {
            "f": [(name, (None, value)) for name, value in fields.items()],
            "c": [(name, (None, value)) for name, value in credentials.items()],
            "d": [("filedata", ("x.bin", secrets.token_bytes(16) + bytes(size)))],
        }
        try:
            return requests.post(url, files=[part for letter in order for part in parts[letter]], timeout=30).status_code
        except requests.ConnectionError:
            return 0

    wrong = ana.credentials | {"api_key": "0" * 40}
    assert upload(1000, "fdc", ana.credentials) == 201
    assert upload(9 << 20, "cfd", ana.credentials) == 201
    assert upload(1000, "fd", {}) == 401
    assert upload(1000, "fdc", wrong) == 401
    # The answer may come, and the connection end, while the client still sends.
    assert upload(9 << 20, "fdc", ana.credentials) in (413, 0)
    assert upload(9 << 20, "cfd", wrong) in (401, 0)
    assert requests.post(url, data=ana.credentials | {"filedata": "x"}, timeout=30).status_code == 400
    assert requests.post(url, data={"filedata": "x"}, timeout=30).status_code == 401
    assert requests.post(url, data="{", headers={"Content-Type": "application/json"}, timeout=30).status_code == 401
    assert requests.post(url, params=ana.credentials, data="{", timeout=30).status_code == 400


def outlook() -> bytes:
    message = msgforge.Message(
        subject="Invoice 4711", text_body="see attached", to=["Bob@Corp.example"], cc=["carol@corp.example"], sender="alice@sender.example"
    )
    message.attach_bytes("invoice.exe", b"MZ outlook" + bytes(3000))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("inside.exe", b"MZ inside" + bytes(200))
    message.attach_bytes("archive.zip", archive.getvalue(), "application/zip")
    message.attach_bytes("sealed.p7m", b"0" * 50, "application/pkcs7-mime")
    return message.as_bytes()


def test_an_outlook_mail_and_its_attachments(ana: Client) -> None:  # noqa: F811
    added = ana.add(
        "emails", files={"filedata": ("mail.msg", outlook())}, upload_type="msg", method="desk", bucket_list="b1", reference="r1"
    )
    stored = ana.detail("emails", added["id"])
    assert (stored["subject"], stored["raw_body"]) == ("Invoice 4711", "see attached")
    assert stored["to"] == ["bob@corp.example", "carol@corp.example"] and stored["from"] == "alice@sender.example"
    assert stored["source"][0]["instances"][0]["method"] == "Outlook MSG Upload - desk" and stored["bucket_list"] == ["b1"]
    lines = added["message"].splitlines()
    assert "invoice.exe: added" in lines and "sealed.p7m: can't be decrypted" in lines, lines
    assert any(line.startswith("archive.zip: Added 1 sample: ") for line in lines), lines
    samples = [ana.detail("samples", relation["value"]) for relation in stored["relationships"]]
    assert sorted(sample["filename"] for sample in samples) == ["inside.exe", "invoice.exe"]
    for sample in samples:
        instance = sample["source"][0]["instances"][0]
        assert instance["method"] == "File Upload - Outlook MSG Upload - desk" and instance["reference"] == "r1"
        assert sample["bucket_list"] == []


def test_an_outlook_mail_with_a_locked_archive(ana: Client, tmp_path) -> None:  # noqa: F811
    (tmp_path / "locked.exe").write_bytes(b"MZ locked" + bytes(100))
    subprocess.run(["zip", "-q", "-P", "secret", "locked.zip", "locked.exe"], cwd=tmp_path, check=True)
    message = msg.MapiMessage.create("locked", "text")
    message.add_attachment("locked.zip", (tmp_path / "locked.zip").read_bytes(), mime_type="application/zip")
    files = {"filedata": ("mail.msg", message.to_bytes())}
    refused = ana.add("emails", files=files, upload_type="msg", password="wrong")
    assert "locked.zip: Archive could not be extracted: " in refused["message"], refused
    assert not ana.detail("emails", refused["id"]).get("relationships")
    opened = ana.add("emails", files=files, upload_type="msg", password="secret")
    assert "locked.zip: Added 1 sample: " in opened["message"], opened


def test_fuzzy_hashes_are_those_of_ssdeep(ana: Client, tmp_path) -> None:  # noqa: F811
    archive = io.BytesIO()
    contents = [random.randbytes(size) for size in (10, 5_000, 3_000_000)]
    with zipfile.ZipFile(archive, "w") as file:
        for content in contents[1:]:
            file.writestr(str(len(content)), content)
    first = ana.add("samples", files={"filedata": ("one", contents[0])}, upload_type="file", file_format="raw")
    others = ana.add("samples", files={"filedata": ("all.zip", archive.getvalue())}, upload_type="file", file_format="zip")
    for id, content in zip([first["id"], *others["ids"]], contents):
        path = tmp_path / "content"
        path.write_bytes(content)
        line = subprocess.run(["ssdeep", "-s", path], capture_output=True, text=True, check=True).stdout.splitlines()[1]
        assert ana.detail("samples", id)["ssdeep"] == line.split(",")[0]


def workers(server: Waggle) -> list[int]:
    children = Path(f"/proc/{server.process.pid}/task").glob("*/children")
    ids = [int(id) for file in children for id in file.read_text().split()]
    # `PID (name) state …`; one that has ended is a zombie until it is waited for.
    states = {id: Path(f"/proc/{id}/stat").read_text().split()[1:3] for id in ids}
    return [id for id, (name, state) in states.items() if name == "(waggle-worker)" and state != "Z"]


def test_five_hundred_members_need_no_process_each(ana: Client, threat: Waggle) -> None:  # noqa: F811
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for number in range(500):
            file.writestr(f"{number}.pdf", b"%PDF-1.4\n" + str(number).encode())
    before = workers(threat)
    start = time.monotonic()
    added = ana.add("samples", files={"filedata": ("all.zip", archive.getvalue())}, upload_type="file", file_format="zip")
    print(f"500 members: {time.monotonic() - start:.2f} s")
    assert len(added["ids"]) == 500
    assert ana.detail("samples", added["ids"][499])["mimetype"] == "application/pdf"
    # Two for uploads, and those that look into them.
    assert len(set(workers(threat)) | set(before)) <= 8


def test_a_killed_worker_is_replaced(ana: Client, threat: Waggle) -> None:  # noqa: F811
    fields = {"upload_type": "file", "file_format": "raw"}
    ana.add("samples", files={"filedata": ("a", b"%PDF-1.4\nbefore")}, **fields)
    idle = workers(threat)
    assert idle
    for id in idle:
        os.kill(id, signal.SIGKILL)
    added = ana.add("samples", files={"filedata": ("a", b"%PDF-1.4\nafter")}, **fields)
    assert ana.detail("samples", added["id"])["mimetype"] == "application/pdf"
    assert not set(workers(threat)) & set(idle)


def test_pictures_of_web_pages_and_cut_ones(ana: Client) -> None:  # noqa: F811
    fixtures = Path(__file__).parents[1] / "ParsingTests/Fixtures"
    target = ana.add("samples", upload_type="metadata", md5="b" * 32, filename="seen.exe")
    fields = {"upload_type": "screenshot", "oid": target["id"], "otype": "Sample"}
    for name in ("still.webp", "moving.webp", "moving.gif", "plain.jpg"):
        content = (fixtures / name).read_bytes()
        added = ana.add("screenshots", files={"filedata": (name, content)}, **fields)
        stored = ana.detail("screenshots", added["id"])
        assert (stored["width"], stored["height"]) == (40, 30)
        answer = ana.post("screenshots", files={"filedata": (name, content[: len(content) // 2])}, source="Lab", **fields)
        assert answer.status_code == 200 and answer.json()["message"] == "Could not read the image.", (name, answer.text)


def test_forms_that_ask_for_too_much_work(ana: Client) -> None:  # noqa: F811
    url = f"{ana.base}/api/v1/samples/"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    # With places searched one by one these take longer than the client waits.
    many = "&".join(f"{number:06x}" for number in range(1 << 20, (1 << 20) - 500_000, -1))
    assert requests.post(url, data=many, headers=form, timeout=30).status_code in (401, 413)
    backwards = "{" + ",".join(f'"{number:06x}":1' for number in range(700_000, 100_000, -1)) + "}"
    assert requests.post(url, data=backwards, headers={"Content-Type": "application/json"}, timeout=30).status_code in (400, 401, 413)
    twice = [("filedata", ("a", b"one")), ("filedata", ("b", b"two"))]
    answer = requests.post(url, params=ana.credentials, data={"upload_type": "file", "source": "Lab"}, files=twice, timeout=30)
    assert answer.status_code == 400 and "more than once" in answer.text
