#!/usr/bin/env python3
"""A service for Waggle that runs outside of the server: counts the lines and the longest word of samples.

Needs nothing but Python's standard library and the Services API (Docs/Services.md). Register it once, then start as many as you like:

    waggle service add linecount --types Sample --worker counter --triage
    ./worker.py http://127.0.0.1:8080 counter API_KEY linecount
"""

import base64
import contextlib
import json
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

LEASE = 60
PAUSE = 2


class Waggle:
    """The calls that a worker makes."""

    def __init__(self, base: str, user: str, key: str):
        self.base = base.rstrip("/")
        self.headers = {"Authorization": f"ApiKey {user}:{key}"}

    def services(self, **fields: object) -> dict:
        """POST /api/v1/services/; lists and objects go as JSON. A refusal is an error with the server's reason."""
        request = urllib.request.Request(
            f"{self.base}/api/v1/services/", json.dumps(fields).encode(), self.headers | {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            envelope = json.load(answer)
        if envelope["return_code"] != 0:
            raise RuntimeError(envelope["message"])
        return envelope

    def content(self, url: str) -> bytes:
        """The bytes of a sample."""
        query = urllib.parse.urlencode({"only": "filedata"})
        with urllib.request.urlopen(urllib.request.Request(f"{self.base}{url}?{query}", headers=self.headers), timeout=60) as answer:
            return base64.b64decode(json.load(answer)["filedata"])


@contextlib.contextmanager
def kept_alive(waggle: Waggle, task: dict):
    """Renews the claim on a task while it is worked on, so that nobody else begins it."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(task["lease"] / 3):
            with contextlib.suppress(Exception):
                waggle.services(action="heartbeat", analysis_id=task["analysis_id"], claim=task["claim"], lease=LEASE)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def analyse(content: bytes) -> list[tuple[str, str, dict]]:
    """Entries of the result: subtype, result, further keys."""
    words = content.split()
    longest = max(words, key=len, default=b"")
    return [
        ("lines", str(content.count(b"\n")), {"bytes": len(content)}),
        ("longest word", longest.decode("utf-8", "replace")[:200], {"length": len(longest)}),
    ]


def work(waggle: Waggle, task: dict) -> None:
    """Does one task and reports it: the entries in one batch, then the end."""
    names = {key: task[key] for key in ("object_type", "object_id", "analysis_id", "claim")}
    try:
        with kept_alive(waggle, task):
            entries = analyse(waggle.content(task["object_url"]))
        waggle.services(
            **names,
            result_is_batch=True,
            result=[result for _, result, _ in entries],
            result_type=[details for _, _, details in entries],
            result_subtype=[subtype for subtype, _, _ in entries],
            finish=True,
        )
    except (OSError, ValueError, KeyError) as error:
        # The server lets it be tried again, a few times.
        waggle.services(action="release", analysis_id=task["analysis_id"], claim=task["claim"], log_message=str(error))


def main() -> None:
    base, user, key, service, *count = sys.argv[1:]
    waggle = Waggle(base, user, key)
    left = int(count[0]) if count else -1
    while left != 0:
        try:
            task = waggle.services(action="claim", service=service, lease=LEASE).get("object")
            if task is None:
                time.sleep(PAUSE)
                continue
            work(waggle, task)
            left -= 1
        except (OSError, RuntimeError) as error:
            print(error, file=sys.stderr, flush=True)
            time.sleep(PAUSE)


if __name__ == "__main__":
    main()
