"""A worker that hostile bytes have taken over, or that dies of them, harms one object and nothing else."""

import os
import shutil
import stat
from pathlib import Path

import pytest
from support.server import BINARY, Waggle
from test_threat_api import Client, make_client, serve

SCRIPT = """#!/usr/bin/python3
import os, struct
def read(count):
    data = b""
    while len(data) < count:
        more = os.read(0, count - len(data))
        if not more: os._exit(0)
        data += more
    return data
def put(data):
    while data: data = data[os.write(1, data):]
while True:
    job = read(struct.unpack(">Q", read(8))[0])
    {answer}
"""

ANSWERS = {
    "dies at once": "os._exit(1)",
    "is killed": "os.kill(os.getpid(), 9)",
    "says nothing": "os.close(1); os._exit(0)",
    "writes no frame": "put(os.urandom(64)); os._exit(0)",
    "promises much": "put(struct.pack('>Q', 1 << 62)); os._exit(0)",
    "stops in the middle": "put(struct.pack('>Q', 1000) + b'{}'); os._exit(0)",
    "writes no JSON": "put(struct.pack('>Q', 6) + b'{{{{{{')",
    "writes an empty frame": "put(struct.pack('>Q', 0))",
    "writes a list": "put(struct.pack('>Q', 3) + b'[]' + bytes([10]))",
    "knows nothing": "put(struct.pack('>Q', 3) + b'{}' + bytes([10]))",
    "answers twice": "put((struct.pack('>Q', 3) + b'{}' + bytes([10])) * 2)",
    "lies about sizes": """
    line = b'{"kinds":[1,2],"members":[{"name":"x","size":9223372036854775807}],"fields":{},"parts":[{"name":"x","inline":false,"size":-1}],'
    line += b'"width":1,"height":1,"image":99,"thumbnail":99}' + bytes([10])
    put(struct.pack('>Q', len(line)) + line)""",
    "is wrong about types": """
    line = b'{"kinds":"x","members":[1],"fields":[],"parts":7,"width":"a","height":null,"image":{},"thumbnail":[],"notes":3}' + bytes([10])
    put(struct.pack('>Q', len(line)) + line)""",
}


@pytest.fixture(scope="module")
def hostile(new_server, tmp_path_factory: pytest.TempPathFactory) -> Waggle:
    """A server beside which another worker lies."""
    folder = tmp_path_factory.mktemp("binaries")
    try:
        os.link(BINARY, folder / "waggle")
    except OSError:
        shutil.copy2(BINARY, folder / "waggle")
    waggle = new_server()
    waggle.binary = folder / "waggle"
    yield from serve(waggle)


@pytest.fixture(scope="module")
def mallory(hostile: Waggle) -> Client:
    return make_client(hostile, "mallory", "UberAdmin", "lab analyst")


@pytest.mark.parametrize("answer", ANSWERS)
def test_whatever_a_worker_does_the_server_answers(hostile: Waggle, mallory: Client, answer: str) -> None:
    script = hostile.binary.with_name("waggle-worker")
    fresh = script.with_name("new")
    fresh.write_text(SCRIPT.replace("{answer}", ANSWERS[answer]))
    fresh.chmod(stat.S_IRWXU)
    fresh.rename(script)

    content = answer.encode()
    added = mallory.add("samples", files={"filedata": ("x", content)}, upload_type="file", file_format="raw")
    assert mallory.detail("samples", added["id"])["mimetype"] == "Unavailable"

    archive = mallory.post("samples", files={"filedata": ("x", content)}, upload_type="file", file_format="zip", source="Lab")
    assert archive.status_code == 200 and archive.json()["return_code"] == 1, archive.text

    for form in ("eml", "msg"):
        mail = mallory.post("emails", files={"filedata": ("x", content)}, upload_type=form, source="Lab")
        assert mail.status_code == 200 and mail.json()["return_code"] == 1, mail.text

    screenshot = mallory.post(
        "screenshots", files={"filedata": ("x", content)}, upload_type="screenshot", source="Lab", oid=added["id"], otype="Sample"
    )
    assert screenshot.json()["message"] == "Could not read the image.", screenshot.text


def test_a_missing_worker_is_an_error_of_the_file(hostile: Waggle, mallory: Client) -> None:
    Path(hostile.binary.with_name("waggle-worker")).unlink()
    added = mallory.add("samples", files={"filedata": ("x", b"nobody there")}, upload_type="file", file_format="raw")
    assert mallory.detail("samples", added["id"])["mimetype"] == "Unavailable"
