#!/usr/bin/env python3
"""Measures what PATCH actions cost on an object with long lists, and how soon its detail is there.

    swift build -c release --product waggle
    python3 Benchmarks/actions.py                       # the embedded store
    WAGGLE_DATABASE=postgresql://… python3 Benchmarks/actions.py

A fresh event against one with 10,000 relationships, 1,000 source instances and 1,000 comments: each action alternately on both, so that what
else the machine does hits both alike. Then relationships are forged on one object up to the number that is asked for.
"""
import argparse
import concurrent.futures
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
local = threading.local()


class Server:
    def __init__(self, binary, directory):
        self.binary, self.directory = binary, directory
        self.command("user", "add", "root", "--role", "UberAdmin", "--password-stdin", given="Correct horse 1 battery\n")
        self.command("source", "add", "Lab")
        self.command("setting", "set", "enable_api", "true")
        self.key = self.command("key", "create", "root", "--name", "bench").strip()
        self.process = subprocess.Popen(
            [binary, "serve", "--data-dir", directory, "--http", "127.0.0.1:0", "--hpfeeds", "127.0.0.1:0", "--log-level", "error"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            if match := re.match(r"ready http=(\S+):(\d+)", line):
                self.host, self.port = match[1], int(match[2])
                return
        sys.exit("waggle serve did not start")

    def command(self, *arguments, given=""):
        return subprocess.run(
            [self.binary, *arguments, "--data-dir", self.directory], input=given, capture_output=True, text=True, check=True).stdout

    def call(self, method, path, body=None):
        """One request on this thread's connection; the answer's bytes."""
        if getattr(local, "connection", None) is None:
            local.connection = http.client.HTTPConnection(self.host, self.port, timeout=120)
        headers = {"Authorization": f"ApiKey root:{self.key}", "Content-Type": "application/json"}
        local.connection.request(method, "/api/v1/" + path, body=json.dumps(body) if body is not None else None, headers=headers)
        answer = local.connection.getresponse()
        content = answer.read()
        if answer.status not in (200, 201):
            sys.exit(f"{method} {path}: {answer.status} {content[:200]}")
        return content

    def add(self, resource, **fields):
        envelope = json.loads(self.call("POST", resource + "/", {"source": "Lab"} | fields))
        if envelope["return_code"] != 0:
            sys.exit(f"{resource}: {envelope}")
        return envelope["id"]

    def act(self, id, action, **arguments):
        envelope = json.loads(self.call("PATCH", f"events/{id}/", {"action": action} | arguments))
        if envelope["return_code"] != 0:
            sys.exit(f"{action}: {envelope}")
        return envelope


def event(server, number):
    return server.add("events", title=f"event {number}", event_type="Phishing", description="d")


def fill(server, pool, hub, relationships, related):
    targets = list(pool.map(
        lambda number: server.add("indicators", type="User Agent", value=f"agent {number}", threat_type="Unknown", attack_type="Unknown"),
        range(relationships)))
    list(pool.map(lambda id: forge(server, hub, id), targets[:related]))
    list(pool.map(
        lambda number: server.act(hub, "source_add_update", action_type="add", source="Lab", method=f"m{number}"), range(1_000)))
    list(pool.map(lambda number: server.add("comments", object_id=hub, object_type="Event", comment=f"c {number}"), range(1_000)))
    return targets


def forge(server, id, target):
    server.act(id, "forge_relationship", right_type="Indicator", right_id=target, rel_type="Related To")


def timed(body):
    start = time.perf_counter()
    result = body()
    return (time.perf_counter() - start) * 1_000, result


def actions(server, targets):
    """Pairs of a name and what to do on an event; the second gives an entry's date to the next."""
    numbers = iter(range(1_000_000))
    state = {}

    def ticket(id):
        state["date"] = server.act(id, "ticket_add", ticket={"ticket_number": f"T{next(numbers)}"})["object"]["date"]

    def action(id):
        state["date"] = server.act(id, "action_add", tlo_action={"action_type": "Watched"})["object"]["date"]

    def source(id):
        answer = server.act(id, "source_add_update", action_type="add", source="Lab", method=f"x{next(numbers)}")
        state["date"] = answer["object"]["instances"][-1]["date"]

    return [
        ("ticket_add", ticket),
        ("ticket_update", lambda id: server.act(id, "ticket_update", ticket={"ticket_number": f"U{next(numbers)}", "date": state["date"]})),
        ("ticket_remove", lambda id: server.act(id, "ticket_remove", date=state["date"])),
        ("action_add", action),
        ("action_remove", lambda id: server.act(id, "action_remove", action_type="Watched", date=state["date"])),
        ("source_add_update, add", source),
        ("source_add_update, update", lambda id: server.act(
            id, "source_add_update", action_type="update", source="Lab", date=state["date"], reference="r")),
        ("source_remove", lambda id: server.act(id, "source_remove", name="Lab", date=state["date"])),
        ("add_object", lambda id: server.act(id, "add_object", object_type="User Agent", value=f"o{next(numbers)}", source="Lab")),
        ("campaign_add", lambda id: server.act(id, "campaign_add", campaign="Wave", description=f"{next(numbers)}")),
        ("description_update", lambda id: server.act(id, "description_update", description=f"d{next(numbers)}")),
        ("status_update", lambda id: server.act(id, "status_update", value=["New", "Analyzed"][next(numbers) % 2])),
        ("forge_relationship", lambda id: forge(server, id, targets.pop())),
    ]


def compare(server, hub, targets, rounds):
    fresh = [event(server, f"fresh {number}") for number in range(rounds)]
    table = actions(server, targets)
    times = {name: ([], []) for name, _ in table}
    for number in range(rounds + 3):
        for column, id in enumerate((fresh[number % rounds], hub)):
            for name, body in table:
                taken, _ = timed(lambda: body(id))
                if number >= 3:
                    times[name][column].append(taken)
    print(f"{'median ms':28}{'fresh':>8}{'long':>8}{'ratio':>8}")
    ratios = []
    for name, (few, many) in times.items():
        ratio = statistics.median(many) / statistics.median(few)
        ratios.append(ratio)
        print(f"{name:28}{statistics.median(few):8.2f}{statistics.median(many):8.2f}{ratio:8.2f}")
    print(f"largest ratio {max(ratios):.2f}", flush=True)


def detail(server, hub):
    # The server has hung up on this thread's connection, which was idle while the others filled the lists.
    local.connection = None
    times = []
    for _ in range(15):
        taken, content = timed(lambda: server.call("GET", f"events/{hub}/"))
        times.append(taken)
    document = json.loads(content)
    print(
        f"detail, {len(content) / 1e6:.1f} MB, {len(document['relationships'])} relationships: median {statistics.median(times):.0f} ms,"
        f" worst {max(times):.0f}", flush=True)


def grow(server, pool, targets):
    id = event(server, "growing")
    marks = [1_000, 10_000, 100_000]
    done = 0
    for mark in [100, *marks]:
        if mark > len(targets):
            return
        list(pool.map(lambda target: forge(server, id, target), targets[done:mark - 100]))
        taken = [timed(lambda: forge(server, id, target))[0] for target in targets[mark - 100:mark]]
        done = mark
        print(f"forging up to the {mark:,}th relationship: median {statistics.median(taken):.2f} ms", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.path.join(HERE, "../.build/release/waggle"))
    parser.add_argument("--targets", type=int, default=11_000, help="objects to relate to; forged on one object at the end")
    parser.add_argument("--related", type=int, default=10_000, help="of these, related to the object with long lists")
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, concurrent.futures.ThreadPoolExecutor(16) as pool:
        server = Server(options.binary, directory)
        try:
            hub = event(server, "hub")
            taken, targets = timed(lambda: fill(server, pool, hub, options.targets, options.related))
            print(f"filled in {taken / 1_000:.0f} s", flush=True)
            detail(server, hub)
            compare(server, hub, list(targets[options.related:]), options.rounds)
            grow(server, pool, targets)
        finally:
            server.process.terminate()
            server.process.wait(60)


if __name__ == "__main__":
    main()
