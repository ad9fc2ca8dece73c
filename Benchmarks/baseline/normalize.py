"""The yardstick for normalisation: the normalizers of Mnemosyne or of its fork for the Modern Honey Network, under Python 3.

    python3 normalize.py [--keep-private] CHECKOUT FILE...

CHECKOUT is a clone of Mnemosyne, which is not part of this repository. Only three names of Python 2's library stand in for
their successors. Messages from private addresses are dropped, as its configuration is shipped, unless told otherwise;
asking takes it half a microsecond. A file holds one payload and is named as for normalize-bench.

Prints nanoseconds a message by channel, the best of 400 runs of about 1 ms: without and with encoding of the result, which
Waggle gives encoded already. What an unmodified normalizer can't do under Python 3 is said instead.
"""

import collections
import datetime
import http.server
import importlib
import io
import json
import os
import sys
import time
import types
import urllib.parse

# Where the normalizer of each channel is.
MODULES = {
    "amun.events": "amun_events",
    "conpot.events": "conpot_events",
    "cowrie.sessions": "cowrie_events",
    "dionaea.capture": "dionaea_capture",
    "dionaea.connections": "dionaea_connections",
    "drupot.events": "drupot_events",
    "glastopf.events": "glastopf_events",
    "kippo.sessions": "kippo_events",
    "p0f.events": "p0f_events",
    "suricata.events": "suricata_events",
    "wordpot.events": "wordpot_events",
}


def stand_in(name, **members):
    module = types.ModuleType(name)
    vars(module).update(members)
    sys.modules[name] = module


def channel(path):
    name, extension = os.path.splitext(os.path.basename(path))
    return os.path.basename(os.path.dirname(path)) if extension == ".payload" else os.path.splitext(name)[0]


def normalizer(channel):
    module = importlib.import_module("normalizer.modules." + MODULES[channel])
    classes = (value for value in vars(module).values() if isinstance(value, type))
    return next(value for value in classes if channel in getattr(value, "channels", ()))()


def measure(normalizer, channel, payloads, drops_private, encode):
    now = datetime.datetime(2026, 11, 22, 15)

    def run(passes):
        start = time.perf_counter_ns()
        for _ in range(passes):
            for payload in payloads:
                encode(normalizer.normalize(payload, channel, now, drops_private))
        return time.perf_counter_ns() - start

    passes = 1
    while run(passes) < 1_000_000:
        passes *= 2
    return min(run(passes) for _ in range(400)) / passes / len(payloads)


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--keep-private"]
    drops_private = len(arguments) == len(sys.argv) - 1
    sys.path.insert(0, arguments[0])
    stand_in("urlparse", urlparse=urllib.parse.urlparse)
    stand_in("BaseHTTPServer", BaseHTTPRequestHandler=http.server.BaseHTTPRequestHandler)
    stand_in("StringIO", StringIO=io.StringIO)
    loads = collections.defaultdict(list)
    for path in arguments[1:]:
        with open(path, encoding="utf-8", errors="replace") as file:
            loads[channel(path)].append(file.read())
    print(f"{'channel':32}{'payloads':>9}{'bytes':>9}{'ns':>10}{'encoded':>12}")
    for name, payloads in sorted(loads.items()):
        size = sum(len(payload) for payload in payloads) // len(payloads)
        try:
            alone = measure(normalizer(name), name, payloads, drops_private, len)
            encoded = measure(normalizer(name), name, payloads, drops_private, lambda result: json.dumps(result, default=str))
            result = f"{alone:10.0f}{encoded:12.0f}"
        except Exception as error:
            result = f"  fails: {type(error).__name__}"
        print(f"{name:32}{len(payloads):9}{size:9}{result}")


main()
