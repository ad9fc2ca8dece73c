"""The yardstick for durable ingest: what the obvious program does.

One table for raw messages and one for sessions, an ordinary index for each filter, batches of 1,000, synchronous=FULL.

    python3 ingest.py FILE ROWS

Prints "ROWS RATE" for each window: messages so far, and messages a second within the last window.
"""

import sqlite3
import sys
import time

BATCH = 1000
PROTOCOLS = ["ssh", "telnet", "http", "smb", "mysql", "ftp", "sip", "mssql"]
HONEYPOTS = ["cowrie", "dionaea", "heralding", "conpot", "glastopf"]
MASK = (1 << 64) - 1


def mixed(x: int) -> int:
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ x >> 30) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ x >> 27) * 0x94D049BB133111EB) & MASK
    return x ^ x >> 31


def message(i: int):
    random = mixed(i)
    address = mixed(random % 200000)
    second = 1767225600 + i // 1000
    received = second * 1000000 + i % 1000
    key = second << 31 | (i % 1000) << 11
    source = f"{(address & 127) + 1}.{address >> 8 & 255}.{address >> 16 & 255}.{address >> 24 & 255}"
    port = 1024 + (random >> 8) % 60000
    payload = f'{{"session":"{random:016x}","peerIP":"{source}","peerPort":{port},'.ljust(628, "x")
    details = (
        f'"auth_attempts":[{{"login":"root","password":"{random & 0xFFFFFFFF:08x}"}},{{"login":"admin","password":"admin"}}],'
        '"session_ssh":{"version":"SSH-2.0-libssh2_1.8.0"}'
    )
    raw = (key, 1, (random >> 48) % 20, received, payload.encode())
    session = (
        key, received, (random >> 48) % 20, HONEYPOTS[(random >> 24) % 5], PROTOCOLS[random >> 20 & 7], source, port,
        f"10.0.{random >> 32 & 3}.{random >> 40 & 255}", 1 + (random >> 44 & 1023), details.encode(),
    )
    return raw, session


def main() -> None:
    path, rows = sys.argv[1], int(sys.argv[2])
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(
        """
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-49152;
        CREATE TABLE raw(key INTEGER PRIMARY KEY, channel INTEGER, ident INTEGER, received INTEGER, payload BLOB);
        CREATE TABLE session(key INTEGER PRIMARY KEY, time INTEGER, ident INTEGER, honeypot TEXT, protocol TEXT, source_ip TEXT,
            source_port INTEGER, destination_ip TEXT, destination_port INTEGER, details BLOB);
        CREATE INDEX session_honeypot ON session(honeypot); CREATE INDEX session_protocol ON session(protocol);
        CREATE INDEX session_source_ip ON session(source_ip); CREATE INDEX session_source_port ON session(source_port);
        CREATE INDEX session_destination_ip ON session(destination_ip);
        CREATE INDEX session_destination_port ON session(destination_port);
        """
    )
    window = rows // 10 if rows < 1000000 else 100000
    spent = 0.0
    for start in range(0, rows, BATCH):
        made = [message(i) for i in range(start, start + BATCH)]
        raw, sessions = [m[0] for m in made], [m[1] for m in made]
        began = time.monotonic()
        db.execute("BEGIN IMMEDIATE")
        db.executemany("INSERT INTO raw VALUES(?, ?, ?, ?, ?)", raw)
        db.executemany("INSERT INTO session VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", sessions)
        db.execute("COMMIT")
        spent += time.monotonic() - began
        if (start + BATCH) % window == 0:
            print(start + BATCH, round(window / spent), flush=True)
            spent = 0.0


main()
