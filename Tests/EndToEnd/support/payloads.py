"""Small payloads as honeypots send them."""

import base64
import json


def kippo(source_ip: str, source_port: int = 40000, **changes: object) -> bytes:
    payload = {
        "peerIP": source_ip,
        "peerPort": source_port,
        "hostIP": "203.0.113.1",
        "hostPort": 2222,
        "version": "SSH-2.0-Go",
        "ttylog": None,
        "loggedin": None,
        "credentials": [["root", "1234"]],
    }
    return json.dumps(payload | changes).encode()


def dionaea_capture(source_ip: str, destination_ip: str, source_port: int = 3006, destination_port: int = 445) -> bytes:
    payload = {
        "url": f"ftp://{source_ip}/a.exe",
        "saddr": source_ip,
        "sport": str(source_port),
        "daddr": destination_ip,
        "dport": str(destination_port),
        "md5": "0" * 32,
        "sha512": "0" * 128,
    }
    return json.dumps(payload).encode()


def glastopf_event(source_ip: str, url: str, host: str = "shop.example", time: str = "2013-06-09 06:06:20") -> bytes:
    payload = {
        "pattern": "lfi",
        "time": time,
        "filename": None,
        "source": [source_ip, 50781],
        "request_raw": f"GET {url} HTTP/1.1\r\nHost: {host}\r\n\r\n",
        "request_url": url,
    }
    return json.dumps(payload).encode()


def glastopf_file(content: bytes) -> bytes:
    return b"0" * 32 + b" " + base64.b64encode(content)


def thug_file(url: str, content: bytes, kind: str = "SWF") -> bytes:
    return json.dumps({"url": url, "data": base64.b64encode(content).decode(), "type": kind, "md5": "", "sha1": ""}).encode()
