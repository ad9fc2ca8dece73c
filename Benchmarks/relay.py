#!/usr/bin/env python3
"""Compares the relay with hpfeeds-broker 3.1 and with a plain NIO byte relay, interleaved in one run.

    swift build -c release --product broker-only    # and byte-relay, relay-load
    python3 -m venv venv && venv/bin/pip install hpfeeds==3.1.0 aiorun wrapt prometheus_client aiohttp motor sqlalchemy databases
    python3 Benchmarks/relay.py --upstream venv/bin/hpfeeds-broker

With --storing it measures a burst of 200,000 cowrie sessions to one subscriber through `waggle serve`, which stores them all, instead.

Prints for each load the median of messages (or deliveries) a second of each server and the ratio to upstream. All use loopback
sockets of one machine, so the load generator takes its share of the cores: read the ratios, not the figures.
"""
import argparse
import json
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

import live

# name, publishers, subscribers, messages for the Swift servers, messages for upstream
LOADS = [
    ("1 -> 1", 1, 1, 2_000_000, 100_000),
    ("20 -> 1", 20, 1, 2_000_000, 100_000),
    ("1 -> 20", 1, 20, 300_000, 20_000),
    ("1 -> 0", 1, 0, 2_000_000, 200_000),
]
SIZE = 500
BURST = 200_000


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process):
    for _ in range(200):
        if process.poll() is not None:
            sys.exit(f"{process.args[0]} ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"{process.args[0]} does not listen")


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(command, port, mode, load, publishers, subscribers, messages, probes, payload=str(SIZE), afterwards=None):
    """Starts a server, loads it once; returns (messages or deliveries a second, server CPU seconds per million of them).

    `payload` is a size or a file, `afterwards` is called before the server is killed.
    """
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        if probes:
            wait_for(port, server)
        else:
            time.sleep(1)
        before = cpu_seconds(server.pid)
        result = subprocess.run(
            [load, mode, f"127.0.0.1:{port}", str(publishers), str(subscribers), str(messages), payload],
            capture_output=True, text=True, timeout=300)
        used = cpu_seconds(server.pid) - before
        try:
            figures = json.loads(result.stdout)
        except ValueError:
            sys.exit(f"{command[0]}: {result.stdout}{result.stderr}")
        count = figures["deliveries"] or figures["messages"]
        if afterwards:
            afterwards()
        return count / figures["seconds"], used / count * 1e6
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()


def storing(arguments, load, accounts):
    """A burst that is stored as it is relayed: hpfeeds-broker stores nothing, `waggle serve` everything."""
    figures, stored = {"upstream": [], "waggle": []}, []
    for _ in range(arguments.rounds):
        with tempfile.TemporaryDirectory() as folder:
            payload = os.path.join(folder, "payload")
            with open(payload, "wb") as file:
                file.write(live.cowrie(1, random.Random(7)))
            if arguments.upstream:
                port = free_port()
                command = [arguments.upstream, "-e", f"tcp:port={port}:interface=127.0.0.1", "--auth", accounts]
                figures["upstream"].append(measure(command, port, "hpfeeds", load, 1, 1, BURST, True, payload))
            port, exporter, start = free_port(), free_port(), time.monotonic()

            def wait_until_stored():
                while True:
                    text = urllib.request.urlopen(f"http://127.0.0.1:{exporter}/metrics", timeout=60).read().decode()
                    if int(re.search(r"^waggle_intake_stored_total (\d+)", text, re.M)[1]) >= BURST:
                        return stored.append(time.monotonic() - start)
                    time.sleep(0.02)

            command = [
                os.path.join(arguments.bin, "waggle"), "serve", "--data-dir", os.path.join(folder, "data"), "--http", "127.0.0.1:0",
                "--hpfeeds", f"127.0.0.1:{port}", "--exporter", f"127.0.0.1:{exporter}", "--auth", accounts, "--log-level", "error"]
            figures["waggle"].append(measure(command, port, "hpfeeds", load, 1, 1, BURST, True, payload, wait_until_stored))
    table("burst", figures)
    print(f"all {BURST:,} stored {statistics.median(stored):.1f} s after the start of the server (median)")


def table(name, figures):
    base = statistics.median(rate for rate, _ in figures["upstream"]) if figures["upstream"] else None
    for server, runs in figures.items():
        if runs:
            rate = statistics.median(rate for rate, _ in runs)
            best = max(rate for rate, _ in runs)
            cpu = statistics.median(cpu for _, cpu in runs)
            ratio = f"{rate / base:10.1f}" if base else f"{'-':>10}"
            print(f"{name:8} {server:9} {rate:12,.0f} {best:12,.0f} {cpu:8.2f} {ratio}", flush=True)


def main():
    here = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), ".build", "release")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", default=here, help="folder of broker-only, byte-relay, relay-load and waggle")
    parser.add_argument("--upstream", help="hpfeeds-broker 3.1; left out when not given")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--storing", action="store_true", help="a burst through `waggle serve`, stored")
    parser.add_argument("--threads", type=int, help="event loops of our broker")
    arguments = parser.parse_args()
    load = os.path.join(arguments.bin, "relay-load")

    with tempfile.NamedTemporaryFile("w", suffix=".json") as accounts:
        channels = ["bench.chan", "cowrie.sessions"]
        json.dump({"bench": {"owner": "bench", "secret": "secret", "pubchans": channels, "subchans": channels}}, accounts)
        accounts.flush()
        print(f"{'load':8} {'server':9} {'median/s':>12} {'best/s':>12} {'CPU s/M':>8} {'x upstream':>10}")
        if arguments.storing:
            return storing(arguments, load, accounts.name)
        for name, publishers, subscribers, ours, theirs in LOADS:
            figures = {"upstream": [], "broker": [], "bytes": []}
            for _ in range(arguments.rounds):
                for server in figures:
                    port = free_port()
                    if server == "upstream":
                        if not arguments.upstream:
                            continue
                        command = [arguments.upstream, "-e", f"tcp:port={port}:interface=127.0.0.1", "--auth", accounts.name]
                    elif server == "broker":
                        command = [os.path.join(arguments.bin, "broker-only"), f"127.0.0.1:{port}", accounts.name]
                        if arguments.threads:
                            command.append(str(arguments.threads))
                    else:
                        # A probing connection would take a publisher's role, so this one is given a second instead.
                        command = [os.path.join(arguments.bin, "byte-relay"), f"127.0.0.1:{port}", str(publishers)]
                    mode = "bytes" if server == "bytes" else "hpfeeds"
                    count = theirs if server == "upstream" else ours
                    figures[server].append(measure(command, port, mode, load, publishers, subscribers, count, server != "bytes"))
            table(name, figures)


if __name__ == "__main__":
    main()
