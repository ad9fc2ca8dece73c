#!/usr/bin/env python3
"""Measures `waggle serve` as its users meet it: durable ingest of cowrie sessions over hpfeeds, then pages of the WebAPI.

    swift build -c release --product waggle
    apt-get install wrk
    python3 Benchmarks/live.py --messages 300000

The publisher sends frames made beforehand, so that it costs next to nothing. The rate counts messages that are committed, read off
the intake's own counter. `Benchmarks/baseline/ingest.py`, a Python subscriber's store alone, is the yardstick of the same run.
"""
import argparse
import json
import hashlib
import os
import random
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))


PAGES = (
    "/api/v1/sessions?limit=50", "/api/d/sessions?limit=50", "/api/d/sessions?limit=50&source_ip=203.0.1.7",
    "/api/d/sessions?limit=50&protocol=ssh", "/api/v1/hpfeeds?limit=50", "/api/v1/sessions?limit=1")


def cowrie(number, rng):
    """A session as Cowrie publishes it, about 600 bytes."""
    return json.dumps({
        "session": f"{rng.getrandbits(48):012x}", "startTime": "2026-11-22T14:55:30.545367Z", "endTime": "2026-11-22T14:55:33.707152Z",
        "peerIP": f"203.0.{rng.randrange(4)}.{rng.randrange(256)}" if number % 2 else f"198.{rng.randrange(18, 20)}.{rng.randrange(256)}.{rng.randrange(256)}",
        "peerPort": rng.randrange(1024, 65536), "hostIP": "192.0.2.7", "hostPort": 2222,
        "loggedin": ["root", "toor"], "credentials": [["root", f"{rng.getrandbits(32):x}"] for _ in range(4)],
        "commands": ["uname -a", "cat /proc/cpuinfo"], "unknownCommands": [], "urls": [],
        "version": "SSH-2.0-libssh2_1.4.3", "ttylog": None, "hashes": [], "protocol": "ssh"}).encode()


def frame(ident, channel, payload):
    body = bytes([len(ident)]) + ident + bytes([len(channel)]) + channel + payload
    return struct.pack(">iB", 5 + len(body), 3) + body


class Server:
    def __init__(self, binary, directory):
        self.binary, self.directory = binary, directory
        start = time.monotonic()
        self.process = subprocess.Popen(
            [binary, "serve", "--data-dir", directory, "--http", "127.0.0.1:0", "--hpfeeds", "127.0.0.1:0", "--log-level", "error"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            if match := re.match(r"ready http=(\S+) hpfeeds=127\.0\.0\.1:(\d+)", line):
                self.http, self.port, self.seconds_to_ready = match[1], int(match[2]), time.monotonic() - start
                break
        else:
            sys.exit("waggle serve did not start")
        self.secret, self.key = self.credentials()
        time.sleep(1)

    def credentials(self):
        """Those of the sensor and of a user, made when the store is new."""
        kept = os.path.join(self.directory, "bench.json")
        if not os.path.exists(kept):
            secret = self.command("sensor", "add", "bench", "--publish", "cowrie.sessions").strip()
            self.command("user", "add", "bench", "--role", "admin", "--password-stdin", given="correct horse battery\n")
            key = self.command("key", "create", "bench", "--name", "bench").strip()
            with open(kept, "w") as file:
                json.dump([secret, key], file)
        with open(kept) as file:
            return json.load(file)

    def command(self, *arguments, given=""):
        return subprocess.run(
            [self.binary, *arguments, "--data-dir", self.directory], input=given, capture_output=True, text=True, check=True).stdout

    def get(self, path):
        request = urllib.request.Request(f"http://{self.http}{path}", headers={"Authorization": f"ApiKey bench:{self.key}"})
        return urllib.request.urlopen(request, timeout=60).read().decode()

    def stored(self):
        return int(re.search(r"^waggle_intake_stored_total (\d+)", self.get("/metrics"), re.M)[1])

    def messages(self):
        """Messages in the store."""
        return json.loads(self.command("status", "--json"))["raw"]

    def memory(self):
        """Resident now and at its highest, and what of the former is the process's own, not pages of files; in MiB."""
        text = open(f"/proc/{self.process.pid}/status").read()
        return "{} MiB resident ({} at most), {} of its own".format(
            *(int(re.search(name + r":\s+(\d+)", text)[1]) // 1024 for name in ("VmRSS", "VmHWM", "RssAnon")))

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def ingest(server, messages):
    rng = random.Random(7)
    frames = [frame(b"bench", b"cowrie.sessions", cowrie(number, rng)) for number in range(min(messages, 50_000))]
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        greeting = connection.recv(4096)
        name = greeting[5]
        digest = hashlib.sha1(greeting[6 + name:] + server.secret.encode()).digest()
        connection.sendall(struct.pack(">iB", 5 + 1 + 5 + 20, 2) + b"\x05bench" + digest)
        before, start, sent = server.stored(), time.monotonic(), 0
        while sent < messages:
            part = frames[:min(len(frames), messages - sent)]
            connection.sendall(b"".join(part))
            sent += len(part)
            # At most 100,000 ahead of the store: what is measured is storing, not the spool.
            while sent - (server.stored() - before) > 100_000:
                time.sleep(0.02)
        while server.stored() - before < messages:
            time.sleep(0.02)
        return messages / (time.monotonic() - start)


def pages(server, path):
    run = subprocess.run(
        ["wrk", "-t1", "-c16", "-d5s", "--latency", "-H", f"Authorization: ApiKey bench:{server.key}", f"http://{server.http}{path}"],
        capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in run:
        sys.exit(run)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", run)[1]), re.search(r"99%\s+(\S+)", run)[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=os.path.join(HERE, "..", ".build", "release", "waggle"))
    parser.add_argument("--messages", type=int, default=300_000)
    parser.add_argument("--windows", type=int, default=1, help="report the rate of so many equal parts")
    parser.add_argument("--directory", help="a store that is kept, and added to when it exists")
    parser.add_argument("--no-pages", action="store_true")
    parser.add_argument("--no-baseline", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(arguments.binary, arguments.directory or os.path.join(folder, "data"))
        try:
            print(f"ready after {server.seconds_to_ready * 1000:.0f} ms")
            for window in range(1, arguments.windows + 1):
                rate = ingest(server, arguments.messages // arguments.windows)
                print(f"{rate:,.0f} messages/s committed over hpfeeds to {server.messages():,}, {server.memory()}", flush=True)
            for path in () if arguments.no_pages else PAGES:
                requests, slowest = pages(server, path)
                print(f"{path:50} {requests:9,.0f} requests/s, 99 % within {slowest}")
            print(server.memory())
        finally:
            server.end()
        if arguments.no_baseline:
            return
        baseline = os.path.join(HERE, "baseline", "ingest.py")
        print("a Python subscriber's store alone, the same number of messages:", flush=True)
        subprocess.run([sys.executable, baseline, os.path.join(folder, "python.sqlite"), str(arguments.messages)], check=True)


if __name__ == "__main__":
    main()
