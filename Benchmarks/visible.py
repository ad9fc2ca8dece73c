#!/usr/bin/env python3
"""Measures how soon a live message is visible in the WebAPI while others come at a steady rate.

    swift build -c release --product waggle
    python3 Benchmarks/visible.py --rate 10000 --seconds 20

Cowrie sessions come at the rate; every 50 ms a marked message is published among them, on the same broker, and looked for over the API
until it is there. The time from its send to the answer that shows it is printed: median, 99 %, slowest. What the API itself takes is in it.
"""
import argparse
import os
import random
import socket
import statistics
import struct
import hashlib
import tempfile
import threading
import time

import live


def connect(server, ident, secret):
    connection = socket.create_connection(("127.0.0.1", server.port))
    greeting = connection.recv(4096)
    name = greeting[5]
    digest = hashlib.sha1(greeting[6 + name:] + secret.encode()).digest()
    connection.sendall(struct.pack(">iB", 5 + 1 + len(ident) + 20, 2) + bytes([len(ident)]) + ident.encode() + digest)
    return connection


def load(server, rate, ended, lateness):
    """Publishes hundredths of the rate every 10 ms; notes how far behind it falls."""
    rng = random.Random(7)
    frames = [live.frame(b"bench", b"cowrie.sessions", live.cowrie(number, rng)) for number in range(20_000)]
    part = max(1, rate // 100)
    with connect(server, "bench", server.secret) as connection:
        start, step = time.monotonic(), 0
        while not ended.is_set():
            first = step * part % (len(frames) - part)
            connection.sendall(b"".join(frames[first:first + part]))
            step += 1
            wait = start + step / 100 - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            lateness.append(max(0, -wait))


def measure(server, seconds):
    ident = f"marker-{time.time_ns()}"
    secret = server.command("sensor", "add", ident, "--publish", "marker.events").strip()
    time.sleep(1)
    times = []
    with connect(server, ident, secret) as connection:
        end, number = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            number += 1
            sent = time.monotonic()
            connection.sendall(live.frame(ident.encode(), b"marker.events", f"marker {number}".encode()))
            while f'"marker {number}"' not in server.get("/api/v1/hpfeeds?channel=marker.events&limit=1"):
                pass
            times.append(time.monotonic() - sent)
            time.sleep(max(0, 0.05 - times[-1]))
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=os.path.join(live.HERE, "..", ".build", "release", "waggle"))
    parser.add_argument("--rate", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--directory", help="a store that is kept, and added to when it exists")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = live.Server(arguments.binary, arguments.directory or os.path.join(folder, "data"))
        ended, lateness = threading.Event(), []
        publisher = threading.Thread(target=load, args=(server, arguments.rate, ended, lateness), daemon=True)
        try:
            before, start = server.stored(), time.monotonic()
            publisher.start()
            times = sorted(measure(server, arguments.seconds))
            rate = (server.stored() - before) / (time.monotonic() - start)
            ended.set()
            publisher.join()
            print(
                f"at {rate:,.0f} messages/s stored (publisher at most {max(lateness) * 1000:.0f} ms behind): visible within "
                f"{statistics.median(times) * 1000:.1f} ms at the median, {times[int(len(times) * 0.99)] * 1000:.1f} at 99 %, "
                f"{times[-1] * 1000:.1f} at the slowest of {len(times)}")
        finally:
            server.end()


if __name__ == "__main__":
    main()
