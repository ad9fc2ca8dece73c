"""`waggle-worker` by itself: Outlook files of independent writers beside an independent reader, and its sandbox."""

import random
import subprocess
from datetime import datetime, timezone

import extract_msg
import msgforge
import pytest
from aspose.email_foss import msg
from support import worker
from support.worker import Worker


def forged() -> bytes:
    message = msgforge.Message(
        subject="Rechnung für März – 4711", text_body="see attached €", html_body="<p>see <b>attached</b></p>",
        to=[("Bob@Corp.example", "Bob"), "dora@corp.example"], cc=[("carol@corp.example", "Carol")], bcc=["eve@corp.example"],
        sender=("alice@sender.example", "Alice"), sent=datetime(2024, 3, 5, 9, 15, tzinfo=timezone.utc),
    )
    message.attach_bytes("invoice.exe", b"MZ" + bytes(30_000))
    message.attach_bytes("päckchen.zip", b"PK\x03\x04" + bytes(100))
    return message.as_bytes()


def nested(depth: int, unicode: bool) -> bytes:
    message = msg.MapiMessage.create(f"level {depth}", "body " * 2_000, unicode_strings=unicode)
    message.set_property(msg.PropertyId.SENDER_EMAIL_ADDRESS, "alice@sender.example")
    message.add_recipient("bob@corp.example", display_name="Bob")
    message.add_attachment(f"{depth}.bin", bytes([depth]) * 5_000, mime_type="application/octet-stream")
    if depth:
        inner = msg.MapiMessage.create("inner", "inner text", unicode_strings=unicode)
        inner.add_recipient("eve@corp.example")
        message.add_embedded_message_attachment(inner, filename="inner")
    return message.to_bytes()


def html_only() -> bytes:
    message = msg.MapiMessage.create("only HTML", "")
    message.set_property(0x1013, msg.PropertyTypeCode.PTYP_BINARY, "<p>Привет</p>".encode("cp1251"))
    message.set_property(0x3FDE, msg.PropertyTypeCode.PTYP_INTEGER32, 1251)
    return message.to_bytes()


@pytest.mark.parametrize("content", [forged(), nested(0, True), nested(1, True), nested(1, False)], ids=["msgforge", "flat", "nested", "bytes"])
def test_outlook_files_read_as_another_reader_does(content: bytes) -> None:
    expected = extract_msg.openMsg(content)
    with Worker() as worker:
        mail = worker.mail(content)
    fields = mail["fields"]
    assert fields["subject"] == expected.subject
    assert fields["raw_body"] == expected.body
    assert fields["to"] == [recipient.email.lower() for recipient in expected.recipients]
    copies = [recipient.email.lower() for recipient in expected.recipients if recipient.type == 2]
    assert fields.get("cc", []) == copies
    assert fields["sender"] == "alice@sender.example" and fields["sender"] in (expected.sender or fields["from"])
    if expected.date:
        assert fields["date"] == expected.date.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
    files = {part["name"]: part["content"] for part in mail["parts"]}
    for attachment in expected.attachments:
        if isinstance(attachment.data, bytes):
            assert files[attachment.longFilename] == attachment.data
        else:
            inner = extract_msg.openMsg(files["inner.msg"])
            assert (inner.subject, inner.body) == (attachment.data.subject, attachment.data.body)


def test_a_body_of_html_alone() -> None:
    with Worker() as worker:
        assert worker.mail(html_only())["fields"]["raw_body"] == "<p>Привет</p>"


def test_other_compound_files_are_no_mails() -> None:
    with Worker() as worker:
        for content in (b"", b"text", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)):
            answer, rest = worker.job({"job": "mail", "form": "msg"}, content)
            assert answer["error"].startswith("Not a valid Outlook file") and not rest


def test_one_worker_survives_two_thousand_damaged_files() -> None:
    seed = random.randrange(1 << 32)
    print("seed", seed)
    random_ = random.Random(seed)
    files = [forged(), nested(1, True)]
    read = 0
    with Worker() as worker:
        for number in range(2_000):
            content = bytearray(files[number % 2])
            for _ in range(random_.randint(1, 8)):
                content[random_.randrange(len(content))] = random_.choice((0xFF, 0, random_.randrange(256)))
            if number % 3 == 0:
                del content[random_.randrange(len(content)) :]
            answer, _ = worker.job({"job": "mail", "form": "msg"}, bytes(content))
            read += "fields" in answer
    assert read > 200


def test_many_contents_in_one_job() -> None:
    contents = [b"%PDF-1.4\n", b"MZ" + bytes(200), b"", b"text\n"] * 100
    with Worker() as worker:
        answer, _ = worker.job({"job": "identify", "sizes": [len(content) for content in contents]}, b"".join(contents))
    kinds = [kind.get("mimetype") for kind in answer["kinds"]]
    assert kinds == ["application/pdf", "application/x-dosexec", "application/x-empty", "text/plain"] * 100


def test_the_sandbox_refuses_what_parsing_does_not_need() -> None:
    check = subprocess.run([worker.path(), "--check"], capture_output=True, text=True, env={}, timeout=30)
    lines = check.stdout.splitlines()
    assert check.returncode == 0 and len(lines) == 13, check.stdout + check.stderr
    assert all(line.startswith("refused: ") for line in lines), check.stdout


def test_a_worker_is_in_its_sandbox_before_its_first_job() -> None:
    with Worker() as worker:
        worker.job({"job": "identify", "sizes": [1]}, b"x")
        status = dict(line.split(":\t", 1) for line in open(f"/proc/{worker.process.pid}/status").read().splitlines())
        assert status["Seccomp"] == "2" and status["NoNewPrivs"] == "1"


def test_modules_for_charsets_are_found_inside() -> None:
    with Worker() as worker:
        for charset in ("shift_jis", "euc-kr", "gb18030", "iso-2022-jp"):
            head = f"Subject: x\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode()
            assert worker.mail(head + "日本".encode(charset), "eml")["fields"]["raw_body"] == "日本\n"


def test_broken_frames_end_the_worker() -> None:
    for frame in (b"\xff" * 8, b"\0" * 7 + b"\x05hello", b"\0\0"):
        done = subprocess.run([worker.path()], input=frame, capture_output=True, env={}, timeout=30)
        assert done.stdout == b"" and done.returncode in (0, 64)
