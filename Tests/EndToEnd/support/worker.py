"""A `waggle-worker` driven by its pipes, as the server does it."""

import json
import os
import struct
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def path() -> Path:
    return Path(os.environ.get("WAGGLE_BINARY", ROOT / ".build/debug/waggle")).with_name("waggle-worker")


class Worker:
    def __init__(self) -> None:
        self.process = subprocess.Popen([path()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={})

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()

    def job(self, job: dict, content: bytes) -> tuple[dict, bytes]:
        """The answer's line, and what follows it."""
        frame = json.dumps(job).encode() + b"\n" + content
        self.process.stdin.write(struct.pack(">Q", len(frame)) + frame)
        self.process.stdin.flush()
        (size,) = struct.unpack(">Q", self.process.stdout.read(8))
        line, _, rest = self.process.stdout.read(size).partition(b"\n")
        return json.loads(line), rest

    def mail(self, content: bytes, form: str = "msg") -> dict:
        """A mail: its fields, notes and parts with their contents."""
        answer, rest = self.job({"job": "mail", "form": form}, content)
        for part in answer.get("parts", []):
            part["content"], rest = rest[: part["size"]], rest[part["size"] :]
        assert not rest
        return answer

    def analyse(self, analyser: str, content: bytes, config: dict | None = None) -> dict:
        """What an analyser finds, with the contents of the files."""
        answer, rest = self.job({"job": "analyse", "analyser": analyser, "config": config or {}}, content)
        for file in answer.get("files", []):
            file["content"], rest = rest[: file["size"]], rest[file["size"] :]
        assert not rest
        return answer
