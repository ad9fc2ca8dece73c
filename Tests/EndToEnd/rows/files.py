"""Rows of certificates, pcaps, samples and screenshots: what comes with a file."""

import base64
import io
import zipfile

from .row import ABSENT, Row, Text

LAB = {"source": "Lab"}
DOMAIN = ("domains", {"domain": "rel{n}.com"} | LAB)
RELATED = {"related_type": "Domain", "related_id": "{id}"}
FILE = ("leaf.pem", b"-----BEGIN CERTIFICATE-----\n{n}\n")
CAPTURE = ("a.pcap", bytes.fromhex("d4c3b2a1020004000000000000000000ffff000001000000") + b"{n}")
RAW = {"upload_type": "file", "file_format": "raw"} | LAB
META = {"upload_type": "metadata"} | LAB
MD5 = "ABCDEF0000000000000000000000{n}"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
SHOWN = {"upload_type": "screenshot", "oid": "{id}", "otype": "Domain"} | LAB


#: Stands for `archive` as the content of a row's file.
ARCHIVE = b"archive"


def archive(number: str) -> bytes:
    """A zip of two files with one name, an empty one and a folder."""
    bytes_ = io.BytesIO()
    with zipfile.ZipFile(bytes_, "w") as zip_:
        zip_.writestr("a/one.txt", f"one of {number}")
        zip_.writestr("b/one.txt", f"two of {number}")
        zip_.writestr("empty", "")
    return bytes_.getvalue()


CERTIFICATES = [
    Row("no file", "certificates", LAB, refused="No file"),
    Row("empty file", "certificates", LAB, file=("a.pem", b""), refused="No file"),
    Row("file as text", "certificates", LAB | {"filedata": "text"}, body="multipart", refused="No file"),
    Row("file in a form", "certificates", LAB | {"filedata": "text"}, malformed=400),
    Row("shape", "certificates", LAB | {"description": "Leaf"}, file=("C:\\tmp/leaf.pem", FILE[1]),
        document={"filename": "leaf.pem", "filetype": "PEM certificate", "description": "Leaf", "schema_version": 2}),
    Row("related", "certificates", LAB | RELATED | {"relationship": "Connected To"}, file=FILE, before=(DOMAIN,),
        document={"relationships": [{"relationship": "Connected To", "type": "Domain", "value": "{id}"}]}),
    Row("related by key", "certificates", LAB | {"related_type": "Domain", "related_md5": "rel{n}.com"}, file=FILE, before=(DOMAIN,),
        document={"relationships": [{"relationship": "Related To", "value": "{id}"}]}),
    Row("related id without a type", "certificates", LAB | {"related_id": "{id}"}, file=FILE, before=(DOMAIN,), refused="related_type"),
    Row("related type without an id", "certificates", LAB | {"related_type": "Domain"}, file=FILE, refused="related_type"),
    Row("related to nothing", "certificates", LAB | RELATED | {"related_id": "0" * 24}, file=FILE, refused="Related object not found"),
    Row("related id that is none", "certificates", LAB | RELATED | {"related_id": "abc"}, file=FILE, refused="Related object not found"),
    Row("relationship that is none", "certificates", LAB | RELATED | {"relationship": "Foo"}, file=FILE, before=(DOMAIN,),
        refused="relationship"),
    Row("relationship without an object", "certificates", LAB | {"relationship": "Connected To"}, file=FILE,
        document={"relationships": []}),
]  # fmt: skip

PCAPS = [
    Row("no file", "pcaps", LAB, refused="No file"),
    Row("empty file", "pcaps", LAB, file=("a.pcap", b""), refused="empty"),
    Row("file as text", "pcaps", LAB | {"filedata": "text"}, body="multipart", refused="No file"),
    Row("file in a form", "pcaps", LAB | {"filedata": "text"}, malformed=400),
    Row("not a capture", "pcaps", LAB, file=("a.txt", b"text {n}"), document={"contentType": Text("text"), "filename": "a.txt"}),
    Row("inverse relationship", "pcaps", LAB | RELATED | {"relationship": "Connected To"}, file=CAPTURE, before=(DOMAIN,),
        document={"relationships": [{"relationship": "Connected From", "type": "Domain", "value": "{id}"}]}),
    Row("related type alone", "pcaps", LAB | {"related_type": "Sample"}, file=CAPTURE, document={"relationships": []}),
    Row("related id alone", "pcaps", LAB | {"related_id": "{id}"}, file=CAPTURE, before=(DOMAIN,), refused="needs related_type"),
    Row("relationship that is none", "pcaps", LAB | RELATED | {"relationship": "Foo"}, file=CAPTURE, before=(DOMAIN,),
        refused="Invalid relationship type: Foo"),
]  # fmt: skip

SAMPLES = [
    Row("upload type that is none", "samples", META | {"upload_type": "elsewhere"}, refused="Invalid upload_type: elsewhere"),
    Row("md5 that is none", "samples", META | {"md5": "ABC"}, refused="MD5 must be 32 hex digits"),
    Row("sha1 that is none", "samples", META | {"md5": MD5, "sha1": "x"}, refused="SHA1 must be 40 hex digits"),
    Row("sha256 that is none", "samples", META | {"md5": MD5, "sha256": "x"}, refused="SHA256 must be 64 hex digits"),
    Row("size that is none", "samples", META | {"md5": MD5, "size": "-1"}, refused="Invalid size: -1"),
    Row("md5 in capitals", "samples", META | {"md5": MD5, "size": "17"},
        document={"md5": MD5.lower(), "filename": "unknown", "size": 17, "filedata": ABSENT, "schema_version": 5,
                  "source": [{"instances": [{"method": "Metadata Upload"}]}]}),
    Row("meta, as clients say it", "samples", META | {"md5": MD5, "upload_type": "meta"}, document={"md5": MD5.lower()}),
    Row("no file", "samples", RAW, refused="No file"),
    Row("empty file", "samples", RAW, file=("a", b""), refused="An MD5 or file content is required"),
    Row("file as text", "samples", RAW | {"filedata": "text"}, body="multipart", refused="No file"),
    Row("file in a form", "samples", RAW | {"filedata": "text"}, malformed=400),
    Row("file format that is none", "samples", RAW | {"file_format": "gzip"}, file=("a", b"{n}"), refused="Invalid file format: gzip"),
    Row("text as a zip", "samples", RAW | {"file_format": "zip"}, file=("a.zip", b"text {n}"), refused="Archive could not be extracted"),
    Row("zip", "samples", RAW | {"file_format": "zip"}, file=("a.zip", ARCHIVE), makes={"samples": 2}, message="Added 2 sample(s)"),
    Row("file", "samples", RAW | {"method": "honeypot", "md5": "0" * 32}, file=("dir/one.txt", b"text of {n}\n"), message="Sample added",
        document={"filename": "one.txt", "filenames": [], "filetype": "ASCII text", "mimetype": "text/plain", "ssdeep": Text(":"),
                  "source": [{"instances": [{"method": "File Upload - honeypot"}]}]}),
    Row("file with another name", "samples", RAW, file=("two.txt", b"text of {n}\n"), merges=True, message="Sample updated",
        before=(("samples", RAW, ("one.txt", b"text of {n}\n")),), document={"filename": "one.txt", "filenames": ["two.txt"]}),
    Row("related by md5 alone", "samples", META | {"md5": MD5, "related_md5": "fedcba0000000000000000000000{n}"},
        before=(("samples", META | {"md5": "fedcba0000000000000000000000{n}"}),),
        document={"relationships": [{"relationship": "Related To", "type": "Sample", "value": "{id}"}]}),
    Row("related id alone", "samples", META | {"md5": MD5, "related_id": "0" * 24},
        refused="related_type and related_id must come together"),
    Row("related to itself", "samples", META | {"md5": MD5, "related_id": "{id}", "related_type": "Sample"},
        before=(META | {"md5": MD5},), merges=True, document={"relationships": []}),
    Row("related to nothing", "samples", META | {"md5": MD5, "related_id": "0" * 24, "related_type": "Sample"},
        refused="Related object not found"),
    Row("capture", "samples", RAW, file=CAPTURE, type="PCAP", message="Detected a PCAP", document={"filename": "a.pcap"}),
]  # fmt: skip

SCREENSHOTS = [
    Row("no upload type", "screenshots", {k: v for k, v in SHOWN.items() if k != "upload_type"}, before=(DOMAIN,), refused="upload_type"),
    Row("upload type that is none", "screenshots", SHOWN | {"upload_type": "photo"}, before=(DOMAIN,), refused="Invalid upload_type: photo"),
    Row("no file", "screenshots", SHOWN, before=(DOMAIN,), refused="No file"),
    Row("file that is no picture", "screenshots", SHOWN, file=("a.png", b"text {n}"), before=(DOMAIN,), refused="Could not read the image"),
    Row("of no object", "screenshots", SHOWN | {"oid": "0" * 24}, file=("a.png", PICTURE), refused="Object for the screenshot not found"),
    Row("of no type", "screenshots", SHOWN | {"otype": "Elephant"}, file=("a.png", PICTURE), before=(DOMAIN,),
        refused="Object for the screenshot not found"),
    Row("source that is none", "screenshots", SHOWN | {"source": "Elsewhere"}, file=("a.png", PICTURE), before=(DOMAIN,),
        refused="No permission to add objects"),
    Row("ids that are none", "screenshots", SHOWN | {"upload_type": "ids", "screenshot_ids": "abc," + "0" * 24}, before=(DOMAIN,),
        refused="Could not find any of the screenshots"),
]  # fmt: skip

FILE_ROWS = CERTIFICATES + PCAPS + SAMPLES + SCREENSHOTS
