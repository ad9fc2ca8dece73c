"""Drives the worker by its pipe, as the server does: one process for each job."""

import json
import os
import subprocess
from pathlib import Path


def executable() -> Path:
    server = os.environ.get("WAGGLE_BINARY", Path(__file__).parents[3] / ".build" / "debug" / "waggle")
    return Path(server).parent / "waggle-worker"


def analyse(analyser: str, content: bytes, config: dict | None = None) -> dict:
    """The answer, with the contents of files in place of their sizes."""
    job = json.dumps({"job": "analyse", "analyser": analyser, "config": config or {}}).encode() + b"\n"
    done = subprocess.run([executable()], input=job + content, capture_output=True, timeout=60, check=True)
    line, _, rest = done.stdout.partition(b"\n")
    answer = json.loads(line)
    for file in answer.get("files", []):
        file["content"], rest = rest[: file["size"]], rest[file["size"] :]
    return answer


def entries(answer: dict, subtype: str) -> list[dict]:
    assert "error" not in answer, answer
    return [entry for entry in answer["results"] if entry["subtype"] == subtype]


def values(answer: dict, subtype: str) -> list[str]:
    return [entry["result"] for entry in entries(answer, subtype)]
